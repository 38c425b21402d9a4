//! A provider as an Organization (plannet-Organization).

use serde::Serialize;

use crate::fhir::codes;
use crate::fhir::item::Item;
use crate::fhir::types::{Address, Concept, ContactPoint, Extension, Identifier, Meta, Value};
use crate::search::Site;

use super::Making;

/// FHIR `Organization`.
#[derive(Debug, Serialize)]
pub struct Organization<'a> {
    id: &'a str,
    meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<Extension<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifier: Vec<Identifier<'a>>,
    active: bool,
    #[serde(rename = "type")]
    kind: [Concept<'a>; 1],
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    telecom: Vec<ContactPoint<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    address: Vec<Address<'a>>,
}

impl<'a> Organization<'a> {
    pub(super) fn of(item: &Item<'a>, making: &Making<'_>) -> Self {
        let profile = &item.provider.profile;
        let described = |text: &'a String| Extension::of(codes::EXT_DESCRIPTION, Value::Words(text.into()));
        let website = |url: &'a String| ContactPoint { system: "url", value: url.into(), used: "work" };
        let phones = item.provider.sites.iter().filter_map(phone);
        Organization {
            id: item.id(),
            meta: super::meta(item, &[codes::ORGANIZATION], making),
            extension: profile.description.iter().map(described).collect(),
            identifier: profile.organization_npi.iter().map(|npi| identified(npi)).collect(),
            active: true,
            kind: [Concept::coded(codes::ORGANIZATION_TYPES, "prvgrp", "Provider Group")],
            name: &profile.name,
            telecom: phones.chain(profile.website.iter().map(website)).collect(),
            address: item.provider.sites.iter().filter_map(address).collect(),
        }
    }
}

/// An NPI.
pub(super) fn identified(npi: &str) -> Identifier<'_> {
    Identifier {
        kind: Some(Concept::coded(codes::IDENTIFIER_TYPES, "NPI", "National provider identifier")),
        system: Some(codes::NPI),
        value: npi.into(),
    }
}

/// The public phone of a place.
pub(super) fn phone(site: &Site) -> Option<ContactPoint<'_>> {
    site.offer.phone.as_ref().map(|phone| ContactPoint { system: "phone", value: phone.into(), used: "work" })
}

/// The address of a place as far as it is public; none where there is nobody to visit.
pub(super) fn address(site: &Site) -> Option<Address<'_>> {
    let a = &site.address;
    let is_known = a.city.is_some() || a.state.is_some() || a.postal_code.is_some();
    is_known.then(|| Address {
        used: "work",
        kind: "physical",
        line: [&a.line1, &a.line2].into_iter().flatten().map(String::as_str).collect(),
        city: a.city.as_deref(),
        state: a.state.as_deref(),
        postal_code: a.postal_code.as_deref(),
        country: "US",
    })
}
