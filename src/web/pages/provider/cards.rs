//! A provider as cards for the address book: one for each place, with what is public of it.

use super::vcard::Card;
use crate::domain::place::Position;
use crate::search::{Published, Site};
use crate::web::pages::listing::labels;
use crate::web::views::listing::PhoneView;

/// All of them in one file. `url` is the address of the provider's page.
pub fn of(provider: &Published, url: &str) -> String {
    let labels = labels(&provider.sites);
    provider.sites.iter().zip(labels).map(|(site, label)| one(provider, site, label.as_deref(), url)).collect()
}

fn one(provider: &Published, site: &Site, label: Option<&str>, url: &str) -> String {
    let (profile, offer) = (&provider.profile, &site.offer);
    let site_name = offer.name.as_deref().filter(|name| *name != profile.name);
    let mut card = Card::begin();
    card.plain("PRODID", "-//vouchsafe//EN");
    card.plain("UID", &format!("urn:uuid:{}", site.id));
    card.plain("KIND", "org");
    card.text("FN", &full_name(provider, label));
    card.parts("ORG", &[&[profile.name.as_str()], site_name.as_slice()].concat());
    if let Some(phone) = offer.phone.as_deref().and_then(PhoneView::of) {
        card.plain("TEL;VALUE=uri;TYPE=\"voice,work\"", &phone.href);
    }
    address(&mut card, site);
    if let Some(zone) = site.time_zone() {
        card.text("TZ", zone);
    }
    card.plain("URL", url);
    card.plain("REV", &profile.updated_at.format("%Y%m%dT%H%M%SZ").to_string());
    card.end()
}

/// Of several places each is named by what tells it from the others.
fn full_name(provider: &Published, label: Option<&str>) -> String {
    let name = &provider.profile.name;
    match label.filter(|label| provider.sites.len() > 1 && label != name) {
        Some(label) => format!("{name} ({label})"),
        None => name.clone(),
    }
}

/// What [`Site`] holds is public; a point only where it is the place's own.
fn address(card: &mut Card, site: &Site) {
    let address = &site.address;
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let (city, state, zip) = (text(&address.city), text(&address.state), text(&address.postal_code));
    let street = [&address.line1, &address.line2].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
    if [&street, &city, &state, &zip].iter().any(|part| !part.is_empty()) {
        card.parts("ADR;TYPE=work", &["", "", &street, &city, &state, &zip, "US"]);
    }
    if let Some(spot) = site.spot.filter(|spot| spot.position == Position::Exact) {
        card.plain("GEO", &format!("geo:{},{}", spot.point.latitude, spot.point.longitude));
    }
}
