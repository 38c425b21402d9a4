//! Keys of programs: made and revoked by an administrator, shown once, and what they open.

use chrono::Duration;
use diesel::RunQueryDsl;
use serde_json::json;
use vouchsafe::db::{DbError, audit};
use vouchsafe::domain::staff::Role;

use crate::cli::ended;
use crate::on_both;
use crate::support::browser::{Answer, Browser, Office};
use crate::support::database::TestDatabase;
use crate::support::invented;

const SAM: &str = "sam@example.org";
const READS: &str = "/api/v1/changes";

/// Makes a key on the page for it, and answers what that shows.
fn make(browser: &mut Browser<'_>, name: &str, scopes: &[&str]) -> Answer {
    let form = browser.get("/admin/keys/new");
    let mut fields = vec![("form_token", form.token()), ("name", name.to_string())];
    fields.extend(scopes.iter().map(|scope| ("scope", scope.to_string())));
    browser.post("/admin/keys/new", &fields)
}

/// The key on the page that shows it.
fn key_on(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("<p class=\"panel mono\">").unwrap_or_else(|| panic!("a key: {}", page.body));
    rest.split('<').next().unwrap_or_default().to_string()
}

fn revoke(browser: &mut Browser<'_>, name: &str) -> Answer {
    let list = browser.get("/admin/keys");
    let (_, row) = list.body.split_once(&format!("scope=\"row\">{name}<")).expect("a row");
    let (_, path) = row.split_once("action=\"").expect("a button");
    let path = path.split('"').next().unwrap_or_default().to_string();
    browser.post(&path, &[("form_token", list.token())])
}

fn ask(office: &Office, method: &str, path: &str, key: &str) -> Answer {
    let request = ureq::http::Request::builder().method(method).uri(office.server.url(path));
    let request = request.header("authorization", format!("Bearer {key}")).header("content-type", "application/json");
    let body = if method == "POST" { "{}" } else { "" };
    Answer::read(office.server.client().run(request.body(body).expect("a request")).expect("an answer"))
}

fn logged(db: &TestDatabase, action: &str) -> Vec<String> {
    let all = db.main().read(|c| audit::newest(c, None, 1_000)).expect("reads");
    all.into_iter().filter(|l| l.action == action).map(|l| l.payload.unwrap_or_default().to_string()).collect()
}

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::Text)]
    row: String,
}

fn rows(db: &TestDatabase) -> Vec<String> {
    let sql = "SELECT id || ' ' || name || ' ' || digest || ' ' || scopes AS row FROM api_keys";
    let rows: Vec<Row> = db.main().read(|c| diesel::sql_query(sql).load(c).map_err(DbError::from)).expect("reads");
    rows.into_iter().map(|row| row.row).collect()
}

