//! Deciding on a submission: what would be written to the provider, and the decision itself. Both come out of [`prepare`], so that
//! the mail that a reviewer reads beforehand is the mail that goes.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::db::audit::{self, Entry};
use crate::db::decisions::{self, DeskBefore, NewDecision};
use crate::db::evidence;
use crate::db::listings::{self, ListingBefore};
use crate::db::submissions::{self, Submission};
use crate::db::{Conn, DbError, asked_documents, holds, suspensions};
use crate::domain::submission::{Decision, DecisionReason, SubmissionState};
use crate::pipeline::dossier::OpenDossier;
use crate::pipeline::mail_text::{Letter, Paper};
use crate::pipeline::{Desk, publish, submit};

use super::{
    AskedDocument, ReviewError, Reviewer, Written, load, reason_text, send_later, stale, stands_in_the_way, written,
};

/// So long the mail about a decision waits.
pub const MAIL_WAITS: Duration = Duration::minutes(5);

/// A decision as the reviewer made it.
#[derive(Debug, Clone)]
pub struct Verdict<'a> {
    /// The submission's version on the page that the reviewer saw.
    pub seen_version: i64,
    /// What was decided.
    pub decision: Decision,
    /// Why, from the short list.
    pub reason: DecisionReason,
    /// Why, in words; needed for all but an approval.
    pub text: &'a str,
}

/// Decides. The state, the listing, the mail and the audit row change together; of two reviewers one wins. What becomes public is
/// public at once; the mail waits for [`MAIL_WAITS`], and [`super::undo`] takes both back.
pub fn decide(desk: &Desk, reviewer: &Reviewer, submission_id: &str, verdict: &Verdict<'_>) -> Result<(), ReviewError> {
    decide_about(desk, reviewer, submission_id, verdict, &ToChange::default())
}

/// What a reviewer who asks for changes wants, beside what they write.
#[derive(Debug, Clone, Default)]
pub struct ToChange {
    /// Pages of the form: exactly these open again; without any all do.
    pub pages: Vec<String>,
    /// A document.
    pub document: Option<AskedDocument>,
}

/// What a decision would do.
#[derive(Debug, Clone)]
pub struct Ahead {
    /// The mail, word for word; `None` where there is nobody to write to.
    pub mail: Option<Written>,
    /// Whether it is about a change of what is listed.
    pub is_change: bool,
    /// Whether something becomes public with it; a suspended listing stays out of sight.
    pub shows: bool,
}

/// What a decision would do, refused as the decision itself would be. Nothing changes.
pub fn look_ahead(
    desk: &Desk,
    submission_id: &str,
    verdict: &Verdict<'_>,
    asked: &ToChange,
) -> Result<Ahead, ReviewError> {
    let now = desk.clock.now();
    desk.db.read(|conn| {
        let prepared = prepare(conn, desk, submission_id, verdict, asked, now)?;
        let shows = verdict.decision == Decision::Approve && !prepared.is_suspended;
        Ok(Ahead { mail: prepared.mail, is_change: prepared.is_change, shows })
    })
}

/// A decision that may be made: by the version seen, the state and the checks.
struct Prepared {
    submission: Submission,
    open: OpenDossier,
    /// The state it leads to.
    state: SubmissionState,
    /// What was listed.
    before: ListingBefore,
    is_change: bool,
    /// A person keeps the listing out of sight.
    is_suspended: bool,
    mail: Option<Written>,
}

