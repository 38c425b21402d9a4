//! Sentences about the checks, told on an invented clinic whose dossier is in order.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::{Value, json};

use super::codes::Code;
use super::{Context, ListedElsewhere, report, verify};
use crate::domain::check::{Check, Finding, Outcome, Report, VerificationStatus};
use crate::domain::dossier::Dossier;
use crate::domain::lookup::{LookupKind, LookupResult, RecordedLookup};
use crate::domain::numbers::npi_check_digit;
use crate::geo::Gazetteer;
use crate::rules::Rules;
use crate::sources::memory::MemorySources;
use crate::sources::record::{NppesTaxonomy, OtherName, PracticeAddress};
use crate::sources::{ExclusionRecord, ListName, LoadedSource, NppesRecord};

mod credential;
mod dea;
mod exclusion;
mod license;
mod location;
mod npi;
mod people;
mod properties;
mod scope;

/// A valid NPI that was never issued: it begins with 2.
fn npi(serial: u32) -> String {
    let nine = format!("2{serial:08}");
    let digit = npi_check_digit(&nine).expect("nine digits that begin with 2");
    format!("{nine}{digit}")
}

fn now() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().expect("a moment")
}

fn day(s: &str) -> NaiveDate {
    s.parse().expect("a day")
}

/// A dossier, what surrounds it, and the moment; each test changes one thing.
struct World {
    dossier: Value,
    sources: MemorySources,
    lookups: Vec<RecordedLookup>,
    listed: Option<Vec<ListedElsewhere>>,
    unasked: Vec<&'static str>,
    now: DateTime<Utc>,
}

fn loaded(list: ListName, version: &str, list_date: &str) -> LoadedSource {
    let list_date = day(list_date);
    LoadedSource { list, version: version.into(), list_date, complete: true, rows: 10, loaded_at: now() }
}

impl World {
    /// A clinic in Portland, Oregon, where one psychiatrist gives infusions. Everything is in order.
    fn in_order() -> World {
        let dossier = json!({
            "provider": {
                "name": "Stillwater Ketamine Clinic", "legal_name": "Stillwater Health LLC", "kind": "clinic",
                "organization_npi": npi(9), "email": "desk@stillwater.example",
                "description": "Infusions in a quiet room. Not FDA-approved for any mental health condition.",
                "owners": [{ "first_name": "Olga", "last_name": "Brandt", "date_of_birth": "1961-02-03" }]
            },
            "locations": [{
                "key": "main", "line1": "100 SW Main St", "city": "Portland", "state": "OR", "postal_code": "97205",
                "phone": "503-555-0101", "treatments": ["iv"], "conditions": ["anxiety"], "settings": ["clinic"],
                "safety": { "monitoring": true, "rescue_equipment": true },
                "credentials": [{ "kind": "acls", "expires_on": "2027-10-01" }]
            }],
            "clinicians": [{
                "first_name": "Dana", "last_name": "Whitcomb", "date_of_birth": "1971-04-05", "profession": "md",
                "npi": npi(1), "prescribes": true, "locations": ["main"],
                "credentials": [
                    { "kind": "state_license", "number": "MD123456", "state": "OR", "expires_on": "2027-12-31" },
                    { "kind": "dea", "number": "BW1234563", "expires_on": "2028-05-31" },
                    { "kind": "malpractice_insurance", "issuer": "Cascade Mutual", "number": "P-1", "expires_on": "2027-06-30" }
                ]
            }],
            "attestation": { "name": "Dana Whitcomb", "at": "2026-11-19T08:00:00Z" }
        });
        let physician = NppesRecord {
            npi: npi(1),
            entity_type: 1,
            last_name: "WHITCOMB".into(),
            first_name: "DANA".into(),
            practice: PracticeAddress { state: "OR".into(), ..Default::default() },
            taxonomies: vec![NppesTaxonomy {
                code: "2084P0800X".into(),
                license_number: "MD123456".into(),
                license_state: "OR".into(),
                primary: true,
            }],
            ..Default::default()
        };
        let organization = NppesRecord {
            npi: npi(9),
            entity_type: 2,
            organization_name: "STILLWATER HEALTH LLC".into(),
            practice: PracticeAddress { state: "OR".into(), ..Default::default() },
            ..Default::default()
        };
        let sources = MemorySources {
            loaded: vec![
                loaded(ListName::Nppes, "2026-11", "2026-11-09"),
                loaded(ListName::Leie, "2026-11", "2026-11-10"),
                loaded(ListName::Sam, "2026-11-18", "2026-11-18"),
            ],
            state_lists: [("OR".to_string(), loaded(ListName::StateExclusions, "2026-11-01", "2026-11-01"))].into(),
            nppes: [(npi(1), physician), (npi(9), organization)].into(),
            exclusions: Vec::new(),
        };
        let lookups = vec![
            World::lookup(LookupKind::IdentityControl, "provider", None, LookupResult::Confirmed),
            World::lookup(
                LookupKind::BoardStatus,
                "clinicians/0",
                Some("/clinicians/0/credentials/0"),
                LookupResult::Active,
            ),
        ];
        World { dossier, sources, lookups, listed: Some(Vec::new()), unasked: Vec::new(), now: now() }
    }

    fn lookup(kind: LookupKind, subject: &str, credential: Option<&str>, result: LookupResult) -> RecordedLookup {
        RecordedLookup {
            kind,
            subject: subject.into(),
            credential: credential.map(String::from),
            result,
            place: "Oregon Medical Board".into(),
            expires_on: None,
            looked_by: "reviewer@example.org".into(),
            looked_at: now() - Duration::days(2),
        }
    }

