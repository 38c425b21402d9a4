//! The reference data of a measurement: a registry and exclusion lists of realistic size.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{Duration, NaiveDate};
use vouchsafe::domain::credential::Profession;
use vouchsafe::sources::replay::{self, Dated};
use vouchsafe::sources::{
    ExclusionRecord, ListName, Listed, LoadedSource, NppesRecord, SourceError, Sources, exclusion_keys,
};

use super::case::now;
use super::people::{People, today};

/// Lines of work as the LEIE writes them, about as often as in the supplements.
pub const WORK: &[&str] = &[
    "IND- LIC HC SERV PRO / NURSE/NURSES AIDE",
    "IND- LIC HC SERV PRO / NURSE/NURSES AIDE",
    "IND- LIC HC SERV PRO / NURSE/NURSES AIDE",
    "IND- LIC HC SERV PRO / NURSE/NURSES AIDE",
    "EMPLOYEE - PRIVATE S / PERSONAL CARE PROVID",
    "INDIVIDUAL (UNAFFILI / NO KNOWN AFFILIATION",
    "IND- LIC HC SERV PRO / HEALTH CARE AIDE",
    "IND- LIC HC SERV PRO / PHARMACIST",
    "DOCTOR(MD, DO) / GENERAL PRACTICE",
    "DOCTOR(MD, DO) / PSYCHIATRY",
    "IND- LIC HC SERV PRO / COUNSELOR",
    "BUS OWNER/EXEC / HOME HEALTH AGENCY",
];

/// A line of work that suits a profession.
pub fn work_of(profession: Profession) -> &'static str {
    match profession {
        Profession::Md | Profession::Do => "DOCTOR(MD, DO) / GENERAL PRACTICE",
        Profession::Np | Profession::Cns | Profession::Crna | Profession::Rn => {
            "IND- LIC HC SERV PRO / NURSE/NURSES AIDE"
        }
        Profession::Pa | Profession::Aa => "IND- LIC HC SERV PRO / PHYSICIAN'S ASSISTAN",
        _ => "IND- LIC HC SERV PRO / COUNSELOR",
    }
}

/// How many rows of each list are invented.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub leie: usize,
    pub sam: usize,
    pub states: usize,
}

/// Everything that is loaded.
#[derive(Default)]
pub struct Lists {
    pub nppes: BTreeMap<String, NppesRecord>,
    pub exclusions: Vec<(ListName, ExclusionRecord)>,
}

impl Lists {
    /// Invents lists of strangers. Half of SAM repeats the LEIE, as HHS reports its exclusions there, without birth dates.
    pub fn invent(people: &mut People, sizes: Sizes) -> Self {
        let mut lists = Lists::default();
        for n in 0..sizes.leie {
            let row = stranger(people, format!("leie {n}"));
            if n < sizes.sam / 2 && row.business_name.is_empty() {
                let copy = ExclusionRecord {
                    row_hash: format!("sam hhs {n}"),
                    date_of_birth: None,
                    specialty: String::new(),
                    agency: "HHS".into(),
                    ..row.clone()
                };
                lists.exclusions.push((ListName::Sam, copy));
            }
            lists.exclusions.push((ListName::Leie, row));
        }
        for n in 0..sizes.sam / 2 {
            let row =
                ExclusionRecord { date_of_birth: None, agency: "DOJ".into(), ..stranger(people, format!("sam {n}")) };
            lists.exclusions.push((ListName::Sam, row));
        }
        for n in 0..sizes.states {
            let mut row = stranger(people, format!("state {n}"));
            row.agency = row.state.clone();
            // Most states publish no birth dates.
            row.date_of_birth = row.date_of_birth.filter(|_| people.chance.percent(20));
            lists.exclusions.push((ListName::StateExclusions, row));
        }
        lists
    }

    /// Ready to be asked.
    pub fn indexed(self) -> Indexed {
        let dated = |list: ListName| {
            let of_list = self.exclusions.iter().filter(move |(l, _)| *l == list);
            of_list.map(|(_, r)| Dated { list_date: list_date(), record: r.clone() }).collect::<Vec<_>>()
        };
        let mut rows = Vec::new();
        let mut by_key: HashMap<(ListName, String), Vec<usize>> = HashMap::new();
        for list in [ListName::Leie, ListName::Sam, ListName::StateExclusions] {
            for row in replay::in_force(dated(list), today()) {
                let mut keys = exclusion_keys::of_row(&row);
                keys.extend(Some(format!("npi {}", row.npi)).filter(|_| !row.npi.is_empty()));
                for key in keys {
                    by_key.entry((list, key)).or_default().push(rows.len());
                }
                rows.push(row.into());
            }
        }
        Indexed { nppes: self.nppes, rows, by_key }
    }
}

