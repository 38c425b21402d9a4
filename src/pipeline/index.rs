//! Index: published dossiers become the search snapshot that every page, the API and exports read.

mod feed;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};

use crate::db::clinicians;
use crate::db::evidence::{self, Run};
use crate::db::listings::{self, ListingRow, PublicRow};
use crate::db::organizations::{self, Organization};
use crate::db::{Conn, Db, DbError, changes, supervisions};
use crate::domain::badge::outcome_at;
use crate::domain::check::{Check, Outcome};
use crate::domain::credential::{Authority, CredentialKind};
use crate::domain::dossier as claimed;
use crate::domain::ids::Id;
use crate::domain::place::Point;
use crate::keys::Keys;
use crate::search::Snapshot;
use crate::search::listing::{Address, Clinician, License, Listing, Location, Offer, Profile};
use crate::verify::{ListedClinician, ListedElsewhere, ListedPlace};

use super::dossier::{self, OpenDossier, value_hash};
use super::{Desk, dossier::DossierError};
use super::{clinician, report};

/// Opens everything that is public now, and builds the snapshot of it.
///
/// # Errors
/// The database cannot be read.
pub fn build(desk: &Desk) -> Result<Snapshot, DossierError> {
    let now = desk.clock.now();
    let (seq, listings) = desk.db.read(|conn| -> Result<_, DossierError> {
        let seq = changes::head(conn)?;
        let rows = listings::public(conn, None)?;
        Ok((seq, open_all(conn, &desk.keys, rows, now)?))
    })?;
    Ok(Snapshot::build(listings.into_values().collect(), seq, now))
}

/// A snapshot of these organizations' listings alone, as far as they are in sight.
///
/// # Errors
/// The database cannot be read.
pub(super) fn of(desk: &Desk, organization_ids: &[String]) -> Result<Snapshot, DossierError> {
    let now = desk.clock.now();
    let listings = desk.db.read(|conn| -> Result<_, DossierError> {
        let rows = listings::public(conn, Some(organization_ids))?;
        Ok(open_all(conn, &desk.keys, rows, now)?)
    })?;
    Ok(Snapshot::build(listings.into_values().collect(), 0, now))
}

/// The number of the last change: a snapshot with this number is up to date.
pub fn head(db: &Db) -> Result<i64, DbError> {
    db.read(changes::head)
}

/// Hears of the changes that other processes commit; see [`listen`].
pub use crate::db::Ear;
pub use feed::Feed;

/// Listens for changes, as [`Db::listen`] does; only where [`tells`].
pub fn listen(db: &Db) -> Result<Ear, DbError> {
    db.listen()
}

/// Whether the database tells of changes at all.
pub fn tells(db: &Db) -> bool {
    db.tells()
}

/// Opens listings, each by its organisation. One that cannot be opened must not take the directory down: it is left
/// out, and doctor names it.
fn open_all(
    conn: &mut Conn,
    keys: &Keys,
    rows: Vec<PublicRow>,
    now: DateTime<Utc>,
) -> Result<BTreeMap<String, Listing>, DbError> {
    let dossier_ids: Vec<&str> = rows.iter().map(|(_, _, dossier)| dossier.id.as_str()).collect();
    let organization_ids: Vec<&str> = rows.iter().map(|(_, organization, _)| organization.id.as_str()).collect();
    let mut runs = evidence::latest_runs(conn, &dossier_ids)?;
    let ids = Ids {
        places: organizations::places_of_all(conn, &organization_ids)?,
        people: organizations::people_of_all(conn, &dossier_ids)?,
        slugs: organizations::slugs_of_all(conn, &organization_ids)?,
        own_word: clinicians::confirmed(conn, &organization_ids)?,
        supervisions: supervisions::confirmed(conn, &organization_ids)?,
        dead_phones: report::in_question(conn, keys, &organization_ids)?,
    };
    let mut opened = BTreeMap::new();
    for (listing, organization, row) in &rows {
        match dossier::open(keys, row) {
            Ok(open) => {
                let checks = in_force(keys, &open, runs.remove(&row.id));
                opened.insert(organization.id.clone(), listing_of(listing, organization, open, checks, &ids, now));
            }
            Err(error) => tracing::error!(organization = organization.id, %error, "a listing cannot be shown"),
        }
    }
    Ok(opened)
}

