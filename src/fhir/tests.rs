//! Searching over invented listings.

use chrono::Duration;
use serde_json::{Value, json};

use crate::domain::clinical::{Condition, Setting, Treatment};
use crate::domain::credential::{Authority, Profession};
use crate::domain::ids::Id;
use crate::domain::place::Point;
use crate::search::listing::{Clinician, License, Listing};
use crate::search::testing::{self, now};
use crate::search::{Snapshot, Spot};

use super::bundle::Bundle;
use super::search::search;
use super::{Issue, Kind, Making, capability, parameters, parse};

const BASE: &str = "http://here/fhir";

fn sign(bytes: &[u8]) -> String {
    use sha2::Digest;
    data_encoding::HEXLOWER.encode(&sha2::Sha256::new().chain_update(b"key").chain_update(bytes).finalize())
}

/// A clinic with one physician.
fn clinic(name: &str, person: (&str, &str), latitude: f64, longitude: f64) -> Listing {
    let mut listing = testing::listing(name, latitude, longitude);
    let place = &mut listing.locations[0];
    place.address.city = Some("Portland".into());
    place.address.state = Some("OR".into());
    place.address.postal_code = Some("97202".into());
    place.address.line1 = Some("100 Invented St".into());
    place.offer.treatments = vec![Treatment::Iv];
    place.offer.conditions = vec![Condition::Ptsd];
    place.offer.accepting_new = Some(true);
    place.offer.phone = Some("503-555-0142".into());
    listing.profile.organization_npi = Some("1234567893".into());
    listing.profile.clinicians = vec![Clinician {
        id: Id::new(),
        name: format!("{} {}", person.0, person.1),
        family: person.1.into(),
        profession: Profession::Np,
        npi: Some("1245319599".into()),
        prescribes: true,
        confirmed: true,
        supervision_unconfirmed_by: None,
        licenses: vec![License {
            state: "OR".into(),
            number: "AP-1".into(),
            authority: Authority::State,
            expires_on: None,
        }],
        locations: vec![place.id.clone()],
    }];
    listing
}

fn world() -> Snapshot {
    testing::snapshot(&[
        clinic("Far Harbor", ("Ana", "Núñez"), 45.60, -122.60),
        clinic("Near Harbor", ("Bo", "de la Cruz"), 45.50, -122.60),
        clinic("Quiet Elsewhere", ("Cy", "Oto"), 40.0, -100.0),
    ])
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(n, v)| (n.into(), v.into())).collect()
}

fn ask(snapshot: &Snapshot, kind: Kind, query: &str) -> Result<Value, Vec<Issue>> {
    let asked = parse(kind, &pairs(query), BASE, false)?;
    let making = Making { base: BASE, now: now() };
    let found = search(snapshot, &asked, &making, &sign).map_err(|issue| vec![issue])?;
    Ok(serde_json::to_value(Bundle::of(&asked, &found, &making)).expect("JSON"))
}

fn answer(kind: Kind, query: &str) -> Value {
    ask(&world(), kind, query).unwrap_or_else(|issues| panic!("{query}: {issues:?}"))
}

/// Names of what was found, in order.
fn names(bundle: &Value) -> Vec<String> {
    let name = |entry: &Value| {
        let resource = &entry["resource"];
        let name = resource["name"].as_str().or(resource["name"][0]["text"].as_str());
        name.or(resource["practitioner"]["display"].as_str())
            .or(resource["target"][0]["display"].as_str())
            .unwrap_or_default()
            .to_string()
    };
    bundle["entry"].as_array().map(|all| all.iter().map(name).collect()).unwrap_or_default()
}

#[test]
fn near_finds_what_lies_in_the_circle_nearest_first_with_the_true_distance() {
    let found = answer(Kind::Location, "near=45.5|-122.6|12|km");
    assert_eq!((names(&found), &found["total"]), (vec!["Near Harbor".into(), "Far Harbor".into()], &json!(2)));
    let distance = &found["entry"][1]["search"]["extension"][0];
    assert_eq!(distance["url"], "http://hl7.org/fhir/StructureDefinition/location-distance");
    // A tenth of a degree of latitude here: 11.1146 km along the ellipsoid.
    let km = distance["valueDistance"]["value"].as_f64().expect("a number");
    assert!((km - 11.1146).abs() < 0.0111, "{km}");
    assert_eq!(names(&answer(Kind::Location, "near=45.5|-122.6|11|km")), ["Near Harbor"]);
    let in_miles = answer(Kind::Location, "near=45.5|-122.6|7|[mi_us]");
    let miles = in_miles["entry"][1]["search"]["extension"][0]["valueDistance"]["value"].as_f64().expect("a number");
    assert!((miles * 1.609347 - km).abs() < 1e-3, "{miles} miles");
    assert_eq!(names(&answer(Kind::Location, "near=45.5|-122.6|0|km")), ["Near Harbor"]);
}

