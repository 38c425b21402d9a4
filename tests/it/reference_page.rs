//! Reference data in the hands of staff: who may look and who may act, a file that comes into force and what it does to listings, one
//! that is refused, the way back, and a load that nobody ended.

use chrono::{Duration, NaiveDate};
use vouchsafe::db::reference::{NewLoad, Staging, loads};
use vouchsafe::db::{audit, listings, reference_acts};
use vouchsafe::domain::reference_act::ActState;
use vouchsafe::domain::staff::Role;
use vouchsafe::pipeline::reference_act::{self, Place, Sent};
use vouchsafe::pipeline::review::Reviewer;
use vouchsafe::pipeline::{Desk, monitor};
use vouchsafe::sources::ListName;

use crate::on_both;
use crate::support::browser::{Answer, Browser, Office};
use crate::support::database::TestDatabase;
use crate::support::invented::{self, NPI};

const LEIE_HEADER: &str = "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,\
                           EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE";

/// A row of the LEIE; `npi` of ten zeros says that there is none.
fn row(last: &str, first: &str, npi: &str, reinstated: &str) -> String {
    format!(
        "{last},{first},,,PHYSICIAN,PSYCHIATRY,,{npi},,1 INVENTED RD,PORTLAND,OR,97202,1128a1,20200120,{reinstated},00000000,"
    )
}

fn leie(rows: &[String]) -> Vec<u8> {
    format!("{LEIE_HEADER}\n{}\n", rows.join("\n")).into_bytes()
}

fn nobody() -> String {
    row("NOBODYSON", "QUENTIN", "0000000000", "00000000")
}

fn namesake() -> String {
    row("REYES", "ANA", "0000000000", "00000000")
}

fn herself() -> String {
    row("REYES", "ANA", NPI, "00000000")
}

struct Scene {
    desk: Desk,
    office: Office,
}

impl Scene {
    /// A listed psychiatrist, checked lists, and one member of staff of each role.
    fn open(db: &TestDatabase) -> Scene {
        let office = Office::open(db);
        let desk = Desk { clock: office.clock.clone(), ..invented::desk(db) };
        invented::publish(&desk);
        monitor::pass(&desk).expect("works");
        for (email, role) in [
            ("ada@example.org", Role::Administrator),
            ("rey@example.org", Role::Reviewer),
            ("aud@example.org", Role::Auditor),
        ] {
            office.hire(email, role);
        }
        Scene { desk, office }
    }

    fn administrator(&self) -> Browser<'_> {
        self.office.signed_in("ada@example.org")
    }

    /// Sends a list of today, whole or as an addition, and waits until its act has ended. Answers what the upload was answered with.
    fn load(&self, browser: &mut Browser<'_>, list: &str, extent: &str, file: (&str, &[u8])) -> Answer {
        let token = browser.get(&format!("/admin/reference/{list}/load")).token();
        let fields = [("form_token", token.as_str()), ("extent", extent), ("list_date", "2026-11-22")];
        let answer = browser.send_file(&format!("/admin/reference/{list}/load"), &fields, file.0, file.1);
        self.wait();
        answer
    }

    fn wait(&self) {
        let begun = std::time::Instant::now();
        while self.desk.db.read(reference_acts::running).expect("reads").is_some() {
            assert!(begun.elapsed().as_secs() < 120, "it does not end");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }

    fn last_act(&self) -> reference_acts::Act {
        self.desk.db.read(|c| reference_acts::newest(c, 1)).expect("reads").remove(0).0
    }

    fn leie(&self) -> loads::InForce {
        let book = loads::in_force(&self.desk.reference).expect("reads");
        book.into_iter().find(|l| l.source.list == ListName::Leie).expect("loaded")
    }

    fn acts(&self) -> Vec<String> {
        let all = self.desk.db.read(|c| audit::newest(c, None, 100_000)).expect("reads");
        let ours =
            all.into_iter().rev().filter(|l| l.subject.starts_with("reference/") && l.actor.starts_with("staff/"));
        ours.map(|l| format!("{} {}", l.action, l.subject)).collect()
    }

    fn state(&self) -> String {
        let all = self.desk.db.read(|c| listings::standing(c, "", 10)).expect("reads");
        self.desk.db.read(|c| listings::get(c, &all[0])).expect("reads").expect("listed").state
    }

    fn ada(&self) -> Reviewer {
        let account = self.office.accounts.account("ada@example.org").expect("reads").expect("there");
        Reviewer { id: account.id.to_string(), email: "ada@example.org".into() }
    }

    /// A load that has been received and not begun, as a server leaves it that dies.
    fn begun(&self) -> reference_acts::Act {
        let sent = Sent { list: "leie".into(), file: "updated.csv".into(), bytes: 7, complete: true, list_date: None };
        reference_act::begin(&self.desk, &self.ada(), &sent).expect("begun")
    }
}

