//! A listing's own numbers: what is counted and what not, what is told to whom, and how long it is kept.

use std::time::Duration as Pause;

use chrono::{DateTime, Duration, Utc};
use vouchsafe::db::audit;
use vouchsafe::db::weekly_counts::{self, CountRow};
use vouchsafe::domain::ids::Id;
use vouchsafe::domain::weekly::{Event, Week};
use vouchsafe::jobs::tally as writer;
use vouchsafe::pipeline::monitor;
use vouchsafe::pipeline::tally::{self, Tally};

use crate::on_both;
use crate::support::browser::{Answer, Browser, Office};
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::practice::Practice;

const ANA: &str = "ana@example.com";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const GOOGLE: &str = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
const LISTING: &str = "/providers/quiet-harbor-psychiatry";
const SEARCH: &str = "/search?near=97202&radius=5";
const API: &str = "/api/v1/providers?near=97202&radius=5";

/// A listing in the directory on Monday, 23 November 2026, and whose it is.
struct Scene {
    office: Office,
    practice: Practice,
    organization: String,
}

impl Scene {
    fn open(db: &TestDatabase) -> Scene {
        let submission = {
            let desk = invented::desk(db);
            invented::load_lists(&desk.reference, &[invented::record()], &[]);
            invented::publish_dossier(&desk, &invented::dossier())
        };
        let office = Office::open(db);
        let practice = Practice::open(db, &office.clock);
        let read = |c: &mut _| vouchsafe::db::submissions::get(c, &submission);
        let organization = practice.desk.db.read(read).expect("there").organization_id;
        Scene { office, practice, organization }
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = ureq::http::Request::builder().method(method).uri(self.office.server.url(path));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Answer::read(self.office.server.client().run(request.body(()).expect("a request")).expect("an answer"))
    }

    fn read(&self, path: &str) -> Answer {
        self.ask("GET", path, &[("user-agent", FIREFOX)])
    }

    /// As `assets/js/called.js` does.
    fn press(&self, path: &str, site: &str) -> u16 {
        self.ask("POST", path, &[("user-agent", FIREFOX), ("sec-fetch-site", site)]).status
    }

    fn write_down(&self) {
        tally::write_down(&self.practice.desk, &self.office.server.state.tally).expect("written");
    }

    fn stored(&self) -> Vec<CountRow> {
        let newest = Week::of(self.office.clock.now());
        let read = |c: &mut _| weekly_counts::between(c, &self.organization, newest.back(200), newest);
        self.practice.desk.db.read(read).expect("reads")
    }

    /// What is stored of the running week: shown, opened, called.
    fn counted(&self) -> [i64; 3] {
        let monday = Week::of(self.office.clock.now()).monday();
        let rows = self.stored();
        [Event::Shown, Event::Opened, Event::Called].map(|event| {
            let row = rows.iter().find(|row| row.monday == monday && row.event == event.as_str());
            row.map_or(0, |row| row.times)
        })
    }

    /// As if so much had been counted so many weeks ago.
    fn plant(&self, weeks_ago: u64, event: Event, times: u64) {
        let week = Week::of(self.office.clock.now()).back(weeks_ago);
        let write = |c: &mut _| weekly_counts::add(c, &self.organization, week, event, times);
        self.practice.desk.db.write(write).expect("written");
    }

