//! People who practice: invented ones, and those of a real registry file with invented birth dates.

use chrono::{Duration, NaiveDate};
use vouchsafe::domain::credential::Profession;
use vouchsafe::domain::numbers::npi_check_digit;
use vouchsafe::geo::Gazetteer;
use vouchsafe::rules::Rules;
use vouchsafe::sources::NppesRecord;
use vouchsafe::sources::record::{NppesTaxonomy, PracticeAddress};

use super::names::Names;
use super::random::Random;

/// The day on which everything is checked.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day")
}

/// Where somebody practices.
#[derive(Debug, Clone)]
pub struct Home {
    pub zip: String,
    pub city: String,
    pub state: String,
}

/// Somebody with a record in the registry.
#[derive(Debug, Clone)]
pub struct Person {
    pub first: String,
    pub middle: String,
    pub last: String,
    pub woman: bool,
    pub born: NaiveDate,
    pub profession: Profession,
    pub home: Home,
    pub license: String,
    pub record: NppesRecord,
    /// From a file of real people: nothing of them is ever printed.
    pub real: bool,
}

impl Person {
    pub fn npi(&self) -> &str {
        &self.record.npi
    }

    pub fn prescribes(&self) -> bool {
        use Profession::{Cns, Crna, Do, Md, Np, Pa};
        matches!(self.profession, Md | Do | Np | Cns | Crna | Pa)
    }
}

/// How often each profession is met, in a hundred.
const MIX: &[(Profession, usize)] = &[
    (Profession::Md, 34),
    (Profession::Do, 6),
    (Profession::Np, 22),
    (Profession::Crna, 6),
    (Profession::Pa, 8),
    (Profession::Psychologist, 8),
    (Profession::Lcsw, 10),
    (Profession::Lpc, 4),
    (Profession::Lmft, 2),
];

/// Makes people.
pub struct People {
    pub chance: Random,
    pub names: Names,
    homes: Vec<Home>,
    handed_out: u64,
}

impl People {
    pub fn new(seed: u64) -> Self {
        let lines = include_str!("../../data/demo/places.tsv").lines().filter(|l| !l.starts_with('#'));
        let zips = lines.filter_map(|l| l.split('\t').next()).filter_map(|z| Gazetteer::get().zip(z));
        let states = &Rules::builtin().states;
        let homes = zips.filter(|z| states.get(z.state).is_some()).map(|z| Home {
            zip: z.zip.to_string(),
            city: z.city.to_string(),
            state: z.state.to_string(),
        });
        People { chance: Random::new(seed), names: Names::new(), homes: homes.collect(), handed_out: 0 }
    }

    /// A valid NPI that nobody has: it begins with 2.
    pub fn unissued_npi(&mut self) -> String {
        self.handed_out += 1;
        let body = format!("2{:08}", (self.handed_out * 61_803_399) % 100_000_000);
        let digit = npi_check_digit(&body).expect("nine digits that begin with 2");
        format!("{body}{digit}")
    }

    pub fn license_number(&mut self) -> String {
        self.handed_out += 1;
        format!("{:06}", 100_000 + (self.handed_out * 61_803) % 900_000)
    }

    pub fn home(&mut self) -> Home {
        self.chance.pick(&self.homes).clone()
    }

    /// Between 30 and 72 years old.
    pub fn born(&mut self) -> NaiveDate {
        today() - Duration::days(self.chance.between(30 * 365, 72 * 365))
    }

    pub fn profession(&mut self) -> Profession {
        let mut at = self.chance.below(MIX.iter().map(|(_, n)| n).sum());
        let found = MIX.iter().find(|(_, n)| match at.checked_sub(*n) {
            Some(rest) => {
                at = rest;
                false
            }
            None => true,
        });
        found.map_or(Profession::Md, |(p, _)| *p)
    }

    /// Somebody new, as the registry knows them.
    pub fn person(&mut self) -> Person {
        let profession = self.profession();
        let home = self.home();
        self.person_of(profession, home)
    }

    pub fn person_of(&mut self, profession: Profession, home: Home) -> Person {
        let woman = self.chance.percent(60);
        let first = self.names.given(woman, &mut self.chance);
        let middle = if self.chance.percent(60) { self.names.given(woman, &mut self.chance) } else { String::new() };
        let last = self.names.surname(&mut self.chance);
        let license = self.license_number();
        let codes: Vec<&str> = Rules::builtin().taxonomy.codes(profession).collect();
        let code = codes.first().copied().unwrap_or_default();
        let record = NppesRecord {
            npi: self.unissued_npi(),
            entity_type: 1,
            last_name: last.to_uppercase(),
            first_name: first.to_uppercase(),
            middle_name: middle.to_uppercase(),
            practice: PracticeAddress {
                line1: "100 MAIN ST".into(),
                city: home.city.to_uppercase(),
                state: home.state.clone(),
                postal_code: home.zip.clone(),
                ..Default::default()
            },
            taxonomies: vec![NppesTaxonomy {
                code: code.into(),
                license_number: license.clone(),
                license_state: home.state.clone(),
                primary: true,
            }],
            ..Default::default()
        };
        let born = self.born();
        Person { first, middle, last, woman, born, profession, home, license, record, real: false }
    }

    /// Somebody of a real registry file, with an invented birth date; `None` where the row does not say what a dossier needs
    /// (a profession that we list, a license of its own state, an address that exists).
    pub fn of_record(&mut self, record: NppesRecord) -> Option<Person> {
        let rules = Rules::builtin();
        let primary = record.taxonomies.iter().find(|t| t.primary).or(record.taxonomies.first())?;
        let profession = MIX.iter().map(|(p, _)| *p).find(|p| rules.taxonomy.suits(*p, &primary.code))?;
        let zip = Gazetteer::get().zip(record.practice.postal_code.get(..5)?)?;
        let of_state =
            |t: &&NppesTaxonomy| t.license_state == zip.state && t.license_number.bytes().any(|b| b.is_ascii_digit());
        let license = record.taxonomies.iter().find(of_state)?.license_number.clone();
        if record.entity_type != 1
            || record.is_deactivated()
            || record.last_name.len() < 3
            || record.first_name.len() < 3
        {
            return None;
        }
        let home = Home { zip: zip.zip.to_string(), city: zip.city.to_string(), state: zip.state.to_string() };
        Some(Person {
            first: record.first_name.clone(),
            middle: record.middle_name.clone(),
            last: record.last_name.clone(),
            woman: self.chance.percent(60),
            born: self.born(),
            profession,
            home,
            license,
            record,
            real: true,
        })
    }
}
