//! Searching over HTTP: the API and the page, over a directory put straight into the index. No stored data is
//! touched, so SQLite stands for both databases; `journey` takes a listing through all stages on both.

mod accuracy;
mod compare;
mod guide;
mod kept;
mod map;
mod next_step;
mod open_now;
mod provider_page;
mod said;
mod vcard;
pub mod world;

use chrono::Duration;
use serde_json::Value;

use vouchsafe::domain::ids::slug_of;

use crate::support::RESULT_FIELDS;
use world::{World, directory};

#[test]
fn a_listing_is_found_from_its_own_zip_and_from_others_at_the_right_distance() {
    let world = World::of(directory());
    let found = world.json(200, "/api/v1/providers?near=97202&radius=10");
    assert_eq!(found["place"]["kind"], "zip");
    assert_eq!(found["radius_miles"], 10);
    assert_eq!((&found["total"], &found["next_page_token"]), (&3.into(), &"".into()));
    let first = &found["results"][0];
    assert_eq!((first["name"].as_str(), first["distance_miles"].as_f64()), (Some("Alder Clinic"), Some(0.0)));
    let miles = found["results"][1]["distance_miles"].as_f64().expect("a distance");
    assert!((0.5..5.0).contains(&miles), "{miles}");
    // From Manhattan, across the continent: 2,440 miles, give or take the centroids.
    let far = world.json(200, "/api/v1/providers?near=10001&radius=any&q=alder");
    let miles = far["results"][0]["distance_miles"].as_f64().expect("a distance");
    assert!((miles - 2440.0).abs() < 25.0, "{miles}");
}

#[test]
fn a_result_says_what_the_contract_names() {
    let world = World::of(directory());
    let found = world.json(200, "/api/v1/providers?q=alder");
    let result = &found["results"][0];
    for field in RESULT_FIELDS {
        assert!(result.get(field).is_some(), "{field} is missing: {result}");
    }
    for field in ["id", "line1", "city", "state", "postal_code", "latitude", "longitude", "position", "phone"] {
        assert!(result["location"].get(field).is_some(), "location.{field} is missing");
    }
    assert_eq!(result["verification"]["status"], "verified");
    assert_eq!(result["verification"]["strip"]["exclusions"]["word"], "checked");
    assert_eq!(result["verification"]["strip"]["details"]["date"], "2026-09-01");
    assert_eq!((&found["place"], &found["radius_miles"]), (&Value::Null, &Value::Null));
    assert_eq!(found["facets"]["condition"]["anxiety"], 1, "panic is one of the anxiety disorders");
}

#[test]
fn a_misspelt_name_is_found_and_page_and_api_say_what_it_was_read_as() {
    let world = World::of(directory());
    let found = world.json(200, "/api/v1/providers?q=aldre");
    assert_eq!((&found["total"], found["results"][0]["name"].as_str()), (&1.into(), Some("Alder Clinic")));
    assert_eq!(
        found["q_read_as"],
        serde_json::json!([{ "typed": "aldre", "names": ["alder"], "treatments": [], "conditions": [] }])
    );
    assert_eq!(world.json(200, "/api/v1/providers?q=alder")["q_read_as"], serde_json::json!([]));
    let page = world.page(200, "/search?q=aldre");
    assert!(page.contains("No name begins with") && page.contains("aldre"), "{page}");
    assert!(world.page(200, "/es/search?q=aldre").contains("Ningún nombre empieza por"));
    assert!(!world.page(200, "/search?q=alder").contains("No name begins with"));
}

#[test]
fn a_misspelt_medicine_finds_who_offers_it_and_the_page_says_so() {
    let world = World::of(directory());
    let found = world.json(200, "/api/v1/providers?q=Sprovato");
    let offering = world.json(200, "/api/v1/providers?treatment=esketamine");
    assert_eq!(found["total"], offering["total"]);
    assert_eq!(found["q_read_as"][0]["treatments"], serde_json::json!(["esketamine"]));
    let page = world.page(200, "/search?q=Sprovato");
    assert!(page.contains("was read as: Spravato (esketamine) nasal spray"), "{page}");
    assert!(world.page(200, "/es/search?q=Sprovato").contains("se entendió como"));
}

