//! The middleware around handlers that misbehave, which no real route does on purpose.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use actix_web::{HttpResponse, HttpServer, web};

use super::error::WebError;
use super::extract::client::TrustedProxies;
use super::extract::form::Form;
use super::extract::json::Json;
use super::extract::query::QueryPairs;
use super::routes::application;
use super::state::{AppState, Parts};
use crate::clock::Clock;
use crate::config::RateLimits;
use crate::db::{Address, Db};
use crate::keys::Keys;
use crate::search::Index;

fn state(folder: &std::path::Path) -> web::Data<AppState> {
    let address = Address::Sqlite(folder.join("vouchsafe.db"));
    let parts = Parts {
        rules: crate::rules::Rules::builtin(),
        clock: Clock::system(),
        keys: Keys::from_bytes([3; 32]),
        db: Db::open(&address).expect("opens"),
        reference: Db::open_reference(&address).expect("opens"),
        index: Index::default(),
        demo: false,
        live: None,
        scan: None,
    };
    let url = "http://127.0.0.1:8080".parse().expect("an address");
    web::Data::new(AppState::new(parts, url, RateLimits::Off).expect("templates"))
}

async fn panics() -> HttpResponse {
    panic!("a handler's own mistake")
}

async fn takes_form(form: Form) -> String {
    form.text("name").unwrap_or("none").to_string()
}

async fn takes_json(Json(value): Json) -> Result<HttpResponse, WebError> {
    Ok(HttpResponse::Ok().json(value))
}

async fn takes_query(query: QueryPairs) -> String {
    query.first("near").unwrap_or("none").to_string()
}

/// The application with handlers for these tests.
macro_rules! app_under_test {
    ($state:expr) => {
        application($state, web::Data::new(TrustedProxies::default()))
            .route("/panic", web::get().to(panics))
            .route("/api/panic", web::get().to(panics))
            .route("/form", web::post().to(takes_form))
            .route("/query", web::get().to(takes_query))
            .route("/api/query", web::get().to(takes_query))
            .route("/api/json", web::post().to(takes_json))
    };
}

/// A real server on a free port, for as long as the closure runs.
async fn with_server(run: impl FnOnce(std::net::SocketAddr) + Send + 'static) {
    let folder = tempfile::tempdir().expect("a folder");
    let state = state(folder.path());
    let server = HttpServer::new(move || app_under_test!(state.clone())).workers(1).disable_signals();
    let server = server.bind("127.0.0.1:0").expect("binds");
    let address = server.addrs()[0];
    let running = server.run();
    let handle = running.handle();
    let task = actix_web::rt::spawn(running);
    web::block(move || run(address)).await.expect("the client ran");
    handle.stop(false).await;
    task.await.expect("joined").expect("stopped");
}

fn exchange(address: std::net::SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).expect("connects");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("set");
    stream.write_all(request).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an end");
    String::from_utf8_lossy(&answer).into_owned()
}

#[actix_web::test]
async fn a_panic_costs_one_request_and_says_sorry_in_full_dress() {
    with_server(|address| {
        let ask =
            |path| exchange(address, format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes());
        for (path, kind) in [("/panic", "text/html; charset=utf-8"), ("/api/panic", "application/problem+json")] {
            let answer = ask(path);
            assert!(answer.starts_with("HTTP/1.1 500"), "{answer}");
            for part in [kind, "nosniff", "content-security-policy", "frame-ancestors 'none'"] {
                assert!(answer.contains(part), "{path} lacks {part}: {answer}");
            }
            assert!(!answer.contains("mistake"), "{answer}");
        }
        assert!(ask("/healthz").starts_with("HTTP/1.1 200"));
    })
    .await;
}

#[actix_web::test]
async fn a_body_that_a_handler_waits_for_is_cut_off_within_15_seconds() {
    with_server(|address| {
        let started = Instant::now();
        let answers = std::thread::scope(|scope| {
            let slow = [
                b"POST /form HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 99\r\n\r\nname=a".as_slice(),
                b"POST /api/json HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n",
            ];
            slow.map(|request| scope.spawn(move || exchange(address, request))).map(|t| t.join().expect("an answer"))
        });
        assert!(started.elapsed() < Duration::from_secs(15), "open for {:?}", started.elapsed());
        for answer in answers {
            assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
            assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
        }
    })
    .await;
}

