//! What a stranger may try. The promises of OWASP ASVS 5.0 that a machine can test on public addresses, by number.
//! Staff addresses: `staff_pages`. What holds for every answer: `http`.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use vouchsafe::clock::Clock;
use vouchsafe::config::RateLimits;

use crate::support::RESULT_FIELDS;
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::server::TestServer;

/// Private values of the invented dossier: they belong in no public answer.
const PRIVATE: &[&str] = &["1979-03-14", "14 Mar 1979", "FR1234563", "ana@example.com", "P-77", "pat@example.org"];

/// A server with one listing, reached as if by `https://care.example.org`.
fn listed(db: &TestDatabase) -> TestServer {
    let desk = invented::desk(db);
    invented::publish(&desk);
    TestServer::start_with(db, desk.clock.clone(), |listen| {
        listen.rate_limits = RateLimits::Off;
        listen.public_url = Some("https://care.example.org".parse().expect("an address"));
    })
}

struct Answer {
    status: u16,
    headers: ureq::http::HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

fn get(server: &TestServer, path: &str) -> Answer {
    let (parts, mut body) = server.get(path).into_parts();
    Answer { status: parts.status.as_u16(), headers: parts.headers, body: body.read_to_string().unwrap_or_default() }
}

/// Every page that a stranger reaches from the start page and the API by following links, in both languages.
fn crawl(server: &TestServer) -> Vec<(String, Answer)> {
    const STARTS: &[&str] = &[
        "/",
        "/es",
        "/search",
        "/search?near=97202",
        "/es/search?near=97202",
        "/robots.txt",
        "/api/v1/providers?near=97202",
        "/api/v1/schemas/dossier.json",
        "/api/v1/openapi.json",
        "/api/docs",
        "/list",
        "/admin/sign-in",
        "/no/such/page",
        "/api/v1/nothing",
        "/problems/internal",
    ];
    let mut todo: Vec<String> = STARTS.iter().map(ToString::to_string).collect();
    let mut seen: BTreeSet<String> = todo.iter().cloned().collect();
    let mut found = Vec::new();
    while let Some(path) = todo.pop() {
        let answer = get(server, &path);
        for link in links(&answer.body) {
            if seen.len() < 400 && seen.insert(link.clone()) {
                todo.push(link);
            }
        }
        found.push((path, answer));
    }
    assert!(found.iter().any(|(path, a)| path.starts_with("/providers/") && a.status == 200), "a listing was crawled");
    found
}

fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let mark = format!(" {name}=\"");
    html.match_indices(&mark).filter_map(|(at, m)| html[at + m.len()..].split('"').next()).collect()
}

fn links(html: &str) -> Vec<String> {
    let local = |link: &&str| link.starts_with('/') && !link.starts_with("//");
    let all = [attributes(html, "href"), attributes(html, "src")].concat();
    all.into_iter().filter(local).map(|l| l.split('#').next().unwrap_or_default().replace("&amp;", "&")).collect()
}

