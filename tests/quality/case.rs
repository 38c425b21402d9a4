//! An honest dossier with everything around it, and what is changed in it.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::{Value, json};
use vouchsafe::domain::credential::Profession;
use vouchsafe::domain::lookup::{LookupKind, LookupResult, RecordedLookup};
use vouchsafe::rules::{NurseRule, OwnRegistration, Rules, Supervision};
use vouchsafe::sources::{ExclusionRecord, ListName, NppesRecord};

use super::people::{People, Person, today};

/// The moment of checking.
pub fn now() -> DateTime<Utc> {
    today().and_hms_opt(12, 0, 0).expect("noon").and_utc()
}

/// A dossier and the world that it needs.
#[derive(Debug, Clone)]
pub struct Case {
    /// The first clinician.
    pub person: Person,
    pub dossier: Value,
    pub lookups: Vec<RecordedLookup>,
    /// What the exclusion lists have to hold.
    pub rows: Vec<(ListName, ExclusionRecord)>,
    /// What the registry has to hold.
    pub registry: Vec<NppesRecord>,
}

impl Case {
    /// An honest clinic around this person. Who does not prescribe works beside a physician.
    pub fn honest(person: Person, people: &mut People) -> Case {
        let firm = format!("{} {}", people.names.surname(&mut people.chance), "Ketamine Center");
        let owner = people.person();
        let organization = NppesRecord {
            npi: people.unissued_npi(),
            entity_type: 2,
            organization_name: format!("{} LLC", firm.to_uppercase()),
            practice: person.record.practice.clone(),
            ..Default::default()
        };
        let mut clinicians = vec![clinician(&person, people)];
        let mut registry = vec![person.record.clone(), organization];
        if !person.prescribes() {
            let physician = people.person_of(Profession::Md, person.home.clone());
            clinicians.push(clinician(&physician, people));
            registry.push(physician.record);
        }
        let dossier = json!({
            "provider": {
                "name": firm, "legal_name": format!("{firm} LLC"), "kind": "clinic", "organization_npi": registry[1].npi,
                "email": "desk@clinic.example",
                "owners": [{ "first_name": owner.first, "last_name": owner.last, "date_of_birth": owner.born }]
            },
            "locations": [place("main", &person)],
            "clinicians": clinicians,
            "attestation": { "name": "A. Signer", "at": "2026-11-19T08:00:00Z" }
        });
        let lookups = vec![lookup(LookupKind::IdentityControl, "provider", None, LookupResult::Confirmed)];
        Case { person, dossier, lookups, rows: Vec::new(), registry }
    }

    /// Sets a value of the dossier, adding it where it is new (`-` appends).
    pub fn set(&mut self, pointer: &str, value: Value) {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let parent = self.dossier.pointer_mut(parent).unwrap_or_else(|| panic!("nothing at {parent}"));
        match parent {
            Value::Object(map) => drop(map.insert(key.to_string(), value)),
            Value::Array(items) if key == "-" => items.push(value),
            Value::Array(items) => items[key.parse::<usize>().expect("an index")] = value,
            _ => panic!("{pointer} cannot be set"),
        }
    }

    pub fn text(&self, pointer: &str) -> String {
        self.dossier.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_string()
    }

    /// The first clinician's credential of a kind.
    pub fn credential(&mut self, kind: &str) -> Option<&mut Value> {
        let all = self.dossier.pointer_mut("/clinicians/0/credentials")?.as_array_mut()?;
        all.iter_mut().find(|c| c["kind"] == kind)
    }

    /// Takes the first clinician's credentials of a kind away.
    pub fn without(&mut self, kind: &str) {
        if let Some(all) = self.dossier.pointer_mut("/clinicians/0/credentials").and_then(Value::as_array_mut) {
            all.retain(|c| c["kind"] != kind);
        }
    }

    /// The registry's record of the first clinician.
    pub fn record(&mut self) -> &mut NppesRecord {
        &mut self.registry[0]
    }

    /// A confirmation or refusal by the first clinician's supervisor.
    pub fn supervisor_says(&mut self, result: LookupResult) {
        self.lookups.push(lookup(LookupKind::IdentityControl, "clinicians/0/supervisor", None, result));
    }
}

fn lookup(kind: LookupKind, subject: &str, credential: Option<&str>, result: LookupResult) -> RecordedLookup {
    RecordedLookup {
        kind,
        subject: subject.into(),
        credential: credential.map(String::from),
        result,
        place: "the official record".into(),
        expires_on: None,
        looked_by: "reviewer@example.org".into(),
        looked_at: now() - Duration::days(2),
    }
}

/// A street with a clinic that gives infusions and sees patients from afar.
pub fn place(key: &str, person: &Person) -> Value {
    let home = &person.home;
    json!({
        "key": key, "line1": "100 Main St", "city": home.city, "state": home.state, "postal_code": home.zip,
        "phone": "503-555-0101", "treatments": ["iv", "therapy_assisted"], "conditions": ["anxiety"], "settings": ["clinic"],
        "safety": { "monitoring": true, "rescue_equipment": true },
        "credentials": [{ "kind": "acls", "expires_on": later(500) }]
    })
}

fn later(days: i64) -> NaiveDate {
    today() + Duration::days(days)
}

/// Somebody with the papers that their profession needs.
pub fn clinician(person: &Person, people: &mut People) -> Value {
    let rules = Rules::builtin();
    let state = &person.home.state;
    let mut papers = vec![
        json!({ "kind": "state_license", "number": person.license, "state": state, "expires_on": later(400) }),
        json!({ "kind": "malpractice_insurance", "issuer": "Invented Mutual", "number": "P-1", "expires_on": later(200) }),
        json!({ "kind": "board_certification", "issuer": "A Board", "expires_on": later(900) }),
    ];
    if person.prescribes() {
        let number = dea(letter(person.profession, people), &person.last, people);
        papers.push(json!({ "kind": "dea", "number": number, "expires_on": later(700) }));
        if rules.states.get(state).is_some_and(|s| s.own_drug_registration == OwnRegistration::Listed) {
            papers.push(json!({ "kind": "state_cds", "number": "CS100200", "state": state }));
        }
    }
    let scope = rules.scope.of(person.profession);
    let independent = person.profession == Profession::Np
        && rules.states.get(state).is_some_and(|s| s.nurse_practice == NurseRule::Independent);
    if scope.supervision == Supervision::ByState && !independent {
        papers.push(json!({ "kind": "autonomous_practice", "state": state }));
    }
    let mut value = json!({
        "first_name": person.first, "last_name": person.last, "date_of_birth": person.born,
        "profession": person.profession.to_string(), "npi": person.npi(), "prescribes": person.prescribes(),
        "locations": ["main"], "credentials": papers
    });
    if !person.middle.is_empty() {
        value["middle_name"] = json!(person.middle);
    }
    value
}

/// A first letter that suits the profession.
pub fn letter(profession: Profession, people: &mut People) -> char {
    match profession {
        Profession::Md | Profession::Do => *people.chance.pick(&['A', 'B', 'F', 'G']),
        _ => 'M',
    }
}

/// A DEA number with a right check digit.
pub fn dea(letter: char, surname: &str, people: &mut People) -> String {
    let initial =
        vouchsafe::domain::fold::letters_and_digits(surname).chars().next().unwrap_or('9').to_ascii_uppercase();
    let initial = if initial.is_ascii_uppercase() { initial } else { '9' };
    let d: [usize; 6] = std::array::from_fn(|_| people.chance.below(10));
    let check = (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10;
    format!("{letter}{initial}{}{check}", d.map(|n| n.to_string()).concat())
}
