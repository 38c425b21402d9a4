//! A process that dies in the middle of a decision: before every statement in turn, and before the commit. What it left is all of
//! the decision or nothing of it.
//!
//! The process that dies is this test program, started again with what to do in its environment; it ends itself as a kill would,
//! without unwinding.

use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use vouchsafe::clock::Clock;
use vouchsafe::db::listings::{self, ListingRow};
use vouchsafe::db::submissions::{self, Submission};
use vouchsafe::db::{Db, asked_documents, audit, changes, decisions, holds, mails, suspensions};
use vouchsafe::domain::listing::{ListingAct, SuspensionReason};
use vouchsafe::domain::submission::{Decision, DecisionReason, SubmissionState};
use vouchsafe::pipeline::review::{self, AskedDocument, ListingVerdict, Reviewer, ToChange, Verdict};
use vouchsafe::pipeline::{Desk, submit};
use vouchsafe::rules::Rules;

use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::server::keys;

/// What the child is told: the database, the submission, what to do, and before which statement it dies.
const ORDERS: &str = "VOUCHSAFE_TEST_DIES";

/// What is done to a submission, the state that it leads to, and how many mails wait more than before.
const ACTS: [(&str, SubmissionState, isize); 7] = [
    ("ask", SubmissionState::ChangesRequested, 1),
    ("undo", SubmissionState::InReview, -1),
    ("approve", SubmissionState::Published, 1),
    ("suspend", SubmissionState::Published, 1),
    ("ask_to_lift", SubmissionState::Published, 0),
    ("lift", SubmissionState::Published, 1),
    ("hide_again", SubmissionState::Published, -1),
];

/// Statements left before this process ends; 0 for never.
static LEFT: AtomicU64 = AtomicU64::new(0);

struct Killer;

impl Instrumentation for Killer {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let counts =
            matches!(event, InstrumentationEvent::StartQuery { .. } | InstrumentationEvent::CommitTransaction { .. });
        if counts && LEFT.load(Ordering::SeqCst) > 0 && LEFT.fetch_sub(1, Ordering::SeqCst) == 1 {
            std::process::abort();
        }
    }
}

/// Everything that a decision touches.
#[derive(Debug, PartialEq)]
struct Standing {
    submission: Submission,
    listing: Option<ListingRow>,
    asked: (Vec<String>, Option<AskedDocument>),
    decisions: usize,
    undone: usize,
    suspended: bool,
    held: bool,
    mails: usize,
    acts: Vec<String>,
    changes: i64,
}

fn standing(db: &Db, id: &str) -> Standing {
    db.read(|c| {
        let submission = submissions::get(c, id)?;
        let made = decisions::all_on(c, id)?;
        Ok::<_, vouchsafe::db::DbError>(Standing {
            listing: listings::get(c, &submission.organization_id)?,
            asked: (submissions::asked_pages(c, id)?, asked_documents::of(c, id)?),
            undone: made.iter().filter(|d| d.undone_at.is_some()).count(),
            decisions: made.len(),
            suspended: suspensions::open_of(c, &submission.organization_id)?.is_some(),
            held: holds::of(c, id)?.is_some(),
            mails: mails::newest(c, 100)?.len(),
            acts: audit::newest(c, None, 1000)?.into_iter().map(|line| line.action).collect(),
            changes: changes::head(c)?,
            submission,
        })
    })
    .expect("reads")
}

