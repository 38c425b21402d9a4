//! Writes of the API: sent again under a key of the sender's they are done once; on another version than the sender saw they are not done.

use std::time::Duration as StdDuration;

use chrono::Duration;
use diesel::RunQueryDsl;
use serde_json::{Value, json};
use vouchsafe::config::RateLimits;
use vouchsafe::db::listings::{self, ListingState};
use vouchsafe::db::{DbError, organizations, reports, submissions};
use vouchsafe::domain::report::{Language, ReportReason, ReportState};
use vouchsafe::domain::submission::{Decision, DecisionReason, SubmissionState};
use vouchsafe::pipeline::{Desk, monitor, review};

use crate::on_both;
use crate::support::browser::Answer;
use crate::support::database::TestDatabase;
use crate::support::server::TestServer;
use crate::support::{invented, tamper};

const SUBMISSIONS: &str = "/api/v1/submissions";
const REPORTS: &str = "/api/v1/providers/quiet-harbor-psychiatry/reports";

fn open(db: &TestDatabase) -> (Desk, TestServer) {
    let desk = invented::desk(db);
    let server = TestServer::start_with(db, desk.clock.clone(), |listen| listen.rate_limits = RateLimits::Off);
    (desk, server)
}

fn post(server: &TestServer, path: &str, key: &str, body: &Value) -> Answer {
    let request = server.client().post(server.url(path)).header("idempotency-key", key);
    Answer::read(request.send_json(body).expect("an answer"))
}

fn read(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).expect("JSON")
}

fn problem(answer: &Answer) -> (u16, String) {
    let kind = read(answer)["type"].as_str().unwrap_or_default().to_string();
    (answer.status, kind)
}

fn stored(desk: &Desk) -> i64 {
    desk.db.read(|c| submissions::count_in_states(c, SubmissionState::ALL)).expect("reads")
}

fn told(desk: &Desk) -> Vec<reports::Report> {
    let all = desk.db.read(|c| reports::in_states(c, ReportState::ALL, 100, 0)).expect("reads");
    all.into_iter().map(|queued| queued.report).collect()
}

#[derive(diesel::QueryableByName)]
struct Kept {
    #[diesel(sql_type = diesel::sql_types::Text)]
    row: String,
}

/// What is kept of what was sent under keys.
fn kept(desk: &Desk) -> Vec<String> {
    let sql = "SELECT id || ' ' || body || ' ' || sealed AS row FROM replays";
    let rows: Vec<Kept> = desk.db.read(|c| diesel::sql_query(sql).load(c).map_err(DbError::from)).expect("reads");
    rows.into_iter().map(|kept| kept.row).collect()
}

/// Waits until the listing's address answers so: the search index follows what is published.
fn answers(server: &TestServer, status: u16) {
    for _ in 0..200 {
        if server.get("/api/v1/providers/quiet-harbor-psychiatry").status() == status {
            return;
        }
        std::thread::sleep(StdDuration::from_millis(50));
    }
    panic!("it never answers {status}");
}

