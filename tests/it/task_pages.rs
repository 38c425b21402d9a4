//! The queue of tasks over HTTP: who is asked for what, how a task closes, and what a person decides on a listing.

use chrono::Duration;
use serde_json::json;
use vouchsafe::domain::staff::Role;
use vouchsafe::pipeline::{index, monitor, submit};

use crate::on_both;
use crate::support::browser::{Answer, Browser, Office};
use crate::support::database::TestDatabase;
use crate::support::invented;

const PAT: &str = "pat@example.org";
const SAM: &str = "sam@example.org";
const AUDITOR: &str = "ada@example.org";

fn office(db: &TestDatabase) -> Office {
    let office = Office::open(db);
    office.hire(PAT, Role::Reviewer);
    office.hire(SAM, Role::Reviewer);
    office.hire(AUDITOR, Role::Auditor);
    office
}

fn send(browser: &mut Browser<'_>, page: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
    let mut form: Vec<(&str, String)> = fields.iter().map(|(n, v)| (*n, v.to_string())).collect();
    form.push(("form_token", browser.get(page).token()));
    browser.post(&format!("{page}{to}"), &form)
}

const BOARD: &[(&str, &str)] = &[
    ("kind", "board_status"),
    ("subject", "clinicians/0"),
    ("credential", "/clinicians/0/credentials/0"),
    ("result", "active"),
    ("place", "Oregon Medical Board, license look-up"),
    ("seen_on", ""),
    ("expires_on", "2027-12-31"),
];

