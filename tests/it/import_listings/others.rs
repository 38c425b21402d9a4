//! What an import leaves to others: reviewers decide, providers edit, and nothing is listed twice.

use vouchsafe::db::audit::Actor as By;
use vouchsafe::db::listings::ListingState;
use vouchsafe::db::queue::{self, Sift};
use vouchsafe::db::{evidence, jobs, submissions};
use vouchsafe::domain::job::JobKind;
use vouchsafe::domain::submission::{Decision, DecisionReason, SubmissionState};
use vouchsafe::pipeline::{attest, monitor, review};

use super::*;
use crate::support::browser::Office;

fn queue(db: &TestDatabase) -> Vec<submissions::Submission> {
    let all =
        db.main().read(|c| queue::lines(c, SubmissionState::ALL, &Sift::default(), false, (100, 0))).expect("reads");
    all.into_iter().map(|queued| queued.submission).collect()
}

/// The state of the test's one listing, whatever that is.
fn status_of(db: &TestDatabase, name: &str) -> String {
    let server = TestServer::start(db);
    let found = server.json("/api/v1/providers");
    let results = found["results"].as_array().expect("results").clone();
    let result = results.into_iter().find(|r| r["name"] == name).expect("found");
    result["verification"]["status"].as_str().expect("a word").to_string()
}

