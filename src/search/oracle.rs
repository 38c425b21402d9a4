//! The index against a plain reading of the contract: every place looked at, every distance a geodesic, every facet
//! a search of its own. Worlds are random, with poles, the 180th meridian and several places on one point.

mod changed;
mod full_blocks;
mod names;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::domain::check::{Check, Outcome};
use crate::domain::clinical::{Condition, Payment, Setting, Treatment};
use crate::domain::credential::Profession;
use crate::domain::freshness::Freshness;
use crate::domain::ids::Id;
use crate::domain::money::Price;
use crate::domain::place::{METRES_PER_MILE, Point};
use crate::domain::schedule::{Day, Hours};
use crate::search::listing::{Clinician, Listing, Location};
use crate::search::name::Words;
use crate::search::query::{Asked, Bbox, Query, Radius, Sort};
use crate::search::{Facets, Group, Slice, Start, search, testing, ways_on};
use names::Meant;

/// Points that rough code gets wrong, and the two that many share.
fn point() -> impl Strategy<Value = Point> {
    let rough = [
        (90.0, 0.0),
        (90.0, 77.0),
        (-90.0, 10.0),
        (52.0, 180.0),
        (52.0, -180.0),
        (52.0, 179.99),
        (52.0, -179.99),
        (0.0, 0.0),
        (45.5, -122.6),
        (45.51, -122.61),
    ];
    let at = |(lat, lon)| Point::new(lat, lon).expect("on the earth");
    prop_oneof![
        3 => select(rough.to_vec()).prop_map(at),
        3 => (45.0..46.0f64, -123.0..-122.0f64).prop_map(at),
        1 => (85.0..90.0f64, -180.0..180.0f64).prop_map(at),
        1 => (-90.0..90.0f64, -180.0..180.0f64).prop_map(at),
    ]
}

fn some<T: Clone + std::fmt::Debug + 'static>(all: &'static [T], most: usize) -> impl Strategy<Value = Vec<T>> {
    subsequence(all.to_vec(), 0..=most)
}

fn check() -> impl Strategy<Value = Check> {
    let outcome = prop_oneof![8 => Just(Outcome::Pass), 1 => Just(Outcome::NotChecked), 1 => Just(Outcome::Fail)];
    (outcome, -3i64..30).prop_map(|(outcome, days)| Check {
        code: "npi.registered".into(),
        subject: "clinicians/0".into(),
        outcome,
        blocking: true,
        detail: String::new(),
        source: "NPPES".into(),
        checked_at: testing::now(),
        valid_until: Some(testing::now() + chrono::Duration::days(days)),
        evidence: Default::default(),
    })
}

/// The tests' present is Friday, 4 October 2024, 00:00 UTC: Thursday 17:00 in Portland and Phoenix, Friday 10:00 in Guam, 05:30 in Kolkata.
const ZONES: [(&str, &str); 3] =
    [("97202", "America/Los_Angeles"), ("85004", "America/Phoenix"), ("96910", "Pacific/Guam")];

fn hours() -> impl Strategy<Value = Vec<Hours>> {
    let times =
        ["00:00", "05:30", "05:31", "09:59", "10:00", "10:01", "16:59", "17:00", "17:01", "23:59", "24:00", "noon"];
    let day = prop_oneof![3 => select(vec![Day::Thu, Day::Fri]), 1 => select(Day::ALL)];
    let span = (day, select(times.to_vec()), select(times.to_vec()));
    let span = span.prop_map(|(day, opens, closes)| Hours { day, opens: opens.into(), closes: closes.into() });
    prop::collection::vec(span, 0..5)
}

fn zone() -> impl Strategy<Value = Option<String>> {
    let zones = ["Asia/Kolkata", "Pacific/Guam", "America/Phoenix", "Nowhere/Land"];
    prop::option::of(select(zones.to_vec()).prop_map(String::from))
}

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

prop_compose! {
    fn place()(
        point in prop::option::weighted(0.9, point()),
        treatments in some(Treatment::ALL, 3),
        conditions in some(Condition::ALL, 3),
        settings in some(Setting::ALL, 2),
        payments in some(Payment::ALL, 3),
        accepting_new in any::<Option<bool>>(),
        price in prop::option::of(select(vec![300u32, 400, 400, 900])),
        (hours, zone) in (hours(), zone()),
        zip in prop::option::of(select(vec!["97202", "85004", "96910", "00000"])),
    ) -> Location {
        let mut place = testing::location(point);
        place.offer.treatments = treatments;
        place.offer.conditions = conditions;
        place.offer.settings = settings;
        place.offer.payments = payments;
        place.offer.accepting_new = accepting_new;
        place.offer.price = price.map(|p| Price { per_session: Some(p), ..Price::default() });
        place.offer.hours = hours;
        place.offer.time_zone = zone;
        place.address.postal_code = zip.map(String::from);
        place
    }
}

