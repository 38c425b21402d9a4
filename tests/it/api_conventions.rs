//! What holds for every address of the JSON API. Little of it touches data, so SQLite stands for both databases.

use std::collections::BTreeMap;

use serde_json::Value;
use vouchsafe::config::RateLimits;
use vouchsafe::pipeline::Desk;
use vouchsafe::web::api::document::{document, table};

use crate::support::browser::Answer;
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::server::TestServer;

const ELSEWHERE: (&str, &str) = ("origin", "https://referrals.example");

fn open(db: &TestDatabase) -> (Desk, TestServer) {
    let desk = invented::desk(db);
    invented::publish(&desk);
    let server = TestServer::start_with(db, desk.clock.clone(), |listen| listen.rate_limits = RateLimits::Off);
    (desk, server)
}

fn ask(server: &TestServer, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = ureq::http::Request::builder().method(method).uri(server.url(path));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    Answer::read(server.client().run(request.body(()).expect("a request")).expect("an answer"))
}

/// Every address, as it can be asked, with its methods.
fn addresses() -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for operation in table::OPERATIONS {
        let path = operation.path.replace("{key}", "quiet-harbor-psychiatry").replace("{reference}", "VS-0000-0000");
        let path = if path == "/api/v1/places" { format!("{path}?q=Portland") } else { path };
        found.entry(path).or_default().push(operation.verb.as_str().to_uppercase());
    }
    found
}

/// What anybody may read.
fn reads() -> Vec<String> {
    let is_read = |(path, methods): &(String, Vec<String>)| {
        methods.contains(&"GET".to_string()) && !path.starts_with("/api/v1/submissions")
    };
    addresses().into_iter().filter(is_read).map(|(path, _)| path).collect()
}

#[test]
fn every_read_has_a_tag_a_head_and_is_not_sent_twice() {
    let db = TestDatabase::sqlite();
    let (_, server) = open(&db);
    assert!(reads().len() >= 9, "{:?}", reads());
    for path in reads() {
        let whole = ask(&server, "GET", &path, &[]);
        let tag = whole.header("etag");
        assert_eq!((whole.status, whole.header("content-type").as_str()), (200, "application/json"), "{path}");
        assert!(tag.starts_with('"') && tag.len() > 10, "{path}: {tag}");
        let held = ask(&server, "GET", &path, &[("if-none-match", &tag)]);
        assert_eq!((held.status, held.header("etag"), held.body.as_str()), (304, tag.clone(), ""), "{path}");
        let head = ask(&server, "HEAD", &path, &[]);
        assert_eq!((head.status, head.header("etag"), head.body.as_str()), (200, tag, ""), "{path}");
    }
}

#[test]
fn pages_of_other_sites_may_read_what_is_public_and_nothing_else() {
    let db = TestDatabase::sqlite();
    let (_, server) = open(&db);
    for path in reads() {
        let answer = ask(&server, "GET", &path, &[ELSEWHERE]);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{path}");
        assert!(answer.header("access-control-expose-headers").contains("etag"), "{path}");
        let asked =
            [ELSEWHERE, ("access-control-request-method", "GET"), ("access-control-request-headers", "if-none-match")];
        let before = ask(&server, "OPTIONS", &path, &asked);
        assert_eq!((before.status, before.header("access-control-allow-origin").as_str()), (204, "*"), "{path}");
        assert_eq!(before.header("access-control-allow-methods"), "GET, HEAD", "{path}");
        assert_eq!(ask(&server, "OPTIONS", &path, &[]).status, 405, "{path}: no question of a browser's");
    }
    let refused = ask(&server, "GET", "/api/v1/providers?near=nowhere-at-all-x", &[ELSEWHERE]);
    assert_eq!(
        (refused.status, refused.header("access-control-allow-origin").as_str()),
        (400, "*"),
        "a refusal can be read"
    );
    for (path, methods) in addresses() {
        for method in methods.iter().filter(|method| *method != "GET") {
            let asked = [ELSEWHERE, ("access-control-request-method", method.as_str())];
            let before = ask(&server, "OPTIONS", &path, &asked);
            let allowed = before.header("access-control-allow-methods");
            assert!(!allowed.contains(method.as_str()), "{method} {path}: {allowed}");
            let done = ask(&server, method, &path, &[ELSEWHERE]);
            assert_eq!(done.header("access-control-allow-origin"), "", "{method} {path}");
        }
    }
}

#[test]
fn another_method_another_kind_of_body_and_a_client_that_takes_no_json_are_told_so() {
    let db = TestDatabase::sqlite();
    let (_, server) = open(&db);
    let kind = |answer: &Answer| {
        assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.body);
        let problem: Value = serde_json::from_str(&answer.body).expect("JSON");
        (answer.status, problem["type"].as_str().unwrap_or_default().to_string())
    };
    for (path, methods) in addresses() {
        let answer = ask(&server, "PATCH", &path, &[]);
        assert_eq!(kind(&answer), (405, "/problems/method-not-allowed".into()), "{path}");
        for method in &methods {
            assert!(
                answer.header("allow").split(", ").any(|allowed| allowed == method),
                "{path}: {}",
                answer.header("allow")
            );
            let refused = ask(&server, method, &path, &[("accept", "text/html")]);
            assert_eq!(kind(&refused), (406, "/problems/not-acceptable".into()), "{method} {path}");
        }
        if methods.contains(&"POST".to_string()) {
            let send = |kind: &str, body: &[u8]| {
                let request = server.client().post(server.url(&path)).header("content-type", kind);
                Answer::read(request.send(body).expect("an answer"))
            };
            assert_eq!(kind(&send("text/plain", b"{}")), (415, "/problems/unsupported-media-type".into()), "{path}");
            let large = vec![b' '; 1_100_000];
            assert_eq!(kind(&send("application/json", &large)), (413, "/problems/too-large".into()), "{path}");
        }
    }
}

#[test]
fn every_answer_says_how_often_one_may_ask() {
    let db = TestDatabase::sqlite();
    let desk = invented::desk(&db);
    invented::publish(&desk);
    let server = TestServer::start_at(&db, desk.clock.clone());
    for (path, methods) in addresses() {
        for method in methods {
            let answer = ask(&server, &method, &path, &[]);
            let policy = answer.header("ratelimit-policy");
            assert!(policy.contains(";q=") && answer.header("ratelimit").contains(";r="), "{method} {path}: {policy}");
        }
    }
}

#[test]
fn every_operation_says_that_a_key_is_welcome_and_not_needed() {
    for operation in table::OPERATIONS {
        let security = &document()["paths"][operation.path][operation.verb.as_str()]["security"];
        let names: Vec<String> = security
            .as_array()
            .expect("a list")
            .iter()
            .flat_map(|one| one.as_object().expect("names").keys().cloned())
            .collect();
        assert_eq!(names, [if operation.token { "submissionToken" } else { "apiKey" }], "{}", operation.id);
    }
}