on_both! {
    fn a_key_is_shown_once_opens_what_it_is_for_and_nothing_once_it_is_revoked(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(SAM, Role::Administrator);
        let mut sam = office.signed_in(SAM);
        assert!(sam.get("/admin/keys").body.contains("There is none yet"));
        let made = make(&mut sam, "Referral tool", &["read"]);
        let key = key_on(&made);
        assert_eq!((made.status, key.len(), key.starts_with("vs_live_")), (200, 51, true), "{key}");
        let list = sam.get("/admin/keys");
        assert!(list.body.contains("Referral tool") && list.body.contains("Never") && !list.body.contains(&key));
        assert!(!rows(&db)[0].contains(&key[8..]), "the digest alone is stored");
        let made = logged(&db, "api_key.made");
        assert!(made.len() == 1 && made[0].contains("Referral tool") && !made[0].contains(&key[8..]), "{made:?}");

        let read = ask(&office, "GET", READS, &key);
        assert_eq!((read.status, read.header("ratelimit-policy").as_str()), (200, "\"reads-with-key\";q=5000;w=50"));
        assert_eq!(read.header("access-control-allow-origin"), "*");
        assert!(sam.get("/admin/keys").body.contains("datetime=\"2026-11-23\">"), "used today");
        let sent = ask(&office, "POST", "/api/v1/submissions", &key);
        assert_eq!((sent.status, sent.header("content-type").as_str()), (403, "application/problem+json"), "{}", sent.body);

        let wrong = format!("vs_live_{}", "A".repeat(43));
        assert_eq!(ask(&office, "GET", "/fhir/metadata", &key).status, 200);
        let refused = ask(&office, "GET", "/fhir/metadata", &wrong);
        assert!(refused.status == 401 && refused.body.contains("OperationOutcome"), "{}", refused.body);
        for unknown in [wrong.as_str(), "vs_live_", &key[..50], &format!("{key}A")] {
            let refused = ask(&office, "GET", READS, unknown);
            assert_eq!((refused.status, refused.header("www-authenticate").as_str()), (401, "Bearer"), "{unknown}");
            assert_eq!(refused.header("content-type"), "application/problem+json");
        }
        assert_eq!(office.server.get(READS).status(), 200, "nobody needs one");

        assert_eq!(revoke(&mut sam, "Referral tool").status, 303);
        assert_eq!(ask(&office, "GET", READS, &key).status, 401);
        let list = sam.get("/admin/keys");
        assert!(list.body.contains("Revoked") && !list.body.contains("/revoke\""), "{}", list.body);
        assert_eq!(logged(&db, "api_key.revoked").len(), 1);
    }

    fn what_a_key_may_send_in_it_sends_in_and_its_own_keys_meet_nobodys(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(SAM, Role::Administrator);
        let mut sam = office.signed_in(SAM);
        let keys = ["One", "Other"].map(|name| key_on(&make(&mut sam, name, &["submit"])));
        assert_eq!(ask(&office, "GET", READS, &keys[0]).status, 403, "it was not made to read");
        let send = |key: &str| {
            let client = office.server.client();
            let request = client.post(office.server.url("/api/v1/submissions")).header("idempotency-key", "1");
            let request = request.header("authorization", format!("Bearer {key}"));
            Answer::read(request.send_json(invented::dossier()).expect("an answer"))
        };
        let sent = send(&keys[0]);
        assert_eq!((sent.status, sent.header("ratelimit-policy").as_str()), (201, "\"writes-with-key\";q=600;w=600"));
        assert_eq!(send(&keys[0]).body, sent.body);
        let others = send(&keys[1]);
        assert_eq!((others.status, others.body == sent.body), (201, false));
        let taken: serde_json::Value = serde_json::from_str(&sent.body).expect("JSON");
        let path = format!("/api/v1/submissions/{}", taken["reference"].as_str().expect("text"));
        assert_eq!(ask(&office, "DELETE", &path, &keys[0]).status, 404, "a key is no submission's token");
        let token = taken["token"].as_str().expect("a token");
        assert_eq!(ask(&office, "DELETE", &path, token).status, 204, "which goes on to work");
    }

    fn making_and_revoking_a_key_wants_an_administrator_a_fresh_code_and_a_name(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire(SAM, Role::Administrator);
        office.hire("pat@example.org", Role::Reviewer);
        let mut sam = office.signed_in(SAM);
        for (name, scopes, said) in [
            ("", &["read"][..], "Give it a name"),
            ("x", &[], "Choose what it may do"),
            ("x", &["everything"], "Choose what it may do"),
            (&"n".repeat(101), &["read"], "Give it a name"),
        ] {
            let page = make(&mut sam, name, scopes);
            assert!(page.status == 422 && page.body.contains(said), "{name} {scopes:?}: {}", page.body);
        }
        make(&mut sam, "Kept", &["read"]);
        assert_eq!(rows(&db).len(), 1);
        let list = sam.get("/admin/keys");
        office.clock.advance(Duration::minutes(6));
        let asked = make(&mut sam, "Late", &["read"]);
        assert!(rows(&db).len() == 1 && !asked.body.contains("vs_live_"), "a code first");
        assert_eq!(revoke(&mut sam, "Kept").status, 401, "a code first");
        assert_eq!(logged(&db, "api_key.revoked").len(), 0);
        let mut pat = office.signed_in("pat@example.org");
        let own = pat.get("/admin/queue");
        assert_eq!([pat.get("/admin/keys").status, pat.get("/admin/keys/new").status], [403, 403]);
        assert_eq!(pat.post("/admin/keys/new", &[("form_token", own.token()), ("name", "Mine".into())]).status, 403);
        assert!(list.body.contains("Kept") && rows(&db).len() == 1);
    }
}

on_both! {
    fn whoever_runs_the_machine_makes_lists_and_revokes_keys_beside_the_running_server(db: TestDatabase) {
        let office = Office::open(&db);
        let (url, file) = (db.url(), db.folder().join("test.key"));
        let file = file.to_string_lossy();
        let keys = |args: &[&str]| {
            let at = ["--database-url", url.as_str(), "--key-file", &file];
            let done = ended(&[&["keys"], args, &at].concat());
            (done.status.code(), String::from_utf8_lossy(&done.stdout).trim().to_string())
        };
        let (code, key) = keys(&["create", "--name", "Nightly copy", "--scope", "submit", "--scope", "read", "--scope", "read"]);
        assert_eq!((code, key.len(), key.starts_with("vs_live_")), (Some(0), 51, true), "{key}");
        assert_eq!(ask(&office, "GET", READS, &key).status, 200);
        let (_, list) = keys(&["list"]);
        assert!(list.ends_with("open  read+submit  used 2026-11-23  Nightly copy"), "{list}");
        let id = list.split(' ').next().expect("an id");
        assert_eq!((keys(&["revoke", id]).0, keys(&["revoke", id]).0, keys(&["revoke", "nobody"]).0), (Some(0), Some(0), Some(1)));
        assert_eq!(ask(&office, "GET", READS, &key).status, 401, "the server asks each time");
        assert!(keys(&["list"]).1.contains("revoked"));
        assert_eq!((keys(&["create", "--name", " "]).0, keys(&["create", "--name", "x", "--scope", "all"]).0), (Some(2), Some(2)));
        assert_eq!((rows(&db).len(), logged(&db, "api_key.made").len(), logged(&db, "api_key.revoked").len()), (1, 1, 1));
    }
}

#[test]
fn who_guesses_keys_is_slowed_down_and_who_has_one_is_counted_by_it() {
    let db = TestDatabase::sqlite();
    let office = Office::open(&db);
    office.hire(SAM, Role::Administrator);
    let mut sam = office.signed_in(SAM);
    let key = key_on(&make(&mut sam, "Copy", &["read"]));
    assert_eq!(ask(&office, "GET", READS, &key).status, 200);
    let guess = |n: usize| ask(&office, "GET", READS, &format!("vs_live_{n:043}")).status;
    let refused = (0..2_000).map(guess).find(|status| *status != 401);
    assert_eq!(refused, Some(429), "an address has its allowance, keys or not");
    let read = ask(&office, "GET", READS, &key);
    assert_eq!(read.status, 200, "a key that is known is not kept waiting: {}", read.body);
    assert_eq!(office.server.post_json("/api/v1/verify", &json!({})).0, 422, "nor is what is counted apart");
}
