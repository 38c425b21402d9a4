//! Listings that are written page by page: kept, taken up again, changed from two sides, sent once, forgotten.

use std::collections::HashSet;
use std::sync::Barrier;
use std::thread;

use chrono::Duration;
use serde_json::json;
use vouchsafe::db::queue::{self, Sift};
use vouchsafe::db::{DbError, dossiers, drafts, evidence, mails, managers, submissions};
use vouchsafe::domain::draft::{Draft, Whose};
use vouchsafe::domain::submission::{Decision, DecisionReason, SubmissionState};
use vouchsafe::pipeline::draft::{self, DraftError, Opened, Writing};
use vouchsafe::pipeline::{Desk, dossier, monitor, review, submit};

use crate::on_both;
use crate::support::invented;

/// The id and key in a way to a draft.
fn parts(path: &str) -> (String, String) {
    let rest = path.strip_prefix("/list/").expect("a draft's address");
    let (id, key) = rest.split_once("?key=").expect("a key");
    (id.to_string(), key.to_string())
}

fn begun(desk: &Desk, once: &str) -> (String, String) {
    parts(&draft::begin(desk, "solo", "ana@example.com", once).expect("begun"))
}

fn writing(desk: &Desk, (id, key): &(String, String)) -> Writing {
    match draft::open(desk, id, key).expect("opens") {
        Opened::Writing(writing) => *writing,
        Opened::Sent(reference) => panic!("{reference} was sent"),
    }
}

/// A draft with every answer of the invented dossier.
fn complete(desk: &Desk) -> (String, String) {
    let at = begun(desk, "once");
    let answers = Draft::of_dossier(&invented::dossier());
    draft::change(desk, &at.0, &at.1, |draft| *draft = answers.clone()).expect("kept").expect("open");
    at
}

fn count(desk: &Desk) -> i64 {
    desk.db.read(|c| submissions::count_in_states(c, SubmissionState::ALL)).expect("counted")
}

fn letters(desk: &Desk, subject: &str) -> usize {
    let all = desk.db.read(|c| mails::newest(c, 1000)).expect("reads");
    all.iter().filter(|m| m.subject.starts_with(subject)).count()
}