fn act(desk: &Desk, act: &str, id: &str) {
    let submission = desk.db.read(|c| submissions::get(c, id)).expect("there");
    let verdict =
        |decision, text| Verdict { seen_version: submission.version, decision, reason: DecisionReason::Other, text };
    let by = invented::reviewer();
    let document = Some(AskedDocument { what: Some("The lease".into()) });
    let wanted = ToChange { pages: vec!["places".into()], document };
    match act {
        "ask" => review::decide_about(desk, &by, id, &verdict(Decision::AskForChanges, "Send the lease."), &wanted),
        "undo" => review::undo(desk, &by, id, submission.version),
        "approve" => review::decide(desk, &by, id, &verdict(Decision::Approve, "")),
        what => {
            let listing =
                desk.db.read(|c| listings::get(c, &submission.organization_id)).expect("reads").expect("listed");
            let verdict = ListingVerdict {
                seen_version: listing.version,
                act: what.parse().expect("an act on a listing"),
                reason: Some(SuspensionReason::UnsafeCare),
                text: "Nobody monitored the patients.",
            };
            // One asks, another lifts and takes that back.
            let second = Reviewer { id: "reviewer-2".into(), email: "sam@example.org".into() };
            let by = if matches!(verdict.act, ListingAct::Lift | ListingAct::HideAgain) { second } else { by };
            review::decide_listing(desk, &by, id, &verdict)
        }
    }
    .expect("done");
}

/// What the child does. It opens every connection that it needs before it counts.
fn die_in(orders: &str) {
    let [database, id, what, at] = orders.split(' ').collect::<Vec<_>>().try_into().expect("four orders");
    set_default_instrumentation(|| Some(Box::new(Killer))).expect("set");
    let address = database.parse().expect("an address");
    let desk = Desk {
        db: Db::open(&address).expect("opens"),
        reference: Db::open_reference(&address).expect("opens"),
        rules: Rules::builtin(),
        keys: keys(),
        clock: Clock::fixed(invented::noon()),
        public_url: "http://127.0.0.1:8080".parse().expect("an address"),
        live: None,
    };
    standing(&desk.db, id);
    LEFT.store(at.parse().expect("a number"), Ordering::SeqCst);
    act(&desk, what, id);
}

/// Lets a child do it and die before statement `at`. Answers whether it lived.
fn lives(db: &TestDatabase, test: &str, id: &str, what: &str, at: u64) -> bool {
    let done = Command::new(std::env::current_exe().expect("a program"))
        .args(["--exact", test, "--nocapture"])
        .env(ORDERS, format!("{} {id} {what} {at}", db.url()))
        .output()
        .expect("starts");
    use std::os::unix::process::ExitStatusExt;
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() || done.status.signal() == Some(6), "it fails by nothing but its death: {said}");
    done.status.success()
}

fn every_death(db: &TestDatabase, test: &str) {
    let desk = invented::desk(db);
    invented::load_lists(&desk.reference, &[invented::record()], &[]);
    let id = submit::submit(&desk, &invented::dossier()).expect("taken").submission_id;
    for lookup in invented::lookups(desk.clock.now()) {
        review::record_lookup(&desk, &invented::reviewer(), &id, &lookup).expect("recorded");
    }
    for (what, state, mails) in ACTS {
        let before = standing(&desk.db, &id);
        let mut deaths = 0;
        while !lives(db, test, &id, what, deaths + 1) {
            deaths += 1;
            assert_eq!(standing(&desk.db, &id), before, "{what}, killed before statement {deaths}");
            assert!(deaths < 200, "{what} never ends");
        }
        // Fewer would mean that they were not counted.
        assert!(deaths >= 10, "{what}: {deaths} statements");
        let after = standing(&desk.db, &id);
        assert_eq!((after.submission.state, after.acts.len()), (state, before.acts.len() + 1), "{what}, once whole");
        assert_eq!(Some(after.mails), before.mails.checked_add_signed(mails), "{what}: its mail with it");
    }
}

#[test]
fn a_decision_killed_before_any_statement_is_whole_or_nothing_on_sqlite() {
    match std::env::var(ORDERS) {
        Ok(orders) => die_in(&orders),
        Err(_) => every_death(
            &TestDatabase::sqlite(),
            "faults::a_decision_killed_before_any_statement_is_whole_or_nothing_on_sqlite",
        ),
    }
}

#[test]
fn a_decision_killed_before_any_statement_is_whole_or_nothing_on_postgresql() {
    match std::env::var(ORDERS) {
        Ok(orders) => die_in(&orders),
        Err(_) => every_death(
            &TestDatabase::postgresql(),
            "faults::a_decision_killed_before_any_statement_is_whole_or_nothing_on_postgresql",
        ),
    }
}