#[test]
fn a_chain_to_a_place_finds_who_works_and_what_is_offered_there_nearest_first() {
    for query in ["location.near=45.5|-122.6|12|km", "location:Location.near=45.5|-122.6|12|km"] {
        assert_eq!(names(&answer(Kind::PractitionerRole, query)), ["Bo de la Cruz", "Ana Núñez"], "{query}");
        assert_eq!(names(&answer(Kind::HealthcareService, query)), ["Near Harbor", "Far Harbor"], "{query}");
    }
    assert_eq!(names(&answer(Kind::PractitionerRole, "organization.name=quiet")), ["Cy Oto"]);
    assert_eq!(names(&answer(Kind::VerificationResult, "target:Practitioner.family=nunez")), ["Ana Núñez"]);
    let both = answer(Kind::PractitionerRole, "location.near=45.5|-122.6|12|km&practitioner.family=cruz");
    assert_eq!((names(&both), &both["total"]), (vec!["Bo de la Cruz".into()], &json!(1)));
}

#[test]
fn words_are_found_by_their_beginning_without_regard_to_case_and_accents() {
    for (query, count) in [
        ("family=nunez", 1),
        ("family=NÚÑ", 1),
        ("family=unez", 0),
        ("family:contains=une", 1),
        ("family:exact=Núñez", 1),
        ("family:exact=nunez", 0),
        ("family=cruz", 1),
        ("given=Cy,Bo", 2),
        ("name=ana", 1),
        ("identifier=1245319599", 3),
        ("identifier=http://hl7.org/fhir/sid/us-npi|1245319599", 3),
        ("identifier=http://elsewhere|1245319599", 0),
        ("identifier=|1245319599", 0),
        ("active=true", 3),
        ("active=false", 0),
    ] {
        assert_eq!(answer(Kind::Practitioner, query)["total"], json!(count), "{query}");
    }
}

#[test]
fn every_parameter_that_is_announced_is_understood() {
    let announced = capability::statement("http://here/fhir");
    for kind in Kind::ALL {
        let resource = announced["rest"][0]["resource"].as_array().expect("resources").iter();
        let resource = resource.clone().find(|r| r["type"] == kind.as_str()).expect("each type");
        for parameter in parameters::COMMON.iter().chain(parameters::of(*kind)) {
            assert!(resource["searchParam"].as_array().expect("some").iter().any(|p| p["name"] == parameter.name));
            let value = match parameter.kind {
                parameters::Type::Special => "45.5|-122.6|12|km",
                parameters::Type::Date => "ge2020-01-01",
                _ => "x",
            };
            let asked = parse(*kind, &pairs(&format!("{}={value}", parameter.name)), BASE, true);
            assert!(asked.is_ok(), "{kind:?} {}: {asked:?}", parameter.name);
        }
        for include in resource["searchInclude"].as_array().into_iter().flatten() {
            let asked = parse(*kind, &pairs(&format!("_include={}", include.as_str().expect("text"))), BASE, true);
            assert!(asked.is_ok(), "{include}");
        }
        for include in resource["searchRevInclude"].as_array().into_iter().flatten() {
            let asked = parse(*kind, &pairs(&format!("_revinclude={}", include.as_str().expect("text"))), BASE, true);
            assert!(asked.is_ok(), "{include}");
        }
    }
}

