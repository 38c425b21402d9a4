//! What a person does with a report: look into it, answer it, erase what its reporter wrote.

use serde_json::json;

use crate::db::audit::{self, Entry};
use crate::db::reports::{self, Answer, Report};
use crate::db::{Conn, DbError, mails, organizations};
use crate::domain::report::{ReportOutcome, ReportState};
use crate::pipeline::Desk;
use crate::pipeline::attest;
use crate::pipeline::mail_text::ReportLetter;
use crate::pipeline::review::Reviewer;

use super::{LONGEST_TEXT, ReportError, Words, note_change, path};

/// An answer as the reviewer wrote it.
#[derive(Debug, Clone)]
pub struct Verdict<'a> {
    /// The report's version on the page that the reviewer saw.
    pub seen_version: i64,
    /// What came of it.
    pub outcome: ReportOutcome,
    /// In words; the reporter reads them where there is an address.
    pub text: &'a str,
}

/// Says that somebody is looking into it.
pub fn begin(desk: &Desk, reviewer: &Reviewer, report_id: &str, seen_version: i64) -> Result<(), ReportError> {
    desk.db.write(|conn| {
        let report = seen(conn, report_id, seen_version)?;
        if report.state != ReportState::Received {
            return Err(ReportError::Stale);
        }
        reports::transition(conn, &report.id, seen_version, ReportState::Checking, desk.clock.now())?;
        reports::set_begun_by(conn, &report.id, &reviewer.id)?;
        log(conn, desk, reviewer, &report, "report.checking", json!({ "reference": report.reference }))
    })
}

/// Answers a report. State, answer, mail and audit row change together; of two who answer at once one wins.
pub fn answer(desk: &Desk, reviewer: &Reviewer, report_id: &str, verdict: &Verdict<'_>) -> Result<(), ReportError> {
    let (text, now) = (answer_text(verdict.text)?, desk.clock.now());
    desk.db.write(|conn| {
        let report = seen(conn, report_id, verdict.seen_version)?;
        if !report.state.is_open() {
            return Err(ReportError::Stale);
        }
        reports::transition(conn, &report.id, verdict.seen_version, ReportState::Answered, now)?;
        let answer = Answer {
            report_id: report.id.clone(),
            staff_id: reviewer.id.clone(),
            outcome: verdict.outcome,
            text: text.to_string(),
            answered_at: now,
        };
        reports::answer(conn, &answer)?;
        note_change(conn, &report, desk)?;
        let mailed = write_mail(conn, desk, &report, &answer)?;
        if answer.outcome.is_confirmed() {
            attest::ask_after_report(conn, desk, &report.organization_id, now)?;
        }
        let details =
            json!({ "reference": report.reference, "outcome": answer.outcome, "answer": text, "mailed": mailed });
        log(conn, desk, reviewer, &report, "report.answered", details)
    })
}

/// Erases what the reporter wrote and where to answer. That there was a report, about what, and how it was answered stays.
pub fn erase(desk: &Desk, reviewer: &Reviewer, report_id: &str, seen_version: i64) -> Result<(), ReportError> {
    desk.db.write(|conn| {
        let report = seen(conn, report_id, seen_version)?;
        reports::erase(conn, &report.id, seen_version, desk.clock.now())?;
        note_change(conn, &report, desk)?;
        log(conn, desk, reviewer, &report, "report.erased", json!({ "reference": report.reference }))
    })
}

fn answer_text(text: &str) -> Result<&str, ReportError> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= LONGEST_TEXT;
    if fits { Ok(text) } else { Err(ReportError::AnswerNeeded) }
}

/// The report, if it still is what the reviewer saw.
pub(super) fn seen(conn: &mut Conn, report_id: &str, seen_version: i64) -> Result<Report, ReportError> {
    let report = reports::get(conn, report_id)?;
    if report.version == seen_version { Ok(report) } else { Err(ReportError::Stale) }
}

/// Puts the answer into the outbox, in the reporter's language. Answers whether there was an address.
fn write_mail(conn: &mut Conn, desk: &Desk, report: &Report, answer: &Answer) -> Result<bool, DbError> {
    let Some(to) = Words::of(&desk.keys, report).and_then(|words| words.email) else { return Ok(false) };
    let name = organizations::get(conn, &report.organization_id)?.name;
    let letter = ReportLetter {
        name: &name,
        reference: &report.reference,
        path: &path(&desk.keys, &report.reference),
        outcome: answer.outcome,
        words: &answer.text,
    };
    let (subject, body) = letter.written(report.language, &desk.public_url);
    mails::put_in(conn, report.language.as_str(), &to, &subject, &body, answer.answered_at)?;
    Ok(true)
}

pub(super) fn log(
    conn: &mut Conn,
    desk: &Desk,
    reviewer: &Reviewer,
    report: &Report,
    action: &str,
    payload: serde_json::Value,
) -> Result<(), ReportError> {
    let actor = reviewer.actor();
    let entry =
        Entry { actor: &actor, action, subject: format!("report/{}", report.id), payload, evidence_digest: None };
    audit::append(conn, &entry, desk.clock.now())?;
    Ok(())
}
