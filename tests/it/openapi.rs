//! The API's description of itself agrees with what the server does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use serde_json::Value;
use vouchsafe::clock::Clock;
use vouchsafe::config::RateLimits;
use vouchsafe::domain::badge::StripWord;
use vouchsafe::domain::change::ListedChange;
use vouchsafe::domain::check::{Outcome, VerificationStatus};
use vouchsafe::domain::clinical::{Condition, Payment, SafetyPractice, Setting, Treatment};
use vouchsafe::domain::credential::{Authority, Coverage, CredentialKind, DeaBasis, Profession};
use vouchsafe::domain::dossier::ProviderKind;
use vouchsafe::domain::freshness::Freshness;
use vouchsafe::domain::place::{PlaceKind, Position, USPS_STATES};
use vouchsafe::domain::problem;
use vouchsafe::domain::report::{Language, ReportReason};
use vouchsafe::domain::schedule::{Day, Within};
use vouchsafe::domain::shown::PublicOutcome;
use vouchsafe::domain::submission::SubmissionState;
use vouchsafe::search::Sort;
use vouchsafe::web::api::document::{document, table};

use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::server::TestServer;

const IN_THE_REPOSITORY: &str = "docs/openapi.json";

fn server(db: &TestDatabase) -> TestServer {
    TestServer::start_with(db, Clock::system(), |listen| listen.rate_limits = RateLimits::Off)
}

