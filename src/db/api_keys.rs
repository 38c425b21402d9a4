//! Keys of programs that use the API: their digests, what they open, and on which day each was used last.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::api_key::Scope;

use super::schema::api_keys as k;
use super::{Conn, DbError, stored, utc};

/// One as stored, without its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// UUIDv7.
    pub id: String,
    /// Whose it is, in an administrator's words.
    pub name: String,
    /// What it opens.
    pub scopes: Vec<Scope>,
    /// Who made it: an actor as the audit log writes it.
    pub made_by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// The last day on which it was used, in UTC.
    pub last_used_on: Option<NaiveDate>,
    /// Since when it opens nothing any more.
    pub revoked_at: Option<DateTime<Utc>>,
}

type Row = (String, String, String, String, NaiveDateTime, Option<NaiveDate>, Option<NaiveDateTime>);

const COLUMNS: (k::id, k::name, k::scopes, k::made_by, k::made_at, k::last_used_on, k::revoked_at) =
    (k::id, k::name, k::scopes, k::made_by, k::made_at, k::last_used_on, k::revoked_at);

fn key((id, name, scopes, made_by, made_at, last_used_on, revoked_at): Row) -> Result<ApiKey, DbError> {
    let scopes = scopes.split(' ').map(str::parse).collect::<Result<_, _>>();
    let scopes = scopes.map_err(|e| DbError::Damaged(format!("API key {id}: {e}")))?;
    let (made_at, revoked_at) = (utc(made_at), revoked_at.map(utc));
    Ok(ApiKey { id, name, scopes, made_by, made_at, last_used_on, revoked_at })
}

/// Adds one.
pub fn insert(conn: &mut Conn, new: &ApiKey, digest: &str) -> Result<(), DbError> {
    let scopes: Vec<&str> = new.scopes.iter().map(|scope| scope.as_str()).collect();
    let row = (
        k::id.eq(&new.id),
        k::name.eq(&new.name),
        k::digest.eq(digest),
        k::scopes.eq(scopes.join(" ")),
        k::made_by.eq(&new.made_by),
        k::made_at.eq(stored(new.made_at)),
        k::last_used_on.eq(new.last_used_on),
        k::revoked_at.eq(new.revoked_at.map(stored)),
    );
    diesel::insert_into(k::table).values(row).execute(conn)?;
    Ok(())
}

/// All that ever were, the newest first.
pub fn all(conn: &mut Conn) -> Result<Vec<ApiKey>, DbError> {
    let rows: Vec<Row> = k::table.order((k::made_at.desc(), k::id.desc())).select(COLUMNS).load(conn)?;
    rows.into_iter().map(key).collect()
}

/// The one with this id.
pub fn get(conn: &mut Conn, id: &str) -> Result<ApiKey, DbError> {
    key(k::table.find(id).select(COLUMNS).first(conn)?)
}

/// The one with this digest, revoked or not.
pub fn by_digest(conn: &mut Conn, digest: &str) -> Result<Option<ApiKey>, DbError> {
    let row: Option<Row> = k::table.filter(k::digest.eq(digest)).select(COLUMNS).first(conn).optional()?;
    row.map(key).transpose()
}

/// Notes the day on which it was used.
pub fn used(conn: &mut Conn, id: &str, on: NaiveDate) -> Result<(), DbError> {
    diesel::update(k::table.find(id)).set(k::last_used_on.eq(on)).execute(conn)?;
    Ok(())
}

/// Closes it; `false` where it was closed before.
pub fn revoke(conn: &mut Conn, id: &str, now: DateTime<Utc>) -> Result<bool, DbError> {
    let open = k::table.find(id).filter(k::revoked_at.is_null());
    Ok(diesel::update(open).set(k::revoked_at.eq(stored(now))).execute(conn)? == 1)
}