pub fn list_date() -> NaiveDate {
    today() - Duration::days(10)
}

/// An excluded stranger: one in 24 is a firm, one in 50 people has no birth date, one in ten an NPI.
fn stranger(people: &mut People, row_hash: String) -> ExclusionRecord {
    let home = people.home();
    let begun = people.chance.between(200, 9000);
    let mut row = ExclusionRecord {
        row_hash,
        state: home.state,
        city: home.city.to_uppercase(),
        postal_code: home.zip,
        exclusion_type: "1128b4".into(),
        excluded_on: Some(today() - Duration::days(begun)),
        agency: "OIG".into(),
        ..Default::default()
    };
    if people.chance.percent(4) {
        let kind =
            *people.chance.pick(&["MEDICAL GROUP INC", "HOME HEALTH CARE LLC", "PHARMACY", "COUNSELING SERVICES"]);
        row.business_name = format!("{} {kind}", people.names.surname(&mut people.chance).to_uppercase());
        row.specialty = "OTHER BUSINESS / CLINIC".into();
        return row;
    }
    let woman = people.chance.percent(60);
    row.first_name = people.names.given(woman, &mut people.chance).to_uppercase();
    row.last_name = people.names.surname(&mut people.chance).to_uppercase();
    if people.chance.percent(60) {
        row.middle_name = people.names.given(woman, &mut people.chance).to_uppercase();
    }
    row.specialty = (*people.chance.pick(WORK)).to_string();
    // Excluded people are between 30 and 90 by now.
    let days = people.chance.between(30 * 365, 90 * 365);
    row.date_of_birth = Some(today() - Duration::days(days)).filter(|_| !people.chance.percent(2));
    if people.chance.percent(10) {
        row.npi = people.unissued_npi();
    }
    row
}

/// What is loaded, for the lists of a measurement: all complete and ten days old.
pub fn loaded(list: ListName) -> LoadedSource {
    LoadedSource { list, version: "2026-11".into(), list_date: list_date(), complete: true, rows: 1, loaded_at: now() }
}

/// The lists in memory, by the same keys as in the database.
pub struct Indexed {
    nppes: BTreeMap<String, NppesRecord>,
    rows: Vec<Listed>,
    by_key: HashMap<(ListName, String), Vec<usize>>,
}

impl Sources for Indexed {
    fn loaded(&self, list: ListName) -> Result<Option<LoadedSource>, SourceError> {
        Ok(Some(loaded(list)))
    }

    fn loaded_state_list(&self, _: &str) -> Result<Option<LoadedSource>, SourceError> {
        Ok(Some(loaded(ListName::StateExclusions)))
    }

    fn nppes(&self, npi: &str) -> Result<Option<Arc<NppesRecord>>, SourceError> {
        Ok(self.nppes.get(npi).cloned().map(Arc::new))
    }

    fn exclusions_by_npi(&self, list: ListName, npi: &str) -> Result<Vec<Listed>, SourceError> {
        self.exclusions_by_key(list, &[format!("npi {npi}")])
    }

    fn exclusions_by_key(&self, list: ListName, keys: &[String]) -> Result<Vec<Listed>, SourceError> {
        let found = keys.iter().filter_map(|k| self.by_key.get(&(list, k.clone()))).flatten();
        let places: std::collections::BTreeSet<usize> = found.copied().collect();
        Ok(places.into_iter().map(|i| self.rows[i].clone()).collect())
    }
}

/// Lists with what one case adds to them, so that no case disturbs another.
pub struct Overlaid<'a> {
    pub base: &'a dyn Sources,
    pub own: Indexed,
}

impl Sources for Overlaid<'_> {
    fn loaded(&self, list: ListName) -> Result<Option<LoadedSource>, SourceError> {
        self.base.loaded(list)
    }

    fn loaded_state_list(&self, state: &str) -> Result<Option<LoadedSource>, SourceError> {
        self.base.loaded_state_list(state)
    }

    fn nppes(&self, npi: &str) -> Result<Option<Arc<NppesRecord>>, SourceError> {
        let own = self.own.nppes(npi)?;
        if own.is_some() { Ok(own) } else { self.base.nppes(npi) }
    }

    fn exclusions_by_npi(&self, list: ListName, npi: &str) -> Result<Vec<Listed>, SourceError> {
        let mut rows = self.base.exclusions_by_npi(list, npi)?;
        rows.extend(self.own.exclusions_by_npi(list, npi)?);
        Ok(rows)
    }

    fn exclusions_by_key(&self, list: ListName, keys: &[String]) -> Result<Vec<Listed>, SourceError> {
        let mut rows = self.base.exclusions_by_key(list, keys)?;
        rows.extend(self.own.exclusions_by_key(list, keys)?);
        Ok(rows)
    }
}
