//! Monitoring: what is loaded or runs out is noticed, every listing is checked again, and nothing is done twice.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use vouchsafe::db::jobs::{self, Job};
use vouchsafe::db::{Db, DbError, audit, changes, evidence, listings};
use vouchsafe::domain::job::JobKind;
use vouchsafe::domain::lookup::{LookupResult, RecordedLookup};
use vouchsafe::jobs::worker;
use vouchsafe::pipeline::{Desk, index, monitor, review};

use crate::on_both;
use crate::support::invented::{self, NPI};

const LEASE: Duration = Duration::minutes(5);

fn ask(db: &Db, subject: &str, due_at: DateTime<Utc>, now: DateTime<Utc>) {
    db.write(|c| jobs::ask(c, JobKind::Screen, subject, due_at, now)).expect("asked");
}

fn take(db: &Db, now: DateTime<Utc>) -> Option<Job> {
    db.write(|c| jobs::take(c, now, LEASE)).expect("reads")
}

fn done(db: &Db, job: &Job, due_at: DateTime<Utc>) -> Result<(), DbError> {
    db.write(|c| jobs::done(c, job, due_at, ""))
}

/// How often something was logged.
fn logged(desk: &Desk, action: &str) -> usize {
    let all = desk.db.read(|c| audit::newest(c, None, 100_000)).expect("reads");
    all.iter().filter(|l| l.action == action).count()
}

fn listing(desk: &Desk) -> listings::ListingRow {
    let all = desk.db.read(|c| listings::standing(c, "", 10)).expect("reads");
    desk.db.read(|c| listings::get(c, &all[0])).expect("reads").expect("listed")
}

fn is_found(desk: &Desk) -> bool {
    index::build(desk).expect("builds").providers().next().is_some()
}

fn faults(desk: &Desk) -> Vec<String> {
    let mut faults = desk.db.read(audit::faults).expect("reads");
    faults.extend(desk.db.read(evidence::faults).expect("reads"));
    faults
}

