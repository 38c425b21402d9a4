//! What to try where little or nothing was found: each way counted before it is offered.

use chrono::{DateTime, Utc};

use super::find::{Slice, count, search};
use super::query::{Query, Radius};
use super::snapshot::Snapshot;

/// Radii that a page offers, in miles.
pub const RADII: [f64; 5] = [5.0, 10.0, 25.0, 50.0, 100.0];

/// One way on, with as many places as it gives. Never zero.
#[derive(Debug, Clone, PartialEq)]
pub struct WayOn {
    /// What changes.
    pub way: Way,
    /// How many places it gives.
    pub places: usize,
    /// The changed query.
    pub query: Query,
}

/// What changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Way {
    /// A wider circle.
    Wider(Radius),
    /// The nearest place that passes all filters, wherever it is.
    Nearest {
        /// How far it is.
        miles: f64,
        /// Its provider's page.
        slug: String,
        /// Its provider's name.
        name: String,
    },
    /// One filter less.
    Without {
        /// Its parameter.
        parameter: &'static str,
        /// Its value.
        value: String,
    },
    /// Telehealth by people whose licence in this state (USPS code) was checked.
    Telehealth(String),
    /// The same place, without filters and without a limit of distance; for a state that has none, the country.
    Everything,
}

/// Ways on from `query`: wider circles, the nearest, one filter less, telehealth in the state, and everything.
///
/// Only those that give more than the query itself. Empty only where nothing at all is listed, or all of it was found.
pub fn ways_on(snapshot: &Snapshot, query: &Query, now: DateTime<Utc>) -> Vec<WayOn> {
    let total = count(snapshot, query, now);
    let offer = |way, query: Query| {
        let places = count(snapshot, &query, now);
        (places > total).then_some(WayOn { way, places, query })
    };
    let mut ways = wider(query, &offer);
    ways.extend(nearest(snapshot, query, total, now));
    ways.extend(query.active().into_iter().filter_map(|a| {
        let way = Way::Without { parameter: a.parameter, value: a.value };
        offer(way, a.without)
    }));
    ways.extend(telehealth(snapshot, query, now));
    ways.extend([query.unfiltered(), Query::default()].into_iter().find_map(|q| offer(Way::Everything, q)));
    ways
}

/// Each wider circle that gives more than the one before.
fn wider(query: &Query, offer: &dyn Fn(Way, Query) -> Option<WayOn>) -> Vec<WayOn> {
    let Some(radius) = query.radius_miles() else { return Vec::new() };
    let mut ways: Vec<WayOn> = Vec::new();
    for miles in RADII.into_iter().filter(|r| *r > radius) {
        let wider = Radius::Miles(miles);
        let way = offer(Way::Wider(wider), Query { radius: wider, ..query.clone() });
        ways.extend(way.filter(|w| ways.last().is_none_or(|last| w.places > last.places)));
    }
    ways
}

fn nearest(snapshot: &Snapshot, query: &Query, total: usize, now: DateTime<Utc>) -> Option<WayOn> {
    query.radius_miles().filter(|_| total == 0)?;
    let query = Query { radius: Radius::Any, sort: None, ..query.clone() };
    let found = search(snapshot, &query, &Slice::first(1), now);
    let hit = found.hits.first()?;
    let way = Way::Nearest {
        miles: hit.distance_miles()?,
        slug: hit.profile().slug.clone(),
        name: hit.profile().name.clone(),
    };
    Some(WayOn { way, places: found.total, query })
}

/// Telehealth in the state of the place, where there is some and that is not what was asked: a list of its own,
/// because nothing in it has a distance.
pub fn telehealth(snapshot: &Snapshot, query: &Query, now: DateTime<Utc>) -> Option<WayOn> {
    let state = query.near.as_ref()?.place.state.clone()?;
    if query.licensed_in.is_some() {
        return None;
    }
    let query = Query { licensed_in: Some(state.clone()), ..Query::default() };
    let places = count(snapshot, &query, now);
    (places > 0).then_some(WayOn { way: Way::Telehealth(state), places, query })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::place::Point;
    use crate::geo::{Place, PlaceKind};
    use crate::search::query::Near;
    use crate::search::testing;

    #[test]
    fn an_empty_circle_offers_wider_ones_that_add_something_and_the_nearest() {
        let world = [testing::listing("Near", 45.5, -122.0), testing::listing("Far", 45.5, -110.0)];
        let center = Point::new(45.5, -122.6).expect("on the earth");
        let query = testing::around(center, Radius::Miles(5.0));
        let ways = ways_on(&testing::snapshot(&world), &query, testing::now());
        // 0.6 degrees of longitude at 45.5 north are 29.1 miles.
        assert_eq!(ways[0].way, Way::Wider(Radius::Miles(50.0)));
        assert!(
            matches!(&ways[1].way, Way::Nearest { miles, slug, .. } if (miles - 29.1).abs() < 0.1 && slug == "near")
        );
        assert_eq!((&ways[2].way, ways[2].places), (&Way::Everything, 2));
    }

    #[test]
    fn a_filter_that_hides_something_is_offered_for_removal_with_what_it_hides() {
        let world = [testing::listing("A", 45.5, -122.6)];
        let query = Query { max_price: Some(100), verified: true, ..Query::default() };
        let ways = ways_on(&testing::snapshot(&world), &query, testing::now());
        assert_eq!(ways.len(), 1, "neither filter alone hides it: {ways:?}");
        let query = Query { max_price: Some(100), ..Query::default() };
        let ways = ways_on(&testing::snapshot(&world), &query, testing::now());
        assert_eq!(ways[0].way, Way::Without { parameter: "max_price", value: "100".into() });
        assert_eq!((ways[0].places, ways[0].query.query_string()), (1, String::new()));
    }

    #[test]
    fn a_state_without_places_leads_to_its_telehealth_and_to_the_country() {
        let point = Point::new(43.0, -107.5).expect("on the earth");
        let place = Place { label: "Wyoming".into(), kind: PlaceKind::State, point, state: Some("WY".into()) };
        let query = Query { near: Some(Near { asked: "WY".into(), place }), ..Query::default() };
        let mut remote = testing::listing("Remote", 45.5, -122.6);
        remote.profile.telehealth_states = vec!["WY".into()];
        remote.locations[0].offer.settings = vec![crate::domain::clinical::Setting::Telehealth];
        let ways = ways_on(&testing::snapshot(&[remote]), &query, testing::now());
        let offered: Vec<(&Way, String)> = ways.iter().map(|w| (&w.way, w.query.query_string())).collect();
        let telehealth = Way::Telehealth("WY".into());
        assert_eq!(offered, [(&telehealth, "licensed_in=WY".to_string()), (&Way::Everything, String::new())]);
    }
}
