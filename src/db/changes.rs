//! The change sequence that every process follows to keep its search snapshot in step.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::change::ListedChange;

use super::listings::ListingState;
use super::schema::{change_head, changes, listings, organizations};
use super::{Conn, DbError, ear, on_backend, stored, utc};

/// Bound parameters a statement: far below what either database allows.
const CHUNK: usize = 500;

/// What became of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// Published, or published values changed.
    Published,
    /// Taken out of sight for now.
    Hidden,
    /// Taken out for good.
    Removed,
    /// What was checked changed, the values did not.
    Evidence,
    /// The provider confirmed the details.
    Confirmed,
    /// What people told us about it, or our answer to that.
    Reported,
}

impl ChangeKind {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Published => "published",
            ChangeKind::Hidden => "hidden",
            ChangeKind::Removed => "removed",
            ChangeKind::Evidence => "evidence",
            ChangeKind::Confirmed => "confirmed",
            ChangeKind::Reported => "reported",
        }
    }

    const ALL: [ChangeKind; 6] = [
        ChangeKind::Published,
        ChangeKind::Hidden,
        ChangeKind::Removed,
        ChangeKind::Evidence,
        ChangeKind::Confirmed,
        ChangeKind::Reported,
    ];

    /// What the public is told.
    const fn told(self) -> ListedChange {
        match self {
            ChangeKind::Published => ListedChange::Published,
            ChangeKind::Hidden => ListedChange::Hidden,
            ChangeKind::Removed => ListedChange::Removed,
            ChangeKind::Evidence | ChangeKind::Reported => ListedChange::Evidence,
            ChangeKind::Confirmed => ListedChange::Confirmed,
        }
    }
}

/// Appends a change; see [`append_all`].
pub fn append(conn: &mut Conn, organization_id: &str, kind: ChangeKind, now: DateTime<Utc>) -> Result<i64, DbError> {
    append_all(conn, &[organization_id], kind, now)
}

/// Appends the same change of each of these, tells those who listen once it is committed, and answers the last number. There is no
/// other way into the sequence. The head row's lock is held to the end of the transaction, so numbers become visible in order.
pub fn append_all(
    conn: &mut Conn,
    organization_ids: &[&str],
    kind: ChangeKind,
    now: DateTime<Utc>,
) -> Result<i64, DbError> {
    let count = i64::try_from(organization_ids.len()).map_err(|_| DbError::Other("too many changes at once".into()))?;
    diesel::update(change_head::table.find(1)).set(change_head::seq.eq(change_head::seq + count)).execute(conn)?;
    let last: i64 = change_head::table.find(1).select(change_head::seq).first(conn)?;
    let rows: Vec<_> = organization_ids
        .iter()
        .zip(last - count + 1..)
        .map(|(organization_id, seq)| {
            (
                changes::seq.eq(seq),
                changes::organization_id.eq(*organization_id),
                changes::kind.eq(kind.as_str()),
                changes::changed_at.eq::<NaiveDateTime>(stored(now)),
            )
        })
        .collect();
    on_backend!(conn, c => diesel::insert_into(changes::table).values(&rows).execute(c))?;
    ear::tell(conn)?;
    Ok(last)
}

/// The newest number.
pub fn head(conn: &mut Conn) -> Result<i64, DbError> {
    Ok(change_head::table.find(1).select(change_head::seq).first(conn)?)
}

/// The organisations whose listings changed after `seq`.
pub fn since(conn: &mut Conn, seq: i64) -> Result<Vec<String>, DbError> {
    Ok(changes::table.filter(changes::seq.gt(seq)).select(changes::organization_id).distinct().load(conn)?)
}

/// One change, as the public is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its number.
    pub seq: i64,
    /// Whose listing.
    pub organization_id: String,
    /// What became of it.
    pub kind: ListedChange,
    /// When.
    pub at: DateTime<Utc>,
    /// Where the listing is now; `None` while it is out of sight.
    pub slug: Option<String>,
}

/// The changes after `since` up to and with `until`, in order, at most so many. A listing is in the sequence from its first publication on: of
/// what was never public there is no row.
pub fn between(conn: &mut Conn, since: i64, until: i64, limit: i64) -> Result<Vec<Told>, DbError> {
    let rows: Vec<(i64, String, String, NaiveDateTime)> = changes::table
        .filter(changes::seq.gt(since))
        .filter(changes::seq.le(until))
        .order(changes::seq.asc())
        .limit(limit)
        .load(conn)?;
    let whose: BTreeSet<&str> = rows.iter().map(|(_, organization_id, ..)| organization_id.as_str()).collect();
    let slugs = slugs(conn, &whose.into_iter().collect::<Vec<_>>())?;
    let told = |(seq, organization_id, word, at): (i64, String, String, NaiveDateTime)| {
        let kind = ChangeKind::ALL.into_iter().find(|kind| kind.as_str() == word);
        let kind = kind.ok_or_else(|| DbError::Damaged(format!("change {seq} is of no known kind")))?.told();
        Ok(Told { seq, kind, at: utc(at), slug: slugs.get(&organization_id).cloned(), organization_id })
    };
    rows.into_iter().map(told).collect()
}

/// Where those of these listings are that are in sight.
fn slugs(conn: &mut Conn, organization_ids: &[&str]) -> Result<HashMap<String, String>, DbError> {
    let mut found = HashMap::new();
    for chunk in organization_ids.chunks(CHUNK) {
        let in_sight: Vec<(String, String)> = organizations::table
            .inner_join(listings::table)
            .filter(organizations::id.eq_any(chunk))
            .filter(listings::state.eq(ListingState::Public.as_str()))
            .select((organizations::id, organizations::slug))
            .load(conn)?;
        found.extend(in_sight);
    }
    Ok(found)
}
