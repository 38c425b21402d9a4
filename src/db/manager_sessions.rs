//! Sessions of managers. The browser holds the token, we hold its hash; the id names a session on its holder's own page.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::managers::Manager;
use super::schema::{manager_sessions as s, managers};
use super::{Conn, DbError, stored};

/// One session.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = s)]
pub struct Session {
    /// UUIDv7.
    pub id: String,
    /// SHA-256 of the cookie's token.
    pub token_digest: String,
    /// Whose.
    pub manager_id: String,
    /// Such as `Firefox on Windows`.
    pub browser: String,
    /// When its holder signed in; UTC.
    pub created_at: NaiveDateTime,
    /// When it was last used, as far as was written down; UTC.
    pub seen_at: NaiveDateTime,
    /// UTC; `None` while it was not ended.
    pub ended_at: Option<NaiveDateTime>,
}

/// Opens one.
pub fn insert(conn: &mut Conn, session: &Session) -> Result<(), DbError> {
    diesel::insert_into(s::table).values(session.clone()).execute(conn)?;
    Ok(())
}

/// The session of a token and its holder, unless it was ended. Whether it is too old is for the caller to say.
pub fn find(conn: &mut Conn, token_digest: &str) -> Result<Option<(Session, Manager)>, DbError> {
    let open = s::table.filter(s::token_digest.eq(token_digest)).filter(s::ended_at.is_null());
    Ok(open.inner_join(managers::table).first(conn).optional()?)
}

/// Those of one manager that were not ended, last used first.
pub fn open_of(conn: &mut Conn, manager_id: &str) -> Result<Vec<Session>, DbError> {
    let open = s::table.filter(s::manager_id.eq(manager_id)).filter(s::ended_at.is_null());
    Ok(open.order((s::seen_at.desc(), s::id.desc())).load(conn)?)
}

/// Notes that a session was used.
pub fn touch(conn: &mut Conn, id: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let open = s::table.find(id).filter(s::ended_at.is_null()).filter(s::seen_at.lt(stored(now)));
    diesel::update(open).set(s::seen_at.eq(stored(now))).execute(conn)?;
    Ok(())
}

/// Ends one of a manager's own sessions; `false` where it is over or not theirs.
pub fn end(conn: &mut Conn, manager_id: &str, id: &str, now: DateTime<Utc>) -> Result<bool, DbError> {
    let own = s::table.find(id).filter(s::manager_id.eq(manager_id)).filter(s::ended_at.is_null());
    Ok(diesel::update(own).set(s::ended_at.eq(stored(now))).execute(conn)? == 1)
}

/// Ends all of a manager's sessions but one; answers how many.
pub fn end_others(conn: &mut Conn, manager_id: &str, kept: &str, now: DateTime<Utc>) -> Result<usize, DbError> {
    let others = s::table.filter(s::manager_id.eq(manager_id)).filter(s::id.ne(kept)).filter(s::ended_at.is_null());
    Ok(diesel::update(others).set(s::ended_at.eq(stored(now))).execute(conn)?)
}

/// Forgets sessions that began before `before`; they are over by then.
pub fn forget_older(conn: &mut Conn, before: DateTime<Utc>) -> Result<(), DbError> {
    diesel::delete(s::table.filter(s::created_at.lt(stored(before)))).execute(conn)?;
    Ok(())
}
