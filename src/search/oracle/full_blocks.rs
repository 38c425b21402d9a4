//! Hundreds of places at once, in blocks of the size that the program has: quarters, pages deep in the result, windows, and what places
//! say of themselves.

use proptest::prelude::*;
use proptest::sample::select;

use super::worlds::{Said, said, wishes};
use super::{brute, brute_count, options, point};
use crate::domain::place::Point;
use crate::search::listing::Listing;
use crate::search::query::{Bbox, Query, Radius};
use crate::search::{Group, Slice, Start, search, testing};

/// Towns with their suburbs, and a few places anywhere.
fn world() -> impl Strategy<Value = Vec<Listing>> {
    let town = (point(), prop::collection::vec((-0.4..0.4f64, -0.4..0.4f64, said()), 20..300));
    let near = |(middle, spread): (Point, Vec<(f64, f64, Said)>)| {
        let at = move |(latitude, longitude, said): (f64, f64, Said)| {
            let longitude = (middle.longitude + longitude + 180.0).rem_euclid(360.0) - 180.0;
            ((middle.latitude + latitude).clamp(-90.0, 90.0), longitude, said)
        };
        spread.into_iter().map(at).collect::<Vec<_>>()
    };
    prop::collection::vec(town.prop_map(near), 1..4).prop_map(|towns| {
        let listing = |(number, (latitude, longitude, said)): (usize, (f64, f64, Said))| {
            let mut listing = testing::listing(&format!("P{number}"), latitude, longitude);
            listing.locations[0].offer.accepting_new = Some(number % 4 > 0);
            said.by(&mut listing.locations[0]);
            listing
        };
        towns.into_iter().flatten().enumerate().map(listing).collect()
    })
}

fn query() -> impl Strategy<Value = Query> {
    let radius =
        select(vec![Radius::Any, Radius::Miles(1.0), Radius::Miles(10.0), Radius::Miles(60.0), Radius::Miles(500.0)]);
    let window = prop::option::weighted(
        0.3,
        (44.0..46.0f64, -124.0..-121.0f64, 0.1..2.0f64).prop_map(|(south, west, size)| Bbox {
            west,
            south,
            east: west + size,
            north: south + size,
        }),
    );
    (point(), radius, window, wishes())
        .prop_map(|(center, radius, bbox, wishes)| Query { bbox, ..wishes.of(testing::around(center, radius)) })
}

/// The counts that differ from place to place in these worlds.
const SAID: [Group; 4] = [Group::AcceptingNew, Group::FirstOpening, Group::StepFree, Group::Safety];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_page_of_a_large_result_is_that_of_a_scan(world in world(), query in query(), size in 1usize..60, page in 1usize..12) {
        let snapshot = testing::full_snapshot(&world);
        let expected: Vec<String> = brute(&world, &query).into_iter().map(|e| e.id).collect();
        let shown = |start: Start| search(&snapshot, &query, &Slice { start, size }, testing::now());
        let ids = |found: &crate::search::Found<'_>| found.hits.iter().map(|h| h.site().id.to_string()).collect::<Vec<_>>();
        let first = shown(Start::Page(page));
        prop_assert_eq!(first.total, expected.len());
        let from = ((page - 1) * size).min(expected.len());
        prop_assert_eq!(ids(&first), &expected[from..(from + size).min(expected.len())]);
        let of_what_they_say = options(&first.facets).filter(|(group, ..)| SAID.contains(group));
        for (group, value, places) in of_what_they_say {
            prop_assert_eq!(places, brute_count(&world, &query, group, &value), "{:?} {}", group, value);
        }
        if let Some(after) = first.next() {
            let second = shown(Start::After(after));
            prop_assert_eq!(ids(&second), &expected[from + size..(from + 2 * size).min(expected.len())]);
        }
    }
}