#[test]
fn a_home_is_measured_from_its_zip_and_its_street_is_nowhere() {
    let world = World::of(directory());
    let paths = [
        "/api/v1/providers?near=97206&radius=any",
        "/api/v1/providers/hazel-at-home",
        "/api/v1/providers/hazel-at-home/verification",
        "/search?near=97206",
    ];
    for path in paths {
        let text = world.page(200, path);
        assert!(text.contains("Hazel at Home"), "{path}");
        for secret in ["Private Lane", "7777", "45.4821", "122.5987"] {
            assert!(!text.contains(secret), "{path} tells {secret}");
        }
    }
    let found = world.json(200, "/api/v1/providers?near=97206&q=hazel");
    let result = &found["results"][0];
    assert_eq!((&result["location"]["position"], &result["distance_miles"]), (&"zip_centroid".into(), &0.0.into()));
    assert!(world.page(200, "/search?near=97206").contains("In this ZIP code"));
}

#[test]
fn telehealth_alone_is_found_by_state_and_never_by_radius() {
    let world = World::of(directory());
    assert_eq!(world.names("licensed_in=OR"), ["Cedar by Video"]);
    assert_eq!(world.names("licensed_in=WA"), Vec::<String>::new());
    assert!(!world.names("near=97202&radius=500").contains(&"Cedar by Video".to_string()));
    let found = world.json(200, "/api/v1/providers?licensed_in=OR");
    let (result, location) = (&found["results"][0], &found["results"][0]["location"]);
    assert_eq!((&result["distance_miles"], &location["line1"]), (&Value::Null, &Value::Null));
    assert_eq!(location["phone"], "(503) 555-0142");
}

#[test]
fn a_state_contains_and_measures_nothing() {
    let world = World::of(directory());
    assert_eq!(world.names("near=NY"), ["Far Clinic"]);
    let found = world.json(200, "/api/v1/providers?near=Oregon");
    assert_eq!((&found["total"], &found["place"]["kind"]), (&3.into(), &"state".into()));
    assert_eq!(found["results"][0]["distance_miles"], Value::Null);
}

#[test]
fn what_the_facets_promise_is_what_choosing_gives() {
    let world = World::of(directory());
    let found = world.json(200, "/api/v1/providers?near=97202&verified=true");
    for (group, options) in found["facets"].as_object().expect("groups") {
        for (value, count) in options.as_object().expect("options") {
            let base = if group == "verified" { "near=97202" } else { "near=97202&verified=true" };
            let chosen = world.json(200, &format!("/api/v1/providers?{base}&{group}={value}"));
            assert_eq!(&chosen["total"], count, "{group}={value}");
        }
    }
}

#[test]
fn pages_follow_each_other_by_token_and_by_link() {
    let world = World::of(directory());
    let mut path = "/api/v1/providers?page_size=2&sort=price".to_string();
    let mut names = Vec::new();
    for page in 1.. {
        let mut answer = world.server.get(&path);
        let link = answer.headers().get("link").and_then(|v| v.to_str().ok()).map(str::to_string);
        let found: Value = answer.body_mut().read_json().expect("JSON");
        assert_eq!(found["total"], 5);
        names.extend(found["results"].as_array().expect("results").iter().map(|r| r["name"].to_string()));
        let Some(link) = link else {
            assert_eq!((page, &found["next_page_token"]), (3, &"".into()));
            break;
        };
        let url = link.strip_prefix('<').and_then(|l| l.strip_suffix(">; rel=\"next\"")).expect("a link");
        path = url[url.find("/api/").expect("our API")..].to_string();
        assert!(path.contains(found["next_page_token"].as_str().expect("a token")));
    }
    assert_eq!(names.len(), 5);
    assert_eq!(names[4], "\"Hazel at Home\"", "a missing price is last");
    let token = path.split("page_token=").nth(1).expect("a token");
    for wrong in [format!("page_token={token}"), format!("sort=price&page_token={token}x")] {
        let problem = world.json(400, &format!("/api/v1/providers?{wrong}"));
        assert_eq!(problem["errors"][0]["code"], "bad_page_token", "{wrong}");
    }
}

#[test]
fn every_wrong_value_is_named_in_one_problem_document() {
    let world = World::of(directory());
    let mut answer = world.server.get("/api/v1/providers?near=Nowhereville&radius=9999&treatment=magic&what=1");
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem: Value = answer.body_mut().read_json().expect("JSON");
    for field in ["type", "title", "status", "detail", "instance"] {
        assert!(problem.get(field).is_some(), "{field} is missing");
    }
    let named: Vec<_> = problem["errors"].as_array().expect("errors").iter().map(|e| e["parameter"].clone()).collect();
    for parameter in ["near", "radius", "treatment", "what"] {
        assert!(named.contains(&parameter.into()), "{parameter} is not in {named:?}");
    }
    let several = world.json(400, "/api/v1/providers?near=Springfield");
    assert_eq!(several["errors"][0]["code"], "ambiguous_place");
    assert_eq!(world.json(400, "/api/v1/providers?near=%FF")["errors"][0]["code"], "not_utf8");
}

