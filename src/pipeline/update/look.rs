//! Staff look afterwards at what was public at once: what it was, what it is, and either that is well or it is put back.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::db::audit::{self, Entry};
use crate::db::{Conn, DbError, dossiers, listings, mails, managers, organizations, submissions, tasks, updates};
use crate::domain::at_once::{AtOnce, Details};
use crate::domain::dossier::Dossier;
use crate::domain::ids::Id;
use crate::pipeline::Desk;
use crate::pipeline::manager_letter::ManagerLetter;
use crate::pipeline::review::Reviewer;

use super::{Edit, Made, Shown, UpdateError, place_of, settled, shown};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 2_000;

/// Why looking had no effect.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// The listing shows something else by now, or somebody else looked.
    #[error("somebody else changed this listing meanwhile")]
    Stale,
    /// Managers read why.
    #[error("write a reason of at most 2000 characters")]
    ReasonNeeded,
    /// The old values could not be shown again.
    #[error(transparent)]
    Update(#[from] UpdateError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What nobody has looked at yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// The provider's name.
    pub name: String,
    /// Slug of the public page, where it is in sight.
    pub slug: Option<String>,
    /// The submission that carries what is shown, where one does.
    pub submission_id: Option<String>,
    /// The dossier version shown.
    pub seen: String,
    /// When the first and the last of the updates were made; `None` where nothing waits.
    pub made: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// How many updates.
    pub count: usize,
    /// The places that say something else than before the first of them.
    pub places: Vec<PlaceLook>,
}

/// One place with what differs.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceLook {
    /// Its key in the dossier.
    pub key: String,
    /// Its name or city.
    pub name: String,
    /// Which fields.
    pub fields: Vec<AtOnce>,
    /// Before.
    pub old: Details,
    /// Now.
    pub new: Details,
}

/// What came of looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// It is well.
    Seen,
    /// What stood there before stands there again.
    PutBack,
}

/// What waits for a look at this organization's listing.
pub fn look(desk: &Desk, organization_id: &Id) -> Result<Look, DbError> {
    desk.db.read(|conn| of(conn, organization_id.as_str()))
}

fn of(conn: &mut Conn, organization_id: &str) -> Result<Look, DbError> {
    let organization = organizations::get(conn, organization_id)?;
    let listing = listings::get(conn, organization_id)?.ok_or(DbError::NotFound)?;
    let waiting = updates::waiting(conn, organization_id)?;
    let places = match waiting.first() {
        Some(first) => differing(&body(conn, &first.before_id)?, &body(conn, &listing.dossier_id)?),
        None => Vec::new(),
    };
    let carried = submissions::of_dossiers(conn, &[&listing.dossier_id])?;
    let at = |row: &updates::UpdateRow| row.made_at.and_utc();
    Ok(Look {
        name: organization.name,
        slug: listing.is_public().then_some(organization.slug),
        submission_id: carried.into_iter().next().map(|s| s.id),
        made: waiting.first().map(at).zip(waiting.last().map(at)),
        count: waiting.len(),
        seen: listing.dossier_id,
        places,
    })
}

/// The body without its private values is enough here, so nothing is decrypted.
fn body(conn: &mut Conn, dossier_id: &str) -> Result<Dossier, DbError> {
    let row = dossiers::get(conn, dossier_id)?;
    serde_json::from_str(&row.body).map_err(|e| DbError::Damaged(format!("dossier {}: {e}", row.id)))
}

/// The places that are in both and say something else.
fn differing(before: &Dossier, now: &Dossier) -> Vec<PlaceLook> {
    let look = |place: &crate::domain::dossier::Location| {
        let old = Details::of(&before.locations[place_of(before, &place.key)?]);
        let new = Details::of(place);
        let fields = new.differing(&old);
        let name = place.name.clone().or_else(|| place.city.clone()).unwrap_or_else(|| place.key.clone());
        (!fields.is_empty()).then_some(PlaceLook { key: place.key.clone(), name, fields, old, new })
    };
    now.locations.iter().filter_map(look).collect()
}

/// Notes that somebody looked at everything up to the version that they saw, and that it is well.
pub fn seen(desk: &Desk, reviewer: &Reviewer, organization_id: &Id, seen: &str) -> Result<(), LookError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        audit::queue(conn)?;
        let look = of(conn, organization_id.as_str())?;
        if look.seen != seen || look.count == 0 {
            return Err(LookError::Stale);
        }
        end(conn, reviewer, organization_id, &look, now)?;
        let entry = Entry {
            actor: &reviewer.actor(),
            action: "update.seen",
            subject: format!("organization/{organization_id}"),
            payload: json!({ "updates": look.count, "dossier": look.seen }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(())
    })
}

/// Puts back what stood there before the updates that nobody had looked at, and writes to the managers why.
pub fn put_back(
    desk: &Desk,
    reviewer: &Reviewer,
    organization_id: &Id,
    seen: &str,
    reason: &str,
) -> Result<(), LookError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(LookError::ReasonNeeded);
    }
    let done = settled(|| {
        let before: Shown = shown(desk, organization_id.as_str())?;
        let look = desk.db.read(|conn| of(conn, organization_id.as_str()))?;
        if look.seen != seen || before.open.id != seen || look.places.is_empty() {
            return Err(UpdateError::Stale);
        }
        let edits: Vec<Edit> = look
            .places
            .iter()
            .map(|p| Edit { place: p.key.clone(), details: p.old.clone(), fields: p.fields.clone() })
            .collect();
        let made = Made::ahead(desk, &before, &edits)?;
        desk.db.write(|conn| {
            made.publish(conn, desk, &reviewer.actor(), "update.put_back", Some(reason))?;
            let now = desk.clock.now();
            end(conn, reviewer, organization_id, &Look { seen: made.draft.open.id.clone(), ..look }, now)?;
            Ok(tell(conn, desk, organization_id, reason, now)?)
        })
    });
    match done {
        Err(UpdateError::Stale) => Err(LookError::Stale),
        other => Ok(other?),
    }
}

fn end(
    conn: &mut Conn,
    reviewer: &Reviewer,
    organization_id: &Id,
    look: &Look,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    updates::see(conn, organization_id.as_str(), &reviewer.id, now)?;
    tasks::end_look(conn, &look.seen)
}

fn tell(conn: &mut Conn, desk: &Desk, organization_id: &Id, reason: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let name = organizations::get(conn, organization_id.as_str())?.name;
    let page = desk.public_url.join(&format!("/portal/listings/{organization_id}"));
    let (subject, text) = ManagerLetter::PutBack { name: &name, reason, page: &page }.written();
    for (tie, manager) in managers::of_organization(conn, organization_id.as_str())? {
        if tie.accepted_at.is_some() {
            mails::put(conn, &manager.email, &subject, &text, now)?;
        }
    }
    Ok(())
}