#[test]
fn a_value_that_cannot_be_read_is_refused_whatever_is_preferred() {
    let bad = [
        "near=",
        "near=45",
        "near=a|b",
        "near=45.5|-122.6|x|km",
        "near=45.5|-122.6|-1|km",
        "near=91|0|1|km",
        "near=0|181|1|km",
        "near=NaN|0|1|km",
        "near=inf|0",
        "near=1e999|0",
        "near=45.5|-122.6|1|furlong",
        "near=45.5|-122.6|1|km|more",
        "near=45.5|-122.6&near=45.5|-122.6",
        "near:exact=45.5|-122.6",
        "_count=-1",
        "_count=x",
        "_count=1.5",
        "_count=1&_count=2",
        "_cursor=x",
        "_cursor=x.y",
        "_lastUpdated=yesterday",
        "_lastUpdated=2026-13",
        "_lastUpdated=ge2026-02-30",
        "_lastUpdated=",
        "_lastUpdated=20260101",
        "_lastUpdated:exact=2026",
        "organization=a b",
        "organization=Location/x",
        "organization=https://elsewhere.org/fhir/Organization/x",
        "organization=",
        "name=,",
        "name=a,,b",
        "name=a\\",
        "name:missing=true",
        "name:sounds=a",
        "status:not=active",
        "name.near=1|2",
        "organization.organization=x&name=",
        "organization:Practitioner.name=x",
    ];
    for query in bad {
        assert!(ask(&world(), Kind::Location, query).is_err(), "{query}");
    }
}

#[test]
fn a_search_that_would_be_costly_or_of_nothing_is_refused() {
    let many = (0..60).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let apart = (0..60).map(|n| format!("name={n}")).collect::<Vec<_>>().join("&");
    for query in [format!("name={many}"), apart, "name=\u{301}".to_string(), "name=\u{1}".to_string()] {
        assert!(ask(&world(), Kind::Location, &query).is_err(), "{query:?}");
    }
}

#[test]
fn large_numbers_poles_and_the_antimeridian_are_no_trouble() {
    for query in [
        "near=90|0|1|km",
        "near=-90|0|1|km",
        "near=0|180|1|km",
        "near=0|-180|1|km",
        "near=-0|-0|1|km",
        "near=45.5|-122.6|1e300|km",
        "_count=99999999999999999999999",
        "_lastUpdated=le9999-12-31",
        "_lastUpdated=ge0001",
    ] {
        let answered = ask(&world(), Kind::Location, query);
        assert!(answered.is_ok(), "{query}: {answered:?}");
    }
    assert_eq!(answer(Kind::Location, "near=45.5|-122.6|1e300|km")["total"], json!(3));
}

#[test]
fn what_is_not_supported_is_told_of_or_refused_and_never_silently_left_out() {
    let query = "endpoint=Endpoint/1&name=near";
    let told = answer(Kind::Location, query);
    assert_eq!((names(&told)[0].as_str(), &told["total"]), ("Near Harbor", &json!(1)));
    let last = told["entry"].as_array().and_then(|all| all.last()).expect("an outcome");
    assert_eq!(
        (&last["search"]["mode"], &last["resource"]["issue"][0]["code"]),
        (&json!("outcome"), &json!("not-supported"))
    );
    assert_eq!(
        told["link"][0]["url"], "http://here/fhir/Location?name=near",
        "what was left out is not in the address"
    );
    assert!(parse(Kind::Location, &pairs(query), BASE, true).is_err());
    for query in [
        "_sort=name",
        "_elements=name",
        "_include=Location:endpoint",
        "_revinclude=Endpoint:x",
        "_has:PractitionerRole:location:role=ph",
        "_summary=text",
    ] {
        assert!(parse(Kind::Location, &pairs(query), BASE, true).is_err(), "{query}");
        let told = answer(Kind::Location, query);
        assert!(
            told["entry"].as_array().is_some_and(|all| all.iter().any(|e| e["search"]["mode"] == "outcome")),
            "{query}"
        );
    }
}

#[test]
fn pages_show_everything_once_also_while_listings_are_added() {
    let mut listings: Vec<Listing> =
        (0..7).map(|n| clinic(&format!("Clinic {n}"), ("A", "B"), 45.5 + f64::from(n) / 100.0, -122.6)).collect();
    for query in ["_count=2", "_count=2&near=45.5|-122.6|50|km", "_count=2&near=45.5|-122.6|50|km&name=clinic"] {
        let mut snapshot = testing::snapshot(&listings);
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = ask(&snapshot, Kind::Location, &format!("{query}{cursor}")).expect("a page");
            seen.extend(names(&page));
            let Some(next) = page["link"].as_array().and_then(|l| l.iter().find(|l| l["relation"] == "next")) else {
                break;
            };
            let next = next["url"].as_str().expect("text").split("_cursor=").nth(1).expect("a cursor").to_string();
            cursor = format!("&_cursor={next}");
            // Somebody is listed in between, before where we are.
            listings.push(clinic("Late", ("A", "B"), 45.4, -122.6));
            snapshot = testing::snapshot(&listings);
            listings.pop();
        }
        seen.retain(|name| name != "Late");
        assert_eq!(seen, (0..7).map(|n| format!("Clinic {n}")).collect::<Vec<_>>(), "{query}");
    }
}