#[test]
fn a_provider_has_one_address_that_old_ones_lead_to() {
    let world = World::of(directory());
    let provider = world.json(200, "/api/v1/providers/alder-clinic");
    let by_id = world.json(200, &format!("/api/v1/providers/{}", provider["id"].as_str().expect("an id")));
    assert_eq!(provider, by_id);
    assert_eq!(provider["clinicians"][0]["licenses"][0]["state"], "OR");
    let old = world.server.get("/api/v1/providers/alder-clinic-before/verification");
    assert_eq!(old.status(), 301);
    assert_eq!(old.headers()["location"], "/api/v1/providers/alder-clinic/verification");
    assert_eq!(world.json(404, "/api/v1/providers/nobody")["status"], 404);
    assert_eq!(world.json(404, "/api/v1/providers/nobody/verification")["status"], 404);
}

#[test]
fn what_was_checked_is_public_in_our_words_and_goes_when_its_date_does() {
    let world = World::of(directory());
    let path = "/api/v1/providers/alder-clinic/verification";
    let before = world.json(200, path);
    assert_eq!(before["checks"][1]["outcome"], "pass");
    assert!(!before.to_string().contains("namesake"), "a check's own detail is not public");
    world.clock.advance(Duration::days(31));
    let after = world.json(200, path);
    assert_eq!(after["verification"]["status"], "partly_verified");
    assert_eq!(after["checks"][1]["outcome"], "not_checked");
    assert_eq!(world.names("verified=true"), Vec::<String>::new());
    world.clock.advance(Duration::days(400));
    assert_eq!(world.json(410, path)["status"], 410);
    assert_eq!(world.names(""), Vec::<String>::new());
}

#[test]
fn an_unchanged_answer_is_not_sent_again() {
    let world = World::of(directory());
    for path in ["/api/v1/providers?near=97202", "/api/v1/providers/alder-clinic", "/api/v1/places?q=97202"] {
        let first = world.server.get(path);
        let tag = first.headers()["etag"].to_str().expect("text").to_string();
        assert!(tag.starts_with('"'), "{tag} is strong");
        let again = world.server.client().get(world.server.url(path)).header("if-none-match", &tag).call();
        assert_eq!(again.expect("an answer").status(), 304, "{path}");
    }
}

#[test]
fn places_are_looked_up_by_name() {
    let world = World::of(vec![]);
    let one = world.json(200, "/api/v1/places?q=97202");
    assert_eq!((one["places"].as_array().map(Vec::len), &one["places"][0]["state"]), (Some(1), &"OR".into()));
    assert!(world.json(200, "/api/v1/places?q=Springfield")["places"].as_array().is_some_and(|p| p.len() > 1));
    let near = world.json(200, "/api/v1/places?q=Portlnd,+OR");
    assert!(near["suggestions"].to_string().contains("Portland"), "{near}");
    let begun = world.json(200, "/api/v1/places?q=portla");
    assert_eq!(begun["completions"][0]["label"], "Portland, OR", "{begun}");
    for (path, code) in [("", "missing"), ("?q=", "empty_value"), ("?q=a&q=b", "duplicate_parameter")] {
        assert_eq!(world.json(400, &format!("/api/v1/places{path}"))["errors"][0]["code"], code, "{path}");
    }
}

#[test]
fn the_page_shows_the_same_results_as_the_api() {
    let world = World::of(directory());
    for query in ["", "near=97202", "near=97202&treatment=iv&sort=price", "near=OR", "q=clinic", "licensed_in=OR"] {
        let page = world.page(200, &format!("/search?{query}"));
        let shown: Vec<&str> = page.split("<h2>").skip(1).filter_map(|h| h.split("/providers/").nth(1)).collect();
        let slugs: Vec<&str> = shown.iter().filter_map(|s| s.split('"').next()).collect();
        let expected: Vec<String> = world.names(query).iter().map(|n| slug_of(n)).collect();
        assert_eq!(slugs, expected, "{query}");
        assert!(page.contains("988"), "{query}: the crisis line");
    }
    let page = world.page(200, "/search?near=97202");
    for text in ["3 places within 25 miles of 97202", "tel:+15035550142", "100 Main Street"] {
        assert!(page.contains(text), "{text} is missing");
    }
    assert!(page.contains("1 telehealth provider with a license checked in Oregon"), "telehealth is a list of its own");
    let spanish = world.page(200, "/es/search?near=97202&verified=true");
    assert!(spanish.contains("href=\"/search?near=97202&amp;verified=true\""), "the same search in English");
}

