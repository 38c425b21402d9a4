//! Invented people and lists: an honest psychiatrist in Portland, Oregon, and reference data that knows her.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use vouchsafe::clock::Clock;
use vouchsafe::db::Db;
use vouchsafe::db::reference::{NewLoad, Staging};
use vouchsafe::domain::lookup::{LookupKind, LookupResult, RecordedLookup};
use vouchsafe::pipeline::Desk;
use vouchsafe::pipeline::review::Reviewer;
use vouchsafe::rules::Rules;
use vouchsafe::sources::record::{NppesTaxonomy, OtherName, PracticeAddress};
use vouchsafe::sources::{ExclusionRecord, ListName, NppesRecord};

use super::database::TestDatabase;
use super::server::keys;

/// An NPI that was never issued: none begins with 2.
pub const NPI: &str = "2000000010";

/// Noon on a Monday.
pub fn noon() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().expect("a time")
}

/// A desk over the test's database, with a clock that stands at noon.
pub fn desk(db: &TestDatabase) -> Desk {
    Desk {
        db: db.main(),
        reference: db.reference(),
        rules: Rules::builtin(),
        keys: keys(),
        clock: Clock::fixed(noon()),
        public_url: "http://127.0.0.1:8080".parse().expect("an address"),
        live: None,
    }
}

/// Who reviews.
pub fn reviewer() -> Reviewer {
    Reviewer { id: "reviewer-1".into(), email: "pat@example.org".into() }
}

/// The registry's record of the psychiatrist.
pub fn record() -> NppesRecord {
    NppesRecord {
        npi: NPI.into(),
        entity_type: 1,
        last_name: "REYES".into(),
        first_name: "ANA".into(),
        credential_text: "M.D.".into(),
        other_names: vec![OtherName { last_or_organization: "MORALES".into(), first_name: String::new() }],
        practice: PracticeAddress {
            line1: "100 SE INVENTED ST".into(),
            city: "PORTLAND".into(),
            state: "OR".into(),
            postal_code: "97202".into(),
            phone: "5035550142".into(),
            ..PracticeAddress::default()
        },
        taxonomies: vec![NppesTaxonomy {
            code: "2084P0800X".into(),
            license_number: "MD123456".into(),
            license_state: "OR".into(),
            primary: true,
        }],
        ..NppesRecord::default()
    }
}

/// A row of an exclusion list about somebody else.
pub fn somebody_else() -> ExclusionRecord {
    ExclusionRecord {
        row_hash: "0".repeat(64),
        last_name: "NOBODYSON".into(),
        first_name: "QUENTIN".into(),
        state: "OR".into(),
        exclusion_type: "1128a1".into(),
        ..ExclusionRecord::default()
    }
}

