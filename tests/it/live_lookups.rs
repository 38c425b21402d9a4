//! Look-ups at the registry service: what it may add to the loaded lists, and that nothing it does wrong becomes a pass.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use serde_json::{Value, json};
use vouchsafe::clock::Clock;
use vouchsafe::db::{changes, evidence, submissions};
use vouchsafe::domain::check::{Check, Outcome};
use vouchsafe::domain::dossier::Dossier;
use vouchsafe::geo::Gazetteer;
use vouchsafe::pipeline::submit;
use vouchsafe::rules::Rules;
use vouchsafe::sources::memory::MemorySources;
use vouchsafe::sources::online::{Base, LiveNppes, LiveSources, Pace};
use vouchsafe::sources::{ListName, LoadedSource, NppesRecord};
use vouchsafe::verify::{Context, report, verify};

use crate::on_both;
use crate::support::invented::{self, NPI, noon};
use crate::support::outside::{Act, Outside};

/// Short, so that a hanging service costs a test little.
const PACE: Pace = Pace {
    at_most: 2,
    answer_within: Duration::from_millis(400),
    turn_within: Duration::from_millis(400),
    again_after: Duration::from_millis(1),
};

fn answer() -> Value {
    json!({ "result_count": 1, "results": [{
        "number": NPI, "enumeration_type": "NPI-1",
        "basic": { "first_name": "ANA", "last_name": "REYES", "credential": "M.D.", "status": "A", "last_updated": "2024-05-06" },
        "addresses": [{ "address_purpose": "LOCATION", "address_1": "100 SE INVENTED ST", "city": "PORTLAND", "state": "OR",
                        "postal_code": "97202", "telephone_number": "503-555-0142" }],
        "taxonomies": [{ "code": "2084P0800X", "license": "MD123456", "state": "OR", "primary": true }],
        "other_names": [{ "code": "1", "type": "Former Name", "last_name": "MORALES", "first_name": "ANA" }]
    }]})
}

fn with(pointer: &str, value: Value) -> Vec<u8> {
    let mut answer = answer();
    *answer.pointer_mut(pointer).expect("is there") = value;
    answer.to_string().into_bytes()
}

fn nobody() -> Act {
    Act::ok(r#"{"result_count":0,"results":[]}"#)
}

fn service(outside: &Outside, clock: &Clock) -> Arc<LiveNppes> {
    Arc::new(LiveNppes::at(Base::on_loopback(&outside.base()).expect("loopback"), clock.clone(), PACE))
}

/// A loaded registry of that date, with these records.
fn loaded(date: &str, complete: bool, records: &[NppesRecord]) -> MemorySources {
    let list_date: NaiveDate = date.parse().expect("a day");
    MemorySources {
        loaded: vec![LoadedSource {
            list: ListName::Nppes,
            version: date.into(),
            list_date,
            complete,
            rows: records.len() as i64,
            loaded_at: noon(),
        }],
        nppes: records.iter().map(|r| (r.npi.clone(), r.clone())).collect(),
        ..MemorySources::default()
    }
}

const FRESH: &str = "2026-11-20";
const OLD: &str = "2026-08-01";

fn dossier() -> Dossier {
    submit::read(&invented::dossier()).expect("is a dossier")
}

/// Every check of the dossier in order, with the service beside what is loaded.
fn checks(local: MemorySources, live: &Arc<LiveNppes>) -> Vec<Check> {
    let sources = LiveSources::over(local, Some(live.clone()), noon().date_naive());
    let context = Context {
        lookups: &[],
        sources: &sources,
        rules: Rules::builtin(),
        gazetteer: Gazetteer::get(),
        listed: None,
        unasked: &[],
        now: noon(),
    };
    report(&verify(&dossier(), &context), &sources, noon()).checks
}

fn registered(local: MemorySources, live: &Arc<LiveNppes>) -> (Outcome, String) {
    let checks = checks(local, live);
    let found = checks.iter().find(|c| c.code == "npi.registered").expect("is made");
    (found.outcome, found.source.clone())
}

/// What becomes of `npi.registered` where nothing is loaded and the service does this.
fn alone(act: impl Fn() -> Act + Send + Sync + 'static) -> (Outcome, String) {
    let outside = Outside::start(move |_| act());
    registered(MemorySources::default(), &service(&outside, &Clock::fixed(noon())))
}

#[test]
fn a_good_answer_counts_as_the_registrys_with_a_label_of_its_own() {
    let outside = Outside::start(|_| Act::ok(answer().to_string()));
    let checks = checks(MemorySources::default(), &service(&outside, &Clock::fixed(noon())));
    let told: Vec<_> = checks.iter().filter(|c| c.source == "NPPES API 2026-11-23").collect();
    let codes: Vec<_> = told.iter().map(|c| (c.code.as_str(), c.outcome)).collect();
    for code in ["npi.registered", "npi.name", "npi.state", "npi.taxonomy", "npi.license", "npi.entity_type"] {
        assert!(codes.contains(&(code, Outcome::Pass)), "{code}: {codes:?}");
    }
    assert_eq!(told[0].valid_until.map(|t| t.date_naive().to_string()).as_deref(), Some("2026-12-28"), "35 days");
}

#[test]
fn nothing_but_the_npi_is_sent_and_once_in_a_verification() {
    let outside = Outside::start(|_| Act::ok(answer().to_string()));
    checks(MemorySources::default(), &service(&outside, &Clock::fixed(noon())));
    let asked = outside.asked();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].starts_with(&format!("GET /?version=2.1&number={NPI} HTTP/1.1\r\n")), "{}", asked[0]);
    let mut names: Vec<String> =
        asked[0].lines().skip(1).filter_map(|l| l.split_once(':')).map(|(n, _)| n.to_ascii_lowercase()).collect();
    names.sort();
    assert_eq!(names, ["accept", "host", "user-agent"]);
}

