//! The page of figures: what came and how fast it was decided, how sure the listings are, what is ahead.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Utc};
use serde_json::json;
use vouchsafe::db::audit::{self, Actor};
use vouchsafe::db::reports::{self, Report};
use vouchsafe::db::submissions;
use vouchsafe::domain::ids::Id;
use vouchsafe::domain::report::{Language, ReportReason, ReportState};
use vouchsafe::domain::staff::Role;
use vouchsafe::domain::submission::{Decision, DecisionReason};
use vouchsafe::domain::turnaround::WeekFigures;
use vouchsafe::domain::weekly::Week;
use vouchsafe::pipeline::{Desk, index, review, submit};
use vouchsafe::reads::figures::{self, PastWeeks};

use crate::on_both;
use crate::queue::plans;
use crate::support::browser::Office;
use crate::support::database::TestDatabase;
use crate::support::invented;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// Came on Monday, 9 November 2026, and was approved on Wednesday, Veterans Day: 36 hours of business days.
fn approved_after_36_hours(desk: &Desk) -> String {
    invented::load_lists(&desk.reference, &[invented::record()], &[]);
    desk.clock.set(at("2026-11-09T12:00:00Z"));
    let mut raw = invented::dossier();
    raw["attestation"]["at"] = "2026-11-09T10:00:00Z".into();
    let id = submit::submit(desk, &raw).expect("taken").submission_id;
    desk.clock.set(at("2026-11-11T12:00:00Z"));
    for lookup in invented::lookups(desk.clock.now()) {
        review::record_lookup(desk, &invented::reviewer(), &id, &lookup).expect("recorded");
    }
    let seen_version = desk.db.read(|c| submissions::get(c, &id)).expect("there").version;
    let verdict =
        review::Verdict { seen_version, decision: Decision::Approve, reason: DecisionReason::Complete, text: "" };
    review::decide(desk, &invented::reviewer(), &id, &verdict).expect("approved");
    desk.clock.set(invented::noon());
    id
}

fn reported(desk: &Desk, submission: &str, reason: ReportReason, state: ReportState) {
    let now = desk.clock.now();
    let written = desk.db.write(|c| {
        let report = Report {
            id: Id::new().to_string(),
            reference: format!("VS-{}", Id::new()),
            organization_id: submissions::get(c, submission)?.organization_id,
            place_id: None,
            reason,
            state,
            version: 1,
            language: Language::En,
            sealed: None,
            form_digest: Id::new().to_string(),
            received_at: now,
            due_at: now,
            updated_at: now,
            begun_by: None,
        };
        reports::insert(c, &report)
    });
    written.expect("written");
}

