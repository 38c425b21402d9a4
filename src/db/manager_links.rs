//! Mails to sign in with: a link and a code, each stored as a digest.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::manager_links as l;
use super::{Conn, DbError, stored};

/// One mail that was asked for.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = l)]
pub struct Link {
    /// UUIDv7; the page on which the code is typed carries it.
    pub id: String,
    /// Folded.
    pub email: String,
    /// SHA-256 of the link's token.
    pub token_digest: String,
    /// Keyed.
    pub code_digest: String,
    /// How often a code was typed.
    pub code_tries: i64,
    /// UTC.
    pub asked_at: NaiveDateTime,
    /// When it signed somebody in; UTC.
    pub consumed_at: Option<NaiveDateTime>,
    /// When a newer one took its place; UTC.
    pub superseded_at: Option<NaiveDateTime>,
}

/// Adds one.
pub fn insert(conn: &mut Conn, link: &Link) -> Result<(), DbError> {
    diesel::insert_into(l::table).values(link.clone()).execute(conn)?;
    Ok(())
}

/// By the link's token.
pub fn by_token(conn: &mut Conn, token_digest: &str) -> Result<Option<Link>, DbError> {
    Ok(l::table.filter(l::token_digest.eq(token_digest)).first(conn).optional()?)
}

/// How many were asked for an address since then.
pub fn asked_since(conn: &mut Conn, email: &str, since: DateTime<Utc>) -> Result<i64, DbError> {
    Ok(l::table.filter(l::email.eq(email)).filter(l::asked_at.gt(stored(since))).count().get_result(conn)?)
}

/// Closes whatever is open for an address.
pub fn supersede(conn: &mut Conn, email: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let open = l::table.filter(l::email.eq(email)).filter(l::consumed_at.is_null()).filter(l::superseded_at.is_null());
    diesel::update(open).set(l::superseded_at.eq(stored(now))).execute(conn)?;
    Ok(())
}

/// Counts a typed code, whatever comes of it, and answers the link with that try in it.
pub fn count_try(conn: &mut Conn, id: &str) -> Result<Option<Link>, DbError> {
    diesel::update(l::table.find(id)).set(l::code_tries.eq(l::code_tries + 1)).execute(conn)?;
    Ok(l::table.find(id).first(conn).optional()?)
}

/// Uses one up. Of two callers at once one is told `true`.
pub fn consume(conn: &mut Conn, id: &str, now: DateTime<Utc>) -> Result<bool, DbError> {
    let open = l::table.find(id).filter(l::consumed_at.is_null()).filter(l::superseded_at.is_null());
    Ok(diesel::update(open).set(l::consumed_at.eq(stored(now))).execute(conn)? == 1)
}

/// Forgets what was asked for before `before`.
pub fn forget_older(conn: &mut Conn, before: DateTime<Utc>) -> Result<(), DbError> {
    diesel::delete(l::table.filter(l::asked_at.lt(stored(before)))).execute(conn)?;
    Ok(())
}