#[test]
fn what_a_page_ended_with_may_go_out_of_sight_and_the_next_page_goes_on_behind_it() {
    let listings: Vec<Listing> =
        (0..5).map(|n| clinic(&format!("Clinic {n}"), ("A", "B"), 45.5 + f64::from(n) / 100.0, -122.6)).collect();
    for query in ["_count=2", "_count=2&near=45.5|-122.6|50|km", "_count=2&near=45.5|-122.6|50|km&name=clinic"] {
        let first = ask(&testing::snapshot(&listings), Kind::Location, query).expect("a page");
        let next = first["link"][1]["url"].as_str().expect("a next page").split("_cursor=").nth(1).expect("a cursor");
        let left: Vec<Listing> = listings.iter().filter(|l| l.profile.name != "Clinic 1").cloned().collect();
        let second =
            ask(&testing::snapshot(&left), Kind::Location, &format!("{query}&_cursor={next}")).expect("a page");
        assert_eq!(names(&second), ["Clinic 2", "Clinic 3"], "{query}");
    }
}

#[test]
fn what_may_have_changed_is_newer_when_a_check_or_a_license_runs_out() {
    let mut listing = clinic("A", ("A", "B"), 45.5, -122.6);
    listing.profile.updated_at = now() - Duration::days(30);
    listing.profile.clinicians[0].licenses[0].expires_on = (now() - Duration::days(3)).date_naive().pred_opt();
    let snapshot = testing::snapshot(&[listing]);
    let since = (now() - Duration::days(4)).date_naive();
    for kind in [Kind::Practitioner, Kind::VerificationResult] {
        let found = ask(&snapshot, kind, &format!("_lastUpdated=ge{since}")).expect("found");
        assert_ne!(found["total"], json!(0), "{kind:?}");
    }
}

#[test]
fn a_cursor_that_was_edited_or_is_of_another_search_is_refused() {
    let first = answer(Kind::Location, "_count=1");
    let next = first["link"][1]["url"].as_str().expect("a next page");
    let cursor = next.split("_cursor=").nth(1).expect("a cursor").to_string();
    assert!(
        ask(&world(), Kind::Location, &format!("_count=2&_cursor={cursor}")).is_ok(),
        "another size is no other search"
    );
    assert!(ask(&world(), Kind::Location, &format!("name=near&_cursor={cursor}")).is_err());
    assert!(ask(&world(), Kind::HealthcareService, &format!("_cursor={cursor}")).is_err());
    for at in 0..cursor.len() {
        let mut edited = cursor.clone().into_bytes();
        edited[at] = if edited[at] == b'A' { b'B' } else { b'A' };
        let edited = String::from_utf8(edited).expect("ASCII");
        assert!(ask(&world(), Kind::Location, &format!("_cursor={edited}")).is_err(), "{at}");
    }
}

#[test]
fn a_reference_is_an_id_a_type_with_it_or_a_whole_address_of_ours() {
    let snapshot = world();
    let id = snapshot.providers().next().expect("one").profile.provider_id.to_string();
    for reference in [id.clone(), format!("Organization/{id}"), format!("{BASE}/Organization/{id}")] {
        let found = ask(&snapshot, Kind::Location, &format!("organization={reference}")).expect("found");
        assert_eq!(found["total"], json!(1), "{reference}");
    }
    for other in [
        format!("https://elsewhere.org/fhir/Organization/{id}"),
        format!("x/Organization/{id}"),
        format!("{BASE}x/Organization/{id}"),
    ] {
        assert!(ask(&snapshot, Kind::Location, &format!("organization={other}")).is_err(), "{other}");
    }
}

