//! Our own calls about reports: what came of them, and whether a note may be public for it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::report::CallOutcome;

use super::schema::{report_calls, reports};
use super::{Conn, DbError, stored, utc};

/// A call as noted; the last one about a report stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportCall {
    /// About which report.
    pub report_id: String,
    /// Who called.
    pub staff_id: String,
    /// What came of it.
    pub result: CallOutcome,
    /// What number, when, and what happened. Staff read it.
    pub words: String,
    /// When it was noted.
    pub called_at: DateTime<Utc>,
    /// When staff let the note stand, where they did.
    pub noted_at: Option<DateTime<Utc>>,
}

/// Notes a call in the place of the one before.
pub fn put(conn: &mut Conn, call: &ReportCall) -> Result<(), DbError> {
    diesel::delete(report_calls::table.find(&call.report_id)).execute(conn)?;
    let row = (
        report_calls::report_id.eq(&call.report_id),
        report_calls::staff_id.eq(&call.staff_id),
        report_calls::result.eq(call.result.as_str()),
        report_calls::words.eq(&call.words),
        report_calls::called_at.eq(stored(call.called_at)),
        report_calls::noted_at.eq(call.noted_at.map(stored)),
    );
    diesel::insert_into(report_calls::table).values(row).execute(conn)?;
    Ok(())
}

/// The call about a report, where there was one.
pub fn of(conn: &mut Conn, report_id: &str) -> Result<Option<ReportCall>, DbError> {
    type Row = (String, String, String, String, NaiveDateTime, Option<NaiveDateTime>);
    let row: Option<Row> = report_calls::table.find(report_id).first(conn).optional()?;
    row.map(|(report_id, staff_id, result, words, called_at, noted_at)| {
        let result = result.parse().map_err(|e| DbError::Damaged(format!("call about report {report_id}: {e}")))?;
        Ok(ReportCall { report_id, staff_id, result, words, called_at: utc(called_at), noted_at: noted_at.map(utc) })
    })
    .transpose()
}

/// Of these reports those for which staff let a note stand.
pub fn noted(conn: &mut Conn, report_ids: &[&str]) -> Result<Vec<String>, DbError> {
    /// Bound parameters a statement: far below what either database allows.
    const CHUNK: usize = 500;
    let mut all = Vec::new();
    for chunk in report_ids.chunks(CHUNK) {
        let noted = report_calls::table
            .filter(report_calls::report_id.eq_any(chunk))
            .filter(report_calls::noted_at.is_not_null());
        all.extend(noted.select(report_calls::report_id).load::<String>(conn)?);
    }
    Ok(all)
}

/// Takes the note away from every report about one place of an organization, by whose index they are found.
pub fn end_notes(conn: &mut Conn, organization_id: &str, place_id: &str) -> Result<(), DbError> {
    let about = reports::table
        .filter(reports::organization_id.eq(organization_id))
        .filter(reports::place_id.eq(place_id))
        .select(reports::id);
    diesel::update(report_calls::table.filter(report_calls::report_id.eq_any(about)))
        .set(report_calls::noted_at.eq(None::<NaiveDateTime>))
        .execute(conn)?;
    Ok(())
}
