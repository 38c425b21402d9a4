//! What holds for every request, whatever it asks for. No data is touched, so SQLite stands for both databases.

use std::io::Write;
use std::time::{Duration, Instant};

use vouchsafe::clock::Clock;
use vouchsafe::config::RateLimits;

use crate::support::database::TestDatabase;
use crate::support::server::{TestServer, parts, read_to_end};

const EVERYWHERE: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
];
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

/// A server without rate limits, for tests that ask often.
fn server(db: &TestDatabase) -> TestServer {
    TestServer::start_with(db, Clock::system(), |listen| listen.rate_limits = RateLimits::Off)
}

fn header(answer: &ureq::http::Response<ureq::Body>, name: &str) -> String {
    answer.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_string()
}

#[test]
fn every_answer_carries_the_safety_headers_and_a_content_type() {
    let db = TestDatabase::sqlite();
    let server = server(&db);
    let client = server.client();
    let answers = [
        ("a probe", 200, server.get("/healthz")),
        ("a text", 200, server.get("/robots.txt")),
        ("a page", 200, server.get("/problems/not-found")),
        ("no such page", 404, server.get("/no/such/page")),
        ("no such page in Spanish", 404, server.get("/es/no/such/page")),
        ("no such API", 404, server.get("/api/v1/nothing")),
        ("another method", 405, client.delete(server.url("/healthz")).call().expect("an answer")),
        (
            "a foreign form",
            403,
            client.post(server.url("/x")).header("origin", "https://evil.example").send("a=b").expect("an answer"),
        ),
    ];
    for (what, status, answer) in &answers {
        assert_eq!(answer.status(), *status, "{what}");
        for (name, value) in EVERYWHERE {
            assert_eq!(header(answer, name), *value, "{what}: {name}");
        }
        assert_eq!(header(answer, "content-security-policy"), CSP, "{what}");
        assert!(header(answer, "permissions-policy").contains("camera=()"), "{what}");
        assert!(!header(answer, "content-type").is_empty(), "{what}: no content type");
        assert_eq!(header(answer, "strict-transport-security"), "", "{what}: no HSTS without https");
        assert!(!header(answer, "x-request-id").is_empty(), "{what}: no request id");
    }
}

#[test]
fn https_is_promised_where_people_come_by_https() {
    let db = TestDatabase::sqlite();
    let answer = TestServer::start_https(&db).get("/no/such/page");
    assert_eq!(header(&answer, "strict-transport-security"), "max-age=63072000; includeSubDomains");
    assert_eq!(header(&answer, "content-security-policy"), format!("{CSP}; upgrade-insecure-requests"));
}

#[test]
fn another_method_is_told_which_ones_work() {
    let db = TestDatabase::sqlite();
    let server = server(&db);
    let answer = server.client().put(server.url("/healthz")).send_empty().expect("an answer");
    assert_eq!((answer.status().as_u16(), header(&answer, "allow")), (405, "GET, HEAD".to_string()));
}

#[test]
fn programs_get_problem_documents_and_people_get_pages_with_the_crisis_line() {
    let db = TestDatabase::sqlite();
    let server = server(&db);
    let mut answer = server.get("/api/v1/nothing?near=canary");
    assert_eq!(header(&answer, "content-type"), "application/problem+json");
    let document: serde_json::Value = answer.body_mut().read_json().expect("JSON");
    assert_eq!(document["type"], "/problems/not-found");
    assert_eq!(document["status"], 404);
    assert_eq!(document["instance"], "/api/v1/nothing");
    for field in ["title", "detail", "request_id"] {
        assert!(document[field].as_str().is_some_and(|s| !s.is_empty()), "{field}");
    }
    let mut answer = server.get("/no/such/page");
    assert_eq!(header(&answer, "content-type"), "text/html; charset=utf-8");
    let page = answer.body_mut().read_to_string().expect("text");
    assert!(page.contains("988"), "{page}");
}

#[test]
fn each_kind_of_problem_has_a_page_that_explains_it() {
    let db = TestDatabase::sqlite();
    let server = server(&db);
    for code in vouchsafe::web::problem::Code::ALL {
        let mut answer = server.get(&format!("/problems/{}", code.as_str()));
        let page = answer.body_mut().read_to_string().expect("text");
        assert!(answer.status() == 200 && page.contains(code.title()), "{code:?}");
    }
    assert_eq!(server.get("/problems/unheard-of").status(), 404);
}

