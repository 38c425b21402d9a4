//! A supervisor answers for each person whom they are named as supervising, apart from whether they work there.

use serde_json::{Value, json};
use vouchsafe::db::{DbError, audit, clinicians, listings, submissions, tasks};
use vouchsafe::domain::check::Outcome;
use vouchsafe::domain::lookup::RecordedLookup;
use vouchsafe::domain::own_word::{OwnAnswers, OwnWord};
use vouchsafe::domain::staff::Role;
use vouchsafe::domain::submission::{Decision, DecisionReason};
use vouchsafe::domain::task::CallReason;
use vouchsafe::keys::Purpose;
use vouchsafe::pipeline::clinician;
use vouchsafe::pipeline::{Desk, attest, index, review, submit};
use vouchsafe::sources::NppesRecord;

use crate::on_both;
use crate::support::browser::Office;
use crate::support::invented;

/// Nobody has them: real NPIs begin with 1.
const GROUP: &str = "2000000176";
const BEN: &str = "2000000184";

/// A clinic of two physicians, in which Ana is named as supervising Ben.
fn clinic() -> Value {
    let mut raw = invented::dossier();
    raw["provider"]["kind"] = json!("clinic");
    raw["provider"]["organization_npi"] = json!(GROUP);
    let mut ben = raw["clinicians"][0].clone();
    ben["supervisor_npi"] = ben["npi"].clone();
    (ben["first_name"], ben["last_name"], ben["npi"]) = (json!("Ben"), json!("Lind"), json!(BEN));
    ben["prescribes"] = json!(false);
    ben["credentials"].as_array_mut().expect("papers").retain(|c| c["kind"] != "dea");
    ben["credentials"][0]["number"] = json!("MD654321");
    raw["clinicians"].as_array_mut().expect("people").push(ben);
    raw
}

/// The clinic was sent, and Ana was mailed her link.
struct Scene {
    desk: Desk,
    submission: String,
    organization: String,
    id: String,
    key: String,
}

impl Scene {
    fn open(desk: Desk) -> Self {
        let group = NppesRecord {
            npi: GROUP.into(),
            entity_type: 2,
            organization_name: "QUIET HARBOR PSYCHIATRY".into(),
            ..invented::record()
        };
        let mut ben =
            NppesRecord { npi: BEN.into(), last_name: "LIND".into(), first_name: "BEN".into(), ..invented::record() };
        ben.taxonomies[0].license_number = "MD654321".into();
        invented::load_lists(&desk.reference, &[invented::record(), group, ben], &[]);
        let submission = submit::submit(&desk, &clinic()).expect("taken").submission_id;
        let organization = desk.db.read(|c| submissions::get(c, &submission)).expect("there").organization_id;
        let ana = clinic()["clinicians"][0]["npi"].as_str().expect("an NPI").to_string();
        let id = desk.db.write(|c| clinicians::ask(c, &organization, &ana, "ana@harbor.example.org", desk.clock.now()));
        let id = id.expect("asked");
        let key = desk.keys.sign(Purpose::ClinicianLink, id.as_bytes());
        Scene { desk, submission, organization, id, key }
    }

    fn say(&self, of: &str, word: OwnWord) {
        clinician::answer_supervision(&self.desk, &self.id, &self.key, &[(of.to_string(), word)]).expect("taken");
    }

    fn said(&self) -> Option<OwnWord> {
        let page = clinician::open(&self.desk, &self.id, &self.key).expect("opens");
        assert_eq!(page.supervises.len(), 1);
        page.supervises[0].said.map(|(word, _)| word)
    }

    fn ana(&self) -> clinician::Standing {
        clinician::standing(&self.desk, &self.organization).expect("reads").remove(0)
    }

    fn acts(&self) -> usize {
        let subject = format!("clinician/{}", self.id);
        let all = self.desk.db.read(|c| audit::of_subject(c, &subject)).expect("reads");
        all.iter().filter(|line| line.action == "supervision.answered").count()
    }

    fn approve(&self) {
        let (desk, id) = (&self.desk, &self.submission);
        let [board, control] = invented::lookups(desk.clock.now());
        let of_ben = RecordedLookup {
            subject: "clinicians/1".into(),
            credential: Some("/clinicians/1/credentials/0".into()),
            ..board.clone()
        };
        let by_phone = RecordedLookup { subject: "clinicians/1/supervisor".into(), ..control.clone() };
        for lookup in [board, control, of_ben, by_phone] {
            review::record_lookup(desk, &invented::reviewer(), id, &lookup).expect("recorded");
        }
        let case = review::case(desk, id).expect("a case");
        for check in case.checks.iter().map(|c| &c.check).filter(|c| c.outcome == Outcome::Review) {
            let asked = review::Question { code: &check.code, subject: &check.subject, seen: None };
            review::answer(desk, &invented::reviewer(), id, asked, "Asked the clinic; it is in order.")
                .expect("answered");
        }
        let seen_version = desk.db.read(|c| submissions::get(c, id)).expect("there").version;
        let verdict =
            review::Verdict { seen_version, decision: Decision::Approve, reason: DecisionReason::Complete, text: "" };
        review::decide(desk, &invented::reviewer(), id, &verdict).expect("approved");
    }

    fn calls(&self) -> Option<Vec<String>> {
        let read = self.desk.db.read(|c| -> Result<_, DbError> {
            let listing = listings::get(c, &self.organization)?.ok_or(DbError::NotFound)?;
            tasks::call_of(c, &listing.dossier_id)
        });
        read.expect("reads").map(|task| task.asked.codes)
    }
}

