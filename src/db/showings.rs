//! Listings that a person brought back in sight, and what that changed: with it, it can be taken back whole while its mail waits.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;

use super::schema::showings as s;
use super::{Conn, DbError, stored};

/// That a listing was brought back, as stored.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = s)]
pub struct ShowingRow {
    /// UUIDv7.
    pub id: String,
    /// Whose listing.
    pub organization_id: String,
    /// The suspension that was lifted with it; `None` where the program had hidden it.
    pub suspension_id: Option<String>,
    /// Who: staff id.
    pub shown_by: String,
    /// UTC.
    pub shown_at: NaiveDateTime,
    /// Since when a person had kept it out of sight; UTC.
    pub held_before: Option<NaiveDateTime>,
    /// The version of the listing that it led to.
    pub listing_version: i64,
    /// The mail about it; `None` where there was nobody to write to.
    pub mail_id: Option<String>,
    /// When it was taken back; UTC.
    pub undone_at: Option<NaiveDateTime>,
}

/// A showing to be recorded.
#[derive(Debug, Clone)]
pub struct NewShowing<'a> {
    /// Whose listing.
    pub organization_id: &'a str,
    /// The suspension that is lifted with it.
    pub suspension_id: Option<&'a str>,
    /// Who.
    pub staff_id: &'a str,
    /// Since when a person kept it out of sight.
    pub held_before: Option<NaiveDateTime>,
    /// The version of the listing that it leads to.
    pub listing_version: i64,
    /// The mail about it.
    pub mail_id: Option<String>,
}

/// Records a showing.
pub fn record(conn: &mut Conn, new: NewShowing<'_>, now: DateTime<Utc>) -> Result<(), DbError> {
    let row = ShowingRow {
        id: Id::new().to_string(),
        organization_id: new.organization_id.to_string(),
        suspension_id: new.suspension_id.map(str::to_string),
        shown_by: new.staff_id.to_string(),
        shown_at: stored(now),
        held_before: new.held_before,
        listing_version: new.listing_version,
        mail_id: new.mail_id,
        undone_at: None,
    };
    diesel::insert_into(s::table).values(row).execute(conn)?;
    Ok(())
}

/// The newest showing of a listing that stands.
pub fn newest_of(conn: &mut Conn, organization_id: &str) -> Result<Option<ShowingRow>, DbError> {
    let standing = s::table.filter(s::organization_id.eq(organization_id)).filter(s::undone_at.is_null());
    Ok(standing.order((s::shown_at.desc(), s::id.desc())).first(conn).optional()?)
}

/// Notes that it was taken back.
///
/// # Errors
/// [`DbError::Stale`] where it was before.
pub fn take_back(conn: &mut Conn, id: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let standing = s::table.find(id).filter(s::undone_at.is_null());
    let taken = diesel::update(standing).set(s::undone_at.eq(stored(now))).execute(conn)?;
    if taken == 1 { Ok(()) } else { Err(DbError::Stale) }
}
