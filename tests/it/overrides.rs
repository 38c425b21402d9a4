//! Override memory: who may clear what, for whom it holds, and when it ends.

use chrono::{Days, Duration, NaiveDate};
use serde_json::{Value, json};
use vouchsafe::db::{audit, evidence, submissions};
use vouchsafe::domain::check::{Check, Outcome, VerificationStatus};
use vouchsafe::domain::overrides::OverrideAct;
use vouchsafe::domain::submission::{Decision, DecisionReason};
use vouchsafe::pipeline::review::{self, Begun, May, Question, ReviewError, Reviewer, SaidOfHit, Verdict};
use vouchsafe::pipeline::{Desk, index, submit};
use vouchsafe::sources::{ExclusionRecord, NppesRecord};

use crate::on_both;
use crate::support::invented::{self, NPI};
use crate::support::server::TestServer;
use crate::support::tamper;

const ME: &str = "clinicians/0";

pub(crate) fn pat() -> Reviewer {
    invented::reviewer()
}

pub(crate) fn sam() -> Reviewer {
    Reviewer { id: "reviewer-2".into(), email: "sam@example.org".into() }
}

/// Somebody on the federal list who has her name; with her birth date the hit is probable.
pub(crate) fn namesake(hash: &str, born: Option<NaiveDate>) -> ExclusionRecord {
    ExclusionRecord {
        row_hash: hash.repeat(64),
        last_name: "REYES".into(),
        first_name: "ANA".into(),
        date_of_birth: born,
        ..invented::somebody_else()
    }
}

fn her_birth_date() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1979, 3, 14)
}

/// Her submission, checked against lists with these rows; what else a person must do is done.
pub(crate) fn submitted(desk: &Desk, excluded: &[ExclusionRecord]) -> String {
    invented::load_lists(&desk.reference, &[invented::record()], excluded);
    let id = submit::submit(desk, &invented::dossier()).expect("taken").submission_id;
    for lookup in invented::lookups(desk.clock.now()) {
        review::record_lookup(desk, &pat(), &id, &lookup).expect("recorded");
    }
    id
}

pub(crate) fn leie(desk: &Desk, id: &str) -> Check {
    let case = review::case(desk, id).expect("opens");
    let found = case.checks.into_iter().find(|c| c.check.code == "exclusion.leie" && c.check.subject == ME);
    found.expect("checked").check
}

fn asked(desk: &Desk, id: &str, code: &str) -> (String, Vec<review::Asked>) {
    let case = review::case(desk, id).expect("opens");
    let found = case.checks.into_iter().find(|c| c.check.code == code && c.check.subject == ME).expect("checked");
    (found.id, found.asked)
}

pub(crate) fn on(desk: &Desk, days: u64) -> NaiveDate {
    desk.clock.today().checked_add_days(Days::new(days)).expect("a day")
}

/// Clears the first row that is still open, or proposes to.
pub(crate) fn clear(desk: &Desk, who: &Reviewer, id: &str, days: u64) -> Result<Begun, ReviewError> {
    let (evidence_id, asked) = asked(desk, id, "exclusion.leie");
    let open = asked.iter().find(|a| matches!(a.may, May::Clear | May::Propose)).or(asked.first());
    let row = open.and_then(|a| a.hit.as_ref()).map(|h| h.row_hash.clone());
    let said = SaidOfHit {
        evidence_id: &evidence_id,
        row_hash: row.as_deref(),
        reason: "Born elsewhere; compared with the passport.",
        expires_on: on(desk, days),
    };
    review::clear(desk, who, id, &said)
}

fn proposal(desk: &Desk, id: &str, code: &str) -> String {
    let (_, asked) = asked(desk, id, code);
    asked.iter().flat_map(|a| &a.overrides).last().expect("an override").0.id.clone()
}

pub(crate) fn follow(desk: &Desk, who: &Reviewer, id: &str, act: OverrideAct) -> Result<(), ReviewError> {
    let it = proposal(desk, id, "exclusion.leie");
    review::follow_up(desk, who, id, &it, act, "I compared the two myself.").map(drop)
}

pub(crate) fn approve(desk: &Desk, id: &str) -> Result<(), ReviewError> {
    let seen_version = desk.db.read(|c| submissions::get(c, id)).expect("there").version;
    let verdict = Verdict { seen_version, decision: Decision::Approve, reason: DecisionReason::Complete, text: "" };
    review::decide(desk, &pat(), id, &verdict)
}

