//! The index against a plain reading of the contract: every place looked at, every distance a geodesic, every facet
//! a search of its own. Worlds are random, with poles, the 180th meridian and several places on one point.

mod changed;
mod full_blocks;
mod names;
mod worlds;

use proptest::prelude::*;
use proptest::sample::select;

use crate::domain::clinical::{Condition, Setting};
use crate::domain::freshness::Freshness;
use crate::domain::place::{METRES_PER_MILE, Point};
use crate::domain::schedule::{Day, Hours, Within};
use crate::search::listing::{Listing, Location, Offer};
use crate::search::query::{Query, Sort};
use crate::search::{Facets, Group, Slice, Start, search, testing, ways_on};
use names::Meant;
use worlds::{ZONES, listing, point, query};

/// Today's hours hold from opening to closing, or to midnight where they close earlier than they open; yesterday's then go on.
fn is_open(place: &Location) -> bool {
    use chrono::{Datelike, Timelike};
    let offer = &place.offer;
    let of_zip = || {
        let zip = place.address.postal_code.as_ref().filter(|_| !offer.is_telehealth_only())?;
        ZONES.iter().find(|(z, _)| z == zip).map(|(_, zone)| zone.to_string())
    };
    let zone = offer.time_zone.clone().or_else(of_zip).and_then(|zone| zone.parse::<chrono_tz::Tz>().ok());
    let Some(there) = zone.map(|zone| testing::now().with_timezone(&zone)) else { return false };
    let clock = format!("{:02}:{:02}", there.hour(), there.minute());
    let today = Day::ALL[there.weekday().num_days_from_monday() as usize];
    let yesterday = Day::ALL[there.weekday().pred().num_days_from_monday() as usize];
    let real = |h: &&Hours| h.opens != "24:00" && h.opens != "noon" && h.closes != "noon" && h.opens != h.closes;
    offer.hours.iter().filter(real).any(|h| {
        let passes_midnight = h.closes < h.opens;
        let evening = h.day == today && h.opens <= clock && (passes_midnight || clock < h.closes);
        evening || (passes_midnight && h.day == yesterday && clock < h.closes)
    })
}
/// Who takes new patients sees them as soon as it said; within four weeks is also who sees them within one.
fn is_seen(offer: &Offer, wanted: Within) -> bool {
    let said = offer.first_opening.as_ref().filter(|_| offer.accepting_new == Some(true)).map(|said| said.within);
    match wanted {
        Within::OneWeek => said == Some(Within::OneWeek),
        Within::TwoToFourWeeks => matches!(said, Some(Within::OneWeek | Within::TwoToFourWeeks)),
        Within::WaitingList => said == Some(Within::WaitingList),
    }
}

fn geodesic(a: Point, b: Point) -> f64 {
    use geo::Distance;
    let at = |p: Point| geo::Point::new(p.longitude, p.latitude);
    if a == b { 0.0 } else { geo::Geodesic.distance(at(a), at(b)) / METRES_PER_MILE }
}

/// A place that matches: its sort key as plainly as it can be written, and its id.
#[derive(Debug, Clone, PartialEq)]
struct Expected {
    id: String,
    distance: Option<f64>,
    key: (bool, f64, String),
    unconfirmed: bool,
}

