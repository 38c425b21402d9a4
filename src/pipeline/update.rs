//! Update: what a provider may change of a place at once ([`crate::domain::at_once`]). It is a new dossier version that differs
//! in nothing else, public in the transaction that stores it, with checks of its own; a person looks at it afterwards.

mod look;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::db::audit::{self, Actor, Entry};
use crate::db::listings::{self, ListingRow};
use crate::db::submissions::{self, Submission};
use crate::db::{Conn, DbError, dossiers, imports, organizations, tasks, updates};
use crate::domain::at_once::{AtOnce, Details};
use crate::domain::business_days::after_business_days;
use crate::domain::check::{Check, Outcome};
use crate::domain::dossier::Dossier;
use crate::domain::problem::Problem;
use crate::domain::shape::Problems;
use crate::domain::task::TaskKind;

use super::dossier::{self, DossierError, Draft, OpenDossier};
use super::verify::{Ahead, VerifyError};
use super::{Desk, attest, validate};

pub use look::{Look, LookError, Looked, PlaceLook, look, put_back, seen};

/// A person looks at it within so many working days.
const WITHIN: u32 = 2;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// Values that these fields cannot have; places are below the location, such as `/price/intake`.
    #[error("some values cannot be right")]
    Unacceptable(Vec<Problem>),
    /// Somebody else changed this place since the form was opened.
    #[error("somebody else changed this place meanwhile")]
    Stale,
    /// It came from another directory and was never checked: what it shows is not the provider's own word yet.
    #[error("this listing came from another directory and nobody has checked it yet")]
    Unchecked,
    /// The checks could not be made or stored.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// A version could not be opened or sealed.
    #[error(transparent)]
    Dossier(#[from] DossierError),
    /// The database; [`DbError::NotFound`] where there is no such listing or place.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What somebody says of one place.
#[derive(Debug, Clone)]
pub struct Update {
    /// The dossier version that their form showed.
    pub seen: String,
    /// The place's key in the dossier.
    pub place: String,
    /// The fields as they stand in a dossier, unread.
    pub details: Value,
    /// They also say that everything else is still right.
    pub confirms: bool,
}

/// A listing with the version shown.
struct Shown {
    listing: ListingRow,
    open: OpenDossier,
}

/// Takes it and shows it at once. Said a second time it changes nothing.
///
/// # Errors
/// [`UpdateError`]; nothing was changed.
pub fn send(desk: &Desk, organization_id: &str, manager_id: &str, update: &Update) -> Result<(), UpdateError> {
    let details = read(&update.details)?;
    settled(|| {
        let shown = shown(desk, organization_id)?;
        let dossier = &shown.open.dossier;
        let place = place_of(dossier, &update.place).ok_or(DbError::NotFound)?;
        let now = Details::of(&dossier.locations[place]);
        let fields = details.differing(&now);
        if fields.is_empty() {
            return match update.confirms {
                true => Ok(attest::confirm_signed_in(desk, organization_id, manager_id)?),
                false => Ok(()),
            };
        }
        if shown.open.id != update.seen && !is_as_seen(desk, organization_id, update, &now)? {
            return Err(UpdateError::Stale);
        }
        let said = details.clone().said_on(&fields, desk.clock.now().date_naive());
        let edits = [Edit { place: update.place.clone(), details: said, fields }];
        let actor = Actor::Manager(manager_id.to_string());
        let made = Made::ahead(desk, &shown, &edits)?;
        made.reads_as_before(&edits)?;
        desk.db.write(|conn| {
            made.publish(conn, desk, &actor, "listing.updated", None)?;
            let due_at = after_business_days(desk.clock.now(), WITHIN);
            let (before, after) = (&made.before.open.id, &made.draft.open.id);
            updates::insert(conn, organization_id, (before, after), desk.clock.now())?;
            tasks::ask_look(conn, after, due_at, desk.clock.now())?;
            if update.confirms {
                attest::record_signed_in(conn, organization_id, manager_id, desk.clock.now())?;
            }
            Ok(())
        })
    })
}

/// Somebody else may act while the checks are made: then they are made again over what stands by then.
fn settled(mut attempt: impl FnMut() -> Result<(), UpdateError>) -> Result<(), UpdateError> {
    const TRIES: usize = 8;
    for _ in 1..TRIES {
        match attempt() {
            Err(
                UpdateError::Db(DbError::Stale | DbError::Duplicate(_))
                | UpdateError::Verify(VerifyError::Db(DbError::Stale | DbError::Duplicate(_))),
            ) => {}
            other => return other,
        }
    }
    attempt()
}

fn read(raw: &Value) -> Result<Details, UpdateError> {
    let problems = |found: Problems| found.structure.into_iter().chain(found.values).collect();
    let details = Details::read(raw).map_err(|found| UpdateError::Unacceptable(problems(found)))?;
    match validate::hours(details.hours(), "") {
        problems if problems.is_empty() => Ok(details),
        problems => Err(UpdateError::Unacceptable(problems)),
    }
}

fn shown(desk: &Desk, organization_id: &str) -> Result<Shown, UpdateError> {
    desk.db.read(|conn| {
        let listing = listings::get(conn, organization_id)?.filter(|l| !l.is_removed()).ok_or(DbError::NotFound)?;
        if !imports::unchecked(conn, &[organization_id])?.is_empty() {
            return Err(UpdateError::Unchecked);
        }
        let open = dossier::open(&desk.keys, &dossiers::get(conn, &listing.dossier_id)?)?;
        Ok(Shown { listing, open })
    })
}

fn place_of(dossier: &Dossier, key: &str) -> Option<usize> {
    dossier.locations.iter().position(|l| l.key == key)
}

/// Whether the place still says what the form showed, though the listing shows another version by now.
fn is_as_seen(desk: &Desk, organization_id: &str, update: &Update, now: &Details) -> Result<bool, UpdateError> {
    let row = match desk.db.read(|conn| dossiers::get(conn, &update.seen)) {
        Err(DbError::NotFound) => return Ok(false),
        row => row?,
    };
    // The body without its private values is enough here, so nothing is decrypted.
    let seen: Dossier =
        serde_json::from_str(&row.body).map_err(|e| DbError::Damaged(format!("dossier {}: {e}", row.id)))?;
    let place = place_of(&seen, &update.place).filter(|_| row.organization_id == organization_id);
    Ok(place.is_some_and(|i| Details::of(&seen.locations[i]).differing(now).is_empty()))
}

/// What is changed of one place.
struct Edit {
    place: String,
    details: Details,
    fields: Vec<AtOnce>,
}

impl Edit {
    fn put_into(&self, dossier: &mut Dossier) {
        if let Some(place) = place_of(dossier, &self.place) {
            self.details.put(&self.fields, &mut dossier.locations[place]);
        }
    }

    fn told(&self, before: &Dossier) -> Value {
        let old = place_of(before, &self.place).map(|i| Details::of(&before.locations[i]).to_value());
        let (old, new) = (old.unwrap_or_default(), self.details.to_value());
        let fields =
            self.fields.iter().map(|f| (f.to_string(), json!({ "old": old[f.as_str()], "new": new[f.as_str()] })));
        json!({ "place": self.place, "fields": fields.collect::<serde_json::Map<_, _>>() })
    }
}

/// The next version of a listing, and of the change that waits where one does, checked and not stored yet.
struct Made<'a> {
    before: &'a Shown,
    draft: Draft,
    checks: Ahead,
    waiting: Option<Waiting>,
    told: Vec<Value>,
}