#[test]
fn references_are_followed_both_ways_each_once() {
    let found = answer(
        Kind::Location,
        "name=near&_include=Location:organization&_revinclude=PractitionerRole:location&_revinclude=HealthcareService:location",
    );
    let all: Vec<(&str, &str)> = found["entry"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|e| {
            (e["resource"]["resourceType"].as_str().expect("a type"), e["search"]["mode"].as_str().expect("a mode"))
        })
        .collect();
    assert_eq!(
        all,
        [
            ("Location", "match"),
            ("Organization", "include"),
            ("PractitionerRole", "include"),
            ("HealthcareService", "include")
        ]
    );
    assert_eq!(found["total"], json!(1), "what comes along does not count");
    let counted = answer(Kind::Location, "_summary=count");
    assert_eq!((&counted["total"], counted.get("entry")), (&json!(3), None));
}

#[test]
fn dates_have_prefixes_and_the_precision_that_they_are_written_with() {
    let mut listings = [clinic("A", ("A", "B"), 45.5, -122.6), clinic("B", ("A", "B"), 45.5, -122.6)];
    listings[1].profile.updated_at = now() - Duration::days(400);
    let snapshot = testing::snapshot(&listings);
    // The tests' present is 4 Oct 2024, 00:00.
    for (date, expected) in [
        ("2024-10-04", "A"),
        ("2024-10", "A"),
        ("2024", "A"),
        ("2023", "B"),
        ("lt2024", "B"),
        ("ge2024-10-04", "A"),
        ("gt2024-10-04", ""),
        ("ne2024", "B"),
        ("2024-10-04T00:00:00Z", "A"),
        ("2024-10-04T00:00Z", "A"),
        ("2024-10-04T00:01Z", ""),
        ("2024-10-03T17:00:00-07:00", "A"),
        ("2022,2023", "B"),
        ("le2024-10-04", "AB"),
    ] {
        let found = ask(&snapshot, Kind::Organization, &format!("_lastUpdated={date}")).expect(date);
        assert_eq!(names(&found).concat(), expected, "{date}");
    }
}

#[test]
fn a_hidden_street_is_nowhere() {
    let mut hidden = clinic("Home", ("A", "B"), 45.5, -122.6);
    hidden.locations[0].hide_street = true;
    let snapshot = testing::snapshot(&[hidden]);
    for kind in Kind::ALL {
        let text = ask(&snapshot, *kind, "").expect("found").to_string();
        assert!(!text.contains("100 Invented St") && !text.contains("-122.6"), "{kind:?}: {text}");
    }
    assert_eq!(ask(&snapshot, Kind::Location, "address=invented").expect("found")["total"], json!(0));
    let site = snapshot.providers().next().expect("one").sites[0].spot;
    assert_eq!(site, None::<Spot>, "these ZIPs have no centroid");
}

#[test]
fn who_is_late_or_serves_from_afar_alone() {
    let mut late = clinic("Late", ("A", "B"), 45.5, -122.6);
    late.profile.confirmed_at = Some(now() - Duration::days(200));
    let mut afar = clinic("Afar", ("C", "D"), 45.5, -122.6);
    afar.locations[0].offer.settings = vec![Setting::Telehealth];
    afar.locations[0].point = None;
    let snapshot = testing::snapshot(&[late, afar]);
    assert_eq!(names(&ask(&snapshot, Kind::Location, "").expect("found")), ["Afar"], "suppressed is not in FHIR");
    assert_eq!(ask(&snapshot, Kind::Location, "near=45.5|-122.6|5000|km").expect("found")["total"], json!(0));
    let service = ask(&snapshot, Kind::HealthcareService, "").expect("found");
    let delivered = service["entry"][0]["resource"]["extension"].to_string();
    assert!(delivered.contains("\"virtual\"") && !delivered.contains("\"physical\""), "{delivered}");
    assert_eq!(Point::new(91.0, 0.0), None);
}

#[test]
fn the_page_about_fhir_names_every_parameter_as_met() {
    let page = include_str!("../../docs/fhir.md");
    for kind in Kind::ALL {
        for parameter in parameters::of(*kind) {
            let is_row = |line: &&str| {
                line.starts_with(&format!("| {} |", kind.as_str()))
                    && line.contains(&format!("`{}`", parameter.name))
                    && line.contains("| yes")
            };
            assert!(page.lines().any(|line| is_row(&line)), "{kind:?} {}", parameter.name);
        }
    }
}
