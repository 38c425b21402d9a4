//! A year passes, day by day, with the clock in the test's hand: what is warned of, what goes, what is asked, what is kept.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::{Value, json};
use vouchsafe::db::audit::{self, Actor, Logged};
use vouchsafe::db::submissions;
use vouchsafe::db::{evidence, mails};
use vouchsafe::domain::check::VerificationStatus;
use vouchsafe::domain::lookup::RecordedLookup;
use vouchsafe::domain::submission::{Decision, DecisionReason};
use vouchsafe::domain::task::TaskKind;
use vouchsafe::pipeline::review::{self, Verdict};
use vouchsafe::pipeline::{Desk, attest, index, monitor};
use vouchsafe::reads::tasks::{self, OpenTask};

use crate::on_both;
use crate::support::invented;

/// A clinic's dossier with five papers that run out one after the other.
fn papers() -> Value {
    let mut raw = invented::dossier();
    raw["locations"][0]["treatments"] = json!(["iv", "esketamine"]);
    raw["locations"][0]["credentials"] =
        json!([{ "kind": "spravato_rems", "number": "R-1", "issuer": "Spravato REMS", "expires_on": "2027-02-28" }]);
    for (i, last_day) in ["2027-08-31", "2027-06-30", "2027-03-31", "2027-05-15"].iter().enumerate() {
        raw["clinicians"][0]["credentials"][i]["expires_on"] = json!(last_day);
    }
    raw
}

/// What the provider renews, and the day on which the corrected dossier is approved.
const RENEWALS: [(&str, &str); 4] = [
    ("2027-02-20", "/locations/0/credentials/0/expires_on"),
    ("2027-04-05", "/clinicians/0/credentials/2/expires_on"),
    ("2027-05-10", "/clinicians/0/credentials/3/expires_on"),
    ("2027-06-25", "/clinicians/0/credentials/1/expires_on"),
];

/// The days on which lists are loaded: each month's, but one that somebody forgot.
fn is_list_day(day: i64) -> bool {
    day % 30 == 0 && day != 180
}

/// What was seen on each day.
#[derive(Default)]
struct Diary {
    warned: Vec<(NaiveDate, String)>,
    badge: Vec<(NaiveDate, bool, VerificationStatus)>,
    /// Each task as it came into the queue and as it left it.
    tasks: Vec<(NaiveDate, bool, TaskKind, String)>,
    old_lists: Vec<NaiveDate>,
}

struct Year {
    desk: Desk,
    raw: Value,
    organization_id: String,
    submission_id: String,
}

impl Year {
    fn begin(desk: Desk) -> Self {
        let raw = papers();
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let submission_id = invented::publish_dossier(&desk, &raw);
        let organization_id = desk.db.read(|c| submissions::get(c, &submission_id)).expect("there").organization_id;
        Year { desk, raw, organization_id, submission_id }
    }

    fn today(&self) -> NaiveDate {
        self.desk.clock.today()
    }

    /// What people do on this day, before the worker runs.
    fn live(&mut self, day: i64) {
        let now = self.desk.clock.now();
        if day > 0 && is_list_day(day) {
            invented::load_lists_at(&self.desk.reference, now, &[invented::record()], &[]);
        }
        if day % 60 == 59 {
            attest::confirm(&self.desk, &self.organization_id, &Actor::Program("test")).expect("confirmed");
        }
        if let Some((_, paper)) = RENEWALS.iter().find(|(on, _)| *on == self.today().to_string()) {
            *self.raw.pointer_mut(paper).expect("a paper") = json!("2029-12-31");
            self.approve_change(now);
        }
        self.look_up_what_is_due(now);
    }

    /// A new version of the dossier, sent for the same organization, is approved. The look-ups hold: their values are the same.
    fn approve_change(&mut self, now: DateTime<Utc>) {
        self.raw["attestation"]["at"] = json!(now.to_rfc3339());
        let id = invented::send_version(&self.desk, &self.organization_id, &self.raw);
        let seen_version = self.desk.db.read(|c| submissions::get(c, &id)).expect("there").version;
        let verdict = Verdict { seen_version, decision: Decision::Approve, reason: DecisionReason::Complete, text: "" };
        review::decide(&self.desk, &invented::reviewer(), &id, &verdict).expect("approved");
        self.submission_id = id;
    }

    /// Staff look a license up five days before it is due. In August the board shows that it was renewed.
    fn look_up_what_is_due(&self, now: DateTime<Utc>) {
        let due = |t: &OpenTask| t.asked.kind == TaskKind::BoardLookup && t.asked.due_at - now < Duration::days(5);
        if self.open().iter().any(due) {
            let [board, _] = invented::lookups(now);
            let renewed = self.today() > "2027-08-01".parse().expect("a day");
            let shown = if renewed { "2029-08-31" } else { "2027-08-31" };
            let lookup = RecordedLookup { expires_on: shown.parse().ok(), ..board };
            review::record_lookup(&self.desk, &invented::reviewer(), &self.submission_id, &lookup).expect("recorded");
        }
    }

    fn open(&self) -> Vec<OpenTask> {
        tasks::open(&self.desk.db, self.desk.clock.now(), 100, 0).expect("reads").0
    }