on_both! {
    fn fifty_who_send_at_once_send_one_listing(db: TestDatabase) {
        let desk = invented::desk(&db);
        let (id, key) = complete(&desk);
        let start = Barrier::new(50);
        let references: HashSet<String> = thread::scope(|scope| {
            let threads: Vec<_> = (0..50)
                .map(|_| {
                    scope.spawn(|| {
                        start.wait();
                        // Somebody may have to wait for the database; whoever is told so presses again.
                        loop {
                            match draft::send(&desk, &id, &key, "Ana Reyes") {
                                Err(DraftError::Db(DbError::Busy | DbError::Stale)) => {}
                                other => return other.expect("sent"),
                            }
                        }
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().expect("no panic")).collect()
        });
        assert_eq!((references.len(), count(&desk), letters(&desk, "We have your listing")), (1, 1, 1));
        let reference = references.into_iter().next().expect("one");
        assert_eq!(draft::open(&desk, &id, &key).expect("opens"), Opened::Sent(reference));
        let kept = desk.db.read(|c| drafts::get(c, &id)).expect("reads").expect("there");
        assert_eq!(kept.sealed, "", "what was sent stands in the dossier and no longer here");
    }

    fn the_form_and_the_api_give_the_same_report_of_the_same_answers(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let at = complete(&desk);
        let signed = draft::signed(&writing(&desk, &at).draft, "Ana Reyes", desk.clock.now());
        let by_form = draft::send(&desk, &at.0, &at.1, "Ana Reyes").expect("sent");
        let by_api = submit::submit(&desk, &signed).expect("taken");
        let run = |reference: &str| {
            let rows = desk.db.read(|c| {
                let submission = submissions::by_reference(c, reference)?.ok_or(DbError::NotFound)?;
                evidence::latest_run(c, &submission.dossier_id)
            });
            let rows = rows.expect("reads").expect("checked").rows;
            rows.into_iter().map(|r| (r.check.code, r.check.subject, r.check.outcome, r.check.detail)).collect::<Vec<_>>()
        };
        let report = run(&by_form);
        assert!(report.len() > 20, "{report:?}");
        assert_eq!(report, run(&by_api.reference));
    }

    fn two_pages_that_are_answered_at_once_both_count(db: TestDatabase) {
        let desk = invented::desk(&db);
        let (id, key) = begun(&desk, "once");
        let start = Barrier::new(2);
        thread::scope(|scope| {
            for whose in [Whose::Person("p1".into()), Whose::Place("l1".into())] {
                let (desk, id, key, start) = (&desk, &id, &key, &start);
                scope.spawn(move || {
                    start.wait();
                    for n in 0..10 {
                        let said = draft::change(desk, id, key, |draft| {
                            draft.part_mut(&whose).expect("there").insert(format!("v{n}"), json!(n));
                        });
                        said.expect("kept").expect("open");
                    }
                });
            }
        });
        let draft = writing(&desk, &(id, key)).draft;
        assert_eq!((draft.people[0].value.len(), draft.places[0].value.len()), (10, 10));
    }

    fn one_form_begins_one_draft_and_mails_its_link_once(db: TestDatabase) {
        let desk = invented::desk(&db);
        let first = begun(&desk, "the form");
        assert_eq!(begun(&desk, "the form"), first);
        assert_ne!(begun(&desk, "another form"), first);
        assert_eq!(letters(&desk, "Your listing, to go on with"), 2);
        let mail = desk.db.read(|c| mails::newest(c, 9)).expect("reads").pop().expect("a mail");
        assert!(mail.body.contains(&format!("/list/{}?key={}", first.0, first.1)), "{}", mail.body);
    }

    fn a_draft_opens_with_its_own_key_alone_and_its_answers_are_sealed(db: TestDatabase) {
        let desk = invented::desk(&db);
        let (mine, other) = (complete(&desk), begun(&desk, "other"));
        for (id, key) in [(&mine.0, &other.1), (&other.0, &mine.1), (&mine.0, &String::new()), (&"no".to_string(), &mine.1)] {
            assert!(matches!(draft::open(&desk, id, key), Err(DraftError::Unknown)));
            assert!(matches!(draft::send(&desk, id, key, "Eve"), Err(DraftError::Unknown)));
        }
        let row = desk.db.read(|c| drafts::get(c, &mine.0)).expect("reads").expect("there");
        assert!(!row.sealed.contains("Reyes") && !row.sealed.contains("1979"), "{}", row.sealed);
    }

    fn what_nobody_goes_on_with_is_erased_after_thirty_days_and_each_change_counts_anew(db: TestDatabase) {
        let desk = invented::desk(&db);
        let (left, kept) = (begun(&desk, "left"), begun(&desk, "kept"));
        desk.clock.advance(Duration::days(20));
        draft::change(&desk, &kept.0, &kept.1, |draft| draft.done.insert("you".into())).expect("kept");
        desk.clock.advance(Duration::days(11));
        monitor::pass(&desk).expect("works");
        assert!(matches!(draft::open(&desk, &left.0, &left.1), Err(DraftError::Unknown)));
        assert_eq!(desk.db.read(|c| drafts::get(c, &left.0)).expect("reads"), None);
        assert!(writing(&desk, &kept).draft.done.contains("you"));
    }

    fn a_change_that_was_asked_for_opens_what_was_sent_and_sends_it_again_under_the_same_reference(db: TestDatabase) {
        let desk = invented::desk(&db);
        let at = complete(&desk);
        let reference = draft::send(&desk, &at.0, &at.1, "Ana Reyes").expect("sent");
        let of = || desk.db.read(|c| submissions::by_reference(c, &reference)).expect("reads").expect("there");
        assert!(draft::begin_change(&desk, &of()).is_err(), "nobody asked for a change yet");
        let verdict = review::Verdict {
            seen_version: of().version,
            decision: Decision::AskForChanges,
            reason: DecisionReason::MissingInformation,
            text: "The license number has a digit too many.",
        };
        let asked = ["licenses/p1".to_string()];
        review::decide_about(&desk, &invented::reviewer(), &of().id, &verdict, &review::ToChange { pages: asked.to_vec(), document: None }).expect("asked");
        let again = parts(&draft::begin_change(&desk, &of()).expect("begun"));
        assert_eq!(parts(&draft::begin_change(&desk, &of()).expect("begun")), again, "taken up again");
        let opened = writing(&desk, &again);
        assert_eq!(opened.changes.as_deref(), Some(reference.as_str()));
        assert!(opened.draft.asked.contains("licenses/p1"));
        draft::change(&desk, &again.0, &again.1, |draft| {
            let license = draft.part_mut(&Whose::License("p1".into(), 0)).expect("there");
            license.insert("number".into(), json!("MD12345"));
        })
        .expect("kept");
        assert_eq!(draft::send(&desk, &again.0, &again.1, "Ana Reyes").expect("sent"), reference);
        assert_eq!((count(&desk), of().state), (1, SubmissionState::InReview));
        // The birth date went along, though no page showed it.
        let opened = desk.db.read(|c| dossiers::get(c, &of().dossier_id)).expect("there");
        let whole = dossier::open(&desk.keys, &opened).expect("opens").value;
        assert_eq!(whole["clinicians"][0]["date_of_birth"], "1979-03-14");
        assert_eq!(whole["clinicians"][0]["credentials"][0]["number"], "MD12345");
    }

    fn a_change_of_a_listing_begins_with_what_is_listed_and_waits_for_a_person(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::publish(&desk);
        let organization = desk.db.read(|c| {
            let listed = queue::lines(c, &[SubmissionState::Published], &Sift::default(), false, (1, 0))?;
            Ok::<_, DbError>(listed[0].submission.organization_id.clone())
        });
        let organization = organization.expect("listed");
        let manager = desk.db.write(|c| managers::ensure(c, "ana@example.com", desk.clock.now())).expect("a manager").id;
        let begin = || parts(&draft::begin_revision(&desk, &organization, &manager).expect("begun"));
        let at = begin();
        assert_eq!(begin(), at, "taken up again");
        assert!(matches!(draft::send(&desk, &at.0, &at.1, "Ana Reyes"), Err(DraftError::NothingChanged)));
        draft::change(&desk, &at.0, &at.1, |draft| {
            draft.provider.insert("name".into(), json!("Quiet Harbor Ketamine"));
        })
        .expect("kept");
        let reference = draft::send(&desk, &at.0, &at.1, "Ana Reyes").expect("sent");
        let sent = desk.db.read(|c| submissions::by_reference(c, &reference)).expect("reads").expect("there");
        assert_eq!((sent.organization_id, sent.state, count(&desk)), (organization.clone(), SubmissionState::InReview, 2));
        assert_eq!(draft::send(&desk, &at.0, &at.1, "Ana Reyes").expect("sent"), reference);
    }
}