on_both! {
    fn a_task_is_in_the_queue_until_the_look_up_that_it_asks_for_is_recorded(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let id = submit::submit(&desk, &invented::dossier()).expect("taken").submission_id;
        let (office, page) = (office(&db), format!("/admin/submissions/{id}"));
        let mut pat = office.signed_in(PAT);
        let tasks = pat.get("/admin/tasks");
        assert_eq!((tasks.status, tasks.header("cache-control").as_str()), (200, "no-store"));
        let to_person = format!("{page}#clinicians-0");
        for said in ["Look the license up at its board", "State license Oregon", "Ana Reyes", "in review", "Confirm who sent it", &to_person, "Due in"] {
            assert!(tasks.body.contains(said), "{said}: {}", tasks.body);
        }
        assert!(pat.get("/admin/queue").body.contains("Tasks (2)"), "counted in the menu");
        assert_eq!(send(&mut pat, &page, "/lookups", BOARD).status, 303);
        let left = pat.get("/admin/tasks").body;
        assert!(!left.contains("Look the license up") && left.contains("Confirm who sent it"), "{left}");
        assert_eq!(pat.get("/admin/tasks?page=x").status, 400);
    }

    fn a_look_up_of_a_listed_provider_falls_due_and_is_recorded_from_the_queue(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::publish(&desk);
        let office = office(&db);
        office.clock.advance(Duration::days(167));
        let mut pat = office.signed_in(PAT);
        let tasks = pat.get("/admin/tasks").body;
        assert!(tasks.contains("Look the license up at its board") && tasks.contains("Due in 13 days"), "{tasks}");
        let page = tasks.split("href=\"").find(|rest| rest.starts_with("/admin/submissions/")).expect("a link");
        let page = page.split(['"', '#']).next().expect("an address").to_string();
        assert_eq!(send(&mut pat, &page, "/lookups", BOARD).status, 303);
        assert!(pat.get("/admin/tasks").body.contains("Nothing to do."));
        assert!(pat.get(&page).body.contains("In sight"));
    }

    fn what_a_re_check_found_is_confirmed_by_a_person_and_only_two_bring_the_listing_back(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::publish(&desk);
        let mut namesake = invented::somebody_else();
        (namesake.last_name, namesake.first_name) = ("REYES".into(), "ANA".into());
        let office = office(&db);
        desk.clock.advance(Duration::days(8));
        office.clock.set(desk.clock.now());
        let (mut pat, mut sam, mut ada) = (office.signed_in(PAT), office.signed_in(SAM), office.signed_in(AUDITOR));
        invented::load_lists_at(&desk.reference, desk.clock.now(), &[invented::record()], &[namesake]);
        monitor::pass(&desk).expect("works");
        assert_eq!(index::build(&desk).expect("builds").providers().count(), 1, "a question does not hide");

        let tasks = pat.get("/admin/tasks").body;
        assert!(tasks.contains("Look at what was found") && tasks.contains("exclusion.leie"), "{tasks}");
        let page = tasks.split("href=\"").find(|rest| rest.starts_with("/admin/submissions/")).expect("a link");
        let page = page.split(['"', '#']).next().expect("an address").to_string();
        let shown = pat.get(&page);
        assert!(shown.body.contains("In sight, being re-checked"), "{}", shown.body);
        let version = shown.hidden_after("listing-suspend", "version");
        let hide = |text: &'static str| [("act", "suspend"), ("reason", "finding"), ("version", version.as_str()), ("text", text)].map(|(n, v)| (n, v.to_string()));
        let decide = |who: &mut Browser<'_>, form: [(&'static str, String); 4]| {
            let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
            send(who, &page, "/listing", &form)
        };
        assert_eq!(decide(&mut ada, hide("Not mine to decide.")).status, 403);
        assert_eq!(decide(&mut pat, hide(" ")).status, 422);
        assert_eq!(decide(&mut pat, hide("The list's row is yours; send us your papers.")).status, 303);
        assert_eq!(decide(&mut sam, hide("I was slower.")).status, 409);
        assert_eq!(index::build(&desk).expect("builds").providers().count(), 0);
        assert!(pat.get("/admin/tasks").body.contains("Nothing to do."), "confirmed is done");
        let mail = desk.db.read(|c| vouchsafe::db::mails::newest(c, 1)).expect("reads").remove(0);
        assert!(mail.body.contains("send us your papers") && mail.subject.contains("out of sight"), "{mail:?}");
        assert!(mail.body.contains("took it out of the directory") && mail.body.contains("la retiramos del directorio"), "{mail:?}");

        // The next list has nobody of that name: asked, not done.
        desk.clock.advance(Duration::days(8));
        invented::load_lists_at(&desk.reference, desk.clock.now(), &[invented::record()], &[]);
        monitor::pass(&desk).expect("works");
        assert_eq!(index::build(&desk).expect("builds").providers().count(), 0, "never by itself");
        // Sessions ended meanwhile.
        office.clock.set(desk.clock.now());
        let (mut pat, mut sam) = (office.signed_in(PAT), office.signed_in(SAM));
        assert!(pat.get("/admin/tasks").body.contains("Decide whether it comes back"));
        let version = pat.get(&page).hidden_after("listing-ask_to_lift", "version");
        let show = [("act", "ask_to_lift"), ("version", version.as_str()), ("text", "The row was another person's.")];
        assert_eq!(send(&mut pat, &page, "/listing", &show).status, 303);
        assert_eq!(index::build(&desk).expect("builds").providers().count(), 0, "one person alone does not");
        let version = sam.get(&page).hidden_after("listing-lift", "version");
        let lift = [("act", "lift"), ("version", version.as_str()), ("text", "The row was another person's.")];
        assert_eq!(send(&mut sam, &page, "/listing", &lift).status, 303);
        assert_eq!(index::build(&desk).expect("builds").providers().count(), 1);
        let again = [("act", "suspend"), ("reason", "other"), ("version", "99"), ("text", "No reason.")];
        assert_eq!(send(&mut pat, &page, "/listing", &again).status, 409);
        for act in ["suspended a listing", "asked to lift a suspension", "lifted a suspension"] {
            assert!(pat.get("/admin/audit").body.contains(&format!("data-label=\"What\">{act}")), "{act}");
        }
        assert_eq!(desk.db.read(vouchsafe::db::audit::faults).expect("reads"), Vec::<String>::new());
    }

    fn a_listing_is_not_suspended_for_a_finding_that_is_not_there_nor_shown_while_one_stands(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let page = format!("/admin/submissions/{}", invented::publish_dossier(&desk, &invented::dossier()));
        let office = office(&db);
        let mut pat = office.signed_in(PAT);
        let version = |desk: &vouchsafe::pipeline::Desk| {
            let all = desk.db.read(|c| vouchsafe::db::listings::standing(c, "", 9)).expect("reads");
            let row = desk.db.read(|c| vouchsafe::db::listings::get(c, &all[0])).expect("reads").expect("there");
            row.version.to_string()
        };
        let seen = version(&desk);
        let refused = send(&mut pat, &page, "/listing", &[("act", "suspend"), ("reason", "finding"), ("version", &seen), ("text", "I feel like it.")]);
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("othing stands against this listing"), "{}", refused.body);

        let mut row = invented::somebody_else();
        row.npi = invented::NPI.into();
        invented::load_lists(&desk.reference, &[invented::record()], &[row]);
        monitor::pass(&desk).expect("works");
        assert!(pat.get("/admin/tasks").body.contains("Confirm what hid the listing"));
        let seen = version(&desk);
        let refused = send(&mut pat, &page, "/listing", &[("act", "show"), ("version", &seen), ("text", "Surely a mistake.")]);
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("exclusion.leie"), "{}", refused.body);
        assert_eq!(index::build(&desk).expect("builds").providers().count(), 0);
        let confirmed = send(&mut pat, &page, "/listing", &[("act", "suspend"), ("reason", "finding"), ("version", &seen), ("text", "On the list.")]);
        assert_eq!(confirmed.status, 303);
        assert!(pat.get("/admin/tasks").body.contains("Nothing to do."));
    }

    fn a_supervisor_is_asked_and_the_answer_recorded_on_the_same_page(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let mut raw = invented::dossier();
        raw["clinicians"].as_array_mut().expect("a list").push(json!({
            "first_name": "Ines", "last_name": "Vale", "date_of_birth": "1991-02-03", "profession": "associate",
            "npi": "2000000028", "supervisor_npi": invented::NPI, "locations": ["main"], "credentials": []
        }));
        let id = submit::submit(&desk, &raw).expect("taken").submission_id;
        let (office, page) = (office(&db), format!("/admin/submissions/{id}"));
        let mut pat = office.signed_in(PAT);
        let tasks = pat.get("/admin/tasks").body;
        assert!(tasks.contains("Ask the supervisor") && tasks.contains(&format!("{page}#clinicians-1-supervisor")), "{tasks}");
        assert!(pat.get(&page).body.contains("Record what the supervisor answered"));
        let asked = [
            ("kind", "identity_control"),
            ("subject", "clinicians/1/supervisor"),
            ("result", "confirmed"),
            ("place", "called 503-555-0142 from the registry's record"),
            ("seen_on", ""),
        ];
        let without: Vec<(&str, &str)> = asked.into_iter().filter(|(name, _)| *name != "place").collect();
        let again = send(&mut pat, &page, "/lookups", &without);
        assert!(again.status == 422 && again.body.contains("id=\"look-up-clinicians-1-supervisor-place-error\""), "{}", again.body);
        let answer = send(&mut pat, &page, "/lookups", &asked);
        assert_eq!(answer.header("location"), format!("{page}#clinicians-1-supervisor"));
        assert!(!pat.get("/admin/tasks").body.contains("Ask the supervisor"));
        assert!(pat.get(&page).body.contains("called 503-555-0142"));
    }

    fn staff_are_told_of_a_date_of_the_guide_before_it_comes_and_after(db: TestDatabase) {
        const HEADING: &str = "Facts with a date that need to be read again";
        let office = office(&db);
        for (day, told) in [("2026-11-23", false), ("2026-12-20", true), ("2027-02-20", true)] {
            office.clock.set(format!("{day}T12:00:00Z").parse().expect("a time"));
            let mut ada = office.signed_in(AUDITOR);
            for page in ["/admin/queue", "/admin/tasks"] {
                let body = ada.get(page).body;
                assert_eq!(body.contains(HEADING), told, "{day} {page}: {body}");
                assert_eq!(body.contains("90 FR 61301"), told, "{day} {page}");
                assert_eq!(body.contains("has ended"), day == "2027-02-20", "{day} {page}");
            }
        }
    }
}
