//! The audit log as staff read it, take it out, and hold it against a head that was kept elsewhere.

use chrono::{Duration, TimeZone, Utc};
use vouchsafe::db::audit::{self, Actor, Entry};
use vouchsafe::domain::audit::act_in_words;
use vouchsafe::domain::staff::Role;
use vouchsafe::pipeline::{Desk, audit_head, submit};

use crate::cli::{ended, said};
use crate::on_both;
use crate::support::browser::{Answer, Browser, Office};
use crate::support::database::TestDatabase;
use crate::support::invented;

const AUDITOR: &str = "audra@example.org";

/// An auditor at work, in a directory where something was done.
struct Scene {
    office: Office,
    desk: Desk,
}

impl Scene {
    fn open(db: &TestDatabase) -> Scene {
        let office = Office::open(db);
        office.hire(AUDITOR, Role::Auditor);
        let desk = Desk { clock: office.clock.clone(), ..invented::desk(db) };
        Scene { office, desk }
    }

    fn auditor(&self) -> Browser<'_> {
        self.office.signed_in(AUDITOR)
    }

    fn log(&self, actor: &Actor, action: &str, subject: &str, payload: serde_json::Value) -> i64 {
        let entry = Entry { actor, action, subject: subject.into(), payload, evidence_digest: None };
        let now = self.desk.clock.now();
        self.desk.db.write(|c| audit::append(c, &entry, now)).expect("logged")
    }

    fn exports(&self) -> usize {
        let all = self.desk.db.read(|c| audit::newest(c, None, 100_000)).expect("reads");
        all.iter().filter(|entry| entry.action == "audit.exported").count()
    }
}

/// The numbers of the entries on a page, in its order.
fn numbers(page: &Answer) -> Vec<i64> {
    let rows = page.body.split("<th role=\"rowheader\" scope=\"row\" class=\"nowrap\">").skip(1);
    rows.map(|row| row.split('<').next().expect("a number").parse().expect("a number")).collect()
}

fn records(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).records().map(|r| r.expect("reads")).collect()
}

