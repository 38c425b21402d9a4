//! Filters on what providers say of themselves: only a yes counts, of safety practice each one that is asked for, and the page tells that
//! nobody has checked it.

use serde_json::json;

use vouchsafe::domain::dossier::Safety;
use vouchsafe::domain::schedule::{FirstOpening, Within};
use vouchsafe::search::Listing;
use vouchsafe::search::listing::Offer;

use super::world::{World, listing};

fn opening(within: Within, said_on: &str) -> Option<FirstOpening> {
    Some(FirstOpening { within, said_on: Some(said_on.parse().expect("a day")) })
}

fn saying(name: &str, say: impl FnOnce(&mut Offer)) -> Listing {
    let mut listing = listing(name, "97202", "Portland", "OR");
    say(&mut listing.locations[0].offer);
    listing
}

/// Five around one ZIP. The present is 4 September 2026.
fn outspoken() -> Vec<Listing> {
    vec![
        saying("Alder says all", |offer| {
            offer.step_free = Some(true);
            offer.first_opening = opening(Within::OneWeek, "2026-09-01");
            offer.safety = Safety { monitoring: Some(true), rescue_equipment: Some(true), ..Safety::default() };
        }),
        saying("Birch watches only", |offer| {
            offer.first_opening = opening(Within::TwoToFourWeeks, "2026-01-05");
            offer.safety = Safety { monitoring: Some(true), rescue_equipment: Some(false), ..Safety::default() };
        }),
        saying("Cedar says no", |offer| {
            offer.step_free = Some(false);
            offer.first_opening = opening(Within::WaitingList, "2026-09-01");
            offer.safety = Safety { monitoring: Some(false), ..Safety::default() };
        }),
        saying("Dune takes nobody", |offer| {
            offer.accepting_new = Some(false);
            offer.first_opening = opening(Within::OneWeek, "2026-09-01");
        }),
        saying("Elm says nothing", |offer| offer.accepting_new = None),
    ]
}

fn first_words(world: &World, query: &str) -> Vec<String> {
    let first = |name: &String| name.split(' ').next().expect("a word").to_string();
    world.names(&format!("{query}&sort=name")).iter().map(first).collect()
}

#[test]
fn a_no_and_a_blank_never_count_and_of_safety_practice_all_must_be_said() {
    let world = World::of(outspoken());
    for (query, found) in [
        ("step_free=true", &["Alder"][..]),
        ("safety=monitoring", &["Alder", "Birch"]),
        ("safety=monitoring&safety=rescue_equipment", &["Alder"]),
        ("safety=monitoring&safety=written_plan", &[]),
        ("safety=monitoring&step_free=true&first_opening=2_4_weeks", &["Alder"]),
    ] {
        assert_eq!(first_words(&world, query), found, "{query}");
    }
}

#[test]
fn a_first_visit_within_four_weeks_may_be_within_one_and_is_to_be_had_only_where_new_patients_are_taken() {
    let world = World::of(outspoken());
    for (query, found) in [
        ("first_opening=1_week", &["Alder"][..]),
        ("first_opening=2_4_weeks", &["Alder", "Birch"]),
        ("first_opening=waiting_list", &["Cedar"]),
        ("first_opening=1_week&first_opening=waiting_list", &["Alder", "Cedar"]),
    ] {
        assert_eq!(first_words(&world, query), found, "{query}");
    }
    // However long ago it was said, it is found as long as it is shown, and shown with its day.
    let page = world.page(200, "/search?near=97202&first_opening=2_4_weeks");
    assert!(page.contains("First visit in 2 to 4 weeks <span class=\"quiet\">(said on 5 Jan 2026)</span>"), "{page}");
}

/// The same search with a value chosen: in the place of others of its group, or besides, where all must hold.
fn choosing(query: &str, group: &str, value: &str) -> String {
    let chosen = format!("{group}={value}");
    let gives_way = |pair: &str| pair == chosen || (group != "safety" && pair.starts_with(&format!("{group}=")));
    let others = query.split('&').filter(|pair| !gives_way(pair));
    others.chain([chosen.as_str()]).collect::<Vec<_>>().join("&")
}

