//! Review: a person records what was looked up, answers open questions, and decides on the evidence.

mod again;
mod case;
mod hold;
mod listing;
mod overriding;
mod remind;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::evidence::{self, Answer, EvidenceRow, Run};
use crate::db::submissions::{self, DecisionRow, Submission};
use crate::db::{Conn, DbError, asked_documents, dossiers, holds, jobs, listings, mails};
use crate::domain::badge::outcome_at;
use crate::domain::check::{Check, Outcome, Report};
use crate::domain::ids::Id;
use crate::domain::job::JobKind;
use crate::domain::lookup::RecordedLookup;
use crate::domain::overrides::{Refusal, settled_until};
use crate::domain::submission::{Decision, DecisionReason, SubmissionState};
use crate::keys::sha256_hex;

use crate::rules::OverrideBy;

use super::dossier::{self, DossierError, OpenDossier};
use super::mail_text::{About, Letter, Paper};
use super::overrides::found_hash;
use super::{Desk, publish, verify};

pub use super::overrides::KeptHit;
pub use crate::db::asked_documents::AskedDocument;
pub use crate::db::holds::Hold;
pub use crate::db::queue::{Holder, Kind, MOST_COUNTED, Sift};
pub use again::{ask_check, check_again};
pub use listing::{ListingVerdict, decide_listing};

pub use case::{Case, Decided, Judged, ListRows, Part, Said, Waiting, case, list_rows, queue};
pub use hold::{HoldError, assign, release, take};
pub use overriding::{
    Asked, Begun, May, Said as SaidOfHit, WaitingProposal, clear, follow_up, last_day, usual_day, waiting,
};
pub use remind::{RemindError, remind};

/// Who reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewer {
    /// Staff id.
    pub id: String,
    /// Shown beside what they did.
    pub email: String,
}

impl Reviewer {
    pub(in crate::pipeline) fn actor(&self) -> Actor {
        Actor::Staff(self.id.clone())
    }
}

/// Why a review act was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// Somebody else decided or changed it since the page was opened.
    #[error("somebody else changed this submission meanwhile")]
    Stale {
        /// Where it stands now.
        state: SubmissionState,
        /// The decision that won, where there was one.
        decision: Option<Box<DecisionRow>>,
    },
    /// That move does not exist from here.
    #[error("this submission is {0}; that cannot be done now")]
    WrongState(SubmissionState),
    /// Checks stand in the way of an approval; each is `code (subject)`.
    #[error("these checks stand in the way: {}", .0.join(", "))]
    Blocked(Vec<String>),
    /// A listing is hidden only for what was found.
    #[error("nothing stands against this listing; there is nothing to confirm")]
    NothingToConfirm,
    /// The reason is missing or too long. Who reads it is said where it is asked for.
    #[error("write a reason of at most 2000 characters")]
    ReasonNeeded,
    /// There is no such open question, or it changed.
    #[error("there is no open question {0} any more; look at the checks again")]
    NoQuestion(String),
    /// A hit on a list is cleared row by row.
    #[error("a hit on an exclusion list is cleared row by row, with a reason and a last day ({0})")]
    ByRow(String),
    /// Nobody may override it.
    #[error("{0} cannot be overridden here: only new evidence answers it")]
    NotOverridable(String),
    /// Two people in the dossier have the same identity fields.
    #[error("{0}: two people here have the same name and no NPI or birth date to tell them apart; ask for these first")]
    Alike(String),
    /// The last day is missing, past or too far away.
    #[error("choose a last day after today and no later than {}", .0.format("%-d %b %Y"))]
    BadExpiry(chrono::NaiveDate),
    /// Somebody else has to do it, or it stands otherwise.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The look-up names a licence or a person that the dossier does not have.
    #[error("the dossier has no {0}")]
    NoSuchSubject(String),
    /// The checks could not run.
    #[error(transparent)]
    Verify(#[from] verify::VerifyError),
    /// The dossier could not be opened.
    #[error(transparent)]
    Dossier(#[from] DossierError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Records a look-up and runs the checks again.
pub fn record_lookup(
    desk: &Desk,
    reviewer: &Reviewer,
    submission_id: &str,
    lookup: &RecordedLookup,
) -> Result<Report, ReviewError> {
    record_lookups(desk, reviewer, submission_id, std::slice::from_ref(lookup))
}

/// Records several look-ups, all or none, and runs the checks again once.
pub fn record_lookups(
    desk: &Desk,
    reviewer: &Reviewer,
    submission_id: &str,
    lookups: &[RecordedLookup],
) -> Result<Report, ReviewError> {
    let now = desk.clock.now();
    desk.db.write(|conn| -> Result<(), ReviewError> {
        let (submission, open) = load(conn, desk, submission_id)?;
        for lookup in lookups {
            for pointer in
                std::iter::once(verify::look_ups::subject_pointer(&lookup.subject)).chain(lookup.credential.clone())
            {
                open.value.pointer(&pointer).ok_or(ReviewError::NoSuchSubject(pointer))?;
            }
            let hash = verify::look_ups::lookup_hash(&desk.keys, &open.value, lookup);
            let digest = evidence::add_lookup(conn, &open.id, &reviewer.id, lookup, &hash)?;
            let entry = Entry {
                actor: &reviewer.actor(),
                action: "lookup.recorded",
                subject: format!("submission/{}", submission.id),
                payload: json!({ "kind": lookup.kind, "subject": lookup.subject, "result": lookup.result }),
                evidence_digest: Some(digest),
            };
            audit::append(conn, &entry, now)?;
        }
        // Should this process end before the checks below ran, the worker makes them.
        Ok(jobs::ask(conn, JobKind::Screen, &submission.organization_id, now, now)?)
    })?;
    Ok(verify::run(desk, submission_id)?)
}

/// Which open question is meant: two licenses of one person may raise the same one.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The check's code.
    pub code: &'a str,
    /// The check's subject.
    pub subject: &'a str,
    /// [`question_hash`] of what the person saw; `None` takes the first that is open.
    pub seen: Option<&'a str>,
}

impl Question<'_> {
    fn is_asked_by(&self, row: &EvidenceRow) -> bool {
        let check = &row.check;
        check.code == self.code && check.subject == self.subject && self.seen.is_none_or(|h| h == question_hash(row))
    }
}