/// What a request that cannot be read is answered with.
#[actix_web::test]
async fn input_that_cannot_be_read_is_refused_with_its_kind() {
    let folder = tempfile::tempdir().expect("a folder");
    let app = actix_web::test::init_service(app_under_test!(state(folder.path()))).await;
    let form = "application/x-www-form-urlencoded";
    let post = |path: &str, kind: &str, body: &[u8]| {
        TestRequest::post().uri(path).insert_header(("content-type", kind)).set_payload(body.to_vec())
    };
    let cases = [
        ("bad UTF-8 in a form", post("/form", form, b"name=\xff\xfe"), StatusCode::BAD_REQUEST, "field name"),
        ("bad UTF-8 escaped in a form", post("/form", form, b"name=%FF"), StatusCode::BAD_REQUEST, "field name"),
        (
            "a form of another kind",
            post("/form", "text/plain", b"name=a"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "urlencoded",
        ),
        ("a form that is too large", post("/form", form, &[b'a'; 300_000]), StatusCode::PAYLOAD_TOO_LARGE, "262144"),
        (
            "bad UTF-8 in JSON",
            post("/api/json", "application/json", b"{\"a\":\"\xff\"}"),
            StatusCode::BAD_REQUEST,
            "not_utf8",
        ),
        ("broken JSON", post("/api/json", "application/json", b"{\"a\":"), StatusCode::BAD_REQUEST, "not_json"),
        (
            "a field twice",
            post("/api/json", "application/json", b"{\"a\":1,\"a\":2}"),
            StatusCode::BAD_REQUEST,
            "\"pointer\":\"/a\"",
        ),
        (
            "JSON of another kind",
            post("/api/json", "text/plain", b"{}"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "application/json",
        ),
        (
            "JSON that is too large",
            post("/api/json", "application/json", &[b' '; 1_100_000]),
            StatusCode::PAYLOAD_TOO_LARGE,
            "1048576",
        ),
        (
            "bad UTF-8 in a query",
            TestRequest::get().uri("/api/query?near=%FF"),
            StatusCode::BAD_REQUEST,
            "\"parameter\":\"near\"",
        ),
    ];
    for (what, request, status, part) in cases {
        let answer = actix_web::test::call_service(&app, request.to_request()).await;
        let got = answer.status();
        let body = actix_web::test::read_body(answer).await;
        let body = String::from_utf8_lossy(&body);
        assert_eq!(got, status, "{what}: {body}");
        assert!(body.contains(part), "{what}: {body}");
    }
}

/// Everything that a log line could hold of a request, in words that appear nowhere else.
const CANARIES: &[&str] =
    &["94103", "canaryville", "canary-condition", "1971-03-09", "BC1234563", "198.51.100.77", "canary-token"];

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("not poisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[actix_web::test]
async fn no_log_line_holds_what_a_person_looked_for_or_sent() {
    let captured = Captured::default();
    let writer = captured.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone());
    let folder = tempfile::tempdir().expect("a folder");
    let app = actix_web::test::init_service(app_under_test!(state(folder.path()))).await;
    let guard = tracing::subscriber::set_default(subscriber.finish());
    let peer = "198.51.100.77:4711".parse().expect("an address");
    let requests = [
        TestRequest::get().uri("/query?near=94103&condition=canary-condition"),
        TestRequest::get().uri("/api/query?near=canaryville%FF&dea=BC1234563"),
        TestRequest::get().uri("/search?near=94103&condition=canary-condition"),
        TestRequest::get().uri("/search?near=canaryville&radius=94103"),
        TestRequest::get().uri("/es/search?near=94103"),
        TestRequest::get().uri("/api/v1/providers?near=canaryville&q=canary-token"),
        TestRequest::get().uri("/api/v1/providers?near=94103&radius=any"),
        TestRequest::get().uri("/api/v1/places?q=canaryville"),
        TestRequest::get().uri("/status/canary-token?t=canary-token"),
        TestRequest::post()
            .uri("/form")
            .insert_header(("content-type", "application/x-www-form-urlencoded"))
            .set_payload("name=1971-03-09&dea=BC1234563"),
        TestRequest::post()
            .uri("/api/json")
            .insert_header(("content-type", "application/json"))
            .set_payload("{\"date_of_birth\":\"1971-03-09\", \"dea\": BC1234563}"),
    ];
    for request in requests {
        let _ = actix_web::test::call_service(&app, request.peer_addr(peer).to_request()).await;
    }
    drop(guard);
    let log = String::from_utf8(captured.0.lock().expect("not poisoned").clone()).expect("text");
    assert!(log.matches("vouchsafe::http").count() >= 5, "requests are logged: {log}");
    assert!(log.contains("198.51.100.0/24"), "{log}");
    for canary in CANARIES {
        let line = log.lines().find(|line| line.contains(canary));
        assert_eq!(line, None, "{canary}");
    }
}