/// The contract, read slowly.
fn brute(world: &[Listing], q: &Query) -> Vec<Expected> {
    let now = testing::now();
    let mut found = Vec::new();
    let asked = Meant::by(world, q);
    for listing in world {
        let Listing { profile, locations } = listing;
        let freshness = Freshness::of(profile.confirmed_at, profile.published_at, now);
        let badge = crate::domain::badge::Badge::of(&profile.checks, freshness, profile.confirmed_at, now);
        for place in locations {
            let offer = &place.offer;
            let point = place.point.filter(|_| offer.settings != [Setting::Telehealth]);
            let distance = q.center().zip(point).map(|(a, b)| geodesic(a, b));
            let any_of = |empty: bool, hit: bool| empty || hit;
            let here = || profile.clinicians.iter().filter(|c| c.locations.contains(&place.id));
            let named = |c: Condition| c.covers().iter().any(|w| offer.conditions.contains(w));
            let passes = freshness.is_listed()
                && asked.as_ref().is_none_or(|asked| asked.holds(listing, place))
                && q.radius_miles().is_none_or(|r| distance.is_some_and(|d| d <= r))
                && q.bbox.is_none_or(|b| point.is_some_and(|p| b.contains(p)))
                && any_of(q.treatments.is_empty(), q.treatments.iter().any(|t| offer.treatments.contains(&t)))
                && any_of(q.conditions.is_empty(), q.conditions.iter().any(named))
                && any_of(q.settings.is_empty(), q.settings.iter().any(|s| offer.settings.contains(&s)))
                && any_of(q.payments.is_empty(), q.payments.iter().any(|p| offer.payments.contains(&p)))
                && any_of(q.professions.is_empty(), here().any(|c| q.professions.contains(c.profession)))
                && any_of(q.languages.is_empty(), q.languages.iter().any(|l| profile.languages.contains(l)))
                && (!q.accepting_new || offer.accepting_new == Some(true))
                && any_of(q.first_openings.is_empty(), q.first_openings.iter().any(|w| is_seen(offer, w)))
                && (!q.open_now || is_open(place))
                && (!q.step_free || offer.step_free == Some(true))
                && q.safety.iter().all(|practice| offer.safety.said(practice) == Some(true))
                && (!q.verified || badge.shown)
                && q.max_price.is_none_or(|m| offer.price_per_session().is_some_and(|p| p <= m))
                && q.licensed_in.as_ref().is_none_or(|s| {
                    profile.telehealth_states.contains(s) && offer.settings.contains(&Setting::Telehealth)
                });
            let key = match q.order() {
                Sort::Distance => (distance.is_none(), distance.unwrap_or_default(), String::new()),
                Sort::Price => match offer.price_per_session() {
                    Some(price) => (false, f64::from(price), String::new()),
                    None => (true, 0.0, String::new()),
                },
                Sort::Confirmed => match profile.confirmed_at {
                    Some(at) => (false, -(at.timestamp() as f64), String::new()),
                    None => (true, 0.0, String::new()),
                },
                Sort::Name => (false, 0.0, profile.name.to_lowercase().replace('ç', "c")),
            };
            if passes {
                found.push(Expected {
                    id: place.id.to_string(),
                    distance,
                    key,
                    unconfirmed: !freshness.is_confirmed(),
                });
            }
        }
    }
    found.sort_by(|a, b| {
        let key = |e: &Expected| (e.key.0, e.key.2.clone(), e.unconfirmed, e.id.clone());
        a.key.0.cmp(&b.key.0).then(a.key.1.total_cmp(&b.key.1)).then_with(|| key(a).cmp(&key(b)))
    });
    found
}

/// A facet's count is what choosing that value alone in its group would give, all other groups kept; of safety practice, choosing it as well.
fn brute_count(world: &[Listing], query: &Query, group: Group, value: &str) -> usize {
    fn alone<W: crate::search::set::Word>(value: &str) -> crate::search::set::Set<W> {
        W::WORDS.iter().copied().filter(|w| w.word() == value).collect()
    }
    let mut query = query.clone();
    match group {
        Group::Treatment => query.treatments = alone(value),
        Group::Condition => query.conditions = alone(value),
        Group::Setting => query.settings = alone(value),
        Group::Payment => query.payments = alone(value),
        Group::Profession => query.professions = alone(value),
        Group::Language => query.languages = vec![value.to_string()],
        Group::AcceptingNew => query.accepting_new = true,
        Group::FirstOpening => query.first_openings = alone(value),
        Group::StepFree => query.step_free = true,
        // All of what is chosen must hold: one more.
        Group::Safety => alone(value).iter().for_each(|practice| query.safety.insert(practice)),
        Group::Verified => query.verified = true,
    }
    brute(world, &query).len()
}