#[test]
fn a_body_that_dawdles_is_cut_off_within_15_seconds() {
    let db = TestDatabase::sqlite();
    let server = server(&db);
    let slow = [
        (
            "form",
            "POST /slow HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n\r\na",
        ),
        (
            "chunked",
            "POST /slow HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n",
        ),
    ];
    let started = Instant::now();
    std::thread::scope(|scope| {
        for (what, head) in slow {
            let server = &server;
            scope.spawn(move || {
                let mut stream = server.connect();
                stream.write_all(head.as_bytes()).expect("sent");
                let mut dripping = stream.try_clone().expect("cloned");
                // A byte a second, until the other side has had enough.
                scope.spawn(move || {
                    let drop: &[u8] = if what == "form" { b"a" } else { b"1\r\n \r\n" };
                    while started.elapsed() < Duration::from_secs(25) && dripping.write_all(drop).is_ok() {
                        std::thread::sleep(Duration::from_secs(1));
                    }
                });
                let answer = read_to_end(&mut stream);
                assert!(started.elapsed() < Duration::from_secs(15), "{what}: open for {:?}", started.elapsed());
                assert!(answer.starts_with("HTTP/1.1 4"), "{what}: {answer}");
            });
        }
    });
}

#[test]
fn too_many_requests_are_told_when_to_come_back() {
    let db = TestDatabase::sqlite();
    let server = TestServer::start(&db);
    let client = server.client();
    let ask = || client.post(server.url("/api/v1/nothing")).send("").expect("an answer");
    let first = ask();
    assert!(header(&first, "ratelimit-policy").starts_with("\"submissions\";q="), "{first:?}");
    let refused = (0..100).map(|_| ask()).find(|a| a.status() == 429).expect("a limit");
    assert!(header(&refused, "retry-after").parse::<u64>().is_ok_and(|s| s > 0));
    assert_eq!(header(&refused, "content-type"), "application/problem+json");
    assert!(header(&refused, "ratelimit").contains("r=0"));
    assert_eq!(server.get("/healthz").status(), 200, "other classes go on");
}

#[test]
fn a_server_is_ready_once_it_has_its_databases_and_its_index() {
    let db = TestDatabase::sqlite();
    let server = server(&db);
    let mut answer = server.get("/readyz");
    let text = answer.body_mut().read_to_string().expect("text");
    assert_eq!(answer.status(), 200, "{text}");
    assert!(text.contains("\"database\":true") && text.contains("\"index\":true"), "{text}");
}

#[test]
fn metrics_have_an_address_of_their_own() {
    let db = TestDatabase::sqlite();
    let server = server(&db);
    assert_eq!(server.get("/metrics").status(), 404);
    let url = format!("http://{}/metrics", server.metrics);
    let mut answer = server.client().get(url).call().expect("an answer");
    let text = answer.body_mut().read_to_string().expect("text");
    assert!(text.contains("vouchsafe_http_requests_total"), "{text}");
}

#[test]
fn an_address_that_is_taken_is_told_with_the_option_that_changes_it() {
    use vouchsafe::app::Application;
    use vouchsafe::config::Listen;
    let db = TestDatabase::sqlite();
    let server = server(&db);
    let parts = parts(&db, Clock::system());
    let refused = Application::build(parts, &Listen::at(server.address)).err().expect("taken");
    assert!(refused.to_string().contains("--bind") && refused.to_string().contains(&server.address.to_string()));
}

#[test]
fn a_request_under_way_is_finished_when_the_server_is_told_to_stop() {
    let db = TestDatabase::sqlite();
    let server = server(&db);
    let mut stream = server.connect();
    let head =
        "POST /api/v1/submissions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{";
    stream.write_all(head.as_bytes()).expect("sent");
    // Long enough for a busy machine to have read the head: a connection without a request is closed at once.
    std::thread::sleep(Duration::from_millis(2_000));
    server.stop();
    std::thread::sleep(Duration::from_millis(700));
    stream.write_all(b"}").expect("the connection is still open");
    let answer = read_to_end(&mut stream);
    assert!(answer.starts_with("HTTP/1.1 4"), "an empty dossier is refused: {answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert!(std::net::TcpStream::connect(server.address).is_err(), "nobody new is let in");
}

#[test]
fn a_head_request_is_answered_like_a_get_without_the_body() {
    let db = TestDatabase::sqlite();
    let answer = server(&db).raw(b"HEAD /privacy HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with("HTTP/1.1 200") && head.contains("content-length: ") && body.is_empty(), "{answer}");
}

#[test]
fn pages_are_compressed_and_private_ones_are_not() {
    let db = TestDatabase::sqlite();
    let server = server(&db);
    let encoding = |path: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\naccept-encoding: gzip\r\nconnection: close\r\n\r\n");
        let answer = server.raw(request.as_bytes());
        let head = answer.split("\r\n\r\n").next().unwrap_or_default().to_lowercase();
        (head.contains("content-encoding: gzip"), head.contains("cache-control: no-store"))
    };
    assert_eq!(encoding("/privacy"), (true, false));
    assert_eq!(encoding("/admin/sign-in"), (false, true), "a page with a token tells by its length (BREACH)");
}
