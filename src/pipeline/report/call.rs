//! Our own call about a report. Whoever wants to hurt a rival can be two people, so that no note about a phone is public before
//! a person of ours has called in vain.

use serde_json::json;

use crate::db::report_calls::{self, ReportCall};
use crate::db::reports::{self, Report};
use crate::db::{Conn, DbError};
use crate::domain::report::{CallOutcome, DeadPhone, ReportReason, ReportState, phone_in_question};
use crate::keys::Keys;
use crate::pipeline::Desk;
use crate::pipeline::review::Reviewer;

use super::answer::{log, seen};
use super::{LONGEST_TEXT, ReportError, Words, note_change};

/// A call as a reviewer notes it.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// The report's version on the page that the reviewer saw.
    pub seen_version: i64,
    /// What came of it; `None` where that was not said.
    pub result: Option<CallOutcome>,
    /// What number, when, and what happened. Staff read it.
    pub words: &'a str,
    /// Let the note about the phone be public.
    pub note: bool,
}

/// Notes a call about an open report. Whoever calls is looking into it. A phone that was answered takes the note away from
/// its place; a note needs two independent reports beside the call.
pub fn call(desk: &Desk, reviewer: &Reviewer, report_id: &str, call: &Call<'_>) -> Result<(), ReportError> {
    let words = call.words.trim();
    let result = call.result.ok_or(ReportError::CallNeeded)?;
    if words.is_empty() || words.chars().count() > LONGEST_TEXT {
        return Err(ReportError::CallNeeded);
    }
    if call.note && result == CallOutcome::Answered {
        return Err(ReportError::PhoneAnswered);
    }
    let now = desk.clock.now();
    desk.db.write(|conn| {
        let report = seen(conn, report_id, call.seen_version)?;
        if !report.state.is_open() {
            return Err(ReportError::Stale);
        }
        if call.note && !is_enough(conn, &desk.keys, &report)? {
            return Err(ReportError::OneIsNotEnough);
        }
        reports::transition(conn, &report.id, call.seen_version, ReportState::Checking, now)?;
        reports::set_begun_by(conn, &report.id, &reviewer.id)?;
        if let Some(place) = report.place_id.as_deref().filter(|_| result == CallOutcome::Answered) {
            report_calls::end_notes(conn, &report.organization_id, place)?;
        }
        let noted = ReportCall {
            report_id: report.id.clone(),
            staff_id: reviewer.id.clone(),
            result,
            words: words.to_string(),
            called_at: now,
            noted_at: call.note.then_some(now),
        };
        report_calls::put(conn, &noted)?;
        note_change(conn, &report, desk)?;
        let details = json!({ "reference": report.reference, "result": result, "noted": call.note });
        log(conn, desk, reviewer, &report, "report.called", details)
    })
}

/// Whether people have said enough of the phone that this report is about.
pub(super) fn is_enough(conn: &mut Conn, keys: &Keys, report: &Report) -> Result<bool, DbError> {
    if report.reason != ReportReason::DeadPhone || report.place_id.is_none() {
        return Ok(false);
    }
    let open = reports::dead_phones(conn, &[&report.organization_id])?;
    let told: Vec<DeadPhone> =
        open.iter().filter(|other| other.place_id == report.place_id).map(|other| told(keys, other)).collect();
    Ok(phone_in_question(&told))
}

/// A report as far as it counts towards the note.
pub(super) fn told(keys: &Keys, report: &Report) -> DeadPhone {
    DeadPhone { at: report.received_at, email: Words::of(keys, report).and_then(|words| words.email) }
}
