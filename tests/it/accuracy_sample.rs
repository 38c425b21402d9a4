//! The monthly sample: drawn once, phoned by staff, closed, and published as a figure that names nobody.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use vouchsafe::db::audit::Logged;
use vouchsafe::db::listings::{self, ListingState, NewListing};
use vouchsafe::db::samples::{self, Drawn};
use vouchsafe::db::{audit, organizations, tasks};
use vouchsafe::domain::audit::AuditFilter;
use vouchsafe::domain::ids::Id;
use vouchsafe::domain::proportion::Share;
use vouchsafe::domain::sample::{Answer, Figure, Month, Outcome, Reached, SIZE, digest_of, draw};
use vouchsafe::domain::staff::Role;
use vouchsafe::pipeline::sample::{self, Said, SampleError, Sheet};
use vouchsafe::pipeline::{Desk, dossier, monitor};
use vouchsafe::reads::sample as phoned;

use crate::on_both;
use crate::support::browser::{Answer as Reply, Browser, Office};
use crate::support::invented;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// Publishes a listing that was confirmed so many days ago. Answers its organization's id.
fn list_from(desk: &Desk, name: &str, days_ago: i64, change: impl FnOnce(&mut Value)) -> String {
    let then = desk.clock.now() - Duration::days(days_ago);
    let mut raw = invented::dossier();
    raw["provider"]["name"] = name.into();
    change(&mut raw);
    let typed = serde_json::from_value(raw).expect("a dossier");
    let made = desk.db.write(|c| -> Result<String, dossier::DossierError> {
        let organization = organizations::insert(c, name, "solo", None, then)?;
        let row = dossier::store(c, &desk.keys, &organization.id, &typed, then)?;
        let new = NewListing {
            organization_id: &organization.id,
            dossier_id: &row.id,
            contact: None,
            twin_keys: BTreeSet::new(),
        };
        listings::publish(c, &new, Some(then), then)?;
        Ok(organization.id)
    });
    made.expect("published")
}

fn list(desk: &Desk, name: &str) -> String {
    list_from(desk, name, 1, |_| {})
}

fn put(desk: &Desk, organization_id: &str, state: ListingState) {
    desk.db.write(|c| listings::set_state(c, organization_id, state, desk.clock.now())).expect("moved");
}

fn drawn(desk: &Desk, month: &str) -> Vec<Drawn> {
    desk.db.read(|c| samples::drawn(c, &[Month::of(at(month))])).expect("reads")
}

fn logged(desk: &Desk, action: &str) -> Vec<Logged> {
    let filter = AuditFilter { action: Some(action.into()), ..AuditFilter::default() };
    desk.db.read(|c| audit::matching(c, &filter, None, 500)).expect("reads")
}

fn sheet(desk: &Desk, provider: &str) -> Sheet {
    let board = sample::board(desk).expect("reads").expect("drawn");
    board.sheets.into_iter().find(|sheet| sheet.provider == provider).expect("in the sample")
}

const RIGHT: [Option<Answer>; 3] = [Some(Answer::Right); 3];

/// Records a call about a listing as it is shown now.
fn call(desk: &Desk, provider: &str, result: Reached, answers: [Option<Answer>; 3]) -> Result<(), SampleError> {
    let sheet = sheet(desk, provider);
    let said = Said {
        seen_version: sheet.drawn.version,
        seen_listing: sheet.listed.map_or(0, |listed| listed.version),
        result,
        answers,
        note: "Front desk, Kim".into(),
    };
    sample::record(desk, &invented::reviewer(), &Id::parse(&sheet.drawn.id).expect("an id"), &said)
}

fn reasons(desk: &Desk, organization_id: &str) -> Vec<String> {
    let read = desk.db.read(|c| {
        let listing = listings::get(c, organization_id)?.expect("there");
        tasks::call_of(c, &listing.dossier_id)
    });
    read.expect("reads").map(|task| task.asked.codes).unwrap_or_default()
}

