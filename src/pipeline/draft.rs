//! Draft: a listing is written page by page, left, taken up again by its private link, and sent once.

use chrono::{DateTime, Duration, NaiveDate, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::db::audit::Actor;
use crate::db::drafts::{self, DraftRow};
use crate::db::submissions::{self, Submission};
use crate::db::{Conn, DbError, dossiers, listings, mails, utc};
use crate::domain::draft::{Draft, KEPT_DAYS, Part, WORK_EMAIL};
use crate::domain::ids::Id;
use crate::domain::submission::SubmissionState;
use crate::keys::{KeyError, Keys, Purpose, sha256_hex};

use super::dossier::{self, DossierError};
use super::revise::{self, ReviseError};
use super::submit::{self, SubmitError};
use super::{Desk, clinician, draft_letter};

/// Why a draft could not be kept or sent.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// No draft has this link, or it was erased.
    #[error("there is no such draft")]
    Unknown,
    /// The listing shows the same already.
    #[error("nothing differs from what is listed")]
    NothingChanged,
    /// Its dossier was not taken.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// The stored dossier of what is changed does not open.
    #[error(transparent)]
    Dossier(#[from] DossierError),
    /// The key file.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A draft that its link opened.
#[derive(Debug, Clone, PartialEq)]
pub enum Opened {
    /// It can be changed.
    Writing(Box<Writing>),
    /// It was sent: the reference of what became of it.
    Sent(String),
}

/// A draft that can be changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Writing {
    /// Its answers.
    pub draft: Draft,
    /// It is gone after this day unless it is changed before.
    pub last_day: NaiveDate,
    /// The reference of the submission that it changes.
    pub changes: Option<String>,
    /// The listing that it changes.
    pub organization_id: Option<String>,
}

/// Begins a new one and mails its link. One form, which `once` names, begins one, however often it is sent. Answers the way to it.
pub fn begin(desk: &Desk, kind: &str, email: &str, once: &str) -> Result<String, DraftError> {
    let now = desk.clock.now();
    let digest = sha256_hex(once.as_bytes());
    let row = new_row(&desk.keys, &Draft::new(kind, Some(email)), now)?;
    let row = DraftRow { form_digest: Some(digest.clone()), ..row };
    let begun = desk.db.write(|conn| -> Result<String, DraftError> {
        if let Some(id) = drafts::begun_with(conn, &digest)? {
            return Ok(path(&desk.keys, &id));
        }
        drafts::insert(conn, &row)?;
        let path = path(&desk.keys, &row.id);
        let (subject, body) = draft_letter::written(&desk.public_url.join(&path));
        mails::put(conn, email, &subject, &body, now)?;
        Ok(path)
    });
    match begun {
        // The other press was first by a moment.
        Err(DraftError::Db(DbError::Duplicate(_))) => {
            let first = desk.db.read(|conn| drafts::begun_with(conn, &digest))?;
            first.map(|id| path(&desk.keys, &id)).ok_or(DraftError::Unknown)
        }
        other => other,
    }
}

/// Begins a change of what was sent: its answers, with the pages that were asked about open. Private values come along and are
/// not shown. One that was begun is taken up again. Answers the way to it.
pub fn begin_change(desk: &Desk, submission: &Submission) -> Result<String, DraftError> {
    if submission.state != SubmissionState::ChangesRequested {
        return Err(SubmitError::WrongState(submission.state).into());
    }
    let (begun, open, asked) = desk.db.read(|conn| -> Result<_, DbError> {
        let begun = drafts::open_of(conn, &submission.id, submission.updated_at)?;
        let asked = submissions::asked_pages(conn, &submission.id)?;
        Ok((begun, dossiers::get(conn, &submission.dossier_id)?, asked))
    })?;
    if let Some(id) = begun {
        return Ok(path(&desk.keys, &id));
    }
    let open = dossier::open(&desk.keys, &open)?;
    let draft = Draft { asked: asked.into_iter().collect(), is_listed: true, ..Draft::of_dossier(&open.value) };
    let row = DraftRow {
        organization_id: Some(submission.organization_id.clone()),
        submission_id: Some(submission.id.clone()),
        ..new_row(&desk.keys, &draft, desk.clock.now())?
    };
    desk.db.write(|conn| drafts::insert(conn, &row))?;
    Ok(path(&desk.keys, &row.id))
}

/// Begins a change of a listing, or goes on with the one that this manager began. Whoever calls has checked that they look after
/// it. Answers the way to it.
pub fn begin_revision(desk: &Desk, organization_id: &str, manager_id: &str) -> Result<String, DraftError> {
    let (shown, waiting) = desk.db.read(|conn| -> Result<_, DraftError> {
        let listing = listings::get(conn, organization_id)?.filter(|l| !l.is_removed()).ok_or(DraftError::Unknown)?;
        let waiting = submissions::open_of(conn, organization_id)?.map(|s| s.dossier_id);
        let newest = waiting.unwrap_or_else(|| listing.dossier_id.clone());
        if let Some(id) = drafts::open_change(conn, organization_id, &listing.dossier_id, manager_id)? {
            return Ok((listing.dossier_id, Err(id)));
        }
        Ok((listing.dossier_id, Ok(dossiers::get(conn, &newest)?)))
    })?;
    let newest = match waiting {
        Ok(row) => dossier::open(&desk.keys, &row)?,
        Err(begun) => return Ok(path(&desk.keys, &begun)),
    };
    let mut draft = Draft::of_dossier(&newest.value);
    draft.is_listed = true;
    let row = DraftRow {
        organization_id: Some(organization_id.to_string()),
        based_on: Some(shown),
        begun_by: Some(manager_id.to_string()),
        ..new_row(&desk.keys, &draft, desk.clock.now())?
    };
    desk.db.write(|conn| drafts::insert(conn, &row))?;
    Ok(path(&desk.keys, &row.id))
}

fn new_row(keys: &Keys, draft: &Draft, now: DateTime<Utc>) -> Result<DraftRow, DraftError> {
    let id = Id::new().to_string();
    Ok(DraftRow {
        version: 1,
        sealed: seal(keys, &id, draft)?,
        organization_id: None,
        submission_id: None,
        based_on: None,
        begun_by: None,
        form_digest: None,
        created_at: now.naive_utc(),
        updated_at: now.naive_utc(),
        sent_at: None,
        ends_at: ends_at(now).naive_utc(),
        id,
    })
}

/// A draft by its link.
pub fn open(desk: &Desk, id: &str, key: &str) -> Result<Opened, DraftError> {
    if !desk.keys.verify(Purpose::DraftLink, id.as_bytes(), key) {
        return Err(DraftError::Unknown);
    }
    desk.db.read(|conn| {
        let row = drafts::get(conn, id)?.filter(|row| utc(row.ends_at) > desk.clock.now());
        let row = row.ok_or(DraftError::Unknown)?;
        let of = row.submission_id.as_deref().map(|s| submissions::get(conn, s)).transpose()?;
        Ok(match (row.sent_at, of) {
            (Some(_), Some(sent)) => Opened::Sent(sent.reference),
            (_, of) => Opened::Writing(Box::new(Writing {
                draft: unseal(&desk.keys, &row)?,
                last_day: utc(row.ends_at).date_naive(),
                changes: of.map(|s| s.reference),
                organization_id: row.organization_id,
            })),
        })
    })
}

/// Changes a draft in one transaction, so that two pages that are sent at once both count. Answers what `change` says; `None`
/// where the draft was sent meanwhile.
pub fn change<T>(
    desk: &Desk,
    id: &str,
    key: &str,
    mut change: impl FnMut(&mut Draft) -> T,
) -> Result<Option<T>, DraftError> {
    /// Each try that fails is somebody else's that succeeded.
    const TRIES: usize = 20;
    for _ in 0..TRIES {
        let Opened::Writing(_) = open(desk, id, key)? else { return Ok(None) };
        let now = desk.clock.now();
        let kept = desk.db.write(|conn| -> Result<T, DraftError> {
            let row = drafts::get(conn, id)?.filter(|row| row.sent_at.is_none()).ok_or(DbError::Stale)?;
            let mut draft = unseal(&desk.keys, &row)?;
            let said = change(&mut draft);
            let sealed = seal(&desk.keys, id, &draft)?;
            drafts::save(conn, (id, row.version), &sealed, (now, ends_at(now)))?;
            Ok(said)
        });
        match kept {
            Err(DraftError::Db(DbError::Stale)) => {}
            other => return other.map(Some),
        }
    }
    Err(DbError::Busy.into())
}

/// Signs and sends a draft: however often and by how many at once, it is sent once. Answers the reference.
pub fn send(desk: &Desk, id: &str, key: &str, signature: &str) -> Result<String, DraftError> {
    let (draft, changes) = match open(desk, id, key)? {
        Opened::Sent(reference) => return Ok(reference),
        Opened::Writing(writing) => (writing.draft, writing.changes),
    };
    let now = desk.clock.now();
    let dossier = signed(&draft, signature, now);
    let seen = desk.db.read(|conn| drafts::get(conn, id))?.ok_or(DraftError::Unknown)?;
    // What was read above is what is sent: a change in between is seen by its version.
    if seen.sent_at.is_none() && unseal(&desk.keys, &seen)? != draft {
        return Err(DbError::Stale.into());
    }
    let emails: Vec<Option<String>> = draft.people.iter().map(|p| work_email(&draft, &p.value)).collect();
    let close = |conn: &mut Conn, submission: &Submission| -> Result<(), DbError> {
        drafts::close(conn, (id, seen.version), &submission.id, now)?;
        clinician::ask_all(conn, desk, submission, &dossier, &emails)
    };
    let sent = match (changes, &seen.organization_id) {
        (Some(reference), _) => {
            let of = desk.db.read(|conn| submissions::by_reference(conn, &reference))?.ok_or(DraftError::Unknown)?;
            submit::resubmit_and(desk, &of, &dossier, |conn| Ok(close(conn, &of)?)).map(|_| reference)
        }
        (None, Some(organization_id)) => return send_revision(desk, organization_id, &seen, &dossier, close),
        (None, None) => submit::submit_and(desk, &dossier, |conn, new| Ok(close(conn, new.submission)?))
            .map(|taken| taken.reference),
    };
    match sent {
        // Somebody else sent it, which may have taken the name that this one was about to take, or the submission moved on.
        Err(SubmitError::Db(DbError::Stale | DbError::Duplicate(_)) | SubmitError::WrongState(_)) => {
            match open(desk, id, key)? {
                Opened::Sent(reference) => Ok(reference),
                Opened::Writing(_) => Err(DbError::Stale.into()),
            }
        }
        other => Ok(other?),
    }
}

/// A change of a listing. The same sent twice at once is one change, so that it may be closed in a transaction of its own.
fn send_revision(
    desk: &Desk,
    organization_id: &str,
    seen: &DraftRow,
    dossier: &Value,
    close: impl Fn(&mut Conn, &Submission) -> Result<(), DbError>,
) -> Result<String, DraftError> {
    let actor = Actor::Manager(seen.begun_by.clone().unwrap_or_default());
    let sender = revise::Sender { actor: &actor, based_on: seen.based_on.as_deref() };
    let sent = match revise::send(desk, organization_id, dossier, sender) {
        Ok(sent) => sent,
        Err(ReviseError::NothingChanged) => return Err(DraftError::NothingChanged),
        Err(ReviseError::NotListed) => return Err(DraftError::Unknown),
        Err(ReviseError::Submit(e)) => return Err(e.into()),
    };
    desk.db.write(|conn| {
        let submission = submissions::get(conn, &sent.submission_id)?;
        match close(conn, &submission) {
            Err(DbError::Stale) => Ok(()),
            other => other,
        }
    })?;
    Ok(sent.reference)
}

/// Where somebody of a clinic is asked to answer for themselves.
fn work_email(draft: &Draft, person: &Part) -> Option<String> {
    let text = person.get(WORK_EMAIL).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())?;
    (!draft.is_solo()).then(|| text.to_string())
}

