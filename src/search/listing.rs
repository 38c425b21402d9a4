//! What the index is built from: one [`Listing`] for each published provider, with its public parts only.
//!
//! There is no field for an e-mail address, a birth date or a DEA number, so none can reach a page by way of a search.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::check::Check;
use crate::domain::clinical::{Condition, Payment, Setting, Treatment};
use crate::domain::credential::{Authority, Profession};
use crate::domain::dossier::{ProviderKind, Safety};
use crate::domain::ids::Id;
use crate::domain::money::Price;
use crate::domain::place::Point;
use crate::domain::schedule::{FirstOpening, Hours};

/// One published provider as the database holds it. [`Snapshot::build`](super::Snapshot::build) makes it public.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// Who, and what was checked.
    pub profile: Profile,
    /// Where. One search result each.
    pub locations: Vec<Location>,
}

/// What holds for a provider at all its places.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Stable across versions.
    pub provider_id: Id,
    /// The address of its page.
    pub slug: String,
    /// Slugs that it had before; they redirect for ever.
    pub former_slugs: Vec<String>,
    /// Name the public knows.
    pub name: String,
    /// Clinic or solo.
    pub kind: ProviderKind,
    /// Organisation NPI (type 2), where it has one.
    pub organization_npi: Option<String>,
    /// https address.
    pub website: Option<String>,
    /// In the provider's own words.
    pub description: Option<String>,
    /// ISO 639-1 codes, lower case.
    pub languages: Vec<String>,
    /// USPS codes of the states served by telehealth: only those in which a licence was checked.
    pub telehealth_states: Vec<String>,
    /// People who treat, in the order of the dossier, so that a check's subject `clinicians/0` is the first.
    pub clinicians: Vec<Clinician>,
    /// The checks whose hash matches the values shown. No others.
    pub checks: Vec<Check>,
    /// When it became public.
    pub published_at: DateTime<Utc>,
    /// When the provider last said that the details are right.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When anything public about it last changed.
    pub updated_at: DateTime<Utc>,
}

/// The public part of a clinician.
#[derive(Debug, Clone, PartialEq)]
pub struct Clinician {
    /// Stable across versions.
    pub id: Id,
    /// Given, middle and family name as shown.
    pub name: String,
    /// The family name, with which `name` ends.
    pub family: String,
    /// Profession.
    pub profession: Profession,
    /// Individual NPI.
    pub npi: Option<String>,
    /// Prescribes or orders the medicine.
    pub prescribes: bool,
    /// They said themselves that they work here, or signed for all of it.
    pub confirmed: bool,
    /// The colleague who is named as supervising them, and has not said so.
    pub supervision_unconfirmed_by: Option<String>,
    /// State licences.
    pub licenses: Vec<License>,
    /// Ids of the locations where this person works.
    pub locations: Vec<Id>,
}

/// A licence as the board's own public look-up shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct License {
    /// USPS code.
    pub state: String,
    /// Number as written.
    pub number: String,
    /// By what right.
    pub authority: Authority,
    /// Last day it is valid.
    pub expires_on: Option<NaiveDate>,
}

/// One place as the provider gave it. It may still hold a street that must not be shown:
/// only [`Site`](super::Site) leaves this room.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// Stable across versions.
    pub id: Id,
    /// Address as given.
    pub address: Address,
    /// Degrees, where the provider gave them.
    pub point: Option<Point>,
    /// A home: the street stays with us and the ZIP's centroid stands for the point.
    pub hide_street: bool,
    /// What is offered there.
    pub offer: Offer,
}

/// A postal address, as far as it is known or may be known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Street line.
    pub line1: Option<String>,
    /// Suite, floor.
    pub line2: Option<String>,
    /// City as written.
    pub city: Option<String>,
    /// USPS code.
    pub state: Option<String>,
    /// ZIP or ZIP+4.
    pub postal_code: Option<String>,
}

/// What is offered at a place, and how to reach it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Offer {
    /// Name of the site, where it has its own.
    pub name: Option<String>,
    /// Public phone.
    pub phone: Option<String>,
    /// People told us that it does not answer, and nobody has found out yet.
    pub phone_in_question: bool,
    /// Opening hours in the place's time zone.
    pub hours: Vec<Hours>,
    /// IANA zone.
    pub time_zone: Option<String>,
    /// Step-free entrance.
    pub step_free: Option<bool>,
    /// How treatment is given.
    pub treatments: Vec<Treatment>,
    /// For what.
    pub conditions: Vec<Condition>,
    /// Where.
    pub settings: Vec<Setting>,
    /// How it can be paid.
    pub payments: Vec<Payment>,
    /// Taking new patients; `None`: not provided.
    pub accepting_new: Option<bool>,
    /// How soon.
    pub first_opening: Option<FirstOpening>,
    /// What it costs.
    pub price: Option<Price>,
    /// Safety practice.
    pub safety: Safety,
}

impl Offer {
    /// Telehealth is the only setting: no address, no distance.
    pub fn is_telehealth_only(&self) -> bool {
        !self.settings.is_empty() && self.settings.iter().all(|s| *s == Setting::Telehealth)
    }

    /// The first opening as far as anybody is shown one: where new patients are taken. The day on which it was said stands beside it; how
    /// long it may be believed is a matter of the listing's freshness.
    pub fn opening_shown(&self) -> Option<&FirstOpening> {
        self.first_opening.as_ref().filter(|_| self.accepting_new == Some(true))
    }

    /// One session, US dollars.
    pub fn price_per_session(&self) -> Option<u32> {
        self.price.as_ref().and_then(|p| p.per_session)
    }
}
