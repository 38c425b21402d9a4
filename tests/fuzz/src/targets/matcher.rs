//! Exclusion matching: one person and one row of a list. The answer is always the same, an equal NPI is `confirmed`, more that
//! agrees never makes it less sure, and nothing private is told.
//!
//! Two lines, their parts between bars:
//! `first|middle|last|born|npi|state` of the person, and
//! `first|middle|last|born|npi|state|business|specialty|waiver state` of the row.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use vouchsafe::domain::check::{Check, Outcome};
use vouchsafe::domain::dossier::Dossier;
use vouchsafe::geo::Gazetteer;
use vouchsafe::rules::Rules;
use vouchsafe::sources::memory::MemorySources;
use vouchsafe::sources::{ExclusionRecord, ListName, LoadedSource};
use vouchsafe::verify::{Context, verify};

#[derive(Debug, Clone, PartialEq)]
struct Name {
    first: String,
    middle: String,
    last: String,
    born: Option<NaiveDate>,
    npi: String,
    state: String,
}

impl Name {
    fn read(parts: &[&str]) -> Name {
        let part = |at: usize| parts.get(at).map(|p| p.trim().chars().take(60).collect()).unwrap_or_default();
        let born: String = part(3);
        // Where a list says a state at all it is two letters, and so it is in a dossier.
        let state: String = part(5);
        Name {
            first: part(0),
            middle: part(1),
            last: part(2),
            born: NaiveDate::parse_from_str(&born, "%Y-%m-%d").ok(),
            npi: part(4),
            state: if state.len() == 2 { state.to_ascii_uppercase() } else { String::new() },
        }
    }

    fn dossier(&self) -> Dossier {
        let state = if self.state.is_empty() { "OR" } else { &self.state };
        let raw = json!({
            "provider": { "name": "Zzyzx", "kind": "clinic" },
            "locations": [{ "key": "main", "state": state }],
            "clinicians": [{
                "first_name": self.first, "middle_name": self.middle, "last_name": self.last, "date_of_birth": self.born,
                "profession": "md", "npi": self.npi, "locations": ["main"]
            }]
        });
        serde_json::from_value(raw).expect("a dossier")
    }

    fn row(&self) -> ExclusionRecord {
        ExclusionRecord {
            row_hash: "row".into(),
            first_name: self.first.clone(),
            middle_name: self.middle.clone(),
            last_name: self.last.clone(),
            date_of_birth: self.born,
            npi: self.npi.clone(),
            state: self.state.clone(),
            ..ExclusionRecord::default()
        }
    }
}

pub fn matcher(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines().map(|line| line.split('|').collect::<Vec<_>>());
    let (Some(person), Some(parts)) = (lines.next(), lines.next()) else { return };
    let (person, listed) = (Name::read(&person), Name::read(&parts));
    let further = |at: usize| parts.get(at).map(|p| p.trim().chars().take(80).collect::<String>()).unwrap_or_default();
    let row = ExclusionRecord {
        business_name: further(6),
        specialty: further(7),
        waiver_state: further(8).to_ascii_uppercase(),
        ..listed.row()
    };
    if person.last.is_empty() {
        return;
    }
    let found = judged(&person, &row);
    assert_eq!(found, judged(&person, &row), "the same question, another answer");
    nothing_private(&found, &person, &row);
    more_is_not_less(&person, &row, sureness(&found));
    if row.business_name.is_empty() && !listed.last.is_empty() && !listed.first.is_empty() && !person.first.is_empty() {
        // What an NPI on one side alone means depends on whose it is.
        let plain = |name: Name| Name { state: "OR".into(), npi: String::new(), ..name };
        let (one, other) = (plain(person), plain(listed));
        let (there, back) = (judged(&one, &other.row()), judged(&other, &one.row()));
        assert_eq!(sureness(&there), sureness(&back), "who is compared with whom: {one:?} {other:?}");
    }
}

fn more_is_not_less(person: &Name, row: &ExclusionRecord, before: usize) {
    let mut same_birth = row.clone();
    same_birth.date_of_birth = person.born;
    if person.born.is_some() {
        let now = sureness(&judged(person, &same_birth));
        assert!(now >= before, "an equal birth date makes it less sure: {before} {now} {person:?} {row:?}");
    }
    let same_state = ExclusionRecord { state: person.state.clone(), ..row.clone() };
    if !person.state.is_empty() {
        let now = sureness(&judged(person, &same_state));
        assert!(now >= before, "an equal state makes it less sure: {before} {now} {person:?} {row:?}");
    }
    if !person.npi.is_empty() {
        let same_npi = ExclusionRecord { npi: person.npi.clone(), waiver_state: String::new(), ..row.clone() };
        let found = judged(person, &same_npi);
        assert_eq!(found.evidence["tier"], "confirmed", "an equal NPI: {person:?} {row:?}");
        assert_eq!(found.outcome, Outcome::Fail, "an equal NPI: {person:?} {row:?}");
    }
    let same_name = ExclusionRecord {
        first_name: person.first.clone(),
        middle_name: person.middle.clone(),
        last_name: person.last.clone(),
        ..same_birth
    };
    let letters = |name: &str| name.chars().filter(|c| c.is_alphabetic()).count();
    if person.born.is_some() && letters(&person.first) > 1 && letters(&person.last) > 1 {
        let found = judged(person, &same_name);
        assert!(sureness(&found) >= 3, "equal name and birth date: {found:?} {person:?}");
    }
}

fn nothing_private(found: &Check, person: &Name, row: &ExclusionRecord) {
    let told = serde_json::to_string(found).expect("is JSON");
    for born in [person.born, row.date_of_birth].into_iter().flatten().map(|d| d.to_string()) {
        assert!(born.as_str() > "2015" || !told.contains(&born), "a birth date is told: {told}");
    }
}

/// The federal list's check of the person.
fn judged(person: &Name, row: &ExclusionRecord) -> Check {
    let checks = checks_of(&person.dossier(), vec![row.clone()]);
    let of_person = checks.into_iter().find(|c| c.code == "exclusion.leie" && c.subject == "clinicians/0");
    of_person.expect("everybody is screened")
}

fn sureness(found: &Check) -> usize {
    let tier = found.evidence.get("tier").and_then(Value::as_str).unwrap_or("none");
    ["none", "auto_cleared", "possible", "probable", "confirmed"].iter().position(|t| *t == tier).expect("a tier")
}

/// The checks take rows as a reader let them through.
pub fn met_by_the_checks(rows: Vec<ExclusionRecord>) {
    let person = Name::read(&["Ana", "", "Reyes", "1961-02-03", "2000000010", "OR"]);
    assert!(!checks_of(&person.dossier(), rows).is_empty(), "a dossier has checks");
}

/// Every check of a dossier against a complete federal list of these rows.
pub fn checks_of(dossier: &Dossier, rows: Vec<ExclusionRecord>) -> Vec<Check> {
    let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().expect("a moment");
    let leie = LoadedSource {
        list: ListName::Leie,
        version: "2026-11".into(),
        list_date: now.date_naive(),
        complete: true,
        rows: 1,
        loaded_at: now,
    };
    let sources = MemorySources {
        loaded: vec![leie],
        exclusions: rows.into_iter().map(|row| (ListName::Leie, row)).collect(),
        ..MemorySources::default()
    };
    let context = Context {
        lookups: &[],
        sources: &sources,
        rules: Rules::builtin(),
        gazetteer: Gazetteer::get(),
        listed: None,
        unasked: &[],
        now,
    };
    verify(dossier, &context).into_iter().map(|finding| finding.check).collect()
}