#[test]
fn a_wrong_value_brings_the_form_again_with_everything_that_was_typed() {
    let world = World::of(directory());
    let page = world.page(400, "/search?near=Portlnd,+OR&radius=7000&max_price=cheap&q=ana&treatment=iv");
    for text in ["value=\"Portlnd, OR\"", "value=\"cheap\"", "value=\"ana\"", "No such place is known", "988"] {
        assert!(page.contains(text), "{text} is missing");
    }
    assert!(page.contains("value=\"iv\" checked"), "the box stays ticked");
    assert!(
        page.contains("/search?near=Portland,%20OR&amp;q=ana&amp;treatment=iv\""),
        "a suggestion leads on, without what is wrong: {page}"
    );
    assert!(page.contains("value=\"25\" selected"), "a radius that cannot be used gives way to the usual one");
    assert!(page.find("#near").zip(page.find("#radius")).is_some_and(|(a, b)| a < b), "in the order of the form");
    assert!(page.contains("<title>Error:"), "the title says so");
    world.page(400, "/search?near=97202&page=9");
}

#[test]
fn a_name_of_several_places_is_a_page_of_choices_that_keep_the_filters() {
    let world = World::of(directory());
    let page = world.page(200, "/search?near=Springfield&treatment=iv");
    assert!(page.contains("Springfield"), "{page}");
    let link = page.split("href=\"").find_map(|l| l.strip_prefix("/search?near=Springfield")).expect("a link");
    assert!(link.split('"').next().is_some_and(|l| l.contains("treatment=iv")), "{link}");
}

#[test]
fn the_one_box_takes_a_name_an_npi_and_a_treatment_but_no_place_for_a_name() {
    let world = World::of(directory());
    let leads_to = |path: &str| {
        let answer = world.server.get(path);
        let location = answer.headers().get("location").map(|l| l.to_str().expect("text").to_string());
        (answer.status().as_u16(), location)
    };
    let found = |address: &str| (303, Some(address.to_string()));
    assert_eq!(
        leads_to("/search?near=Birch+Clinic&radius=10&treatment=iv"),
        found("/search?treatment=iv&q=Birch%20Clinic")
    );
    assert_eq!(leads_to("/es/search?near=1234567893&map=true"), found("/es/search?q=1234567893&map=true"));
    assert_eq!(leads_to("/search?near=ketamine+infusion"), found("/search?q=ketamine%20infusion"));
    assert!(world.page(200, "/search?q=Birch%20Clinic").contains(">Birch Clinic</a>"), "and is shown");
    // A misspelt place stays one, and so does what nobody is called; a second fault is told.
    for wrong in [
        "near=Portlend",
        "near=Brich+Clinic",
        "near=1234567890",
        "near=Birch+Clinic&q=Alder",
        "near=Birch+Clinic&max_price=x",
    ] {
        assert_eq!(leads_to(&format!("/search?{wrong}")).0, 400, "{wrong}");
    }
    assert_eq!(world.json(400, "/api/v1/providers?near=Birch%20Clinic")["errors"][0]["code"], "unknown_place");
}

#[test]
fn one_mile_is_a_mile() {
    let world = World::of(directory());
    for (path, heading) in [
        ("/search?near=97202&radius=1", "within 1 mile of 97202"),
        ("/search?near=97202&radius=1.5", "within 1.5 miles of 97202"),
        ("/es/search?near=97202&radius=1", "a menos de 1 milla de 97202"),
        ("/es/search?near=97202&radius=25", "a menos de 25 millas de 97202"),
    ] {
        let page = world.page(200, path);
        assert!(page.contains(heading), "{heading}: {page}");
    }
}

#[test]
fn finding_nothing_always_leads_on() {
    let world = World::of(directory());
    for query in [
        "near=96701&radius=5",
        "near=97202&payment=medicaid",
        "near=WY",
        "near=97202&max_price=1&verified=true",
        "q=zzz",
    ] {
        let page = world.page(200, &format!("/search?{query}"));
        let ways = page.split("class=\"ways plain\"").nth(1).unwrap_or_else(|| panic!("{query}: no ways on"));
        assert!(ways.split("</ul>").next().is_some_and(|list| list.contains("<a href=")), "{query}");
    }
    let page = world.page(200, "/search?near=97202&payment=medicaid");
    assert!(page.contains("Without “Medicaid”: 3 places"), "{page}");
    assert!(page.contains("1 telehealth provider with a license checked in Oregon"));
    let nothing = World::of(vec![]);
    assert!(nothing.page(200, "/search?near=97202").contains("Start again with an empty form"));
}
