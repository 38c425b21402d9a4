//! Listings as services of the Human Services Data Specification 3 (Open Referral): one service a place, whole, with its organization
//! and its location inside, as the specification's API gives one. Fields by its published examples; its JSON Schemas are in no package
//! that we can install, so no validator has seen this.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::Builder;

use crate::config::PublicUrl;
use crate::domain::clinical::Setting;
use crate::domain::place::Position;
use crate::search::{Published, Site};

/// A provider's services.
pub(super) fn services(provider: &Published, public_url: &PublicUrl) -> Vec<Value> {
    provider.sites.iter().map(|site| service(provider, site, public_url)).collect()
}

fn service(provider: &Published, site: &Site, public_url: &PublicUrl) -> Value {
    let (profile, offer) = (&provider.profile, &site.offer);
    let name = offer.name.as_ref().unwrap_or(&profile.name);
    let page = public_url.join(&format!("/providers/{}", profile.slug));
    let languages: Vec<Value> = profile
        .languages
        .iter()
        .map(|code| json!({ "id": id(site.id.as_str(), &["language", code]), "code": code }))
        .collect();
    let fees = offer.price_per_session().map(|price| format!("${price} for one session."));
    without_nulls(json!({
        "id": id(site.id.as_str(), &["service"]),
        "name": name,
        "description": profile.description,
        "url": page,
        "status": "active",
        "fees_description": fees,
        "assured_date": profile.confirmed_at.map(|at| at.date_naive()),
        "last_modified": profile.updated_at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        "phones": phones(site, "service"),
        "schedules": schedules(site),
        "languages": languages,
        "organization": without_nulls(json!({
            "id": profile.provider_id.as_str(),
            "name": profile.name,
            "description": profile.description.as_deref().unwrap_or(&profile.name),
            "website": profile.website,
        })),
        "service_at_locations": [{ "id": id(site.id.as_str(), &["service_at_location"]), "location": location(site, name) }],
    }))
}

fn location(site: &Site, name: &str) -> Value {
    // The specification cannot say that a point is only its ZIP's.
    let point = site.spot.filter(|spot| spot.position == Position::Exact).map(|spot| spot.point);
    let (a, is_virtual) = (&site.address, site.offer.settings == [Setting::Telehealth]);
    let address = json!({
        "id": id(site.id.as_str(), &["address"]),
        // The specification wants a first line; a street that is not public is an empty one.
        "address_1": a.line1.as_deref().unwrap_or_default(),
        "address_2": a.line2,
        "city": a.city,
        "state_province": a.state,
        "postal_code": a.postal_code,
        "country": "US",
        "address_type": "physical",
    });
    let addresses = if a.city.is_some() { vec![without_nulls(address)] } else { Vec::new() };
    let step_free = (site.offer.step_free == Some(true))
        .then(|| json!([{ "id": id(site.id.as_str(), &["accessibility"]), "description": "Step-free entrance" }]));
    without_nulls(json!({
        "id": site.id.as_str(),
        "location_type": if is_virtual { "virtual" } else { "physical" },
        "name": name,
        "latitude": point.map(|p| p.latitude),
        "longitude": point.map(|p| p.longitude),
        "addresses": addresses,
        "phones": phones(site, "location"),
        "accessibility": step_free,
    }))
}

fn phones(site: &Site, of: &str) -> Vec<Value> {
    let phone =
        |number: &String| json!({ "id": id(site.id.as_str(), &["phone", of]), "number": number, "type": "voice" });
    site.offer.phone.iter().map(phone).collect()
}

/// Weekly, a line for each opening.
fn schedules(site: &Site) -> Vec<Value> {
    let line = |(n, hours): (usize, &crate::domain::schedule::Hours)| {
        json!({
            "id": id(site.id.as_str(), &["schedule", &n.to_string()]),
            "freq": "WEEKLY",
            "byday": hours.day.as_str()[..2].to_uppercase(),
            "opens_at": hours.opens,
            "closes_at": hours.closes,
        })
    };
    site.offer.hours.iter().enumerate().map(line).collect()
}

/// What is not known is left out.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(fields.into_iter().filter(|(_, v)| !v.is_null()).collect::<Map<_, _>>()),
        other => other,
    }
}

/// A UUID for a part of a place: the same for the same part in every export.
fn id(place: &str, part: &[&str]) -> String {
    let sum = Sha256::digest(format!("{place} {}", part.join(" ")));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&sum[..16]);
    Builder::from_custom_bytes(bytes).into_uuid().to_string()
}
