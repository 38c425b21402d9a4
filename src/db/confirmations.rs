//! Requests to confirm: which listings a mail with a link was about, and which reminder that was.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;

use super::schema::{confirmation_listings, confirmation_requests};
use super::{Conn, DbError, stored, utc};

/// A request as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// UUIDv7; a part of its link.
    pub id: String,
    /// When the mail was written.
    pub asked_at: DateTime<Utc>,
    /// Whose listings it is about.
    pub organization_ids: Vec<String>,
}

/// A listing that a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Whose.
    pub organization_id: String,
    /// The day from which its freshness counts.
    pub since_day: NaiveDate,
    /// The reminder that this is; `None` where it is only named beside another one.
    pub step: Option<i64>,
}

#[derive(Insertable)]
#[diesel(table_name = confirmation_listings)]
struct Row<'a> {
    id: String,
    request_id: &'a str,
    organization_id: &'a str,
    since_day: NaiveDate,
    step: Option<i64>,
}

/// Records a request. Answers its id.
///
/// # Errors
/// [`DbError::Duplicate`] where one of its reminders was recorded before: then nothing must be sent.
pub fn insert(conn: &mut Conn, named: &[Named], now: DateTime<Utc>) -> Result<String, DbError> {
    let id = Id::new().to_string();
    diesel::insert_into(confirmation_requests::table)
        .values((confirmation_requests::id.eq(&id), confirmation_requests::asked_at.eq(stored(now))))
        .execute(conn)?;
    for one in named {
        let row = Row {
            id: Id::new().to_string(),
            request_id: &id,
            organization_id: &one.organization_id,
            since_day: one.since_day,
            step: one.step,
        };
        diesel::insert_into(confirmation_listings::table).values(row).execute(conn)?;
    }
    Ok(id)
}

/// By id.
pub fn get(conn: &mut Conn, id: &str) -> Result<Option<Request>, DbError> {
    let asked_at: Option<NaiveDateTime> =
        confirmation_requests::table.find(id).select(confirmation_requests::asked_at).first(conn).optional()?;
    let Some(asked_at) = asked_at else { return Ok(None) };
    let organization_ids = confirmation_listings::table
        .filter(confirmation_listings::request_id.eq(id))
        .order(confirmation_listings::organization_id.asc())
        .select(confirmation_listings::organization_id)
        .load(conn)?;
    Ok(Some(Request { id: id.to_string(), asked_at: utc(asked_at), organization_ids }))
}

/// Whether its provider was asked about this listing on a day.
pub fn is_asked_on(conn: &mut Conn, organization_id: &str, day: NaiveDate) -> Result<bool, DbError> {
    let (from, to) = (day.and_time(NaiveTime::MIN), day.and_time(NaiveTime::MIN) + Days::new(1));
    let asked: i64 = confirmation_listings::table
        .inner_join(confirmation_requests::table)
        .filter(confirmation_listings::organization_id.eq(organization_id))
        .filter(confirmation_requests::asked_at.ge(from))
        .filter(confirmation_requests::asked_at.lt(to))
        .count()
        .get_result(conn)?;
    Ok(asked > 0)
}

/// Whether this reminder was written.
pub fn is_written(conn: &mut Conn, organization_id: &str, since_day: NaiveDate, step: i64) -> Result<bool, DbError> {
    let written: i64 = confirmation_listings::table
        .filter(confirmation_listings::organization_id.eq(organization_id))
        .filter(confirmation_listings::since_day.eq(since_day))
        .filter(confirmation_listings::step.eq(step))
        .count()
        .get_result(conn)?;
    Ok(written > 0)
}
