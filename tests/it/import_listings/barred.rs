//! What is published unchecked is held against the exclusion lists and the registry's deactivations all the same: before it
//! is published, and with each list that is loaded later.

use vouchsafe::db::listings::{ListingRow, ListingState};
use vouchsafe::db::{DbError, submissions};
use vouchsafe::domain::badge::status_of;
use vouchsafe::domain::check::VerificationStatus;
use vouchsafe::domain::submission::SubmissionState;
use vouchsafe::pipeline::{Desk, monitor, review};
use vouchsafe::sources::{ExclusionRecord, NppesRecord};

use super::*;
use crate::support::browser::Office;

/// On the list with the NPI of HARBOR, under a name of its own.
fn by_npi() -> ExclusionRecord {
    ExclusionRecord {
        row_hash: "1".repeat(64),
        business_name: "INVENTED HOLDINGS LLC".into(),
        npi: "2000000002".into(),
        ..by_name()
    }
}

/// On the list with the name and ZIP of HARBOR, without an NPI.
fn by_name() -> ExclusionRecord {
    ExclusionRecord {
        row_hash: "2".repeat(64),
        business_name: "HARBOR KETAMINE LLC".into(),
        city: "PORTLAND".into(),
        state: "OR".into(),
        postal_code: "97202".into(),
        exclusion_type: "1128b4".into(),
        ..ExclusionRecord::default()
    }
}

fn deactivated() -> NppesRecord {
    NppesRecord {
        npi: "2000000002".into(),
        deactivated_on: chrono::NaiveDate::from_ymd_opt(2026, 11, 2),
        ..NppesRecord::default()
    }
}

fn listing(desk: &Desk, organization_id: &str) -> ListingRow {
    desk.db.read(|c| listings::get(c, organization_id)).expect("reads").expect("there")
}

fn submission(desk: &Desk, organization_id: &str) -> submissions::Submission {
    desk.db.read(|c| submissions::latest_of(c, organization_id)).expect("one")
}

fn submission_count(desk: &Desk) -> i64 {
    desk.db.read(|c| submissions::count_in_states(c, SubmissionState::ALL)).expect("reads")
}

fn status(db: &TestDatabase, slug: &str) -> VerificationStatus {
    let snapshot = snapshot(db);
    status_of(&snapshot.provider(slug).expect("in sight").profile.checks, invented::noon())
}

/// HARBOR and MEADOW in sight, before any list is loaded; HARBOR's id.
fn published(db: &TestDatabase) -> (Desk, String) {
    hire(db, PAT, Role::Reviewer);
    publish(db, &[HARBOR, MEADOW]);
    let id = snapshot(db).provider("harbor-ketamine").expect("listed").profile.provider_id.to_string();
    (invented::desk(db), id)
}