/// The dossier of a draft with a signature under it.
pub fn signed(draft: &Draft, signature: &str, now: DateTime<Utc>) -> Value {
    let mut dossier = draft.dossier();
    dossier["attestation"] = json!({ "name": signature, "at": now.to_rfc3339_opts(SecondsFormat::Secs, true) });
    dossier
}

/// Erases drafts that nobody went on with.
pub(super) fn forget(conn: &mut Conn, now: DateTime<Utc>) -> Result<(), DbError> {
    drafts::forget(conn, now).map(|_| ())
}

/// The way to a draft, with the key that opens it.
pub fn path(keys: &Keys, id: &str) -> String {
    format!("/list/{id}?key={}", keys.sign(Purpose::DraftLink, id.as_bytes()))
}

fn ends_at(now: DateTime<Utc>) -> DateTime<Utc> {
    now + Duration::days(KEPT_DAYS)
}

fn seal(keys: &Keys, id: &str, draft: &Draft) -> Result<String, DraftError> {
    let plain = serde_json::to_vec(draft).map_err(|e| DbError::Damaged(format!("draft {id}: {e}")))?;
    Ok(keys.seal(Purpose::Draft, id, &plain)?)
}

fn unseal(keys: &Keys, row: &DraftRow) -> Result<Draft, DraftError> {
    let plain = keys.unseal(Purpose::Draft, &row.id, &row.sealed)?;
    Ok(serde_json::from_slice(&plain).map_err(|e| DbError::Damaged(format!("draft {}: {e}", row.id)))?)
}