/// Names a question by the values compared and by what was found: an answer to what stood there before is refused.
pub fn question_hash(row: &EvidenceRow) -> String {
    sha256_hex(format!("{}/{}", row.value_hash, found_hash(&row.check)).as_bytes())
}

/// Answers one `review` with a reason and runs the checks again.
pub fn answer(
    desk: &Desk,
    reviewer: &Reviewer,
    submission_id: &str,
    asked: Question<'_>,
    reason: &str,
) -> Result<Report, ReviewError> {
    if !verify::is_answerable(desk.rules, asked.code) {
        let (by_row, code) = (desk.rules.overrides.of(asked.code) == OverrideBy::Row, asked.code.to_string());
        return Err(if by_row { ReviewError::ByRow(code) } else { ReviewError::NotOverridable(code) });
    }
    let reason = reason_text(reason)?;
    let now = desk.clock.now();
    desk.db.write(|conn| -> Result<(), ReviewError> {
        let submission = submissions::get(conn, submission_id)?;
        let run = evidence::latest_run(conn, &submission.dossier_id)?.ok_or(DbError::NotFound)?;
        let question = run
            .rows
            .iter()
            .find(|r| asked.is_asked_by(r) && r.check.outcome == Outcome::Review)
            .ok_or_else(|| ReviewError::NoQuestion(asked.code.to_string()))?;
        let answer = Answer {
            id: Id::new().to_string(),
            dossier_id: submission.dossier_id.clone(),
            code: asked.code.to_string(),
            subject: asked.subject.to_string(),
            value_hash: question.value_hash.clone(),
            reason: reason.to_string(),
            staff_id: reviewer.id.clone(),
            answered_by: reviewer.email.clone(),
            answered_at: DateTime::naive_utc(&now),
            found_hash: found_hash(&question.check),
        };
        let digest = evidence::add_answer(conn, answer)?;
        let entry = Entry {
            actor: &reviewer.actor(),
            action: "review.answered",
            subject: format!("submission/{}", submission.id),
            payload: json!({ "code": asked.code, "subject": asked.subject, "reason": reason }),
            evidence_digest: Some(digest),
        };
        audit::append(conn, &entry, now)?;
        // Should this process end before the checks below ran, the worker makes them.
        Ok(jobs::ask(conn, JobKind::Screen, &submission.organization_id, now, now)?)
    })?;
    Ok(verify::run(desk, submission_id)?)
}

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

/// Decides. The state, the listing, the mail and the audit row change together; of two reviewers one wins.
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

