//! What is public at once: shown in the transaction that stores it, with its badge, looked at afterwards, and never twice.

use chrono::NaiveDate;
use serde_json::{Value, json};
use vouchsafe::db::audit::Actor;
use vouchsafe::db::{audit, dossiers, listings, mails, organizations, reference_effects, submissions};
use vouchsafe::domain::check::VerificationStatus;
use vouchsafe::domain::ids::Id;
use vouchsafe::domain::submission::{Decision, DecisionReason};
use vouchsafe::domain::task::TaskKind;
use vouchsafe::managers::Managers;
use vouchsafe::pipeline::revise::{self, Sender};
use vouchsafe::pipeline::update::{self, LookError, Update, UpdateError};
use vouchsafe::pipeline::{Desk, index, monitor, review};
use vouchsafe::reads::tasks;
use vouchsafe::sources::ExclusionRecord;

use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::invented;

/// A listing with a badge, and who looks after it.
struct Scene {
    desk: Desk,
    organization_id: String,
    submission_id: String,
    manager_id: String,
}

fn monday(opens: &str) -> Value {
    json!([{ "day": "mon", "opens": opens, "closes": "17:00" }])
}

impl Scene {
    fn open(db: &TestDatabase) -> Scene {
        let desk = invented::desk(db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let mut raw = invented::dossier();
        raw["locations"][0]["hours"] = monday("09:00");
        let submission_id = invented::publish_dossier(&desk, &raw);
        let organization_id = desk.db.read(|c| submissions::get(c, &submission_id)).expect("there").organization_id;
        let managers = Managers::new(desk.db.clone(), desk.keys.clone(), desk.clock.clone(), desk.public_url.clone());
        managers.ask("ana@example.com").expect("asked");
        let mail = desk.db.read(|c| mails::newest(c, 1)).expect("reads").remove(0);
        let at = mail.body.find("/portal/sign-in/").expect("a link") + "/portal/sign-in/".len();
        let token = mail.body[at..].split_whitespace().next().expect("a token");
        let token = managers.enter_by_link(token, "Firefox on Linux").expect("in").token;
        let manager_id = managers.visitor(&token).expect("reads").expect("signed in").manager_id;
        Scene { desk, organization_id, submission_id, manager_id }
    }

    fn shown(&self) -> String {
        self.desk.db.read(|c| listings::get(c, &self.organization_id)).expect("reads").expect("listed").dossier_id
    }

    /// The place as it stands in a dossier version, private values left out.
    fn place(&self, dossier_id: &str) -> Value {
        let row = self.desk.db.read(|c| dossiers::get(c, dossier_id)).expect("there");
        serde_json::from_str::<Value>(&row.body).expect("JSON")["locations"][0].clone()
    }

    /// What the place says now, with something else in it.
    fn update(&self, seen: &str, fields: &[(&str, Value)]) -> Update {
        let mut details = self.place(seen);
        fields.iter().for_each(|(name, value)| details[*name] = value.clone());
        Update { seen: seen.to_string(), place: "main".into(), details, confirms: false }
    }

    fn send(&self, update: &Update) -> Result<(), UpdateError> {
        update::send(&self.desk, &self.organization_id, &self.manager_id, update)
    }

    fn says_hours(&self, opens: &str) {
        self.send(&self.update(&self.shown(), &[("hours", monday(opens))])).expect("taken");
    }

    fn status(&self) -> VerificationStatus {
        let snapshot = index::build(&self.desk).expect("builds");
        snapshot.provider(&self.organization_id).expect("public").standing(self.desk.clock.now()).badge.status
    }

    fn logged(&self, action: &str) -> usize {
        let all = self.desk.db.read(|c| audit::newest(c, None, 1000)).expect("reads");
        all.iter().filter(|entry| entry.action == action).count()
    }

    fn tasks(&self) -> usize {
        let open = tasks::open(&self.desk.db, self.desk.clock.now(), 100, 0).expect("reads").0;
        open.iter().filter(|t| t.asked.kind == TaskKind::Updated).count()
    }

    fn organization(&self) -> Id {
        Id::parse(&self.organization_id).expect("an id")
    }

    fn change(&self, edit: impl FnOnce(&mut Value)) -> String {
        let mut raw = invented::dossier();
        raw["locations"][0]["hours"] = monday("09:00");
        edit(&mut raw);
        let by = Actor::Manager(self.manager_id.clone());
        let sender = Sender { actor: &by, based_on: None };
        revise::send(&self.desk, &self.organization_id, &raw, sender).expect("taken").submission_id
    }

    fn approve(&self, submission_id: &str) {
        let seen_version = self.desk.db.read(|c| submissions::get(c, submission_id)).expect("there").version;
        let verdict =
            review::Verdict { seen_version, decision: Decision::Approve, reason: DecisionReason::Complete, text: "" };
        review::decide(&self.desk, &invented::reviewer(), submission_id, &verdict).expect("approved");
    }
}

on_both! {
    fn what_an_edit_finds_again_is_no_doing_of_the_list_in_force(db: TestDatabase) {
        let scene = Scene::open(&db);
        let herself = ExclusionRecord { last_name: "Reyes".into(), first_name: "Ana".into(), ..invented::somebody_else() };
        let days = [21, 22].map(|day| NaiveDate::from_ymd_opt(2026, 11, day).expect("a day"));
        for day in days {
            invented::load_lists_of(&scene.desk.reference, day, &[invented::record()], std::slice::from_ref(&herself));
            monitor::pass(&scene.desk).expect("works");
        }
        let of = |day: NaiveDate| {
            let loaded_at = day.and_hms_opt(12, 0, 0).expect("noon").and_utc();
            reference_effects::Of { list: "leie", state: "", loaded_at, since: loaded_at }
        };
        let found = || -> Vec<usize> {
            let counts = scene.desk.db.read(|c| reference_effects::counts(c, &days.map(of))).expect("reads");
            counts.into_iter().map(|count| count.found).collect()
        };
        assert_eq!(found(), [1, 0]);
        scene.says_hours("08:00");
        assert_eq!(found(), [1, 0], "the hours changed, nothing else");
    }

    fn hours_prices_and_openings_are_public_at_once_with_the_badge_and_a_person_looks_afterwards(db: TestDatabase) {
        let scene = Scene::open(&db);
        let (before, people) = (scene.shown(), |id: &str| scene.desk.db.read(|c| organizations::people_of(c, id)).expect("reads"));
        assert_eq!(scene.status(), VerificationStatus::Verified);
        let changed = scene.update(&before, &[
            ("hours", monday("08:00")),
            ("price", json!({ "intake": 250, "per_session": 400 })),
            ("accepting_new", json!(false)),
            ("first_opening", json!({ "within": "waiting_list" })),
            ("phone", json!("503-555-0199")),
        ]);
        scene.send(&changed).expect("taken");
        let after = scene.shown();
        let place = scene.place(&after);
        assert_eq!((&place["hours"], &place["accepting_new"]), (&monday("08:00"), &json!(false)));
        assert_eq!(place["price"], json!({ "intake": 250, "per_session": 400, "as_of": "2026-11-23" }));
        assert_eq!(place["first_opening"], json!({ "within": "waiting_list", "said_on": "2026-11-23" }));
        assert_eq!(place["phone"], "503-555-0142", "everything else is left alone");
        assert_eq!(scene.status(), VerificationStatus::Verified);
        let snapshot = index::build(&scene.desk).expect("builds");
        assert_eq!(snapshot.provider(&scene.organization_id).expect("public").sites[0].offer.hours[0].opens, "08:00");
        assert_eq!(people(&before), people(&after), "the same people");
        let submission = scene.desk.db.read(|c| submissions::get(c, &scene.submission_id)).expect("there");
        assert_eq!(submission.dossier_id, after, "staff find what is shown where they looked things up");
        let case = review::case(&scene.desk, &scene.submission_id).expect("opens");
        assert_eq!((case.lookups.len(), case.stands_against), (2, false));
        assert_eq!((scene.tasks(), scene.logged("listing.updated")), (1, 1));
        assert_eq!(scene.desk.db.read(audit::faults).expect("reads"), Vec::<String>::new());
        assert_eq!(scene.desk.db.read(vouchsafe::db::evidence::faults).expect("reads"), Vec::<String>::new());

        let look = update::look(&scene.desk, &scene.organization()).expect("reads");
        assert_eq!((look.count, look.places.len(), look.places[0].fields.len()), (1, 1, 4));
        let stale = update::seen(&scene.desk, &invented::reviewer(), &scene.organization(), &before);
        assert!(matches!(stale, Err(LookError::Stale)), "{stale:?}");
        update::seen(&scene.desk, &invented::reviewer(), &scene.organization(), &after).expect("seen");
        assert_eq!((scene.tasks(), scene.shown() == after), (0, true));
        let again = update::seen(&scene.desk, &invented::reviewer(), &scene.organization(), &after);
        assert!(matches!(again, Err(LookError::Stale)), "{again:?}");
    }

    fn what_was_put_back_stands_there_again_and_the_managers_read_why(db: TestDatabase) {
        let scene = Scene::open(&db);
        scene.says_hours("08:00");
        scene.says_hours("07:00");
        assert_eq!(scene.tasks(), 1, "one task for both");
        let (organization, by) = (scene.organization(), invented::reviewer());
        let wordless = update::put_back(&scene.desk, &by, &organization, &scene.shown(), "  ");
        assert!(matches!(wordless, Err(LookError::ReasonNeeded)), "{wordless:?}");
        let first_seen = scene.shown();
        update::put_back(&scene.desk, &by, &organization, &first_seen, "Nobody opens at seven.").expect("put back");
        assert_eq!(scene.place(&scene.shown())["hours"], monday("09:00"));
        assert_eq!((scene.tasks(), scene.logged("update.put_back")), (0, 1));
        assert_eq!(scene.status(), VerificationStatus::Verified);
        let mail = scene.desk.db.read(|c| mails::newest(c, 1)).expect("reads").remove(0);
        assert!(mail.recipient == "ana@example.com" && mail.body.contains("Nobody opens at seven."), "{}", mail.body);
        let twice = update::put_back(&scene.desk, &by, &organization, &first_seen, "Nobody opens at seven.");
        assert!(matches!(twice, Err(LookError::Stale)), "{twice:?}");
    }

    fn a_change_that_waits_says_the_same_and_its_approval_brings_nothing_old_back(db: TestDatabase) {
        let scene = Scene::open(&db);
        let change = scene.change(|raw| raw["provider"]["description"] = json!("Calm and slow."));
        let seen = scene.desk.db.read(|c| submissions::get(c, &change)).expect("there").version;
        scene.says_hours("08:00");
        let stale = review::Verdict { seen_version: seen, decision: Decision::Approve, reason: DecisionReason::Complete, text: "" };
        let refused = review::decide(&scene.desk, &invented::reviewer(), &change, &stale);
        assert!(matches!(refused, Err(review::ReviewError::Stale { .. })), "the reviewer looks again: {refused:?}");
        scene.approve(&change);
        let shown = scene.shown();
        assert_eq!(scene.place(&shown)["hours"], monday("08:00"));
        let body = scene.desk.db.read(|c| dossiers::get(c, &shown)).expect("there").body;
        assert!(body.contains("Calm and slow."), "{body}");
        assert_eq!((scene.tasks(), scene.status()), (1, VerificationStatus::Verified));
    }

    fn two_tabs_of_one_place_lose_nothing_and_two_fields_elsewhere_do_not_collide(db: TestDatabase) {
        let scene = Scene::open(&db);
        let opened = scene.shown();
        scene.says_hours("08:00");
        let late = scene.send(&scene.update(&opened, &[("hours", monday("10:00"))]));
        assert!(matches!(late, Err(UpdateError::Stale)), "{late:?}");
        assert_eq!(scene.place(&scene.shown())["hours"], monday("08:00"));
        // The same press a second time, with the page of before, is done already.
        scene.send(&scene.update(&opened, &[("hours", monday("08:00"))])).expect("done");
        assert_eq!(scene.logged("listing.updated"), 1);
        // A change that left this place alone was approved meanwhile.
        let opened = scene.shown();
        let change = scene.change(|raw| {
            raw["locations"][0]["hours"] = monday("08:00");
            raw["provider"]["description"] = json!("Calm and slow.");
        });
        scene.approve(&change);
        scene.send(&scene.update(&opened, &[("accepting_new", json!(false))])).expect("taken");
        assert_eq!(scene.place(&scene.shown())["accepting_new"], false);
        assert!(scene.desk.db.read(|c| dossiers::get(c, &scene.shown())).expect("there").body.contains("Calm and slow."));
    }

    fn twenty_presses_at_once_have_one_effect(db: TestDatabase) {
        let scene = Scene::open(&db);
        let update = Update { confirms: true, ..scene.update(&scene.shown(), &[("hours", monday("08:00"))]) };
        scene.desk.clock.advance(chrono::Duration::hours(3));
        std::thread::scope(|threads| {
            for _ in 0..20 {
                threads.spawn(|| {
                    // Whoever is told that the database is busy presses again.
                    assert!((0..100).any(|_| scene.send(&update).is_ok()), "taken");
                });
            }
        });
        assert_eq!((scene.logged("listing.updated"), scene.logged("listing.confirmed"), scene.tasks()), (1, 1, 1));
        let listing = scene.desk.db.read(|c| listings::get(c, &scene.organization_id)).expect("reads").expect("listed");
        assert_eq!(listing.confirmed_at.map(|at| at.and_utc()), Some(scene.desk.clock.now()));
    }

    fn an_update_confirms_only_where_it_says_so(db: TestDatabase) {
        let scene = Scene::open(&db);
        let confirmed = || scene.desk.db.read(|c| listings::get(c, &scene.organization_id)).expect("reads").expect("listed").confirmed_at;
        let before = confirmed();
        scene.desk.clock.advance(chrono::Duration::hours(3));
        scene.says_hours("08:00");
        assert_eq!(confirmed(), before);
        let same = Update { confirms: true, ..scene.update(&scene.shown(), &[]) };
        scene.send(&same).expect("confirmed");
        assert!(confirmed() > before);
        assert_eq!((scene.logged("listing.updated"), scene.logged("listing.confirmed")), (1, 1));
    }

    fn what_cannot_be_right_changes_nothing_and_a_claim_is_read_by_a_person_first(db: TestDatabase) {
        let scene = Scene::open(&db);
        let before = scene.shown();
        for (field, value, place) in [
            ("price", json!({ "intake": "a lot" }), "/price/intake"),
            ("price", json!({ "per_session": 9_999_999 }), "/price/per_session"),
            ("hours", json!([{ "day": "mon", "opens": "17:00", "closes": "09:00" }]), "/hours/0/closes"),
            ("first_opening", json!({ "within": "soon" }), "/first_opening/within"),
            ("price", json!({ "intake": 250, "includes": "FDA approved ketamine infusions" }), "/price/includes"),
        ] {
            let Err(UpdateError::Unacceptable(problems)) = scene.send(&scene.update(&before, &[(field, value)])) else {
                panic!("{place} must be refused")
            };
            let told = serde_json::to_value(&problems[0]).expect("serialises");
            assert_eq!(told["pointer"], place, "{told}");
        }
        let elsewhere = Update { place: "nowhere".into(), ..scene.update(&before, &[]) };
        assert!(matches!(scene.send(&elsewhere), Err(UpdateError::Db(vouchsafe::db::DbError::NotFound))));
        assert_eq!((scene.shown(), scene.tasks()), (before, 0));
    }

    fn an_update_of_a_hidden_listing_does_not_bring_it_back(db: TestDatabase) {
        let scene = Scene::open(&db);
        scene.desk.db.write(|c| listings::set_state(c, &scene.organization_id, listings::ListingState::Hidden, scene.desk.clock.now())).expect("hidden");
        scene.says_hours("08:00");
        assert!(index::build(&scene.desk).expect("builds").provider(&scene.organization_id).is_none());
        assert_eq!(scene.place(&scene.shown())["hours"], monday("08:00"));
    }
}