/// What choosing gives is asked of the server.
fn assert_counts_hold(world: &World, query: &str) {
    let found = world.json(200, &format!("/api/v1/providers?{query}"));
    for (group, options) in [("first_opening", 3), ("step_free", 1), ("safety", 7)] {
        let counted = found["facets"][group].as_object().expect("options");
        assert_eq!(counted.len(), options, "{group}");
        for (value, count) in counted {
            let query = choosing(query, group, value);
            assert_eq!(&world.json(200, &format!("/api/v1/providers?{query}"))["total"], count, "{query}");
        }
    }
}

#[test]
fn the_count_beside_each_option_is_what_ticking_it_gives() {
    let world = World::of(outspoken());
    for query in [
        "near=97202",
        "near=97202&safety=monitoring",
        "near=97202&safety=monitoring&safety=written_plan&step_free=true",
        "near=97202&first_opening=1_week&safety=rescue_equipment&verified=true",
        "near=97202&accepting_new=true&first_opening=waiting_list",
    ] {
        assert_counts_hold(&world, query);
    }
}

#[test]
fn the_page_keeps_them_behind_one_line_until_one_is_chosen_and_says_that_nobody_checked() {
    let world = World::of(outspoken());
    let calm = world.page(200, "/search?near=97202");
    assert!(calm.contains("<details class=\"more\">\n<summary><span>The provider says "), "{calm}");
    assert!(calm.contains("Stated by the provider, not checked by us."), "{calm}");
    assert!(calm.contains("(all of these)") && calm.contains("(any of these)"), "{calm}");
    let chosen = world.page(200, "/search?near=97202&safety=monitoring&safety=rescue_equipment&step_free=true");
    assert!(chosen.contains("<details class=\"more\" open>"), "{chosen}");
    assert!(chosen.contains("name=\"safety\" value=\"monitoring\" checked"), "{chosen}");
    assert!(chosen.contains("name=\"step_free\" value=\"true\" checked"), "{chosen}");
    let without = "href=\"/search?near=97202&amp;step_free=true&amp;safety=rescue_equipment\"";
    assert!(chosen.contains(without) && chosen.contains("Remove: Blood pressure and oxygen are watched"), "{chosen}");
    let spanish = world.page(200, "/es/search?near=97202&first_opening=1_week");
    assert!(spanish.contains("Quitar: Primera cita en una semana o menos"), "{spanish}");
    assert!(spanish.contains("<summary><span>El proveedor dice "), "{spanish}");
}

#[test]
fn where_nothing_is_found_each_of_them_that_stands_in_the_way_can_go() {
    let world = World::of(outspoken());
    let page = world.page(200, "/search?near=97202&safety=rescue_equipment&first_opening=waiting_list");
    for way in ["Without “Waiting list”: 1 place", "Without “Rescue equipment, and staff trained to use it”: 1 place"]
    {
        assert!(page.contains(way), "{way}: {page}");
    }
}

#[test]
fn words_that_are_none_are_refused_and_the_form_comes_back_as_it_was_filled_in() {
    let world = World::of(outspoken());
    for (parameter, value) in
        [("safety", "everything"), ("safety", "true"), ("first_opening", "2_weeks"), ("step_free", "yes")]
    {
        let problem = world.json(400, &format!("/api/v1/providers?{parameter}={value}"));
        let error = &problem["errors"][0];
        assert_eq!((&error["parameter"], &error["code"]), (&json!(parameter), &json!("unknown_word")), "{problem}");
    }
    let page = world.page(400, "/search?near=97202&safety=monitoring&safety=everything");
    assert!(page.contains("name=\"safety\" value=\"monitoring\" checked"), "{page}");
    assert!(page.contains("<details class=\"more\" open>"), "{page}");
}
