//! `vouchsafe verify` through the program itself: what it prints, and how it ends.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::on_both;
use crate::support::database::TestDatabase;

/// An NPI that was never issued, with its right check digit.
const PSYCHIATRIST: &str = "2000000002";
const GONE: &str = "2000000010";

fn vouchsafe(folder: &Path, url: &str, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vouchsafe"));
    command.env_clear().current_dir(folder).env("DATABASE_URL", url).args(args);
    command.output().expect("the program runs")
}

/// Runs `verify` where no reference data was ever loaded.
fn offline(file: &Path, args: &[&str]) -> Output {
    let folder = file.parent().expect("a folder");
    let file = file.to_str().expect("a path");
    vouchsafe(folder, "sqlite:nothing-here.db", &[&["verify", file, "--as-of", "2026-11-20"], args].concat())
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("ended by itself")
}

fn dossier() -> Value {
    json!({
        "provider": { "name": "Ophelia Vantassel MD", "kind": "solo" },
        "locations": [{
            "key": "main", "line1": "9 Invented Way", "city": "Hartford", "state": "CT", "postal_code": "06103",
            "treatments": ["sublingual"], "settings": ["clinic"]
        }],
        "clinicians": [{
            "first_name": "Ophelia", "last_name": "Vantassel", "date_of_birth": "1971-04-05", "profession": "md",
            "npi": PSYCHIATRIST, "prescribes": true, "locations": ["main"],
            "credentials": [
                { "kind": "state_license", "number": "11", "state": "CT", "expires_on": "2027-12-31" },
                { "kind": "state_cds", "number": "C-1", "state": "CT" },
                { "kind": "dea", "number": "BV1234563", "expires_on": "2027-12-31" },
                { "kind": "malpractice_insurance", "issuer": "Mutual", "number": "P-1", "expires_on": "2027-12-31" }
            ]
        }],
        "attestation": { "name": "Ophelia Vantassel", "at": "2026-11-19T08:00:00Z" }
    })
}

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("written");
    path
}

fn report(output: &Output) -> Value {
    serde_json::from_str(&out(output)).unwrap_or_else(|e| panic!("{e}: {}{}", out(output), err(output)))
}

fn outcome(report: &Value, code: &str) -> String {
    let checks = report["checks"].as_array().expect("checks");
    let of_clinician = checks.iter().find(|c| c["code"] == code && c["subject"] == "clinicians/0");
    of_clinician.map_or("left out".into(), |c| c["outcome"].as_str().unwrap_or_default().to_string())
}

const NPPES_HEADER: &str = "NPI,Entity Type Code,Provider Organization Name (Legal Business Name),Provider Last Name (Legal Name),\
    Provider First Name,Provider Other Organization Name,Provider Other Last Name,\
    Provider First Line Business Practice Location Address,Provider Business Practice Location Address City Name,\
    Provider Business Practice Location Address State Name,Provider Business Practice Location Address Postal Code,\
    Last Update Date,NPI Deactivation Date,NPI Reactivation Date,Healthcare Provider Taxonomy Code_1,\
    Provider License Number_1,Provider License Number State Code_1,Healthcare Provider Primary Taxonomy Switch_1\n";

const LEIE_HEADER: &str = "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,\
    EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE\n";

/// A complete registry with one active and one deactivated NPI, and one excluded person.
fn with_lists(test: &TestDatabase, excluded: &str) {
    let rows = format!(
        "{NPPES_HEADER}{PSYCHIATRIST},1,,VANTASSEL,OPHELIA,,,9 Invented Way,HARTFORD,CT,06103,07/08/2019,,,2084P0800X,11,CT,Y\n\
         {GONE},,,,,,,,,,,,01/15/2026,,,,,\n"
    );
    let registry = file(test.folder(), "nppes.csv", &rows);
    let row = format!(
        "EASTMAN,ORSON,,,MD,PSYCHIATRY,,{excluded},19610203,1 A ST,TROY,NY,12180,1128b4,20160120,00000000,00000000,\n"
    );
    let list = file(test.folder(), "leie.csv", &format!("{LEIE_HEADER}{row}"));
    for (what, path) in [("nppes", registry), ("leie", list)] {
        let path = path.to_str().expect("a path");
        let args = ["import", what, path, "--complete", "--list-date", "2026-11-10"];
        let done = vouchsafe(test.folder(), &test.url(), &args);
        assert_eq!(code(&done), 0, "{}", err(&done));
    }
}

fn verified(test: &TestDatabase, dossier: &Value) -> Output {
    let path = file(test.folder(), "dossier.json", &dossier.to_string());
    let args = ["verify", path.to_str().expect("a path"), "--format", "json", "--as-of", "2026-11-20"];
    vouchsafe(test.folder(), &test.url(), &args)
}

