//! What is made once and kept - results as JSON, cards, the frames of pages - is never seen: answers are those of a server that has kept
//! nothing yet.

use chrono::Duration;
use vouchsafe::domain::clinical::Treatment;
use vouchsafe::search::{Listing, Snapshot};

use super::world::{World, directory, listing, now};

/// Searches that show the same places with other numbers, distances, filters and in both languages, and some that are refused.
const SEARCHES: [&str; 20] = [
    "",
    "near=97202",
    "near=97204",
    "near=97206&radius=100",
    "near=97202&radius=any",
    "near=97202&radius=12.5&treatment=iv",
    "near=Oregon",
    "near=Portland%2C+OR&payment=self_pay&payment=medicare&verified=true",
    "near=97202&treatment=esketamine",
    "near=97202&first_opening=1_week&step_free=true",
    "near=97202&safety=monitoring&safety=written_plan",
    "licensed_in=OR",
    "q=Birch",
    "language=es&language=qq&sort=name",
    "max_price=400&near=10001",
    "near=97202&page=9",
    "near=Nowhereville&language=%3Cb%3E",
    "near=97202&map=true",
    "near=97204&radius=any&map=true",
    "near=97202&radius=0&max_price=x&q=%22%3E%3Ci%3E",
];

fn addresses(search: &str) -> [String; 3] {
    ["/api/v1/providers?", "/search?", "/es/search?"].map(|path| format!("{path}{search}"))
}

/// Status and body; of a problem document all but the id of its request.
fn answer(world: &World, address: &str) -> (u16, String) {
    let mut answer = world.server.get(address);
    let body = answer.body_mut().read_to_string().expect("text");
    (answer.status().as_u16(), body.split("\"request_id\"").next().unwrap_or_default().to_string())
}

fn assert_answers_as_if_nothing_were_kept(world: &World, listings: &[Listing], searches: &[&str]) {
    for search in searches {
        // The three addresses have nothing in common that could be kept.
        let fresh = World::of(listings.to_vec());
        fresh.clock.set(world.clock.now());
        for address in addresses(search) {
            assert_eq!(answer(world, &address), answer(&fresh, &address), "{address}");
        }
    }
}

#[test]
fn an_answer_is_the_same_whatever_was_asked_before_it() {
    let listings = directory();
    let world = World::of(listings.clone());
    SEARCHES.iter().flat_map(|search| addresses(search)).for_each(|address| drop(answer(&world, &address)));
    assert_answers_as_if_nothing_were_kept(&world, &listings, &SEARCHES);
}

#[test]
fn a_badge_that_ends_between_two_requests_is_not_in_the_second() {
    let listings = directory();
    let world = World::of(listings.clone());
    let (last, checked) = (now() + Duration::days(30), "is-checked");
    let badges = || {
        let found = world.json(200, "/api/v1/providers?near=97202");
        let results = found["results"].as_array().expect("results").clone();
        results.iter().filter(|result| result["verification"]["badge"] == true).count()
    };
    let strips = |path: &str| world.page(200, &format!("{path}?near=97202")).matches(checked).count();
    let seen = || (badges(), strips("/search"), strips("/es/search"));
    let before = seen();
    assert!(before.0 > 0 && before.1 > 0 && before.1 == before.2, "{before:?}");
    world.clock.set(last);
    assert_eq!(seen(), before, "a check counts at the moment that it names");
    world.clock.set(last + Duration::microseconds(1));
    assert_eq!(seen(), (0, 0, 0));
    assert_answers_as_if_nothing_were_kept(&world, &listings, &SEARCHES[..4]);
    // The same listings turn once more: their details are 76 days old.
    world.clock.set(now() + Duration::days(73));
    assert_answers_as_if_nothing_were_kept(&world, &listings, &SEARCHES[..4]);
    world.clock.set(now());
    assert_eq!(seen(), before, "and what was kept meanwhile does not hold before its time");
}

#[test]
fn a_changed_listing_is_shown_changed() {
    let mut listings = directory();
    let world = World::of(listings.clone());
    assert!(world.page(200, "/search?near=97202").contains(">Alder Clinic</a>"));
    assert_eq!(world.names("near=97202")[0], "Alder Clinic");
    listings[0].profile.name = "Alder Renamed".into();
    listings[0].locations[0].offer.treatments = vec![Treatment::Esketamine];
    world.index.swap(Snapshot::build(listings.clone(), 2, now()));
    assert!(world.page(200, "/search?near=97202").contains(">Alder Renamed</a>"));
    assert_eq!(world.names("near=97202")[0], "Alder Renamed");
    assert_answers_as_if_nothing_were_kept(&world, &listings, &SEARCHES[..4]);
}

#[test]
fn words_that_look_like_our_own_marks_are_words() {
    let names = ["\u{E000}0\u{E001}", "\u{E000}1\u{E001}\u{E000}0\u{E001}", "\u{E001}\u{E000}", "\"results\":[]<b>"];
    let mut listings: Vec<Listing> = names.iter().map(|name| listing(name, "97202", "Portland", "OR")).collect();
    (0..).zip(&mut listings).for_each(|(n, listing): (usize, _)| listing.profile.slug = format!("marked-{n}"));
    listings[3].profile.name = "\"distance_miles\":null,\"results\":[]<b>".into();
    let world = World::of(listings.clone());
    for _ in 0..2 {
        let page = world.page(200, "/search?near=97202&sort=name");
        for listing in &listings {
            let name = listing.profile.name.replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
            assert!(page.contains(&format!("\">{name}</a></h2>")), "{name:?}: {page}");
        }
        (1..=4).for_each(|n| assert!(page.contains(&format!("<span class=\"number\">{n}.</span>")), "{n}: {page}"));
        let mut told = world.names("near=97202");
        let mut names: Vec<String> = listings.iter().map(|listing| listing.profile.name.clone()).collect();
        told.sort();
        names.sort();
        assert_eq!(told, names);
    }
    let near = "/search?near=97202&q=%EE%80%800%EE%80%81&language=en";
    assert!(world.page(200, near).contains("value=\"\u{E000}0\u{E001}\""), "so do words that are typed");
    assert_answers_as_if_nothing_were_kept(&world, &listings, &SEARCHES[..4]);
}
