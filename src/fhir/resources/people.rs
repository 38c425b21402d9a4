//! A person who treats as a Practitioner (plannet-Practitioner), and what they do as a PractitionerRole (plannet-PractitionerRole).

use serde::Serialize;

use crate::domain::check::VerificationStatus;
use crate::fhir::Kind;
use crate::fhir::codes::{self, professional};
use crate::fhir::item::Item;
use crate::fhir::types::{Concept, ContactPoint, Extension, HumanName, Identifier, Meta, Period, Reference, Value};
use crate::search::listing::{Clinician, License};

use super::organization::{identified, phone};
use super::places::{name, new_patients};
use super::{Making, reference};

/// FHIR `Practitioner`.
#[derive(Debug, Serialize)]
pub struct Practitioner<'a> {
    id: &'a str,
    meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifier: Vec<Identifier<'a>>,
    active: bool,
    name: [HumanName<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    qualification: Vec<Qualification<'a>>,
}

#[derive(Debug, Serialize)]
struct Qualification<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension<'a>>,
    identifier: [Identifier<'a>; 1],
    code: Concept<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<Period>,
    issuer: Reference<'a>,
}

impl<'a> Practitioner<'a> {
    pub(super) fn of(item: &Item<'a>, person: &'a Clinician, making: &Making<'_>) -> Self {
        let is_verified = item.provider.standing(making.now).badge.status == VerificationStatus::Verified;
        let given = person.name.strip_suffix(person.family.as_str()).unwrap_or_default();
        Practitioner {
            id: item.id(),
            meta: super::meta(item, &[codes::PRACTITIONER], making),
            identifier: person.npi.iter().map(|npi| identified(npi)).collect(),
            active: true,
            name: [HumanName { text: &person.name, family: &person.family, given: given.split_whitespace().collect() }],
            qualification: person
                .licenses
                .iter()
                .map(|license| qualified(person, license, is_verified, making))
                .collect(),
        }
    }
}

/// A licence. Plan-Net's word for its being good is `active` and there is no other: it is said only where everything was checked.
fn qualified<'a>(
    person: &Clinician,
    license: &'a License,
    is_verified: bool,
    making: &Making<'_>,
) -> Qualification<'a> {
    let professional = professional(person.profession);
    let code = match professional.degree {
        Some((code, display)) => Concept::coded(codes::DEGREES, code, display),
        None => Concept::said(professional.words),
    };
    let is_in_date = license.expires_on.is_none_or(|day| day >= making.now.date_naive());
    let state = Concept::coded(codes::STATES, &license.state, &license.state);
    let standing =
        vec![Extension::of("status", Value::Code("active")), Extension::of("whereValid", Value::Concept(state))];
    let is_good = is_verified && is_in_date;
    Qualification {
        extension: is_good
            .then(|| Extension::of(codes::EXT_QUALIFICATION, Value::Parts(standing)))
            .into_iter()
            .collect(),
        identifier: [Identifier { kind: None, system: None, value: license.number.as_str().into() }],
        code,
        period: license.expires_on.map(|end| Period { end }),
        issuer: Reference { reference: None, display: Some(format!("Licensing board, {}", license.state).into()) },
    }
}

/// FHIR `PractitionerRole`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PractitionerRole<'a> {
    id: &'a str,
    meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension<'a>>,
    active: bool,
    practitioner: Reference<'a>,
    organization: Reference<'a>,
    code: [Concept<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    specialty: Vec<Concept<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    location: Vec<Reference<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    healthcare_service: Vec<Reference<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    telecom: Vec<ContactPoint<'a>>,
}

impl<'a> PractitionerRole<'a> {
    pub(super) fn of(item: &Item<'a>, person: &'a Clinician, making: &Making<'_>) -> Self {
        let (profile, places) = (&item.provider.profile, item.places());
        let professional = professional(person.profession);
        let all = |kind: Kind| -> Vec<Reference<'a>> {
            places.iter().map(|site| reference(kind, site.id.as_str(), name(item, site))).collect()
        };
        let mut telecom: Vec<ContactPoint<'a>> = places.iter().filter_map(|site| phone(site)).collect();
        telecom.dedup_by(|a, b| a.value == b.value);
        // Taken at one place is taken; not said anywhere is not said.
        let accepting = places.iter().filter_map(|site| site.offer.accepting_new).reduce(|a, b| a || b);
        PractitionerRole {
            id: item.id(),
            meta: super::meta(item, &[codes::ROLE], making),
            extension: new_patients(accepting).into_iter().collect(),
            active: true,
            practitioner: reference(Kind::Practitioner, person.id.as_str(), &person.name),
            organization: reference(Kind::Organization, profile.provider_id.as_str(), &profile.name),
            code: [Concept::coded(codes::ROLES, professional.role.0, professional.role.1)],
            specialty: professional
                .taxonomy
                .map(|(code, display)| Concept::coded(codes::TAXONOMY, code, display))
                .into_iter()
                .collect(),
            location: all(Kind::Location),
            healthcare_service: all(Kind::HealthcareService),
            telecom,
        }
    }
}
