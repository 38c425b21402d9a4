//! What clinicians of a clinic said of each person whom they are named as supervising.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::own_word::OwnWord;

use super::schema::supervision_answers as a;
use super::{Conn, DbError, stored};

/// One answer as stored.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = a)]
pub struct SupervisionAnswer {
    /// UUIDv7.
    pub id: String,
    /// Of which clinic.
    pub organization_id: String,
    /// Who answered: [`crate::domain::own_word::person_key`].
    pub supervisor: String,
    /// Of whom: the same kind of key.
    pub supervised: String,
    /// `confirmed` or `denied`.
    pub said: String,
    /// UTC.
    pub answered_at: NaiveDateTime,
}

/// Records what a supervisor said of one person, in place of what they said before. Answers whether it is anything new.
pub fn answered(
    conn: &mut Conn,
    organization_id: &str,
    (supervisor, supervised): (&str, &str),
    said: OwnWord,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let own = || {
        a::table
            .filter(a::organization_id.eq(organization_id.to_string()))
            .filter(a::supervisor.eq(supervisor.to_string()))
            .filter(a::supervised.eq(supervised.to_string()))
    };
    let known: Option<String> = own().select(a::said).first(conn).optional()?;
    match known {
        Some(known) if known == said.as_str() => return Ok(false),
        Some(_) => {
            diesel::update(own()).set((a::said.eq(said.as_str()), a::answered_at.eq(stored(now)))).execute(conn)?;
        }
        None => {
            let row = SupervisionAnswer {
                id: Id::new().to_string(),
                organization_id: organization_id.to_string(),
                supervisor: supervisor.to_string(),
                supervised: supervised.to_string(),
                said: said.to_string(),
                answered_at: stored(now),
            };
            diesel::insert_into(a::table).values(row).execute(conn)?;
        }
    }
    Ok(true)
}

/// Every answer at a clinic, in no order.
pub fn of(conn: &mut Conn, organization_id: &str) -> Result<Vec<SupervisionAnswer>, DbError> {
    Ok(a::table.filter(a::organization_id.eq(organization_id)).load(conn)?)
}

/// Which supervisions were confirmed at these organizations: (organization, supervisor, supervised).
pub fn confirmed(conn: &mut Conn, organization_ids: &[&str]) -> Result<HashSet<(String, String, String)>, DbError> {
    /// Bound parameters a statement: far below what either database allows.
    const CHUNK: usize = 500;
    let mut all = HashSet::new();
    for chunk in organization_ids.chunks(CHUNK) {
        let rows: Vec<(String, String, String)> = a::table
            .filter(a::organization_id.eq_any(chunk))
            .filter(a::said.eq(OwnWord::Confirmed.as_str()))
            .select((a::organization_id, a::supervisor, a::supervised))
            .load(conn)?;
        all.extend(rows);
    }
    Ok(all)
}
