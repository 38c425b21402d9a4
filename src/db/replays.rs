//! What was answered to something that a program sent under a key of its own.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::replays as r;
use super::{Conn, DbError, stored, utc};

/// One as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// Keyed digest of who sent it where under which key.
    pub id: String,
    /// Keyed digest of what was sent.
    pub body: String,
    /// What came of it, encrypted.
    pub sealed: String,
    /// Whether the answer is whole.
    pub is_finished: bool,
    /// When it was sent.
    pub begun_at: DateTime<Utc>,
}

/// Adds one. One from before `gone_before` gives its key up.
///
/// # Errors
/// [`DbError::Duplicate`] where something came under this key since.
pub fn insert(conn: &mut Conn, replay: &Replay, gone_before: DateTime<Utc>) -> Result<(), DbError> {
    diesel::delete(r::table.find(&replay.id).filter(r::begun_at.le(stored(gone_before)))).execute(conn)?;
    let row = (
        r::id.eq(&replay.id),
        r::body.eq(&replay.body),
        r::sealed.eq(&replay.sealed),
        r::is_finished.eq(replay.is_finished),
        r::begun_at.eq(stored(replay.begun_at)),
    );
    diesel::insert_into(r::table).values(row).execute(conn)?;
    Ok(())
}

/// What came under a key after `gone_before`.
pub fn find(conn: &mut Conn, id: &str, gone_before: DateTime<Utc>) -> Result<Option<Replay>, DbError> {
    let row: Option<(String, String, String, bool, NaiveDateTime)> =
        r::table.find(id).filter(r::begun_at.gt(stored(gone_before))).first(conn).optional()?;
    Ok(row.map(|(id, body, sealed, is_finished, begun_at)| Replay {
        id,
        body,
        sealed,
        is_finished,
        begun_at: utc(begun_at),
    }))
}

/// Puts the whole answer in.
pub fn finish(conn: &mut Conn, id: &str, sealed: &str) -> Result<(), DbError> {
    diesel::update(r::table.find(id)).set((r::sealed.eq(sealed), r::is_finished.eq(true))).execute(conn)?;
    Ok(())
}

/// Forgets those from before `gone_before`.
pub fn forget(conn: &mut Conn, gone_before: DateTime<Utc>) -> Result<usize, DbError> {
    Ok(diesel::delete(r::table.filter(r::begun_at.le(stored(gone_before)))).execute(conn)?)
}
