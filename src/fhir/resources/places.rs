//! A place as a Location (plannet-Location), and what is offered there as a HealthcareService (plannet-HealthcareService).

use serde::Serialize;

use crate::domain::clinical::{SafetyPractice, Setting};
use crate::domain::place::Position;
use crate::domain::schedule::{Day, Hours};
use crate::fhir::Kind;
use crate::fhir::codes;
use crate::fhir::item::Item;
use crate::fhir::types::{Address, Concept, ContactPoint, Extension, Meta, Reference, Value};
use crate::search::Site;

use super::organization::{address, phone};
use super::{Making, reference};

/// FHIR `Location`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Location<'a> {
    id: &'a str,
    meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension<'a>>,
    status: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'static str>,
    #[serde(rename = "type")]
    kind: [Concept<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    telecom: Vec<ContactPoint<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<Address<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<GeoPosition>,
    managing_organization: Reference<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hours_of_operation: Vec<OpenHours>,
}

#[derive(Debug, Serialize)]
struct GeoPosition {
    longitude: f64,
    latitude: f64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct OpenHours {
    days_of_week: Vec<Day>,
    opening_time: String,
    closing_time: String,
}

/// Of a hidden street, and of a place that gave no point of its own.
const CENTROID: &str = "The position is the middle of the ZIP code.";

impl<'a> Location<'a> {
    pub(super) fn of(item: &Item<'a>, site: &'a Site, making: &Making<'_>) -> Self {
        let access = Concept::coded(codes::ACCESSIBILITY, "mobility", "mobility");
        let step_free = (site.offer.step_free == Some(true))
            .then(|| Extension::of(codes::EXT_ACCESSIBILITY, Value::Concept(access)));
        let is_middle = site.spot.is_some_and(|spot| spot.position == Position::ZipCentroid);
        Location {
            id: item.id(),
            meta: super::meta(item, &[codes::LOCATION], making),
            extension: new_patients(site.offer.accepting_new).into_iter().chain(step_free).collect(),
            status: "active",
            name: name(item, site),
            description: is_middle.then_some(CENTROID),
            kind: [Concept::coded(codes::PLACES, "OF", "Outpatient facility")],
            telecom: phone(site).into_iter().collect(),
            address: address(site),
            position: site.spot.map(|s| GeoPosition { longitude: s.point.longitude, latitude: s.point.latitude }),
            managing_organization: provider(item),
            hours_of_operation: open(&site.offer.hours)
                .into_iter()
                .map(|(days_of_week, opening_time, closing_time)| OpenHours {
                    days_of_week,
                    opening_time,
                    closing_time,
                })
                .collect(),
        }
    }
}

/// A place's own name, or its provider's.
pub(super) fn name<'a>(item: &Item<'a>, site: &'a Site) -> &'a str {
    site.offer.name.as_deref().unwrap_or(&item.provider.profile.name)
}

fn provider<'a>(item: &Item<'a>) -> Reference<'a> {
    let profile = &item.provider.profile;
    reference(Kind::Organization, profile.provider_id.as_str(), &profile.name)
}

/// Days that have the same hours, together.
fn open(hours: &[Hours]) -> Vec<(Vec<Day>, String, String)> {
    let mut all: Vec<(Vec<Day>, String, String)> = Vec::new();
    for Hours { day, opens, closes } in hours {
        let (opens, closes) = (format!("{opens}:00"), format!("{closes}:00"));
        match all.iter_mut().find(|(_, o, c)| *o == opens && *c == closes) {
            Some((days, ..)) => days.push(*day),
            None => all.push((vec![*day], opens, closes)),
        }
    }
    all
}

/// Plan-Net's newpatients; nothing where nothing was said.
pub(super) fn new_patients<'a>(accepting: Option<bool>) -> Option<Extension<'a>> {
    let (code, display) = if accepting? { ("newpt", "Accepting") } else { ("nopt", "Not Accepting") };
    let said = Value::Concept(Concept::coded(codes::ACCEPTING, code, display));
    Some(Extension::of(codes::EXT_ACCEPTING, Value::Parts(vec![Extension::of("acceptingPatients", said)])))
}

/// FHIR `HealthcareService`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HealthcareService<'a> {
    id: &'a str,
    meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension<'a>>,
    active: bool,
    provided_by: Reference<'a>,
    category: [Concept<'a>; 1],
    #[serde(rename = "type", skip_serializing_if = "Vec::is_empty")]
    kind: Vec<Concept<'a>>,
    location: [Reference<'a>; 1],
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    telecom: Vec<ContactPoint<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    characteristic: Vec<Concept<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    communication: Vec<Concept<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    available_time: Vec<AvailableTime>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct AvailableTime {
    days_of_week: Vec<Day>,
    available_start_time: String,
    available_end_time: String,
}

impl<'a> HealthcareService<'a> {
    pub(super) fn of(item: &Item<'a>, site: &'a Site, making: &Making<'_>) -> Self {
        let (offer, profile) = (&site.offer, &item.provider.profile);
        let conditions = offer.conditions.iter().map(|c| making.own(*c));
        let payments = offer.payments.iter().map(|p| making.own(*p));
        let practices = SafetyPractice::ALL.iter().filter(|practice| offer.safety.said(**practice) == Some(true));
        let language = |code: &'a String| Concept::coded(codes::LANGUAGES, code, code);
        HealthcareService {
            id: item.id(),
            meta: super::meta(item, &[codes::SERVICE], making),
            extension: new_patients(offer.accepting_new).into_iter().chain(delivered(&offer.settings)).collect(),
            active: true,
            provided_by: provider(item),
            category: [Concept::coded(codes::CATEGORIES, "behav", "Behavioral Health")],
            kind: offer.treatments.iter().map(|t| making.own(*t)).collect(),
            location: [reference(Kind::Location, site.id.as_str(), name(item, site))],
            name: name(item, site),
            telecom: phone(site).into_iter().collect(),
            characteristic: conditions.chain(payments).chain(practices.map(|p| making.own(*p))).collect(),
            communication: profile.languages.iter().map(language).collect(),
            available_time: open(&offer.hours)
                .into_iter()
                .map(|(days_of_week, available_start_time, available_end_time)| AvailableTime {
                    days_of_week,
                    available_start_time,
                    available_end_time,
                })
                .collect(),
        }
    }
}

/// Plan-Net's delivery-method: in one room, from afar, or both.
fn delivered<'a>(settings: &[Setting]) -> Vec<Extension<'a>> {
    let ways = [
        (settings.iter().any(|s| *s != Setting::Telehealth), "physical", "Physical"),
        (settings.contains(&Setting::Telehealth), "virtual", "Virtual"),
    ];
    ways.into_iter()
        .filter(|(is_so, ..)| *is_so)
        .map(|(_, code, display)| {
            let kind = Value::Concept(Concept::coded(codes::DELIVERY, code, display));
            Extension::of(codes::EXT_DELIVERY, Value::Parts(vec![Extension::of("type", kind)]))
        })
        .collect()
}
