//! One listing's whole way: submit, validate, verify, review, publish, index, search.

use serde_json::{Value, json};
use vouchsafe::db::{audit, evidence, submissions};
use vouchsafe::domain::check::{Check, Outcome, VerificationStatus};
use vouchsafe::domain::submission::{Decision, DecisionReason, SubmissionState};
use vouchsafe::pipeline::review::{self, ReviewError, Verdict};
use vouchsafe::pipeline::{Desk, index, submit, verify};

use crate::on_both;
use crate::support::invented::{self, NPI};
use crate::support::server::TestServer;

const APPROVE: Verdict<'_> =
    Verdict { seen_version: 0, decision: Decision::Approve, reason: DecisionReason::Complete, text: "" };

fn version(desk: &Desk, id: &str) -> i64 {
    desk.db.read(|c| submissions::get(c, id)).expect("there").version
}

fn approve(desk: &Desk, id: &str) -> Result<(), ReviewError> {
    review::decide(desk, &invented::reviewer(), id, &Verdict { seen_version: version(desk, id), ..APPROVE })
}

fn look_up(desk: &Desk, id: &str) {
    for lookup in invented::lookups(desk.clock.now()) {
        review::record_lookup(desk, &invented::reviewer(), id, &lookup).expect("recorded");
    }
}

fn not_passed(checks: &[Check]) -> Vec<String> {
    let open = checks.iter().filter(|c| c.outcome != Outcome::Pass);
    open.map(|c| format!("{} {} {}: {}", c.code, c.subject, c.outcome, c.detail)).collect()
}

fn outcome(checks: &[Check], code: &str) -> Outcome {
    checks.iter().find(|c| c.code == code).unwrap_or_else(|| panic!("no {code}")).outcome
}

fn faults(desk: &Desk) -> Vec<String> {
    let mut faults = desk.db.read(audit::faults).expect("reads");
    faults.extend(desk.db.read(evidence::faults).expect("reads"));
    faults
}