/// Complete, fresh lists: NPPES with `known`, exclusion lists with `excluded` on the LEIE.
pub fn load_lists(reference: &Db, known: &[NppesRecord], excluded: &[ExclusionRecord]) {
    load_lists_of(reference, NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day"), known, excluded);
}

/// The same, as they are loaded on a day: of three days before.
pub fn load_lists_at(reference: &Db, at: DateTime<Utc>, known: &[NppesRecord], excluded: &[ExclusionRecord]) {
    load_lists_of(reference, (at - chrono::Duration::days(3)).date_naive(), known, excluded);
}

/// The same, dated `day`.
pub fn load_lists_of(reference: &Db, day: NaiveDate, known: &[NppesRecord], excluded: &[ExclusionRecord]) {
    let new = |list: ListName| NewLoad {
        list,
        version: day.format("%Y-%m").to_string(),
        list_date: day,
        complete: true,
        sha256: vouchsafe::keys::sha256_hex(format!("{day}{list:?}{known:?}{excluded:?}").as_bytes()),
        loaded_at: day.and_hms_opt(12, 0, 0).expect("noon").and_utc(),
    };
    let nppes = new(ListName::Nppes);
    let mut staging = Staging::begin(reference, &nppes).expect("begins");
    known.iter().for_each(|r| staging.nppes(day, r).expect("staged"));
    staging.finish().expect("in force");
    for (list, state) in [(ListName::Leie, ""), (ListName::Sam, ""), (ListName::StateExclusions, "OR")] {
        let load = new(list);
        let mut staging = Staging::begin(reference, &load).expect("begins");
        staging.exclusion(state, day, &somebody_else()).expect("staged");
        if list == ListName::Leie {
            excluded.iter().for_each(|r| staging.exclusion("", day, r).expect("staged"));
        }
        staging.finish().expect("in force");
    }
}

/// A dossier in which everything is in order.
pub fn dossier() -> Value {
    json!({
        "provider": {
            "name": "Quiet Harbor Psychiatry", "kind": "solo", "email": "ana@example.com", "languages": ["en", "es"],
            "website": "https://quietharbor.example.com",
            "description": "Evaluation first, then a written plan. Ketamine for depression is off-label."
        },
        "locations": [{
            "key": "main", "line1": "100 SE Invented St", "city": "Portland", "state": "OR", "postal_code": "97202",
            "phone": "503-555-0142", "treatments": ["iv"], "conditions": ["depression", "gad"], "settings": ["clinic"],
            "payments": ["self_pay", "superbill"], "accepting_new": true, "latitude": 45.4820, "longitude": -122.6440,
            "price": { "intake": 300, "per_session": 450, "usual_sessions": 6, "as_of": "2026-11-01" },
            "safety": { "prescriber_on_site": true, "monitoring": true, "rescue_equipment": true,
                        "evaluation_first": true, "written_plan": true }
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
    })
}

/// The board look-up of her license, and that she controls a contact from the official record.
pub fn lookups(at: DateTime<Utc>) -> [RecordedLookup; 2] {
    let by = reviewer().email;
    [
        RecordedLookup {
            kind: LookupKind::BoardStatus,
            subject: "clinicians/0".into(),
            credential: Some("/clinicians/0/credentials/0".into()),
            result: LookupResult::Active,
            place: "Oregon Medical Board, license look-up".into(),
            expires_on: NaiveDate::from_ymd_opt(2027, 12, 31),
            looked_by: by.clone(),
            looked_at: at,
        },
        RecordedLookup {
            kind: LookupKind::IdentityControl,
            subject: "provider".into(),
            credential: None,
            result: LookupResult::Confirmed,
            place: "called 503-555-0142 from the registry's record".into(),
            expires_on: None,
            looked_by: by,
            looked_at: at,
        },
    ]
}

/// A new version of an organization's dossier comes in and is checked. Answers the submission's id.
pub fn send_version(desk: &Desk, organization_id: &str, raw: &Value) -> String {
    use vouchsafe::db::submissions::{self, Submission};
    use vouchsafe::domain::ids::Id;
    use vouchsafe::domain::submission::SubmissionState;
    use vouchsafe::pipeline::{dossier, verify};
    let (id, now) = (Id::new().to_string(), desk.clock.now());
    let typed = serde_json::from_value(raw.clone()).expect("a dossier");
    let stored = desk.db.write(|c| -> Result<(), dossier::DossierError> {
        let row = dossier::store(c, &desk.keys, organization_id, &typed, now)?;
        let submission = Submission {
            id: id.clone(),
            reference: format!("VS-{}", &id[24..]),
            organization_id: organization_id.to_string(),
            dossier_id: row.id,
            state: SubmissionState::Received,
            version: 1,
            token_hash: String::new(),
            contact: None,
            received_at: now,
            due_at: now + chrono::Duration::days(2),
            updated_at: now,
        };
        Ok(submissions::insert(c, &submission)?)
    });
    stored.expect("stored");
    verify::run(desk, &id).expect("checked");
    id
}

/// Sends the dossier through every stage: afterwards it is listed. Complete, fresh lists are loaded first.
pub fn publish(desk: &Desk) {
    load_lists(&desk.reference, &[record()], &[]);
    publish_dossier(desk, &dossier());
}

/// The same with a dossier of the test's, over the lists that are loaded. Answers the submission's id.
pub fn publish_dossier(desk: &Desk, raw: &Value) -> String {
    let id = vouchsafe::pipeline::submit::submit(desk, raw).expect("taken").submission_id;
    approve(desk, &id);
    id
}

/// Looks everything up and approves a submission.
pub fn approve(desk: &Desk, id: &str) {
    use vouchsafe::db::submissions;
    use vouchsafe::domain::submission::{Decision, DecisionReason};
    use vouchsafe::pipeline::review;
    for lookup in lookups(desk.clock.now()) {
        review::record_lookup(desk, &reviewer(), id, &lookup).expect("recorded");
    }
    let seen_version = desk.db.read(|c| submissions::get(c, id)).expect("there").version;
    let verdict =
        review::Verdict { seen_version, decision: Decision::Approve, reason: DecisionReason::Complete, text: "" };
    review::decide(desk, &reviewer(), id, &verdict).expect("approved");
}
