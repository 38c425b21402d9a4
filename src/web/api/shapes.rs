//! What the API says, field by field. Nothing leaves that is not named here.

pub mod provider;

use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::badge::{Badge, Strip, StripEntry, StripWord};
use crate::domain::check::VerificationStatus;
use crate::domain::clinical::{Condition, Payment, Setting, Treatment};
use crate::domain::dossier::{ProviderKind, Safety};
use crate::domain::freshness::Freshness;
use crate::domain::place::Position;
use crate::domain::schedule::{FirstOpening, Hours, Within};
use crate::geo::{Place, PlaceKind};
use crate::search::{Facets, Hit, ReadAs, Site, Standing};

/// Answer of `GET /api/v1/providers`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SearchAnswer<'a> {
    /// `null` without `near`.
    pub place: Option<PlaceShape<'a>>,
    /// `null` where no radius applies.
    pub radius_miles: Option<serde_json::Number>,
    /// On all pages together.
    pub total: usize,
    /// Words of `q` that were taken for a treatment or a condition, or with which no name begins, and what they were taken for.
    pub q_read_as: Vec<ReadAsShape<'a>>,
    // Filled in by `api::results`.
    /// This page.
    pub results: Vec<ResultShape<'a>>,
    /// Counts beside the options.
    pub facets: &'a Facets,
    /// Empty on the last page.
    pub next_page_token: String,
}

/// A word of `q` and what it was taken for.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ReadAs")]
pub struct ReadAsShape<'a> {
    /// In lower case, without accents.
    typed: &'a str,
    /// Words of names that are spelt nearly so, at most three, those of most places first.
    names: &'a [String],
    /// Treatments that it stands for: "sprovato" for `esketamine`.
    treatments: &'a [Treatment],
    /// Conditions that it stands for.
    conditions: &'a [Condition],
}

impl<'a> From<&'a ReadAs> for ReadAsShape<'a> {
    fn from(read: &'a ReadAs) -> Self {
        ReadAsShape {
            typed: &read.typed,
            names: &read.names,
            treatments: &read.treatments,
            conditions: &read.conditions,
        }
    }
}

/// A number of miles, whole where it is.
pub fn miles_number(miles: f64) -> Option<serde_json::Number> {
    // Radii end at 500: the cast is exact.
    if miles.fract() == 0.0 { Some((miles as u64).into()) } else { serde_json::Number::from_f64(miles) }
}

/// A place that was named.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Place")]
pub struct PlaceShape<'a> {
    label: &'a str,
    latitude: f64,
    longitude: f64,
    kind: PlaceKind,
    state: Option<&'a str>,
}

impl<'a> From<&'a Place> for PlaceShape<'a> {
    fn from(place: &'a Place) -> Self {
        PlaceShape {
            label: &place.label,
            latitude: place.point.latitude,
            longitude: place.point.longitude,
            kind: place.kind,
            state: place.state.as_deref(),
        }
    }
}

/// One search result: one location of one provider.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SearchResult")]
pub struct ResultShape<'a> {
    /// Of the provider; `location.id` is the place's. Both stay the same across versions of a listing.
    id: &'a str,
    /// The provider's in addresses; a former one is redirected.
    slug: &'a str,
    name: &'a str,
    kind: ProviderKind,
    /// Along the WGS84 ellipsoid; `null` where there is no place to measure from or none to measure to.
    distance_miles: Option<f64>,
    location: LocationShape<'a>,
    #[serde(flatten)]
    offer: OfferShape<'a>,
    /// ISO 639 codes.
    languages: &'a [String],
    /// Whole US dollars; `null`: not said.
    price_per_session: Option<u32>,
    verification: VerificationShape,
    /// How long ago the provider confirmed the details, in a word.
    freshness: Freshness,
    /// `null`: never.
    confirmed_at: Option<DateTime<Utc>>,
}

impl<'a> ResultShape<'a> {
    /// All but the distance.
    pub fn undistanced(hit: &'a Hit<'a>, standing: &Standing) -> Self {
        let profile = hit.profile();
        ResultShape {
            id: profile.provider_id.as_str(),
            slug: &profile.slug,
            name: &profile.name,
            kind: profile.kind,
            distance_miles: None,
            location: hit.site().into(),
            offer: hit.site().into(),
            languages: &profile.languages,
            price_per_session: hit.site().offer.price_per_session(),
            verification: (&standing.badge).into(),
            freshness: standing.freshness,
            confirmed_at: profile.confirmed_at,
        }
    }
}