on_both! {
    fn a_dossier_built_on_the_registry_passes_and_an_excluded_npi_fails(test: TestDatabase) {
        with_lists(&test, "2000000028");
        let output = verified(&test, &dossier());
        let found = report(&output);
        for check in ["npi.registered", "npi.name", "npi.license", "exclusion.leie", "license.expiry"] {
            assert_eq!(outcome(&found, check), "pass", "{check}: {found}");
        }
        assert_eq!((code(&output), found["status"].as_str()), (0, Some("partly_verified")));

        with_lists(&test, PSYCHIATRIST);
        let output = verified(&test, &dossier());
        let found = report(&output);
        let hit = found["checks"].as_array().expect("checks").iter().find(|c| c["code"] == "exclusion.leie" && c["subject"] == "clinicians/0");
        assert_eq!(hit.map(|c| (c["outcome"].clone(), c["evidence"]["tier"].clone())), Some((json!("fail"), json!("confirmed"))));
        assert_eq!((code(&output), found["status"].as_str()), (1, Some("rechecking")));
        assert!(!out(&output).contains("1961") && !out(&output).contains("BV1234563"));
    }

    fn a_deactivated_npi_a_wrong_digit_and_an_expired_license_fail(test: TestDatabase) {
        with_lists(&test, "2000000028");
        let mut gone = dossier();
        gone["clinicians"][0]["npi"] = json!(GONE);
        assert_eq!(outcome(&report(&verified(&test, &gone)), "npi.registered"), "fail");
        let mut wrong = dossier();
        wrong["clinicians"][0]["npi"] = json!("2000000003");
        assert_eq!(outcome(&report(&verified(&test, &wrong)), "npi.check_digit"), "fail");
        let mut expired = dossier();
        expired["clinicians"][0]["credentials"][0]["expires_on"] = json!("2026-11-19");
        assert_eq!(outcome(&report(&verified(&test, &expired)), "license.expiry"), "fail");
    }
}

#[test]
fn without_reference_data_nothing_fails_and_strict_says_no() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = file(dir.path(), "d.json", &dossier().to_string());
    let output = offline(&path, &["--format", "json"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(err(&output).contains("no reference data"), "{}", err(&output));
    assert_eq!(outcome(&report(&output), "npi.registered"), "not_checked");
    assert_eq!(code(&offline(&path, &["--strict"])), 1);
    assert!(!dir.path().join("nothing-here.db").exists(), "a look leaves nothing behind");
}

#[test]
fn a_file_that_is_no_dossier_is_refused_with_every_place() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut wrong = dossier();
    wrong["clinicians"][0]["profession"] = json!("wizard");
    wrong["locations"][0]["postal_code"] = json!("zip");
    let output = offline(&file(dir.path(), "d.json", &wrong.to_string()), &[]);
    assert_eq!(code(&output), 2);
    let said = err(&output);
    assert!(said.contains("/clinicians/0/profession") && said.contains("/locations/0/postal_code"), "{said}");
    let cut = offline(&file(dir.path(), "cut.json", "{\"provider\": "), &[]);
    assert_eq!(code(&cut), 2);
    assert!(err(&cut).contains("line 1, column"), "{}", err(&cut));
    assert_eq!(code(&offline(&dir.path().join("missing.json"), &[])), 2);
    assert_eq!(code(&offline(&file(dir.path(), "d.txt", ""), &[])), 2);
}

const ROSTER: &str = "npi,first_name,last_name,profession,license_number,license_state,license_expires_on,state,postal_code,note\n\
    2000000002,Ophelia,Vantassel,md,11,CT,2027-12-31,CT,06103,x\n\
    2000000002,Ophelia,Vantassel,md,22,MA,2027-12-31,CT,06103,x\n\
    2000000003,=cmd,Quill,np,33,CT,2026-11-19,CT,06103,x\n";

#[test]
fn a_roster_gives_one_report_a_line_in_its_own_order() {
    let dir = tempfile::tempdir().expect("a folder");
    let output = offline(&file(dir.path(), "r.csv", ROSTER), &["--format", "json"]);
    let reports: Vec<Value> = out(&output).lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let rows: Vec<_> = reports.iter().map(|r| (r["row"].clone(), r["npi"].clone())).collect();
    assert_eq!(rows, [(json!(2), json!("2000000002")), (json!(4), json!("2000000003"))]);
    assert_eq!(outcome(&reports[0], "npi.check_digit"), "pass");
    assert_eq!(outcome(&reports[1], "npi.check_digit"), "fail");
    assert_eq!(outcome(&reports[1], "license.expiry"), "fail");
    // What a roster has no column for is not held against anyone.
    let missing =
        reports[0]["checks"].as_array().expect("checks").iter().filter(|c| c["code"] == "credential.required");
    assert!(missing.into_iter().all(|c| c["outcome"] == "not_checked"));
    assert_eq!(code(&output), 1);
    assert!(err(&output).contains("`note`"), "{}", err(&output));
}

