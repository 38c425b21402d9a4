//! What would give a removed listing away in another directory's file, as keyed digests.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;

use super::schema::removed_twins;
use super::{Conn, DbError, on_backend, stored, utc};

/// Bound parameters a statement: far below what either database allows.
const CHUNK: usize = 500;

/// Remembers the digests of a listing that is removed.
pub fn insert<'a>(
    conn: &mut Conn,
    organization_id: &str,
    digests: impl IntoIterator<Item = &'a String>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let rows: Vec<_> = digests
        .into_iter()
        .map(|digest| {
            (
                removed_twins::id.eq(Id::new().to_string()),
                removed_twins::organization_id.eq(organization_id),
                removed_twins::digest.eq(digest),
                removed_twins::removed_at.eq(stored(now)),
            )
        })
        .collect();
    on_backend!(conn, c => diesel::insert_into(removed_twins::table).values(&rows).execute(c))?;
    Ok(())
}

/// Those of these digests that belong to something removed.
pub fn known(conn: &mut Conn, digests: &[&String]) -> Result<HashSet<String>, DbError> {
    let mut all = HashSet::new();
    for chunk in digests.chunks(CHUNK) {
        let found: Vec<String> = removed_twins::table
            .filter(removed_twins::digest.eq_any(chunk))
            .select(removed_twins::digest)
            .load(conn)?;
        all.extend(found);
    }
    Ok(all)
}

/// When something with one of these digests was removed last.
pub fn last(conn: &mut Conn, digests: &[&String]) -> Result<Option<DateTime<Utc>>, DbError> {
    let mut last: Option<NaiveDateTime> = None;
    for chunk in digests.chunks(CHUNK) {
        let found: Option<NaiveDateTime> = removed_twins::table
            .filter(removed_twins::digest.eq_any(chunk))
            .order(removed_twins::removed_at.desc())
            .select(removed_twins::removed_at)
            .first(conn)
            .optional()?;
        last = last.max(found);
    }
    Ok(last.map(utc))
}
