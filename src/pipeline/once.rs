//! Once: what a program sends again under the same key of its own (`Idempotency-Key`) is answered as it was the first time.
//!
//! The row is written in the transaction of what was made: of ten that come at once one makes something and the others find it. What was refused
//! leaves no row, so that it can be mended and sent under the same key. The answer holds a token, so it is sealed; who sent what is there only as
//! keyed digests.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::db::replays::{self, Replay};
use crate::db::{Conn, DbError};
use crate::keys::{KeyError, Keys, Purpose};

use super::Desk;

/// How long an answer is given again.
pub const KEPT: Duration = Duration::hours(24);

/// What is not finished after so long was broken off, and is finished by whoever asks next.
const BROKEN_OFF: Duration = Duration::minutes(1);

/// The longest key, in characters.
pub const LONGEST_KEY: usize = 255;

/// Why nothing is answered.
#[derive(Debug, thiserror::Error)]
pub enum OnceError {
    /// The key came with another body before.
    #[error("this Idempotency-Key came with another body before; give each thing that you send a key of its own")]
    OtherBody,
    /// What came first is still at work.
    #[error("what was sent first under this Idempotency-Key is still at work; ask again in a second")]
    UnderWay,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl OnceError {
    /// Somebody else was faster under the same key.
    pub(super) fn is_duplicate(&self) -> bool {
        matches!(self, OnceError::Db(DbError::Duplicate(_)))
    }
}

/// One thing that is sent, however often.
#[derive(Debug, Clone)]
pub struct Once {
    id: String,
    body: String,
}

impl Once {
    /// `route`: method and address. `holder`: whose it is, the API key that it came with or the address: nobody meets the keys of others.
    pub fn of(keys: &Keys, route: &str, holder: Option<&str>, key: &str, body: &[u8]) -> Once {
        let id = format!("{route}\n{}\n{key}", holder.unwrap_or_default());
        let sign = |what: &[u8], of: &[u8]| keys.sign(Purpose::Replay, &[what, of].concat());
        Once { id: sign(b"key\n", id.as_bytes()), body: sign(b"body\n", body) }
    }
}

/// What came of it the first time.
pub(super) struct First<T> {
    pub(super) made: T,
    pub(super) is_finished: bool,
}

/// What came of the same before; `None` where it is the first time.
pub(super) fn first<T: DeserializeOwned>(desk: &Desk, once: &Once) -> Result<Option<First<T>>, OnceError> {
    let now = desk.clock.now();
    let Some(row) = desk.db.read(|conn| replays::find(conn, &once.id, now - KEPT))? else { return Ok(None) };
    if row.body != once.body {
        return Err(OnceError::OtherBody);
    }
    if !row.is_finished && now < row.begun_at + BROKEN_OFF {
        return Err(OnceError::UnderWay);
    }
    let plain = desk.keys.unseal(Purpose::Replay, &once.id, &row.sealed)?;
    let made = serde_json::from_slice(&plain).map_err(|e| DbError::Damaged(format!("an answer kept: {e}")))?;
    Ok(Some(First { made, is_finished: row.is_finished }))
}

/// Keeps what was made, in its transaction.
pub(super) fn keep(
    conn: &mut Conn,
    desk: &Desk,
    once: &Once,
    made: &impl Serialize,
    is_finished: bool,
) -> Result<(), OnceError> {
    let (begun_at, sealed) = (desk.clock.now(), seal(desk, once, made)?);
    let row = Replay { id: once.id.clone(), body: once.body.clone(), sealed, is_finished, begun_at };
    Ok(replays::insert(conn, &row, begun_at - KEPT)?)
}

/// Keeps the whole answer.
pub(super) fn finish(desk: &Desk, once: &Once, made: &impl Serialize) -> Result<(), OnceError> {
    let sealed = seal(desk, once, made)?;
    Ok(desk.db.write(|conn| replays::finish(conn, &once.id, &sealed))?)
}

/// Forgets answers whose time is over.
pub(super) fn forget(conn: &mut Conn, now: DateTime<Utc>) -> Result<(), DbError> {
    replays::forget(conn, now - KEPT).map(drop)
}

fn seal(desk: &Desk, once: &Once, made: &impl Serialize) -> Result<String, OnceError> {
    let plain = serde_json::to_vec(made).map_err(|e| DbError::Other(format!("an answer does not serialize: {e}")))?;
    Ok(desk.keys.seal(Purpose::Replay, &once.id, &plain)?)
}