on_both! {
    fn the_same_sent_again_is_one_submission_and_one_answer(db: TestDatabase) {
        let (desk, server) = open(&db);
        let first = post(&server, SUBMISSIONS, "made-by-the-sender-1", &invented::dossier());
        assert_eq!(first.status, 201, "{}", first.body);
        let again = post(&server, SUBMISSIONS, "made-by-the-sender-1", &invented::dossier());
        assert_eq!((again.status, &again.body, again.header("location")), (201, &first.body, first.header("location")));
        assert_eq!(stored(&desk), 1);
        let token = read(&first)["token"].as_str().expect("a token").to_string();
        let kept_of_it = kept(&desk);
        assert_eq!(kept_of_it.len(), 1);
        let reference = read(&first)["reference"].as_str().expect("a reference").to_string();
        let open = ["made-by-the-sender-1", token.as_str(), reference.as_str()];
        assert!(open.iter().all(|open| !kept_of_it[0].contains(open)), "the answer is sealed, the key digested");
        assert_eq!(server.json_as(&format!("{SUBMISSIONS}/{reference}"), &token)["reference"], reference.as_str());

        assert_eq!(post(&server, SUBMISSIONS, "a-2", &invented::dossier()).status, 201, "another key is another one");
        assert_eq!(stored(&desk), 2);
        desk.clock.advance(Duration::hours(24) - Duration::seconds(1));
        assert_eq!(post(&server, SUBMISSIONS, "made-by-the-sender-1", &invented::dossier()).body, first.body, "to the end of the day");
        desk.clock.advance(Duration::seconds(1));
        let next_day = post(&server, SUBMISSIONS, "made-by-the-sender-1", &invented::dossier());
        assert_eq!((next_day.status, next_day.body == first.body, stored(&desk)), (201, false, 3));
    }

    fn the_same_key_with_something_else_is_refused_and_what_was_refused_can_be_mended(db: TestDatabase) {
        let (desk, server) = open(&db);
        let mut wrong = invented::dossier();
        wrong["locations"][0]["postal_code"] = json!("9720");
        assert_eq!(problem(&post(&server, SUBMISSIONS, "k", &wrong)), (422, "/problems/invalid-values".into()));
        assert_eq!(post(&server, SUBMISSIONS, "k", &invented::dossier()).status, 201, "nothing had come of it");
        let mut other = invented::dossier();
        other["provider"]["name"] = json!("Still Water");
        assert_eq!(problem(&post(&server, SUBMISSIONS, "k", &other)), (422, "/problems/idempotency-key-reused".into()));
        assert_eq!(problem(&post(&server, SUBMISSIONS, "k", &wrong)), (422, "/problems/idempotency-key-reused".into()));
        assert_eq!(stored(&desk), 1);
        for bad in ["", "with blank", "é", &"x".repeat(256)] {
            let answer = post(&server, SUBMISSIONS, bad, &invented::dossier());
            let said = read(&answer);
            assert_eq!((answer.status, &said["errors"][0]["in"], &said["errors"][0]["code"]), (400, &json!("header"), &json!("bad_key")), "{bad:?}");
        }
        let twice = server.client().post(server.url(SUBMISSIONS)).header("idempotency-key", "x").header("idempotency-key", "y");
        assert_eq!(twice.send_json(invented::dossier()).expect("an answer").status(), 400);
        assert_eq!(post(&server, SUBMISSIONS, &"x".repeat(255), &invented::dossier()).status, 201);
    }

    fn ten_at_once_under_one_key_make_one_submission(db: TestDatabase) {
        let (desk, server) = open(&db);
        let dossier = invented::dossier();
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let sent: Vec<_> = (0..10).map(|_| scope.spawn(|| post(&server, SUBMISSIONS, "ten", &dossier))).collect();
            sent.into_iter().map(|one| one.join().expect("an answer")).collect()
        });
        let last = (0..100).map(|_| post(&server, SUBMISSIONS, "ten", &dossier)).find(|a| {
            std::thread::sleep(StdDuration::from_millis(20));
            a.status == 201
        });
        let last = last.expect("finished");
        for answer in &answers {
            let is_waiting = problem(answer) == (409, "/problems/still-at-work".into());
            assert!(is_waiting || (answer.status, &answer.body) == (201, &last.body), "{} {}", answer.status, answer.body);
            assert!(!is_waiting || answer.header("retry-after") == "1");
        }
        assert!(answers.iter().any(|answer| answer.status == 201));
        assert_eq!((stored(&desk), kept(&desk).len()), (1, 1));
    }

    fn what_was_broken_off_before_its_answer_is_finished_by_whoever_sends_it_again(db: TestDatabase) {
        let (desk, server) = open(&db);
        let first = read(&post(&server, SUBMISSIONS, "cut", &invented::dossier()));
        tamper(&desk.db, "UPDATE replays SET is_finished = FALSE", &[]);
        let waiting = post(&server, SUBMISSIONS, "cut", &invented::dossier());
        assert_eq!((problem(&waiting), waiting.header("retry-after")), ((409, "/problems/still-at-work".into()), "1".into()));
        desk.clock.advance(Duration::minutes(1));
        let finished = read(&post(&server, SUBMISSIONS, "cut", &invented::dossier()));
        for field in ["reference", "token", "status_url"] {
            assert_eq!(finished[field], first[field], "{field}");
        }
        assert_eq!(finished["report"]["checks"].as_array().map(Vec::len), first["report"]["checks"].as_array().map(Vec::len));
        assert_eq!(read(&post(&server, SUBMISSIONS, "cut", &invented::dossier())), finished, "once for all");
        assert_eq!(stored(&desk), 1);
    }

    fn after_a_day_what_was_kept_is_forgotten(db: TestDatabase) {
        let (desk, server) = open(&db);
        post(&server, SUBMISSIONS, "old", &invented::dossier());
        let forgets = |desk: &Desk| (0..20).take_while(|_| monitor::pass(desk).expect("works") > 0).count();
        forgets(&desk);
        assert_eq!(kept(&desk).len(), 1);
        desk.clock.advance(Duration::hours(25));
        forgets(&desk);
        assert_eq!(kept(&desk), Vec::<String>::new());
    }

    fn a_program_reports_as_a_person_does(db: TestDatabase) {
        let (desk, server) = open(&db);
        invented::publish(&desk);
        answers(&server, 200);
        let body = json!({ "kind": "wrong_price", "text": "It was $600.", "email": "reader@example.org", "language": "es" });
        let sent = post(&server, REPORTS, "r", &body);
        assert_eq!((sent.status, sent.header("cache-control").as_str()), (201, "no-store"), "{}", sent.body);
        let link = read(&sent)["status_url"].as_str().expect("a link").to_string();
        let path = link.split_once("/reports/").map(|(_, rest)| format!("/reports/{rest}")).expect("its page");
        assert_eq!(server.get(&path).status(), 200);
        assert_eq!(server.get(path.split('?').next().expect("a path")).status(), 404, "the reference alone opens nothing");
        let report = told(&desk).remove(0);
        assert_eq!((report.reason, report.language, report.place_id.is_some()), (ReportReason::WrongPrice, Language::Es, true));
        assert!(!report.sealed.expect("words").contains("It was $600"));
        assert_eq!(post(&server, REPORTS, "r", &body).body, sent.body);
        let other = json!({ "kind": "not_us" });
        assert_eq!(problem(&post(&server, REPORTS, "r", &other)), (422, "/problems/idempotency-key-reused".into()));
        assert_eq!(told(&desk).len(), 1);
        assert_eq!(server.post_json(REPORTS, &body).0, 201, "without a key it is another one");
        let organization = desk.db.read(|c| organizations::by_slug(c, "quiet-harbor-psychiatry")).expect("reads").expect("there").id;
        desk.db.write(|c| listings::set_state(c, &organization, ListingState::Hidden, desk.clock.now())).expect("hidden");
        answers(&server, 404);
        assert_eq!(post(&server, REPORTS, "new", &body).status, 404, "it is out of sight");
        assert_eq!(post(&server, REPORTS, "r", &body).body, sent.body, "what was taken before was taken");
        desk.db.write(|c| listings::set_state(c, &organization, ListingState::Public, desk.clock.now())).expect("shown");
        answers(&server, 200);

        for (wrong, status, pointer, code) in [
            (json!({ "kind": "gossip" }), 422, "/kind", "unknown_word"),
            (json!({}), 422, "/kind", "missing"),
            (json!({ "kind": "other" }), 422, "/text", "missing"),
            (json!({ "kind": "not_us", "location_id": "elsewhere" }), 422, "/location_id", "dangling_key"),
            (json!({ "kind": "not_us", "email": "nobody" }), 422, "/email", "bad_email"),
            (json!({ "kind": "other", "text": "é".repeat(2_001) }), 422, "/text", "too_long"),
            (json!({ "kind": "not_us", "name": "Ann" }), 400, "/name", "unknown_field"),
            (json!({ "kind": 7 }), 400, "/kind", "wrong_type"),
            (json!(["not_us"]), 400, "", "wrong_type"),
        ] {
            let (got, said) = server.post_json(REPORTS, &wrong);
            let fault = &said["errors"][0];
            assert_eq!((got, &fault["pointer"], &fault["code"]), (status, &json!(pointer), &json!(code)), "{wrong}: {said}");
        }
        assert_eq!(told(&desk).len(), 2);
        assert_eq!(server.post_json("/api/v1/providers/nobody/reports", &body).0, 404);
    }

    fn a_submission_changes_only_as_its_sender_saw_it(db: TestDatabase) {
        let (desk, server) = open(&db);
        let taken = server.post_json(SUBMISSIONS, &invented::dossier()).1;
        let token = format!("Bearer {}", taken["token"].as_str().expect("a token"));
        let path = format!("{SUBMISSIONS}/{}", taken["reference"].as_str().expect("a reference"));
        let get = |held: &str| {
            let request = server.client().get(server.url(&path)).header("authorization", &token).header("if-none-match", held);
            Answer::read(request.call().expect("an answer"))
        };
        let put = |seen: &str| {
            let request = server.client().put(server.url(&path)).header("authorization", &token).header("if-match", seen);
            Answer::read(request.send_json(invented::dossier()).expect("an answer"))
        };
        let first = get("\"x\"");
        let tag = first.header("etag");
        assert_eq!((first.status, first.header("cache-control").as_str(), tag.starts_with('"')), (200, "no-store", true));
        assert_eq!((get(&tag).status, get(&tag).body), (304, String::new()));
        assert_eq!(first.header("access-control-allow-origin"), "", "not for other sites");

        let id = desk.db.read(|c| submissions::by_reference(c, taken["reference"].as_str().expect("text"))).expect("reads").expect("there").id;
        let seen_version = desk.db.read(|c| submissions::get(c, &id)).expect("there").version;
        let (decision, reason) = (Decision::AskForChanges, DecisionReason::MissingInformation);
        let asked = review::Verdict { seen_version, decision, reason, text: "Which policy?" };
        review::decide(&desk, &invented::reviewer(), &id, &asked).expect("asked");

        assert_eq!(problem(&put(&tag)), (412, "/problems/precondition-failed".into()), "it was asked to change since");
        let tag = get("").header("etag");
        assert_eq!(put(&format!("W/{tag}")).status, 412, "a weak tag names no version");
        assert_eq!(put(&tag).status, 200);
        assert_eq!(put(&tag).status, 412, "it was sent since");
        let tag = get("").header("etag");
        let delete = |seen: Option<&str>| {
            let request = server.client().delete(server.url(&path)).header("authorization", &token);
            let request = if let Some(seen) = seen { request.header("if-match", seen) } else { request };
            request.call().expect("an answer").status().as_u16()
        };
        assert_eq!(delete(Some("\"something else\"")), 412);
        assert_eq!(delete(Some(&tag)), 204);
        assert_eq!((delete(None), delete(Some("*"))), (409, 409), "it is gone already, whatever was seen");
    }
}
