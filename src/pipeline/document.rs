//! Documents beside a submission: a provider adds and removes them, staff look at them, and time erases them.

use chrono::Duration;
use serde_json::{Value, json};

use crate::db::audit::{self, Actor, Entry};
use crate::db::documents;
use crate::db::submissions::{self, Submission};
use crate::db::{Conn, DbError};
use crate::documents::{Verdict, clean, judge};
use crate::domain::document::{KEPT_DAYS, MOST, Refusal};
use crate::domain::ids::Id;
use crate::domain::submission::SubmissionState;
use crate::keys::{KeyError, Keys, Purpose};

use super::review::Reviewer;
use super::{Desk, Scan};

pub use crate::db::documents::Document;

/// Why a document was not added, removed or opened.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The file cannot be taken.
    #[error("the file was not taken: {0}")]
    Refused(Refusal),
    /// The submission is decided or was taken back.
    #[error("this submission is {0}; documents belong to one that is open")]
    Closed(SubmissionState),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file or random numbers.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// What there is beside a submission, in the order of its places.
pub fn list(desk: &Desk, submission_id: &str) -> Result<Vec<Document>, DbError> {
    desk.db.read(|conn| documents::of(conn, submission_id))
}

/// Adds a file to an open submission. The same file again is there already, and stays one document.
///
/// # Errors
/// Why it was not taken; nothing of it is kept then.
pub fn add(desk: &Desk, scan: &Scan, submission: &Submission, file: Vec<u8>) -> Result<(), DocumentError> {
    let there = list(desk, &submission.id)?;
    let digest = desk.keys.sign(Purpose::DocumentTwin, &file);
    let is_new = room_for(&there, &digest)?;
    judge(&file).map_err(DocumentError::Refused)?;
    if !is_new {
        return Ok(());
    }
    if let Some(refusal) = found_by(scan, &file) {
        return refused(desk, submission, refusal);
    }
    let clean = clean(file).map_err(DocumentError::Refused)?;
    let mut document = Document {
        id: Id::new().to_string(),
        submission_id: submission.id.clone(),
        slot: 0,
        kind: clean.kind,
        size: i64::try_from(clean.bytes.len()).unwrap_or(i64::MAX),
        is_active: clean.is_active,
        digest,
        added_at: desk.clock.now(),
    };
    let sealed = desk.keys.seal_file(Purpose::Document, &tie(&document), &clean.bytes)?;
    desk.db.write(|conn| {
        // Others may add at the same moment: one after the other from here on.
        audit::queue(conn)?;
        is_open(&submissions::get(conn, &submission.id)?)?;
        let there = documents::of(conn, &submission.id)?;
        if !room_for(&there, &document.digest)? {
            return Ok(());
        }
        let taken = |slot: &i64| there.iter().any(|d| d.slot == *slot);
        document.slot = (1..).find(|slot| !taken(slot)).unwrap_or_default();
        documents::insert(conn, &document, &sealed)?;
        let details = json!({ "document": document.id, "kind": document.kind, "bytes": document.size });
        Ok(log(conn, desk, &Actor::Provider(submission.id.clone()), "document.added", &submission.id, details)?)
    })
}

/// Erases a document of an open submission. Twice is as good as once.
pub fn remove(desk: &Desk, submission: &Submission, document_id: &str) -> Result<(), DocumentError> {
    desk.db.write(|conn| {
        is_open(&submissions::get(conn, &submission.id)?)?;
        if documents::remove(conn, &submission.id, document_id)? {
            let actor = Actor::Provider(submission.id.clone());
            log(conn, desk, &actor, "document.removed", &submission.id, json!({ "document": document_id }))?;
        }
        Ok(())
    })
}

/// A document as staff get it. That they looked is written down before they see it.
pub fn open(
    desk: &Desk,
    reviewer: &Reviewer,
    submission_id: &str,
    document_id: &str,
) -> Result<(Document, Vec<u8>), DocumentError> {
    desk.db.write(|conn| {
        let (document, sealed) = documents::get(conn, submission_id, document_id)?;
        let bytes = unsealed(&desk.keys, &document, &sealed)?;
        let actor = Actor::Staff(reviewer.id.clone());
        log(conn, desk, &actor, "document.opened", submission_id, json!({ "document": document_id }))?;
        Ok((document, bytes))
    })
}

/// Erases what belongs to submissions that were over [`KEPT_DAYS`] ago.
pub(super) fn forget(conn: &mut Conn, desk: &Desk) -> Result<(), DbError> {
    let now = desk.clock.now();
    let forgotten = documents::forget(conn, now - Duration::days(KEPT_DAYS))?;
    if forgotten > 0 {
        let entry = Entry {
            actor: &Actor::Program("monitor"),
            action: "documents.forgotten",
            subject: "documents".into(),
            payload: json!({ "documents": forgotten }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
    }
    Ok(())
}

/// Whether a file is new here, and has a place.
fn room_for(there: &[Document], digest: &str) -> Result<bool, DocumentError> {
    match there {
        _ if there.iter().any(|d| d.digest == digest) => Ok(false),
        _ if there.len() >= MOST => Err(DocumentError::Refused(Refusal::TooMany)),
        _ => Ok(true),
    }
}

/// Whether documents may be added to it and removed.
fn is_open(submission: &Submission) -> Result<(), DocumentError> {
    if submission.state.is_final() { Err(DocumentError::Closed(submission.state)) } else { Ok(()) }
}

/// What the scanner has against it. An operator who runs one wants nothing that it has not seen: without a verdict the file is
/// not taken.
fn found_by(scan: &Scan, file: &[u8]) -> Option<Refusal> {
    match scan.as_ref()?.scan(file) {
        Ok(Verdict::Clean) => None,
        Ok(Verdict::Found(name)) => {
            tracing::warn!(name, "the scanner found something in a document; it was not kept");
            Some(Refusal::Virus)
        }
        Err(error) => {
            tracing::error!(%error, "a document could not be scanned, and was not taken");
            Some(Refusal::Failed)
        }
    }
}

/// Writes down that something was found. Staff should know who sends such things.
fn refused(desk: &Desk, submission: &Submission, refusal: Refusal) -> Result<(), DocumentError> {
    if refusal == Refusal::Virus {
        let actor = Actor::Provider(submission.id.clone());
        desk.db.write(|conn| log(conn, desk, &actor, "document.virus_found", &submission.id, json!({})))?;
    }
    Err(DocumentError::Refused(refusal))
}

/// Ties a sealed file to its row and its submission.
fn tie(document: &Document) -> String {
    format!("{}/{}", document.submission_id, document.id)
}

fn unsealed(keys: &Keys, document: &Document, sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
    keys.unseal_file(Purpose::Document, &tie(document), sealed)
}

fn log(
    conn: &mut Conn,
    desk: &Desk,
    actor: &Actor,
    action: &str,
    submission_id: &str,
    payload: Value,
) -> Result<(), DbError> {
    let subject = format!("submission/{submission_id}");
    audit::append(conn, &Entry { actor, action, subject, payload, evidence_digest: None }, desk.clock.now())?;
    Ok(())
}
