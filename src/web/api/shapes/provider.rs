//! One provider whole, and what was checked about it.

use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::credential::{Authority, Profession};
use crate::domain::dossier::ProviderKind;
use crate::domain::freshness::Freshness;
use crate::domain::money::Price;
use crate::domain::shown::{PublicOutcome, Shown, shown};
use crate::search::listing::{Clinician, License};
use crate::search::{Published, Site, Standing};

use super::{LocationShape, OfferShape, VerificationShape};

/// Answer of `GET /api/v1/providers/{id or slug}`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Provider")]
pub struct ProviderShape<'a> {
    id: &'a str,
    slug: &'a str,
    name: &'a str,
    kind: ProviderKind,
    organization_npi: Option<&'a str>,
    website: Option<&'a str>,
    description: Option<&'a str>,
    languages: &'a [String],
    telehealth_states: &'a [String],
    locations: Vec<PlaceOfCareShape<'a>>,
    clinicians: Vec<ClinicianShape<'a>>,
    verification: VerificationShape,
    freshness: Freshness,
    confirmed_at: Option<DateTime<Utc>>,
    published_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl<'a> ProviderShape<'a> {
    /// A provider at a moment.
    pub fn of(provider: &'a Published, standing: &Standing) -> Self {
        let profile = &provider.profile;
        ProviderShape {
            id: profile.provider_id.as_str(),
            slug: &profile.slug,
            name: &profile.name,
            kind: profile.kind,
            organization_npi: profile.organization_npi.as_deref(),
            website: profile.website.as_deref(),
            description: profile.description.as_deref(),
            languages: &profile.languages,
            telehealth_states: &profile.telehealth_states,
            locations: provider.sites.iter().map(PlaceOfCareShape::from).collect(),
            clinicians: profile.clinicians.iter().map(ClinicianShape::from).collect(),
            verification: (&standing.badge).into(),
            freshness: standing.freshness,
            confirmed_at: profile.confirmed_at,
            published_at: profile.published_at,
            updated_at: profile.updated_at,
        }
    }
}

/// A place of a provider: where it is and what is offered there.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PlaceOfCare")]
struct PlaceOfCareShape<'a> {
    #[serde(flatten)]
    location: LocationShape<'a>,
    #[serde(flatten)]
    offer: OfferShape<'a>,
    price: Option<PriceShape<'a>>,
}

impl<'a> From<&'a Site> for PlaceOfCareShape<'a> {
    fn from(site: &'a Site) -> Self {
        let price = site.offer.price.as_ref().map(PriceShape::from);
        PlaceOfCareShape { location: site.into(), offer: site.into(), price }
    }
}

/// In whole US dollars. `null`: not said.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Price")]
struct PriceShape<'a> {
    intake: Option<u32>,
    per_session: Option<u32>,
    usual_sessions: Option<u32>,
    includes: Option<&'a str>,
    as_of: Option<NaiveDate>,
}

impl<'a> From<&'a Price> for PriceShape<'a> {
    fn from(price: &'a Price) -> Self {
        PriceShape {
            intake: price.intake,
            per_session: price.per_session,
            usual_sessions: price.usual_sessions,
            includes: price.includes.as_deref(),
            as_of: price.as_of,
        }
    }
}

/// A person who treats here.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Clinician")]
struct ClinicianShape<'a> {
    id: &'a str,
    name: &'a str,
    profession: Profession,
    npi: Option<&'a str>,
    prescribes: bool,
    /// They said themselves that they work here.
    confirmed: bool,
    licenses: Vec<LicenseShape<'a>>,
    locations: Vec<&'a str>,
}

impl<'a> From<&'a Clinician> for ClinicianShape<'a> {
    fn from(clinician: &'a Clinician) -> Self {
        ClinicianShape {
            id: clinician.id.as_str(),
            name: &clinician.name,
            profession: clinician.profession,
            npi: clinician.npi.as_deref(),
            prescribes: clinician.prescribes,
            confirmed: clinician.confirmed,
            licenses: clinician.licenses.iter().map(LicenseShape::from).collect(),
            locations: clinician.locations.iter().map(|id| id.as_str()).collect(),
        }
    }
}

/// An authority to practice in a state.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "License")]
struct LicenseShape<'a> {
    state: &'a str,
    number: &'a str,
    authority: Authority,
    expires_on: Option<NaiveDate>,
}

impl<'a> From<&'a License> for LicenseShape<'a> {
    fn from(license: &'a License) -> Self {
        LicenseShape {
            state: &license.state,
            number: &license.number,
            authority: license.authority,
            expires_on: license.expires_on,
        }
    }
}

/// Answer of `GET /api/v1/providers/{id or slug}/verification`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ProviderVerification")]
pub struct EvidenceShape<'a> {
    id: &'a str,
    slug: &'a str,
    name: &'a str,
    verification: VerificationShape,
    freshness: Freshness,
    confirmed_at: Option<DateTime<Utc>>,
    checks: Vec<CheckShape<'a>>,
}

/// What may be said of a check in public.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PublicCheck")]
struct CheckShape<'a> {
    code: &'a str,
    subject: &'a str,
    outcome: PublicOutcome,
    detail: &'static str,
    source: &'a str,
    checked_at: Option<DateTime<Utc>>,
    valid_until: Option<DateTime<Utc>>,
}

impl<'a> From<Shown<'a>> for CheckShape<'a> {
    fn from(line: Shown<'a>) -> Self {
        CheckShape {
            code: line.code,
            subject: line.subject,
            outcome: if line.passed { PublicOutcome::Pass } else { PublicOutcome::NotChecked },
            detail: line.about,
            source: line.source,
            checked_at: line.checked_at,
            valid_until: line.next_check,
        }
    }
}

impl<'a> EvidenceShape<'a> {
    /// What was checked, as of a moment.
    pub fn of(provider: &'a Published, standing: &Standing, now: DateTime<Utc>) -> Self {
        let profile = &provider.profile;
        EvidenceShape {
            id: profile.provider_id.as_str(),
            slug: &profile.slug,
            name: &profile.name,
            verification: (&standing.badge).into(),
            freshness: standing.freshness,
            confirmed_at: profile.confirmed_at,
            checks: shown(&profile.checks, now).into_iter().map(CheckShape::from).collect(),
        }
    }
}
