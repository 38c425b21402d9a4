//! How sure a row of an exclusion list is about a person: the tiers of the contract, with the reasons kept as words.
//!
//! Deterministic and written for people: each tier says which of name, birth date, NPI, state and line of work agreed. More
//! that agrees never makes a tier less sure.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::exclusion_names::{self, Asked, NameFit, Spelling};
use super::finding::Compared;
use crate::domain::check::Tier;
use crate::domain::credential::Profession;
use crate::domain::fold::fold;
use crate::domain::numbers::npi_fault;
use crate::rules::{NameWords, Rules};
use crate::sources::{ExclusionRecord, Listed, exclusion_keys};

/// Birth dates this close are taken for one date with an error: one person stands on the LEIE with two dates five days apart.
const NEAR_BIRTH_DAYS: i64 = 7;

/// One row's match.
#[derive(Debug, Clone)]
pub(super) struct Match {
    /// How sure.
    pub tier: Tier,
    /// NPI against NPI.
    pub npi: Compared,
    /// Name against name.
    pub name: Compared,
    /// Birth date against birth date; `Missing` for entities.
    pub birth_date: Compared,
    /// A waiver covers every state of practice.
    pub waived: bool,
    /// The row.
    pub row: Listed,
}

/// A name that somebody goes by or went by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct KnownName {
    /// Given name.
    pub first: String,
    /// Middle name; may be empty.
    pub middle: String,
    /// Family name.
    pub last: String,
}

/// A person to look for.
pub(super) struct Suspect<'a> {
    /// Every name ever held, as far as it is known.
    pub names: BTreeSet<KnownName>,
    /// Birth date.
    pub born: Option<NaiveDate>,
    /// NPI.
    pub npi: Option<&'a str>,
    /// States of practice: a waiver must cover them.
    pub practice: BTreeSet<String>,
    /// States of practice and license: one of them agrees with the row's.
    pub states: &'a BTreeSet<String>,
    /// Line of work; none for owners.
    pub profession: Option<Profession>,
}

impl Suspect<'_> {
    /// Every key under which a list may hold this person.
    pub fn keys(&self, words: &NameWords) -> Vec<String> {
        let mut keys: BTreeSet<String> = self.born.map(exclusion_keys::birth_date).into_iter().collect();
        for name in &self.names {
            keys.extend(exclusion_keys::surname(&name.last));
            keys.extend(exclusion_keys::given_as_surname(&name.first));
            let stand_ins = exclusion_names::stand_ins(&name.first, words);
            keys.extend(stand_ins.iter().flat_map(|name| exclusion_keys::given_as_surname(name)));
            keys.extend(as_entity(name));
        }
        keys.into_iter().collect()
    }

    /// Every name as the rows' names are compared with it.
    pub fn spellings(&self, rules: &Rules) -> Vec<Spelling<'static>> {
        self.names.iter().map(|own| Spelling::of(&own.first, &own.middle, &own.last, &rules.names)).collect()
    }

    /// Judges one row that was found by NPI, name or birth date; `own` are [`Suspect::spellings`]. `None` when it is about
    /// someone else.
    pub fn judge(&self, own: &[Spelling<'_>], row: &Listed, rules: &Rules) -> Option<Match> {
        let npi = compare_npi(self.npi, &row.npi);
        let birth_date = compare_dates(self.born, row.date_of_birth);
        // Most rows that a surname brings back: of somebody born on another day less than the whole name says nothing (`tier`).
        let asked = match (npi, birth_date) {
            (Compared::Equal, _) => Asked::HowWell,
            (_, Compared::Different) => Asked::WhetherWhole,
            _ => Asked::HowWell,
        };
        let name = self.compare_name(own, row, asked, rules);
        let tier = self.tier(npi, name, birth_date, row, rules)?;
        let waived = is_waived(row, &self.practice);
        Some(Match { tier, npi, name: name.word(), birth_date, waived, row: row.clone() })
    }

    fn tier(&self, npi: Compared, name: NameFit, born: Compared, row: &ExclusionRecord, rules: &Rules) -> Option<Tier> {
        use Compared::{Different, Equal, Missing};
        let state = || self.states.contains(row.state.trim());
        let work = || self.work_agrees(row, rules);
        let one_name = name.is_whole();
        match (name, born) {
            _ if npi == Equal => Some(Tier::Confirmed),
            (NameFit::Other, _) => None,
            (_, Equal) if one_name => Some(Tier::Probable),
            (_, Different) if one_name => Some(match npi {
                // Another NPI and another birth date: another person.
                Different => Tier::AutoCleared,
                // The row's NPI is none, or there is none of ours to compare it with.
                Missing if !(state() && (work() || !row.npi.is_empty())) => Tier::AutoCleared,
                // With a state and more that agrees; or the row's NPI is ours with a digit wrong.
                _ => Tier::Possible,
            }),
            (_, Different) => None,
            // By name alone: any spelling of the whole name, in any state. With less than that the state must agree.
            (NameFit::OtherMiddle | NameFit::Slip | NameFit::Initial, Missing) => {
                (row.state.trim().is_empty() || state()).then_some(Tier::Possible)
            }
            // A birth date that differs by a slip of the pen, where an initial is not enough of a name.
            (NameFit::Initial, _) if born != Equal => state().then_some(Tier::Possible),
            _ if one_name || matches!(name, NameFit::Slip | NameFit::Initial) => Some(Tier::Possible),
            // Less than that is no name: only an equal birth date makes it worth a look.
            (NameFit::Alike | NameFit::SurnameAndInitial | NameFit::GivenAndMiddle, Equal) => Some(Tier::Possible),
            (NameFit::SurnameOnly, Equal) => state().then_some(Tier::Possible),
            // One given name and birth date are common to many; with state and work they may be one person who married.
            (NameFit::GivenOnly, Equal) => (state() && (self.profession.is_none() || work())).then_some(Tier::Possible),
            _ => None,
        }
    }

    fn compare_name(&self, own: &[Spelling<'_>], row: &Listed, asked: Asked, rules: &Rules) -> NameFit {
        let words = &rules.names;
        let Some(listed) = Spelling::of_row(row, words) else { return self.compare_entity(row) };
        let fits = own.iter().map(|own| exclusion_names::fit(own, &listed, asked, words));
        fits.min().unwrap_or(NameFit::Other)
    }

    /// A row about an entity that bears this person's name.
    fn compare_entity(&self, row: &ExclusionRecord) -> NameFit {
        let names = exclusion_keys::business_names(&row.business_name);
        let listed: Vec<String> = names.iter().filter_map(|n| exclusion_keys::people_in_business(n)).collect();
        let bears = self.names.iter().flat_map(as_entity).any(|key| listed.contains(&key));
        if bears { NameFit::Near } else { NameFit::Other }
    }

    fn work_agrees(&self, row: &ExclusionRecord, rules: &Rules) -> bool {
        let Some(profession) = self.profession else { return false };
        let said = fold(&row.specialty);
        let mut work = said.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|w| !w.is_empty());
        work.any(|w| rules.specialties.words(profession).any(|known| known == w))
    }
}