/// A change of the listing that nobody has decided on: it is to say the same of these fields, so that its approval does not
/// bring the old ones back.
struct Waiting {
    submission: Submission,
    draft: Draft,
    checks: Ahead,
}

impl<'a> Made<'a> {
    fn ahead(desk: &Desk, before: &'a Shown, edits: &[Edit]) -> Result<Made<'a>, UpdateError> {
        let next = |of: &OpenDossier| {
            let mut dossier = of.dossier.clone();
            edits.iter().for_each(|edit| edit.put_into(&mut dossier));
            Draft::after(&desk.keys, of, dossier)
        };
        let draft = next(&before.open)?;
        let checks = Ahead::check(desk, &before.open.id, draft.open.clone(), None)?;
        let change = desk.db.read(|conn| open_change(conn, desk, &before.listing))?;
        let waiting = match change {
            None => None,
            Some((submission, open)) => {
                let draft = next(&open)?;
                let moved = Submission { version: submission.version + 1, ..submission.clone() };
                let checks = Ahead::check(desk, &submission.dossier_id, draft.open.clone(), Some(moved))?;
                Some(Waiting { submission, draft, checks })
            }
        };
        let told = edits.iter().map(|edit| edit.told(&before.open.dossier)).collect();
        Ok(Made { before, draft, checks, waiting, told })
    }

    /// The words about the price are read like every other text: what a person has to read first is not public at once.
    fn reads_as_before(&self, edits: &[Edit]) -> Result<(), UpdateError> {
        let dossier = &self.draft.open.dossier;
        for edit in
            edits.iter().filter(|edit| edit.fields.contains(&AtOnce::Price) && edit.details.includes().is_some())
        {
            let Some(place) = place_of(dossier, &edit.place) else { continue };
            let before = &self.before.open.dossier.locations[place];
            if Details::of(before).includes() == edit.details.includes() {
                continue;
            }
            let subject = format!("locations/{place}");
            let asks =
                |c: &&Check| c.subject == subject && c.code.starts_with("claims.") && c.outcome == Outcome::Review;
            if let Some(check) = self.checks.report().checks.iter().find(asks) {
                let said = format!("{} Leave it out, or send it with a change of the listing.", check.detail);
                return Err(UpdateError::Unacceptable(vec![Problem::body("/price/includes", "to_be_read", said)]));
            }
        }
        Ok(())
    }

    /// The version, its checks, the listing that shows it and what hangs on the one before, in the caller's transaction.
    fn publish(
        &self,
        conn: &mut Conn,
        desk: &Desk,
        actor: &Actor,
        action: &str,
        reason: Option<&str>,
    ) -> Result<(), UpdateError> {
        let now = desk.clock.now();
        audit::queue(conn)?;
        let (listing, from, to) = (&self.before.listing, &self.before.open.id, &self.draft.open.id);
        let change = open_change_row(conn, listing)?;
        let made_for = self.waiting.as_ref().map(|w| (&w.submission.id, w.submission.version));
        if change.as_ref().map(|c| (&c.id, c.version)) != made_for {
            return Err(DbError::Stale.into());
        }
        self.draft.store(conn, now)?;
        organizations::affiliate_as(conn, from, to)?;
        listings::show_version(conn, listing, to, now)?;
        submissions::carry(conn, from, to)?;
        tasks::carry(conn, from, to, TaskKind::ALL)?;
        let entry = Entry {
            actor,
            action,
            subject: format!("organization/{}", listing.organization_id),
            payload: json!({ "from": from, "to": to, "places": self.told, "reason": reason }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        self.checks.keep(conn, desk)?;
        self.waiting.iter().try_for_each(|waiting| waiting.follow(conn, desk, now))
    }
}

impl Waiting {
    /// The change that waits carries its next version; whoever has its page open has to look again.
    fn follow(&self, conn: &mut Conn, desk: &Desk, now: DateTime<Utc>) -> Result<(), UpdateError> {
        let (submission, to) = (&self.submission, &self.draft.open.id);
        self.draft.store(conn, now)?;
        organizations::affiliate_as(conn, &submission.dossier_id, to)?;
        submissions::transition(conn, &submission.id, submission.version, submission.state, now)?;
        submissions::replace_dossier(conn, &submission.id, to)?;
        tasks::carry(conn, &submission.dossier_id, to, TaskKind::ALL)?;
        Ok(self.checks.keep(conn, desk)?)
    }
}

/// The submission by which a change of this listing waits.
fn open_change_row(conn: &mut Conn, listing: &ListingRow) -> Result<Option<Submission>, DbError> {
    let open = submissions::open_of(conn, &listing.organization_id)?;
    Ok(open.filter(|submission| submission.dossier_id != listing.dossier_id))
}

fn open_change(
    conn: &mut Conn,
    desk: &Desk,
    listing: &ListingRow,
) -> Result<Option<(Submission, OpenDossier)>, UpdateError> {
    let Some(submission) = open_change_row(conn, listing)? else { return Ok(None) };
    let open = dossier::open(&desk.keys, &dossiers::get(conn, &submission.dossier_id)?)?;
    Ok(Some((submission, open)))
}
