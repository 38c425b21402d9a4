//! Listings written down for others: what stands there, that it can be read again, and that it is the same each time.

use std::process::{Command, Output};

use serde_json::{Value, json};
use vouchsafe::clock::Clock;
use vouchsafe::config::RateLimits;
use vouchsafe::pipeline::Desk;

use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::server::TestServer;

/// A directory with one published psychiatrist, whose place is called like a formula.
fn scene(db: &TestDatabase) -> Desk {
    let desk = invented::desk(db);
    let mut raw = invented::dossier();
    raw["locations"][0]["name"] = json!("=HYPERLINK(\"https://evil.example\")");
    invented::load_lists(&desk.reference, &[invented::record()], &[]);
    invented::publish_dossier(&desk, &raw);
    desk
}

fn vouchsafe(db: &TestDatabase, args: &[&str]) -> Output {
    let key = db.folder().join("export.key");
    if !key.exists() {
        std::fs::write(&key, format!("vouchsafe-key-1:{}\n", data_encoding::BASE64URL_NOPAD.encode(&[7; 32])))
            .expect("written");
    }
    Command::new(env!("CARGO_BIN_EXE_vouchsafe"))
        .args(args)
        .env("DATABASE_URL", db.url())
        .env("VOUCHSAFE_KEY_FILE", &key)
        .output()
        .expect("runs")
}

fn export(db: &TestDatabase, format: &str) -> String {
    let done = vouchsafe(db, &["export", "listings", "--format", format]);
    assert!(done.status.success(), "{done:?}");
    String::from_utf8(done.stdout).expect("text")
}

on_both! {
    fn a_line_of_json_is_what_the_api_answers_and_every_export_is_the_same_again(db: TestDatabase) {
        scene(&db);
        let server = TestServer::start_with(&db, Clock::system(), |listen| listen.rate_limits = RateLimits::Off);
        let lines = export(&db, "ndjson");
        let [line] = lines.lines().collect::<Vec<_>>().try_into().expect("one listing");
        let provider: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(provider, server.json("/api/v1/providers/quiet-harbor-psychiatry"));
        let all: Value = serde_json::from_str(&export(&db, "json")).expect("JSON");
        assert_eq!(all, json!([provider]));
        for format in ["csv", "json", "ndjson", "fhir", "hsds"] {
            assert_eq!(export(&db, format), export(&db, format), "{format}");
        }
    }

    fn nothing_private_is_in_any_form(db: TestDatabase) {
        scene(&db);
        for format in ["csv", "json", "ndjson", "fhir", "hsds"] {
            let text = export(&db, format);
            assert!(text.contains("503-555-0142"), "{format}: {text}");
            for private in ["1979-03-14", "FR1234563", "ana@example.com", "ACLS-1", "P-77"] {
                assert!(!text.contains(private), "{format} says {private}");
            }
        }
    }

    fn a_table_begins_no_formula_and_is_read_by_the_import(db: TestDatabase) {
        scene(&db);
        let file = db.folder().join("listings.csv");
        let done = vouchsafe(&db, &["export", "listings", "--format", "csv", "--out", &file.to_string_lossy()]);
        assert!(done.status.success() && done.stdout.is_empty(), "{done:?}");
        let text = std::fs::read_to_string(&file).expect("written");
        assert!(text.starts_with("id,name,kind,npi,line1,") && text.lines().count() == 2, "{text}");
        assert!(!text.split([',', '\n']).any(|cell| cell.trim_start_matches('"').starts_with('=')), "{text}");
        let left = std::fs::read_dir(db.folder()).expect("reads").filter_map(|e| e.ok()?.file_name().into_string().ok());
        assert!(left.filter(|name| name.ends_with(".part")).count() == 0, "nothing unfinished stays");
        let other = TestDatabase::sqlite();
        let read = vouchsafe(&other, &["import", "listings", &file.to_string_lossy(), "--dry-run"]);
        assert!(read.status.success(), "{read:?}");
        let told = String::from_utf8_lossy(&read.stdout).into_owned();
        assert!(told.contains("1 listing"), "{told}");
        let doubts = String::from_utf8_lossy(&read.stderr).into_owned();
        assert!(!doubts.contains("left out"), "{doubts}");
    }

    fn fhir_goes_into_a_file_for_each_type_with_a_manifest(db: TestDatabase) {
        scene(&db);
        let folder = db.folder().join("bulk");
        let done = vouchsafe(&db, &["export", "listings", "--format", "fhir", "--out", &folder.to_string_lossy(), "--public-url", "https://care.example.org"]);
        assert!(done.status.success(), "{done:?}");
        let manifest: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("manifest.json")).expect("written")).expect("JSON");
        assert_eq!((&manifest["requiresAccessToken"], &manifest["request"]), (&json!(false), &json!("https://care.example.org/fhir/$export")));
        let output = manifest["output"].as_array().expect("files");
        assert_eq!(output.len(), 6, "{manifest}");
        for file in output {
            let text = std::fs::read_to_string(folder.join(file["url"].as_str().expect("a name"))).expect("there");
            assert_eq!(file["count"], json!(text.lines().count()));
            assert!(text.lines().all(|line| serde_json::from_str::<Value>(line).expect("JSON")["resourceType"] == file["type"]));
        }
    }

    fn a_service_of_hsds_is_whole(db: TestDatabase) {
        scene(&db);
        let all: Value = serde_json::from_str(&export(&db, "hsds")).expect("JSON");
        let service = &all[0];
        assert_eq!((&service["status"], &service["organization"]["name"]), (&json!("active"), &json!("Quiet Harbor Psychiatry")));
        let location = &service["service_at_locations"][0]["location"];
        assert_eq!((&location["location_type"], &location["addresses"][0]["postal_code"]), (&json!("physical"), &json!("97202")));
    }
}

#[test]
fn whoever_reads_no_further_is_no_failure_of_ours() {
    let db = TestDatabase::sqlite();
    let desk = scene(&db);
    drop(desk);
    export(&db, "ndjson");
    let key = db.folder().join("export.key");
    let mut child = Command::new(env!("CARGO_BIN_EXE_vouchsafe"))
        .args(["export", "listings", "--format", "fhir"])
        .env("DATABASE_URL", db.url())
        .env("VOUCHSAFE_KEY_FILE", &key)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("starts");
    drop(child.stdout.take());
    let done = child.wait_with_output().expect("ends");
    assert!(done.status.success() && done.stderr.is_empty(), "{done:?}");
}