fn options(facets: &Facets) -> impl Iterator<Item = (Group, String, usize)> + '_ {
    Group::ALL.into_iter().flat_map(|g| facets.of_group(g).map(move |c| (g, c.value.to_string(), c.places)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn results_totals_distances_and_counts_are_what_the_contract_says(
        world in prop::collection::vec(listing(), 0..40),
        query in query(),
        // An index that is some days old, and one from before the clock was set back.
        built in select(vec![0i64, 0, -3, -40, 1]),
    ) {
        let snapshot = testing::snapshot_of(&world, testing::now() + chrono::Duration::days(built));
        let found = search(&snapshot, &query, &Slice::first(1000), testing::now());
        let expected = brute(&world, &query);
        prop_assert_eq!(found.total, expected.len());
        let ids: Vec<&str> = found.hits.iter().map(|h| h.site().id.as_str()).collect();
        let expected_ids: Vec<&str> = expected.iter().map(|e| e.id.as_str()).collect();
        prop_assert_eq!(ids, expected_ids);
        for (hit, expected) in found.hits.iter().zip(&expected) {
            prop_assert_eq!(hit.distance_miles(), expected.distance);
        }
        for (group, value, places) in options(&found.facets) {
            prop_assert_eq!(places, brute_count(&world, &query, group, &value), "{:?} {}", group, value);
        }
    }

    #[test]
    fn pages_by_number_and_by_token_join_to_the_whole(
        world in prop::collection::vec(listing(), 0..20),
        query in query(),
        size in 1usize..7,
    ) {
        let snapshot = testing::snapshot(&world);
        let whole: Vec<String> = brute(&world, &query).into_iter().map(|e| e.id).collect();
        let (mut numbered, mut continued) = (Vec::new(), Vec::new());
        let mut from = Start::Page(1);
        for page in 1..=whole.len().div_ceil(size).max(1) {
            let by_number = search(&snapshot, &query, &Slice { start: Start::Page(page), size }, testing::now());
            numbered.extend(by_number.hits.iter().map(|h| h.site().id.to_string()));
            let by_token = search(&snapshot, &query, &Slice { start: from.clone(), size }, testing::now());
            continued.extend(by_token.hits.iter().map(|h| h.site().id.to_string()));
            prop_assert_eq!(by_token.total, whole.len());
            match by_token.next() {
                Some(after) => from = Start::After(after),
                None => prop_assert_eq!(page, whole.len().div_ceil(size).max(1)),
            }
        }
        prop_assert_eq!(&numbered, &whole);
        prop_assert_eq!(&continued, &whole);
    }

    #[test]
    fn a_listing_published_between_two_pages_neither_repeats_nor_hides_another(
        world in prop::collection::vec(listing(), 1..20),
        newcomers in prop::collection::vec(listing(), 1..5),
        query in query(),
    ) {
        let before = testing::snapshot(&world);
        let first = search(&before, &query, &Slice::first(3), testing::now());
        let Some(after) = first.next() else { return Ok(()) };
        let grown: Vec<Listing> = world.iter().chain(&newcomers).cloned().collect();
        let grown = testing::snapshot(&grown);
        let rest = search(&grown, &query, &Slice { start: Start::After(after), size: 1000 }, testing::now());
        let old: Vec<String> = brute(&world, &query).into_iter().skip(3).map(|e| e.id).collect();
        let new: Vec<String> = newcomers.iter().flat_map(|l| &l.locations).map(|p| p.id.to_string()).collect();
        let seen: Vec<String> = rest.hits.iter().map(|h| h.site().id.to_string()).filter(|i| !new.contains(i)).collect();
        prop_assert_eq!(seen, old);
    }

    #[test]
    fn a_way_on_gives_what_it_promises_and_there_is_one_wherever_something_is_listed(
        world in prop::collection::vec(listing(), 0..20),
        query in query(),
    ) {
        let snapshot = testing::snapshot(&world);
        let ways = ways_on(&snapshot, &query, testing::now());
        for way in &ways {
            prop_assert!(way.places > 0);
            prop_assert_eq!(way.places, brute(&world, &way.query).len());
        }
        let found = brute(&world, &query).len();
        let listed = brute(&world, &Query::default()).len();
        prop_assert!(found > 0 || listed == 0 || !ways.is_empty());
    }
}
