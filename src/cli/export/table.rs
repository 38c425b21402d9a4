//! Listings as CSV, one location a row, in the columns that `import listings` reads (contract, "Listings CSV"), with a few more behind
//! them that it passes over. What a spreadsheet would take for a formula is made text.

use std::io::{self, Write};

use chrono::{DateTime, Utc};

use crate::domain::dossier::ProviderKind;
use crate::domain::place::Position;
use crate::domain::spreadsheet::record;
use crate::pipeline::import_listings::COLUMNS;
use crate::search::{Published, Site};

/// What an import passes over.
const FURTHER: [&str; 5] = ["location_id", "slug", "verification_status", "freshness", "confirmed_at"];

/// The first line.
pub(super) fn header() -> Vec<u8> {
    record(&[COLUMNS.as_slice(), &FURTHER].concat())
}

/// A provider's rows.
pub(super) fn rows(provider: &Published, now: DateTime<Utc>, to: &mut dyn Write) -> io::Result<()> {
    for (n, site) in provider.sites.iter().enumerate() {
        let cells = cells(provider, n == 0, site, now);
        to.write_all(&record(&cells.each_ref().map(String::as_str)))?;
    }
    Ok(())
}

fn cells(provider: &Published, is_first: bool, site: &Site, now: DateTime<Utc>) -> [String; 25] {
    let (profile, offer, address) = (&provider.profile, &site.offer, &site.address);
    let standing = provider.standing(now);
    // A table cannot say that a point is only its ZIP's: who reads it would put a home on a stranger's house.
    let point = site.spot.filter(|spot| spot.position == Position::Exact).map(|spot| spot.point);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let degrees = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
    // The first row names the provider; a further one its place, where it has a name of its own.
    let name = offer.name.as_ref().filter(|_| !is_first).unwrap_or(&profile.name).clone();
    let own_npi = profile.clinicians.first().filter(|_| profile.kind == ProviderKind::Solo).and_then(|c| c.npi.clone());
    [
        profile.provider_id.as_str().to_string(),
        name,
        profile.kind.to_string(),
        profile.organization_npi.clone().or(own_npi).unwrap_or_default(),
        text(&address.line1),
        text(&address.line2),
        text(&address.city),
        text(&address.state),
        text(&address.postal_code),
        degrees(point.map(|p| p.latitude)),
        degrees(point.map(|p| p.longitude)),
        text(&offer.phone),
        text(&profile.website),
        words(&offer.treatments),
        words(&offer.conditions),
        words(&offer.settings),
        words(&offer.payments),
        words(&profile.languages),
        offer.accepting_new.map(|b| b.to_string()).unwrap_or_default(),
        offer.price_per_session().map(|p| p.to_string()).unwrap_or_default(),
        site.id.as_str().to_string(),
        profile.slug.clone(),
        standing.badge.status.to_string(),
        standing.freshness.to_string(),
        profile.confirmed_at.map(|at| at.date_naive().to_string()).unwrap_or_default(),
    ]
}

fn words<T: ToString>(all: &[T]) -> String {
    all.iter().map(T::to_string).collect::<Vec<_>>().join(";")
}