on_both! {
    fn a_supervisor_answers_for_each_person_and_is_done_only_then(db: TestDatabase) {
        let scene = Scene::open(invented::desk(&db));
        assert_eq!((scene.said(), scene.ana().is_done()), (None, false));
        clinician::answer(&scene.desk, &scene.id, &scene.key, OwnWord::Confirmed, &OwnAnswers::default()).expect("taken");
        assert_eq!((scene.said(), scene.ana().said, scene.ana().is_done()), (None, Some(OwnWord::Confirmed), false));
        scene.say("somebody else", OwnWord::Confirmed);
        assert_eq!((scene.said(), scene.acts()), (None, 0), "of whom nobody named nothing is taken");
        scene.say(BEN, OwnWord::Denied);
        assert_eq!((scene.said(), scene.ana().said, scene.ana().is_done()), (Some(OwnWord::Denied), Some(OwnWord::Confirmed), true));
        scene.say(BEN, OwnWord::Confirmed);
        assert_eq!((scene.said(), scene.acts()), (Some(OwnWord::Confirmed), 2));
        let wrong = clinician::answer_supervision(&scene.desk, &scene.id, "no", &[(BEN.into(), OwnWord::Denied)]);
        assert!(matches!(wrong, Err(clinician::ClinicianError::Unknown)));
        assert_eq!(scene.said(), Some(OwnWord::Confirmed));
    }

    fn the_same_answer_sent_twice_at_once_is_one(db: TestDatabase) {
        let scene = Scene::open(invented::desk(&db));
        std::thread::scope(|s| {
            let all: Vec<_> = (0..4).map(|_| s.spawn(|| scene.say(BEN, OwnWord::Confirmed))).collect();
            all.into_iter().for_each(|t| t.join().expect("no panic"));
        });
        assert_eq!((scene.said(), scene.acts()), (Some(OwnWord::Confirmed), 1));
    }

    fn the_public_page_says_whose_supervision_is_not_confirmed_and_a_no_is_a_call_that_the_clinic_cannot_answer(db: TestDatabase) {
        let scene = Scene::open(invented::desk(&db));
        scene.approve();
        let shown = || {
            let snapshot = index::build(&scene.desk).expect("builds");
            let people = &snapshot.providers().next().expect("listed").profile.clinicians;
            (people[0].supervision_unconfirmed_by.clone(), people[1].supervision_unconfirmed_by.clone())
        };
        // Staff asked Ana by phone, and the check passed by that; her own word is another matter.
        assert_eq!(shown(), (None, Some("Ana Reyes".to_string())));
        scene.say(BEN, OwnWord::Denied);
        assert_eq!(shown(), (None, Some("Ana Reyes".to_string())));
        assert_eq!(scene.calls(), Some(vec![CallReason::SupervisionDenied.to_string()]));
        scene.desk.clock.advance(chrono::Duration::hours(2));
        attest::confirm_signed_in(&scene.desk, &scene.organization, "manager-1").expect("confirmed");
        assert_eq!(scene.calls(), Some(vec![CallReason::SupervisionDenied.to_string()]));
        scene.say(BEN, OwnWord::Confirmed);
        assert_eq!(shown(), (None, None));
        let case = review::case(&scene.desk, &scene.submission).expect("a case");
        let decided = case.checks.iter().filter(|c| c.check.code == "scope.supervision");
        assert!(decided.map(|c| c.check.outcome).all(|o| o == Outcome::Pass), "her own word changed a check");
    }

    fn the_page_asks_about_each_person_and_reviewers_read_the_answers(db: TestDatabase) {
        let office = Office::open(&db);
        let scene = Scene::open(Desk { clock: office.clock.clone(), ..invented::desk(&db) });
        let path = format!("/portal/clinician/{}?key={}", scene.id, scene.key);
        let mut ana = office.browser();
        let page = ana.get(&path);
        assert!(page.body.contains("Do you supervise or collaborate with Ben Lind?"), "{}", page.body);
        let token = page.token();
        let field = format!("supervises:{BEN}");
        let tie = [("form_token", token), ("tie", "confirmed".to_string())];
        let silent = ana.post(&path, &tie);
        assert!(silent.status == 422 && silent.body.contains("Say whether you supervise or collaborate with Ben Lind."), "{}", silent.body);
        assert_eq!((scene.said(), scene.ana().said), (None, None), "half an answer was taken");
        let whole = [&tie[..], &[(field.as_str(), "denied".to_string())]].concat();
        assert_eq!(ana.post(&path, &whole).status, 303);
        assert!(ana.get(&path).body.contains("Thank you for telling us."));
        assert_eq!((scene.said(), scene.ana().said), (Some(OwnWord::Denied), Some(OwnWord::Confirmed)));
        assert!(ana.get(&format!("/es{path}")).body.contains("¿Supervisa usted a Ben Lind"));
        office.hire("rita@vouchsafe.example", Role::Reviewer);
        let review = office.signed_in("rita@vouchsafe.example").get(&format!("/admin/submissions/{}", scene.submission)).body;
        let said = review.split("What each clinician says for themselves").nth(1).unwrap_or_default();
        assert!(said.contains("Says that they do not supervise Ben Lind, "), "{said}");
        assert!(said.contains("1 of 2 answered everything"), "{said}");
    }
}