on_both! {
    fn a_filter_in_the_address_shows_what_fits_all_of_it_newest_first(db: TestDatabase) {
        let scene = Scene::open(&db);
        let monitor = Actor::Program("monitor");
        let first = scene.log(&monitor, "listing.checked", "organization/one", serde_json::json!({}));
        scene.office.clock.advance(Duration::days(1));
        let second = scene.log(&monitor, "listing.checked", "organization/two", serde_json::json!({}));
        let third = scene.log(&Actor::Visitor, "report.received", "report/three", serde_json::json!({ "reference": "VS-1" }));
        let mut auditor = scene.auditor();
        let mut asked = |query: &str| {
            let page = auditor.get(&format!("/admin/audit?{query}"));
            assert_eq!(page.status, 200, "{query}: {}", page.body);
            numbers(&page)
        };
        assert_eq!(asked("actor=program%2Fmonitor"), [second, first]);
        assert_eq!(asked("action=listing.checked&subject=organization/one"), [first]);
        assert_eq!(asked("action=listing.checked&from=2026-11-24"), [second]);
        assert_eq!(asked("action=listing.checked&to=2026-11-23"), [first]);
        assert_eq!(asked("action=listing.checked&from=2026-11-23&to=2026-11-24"), [second, first], "both days are meant");
        assert_eq!(asked("actor=visitor/unnamed&action=listing.checked"), Vec::<i64>::new());
        assert_eq!(asked("subject=report/three"), [third]);
        assert!(!asked(&format!("actor={}", AUDITOR.replace('@', "%40"))).is_empty(), "an email address is found, too");
        let page = auditor.get("/admin/audit?subject=report/three");
        assert!(page.body.contains("reported a problem with a listing") && page.body.contains("a visitor"), "{}", page.body);
        assert!(page.body.contains("href=\"/admin/reports/three\""), "{}", page.body);
    }

    fn a_reference_finds_its_submission(db: TestDatabase) {
        let scene = Scene::open(&db);
        let sent = submit::submit(&scene.desk, &invented::dossier()).expect("taken");
        let mut auditor = scene.auditor();
        let page = auditor.get(&format!("/admin/audit?subject={}", sent.reference.to_lowercase()));
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(numbers(&page).len() >= 2 && page.body.contains(&format!("/admin/submissions/{}", sent.submission_id)));
        assert!(page.body.contains("sent a submission") && page.body.contains("the provider"), "{}", page.body);
    }

    fn what_cannot_be_asked_for_is_named_beside_its_question(db: TestDatabase) {
        let scene = Scene::open(&db);
        let mut auditor = scene.auditor();
        for (query, field, text) in [
            ("from=yesterday", "from", "year, month and day"),
            ("to=2026-02-30", "to", "year, month and day"),
            ("to=99999-01-01", "to", "year, month and day"),
            ("from=2026-11-24&to=2026-11-23", "to", "before the first day"),
            ("actor=nobody%40example.org", "actor", "Check its spelling"),
            ("actor=somebody", "actor", "email address"),
            ("subject=VS-0000-0000", "subject", "Nothing here has this reference"),
            ("subject=%22%3E%3Cscript%3E", "subject", "a reference such as"),
            ("action=submission.praised", "action", "Choose one of the list"),
        ] {
            let page = auditor.get(&format!("/admin/audit?{query}"));
            assert_eq!(page.status, 400, "{query}");
            assert!(page.body.contains(&format!("<a href=\"#{field}\">")), "{query}: {}", page.body);
            assert_eq!(page.body.matches(text).count(), 2, "in the summary and at the question: {query}: {}", page.body);
            assert!(!page.body.contains("<script>"), "{query}");
            assert_eq!(auditor.get(&format!("/admin/audit.csv?{query}")).status, 400, "{query}");
        }
        assert_eq!(auditor.get("/admin/audit?before=soon").status, 400);
        assert_eq!(auditor.get("/admin/audit?before=999999").status, 404, "there is no such entry");
        assert_eq!(scene.exports(), 0, "what was refused was not taken out");
    }

    fn pages_follow_each_other_without_a_gap_even_within_one_moment(db: TestDatabase) {
        let scene = Scene::open(&db);
        let entries: Vec<i64> = (0..120)
            .map(|n| scene.log(&Actor::Program("monitor"), "provider.warned", &format!("organization/{n}"), serde_json::json!({})))
            .collect();
        let mut auditor = scene.auditor();
        let (mut seen, mut at) = (Vec::new(), "/admin/audit?action=provider.warned".to_string());
        loop {
            let page = auditor.get(&at);
            let found = numbers(&page);
            assert!(!found.is_empty() && found.len() <= 50, "{at}");
            // Somebody writes on while it is read: nothing moves.
            scene.log(&Actor::Program("monitor"), "provider.warned", "organization/new", serde_json::json!({}));
            seen.extend(found);
            let older = page.body.split("<li><a href=\"").find(|part| part.contains(">Older</a>"));
            match older {
                Some(part) => at = part.split('"').next().expect("an address").replace("&amp;", "&").replace("&#x2F;", "/"),
                None => break,
            }
        }
        assert_eq!(seen, entries.into_iter().rev().collect::<Vec<_>>());
    }

    fn whoever_read_the_clock_first_and_wrote_last_stands_last_and_a_clock_set_back_is_told_as_it_was(db: TestDatabase) {
        let scene = Scene::open(&db);
        let now = scene.desk.clock.now();
        let log = |subject: &str, at| {
            let entry = Entry { actor: &Actor::Program("monitor"), action: "provider.warned", subject: subject.into(), payload: serde_json::json!({}), evidence_digest: None };
            scene.desk.db.write(|c| audit::append(c, &entry, at)).expect("logged")
        };
        let (first, waited) = (log("organization/one", now), log("organization/two", now - Duration::seconds(3)));
        let (later, set_back) = (log("organization/one", now + Duration::hours(2)), log("organization/two", now - Duration::hours(1)));
        let mut auditor = scene.auditor();
        let page = auditor.get("/admin/audit?action=provider.warned");
        assert_eq!(numbers(&page), [later, waited, first, set_back], "{}", page.body);
        let at = |seq: i64| {
            let all = scene.desk.db.read(|c| audit::newest(c, None, 100)).expect("reads");
            all.into_iter().find(|entry| entry.seq == seq).expect("logged").at
        };
        assert_eq!((at(first), at(waited), at(set_back)), (now, now, now - Duration::hours(1)));
        assert!(scene.desk.db.read(audit::faults).expect("reads").is_empty(), "the chain holds");
    }

    fn the_file_has_what_the_filter_shows_and_no_cell_begins_a_formula(db: TestDatabase) {
        let scene = Scene::open(&db);
        let evil = serde_json::json!("=HYPERLINK(\"https://example.com\")");
        for n in 0..1_005 {
            scene.log(&Actor::Program("monitor"), "provider.warned", &format!("organization/{n}"), serde_json::json!({}));
        }
        scene.log(&Actor::Program("monitor"), "mail.bounced", "-2+3", serde_json::json!({ "=1+1": evil, "said": "two\nlines, \"quoted\"" }));
        let mut auditor = scene.auditor();
        let file = auditor.get("/admin/audit.csv?action=provider.warned");
        assert_eq!((file.status, file.header("content-type").as_str()), (200, "text/csv; charset=utf-8; header=present"));
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"vouchsafe-audit-2026-11-23.csv\"");
        assert!(file.body.starts_with("number,at,who,actor,what,action,on_what,subject,details,hash\r\n"), "{}", &file.body[..200]);
        let rows = records(&file.body);
        assert_eq!(rows.len(), 1_005, "more than are in memory at once");
        assert_eq!((&rows[0][7], &rows[1_004][7]), ("organization/1004", "organization/0"));
        assert_eq!((&rows[0][4], &rows[0][3]), ("warned a provider that a paper runs out", "program/monitor"));

        let file = auditor.get("/admin/audit.csv?action=mail.bounced");
        let row = records(&file.body).remove(0);
        assert_eq!(&row[7], "'-2+3");
        assert!(row[8].starts_with("'=1+1: ") && row[8].contains("two\nlines, \"quoted\""), "{}", &row[8]);
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{row:?}");

        assert_eq!(scene.exports(), 2, "each file was written down");
        let logged = scene.desk.db.read(|c| audit::newest(c, None, 1)).expect("reads").remove(0);
        assert!(logged.actor.starts_with("staff/"), "{logged:?}");
        assert_eq!(logged.payload.expect("told")["action"], "mail.bounced");
    }

    fn nobody_takes_anything_out_without_signing_in(db: TestDatabase) {
        let scene = Scene::open(&db);
        for path in ["/admin/audit.csv", "/admin/audit/head"] {
            let answer = scene.office.browser().get(path);
            assert_eq!(answer.status, 303, "{path}");
            assert!(answer.header("location").starts_with("/admin/sign-in"), "{path}");
        }
        assert_eq!(scene.exports(), 0);
    }

    fn a_head_that_an_auditor_downloads_is_found_in_the_chain_by_doctor_until_it_is_tampered_with(db: TestDatabase) {
        let scene = Scene::open(&db);
        let file = scene.auditor().get("/admin/audit/head");
        assert_eq!((file.status, file.header("content-type").as_str()), (200, "application/json"));
        let (path, key) = (db.folder().join("head.json"), db.folder().join("test.key"));
        std::fs::write(&path, &file.body).expect("written");
        std::fs::write(&key, format!("vouchsafe-key-1:{}\n", data_encoding::BASE64URL_NOPAD.encode(&[7; 32]))).expect("written");
        let (url, key_text) = (db.url(), key.to_string_lossy().into_owned());
        let doctor = |more: &[&str]| ended(&[&["doctor", "--database-url", &url, "--key-file", &key_text], more].concat());
        let of = path.to_string_lossy();
        scene.log(&Actor::Program("monitor"), "provider.warned", "organization/later", serde_json::json!({}));
        let whole = doctor(&["--against", &of]);
        let told = String::from_utf8_lossy(&whole.stdout).into_owned();
        assert_eq!(whole.status.code(), Some(0), "{told}");
        assert!(told.contains("head.json: sound"), "{told}");

        // A head written by doctor holds as well, and is never written over.
        let second = db.folder().join("second.json").to_string_lossy().into_owned();
        assert_eq!(doctor(&["--export-head", &second]).status.code(), Some(0));
        let (code, sentence) = said(&doctor(&["--export-head", &second]));
        assert!(code == Some(2) && sentence.contains("name a new one"), "{code:?} {sentence}");
        assert_eq!(doctor(&["--against", &of, "--against", &second]).status.code(), Some(0));

        let head = audit_head::SignedHead::of_text(&file.body).expect("a head");
        let other = Desk { keys: vouchsafe::keys::Keys::from_bytes([8; 32]), ..scene.desk.clone() };
        let forged = [
            ("changed since", audit_head::SignedHead { seq: head.seq - 1, ..head.clone() }),
            ("changed since", audit_head::SignedHead { hash: "0".repeat(64), ..head.clone() }),
            ("changed since", audit_head::SignedHead { at: head.at + Duration::seconds(1), ..head.clone() }),
            ("another key file", audit_head::sign(&other).expect("signed")),
        ];
        for (text, head) in forged {
            std::fs::write(&path, head.to_text()).expect("written");
            let failed = doctor(&["--against", &of]);
            let told = String::from_utf8_lossy(&failed.stdout).into_owned();
            assert_eq!(failed.status.code(), Some(1), "{told}");
            assert!(told.contains(text), "{text}: {told}");
        }
        std::fs::write(&path, "{}").expect("written");
        let (code, sentence) = said(&doctor(&["--against", &of]));
        assert!(code == Some(2) && sentence.contains("head.json"), "{code:?} {sentence}");

        crate::support::tamper(&scene.desk.db, "UPDATE audit_log SET actor = 'x' WHERE seq = 1", &[]);
        let third = db.folder().join("third.json");
        assert_eq!(doctor(&["--export-head", &third.to_string_lossy()]).status.code(), Some(1));
        assert!(!third.exists(), "no witness for a chain that does not hold");
    }
}

