//! The pages on which managers change what is public at once, and those on which staff look at it and at a change of a listing.

use serde_json::json;
use vouchsafe::db::audit::Actor;
use vouchsafe::db::{DbError, submissions};
use vouchsafe::domain::staff::Role;
use vouchsafe::domain::submission::{Decision, DecisionReason, SubmissionState};
use vouchsafe::pipeline::review::{self, Verdict};
use vouchsafe::pipeline::revise::{self, ReviseError, Sender};
use vouchsafe::pipeline::submit::SubmitError;

use crate::on_both;
use crate::support::browser::{Answer, Browser, Office};
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::practice::Practice;

const ANA: &str = "ana@example.com";

/// A listing with hours on Monday, and whose it is.
fn open(db: &TestDatabase) -> (Office, Practice, String) {
    let office = Office::open(db);
    let practice = Practice::open(db, &office.clock);
    invented::load_lists(&practice.desk.reference, &[invented::record()], &[]);
    let mut raw = invented::dossier();
    raw["locations"][0]["hours"] = json!([{ "day": "mon", "opens": "09:00", "closes": "17:00" }]);
    let submission = invented::publish_dossier(&practice.desk, &raw);
    let organization = practice.desk.db.read(|c| submissions::get(c, &submission)).expect("there").organization_id;
    (office, practice, organization)
}

/// The form as a browser sends it back, with some answers of one's own.
fn filled(page: &Answer, changes: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    const NAMES: [&str; 14] = [
        "form_token",
        "seen",
        "place",
        "price_intake",
        "price_per_session",
        "price_usual_sessions",
        "price_includes",
        "hours_mon",
        "hours_tue",
        "hours_wed",
        "hours_thu",
        "hours_fri",
        "hours_sat",
        "hours_sun",
    ];
    let written = |name: &str| {
        let at = page.body.find(&format!("name=\"{name}\" value=\""))?;
        page.body[at..].split("value=\"").nth(1)?.split('"').next().map(str::to_string)
    };
    let value =
        |name: &str| changes.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string()).or_else(|| written(name));
    let mut fields: Vec<(&'static str, String)> = NAMES.iter().map(|n| (*n, value(n).unwrap_or_default())).collect();
    // The psychiatrist takes new patients.
    fields.push(("accepting_new", value("accepting_new").filter(|v| v == "false").unwrap_or_else(|| "true".into())));
    fields
}

fn signed_in<'a>(office: &'a Office, practice: &Practice) -> Browser<'a> {
    let mut browser = office.browser();
    practice.sign_in(&mut browser, ANA);
    browser
}

