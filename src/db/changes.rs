//! The change sequence that every process follows to keep its search snapshot in step.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::{change_head, changes};
use super::{Conn, DbError, ear, on_backend, stored};

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