#[test]
fn an_unreadable_row_stands_in_its_place_and_decides_the_exit_code() {
    let dir = tempfile::tempdir().expect("a folder");
    let text = format!("{ROSTER}1,Ann,Ragged\n2000000010,Ann,Moss,wizard,1,CT,2027-01-01,CT,06103,x\n");
    let output = offline(&file(dir.path(), "r.csv", &text), &["--format", "json"]);
    let lines: Vec<Value> = out(&output).lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!((lines.len(), code(&output)), (4, 2));
    assert_eq!(lines[2]["row"], 5);
    assert_eq!(lines[3]["errors"][0]["column"], "profession");
}

#[test]
fn a_roster_without_a_needed_column_is_refused_by_its_name() {
    let dir = tempfile::tempdir().expect("a folder");
    let output = offline(&file(dir.path(), "r.csv", "npi,last_name\n1,Moss\n"), &[]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("`profession`"), "{}", err(&output));
}

#[test]
fn no_cell_of_the_spreadsheet_begins_a_formula() {
    let dir = tempfile::tempdir().expect("a folder");
    let output = offline(&file(dir.path(), "r.csv", ROSTER), &["--format", "csv"]);
    assert!(out(&output).contains(",'=cmd Quill,"), "{}", out(&output));
}

#[test]
fn the_page_stands_alone_and_escapes_what_it_was_given() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut hostile = dossier();
    hostile["provider"]["name"] = json!("<script>alert(1)</script> & Co");
    let output = offline(&file(dir.path(), "d.json", &hostile.to_string()), &["--format", "html"]);
    let page = out(&output);
    assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"));
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"));
    for elsewhere in ["http:", "https:", "src=", "href=\"/", "<link", "@import", "url("] {
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
}

#[test]
fn the_table_says_what_it_is_not_for() {
    let dir = tempfile::tempdir().expect("a folder");
    let output = offline(&file(dir.path(), "d.json", &dossier().to_string()), &[]);
    assert!(out(&output).contains("Not for employment, credit or insurance decisions."));
    assert!(out(&output).contains("npi.check_digit"));
}

/// A roster of three: two that stand, one whose NPI has a wrong digit, and a row that is none.
fn mixed_roster(folder: &Path) -> PathBuf {
    let text = format!(
        "npi,first_name,last_name,profession,license_number,license_state,license_expires_on,state\n\
         {PSYCHIATRIST},Ophelia,Vantassel,md,11,CT,2027-12-31,CT\n{GONE},Ada,\"Q<b>uill\",md,12,CT,2027-12-31,CT\n\
         2000000003,Ida,Moss,np,13,CT,2027-12-31,CT\n2000000004,Only,Two\n"
    );
    file(folder, "roster.csv", &text)
}

#[test]
fn a_roster_s_table_ends_with_each_check_counted_by_outcome() {
    let dir = tempfile::tempdir().expect("a folder");
    let output = offline(&mixed_roster(dir.path()), &[]);
    let text = out(&output);
    assert!(text.contains("3 clinicians: "), "{text}");
    assert!(text.contains("1 row could not be read"), "{text}");
    let line = text.lines().find(|l| l.trim_start().starts_with("npi.check_digit ")).expect("counted").to_string();
    let numbers: Vec<&str> = line.split_whitespace().skip(1).collect();
    assert_eq!(numbers, ["2", "1", "0", "0", "0", "0"], "pass, fail, review, not_checked, stale, error: {line}");
    assert!(text.trim_end().ends_with("Not for employment, credit or insurance decisions."));
}

#[test]
fn a_roster_s_page_says_what_was_checked_what_was_not_and_by_what() {
    let dir = tempfile::tempdir().expect("a folder");
    let page = out(&offline(&mixed_roster(dir.path()), &["--format", "html"]));
    for said in [
        "<dt>File</dt><dd>roster.csv</dd>",
        "<dt>As of</dt><dd>2026-11-20</dd>",
        concat!("<dd>vouchsafe ", env!("CARGO_PKG_VERSION"), "</dd>"),
        "No reference data was at hand",
        "3 clinicians checked",
        "1 row could not be read",
        "The national registry (NPPES) is not loaded here. (2)",
        "This roster has no column that could say: <code>acls</code>",
        "<code>rems.esketamine</code>",
        "Not for employment, credit or insurance decisions.",
        "Q&lt;b&gt;uill",
    ] {
        assert!(page.contains(said), "{said} is not in\n{page}");
    }
    let version = String::from_utf8(vouchsafe(dir.path(), "sqlite:none.db", &["rules"]).stdout).expect("UTF-8");
    let version = version.lines().next().and_then(|l| l.strip_prefix("rules ")).expect("a version").to_string();
    assert!(page.contains(&format!("<dt>Rules</dt><dd>{version}</dd>")), "{version}");
    assert!(!page.contains("<script") && !page.contains("<b>uill"));
}
