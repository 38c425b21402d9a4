//! Taking a decision back while its mail waits: the submission, the listing and the mail, all of it or nothing.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::db::audit::{self, Entry};
use crate::db::decisions::{self, DecisionRow};
use crate::db::listings;
use crate::db::submissions::{self, Submission};
use crate::db::{Conn, DbError, dossiers, jobs, mails, organizations, tasks};
use crate::domain::job::JobKind;
use crate::domain::submission::{Decision, SubmissionState};
use crate::domain::task::TaskKind;
use crate::pipeline::Desk;
use crate::pipeline::dossier::{self, OpenDossier};

use super::{MAIL_WAITS, ReviewError, Reviewer, load, stale};

/// A decision that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undoable {
    /// Until when.
    pub until: DateTime<Utc>,
    /// Who may: who decided.
    pub staff_id: String,
    /// Whether a mail is called back with it.
    pub has_mail: bool,
}

const TOO_LATE: &str = "Five minutes are over: the decision stands, and its mail may be on its way.";
const NOT_YOURS: &str = "Who decided takes a decision back; ask them.";
const BUILT_ON: &str = "The decision cannot be taken back any more: something was done since then that builds on it.";

/// The newest decision on a submission, where it can be taken back still.
pub(super) fn undoable(
    conn: &mut Conn,
    submission: &Submission,
    now: DateTime<Utc>,
) -> Result<Option<Undoable>, DbError> {
    let newest = decisions::standing_on(conn, &submission.id)?.into_iter().next();
    let Some(newest) = newest.filter(|d| is_in_time(d, now) && is_where_it_led(d, submission)) else { return Ok(None) };
    let can = newest.state_before()?.is_some() && is_unchanged_since(conn, &newest, submission)?;
    let until = newest.decided_at.and_utc() + MAIL_WAITS;
    Ok(can.then(|| Undoable { until, has_mail: newest.mail_id.is_some(), staff_id: newest.staff_id }))
}

fn is_in_time(decision: &DecisionRow, now: DateTime<Utc>) -> bool {
    now < decision.decided_at.and_utc() + MAIL_WAITS
}

/// The submission stands where the decision put it: nobody sent it again or took it back since.
fn is_where_it_led(decision: &DecisionRow, submission: &Submission) -> bool {
    match decision.outcome.parse() {
        Ok(Decision::Approve) => submission.state == SubmissionState::Published,
        Ok(Decision::AskForChanges) => submission.state == SubmissionState::ChangesRequested,
        Ok(Decision::Reject) => submission.state == SubmissionState::Rejected,
        Err(_) => false,
    }
}

/// An approval is not built on: the listing is as it was left.
fn is_unchanged_since(conn: &mut Conn, decision: &DecisionRow, submission: &Submission) -> Result<bool, DbError> {
    let Some(left) = decision.listing_version else { return Ok(true) };
    Ok(listings::get(conn, &submission.organization_id)?.is_some_and(|listing| listing.version == left))
}

/// Takes the newest decision back. The submission waits for review again, what was listed before is listed again, and the mail never goes.
///
/// # Errors
/// [`ReviewError::NotUndone`] where its time is over, somebody else decided, or something builds on it; [`ReviewError::Stale`] where
/// the submission changed since its page was opened.
pub fn undo(desk: &Desk, reviewer: &Reviewer, submission_id: &str, seen_version: i64) -> Result<(), ReviewError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        let (submission, open) = load(conn, desk, submission_id)?;
        let newest = decisions::standing_on(conn, &submission.id)?.into_iter().next();
        let decision = newest.filter(|d| is_where_it_led(d, &submission)).ok_or(ReviewError::NotUndone(BUILT_ON))?;
        if submission.version != seen_version {
            return Err(stale(conn, &submission)?);
        }
        if decision.staff_id != reviewer.id {
            return Err(ReviewError::NotUndone(NOT_YOURS));
        }
        let before = decision.state_before()?.filter(|_| is_in_time(&decision, now));
        let before = before.ok_or(ReviewError::NotUndone(TOO_LATE))?;
        if submissions::open_of(conn, &submission.organization_id)?.is_some_and(|other| other.id != submission.id) {
            return Err(ReviewError::NotUndone(BUILT_ON));
        }
        submissions::transition(conn, &submission.id, seen_version, before, now)?;
        decision.desk_before()?.put_back(conn, &submission.id)?;
        if decision.outcome == Decision::Approve.as_str() {
            unpublish(conn, desk, &open, &decision, now)?;
        }
        call_back(conn, decision.mail_id.as_deref(), now)?;
        decisions::take_back(conn, &decision.id, &reviewer.id, now)?;
        let entry = Entry {
            actor: &reviewer.actor(),
            action: "submission.decision_undone",
            subject: format!("submission/{}", submission.id),
            payload: json!({ "decision": decision.outcome, "made_at": decision.decided_at.and_utc() }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(())
    })
}

/// Takes a waiting mail out of the outbox.
pub(super) fn call_back(conn: &mut Conn, mail_id: Option<&str>, now: DateTime<Utc>) -> Result<(), ReviewError> {
    match mail_id.map(|id| mails::call_back(conn, id, now)) {
        Some(Err(DbError::Stale)) => Err(ReviewError::NotUndone(TOO_LATE)),
        Some(Err(other)) => Err(other.into()),
        Some(Ok(())) | None => Ok(()),
    }
}

/// Lists what was listed before this dossier version was published, where nothing became of the listing since.
fn unpublish(
    conn: &mut Conn,
    desk: &Desk,
    open: &OpenDossier,
    decision: &DecisionRow,
    now: DateTime<Utc>,
) -> Result<(), ReviewError> {
    let before = decision.listing_before()?;
    let listing = listings::get(conn, &open.organization_id)?.filter(|l| l.dossier_id == open.id);
    let listing = listing.ok_or(ReviewError::NotUndone(BUILT_ON))?;
    let is_as_it_was_left = decision.listing_version == Some(listing.version);
    let Some(stood) = before.0 else {
        // What the program hid meanwhile, and no person, was not there before either.
        let is_hidden_by_program = !listing.is_public() && !listing.is_removed() && listing.held_at.is_none();
        return if is_as_it_was_left || is_hidden_by_program {
            Ok(listings::take_away(conn, &listing, now)?)
        } else {
            Err(ReviewError::NotUndone(BUILT_ON))
        };
    };
    if !is_as_it_was_left {
        return Err(ReviewError::NotUndone(BUILT_ON));
    }
    let shown = dossier::open(&desk.keys, &dossiers::get(conn, &stood.dossier_id)?)?;
    if stood.dossier_id != open.id {
        let provider = &shown.dossier.provider;
        let (kind, npi) = (provider.kind.as_str(), provider.organization_npi.as_deref());
        organizations::rename(conn, &open.organization_id, &provider.name, kind, npi, now)?;
        tasks::carry(conn, &open.id, &stood.dossier_id, TaskKind::OF_LISTING)?;
    }
    listings::put_back(conn, &listing, &stood, &crate::verify::twin_keys(&shown.dossier), now)?;
    // A list may have been loaded since this version was checked last.
    Ok(jobs::ask(conn, JobKind::Screen, &open.organization_id, now, now)?)
}
