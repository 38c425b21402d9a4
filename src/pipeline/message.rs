//! Messages about a submission: the provider writes from the status page, reviewers answer, and time erases both.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::messages::{self, MessageRow};
use crate::db::submissions::{self, Submission};
use crate::db::{Conn, DbError, staff, stored, utc};
use crate::domain::ids::Id;
use crate::domain::message::{KEPT_DAYS, LONGEST, MOST_AN_HOUR};
use crate::domain::submission::SubmissionState;
use crate::keys::{KeyError, Keys, Purpose};

use super::Desk;
use super::dossier::DossierError;
use super::mail_text::Letter;
use super::review::{self, ReviewError, Reviewer};

pub use crate::db::messages::Unopened;

/// The queue lists at most so many submissions with a new message.
const LISTED: i64 = 100;

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// There is no text.
    #[error("write your message")]
    Empty,
    /// There is too much of it.
    #[error("write at most {LONGEST} characters")]
    TooLong,
    /// The provider wrote as often as an hour allows.
    #[error("wait a while before you write again")]
    TooMany,
    /// The submission is decided or was taken back.
    #[error("this submission is {0}; messages belong to one that is open")]
    Closed(SubmissionState),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file or random numbers.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The dossier, whose name the mail says, could not be opened.
    #[error(transparent)]
    Dossier(#[from] DossierError),
}

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The address of who wrote it where it was one of the staff; `None`: the provider.
    pub staff: Option<String>,
    /// Plain text.
    pub text: String,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// The provider wrote it, and no reviewer has opened it.
    pub is_new: bool,
}

/// What was written about a submission, oldest first.
pub fn list(desk: &Desk, submission_id: &str) -> Result<Vec<Message>, MessageError> {
    desk.db.read(|conn| {
        let names = staff::emails(conn)?;
        let one = |row: MessageRow| {
            Ok(Message {
                text: unsealed(&desk.keys, &row)?,
                written_at: utc(row.written_at),
                is_new: row.staff_id.is_none() && row.opened_at.is_none(),
                staff: row.staff_id.map(|id| names.get(&id).cloned().unwrap_or(id)),
            })
        };
        messages::of(conn, submission_id)?.into_iter().map(one).collect()
    })
}

/// Submissions with a message that no reviewer has opened.
pub fn unopened(desk: &Desk) -> Result<Vec<Unopened>, DbError> {
    desk.db.read(|conn| messages::unopened(conn, LISTED))
}

/// Takes what a provider writes. `form` names the one form that it came by: sent twice it is one message.
pub fn write(desk: &Desk, submission: &Submission, text: &str, form: &str) -> Result<(), MessageError> {
    let text = fitting(text)?;
    let now = desk.clock.now();
    desk.db.write(|conn| {
        // Others may write at the same moment: one after the other from here on.
        audit::queue(conn)?;
        let there = messages::of(conn, &submission.id)?;
        if there.iter().any(|m| m.form == form) {
            return Ok(());
        }
        let state = submissions::get(conn, &submission.id)?.state;
        if state.is_final() {
            return Err(MessageError::Closed(state));
        }
        let since = stored(now - Duration::hours(1));
        if there.iter().filter(|m| m.staff_id.is_none() && m.written_at > since).count() >= MOST_AN_HOUR {
            return Err(MessageError::TooMany);
        }
        keep(conn, desk, &submission.id, None, text, form)
    })
}

/// Takes what a reviewer writes, and mails the provider that there is something to read. The mail has the link and not the text:
/// mailboxes are read over shoulders, and kept for years.
pub fn answer(
    desk: &Desk,
    reviewer: &Reviewer,
    submission_id: &str,
    text: &str,
    form: &str,
) -> Result<(), MessageError> {
    let text = fitting(text)?;
    let now = desk.clock.now();
    desk.db.write(|conn| {
        audit::queue(conn)?;
        if messages::of(conn, submission_id)?.iter().any(|m| m.form == form) {
            return Ok(());
        }
        let (submission, open) = review::load(conn, desk, submission_id).map_err(|e| match e {
            ReviewError::Dossier(e) => MessageError::Dossier(e),
            ReviewError::Db(e) => MessageError::Db(e),
            other => MessageError::Db(DbError::Damaged(other.to_string())),
        })?;
        keep(conn, desk, submission_id, Some(reviewer), text, form)?;
        Ok(review::send(conn, desk, &submission, &open, Letter::Message, "", now)?)
    })
}

/// A reviewer opens what the provider wrote. That they did is written down before they see it.
pub fn open(desk: &Desk, reviewer: &Reviewer, submission_id: &str) -> Result<(), DbError> {
    desk.db.write(|conn| {
        let opened = messages::open(conn, submission_id, desk.clock.now())?;
        opened.iter().try_for_each(|id| log(conn, desk, &reviewer.actor(), "message.opened", submission_id, id))
    })
}

/// Erases what belongs to submissions that were over [`KEPT_DAYS`] ago.
pub(super) fn forget(conn: &mut Conn, desk: &Desk) -> Result<(), DbError> {
    let now = desk.clock.now();
    let forgotten = messages::forget(conn, now - Duration::days(KEPT_DAYS))?;
    if forgotten > 0 {
        let entry = Entry {
            actor: &Actor::Program("monitor"),
            action: "messages.forgotten",
            subject: "messages".into(),
            payload: json!({ "messages": forgotten }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
    }
    Ok(())
}

fn fitting(text: &str) -> Result<&str, MessageError> {
    match text.trim() {
        "" => Err(MessageError::Empty),
        text if text.chars().count() > LONGEST => Err(MessageError::TooLong),
        text => Ok(text),
    }
}

fn keep(
    conn: &mut Conn,
    desk: &Desk,
    submission_id: &str,
    reviewer: Option<&Reviewer>,
    text: &str,
    form: &str,
) -> Result<(), MessageError> {
    let mut row = MessageRow {
        id: Id::new().to_string(),
        submission_id: submission_id.to_string(),
        staff_id: reviewer.map(|r| r.id.clone()),
        form: form.to_string(),
        sealed: String::new(),
        written_at: stored(desk.clock.now()),
        opened_at: None,
    };
    row.sealed = desk.keys.seal(Purpose::Message, &tie(&row), text.as_bytes())?;
    messages::insert(conn, &row)?;
    let actor = reviewer.map_or_else(|| Actor::Provider(submission_id.to_string()), Reviewer::actor);
    Ok(log(conn, desk, &actor, "message.written", submission_id, &row.id)?)
}

/// Ties a sealed text to its row and its submission.
fn tie(row: &MessageRow) -> String {
    format!("{}/{}", row.submission_id, row.id)
}

fn unsealed(keys: &Keys, row: &MessageRow) -> Result<String, MessageError> {
    let text = keys.unseal(Purpose::Message, &tie(row), &row.sealed)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn log(
    conn: &mut Conn,
    desk: &Desk,
    actor: &Actor,
    action: &str,
    submission_id: &str,
    message_id: &str,
) -> Result<(), DbError> {
    let (subject, payload) = (format!("submission/{submission_id}"), json!({ "message": message_id }));
    audit::append(conn, &Entry { actor, action, subject, payload, evidence_digest: None }, desk.clock.now())?;
    Ok(())
}