prop_compose! {
    fn listing()(
        name in select(vec!["Alba", "alba", "Brook", "Çedar", "Dune", "Spravato House", "Sprovat"]),
        locations in prop::collection::vec(place(), 1..4),
        languages in subsequence(vec!["en".to_string(), "es".into(), "vi".into()], 0..=3),
        licensed in subsequence(vec!["OR".to_string(), "WA".into()], 0..=2),
        professions in prop::collection::vec((select(Profession::ALL.to_vec()), any::<prop::sample::Index>()), 0..3),
        checks in prop::collection::vec(check(), 0..3),
        confirmed in prop::option::weighted(0.8, 0i64..200),
        published in 0i64..400,
    ) -> Listing {
        let mut profile = testing::profile(name);
        profile.slug = profile.provider_id.to_string();
        profile.languages = languages;
        profile.telehealth_states = licensed;
        profile.checks = checks;
        profile.confirmed_at = confirmed.map(|d| testing::now() - chrono::Duration::days(d));
        profile.published_at = testing::now() - chrono::Duration::days(published);
        profile.clinicians = professions.into_iter().map(|(profession, at)| Clinician {
            id: Id::new(),
            name: "Any One".into(),
            profession,
            npi: None,
            prescribes: true,
            licenses: vec![],
            locations: vec![locations[at.index(locations.len())].id.clone()],
        }).collect();
        Listing { profile, locations }
    }
}

fn bbox() -> impl Strategy<Value = Bbox> {
    let edges = (-180.0..180.0f64, -180.0..180.0f64, -90.0..90.0f64, -90.0..90.0f64);
    edges.prop_map(|(west, east, a, b)| Bbox { west, south: a.min(b), east, north: a.max(b) })
}

prop_compose! {
    fn query()(
        near in prop::option::weighted(0.8, (point(), prop_oneof![
            2 => Just(Radius::Any),
            3 => (1.0..=500.0f64).prop_map(Radius::Miles),
        ])),
        bbox in prop::option::weighted(0.1, bbox()),
        treatments in some(Treatment::ALL, 2),
        conditions in prop_oneof![2 => Just(vec![]), 1 => some(Condition::ALL, 2)],
        settings in prop_oneof![2 => Just(vec![]), 1 => some(Setting::ALL, 1)],
        payments in prop_oneof![3 => Just(vec![]), 1 => some(Payment::ALL, 2)],
        professions in prop_oneof![3 => Just(vec![]), 1 => some(Profession::ALL, 4)],
        languages in prop_oneof![3 => Just(vec![]), 1 => Just(vec!["es".to_string(), "xx".into()])],
        flags in prop::array::uniform3(prop::bool::weighted(0.2)),
        licensed_in in prop::option::weighted(0.2, Just("OR".to_string())),
        max_price in prop::option::weighted(0.2, select(vec![299u32, 400])),
        // Names of the world whole, begun, misspelt and not there at all; and a treatment's, with one slip and with two.
        q in prop::option::weighted(0.2, select(vec!["al", "ALBA", "brok", "çed", "Cedra", "any du", "dnue", "orson", "anyone",
            "Spravato", "sprovato", "sprovatt", "spravato hous", "al sprovato"])),
        sort in prop::option::of(select(Sort::ALL.to_vec())),
    ) -> Query {
        let start = near.map_or_else(Query::default, |(point, radius)| testing::around(point, radius));
        Query {
            bbox,
            treatments: treatments.into_iter().collect(),
            conditions: conditions.into_iter().collect(),
            settings: settings.into_iter().collect(),
            payments: payments.into_iter().collect(),
            professions: professions.into_iter().collect(),
            languages,
            accepting_new: flags[0],
            verified: flags[1],
            open_now: flags[2],
            licensed_in,
            max_price,
            q: q.map(|text| Asked {
                text: text.to_string(),
                words: Words::read(text).expect("it asks something"),
            }),
            sort,
            ..start
        }
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
                && (!q.open_now || is_open(place))
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

/// A facet's count is what choosing that value alone in its group would give, all other groups kept.
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
