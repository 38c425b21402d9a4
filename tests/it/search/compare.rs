//! Providers side by side: what was chosen stands in the address.

use chrono::Duration;
use vouchsafe::domain::ids::Id;
use vouchsafe::domain::money::Price;

use super::world::{World, directory, listing, now};

/// The names at the head of the columns.
fn columns(page: &str) -> Vec<String> {
    let head = page.split("<thead").nth(1).and_then(|h| h.split("</thead>").next()).unwrap_or_default();
    head.split("scope=\"col\">").skip(2).filter_map(|c| c.split('<').next()).map(String::from).collect()
}

#[test]
fn slugs_ids_and_former_slugs_stand_side_by_side_each_once_in_the_order_asked() {
    let listings = directory();
    let birch = listings[1].profile.provider_id.to_string();
    let world = World::of(listings);
    let path = format!("/compare?ids={birch},alder-clinic&ids=birch-clinic,far-clinic-before,");
    let page = world.page(200, &path);
    assert_eq!(columns(&page), ["Birch Clinic", "Alder Clinic", "Far Clinic"]);
    assert!(page.contains("<h1>3 providers side by side</h1>"));
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
    for text in [
        "What we checked",
        "Exclusion lists",
        "Cost of a usual course",
        "We cannot add it up. Not given: the price of the first visit, how many sessions are usual.",
        "Off-label for mental health",
        "A prescriber is on site during treatment",
        "Insurance and payment",
        "Taking new patients",
        "First visit",
        "English, Spanish",
        "Step-free entrance",
        "href=\"tel:+15035550142\"",
        "href=\"/compare?ids=birch-clinic,far-clinic\"",
        "href=\"/compare?ids=birch-clinic,alder-clinic,far-clinic&amp;sheet=1\"",
        "href=\"/es/compare?ids=birch-clinic,alder-clinic,far-clinic\"",
        "988",
    ] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
}

#[test]
fn who_is_not_there_is_told_and_the_rest_is_shown() {
    let world = World::of(directory());
    let page = world.page(200, "/compare?ids=alder-clinic,no-such-clinic,Call+555-0199+now,%3Cb%3E,birch-clinic");
    assert_eq!(columns(&page), ["Alder Clinic", "Birch Clinic"]);
    assert!(page.contains("Not listed here, or not any more: no-such-clinic."), "{page}");
    assert!(page.contains("2 parts of the address are not listings of ours."), "{page}");
    assert!(!page.contains("555-0199"), "strangers' words are not repeated");
    let spanish = world.page(200, "/es/compare?ids=no-such-clinic,alder-clinic");
    assert!(spanish.contains("No está en la lista, o ya no está: no-such-clinic."), "{spanish}");
    // A page that answers 410 is not there either.
    world.clock.advance(Duration::days(500));
    let page = world.page(200, "/compare?ids=alder-clinic");
    assert!(columns(&page).is_empty() && page.contains("not any more: alder-clinic."), "{page}");
}

#[test]
fn the_fifth_is_named_and_left_out() {
    let world = World::of(directory());
    let page = world.page(200, "/compare?ids=alder-clinic,birch-clinic,far-clinic,hazel-at-home,cedar-by-video");
    assert_eq!(columns(&page), ["Alder Clinic", "Birch Clinic", "Far Clinic", "Hazel at Home"]);
    assert!(page.contains("Four fit side by side. Left out: Cedar by Video."), "{page}");
}

#[test]
fn without_a_choice_the_page_says_how_to_make_one() {
    let world = World::of(directory());
    for path in ["/compare", "/compare?ids=", "/compare?ids=,,&sheet=1", "/compare?ids=nobody&sheet=1"] {
        let page = world.page(200, path);
        assert!(page.contains("<h1>Compare providers</h1>") && page.contains("Tick “Compare”"), "{path}: {page}");
        assert!(!page.contains("<table") && page.contains("988"), "{path}");
    }
    let spanish = world.page(200, "/es/compare");
    assert!(spanish.contains("<h1>Comparar proveedores</h1>") && spanish.contains("Marque «Comparar»"), "{spanish}");
    let one = world.page(200, "/compare?ids=alder-clinic");
    assert!(one.contains("To compare, choose one more:") && columns(&one) == ["Alder Clinic"], "{one}");
    world.page(400, "/compare?ids=%FF");
}

