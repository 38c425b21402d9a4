//! Review: a person records what was looked up, answers open questions, and decides on the evidence.

mod again;
mod case;
mod decide;
mod hold;
mod listing;
mod overriding;
mod remind;
mod show;
mod undo;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::decisions::{self, DecisionRow};
use crate::db::evidence::{self, Answer, EvidenceRow, Run};
use crate::db::submissions::{self, Submission};
use crate::db::{Conn, DbError, dossiers, jobs, mails};
use crate::domain::badge::outcome_at;
use crate::domain::check::{Check, Outcome, Report};
use crate::domain::ids::Id;
use crate::domain::job::JobKind;
use crate::domain::lookup::RecordedLookup;
use crate::domain::overrides::{Refusal, settled_until};
use crate::domain::submission::SubmissionState;
use crate::keys::sha256_hex;

use crate::rules::OverrideBy;

use super::dossier::{self, DossierError, OpenDossier};
use super::mail_text::{About, Letter, Paper};
use super::overrides::found_hash;
use super::{Desk, verify};

pub use super::overrides::KeptHit;
pub use crate::db::asked_documents::AskedDocument;
pub use crate::db::holds::Hold;
pub use crate::db::queue::{Holder, Kind, MOST_COUNTED, Sift};
pub use again::{ask_check, check_again};
pub use decide::{Ahead, MAIL_WAITS, ToChange, Verdict, decide, decide_about, look_ahead};
pub use listing::{
    LiftWaiting, ListingVerdict, Suspended, ToLift, decide_listing, look_ahead_at_listing, suspensions_to_lift,
};

pub use case::{Case, Decided, Judged, ListRows, Part, Said, Waiting, case, list_rows, most_counted, queue};
pub use hold::{HoldError, assign, release, take};
pub use overriding::{
    Asked, Begun, May, Said as SaidOfHit, WaitingProposal, clear, follow_up, last_day, usual_day, waiting,
};
pub use remind::{RemindError, remind};
pub use show::BroughtBack;
pub use undo::{Undoable, undo};

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
    /// A decision is taken back while its mail waits, by who made it, and while nobody built on it.
    #[error("{0}")]
    NotUndone(&'static str),
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
    let decision = decisions::standing_on(conn, &seen.id)?.into_iter().next().map(Box::new);
    Ok(ReviewError::Stale { state: now.state, decision })
}

fn reason_text(text: &str) -> Result<&str, ReviewError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 2000 { Err(ReviewError::ReasonNeeded) } else { Ok(text) }
}

/// A mail as it goes: to whom, the subject line, the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Address.
    pub to: String,
    /// Subject line.
    pub subject: String,
    /// Plain text, in both languages.
    pub body: String,
}

/// The letter about a submission; `None` where there is nobody to write to.
pub(super) fn written(
    desk: &Desk,
    submission: &Submission,
    open: &OpenDossier,
    letter: Letter,
    (words, paper): (&str, Option<Paper<'_>>),
) -> Option<Written> {
    let about = About {
        name: &open.dossier.provider.name,
        reference: &submission.reference,
        status_url: &super::submit::status_url(desk, &submission.reference),
        words,
        paper,
    };
    let to = submission.contact.clone()?;
    let (subject, body) = letter.written(about);
    Some(Written { to, subject, body })
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
    let Some(mail) = written(desk, submission, open, letter, (words, None)) else { return Ok(()) };
    mails::put(conn, &mail.to, &mail.subject, &mail.body, now)
}

/// The same for a mail about a decision: it waits, so that the decision can be taken back. Answers its id.
fn send_later(conn: &mut Conn, mail: Option<&Written>, now: DateTime<Utc>) -> Result<Option<String>, DbError> {
    mail.map(|m| mails::put_waiting(conn, &m.to, &m.subject, &m.body, now, MAIL_WAITS)).transpose()
}
