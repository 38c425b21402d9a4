//! Which reviewer has taken a submission: one at a time.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::{holds, staff};
use super::{Conn, DbError, stored, utc};

/// Who has a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Of the member of staff.
    pub staff_id: String,
    /// Their address.
    pub email: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Who has a submission.
pub fn of(conn: &mut Conn, submission_id: &str) -> Result<Option<Hold>, DbError> {
    Ok(of_all(conn, &[submission_id])?.pop().map(|(_, hold)| hold))
}

/// Who has these submissions, by submission.
pub fn of_all(conn: &mut Conn, submission_ids: &[&str]) -> Result<Vec<(String, Hold)>, DbError> {
    let rows: Vec<(String, String, String, NaiveDateTime)> = holds::table
        .inner_join(staff::table)
        .filter(holds::submission_id.eq_any(submission_ids))
        .select((holds::submission_id, holds::staff_id, staff::email, holds::since))
        .load(conn)?;
    let hold = |(id, staff_id, email, since)| (id, Hold { staff_id, email, since: utc(since) });
    Ok(rows.into_iter().map(hold).collect())
}

/// Gives a submission to somebody, away from whoever has it.
pub fn put(conn: &mut Conn, submission_id: &str, staff_id: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    remove(conn, submission_id)?;
    let row = (holds::submission_id.eq(submission_id), holds::staff_id.eq(staff_id), holds::since.eq(stored(now)));
    diesel::insert_into(holds::table).values(row).execute(conn)?;
    Ok(())
}

/// Nobody has it any more. Answers whether somebody had.
pub fn remove(conn: &mut Conn, submission_id: &str) -> Result<bool, DbError> {
    Ok(diesel::delete(holds::table.find(submission_id)).execute(conn)? > 0)
}
