//! Staff sessions. The browser holds the token, we hold its hash; the id names a session on pages and goes on when the token is renewed.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;

use super::schema::staff_sessions as s;
use super::staff::Account;
use super::{Conn, DbError, stored};

/// A session that was not ended. Whether it is too old is for the caller to say.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Open {
    /// UUIDv7.
    pub id: String,
    /// Such as `Firefox on Windows`.
    pub browser: String,
    /// When its holder signed in; UTC.
    pub created_at: NaiveDateTime,
    /// When it was last used, as far as was written down; UTC.
    pub seen_at: NaiveDateTime,
    /// When a code was last given in it; UTC.
    pub proven_at: Option<NaiveDateTime>,
}

/// The columns of [`Open`].
pub(super) const OPEN: (s::id, s::browser, s::created_at, s::seen_at, s::proven_at) =
    (s::id, s::browser, s::created_at, s::seen_at, s::proven_at);

/// Opens a session, in which a code was given just now.
pub fn insert(
    conn: &mut Conn,
    token_hash: &str,
    staff_id: &Id,
    browser: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let values = (
        s::token_hash.eq(token_hash),
        s::id.eq(Id::new().to_string()),
        s::staff_id.eq(staff_id.as_str()),
        s::browser.eq(browser),
        s::created_at.eq(stored(now)),
        s::seen_at.eq(stored(now)),
        s::proven_at.eq(Some(stored(now))),
    );
    diesel::insert_into(s::table).values(values).execute(conn)?;
    Ok(())
}

/// The session of a token and its holder, unless it was ended.
pub fn find(conn: &mut Conn, token_hash: &str) -> Result<Option<(Open, Account)>, DbError> {
    super::staff::joined(conn, token_hash)
}

/// Those of one member of staff that were not ended, last used first.
pub fn open_of(conn: &mut Conn, staff_id: &Id) -> Result<Vec<Open>, DbError> {
    let open = s::table.filter(s::staff_id.eq(staff_id.as_str())).filter(s::ended_at.is_null());
    Ok(open.order((s::seen_at.desc(), s::id.desc())).select(OPEN).load(conn)?)
}

/// Notes that a session was used. Of several requests at once any may win; an ended session stays as it is.
pub fn touch(conn: &mut Conn, token_hash: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let open = s::table.find(token_hash).filter(s::ended_at.is_null()).filter(s::seen_at.lt(stored(now)));
    diesel::update(open).set(s::seen_at.eq(stored(now))).execute(conn)?;
    Ok(())
}

/// Notes that a code was given in a session, which goes on under a new token. [`DbError::Stale`] when it is over, or under another
/// token already.
pub fn renew(conn: &mut Conn, token_hash: &str, new_hash: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let open = s::table.find(token_hash).filter(s::ended_at.is_null());
    let set = (s::token_hash.eq(new_hash), s::proven_at.eq(Some(stored(now))), s::seen_at.eq(stored(now)));
    match diesel::update(open).set(set).execute(conn)? {
        1 => Ok(()),
        _ => Err(DbError::Stale),
    }
}

/// Ends one session of a member of staff for good; the browser that it ran in, or `None` where it is over or not theirs.
pub fn end(conn: &mut Conn, staff_id: &Id, id: &str, now: DateTime<Utc>) -> Result<Option<String>, DbError> {
    let open = || s::table.filter(s::id.eq(id)).filter(s::staff_id.eq(staff_id.as_str())).filter(s::ended_at.is_null());
    let Some(browser) = open().select(s::browser).first::<String>(conn).optional()? else { return Ok(None) };
    let ended = diesel::update(open()).set(s::ended_at.eq(stored(now))).execute(conn)?;
    Ok((ended == 1).then_some(browser))
}

/// Ends all sessions of a member of staff but the one named, if any; answers how many.
pub fn end_all_but(conn: &mut Conn, staff_id: &Id, kept: Option<&str>, now: DateTime<Utc>) -> Result<usize, DbError> {
    let open = s::table.filter(s::staff_id.eq(staff_id.as_str())).filter(s::ended_at.is_null());
    let others = open.filter(s::id.ne(kept.unwrap_or_default()));
    Ok(diesel::update(others).set(s::ended_at.eq(stored(now))).execute(conn)?)
}

/// Forgets sessions that began before `before`; they are over by then.
pub fn forget_older(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, DbError> {
    Ok(diesel::delete(s::table.filter(s::created_at.lt(stored(before)))).execute(conn)?)
}
