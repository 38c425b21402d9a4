//! Staff call a provider whom mail does not reach, or who does not answer it.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::db::audit::{self, Entry};
use crate::db::dossiers::DossierRow;
use crate::db::{Conn, DbError, dossiers, listings, organizations, submissions, tasks};
use crate::domain::business_days::after_business_days;
use crate::domain::dossier::Dossier;
use crate::domain::ids::Id;
use crate::domain::task::{Asked, CallReason};
use crate::pipeline::Desk;
use crate::pipeline::review::Reviewer;

use super::{How, record};

pub use crate::domain::task::CallResult;

/// Staff call within so many working days.
pub(in crate::pipeline) const WITHIN: u32 = 2;

/// The longest note about a call, in characters.
pub const LONGEST_NOTE: usize = 2_000;

/// Why the result of a call was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The listing is out of sight, or changed since the page was opened.
    #[error("somebody else changed this listing meanwhile")]
    Stale,
    /// Who was spoken to, and what was said, has no words or too many.
    #[error("write who answered, or what happened, in at most 2000 characters")]
    NoteNeeded,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Whom to call, and about what.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The provider's name.
    pub name: String,
    /// Slug of the public page.
    pub slug: String,
    /// The submission that carried the dossier shown, where one did.
    pub submission_id: Option<String>,
    /// The listing's version.
    pub version: i64,
    /// In sight.
    pub is_public: bool,
    /// When it was last confirmed.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Where mail goes.
    pub contact: Option<String>,
    /// What to call.
    pub phones: Vec<Phone>,
    /// Why and by when; `None` where nobody need call.
    pub asked: Option<Asked>,
}

/// A place's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// Its name or city.
    pub place: String,
    /// As the provider wrote it.
    pub number: Option<String>,
}

/// A mail to this address came back: staff are asked to call everybody whom it was to reach. For whoever sends mail; runs
/// in the transaction that notes the failure. Once for each listing until it is confirmed.
///
/// # Errors
/// The database.
pub fn mail_returned(conn: &mut Conn, recipient: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let due_at = after_business_days(now, WITHIN);
    for listing in listings::of_contact(conn, &recipient.trim().to_lowercase())? {
        tasks::ask_call(conn, &listing.dossier_id, CallReason::MailReturned, due_at, now)?;
    }
    Ok(())
}

/// Whom to call about the listing of this organization.
pub fn to_call(desk: &Desk, organization_id: &Id) -> Result<Call, DbError> {
    desk.db.read(|conn| {
        let organization = organizations::get(conn, organization_id.as_str())?;
        let listing = listings::get(conn, organization_id.as_str())?.ok_or(DbError::NotFound)?;
        let dossier = shown(conn, &listing.dossier_id)?;
        let places = dossier.locations.into_iter().map(|place| Phone {
            place: place.name.or(place.city).unwrap_or_else(|| organization.name.clone()),
            number: place.phone,
        });
        let carried = submissions::of_dossiers(conn, &[&listing.dossier_id])?;
        Ok(Call {
            phones: places.collect(),
            name: organization.name,
            slug: organization.slug,
            submission_id: carried.into_iter().next().map(|s| s.id),
            version: listing.version,
            is_public: listing.is_public(),
            confirmed_at: listing.confirmed_at.map(|at| at.and_utc()),
            asked: tasks::call_of(conn, &listing.dossier_id)?.map(|task| task.asked),
            contact: listing.contact,
        })
    })
}

/// Records what came of a call. Confirmed on the phone counts as any confirmation; unreached, the task stays.
pub fn record_call(
    desk: &Desk,
    reviewer: &Reviewer,
    organization_id: &Id,
    seen_version: i64,
    (result, note): (CallResult, &str),
) -> Result<(), CallError> {
    let (note, now) = (note.trim(), desk.clock.now());
    if note.is_empty() || note.chars().count() > LONGEST_NOTE {
        return Err(CallError::NoteNeeded);
    }
    desk.db.write(|conn| {
        let listing = listings::get(conn, organization_id.as_str())?;
        listing.filter(|l| l.is_public() && l.version == seen_version).ok_or(CallError::Stale)?;
        log(conn, reviewer, organization_id.as_str(), json!({ "result": result.as_str(), "note": note }), now)?;
        match result {
            CallResult::Confirmed => Ok(record(conn, organization_id.as_str(), &reviewer.actor(), How::Phone, now)?),
            CallResult::NotReached => Ok(()),
        }
    })
}

/// The dossier that a listing shows. The body without its private values is enough to call by, so nothing is decrypted.
pub(in crate::pipeline) fn shown(conn: &mut Conn, dossier_id: &str) -> Result<Dossier, DbError> {
    body(&dossiers::get(conn, dossier_id)?)
}

/// The same of a dossier that was read already.
pub(in crate::pipeline) fn body(row: &DossierRow) -> Result<Dossier, DbError> {
    serde_json::from_str(&row.body).map_err(|e| DbError::Damaged(format!("dossier {}: {e}", row.id)))
}

/// That a provider was called, whatever about. Runs in the transaction of what came of it.
pub(in crate::pipeline) fn log(
    conn: &mut Conn,
    reviewer: &Reviewer,
    organization_id: &str,
    payload: Value,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let entry = Entry {
        actor: &reviewer.actor(),
        action: "provider.called",
        subject: format!("organization/{organization_id}"),
        payload,
        evidence_digest: None,
    };
    audit::append(conn, &entry, now).map(drop)
}
