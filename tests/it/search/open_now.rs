//! `open_now=true`: who is open is judged at the moment of the search, on the clock of the place.

use chrono::Duration;
use serde_json::json;

use vouchsafe::domain::schedule::{Day, Hours};
use vouchsafe::search::Listing;

use super::world::{World, listing};
use crate::on_both;
use crate::support::invented;
use crate::support::server::TestServer;

fn page(server: &TestServer, path: &str) -> (u16, String) {
    let mut answer = server.get(path);
    (answer.status().as_u16(), answer.body_mut().read_to_string().expect("text"))
}

on_both! {
    fn a_place_is_found_while_its_published_hours_hold_and_not_before_or_after(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let mut dossier = invented::dossier();
        // It is 04:00 in Portland on that Monday: 12:00 UTC.
        dossier["locations"][0]["hours"] = json!([
            { "day": "mon", "opens": "04:30", "closes": "06:00" },
            { "day": "tue", "opens": "04:00", "closes": "05:00" }
        ]);
        invented::publish_dossier(&desk, &dossier);
        let server = TestServer::start_at(&db, desk.clock.clone());
        for (minutes, open) in [(0, false), (30, true), (89, true), (1, false), (24 * 60 - 120, true), (60, false)] {
            desk.clock.advance(Duration::minutes(minutes));
            let at = desk.clock.now();
            let found = server.json("/api/v1/providers?near=97202&open_now=true");
            assert_eq!(found["total"], i32::from(open), "{at}: {found}");
            let (_, page) = page(&server, "/search?near=97202&open_now=true");
            assert_eq!(page.contains("/providers/quiet-harbor-psychiatry\""), open, "{at}: {page}");
            assert_eq!(server.json("/api/v1/providers?near=97202")["total"], 1, "without the filter it is always there");
        }
    }

    fn a_search_for_open_places_that_finds_none_leads_on_without_the_filter(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::publish(&desk);
        let server = TestServer::start_at(&db, desk.clock.clone());
        let (status, english) = page(&server, "/search?near=97202&open_now=true");
        assert_eq!(status, 200);
        assert!(english.contains("name=\"open_now\" value=\"true\" checked"), "the box is ticked: {english}");
        assert!(english.contains("Remove: Open now, by posted hours"), "{english}");
        assert!(english.contains("Without “Open now, by posted hours”: 1 place"), "{english}");
        let (_, spanish) = page(&server, "/es/search?near=97202&open_now=true");
        assert!(spanish.contains("Quitar: Abierto ahora, según su horario"), "{spanish}");
        let (_, without) = page(&server, "/search?near=97202");
        assert!(without.contains("name=\"open_now\" value=\"true\"><span>"), "{without}");
    }

    fn another_value_than_true_is_refused_by_the_api_and_by_the_page(db: TestDatabase) {
        let server = TestServer::start(&db);
        for value in ["false", "1", "yes", "TRUE"] {
            let mut answer = server.get(&format!("/api/v1/providers?open_now={value}"));
            assert_eq!(answer.status(), 400, "{value}");
            assert_eq!(answer.headers()["content-type"], "application/problem+json", "{value}");
            let problem: serde_json::Value = answer.body_mut().read_json().expect("JSON");
            let error = &problem["errors"][0];
            assert_eq!((&error["parameter"], &error["code"]), (&json!("open_now"), &json!("unknown_word")), "{problem}");
            assert_eq!(page(&server, &format!("/search?open_now={value}")).0, 400, "{value}");
        }
        assert_eq!(server.get("/api/v1/providers?open_now=true&open_now=true").status(), 400);
    }
}

/// Open from nine to five on Tuesdays. The search tests' present is Friday, 4 September 2026, 00:00 UTC.
fn on_tuesdays(name: &str, zip: &str, state: &str, zone: Option<&str>) -> Listing {
    let mut listing = listing(name, zip, "", state);
    let offer = &mut listing.locations[0].offer;
    offer.hours = vec![Hours { day: Day::Tue, opens: "09:00".into(), closes: "17:00".into() }];
    offer.time_zone = zone.map(String::from);
    listing
}

#[test]
fn the_same_hours_begin_in_guam_and_end_in_samoa() {
    let world = World::of(vec![
        on_tuesdays("Alder in New York", "10001", "NY", None),
        on_tuesdays("Birch in Phoenix", "85004", "AZ", None),
        on_tuesdays("Cedar in Guam", "96910", "GU", None),
        on_tuesdays("Dune in Samoa", "96799", "AS", None),
        on_tuesdays("Elm by its own word in Denver", "10001", "NY", Some("America/Denver")),
        listing("Fir that names no hours", "97202", "Portland", "OR"),
    ]);
    let open_after = |hours| {
        world.clock.advance(Duration::hours(hours));
        let names = world.names("open_now=true&sort=name");
        let first = |name: &String| name.split(' ').next().expect("a word").to_string();
        (world.clock.now().format("%a %H:%M").to_string(), names.iter().map(first).collect::<Vec<_>>())
    };
    assert_eq!(open_after(0), ("Fri 00:00".into(), vec![]));
    // 23:00 UTC on Monday is 09:00 on Tuesday in Guam.
    assert_eq!(open_after(95), ("Mon 23:00".into(), vec!["Cedar".to_string()]));
    assert_eq!(open_after(14), ("Tue 13:00".into(), vec!["Alder".to_string()]));
    // In September Denver is an hour before Phoenix.
    assert_eq!(open_after(2), ("Tue 15:00".into(), vec!["Alder".to_string(), "Elm".into()]));
    assert_eq!(open_after(1), ("Tue 16:00".into(), vec!["Alder".to_string(), "Birch".into(), "Elm".into()]));
    assert_eq!(open_after(6), ("Tue 22:00".into(), vec!["Birch".to_string(), "Dune".into(), "Elm".into()]));
    assert_eq!(open_after(5), ("Wed 03:00".into(), vec!["Dune".to_string()]));
    assert_eq!(open_after(1), ("Wed 04:00".into(), vec![]));
}
