//! Reviewers find a submission, sift the queue, take what they work on, and act on several at once.

use std::sync::Barrier;
use std::sync::{Arc, Mutex};
use std::thread;

use chrono::{Duration, Utc};
use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use serde_json::{Value, json};
use vouchsafe::db::queue::{self, Holder, Kind, Sift};
use vouchsafe::db::submissions::{self, Submission};
use vouchsafe::db::{Conn, audit, evidence, mails};
use vouchsafe::domain::find;
use vouchsafe::domain::staff::Role;
use vouchsafe::domain::submission::{Decision, DecisionReason, SubmissionState};
use vouchsafe::pipeline::review::{self, HoldError, RemindError, Reviewer, Verdict};
use vouchsafe::pipeline::{Desk, monitor, submit};

use crate::on_both;
use crate::support::browser::Office;
use crate::support::database::TestDatabase;
use crate::support::invented;

const OPEN: &[SubmissionState] = &[SubmissionState::Received, SubmissionState::InReview];

/// Sends a dossier that differs from the invented one in these values.
fn sent(desk: &Desk, changes: &[(&str, Value)]) -> Submission {
    let mut dossier = invented::dossier();
    for (pointer, value) in changes {
        *dossier.pointer_mut(pointer).expect("there") = value.clone();
    }
    let sent = submit::submit(desk, &dossier).expect("taken");
    desk.db.read(|c| submissions::get(c, &sent.submission_id)).expect("there")
}

fn other(desk: &Desk) -> Submission {
    sent(
        desk,
        &[
            ("/provider/name", json!("Still Water Clinic")),
            ("/provider/email", json!("office@still-water.org")),
            ("/locations/0/phone", json!("415-555-0199")),
            ("/clinicians/0/first_name", json!("Beatriz")),
            ("/clinicians/0/last_name", json!("Peña-Ortiz")),
            ("/clinicians/0/npi", json!("1679576722")),
            ("/clinicians/0/credentials/0/number", json!("MD-777")),
        ],
    )
}

fn found(desk: &Desk, sift: &Sift) -> Vec<String> {
    let lines = desk.db.read(|c| queue::lines(c, OPEN, sift, false, (50, 0))).expect("reads");
    let count = desk.db.read(|c| queue::count(c, OPEN, sift, queue::MOST_COUNTED)).expect("counts");
    assert_eq!(lines.len() as i64, count);
    lines.into_iter().map(|line| line.submission.id).collect()
}

/// The staff of the tests' server, as the pipeline names who reviews.
fn hired(office: &Office, email: &str) -> Reviewer {
    office.hire(email, Role::Reviewer);
    let token = office.signed_in(email).cookie.expect("signed in");
    let token = token.split_once('=').expect("a cookie").1.to_string();
    let visitor = office.accounts.visitor(&token).expect("reads").expect("signed in");
    Reviewer { id: visitor.staff_id.to_string(), email: email.to_string() }
}

fn acts(desk: &Desk, action: &str) -> usize {
    let all = desk.db.read(|c| audit::newest(c, None, 10_000)).expect("reads");
    all.iter().filter(|entry| entry.action == action).count()
}

fn letters(desk: &Desk, subject: &str) -> usize {
    let all = desk.db.read(|c| mails::newest(c, 1000)).expect("reads");
    all.iter().filter(|m| m.subject.starts_with(subject)).count()
}

fn ask_for_changes(desk: &Desk, submission: &Submission) {
    let verdict = Verdict {
        seen_version: submission.version,
        decision: Decision::AskForChanges,
        reason: DecisionReason::ALL[0],
        text: "Send the board's letter.",
    };
    review::decide(desk, &invented::reviewer(), &submission.id, &verdict).expect("decided");
}