fn prepare(
    conn: &mut Conn,
    desk: &Desk,
    submission_id: &str,
    verdict: &Verdict<'_>,
    asked: &ToChange,
    now: DateTime<Utc>,
) -> Result<Prepared, ReviewError> {
    let text = words_of(verdict)?;
    let (submission, open) = load(conn, desk, submission_id)?;
    if submission.version != verdict.seen_version {
        return Err(stale(conn, &submission)?);
    }
    let state = submission.state.after(verdict.decision.event()).ok_or(ReviewError::WrongState(submission.state))?;
    if verdict.decision == Decision::Approve {
        let run = evidence::latest_run(conn, &submission.dossier_id)?.ok_or(DbError::NotFound)?;
        stands_in_the_way(&run, now)?;
    }
    // What is decided about may be a change of what is listed.
    let listing = listings::get(conn, &submission.organization_id)?;
    let before = ListingBefore::of(listing.as_ref());
    let is_change = listing.is_some_and(|l| !l.is_removed() && l.dossier_id != submission.dossier_id);
    let is_suspended = suspensions::open_of(conn, &submission.organization_id)?.is_some();
    let letter = match letter_about(verdict.decision, is_change) {
        Letter::ChangePublished if is_suspended => Letter::ChangeAccepted,
        letter => letter,
    };
    let url = submit::documents_url(desk, &submission.reference);
    let paper = asked.document.as_ref().map(|d| Paper { what: d.what.as_deref().unwrap_or_default(), url: &url });
    let mail = written(desk, &submission, &open, letter, (text, paper));
    Ok(Prepared { submission, open, state, before, is_change, is_suspended, mail })
}

/// What the provider reads; an approval needs no words.
fn words_of<'a>(verdict: &Verdict<'a>) -> Result<&'a str, ReviewError> {
    match verdict.decision {
        Decision::Approve => Ok(verdict.text.trim()),
        _ => reason_text(verdict.text),
    }
}

/// [`decide`], naming what is to be changed or added.
pub fn decide_about(
    desk: &Desk,
    reviewer: &Reviewer,
    submission_id: &str,
    verdict: &Verdict<'_>,
    asked: &ToChange,
) -> Result<(), ReviewError> {
    let (text, now) = (words_of(verdict)?, desk.clock.now());
    desk.db.write(|conn| {
        let prepared = prepare(conn, desk, submission_id, verdict, asked, now)?;
        let Prepared { ref submission, ref open, state, ref before, ref mail, .. } = prepared;
        match submissions::transition(conn, &submission.id, verdict.seen_version, state, now) {
            Err(DbError::Stale) => return Err(stale(conn, submission)?),
            other => other?,
        }
        let desk_before = DeskBefore::of(conn, &submission.id)?;
        holds::remove(conn, &submission.id)?;
        submissions::ask_pages(conn, &submission.id, &asked.pages)?;
        asked_documents::put(conn, &submission.id, asked.document.as_ref())?;
        let listing_version = if verdict.decision == Decision::Approve {
            publish::publish(conn, open, now)?;
            listings::get(conn, &open.organization_id)?.map(|listing| listing.version)
        } else {
            None
        };
        let decision = NewDecision {
            submission_id: &submission.id,
            staff_id: &reviewer.id,
            outcome: verdict.decision.as_str(),
            reason_code: verdict.reason.as_str(),
            reason: text,
            state_before: submission.state,
            desk_before: &desk_before,
            listing_before: before,
            listing_version,
            mail_id: send_later(conn, mail.as_ref(), now)?,
        };
        decisions::record(conn, &decision, now)?;
        let entry = Entry {
            actor: &reviewer.actor(),
            action: verdict.decision.action(),
            subject: format!("submission/{}", submission.id),
            payload: json!({ "reason_code": verdict.reason, "reason": text, "dossier": open.id }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(())
    })
}

const fn letter_about(decision: Decision, is_change: bool) -> Letter {
    match (decision, is_change) {
        (Decision::Approve, false) => Letter::Published,
        (Decision::Approve, true) => Letter::ChangePublished,
        (Decision::AskForChanges, false) => Letter::ChangesAsked,
        (Decision::AskForChanges, true) => Letter::ChangeChangesAsked,
        (Decision::Reject, false) => Letter::NotPublished,
        (Decision::Reject, true) => Letter::ChangeNotPublished,
    }
}
