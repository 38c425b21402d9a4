//! The people there are, the rows that lists may have of them, and lists made of these.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::numbers::npi_check_digit;
use crate::sources::memory::MemorySources;
use crate::sources::record::{NppesTaxonomy, PracticeAddress};
use crate::sources::{ExclusionRecord, ListName, LoadedSource, NppesRecord};

/// Somebody who may be a clinician: first name, last name, birth date, profession. Three share a name.
pub const PEOPLE: [(&str, &str, &str, &str); 4] = [
    ("Dana", "Whitcomb", "1971-04-05", "md"),
    ("Dana", "Whitcomb", "1982-08-09", "md"),
    ("Rosa", "Quill", "1975-01-31", "md"),
    ("Ivy", "Stone", "1990-06-07", "associate"),
];

/// What the registry may call somebody of the pool, whom it once had right.
pub const OTHER_SURNAMES: [&str; 2] = ["Vale", "Moorcroft"];

/// A row of the federal list: first name, last name, birth date, whose NPI; a row with a business has that instead.
pub const ROWS: [(&str, &str, &str, Option<usize>); 7] = [
    ("DANA", "WHITCOMB", "", None),
    ("DANA", "WHITCOMB", "1971-04-05", None),
    ("DANA", "WHITCOMB", "1971-04-05", Some(0)),
    ("ROSA", "QUILL", "", None),
    ("OLGA", "BRANDT", "1961-02-03", None),
    ("OLGA", "BRANDT", "", None),
    ("", "Stillwater Clinic 0", "", None),
];

/// A valid NPI that was never issued.
pub fn npi(k: usize) -> String {
    let nine = format!("2{:08}", k + 1);
    format!("{nine}{}", npi_check_digit(&nine).expect("nine digits"))
}

/// What is loaded, as numbers of rows and people.
#[derive(Debug, Clone)]
pub struct Lists {
    /// Rows of [`ROWS`] on the list, each with its edition.
    pub rows: Vec<(usize, u8)>,
    /// Date of the exclusion lists, and of the registry.
    pub dated: NaiveDate,
    pub registry_dated: NaiveDate,
    pub complete: bool,
    pub deactivated: Vec<usize>,
    pub missing: Vec<usize>,
    /// Who has another surname in the registry, and which of [`OTHER_SURNAMES`].
    pub renamed: Vec<(usize, usize)>,
    pub loaded_at: DateTime<Utc>,
}

impl Lists {
    /// The surname that the registry has for somebody.
    pub fn surname(&self, k: usize) -> &'static str {
        let other = self.renamed.iter().find(|(who, _)| *who == k);
        other.map_or(PEOPLE[k].1, |(_, which)| OTHER_SURNAMES[*which])
    }
}

fn row(i: usize, edition: u8) -> ExclusionRecord {
    let (first, last, born, whose) = ROWS[i];
    let (person, business) = if first.is_empty() { ("", last) } else { (last, "") };
    ExclusionRecord {
        row_hash: format!("row-{i}-{edition}"),
        first_name: first.into(),
        last_name: person.into(),
        business_name: business.to_uppercase(),
        postal_code: if first.is_empty() { "97205".into() } else { String::new() },
        date_of_birth: born.parse().ok(),
        npi: whose.map(npi).unwrap_or_default(),
        state: "OR".into(),
        ..ExclusionRecord::default()
    }
}

/// As the matcher names the row.
pub fn row_key(i: usize, edition: u8) -> String {
    crate::keys::sha256_hex(format!("\u{1f}row-{i}-{edition}").as_bytes())
}

/// What the checks ask.
pub fn sources(lists: &Lists) -> MemorySources {
    let loaded = |list: ListName, list_date: NaiveDate| LoadedSource {
        list,
        version: list_date.to_string(),
        list_date,
        complete: lists.complete || list == ListName::Nppes,
        rows: 10,
        loaded_at: lists.loaded_at,
    };
    let person = |k: usize| {
        let (first, _, _, profession) = PEOPLE[k];
        let code = if profession == "md" { "2084P0800X" } else { "101YM0800X" };
        NppesRecord {
            npi: npi(k),
            entity_type: 1,
            last_name: lists.surname(k).to_uppercase(),
            first_name: first.to_uppercase(),
            practice: PracticeAddress { state: "OR".into(), ..Default::default() },
            taxonomies: vec![NppesTaxonomy {
                code: code.into(),
                license_number: format!("MD10000{k}"),
                license_state: "OR".into(),
                primary: true,
            }],
            deactivated_on: lists.deactivated.contains(&k).then(|| "2026-01-01".parse().expect("a day")),
            ..Default::default()
        }
    };
    let clinic = |org: usize| NppesRecord {
        npi: npi(8 + org),
        entity_type: 2,
        organization_name: format!("STILLWATER CLINIC {org}"),
        practice: PracticeAddress { state: "OR".into(), ..Default::default() },
        ..Default::default()
    };
    let people = (0..PEOPLE.len()).filter(|k| !lists.missing.contains(k)).map(|k| (npi(k), person(k)));
    MemorySources {
        loaded: vec![
            loaded(ListName::Nppes, lists.registry_dated),
            loaded(ListName::Leie, lists.dated),
            loaded(ListName::Sam, lists.dated),
        ],
        state_lists: [("OR".to_string(), loaded(ListName::StateExclusions, lists.dated))].into(),
        nppes: people.chain((0..2).map(|org| (npi(8 + org), clinic(org)))).collect(),
        exclusions: lists.rows.iter().map(|(i, edition)| (ListName::Leie, row(*i, *edition))).collect(),
    }
}
