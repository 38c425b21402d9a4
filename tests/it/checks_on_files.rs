//! From files to findings: what the checks say once real layouts have been imported.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use vouchsafe::clock::Clock;
use vouchsafe::db::Db;
use vouchsafe::db::reference::ReferenceSources;
use vouchsafe::domain::check::{Check, Outcome};
use vouchsafe::domain::dossier::Dossier;
use vouchsafe::geo::Gazetteer;
use vouchsafe::pipeline::load_reference::{self, Pass, Request, Watch};
use vouchsafe::rules::Rules;
use vouchsafe::sources::ListName;
use vouchsafe::verify::{Context, verify};

use crate::on_both;
use crate::support::database::TestDatabase;

struct Quiet;

impl Watch for Quiet {
    fn begins(&self, _: Pass, _: &std::path::Path, _: u64) {}
    fn read(&self, _: u64) {}
    fn staged(&self, _: i64) {}
}

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().expect("a moment")
}

const NPI: &str = "2000000002";

fn nppes(deactivated: &str) -> String {
    format!(
        "NPI,Entity Type Code,Provider Organization Name (Legal Business Name),Provider Last Name (Legal Name),\
         Provider First Name,Provider Other Organization Name,Provider Other Last Name,\
         Provider First Line Business Practice Location Address,Provider Business Practice Location Address City Name,\
         Provider Business Practice Location Address State Name,Provider Business Practice Location Address Postal Code,\
         Last Update Date,NPI Deactivation Date,NPI Reactivation Date,Healthcare Provider Taxonomy Code_1,\
         Provider License Number_1,Provider License Number State Code_1,Healthcare Provider Primary Taxonomy Switch_1\n\
         {NPI},1,,VANTASSEL,OPHELIA,,,9 Invented Way,HARTFORD,CT,06103,07/08/2019,{deactivated},,2084P0800X,054321,CT,Y\n"
    )
}

fn leie(npi: &str) -> String {
    format!(
        "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,EXCLDATE,REINDATE,\
         WAIVERDATE,WVRSTATE\nQUILLFEATHER,ORSON,,,MD,PSYCHIATRY,,{npi},19610203,1 A ST,TROY,NY,12180,1128b4,20160120,00000000,\
         00000000,\n"
    )
}

fn load(test: &TestDatabase, db: &Db, list: ListName, name: &str, text: &str, complete: bool) {
    let path: PathBuf = test.folder().join(name);
    std::fs::write(&path, text).expect("written");
    let list_date = NaiveDate::from_ymd_opt(2026, 11, 9);
    let request = Request { list, files: &[path], complete, list_date, refuse_shrunk: false };
    load_reference::load(db, &Clock::fixed(now()), request, &Quiet).expect("loads");
}

/// What the checks say of one psychiatrist with that NPI.
fn checks(db: &Db) -> Vec<Check> {
    let dossier: Dossier = serde_json::from_value(json!({
        "provider": { "name": "Calm Harbor", "kind": "solo" },
        "locations": [{ "key": "main", "line1": "9 Invented Way", "city": "Hartford", "state": "CT", "postal_code": "06103",
                        "treatments": ["iv"], "conditions": ["anxiety"], "settings": ["clinic"] }],
        "clinicians": [{ "first_name": "Ophelia", "last_name": "Vantassel", "profession": "md", "npi": NPI, "prescribes": true,
                         "locations": ["main"],
                         "credentials": [{ "kind": "state_license", "number": "054321", "state": "CT", "expires_on": "2027-12-31" }] }],
        "attestation": { "name": "Ophelia Vantassel", "at": "2026-11-20T09:00:00Z" }
    }))
    .expect("a dossier");
    let sources = ReferenceSources::open(db, now().date_naive()).expect("opens");
    let context = Context {
        lookups: &[],
        sources: &sources,
        rules: Rules::builtin(),
        gazetteer: Gazetteer::get(),
        listed: None,
        unasked: &[],
        now: now(),
    };
    verify(&dossier, &context).into_iter().map(|f| f.check).collect()
}

/// The check of the clinician: the practice is screened too.
fn of_clinician<'a>(checks: &'a [Check], code: &str) -> &'a Check {
    let mut theirs = checks.iter().filter(|c| c.subject.starts_with("clinicians/0"));
    theirs.find(|c| c.code == code).unwrap_or_else(|| panic!("no {code}"))
}

fn outcome(checks: &[Check], code: &str) -> Outcome {
    of_clinician(checks, code).outcome
}

on_both! {
    fn a_registered_physician_who_is_on_no_list_passes(test: TestDatabase) {
        let db = test.reference();
        assert_eq!(outcome(&checks(&db), "npi.registered"), Outcome::NotChecked, "nothing is loaded");
        load(&test, &db, ListName::Nppes, "npidata.csv", &nppes(""), true);
        load(&test, &db, ListName::Leie, "UPDATED.csv", &leie("0000000000"), true);
        let found = checks(&db);
        for code in ["npi.registered", "npi.name", "npi.license", "exclusion.leie"] {
            assert_eq!(outcome(&found, code), Outcome::Pass, "{code}");
        }
    }

    fn a_deactivated_npi_fails_however_the_news_arrives(test: TestDatabase) {
        let db = test.reference();
        load(&test, &db, ListName::Nppes, "npidata.csv", &nppes(""), true);
        let report = format!("NPI,NPPES Deactivation Date\n{NPI},11/10/2026\n");
        load(&test, &db, ListName::Nppes, "NPPES Deactivated NPI Report 20261112.csv", &report, false);
        assert_eq!(outcome(&checks(&db), "npi.registered"), Outcome::Fail);
    }

    fn an_excluded_npi_is_confirmed_even_in_a_supplement_which_clears_nobody(test: TestDatabase) {
        let db = test.reference();
        load(&test, &db, ListName::Leie, "1601EXCL.csv", &leie("0000000000"), false);
        assert_eq!(outcome(&checks(&db), "exclusion.leie"), Outcome::NotChecked);
        load(&test, &db, ListName::Leie, "1602EXCL.csv", &leie(NPI), false);
        let found = checks(&db);
        let hit = of_clinician(&found, "exclusion.leie");
        assert_eq!((hit.outcome, hit.evidence["tier"].as_str()), (Outcome::Fail, Some("confirmed")));
        assert!(hit.source.starts_with("LEIE 2016-01 + 2016-02"), "{}", hit.source);
    }
}