on_both! {
    fn somebody_excluded_or_deactivated_is_not_published_and_the_others_are(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        let other = HARBOR.replace("h1", "h2").replace("Harbor Ketamine", "Another Name").replace("2000000002", "2000000010");
        let rows = [HARBOR, other.as_str(), MEADOW];
        let gone = NppesRecord { npi: "2000000010".into(), ..deactivated() };
        invented::load_lists(&db.reference(), &[gone], &[by_npi()]);
        let path = file(&db, "other.csv", &rows);
        let before = amounts(&db);
        let dry = import(&db, &path, &["--publish", "--as", PAT, "--dry-run"]);
        assert_eq!(amounts(&db), before, "a dry run");
        let real = import(&db, &path, &["--publish", "--as", PAT]);
        for (code, printed, beside) in [dry, real] {
            assert_eq!(code, Some(0), "{printed}{beside}");
            for told in [
                "line 2: the listing `h1` is not published. On the federal exclusion (OIG) list: the NPI is the same. (LEIE 2026-11)",
                "line 3: the listing `h2` is not published. The NPI was deactivated on November 2, 2026.",
            ] {
                assert!(beside.contains(told), "{told} in {beside}");
            }
            assert!(printed.contains("not published: 2") && printed.contains("new: 1"), "{printed}");
        }
        assert_eq!(names(&db), ["Meadow Clinic"]);
    }

    fn a_list_that_is_loaded_later_hides_an_excluded_listing_at_once(db: TestDatabase) {
        let (desk, harbor) = published(&db);
        monitor::pass(&desk).expect("works");
        assert_eq!(names(&db).len(), 2);
        invented::load_lists(&desk.reference, &[], &[by_npi()]);
        monitor::pass(&desk).expect("works");
        assert_eq!(names(&db), ["Meadow Clinic"]);
        assert_eq!(listing(&desk, &harbor).state, ListingState::Hidden.as_str());
        // A reviewer finds it in the queue, with what was found.
        let waiting = submission(&desk, &harbor);
        assert_eq!(waiting.state, SubmissionState::InReview);
        let office = Office::open(&db);
        office.hire("sam@example.org", Role::Reviewer);
        let mut sam = office.signed_in("sam@example.org");
        assert!(sam.get("/admin/queue").body.contains("Listed, in question"));
        let page = sam.get(&format!("/admin/submissions/{}", waiting.id));
        assert!(page.body.contains("On the federal exclusion (OIG) list: the NPI is the same."), "{}", page.body);
        // Nothing more comes of it in the rounds after.
        let before = amounts(&db);
        desk.clock.advance(chrono::Duration::days(2));
        monitor::pass(&desk).expect("works");
        assert_eq!(amounts(&db), before);
        assert_eq!(desk.db.read(audit::faults).expect("reads"), Vec::<String>::new());
    }

    fn a_deactivation_that_is_loaded_later_hides_at_once_too(db: TestDatabase) {
        let (desk, harbor) = published(&db);
        invented::load_lists(&desk.reference, &[deactivated()], &[]);
        monitor::pass(&desk).expect("works");
        assert_eq!(names(&db), ["Meadow Clinic"]);
        assert_eq!(submission(&desk, &harbor).state, SubmissionState::InReview);
    }

    fn a_probable_hit_is_for_a_reviewer_and_says_rechecking_until_then(db: TestDatabase) {
        let (desk, harbor) = published(&db);
        invented::load_lists(&desk.reference, &[], &[by_name()]);
        monitor::pass(&desk).expect("works");
        assert_eq!(names(&db).len(), 2, "nobody has confirmed it");
        assert_eq!(status(&db, "harbor-ketamine"), VerificationStatus::Rechecking);
        assert_eq!(status(&db, "meadow-clinic"), VerificationStatus::Unverified);
        let (waiting, listed) = (submission(&desk, &harbor), listing(&desk, &harbor));
        assert_eq!((submission_count(&desk), waiting.state), (1, SubmissionState::InReview));
        // Until then its file changes nothing about it.
        let changed = HARBOR.replace("Harbor Ketamine", "Harbor").replace(",450", ",500");
        let (_, printed, beside) = import(&db, &file(&db, "other.csv", &[&changed]), &["--publish", "--as", PAT]);
        assert!(printed.contains("left as they are: 1") && beside.contains("a reviewer is to decide"), "{printed}{beside}");
        // The reviewer keeps it out of sight.
        let verdict = review::ListingVerdict {
            seen_version: listed.version,
            act: vouchsafe::domain::listing::ListingAct::Suspend,
            reason: Some(vouchsafe::domain::listing::SuspensionReason::Finding),
            text: "It is the same clinic.",
        };
        review::decide_listing(&desk, &invented::reviewer(), &waiting.id, &verdict).expect("decided");
        assert_eq!(names(&db), ["Meadow Clinic"]);
    }

    fn a_namesake_in_another_state_asks_nobody_anything(db: TestDatabase) {
        let (desk, _) = published(&db);
        let namesake = ExclusionRecord { state: "FL".into(), postal_code: "33101".into(), ..by_name() };
        invented::load_lists(&desk.reference, &[], &[namesake]);
        monitor::pass(&desk).expect("works");
        assert_eq!(submission_count(&desk), 0);
        assert_eq!(status(&db, "harbor-ketamine"), VerificationStatus::Unverified);
    }

    fn what_already_awaits_review_is_looked_at_there(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        import(&db, &file(&db, "other.csv", &[HARBOR]), &[]);
        publish(&db, &[HARBOR]);
        let (desk, harbor) = (invented::desk(&db), only_listing(&db).organization_id);
        let before = submission(&desk, &harbor);
        invented::load_lists(&desk.reference, &[], &[by_npi()]);
        monitor::pass(&desk).expect("works");
        let after = submission(&desk, &harbor);
        assert_eq!((submission_count(&desk), &after.id), (1, &before.id));
        assert_eq!(after.dossier_id, listing(&desk, &harbor).dossier_id, "the version that is shown");
        assert_eq!(listing(&desk, &harbor).state, ListingState::Hidden.as_str());
    }

    fn whoever_stops_half_way_goes_on_with_the_next_round(db: TestDatabase) {
        use vouchsafe::db::imports;
        use vouchsafe::domain::ids::Id;
        let (desk, harbor) = published(&db);
        // The process ended when the submission was there and its checks were not.
        let shown = listing(&desk, &harbor);
        let id = Id::new().to_string();
        desk.db.write(|c| -> Result<(), DbError> {
            submissions::insert(c, &submissions::Submission {
                id: id.clone(),
                reference: "VS-HALF-WAY0".into(),
                organization_id: harbor.clone(),
                dossier_id: shown.dossier_id.clone(),
                state: SubmissionState::Received,
                version: 1,
                token_hash: String::new(),
                contact: None,
                received_at: desk.clock.now(),
                due_at: desk.clock.now(),
                updated_at: desk.clock.now(),
            })?;
            imports::await_review(c, &harbor, &id)
        }).expect("stored");
        invented::load_lists(&desk.reference, &[], &[by_npi()]);
        monitor::pass(&desk).expect("works");
        assert_eq!((submission_count(&desk), submission(&desk, &harbor).state), (1, SubmissionState::InReview));
        assert_eq!(names(&db), ["Meadow Clinic"]);
    }
}
