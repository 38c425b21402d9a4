//! Listings that a person took out of sight: why, who asked to lift it, and how it ended.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::listing::{SuspensionEnding, SuspensionReason};

use super::listings::ListingBefore;
use super::schema::suspensions as s;
use super::{Conn, DbError, stored};

/// A suspension as stored.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = s)]
pub struct SuspensionRow {
    /// UUIDv7.
    pub id: String,
    /// Whose listing.
    pub organization_id: String,
    reason_code: String,
    /// In words; the provider reads it.
    pub reason: String,
    /// Who suspended it.
    pub suspended_by: String,
    /// UTC.
    pub suspended_at: NaiveDateTime,
    listing_before: String,
    /// The mail about it.
    pub mail_id: Option<String>,
    /// Why it shall be lifted.
    pub lift_reason: Option<String>,
    /// Who asked that.
    pub lift_asked_by: Option<String>,
    /// UTC.
    pub lift_asked_at: Option<NaiveDateTime>,
    /// Who ended it.
    pub ended_by: Option<String>,
    /// UTC.
    pub ended_at: Option<NaiveDateTime>,
    ending: Option<String>,
}

impl SuspensionRow {
    /// Why.
    ///
    /// # Errors
    /// [`DbError::Damaged`] where what is kept cannot be read.
    pub fn reason_code(&self) -> Result<SuspensionReason, DbError> {
        self.reason_code.parse().map_err(|e| DbError::Damaged(format!("suspension {}: {e}", self.id)))
    }

    /// What was listed before.
    ///
    /// # Errors
    /// [`DbError::Damaged`] where what is kept cannot be read.
    pub fn listing_before(&self) -> Result<ListingBefore, DbError> {
        ListingBefore::read(&self.listing_before)
    }
}

/// A suspension to be recorded.
#[derive(Debug, Clone)]
pub struct NewSuspension<'a> {
    /// Whose listing.
    pub organization_id: &'a str,
    /// Why, for counting.
    pub reason_code: SuspensionReason,
    /// Why, in words.
    pub reason: &'a str,
    /// Who suspends.
    pub staff_id: &'a str,
    /// What was listed.
    pub listing_before: &'a ListingBefore,
    /// The mail about it.
    pub mail_id: Option<String>,
}

/// Records a suspension. The database refuses a second that is open.
pub fn record(conn: &mut Conn, new: NewSuspension<'_>, now: DateTime<Utc>) -> Result<(), DbError> {
    let row = SuspensionRow {
        id: Id::new().to_string(),
        organization_id: new.organization_id.to_string(),
        reason_code: new.reason_code.to_string(),
        reason: new.reason.to_string(),
        suspended_by: new.staff_id.to_string(),
        suspended_at: stored(now),
        listing_before: new.listing_before.written()?,
        mail_id: new.mail_id,
        lift_reason: None,
        lift_asked_by: None,
        lift_asked_at: None,
        ended_by: None,
        ended_at: None,
        ending: None,
    };
    diesel::insert_into(s::table).values(row).execute(conn)?;
    Ok(())
}

/// Suspensions that are open.
macro_rules! open {
    () => {
        s::table.filter(s::ended_at.is_null())
    };
}

/// The suspension of a listing that is open.
pub fn open_of(conn: &mut Conn, organization_id: &str) -> Result<Option<SuspensionRow>, DbError> {
    Ok(open!().filter(s::organization_id.eq(organization_id)).first(conn).optional()?)
}

/// Every suspension that somebody asked to lift, the oldest request first.
pub fn to_lift(conn: &mut Conn) -> Result<Vec<SuspensionRow>, DbError> {
    Ok(open!().filter(s::lift_asked_at.is_not_null()).order((s::lift_asked_at.asc(), s::id.asc())).load(conn)?)
}

/// Asks to lift a suspension, in place of who asked before.
///
/// # Errors
/// [`DbError::Stale`] where it ended meanwhile.
pub fn ask_to_lift(conn: &mut Conn, id: &str, staff_id: &str, reason: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let set = (s::lift_reason.eq(reason), s::lift_asked_by.eq(staff_id), s::lift_asked_at.eq(stored(now)));
    one(diesel::update(open!().filter(s::id.eq(id))).set(set).execute(conn)?)
}

/// Drops the request to lift it; the suspension stays.
///
/// # Errors
/// [`DbError::Stale`] where it ended meanwhile.
pub fn keep(conn: &mut Conn, id: &str) -> Result<(), DbError> {
    let none = (
        s::lift_reason.eq(None::<String>),
        s::lift_asked_by.eq(None::<String>),
        s::lift_asked_at.eq(None::<NaiveDateTime>),
    );
    one(diesel::update(open!().filter(s::id.eq(id))).set(none).execute(conn)?)
}

/// Ends a suspension.
///
/// # Errors
/// [`DbError::Stale`] where it ended meanwhile.
pub fn end(
    conn: &mut Conn,
    id: &str,
    staff_id: &str,
    ending: SuspensionEnding,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let set = (s::ended_by.eq(staff_id), s::ended_at.eq(stored(now)), s::ending.eq(ending.as_str()));
    one(diesel::update(open!().filter(s::id.eq(id))).set(set).execute(conn)?)
}

/// Opens a suspension again that two people had lifted; the request to lift it stands.
///
/// # Errors
/// [`DbError::Stale`] where it is not one that was lifted.
pub fn open_again(conn: &mut Conn, id: &str) -> Result<(), DbError> {
    let lifted = s::table.find(id).filter(s::ending.eq(SuspensionEnding::Lifted.as_str()));
    let none = (s::ended_by.eq(None::<String>), s::ended_at.eq(None::<NaiveDateTime>), s::ending.eq(None::<String>));
    one(diesel::update(lifted).set(none).execute(conn)?)
}

fn one(changed: usize) -> Result<(), DbError> {
    if changed == 1 { Ok(()) } else { Err(DbError::Stale) }
}
