//! Each clinician of a clinic answers for themselves, by a link of their own; until then its page says so.

use chrono::Duration;
use serde_json::{Value, json};
use vouchsafe::db::{DbError, dossiers, listings, mails, submissions, tasks};
use vouchsafe::domain::check::Outcome;
use vouchsafe::domain::draft::{Draft, WORK_EMAIL};
use vouchsafe::domain::own_word::{OwnAnswers, OwnWord};
use vouchsafe::domain::submission::{Decision, DecisionReason};
use vouchsafe::domain::task::CallReason;
use vouchsafe::pipeline::clinician::{self, ClinicianError};
use vouchsafe::pipeline::{Desk, attest, dossier, draft, index, review};
use vouchsafe::sources::NppesRecord;

use crate::on_both;
use crate::support::browser::Office;
use crate::support::invented;

/// A group practice that nobody has: real NPIs begin with 1.
const GROUP: &str = "2000000176";
const ANA: &str = "ana@harbor.example.org";

/// A clinic of one physician whose birth date and DEA number the manager does not know.
fn clinic() -> Value {
    let mut raw = invented::dossier();
    raw["provider"]["kind"] = json!("clinic");
    raw["provider"]["organization_npi"] = json!(GROUP);
    let ana = &mut raw["clinicians"][0];
    ana.as_object_mut().expect("a person").remove("date_of_birth");
    ana["credentials"].as_array_mut().expect("papers").retain(|c| c["kind"] != "dea");
    raw
}

/// Sends the clinic as its manager does. Answers the reference.
fn send(desk: &Desk) -> String {
    let group = NppesRecord {
        npi: GROUP.into(),
        entity_type: 2,
        organization_name: "QUIET HARBOR PSYCHIATRY".into(),
        practice: invented::record().practice,
        ..NppesRecord::default()
    };
    invented::load_lists(&desk.reference, &[invented::record(), group], &[]);
    let path = draft::begin(desk, "clinic", "office@harbor.example.org", "once").expect("begun");
    let (id, key) = path.strip_prefix("/list/").and_then(|p| p.split_once("?key=")).expect("a way");
    let mut answers = Draft::of_dossier(&clinic());
    answers.people[0].value.insert(WORK_EMAIL.into(), json!(ANA));
    draft::change(desk, id, key, |draft| *draft = answers.clone()).expect("kept");
    draft::send(desk, id, key, "Olga Office").expect("sent")
}

/// The id and key in the newest mail to Ana.
fn link(desk: &Desk) -> (String, String) {
    let mails = desk.db.read(|c| mails::newest(c, 100)).expect("reads");
    let mail = mails.iter().find(|m| m.recipient == ANA).expect("a mail").body.clone();
    let at = mail.split("/portal/clinician/").nth(1).expect("a link").split_whitespace().next().expect("a link");
    let (id, key) = at.split_once("?key=").expect("a key");
    (id.to_string(), key.to_string())
}

fn answers() -> OwnAnswers {
    OwnAnswers {
        date_of_birth: Some("1979-03-14".into()),
        dea_number: Some("FR1234563".into()),
        dea_expires_on: Some("2028-06-30".into()),
        dea_basis: None,
    }
}

fn organization(desk: &Desk, reference: &str) -> String {
    let found = desk.db.read(|c| submissions::by_reference(c, reference)).expect("reads");
    found.expect("there").organization_id
}

fn newest(desk: &Desk, reference: &str) -> Value {
    let row = desk.db.read(|c| {
        let submission = submissions::by_reference(c, reference)?.ok_or(DbError::NotFound)?;
        dossiers::get(c, &submission.dossier_id)
    });
    let row = row.expect("there");
    assert!(!row.body.contains("1979") && !row.body.contains("FR1234563"), "{}", row.body);
    dossier::open(&desk.keys, &row).expect("opens").value
}