/// Where a place is and how to reach it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Location")]
pub struct LocationShape<'a> {
    id: &'a str,
    name: Option<&'a str>,
    /// `null` where the street is not public, and for a place that is reached by telehealth alone.
    line1: Option<&'a str>,
    line2: Option<&'a str>,
    city: Option<&'a str>,
    state: Option<&'a str>,
    postal_code: Option<&'a str>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    /// Whether the point is the place's own or its ZIP's.
    position: Option<Position>,
    phone: Option<&'a str>,
    hours: &'a [Hours],
    /// IANA name; `hours` are in it.
    time_zone: Option<&'a str>,
    step_free: Option<bool>,
}

impl<'a> From<&'a Site> for LocationShape<'a> {
    fn from(site: &'a Site) -> Self {
        let (address, offer) = (&site.address, &site.offer);
        LocationShape {
            id: site.id.as_str(),
            name: offer.name.as_deref(),
            line1: address.line1.as_deref(),
            line2: address.line2.as_deref(),
            city: address.city.as_deref(),
            state: address.state.as_deref(),
            postal_code: address.postal_code.as_deref(),
            latitude: site.spot.map(|s| s.point.latitude),
            longitude: site.spot.map(|s| s.point.longitude),
            position: site.spot.map(|s| s.position),
            phone: offer.phone.as_deref(),
            hours: &offer.hours,
            time_zone: offer.time_zone.as_deref(),
            step_free: offer.step_free,
        }
    }
}

/// What is offered at a place.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Offer")]
pub struct OfferShape<'a> {
    treatments: &'a [Treatment],
    conditions: &'a [Condition],
    settings: &'a [Setting],
    payments: &'a [Payment],
    accepting_new: Option<bool>,
    first_opening: Option<OpeningShape>,
    safety: SafetyShape,
    /// People told us that the phone of this place does not answer, and we are checking.
    phone_in_question: bool,
}

impl<'a> From<&'a Site> for OfferShape<'a> {
    fn from(site: &'a Site) -> Self {
        let offer = &site.offer;
        OfferShape {
            treatments: &offer.treatments,
            conditions: &offer.conditions,
            settings: &offer.settings,
            payments: &offer.payments,
            accepting_new: offer.accepting_new,
            first_opening: offer.first_opening.as_ref().map(OpeningShape::from),
            safety: (&offer.safety).into(),
            phone_in_question: offer.phone_in_question,
        }
    }
}

/// How soon a new patient is seen, and the day that was said.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FirstOpening")]
struct OpeningShape {
    within: Within,
    said_on: Option<NaiveDate>,
}

impl From<&FirstOpening> for OpeningShape {
    fn from(opening: &FirstOpening) -> Self {
        OpeningShape { within: opening.within, said_on: opening.said_on }
    }
}

/// `null`: not provided.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Safety")]
struct SafetyShape {
    prescriber_on_site: Option<bool>,
    monitoring: Option<bool>,
    rescue_equipment: Option<bool>,
    evaluation_first: Option<bool>,
    written_plan: Option<bool>,
    anxiety_experience: Option<bool>,
    ride_home_rule: Option<bool>,
}

impl From<&Safety> for SafetyShape {
    fn from(safety: &Safety) -> Self {
        SafetyShape {
            prescriber_on_site: safety.prescriber_on_site,
            monitoring: safety.monitoring,
            rescue_equipment: safety.rescue_equipment,
            evaluation_first: safety.evaluation_first,
            written_plan: safety.written_plan,
            anxiety_experience: safety.anxiety_experience,
            ride_home_rule: safety.ride_home_rule,
        }
    }
}

/// The badge in words and dates.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Verification")]
pub struct VerificationShape {
    status: VerificationStatus,
    /// `verified`, and the details confirmed in time. Say "verified" to people only where this is true.
    badge: bool,
    /// The oldest blocking check that counts.
    checked_at: Option<DateTime<Utc>>,
    strip: StripShape,
}

/// What was checked, in five words with dates.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Strip")]
struct StripShape {
    identity: WordShape,
    license: WordShape,
    exclusions: WordShape,
    drug_registration: WordShape,
    details: WordShape,
}

/// A word, and the day of its oldest check.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StripEntry")]
struct WordShape {
    word: StripWord,
    date: Option<NaiveDate>,
}

impl From<StripEntry> for WordShape {
    fn from(entry: StripEntry) -> Self {
        WordShape { word: entry.word, date: entry.date.map(|d| d.date_naive()) }
    }
}

impl From<&Badge> for VerificationShape {
    fn from(badge: &Badge) -> Self {
        let Strip { identity, license, exclusions, drug_registration, details } = badge.strip;
        VerificationShape {
            status: badge.status,
            badge: badge.shown,
            checked_at: badge.checked_at,
            strip: StripShape {
                identity: identity.into(),
                license: license.into(),
                exclusions: exclusions.into(),
                drug_registration: drug_registration.into(),
                details: details.into(),
            },
        }
    }
}
