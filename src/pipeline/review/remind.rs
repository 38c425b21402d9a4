//! A provider who was asked for changes and has not sent them is reminded, at most once a week.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::db::audit::{self, Entry};
use crate::db::{DbError, decisions};
use crate::domain::submission::SubmissionState;
use crate::pipeline::Desk;
use crate::pipeline::mail_text::Letter;

use super::{MAIL_WAITS, ReviewError, Reviewer, load, send};

/// Nobody is reminded again before this long has passed.
pub const PAUSE: Duration = Duration::days(7);

const ACTION: &str = "submission.reminded";

/// Why nobody was reminded.
#[derive(Debug, thiserror::Error)]
pub enum RemindError {
    /// Nothing is waited for.
    #[error("it does not wait for the provider")]
    NotWaiting,
    /// There is no address to write to.
    #[error("there is no e-mail address")]
    NoAddress,
    /// It was done not long ago.
    #[error("the provider was reminded less than a week ago")]
    TooSoon(DateTime<Utc>),
    /// It was asked for just now, and can be taken back still: a reminder would tell it.
    #[error("it was asked for less than five minutes ago")]
    JustAsked,
    /// The submission could not be opened.
    #[error(transparent)]
    Review(#[from] ReviewError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Writes to the provider. Of several at once one does.
pub fn remind(desk: &Desk, reviewer: &Reviewer, submission_id: &str) -> Result<(), RemindError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        audit::queue(conn)?;
        let (submission, open) = load(conn, desk, submission_id)?;
        if submission.state != SubmissionState::ChangesRequested {
            return Err(RemindError::NotWaiting);
        }
        if submission.contact.is_none() {
            return Err(RemindError::NoAddress);
        }
        let subject = format!("submission/{}", submission.id);
        let before = audit::of_subject(conn, &subject)?.into_iter().filter(|entry| entry.action == ACTION);
        if let Some(last) = before.map(|entry| entry.at).max().filter(|at| now - *at < PAUSE) {
            return Err(RemindError::TooSoon(last));
        }
        // What was asked for stands in the newest decision.
        let asked = decisions::standing_on(conn, &submission.id)?.into_iter().next();
        if asked.as_ref().is_some_and(|decision| now < decision.decided_at.and_utc() + MAIL_WAITS) {
            return Err(RemindError::JustAsked);
        }
        let words = asked.map(|decision| decision.reason).unwrap_or_default();
        send(conn, desk, &submission, &open, Letter::Reminder, &words, now)?;
        let entry =
            Entry { actor: &reviewer.actor(), action: ACTION, subject, payload: json!({}), evidence_digest: None };
        audit::append(conn, &entry, now)?;
        Ok(())
    })
}