fn approve(desk: &Desk, reference: &str) {
    let id = desk.db.read(|c| submissions::by_reference(c, reference)).expect("reads").expect("there").id;
    for lookup in invented::lookups(desk.clock.now()) {
        review::record_lookup(desk, &invented::reviewer(), &id, &lookup).expect("recorded");
    }
    let case = review::case(desk, &id).expect("a case");
    for check in case.checks.iter().map(|c| &c.check).filter(|c| c.outcome == Outcome::Review) {
        let asked = review::Question { code: &check.code, subject: &check.subject, seen: None };
        review::answer(desk, &invented::reviewer(), &id, asked, "Asked the clinic; it is in order.").expect("answered");
    }
    let seen_version = desk.db.read(|c| submissions::get(c, &id)).expect("there").version;
    let verdict =
        review::Verdict { seen_version, decision: Decision::Approve, reason: DecisionReason::Complete, text: "" };
    review::decide(desk, &invented::reviewer(), &id, &verdict).expect("approved");
}

on_both! {
    fn opening_a_link_fifty_times_changes_nothing_and_an_answer_goes_sealed_into_what_waits(db: TestDatabase) {
        let desk = invented::desk(&db);
        let reference = send(&desk);
        let (id, key) = link(&desk);
        for _ in 0..50 {
            let page = clinician::open(&desk, &id, &key).expect("opens");
            assert_eq!((page.said, page.has_birth_date, page.prescribes), (None, false, true));
        }
        assert_eq!(newest(&desk, &reference)["clinicians"][0].get("date_of_birth"), None);
        let organization = organization(&desk, &reference);
        let standing = || clinician::standing(&desk, &organization).expect("reads")[0].said;
        assert_eq!(standing(), None);
        clinician::answer(&desk, &id, &key, OwnWord::Confirmed, &answers()).expect("taken");
        let whole = newest(&desk, &reference);
        assert_eq!(whole["clinicians"][0]["date_of_birth"], "1979-03-14");
        assert!(whole["clinicians"][0]["credentials"].to_string().contains("FR1234563"));
        assert_eq!(standing(), Some(OwnWord::Confirmed));
        let again = clinician::open(&desk, &id, &key).expect("opens");
        assert_eq!((again.said, again.has_birth_date, again.has_dea), (Some(OwnWord::Confirmed), true, true));
    }

    fn saying_the_same_twice_is_one_version_and_no_answer_is_asked_of_whoever_does_not_work_there(db: TestDatabase) {
        let desk = invented::desk(&db);
        let reference = send(&desk);
        let (id, key) = link(&desk);
        let version = || desk.db.read(|c| submissions::by_reference(c, &reference)).expect("reads").expect("there").dossier_id;
        clinician::answer(&desk, &id, &key, OwnWord::Confirmed, &answers()).expect("taken");
        let first = version();
        clinician::answer(&desk, &id, &key, OwnWord::Confirmed, &answers()).expect("taken");
        assert_eq!(version(), first);
        clinician::answer(&desk, &id, &key, OwnWord::Denied, &OwnAnswers::default()).expect("taken");
        assert_eq!((version(), clinician::open(&desk, &id, &key).expect("opens").said), (first, Some(OwnWord::Denied)));
    }

    fn only_the_newest_link_opens_and_only_for_sixty_days(db: TestDatabase) {
        let desk = invented::desk(&db);
        let reference = send(&desk);
        let old = link(&desk);
        let organization = organization(&desk, &reference);
        let person = clinician::standing(&desk, &organization).expect("reads")[0].person.clone();
        assert!(clinician::ask_again(&desk, &organization, "manager-1", &person, ANA).expect("asked"));
        assert!(!clinician::ask_again(&desk, &organization, "manager-1", "somebody else", ANA).expect("asked"));
        let new = link(&desk);
        assert_ne!(old, new);
        assert!(matches!(clinician::open(&desk, &old.0, &old.1), Err(ClinicianError::Unknown)));
        assert!(matches!(clinician::open(&desk, &new.0, &old.1), Err(ClinicianError::Unknown)));
        desk.clock.advance(Duration::days(59));
        assert!(clinician::open(&desk, &new.0, &new.1).is_ok());
        desk.clock.advance(Duration::days(2));
        assert!(matches!(clinician::answer(&desk, &new.0, &new.1, OwnWord::Confirmed, &answers()), Err(ClinicianError::Unknown)));
    }

    fn the_page_of_a_clinic_says_who_has_not_confirmed_until_they_do(db: TestDatabase) {
        let office = Office::open(&db);
        let desk = invented::desk(&db);
        let reference = send(&desk);
        let (id, key) = link(&desk);
        clinician::answer(&desk, &id, &key, OwnWord::Confirmed, &answers()).expect("taken");
        clinician::answer(&desk, &id, &key, OwnWord::Denied, &OwnAnswers::default()).expect("taken");
        approve(&desk, &reference);
        let shown = || {
            let snapshot = index::build(&desk).expect("builds");
            snapshot.providers().next().expect("listed").profile.clinicians[0].confirmed
        };
        assert!(!shown());
        let version = || {
            let listing = desk.db.read(|c| listings::get(c, &organization(&desk, &reference))).expect("reads");
            listing.expect("listed").dossier_id
        };
        let before = version();
        let calls = || {
            let listing = desk.db.read(|c| listings::get(c, &organization(&desk, &reference))).expect("reads").expect("listed");
            desk.db.read(|c| tasks::call_of(c, &listing.dossier_id)).expect("reads").map(|task| task.asked.codes)
        };
        assert_eq!(calls(), None, "it was said before anybody could read it");
        clinician::answer(&desk, &id, &key, OwnWord::Denied, &OwnAnswers::default()).expect("taken");
        assert_eq!(calls(), Some(vec![CallReason::TieDenied.to_string()]));
        // The clinic's own word does not answer it.
        desk.clock.advance(Duration::hours(2));
        attest::confirm_signed_in(&desk, &organization(&desk, &reference), "manager-1").expect("confirmed");
        assert_eq!(calls(), Some(vec![CallReason::TieDenied.to_string()]));
        clinician::answer(&desk, &id, &key, OwnWord::Confirmed, &OwnAnswers::default()).expect("taken");
        assert!(shown());
        assert_eq!(version(), before, "nothing else changed");
        // A new DEA date of a listed clinician waits for a person, like any change.
        let renewed = OwnAnswers { dea_expires_on: Some("2030-06-30".into()), ..OwnAnswers::default() };
        clinician::answer(&desk, &id, &key, OwnWord::Confirmed, &renewed).expect("taken");
        assert_eq!(version(), before);
        let waiting = desk.db.read(|c| submissions::open_of(c, &organization(&desk, &reference))).expect("reads");
        assert!(waiting.is_some_and(|s| s.reference != reference));
        drop(office);
    }

    fn the_private_page_tells_what_is_missing_and_shows_no_secret_back(db: TestDatabase) {
        let office = Office::open(&db);
        let desk = Desk { clock: office.clock.clone(), ..invented::desk(&db) };
        let reference = send(&desk);
        let (id, key) = link(&desk);
        let path = format!("/portal/clinician/{id}?key={key}");
        let mut ana = office.browser();
        let page = ana.get(&path);
        assert!(page.status == 200 && page.body.contains("Quiet Harbor Psychiatry says that you work there"), "{}", page.body);
        let token = || page.token();
        let empty = ana.post(&path, &[("form_token", token())]);
        assert!(empty.status == 422 && empty.body.contains("Say whether you work there"), "{}", empty.body);
        let fields = |birth: &str| {
            [
                ("form_token", token()),
                ("tie", "confirmed".to_string()),
                ("date_of_birth", birth.to_string()),
                ("dea_number", "FR1234563".to_string()),
                ("dea_expires_on", "6/30/2028".to_string()),
            ]
        };
        let unreadable = ana.post(&path, &fields("in March"));
        assert!(unreadable.status == 422 && unreadable.body.contains("month/day/year"), "{}", unreadable.body);
        assert_eq!(ana.post(&path, &fields("3/14/1979")).status, 303);
        let done = ana.get(&path).body;
        assert!(done.contains("We have your answer") && done.contains("We have it and do not show it"), "{done}");
        assert!(!done.contains("1979") && !done.contains("FR1234563"), "{done}");
        assert_eq!(newest(&desk, &reference)["clinicians"][0]["date_of_birth"], "1979-03-14");
        assert_eq!(ana.get(&format!("/portal/clinician/{id}?key=no")).status, 404);
        assert_eq!(ana.get("/es/portal/clinician/NOSUCH").status, 404);
    }
}
