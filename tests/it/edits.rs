//! A change of a listing: what is shown and its badge stay until a person approved it, then both change at once.

use serde_json::{Value, json};
use vouchsafe::db::audit::{self, Actor};
use vouchsafe::db::queue::{self, Sift};
use vouchsafe::db::{dossiers, listings, submissions};
use vouchsafe::domain::check::VerificationStatus;
use vouchsafe::domain::submission::{Decision, DecisionReason, SubmissionState};
use vouchsafe::pipeline::revise::{self, ReviseError, Sender, Sent};
use vouchsafe::pipeline::{Desk, index, monitor, review, submit};
use vouchsafe::sources::record::NppesTaxonomy;

use crate::on_both;
use crate::support::browser::Office;
use crate::support::database::TestDatabase;
use crate::support::invented;

fn by() -> Actor {
    Actor::Manager("manager-1".into())
}

/// A listing with a badge; the registry knows her under two numbers of the board.
struct Scene {
    desk: Desk,
    organization_id: String,
}

/// Name, license number and standing, as the public reads them.
type Face = (String, Option<String>, VerificationStatus);

impl Scene {
    fn open(db: &TestDatabase) -> Scene {
        Scene::at(invented::desk(db))
    }

    fn at(desk: Desk) -> Scene {
        let mut record = invented::record();
        record.taxonomies.push(NppesTaxonomy {
            license_number: "MD654321".into(),
            primary: false,
            ..record.taxonomies[0].clone()
        });
        invented::load_lists(&desk.reference, &[record], &[]);
        let submission = invented::publish_dossier(&desk, &invented::dossier());
        let organization_id = desk.db.read(|c| submissions::get(c, &submission)).expect("there").organization_id;
        Scene { desk, organization_id }
    }

    fn send(&self, edit: impl FnOnce(&mut Value)) -> Result<Sent, ReviseError> {
        let mut raw = invented::dossier();
        edit(&mut raw);
        revise::send(&self.desk, &self.organization_id, &raw, Sender { actor: &by(), based_on: None })
    }

    fn face(&self) -> Face {
        let snapshot = index::build(&self.desk).expect("builds");
        let provider = snapshot.provider(&self.organization_id).expect("public");
        let number = provider.profile.clinicians[0].licenses.first().map(|l| l.number.clone());
        (provider.profile.name.clone(), number, provider.standing(self.desk.clock.now()).badge.status)
    }

    fn decide(&self, submission_id: &str, decision: Decision) -> Result<(), review::ReviewError> {
        let seen_version = self.desk.db.read(|c| submissions::get(c, submission_id)).expect("there").version;
        let verdict = review::Verdict { seen_version, decision, reason: DecisionReason::Complete, text: "So it is." };
        review::decide(&self.desk, &invented::reviewer(), submission_id, &verdict)
    }

    fn look_up(&self, submission_id: &str) {
        for lookup in invented::lookups(self.desk.clock.now()) {
            review::record_lookup(&self.desk, &invented::reviewer(), submission_id, &lookup).expect("recorded");
        }
    }

    fn open_changes(&self) -> Vec<queue::Queued> {
        let states: Vec<SubmissionState> = SubmissionState::ALL.iter().copied().filter(|s| !s.is_final()).collect();
        self.desk.db.read(|c| queue::lines(c, &states, &Sift::default(), false, (100, 0))).expect("reads")
    }
}

fn before() -> Face {
    ("Quiet Harbor Psychiatry".into(), Some("MD123456".into()), VerificationStatus::Verified)
}