on_both! {
    fn a_dossier_in_order_travels_from_submission_to_a_patients_search(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let taken = submit::submit(&desk, &invented::dossier()).expect("taken");
        assert_eq!(not_passed(&taken.report.checks).len(), 2, "{:#?}", not_passed(&taken.report.checks));
        assert!(matches!(approve(&desk, &taken.submission_id), Err(ReviewError::Blocked(_))), "look-ups come first");

        look_up(&desk, &taken.submission_id);
        approve(&desk, &taken.submission_id).expect("approved");

        let server = TestServer::start_at(&db, desk.clock.clone());
        let body = server.json("/api/v1/providers?near=97202&radius=5");
        assert_eq!(body["total"], 1, "{body}");
        let result = &body["results"][0];
        assert_eq!(result["name"], "Quiet Harbor Psychiatry");
        assert_eq!(result["verification"]["status"], "verified", "{body}");
        assert_eq!(result["freshness"], "current");
        let miles = result["distance_miles"].as_f64().expect("a number");
        assert!((0.0..3.0).contains(&miles), "{miles}");
        assert_eq!(faults(&desk), Vec::<String>::new());
    }

    fn an_excluded_npi_fails_as_confirmed_and_cannot_be_approved(db: TestDatabase) {
        let desk = invented::desk(&db);
        let mut row = invented::somebody_else();
        row.npi = NPI.into();
        invented::load_lists(&desk.reference, &[invented::record()], &[row]);
        let taken = submit::submit(&desk, &invented::dossier()).expect("taken");
        let hit = taken.report.checks.iter().find(|c| c.code == "exclusion.leie" && c.subject == "clinicians/0");
        let hit = hit.expect("checked");
        assert_eq!((hit.outcome, &hit.evidence["tier"]), (Outcome::Fail, &json!("confirmed")));
        look_up(&desk, &taken.submission_id);
        assert!(matches!(approve(&desk, &taken.submission_id), Err(ReviewError::Blocked(_))));
    }

    fn a_checksum_error_a_deactivated_npi_and_an_expired_license_are_found(db: TestDatabase) {
        let desk = invented::desk(&db);
        let mut gone = invented::record();
        gone.deactivated_on = chrono::NaiveDate::from_ymd_opt(2025, 1, 31);
        invented::load_lists(&desk.reference, &[gone], &[]);
        let mut raw = invented::dossier();
        raw["clinicians"][0]["credentials"][0]["expires_on"] = json!("2026-11-22");
        raw["clinicians"][0]["credentials"][1]["number"] = json!("FR1234564");
        let checks = submit::submit(&desk, &raw).expect("taken").report.checks;
        for code in ["npi.registered", "license.expiry", "dea.check_digit"] {
            assert_eq!(outcome(&checks, code), Outcome::Fail, "{code}");
        }
        raw["clinicians"][0]["npi"] = json!("2000000011");
        let checks = submit::submit(&desk, &raw).expect("taken").report.checks;
        assert_eq!(outcome(&checks, "npi.check_digit"), Outcome::Fail);
    }

    fn of_fifty_who_decide_at_once_one_wins_and_the_others_see_why(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let id = submit::submit(&desk, &invented::dossier()).expect("taken").submission_id;
        look_up(&desk, &id);
        let seen_version = version(&desk, &id);
        let decide = |decision, text| {
            let verdict = Verdict { seen_version, decision, reason: DecisionReason::Other, text };
            review::decide(&desk, &invented::reviewer(), &id, &verdict)
        };
        let outcomes = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..50)
                .map(|i| scope.spawn(move || if i % 2 == 0 { decide(Decision::Approve, "") } else { decide(Decision::Reject, "Not ours.") }))
                .collect();
            threads.into_iter().map(|t| t.join().expect("no panic")).collect::<Vec<_>>()
        });
        assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1, "{outcomes:?}");
        for lost in outcomes.into_iter().filter_map(Result::err) {
            let ReviewError::Stale { state, decision } = lost else { panic!("{lost}") };
            assert!(matches!(state, SubmissionState::Published | SubmissionState::Rejected));
            assert!(decision.is_some(), "the loser sees the winner's decision");
        }
        assert_eq!(desk.db.read(|c| vouchsafe::db::decisions::all_on(c, &id)).expect("reads").len(), 1);
        let mails = desk.db.read(|c| vouchsafe::db::mails::newest(c, 100)).expect("reads");
        assert_eq!(mails.len(), 2, "the letter that it came in, and one about the decision: {mails:?}");
        let acts = desk.db.read(|c| vouchsafe::db::audit::newest(c, None, 1000)).expect("reads");
        assert_eq!(acts.iter().filter(|a| a.action == "submission.approved" || a.action == "submission.rejected").count(), 1);
        assert_eq!(faults(&desk), Vec::<String>::new());
    }

    fn private_values_are_on_disk_only_sealed_and_in_no_answer(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let server = TestServer::start_at(&db, desk.clock.clone());
        let taken = server.post_json("/api/v1/submissions", &invented::dossier());
        assert_eq!(taken.0, 201, "{}", taken.1);
        let reference = taken.1["reference"].as_str().expect("a reference");
        let own = server.json_as(&format!("/api/v1/submissions/{reference}"), taken.1["token"].as_str().expect("a token"));
        assert_eq!(own["state"], "in_review");
        for text in [taken.1.to_string(), own.to_string()] {
            assert!(!text.contains("1979-03-14") && !text.contains("FR1234563"), "{text}");
        }
        let rows = desk.db.read(vouchsafe::db::dossiers::all).expect("reads");
        assert!(!rows[0].body.contains("1979-03-14") && !rows[0].body.contains("FR1234563"));
        let open = vouchsafe::pipeline::dossier::open(&desk.keys, &rows[0]).expect("opens");
        assert_eq!(open.value.pointer("/clinicians/0/date_of_birth"), Some(&json!("1979-03-14")));
    }

    fn a_status_link_opens_by_itself_and_the_bare_reference_does_not(db: TestDatabase) {
        let desk = invented::desk(&db);
        let server = TestServer::start_at(&db, desk.clock.clone());
        let (_, taken) = server.post_json("/api/v1/submissions", &invented::dossier());
        let reference = taken["reference"].as_str().expect("a reference");
        let status = taken["status_url"].as_str().expect("a link");
        let path = &status[status.find("/status/").expect("its path")..];
        let page = server.get(path).into_body().read_to_string().expect("text");
        assert!(page.contains(reference) && page.contains("988"), "{page}");
        assert_eq!(server.get(&format!("/status/{reference}")).status(), 404);
        assert_eq!(server.get(&format!("/status/{reference}?key=wrong")).status(), 404);
    }

    fn a_token_withdraws_its_own_submission_and_nothing_else(db: TestDatabase) {
        let desk = invented::desk(&db);
        let server = TestServer::start_at(&db, desk.clock.clone());
        let (_, one) = server.post_json("/api/v1/submissions", &invented::dossier());
        let (_, two) = server.post_json("/api/v1/submissions", &invented::dossier());
        let address = |of: &Value| format!("/api/v1/submissions/{}", of["reference"].as_str().expect("a reference"));
        let token = |of: &Value| of["token"].as_str().expect("a token").to_string();
        assert_eq!(server.delete(&address(&one), &token(&two)), 404);
        assert_eq!(server.delete(&address(&one), &token(&one)), 204);
        assert_eq!(server.json_as(&address(&one), &token(&one))["state"], "withdrawn");
        assert_eq!(server.delete(&address(&one), &token(&one)), 409, "twice is once");
    }

    fn what_is_asked_for_can_be_sent_again_and_is_checked_again(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let server = TestServer::start_at(&db, desk.clock.clone());
        let mut raw = invented::dossier();
        raw["clinicians"][0]["credentials"].as_array_mut().expect("a list").remove(3);
        let (_, taken) = server.post_json("/api/v1/submissions", &raw);
        let reference = taken["reference"].as_str().expect("a reference");
        let id = desk.db.read(|c| submissions::by_reference(c, reference)).expect("reads").expect("there").id;
        let ask = Verdict {
            seen_version: version(&desk, &id),
            decision: Decision::AskForChanges,
            reason: DecisionReason::MissingInformation,
            text: "Which malpractice policy do you hold?",
        };
        review::decide(&desk, &invented::reviewer(), &id, &ask).expect("asked");
        let token = taken["token"].as_str().expect("a token");
        let address = format!("/api/v1/submissions/{reference}");
        assert_eq!(server.json_as(&address, token)["message"], ask.text);
        let (status, report) = server.put_json(&address, token, &invented::dossier());
        assert_eq!(status, 200, "{report}");
        assert_eq!(server.json_as(&address, token)["state"], "in_review");
        look_up(&desk, &id);
        approve(&desk, &id).expect("approved");
        assert_eq!(index::build(&desk).expect("builds").providers().count(), 1);
    }

    fn an_approval_is_found_within_a_second_in_every_process(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let servers = [TestServer::start_at(&db, desk.clock.clone()), TestServer::start_at(&db, desk.clock.clone())];
        let id = submit::submit(&desk, &invented::dossier()).expect("taken").submission_id;
        look_up(&desk, &id);
        approve(&desk, &id).expect("approved");
        let decided = std::time::Instant::now();
        for server in &servers {
            while server.json("/api/v1/providers?near=Portland,%20OR")["total"] != 1 {
                assert!(decided.elapsed().as_secs() < 5, "still not found");
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        }
    }

    fn checks_that_were_cut_short_are_made_up_for(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let id = submit::submit(&desk, &invented::dossier()).expect("taken").submission_id;
        // As if the process had ended between the two transactions.
        crate::support::tamper(&desk.db, "UPDATE submissions SET state = 'received' WHERE id = $1", &[&id]);
        assert_eq!(verify::run_cut_short(&desk).expect("looks"), 0, "the request may still be at it");
        desk.clock.advance(chrono::Duration::minutes(2));
        assert_eq!(verify::run_cut_short(&desk).expect("looks"), 1);
        let state = desk.db.read(|c| submissions::get(c, &id)).expect("there").state;
        assert_eq!(state, SubmissionState::InReview);
    }

    fn evidence_never_serves_values_it_did_not_look_at(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let id = submit::submit(&desk, &invented::dossier()).expect("taken").submission_id;
        look_up(&desk, &id);
        approve(&desk, &id).expect("approved");
        let verified = |desk: &Desk| {
            let snapshot = index::build(desk).expect("builds");
            let badge = snapshot.providers().next().expect("one is listed").standing(desk.clock.now()).badge;
            badge.status == VerificationStatus::Verified
        };
        assert!(verified(&desk));
        // Somebody edits the stored license number: the evidence was about another one.
        let row = desk.db.read(vouchsafe::db::dossiers::all).expect("reads").remove(0);
        let body = row.body.replace("MD123456", "MD999999");
        assert_ne!(body, row.body);
        crate::support::tamper(&desk.db, "UPDATE dossiers SET body = $1 WHERE id = $2", &[&body, &row.id]);
        assert!(!verified(&desk));
    }

    fn any_change_to_audit_or_evidence_outside_the_program_is_found(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let id = submit::submit(&desk, &invented::dossier()).expect("taken").submission_id;
        look_up(&desk, &id);
        approve(&desk, &id).expect("approved");
        assert_eq!(faults(&desk), Vec::<String>::new());
        for (change, back) in [
            ("UPDATE audit_log SET actor = 'x' || actor WHERE seq = 2", "UPDATE audit_log SET actor = substr(actor, 2) WHERE seq = 2"),
            ("UPDATE audit_payloads SET payload = payload || ' ' WHERE seq = 1", "UPDATE audit_payloads SET payload = trim(payload) WHERE seq = 1"),
            ("UPDATE audit_head SET seq = seq - 1", "UPDATE audit_head SET seq = seq + 1"),
            ("UPDATE evidence SET outcome = upper(outcome)", "UPDATE evidence SET outcome = lower(outcome)"),
            ("UPDATE evidence SET valid_until = checked_at WHERE code = 'npi.format' AND valid_until IS NULL", "UPDATE evidence SET valid_until = NULL WHERE code = 'npi.format' AND valid_until = checked_at"),
            ("UPDATE evidence_lookups SET looked_by = 'x' || looked_by", "UPDATE evidence_lookups SET looked_by = substr(looked_by, 2)"),
            ("UPDATE evidence_runs SET rules_version = rules_version || 'x' WHERE number = 1", "UPDATE evidence_runs SET rules_version = substr(rules_version, 1, length(rules_version) - 1) WHERE number = 1"),
        ] {
            crate::support::tamper(&desk.db, change, &[]);
            assert_ne!(faults(&desk), Vec::<String>::new(), "{change}");
            crate::support::tamper(&desk.db, back, &[]);
            assert_eq!(faults(&desk), Vec::<String>::new(), "{back}");
        }
        crate::support::tamper(&desk.db, "DELETE FROM evidence WHERE position = 0", &[]);
        assert_ne!(faults(&desk), Vec::<String>::new(), "a missing row");
    }
}
