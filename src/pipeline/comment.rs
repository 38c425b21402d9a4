//! Comment: a patient or a reader writes for others, without an account; a person decides on it by the published policy.
//!
//! Who writes is not kept: no account, no e-mail, no address of a computer. Words and name are sealed in every state and
//! open only for a page that shows them, so that withdrawing one leaves nothing behind but that it was there.

mod crisis;
mod moderate;
mod public;
mod staff;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::comments::{self, Comment};
use crate::db::{Conn, DbError};
use crate::domain::business_days::after_business_days;
use crate::domain::comment::{CommentState, READ_WITHIN, Subject};
use crate::domain::ids::Id;
use crate::domain::report::Language;
use crate::keys::{KeyError, Keys, Purpose, token_hash};

use super::submit::new_reference;
use super::{Desk, visitor};

pub use super::visitor::Sent;

pub use crate::db::comments::{Counts, Queued};
pub use crisis::speaks_of_crisis;
pub(super) use moderate::forget_refused;
pub use moderate::{answer, publish, refuse};
pub use public::{Public, counts, published};
pub use staff::{Case, case, counted, queue};

/// Why a comment, or what somebody did with one, was refused.
#[derive(Debug, thiserror::Error)]
pub enum CommentError {
    /// Somebody else changed it since the page was opened.
    #[error("somebody else changed this comment meanwhile")]
    Stale,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file or random numbers.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// What somebody writes, as it was read from the form.
#[derive(Debug, Clone)]
pub struct Written {
    /// What it is about.
    pub subject: Subject,
    /// The words and the name.
    pub words: Words,
    /// The language of the page that it was written on.
    pub language: Language,
    /// Names the one form that it came from.
    pub form: String,
}

/// What is the writer's own: sealed in the database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// At most [`LONGEST_COMMENT`](crate::domain::comment::LONGEST_COMMENT) characters.
    pub text: String,
    /// An initial or another name; `None` for somebody who stays anonymous.
    pub name: Option<String>,
}

/// Takes a comment. A form makes one, however often its button is pressed.
pub fn send(desk: &Desk, written: &Written) -> Result<Sent, CommentError> {
    let form_digest = token_hash(&written.form);
    visitor::once(
        || desk.db.write(|conn| take(conn, desk, written, &form_digest)),
        || {
            let first = desk.db.read(|conn| comments::by_form(conn, &form_digest))?;
            first.ok_or(CommentError::Stale).map(|first| again(desk, written, &first))
        },
    )
}

fn take(conn: &mut Conn, desk: &Desk, written: &Written, form_digest: &str) -> Result<Sent, CommentError> {
    if let Some(first) = comments::by_form(conn, form_digest)? {
        return Ok(again(desk, written, &first));
    }
    let (id, now) = (Id::new().to_string(), desk.clock.now());
    let comment = Comment {
        reference: new_reference()?,
        subject: written.subject.clone(),
        state: CommentState::Waiting,
        version: 1,
        language: written.language,
        is_urgent: speaks_of_crisis(&written.words.text),
        sealed: Some(written.words.sealed(&desk.keys, &id)?),
        form_digest: form_digest.to_string(),
        received_at: now,
        due_at: after_business_days(now, READ_WITHIN),
        decided: None,
        answered_at: None,
        id,
    };
    comments::insert(conn, &comment)?;
    let (kind, about) = said(&comment.subject);
    let payload = json!({ "reference": comment.reference, kind: about, "urgent": comment.is_urgent });
    log(conn, desk, &Actor::Visitor, &comment, "comment.received", payload)?;
    Ok(Sent::Taken { path: path(&desk.keys, &comment.reference) })
}

fn again(desk: &Desk, written: &Written, first: &Comment) -> Sent {
    let same = first.subject == written.subject && Words::of(&desk.keys, first).is_none_or(|w| w == written.words);
    if same {
        Sent::Taken { path: path(&desk.keys, &first.reference) }
    } else {
        Sent::SentBefore { reference: first.reference.clone() }
    }
}

/// A comment by its reference, for whoever holds its link.
pub fn opened(desk: &Desk, reference: &str, key: &str) -> Result<Option<Comment>, DbError> {
    if !desk.keys.verify(Purpose::CommentLink, reference.as_bytes(), key) {
        return Ok(None);
    }
    desk.db.read(|conn| comments::by_reference(conn, reference))
}

/// Takes a comment back, for whoever holds its link. Answers `false` where the link opens nothing.
pub fn withdraw(desk: &Desk, reference: &str, key: &str) -> Result<bool, CommentError> {
    let Some(comment) = opened(desk, reference, key)? else { return Ok(false) };
    take_back(desk, &comment.id).map(|()| true)
}

/// Takes a comment back: words and name are erased, whatever was decided. Twice is as good as once.
pub fn take_back(desk: &Desk, comment_id: &str) -> Result<(), CommentError> {
    desk.db.write(|conn| {
        // Read inside the transaction: staff may decide at the same moment, and withdrawing wins over that.
        let comment = comments::get(conn, comment_id)?;
        if comment.state == CommentState::Withdrawn {
            return Ok(());
        }
        comments::withdraw(conn, &comment.id, comment.version)?;
        let payload = json!({ "reference": comment.reference, "was": comment.state });
        log(conn, desk, &Actor::Visitor, &comment, "comment.withdrawn", payload)
    })
}

fn path(keys: &Keys, reference: &str) -> String {
    visitor::path(keys, Purpose::CommentLink, "comments", reference)
}

/// As the audit log names it.
fn said(subject: &Subject) -> (&'static str, &str) {
    match subject {
        Subject::Provider(organization_id) => ("organization", organization_id),
        Subject::Topic(topic) => ("topic", topic),
    }
}

/// The audit log holds that something was done, never what somebody wrote.
fn log(
    conn: &mut Conn,
    desk: &Desk,
    actor: &Actor,
    comment: &Comment,
    action: &str,
    payload: serde_json::Value,
) -> Result<(), CommentError> {
    let entry = Entry { actor, action, subject: format!("comment/{}", comment.id), payload, evidence_digest: None };
    audit::append(conn, &entry, desk.clock.now())?;
    Ok(())
}

impl visitor::Fault for CommentError {
    fn is_duplicate(&self) -> bool {
        matches!(self, CommentError::Db(DbError::Duplicate(_)))
    }
}

impl Words {
    fn sealed(&self, keys: &Keys, id: &str) -> Result<String, CommentError> {
        visitor::seal(keys, Purpose::Comment, id, self)
    }

    /// What was written; `None` once erased, or where the key file is another one.
    fn of(keys: &Keys, comment: &Comment) -> Option<Words> {
        visitor::open(keys, Purpose::Comment, &comment.id, comment.sealed.as_deref())
    }
}
