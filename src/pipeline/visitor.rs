//! What somebody without an account sends us, and what is common to it: a form makes one thing, however often its button
//! is pressed; the words are sealed; a private link opens its page.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::db::DbError;
use crate::keys::{KeyError, Keys, Purpose};

/// What became of a press of the button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// It is there, made now or by the same press before: its page.
    Taken {
        /// Path and key, without a language.
        path: String,
    },
    /// The form made one before, which says something else.
    SentBefore {
        /// What that one is called.
        reference: String,
    },
}

/// A fault on the way into or out of the database and the key file.
pub(super) trait Fault: From<DbError> + From<KeyError> {
    /// Whether somebody else was faster with the same form.
    fn is_duplicate(&self) -> bool;
}

/// Takes what a form made. Of two presses at once the slower one gets what the faster one made.
pub(super) fn once<E: Fault>(
    take: impl FnOnce() -> Result<Sent, E>,
    first: impl FnOnce() -> Result<Sent, E>,
) -> Result<Sent, E> {
    match take() {
        Err(error) if error.is_duplicate() => first(),
        taken => taken,
    }
}

/// The words of somebody, encrypted for the row that they belong to.
pub(super) fn seal<E: Fault>(keys: &Keys, purpose: Purpose, id: &str, words: &impl Serialize) -> Result<String, E> {
    let plain = serde_json::to_vec(words).map_err(|e| DbError::Other(format!("words do not serialize: {e}")))?;
    Ok(keys.seal(purpose, id, &plain)?)
}

/// What was written; `None` once erased, or where the key file is another one.
pub(super) fn open<T: DeserializeOwned>(keys: &Keys, purpose: Purpose, id: &str, sealed: Option<&str>) -> Option<T> {
    let plain = keys.unseal(purpose, id, sealed?);
    let opened = plain.ok().and_then(|plain| serde_json::from_slice(&plain).ok());
    if opened.is_none() {
        tracing::error!(id, ?purpose, "somebody's words do not open; was the right key file restored?");
    }
    opened
}

/// The page of what was sent: the link opens it by itself, the reference alone does not.
pub(super) fn path(keys: &Keys, purpose: Purpose, room: &str, reference: &str) -> String {
    format!("/{room}/{reference}?key={}", keys.sign(purpose, reference.as_bytes()))
}
