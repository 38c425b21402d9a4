//! One dossier through every check, with its registry rows at hand in memory.

use chrono::{DateTime, Utc};
use divan::Bencher;
use serde_json::json;
use vouchsafe::domain::dossier::Dossier;
use vouchsafe::geo::Gazetteer;
use vouchsafe::rules::Rules;
use vouchsafe::sources::memory::MemorySources;
use vouchsafe::sources::record::{NppesTaxonomy, PracticeAddress};
use vouchsafe::sources::{ExclusionRecord, ListName, LoadedSource, NppesRecord};
use vouchsafe::verify::{Context, verify};

/// Never issued: it begins with 2.
const NPI: &str = "2000000010";
/// Rows of the exclusion list, about one in eighty of the real one.
const EXCLUDED: usize = 1_000;

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().expect("a moment")
}

fn dossier() -> Dossier {
    let written = json!({
        "provider": { "name": "Quiet Harbor Psychiatry", "kind": "solo", "email": "ana@example.com", "languages": ["en"],
                      "description": "Evaluation first, then a written plan. Ketamine for depression is off-label." },
        "locations": [{
            "key": "main", "line1": "100 SE Invented St", "city": "Portland", "state": "OR", "postal_code": "97202",
            "phone": "503-555-0142", "treatments": ["iv"], "conditions": ["depression", "gad"], "settings": ["clinic"],
            "payments": ["self_pay"], "accepting_new": true, "latitude": 45.4820, "longitude": -122.6440
        }],
        "clinicians": [{
            "first_name": "Ana", "last_name": "Reyes", "date_of_birth": "1979-03-14", "profession": "md",
            "npi": NPI, "prescribes": true, "locations": ["main"],
            "credentials": [
                { "kind": "state_license", "number": "MD123456", "state": "OR", "expires_on": "2027-12-31" },
                { "kind": "dea", "number": "FR1234563", "state": "OR", "expires_on": "2028-06-30", "basis": "own" },
                { "kind": "acls", "issuer": "American Heart Association", "number": "ACLS-1", "expires_on": "2027-10-31" },
                { "kind": "malpractice_insurance", "issuer": "Invented Mutual", "number": "P-77", "expires_on": "2027-05-31" }
            ]
        }],
        "attestation": { "name": "Ana Reyes", "at": "2026-11-22T10:00:00Z" }
    });
    serde_json::from_value(written).expect("a dossier")
}

fn sources() -> MemorySources {
    let loaded = |list| LoadedSource {
        list,
        version: "2026-11".into(),
        list_date: now().date_naive(),
        complete: true,
        rows: EXCLUDED as _,
        loaded_at: now(),
    };
    let registered = NppesRecord {
        npi: NPI.into(),
        entity_type: 1,
        last_name: "REYES".into(),
        first_name: "ANA".into(),
        practice: PracticeAddress {
            line1: "100 SE INVENTED ST".into(),
            city: "PORTLAND".into(),
            state: "OR".into(),
            postal_code: "97202".into(),
            ..PracticeAddress::default()
        },
        taxonomies: vec![NppesTaxonomy {
            code: "2084P0800X".into(),
            license_number: "MD123456".into(),
            license_state: "OR".into(),
            primary: true,
        }],
        ..NppesRecord::default()
    };
    let excluded = |n| ExclusionRecord {
        row_hash: format!("{n:064}"),
        last_name: format!("NOBODY{n}"),
        first_name: "QUENTIN".into(),
        state: "OR".into(),
        exclusion_type: "1128a1".into(),
        ..ExclusionRecord::default()
    };
    MemorySources {
        loaded: [ListName::Nppes, ListName::Leie, ListName::Sam].map(loaded).into(),
        nppes: [(NPI.into(), registered)].into(),
        exclusions: (0..EXCLUDED).map(|n| (ListName::Leie, excluded(n))).collect(),
        ..MemorySources::default()
    }
}

/// Every check of a solo practitioner's dossier.
#[divan::bench]
fn one_dossier(bencher: Bencher) {
    let (dossier, sources) = (dossier(), sources());
    let context = Context {
        lookups: &[],
        sources: &sources,
        rules: Rules::builtin(),
        gazetteer: Gazetteer::get(),
        listed: None,
        unasked: &[],
        now: now(),
    };
    assert!(verify(&dossier, &context).len() > 20, "every family of checks had something to say");
    bencher.bench_local(|| verify(&dossier, &context));
}