/// Every object in a JSON value, with its JSON pointer.
fn objects<'a>(value: &'a Value, at: &str, found: &mut Vec<(String, &'a serde_json::Map<String, Value>)>) {
    match value {
        Value::Object(fields) => {
            found.push((at.to_string(), fields));
            for (name, value) in fields {
                objects(value, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| objects(v, &format!("{at}/{i}"), found)),
        _ => {}
    }
}

fn everything() -> Vec<(String, &'static serde_json::Map<String, Value>)> {
    let mut found = Vec::new();
    objects(document(), "", &mut found);
    found
}

/// The addresses of the API in the one table of addresses.
fn routes() -> BTreeSet<String> {
    let table = fs::read_to_string("src/web/routes.rs").expect("run from the repository's root");
    let code = table.lines().map(|line| line.split("//").next().unwrap_or_default());
    let texts = code.flat_map(|line| line.split('"').skip(1).step_by(2).map(str::to_string).collect::<Vec<_>>());
    texts.filter(|text| text.starts_with("/api/v1/")).collect()
}

/// The methods that the document has for an address, as `Allow` names them.
fn described(path: &str) -> BTreeSet<String> {
    let item = document()["paths"][path].as_object();
    let mut methods: BTreeSet<String> = item.into_iter().flatten().map(|(verb, _)| verb.to_uppercase()).collect();
    if methods.contains("GET") {
        methods.insert("HEAD".into());
    }
    methods
}

#[test]
fn every_address_of_the_api_is_described_with_its_methods_and_every_description_is_served() {
    let db = TestDatabase::sqlite();
    let server = server(&db);
    let in_the_document = document()["paths"].as_object().expect("paths").keys().cloned();
    let mut faults = Vec::new();
    for path in routes().into_iter().chain(in_the_document).collect::<BTreeSet<_>>() {
        let asked = path.replace("{key}", "x").replace("{reference}", "x");
        let answer = server.client().patch(server.url(&asked)).send_empty().expect("an answer");
        let allow = answer.headers().get("allow").and_then(|v| v.to_str().ok()).unwrap_or_default();
        let served: BTreeSet<String> = allow.split(", ").filter(|m| !m.is_empty()).map(str::to_string).collect();
        for method in served.difference(&described(&path)) {
            faults.push(format!(
                "{method} {path} is served and not described: src/web/api/document/table.rs needs a row"
            ));
        }
        for method in described(&path).difference(&served) {
            faults.push(format!("{method} {path} is described and not served: src/web/routes.rs does not know it"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_list_of_words_in_the_document_is_one_of_the_domains() {
    let sorts = Sort::ALL.map(Sort::as_str);
    let lists: &[(&str, &[&str])] = &[
        ("Treatment", Treatment::WORDS),
        ("Condition", Condition::WORDS),
        ("Setting", Setting::WORDS),
        ("SafetyPractice", SafetyPractice::WORDS),
        ("Payment", Payment::WORDS),
        ("Profession", Profession::WORDS),
        ("CredentialKind", CredentialKind::WORDS),
        ("Authority", Authority::WORDS),
        ("DeaBasis", DeaBasis::WORDS),
        ("Coverage", Coverage::WORDS),
        ("ProviderKind", ProviderKind::WORDS),
        ("Day", Day::WORDS),
        ("Within", Within::WORDS),
        ("Position", Position::WORDS),
        ("PlaceKind", PlaceKind::WORDS),
        ("Outcome", Outcome::WORDS),
        ("PublicOutcome", PublicOutcome::WORDS),
        ("VerificationStatus", VerificationStatus::WORDS),
        ("StripWord", StripWord::WORDS),
        ("ListedChange", ListedChange::WORDS),
        ("ReportReason", ReportReason::WORDS),
        ("Language", Language::WORDS),
        ("Freshness", Freshness::WORDS),
        ("SubmissionState", SubmissionState::WORDS),
        ("sort", &sorts),
        ("State", USPS_STATES),
        ("in", problem::PLACES),
    ];
    let mut unseen: BTreeMap<&str, &[&str]> = lists.iter().copied().collect();
    for (at, object) in everything() {
        let Some(words) = object.get("enum").and_then(Value::as_array) else { continue };
        if *words == [Value::Bool(true)] {
            continue;
        }
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        let (name, _) = lists.iter().find(|(_, list)| *list == words).unwrap_or_else(|| panic!("{at}: {words:?}"));
        unseen.remove(name);
        if let Some(component) = at.strip_prefix("/components/schemas/").filter(|rest| !rest.contains('/')) {
            assert_eq!(component, *name, "a list of words under another name");
        }
    }
    assert!(unseen.is_empty(), "nowhere in the document: {unseen:?}");
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    let lost: Vec<String> = everything()
        .into_iter()
        .filter_map(|(at, object)| Some((at, object.get("$ref")?.as_str()?)))
        .filter(|(_, to)| to.strip_prefix('#').is_none_or(|pointer| document().pointer(pointer).is_none()))
        .map(|(at, to)| format!("{at} refers to {to}"))
        .collect();
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn operations_have_names_of_their_own_and_say_what_their_path_needs() {
    let mut names = BTreeSet::new();
    for operation in table::OPERATIONS {
        assert!(names.insert(operation.id), "{} twice", operation.id);
        assert!(table::TAGS.iter().any(|(tag, _)| *tag == operation.tag), "{}: {}", operation.id, operation.tag);
        let said = &document()["paths"][operation.path][operation.verb.as_str()];
        for name in operation.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            let parameters = said["parameters"].as_array().expect("parameters");
            assert!(parameters.iter().any(|p| p["in"] == "path" && p["name"] == name), "{}: {name}", operation.id);
        }
    }
}

#[test]
fn the_document_in_the_repository_is_the_one_that_is_printed_and_served() {
    let kept = fs::read_to_string(IN_THE_REPOSITORY).unwrap_or_default();
    let printed = Command::new(env!("CARGO_BIN_EXE_vouchsafe")).arg("openapi").output().expect("runs");
    assert_eq!(printed.status.code(), Some(0));
    let same = kept.as_bytes() == printed.stdout;
    assert!(
        same,
        "the API has changed; look at it: cargo run -- openapi > {IN_THE_REPOSITORY} && git diff {IN_THE_REPOSITORY}"
    );
    let db = TestDatabase::sqlite();
    let mut served = server(&db).get("/api/v1/openapi.json");
    assert_eq!(served.headers()["content-type"], "application/json");
    let served: Value = served.body_mut().read_json().expect("JSON");
    assert_eq!(served, serde_json::from_str::<Value>(&kept).expect("JSON"));
}

#[test]
fn the_page_of_the_api_tells_of_every_operation_and_schema_and_its_links_lead_somewhere() {
    let db = TestDatabase::sqlite();
    let mut answer = server(&db).get("/api/docs");
    assert_eq!(answer.status(), 200);
    let page = answer.body_mut().read_to_string().expect("text");
    let places = |before: &str| -> BTreeSet<String> {
        page.split(before).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_string).collect()
    };
    let ids = places(" id=\"");
    for operation in table::OPERATIONS {
        assert!(ids.contains(operation.id) && page.contains(operation.path), "{}", operation.id);
    }
    for name in document()["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(ids.contains(&format!("schema-{name}")), "{name}");
    }
    let lost: Vec<String> = places("href=\"#").difference(&ids).cloned().collect();
    assert!(lost.is_empty(), "{lost:?}");
}

on_both! {
    fn the_dossier_of_the_example_is_taken(db: TestDatabase) {
        let desk = invented::desk(&db);
        let server = TestServer::start_at(&db, desk.clock.clone());
        let (status, taken) = server.post_json("/api/v1/submissions", &document()["components"]["examples"]["dossier"]["value"]);
        assert_eq!(status, 201, "{taken}");
    }
}