#[test]
fn places_that_differ_are_named_and_what_all_say_is_said_once() {
    let mut alder = listing("Alder Clinic", "97202", "Portland", "OR");
    let mut second = alder.locations[0].clone();
    second.id = Id::new();
    second.offer.name = Some("Alder North".into());
    second.offer.price =
        Some(Price { intake: Some(0), per_session: Some(400), usual_sessions: Some(6), ..Price::default() });
    alder.locations.push(second);
    let world = World::of(vec![alder, listing("Birch Clinic", "97204", "Portland", "OR")]);
    let page = world.page(200, "/compare?ids=alder-clinic,birch-clinic");
    let row = |name: &str| {
        let rows = page.split("<tr ").find(|row| row.contains(&format!("scope=\"row\">{name}</th>")));
        rows.unwrap_or_else(|| panic!("no row {name}: {page}")).to_string()
    };
    let cost = row("Cost of a usual course");
    assert!(cost.contains("100 Main Street:") && cost.contains("Alder North:") && cost.contains("$2,400"), "{cost}");
    let payments = row("Insurance and payment");
    assert!(!payments.contains("Alder North") && payments.matches("Self-pay").count() == 2, "{payments}");
}

#[test]
fn a_sheet_for_the_phone_has_the_questions_and_room_for_answers() {
    let world = World::of(directory());
    let page = world.page(200, "/compare?ids=alder-clinic,birch-clinic&sheet=1");
    for text in ["<h1>Call sheet</h1>", "Alder Clinic</h2>", "Birch Clinic</h2>", "I spoke with", "noindex"] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    assert_eq!(page.matches("Will you take my blood pressure before each dose?").count(), 2);
    assert!(page.contains("href=\"/compare?ids=alder-clinic,birch-clinic\""), "the way back: {page}");
    assert!(page.contains("href=\"/es/compare?ids=alder-clinic,birch-clinic&amp;sheet=1\""), "{page}");
    let spanish = world.page(200, "/es/compare?ids=alder-clinic&sheet=1");
    assert!(spanish.contains("Hoja de llamadas") && spanish.contains("¿Me tomarán la presión"), "{spanish}");
}

#[test]
fn results_and_pages_lead_to_a_comparison_without_a_script() {
    let world = World::of(directory());
    let page = world.page(200, "/search?near=97202");
    assert!(page.contains("<form id=\"compare\" class=\"compare-bar\" action=\"/compare\" method=\"get\">"), "{page}");
    let box_of = |slug: &str| format!("<input type=\"checkbox\" form=\"compare\" name=\"ids\" value=\"{slug}\">");
    for slug in ["alder-clinic", "birch-clinic", "hazel-at-home"] {
        assert_eq!(page.matches(&box_of(slug)).count(), 1, "{slug}");
    }
    assert!(world.page(200, "/es/search?near=97202").contains("action=\"/es/compare\""));
    let nothing = world.page(200, "/search?near=WY");
    assert!(!nothing.contains("id=\"compare\""), "nothing to compare");
    assert!(world.page(200, "/providers/alder-clinic").contains("href=\"/compare?ids=alder-clinic\""));
    let spanish = world.page(200, "/es/providers/alder-clinic");
    assert!(spanish.contains("href=\"/es/compare?ids=alder-clinic\""));
}

#[test]
fn no_comparison_is_kept_and_search_engines_are_kept_out_of_it() {
    let world = World::of(directory());
    let answer = world.server.get("/compare?ids=alder-clinic");
    assert!(answer.headers().get("set-cookie").is_none());
    assert_eq!(answer.headers()["cache-control"], "no-cache");
    assert!(!world.page(200, "/sitemaps/pages.xml").contains("/compare"));
    assert_eq!(world.clock.now(), now());
}