/// 3.4.x, 4.1.1, 14.2.3: headers on everything, nothing from another origin, nothing inline, no cookie, no fault of ours.
#[test]
fn every_reachable_page_is_whole_strict_and_stays_at_home() {
    let db = TestDatabase::sqlite();
    let server = listed(&db);
    for (path, answer) in crawl(&server) {
        assert!(answer.status < 500, "{path}: {}", answer.status);
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert!(answer.header("strict-transport-security").contains("includeSubDomains"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        // The API's public reads are open to every site; nothing is ever open with credentials.
        if !path.starts_with("/api/v1/") {
            assert_eq!(answer.header("access-control-allow-origin"), "", "{path} is open to other sites");
        }
        assert_eq!(answer.header("access-control-allow-credentials"), "", "{path}");
        assert_eq!(answer.header("server"), "", "{path}");
        if !path.starts_with("/admin") {
            assert_eq!(answer.header("set-cookie"), "", "{path} sets a cookie");
        }
        let kind = answer.header("content-type");
        assert!(!kind.is_empty() && (!kind.starts_with("text/") || kind.ends_with("charset=utf-8")), "{path}: {kind}");
        if kind.starts_with("text/html") {
            for address in [attributes(&answer.body, "src"), attributes(&answer.body, "action")].concat() {
                assert!(address.starts_with('/') && !address.starts_with("//"), "{path} sends people to {address}");
            }
            for inline in [" style=\"", "<style", " onclick=", " onload=", "javascript:"] {
                assert!(!answer.body.contains(inline), "{path} has {inline}");
            }
            assert!(answer.body.contains("988"), "{path} lacks the crisis line");
        }
        for private in PRIVATE {
            assert!(!answer.body.contains(private), "{path} tells {private}");
        }
    }
}

/// 3.5.3: reading changes nothing.
#[test]
fn reading_every_page_leaves_the_database_as_it_was() {
    let db = TestDatabase::sqlite();
    let server = listed(&db);
    let before = digest(&db);
    crawl(&server);
    assert_eq!(digest(&db), before);
}

fn digest(db: &TestDatabase) -> String {
    let vouchsafe::db::Address::Sqlite(file) = &db.address else { panic!("on SQLite") };
    let wal = file.with_file_name("vouchsafe.db-wal");
    let bytes = [std::fs::read(file).expect("reads"), std::fs::read(wal).unwrap_or_default()].concat();
    format!("{:x?}", Sha256::digest(bytes))
}

/// 3.5.1: a form needs its token and must come from here.
#[test]
fn a_public_form_without_its_token_or_from_elsewhere_is_refused() {
    let db = TestDatabase::sqlite();
    let server = listed(&db);
    const REPORT: &str = "/providers/quiet-harbor-psychiatry/report";
    const ES_REPORT: &str = "/es/providers/quiet-harbor-psychiatry/report";
    let client = server.client();
    for path in
        ["/status/VS-ABCD/withdraw", "/es/status/VS-ABCD/withdraw", "/list/new", "/es/list/new", REPORT, ES_REPORT]
    {
        let post = |headers: &[(&str, &str)], body: &str| {
            let request = client.post(server.url(path)).content_type("application/x-www-form-urlencoded");
            let request = headers.iter().fold(request, |r, (n, v)| r.header(*n, *v));
            request.send(body).expect("an answer").status().as_u16()
        };
        assert_eq!(post(&[], "key=x"), 403, "{path}: no token");
        assert_eq!(post(&[], "key=x&form_token=1790000000.forged"), 403, "{path}: a forged token");
        for foreign in
            [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")]
        {
            assert_eq!(post(&[foreign], "key=x"), 403, "{path}: {foreign:?}");
        }
    }
}

/// 1.2.1: what a reader writes comes back as text.
#[test]
fn what_a_person_types_never_becomes_markup() {
    let db = TestDatabase::sqlite();
    let server = listed(&db);
    let evil = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E%3Cimg%20src=x%20onerror=a%3E";
    let places = [
        format!("/search?near={evil}"),
        format!("/search?q={evil}"),
        format!("/search?near=97202&language={evil}"),
        format!("/search?radius={evil}&near=97202"),
        format!("/search?{evil}={evil}"),
        format!("/{evil}"),
        format!("/es/{evil}"),
        format!("/providers/{evil}"),
        format!("/problems/{evil}"),
        format!("/status/{evil}?key={evil}"),
        format!("/reports/{evil}?key={evil}"),
        format!("/providers/{evil}/report"),
        format!("/api/v1/providers?near={evil}"),
        format!("/api/v1/providers/{evil}"),
    ];
    for path in places {
        let answer = get(&server, &path);
        let html = answer.header("content-type").starts_with("text/html");
        assert!(answer.status < 500, "{path}: {}", answer.status);
        assert!(!html || !(answer.body.contains("<script>alert") || answer.body.contains("<img src=x")), "{path}");
    }
}

/// 4.1.3: a client cannot choose who it is.
#[test]
fn a_forwarded_address_from_a_stranger_gives_no_new_allowance() {
    let db = TestDatabase::sqlite();
    let server = TestServer::start(&db);
    let client = server.client();
    let refused = (0..100).any(|n| {
        let request = client.post(server.url("/api/v1/nothing")).header("x-forwarded-for", format!("198.51.100.{n}"));
        request.send("").expect("an answer").status() == 429
    });
    assert!(refused);
}

/// Search engines are told of what patients find, and of nothing private.
#[test]
fn the_sitemap_names_listings_in_both_languages_and_nothing_private() {
    let db = TestDatabase::sqlite();
    let server = listed(&db);
    let index = get(&server, "/sitemap.xml").body;
    for file in ["pages", "listings-1"] {
        assert!(index.contains(&format!("<loc>https://care.example.org/sitemaps/{file}.xml</loc>")), "{index}");
    }
    assert!(!index.contains("listings-2"), "{index}");
    for none in ["listings-2", "listings-0", "listings-x", "nothing"] {
        assert_eq!(get(&server, &format!("/sitemaps/{none}.xml")).status, 404, "{none}");
    }
    let answer = get(&server, "/sitemaps/listings-1.xml");
    assert!(answer.body.contains("<lastmod>2026-"), "the day of the last confirmation: {}", answer.body);
    for part in
        ["https://care.example.org/providers/quiet-harbor-psychiatry<", "https://care.example.org/es/providers/"]
    {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    let pages = get(&server, "/sitemaps/pages.xml").body;
    for private in ["/admin", "/status", "/portal", "/api"] {
        assert!(!answer.body.contains(private) && !pages.contains(private), "{private}");
    }
    let robots = get(&server, "/robots.txt").body;
    assert!(robots.contains("Sitemap: https://care.example.org/sitemap.xml") && robots.contains("Disallow: /status/"));
}

/// Host header attacks: links come from the configuration.
#[test]
fn links_are_built_from_the_public_address_whatever_host_was_asked_for() {
    let db = TestDatabase::sqlite();
    let server = listed(&db);
    for path in ["/", "/search?near=97202", "/robots.txt"] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n");
        assert!(!server.raw(request.as_bytes()).contains("evil.example"), "{path}");
    }
    let client = server.client();
    let request = client.post(server.url("/api/v1/submissions")).header("host", "evil.example");
    let mut answer = request.send_json(invented::dossier()).expect("an answer");
    let text = answer.body_mut().read_to_string().expect("text");
    assert!(text.contains("https://care.example.org/status/") && !text.contains("evil.example"), "{text}");
}

/// 13.4.1, 5.3.2: files outside the assets are not served, by whatever spelling.
#[test]
fn no_path_leads_out_of_the_assets() {
    let db = TestDatabase::sqlite();
    let server = listed(&db);
    let paths = [
        "/.git/config",
        "/vouchsafe.key",
        "/assets/x/../../Cargo.toml",
        "/assets/x/..%2f..%2fCargo.toml",
        "/assets/x/css/%2e%2e/%2e%2e/%2e%2e/Cargo.toml",
        "/assets/x//etc/passwd",
        "/assets/x/%2fetc%2fpasswd",
        "/assets/x/css/site.css%00.txt",
        "/assets/../vouchsafe.db",
    ];
    for path in paths {
        let answer = server.raw(format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes());
        assert!(answer.starts_with("HTTP/1.1 404") || answer.starts_with("HTTP/1.1 400"), "{path}: {answer}");
    }
}

/// 15.3.3: a sender cannot set what is ours to decide.
#[test]
fn fields_that_only_we_decide_are_refused_by_name() {
    let db = TestDatabase::sqlite();
    let server = listed(&db);
    for field in ["id", "status", "verified", "role", "owner_id", "slug", "published_at", "freshness", "checks"] {
        for place in ["", "/provider", "/locations/0", "/clinicians/0"] {
            let mut body = invented::dossier();
            body.pointer_mut(place).and_then(Value::as_object_mut).expect("an object").insert(field.into(), json!("x"));
            let (status, answer) = server.post_json("/api/v1/submissions", &body);
            let pointer = format!("{place}/{field}");
            let named = answer["errors"].as_array().is_some_and(|e| e.iter().any(|e| e["pointer"] == pointer.as_str()));
            assert!(status == 400 && named, "{pointer}: {status} {answer}");
        }
    }
}

/// 15.3.1: an answer about a listing has these fields and no others.
#[test]
fn a_search_result_tells_only_what_the_contract_lists() {
    let db = TestDatabase::sqlite();
    let server = listed(&db);
    let body = server.json("/api/v1/providers?near=97202");
    let result = body["results"][0].as_object().expect("a result");
    let strange: Vec<_> = result.keys().filter(|k| !RESULT_FIELDS.contains(&k.as_str())).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

/// 15.3.7, 2.2.1: a parameter that stands once must stand once; a program learns which one was wrong.
#[test]
fn a_single_value_given_twice_is_not_guessed_at() {
    let db = TestDatabase::sqlite();
    let server = listed(&db);
    let answer = get(&server, "/api/v1/providers?near=97202&near=10001");
    assert_eq!(answer.status, 400, "{}", answer.body);
    assert!(answer.body.contains("\"parameter\":\"near\""), "{}", answer.body);
}

/// 16.5.1: errors tell nothing of the inside.
#[test]
fn an_error_shows_no_file_no_sql_and_no_type_of_ours() {
    let db = TestDatabase::sqlite();
    let server = TestServer::start_with(&db, Clock::system(), |_| {});
    crate::support::break_database(&db);
    for (path, status) in [("/api/v1/submissions/VS-ABCD", 500), ("/status/VS-ABCD?key=x", 404)] {
        let answer =
            server.client().get(server.url(path)).header("authorization", "Bearer x").call().expect("an answer");
        let (parts, mut body) = answer.into_parts();
        let body = body.read_to_string().unwrap_or_default();
        for inside in ["SELECT", "no such table", "diesel", ".rs", "panicked", "sqlite", "DbError"] {
            assert!(!body.contains(inside), "{path}: {body}");
        }
        assert_eq!(parts.status, status, "{path}: {body}");
    }
}