on_both! {
    fn a_manager_changes_the_hours_and_reads_that_patients_see_them(db: TestDatabase) {
        let (office, practice, organization) = open(&db);
        let path = format!("/portal/listings/{organization}");
        let mut browser = signed_in(&office, &practice);
        assert!(browser.get("/portal").body.contains(&path));
        let page = browser.get(&path);
        assert!(page.status == 200 && page.body.contains("value=\"09:00-17:00\""), "{}", page.body);
        assert_eq!(browser.post(&path, &[("place", "main".into())]).status, 403, "a form of ours, no other");

        let typed = [("hours_mon", "8-12, 1pm-5pm"), ("price_intake", "a lot"), ("hours_tue", "noon")];
        let wrong = browser.post(&path, &filled(&page, &typed));
        assert_eq!(wrong.status, 422);
        for said in ["Write a whole number, like 475.", "Write the hours like 9:00-17:00.", "value=\"8-12, 1pm-5pm\"", "value=\"a lot\""] {
            assert!(wrong.body.contains(said), "{said}: {}", wrong.body);
        }
        assert_eq!(wrong.body.matches("Tuesday: Write the hours").count(), 2, "in the summary and at the question");
        let saved = browser.post(&path, &filled(&page, &[("hours_mon", "8-12, 1pm-5pm")]));
        assert_eq!((saved.status, saved.header("location")), (303, format!("{path}?place=1&done=updated")));
        let page = browser.get(&saved.header("location"));
        assert!(page.body.contains("Patients see it now") && page.body.contains("08:00-12:00, 13:00-17:00"), "{}", page.body);
    }

    fn a_page_that_grew_old_comes_back_with_what_was_typed_beside_what_is_there(db: TestDatabase) {
        let (office, practice, organization) = open(&db);
        let path = format!("/portal/listings/{organization}");
        let mut browser = signed_in(&office, &practice);
        let old = browser.get(&path);
        assert_eq!(browser.post(&path, &filled(&old, &[("hours_mon", "8-16")])).status, 303);
        let late = browser.post(&path, &filled(&old, &[("hours_mon", "10-18")]));
        assert_eq!(late.status, 409);
        for said in ["value=\"10-18\"", "The listing says now: 08:00-16:00.", "Nothing that you typed is lost"] {
            assert!(late.body.contains(said), "{said}: {}", late.body);
        }
        assert_eq!(browser.post(&path, &filled(&late, &[("hours_mon", "10-18")])).status, 303, "a second press decides");
        assert!(browser.get(&path).body.contains("value=\"10:00-18:00\""));
    }

    fn staff_see_before_and_now_and_put_it_back_with_a_reason(db: TestDatabase) {
        let (office, practice, organization) = open(&db);
        for (email, role) in [("pat@example.org", Role::Reviewer), ("ada@example.org", Role::Auditor)] {
            office.hire(email, role);
        }
        let path = format!("/portal/listings/{organization}");
        let mut browser = signed_in(&office, &practice);
        let page = browser.get(&path);
        assert_eq!(browser.post(&path, &filled(&page, &[("hours_mon", "3-4")])).status, 303);
        let mut pat = office.signed_in("pat@example.org");
        let look = format!("/admin/updates/{organization}");
        assert!(pat.get("/admin/tasks").body.contains(&look));
        let page = pat.get(&look);
        assert!(page.body.contains("09:00-17:00") && page.body.contains("03:00-04:00"), "{}", page.body);
        let form = |result: &str, reason: &str| {
            [("form_token", page.token()), ("seen", page.hidden("seen")), ("result", result.to_string()), ("reason", reason.to_string())]
        };
        assert!(!office.signed_in("ada@example.org").get(&look).body.contains("Record it"), "an auditor only looks");
        assert_eq!(pat.post(&look, &form("", "")).status, 422);
        let wordless = pat.post(&look, &form("put_back", ""));
        assert!(wordless.status == 422 && wordless.body.contains("Write why"), "{}", wordless.body);
        assert_eq!(pat.post(&look, &form("put_back", "Three in the morning?")).status, 303);
        assert_eq!(pat.post(&look, &form("put_back", "Three in the morning?")).status, 409);
        assert!(pat.get(&look).body.contains("Nothing waits for a look"));
        assert!(browser.get(&path).body.contains("value=\"09:00-17:00\""));
        assert_eq!(practice.mails(ANA, "put back").len(), 1);
    }

    fn the_review_page_of_a_change_shows_what_it_changes_and_no_private_value_twice(db: TestDatabase) {
        let (office, practice, organization) = open(&db);
        office.hire("pat@example.org", Role::Reviewer);
        let mut raw = invented::dossier();
        raw["provider"]["description"] = json!("Calm and slow.");
        raw["clinicians"][0]["credentials"][0]["number"] = json!("MD654321");
        raw["clinicians"][0]["date_of_birth"] = json!("1980-03-14");
        let sender = Sender { actor: &Actor::Manager("manager-1".into()), based_on: None };
        let sent = revise::send(&practice.desk, &organization, &raw, sender).expect("taken");
        let mut pat = office.signed_in("pat@example.org");
        let queue = pat.get("/admin/queue").body;
        assert!(queue.contains("data-label=\"Kind\">Change</td>"), "{queue}");
        let page = pat.get(&format!("/admin/submissions/{}", sent.submission_id)).body;
        let difference = page.split("id=\"difference\"").nth(1).and_then(|rest| rest.split("</section>").next()).expect("there");
        for said in ["MD123456", "MD654321", "Calm and slow.", "needs re-check", "unchanged", "Date of birth"] {
            assert!(difference.contains(said), "{said}: {difference}");
        }
        assert!(!difference.contains("1979") && !difference.contains("1980") && !difference.contains("FR1234563"), "{difference}");
    }

    fn everything_is_still_right_confirms_once_however_often_it_is_pressed(db: TestDatabase) {
        let (office, practice, organization) = open(&db);
        let path = format!("/portal/listings/{organization}");
        office.clock.advance(chrono::Duration::days(80));
        let mut browser = signed_in(&office, &practice);
        let token = browser.get(&path).token();
        for _ in 0..3 {
            let pressed = browser.post(&format!("{path}/confirm"), &[("form_token", token.clone())]);
            assert_eq!((pressed.status, pressed.header("location")), (303, format!("{path}?done=confirmed")));
        }
        let all = practice.desk.db.read(|c| vouchsafe::db::audit::newest(c, None, 1000)).expect("reads");
        assert_eq!(all.iter().filter(|entry| entry.action == "listing.confirmed").count(), 1);
        assert!(browser.get("/portal").body.contains("(90 days left)"));
    }

    fn a_change_that_waits_is_taken_back_once_and_what_is_listed_stays(db: TestDatabase) {
        let (office, practice, organization) = open(&db);
        let path = format!("/portal/listings/{organization}");
        let back = format!("{path}/withdraw");
        let mut raw = invented::dossier();
        raw["provider"]["description"] = json!("Calm and slow.");
        let sender = Sender { actor: &Actor::Manager("manager-1".into()), based_on: None };
        let sent = revise::send(&practice.desk, &organization, &raw, sender).expect("taken");
        let mut browser = signed_in(&office, &practice);
        let page = browser.get(&path);
        assert!(page.body.contains("Take this change back") && page.body.contains(&sent.reference), "{}", page.body);
        let fields = |reference: &str| [("form_token", page.token()), ("reference", reference.to_string())];
        assert_eq!(browser.post(&back, &[("reference", sent.reference.clone())]).status, 403, "a form of ours, no other");
        for unknown in ["", "VS-0000-0000"] {
            assert_eq!(browser.post(&back, &fields(unknown)).status, 404, "{unknown}");
        }
        // Both presses of a double press say the same.
        for _ in 0..2 {
            let pressed = browser.post(&back, &fields(&sent.reference));
            assert_eq!((pressed.status, pressed.header("location")), (303, format!("{path}?done=withdrawn")));
        }
        let page = browser.get(&format!("{path}?done=withdrawn"));
        assert!(page.body.contains("Your change is taken back") && !page.body.contains("Take this change back"), "{}", page.body);
        let submission = practice.desk.db.read(|c| submissions::get(c, &sent.submission_id)).expect("there");
        assert_eq!(submission.state, SubmissionState::Withdrawn);
        let all = practice.desk.db.read(|c| vouchsafe::db::audit::newest(c, None, 1000)).expect("reads");
        assert_eq!(all.iter().filter(|entry| entry.action == "change.withdrawn").count(), 1);
    }

    fn ten_who_take_a_change_back_at_once_take_it_back_once_and_nobody_after_a_decision(db: TestDatabase) {
        let (_office, practice, organization) = open(&db);
        let mut raw = invented::dossier();
        let actor = Actor::Manager("manager-1".into());
        let mut send = |text: &str| {
            raw["provider"]["description"] = json!(text);
            revise::send(&practice.desk, &organization, &raw, Sender { actor: &actor, based_on: None }).expect("taken")
        };
        let change = send("Calm and slow.");
        let take_back = |reference: &str| loop {
            match revise::withdraw(&practice.desk, &organization, reference, "manager-1") {
                Err(ReviseError::Submit(SubmitError::Db(DbError::Busy))) => {}
                other => return other.expect("an answer"),
            }
        };
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..10).map(|_| scope.spawn(|| take_back(&change.reference))).collect();
            assert!(all.into_iter().all(|one| one.join().expect("no panic")));
        });
        let all = practice.desk.db.read(|c| vouchsafe::db::audit::newest(c, None, 1000)).expect("reads");
        assert_eq!(all.iter().filter(|entry| entry.action == "change.withdrawn").count(), 1);

        let next = send("Slow and calm.");
        let seen = practice.desk.db.read(|c| submissions::get(c, &next.submission_id)).expect("there").version;
        let no = Verdict { seen_version: seen, decision: Decision::Reject, reason: DecisionReason::Other, text: "It promises a cure." };
        review::decide(&practice.desk, &invented::reviewer(), &next.submission_id, &no).expect("decided");
        assert!(!take_back(&next.reference), "a person was first");
        let [mail] = practice.mails(ANA, "Your change was not published").try_into().expect("one mail");
        assert!(mail.body.contains("It promises a cure.") && mail.body.contains("Patients see what was there before"), "{}", mail.body);
    }

    fn signing_in_ends_at_the_page_that_was_asked_for_and_at_none_of_another_site(db: TestDatabase) {
        let (office, practice, organization) = open(&db);
        let path = format!("/portal/listings/{organization}");
        let mut browser = office.browser();
        let asked = browser.get(&path);
        assert_eq!((asked.status, asked.header("location")), (303, format!("/portal/sign-in?next={path}")));
        let form = browser.get(&asked.header("location"));
        let fields = |next: &str| [("form_token", form.token()), ("email", ANA.to_string()), ("next", next.to_string())];
        assert_eq!(form.hidden("next"), path);
        let code_page = browser.post("/portal/sign-in", &fields(&path));
        assert_eq!(code_page.hidden("next"), path, "the code leads there, too");
        let (link, _) = practice.way_in(ANA);
        assert!(link.ends_with(&format!("?next={path}")), "{link}");
        let door = browser.get(&link);
        let entered = browser.post(&link, &[("form_token", door.token()), ("next", door.hidden("next"))]);
        assert_eq!((entered.status, entered.header("location")), (303, path.clone()));
        assert_eq!(browser.get(&path).status, 200);

        let mut browser = office.browser();
        let evil = "https://evil.example/portal/";
        assert!(!browser.get(&format!("/portal/sign-in?next={evil}")).body.contains("evil.example"));
        assert!(!browser.post("/portal/sign-in", &fields(evil)).body.contains("evil.example"));
        let (link, _) = practice.way_in(ANA);
        assert!(!link.contains("next"), "{link}");
        let door = browser.get(&link);
        let entered = browser.post(&link, &[("form_token", door.token()), ("next", evil.to_string())]);
        assert_eq!((entered.status, entered.header("location").as_str()), (303, "/portal"));
    }

    fn a_renewal_is_asked_for_from_ninety_days_before_the_last_one(db: TestDatabase) {
        let (office, practice, _) = open(&db);
        // The insurance runs to 31 May 2027.
        for (day, is_asked) in [("2027-03-01T12:00:00Z", false), ("2027-03-02T12:00:00Z", true)] {
            office.clock.set(day.parse().expect("a time"));
            let home = signed_in(&office, &practice).get("/portal").body;
            assert_eq!(home.contains("send the renewal now"), is_asked, "{day}: {home}");
        }
    }

    fn another_providers_listing_is_not_there(db: TestDatabase) {
        let (office, practice, organization) = open(&db);
        practice.send("Still Water", "ben@example.org");
        let mut ben = office.browser();
        practice.sign_in(&mut ben, "ben@example.org");
        let token = ben.get("/portal").token();
        let path = format!("/portal/listings/{organization}");
        assert_eq!(ben.get(&path).status, 404);
        for path in [path.clone(), format!("{path}/confirm"), format!("{path}/withdraw")] {
            assert_eq!(ben.post(&path, &[("form_token", token.clone()), ("place", "main".into())]).status, 404);
        }
    }
}