fn outcome(desk: &Desk, provider: &str) -> Option<Outcome> {
    sheet(desk, provider).drawn.settled.map(|settled| settled.outcome)
}

/// Sends the form of this listing.
fn send(browser: &mut Browser<'_>, provider: &str, fields: &[(&str, &str)]) -> Reply {
    let page = browser.get("/admin/accuracy");
    let own = page.body.split_once(&format!("<strong>{provider}</strong>")).expect("still to phone").1;
    let action = own.split_once("action=\"").expect("a form").1.split('"').next().expect("an address");
    let from = format!("<strong>{provider}</strong>");
    let hidden = ["form_token", "version", "listing"].map(|name| (name, page.hidden_after(&from, name)));
    let mut form = hidden.to_vec();
    form.extend(fields.iter().map(|(name, value)| (*name, value.to_string())));
    browser.post(action, &form)
}

on_both! {
    fn a_month_is_drawn_once_whoever_asks_and_fifty_of_what_searches_show(db: TestDatabase) {
        let desk = invented::desk(&db);
        let shown: Vec<String> = (0..120).map(|n| list(&desk, &format!("Practice {n}"))).collect();
        put(&desk, &list(&desk, "Hidden"), ListingState::Hidden);
        put(&desk, &list(&desk, "Removed"), ListingState::Removed);
        list_from(&desk, "Left out by searches", 132, |_| {});
        // Another server on the same database, at the same moment.
        let other = Desk { db: db.main(), ..desk.clone() };
        std::thread::scope(|scope| {
            let both = [&desk, &other].map(|desk| scope.spawn(|| sample::turn(desk)));
            both.into_iter().for_each(|turn| turn.join().expect("no panic").expect("drawn, or seen that it is"));
        });
        monitor::pass(&desk).expect("works");
        sample::turn(&other).expect("nothing to do");

        let all = drawn(&desk, "2026-11-01T00:00:00Z");
        let ids: Vec<String> = all.iter().map(|one| one.organization_id.clone()).collect();
        assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (SIZE, SIZE));
        assert!(ids.iter().all(|id| shown.contains(id)), "hidden, removed and left out are not drawn");
        // Whoever has the log can draw again.
        let entries = logged(&desk, "accuracy.drawn");
        let payload = entries[0].payload.clone().expect("kept");
        assert_eq!((entries.len(), entries[0].subject.as_str()), (1, "accuracy/2026-11"));
        assert_eq!(entries[0].actor, "program/sample");
        let listed: Vec<&str> = shown.iter().map(String::as_str).collect();
        assert_eq!((payload["listed"].clone(), payload["listed_digest"].clone()), (json!(120), json!(digest_of(&listed))));
        assert_eq!(draw(payload["seed"].as_str().expect("a seed"), listed), ids);
        assert_eq!(payload["drawn"], json!(ids));
    }

    fn all_are_drawn_where_there_are_fewer_and_nothing_before_anything_is_listed(db: TestDatabase) {
        let desk = invented::desk(&db);
        monitor::pass(&desk).expect("works");
        assert_eq!(sample::board(&desk).expect("reads"), None);
        assert!(logged(&desk, "accuracy.drawn").is_empty());
        for name in ["One", "Two", "Three"] {
            list(&desk, name);
        }
        desk.clock.advance(Duration::days(1));
        monitor::pass(&desk).expect("works");
        assert_eq!(drawn(&desk, "2026-11-24T00:00:00Z").len(), 3);
        // Who comes later waits for the next month's draw, which needs nobody to ask for it.
        list(&desk, "Four");
        monitor::pass(&desk).expect("works");
        assert_eq!(drawn(&desk, "2026-11-24T00:00:00Z").len(), 3);
        desk.clock.set(at("2026-12-01T00:00:00Z"));
        monitor::pass(&desk).expect("works");
        assert_eq!(drawn(&desk, "2026-12-01T00:00:00Z").len(), 4);
        assert_eq!(logged(&desk, "accuracy.drawn").len(), 2);
    }

    fn what_staff_hear_is_counted_and_the_last_result_closes_the_month(db: TestDatabase) {
        let desk = invented::desk(&db);
        desk.clock.set(at("2026-11-02T15:00:00Z"));
        let (fine, wrong, dead) = (list(&desk, "Fine"), list(&desk, "Wrong"), list(&desk, "Dead"));
        let silent = list(&desk, "Silent");
        let gone = list(&desk, "Removed later");
        sample::turn(&desk).expect("drawn");

        let missing = call(&desk, "Fine", Reached::Answered, [Some(Answer::Right), None, Some(Answer::Right)]);
        assert!(matches!(missing, Err(SampleError::AnswerNeeded(1))), "{missing:?}");
        call(&desk, "Fine", Reached::Answered, RIGHT).expect("recorded");
        let otherwise = [Some(Answer::Right), Some(Answer::Wrong), Some(Answer::NotSaid)];
        call(&desk, "Wrong", Reached::Answered, otherwise).expect("recorded");
        call(&desk, "Dead", Reached::WrongNumber, [None; 3]).expect("recorded");
        assert!(matches!(call(&desk, "Fine", Reached::Answered, RIGHT), Err(SampleError::Stale)), "it has its result");

        call(&desk, "Silent", Reached::NoAnswer, [None; 3]).expect("recorded");
        desk.clock.advance(Duration::hours(5));
        assert!(matches!(call(&desk, "Silent", Reached::NoAnswer, [None; 3]), Err(SampleError::TooSoon)), "the same day");
        desk.clock.advance(Duration::hours(19));
        call(&desk, "Silent", Reached::NoAnswer, [None; 3]).expect("recorded");
        assert_eq!(outcome(&desk, "Silent"), None, "two tries are not enough");
        desk.clock.advance(Duration::days(1));
        put(&desk, &gone, ListingState::Removed);
        assert!(matches!(call(&desk, "Removed later", Reached::Answered, RIGHT), Err(SampleError::Stale)), "out of sight");
        assert_eq!(phoned::months(&desk.db, 9).expect("reads"), [], "one is still to be phoned");
        call(&desk, "Silent", Reached::NoAnswer, [None; 3]).expect("recorded");

        // What was wrong is a task, once, and nothing was taken out of sight for it.
        let told: Vec<Vec<String>> = [&fine, &wrong, &dead, &silent].map(|id| reasons(&desk, id)).to_vec();
        let found = vec!["sample.wrong".to_string()];
        assert_eq!(told, [vec![], found.clone(), found.clone(), found]);
        let is_public = |id: &String| desk.db.read(|c| listings::get(c, id)).expect("reads").expect("there").is_public();
        assert!([&fine, &wrong, &dead, &silent].into_iter().all(is_public));

        let months = phoned::months(&desk.db, 9).expect("reads");
        let share = |right, of| Share { right, of };
        let figure = Figure {
            drawn: 5,
            dropped_out: 1,
            not_phoned: 0,
            unreachable: 1,
            wrong_number: 1,
            exact: share(1, 4),
            reached: share(2, 4),
            address: share(2, 2),
            new_patients: share(1, 2),
            treatments: share(1, 2),
        };
        assert_eq!(months.iter().map(|m| (m.month.to_string(), m.figure)).collect::<Vec<_>>(), [("2026-11".into(), figure)]);
        assert_eq!(outcome(&desk, "Removed later"), Some(Outcome::DroppedOut));

        let calls = logged(&desk, "provider.called");
        assert_eq!(calls.len(), 6, "each call, and none of those refused");
        assert!(calls.iter().all(|entry| entry.actor == "staff/reviewer-1"), "{calls:?}");
        let last = calls.iter().find(|entry| entry.subject == format!("organization/{wrong}")).expect("logged");
        let said = json!({ "sample": "2026-11", "result": "answered", "answers": ["right", "wrong", "not_said"], "note": "Front desk, Kim" });
        assert_eq!(last.payload, Some(said));
        let closed = logged(&desk, "accuracy.closed");
        assert_eq!((closed.len(), closed[0].subject.as_str(), closed[0].actor.as_str()), (1, "accuracy/2026-11", "staff/reviewer-1"));
        assert_eq!(desk.db.read(audit::faults).expect("reads"), Vec::<String>::new());

        // Closed is closed: what comes into sight again is not phoned for it, and no second draw follows.
        put(&desk, &gone, ListingState::Public);
        assert!(matches!(call(&desk, "Removed later", Reached::Answered, RIGHT), Err(SampleError::Closed)));
        monitor::pass(&desk).expect("works");
        assert_eq!((logged(&desk, "accuracy.closed").len(), logged(&desk, "accuracy.drawn").len()), (1, 1));
    }

    fn a_listing_hidden_by_a_slip_keeps_its_month_open_and_one_that_was_tried_never_drops_out(db: TestDatabase) {
        let desk = invented::desk(&db);
        desk.clock.set(at("2026-11-02T15:00:00Z"));
        let (slip, tried, hidden) = (list(&desk, "Slip"), list(&desk, "Tried"), list(&desk, "Hidden untried"));
        list(&desk, "Phoned");
        sample::turn(&desk).expect("drawn");
        call(&desk, "Tried", Reached::NoAnswer, [None; 3]).expect("recorded");
        for id in [&slip, &tried, &hidden] {
            put(&desk, id, ListingState::Hidden);
        }
        call(&desk, "Phoned", Reached::Answered, RIGHT).expect("recorded");
        sample::turn(&desk).expect("nothing to do");
        assert_eq!(phoned::months(&desk.db, 9).expect("reads"), [], "what is hidden may come back");
        put(&desk, &slip, ListingState::Public);
        call(&desk, "Slip", Reached::Answered, RIGHT).expect("recorded");
        desk.clock.set(at("2026-12-01T00:00:01Z"));
        sample::turn(&desk).expect("closed");
        let figure = phoned::months(&desk.db, 9).expect("reads")[0].figure;
        assert_eq!((figure.exact, figure.unreachable), (Share { right: 2, of: 3 }, 1), "tried in vain is not right");
        assert_eq!((figure.dropped_out, figure.not_phoned), (1, 0));
    }

    fn when_the_next_month_begins_who_was_not_phoned_is_counted_so_and_never_as_right(db: TestDatabase) {
        let desk = invented::desk(&db);
        for name in ["Phoned", "Tried", "Forgotten", "Forgotten too"] {
            list(&desk, name);
        }
        sample::turn(&desk).expect("drawn");
        call(&desk, "Phoned", Reached::Answered, RIGHT).expect("recorded");
        call(&desk, "Tried", Reached::NoAnswer, [None; 3]).expect("recorded");
        let late = sheet(&desk, "Forgotten");
        desk.clock.set(at("2026-12-01T00:00:01Z"));
        let said = Said { seen_version: 1, seen_listing: 1, result: Reached::Answered, answers: RIGHT, note: String::new() };
        let refused = sample::record(&desk, &invented::reviewer(), &Id::parse(&late.drawn.id).expect("an id"), &said);
        assert!(matches!(refused, Err(SampleError::Closed)), "{refused:?}");
        monitor::pass(&desk).expect("works");
        monitor::pass(&desk).expect("works");
        let months = phoned::months(&desk.db, 9).expect("reads");
        let figure = months[0].figure;
        assert_eq!((months.len(), figure.exact, figure.not_phoned), (1, Share { right: 1, of: 4 }, 2));
        assert_eq!((figure.unreachable, figure.dropped_out), (1, 0));
        assert_eq!(logged(&desk, "accuracy.closed")[0].actor, "program/sample");
        assert_eq!(drawn(&desk, "2026-12-01T00:00:00Z").len(), 4, "and the next month is drawn");
    }

    fn staff_phone_from_their_page_and_only_who_decides_records(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire("pat@example.org", Role::Reviewer);
        office.hire("ada@example.org", Role::Auditor);
        let desk = Desk { clock: office.clock.clone(), ..invented::desk(&db) };
        let (mut pat, mut ada) = (office.signed_in("pat@example.org"), office.signed_in("ada@example.org"));
        assert!(pat.get("/admin/accuracy").body.contains("Nothing is drawn yet."));
        assert!(!pat.get("/admin/tasks").body.contains("/admin/accuracy"), "nobody to phone");
        list(&desk, "Alder");
        list_from(&desk, "Birch by video", 1, |raw| {
            raw["locations"][0]["settings"] = json!(["telehealth"]);
            raw["locations"][0]["accepting_new"] = Value::Null;
            raw["locations"][0]["phone"] = "503-555-0199".into();
        });
        sample::turn(&desk).expect("drawn");

        let page = pat.get("/admin/accuracy");
        assert_eq!((page.status, page.header("cache-control").as_str()), (200, "no-store"));
        for said in ["Phone the sample of November 2026", "2 of 2 listings", "503-555-0142", "tel:+15035550199",
            "Listed: 100 SE Invented St, Portland, OR 97202", "Listed: takes new patients", "Listed: Ketamine through a vein (IV)"] {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
        let of_birch = page.body.split("<strong>Birch by video</strong>").nth(1).expect("there");
        let of_birch = of_birch.split("</li>").next().expect("its part");
        assert!(!of_birch.contains("Is the address right?") && !of_birch.contains("New patients"), "{of_birch}");
        assert!(pat.get("/admin/tasks").body.contains("2 listings of this month's sample are still to be phoned"));
        let seen = ada.get("/admin/accuracy");
        assert!(seen.status == 200 && !seen.body.contains("Record the call"), "an auditor reads");
        let foreign = [("form_token", seen.token()), ("version", "1".into()), ("listing", "1".into())];
        let action = format!("/admin/accuracy/{}", sheet(&desk, "Alder").drawn.id);
        assert_eq!(ada.post(&action, &foreign).status, 403);
        assert_eq!(office.browser().get("/admin/accuracy").status, 303, "for staff alone");

        assert_eq!(send(&mut pat, "Alder", &[]).status, 422);
        let again = send(&mut pat, "Alder", &[("result", "answered"), ("address", "right"), ("treatments", "right"), ("note", "Kim <b>")]);
        assert!(again.status == 422 && again.body.contains("-new_patients-error"), "{}", again.body);
        assert!(again.body.contains("Kim &lt;b&gt;"), "what was written is still there");
        let old = pat.get("/admin/accuracy");
        let all = [("result", "answered"), ("address", "right"), ("new_patients", "right"), ("treatments", "right"), ("note", "Kim said so")];
        assert_eq!(send(&mut pat, "Alder", &all).status, 303);
        let mut late: Vec<(&str, String)> = all.iter().map(|(name, value)| (*name, value.to_string())).collect();
        late.extend([("form_token", old.token()), ("version", "1".into()), ("listing", "1".into())]);
        assert_eq!(pat.post(&action, &late).status, 409, "it has its result");
        assert_eq!(send(&mut pat, "Birch by video", &[("result", "no_answer"), ("note", "rings on")]).status, 303);
        let page = pat.get("/admin/accuracy").body;
        assert!(page.contains("Try again from 24 Nov 2026, 04:00 UTC") && page.contains("rings on"), "{page}");
        assert!(page.contains("Kim said so"), "{page}");
        office.clock.advance(Duration::hours(16));
        let mut pat = office.signed_in("pat@example.org");
        assert_eq!(send(&mut pat, "Birch by video", &[("result", "answered"), ("treatments", "right")]).status, 303);
        let page = pat.get("/admin/accuracy").body;
        assert!(page.contains("phoned to its end") && page.contains("2 of 2 (100.0%)"), "{page}");
        for act in ["drew the listings to phone in a month", "called a provider", "closed a month of listings phoned"] {
            assert!(pat.get("/admin/audit").body.contains(act), "{act}");
        }
    }

    fn the_public_figure_has_its_interval_and_names_nobody(db: TestDatabase) {
        let office = Office::open(&db);
        let desk = Desk { clock: office.clock.clone(), ..invented::desk(&db) };
        let public = |path: &str| office.browser().get(path).body;
        let before = public("/accuracy");
        assert!(before.contains("No month has been phoned to its end yet"), "{before}");
        assert!(before.contains("56.0%") && before.contains("58.2%") && before.contains("PMC11260587"), "{before}");
        assert!(public("/es/accuracy").contains("Todavía no se ha terminado de llamar"));

        let names: Vec<String> = (0..10).map(|n| format!("Secret Grove {n}")).collect();
        for name in &names {
            list(&desk, name);
        }
        sample::turn(&desk).expect("drawn");
        for name in &names[..8] {
            call(&desk, name, Reached::Answered, RIGHT).expect("recorded");
        }
        assert!(public("/accuracy").contains("No month has been phoned"), "an open month is no figure");
        let wrong = [Some(Answer::Wrong), Some(Answer::Right), Some(Answer::Right)];
        call(&desk, &names[8], Reached::Answered, wrong).expect("recorded");
        call(&desk, &names[9], Reached::WrongNumber, [None; 3]).expect("recorded");

        let page = public("/accuracy");
        for said in ["November 2026: 8 of 10 listings were right in everything that we asked, 80.0%.",
            "from 49.0% to 94.3%", "At 1 the number was wrong.", "9 of 10, 90.0%", "8 of 9, 88.9%", "9 of 9, 100.0%"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let told: Value = serde_json::from_str(&public("/api/v1/statistics")).expect("JSON");
        assert_eq!(told["phoned"], json!({
            "month": "2026-11-01", "drawn": 10, "exact": { "right": 8, "of": 10, "percent": 80.0, "low": 49.0, "high": 94.3 }
        }));
        let spanish = public("/es/accuracy");
        assert!(spanish.contains("En noviembre de 2026, 8 de 10 fichas eran correctas"), "{spanish}");
        let seed = desk.db.read(|c| samples::of_month(c, Month::of(desk.clock.now()))).expect("reads").expect("drawn").seed;
        let sheets = sample::board(&desk).expect("reads").expect("drawn").sheets;
        let mut private = vec!["Secret Grove".to_string(), "secret-grove".into(), "Kim".into(), "503-555".into(), seed];
        private.extend(sheets.into_iter().flat_map(|sheet| [sheet.drawn.id, sheet.drawn.organization_id]));
        for text in [&page, &spanish] {
            let told: Vec<&String> = private.iter().filter(|secret| text.contains(secret.as_str())).collect();
            assert!(told.is_empty(), "{told:?}");
        }

        // A month in which nobody was phoned is told of as such, and is no figure.
        office.clock.set(at("2027-01-02T12:00:00Z"));
        sample::turn(&desk).expect("drawn");
        office.clock.set(at("2027-02-01T12:00:00Z"));
        sample::turn(&desk).expect("closed");
        let page = public("/accuracy");
        assert!(page.contains("January 2027: nobody was phoned, so there is no figure."), "{page}");
        assert!(page.contains("November 2026") && page.contains("8 of 10, 80.0%"), "{page}");
        let told: Value = serde_json::from_str(&public("/api/v1/statistics")).expect("JSON");
        assert_eq!((&told["phoned"]["month"], &told["phoned"]["exact"]), (&json!("2027-01-01"), &Value::Null));
    }
}
