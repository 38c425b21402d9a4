//! Confirming a listing: by the link in a mail, on the phone, and after a report; and what scanners, old links and presses in
//! a hurry do.

use chrono::Duration;
use vouchsafe::db::audit::{self, Actor};
use vouchsafe::db::listings::{self, ListingState};
use vouchsafe::db::mails::{self, MailRow};
use vouchsafe::db::submissions;
use vouchsafe::domain::report::{Language, ReportOutcome, ReportReason};
use vouchsafe::domain::staff::Role;
use vouchsafe::domain::task::TaskKind;
use vouchsafe::pipeline::report::{self, Told, Verdict, Words};
use vouchsafe::pipeline::{Desk, attest, monitor};
use vouchsafe::reads::tasks;

use crate::on_both;
use crate::support::browser::{Browser, Office};
use crate::support::database::TestDatabase;
use crate::support::invented;

/// A listing that was confirmed so many days ago, at a server; monitoring has run.
struct Scene {
    desk: Desk,
    office: Office,
    organization_id: String,
}

impl Scene {
    fn after(db: &TestDatabase, days: i64) -> Scene {
        let desk = invented::desk(db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let mut raw = invented::dossier();
        raw["attestation"]["at"] = "2026-11-23T12:00:00Z".into();
        raw["locations"][0]["hours"] = serde_json::json!([{ "day": "mon", "opens": "09:00", "closes": "17:00" }]);
        let submission = invented::publish_dossier(&desk, &raw);
        let organization_id = desk.db.read(|c| submissions::get(c, &submission)).expect("there").organization_id;
        let office = Office::open(db);
        office.hire("pat@example.org", Role::Reviewer);
        office.hire("ada@example.org", Role::Auditor);
        let scene = Scene { desk, office, organization_id };
        scene.pass(Duration::days(days) + Duration::hours(4));
        scene
    }

    /// Time goes by, and what is due is done.
    fn pass(&self, time: Duration) {
        self.desk.clock.advance(time);
        self.office.clock.set(self.desk.clock.now());
        monitor::pass(&self.desk).expect("works");
    }

    fn mails(&self) -> Vec<MailRow> {
        let all = self.desk.db.read(|c| mails::newest(c, 1000)).expect("reads");
        all.into_iter().filter(|m| m.subject.starts_with("Is this still right?")).collect()
    }

    /// The path and key in the newest mail.
    fn link(&self) -> String {
        let body = self.mails().remove(0).body;
        let at = body.find("/portal/confirm/").expect("a link");
        body[at..].split_whitespace().next().expect("a link").to_string()
    }

    fn confirmed_days_ago(&self) -> i64 {
        let listing = self.desk.db.read(|c| listings::get(c, &self.organization_id)).expect("reads").expect("there");
        (self.desk.clock.now() - listing.confirmed_at.expect("confirmed").and_utc()).num_days()
    }

    fn confirmations(&self) -> usize {
        let all = self.desk.db.read(|c| audit::newest(c, None, 100_000)).expect("reads");
        all.iter().filter(|entry| entry.action == "listing.confirmed").count()
    }

    fn calls(&self) -> Vec<String> {
        let open = tasks::open(&self.desk.db, self.desk.clock.now(), 100, 0).expect("reads").0;
        open.into_iter().filter(|t| t.asked.kind == TaskKind::Call).flat_map(|t| t.asked.codes).collect()
    }

    fn report(&self, outcome: ReportOutcome) {
        let told = Told {
            organization_id: self.organization_id.clone(),
            place_id: None,
            reason: ReportReason::ALL[0],
            words: Words { text: "It rings elsewhere.".into(), email: None },
            language: Language::En,
            form: format!("form {outcome} {}", self.desk.clock.now()),
        };
        report::send(&self.desk, &told).expect("taken");
        let id = report::queue(&self.desk, vouchsafe::domain::report::ReportState::OPEN, 10, 0).expect("reads").0[0]
            .report
            .id
            .clone();
        let verdict = Verdict { seen_version: 1, outcome, text: "Called; it is so." };
        report::answer(&self.desk, &invented::reviewer(), &id, &verdict).expect("answered");
    }
}

fn press(browser: &mut Browser<'_>, link: &str) -> u16 {
    let (path, key) = link.split_once("?key=").expect("a key");
    let page = browser.get(link);
    browser.post(path, &[("form_token", page.token()), ("key", key.to_string())]).status
}

on_both! {
    fn a_link_that_is_opened_fifty_times_changes_nothing_and_one_press_confirms(db: TestDatabase) {
        let scene = Scene::after(&db, 75);
        let (link, mut browser) = (scene.link(), scene.office.browser());
        assert_eq!(scene.mails().len(), 1);
        for _ in 0..50 {
            let page = browser.get(&link);
            assert_eq!((page.status, page.header("cache-control").as_str()), (200, "no-store"));
            assert!(page.body.contains("name=\"robots\" content=\"noindex\""));
        }
        assert_eq!((scene.confirmed_days_ago(), scene.confirmations()), (75, 0));
        let page = browser.get(&link).body;
        for said in ["Is this still right?", "Quiet Harbor Psychiatry", "100 SE Invented St", "503-555-0142", "9:00 am", "$450", "Everything is still right", "/portal/listings/"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(browser.get(&format!("/es{link}")).body.contains("Todo sigue siendo correcto"));

        assert_eq!(press(&mut browser, &link), 303);
        assert_eq!((scene.confirmed_days_ago(), scene.confirmations()), (0, 1));
        let page = browser.get(&link).body;
        assert!(page.contains("Thank you. It is confirmed.") && !page.contains("<button class=\"button\""), "{page}");
        assert_eq!(scene.desk.db.read(audit::faults).expect("reads"), Vec::<String>::new());
        // The quarter begins anew: nothing more is written on the days of the old one.
        scene.pass(Duration::days(30));
        assert_eq!(scene.mails().len(), 1);
        scene.pass(Duration::days(45));
        assert_eq!(scene.mails().len(), 2);
    }

    fn fifty_presses_at_once_confirm_once(db: TestDatabase) {
        let scene = Scene::after(&db, 91);
        let link = scene.link();
        let page = scene.office.browser().get(&link);
        let (path, key) = link.split_once("?key=").expect("a key");
        let form = [("form_token", page.token()), ("key", key.to_string())];
        std::thread::scope(|threads| {
            for _ in 0..50 {
                threads.spawn(|| {
                    // Whoever is told to wait a moment tries again.
                    let pressed = |_: &i32| scene.office.browser().post(path, &form).status == 303;
                    assert!((0..50).any(|n| pressed(&n)), "answered");
                });
            }
        });
        assert_eq!((scene.confirmed_days_ago(), scene.confirmations()), (0, 1));
    }

    fn a_link_too_old_cut_short_or_made_up_says_how_to_get_a_new_one(db: TestDatabase) {
        let scene = Scene::after(&db, 75);
        let (link, mut browser) = (scene.link(), scene.office.browser());
        let cut = &link[..link.len() - 1];
        let other = "/portal/confirm/01990000-0000-7000-8000-000000000000?key=k";
        for path in [cut, link.split('?').next().expect("a path"), other] {
            let page = browser.get(path);
            assert_eq!(page.status, 404, "{path}");
            assert!(page.body.contains("How to get a new link") && !page.body.contains("Harbor"), "{}", page.body);
        }
        let (path, key) = link.split_once("?key=").expect("a key");
        let token = browser.get(&link).token();
        browser.post(path, &[("form_token", token.clone()), ("key", "forged".into())]);
        browser.post(path, &[("key", key.into())]);
        assert_eq!(scene.confirmations(), 0);
        scene.desk.clock.advance(Duration::days(60));
        scene.office.clock.set(scene.desk.clock.now());
        assert_eq!(browser.get(&link).status, 200, "good to its last day");
        let token = browser.get(&link).token();
        scene.desk.clock.advance(Duration::minutes(1));
        scene.office.clock.set(scene.desk.clock.now());
        let page = browser.get(&link);
        assert_eq!(page.status, 410);
        assert!(page.body.contains("This link is too old") && page.body.contains("60 days"), "{}", page.body);
        browser.post(path, &[("form_token", token), ("key", key.into())]);
        assert_eq!(scene.confirmations(), 0);
    }

    fn from_a_link_too_old_a_new_one_is_sent_to_the_address_that_we_have_once_a_day(db: TestDatabase) {
        let scene = Scene::after(&db, 75);
        let (old, mut browser) = (scene.link(), scene.office.browser());
        scene.pass(Duration::days(61));
        let before = scene.mails().len();
        let (path, key) = old.split_once("?key=").expect("a key");
        let form = |key: &str, token: String| [("form_token", token), ("key", key.to_string())];
        let token = browser.get(&old).token();
        browser.post(&format!("{path}/new"), &form("forged", token.clone()));
        assert_eq!(scene.mails().len(), before);
        for _ in 0..3 {
            let answer = browser.post(&format!("{path}/new"), &form(key, token.clone()));
            assert!(answer.status == 200 && answer.body.contains("A new link is on its way"), "{}", answer.body);
            assert!(!answer.body.contains("example.com"), "the address is nobody's business");
        }
        assert_eq!(scene.mails().len(), before + 1);
        assert_ne!(scene.link(), old);
        assert_eq!(press(&mut browser, &scene.link()), 303);
        assert_eq!(scene.confirmed_days_ago(), 0);
    }

    fn a_listing_out_of_sight_is_neither_asked_about_nor_confirmed(db: TestDatabase) {
        let scene = Scene::after(&db, 75);
        let (link, mut browser) = (scene.link(), scene.office.browser());
        let now = scene.desk.clock.now();
        scene.desk.db.write(|c| listings::set_state(c, &scene.organization_id, ListingState::Hidden, now)).expect("hidden");
        let page = browser.get(&link);
        assert!(page.status == 200 && page.body.contains("out of sight") && !page.body.contains("Everything is still right"));
        let done = attest::confirm_by_link(&scene.desk, link["/portal/confirm/".len()..].split('?').next().expect("an id"), link.split('=').nth(1).expect("a key"));
        assert!(matches!(done.expect("answers"), attest::Link::Open(_)));
        scene.pass(Duration::days(5));
        assert_eq!((scene.mails().len(), scene.confirmations()), (1, 0));
    }

    fn staff_call_before_the_searches_let_go_and_what_they_hear_confirms(db: TestDatabase) {
        let scene = Scene::after(&db, 120);
        assert_eq!(scene.calls(), Vec::<String>::new());
        scene.pass(Duration::days(1));
        assert_eq!(scene.calls(), ["details.unconfirmed"]);
        let (mut pat, mut ada) = (scene.office.signed_in("pat@example.org"), scene.office.signed_in("ada@example.org"));
        let tasks = pat.get("/admin/tasks").body;
        let page = format!("/admin/calls/{}", scene.organization_id);
        assert!(tasks.contains("Call the provider") && tasks.contains(&page) && tasks.contains("Due in 7 days"), "{tasks}");
        let shown = pat.get(&page);
        for said in ["Call Quiet Harbor Psychiatry", "503-555-0142", "for four months", "ana@example.com"] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        assert!(!ada.get(&page).body.contains("Record the call"));
        let version = shown.hidden("version");
        let send = |browser: &mut Browser<'_>, result: &str, note: &str, version: &str| {
            let token = browser.get(&page).token();
            let fields = [("form_token", token), ("version", version.into()), ("result", result.into()), ("note", note.into())];
            browser.post(&page, &fields).status
        };
        assert_eq!(send(&mut ada, "confirmed", "Not mine.", &version), 403);
        assert_eq!(send(&mut pat, "", "Kim", &version), 422);
        assert_eq!(send(&mut pat, "confirmed", " ", &version), 422);
        assert_eq!(send(&mut pat, "not_reached", "No answer.", &version), 303);
        assert_eq!(scene.calls(), ["details.unconfirmed"], "the task stays");
        assert_eq!(send(&mut pat, "confirmed", "Front desk, Kim: all as listed.", &version), 303);
        assert_eq!(send(&mut pat, "confirmed", "Again.", &version), 409, "somebody was faster");
        assert_eq!((scene.calls(), scene.confirmed_days_ago()), (Vec::<String>::new(), 0));
        let newest = scene.desk.db.read(|c| audit::newest(c, None, 2)).expect("reads");
        let staff = Actor::Staff(String::new()).to_string();
        assert!(newest.iter().all(|e| e.actor.starts_with(&staff)), "{newest:?}");
        assert_eq!(newest.iter().map(|e| e.action.as_str()).collect::<Vec<_>>(), ["listing.confirmed", "provider.called"]);
    }

    fn a_mail_that_comes_back_asks_staff_to_call_once_until_it_is_confirmed(db: TestDatabase) {
        let scene = Scene::after(&db, 10);
        let now = scene.desk.clock.now();
        for address in ["ana@example.com", " Ana@Example.COM ", "nobody@example.com"] {
            scene.desk.db.write(|c| attest::mail_returned(c, address, now)).expect("noted");
        }
        assert_eq!(scene.calls(), ["mail.returned"]);
        // A list is loaded and the checks run again: what no check asked for stays.
        invented::load_lists_at(&scene.desk.reference, now, &[invented::record()], &[]);
        scene.pass(Duration::hours(1));
        assert_eq!(scene.calls(), ["mail.returned"]);
        attest::confirm(&scene.desk, &scene.organization_id, &Actor::Program("test")).expect("confirmed");
        assert_eq!(scene.calls(), Vec::<String>::new());
    }

    fn a_report_that_was_right_asks_the_provider_at_once_and_once_a_day(db: TestDatabase) {
        let scene = Scene::after(&db, 10);
        scene.report(ReportOutcome::NothingWrong);
        scene.report(ReportOutcome::NotThisListing);
        assert_eq!(scene.mails().len(), 0);
        scene.report(ReportOutcome::ProviderAsked);
        scene.report(ReportOutcome::ListingCorrected);
        let written = scene.mails();
        assert_eq!(written.len(), 1);
        assert!(written[0].body.contains("Somebody told us about a detail"), "{}", written[0].body);
        scene.pass(Duration::days(64));
        assert_eq!(scene.mails().len(), 1);
        // On the day of a reminder the one mail stands for both.
        scene.desk.clock.advance(Duration::hours(20));
        scene.report(ReportOutcome::ListingCorrected);
        scene.pass(Duration::hours(4));
        assert_eq!(scene.mails().len(), 2);
        let mut browser = scene.office.browser();
        assert_eq!(press(&mut browser, &scene.link()), 303);
        assert_eq!((scene.confirmed_days_ago(), scene.confirmations()), (0, 1));
    }
}