/// The checks, each held against the values shown: new values never inherit old evidence. A check of other values
/// counts as not made, so that what it would have blocked stays blocked.
pub(super) fn in_force(keys: &Keys, open: &OpenDossier, run: Option<Run>) -> Vec<Check> {
    let rows = run.map(|r| r.rows).unwrap_or_default();
    rows.into_iter()
        .map(|row| {
            let mut check = row.check;
            if value_hash(keys, &open.value, &row.looked_at) != row.value_hash {
                check.outcome = Outcome::NotChecked;
                check.detail = "The value shown is not the one that was checked.".into();
                check.evidence.clear();
            }
            check
        })
        .collect()
}

struct Ids {
    places: HashMap<(String, String), String>,
    people: HashMap<(String, i64), String>,
    slugs: HashMap<String, Vec<String>>,
    /// Who said themselves that they work there: (organization, person).
    own_word: HashMap<(String, String), DateTime<Utc>>,
    /// Who said themselves that they supervise whom: (organization, supervisor, supervised).
    supervisions: HashSet<(String, String, String)>,
    /// Places whose phone is in question.
    dead_phones: HashSet<String>,
}

fn listing_of(
    row: &ListingRow,
    organization: &Organization,
    open: OpenDossier,
    checks: Vec<Check>,
    ids: &Ids,
    now: DateTime<Utc>,
) -> Listing {
    let place_id = |key: &str| {
        let known = ids.places.get(&(organization.id.clone(), key.to_string()));
        known.map(|id| Id::from_stored(id.clone()))
    };
    let provider = &open.dossier.provider;
    let clinicians = open
        .dossier
        .clinicians
        .iter()
        .zip(0i64..)
        .map(|(c, position)| Clinician {
            id: ids.people.get(&(open.id.clone(), position)).map_or_else(Id::default, |id| Id::from_stored(id.clone())),
            name: full_name(c),
            family: c.last_name.clone(),
            profession: c.profession,
            npi: c.npi.clone(),
            prescribes: c.prescribes,
            confirmed: provider.kind == claimed::ProviderKind::Solo
                || ids.own_word.contains_key(&(organization.id.clone(), clinician::key_of(c))),
            supervision_unconfirmed_by: unconfirmed_supervisor(organization, &open.dossier, c, ids),
            licenses: licenses(c),
            locations: c.locations.iter().filter_map(|key| place_id(key)).collect(),
        })
        .collect();
    let served = provider.telehealth_states.iter().filter(|state| license_checked_in(state, &checks, now));
    let former = ids.slugs.get(&organization.id).into_iter().flatten().filter(|slug| **slug != organization.slug);
    let profile = Profile {
        provider_id: Id::from_stored(organization.id.clone()),
        slug: organization.slug.clone(),
        former_slugs: former.cloned().collect(),
        name: provider.name.clone(),
        kind: provider.kind,
        organization_npi: provider.organization_npi.clone(),
        website: provider.website.clone(),
        description: provider.description.clone(),
        languages: provider.languages.clone(),
        telehealth_states: served.cloned().collect(),
        clinicians,
        published_at: row.published_at.and_utc(),
        confirmed_at: row.confirmed_at.map(|at| at.and_utc()),
        updated_at: row.updated_at.and_utc(),
        checks,
    };
    let locations = open
        .dossier
        .locations
        .into_iter()
        .filter_map(|l| Some(location_of(place_id(&l.key)?, l, profile.confirmed_at, &ids.dead_phones)))
        .collect();
    Listing { profile, locations }
}

/// The clinician of the same clinic who is named as supervising this person and has not said so. A supervisor from elsewhere has
/// no page of their own here; staff ask them.
fn unconfirmed_supervisor(
    organization: &Organization,
    dossier: &claimed::Dossier,
    supervised: &claimed::Clinician,
    ids: &Ids,
) -> Option<String> {
    let npi = supervised.supervisor_npi.as_ref()?;
    let supervisor = dossier.clinicians.iter().find(|c| c.npi.as_ref() == Some(npi))?;
    let said = (organization.id.clone(), clinician::key_of(supervisor), clinician::key_of(supervised));
    let is_asked = dossier.provider.kind != claimed::ProviderKind::Solo;
    (is_asked && !ids.supervisions.contains(&said)).then(|| full_name(supervisor))
}

