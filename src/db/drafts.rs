//! Listings that are still being written: sealed answers, and what became of them.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::drafts as d;
use super::{Conn, DbError, stored};

/// One draft as stored.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = d)]
pub struct DraftRow {
    /// UUIDv7.
    pub id: String,
    /// Counts changes: the value a change must name.
    pub version: i64,
    /// The answers, encrypted.
    pub sealed: String,
    /// Of which listing it is a change.
    pub organization_id: Option<String>,
    /// What it changes, or what became of it.
    pub submission_id: Option<String>,
    /// The dossier version that a change of a listing began with.
    pub based_on: Option<String>,
    /// The manager who began it.
    pub begun_by: Option<String>,
    /// Names the one form with which it was begun.
    pub form_digest: Option<String>,
    /// UTC.
    pub created_at: NaiveDateTime,
    /// UTC.
    pub updated_at: NaiveDateTime,
    /// UTC; `None` while it can be changed.
    pub sent_at: Option<NaiveDateTime>,
    /// When it is erased; UTC.
    pub ends_at: NaiveDateTime,
}

/// Adds one.
pub fn insert(conn: &mut Conn, row: &DraftRow) -> Result<(), DbError> {
    diesel::insert_into(d::table).values(row.clone()).execute(conn)?;
    Ok(())
}

/// By id.
pub fn get(conn: &mut Conn, id: &str) -> Result<Option<DraftRow>, DbError> {
    Ok(d::table.find(id).first(conn).optional()?)
}

/// The id of the draft that was begun with a form.
pub fn begun_with(conn: &mut Conn, form_digest: &str) -> Result<Option<String>, DbError> {
    Ok(d::table.filter(d::form_digest.eq(form_digest)).select(d::id).first(conn).optional()?)
}

/// The newest draft of a submission that was not sent and was begun since then.
pub fn open_of(conn: &mut Conn, submission_id: &str, since: DateTime<Utc>) -> Result<Option<String>, DbError> {
    let own = d::table.filter(d::submission_id.eq(submission_id)).filter(d::sent_at.is_null());
    let newest = own.filter(d::created_at.ge(stored(since))).order(d::id.desc());
    Ok(newest.select(d::id).first(conn).optional()?)
}

/// The newest change of a listing that a manager began with this version and did not send.
pub fn open_change(
    conn: &mut Conn,
    organization_id: &str,
    based_on: &str,
    begun_by: &str,
) -> Result<Option<String>, DbError> {
    let own = d::table.filter(d::organization_id.eq(organization_id)).filter(d::based_on.eq(based_on));
    let own = own.filter(d::begun_by.eq(begun_by)).filter(d::sent_at.is_null());
    Ok(own.order(d::id.desc()).select(d::id).first(conn).optional()?)
}

/// Keeps new answers of a draft that is still open in the version that the caller saw.
///
/// # Errors
/// [`DbError::Stale`] where somebody else was first.
pub fn save(
    conn: &mut Conn,
    (id, seen_version): (&str, i64),
    sealed: &str,
    (now, ends_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), DbError> {
    let open = d::table.find(id).filter(d::version.eq(seen_version)).filter(d::sent_at.is_null());
    let saved = diesel::update(open)
        .set((
            d::sealed.eq(sealed),
            d::version.eq(seen_version + 1),
            d::updated_at.eq(stored(now)),
            d::ends_at.eq(stored(ends_at)),
        ))
        .execute(conn)?;
    if saved == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// Closes a draft: it became this submission. Its answers stand in the dossier from now on, and no longer here.
///
/// # Errors
/// [`DbError::Stale`] where it was changed or sent since the caller read it.
pub fn close(
    conn: &mut Conn,
    (id, seen_version): (&str, i64),
    submission_id: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let open = d::table.find(id).filter(d::version.eq(seen_version)).filter(d::sent_at.is_null());
    let closed = diesel::update(open)
        .set((
            d::sealed.eq(""),
            d::version.eq(seen_version + 1),
            d::submission_id.eq(submission_id),
            d::sent_at.eq(stored(now)),
        ))
        .execute(conn)?;
    if closed == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// Erases what ended before `now`. Answers how many.
pub fn forget(conn: &mut Conn, now: DateTime<Utc>) -> Result<usize, DbError> {
    Ok(diesel::delete(d::table.filter(d::ends_at.lt(stored(now)))).execute(conn)?)
}
