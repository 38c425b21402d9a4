//! Staff sessions. The browser holds the token, we hold its hash.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;

use super::schema::staff_sessions as s;
use super::staff::Account;
use super::{Conn, DbError, stored, utc};

/// A session that was not ended. Whether it is too old is for the caller to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Whose.
    pub account: Account,
    /// When its holder signed in.
    pub created_at: DateTime<Utc>,
    /// When it was last used, as far as was written down.
    pub seen_at: DateTime<Utc>,
}

/// Opens a session.
pub fn insert(conn: &mut Conn, token_hash: &str, staff_id: &Id, now: DateTime<Utc>) -> Result<(), DbError> {
    let values = (
        s::token_hash.eq(token_hash),
        s::staff_id.eq(staff_id.as_str()),
        s::created_at.eq(stored(now)),
        s::seen_at.eq(stored(now)),
    );
    diesel::insert_into(s::table).values(values).execute(conn)?;
    Ok(())
}

/// The session of a token, unless it was ended.
pub fn find(conn: &mut Conn, token_hash: &str) -> Result<Option<Session>, DbError> {
    let found = super::staff::joined(conn, token_hash)?;
    Ok(found.map(|(created, seen, account)| Session { account, created_at: utc(created), seen_at: utc(seen) }))
}

/// Notes that a session was used. Of several requests at once any may win; an ended session stays as it is.
pub fn touch(conn: &mut Conn, token_hash: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let open = s::table.find(token_hash).filter(s::ended_at.is_null()).filter(s::seen_at.lt(stored(now)));
    diesel::update(open).set(s::seen_at.eq(stored(now))).execute(conn)?;
    Ok(())
}

/// Ends a session for good. [`DbError::Stale`] when it is over already.
pub fn end(conn: &mut Conn, token_hash: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let open = s::table.find(token_hash).filter(s::ended_at.is_null());
    match diesel::update(open).set(s::ended_at.eq(stored(now))).execute(conn)? {
        1 => Ok(()),
        _ => Err(DbError::Stale),
    }
}

/// Forgets sessions that began before `before`; they are over by then.
pub fn forget_older(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, DbError> {
    Ok(diesel::delete(s::table.filter(s::created_at.lt(stored(before)))).execute(conn)?)
}