on_both! {
    fn a_submission_is_found_by_its_names_and_numbers_and_by_nothing_else(db: TestDatabase) {
        let desk = invented::desk(&db);
        let (first, second) = (sent(&desk, &[]), other(&desk));
        let search = |text: &str| found(&desk, &Sift { words: find::asked(text), ..Sift::default() });
        for text in ["still water", "wat stil", "PENA", "peña-ortiz", "1679576722", "md777", "office@still-water.org", "(415) 555-0199", &second.reference] {
            assert_eq!(search(text), [second.id.as_str()], "{text}");
        }
        for text in ["quiet harbor", &first.reference.to_lowercase()] {
            assert_eq!(search(text), [first.id.as_str()], "{text}");
        }
        assert_eq!(search("noisy harbor"), Vec::<String>::new());
        assert_eq!(search("").len(), 2);
        assert_eq!(search("1979-03-14"), Vec::<String>::new(), "nobody is found by a birth date");
    }

    fn a_corrected_dossier_is_found_by_its_new_words_alone(db: TestDatabase) {
        let desk = invented::desk(&db);
        let submission = sent(&desk, &[]);
        ask_for_changes(&desk, &submission);
        let now = desk.db.read(|c| submissions::get(c, &submission.id)).expect("there");
        let mut dossier = invented::dossier();
        dossier["provider"]["name"] = json!("Louder Harbor");
        submit::resubmit(&desk, &now, &dossier).expect("sent again");
        let search = |text: &str| found(&desk, &Sift { words: find::asked(text), ..Sift::default() }).len();
        assert_eq!((search("louder"), search("quiet")), (1, 0));
    }

    fn the_queue_is_sifted_by_what_it_brings_who_has_it_and_what_is_late(db: TestDatabase) {
        let desk = invented::desk(&db);
        let office = Office::open(&db);
        let pat = hired(&office, "pat@example.org");
        let (first, second) = (sent(&desk, &[]), other(&desk));
        review::take(&desk, &pat, &first.id, None).expect("taken");
        let by = |holder| found(&desk, &Sift { holder: Some(holder), ..Sift::default() });
        assert_eq!(by(Holder::Staff(pat.id.clone())), [first.id.as_str()]);
        assert_eq!(by(Holder::Nobody), [second.id.as_str()]);
        let of = |kind| found(&desk, &Sift { kind: Some(kind), ..Sift::default() }).len();
        assert_eq!((of(Kind::New), of(Kind::Change), of(Kind::Question)), (2, 0, 0));
        let late = |before| found(&desk, &Sift { due_before: Some(before), ..Sift::default() }).len();
        assert_eq!((late(first.due_at), late(first.due_at + Duration::seconds(1))), (0, 2));
    }

    fn of_two_who_take_it_at_once_one_has_it_until_it_is_given_back_or_decided(db: TestDatabase) {
        let desk = invented::desk(&db);
        let office = Office::open(&db);
        let both = [hired(&office, "pat@example.org"), hired(&office, "sam@example.org")];
        let submission = sent(&desk, &[]);
        let start = Barrier::new(2);
        let answers: Vec<Result<(), HoldError>> = thread::scope(|scope| {
            let take = |reviewer| {
                let (desk, submission, start) = (&desk, &submission, &start);
                scope.spawn(move || {
                    start.wait();
                    review::take(desk, reviewer, &submission.id, None)
                })
            };
            let threads: Vec<_> = both.iter().map(take).collect();
            threads.into_iter().map(|t| t.join().expect("no panic")).collect()
        });
        let winner = answers.iter().position(Result::is_ok).expect("one has it");
        let (holder, loser) = (&both[winner], &both[1 - winner]);
        assert!(matches!(&answers[1 - winner], Err(HoldError::Held(hold)) if hold.email == holder.email));
        assert_eq!(acts(&desk, "submission.taken"), 1);

        review::release(&desk, loser, &submission.id).expect("nothing happens");
        assert_eq!(review::case(&desk, &submission.id).expect("reads").hold.expect("held").staff_id, holder.id);
        assert!(review::take(&desk, loser, &submission.id, Some("somebody else")).is_err(), "the page was old");
        review::take(&desk, loser, &submission.id, Some(&holder.id)).expect("taken over");
        assert_eq!(review::case(&desk, &submission.id).expect("reads").hold.expect("held").staff_id, loser.id);
        review::release(&desk, loser, &submission.id).expect("given back");
        review::release(&desk, loser, &submission.id).expect("a second press");
        assert_eq!((acts(&desk, "submission.taken"), acts(&desk, "submission.released")), (2, 1));

        review::take(&desk, holder, &submission.id, None).expect("taken");
        ask_for_changes(&desk, &submission);
        assert!(review::case(&desk, &submission.id).expect("reads").hold.is_none(), "a decision ends it");
    }

    fn a_provider_is_reminded_once_a_week_and_only_while_something_is_waited_for(db: TestDatabase) {
        let desk = invented::desk(&db);
        let submission = sent(&desk, &[]);
        let pat = invented::reviewer();
        assert!(matches!(review::remind(&desk, &pat, &submission.id), Err(RemindError::NotWaiting)));
        ask_for_changes(&desk, &submission);
        desk.clock.advance(Duration::minutes(5));
        let start = Barrier::new(4);
        let reminded = thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        start.wait();
                        review::remind(&desk, &pat, &submission.id).is_ok()
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().expect("no panic")).filter(|done| *done).count()
        });
        assert_eq!((reminded, letters(&desk, "We still need something")), (1, 1));
        assert!(matches!(review::remind(&desk, &pat, &submission.id), Err(RemindError::TooSoon(_))));
        let all = desk.db.read(|c| mails::newest(c, 1000)).expect("reads");
        let mail = all.iter().find(|m| m.subject.starts_with("We still need something")).expect("written");
        assert!(mail.body.contains("Send the board's letter.") && mail.body.contains("Le pedimos esto"), "{}", mail.body);
        let later = Desk { clock: vouchsafe::clock::Clock::fixed(invented::noon() + Duration::days(8)), ..desk.clone() };
        review::remind(&later, &pat, &submission.id).expect("after a week");
        assert_eq!(letters(&desk, "We still need something"), 2);
    }

    fn the_pages_of_the_queue_find_sift_take_and_act_on_several(db: TestDatabase) {
        let desk = invented::desk(&db);
        let (first, second) = (sent(&desk, &[]), other(&desk));
        let office = Office::open(&db);
        office.hire("pat@example.org", Role::Reviewer);
        office.hire("sam@example.org", Role::Reviewer);
        office.hire("ada@example.org", Role::Auditor);
        let mut pat = office.signed_in("pat@example.org");
        let page = pat.get("/admin/queue?q=still+wat&kind=new&holder=nobody");
        assert!(page.body.contains(&second.reference) && !page.body.contains(&first.reference));
        assert!(page.body.contains("value=\"still wat\"") && page.body.contains("<option value=\"new\" selected>"));
        for bad in ["list=all", "kind=odd", "holder=you", "late=maybe", "page=0", "page=21"] {
            assert_eq!(pat.get(&format!("/admin/queue?{bad}")).status, 400, "{bad}");
        }

        let token = page.token();
        let form = |act: &str, sure: bool| {
            let mut fields = vec![("form_token", token.clone()), ("act", act.to_string())];
            fields.extend([&first, &second, &first].map(|s| ("id", s.id.clone())));
            if sure {
                fields.push(("sure", "yes".into()));
            }
            fields
        };
        let asked = pat.post("/admin/queue/selected", &form("take", false));
        assert_eq!((asked.status, asked.body.matches("will be yours").count()), (200, 2));
        assert_eq!(acts(&desk, "submission.taken"), 0, "nothing happens before it was shown");
        let done = pat.post("/admin/queue/selected", &form("take", true));
        assert_eq!((done.body.matches("is yours<").count(), acts(&desk, "submission.taken")), (2, 2));
        let again = pat.post("/admin/queue/selected", &form("take", true));
        assert_eq!((again.body.matches("is yours already").count(), acts(&desk, "submission.taken")), (2, 2));
        let none = pat.post("/admin/queue/selected", &[("form_token", token.clone()), ("act", "take".into())]);
        assert!(none.status == 422 && none.body.contains("Select at least one submission."));
        assert_eq!(pat.post("/admin/queue/selected", &[("form_token", token.clone()), ("act", "erase".into())]).status, 404);
        assert_eq!(pat.post("/admin/queue/selected", &[("form_token", "x".into()), ("act", "take".into())]).status, 403);
        assert!(pat.get("/admin/queue?holder=me").body.contains(&first.reference));

        let mut sam = office.signed_in("sam@example.org");
        let seen = sam.get(&format!("/admin/submissions/{}", first.id));
        assert!(seen.body.contains("Take it from pat@example.org"), "who has it is shown");
        let take = format!("/admin/submissions/{}/take", first.id);
        assert_eq!(sam.post(&take, &[("form_token", seen.token())]).status, 409, "not without naming whom from");
        let from = seen.hidden("from");
        assert_eq!(sam.post(&take, &[("form_token", seen.token()), ("from", from)]).status, 303);
        assert!(sam.get(&format!("/admin/submissions/{}", first.id)).body.contains("Give it back"));
        assert!(pat.post("/admin/queue/selected", &form("release", false)).body.contains("is left: it is not yours"));
        let runs = |id: &str| {
            let dossier = desk.db.read(|c| submissions::get(c, id)).expect("there").dossier_id;
            let run = desk.db.read(|c| evidence::latest_run(c, &dossier)).expect("reads").expect("checked");
            run.number
        };
        let before = runs(&second.id);
        let asked = pat.post("/admin/queue/selected", &form("check", false));
        assert_eq!(asked.body.matches("will be checked again").count(), 2);
        let checked = pat.post("/admin/queue/selected", &form("check", true));
        assert_eq!(checked.body.matches("is being checked again").count(), 2);
        assert_eq!((acts(&desk, "submission.check_asked"), runs(&second.id)), (2, before), "not while somebody waits for the page");
        monitor::pass(&desk).expect("works");
        assert_eq!(runs(&second.id), before + 1, "the worker does it");

        let asked = pat.post("/admin/queue/selected", &form("assign", false));
        assert!(asked.body.contains("will be theirs") && asked.body.contains(">sam@example.org</option>"), "{}", asked.body);
        assert!(!asked.body.contains(">ada@example.org</option>"), "an auditor decides nothing");
        assert_eq!(asked.body.matches("is left: sam@example.org has it").count(), 1);
        let nobody = pat.post("/admin/queue/selected", &form("assign", true));
        assert!(nobody.status == 422 && nobody.body.contains("Choose who is to have them."), "{}", nobody.body);
        let sams = asked.body.split("<option value=\"").find(|rest| rest.contains(">sam@")).expect("an option");
        let to = sams.split('"').next().expect("an id").to_string();
        let given = pat.post("/admin/queue/selected", &[form("assign", true), vec![("to", to)]].concat());
        assert_eq!((given.status, acts(&desk, "submission.assigned")), (200, 1));
        assert!(sam.get("/admin/queue?holder=me").body.contains(&second.reference));

        let mut ada = office.signed_in("ada@example.org");
        let read = ada.get("/admin/queue");
        assert!(read.status == 200 && !read.body.contains("With the selected"));
        let refused = ada.post("/admin/queue/selected", &[("form_token", read.token()), ("act", "take".into())]);
        assert_eq!(refused.status, 403);
    }
}