#[test]
fn whatever_the_service_does_wrong_is_an_error_and_never_a_pass() {
    type Manners = (&'static str, fn() -> Act);
    let wrong: [Manners; 19] = [
        ("hangs", || Act::Hang),
        ("resets", || Act::Reset),
        ("drips", || Act::Drip(answer().to_string().into_bytes())),
        ("is cut short", || Act::Short(5_000, answer().to_string().into_bytes())),
        ("never ends", || Act::Endless),
        ("speaks no HTTP", || Act::Babble),
        ("sends HTML", || {
            Act::Answer("200 OK", vec!["Content-Type: text/html".into()], b"<!DOCTYPE html><p>Sorry".to_vec())
        }),
        ("sends a huge body", || Act::ok(format!("{{\"results\":\"{}\"}}", "x".repeat(2 << 20)))),
        ("sends nothing", || Act::ok("")),
        ("sends another's record", || Act::ok(with("/results/0/number", json!("2000000028")))),
        ("sends two records", || {
            Act::ok(
                json!({ "result_count": 2, "results": [answer()["results"][0], answer()["results"][0]] }).to_string(),
            )
        }),
        ("changed its form", || Act::ok(with("/results/0/basic", json!("ANA REYES")))),
        ("has a new status", || Act::ok(with("/results/0/basic/status", json!("active")))),
        ("sends elsewhere", || {
            Act::Answer("302 Found", vec!["Location: http://127.0.0.1:9/".into()], answer().to_string().into_bytes())
        }),
        ("moved for good", || {
            Act::Answer("301 Moved Permanently", vec!["Location: https://example.org/".into()], vec![])
        }),
        ("is overrun", || {
            Act::Answer("429 Too Many Requests", vec!["Retry-After: 3600".into()], answer().to_string().into_bytes())
        }),
        ("fails", || Act::Answer("500 Internal Server Error", vec![], answer().to_string().into_bytes())),
        ("forbids", || Act::Answer("403 Forbidden", vec![], answer().to_string().into_bytes())),
        ("says no content", || Act::Answer("204 No Content", vec![], vec![])),
    ];
    for (what, act) in wrong {
        let begun = Instant::now();
        assert_eq!(alone(act), (Outcome::Error, "NPPES".into()), "the service {what}");
        assert!(begun.elapsed() < Duration::from_secs(3), "the service {what}: {:?}", begun.elapsed());
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = Outside::start(|_| Act::ok(answer().to_string()));
    let target = format!("Location: {}", elsewhere.base());
    let outside = Outside::start(move |_| Act::Answer("307 Temporary Redirect", vec![target.clone()], vec![]));
    let live = service(&outside, &Clock::fixed(noon()));
    assert_eq!(registered(MemorySources::default(), &live).0, Outcome::Error);
    assert_eq!(elsewhere.asked(), Vec::<String>::new());
}

#[test]
fn a_failure_that_passes_is_asked_once_more() {
    for status in ["429 Too Many Requests", "500 Internal Server Error", "503 Service Unavailable"] {
        let outside = Outside::start(move |asked| match asked.before {
            0 => Act::Answer(status, vec![], vec![]),
            _ => Act::ok(answer().to_string()),
        });
        let live = service(&outside, &Clock::fixed(noon()));
        assert_eq!(registered(MemorySources::default(), &live).0, Outcome::Pass, "{status}");
        assert_eq!(outside.asked().len(), 2);
    }
}

#[test]
fn a_service_that_failed_is_left_alone_for_a_while_and_then_asked_again() {
    let well = Arc::new(AtomicBool::new(false));
    let recovered = well.clone();
    let outside = Outside::start(move |_| match recovered.load(Ordering::SeqCst) {
        true => Act::ok(answer().to_string()),
        false => Act::Answer("500 Internal Server Error", vec![], vec![]),
    });
    let clock = Clock::fixed(noon());
    let live = service(&outside, &clock);
    assert_eq!(registered(MemorySources::default(), &live).0, Outcome::Error);
    assert_eq!(outside.asked().len(), 2, "once more, and no oftener");
    well.store(true, Ordering::SeqCst);
    assert_eq!(registered(MemorySources::default(), &live).0, Outcome::Error);
    assert_eq!(outside.asked().len(), 2, "not asked within its rest");
    clock.advance(chrono::Duration::seconds(31));
    assert_eq!(registered(MemorySources::default(), &live).0, Outcome::Pass);
}

#[test]
fn the_service_is_asked_only_where_the_loaded_list_leaves_something_open() {
    let outside = Outside::start(|_| Act::ok(answer().to_string()));
    let live = service(&outside, &Clock::fixed(noon()));
    let gone = NppesRecord { deactivated_on: "2026-01-05".parse().ok(), ..invented::record() };

    assert_eq!(
        registered(loaded(FRESH, true, &[invented::record()]), &live),
        (Outcome::Pass, "NPPES 2026-11-20".into())
    );
    assert_eq!(registered(loaded(OLD, true, &[gone]), &live).0, Outcome::Fail, "a deactivation stands at any age");
    assert_eq!(outside.asked(), Vec::<String>::new());

    let told = (Outcome::Pass, "NPPES API 2026-11-23".to_string());
    assert_eq!(registered(loaded(OLD, true, &[invented::record()]), &live), told, "the list is too old to pass");
    assert_eq!(registered(loaded(FRESH, false, &[]), &live), told, "not in the part that is loaded");
    assert_eq!(registered(loaded(FRESH, true, &[]), &live), told, "newer than the list");
    assert_eq!(outside.asked().len(), 3);
}

#[test]
fn a_deactivation_that_only_the_service_knows_fails() {
    let gone = || Act::ok(with("/results/0/basic/status", json!("D")));
    assert_eq!(alone(gone), (Outcome::Fail, "NPPES API 2026-11-23".into()));
    let outside = Outside::start(move |_| gone());
    let live = service(&outside, &Clock::fixed(noon()));
    assert_eq!(registered(loaded(OLD, true, &[invented::record()]), &live).0, Outcome::Fail);
}

#[test]
fn not_found_at_the_service_is_no_proof_and_the_loaded_list_keeps_its_own_answer() {
    assert_eq!(alone(nobody), (Outcome::NotChecked, "NPPES API 2026-11-23".into()));
    for broken in [false, true] {
        let outside = Outside::start(move |_| if broken { Act::Reset } else { nobody() });
        let local = |local: MemorySources| registered(local, &service(&outside, &Clock::fixed(noon())));
        assert_eq!(local(loaded(OLD, true, &[invented::record()])), (Outcome::Stale, format!("NPPES {OLD}")));
        assert_eq!(local(loaded(FRESH, true, &[])), (Outcome::Fail, format!("NPPES {FRESH}")));
        let unsaid = if broken { Outcome::Error } else { Outcome::NotChecked };
        assert_eq!(local(loaded(OLD, true, &[])).0, unsaid);
        assert_eq!(local(loaded(FRESH, false, &[])).0, unsaid);
    }
}

on_both! {
    fn a_submission_is_checked_at_the_service_outside_of_any_transaction(db: TestDatabase) {
        let main = db.main();
        let (writer, written) = (main.clone(), Arc::new(AtomicBool::new(false)));
        let wrote = written.clone();
        let outside = Outside::start(move |_| {
            // Were the checks inside a transaction, this would wait for the answer that it delays.
            let done = writer.write(|c| changes::append(c, "nobody", changes::ChangeKind::Evidence, noon()));
            wrote.store(done.is_ok(), Ordering::SeqCst);
            Act::ok(answer().to_string())
        });
        let mut desk = invented::desk(&db);
        let patient = Pace { answer_within: Duration::from_secs(20), ..PACE };
        let base = Base::on_loopback(&outside.base()).expect("loopback");
        desk.live = Some(Arc::new(LiveNppes::at(base, desk.clock.clone(), patient)));
        let taken = submit::submit(&desk, &invented::dossier()).expect("taken");
        assert!(written.load(Ordering::SeqCst), "the database was free meanwhile");
        assert!(taken.report.sources.iter().any(|s| s.name == "NPPES" && s.version == "API 2026-11-23" && s.rows == 1));
        let dossier = main.read(|c| submissions::get(c, &taken.submission_id)).expect("there").dossier_id;
        let kept = main.read(|c| evidence::latest_run(c, &dossier)).expect("reads").expect("was checked");
        let check = &kept.rows.iter().find(|r| r.check.code == "npi.registered").expect("kept").check;
        assert_eq!((check.outcome, check.source.as_str()), (Outcome::Pass, "NPPES API 2026-11-23"));
    }
}

#[test]
fn verify_asks_the_service_when_told_to_and_no_other_host() {
    let outside = Outside::start(|_| Act::ok(answer().to_string()));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("reyes.json");
    std::fs::write(&file, invented::dossier().to_string()).expect("written");
    let run = |args: &[&str], base: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vouchsafe"));
        command.env_clear().current_dir(folder.path()).env("VOUCHSAFE_LIVE_LOOKUPS_BASE", base);
        command.arg("verify").arg(&file).args(["--format", "json"]).args(args).output().expect("runs")
    };
    let registered = |output: &std::process::Output| -> Value {
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let checks = report["checks"].as_array().expect("checks").clone();
        checks.into_iter().find(|c| c["code"] == "npi.registered").expect("is made")
    };
    let off = run(&[], &outside.base());
    assert_eq!(registered(&off)["outcome"], "not_checked");
    assert_eq!(outside.asked(), Vec::<String>::new(), "off unless asked for");
    let on = run(&["--live-lookups", "nppes"], &outside.base());
    let check = registered(&on);
    assert_eq!(check["outcome"], "pass", "{check}");
    assert!(check["source"].as_str().is_some_and(|s| s.starts_with("NPPES API 20")), "{check}");
    let elsewhere = run(&["--live-lookups", "nppes"], "https://registry.example.org/");
    assert_eq!(elsewhere.status.code(), Some(2));
    let told = String::from_utf8_lossy(&elsewhere.stderr).into_owned();
    assert!(told.contains("--live-lookups-base https://registry.example.org/ is not usable"), "{told}");
}