#[test]
fn every_act_that_the_program_logs_has_words() {
    // Literals such as "submission.received" where something is logged: the words before the dot are those of the table.
    let prefixes = [
        "audit",
        "change",
        "claim",
        "clinician",
        "comment",
        "comments",
        "directory",
        "document",
        "documents",
        "list_rows",
        "listing",
        "listing_requests",
        "lookup",
        "mail",
        "mails",
        "manager",
        "message",
        "messages",
        "numbers",
        "override",
        "provider",
        "removal",
        "report",
        "review",
        "staff",
        "submission",
        "supervision",
        "update",
    ];
    let mut missing = Vec::new();
    let mut checked = 0;
    let mut folders = ["src/pipeline", "src/staff", "src/managers", "src/demo"].map(std::path::PathBuf::from).to_vec();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("text");
            for literal in text.split('"').skip(1).step_by(2) {
                let Some((prefix, act)) = literal.split_once('.') else { continue };
                let is_act = prefixes.contains(&prefix)
                    && !act.is_empty()
                    && act.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                checked += usize::from(is_act);
                if is_act && act_in_words(literal).is_none() && !literal.ends_with(".rs") {
                    missing.push(format!("{}: {literal}", path.display()));
                }
            }
        }
    }
    let decisions = vouchsafe::domain::submission::Decision::ALL.iter().map(|decision| decision.action());
    missing.extend(decisions.filter(|act| act_in_words(act).is_none()).map(str::to_string));
    assert!(checked > 50, "{checked}");
    assert!(missing.is_empty(), "add to domain::audit::ACTS: {missing:#?}");
}

#[test]
fn a_day_ends_at_midnight_utc() {
    let db = TestDatabase::sqlite();
    let asked = vouchsafe::reads::audit_filter::Asked {
        from: "2026-11-23".into(),
        to: "2026-11-23".into(),
        ..Default::default()
    };
    let filter = vouchsafe::reads::audit_filter::read(&db.main(), &asked).expect("reads").expect("a filter");
    assert_eq!(filter.from, Some(Utc.with_ymd_and_hms(2026, 11, 23, 0, 0, 0).single().expect("a moment")));
    assert_eq!(filter.until, Some(Utc.with_ymd_and_hms(2026, 11, 24, 0, 0, 0).single().expect("a moment")));
}
