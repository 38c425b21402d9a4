//! Report: somebody without an account tells us what is wrong with a listing; a person looks into it and answers.
//!
//! Who reports is not kept: no account, no address of a computer. The reporter's words and the e-mail address for the
//! answer are sealed, and can be erased without touching what was decided.

mod answer;
mod call;
mod case;
mod phones;
mod program;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::changes::{self, ChangeKind};
use crate::db::reports::{self, Report};
use crate::db::{Conn, DbError, organizations};
use crate::domain::business_days::after_business_days;
use crate::domain::ids::Id;
use crate::domain::report::{Language, ReportReason, ReportState};
use crate::keys::{KeyError, Keys, Purpose, token_hash};

use super::once::OnceError;
use super::submit::new_reference;
use super::{Desk, visitor};

pub use super::visitor::Sent;

pub use answer::{Verdict, answer, begin, erase};
pub use call::{Call, call};
pub use case::{Answered, Case, Waiting, case, queue};
pub(super) use phones::in_question;
pub use program::{Received, receive, received_before};

pub use crate::domain::report::LONGEST_TEXT;

/// Why a report, or what staff did with one, was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The place does not belong to the listing.
    #[error("this listing has no such place")]
    NoSuchPlace,
    /// Somebody else changed it since the page was opened.
    #[error("somebody else changed this report meanwhile")]
    Stale,
    /// The answer has no words, or too many.
    #[error("write an answer of at most 2000 characters")]
    AnswerNeeded,
    /// Nobody of ours has called, or it is not written what came of it.
    #[error("call the place first, and write what came of it: nothing is public without a call of ours")]
    CallNeeded,
    /// Somebody answered our call.
    #[error("the phone was answered: there is nothing to say in public")]
    PhoneAnswered,
    /// People have not said enough.
    #[error("one report is not enough: the note needs two that are independent of each other, about one phone")]
    OneIsNotEnough,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file or random numbers.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// It came before, under a key of the sender's.
    #[error(transparent)]
    Once(#[from] OnceError),
}

/// What somebody tells us, as it was read from the form.
#[derive(Debug, Clone)]
pub struct Told {
    /// Whose listing it is about.
    pub organization_id: String,
    /// Which place; `None` for the listing as a whole.
    pub place_id: Option<String>,
    /// What is wrong.
    pub reason: ReportReason,
    /// In the reporter's words.
    pub words: Words,
    /// In which the answer is written.
    pub language: Language,
    /// Names the one form that it came from.
    pub form: String,
}

/// What is the reporter's own: sealed in the database, and erasable.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// At most [`LONGEST_TEXT`] characters; may be empty.
    pub text: String,
    /// Where the answer goes.
    pub email: Option<String>,
}

/// Takes a report. A form makes one report, however often its button is pressed.
pub fn send(desk: &Desk, told: &Told) -> Result<Sent, ReportError> {
    let form_digest = token_hash(&told.form);
    visitor::once(
        || desk.db.write(|conn| take(conn, desk, told, &form_digest)),
        || {
            let first = desk.db.read(|conn| reports::by_form(conn, &form_digest))?;
            first.ok_or(ReportError::Stale).map(|first| again(desk, told, &first))
        },
    )
}

fn take(conn: &mut Conn, desk: &Desk, told: &Told, form_digest: &str) -> Result<Sent, ReportError> {
    if let Some(first) = reports::by_form(conn, form_digest)? {
        return Ok(again(desk, told, &first));
    }
    let report = store(conn, desk, told, form_digest)?;
    Ok(Sent::Taken { path: path(&desk.keys, &report.reference) })
}

/// Stores a report that is new.
fn store(conn: &mut Conn, desk: &Desk, told: &Told, form_digest: &str) -> Result<Report, ReportError> {
    let places = organizations::place_ids(conn, &told.organization_id)?;
    if told.place_id.as_ref().is_some_and(|place| !places.values().any(|id| id == place)) {
        return Err(ReportError::NoSuchPlace);
    }
    let (id, now) = (Id::new().to_string(), desk.clock.now());
    let report = Report {
        reference: new_reference()?,
        organization_id: told.organization_id.clone(),
        place_id: told.place_id.clone(),
        reason: told.reason,
        state: ReportState::Received,
        version: 1,
        language: told.language,
        sealed: Some(told.words.sealed(&desk.keys, &id)?),
        form_digest: form_digest.to_string(),
        received_at: now,
        due_at: after_business_days(now, 2),
        updated_at: now,
        begun_by: None,
        id,
    };
    reports::insert(conn, &report)?;
    note_change(conn, &report, desk)?;
    let entry = Entry {
        actor: &Actor::Visitor,
        action: "report.received",
        subject: format!("report/{}", report.id),
        payload: json!({
            "reference": report.reference, "reason": report.reason, "organization": report.organization_id,
            "place": report.place_id,
        }),
        evidence_digest: None,
    };
    audit::append(conn, &entry, now)?;
    Ok(report)
}

fn again(desk: &Desk, told: &Told, first: &Report) -> Sent {
    let words = Words::of(&desk.keys, first);
    let same = (first.reason, &first.place_id, &first.organization_id)
        == (told.reason, &told.place_id, &told.organization_id)
        && words.is_none_or(|words| words == told.words);
    if same {
        Sent::Taken { path: path(&desk.keys, &first.reference) }
    } else {
        Sent::SentBefore { reference: first.reference.clone() }
    }
}

/// What people say of a phone is public: the snapshot looks again.
fn note_change(conn: &mut Conn, report: &Report, desk: &Desk) -> Result<(), DbError> {
    if report.reason == ReportReason::DeadPhone && report.place_id.is_some() {
        changes::append(conn, &report.organization_id, ChangeKind::Reported, desk.clock.now())?;
    }
    Ok(())
}

/// A report by its reference, for whoever holds its link.
pub fn opened(desk: &Desk, reference: &str, key: &str) -> Result<Option<Report>, DbError> {
    if !desk.keys.verify(Purpose::ReportLink, reference.as_bytes(), key) {
        return Ok(None);
    }
    desk.db.read(|conn| reports::by_reference(conn, reference))
}

fn path(keys: &Keys, reference: &str) -> String {
    visitor::path(keys, Purpose::ReportLink, "reports", reference)
}

impl visitor::Fault for ReportError {
    fn is_duplicate(&self) -> bool {
        matches!(self, ReportError::Db(DbError::Duplicate(_)))
    }
}

impl Words {
    fn sealed(&self, keys: &Keys, id: &str) -> Result<String, ReportError> {
        visitor::seal(keys, Purpose::Report, id, self)
    }

    /// What was written; `None` once erased, or where the key file is another one.
    fn of(keys: &Keys, report: &Report) -> Option<Words> {
        visitor::open(keys, Purpose::Report, &report.id, report.sealed.as_deref())
    }
}
