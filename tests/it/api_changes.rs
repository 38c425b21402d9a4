//! `/api/v1/changes`, `/statistics`, `/sources`: what a program that keeps a copy, or counts, is told.

use std::time::Duration as StdDuration;

use chrono::Duration;
use serde_json::{Value, json};
use vouchsafe::config::RateLimits;
use vouchsafe::db::listings::{self, ListingState};
use vouchsafe::db::{DbError, changes, submissions};
use vouchsafe::pipeline::{Desk, submit};

use crate::on_both;
use crate::queue::plans;
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::server::TestServer;

/// A server that stands where the desk's clock does, and slows nobody down.
fn server(db: &TestDatabase, desk: &Desk) -> TestServer {
    TestServer::start_with(db, desk.clock.clone(), |listen| listen.rate_limits = RateLimits::Off)
}

fn publish(desk: &Desk) -> String {
    invented::load_lists(&desk.reference, &[invented::record()], &[]);
    let submission = invented::publish_dossier(desk, &invented::dossier());
    desk.db.read(|c| submissions::get(c, &submission)).expect("there").organization_id
}

/// All changes, as a program reads them that asks again with `next`; so many at a time.
fn all(server: &TestServer, size: i64) -> Vec<Value> {
    let (mut told, mut since) = (Vec::new(), 0);
    loop {
        let answer = server.json(&format!("/api/v1/changes?since={since}&page_size={size}"));
        let page = answer["changes"].as_array().expect("changes").clone();
        assert!(page.len() <= usize::try_from(size).expect("small"), "{answer}");
        told.extend(page);
        since = answer["next"].as_i64().expect("a number");
        if answer["next"] == answer["head"] {
            return told;
        }
    }
}

/// The same, once the server shows all that is stored.
fn settled(desk: &Desk, server: &TestServer) -> Vec<Value> {
    let newest = desk.db.read(changes::head).expect("reads");
    for _ in 0..200 {
        if server.json("/api/v1/changes")["head"] == newest {
            return all(server, 1_000);
        }
        std::thread::sleep(StdDuration::from_millis(50));
    }
    panic!("the server does not follow");
}

fn put(desk: &Desk, organization: &str, state: ListingState) {
    desk.db.write(|c| listings::set_state(c, organization, state, desk.clock.now())).expect("moved");
}

