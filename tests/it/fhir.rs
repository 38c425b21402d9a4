//! The FHIR façade over HTTP: what a published listing looks like there, and how failures are said.

use serde_json::{Value, json};
use vouchsafe::clock::Clock;
use vouchsafe::config::RateLimits;
use vouchsafe::db::listings::{self, ListingState};
use vouchsafe::db::organizations;
use vouchsafe::pipeline::index;

use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::server::TestServer;

/// A server with one published psychiatrist.
fn scene(db: &TestDatabase) -> (vouchsafe::pipeline::Desk, TestServer) {
    let desk = invented::desk(db);
    invented::publish(&desk);
    let server =
        TestServer::start_with(db, Clock::fixed(invented::noon()), |listen| listen.rate_limits = RateLimits::Off);
    (desk, server)
}

fn only(server: &TestServer, path: &str) -> Value {
    let bundle = server.json(path);
    assert_eq!(bundle["total"], json!(1), "{path}: {bundle}");
    bundle["entry"][0]["resource"].clone()
}

fn header(answer: &ureq::http::Response<ureq::Body>, name: &str) -> String {
    answer.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_string()
}

on_both! {
    fn a_listing_is_an_organization_a_place_a_person_a_role_a_service_and_what_was_checked(db: TestDatabase) {
        let (_, server) = scene(&db);
        let organization = only(&server, "/fhir/Organization");
        assert_eq!(organization["name"], "Quiet Harbor Psychiatry");
        let place = only(&server, "/fhir/Location?near=45.48|-122.64|5|km");
        assert_eq!((&place["address"]["city"], &place["position"]["latitude"]), (&json!("Portland"), &json!(45.482)));
        assert_eq!(place["managingOrganization"]["reference"], json!(format!("Organization/{}", organization["id"].as_str().expect("an id"))));
        let person = only(&server, "/fhir/Practitioner?family=reyes");
        assert_eq!((&person["name"][0]["family"], &person["name"][0]["given"]), (&json!("Reyes"), &json!(["Ana"])));
        let qualified = &person["qualification"][0];
        assert_eq!((&qualified["code"]["coding"][0]["code"], &qualified["period"]["end"]), (&json!("MD"), &json!("2027-12-31")));
        assert!(qualified["extension"].to_string().contains("\"active\""), "everything was checked: {qualified}");
        let role = only(&server, "/fhir/PractitionerRole?location.near=45.48|-122.64|5|km");
        assert_eq!(role["code"][0]["coding"][0]["code"], "ph");
        assert!(role["extension"].to_string().contains("newpt"), "{role}");
        let service = only(&server, "/fhir/HealthcareService?service-type=iv");
        assert!(service["extension"].to_string().contains("\"physical\""), "{service}");
        assert!(service["characteristic"].to_string().contains("Generalized anxiety"), "{service}");
        let checked = server.json("/fhir/VerificationResult");
        assert_eq!(checked["total"], json!(3), "the provider, the place and the person: {checked}");
        let of_person = only(&server, "/fhir/VerificationResult?target:Practitioner.family=reyes");
        assert_eq!(of_person["status"], "validated");
        assert!(of_person["primarySource"].to_string().contains("lic-board"), "{of_person}");
        assert_eq!(server.json("/fhir/InsurancePlan")["total"], json!(0));
    }

    fn each_resource_is_read_by_its_id_and_says_nothing_private(db: TestDatabase) {
        let (_, server) = scene(&db);
        for kind in ["Organization", "Location", "Practitioner", "PractitionerRole", "HealthcareService", "VerificationResult"] {
            let all = server.json(&format!("/fhir/{kind}"));
            for entry in all["entry"].as_array().expect("entries") {
                let id = entry["resource"]["id"].as_str().expect("an id");
                assert_eq!(server.json(&format!("/fhir/{kind}/{id}")), entry["resource"]);
                assert!(entry["fullUrl"].as_str().is_some_and(|url| url.ends_with(&format!("/fhir/{kind}/{id}"))));
            }
            let text = all.to_string();
            for private in ["1979-03-14", "FR1234563", "ana@example.com", "ACLS-1", "P-77"] {
                assert!(!text.contains(private), "{kind} says {private}");
            }
            assert!(!text.contains("null") && !text.contains("[]"), "FHIR has neither: {text}");
        }
    }

    fn a_listing_that_is_hidden_is_not_there(db: TestDatabase) {
        let (desk, server) = scene(&db);
        let id = only(&server, "/fhir/Location")["id"].as_str().expect("an id").to_string();
        let organization = desk.db.read(|c| organizations::by_slug(c, "quiet-harbor-psychiatry")).expect("reads").expect("there").id;
        desk.db.write(|c| listings::set_state(c, &organization, ListingState::Hidden, desk.clock.now())).expect("hidden");
        assert_eq!(index::build(&desk).expect("indexed").providers().count(), 0);
        for _ in 0..100 {
            if server.get(&format!("/fhir/Location/{id}")).status() == 404 { break; }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        assert_eq!(server.json("/fhir/Location")["total"], json!(0));
        let gone = server.get(&format!("/fhir/Location/{id}"));
        assert_eq!((gone.status().as_u16(), header(&gone, "content-type").as_str()), (404, "application/fhir+json"));
    }
}

#[test]
fn every_failure_is_an_operation_outcome() {
    let db = TestDatabase::sqlite();
    let (_, server) = scene(&db);
    let client = server.client();
    let answers = [
        (404, server.get("/fhir/Location/nothing")),
        (404, server.get("/fhir/Patient")),
        (404, server.get("/fhir/Location/0190d6d2-7b2e-7c43-9c1a-5d1f0a6f2b11")),
        (404, server.get("/fhir/CodeSystem/nothing")),
        (404, server.get("/fhir/a/b/c")),
        (400, server.get("/fhir/Location?near=x")),
        (400, server.get("/fhir/Location/0190d6d2-7b2e-7c43-9c1a-5d1f0a6f2b11?_elements=name")),
        (400, server.get("/fhir/metadata?mode=full")),
        (400, server.get("/fhir/Location?name=%ff")),
        (405, client.delete(server.url("/fhir/Location")).call().expect("an answer")),
        (406, server.get("/fhir/Location?_format=xml")),
        (
            406,
            client
                .get(server.url("/fhir/metadata"))
                .header("accept", "application/fhir+xml")
                .call()
                .expect("an answer"),
        ),
        (
            400,
            client
                .get(server.url("/fhir/Location?endpoint=x"))
                .header("prefer", "handling=strict")
                .call()
                .expect("an answer"),
        ),
    ];
    for (status, mut answer) in answers {
        let kind = header(&answer, "content-type");
        assert_eq!((answer.status().as_u16(), kind.as_str()), (status, "application/fhir+json"));
        let body: Value = serde_json::from_str(&answer.body_mut().read_to_string().expect("text")).expect("JSON");
        assert_eq!(
            (&body["resourceType"], &body["issue"][0]["severity"]),
            (&json!("OperationOutcome"), &json!("error")),
            "{body}"
        );
        assert!(body["issue"][0]["diagnostics"].as_str().is_some_and(|text| !text.is_empty()), "{body}");
    }
    let other = client.delete(server.url("/fhir/Location")).call().expect("an answer");
    assert_eq!(header(&other, "allow"), "GET, HEAD");
}

#[test]
fn an_answer_that_is_held_already_is_not_sent_again_and_any_site_may_read_it() {
    let db = TestDatabase::sqlite();
    let (_, server) = scene(&db);
    for path in
        ["/fhir/metadata", "/fhir/Location", "/fhir/Location?near=45.48|-122.64|5|km", "/fhir/CodeSystem/treatment"]
    {
        let first = server.get(path);
        let tag = header(&first, "etag");
        assert_eq!(
            (first.status().as_u16(), header(&first, "access-control-allow-origin").as_str()),
            (200, "*"),
            "{path}"
        );
        assert!(tag.starts_with('"'), "{path}: a strong tag: {tag}");
        let again = server.client().get(server.url(path)).header("if-none-match", &tag).call().expect("an answer");
        assert_eq!(again.status(), 304, "{path}");
        assert_eq!(server.client().head(server.url(path)).call().expect("an answer").status(), 200, "{path}");
    }
}

#[test]
fn the_statement_names_what_there_is_and_our_words_have_code_systems() {
    let db = TestDatabase::sqlite();
    let (_, server) = scene(&db);
    let statement = server.json("/fhir/metadata");
    assert_eq!(
        (&statement["fhirVersion"], &statement["resourceType"]),
        (&json!("4.0.1"), &json!("CapabilityStatement"))
    );
    let service = only(&server, "/fhir/HealthcareService");
    let system = service["type"][0]["coding"][0]["system"].as_str().expect("a system").to_string();
    let path = system.split("/fhir/").nth(1).expect("one of ours");
    let told = server.json(&format!("/fhir/{path}"));
    assert_eq!(told["url"], system.as_str());
    assert!(told["concept"].to_string().contains("\"iv\""), "{told}");
}
