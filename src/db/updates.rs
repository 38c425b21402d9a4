//! What was public at once and waits for a person to look at it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;

use super::schema::updates;
use super::{Conn, DbError, stored};

/// One update as stored.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = updates)]
pub struct UpdateRow {
    /// UUIDv7.
    pub id: String,
    /// Whose.
    pub organization_id: String,
    /// The dossier version that was shown.
    pub before_id: String,
    /// The one that is shown since.
    pub after_id: String,
    /// UTC.
    pub made_at: NaiveDateTime,
    /// When a person had looked; UTC.
    pub seen_at: Option<NaiveDateTime>,
    /// Staff id.
    pub seen_by: Option<String>,
}

/// Adds one that nobody has looked at.
pub fn insert(
    conn: &mut Conn,
    organization_id: &str,
    (before_id, after_id): (&str, &str),
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = UpdateRow {
        id: Id::new().to_string(),
        organization_id: organization_id.to_string(),
        before_id: before_id.to_string(),
        after_id: after_id.to_string(),
        made_at: stored(now),
        seen_at: None,
        seen_by: None,
    };
    diesel::insert_into(updates::table).values(row).execute(conn)?;
    Ok(())
}

/// Those of an organization that nobody has looked at, oldest first.
pub fn waiting(conn: &mut Conn, organization_id: &str) -> Result<Vec<UpdateRow>, DbError> {
    Ok(updates::table
        .filter(updates::organization_id.eq(organization_id))
        .filter(updates::seen_at.is_null())
        .order(updates::id.asc())
        .load(conn)?)
}

/// Notes that a person has looked at all of them.
pub fn see(conn: &mut Conn, organization_id: &str, staff_id: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    diesel::update(
        updates::table.filter(updates::organization_id.eq(organization_id)).filter(updates::seen_at.is_null()),
    )
    .set((updates::seen_at.eq(stored(now)), updates::seen_by.eq(staff_id)))
    .execute(conn)?;
    Ok(())
}
