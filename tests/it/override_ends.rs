//! What people let stand ends by itself, and every act is in the badge without waiting for another event.

use chrono::Duration;
use serde_json::json;
use vouchsafe::db::jobs::{self, Job};
use vouchsafe::db::submissions;
use vouchsafe::domain::check::{Outcome, VerificationStatus};
use vouchsafe::domain::job::JobKind;
use vouchsafe::domain::overrides::OverrideAct;
use vouchsafe::pipeline::review::{self, Question, ReviewError};
use vouchsafe::pipeline::{Desk, monitor};

use crate::on_both;
use crate::overrides::{approve, clear, follow, leie, namesake, pat, sam, status, submitted};
use crate::support::invented;

/// The job that is due now; the book is empty afterwards.
fn due(desk: &Desk) -> Option<Job> {
    let job = desk.db.write(|c| jobs::take(c, desk.clock.now(), Duration::minutes(5))).expect("reads");
    if let Some(job) = &job {
        desk.db.write(|c| jobs::done(c, job, desk.clock.now() + Duration::days(30), "")).expect("done");
    }
    job
}

fn organization(desk: &Desk, submission_id: &str) -> String {
    desk.db.read(|c| submissions::get(c, submission_id)).expect("there").organization_id
}

on_both! {
    fn what_ended_while_a_submission_waited_stands_in_the_way_of_its_approval(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = submitted(&desk, &[namesake("1", None)]);
        clear(&desk, &pat(), &id, 10).expect("cleared");
        desk.clock.advance(Duration::days(11));
        let Err(ReviewError::Blocked(blocked)) = approve(&desk, &id) else { panic!("approved on a clearing that ended") };
        assert_eq!(blocked, ["exclusion.leie (clinicians/0)"]);
        review::check_again(&desk, &id).expect("checked");
        assert!(matches!(approve(&desk, &id), Err(ReviewError::Blocked(_))), "the question is back");
        clear(&desk, &pat(), &id, 10).expect("cleared anew");
        approve(&desk, &id).expect("approved");
    }

    fn a_clearing_on_a_list_that_has_become_too_old_ends_on_its_day_all_the_same(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = submitted(&desk, &[namesake("1", None)]);
        clear(&desk, &pat(), &id, 40).expect("cleared");
        approve(&desk, &id).expect("approved");
        for days in [0, 36] {
            desk.clock.advance(Duration::days(days));
            monitor::pass(&desk).expect("done");
        }
        assert_eq!((leie(&desk, &id).outcome, status(&desk).0), (Outcome::Stale, VerificationStatus::PartlyVerified));
        desk.clock.advance(Duration::days(5));
        monitor::pass(&desk).expect("done");
        assert_eq!((leie(&desk, &id).outcome, status(&desk).0), (Outcome::Review, VerificationStatus::Rechecking));
    }

    fn every_act_asks_for_a_re_check_in_its_own_transaction(db: TestDatabase) {
        let desk = invented::desk(&db);
        let her_birth_date = chrono::NaiveDate::from_ymd_opt(1979, 3, 14);
        let id = submitted(&desk, &[namesake("1", her_birth_date)]);
        let wanted = Some((JobKind::Screen, organization(&desk, &id)));
        let asked = || due(&desk).map(|job| (job.kind, job.subject));
        while due(&desk).is_some() {}
        clear(&desk, &pat(), &id, 90).expect("proposed");
        assert_eq!(asked(), wanted, "proposed");
        assert_eq!(asked(), None, "once");
        for act in [OverrideAct::Confirmed, OverrideAct::Ended] {
            follow(&desk, &sam(), &id, act).expect("done");
            assert_eq!(asked(), wanted, "{act}");
        }
    }

    fn an_answer_asks_for_a_re_check_in_its_own_transaction(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let mut raw = invented::dossier();
        raw["provider"]["description"] = json!("We cure depression.");
        let id = vouchsafe::pipeline::submit::submit(&desk, &raw).expect("taken").submission_id;
        while due(&desk).is_some() {}
        let question = Question { code: "claims.cure", subject: "provider", seen: None };
        review::answer(&desk, &pat(), &id, question, "Quoted from a patient.").expect("answered");
        let asked = due(&desk).map(|job| (job.kind, job.subject));
        assert_eq!(asked, Some((JobKind::Screen, organization(&desk, &id))));
    }
}