on_both! {
    fn without_publish_a_listing_awaits_review_with_its_checks_made(db: TestDatabase) {
        let path = file(&db, "other.csv", &[HARBOR, MEADOW]);
        let (code, printed, beside) = import(&db, &path, &[]);
        assert_eq!(code, Some(0), "{beside}");
        assert!(printed.contains("new: 2, awaiting review"), "{printed}");
        let waiting = queue(&db);
        assert_eq!(waiting.iter().map(|s| s.state).collect::<Vec<_>>(), [SubmissionState::InReview; 2]);
        assert_eq!(names(&db), Vec::<String>::new());
        let desk = invented::desk(&db);
        assert!(!review::case(&desk, &waiting[0].id).expect("opens").checks.is_empty());
        let office = Office::open(&db);
        office.hire(PAT, Role::Reviewer);
        let page = office.signed_in(PAT).get(&format!("/admin/submissions/{}", waiting[0].id));
        assert!(page.body.contains("from other.csv (SHA-256") && page.body.contains("nobody sent it"), "{}", page.body);
        let before = amounts(&db);
        import(&db, &path, &[]);
        assert_eq!(amounts(&db), before, "the same again");
        assert_eq!(desk.db.read(audit::faults).expect("reads"), Vec::<String>::new());
        assert_eq!(desk.db.read(evidence::faults).expect("reads"), Vec::<String>::new());
    }

    fn a_correction_takes_the_place_of_what_awaits_review(db: TestDatabase) {
        import(&db, &file(&db, "other.csv", &[HARBOR]), &[]);
        let before = queue(&db).remove(0);
        let (_, printed, beside) = import(&db, &file(&db, "other.csv", &[&HARBOR.replace(",450", ",500")]), &[]);
        assert!(printed.contains("changed: 1"), "{printed}{beside}");
        let all = queue(&db);
        assert_eq!((all.len(), all[0].state), (1, SubmissionState::InReview));
        assert_ne!(all[0].dossier_id, before.dossier_id);
        // A reviewer who opened the page before is told.
        let verdict = review::Verdict {
            seen_version: before.version, decision: Decision::Reject, reason: DecisionReason::Duplicate, text: "Twice.",
        };
        let refused = review::decide(&invented::desk(&db), &invented::reviewer(), &before.id, &verdict);
        assert!(matches!(refused, Err(review::ReviewError::Stale { .. })), "{refused:?}");
    }

    fn what_awaits_review_can_be_published_unchecked_and_still_be_reviewed(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        import(&db, &file(&db, "other.csv", &[HARBOR]), &[]);
        let printed = publish(&db, &[HARBOR]);
        assert!(printed.contains("changed: 1"), "{printed}");
        assert_eq!(status_of(&db, "Harbor Ketamine"), "unverified");
        assert_eq!(queue(&db)[0].state, SubmissionState::InReview);
        assert!(publish(&db, &[HARBOR]).contains("unchanged: 1"));
    }

    fn what_a_reviewer_decided_is_left(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        import(&db, &file(&db, "other.csv", &[HARBOR]), &[]);
        let waiting = queue(&db).remove(0);
        let verdict = review::Verdict {
            seen_version: waiting.version, decision: Decision::Reject, reason: DecisionReason::Other, text: "Closed in May.",
        };
        review::decide(&invented::desk(&db), &invented::reviewer(), &waiting.id, &verdict).expect("rejected");
        let before = amounts(&db);
        let changed = HARBOR.replace(",450", ",500");
        let (code, printed, beside) = import(&db, &file(&db, "other.csv", &[&changed]), &["--publish", "--as", PAT]);
        assert_eq!(code, Some(0), "{beside}");
        assert!(printed.contains("left as they are: 1"), "{printed}");
        assert!(beside.contains("`h1` is left as it is: a reviewer has decided"), "{beside}");
        assert_eq!(amounts(&db), before);
    }

    fn what_its_provider_edited_or_confirmed_is_left(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        publish(&db, &[HARBOR, MEADOW]);
        let desk = invented::desk(&db);
        let of = |slug: &str| snapshot(&db).provider(slug).expect("listed").profile.provider_id.to_string();
        invented::send_version(&desk, &of("harbor-ketamine"), &invented::dossier());
        attest::confirm(&desk, &of("meadow-clinic"), &By::Program("test")).expect("confirmed");
        let changed = [HARBOR.replace(",450", ",500"), MEADOW.replace("gad", "panic")];
        let changed: Vec<&str> = changed.iter().map(String::as_str).collect();
        let before = amounts(&db);
        let (_, printed, beside) = import(&db, &file(&db, "other.csv", &changed), &["--publish", "--as", PAT]);
        assert!(printed.contains("left as they are: 2"), "{printed}");
        assert!(beside.contains("`h1` is left as it is: its provider has sent") && beside.contains("`m1`"), "{beside}");
        assert_eq!(amounts(&db), before);
    }

    fn a_removed_listing_does_not_come_back_under_its_id_or_another(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        publish(&db, &[HARBOR]);
        let (desk, organization) = (invented::desk(&db), only_listing(&db).organization_id);
        desk.db.write(|c| listings::set_state(c, &organization, ListingState::Removed, desk.clock.now())).expect("removed");
        let again = HARBOR.replace(",450", ",500");
        let (_, printed, _) = import(&db, &file(&db, "other.csv", &[&again]), &["--publish", "--as", PAT]);
        assert!(printed.contains("left out: 1, removed on request"), "{printed}");
        let (_, printed, _) = import(&db, &file(&db, "third.csv", &[HARBOR]), &["--publish", "--as", PAT]);
        assert!(printed.contains("left out: 1"), "{printed}");
        assert_eq!(names(&db), Vec::<String>::new());
    }

    fn what_seems_to_be_listed_already_is_left_out_and_told(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        invented::publish(&invented::desk(&db));
        publish(&db, &[MEADOW]);
        let rows = [
            "1,Another Name,,2000000010,5 Elsewhere St,,Portland,OR,97202,,,,,,,,,,,",
            "2,\"Quiet Harbor Psychiatry, LLC\",,,100 S.E. Invented St.,,Portland,OR,97202-0001,,,,,,,,,,,",
            "3,Meadow Clinic,,,7 Fictional Rd,,Seattle,WA,98101,,,,,,,,,,,",
            "4,Fresh Start,,,8 Fictional Rd,,Seattle,WA,98101,,,,,,,,,,,",
            "5,Fresh Start,,,8 Fictional Rd,,Seattle,WA,98101,,,,,,,,,,,",
        ];
        let (code, printed, beside) = import(&db, &file(&db, "third.csv", &rows), &["--publish", "--as", PAT]);
        assert_eq!(code, Some(0), "{beside}");
        assert!(printed.contains("new: 1") && printed.contains("left out: 4, possible duplicates"), "{printed}");
        for told in [
            "line 2: the listing `1` is left out: possible duplicate of \"Quiet Harbor Psychiatry\" at /providers/quiet-harbor-psychiatry: the same NPI",
            "line 3: the listing `2` is left out: possible duplicate of \"Quiet Harbor Psychiatry\"",
            "line 4: the listing `3` is left out: possible duplicate of \"Meadow Clinic\" at /providers/meadow-clinic: the same name, street and ZIP, imported as of `other.csv`",
            "line 6: the listing `5` is left out: possible duplicate of \"Fresh Start\" above in this file",
        ] {
            assert!(beside.contains(told), "{told} in {beside}");
        }
        assert_eq!(names(&db), ["Fresh Start", "Meadow Clinic", "Quiet Harbor Psychiatry"]);
        // The same directory under another file's name is told by its origin.
        let renamed = file(&db, "fourth.csv", &[MEADOW]);
        let (_, printed, _) = import(&db, &renamed, &["--publish", "--as", PAT, "--origin", "other.csv"]);
        assert!(printed.contains("unchanged: 1"), "{printed}");
    }

    fn an_unchecked_listing_that_nothing_is_known_against_stays_as_it_is(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        publish(&db, &[HARBOR]);
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[], &[]);
        monitor::pass(&desk).expect("works");
        desk.clock.advance(chrono::Duration::days(40));
        monitor::pass(&desk).expect("works");
        // Nor does it help to ask for it.
        let (organization, now) = (only_listing(&db).organization_id, desk.clock.now());
        desk.db.write(|c| jobs::ask(c, JobKind::Screen, &organization, now, now)).expect("asked");
        assert!(monitor::pass(&desk).expect("works") >= 1);
        assert_eq!(status_of(&db, "Harbor Ketamine"), "unverified");
        assert_eq!(only_listing(&db).version, 1);
    }
}
