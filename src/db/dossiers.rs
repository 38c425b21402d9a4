//! Immutable dossier versions. The body holds no birth date and no DEA number: those are sealed beside it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::dossiers;
use super::{Conn, DbError, on_backend, stored};

/// One version as stored.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = dossiers)]
pub struct DossierRow {
    /// UUIDv7.
    pub id: String,
    /// Whose.
    pub organization_id: String,
    /// 1, 2, ... within the organisation.
    pub version: i64,
    /// JSON text without private values.
    pub body: String,
    /// Private values, encrypted.
    pub sealed: String,
    /// UTC.
    pub created_at: NaiveDateTime,
}

/// Adds the next version.
pub fn insert(
    conn: &mut Conn,
    id: &str,
    organization_id: &str,
    body: &str,
    sealed: &str,
    now: DateTime<Utc>,
) -> Result<DossierRow, DbError> {
    let last: Option<i64> = dossiers::table
        .filter(dossiers::organization_id.eq(organization_id))
        .select(diesel::dsl::max(dossiers::version))
        .first(conn)?;
    let row = DossierRow {
        id: id.to_string(),
        organization_id: organization_id.to_string(),
        version: last.unwrap_or(0) + 1,
        body: body.to_string(),
        sealed: sealed.to_string(),
        created_at: stored(now),
    };
    diesel::insert_into(dossiers::table).values(row.clone()).execute(conn)?;
    Ok(row)
}

/// Adds first versions, of organizations that have none yet, in one statement.
pub fn insert_first(conn: &mut Conn, rows: &[DossierRow]) -> Result<(), DbError> {
    on_backend!(conn, c => diesel::insert_into(dossiers::table).values(rows).execute(c))?;
    Ok(())
}

/// By id.
pub fn get(conn: &mut Conn, id: &str) -> Result<DossierRow, DbError> {
    Ok(dossiers::table.find(id).first(conn)?)
}

/// These versions, in no order.
pub fn of_ids(conn: &mut Conn, ids: &[&str]) -> Result<Vec<DossierRow>, DbError> {
    Ok(dossiers::table.filter(dossiers::id.eq_any(ids)).load(conn)?)
}

/// Every version of every organisation, oldest first.
pub fn all(conn: &mut Conn) -> Result<Vec<DossierRow>, DbError> {
    Ok(dossiers::table.order(dossiers::id.asc()).load(conn)?)
}