/// Something that happened to the one submission of these tests.
fn entry(action: &'static str) -> audit::Entry<'static> {
    let subject = "submission/0199aaaa-0000-7000-8000-000000000001".to_string();
    audit::Entry { actor: &Actor::Program("test"), action, subject, payload: json!({}), evidence_digest: None }
}

fn logged(desk: &Desk, moment: &str, action: &'static str) {
    desk.db.write(|c| audit::append(c, &entry(action), at(moment))).expect("logged");
}

/// The weeks by their Mondays.
fn weeks(desk: &Desk, past: &PastWeeks) -> BTreeMap<String, WeekFigures> {
    let weeks = figures::weeks(&desk.db, past, desk.clock.now()).expect("reads");
    weeks.into_iter().map(|figures| (figures.week.monday().to_string(), figures)).collect()
}

/// The cells of the first row that says this, without markup.
fn cells(page: &str, row: &str) -> Vec<String> {
    let found = page.split("<tr role=\"row\">").find(|part| part.contains(row)).expect("a row");
    let cell = |cell: &str| {
        let inner = cell.split_once('>').map(|(_, rest)| rest).unwrap_or_default();
        let text = inner.split("</td>").next().unwrap_or_default();
        text.split('<')
            .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
            .collect::<String>()
            .trim()
            .to_string()
    };
    found.split("<td ").skip(1).map(cell).collect()
}

on_both! {
    fn a_week_says_what_came_and_how_fast_it_was_decided(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = approved_after_36_hours(&desk);
        reported(&desk, &id, ReportReason::DeadPhone, ReportState::Received);
        reported(&desk, &id, ReportReason::DeadPhone, ReportState::Checking);
        reported(&desk, &id, ReportReason::WrongPrice, ReportState::Answered);
        let office = Office::open(&db);
        office.hire("audra@example.org", Role::Auditor);
        let page = office.signed_in("audra@example.org").get("/admin/figures");
        assert_eq!(page.status, 200, "{}", page.body);
        assert_eq!(cells(&page.body, "datetime=\"2026-11-09\""), ["1", "1", "36 h", "36 h", "100%"], "{}", page.body);
        assert_eq!(cells(&page.body, "datetime=\"2026-11-02\""), ["0", "0", "-", "-", "-"]);
        assert_eq!(page.body.matches("<svg viewBox=\"0 0 600 120\"").count(), 6, "a chart for each number, of twelve bars");
        assert_eq!(cells(&page.body, "Nobody answers the phone"), ["2"], "{}", page.body);
        assert!(page.body.contains("1 of 1</strong> listings (100%)"), "{}", page.body);
        assert!(!page.body.contains("<script>"), "it needs none");
        assert_eq!(office.browser().get("/admin/figures").status, 303, "for staff alone");
    }

    fn a_decision_is_measured_from_when_its_submission_came_however_long_ago(db: TestDatabase) {
        let desk = invented::desk(&db);
        logged(&desk, "2026-02-02T12:00:00Z", "submission.received");
        logged(&desk, "2026-11-10T12:00:00Z", "submission.approved");
        let week = &weeks(&desk, &PastWeeks::default())["2026-11-09"];
        assert_eq!((week.came, week.decided, week.in_time_percent), (0, 1, Some(0)));
        assert!(week.p50_hours.is_some_and(|hours| hours > 150 * 24), "{week:?}");
    }

    fn a_decision_taken_back_in_the_next_week_never_was(db: TestDatabase) {
        let desk = invented::desk(&db);
        logged(&desk, "2026-11-07T12:00:00Z", "submission.received");
        logged(&desk, "2026-11-08T23:59:00Z", "submission.approved");
        logged(&desk, "2026-11-09T00:02:00Z", "submission.decision_undone");
        logged(&desk, "2026-11-09T09:00:00Z", "submission.rejected");
        let weeks = weeks(&desk, &PastWeeks::default());
        assert_eq!((weeks["2026-11-02"].came, weeks["2026-11-02"].decided), (1, 0));
        assert_eq!((weeks["2026-11-09"].came, weeks["2026-11-09"].decided), (0, 1));
    }

    fn a_week_that_is_over_is_read_once_and_the_running_one_each_time(db: TestDatabase) {
        let desk = invented::desk(&db);
        let past = PastWeeks::default();
        assert_eq!(weeks(&desk, &past)["2026-11-09"].came, 0);
        // Nothing is ever logged in the past: here it is, to see what is read.
        logged(&desk, "2026-11-10T12:00:00Z", "submission.received");
        let running = Week::of(desk.clock.now()).monday().to_string();
        desk.db.write(|c| audit::append(c, &entry("submission.received"), desk.clock.now())).expect("logged");
        let told = weeks(&desk, &past);
        assert_eq!((told["2026-11-09"].came, told[&running].came), (0, 1));
        assert_eq!(weeks(&desk, &PastWeeks::default())["2026-11-09"].came, 1);
        // A clock that is set back ends a week that seemed to be over.
        desk.clock.set(at("2026-11-12T12:00:00Z"));
        assert_eq!(weeks(&desk, &past)["2026-11-09"].came, 1);
    }

    fn nothing_that_is_there_reads_as_nothing(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire("audra@example.org", Role::Auditor);
        let page = office.signed_in("audra@example.org").get("/admin/figures");
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("Nothing is listed yet.") && page.body.contains("Nothing was decided"), "{}", page.body);
    }

    fn what_is_in_sight_is_counted_off_the_snapshot(db: TestDatabase) {
        let desk = invented::desk(&db);
        approved_after_36_hours(&desk);
        let snapshot = index::build(&desk).expect("builds");
        let now = figures::standing(&snapshot.sums(desk.clock.now()), desk.clock.now());
        assert_eq!((now.listings, now.confirmed), (1, 1));
        assert!(now.checks > 10 && now.expiries.len() == figures::MONTHS, "{now:?}");
        let late = figures::standing(&snapshot.sums(at("2027-07-31T12:00:00Z")), at("2027-07-31T12:00:00Z"));
        assert_eq!(late.confirmed, 0, "nobody has confirmed for 90 days");
        let month = |year: i32, month: u32| late.expiries.iter().find(|(day, _)| (day.year(), day.month()) == (year, month)).expect("ahead").1;
        // Her license and all else of hers that ends runs out on the last day of its month.
        let ends: u64 = late.expiries.iter().map(|(_, n)| n).sum();
        assert!(month(2027, 12) >= 1 && ends >= month(2027, 12), "{late:?}");
        assert_eq!(month(2028, 1), 0, "not a day late: {late:?}");
        assert_eq!((late.expiries[0].0.to_string(), late.expiries[11].0.to_string()), ("2027-07-01".into(), "2028-06-01".into()));
    }

    fn the_map_counts_a_verified_provider_in_its_state_against_the_people_there(db: TestDatabase) {
        invented::publish(&invented::desk(&db));
        let office = Office::open(&db);
        office.hire("audra@example.org", Role::Auditor);
        let page = office.signed_in("audra@example.org").get("/admin/figures").body;
        let row = |state: &str| {
            let rest = page.split_once(&format!("<th scope=\"row\">{state}</th>")).expect("a row").1;
            rest.split_once("</tr>").expect("a row").0.replace("<td class=\"num\">", "").replace("</td>", " ").trim().to_string()
        };
        assert_eq!(row("Oregon"), "4,237,256 1 4,237,256");
        assert_eq!(row("Puerto Rico"), "3,285,874 0 <span class=\"quiet\">none</span>");
        assert_eq!(page.matches("<g class=\"tile ").count(), 52 + 5, "a tile for each state, and the key");
        assert_eq!(page.matches("<g class=\"tile d\"").count(), 2, "Oregon and its key");
        assert_eq!(page.matches("class=\"mark\" x=\"18.5\" y=\"30\">none<").count(), 51, "said in letters");
        // Ninety-one days later nobody has confirmed the listing: the badge is gone, and with it the provider from the map.
        office.clock.advance(chrono::Duration::days(91));
        let later = office.signed_in("audra@example.org").get("/admin/figures").body;
        assert_eq!(later.matches("class=\"mark\" x=\"18.5\" y=\"30\">none<").count(), 52);
    }
}

#[test]
fn what_the_figures_ask_is_read_along_an_index() {
    let db = TestDatabase::sqlite();
    let desk = invented::desk(&db);
    let id = approved_after_36_hours(&desk);
    reported(&desk, &id, ReportReason::DeadPhone, ReportState::Received);
    let mut steps = Vec::new();
    desk.db
        .read(|conn| {
            steps = plans(conn, |conn| {
                let (from, until) = (at("2026-11-01T00:00:00Z"), at("2026-11-08T01:00:00Z"));
                audit::moments(conn, &["submission.received", "submission.approved"], from, until).expect("reads");
                audit::moments_of(conn, &["submission/one", "submission/two"], from).expect("reads");
                reports::count_by_reason(conn, ReportState::OPEN).expect("counts");
            });
            Ok::<_, vouchsafe::db::DbError>(())
        })
        .expect("reads");
    assert!(steps.len() > 10, "{steps:?}");
    for step in &steps {
        assert!(step.starts_with("SEARCH"), "{step}");
    }
}