on_both! {
    fn values_and_badge_stay_until_a_change_is_approved_and_then_change_at_once(db: TestDatabase) {
        let scene = Scene::open(&db);
        let sent = scene.send(|raw| {
            raw["provider"]["name"] = json!("Calm Harbor Psychiatry");
            raw["clinicians"][0]["credentials"][0]["number"] = json!("MD654321");
        }).expect("taken");
        assert_eq!(scene.face(), before());
        let refused = scene.decide(&sent.submission_id, Decision::Approve);
        assert!(matches!(refused, Err(review::ReviewError::Blocked(_))), "a new number was never looked up: {refused:?}");
        scene.look_up(&sent.submission_id);
        assert_eq!(scene.face(), before());
        monitor::pass(&scene.desk).expect("works");
        assert_eq!(scene.face(), before(), "the version shown is checked as ever");
        let seq = scene.desk.db.read(vouchsafe::db::changes::head).expect("reads");
        scene.decide(&sent.submission_id, Decision::Approve).expect("approved");
        assert_eq!(scene.desk.db.read(vouchsafe::db::changes::head).expect("reads"), seq + 1, "one change of both");
        assert_eq!(scene.face(), ("Calm Harbor Psychiatry".into(), Some("MD654321".into()), VerificationStatus::Verified));
        let organization = scene.desk.db.read(|c| vouchsafe::db::organizations::get(c, &scene.organization_id)).expect("there");
        assert_eq!((organization.name.as_str(), organization.slug.as_str()), ("Calm Harbor Psychiatry", "quiet-harbor-psychiatry"));
        assert_eq!(scene.desk.db.read(audit::faults).expect("reads"), Vec::<String>::new());
    }

    fn page_api_and_search_change_together_and_not_before(db: TestDatabase) {
        let office = Office::open(&db);
        let scene = Scene::at(Desk { clock: office.clock.clone(), ..invented::desk(&db) });
        let face = || {
            let page = office.browser().get("/providers/quiet-harbor-psychiatry").body;
            let api = office.server.json("/api/v1/providers/quiet-harbor-psychiatry");
            let search = office.server.json("/api/v1/providers?near=97202");
            let verified = office.server.json("/api/v1/providers?near=97202&verified=true")["total"].clone();
            (page.contains("Calm Harbor"), api["name"].clone(), search["results"][0]["name"].clone(), verified)
        };
        let until = |name: &str| {
            let begun = std::time::Instant::now();
            loop {
                let seen = face();
                if seen == (name.starts_with("Calm"), json!(name), json!(name), json!(1)) {
                    return;
                }
                assert!(begun.elapsed().as_secs() < 20, "{seen:?}");
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
        };
        until("Quiet Harbor Psychiatry");
        let sent = scene.send(|raw| raw["provider"]["name"] = json!("Calm Harbor Psychiatry")).expect("taken");
        scene.look_up(&sent.submission_id);
        std::thread::sleep(std::time::Duration::from_millis(600));
        assert_eq!(face().1, json!("Quiet Harbor Psychiatry"));
        until("Quiet Harbor Psychiatry");
        scene.decide(&sent.submission_id, Decision::Approve).expect("approved");
        until("Calm Harbor Psychiatry");
    }

    fn what_was_looked_up_and_did_not_change_need_not_be_looked_up_again(db: TestDatabase) {
        let scene = Scene::open(&db);
        let sent = scene.send(|raw| {
            raw["provider"]["description"] = json!("Calm and slow.");
            raw["locations"][0]["phone"] = json!("503-555-0199");
        }).expect("taken");
        scene.decide(&sent.submission_id, Decision::Approve).expect("approved without another look-up");
        assert_eq!(scene.face(), before());
    }

    fn a_second_change_takes_the_place_of_the_first_and_whoever_reviews_looks_again(db: TestDatabase) {
        let scene = Scene::open(&db);
        let first = scene.send(|raw| raw["provider"]["description"] = json!("One.")).expect("taken");
        let seen = scene.desk.db.read(|c| submissions::get(c, &first.submission_id)).expect("there");
        let second = scene.send(|raw| raw["provider"]["description"] = json!("Two.")).expect("taken");
        assert_eq!((first.submission_id, first.reference), (second.submission_id.clone(), second.reference));
        let verdict = review::Verdict { seen_version: seen.version, decision: Decision::Approve, reason: DecisionReason::Complete, text: "" };
        let late = review::decide(&scene.desk, &invented::reviewer(), &seen.id, &verdict);
        assert!(matches!(late, Err(review::ReviewError::Stale { .. })), "{late:?}");
        let version = scene.desk.db.read(|c| submissions::get(c, &seen.id)).expect("there").version;
        scene.send(|raw| raw["provider"]["description"] = json!("Two.")).expect("the same again");
        let now = scene.desk.db.read(|c| submissions::get(c, &seen.id)).expect("there");
        assert_eq!((now.version, scene.open_changes().len()), (version, 1), "the same sent twice is one");
        scene.decide(&second.submission_id, Decision::Approve).expect("approved");
        let shown = scene.desk.db.read(|c| listings::get(c, &scene.organization_id)).expect("reads").expect("listed").dossier_id;
        assert!(scene.desk.db.read(|c| dossiers::get(c, &shown)).expect("there").body.contains("Two."));
        let same = scene.send(|raw| raw["provider"]["description"] = json!("Two."));
        assert!(matches!(same, Err(ReviseError::NothingChanged)), "{same:?}");
    }

    fn ten_changes_sent_at_once_leave_one_that_waits(db: TestDatabase) {
        let scene = Scene::open(&db);
        std::thread::scope(|threads| {
            for n in 0..10 {
                let scene = &scene;
                threads.spawn(move || {
                    let send = || scene.send(|raw| raw["provider"]["description"] = json!(format!("Version {n}.")));
                    assert!((0..100).any(|_| send().is_ok()), "taken");
                });
            }
        });
        let open = scene.open_changes();
        assert_eq!((open.len(), open[0].submission.state), (1, SubmissionState::InReview));
        assert_eq!(scene.face(), before());
    }

    fn a_change_taken_back_or_turned_down_leaves_the_listing_as_it_was(db: TestDatabase) {
        let scene = Scene::open(&db);
        let sent = scene.send(|raw| raw["provider"]["name"] = json!("Calm Harbor")).expect("taken");
        let submission = scene.desk.db.read(|c| submissions::get(c, &sent.submission_id)).expect("there");
        submit::withdraw(&scene.desk, &submission).expect("taken back");
        let sent = scene.send(|raw| raw["provider"]["name"] = json!("Calm Harbor")).expect("taken");
        assert_ne!(sent.submission_id, submission.id);
        scene.decide(&sent.submission_id, Decision::Reject).expect("turned down");
        monitor::pass(&scene.desk).expect("works");
        assert_eq!((scene.face(), scene.open_changes().len()), (before(), 0));
    }

    fn private_values_that_an_editor_cannot_see_are_taken_over(db: TestDatabase) {
        let scene = Scene::open(&db);
        let sent = scene.send(|raw| {
            raw["provider"]["description"] = json!("Calm and slow.");
            raw["clinicians"][0].as_object_mut().expect("an object").remove("date_of_birth");
            raw["clinicians"][0]["credentials"][1].as_object_mut().expect("an object").remove("number");
        }).expect("taken");
        let case = review::case(&scene.desk, &sent.submission_id).expect("opens");
        let person = &case.open.value["clinicians"][0];
        assert_eq!((&person["date_of_birth"], &person["credentials"][1]["number"]), (&json!("1979-03-14"), &json!("FR1234563")));
        scene.decide(&sent.submission_id, Decision::Approve).expect("approved");
    }

    fn what_was_public_at_once_since_the_editor_was_opened_stays_unless_it_was_touched(db: TestDatabase) {
        use vouchsafe::pipeline::update::{self, Update};
        let scene = Scene::open(&db);
        let opened = scene.desk.db.read(|c| listings::get(c, &scene.organization_id)).expect("reads").expect("listed").dossier_id;
        let mut details = invented::dossier()["locations"][0].clone();
        details["accepting_new"] = json!(false);
        details["price"]["intake"] = json!(200);
        let update = Update { seen: opened.clone(), place: "main".into(), details, confirms: false };
        update::send(&scene.desk, &scene.organization_id, "manager-1", &update).expect("taken");
        let mut raw = invented::dossier();
        raw["provider"]["description"] = json!("Calm and slow.");
        raw["locations"][0]["price"]["intake"] = json!(250);
        let by = by();
        let sender = Sender { actor: &by, based_on: Some(&opened) };
        let sent = revise::send(&scene.desk, &scene.organization_id, &raw, sender).expect("taken");
        let case = review::case(&scene.desk, &sent.submission_id).expect("opens");
        let place = &case.open.value["locations"][0];
        assert_eq!((&place["accepting_new"], &place["price"]["intake"]), (&json!(false), &json!(250)));
    }

    fn a_renewal_sent_ninety_days_early_is_taken_and_its_look_up_counts(db: TestDatabase) {
        let scene = Scene::open(&db);
        scene.desk.clock.set("2027-10-02T12:00:00Z".parse().expect("a time"));
        let now = scene.desk.clock.now();
        let mut record = invented::record();
        record.taxonomies[0].primary = true;
        invented::load_lists_at(&scene.desk.reference, now, &[record], &[]);
        let sent = scene.send(|raw| {
            // 90 days are left of the license; the insurance and the certificate are renewed as well.
            raw["clinicians"][0]["credentials"][0]["expires_on"] = json!("2029-12-31");
            raw["clinicians"][0]["credentials"][2]["expires_on"] = json!("2029-10-31");
            raw["clinicians"][0]["credentials"][3]["expires_on"] = json!("2028-05-31");
            raw["attestation"]["at"] = json!("2027-10-02T11:00:00Z");
        }).expect("taken");
        for mut lookup in invented::lookups(now) {
            lookup.expires_on = lookup.expires_on.map(|_| "2029-12-31".parse().expect("a day"));
            review::record_lookup(&scene.desk, &invented::reviewer(), &sent.submission_id, &lookup).expect("recorded");
        }
        scene.decide(&sent.submission_id, Decision::Approve).expect("approved");
        assert_eq!(scene.face().2, VerificationStatus::Verified);
        scene.desk.clock.set("2028-01-05T12:00:00Z".parse().expect("a time"));
        let record = invented::record();
        invented::load_lists_at(&scene.desk.reference, scene.desk.clock.now(), &[record], &[]);
        vouchsafe::pipeline::verify::screen(&scene.desk, &scene.organization_id).expect("checked");
        assert_eq!(scene.face().2, VerificationStatus::Verified, "the old last day has passed");
    }
}