    /// Sets a value of the dossier, adding it where it is new.
    fn set(mut self, pointer: &str, value: Value) -> Self {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let parent = self.dossier.pointer_mut(parent).unwrap_or_else(|| panic!("nothing at {parent}"));
        match parent {
            Value::Object(map) => {
                map.insert(key.to_string(), value);
            }
            Value::Array(items) if key == "-" => items.push(value),
            Value::Array(items) => items[key.parse::<usize>().expect("an index")] = value,
            _ => panic!("{pointer} cannot be set"),
        }
        self
    }

    /// Takes a value of the dossier away.
    fn without(mut self, pointer: &str) -> Self {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        match self.dossier.pointer_mut(parent).expect("a parent") {
            Value::Object(map) => {
                map.shift_remove(key);
            }
            Value::Array(items) => {
                items.remove(key.parse().expect("an index"));
            }
            _ => panic!("{pointer} cannot be taken away"),
        }
        self
    }

    fn with(mut self, change: impl FnOnce(&mut World)) -> Self {
        change(&mut self);
        self
    }

    /// Changes the registry's record of the psychiatrist.
    fn registry(self, change: impl FnOnce(&mut NppesRecord)) -> Self {
        self.with(|w| change(w.sources.nppes.get_mut(&npi(1)).expect("the record")))
    }

    fn excluded(self, list: ListName, row: ExclusionRecord) -> Self {
        self.with(|w| w.sources.exclusions.push((list, row)))
    }

    fn findings(&self) -> Vec<Finding> {
        let dossier: Dossier = serde_json::from_value(self.dossier.clone()).expect("a dossier");
        verify(
            &dossier,
            &Context {
                lookups: &self.lookups,
                sources: &self.sources,
                rules: Rules::builtin(),
                gazetteer: Gazetteer::get(),
                listed: self.listed.as_deref(),
                unasked: &self.unasked,
                now: self.now,
            },
        )
    }

    fn report(&self) -> Report {
        report(&self.findings(), &self.sources, self.now)
    }

    fn all(&self, code: &str, subject: &str) -> Vec<Check> {
        assert!(Code::parse(code).is_some(), "{code} is no code");
        let findings = self.findings().into_iter().map(|f| f.check);
        findings.filter(|c| c.code == code && c.subject == subject).collect()
    }

    /// The one check of this code and subject.
    fn check(&self, code: &str, subject: &str) -> Check {
        let mut all = self.all(code, subject);
        assert_eq!(all.len(), 1, "{code} of {subject}: {all:?}");
        all.remove(0)
    }

    fn outcome(&self, code: &str, subject: &str) -> Outcome {
        self.check(code, subject).outcome
    }

    /// The fields that `credential.required` misses, with their outcome.
    fn missing(&self, subject: &str) -> Vec<(String, Outcome)> {
        let rows = self.all("credential.required", subject).into_iter().filter(|c| c.outcome != Outcome::Pass);
        rows.map(|c| (c.evidence["field"].as_str().unwrap_or_default().to_string(), c.outcome)).collect()
    }
}

#[test]
fn an_honest_dossier_with_every_list_and_look_up_is_verified() {
    let report = World::in_order().report();
    let open: Vec<String> = report
        .checks
        .iter()
        .filter(|c| c.outcome != Outcome::Pass)
        .map(|c| format!("{} {}: {} {}", c.subject, c.code, c.outcome, c.detail))
        .collect();
    assert_eq!(open, Vec::<String>::new());
    assert_eq!(report.status, VerificationStatus::Verified);
}

#[test]
fn a_report_lists_what_it_was_checked_against() {
    let report = World::in_order().report();
    let sources: Vec<(String, String)> = report.sources.into_iter().map(|s| (s.name, s.version)).collect();
    let expected =
        [("NPPES", "2026-11"), ("LEIE", "2026-11"), ("SAM", "2026-11-18"), ("STATE-EXCLUSIONS", "OR 2026-11-01")];
    assert_eq!(sources, expected.map(|(n, v)| (n.to_string(), v.to_string())));
}

#[test]
fn a_report_goes_by_subject_and_then_by_the_contract() {
    let checks = World::in_order().report().checks;
    let subjects: Vec<&str> = {
        let mut subjects: Vec<&str> = checks.iter().map(|c| c.subject.as_str()).collect();
        subjects.dedup();
        subjects
    };
    assert_eq!(subjects, ["provider", "clinicians/0", "locations/0", "owners/0"]);
    let codes: Vec<Code> =
        checks.iter().filter(|c| c.subject == "clinicians/0").filter_map(|c| Code::parse(&c.code)).collect();
    assert!(codes.is_sorted(), "{codes:?}");
}

#[test]
fn without_any_source_or_look_up_nothing_is_verified_and_nothing_fails() {
    let report = World::in_order()
        .with(|w| {
            w.sources = MemorySources::default();
            w.lookups.clear();
        })
        .report();
    assert_eq!(report.status, VerificationStatus::PartlyVerified);
    for code in [
        "npi.registered",
        "exclusion.leie",
        "exclusion.sam",
        "exclusion.state",
        "license.board_status",
        "identity.control",
    ] {
        let mut rows = report.checks.iter().filter(|c| c.code == code).peekable();
        assert!(rows.peek().is_some() && rows.all(|c| c.outcome == Outcome::NotChecked), "{code}");
    }
}