/// What SQLite does for each statement that `work` runs.
pub fn plans(conn: &mut Conn, work: impl FnOnce(&mut Conn)) -> Vec<String> {
    #[derive(diesel::QueryableByName)]
    struct Step {
        #[diesel(sql_type = diesel::sql_types::Text)]
        detail: String,
    }
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = seen.clone();
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            kept.lock().expect("alone").push(query.to_string());
        }
    });
    work(conn);
    conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let seen = seen.lock().expect("alone").clone();
    let selects = seen.into_iter().filter(|sql| sql.starts_with("SELECT"));
    let plan = |sql: String| {
        let sql = sql.split(" -- binds").next().expect("a statement").to_string();
        let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(conn).expect("explained");
        steps.into_iter().map(move |step| format!("{} IN {sql}", step.detail)).collect::<Vec<_>>()
    };
    selects.flat_map(plan).collect()
}

#[test]
fn every_list_of_the_queue_is_read_along_an_index_and_none_is_sorted() {
    let db = TestDatabase::sqlite();
    let desk = invented::desk(&db);
    sent(&desk, &[]);
    let words = find::asked("still water");
    let sifts = [
        Sift::default(),
        Sift { words, ..Sift::default() },
        Sift { holder: Some(Holder::Nobody), ..Sift::default() },
        Sift { holder: Some(Holder::Staff("s".into())), ..Sift::default() },
        Sift { kind: Some(Kind::Change), due_before: Some(Utc::now()), ..Sift::default() },
    ];
    let mut steps = Vec::new();
    desk.db
        .read(|conn| {
            steps = plans(conn, |conn| {
                for sift in &sifts {
                    for newest_first in [false, true] {
                        queue::lines(conn, SubmissionState::ALL, sift, newest_first, (50, 0)).expect("reads");
                    }
                    queue::count(conn, SubmissionState::ALL, sift, queue::MOST_COUNTED).expect("counts");
                }
            });
            Ok::<_, vouchsafe::db::DbError>(())
        })
        .expect("reads");
    assert!(steps.len() > 20, "{steps:?}");
    for step in &steps {
        assert!(!step.starts_with("SCAN") && !step.contains("TEMP B-TREE"), "{step}");
    }
}
