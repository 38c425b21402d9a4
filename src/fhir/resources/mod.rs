//! What each resource says, field by field. Nothing leaves that is not named here.

mod organization;
mod people;
mod places;
mod verification;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::codes::OwnCode;
use super::item::{Item, What};
use super::types::{Concept, Instant, Meta, Reference};

use organization::Organization;
use people::{Practitioner, PractitionerRole};
use places::{HealthcareService, Location};
use verification::VerificationResult;
pub(super) use verification::status as verification_status;

/// What is needed to write resources: where this server is, and the moment.
#[derive(Debug, Clone, Copy)]
pub struct Making<'a> {
    /// `https://care.example.org/fhir`.
    pub base: &'a str,
    /// Decides which pass is in date.
    pub now: DateTime<Utc>,
}

impl Making<'_> {
    /// The address of one of our own code systems.
    pub(super) fn system<T: OwnCode>(&self) -> String {
        format!("{}/CodeSystem/{}", self.base, T::SYSTEM)
    }

    /// A concept of one of our own code systems.
    fn own<'c, T: OwnCode>(&self, word: T) -> Concept<'c> {
        Concept::coded(self.system::<T>(), word.code(), word.display())
    }
}

/// A resource as it is sent.
#[derive(Debug, Serialize)]
#[serde(tag = "resourceType")]
pub enum Resource<'a> {
    /// A provider.
    Organization(Organization<'a>),
    /// A place of a provider.
    Location(Location<'a>),
    /// A person who treats.
    Practitioner(Practitioner<'a>),
    /// What a person does for a provider.
    PractitionerRole(PractitionerRole<'a>),
    /// What is offered at a place.
    HealthcareService(HealthcareService<'a>),
    /// What was checked about one of these.
    VerificationResult(VerificationResult<'a>),
}

impl<'a> Resource<'a> {
    /// Writes an item down.
    pub fn of(item: &Item<'a>, making: &Making<'_>) -> Resource<'a> {
        match item.what {
            What::Organization => Resource::Organization(Organization::of(item, making)),
            What::Location(site) => Resource::Location(Location::of(item, site, making)),
            What::Practitioner(person) => Resource::Practitioner(Practitioner::of(item, person, making)),
            What::Role(person) => Resource::PractitionerRole(PractitionerRole::of(item, person, making)),
            What::Service(site) => Resource::HealthcareService(HealthcareService::of(item, site, making)),
            What::Verification(about) => Resource::VerificationResult(VerificationResult::of(item, about, making)),
        }
    }
}

fn meta(item: &Item<'_>, profile: &'static [&'static str], making: &Making<'_>) -> Meta {
    Meta { last_updated: Instant(item.last_updated(making.now)), profile }
}

/// A reference to one of ours, with its name.
fn reference<'a>(kind: super::Kind, id: &str, display: &'a str) -> Reference<'a> {
    Reference { reference: Some(format!("{}/{id}", kind.as_str())), display: Some(display.into()) }
}