    fn note(&self, diary: &mut Diary, seen: &mut Seen) {
        let (now, today) = (self.desk.clock.now(), self.today());
        let snapshot = index::build(&self.desk).expect("builds");
        let badge = snapshot.providers().next().expect("one is listed").standing(now).badge;
        if diary.badge.last().is_none_or(|(_, shown, status)| (*shown, *status) != (badge.shown, badge.status)) {
            diary.badge.push((today, badge.shown, badge.status));
        }
        let mut open: Vec<(TaskKind, String)> = self
            .open()
            .into_iter()
            .map(|t| (t.asked.kind, t.credential.map(|(kind, _)| kind.to_string()).unwrap_or_default()))
            .collect();
        open.sort();
        for (came, of, without) in [(false, &seen.open, &open), (true, &open, &seen.open)] {
            for (kind, what) in of.iter().filter(|t| !without.contains(t)) {
                diary.tasks.push((today, came, *kind, what.clone()));
            }
        }
        seen.open = open;
        let written = self.desk.db.read(|c| mails::newest(c, 1000)).expect("reads");
        let mut warnings: Vec<String> =
            written.into_iter().map(|m| m.subject).filter(|s| s.contains(" ends on ")).collect();
        warnings.reverse();
        for warning in warnings.iter().skip(seen.warnings) {
            diary.warned.push((today, warning.clone()));
        }
        seen.warnings = warnings.len();
        if !tasks::old_lists(&self.desk.reference, now).expect("reads").is_empty() {
            diary.old_lists.push(today);
        }
    }
}

#[derive(Default)]
struct Seen {
    open: Vec<(TaskKind, String)>,
    warnings: usize,
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

on_both! {
    fn a_year_of_one_listing_goes_as_the_contract_says(db: TestDatabase) {
        let mut year = Year::begin(invented::desk(&db));
        let (mut diary, mut seen) = (Diary::default(), Seen::default());
        for n in 0..365 {
            if n > 0 {
                year.desk.clock.advance(Duration::days(1));
            }
            year.live(n);
            monitor::pass(&year.desk).expect("works");
            assert_eq!(monitor::pass(&year.desk).expect("works"), 0, "{}: nothing is done twice", year.today());
            year.note(&mut diary, &mut seen);
        }

        let warned: Vec<String> = diary.warned.iter().map(|(on, text)| format!("{on} {text}")).collect();
        assert_eq!(warned, [
            "2026-12-30 Portland: Spravato REMS certification ends on February 28, 2027",
            "2027-01-29 Portland: Spravato REMS certification ends on February 28, 2027",
            "2027-01-30 Ana Reyes: ACLS card ends on March 31, 2027",
            "2027-03-01 Ana Reyes: ACLS card ends on March 31, 2027",
            "2027-03-16 Ana Reyes: malpractice coverage ends on May 15, 2027",
            "2027-03-24 Ana Reyes: ACLS card ends on March 31, 2027",
            "2027-04-15 Ana Reyes: malpractice coverage ends on May 15, 2027",
            "2027-05-01 Ana Reyes: DEA registration in Oregon ends on June 30, 2027",
            "2027-05-08 Ana Reyes: malpractice coverage ends on May 15, 2027",
            "2027-05-31 Ana Reyes: DEA registration in Oregon ends on June 30, 2027",
            "2027-06-23 Ana Reyes: DEA registration in Oregon ends on June 30, 2027",
            "2027-07-02 Ana Reyes: license in Oregon ends on August 31, 2027",
            "2027-08-01 Ana Reyes: license in Oregon ends on August 31, 2027",
            "2027-08-24 Ana Reyes: license in Oregon ends on August 31, 2027",
        ]);

        use VerificationStatus as S;
        assert_eq!(diary.badge, [
            (day("2026-11-23"), true, S::Verified),
            // ACLS ran out on March 31 and was not renewed in time.
            (day("2027-04-01"), false, S::Rechecking),
            (day("2027-04-05"), true, S::Verified),
            // Nobody loaded May's lists: those of April 19 end 35 days later.
            (day("2027-05-25"), false, S::PartlyVerified),
            (day("2027-06-21"), true, S::Verified),
        ]);
        assert_eq!((diary.old_lists.first(), diary.old_lists.last()), (Some(&day("2027-05-25")), Some(&day("2027-06-20"))));

        let board = |on: &str, came: bool| (day(on), came, TaskKind::BoardLookup, "state_license".to_string());
        assert_eq!(diary.tasks, [
            (day("2027-04-01"), true, TaskKind::Expired, "acls".to_string()),
            (day("2027-04-05"), false, TaskKind::Expired, "acls".to_string()),
            // Looked up on November 23: due 180 days later, in the queue two weeks before.
            board("2027-05-09", true),
            board("2027-05-18", false),
            // Due again at expiry.
            board("2027-08-18", true),
            board("2027-08-27", false),
        ]);

        // Every month's search is on record, and no day has two.
        let all: Vec<Logged> = year.desk.db.read(|c| audit::newest(c, None, 100_000)).expect("reads");
        let days = |action: &str| {
            let mut days: Vec<NaiveDate> =
                all.iter().filter(|l| l.action == action).map(|l| l.at.date_naive()).collect();
            days.reverse();
            days
        };
        let loads: Vec<NaiveDate> =
            (0..365).filter(|n| is_list_day(*n)).map(|n| day("2026-11-23") + Duration::days(n)).collect();
        assert_eq!(days("directory.recheck_begun"), loads);
        let checked = days("listing.checked");
        assert!(loads.iter().skip(1).all(|on| checked.iter().filter(|c| *c == on).count() == 1), "{checked:?}");
        assert!(checked.windows(2).all(|pair| pair[0] < pair[1]), "{checked:?}");
        assert!((12..=16).contains(&checked.len()), "what says nothing new is not kept: {checked:?}");
        assert_eq!(days("provider.warned").len(), warned.len());
        assert_eq!(year.desk.db.read(audit::faults).expect("reads"), Vec::<String>::new());
        assert_eq!(year.desk.db.read(evidence::faults).expect("reads"), Vec::<String>::new());
    }
}