pub(crate) fn status(desk: &Desk) -> (VerificationStatus, bool) {
    let snapshot = index::build(desk).expect("builds");
    let badge = snapshot.providers().next().expect("one is listed").standing(desk.clock.now()).badge;
    (badge.status, badge.shown)
}

fn faults(desk: &Desk) -> Vec<String> {
    let mut faults = desk.db.read(audit::faults).expect("reads");
    faults.extend(desk.db.read(evidence::faults).expect("reads"));
    faults
}

on_both! {
    fn one_person_clears_a_possible_hit_and_the_badge_ends_with_the_clearing(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = submitted(&desk, &[namesake("1", None)]);
        assert_eq!(leie(&desk, &id).outcome, Outcome::Review);
        assert!(matches!(approve(&desk, &id), Err(ReviewError::Blocked(_))));
        assert!(matches!(clear(&desk, &pat(), &id, 10), Ok(Begun::Cleared(_))));
        assert_eq!(leie(&desk, &id).outcome, Outcome::Pass);
        approve(&desk, &id).expect("approved");
        assert_eq!(status(&desk), (VerificationStatus::Verified, true));
        desk.clock.set(on(&desk, 10).and_hms_opt(23, 59, 59).expect("a moment").and_utc());
        assert_eq!(status(&desk), (VerificationStatus::Verified, true), "its last day");
        desk.clock.advance(Duration::seconds(2));
        assert!(!status(&desk).1, "without a job, the badge goes by itself");
        review::check_again(&desk, &id).expect("checked");
        assert_eq!(leie(&desk, &id).outcome, Outcome::Review, "the question is back");
        assert_eq!(faults(&desk), Vec::<String>::new());
    }

    fn it_does_not_come_back_next_month_unless_the_row_changes(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = submitted(&desk, &[namesake("1", None)]);
        clear(&desk, &pat(), &id, 180).expect("cleared");
        desk.clock.advance(Duration::days(30));
        let december = on(&desk, 0);
        let load = |rows: &[ExclusionRecord]| {
            invented::load_lists_of(&desk.reference, december, &[invented::record()], rows);
            review::check_again(&desk, &id).expect("checked");
            leie(&desk, &id).outcome
        };
        assert_eq!(load(&[namesake("1", None)]), Outcome::Pass, "the same row");
        assert_eq!(load(&[namesake("2", None)]), Outcome::Review, "the row changed");
        assert_eq!(load(&[namesake("1", None), namesake("2", None)]), Outcome::Review, "another row came");
        assert_eq!(load(&[]), Outcome::Pass);
        assert_eq!(load(&[namesake("1", None)]), Outcome::Pass, "it is remembered");
    }

    fn it_opens_again_when_an_identity_field_changes_and_follows_the_person_to_another_place(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = submitted(&desk, &[namesake("1", None)]);
        clear(&desk, &pat(), &id, 180).expect("cleared");
        let mut raw = invented::dossier();
        let her = raw["clinicians"][0].clone();
        let mut resubmit = |change: &dyn Fn(&mut Value)| {
            change(&mut raw);
            let submission = desk.db.read(|c| submissions::get(c, &id)).expect("there");
            let ask = Verdict { seen_version: submission.version, decision: Decision::AskForChanges, reason: DecisionReason::Other, text: "Once more." };
            review::decide(&desk, &pat(), &id, &ask).expect("asked");
            let submission = desk.db.read(|c| submissions::get(c, &id)).expect("there");
            let report = submit::resubmit(&desk, &submission, &raw).expect("taken");
            let of = |subject: &str| report.checks.iter().find(|c| c.code == "exclusion.leie" && c.subject == subject).map(|c| c.outcome);
            [of("clinicians/0"), of("clinicians/1")]
        };
        assert_eq!(resubmit(&|raw| raw["provider"]["description"] = json!("A quiet room."))[0], Some(Outcome::Pass));
        // Another Ana Reyes takes her place and she moves down: the clearing goes with her.
        let outcomes = resubmit(&|raw| {
            let other = json!({ "first_name": "Ana", "last_name": "Reyes", "profession": "rn", "locations": ["main"] });
            raw["clinicians"] = json!([other, her]);
        });
        assert_eq!(outcomes, [Some(Outcome::Review), Some(Outcome::Pass)]);
        let outcomes = resubmit(&|raw| {
            raw["clinicians"] = json!([her]);
            raw["clinicians"][0]["former_last_names"] = json!(["Moss"]);
        });
        assert_eq!(outcomes[0], Some(Outcome::Review), "a name she did not give before");
    }

    fn a_probable_hit_takes_two_different_people_and_until_then_nothing_changes(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = submitted(&desk, &[namesake("1", her_birth_date())]);
        let before = leie(&desk, &id);
        assert_eq!((before.outcome, &before.evidence["tier"]), (Outcome::Fail, &json!("probable")));
        assert_eq!(clear(&desk, &pat(), &id, 90).expect("proposed"), Begun::Proposed);
        review::check_again(&desk, &id).expect("checked");
        assert_eq!(leie(&desk, &id).outcome, Outcome::Fail);
        assert!(matches!(approve(&desk, &id), Err(ReviewError::Blocked(_))));
        assert!(matches!(clear(&desk, &sam(), &id, 90), Err(ReviewError::NoQuestion(_))), "it is proposed already");
        let waiting = review::waiting(&desk).expect("reads");
        assert_eq!((waiting.len(), waiting[0].submission_id.as_str()), (1, id.as_str()));

        let alone = follow(&desk, &pat(), &id, OverrideAct::Confirmed).expect_err("the same person");
        assert!(alone.to_string().contains("a second person"), "{alone}");
        assert!(matches!(follow(&desk, &pat(), &id, OverrideAct::Refused), Err(ReviewError::Refused(_))));
        follow(&desk, &sam(), &id, OverrideAct::Confirmed).expect("confirmed");
        assert_eq!(leie(&desk, &id).outcome, Outcome::Pass);
        assert!(review::waiting(&desk).expect("reads").is_empty());
        approve(&desk, &id).expect("approved");
        assert_eq!(status(&desk), (VerificationStatus::Verified, true));

        follow(&desk, &sam(), &id, OverrideAct::Ended).expect("ended");
        assert_eq!(leie(&desk, &id).outcome, Outcome::Fail);
        assert_eq!(status(&desk), (VerificationStatus::Rechecking, false));
        let acts: Vec<String> = desk.db.read(|c| audit::of_subject(c, &format!("submission/{id}"))).expect("reads")
            .into_iter().map(|l| l.action).filter(|a| a.starts_with("override.")).collect();
        assert_eq!(acts, ["override.proposed", "override.confirmed", "override.ended"]);
        assert_eq!(faults(&desk), Vec::<String>::new());
    }

    fn a_proposal_can_be_taken_back_or_refused_and_then_made_anew(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = submitted(&desk, &[namesake("1", her_birth_date())]);
        clear(&desk, &pat(), &id, 90).expect("proposed");
        assert!(matches!(follow(&desk, &sam(), &id, OverrideAct::Withdrawn), Err(ReviewError::Refused(_))));
        follow(&desk, &pat(), &id, OverrideAct::Withdrawn).expect("taken back");
        assert!(matches!(follow(&desk, &sam(), &id, OverrideAct::Confirmed), Err(ReviewError::Refused(_))));
        clear(&desk, &pat(), &id, 90).expect("proposed anew");
        follow(&desk, &sam(), &id, OverrideAct::Refused).expect("refused");
        assert_eq!(leie(&desk, &id).outcome, Outcome::Fail);
        clear(&desk, &sam(), &id, 90).expect("proposed by the other");
        follow(&desk, &pat(), &id, OverrideAct::Confirmed).expect("confirmed");
        assert_eq!(leie(&desk, &id).outcome, Outcome::Pass);
    }

    fn of_two_who_answer_a_proposal_at_once_one_wins(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = submitted(&desk, &[namesake("1", her_birth_date())]);
        clear(&desk, &pat(), &id, 90).expect("proposed");
        let it = proposal(&desk, &id, "exclusion.leie");
        let answers: Vec<Result<_, ReviewError>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..6)
                .map(|i| {
                    let (desk, it, id) = (&desk, &it, &id);
                    let act = if i % 2 == 0 { OverrideAct::Confirmed } else { OverrideAct::Refused };
                    scope.spawn(move || {
                        let who = Reviewer { id: format!("reviewer-{}", i + 2), email: format!("{i}@example.org") };
                        review::follow_up(desk, &who, id, it, act, "Looked.")
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().expect("no panic")).collect()
        });
        assert_eq!(answers.iter().filter(|a| a.is_ok()).count(), 1, "{answers:?}");
        assert_eq!(faults(&desk), Vec::<String>::new());
    }

    fn a_confirmed_hit_and_a_surer_one_are_not_cleared(db: TestDatabase) {
        let desk = invented::desk(&db);
        let confirmed = ExclusionRecord { npi: NPI.into(), ..namesake("1", None) };
        let id = submitted(&desk, &[confirmed, namesake("2", None)]);
        let (_, asked) = asked(&desk, &id, "exclusion.leie");
        assert!(asked.iter().all(|a| a.may == May::Nothing), "{asked:?}");
        for who in [pat(), sam()] {
            assert!(matches!(clear(&desk, &who, &id, 90), Err(ReviewError::NotOverridable(_))));
        }
        // What one person cleared as possible does not hold once the very same row has her NPI.
        invented::load_lists(&desk.reference, &[invented::record()], &[namesake("3", None)]);
        review::check_again(&desk, &id).expect("checked");
        clear(&desk, &pat(), &id, 90).expect("cleared");
        for (npi, born, outcome) in [("", her_birth_date(), Outcome::Fail), (NPI, None, Outcome::Fail), ("", None, Outcome::Pass)] {
            let row = ExclusionRecord { npi: npi.into(), ..namesake("3", born) };
            invented::load_lists(&desk.reference, &[invented::record()], &[row]);
            review::check_again(&desk, &id).expect("checked");
            assert_eq!(leie(&desk, &id).outcome, outcome, "{npi} {born:?}");
        }
    }

    fn a_reason_and_a_day_within_a_year_are_needed_and_a_hit_is_no_question_to_answer(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = submitted(&desk, &[namesake("1", None)]);
        for days in [0, 366, 4000] {
            assert!(matches!(clear(&desk, &pat(), &id, days), Err(ReviewError::BadExpiry(_))), "{days}");
        }
        let (evidence_id, asked) = asked(&desk, &id, "exclusion.leie");
        let row = asked[0].hit.as_ref().map(|h| h.row_hash.clone());
        let said = SaidOfHit { evidence_id: &evidence_id, row_hash: row.as_deref(), reason: " ", expires_on: on(&desk, 9) };
        assert!(matches!(review::clear(&desk, &pat(), &id, &said), Err(ReviewError::ReasonNeeded)));
        let question = Question { code: "exclusion.leie", subject: ME, seen: None };
        assert!(matches!(review::answer(&desk, &pat(), &id, question, "Fine."), Err(ReviewError::ByRow(_))));
        assert_eq!(leie(&desk, &id).outcome, Outcome::Review);
    }

    fn an_answer_holds_for_what_was_found_and_is_asked_again_when_the_registry_says_otherwise(db: TestDatabase) {
        let desk = invented::desk(&db);
        let called = |surname: &str| {
            let record = NppesRecord { last_name: surname.into(), ..invented::record() };
            invented::load_lists(&desk.reference, &[record], &[]);
        };
        called("VALE");
        let id = submit::submit(&desk, &invented::dossier()).expect("taken").submission_id;
        let name = |expected: Outcome| {
            let case = review::case(&desk, &id).expect("opens");
            let found = case.checks.into_iter().find(|c| c.check.code == "npi.name" && c.check.subject == ME).expect("checked");
            assert_eq!(found.check.outcome, expected, "{}", found.check.detail);
            found
        };
        let seen = name(Outcome::Review).question;
        let question = Question { code: "npi.name", subject: ME, seen: Some(&seen) };
        review::answer(&desk, &pat(), &id, question, "She married in May.").expect("answered");
        assert!(name(Outcome::Pass).answer.is_some());
        review::check_again(&desk, &id).expect("checked");
        name(Outcome::Pass);
        // The words of the finding stay the same, what the registry has does not.
        called("MOORCROFT");
        review::check_again(&desk, &id).expect("checked");
        assert!(name(Outcome::Review).answer.is_some(), "the reviewer sees what was answered before");
        let late = review::answer(&desk, &pat(), &id, question, "She married in May.");
        assert!(matches!(late, Err(ReviewError::NoQuestion(_))), "an answer to what stood there before");
        called("VALE");
        review::check_again(&desk, &id).expect("checked");
        name(Outcome::Pass);
    }

    fn a_list_that_clears_nobody_is_not_made_to_by_clearing_a_hit(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = submitted(&desk, &[namesake("1", None)]);
        clear(&desk, &pat(), &id, 180).expect("cleared");
        desk.clock.advance(Duration::days(60));
        review::check_again(&desk, &id).expect("checked");
        assert_eq!(leie(&desk, &id).outcome, Outcome::Stale);
    }

    fn two_people_let_some_failures_stand_and_others_nobody(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[], &[]);
        let mut raw = invented::dossier();
        raw["clinicians"][0]["credentials"][0]["expires_on"] = json!("2026-11-22");
        let id = submit::submit(&desk, &raw).expect("taken").submission_id;
        let of = |code: &str| {
            let case = review::case(&desk, &id).expect("opens");
            case.checks.into_iter().find(|c| c.check.code == code && c.check.subject == ME).expect("checked").check.outcome
        };
        let propose = |code: &str| {
            let (evidence_id, _) = asked(&desk, &id, code);
            let said = SaidOfHit { evidence_id: &evidence_id, row_hash: None, reason: "The registry's own site has it since Monday.", expires_on: on(&desk, 30) };
            review::clear(&desk, &pat(), &id, &said)
        };
        assert_eq!(of("npi.registered"), Outcome::Fail);
        assert_eq!(propose("npi.registered").expect("proposed"), Begun::Proposed);
        assert_eq!(of("npi.registered"), Outcome::Fail);
        let it = proposal(&desk, &id, "npi.registered");
        review::follow_up(&desk, &sam(), &id, &it, OverrideAct::Confirmed, "I saw it there too.").expect("confirmed");
        assert_eq!(of("npi.registered"), Outcome::Pass);
        assert!(matches!(propose("license.expiry"), Err(ReviewError::NotOverridable(_))));
        // The registry now says more than "unknown": that was not what they let stand.
        let mut gone = invented::record();
        gone.deactivated_on = NaiveDate::from_ymd_opt(2025, 1, 31);
        invented::load_lists(&desk.reference, &[gone], &[]);
        review::check_again(&desk, &id).expect("checked");
        assert_eq!(of("npi.registered"), Outcome::Fail);
        assert!(matches!(propose("npi.registered"), Err(ReviewError::NotOverridable(_))));
    }

    fn nothing_public_tells_of_a_cleared_hit(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = submitted(&desk, &[namesake("1", her_birth_date())]);
        clear(&desk, &pat(), &id, 90).expect("proposed");
        follow(&desk, &sam(), &id, OverrideAct::Confirmed).expect("confirmed");
        approve(&desk, &id).expect("approved");
        let server = TestServer::start_at(&db, desk.clock.clone());
        let result = server.json("/api/v1/providers?near=97202&radius=5")["results"][0].clone();
        let slug = result["slug"].as_str().expect("a slug").to_string();
        for path in [format!("/providers/{slug}"), format!("/providers/{slug}/verification"), format!("/api/v1/providers/{slug}")] {
            let body = server.get(&path).into_body().read_to_string().expect("text");
            for word in ["cleared", "probable", "passport", "compared the two", "somebody else", "override", "sam@example.org"] {
                assert!(!body.contains(word), "{path} tells of {word}");
            }
        }
        assert_eq!(result["verification"]["status"], "verified");
    }

    fn tampering_with_an_override_is_found(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = submitted(&desk, &[namesake("1", her_birth_date())]);
        clear(&desk, &pat(), &id, 90).expect("proposed");
        follow(&desk, &sam(), &id, OverrideAct::Confirmed).expect("confirmed");
        assert_eq!(faults(&desk), Vec::<String>::new());
        for column in ["act", "code", "subject", "about_hash", "row_hash", "tier", "reason", "staff_id", "acted_by"] {
            tamper(&desk.db, &format!("UPDATE evidence_overrides SET {column} = 'x' || {column}"), &[]);
            assert_ne!(faults(&desk), Vec::<String>::new(), "{column}");
            tamper(&desk.db, &format!("UPDATE evidence_overrides SET {column} = substr({column}, 2)"), &[]);
            assert_eq!(faults(&desk), Vec::<String>::new(), "{column}");
        }
        for (change, back) in [
            ("UPDATE evidence_overrides SET step = step + 1 WHERE step = 1", "UPDATE evidence_overrides SET step = step - 1 WHERE step = 2"),
            ("UPDATE evidence_overrides SET expires_on = '2027-11-01'", "UPDATE evidence_overrides SET expires_on = '2027-02-21'"),
            ("UPDATE evidence_overrides SET acted_at = '2026-11-23 12:00:01'", "UPDATE evidence_overrides SET acted_at = '2026-11-23 12:00:00'"),
        ] {
            tamper(&desk.db, change, &[]);
            assert_ne!(faults(&desk), Vec::<String>::new(), "{change}");
            tamper(&desk.db, back, &[]);
            assert_eq!(faults(&desk), Vec::<String>::new(), "{back}");
        }
        tamper(&desk.db, "DELETE FROM evidence_overrides WHERE step = 1", &[]);
        assert_ne!(faults(&desk), Vec::<String>::new(), "a missing act");
    }
}