fn full_name(c: &claimed::Clinician) -> String {
    let parts = [Some(c.first_name.as_str()), c.middle_name.as_deref(), Some(c.last_name.as_str())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn licenses(c: &claimed::Clinician) -> Vec<License> {
    c.credentials
        .iter()
        .filter(|l| l.kind == CredentialKind::StateLicense)
        .filter_map(|l| {
            Some(License {
                state: l.state.clone()?,
                number: l.number.clone()?,
                authority: l.authority.unwrap_or(Authority::State),
                expires_on: l.expires_on,
            })
        })
        .collect()
}

/// Telehealth is listed only for states where somebody's license was checked: a clinician with authority there, all
/// of whose blocking license checks passed and are in date.
fn license_checked_in(state: &str, checks: &[Check], now: DateTime<Utc>) -> bool {
    let passes = |c: &Check| outcome_at(c, now) == Outcome::Pass;
    let has_authority = |c: &&Check| {
        c.code == "license.present" && passes(c) && c.evidence.get("state").and_then(|s| s.as_str()) == Some(state)
    };
    checks.iter().filter(has_authority).any(|present| {
        let mut theirs = checks.iter().filter(|c| c.subject == present.subject && c.code.starts_with("license."));
        theirs.all(|c| !c.blocking || c.code == "license.present" || passes(c))
    })
}

fn location_of(
    id: Id,
    l: claimed::Location,
    confirmed_at: Option<DateTime<Utc>>,
    dead_phones: &HashSet<String>,
) -> Location {
    let phone_in_question = l.phone.is_some() && dead_phones.contains(id.as_str());
    Location {
        id,
        point: l.latitude.zip(l.longitude).and_then(|(lat, lon)| Point::new(lat, lon)),
        hide_street: l.hide_street,
        address: Address { line1: l.line1, line2: l.line2, city: l.city, state: l.state, postal_code: l.postal_code },
        offer: Offer {
            name: l.name,
            phone: l.phone,
            phone_in_question,
            hours: l.hours,
            time_zone: l.time_zone,
            step_free: l.step_free,
            treatments: l.treatments,
            conditions: l.conditions,
            settings: l.settings,
            payments: l.payments,
            accepting_new: l.accepting_new,
            first_opening: l.first_opening.map(|said| said.confirmed(confirmed_at.map(|at| at.date_naive()))),
            price: l.price,
            safety: l.safety,
        },
    }
}

/// The other listed providers that share an address, a phone or a license with this dossier: only among them can be a
/// duplicate.
pub(super) fn listed_elsewhere(db: &Db, open: &OpenDossier) -> Result<Vec<ListedElsewhere>, DbError> {
    let keys = crate::verify::twin_keys(&open.dossier);
    let twins = db.read(|conn| listings::twins(conn, &open.organization_id, &keys))?;
    twins
        .into_iter()
        .map(|row| {
            // The body without its private values is enough here, so nothing is decrypted.
            let dossier: claimed::Dossier =
                serde_json::from_str(&row.body).map_err(|e| DbError::Damaged(format!("dossier {}: {e}", row.id)))?;
            Ok(ListedElsewhere {
                id: row.organization_id,
                name: dossier.provider.name,
                organization_npi: dossier.provider.organization_npi,
                places: dossier.locations.into_iter().map(listed_place).collect(),
                clinicians: dossier.clinicians.into_iter().map(listed_clinician).collect(),
            })
        })
        .collect()
}

fn listed_place(l: claimed::Location) -> ListedPlace {
    ListedPlace {
        line1: l.line1.unwrap_or_default(),
        postal_code: l.postal_code.unwrap_or_default(),
        phone: l.phone.unwrap_or_default(),
    }
}

fn listed_clinician(c: claimed::Clinician) -> ListedClinician {
    let licenses = c.credentials.into_iter().filter(|l| l.kind == CredentialKind::StateLicense).collect();
    ListedClinician { npi: c.npi, licenses }
}
