//! What people ask: ZIPs and cities, radii, filters.

use vouchsafe::geo::{Gazetteer, Resolution};
use vouchsafe::search::Query;
use vouchsafe::search::query::Near;

use crate::world::Country;

/// So many different searches; every third names its city instead of its ZIP.
pub fn mixed(country: &Country, count: usize) -> Vec<Query> {
    // Some come up twice.
    let drawn = country.queries(count + count / 4).into_iter().enumerate();
    let mut seen = std::collections::HashSet::new();
    let asked = drawn.map(|(n, query)| if n.is_multiple_of(3) { of_city(query) } else { query });
    asked.filter(|query| seen.insert(query.query_string())).take(count).collect()
}

/// The same about the whole city, where one city alone bears the name.
fn of_city(query: Query) -> Query {
    let label = query.near.as_ref().map(|near| near.place.label.clone()).unwrap_or_default();
    // "97202 Portland, OR"
    let city = label.split_once(' ').map_or(label.as_str(), |(_, city)| city);
    match Gazetteer::get().resolve(city) {
        Resolution::One(place) => Query { near: Some(Near { asked: city.to_string(), place }), ..query },
        _ => query,
    }
}