/// The keys of an entity that is called by this name, with and without the middle name.
fn as_entity(name: &KnownName) -> Vec<String> {
    let called = [format!("{} {}", name.first, name.last), format!("{} {} {}", name.first, name.middle, name.last)];
    called.iter().filter_map(|n| exclusion_keys::people_in_business(n)).collect()
}

/// A waiver counts where it covers every state of practice.
pub(super) fn is_waived(row: &ExclusionRecord, states: &BTreeSet<String>) -> bool {
    let waived_in = row.waiver_state.trim();
    !waived_in.is_empty() && !states.is_empty() && states.iter().all(|s| s == waived_in)
}

/// Compares two NPIs. Ill-formed ones stand on lists: equal they still count, one digit away they are near, and otherwise they
/// say nothing, least of all that two people are meant.
pub(super) fn compare_npi(own: Option<&str>, listed: &str) -> Compared {
    let (own, listed) = (own.map(str::trim).unwrap_or_default(), listed.trim());
    if own.is_empty() || listed.is_empty() {
        return Compared::Missing;
    }
    match (own == listed, npi_fault(own).is_some() || npi_fault(listed).is_some()) {
        (true, _) => Compared::Equal,
        (false, false) => Compared::Different,
        (false, true) if strsim::osa_distance(own, listed) == 1 => Compared::Near,
        (false, true) => Compared::Missing,
    }
}

/// Compares two birth dates; a slip of the pen is not a clear difference.
pub(super) fn compare_dates(own: Option<NaiveDate>, listed: Option<NaiveDate>) -> Compared {
    let (Some(a), Some(b)) = (own, listed) else { return Compared::Missing };
    if a == b {
        return Compared::Equal;
    }
    let (Some(one), Some(two)) = (digits(a), digits(b)) else { return Compared::Different };
    let day_and_month = a.year() == b.year() && a.month() == b.day() && a.day() == b.month();
    // 1969 and 1970, September and October: one off, though two digits differ.
    let one_year = a.month() == b.month() && a.day() == b.day() && (a.year() - b.year()).abs() == 1;
    let one_month = a.year() == b.year() && a.day() == b.day() && a.month().abs_diff(b.month()) == 1;
    let mut places = (0..one.len()).filter(|i| one[*i] != two[*i]);
    match (places.next(), places.next(), places.next()) {
        (Some(_), None, _) => Compared::OneDigit,
        (Some(i), Some(j), None) if one[i] == two[j] && one[j] == two[i] => Compared::Swapped,
        _ if day_and_month => Compared::Swapped,
        _ if one_year || one_month || (a - b).num_days().abs() <= NEAR_BIRTH_DAYS => Compared::Near,
        _ => Compared::Different,
    }
}

/// YYYYMMDD; none for a year that four digits cannot write, which is nobody's.
fn digits(day: NaiveDate) -> Option<[u8; 8]> {
    let mut left =
        u32::try_from(day.year()).ok().filter(|year| *year <= 9_999)? * 10_000 + day.month() * 100 + day.day();
    let mut digits = [0; 8];
    for digit in digits.iter_mut().rev() {
        *digit = (left % 10) as u8;
        left /= 10;
    }
    Some(digits)
}

#[cfg(test)]
#[path = "tests/exclusion_match.rs"]
mod tests;
