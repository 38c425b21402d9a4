//! The guide's pages: their live figures are those of the search that they lead to.

use chrono::{DateTime, Utc};

use vouchsafe::domain::dossier::Safety;
use vouchsafe::domain::money::Price;

use super::world::{World, directory};

#[test]
fn the_list_leads_to_every_page_in_both_languages() {
    let world = World::of(directory());
    for (prefix, lang) in [("", "en"), ("/es", "es")] {
        let list = world.page(200, &format!("{prefix}/guide"));
        let start = format!("<a href=\"{prefix}/guide/");
        let slugs: Vec<&str> = list.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(slugs.len() >= 29, "{slugs:?}");
        for slug in slugs {
            let page = world.page(200, &format!("{prefix}/guide/{slug}"));
            assert!(page.contains(&format!("<html lang=\"{lang}\"")) && page.contains("id=\"source-1\""), "{slug}");
            assert!(page.contains("tel:988"), "{slug}: the line for someone in crisis");
        }
    }
    assert!(world.page(404, "/guide/nothing").contains("tel:988"));
    let map = world.page(200, "/sitemaps/pages.xml");
    assert!(map.contains("/guide/iv</loc>") && map.contains("/es/guide/iv"));
}

#[test]
fn a_page_counts_what_its_search_finds() {
    let mut listings = directory();
    for (listing, price) in listings.iter_mut().zip([Some(300), Some(400), Some(900), None, None]) {
        listing.locations[0].offer.price = price.map(|p| Price { per_session: Some(p), ..Price::default() });
    }
    let world = World::of(listings);
    let page = world.page(200, "/guide/iv");
    let total = world.json(200, "/api/v1/providers?treatment=iv")["total"].as_u64().expect("a total");
    assert_eq!(total, 5);
    assert!(page.contains("5 places in this directory.") && page.contains("href=\"/search?treatment=iv\""), "{page}");
    let verified = world.json(200, "/api/v1/providers?treatment=iv&verified=true")["total"].clone();
    assert!(page.contains(&format!("{verified} of them have every check in date.")), "{verified}: {page}");
    assert!(page.contains("3 of them tell a price for a session: from $300 to $900; half ask $400 or less."), "{page}");
    let none = world.page(200, "/guide/esketamine");
    assert!(none.contains("No place in this directory says that it offers this."), "{none}");
    assert!(!none.contains("a price for a session"), "unknown is not told as a price");
}

#[test]
fn the_page_on_judging_a_provider_leads_to_those_with_every_check_in_date_that_say_what_good_care_needs() {
    let mut listings = directory();
    let careful = Safety {
        monitoring: Some(true),
        rescue_equipment: Some(true),
        evaluation_first: Some(true),
        ..Safety::default()
    };
    listings[0].locations[0].offer.safety = careful;
    listings[1].locations[0].offer.safety = Safety { evaluation_first: None, ..careful };
    let world = World::of(listings);
    let asked = "safety=monitoring&safety=rescue_equipment&safety=evaluation_first&verified=true";
    assert_eq!(world.names(asked), ["Alder Clinic"]);
    for (prefix, words) in [
        ("", ["One place in this directory.", "What they say we have not checked."]),
        ("/es", ["Un lugar en este directorio.", "Lo que dicen no lo hemos verificado."]),
    ] {
        let page = world.page(200, &format!("{prefix}/guide/find-a-provider"));
        let link = format!("href=\"{prefix}/search?{}\"", asked.replace('&', "&amp;"));
        assert!(page.matches(&link).count() >= 3, "beside the text, within it and behind it: {page}");
        assert!(words.iter().all(|words| page.contains(words)), "{page}");
    }
}

#[test]
fn a_dated_notice_changes_its_words_when_its_day_comes() {
    let world = World::of(directory());
    let at = |day: &str| {
        let now: DateTime<Utc> = format!("{day}T12:00:00Z").parse().expect("a moment");
        world.clock.set(now);
        (world.page(200, "/guide/sublingual"), world.page(200, "/es/guide/sublingual"))
    };
    let (before, _) = at("2026-12-30");
    assert!(before.contains("It is due to end on 31 Dec 2026."));
    let (after, spanish) = at("2027-01-02");
    assert!(after.contains("Ask whether you must be seen in person.") && !after.contains("It is due to end"));
    assert!(spanish.contains("debía terminar el 31 de diciembre de 2026"));
    // The same words stand above results by video, and no kept page outlives the day.
    let by_video = |day: &str| {
        world.clock.set(format!("{day}T12:00:00Z").parse().expect("a moment"));
        world.page(200, "/search?licensed_in=OR")
    };
    assert!(by_video("2026-12-30").contains("It is due to end on 31 Dec 2026."));
    assert!(by_video("2027-01-02").contains("Ask whether you must be seen in person."));
    assert!(!world.page(200, "/search?near=97202").contains("seen in person"));
}
