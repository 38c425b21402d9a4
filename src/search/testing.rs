//! Listings for the tests of this room.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use crate::domain::clinical::Setting;
use crate::domain::dossier::ProviderKind;
use crate::domain::ids::Id;
use crate::domain::place::Point;
use crate::geo::{Place, PlaceKind};
use crate::search::blocks::Sizes;
use crate::search::listing::{Address, Listing, Location, Offer, Profile};
use crate::search::query::Near;
use crate::search::{Query, Radius, Snapshot};

/// The tests' present.
pub fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::days(20_000)
}

/// A provider of which nothing was checked, confirmed a day ago.
pub fn profile(name: &str) -> Profile {
    Profile {
        provider_id: Id::new(),
        slug: crate::domain::ids::slug_of(name),
        former_slugs: Vec::new(),
        name: name.to_string(),
        kind: ProviderKind::Clinic,
        organization_npi: None,
        website: None,
        description: None,
        languages: vec!["en".to_string()],
        telehealth_states: Vec::new(),
        clinicians: Vec::new(),
        checks: Vec::new(),
        published_at: now() - Duration::days(10),
        confirmed_at: Some(now() - Duration::days(1)),
        updated_at: now(),
    }
}

/// A clinic at a point.
pub fn location(point: Option<Point>) -> Location {
    let offer = Offer { settings: vec![Setting::Clinic], ..Offer::default() };
    Location { id: Id::new(), address: Address::default(), point, hide_street: false, offer }
}

/// A provider with one clinic.
pub fn listing(name: &str, latitude: f64, longitude: f64) -> Listing {
    Listing { profile: profile(name), locations: vec![location(Point::new(latitude, longitude))] }
}

/// A snapshot whose ZIPs have no centroid.
pub fn snapshot(listings: &[Listing]) -> Snapshot {
    snapshot_of(listings, now())
}

/// A snapshot built at another moment. Its blocks are small, so that a few places make many.
pub fn snapshot_of(listings: &[Listing], built: DateTime<Utc>) -> Snapshot {
    Snapshot::build_with(listings.to_vec(), 1, built, Sizes { rows: 5, fan: 3 }, |_| None)
}

/// The snapshot after these changes, laid over the index as it is.
pub fn changed(snapshot: &Snapshot, changes: &BTreeMap<String, Option<Listing>>, now: DateTime<Utc>) -> Snapshot {
    snapshot.with_centroids(changes, snapshot.seq() + 1, now, |_| None)
}

/// The same listings with an index of small blocks, built anew.
pub fn rebuilt(snapshot: &Snapshot, now: DateTime<Utc>) -> Snapshot {
    snapshot.rebuilt_with(now, Sizes { rows: 5, fan: 3 })
}

/// A snapshot with blocks of the size that the program has.
pub fn full_snapshot(listings: &[Listing]) -> Snapshot {
    Snapshot::build_with(listings.to_vec(), 1, now(), Sizes::default(), |_| None)
}

/// A search around a bare point.
pub fn around(point: Point, radius: Radius) -> Query {
    let label = format!("{},{}", point.latitude, point.longitude);
    let place = Place { label: label.clone(), kind: PlaceKind::Point, point, state: None };
    Query { near: Some(Near { asked: label, place }), radius, ..Query::default() }
}
