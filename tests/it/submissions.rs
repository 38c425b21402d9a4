//! `POST /api/v1/submissions` and input that is wrong: a clear problem that names the place, nothing half-written.

use serde_json::{Value, json};
use vouchsafe::db::submissions;
use vouchsafe::domain::submission::SubmissionState;

use crate::on_both;
use crate::support::invented;
use crate::support::server::TestServer;

/// A change to a dossier, the status it must get, and the pointer of the problem.
type Wrong = (fn(&mut Value), u16, &'static str);

const WRONG: &[Wrong] = &[
    (|d| d["provider"]["verified"] = json!(true), 400, "/provider/verified"),
    (|d| d["provider"]["name"] = json!(7), 400, "/provider/name"),
    (|d| d["locations"] = json!({}), 400, "/locations"),
    (|d| d["locations"][0]["treatments"][0] = json!("oral"), 422, "/locations/0/treatments/0"),
    (|d| d["locations"][0]["postal_code"] = json!("9720"), 422, "/locations/0/postal_code"),
    (|d| d["clinicians"][0]["date_of_birth"] = json!("1979-02-30"), 422, "/clinicians/0/date_of_birth"),
    (|d| d["clinicians"][0]["locations"] = json!(["other"]), 422, "/clinicians/0/locations/0"),
    (|d| d["attestation"]["at"] = json!("yesterday"), 422, "/attestation/at"),
];

on_both! {
    fn each_wrong_value_gets_its_status_and_its_place_and_nothing_is_stored(db: TestDatabase) {
        let desk = invented::desk(&db);
        let server = TestServer::start_at(&db, desk.clock.clone());
        for (spoil, status, pointer) in WRONG {
            let mut dossier = invented::dossier();
            spoil(&mut dossier);
            let (got, problem) = server.post_json("/api/v1/submissions", &dossier);
            assert_eq!((got, &problem["errors"][0]["pointer"]), (*status, &json!(pointer)), "{problem}");
            assert_eq!(problem["errors"][0]["in"], "body");
        }
        let text = invented::dossier().to_string();
        for (body, status) in [
            (text.replacen('{', "{\"provider\": {},", 1).into_bytes(), 400),
            (text.as_bytes()[..text.len() / 2].to_vec(), 400),
            (text.replace("Ana", "A\u{1}na").into_bytes(), 400),
            ([b"{\"provider\": \"".as_slice(), &[0xff, 0xfe], b"\"}"].concat(), 400),
            (format!("{{\"provider\": \"{}\"}}", "x".repeat(2_000_000)).into_bytes(), 413),
        ] {
            let request = server.client().post(server.url("/api/v1/submissions")).content_type("application/json");
            let answer = request.send(&body[..]).expect("an answer");
            assert_eq!(answer.status(), status);
            assert_eq!(answer.headers()["content-type"], "application/problem+json");
        }
        let stored = desk.db.read(|c| submissions::count_in_states(c, SubmissionState::ALL)).expect("reads");
        assert_eq!(stored, 0);
    }

    fn a_dossier_is_checked_without_being_stored(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let server = TestServer::start_at(&db, desk.clock.clone());
        let (status, report) = server.post_json("/api/v1/verify", &invented::dossier());
        assert_eq!(status, 200, "{report}");
        let outcome = |code: &str| {
            let checks = report["checks"].as_array().expect("checks");
            checks.iter().find(|c| c["code"] == code).unwrap_or_else(|| panic!("{code}"))["outcome"].clone()
        };
        assert_eq!(outcome("npi.registered"), "pass");
        for open in ["license.board_status", "identity.control", "duplicate.listing"] {
            assert_eq!(outcome(open), "not_checked", "{open}");
        }
        assert!(report["sources"].as_array().is_some_and(|s| !s.is_empty()));
        for (spoil, status, pointer) in WRONG {
            let mut dossier = invented::dossier();
            spoil(&mut dossier);
            let (got, problem) = server.post_json("/api/v1/verify", &dossier);
            assert_eq!((got, &problem["errors"][0]["pointer"]), (*status, &json!(pointer)), "{problem}");
        }
        let counted = desk.db.read(|c| {
            Ok::<_, vouchsafe::db::DbError>((submissions::count_in_states(c, SubmissionState::ALL)?, vouchsafe::db::dossiers::all(c)?.len()))
        });
        assert_eq!(counted.expect("reads"), (0, 0));
    }

    fn a_zip_that_does_not_exist_or_lies_in_another_state_becomes_a_failed_check(db: TestDatabase) {
        let desk = invented::desk(&db);
        let server = TestServer::start_at(&db, desk.clock.clone());
        for (zip, state) in [("00001", "OR"), ("97202", "CA")] {
            let mut dossier = invented::dossier();
            dossier["locations"][0]["postal_code"] = json!(zip);
            dossier["locations"][0]["state"] = json!(state);
            let (status, taken) = server.post_json("/api/v1/submissions", &dossier);
            assert_eq!(status, 201, "{taken}");
            let checks = taken["report"]["checks"].as_array().expect("checks");
            let failed = checks.iter().any(|c| {
                c["code"].as_str().is_some_and(|code| code.starts_with("location.")) && c["outcome"] == "fail"
            });
            assert!(failed, "{zip} {state}");
        }
    }
}