    fn manager(&self) -> Browser<'_> {
        let mut browser = self.office.browser();
        self.practice.sign_in(&mut browser, ANA);
        browser
    }

    fn page(&self) -> String {
        let page = self.manager().get(&format!("/portal/numbers/{}", self.organization));
        assert_eq!(page.status, 200, "{}", page.body);
        page.body.replace(&page.token(), "")
    }

    /// The numbers of the table, newest week first; an empty one is not told.
    fn told(&self) -> Vec<[String; 3]> {
        let page = self.page();
        let cell = |cell: &str| {
            let text = cell.split_once('>').expect("a cell").1.split("</td>").next().expect("its end").to_string();
            if text.contains("fewer than 10") { String::new() } else { text }
        };
        let row = |row: &str| {
            let cells: Vec<String> = row.split("<td ").skip(1).map(cell).collect();
            cells.try_into().expect("three numbers")
        };
        page.split("<tbody").nth(1).expect("a table").split("<tr ").skip(1).map(row).collect()
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

on_both! {
    fn a_search_an_open_page_and_a_pressed_button_count_once_each(db: TestDatabase) {
        let scene = Scene::open(&db);
        assert_eq!(scene.read(SEARCH).status, 200);
        scene.write_down();
        assert_eq!(scene.counted(), [1, 0, 0]);
        // Kept answers count as the first did; the map, Spanish and the API have answers of their own.
        for path in [SEARCH, SEARCH, "/search?near=97202&radius=5&map=true", "/es/search?near=97202&radius=5", API, API] {
            assert_eq!(scene.read(path).status, 200, "{path}");
        }
        scene.write_down();
        assert_eq!(scene.counted(), [7, 0, 0]);
        assert_eq!([LISTING, "/es/providers/quiet-harbor-psychiatry"].map(|path| scene.read(path).status), [200, 200]);
        assert_eq!(scene.press(&format!("{LISTING}/called"), "same-origin"), 204);
        scene.write_down();
        scene.write_down();
        assert_eq!(scene.counted(), [7, 2, 1]);
    }

    fn what_shows_it_to_nobody_does_not_count(db: TestDatabase) {
        let scene = Scene::open(&db);
        let tag = scene.ask("GET", API, &[("user-agent", GOOGLE)]).header("etag");
        let called = format!("{LISTING}/called");
        for path in [SEARCH, API, LISTING] {
            for headers in [
                vec![("user-agent", GOOGLE)],
                vec![("user-agent", "curl/8.14.1"), ("if-none-match", tag.as_str())],
                vec![("user-agent", FIREFOX), ("sec-purpose", "prefetch")],
                vec![("user-agent", FIREFOX), ("cookie", "__Host-vouchsafe-manager=t")],
            ] {
                scene.ask("GET", path, &headers);
            }
            assert_eq!(scene.ask("HEAD", path, &[("user-agent", FIREFOX)]).status, 200);
        }
        for path in ["/search?near=10001&radius=5", "/search?near=00000", "/", "/search?near=97202&page=9", "/providers/nobody"] {
            scene.read(path);
        }
        assert_eq!(scene.read(&format!("{LISTING}/verification")).status, 200);
        assert_eq!(scene.ask("POST", &called, &[("user-agent", GOOGLE)]).status, 204, "and is not told so");
        scene.write_down();
        assert_eq!(scene.stored(), []);
    }

    fn a_press_is_told_from_our_own_pages_alone_and_sets_nothing(db: TestDatabase) {
        let scene = Scene::open(&db);
        let called = format!("{LISTING}/called");
        assert_eq!(scene.press(&called, "cross-site"), 403);
        assert_eq!(scene.press("/providers/nobody/called", "same-origin"), 404);
        assert_eq!(scene.ask("GET", &called, &[("user-agent", FIREFOX)]).status, 405);
        let told = scene.ask("POST", &called, &[("user-agent", FIREFOX), ("sec-fetch-site", "same-origin")]);
        assert_eq!((told.status, told.header("set-cookie"), told.body), (204, String::new(), String::new()));
        // Whoever presses on and on is not counted on.
        let pressed: Vec<u16> = (0..20).map(|_| scene.press(&called, "same-origin")).collect();
        assert_eq!((pressed[0], pressed[19]), (204, 429));
        scene.write_down();
        assert!((17..=19).contains(&scene.counted()[2]), "{:?}", scene.counted());
        let page = scene.read(LISTING).body;
        assert!(page.contains(&format!("href=\"tel:+15035550142\" data-called=\"{called}\"")), "{page}");
        assert!(!page.contains("tel:988\" data-called"), "a call for help is nobody's number");
    }

    fn what_two_processes_write_down_adds_up(db: TestDatabase) {
        let scene = Scene::open(&db);
        let (now, listing) = (scene.office.clock.now(), Id::parse(&scene.organization).expect("an id"));
        std::thread::scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| {
                    let (own, desk) = (Tally::default(), &scene.practice.desk);
                    for _ in 0..25 {
                        own.add(now, Event::Shown, [&listing]);
                        own.add(now, Event::Opened, [&listing]);
                        tally::write_down(desk, &own).expect("written");
                    }
                });
            }
        });
        assert_eq!(scene.counted(), [100, 100, 0]);
    }

    fn a_process_that_stops_writes_down_what_it_counted(db: TestDatabase) {
        let scene = Scene::open(&db);
        let running = writer::start(scene.practice.desk.clone(), scene.office.server.state.tally.clone()).expect("runs");
        scene.read(LISTING);
        std::thread::sleep(Pause::from_millis(300));
        assert_eq!(scene.counted(), [0, 0, 0], "not with each request");
        drop(running);
        assert_eq!(scene.counted(), [0, 1, 0]);
    }

    fn a_week_is_told_once_it_is_over_and_nothing_is_added_any_more(db: TestDatabase) {
        let scene = Scene::open(&db);
        let none = || [String::new(), String::new(), String::new()];
        for (event, times) in [(Event::Shown, 41), (Event::Opened, 10), (Event::Called, 9)] {
            scene.plant(0, event, times);
        }
        assert_eq!(scene.told(), vec![none(); 12], "not while it runs");
        scene.office.clock.set(at("2026-11-30T00:20:00Z"));
        let late = Tally::default();
        late.add(at("2026-11-29T23:59:00Z"), Event::Shown, [&Id::parse(&scene.organization).expect("an id")]);
        tally::write_down(&scene.practice.desk, &late).expect("written");
        assert_eq!(scene.told(), vec![none(); 12], "not while others may add to it");
        late.add(at("2026-11-29T23:59:59Z"), Event::Shown, [&Id::parse(&scene.organization).expect("an id")]);
        scene.office.clock.set(at("2026-11-30T01:00:00Z"));
        tally::write_down(&scene.practice.desk, &late).expect("dropped");
        let told = scene.told();
        assert_eq!(told[0], ["42".to_string(), "10".into(), String::new()]);
        assert_eq!(told[1..], vec![none(); 11]);
        let page = scene.page();
        for said in ["23 Nov 2026", "29 Nov 2026", "7 Sep 2026", "fewer than 10", "others are not counted", "role=\"img\""] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert_eq!(page.matches("<svg").count(), 3);
        assert!(!page.contains("Total") && !page.contains("total"), "nothing that could be subtracted from");
    }

    fn a_number_below_ten_leaves_no_trace_on_the_page(db: TestDatabase) {
        let scene = Scene::open(&db);
        scene.plant(1, Event::Shown, 57);
        scene.plant(3, Event::Opened, 12);
        let without = scene.page();
        for (weeks_ago, event, times) in [(1, Event::Opened, 9), (2, Event::Shown, 1), (3, Event::Called, 5), (0, Event::Shown, 4_000)] {
            scene.plant(weeks_ago, event, times);
        }
        assert_eq!(scene.page(), without);
        scene.plant(2, Event::Shown, 9);
        assert_ne!(scene.page(), without, "ten is told");
    }

    fn nobody_else_sees_them_and_they_are_linked_for_those_who_may(db: TestDatabase) {
        let scene = Scene::open(&db);
        let path = format!("/portal/numbers/{}", scene.organization);
        scene.practice.send("Still Water", "ben@example.org");
        let mut ben = scene.office.browser();
        scene.practice.sign_in(&mut ben, "ben@example.org");
        assert_eq!(ben.get(&path).status, 404);
        assert!(!ben.get("/portal").body.contains("/portal/numbers/"), "nothing is listed yet");
        assert_eq!(scene.office.browser().get(&path).status, 303);
        let mut ana = scene.manager();
        assert!(ana.get("/portal").body.contains(&path));
        let page = ana.get(&path);
        assert_eq!((page.status, page.header("cache-control").as_str()), (200, "no-store"));
    }

    fn they_are_erased_after_fifty_three_weeks_and_small_ones_when_their_week_is_over(db: TestDatabase) {
        let scene = Scene::open(&db);
        for (weeks_ago, times) in [(54, 500), (53, 400), (2, 9), (1, 10), (0, 3)] {
            scene.plant(weeks_ago, Event::Opened, times);
        }
        monitor::pass(&scene.practice.desk).expect("works");
        let kept = || scene.stored().iter().map(|row| row.times).collect::<Vec<_>>();
        assert_eq!(kept(), [400, 10, 3]);
        scene.office.clock.advance(Duration::days(7));
        monitor::pass(&scene.practice.desk).expect("works");
        assert_eq!(kept(), [10], "the running week is over by now, and had three");
        let log = scene.practice.desk.db.read(|c| audit::newest(c, None, 1000)).expect("reads");
        assert_eq!(log.iter().filter(|entry| entry.action == "numbers.forgotten").count(), 2);
    }
}
