//! What staff need to phone a drawn listing: its number, what it says, and what was tried.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::db::listings::{self, PublicRow};
use crate::db::samples::{self, Call, Drawn, Sample};
use crate::db::{Conn, DbError, organizations, staff};
use crate::domain::clinical::Treatment;
use crate::domain::dossier::Location;
use crate::domain::sample::{APART, Month, Reached, place_drawn};
use crate::pipeline::Desk;
use crate::pipeline::attest::{Phone, call};

/// This month's sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    /// The draw.
    pub sample: Sample,
    /// Each listing, in the order in which it was drawn.
    pub sheets: Vec<Sheet>,
}

/// One drawn listing.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The draw's row.
    pub drawn: Drawn,
    /// The provider's name.
    pub provider: String,
    /// What the listing says; `None` where it is out of sight now.
    pub listed: Option<Listed>,
    /// What was tried, oldest first.
    pub tries: Vec<Try>,
}

/// One try, and who made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Try {
    /// What came of it.
    pub result: Reached,
    /// In words; may be empty.
    pub note: String,
    /// Who called.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a listing in sight says of the place that is phoned.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The listing's version.
    pub version: i64,
    /// The dossier shown.
    pub dossier_id: String,
    /// Slug of the public page.
    pub slug: String,
    /// The place and its number.
    pub phone: Phone,
    /// Street, where it is public, then town; empty where it has none.
    pub address: Vec<String>,
    /// Whether it takes new patients, where it says.
    pub accepting_new: Option<bool>,
    /// How it treats.
    pub treatments: Vec<Treatment>,
}

impl Listed {
    /// Whether it says something of address, new patients and treatments: what is asked.
    pub fn says(&self) -> [bool; 3] {
        [!self.address.is_empty(), self.accepting_new.is_some(), !self.treatments.is_empty()]
    }
}

impl Sheet {
    /// From when on it may be tried again; `None` where it was not tried.
    pub fn again_at(&self) -> Option<DateTime<Utc>> {
        self.tries.last().map(|last| last.at + APART)
    }
}

/// The sample of the running month; `None` where none was drawn yet.
pub fn board(desk: &Desk) -> Result<Option<Board>, DbError> {
    let month = Month::of(desk.clock.now());
    desk.db.read(|conn| {
        let Some(sample) = samples::of_month(conn, month)? else { return Ok(None) };
        let all = samples::drawn(conn, &[month])?;
        let ids: Vec<&str> = all.iter().map(|one| one.id.as_str()).collect();
        let (calls, emails) = (samples::calls(conn, &ids)?, staff::emails(conn)?);
        let providers: Vec<String> = all.iter().map(|one| one.organization_id.clone()).collect();
        let mut names = organizations::names_of_all(conn, &providers)?;
        let public = listings::public(conn, Some(&providers))?.into_iter();
        let mut public: HashMap<String, PublicRow> = public.map(|row| (row.1.id.clone(), row)).collect();
        let mut sheets = Vec::new();
        for drawn in all {
            let provider = names.remove(&drawn.organization_id).ok_or(DbError::NotFound)?;
            let listed = public.remove(&drawn.organization_id).map(|row| says(&sample.seed, row)).transpose()?;
            let own = calls.iter().filter(|call| call.listing_id == drawn.id);
            sheets.push(Sheet { provider, listed, tries: own.map(|call| tried(call, &emails)).collect(), drawn });
        }
        Ok(Some(Board { sample, sheets }))
    })
}

fn tried(call: &Call, emails: &HashMap<String, String>) -> Try {
    let by = emails.get(&call.staff_id).unwrap_or(&call.staff_id).clone();
    Try { result: call.result, note: call.note.clone(), by, at: call.called_at }
}

/// What the listing in sight says of the place that the seed draws, of those that have a number; `None` where it is out of sight.
pub(super) fn listed(conn: &mut Conn, seed: &str, organization_id: &str) -> Result<Option<Listed>, DbError> {
    let public = listings::public(conn, Some(&[organization_id.to_string()]))?;
    public.into_iter().next().map(|row| says(seed, row)).transpose()
}

fn says(seed: &str, (listing, organization, dossier): PublicRow) -> Result<Listed, DbError> {
    let dossier = call::body(&dossier)?;
    let has_number = |place: &&Location| place.phone.as_deref().is_some_and(|n| !n.trim().is_empty());
    let with_number = dossier.locations.iter().filter(has_number).map(|place| place.key.as_str());
    let any = dossier.locations.iter().map(|place| place.key.as_str());
    let key = place_drawn(seed, &organization.id, with_number).or_else(|| place_drawn(seed, &organization.id, any));
    let place = dossier.locations.iter().find(|place| Some(place.key.as_str()) == key);
    let named = |place: &Location| place.name.clone().or_else(|| place.city.clone());
    Ok(Listed {
        version: listing.version,
        dossier_id: listing.dossier_id,
        slug: organization.slug,
        phone: Phone {
            place: place.and_then(named).unwrap_or(organization.name),
            number: place.and_then(|place| place.phone.clone()),
        },
        address: place.map(address).unwrap_or_default(),
        accepting_new: place.and_then(|place| place.accepting_new),
        treatments: place.map(|place| place.treatments.clone()).unwrap_or_default(),
    })
}

/// As the public reads it.
fn address(place: &Location) -> Vec<String> {
    if place.is_telehealth_only() {
        return Vec::new();
    }
    let public = |line: &Option<String>| line.clone().filter(|_| !place.hide_street);
    let zip = place.postal_code.as_deref().and_then(|zip| zip.get(..5)).map(str::to_string);
    let region = join([place.state.clone(), zip], " ");
    let lines =
        [join([public(&place.line1), public(&place.line2)], ", "), join([place.city.clone(), Some(region)], ", ")];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

fn join(parts: [Option<String>; 2], with: &str) -> String {
    parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(with)
}
