//! Messages between a provider and the reviewers. The texts are sealed before they come here.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::submission::SubmissionState;

use super::schema::{messages as m, organizations, submissions};
use super::{Conn, DbError, stored};

/// One message as stored.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = m)]
pub struct MessageRow {
    /// UUIDv7.
    pub id: String,
    /// About which submission.
    pub submission_id: String,
    /// Who of the staff wrote it; `None`: the provider.
    pub staff_id: Option<String>,
    /// Names the one form that was sent.
    pub form: String,
    /// The text, sealed.
    pub sealed: String,
    /// UTC.
    pub written_at: NaiveDateTime,
    /// When a reviewer opened what the provider wrote; UTC.
    pub opened_at: Option<NaiveDateTime>,
}

/// Adds one.
///
/// # Errors
/// [`DbError::Duplicate`] where the same form was sent before.
pub fn insert(conn: &mut Conn, row: &MessageRow) -> Result<(), DbError> {
    diesel::insert_into(m::table).values(row.clone()).execute(conn)?;
    Ok(())
}

/// Those about a submission, oldest first.
pub fn of(conn: &mut Conn, submission_id: &str) -> Result<Vec<MessageRow>, DbError> {
    let own = m::table.filter(m::submission_id.eq(submission_id));
    Ok(own.order((m::written_at.asc(), m::id.asc())).load(conn)?)
}

/// A reviewer opened everything that the provider wrote. Answers the ids of what was new.
pub fn open(conn: &mut Conn, submission_id: &str, now: DateTime<Utc>) -> Result<Vec<String>, DbError> {
    let is_new = || {
        m::table
            .filter(m::submission_id.eq(submission_id.to_string()))
            .filter(m::staff_id.is_null())
            .filter(m::opened_at.is_null())
    };
    let ids: Vec<String> = is_new().select(m::id).load(conn)?;
    diesel::update(m::table.filter(m::id.eq_any(&ids))).set(m::opened_at.eq(stored(now))).execute(conn)?;
    Ok(ids)
}

/// A submission about which the provider wrote what nobody has opened.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Queryable)]
pub struct Unopened {
    /// The submission's id.
    pub submission_id: String,
    /// What the provider quotes.
    pub reference: String,
    /// The provider's name.
    pub provider: String,
}

/// Those submissions, in the order of their ids, at most so many.
pub fn unopened(conn: &mut Conn, limit: i64) -> Result<Vec<Unopened>, DbError> {
    let new = m::table.filter(m::staff_id.is_null()).filter(m::opened_at.is_null()).select(m::submission_id);
    Ok(submissions::table
        .inner_join(organizations::table)
        .filter(submissions::id.eq_any(new))
        .order(submissions::id.asc())
        .limit(limit)
        .select((submissions::id, submissions::reference, organizations::name))
        .load(conn)?)
}

/// Which of these submissions have something that nobody has opened.
pub fn unopened_of(conn: &mut Conn, submission_ids: &[&str]) -> Result<HashSet<String>, DbError> {
    let new = m::table.filter(m::staff_id.is_null()).filter(m::opened_at.is_null());
    let ids: Vec<String> = new.filter(m::submission_id.eq_any(submission_ids)).select(m::submission_id).load(conn)?;
    Ok(ids.into_iter().collect())
}

/// Erases those about submissions that were decided or taken back before then, but for what was written since. Answers how many.
pub fn forget(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, DbError> {
    let last: Vec<&str> = SubmissionState::ALL.iter().filter(|s| s.is_final()).map(|s| s.as_str()).collect();
    let old = submissions::table
        .filter(submissions::state.eq_any(last))
        .filter(submissions::updated_at.lt(stored(before)))
        .select(submissions::id);
    let due = m::table.filter(m::submission_id.eq_any(old)).filter(m::written_at.lt(stored(before)));
    Ok(diesel::delete(due).execute(conn)?)
}