on_both! {
    fn every_change_of_a_listing_is_told_once_in_order_and_without_gaps(db: TestDatabase) {
        let desk = invented::desk(&db);
        let organization = publish(&desk);
        let server = server(&db, &desk);
        let told = settled(&desk, &server);
        assert_eq!(told[0], json!({
            "seq": 1, "provider_id": organization, "slug": "quiet-harbor-psychiatry", "kind": "published", "at": "2026-11-23T12:00:00Z"
        }));
        put(&desk, &organization, ListingState::Hidden);
        let hidden = settled(&desk, &server);
        assert_eq!(hidden.last().expect("one")["kind"], "hidden");
        assert!(hidden.iter().all(|change| change["slug"].is_null()), "out of sight it is nowhere: {hidden:?}");
        put(&desk, &organization, ListingState::Public);
        desk.db.write(|c| listings::confirm(c, &organization, desk.clock.now())).expect("confirmed");
        put(&desk, &organization, ListingState::Removed);
        let told = settled(&desk, &server);
        let kinds: Vec<&str> = told[hidden.len()..].iter().map(|change| change["kind"].as_str().expect("a word")).collect();
        assert_eq!(kinds, ["published", "confirmed", "removed"]);
        let numbers: Vec<i64> = told.iter().map(|change| change["seq"].as_i64().expect("a number")).collect();
        assert_eq!(numbers, (1..=told.len() as i64).collect::<Vec<_>>());
        for size in [1, 2, 3, 1_000, 5_000] {
            assert_eq!(all(&server, size), told, "{size} at a time");
        }
    }

    fn what_was_never_public_and_who_told_us_something_is_not_told(db: TestDatabase) {
        let desk = invented::desk(&db);
        submit::submit(&desk, &invented::dossier()).expect("taken");
        let server = server(&db, &desk);
        assert_eq!(server.json("/api/v1/changes"), json!({ "changes": [], "next": 0, "head": 0 }));
        let organization = publish(&desk);
        let before = settled(&desk, &server).len();
        let path = format!("/api/v1/providers/{organization}/reports");
        let (status, said) = server.post_json(&path, &json!({ "kind": "dead_phone" }));
        assert_eq!(status, 201, "{said}");
        let told = settled(&desk, &server);
        assert_eq!((told.len(), &told[before]["kind"]), (before + 1, &json!("evidence")), "as after a check");
        assert!(!json!(told).to_string().contains("reported"));
    }

    fn a_wrong_place_in_the_sequence_is_refused_by_name(db: TestDatabase) {
        let desk = invented::desk(&db);
        publish(&desk);
        let server = server(&db, &desk);
        let head = settled(&desk, &server).len();
        for (query, code) in [
            ("since=-1", "bad_number"), ("since=x", "bad_number"), ("since=1.5", "bad_number"), ("since=", "bad_number"),
            ("since=99999999999999999999", "bad_number"), ("page_size=0", "bad_number"), ("page_size=-3", "bad_number"),
            ("after=1", "unknown_parameter"), ("since=1&since=1", "duplicate_parameter"), (&format!("since={}", head + 1), "beyond_head"),
        ] {
            let mut answer = server.get(&format!("/api/v1/changes?{query}"));
            let problem: Value = answer.body_mut().read_json().expect("JSON");
            assert_eq!((answer.status().as_u16(), &problem["errors"][0]["code"]), (400, &json!(code)), "{query}: {problem}");
        }
        let at_the_end = server.json(&format!("/api/v1/changes?since={head}"));
        assert_eq!(at_the_end, json!({ "changes": [], "next": head, "head": head }));
    }

    fn more_changes_have_a_link_and_an_answer_that_is_held_is_not_sent_again(db: TestDatabase) {
        let desk = invented::desk(&db);
        let organization = publish(&desk);
        desk.db.write(|c| listings::confirm(c, &organization, desk.clock.now())).expect("confirmed");
        let server = server(&db, &desk);
        let header = |answer: &ureq::http::Response<ureq::Body>, name: &str| {
            answer.headers().get(name).map(|v| v.to_str().expect("text").to_string()).unwrap_or_default()
        };
        let first = server.get("/api/v1/changes?since=0&page_size=1");
        let link = header(&first, "link");
        assert!(link.ends_with("/api/v1/changes?since=1&page_size=1>; rel=\"next\""), "{link}");
        assert_eq!(header(&server.get("/api/v1/changes"), "link"), "", "that is all");
        for path in ["/api/v1/changes", "/api/v1/statistics", "/api/v1/sources"] {
            let tag = header(&server.get(path), "etag");
            assert!(tag.starts_with('"'), "{path}: {tag}");
            let again = server.client().get(server.url(path)).header("if-none-match", &tag).call().expect("an answer");
            assert_eq!((again.status().as_u16(), header(&again, "etag")), (304, tag), "{path}");
        }
    }

    fn the_numbers_are_those_of_the_listings_in_sight(db: TestDatabase) {
        let desk = invented::desk(&db);
        let organization = publish(&desk);
        let server = server(&db, &desk);
        let badge = |server: &TestServer| server.json("/api/v1/providers?verified=true")["total"].clone();
        assert_eq!(badge(&server), 1);
        let said = server.json("/api/v1/statistics");
        assert_eq!((&said["as_of"], &said["providers"], &said["places"]), (&json!("2026-11-23"), &json!(1), &json!(1)));
        let whole = json!({ "providers": 1, "percent": 100.0 });
        assert_eq!((&said["verified"], &said["confirmed_within_90_days"]), (&whole, &whole));
        assert_eq!(said["by_state"], json!([{ "state": "OR", "providers": 1, "verified": 1, "places": 1 }]));
        let offered: Vec<&Value> = said["by_treatment"].as_array().expect("a list").iter().filter(|t| t["places"] != 0).collect();
        assert_eq!(offered, [&json!({ "treatment": "iv", "places": 1 })]);
        assert_eq!((said["phoned"].is_null(), said["by_treatment"].as_array().map(Vec::len)), (true, Some(6)));

        desk.clock.advance(Duration::days(95));
        let said = server.json("/api/v1/statistics");
        let none = json!({ "providers": 0, "percent": 0.0 });
        assert_eq!((&said["verified"], &said["confirmed_within_90_days"]), (&none, &none), "nobody says that it is still right");
        assert_eq!((badge(&server), &said["providers"]), (json!(0), &json!(1)));
        put(&desk, &organization, ListingState::Hidden);
        settled(&desk, &server);
        let said = server.json("/api/v1/statistics");
        assert_eq!((&said["providers"], &said["verified"]["percent"], &said["by_state"]), (&json!(0), &Value::Null, &json!([])));
    }

    fn each_list_that_is_loaded_is_named_with_its_date_and_whether_it_still_clears(db: TestDatabase) {
        let desk = invented::desk(&db);
        let server = server(&db, &desk);
        assert_eq!(server.json("/api/v1/sources"), json!({ "sources": [] }));
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let said = server.json("/api/v1/sources");
        let names: Vec<&str> = said["sources"].as_array().expect("a list").iter().filter_map(|s| s["name"].as_str()).collect();
        assert_eq!(names, ["NPPES", "LEIE", "SAM", "STATE-EXCLUSIONS OR"]);
        assert_eq!(said["sources"][3], json!({
            "name": "STATE-EXCLUSIONS OR", "state": "OR", "version": "2026-11", "list_date": "2026-11-20", "complete": true, "in_date": true,
            "rows": 1, "loaded_at": "2026-11-20T12:00:00Z"
        }));
        assert!(said["sources"][0]["state"].is_null());
        desk.clock.advance(Duration::days(33));
        let late = server.json("/api/v1/sources");
        assert!(late["sources"].as_array().expect("a list").iter().all(|s| s["in_date"] == false), "{late}");
        assert_eq!(server.get("/api/v1/sources?list=leie").status(), 400);
    }
}

#[test]
fn a_stretch_of_the_changes_is_read_along_its_numbers_and_not_sorted() {
    let db = TestDatabase::sqlite();
    let desk = invented::desk(&db);
    publish(&desk);
    let mut steps = Vec::new();
    desk.db
        .read(|conn| {
            steps = plans(conn, |conn| {
                assert!(!changes::between(conn, 0, 1_000, 100).expect("reads").is_empty());
            });
            Ok::<_, DbError>(())
        })
        .expect("reads");
    assert!(steps.len() >= 3, "the changes, the listings, their organizations: {steps:?}");
    for step in &steps {
        assert!(!step.starts_with("SCAN") && !step.contains("TEMP B-TREE"), "{step}");
    }
}
