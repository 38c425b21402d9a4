//! What search engines read of a provider's page: its places in the words of schema.org, the same facts as people see.
//!
//! There is no rating: nobody gave one.

use std::collections::BTreeSet;

use chrono::NaiveTime;
use serde_json::{Map, Value, json};

use crate::domain::clinical::Condition;
use crate::domain::credential::Profession;
use crate::domain::dossier::ProviderKind;
use crate::domain::place::Position;
use crate::domain::schedule::{Day, Hours};
use crate::search::listing::Address;
use crate::search::{Published, Site};
use crate::web::error::WebError;
use crate::web::views::Page;
use crate::web::views::listing::PhoneView;

/// One node for each place. `url` is the whole address of the page.
pub fn of(provider: &Published, page: &Page, url: &str) -> Result<Value, WebError> {
    let places = provider.sites.iter().map(|site| place(provider, site, page, url)).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "@context": "https://schema.org", "@graph": places }))
}

fn place(provider: &Published, site: &Site, page: &Page, url: &str) -> Result<Value, WebError> {
    let (profile, offer) = (&provider.profile, &site.offer);
    let mut node = Map::new();
    let mut put = |name: &str, value: Value| drop(node.insert(name.to_string(), value));
    put("@type", kind(provider).into());
    put("@id", format!("{url}#place-{}", site.id).into());
    put("name", profile.name.as_str().into());
    if let Some(name) = offer.name.as_deref().filter(|name| *name != profile.name) {
        put("alternateName", name.into());
    }
    put("url", url.into());
    if let Some(website) = &profile.website {
        put("sameAs", website.as_str().into());
    }
    if let Some(phone) = offer.phone.as_deref().and_then(PhoneView::of) {
        put("telephone", phone.href.trim_start_matches("tel:").into());
    }
    if let Some(address) = address(&site.address) {
        put("address", address);
    }
    if let Some(spot) = site.spot.filter(|spot| spot.position == Position::Exact) {
        let (latitude, longitude) = (spot.point.latitude, spot.point.longitude);
        put("geo", json!({ "@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude }));
    }
    let hours: Vec<Value> = offer.hours.iter().filter_map(hours).collect();
    if !hours.is_empty() {
        put("openingHoursSpecification", hours.into());
    }
    let services: Result<Vec<Value>, WebError> = offer
        .treatments
        .iter()
        .map(|t| Ok(json!({ "@type": "MedicalTherapy", "name": page.say(&format!("treatment-{t}"), &[])? })))
        .collect();
    put("availableService", services?.into());
    let specialties = specialties(provider, site);
    if !specialties.is_empty() {
        put("medicalSpecialty", specialties.into_iter().collect());
    }
    if let Some(accepting) = offer.accepting_new {
        put("isAcceptingNewPatients", accepting.into());
    }
    Ok(node.into())
}

/// The office of physicians alone is a `Physician`; of anyone else it is not.
fn kind(provider: &Published) -> &'static str {
    let people = &provider.profile.clinicians;
    let physicians = people.iter().all(|p| matches!(p.profession, Profession::Md | Profession::Do));
    let solo = provider.profile.kind == ProviderKind::Solo && !people.is_empty();
    if solo && physicians { "Physician" } else { "MedicalClinic" }
}

/// Only what the place and its people say of themselves.
fn specialties(provider: &Published, site: &Site) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let body = [Condition::ChronicPain, Condition::SubstanceUse];
    if site.offer.conditions.iter().any(|c| !body.contains(c)) {
        found.insert("https://schema.org/Psychiatric");
    }
    let here = provider.profile.clinicians.iter().filter(|p| p.locations.contains(&site.id));
    if here.into_iter().any(|p| matches!(p.profession, Profession::Crna | Profession::Aa)) {
        found.insert("https://schema.org/Anesthesia");
    }
    found
}

fn address(address: &Address) -> Option<Value> {
    let mut node = Map::new();
    let street = [&address.line1, &address.line2].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
    let parts = [
        ("streetAddress", Some(street).filter(|s| !s.is_empty())),
        ("addressLocality", address.city.clone()),
        ("addressRegion", address.state.clone()),
        ("postalCode", address.postal_code.clone()),
    ];
    for (name, value) in parts {
        node.extend(value.filter(|v| !v.is_empty()).map(|v| (name.to_string(), v.into())));
    }
    if node.is_empty() {
        return None;
    }
    node.insert("@type".into(), "PostalAddress".into());
    node.insert("addressCountry".into(), "US".into());
    Some(node.into())
}

/// `None` of what is no time of day. The end of a day is its last minute there, not a 24th hour.
fn hours(hours: &Hours) -> Option<Value> {
    let time = |time: &str| -> Option<String> {
        let time = if time == "24:00" { "23:59" } else { time };
        NaiveTime::parse_from_str(time, "%H:%M").ok().map(|time| time.format("%H:%M").to_string())
    };
    let day = match hours.day {
        Day::Mon => "Monday",
        Day::Tue => "Tuesday",
        Day::Wed => "Wednesday",
        Day::Thu => "Thursday",
        Day::Fri => "Friday",
        Day::Sat => "Saturday",
        Day::Sun => "Sunday",
    };
    Some(json!({
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": format!("https://schema.org/{day}"),
        "opens": time(&hours.opens)?,
        "closes": time(&hours.closes)?,
    }))
}