/// The same, naming what is to be changed or added.
pub fn decide_about(
    desk: &Desk,
    reviewer: &Reviewer,
    submission_id: &str,
    verdict: &Verdict<'_>,
    asked: &ToChange,
) -> Result<(), ReviewError> {
    let text = match verdict.decision {
        Decision::Approve => verdict.text.trim(),
        _ => reason_text(verdict.text)?,
    };
    let now = desk.clock.now();
    desk.db.write(|conn| {
        let (submission, open) = load(conn, desk, submission_id)?;
        if submission.version != verdict.seen_version {
            return Err(stale(conn, &submission)?);
        }
        let state =
            submission.state.after(verdict.decision.event()).ok_or(ReviewError::WrongState(submission.state))?;
        if verdict.decision == Decision::Approve {
            let run = evidence::latest_run(conn, &submission.dossier_id)?.ok_or(DbError::NotFound)?;
            stands_in_the_way(&run, now)?;
        }
        match submissions::transition(conn, &submission.id, verdict.seen_version, state, now) {
            Err(DbError::Stale) => return Err(stale(conn, &submission)?),
            other => other?,
        }
        holds::remove(conn, &submission.id)?;
        submissions::ask_pages(conn, &submission.id, &asked.pages)?;
        asked_documents::put(conn, &submission.id, asked.document.as_ref())?;
        // Before it is published: what is decided about may be a change of what is listed.
        let listing = listings::get(conn, &submission.organization_id)?.filter(|l| !l.is_removed());
        let is_change = listing.is_some_and(|l| l.dossier_id != submission.dossier_id);
        let outcome = verdict.decision.as_str();
        submissions::record_decision(conn, &submission.id, &reviewer.id, outcome, verdict.reason.as_str(), text, now)?;
        if verdict.decision == Decision::Approve {
            publish::publish(conn, &open, now)?;
        }
        let letter = letter_about(verdict.decision, is_change);
        write_mail(conn, desk, &submission, &open, (letter, text), asked.document.as_ref(), now)?;
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

/// The acts of a person without which nothing is approved.
fn is_due_at_approval(check: &Check) -> bool {
    const DUE_AT_APPROVAL: [&str; 2] = ["identity.control", "license.board_status"];
    DUE_AT_APPROVAL.contains(&check.code.as_str())
}

/// Approval needs: no blocking failure, no open question, no override that has ended, and the two acts that are due at
/// approval done.
pub(super) fn stands_in_the_way(run: &Run, now: DateTime<Utc>) -> Result<(), ReviewError> {
    let blocked: Vec<String> = run
        .rows
        .iter()
        .map(|r| &r.check)
        .filter(|c| match outcome_at(c, now) {
            Outcome::Pass => false,
            Outcome::Fail => c.blocking,
            Outcome::Review => true,
            // What people let stand for a time is asked again once that has passed, whatever the list says by then.
            Outcome::NotChecked | Outcome::Stale | Outcome::Error => {
                is_due_at_approval(c) || settled_until(c).is_some_and(|until| until < now)
            }
        })
        .map(|c| format!("{} ({})", c.code, c.subject))
        .collect();
    if blocked.is_empty() { Ok(()) } else { Err(ReviewError::Blocked(blocked)) }
}

pub(super) fn load(
    conn: &mut Conn,
    desk: &Desk,
    submission_id: &str,
) -> Result<(Submission, OpenDossier), ReviewError> {
    let submission = submissions::get(conn, submission_id)?;
    let open = dossier::open(&desk.keys, &dossiers::get(conn, &submission.dossier_id)?)?;
    Ok((submission, open))
}

fn stale(conn: &mut Conn, seen: &Submission) -> Result<ReviewError, DbError> {
    let now = submissions::get(conn, &seen.id)?;
    let decision = submissions::decisions_on(conn, &seen.id)?.into_iter().next().map(Box::new);
    Ok(ReviewError::Stale { state: now.state, decision })
}

fn reason_text(text: &str) -> Result<&str, ReviewError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 2000 { Err(ReviewError::ReasonNeeded) } else { Ok(text) }
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

fn write_mail(
    conn: &mut Conn,
    desk: &Desk,
    submission: &Submission,
    open: &OpenDossier,
    (letter, text): (Letter, &str),
    document: Option<&AskedDocument>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let url = super::submit::documents_url(desk, &submission.reference);
    let paper = document.map(|d| Paper { what: d.what.as_deref().unwrap_or_default(), url: &url });
    send_with(conn, desk, submission, open, letter, (text, paper), now)
}

/// Puts a letter about a submission into the outbox, where there is somebody to write to.
pub(super) fn send(
    conn: &mut Conn,
    desk: &Desk,
    submission: &Submission,
    open: &OpenDossier,
    letter: Letter,
    words: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    send_with(conn, desk, submission, open, letter, (words, None), now)
}

fn send_with(
    conn: &mut Conn,
    desk: &Desk,
    submission: &Submission,
    open: &OpenDossier,
    letter: Letter,
    (words, paper): (&str, Option<Paper<'_>>),
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let Some(to) = &submission.contact else { return Ok(()) };
    let about = About {
        name: &open.dossier.provider.name,
        reference: &submission.reference,
        status_url: &super::submit::status_url(desk, &submission.reference),
        words,
        paper,
    };
    let (subject, body) = letter.written(about);
    mails::put(conn, to, &subject, &body, now)
}