/// The cells of one source in the page.
fn source<'a>(page: &'a Answer, name: &str) -> &'a str {
    let row = page.body.split("<tr ").find(|row| row.contains(&format!("<strong>{name}</strong>")));
    row.unwrap_or_else(|| panic!("{name} has no row: {}", page.body))
}

/// The acts in the page, without the sources above.
fn tried(page: &Answer) -> &str {
    page.body.split_once("id=\"tried\"").expect("a part of its own").1
}

on_both! {
    fn every_role_reads_what_is_loaded_and_only_administrators_are_offered_to_act(db: TestDatabase) {
        let scene = Scene::open(&db);
        for (email, acts) in [("rey@example.org", false), ("aud@example.org", false), ("ada@example.org", true)] {
            let mut browser = scene.office.signed_in(email);
            let page = browser.get("/admin/reference");
            assert_eq!(page.status, 200);
            assert!(source(&page, "LEIE").contains("1 row<"), "{}", source(&page, "LEIE"));
            assert!(source(&page, "LEIE").contains("3 days old") && source(&page, "LEIE").contains("a command line"));
            assert!(!source(&page, "LEIE").contains("stale") && source(&page, "NUCC taxonomy").contains("not loaded"));
            assert_eq!(page.body.contains("/admin/reference/leie/load"), acts, "{email}");
            assert_eq!(page.header("refresh"), "", "nothing is being loaded");
            let expected = if acts { 200 } else { 403 };
            assert_eq!(browser.get("/admin/reference/leie/load").status, expected, "{email}");
            let token = page.token();
            let fields = [("form_token", token.as_str()), ("extent", "whole"), ("list_date", "2026-11-22")];
            let sent = browser.send_file("/admin/reference/leie/load", &fields, "updated.csv", &leie(&[nobody()]));
            scene.wait();
            assert_eq!(sent.status, if acts { 303 } else { 403 }, "{email}: {}", sent.body);
        }
        scene.office.clock.advance(Duration::days(40));
        let old = scene.office.signed_in("aud@example.org").get("/admin/reference");
        assert!(source(&old, "LEIE").contains("stale") && source(&old, "LEIE").contains("41 days old"), "{}", source(&old, "LEIE"));
    }

    fn a_file_comes_into_force_finds_a_hit_and_the_load_before_undoes_it(db: TestDatabase) {
        let scene = Scene::open(&db);
        let mut ada = scene.administrator();
        let sent = scene.load(&mut ada, "leie", "whole", ("UPDATED.csv", &leie(&[nobody(), namesake()])));
        assert_eq!((sent.status, sent.header("location").as_str()), (303, "/admin/reference#tried"), "{}", sent.body);
        assert_eq!((scene.leie().source.rows, scene.leie().source.version.as_str()), (2, "2026-11-22"));
        monitor::pass(&scene.desk).expect("works");

        let page = ada.get("/admin/reference");
        let leie = source(&page, "LEIE");
        assert!(leie.contains("1 new possible hit") && !leie.contains("listing hidden"), "{leie}");
        assert!(leie.contains("by ada@example.org") && leie.contains("UPDATED.csv"), "{leie}");
        assert!(leie.contains("2 new, 1 gone"), "rows against the load before: {leie}");
        assert!(leie.contains(&scene.leie().sha256), "{leie}");
        assert!(tried(&page).contains("2026-11-22: 2 rows."), "{}", tried(&page));
        assert!(source(&page, "SAM").contains("No listing changed"), "another list did nothing");

        let asks = ada.get("/admin/reference/leie/back");
        assert!(asks.body.contains("2026-11-22 (2 rows) is replaced by 2026-11 (1 row)"), "{}", asks.body);
        let fields = [("form_token", asks.token()), ("seen", asks.hidden("seen"))];
        assert_eq!(ada.post("/admin/reference/leie/back", &fields).status, 303);
        assert_eq!((scene.leie().source.rows, scene.leie().source.version.as_str()), (1, "2026-11"));
        monitor::pass(&scene.desk).expect("works");
        let page = ada.get("/admin/reference");
        assert!(source(&page, "LEIE").contains("1 possible hit gone"), "{}", source(&page, "LEIE"));
        assert!(source(&page, "LEIE").contains("by ada@example.org"), "{}", source(&page, "LEIE"));

        // The very form again: what it was about is no more.
        let again = ada.post("/admin/reference/leie/back", &fields);
        assert!(again.status == 409 && again.body.contains("has changed since you looked"), "{}", again.body);
        let expected = [
            "reference.load_begun reference/leie", "reference.loaded reference/leie",
            "reference.rollback_begun reference/leie", "reference.rolled_back reference/leie",
        ];
        assert_eq!(scene.acts(), expected);
        assert_eq!(scene.desk.db.read(audit::faults).expect("reads"), Vec::<String>::new());
    }

    fn a_confirmed_hit_hides_the_listing_and_an_addition_tells_who_was_reinstated(db: TestDatabase) {
        let scene = Scene::open(&db);
        let mut ada = scene.administrator();
        scene.load(&mut ada, "leie", "whole", ("updated.csv", &leie(&[nobody(), herself()])));
        monitor::pass(&scene.desk).expect("works");
        assert_eq!(scene.state(), "hidden");
        let page = ada.get("/admin/reference");
        let cells = source(&page, "LEIE");
        assert!(cells.contains("1 new possible hit") && cells.contains("1 listing hidden"), "{cells}");

        scene.office.clock.advance(Duration::minutes(1));
        let ended = row("REYES", "ANA", NPI, "20261101");
        scene.load(&mut ada, "leie", "addition", ("rein-2026-11-23.csv", &leie(&[ended])));
        assert_eq!(scene.last_act().state, ActState::InForce, "{:?}", scene.last_act());
        monitor::pass(&scene.desk).expect("works");
        let page = ada.get("/admin/reference");
        let cells = source(&page, "LEIE");
        assert!(cells.contains("1 reinstated") && !cells.contains("new possible"), "{cells}");
        assert_eq!(scene.state(), "hidden", "a person shows it again, nobody else");
    }

    fn a_file_that_is_not_what_it_says_is_refused_in_plain_words_and_changes_nothing(db: TestDatabase) {
        let scene = Scene::open(&db);
        let before = scene.leie();
        let mut ada = scene.administrator();
        let empty = leie(&[]);
        for (file, said) in [
            (("updated.csv", b"%PDF-1.7 and so on\x00\x01".as_slice()), "updated.csv"),
            (("updated.csv", b"first,last\nAna,Reyes\n".as_slice()), "this does not look like"),
            (("updated.csv", empty.as_slice()), "no rows"),
            (("updated.zip", b"PK\x03\x04 broken".as_slice()), "the archive cannot be used"),
        ] {
            let sent = scene.load(&mut ada, "leie", "whole", file);
            assert_eq!(sent.status, 303, "{}", sent.body);
            let act = scene.last_act();
            assert_eq!(act.state, ActState::Refused, "{act:?}");
            assert!(act.told.said.contains(said) && act.told.said.ends_with("Nothing was changed."), "{act:?}");
            assert!(!act.told.said.contains("uploads"), "no folder of ours: {act:?}");
            let page = ada.get("/admin/reference");
            assert!(tried(&page).contains("Refused"), "{}", tried(&page));
            assert_eq!(scene.leie(), before);
        }
        // What is seen before anything is loaded is said at the form.
        let month = scene.load(&mut ada, "leie", "whole", ("1605EXCL.csv", &leie(&[nobody()])));
        assert!(month.status == 422 && month.body.contains("named like a monthly supplement"), "{}", month.body);
        let unsaid = scene.load(&mut ada, "leie", "", ("updated.csv", &leie(&[nobody()])));
        assert!(unsaid.status == 422 && unsaid.body.contains("Say whether the file is the whole list"), "{}", unsaid.body);
        let nothing = scene.load(&mut ada, "leie", "whole", ("", b""));
        assert!(nothing.status == 422 && nothing.body.contains("Choose a file"), "{}", nothing.body);
        let foreign = ada.send_file("/admin/reference/leie/load", &[("extent", "whole")], "updated.csv", &leie(&[herself()]));
        assert_eq!(foreign.status, 403, "a form of nobody's session");
        assert_eq!(scene.leie(), before);
        let refused = scene.acts().iter().filter(|act| act.starts_with("reference.load_refused")).count();
        assert_eq!(refused, 4);
    }

    fn a_file_that_was_loaded_already_is_told_and_one_too_large_is_not_read(db: TestDatabase) {
        let scene = Scene::open(&db);
        let mut ada = scene.administrator();
        let file = leie(&[nobody(), namesake()]);
        scene.load(&mut ada, "leie", "whole", ("updated.csv", &file));
        let before = scene.leie();
        scene.load(&mut ada, "leie", "whole", ("updated.csv", &file));
        assert_eq!((scene.last_act().state, scene.leie()), (ActState::Unchanged, before));
        let large = vec![b'x'; 33 * 1024 * 1024];
        let sent = scene.load(&mut ada, "taxonomy", "whole", ("nucc_taxonomy_261.csv", &large));
        assert!(sent.status == 413 && sent.body.contains("32.0 MB"), "{} {}", sent.status, sent.body);
    }

    fn of_two_loads_at_once_the_later_is_told_to_wait_and_a_file_is_followed_while_it_loads(db: TestDatabase) {
        let scene = Scene::open(&db);
        let mut ada = scene.administrator();
        let first = scene.begun();
        let beat = scene.desk.db.write(|c| reference_acts::beat(c, &first.id, 1024, 4096, 1234, scene.desk.clock.now()));
        beat.expect("at work");
        let page = ada.get("/admin/reference");
        assert_eq!(page.header("refresh"), "3");
        assert!(tried(&page).contains("1 KB of 4 KB read, 1,234 rows"), "{}", tried(&page));
        let token = page.token();
        let fields = [("form_token", token.as_str()), ("extent", "whole")];
        let second = ada.send_file("/admin/reference/sam/load", &fields, "sam.csv", b"x");
        assert!(second.status == 409 && second.body.contains("Another file is being loaded"), "{}", second.body);
        let place = Place::make(&scene.desk.reference, "updated-2026-11-22.csv").expect("a place");
        std::fs::write(place.path(), leie(&[nobody(), namesake()])).expect("written");
        let (folder, list_date) = (place.path().to_path_buf(), None);
        reference_act::start(scene.desk.clone(), first, place, list_date).expect("begun");
        scene.wait();
        assert_eq!(scene.last_act().state, ActState::InForce, "{:?}", scene.last_act());
        // The thread lets go of the file after its last word.
        let begun = std::time::Instant::now();
        while folder.exists() {
            assert!(begun.elapsed().as_secs() < 60, "the file is still there");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert_eq!(ada.get("/admin/reference").header("refresh"), "");
    }

    fn a_load_that_died_half_way_is_never_in_force_and_the_page_says_so(db: TestDatabase) {
        let scene = Scene::open(&db);
        let before = scene.leie();
        let act = scene.begun();
        // Half of it is staged, and nobody goes on.
        let new = NewLoad {
            list: ListName::Leie,
            version: "2026-11-22".into(),
            list_date: NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day"),
            complete: true,
            sha256: String::new(),
            loaded_at: scene.desk.clock.now(),
        };
        let mut staging = Staging::begin(&scene.desk.reference, &new).expect("begins");
        let mut row = invented::somebody_else();
        row.npi = NPI.into();
        staging.exclusion("", new.list_date, &row).expect("staged");
        drop(staging);
        let mut ada = scene.administrator();
        assert!(tried(&ada.get("/admin/reference")).contains("Loading"));
        scene.office.clock.advance(Duration::minutes(2));
        assert_eq!(scene.leie(), before, "not in force");
        // Before and after somebody has written it down.
        for _ in 0..2 {
            let page = ada.get("/admin/reference");
            assert!(tried(&page).contains("Broke off") && tried(&page).contains("Nothing of it counts"), "{}", tried(&page));
            assert_eq!(page.header("refresh"), "");
            monitor::pass(&scene.desk).expect("works");
        }
        assert_eq!(scene.state(), "public");
        assert_eq!((scene.last_act().id, scene.last_act().state), (act.id, ActState::BrokenOff));
        let last = scene.acts().pop();
        assert_eq!(last.as_deref(), Some("reference.load_broken_off reference/leie"));
        // The way is free again.
        scene.load(&mut ada, "leie", "whole", ("updated.csv", &leie(&[nobody()])));
        assert_eq!(scene.last_act().state, ActState::InForce, "{:?}", scene.last_act());
    }

    fn a_server_that_died_right_after_the_swap_has_loaded_the_file(db: TestDatabase) {
        let scene = Scene::open(&db);
        let act = scene.begun();
        scene.office.clock.advance(Duration::seconds(2));
        let new = NewLoad {
            list: ListName::Leie,
            version: "2026-11-22".into(),
            list_date: NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day"),
            complete: true,
            sha256: String::new(),
            loaded_at: scene.desk.clock.now(),
        };
        let mut staging = Staging::begin(&scene.desk.reference, &new).expect("begins");
        staging.exclusion("", new.list_date, &invented::somebody_else()).expect("staged");
        staging.finish().expect("in force");
        scene.office.clock.advance(Duration::minutes(2));
        monitor::pass(&scene.desk).expect("works");
        assert_eq!((scene.last_act().id, scene.last_act().state), (act.id, ActState::InForce));
        let page = scene.administrator().get("/admin/reference");
        assert!(source(&page, "LEIE").contains("by ada@example.org"), "{}", source(&page, "LEIE"));
    }

    fn a_load_that_was_slow_and_taken_for_dead_is_told_as_in_force_once_it_is(db: TestDatabase) {
        let scene = Scene::open(&db);
        let act = scene.begun();
        // The machine is paused, and another process goes by the silence.
        scene.office.clock.advance(Duration::minutes(2));
        monitor::pass(&scene.desk).expect("works");
        assert_eq!(scene.last_act().state, ActState::BrokenOff);
        let place = Place::make(&scene.desk.reference, "updated-2026-11-22.csv").expect("a place");
        std::fs::write(place.path(), leie(&[nobody(), namesake()])).expect("written");
        reference_act::run(&scene.desk, &act, place.path(), None);
        assert_eq!(scene.leie().source.rows, 2, "in force");
        let last = scene.last_act();
        assert_eq!((last.id, last.state, last.told.said.as_str()), (act.id, ActState::InForce, "In force."));
        let expected = ["reference.load_begun", "reference.load_broken_off", "reference.loaded"];
        assert_eq!(scene.acts(), expected.map(|action| format!("{action} reference/leie")));
        let page = scene.administrator().get("/admin/reference");
        assert!(source(&page, "LEIE").contains("by ada@example.org"), "{}", source(&page, "LEIE"));
        assert_eq!(scene.desk.db.read(audit::faults).expect("reads"), Vec::<String>::new());
    }

    fn an_act_needs_a_code_and_a_file_is_chosen_again_after_it(db: TestDatabase) {
        let scene = Scene::open(&db);
        let mut ada = scene.administrator();
        scene.load(&mut ada, "leie", "whole", ("updated.csv", &leie(&[nobody(), namesake()])));
        let (form, before) = (ada.get("/admin/reference/leie/back"), scene.leie());
        scene.office.clock.advance(Duration::minutes(6));
        let to = ada.get("/admin/reference/leie/load").header("location");
        assert_eq!(to, "/admin/prove?next=%2Fadmin%2Freference%2Fleie%2Fload");
        let token = form.token();
        let fields = [("form_token", token.as_str()), ("extent", "whole"), ("list_date", "2026-11-22")];
        let sent = ada.send_file("/admin/reference/leie/load", &fields, "updated.csv", &leie(&[herself()]));
        assert_eq!((sent.status, sent.header("location")), (303, to));
        let fields = [("form_token", form.token()), ("seen", form.hidden("seen"))];
        assert_eq!(ada.post("/admin/reference/leie/back", &fields).status, 401);
        assert_eq!(scene.leie(), before, "nothing was done");
    }

    fn a_state_list_goes_back_alone_and_a_list_without_a_load_before_does_not(db: TestDatabase) {
        let scene = Scene::open(&db);
        let mut ada = scene.administrator();
        let file = b"state,last_name,first_name\nOR,Nobodyson,Quentin\nOR,Reyes,Ana\nCT,Quillfeather,Orson\n";
        scene.load(&mut ada, "state-exclusions", "whole", ("lists.csv", file));
        assert_eq!(scene.last_act().states, "CT OR");
        monitor::pass(&scene.desk).expect("works");
        let page = ada.get("/admin/reference");
        assert!(source(&page, "OR").contains("1 new possible hit"), "{}", source(&page, "OR"));
        assert!(source(&page, "CT").contains("No listing changed"), "{}", source(&page, "CT"));
        assert!(source(&page, "State lists").contains("2 states") && source(&page, "State lists").contains("3 rows"));
        assert!(source(&page, "State lists").contains("1 new possible hit"), "{}", source(&page, "State lists"));
        for (key, status) in [("state-exclusions-or", 200), ("state-exclusions-ct", 404), ("state-exclusions", 404),
            ("sam", 404), ("oig", 404)] {
            assert_eq!(ada.get(&format!("/admin/reference/{key}/back")).status, status, "{key}");
        }
        let asks = ada.get("/admin/reference/state-exclusions-or/back");
        let fields = [("form_token", asks.token()), ("seen", asks.hidden("seen"))];
        assert_eq!(ada.post("/admin/reference/state-exclusions-or/back", &fields).status, 303);
        monitor::pass(&scene.desk).expect("works");
        let page = ada.get("/admin/reference");
        assert!(source(&page, "OR").contains("1 possible hit gone"), "{}", source(&page, "OR"));
        assert!(source(&page, "CT").contains("1 row"), "{}", source(&page, "CT"));
        assert!(scene.acts().contains(&"reference.rolled_back reference/state-exclusions OR".to_string()), "{:?}", scene.acts());
    }

    fn rule_tables_and_dated_notices_are_read_by_every_role_with_their_sources(db: TestDatabase) {
        let scene = Scene::open(&db);
        for email in ["ada@example.org", "rey@example.org", "aud@example.org"] {
            let mut browser = scene.office.signed_in(email);
            let page = browser.get("/admin/rules");
            assert!(page.status == 200 && page.body.contains("All tables are built in"), "{}", page.body);
            assert!(page.body.contains("DEA telehealth flexibility") && page.body.contains("1 Jan 2027"), "{}", page.body);
            assert!(page.body.contains("https://www.federalregister.gov/citation/90-FR-61301"), "{}", page.body);
            for head in scene.desk.rules.tables() {
                let path = format!("/admin/rules/{}", head.name.trim_end_matches(".toml").replace('_', "-"));
                assert!(page.body.contains(&format!("href=\"{path}\"")), "{path}");
                let table = browser.get(&path);
                assert!(table.status == 200 && table.body.len() < 300_000, "{path}: {}", table.body.len());
            }
            let boards = browser.get("/admin/rules/boards").body;
            assert!(boards.contains("href=\"https://www.docinfo.org/\" rel=\"noreferrer\""), "{boards}");
            assert!(boards.contains("<summary>Oregon (") && !boards.contains("data-label=\"state\""), "folded by state: {boards}");
            let scope = browser.get("/admin/rules/scope").body;
            assert!(scope.contains("Remote prescribing: last day") && scope.contains("31 Dec 2026"), "{scope}");
            assert_eq!(browser.get("/admin/rules/nonsense").status, 404);
        }
    }
}