on_both! {
    fn a_job_is_in_the_book_once_comes_forward_and_is_never_put_off(db: TestDatabase) {
        let (db, now) = (db.main(), invented::noon());
        ask(&db, "a", now + Duration::days(9), now);
        ask(&db, "a", now + Duration::days(2), now);
        ask(&db, "a", now + Duration::days(30), now);
        assert_eq!(take(&db, now + Duration::days(1)), None);
        let job = take(&db, now + Duration::days(2)).expect("due");
        assert_eq!(job.due_at, now + Duration::days(2));
        assert_eq!(take(&db, now + Duration::days(2)), None, "there is one");
    }

    fn of_many_who_want_a_job_one_has_it_until_its_lease_ends(db: TestDatabase) {
        let (main, now) = (db.main(), invented::noon());
        ask(&main, "a", now, now);
        let taken: Vec<Option<Job>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| take(&db.main(), now))).collect();
            threads.into_iter().map(|t| t.join().expect("no panic")).collect()
        });
        assert_eq!(taken.iter().flatten().count(), 1);
        let dead = taken.into_iter().flatten().next().expect("one");
        assert_eq!(take(&main, now + Duration::minutes(4)), None, "it may still be at it");
        let next = take(&main, now + LEASE).expect("the lease ended");
        assert!(matches!(done(&main, &dead, now), Err(DbError::Stale)), "it is somebody else's now");
        done(&main, &next, now + Duration::days(1)).expect("done");
        assert_eq!(take(&main, now + Duration::hours(23)), None);
    }

    fn what_is_asked_for_while_it_is_being_done_is_done_once_more(db: TestDatabase) {
        let (db, now) = (db.main(), invented::noon());
        ask(&db, "a", now, now);
        let job = take(&db, now).expect("due");
        ask(&db, "a", now, now);
        done(&db, &job, now + Duration::days(9)).expect("done");
        let again = take(&db, now).expect("due still");
        done(&db, &again, now + Duration::days(9)).expect("done");
        assert_eq!(take(&db, now), None);
    }

    fn a_job_that_fails_is_kept_tried_again_after_a_pause_and_told(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::publish(&desk);
        // A dossier that cannot be opened.
        crate::support::tamper(&desk.db, "UPDATE dossiers SET sealed = 'x' || sealed", &[]);
        let passed = monitor::pass(&desk).expect("goes on");
        assert!(passed >= 2, "{passed}");
        assert_eq!(monitor::pass(&desk).expect("goes on"), 0, "a pause");
        crate::support::tamper(&desk.db, "UPDATE dossiers SET sealed = substr(sealed, 2)", &[]);
        desk.clock.advance(Duration::hours(7));
        let late = monitor::late(&desk).expect("reads").expect("late");
        assert!(late.count >= 1 && late.error.is_some(), "{late:?}");
        monitor::pass(&desk).expect("works");
        assert_eq!(monitor::late(&desk).expect("reads"), None);
        assert_eq!(faults(&desk), Vec::<String>::new());
    }

    fn a_list_with_the_npi_of_a_listed_person_hides_the_listing_within_one_pass(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::publish(&desk);
        monitor::pass(&desk).expect("works");
        assert!(is_found(&desk));
        assert_eq!(monitor::pass(&desk).expect("works"), 0, "nothing is due");

        let mut row = invented::somebody_else();
        row.npi = NPI.into();
        invented::load_lists(&desk.reference, &[invented::record()], &[row]);
        desk.clock.advance(Duration::minutes(1));
        let before = desk.db.read(changes::head).expect("reads");
        monitor::pass(&desk).expect("works");
        assert!(!is_found(&desk), "out of search");
        assert_eq!(listing(&desk).state, "hidden");
        assert!(desk.db.read(changes::head).expect("reads") > before, "every process follows");
        assert_eq!((logged(&desk, "listing.hidden"), logged(&desk, "directory.recheck_begun")), (1, 2));
        assert_eq!(monitor::pass(&desk).expect("works"), 0);

        // The next list: reinstated. Not public again by itself.
        desk.clock.advance(Duration::days(8));
        invented::load_lists_at(&desk.reference, desk.clock.now(), &[invented::record()], &[]);
        monitor::pass(&desk).expect("works");
        let run = desk.db.read(|c| evidence::latest_run(c, &listing(&desk).dossier_id)).expect("reads").expect("run");
        assert!(!run.rows.iter().any(|r| r.check.is_final()));
        assert_eq!(listing(&desk).state, "hidden");
        assert_eq!(faults(&desk), Vec::<String>::new());
    }

    fn a_running_worker_notices_a_load_by_itself_and_stops_when_it_is_told(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::publish(&desk);
        let worker = worker::start(desk.clone()).expect("a thread");
        let mut row = invented::somebody_else();
        row.npi = NPI.into();
        // Through connections of its own, as another process would.
        invented::load_lists(&db.reference(), &[invented::record()], &[row]);
        let begun = std::time::Instant::now();
        while listing(&desk).state != "hidden" {
            assert!(begun.elapsed().as_secs() < 120, "not noticed");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        drop(worker);
        // What it had not begun is still in the book, and nothing in a dead hand.
        monitor::pass(&desk).expect("works");
        desk.clock.advance(LEASE);
        assert_eq!(monitor::pass(&desk).expect("works"), 0);
        assert_eq!(logged(&desk, "listing.hidden"), 1);
    }

    fn a_revocation_hides_the_listing_even_if_the_process_ended_before_the_checks_ran(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let id = invented::publish_dossier(&desk, &invented::dossier());
        monitor::pass(&desk).expect("works");
        desk.clock.advance(Duration::minutes(1));
        let [board, _] = invented::lookups(desk.clock.now());
        let revoked = RecordedLookup { result: LookupResult::Revoked, ..board };
        review::record_lookup(&desk, &invented::reviewer(), &id, &revoked).expect("recorded");
        assert_eq!(listing(&desk).state, "hidden", "at once");
        // As if the process had ended between the two transactions.
        for change in [
            "DELETE FROM evidence WHERE run_id = (SELECT id FROM evidence_runs ORDER BY number DESC LIMIT 1)",
            "DELETE FROM evidence_runs WHERE number = (SELECT MAX(number) FROM evidence_runs)",
            "UPDATE listings SET state = 'public'",
        ] {
            crate::support::tamper(&desk.db, change, &[]);
        }
        assert!(is_found(&desk));
        monitor::pass(&desk).expect("works");
        assert_eq!(listing(&desk).state, "hidden");
    }

    fn a_revocation_seen_for_a_new_version_hides_the_old_one_wherever_the_person_stands_in_it(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        invented::publish_dossier(&desk, &invented::dossier());
        let organization_id = listing(&desk).organization_id;
        let mut turned = invented::dossier();
        let colleague = json!({ "first_name": "Bo", "last_name": "Lind", "profession": "lcsw", "locations": ["main"] });
        turned["clinicians"].as_array_mut().expect("clinicians").insert(0, colleague);
        // Her license runs longer than was said before: another value, the same license.
        turned["clinicians"][1]["credentials"][0]["expires_on"] = "2029-12-31".into();
        let id = invented::send_version(&desk, &organization_id, &turned);
        assert_eq!(listing(&desk).state, "public");
        let [board, _] = invented::lookups(desk.clock.now());
        let revoked = RecordedLookup {
            subject: "clinicians/1".into(),
            credential: Some("/clinicians/1/credentials/0".into()),
            result: LookupResult::Revoked,
            ..board
        };
        review::record_lookup(&desk, &invented::reviewer(), &id, &revoked).expect("recorded");
        assert_eq!(listing(&desk).state, "hidden");
        assert!(!is_found(&desk));
    }

    fn workers_side_by_side_check_each_listing_once(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::publish(&desk);
        for (name, street, phone) in
            [("Tall Pine Clinic", "7 N Elsewhere Ave", "503-555-0177"), ("River Bend Care", "95 W Nowhere Rd", "503-555-0188")]
        {
            let mut other = invented::dossier();
            other["provider"]["name"] = name.into();
            other["locations"][0]["line1"] = street.into();
            other["locations"][0]["phone"] = phone.into();
            invented::publish_dossier(&desk, &other);
        }
        monitor::pass(&desk).expect("works");
        desk.clock.advance(Duration::days(10));
        let mut row = invented::somebody_else();
        row.npi = "2999999991".into();
        invented::load_lists_at(&desk.reference, desk.clock.now(), &[invented::record()], &[row]);
        let before = logged(&desk, "listing.checked");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let own = Desk { db: db.main(), ..desk.clone() };
                    for _ in 0..40 {
                        monitor::pass(&own).expect("works");
                    }
                });
            }
        });
        assert_eq!(logged(&desk, "listing.checked") - before, 3, "each once");
        assert_eq!(logged(&desk, "directory.recheck_begun"), 2);
        assert_eq!(faults(&desk), Vec::<String>::new());
    }
}
