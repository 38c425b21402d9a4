//! How sure a row of an exclusion list is about someone: the tiers of the contract, with the reasons kept as words.
//!
//! Deterministic and written for people: each tier says which of name, birth date, NPI, state and line of work agreed.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::finding::Compared;
use super::npi_names::{self, Words};
use crate::domain::check::Tier;
use crate::domain::credential::Profession;
use crate::domain::fold::fold;
use crate::rules::Rules;
use crate::sources::ExclusionRecord;
use crate::sources::record::{business_key, surname_key};

/// Width of the given-name column of the LEIE: longer names are cut.
const GIVEN_WIDTH: usize = 15;
/// Width of the surname column of the LEIE.
const SURNAME_WIDTH: usize = 20;
/// Width of the entity-name column of the LEIE.
const BUSINESS_WIDTH: usize = 30;
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
    pub row: ExclusionRecord,
}

/// A person to look for.
pub(super) struct Suspect<'a> {
    /// Given name.
    pub first: &'a str,
    /// Middle name.
    pub middle: &'a str,
    /// Every surname ever held.
    pub surnames: Vec<&'a str>,
    /// Birth date.
    pub born: Option<NaiveDate>,
    /// NPI.
    pub npi: Option<&'a str>,
    /// States of practice and license.
    pub states: &'a BTreeSet<String>,
    /// Line of work; none for owners.
    pub profession: Option<Profession>,
}

impl Suspect<'_> {
    /// Every key under which a list may hold this person: whole surnames, their halves, cut to the list's width,
    /// with generations appended, and the given name for rows with swapped columns.
    pub fn keys(&self) -> Vec<String> {
        let mut keys = BTreeSet::new();
        for surname in &self.surnames {
            let cut: String = surname.chars().take(SURNAME_WIDTH).collect();
            let parts = surname.split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | ','));
            for part in parts.chain([*surname, cut.as_str()]) {
                let key = surname_key(part);
                if key.chars().count() > 1 {
                    keys.extend(
                        ["jr", "sr", "ii", "iii", "iv", "md", "do"].map(|s| surname_key(&format!("{part}{s}"))),
                    );
                    keys.insert(key);
                }
            }
        }
        keys.insert(surname_key(self.first));
        keys.into_iter().filter(|k| !k.is_empty()).collect()
    }

    /// Judges one row that was found by NPI or surname. `None` when it is about someone else.
    pub fn judge(&self, row: ExclusionRecord, rules: &Rules) -> Option<Match> {
        let npi = compare_npi(self.npi, &row.npi);
        let name = self.compare_name(&row, rules);
        let birth_date = compare_dates(self.born, row.date_of_birth);
        let tier = self.tier(npi, name, birth_date, &row, rules)?;
        let waived = is_waived(&row, self.states);
        Some(Match { tier, npi, name: name.word(), birth_date, waived, row })
    }

    fn tier(&self, npi: Compared, name: NameFit, born: Compared, row: &ExclusionRecord, rules: &Rules) -> Option<Tier> {
        use Compared::{Different, Equal, Missing};
        match (npi, name, born) {
            (Equal, _, _) => Some(Tier::Confirmed),
            (_, NameFit::Other, _) => None,
            // An initial alone, or the surname alone, is no name: only an equal birth date makes it worth a look.
            (_, NameFit::Initial | NameFit::SurnameOnly, Equal) => Some(Tier::Possible),
            (_, NameFit::SurnameOnly, _) | (_, NameFit::Initial, Different) => None,
            (_, NameFit::Initial, _) => Some(Tier::Possible),
            (_, NameFit::Same(_), Equal) => Some(Tier::Probable),
            // Another NPI and another birth date: another person.
            (Different, _, Different) => Some(Tier::AutoCleared),
            // Another birth date clears, unless the row has an NPI that ours is missing for, or state and work agree.
            (_, _, Different) if !row.npi.is_empty() => Some(Tier::Possible),
            (Missing, _, Different) if self.state_and_work_agree(row, rules) => Some(Tier::Possible),
            (_, _, Different) => Some(Tier::AutoCleared),
            // The birth date is missing, or differs by a slip of the pen.
            _ => Some(Tier::Possible),
        }
    }

    fn compare_surname(&self, row: &ExclusionRecord, rules: &Rules) -> Compared {
        let held = Words::of(&row.last_name, &rules.names);
        let best = self.surnames.iter().map(|own| {
            let whole = npi_names::surnames(&Words::of(own, &rules.names), &held, &rules.names);
            let cut: String = own.chars().take(SURNAME_WIDTH).collect();
            if surname_key(&cut) == surname_key(&row.last_name) { Compared::Equal } else { whole }
        });
        best.min_by_key(|c| npi_names::closeness(*c)).unwrap_or(Compared::Missing)
    }

    fn compare_name(&self, row: &ExclusionRecord, rules: &Rules) -> NameFit {
        let words = &rules.names;
        let of = |s: &str| Words::of(s, words);
        let swapped = self.surnames.iter().any(|s| of(s).joined() == of(&row.first_name).joined())
            && of(self.first).joined() == of(&row.last_name).joined();
        if swapped && !row.first_name.is_empty() {
            return NameFit::Same(Compared::Swapped);
        }
        let surname = self.compare_surname(row, rules);
        if !matches!(surname, Compared::Equal | Compared::Near) {
            return NameFit::Other;
        }
        let cut: String = self.first.chars().take(GIVEN_WIDTH).collect();
        if !row.first_name.is_empty() && of(&cut).joined() == of(&row.first_name).joined() {
            return NameFit::Same(surname);
        }
        let (own, listed) = ((&of(self.first), &of(self.middle)), (&of(&row.first_name), &of(&row.middle_name)));
        let initial = |name: &str| of(name).joined().chars().count() == 1;
        match npi_names::given_names(own, listed, words) {
            Compared::Equal => NameFit::Same(surname),
            Compared::Near if initial(self.first) || initial(&row.first_name) => NameFit::Initial,
            Compared::Near => NameFit::Same(Compared::Near),
            _ if surname == Compared::Equal => NameFit::SurnameOnly,
            _ => NameFit::Other,
        }
    }

    fn state_and_work_agree(&self, row: &ExclusionRecord, rules: &Rules) -> bool {
        let Some(profession) = self.profession else { return false };
        let said = fold(&row.specialty);
        let mut work = said.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|w| !w.is_empty());
        let suits = work.any(|w| rules.specialties.words(profession).any(|known| known == w));
        suits && self.states.contains(row.state.trim())
    }
}

/// How a person's name fits a row's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NameFit {
    /// One name, perhaps in two spellings.
    Same(Compared),
    /// The surname, and a given name of which one side has the initial only.
    Initial,
    /// The surname, letter for letter, with another given name.
    SurnameOnly,
    /// Another name.
    Other,
}

impl NameFit {
    fn word(self) -> Compared {
        match self {
            NameFit::Same(word) => word,
            NameFit::Initial => Compared::Near,
            NameFit::SurnameOnly | NameFit::Other => Compared::Different,
        }
    }
}

/// An organization to look for.
pub(super) struct Entity<'a> {
    /// Every name it goes by.
    pub names: Vec<&'a str>,
    /// NPI of type 2.
    pub npi: Option<&'a str>,
    /// Five-digit ZIPs of its places.
    pub zips: BTreeSet<String>,
    /// States of its places and of telehealth.
    pub states: &'a BTreeSet<String>,
}

impl Entity<'_> {
    /// Every key under which a list may hold this organization, cut to the list's width as well.
    pub fn keys(&self) -> BTreeSet<String> {
        let cut = self.names.iter().map(|n| business_key(&n.chars().take(BUSINESS_WIDTH).collect::<String>()));
        let whole = self.names.iter().map(|n| business_key(n));
        // Two letters are not a name.
        cut.chain(whole).filter(|k| k.chars().count() > 2).collect()
    }

    /// Judges one row that was found by NPI or name.
    pub fn judge(&self, row: ExclusionRecord) -> Option<Match> {
        let npi = compare_npi(self.npi, &row.npi);
        let key = business_key(&row.business_name);
        let name = if !key.is_empty() && self.keys().contains(&key) { Compared::Equal } else { Compared::Different };
        let same_zip = row.postal_code.get(..5).is_some_and(|zip| self.zips.contains(zip));
        let same_state = self.states.contains(row.state.trim());
        let tier = match (npi, name) {
            (Compared::Equal, _) => Tier::Confirmed,
            (_, Compared::Different) => return None,
            (Compared::Different, _) if !same_zip => Tier::AutoCleared,
            (_, _) if same_zip => Tier::Probable,
            (_, _) if same_state || row.state.trim().is_empty() => Tier::Possible,
            // The same name in another state, without a number to compare: a person looks.
            _ => Tier::Possible,
        };
        let waived = is_waived(&row, self.states);
        Some(Match { tier, npi, name, birth_date: Compared::Missing, waived, row })
    }
}

/// A waiver counts where it covers every state of practice.
fn is_waived(row: &ExclusionRecord, states: &BTreeSet<String>) -> bool {
    let waived_in = row.waiver_state.trim();
    !waived_in.is_empty() && !states.is_empty() && states.iter().all(|s| s == waived_in)
}

fn compare_npi(own: Option<&str>, listed: &str) -> Compared {
    match own.map(str::trim).filter(|n| !n.is_empty()) {
        Some(own) if !listed.is_empty() => {
            if own == listed {
                Compared::Equal
            } else {
                Compared::Different
            }
        }
        _ => Compared::Missing,
    }
}

/// Compares two birth dates; a slip of the pen is not a clear difference.
pub(super) fn compare_dates(own: Option<NaiveDate>, listed: Option<NaiveDate>) -> Compared {
    let (Some(a), Some(b)) = (own, listed) else { return Compared::Missing };
    if a == b {
        return Compared::Equal;
    }
    let (one, two) = (a.format("%Y%m%d").to_string(), b.format("%Y%m%d").to_string());
    let differing: Vec<usize> = (0..one.len()).filter(|i| one.as_bytes()[*i] != two.as_bytes()[*i]).collect();
    let day_and_month = one[..4] == two[..4] && one[4..6] == two[6..8] && one[6..8] == two[4..6];
    match differing.as_slice() {
        [_] => Compared::OneDigit,
        [i, j] if one.as_bytes()[*i] == two.as_bytes()[*j] && one.as_bytes()[*j] == two.as_bytes()[*i] => {
            Compared::Swapped
        }
        _ if day_and_month => Compared::Swapped,
        _ if (a - b).num_days().abs() <= NEAR_BIRTH_DAYS => Compared::Near,
        _ => Compared::Different,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(s: &str) -> Option<NaiveDate> {
        Some(s.parse().expect("a date"))
    }

    fn row(last: &str, first: &str, npi: &str, born: Option<NaiveDate>) -> ExclusionRecord {
        ExclusionRecord {
            last_name: last.into(),
            first_name: first.into(),
            npi: npi.into(),
            date_of_birth: born,
            state: "OH".into(),
            specialty: "IND- LIC HC SERV PRO / PSYCHIATRY".into(),
            ..Default::default()
        }
    }

    fn judged(born: Option<NaiveDate>, npi: Option<&str>, row: ExclusionRecord, state: &str) -> Option<Tier> {
        let states = BTreeSet::from([state.to_string()]);
        let suspect = Suspect {
            first: "Robert",
            middle: "",
            surnames: vec!["Hale"],
            born,
            npi,
            states: &states,
            profession: Some(Profession::Md),
        };
        suspect.judge(row, Rules::builtin()).map(|m| m.tier)
    }

    #[test]
    fn the_same_npi_is_confirmed_whatever_the_name() {
        let row = row("SOMEONE", "ELSE", "1234567893", None);
        assert_eq!(judged(None, Some("1234567893"), row, "CT"), Some(Tier::Confirmed));
    }

    #[test]
    fn name_and_birth_date_are_probable_even_by_nickname() {
        let born = date("1960-04-12");
        assert_eq!(judged(born, None, row("HALE", "ROBERT", "", born), "CT"), Some(Tier::Probable));
        assert_eq!(judged(born, None, row("HALE JR", "BOB", "", born), "CT"), Some(Tier::Probable));
    }

    #[test]
    fn a_birth_date_that_is_missing_or_slipped_stays_possible() {
        for listed in [None, date("1960-04-21"), date("1960-04-13"), date("1960-12-04"), date("1960-04-17")] {
            let tier = judged(date("1960-04-12"), None, row("HALE", "ROBERT", "", listed), "CT");
            assert_eq!(tier, Some(Tier::Possible), "{listed:?}");
        }
        assert_eq!(judged(None, None, row("HALE", "ROBERT", "", date("1960-04-12")), "CT"), Some(Tier::Possible));
    }

    #[test]
    fn a_clearly_different_birth_date_clears_unless_state_and_work_agree() {
        let listed = date("1981-11-30");
        assert_eq!(judged(date("1960-04-12"), None, row("HALE", "ROBERT", "", listed), "CT"), Some(Tier::AutoCleared));
        assert_eq!(judged(date("1960-04-12"), None, row("HALE", "ROBERT", "", listed), "OH"), Some(Tier::Possible));
    }

    #[test]
    fn another_npi_and_another_birth_date_are_another_person() {
        let row = row("HALE", "ROBERT", "1679576722", date("1981-11-30"));
        assert_eq!(judged(date("1960-04-12"), Some("1234567893"), row, "OH"), Some(Tier::AutoCleared));
    }

    #[test]
    fn another_given_name_is_no_match() {
        assert_eq!(judged(date("1960-04-12"), None, row("HALE", "MARGARET", "", None), "OH"), None);
    }

    #[test]
    fn each_half_of_a_double_surname_is_looked_for_and_long_names_are_cut() {
        let states = BTreeSet::new();
        let suspect = Suspect {
            first: "Ann",
            middle: "",
            surnames: vec!["Altman-Steele", "Featherstonehaugh-Cholmondeley"],
            born: None,
            npi: None,
            states: &states,
            profession: None,
        };
        let keys = suspect.keys();
        for key in ["altmansteele", "altman", "steele", "steelejr", "featherstonehaughch", "featherstonehaughcho"] {
            assert!(keys.iter().any(|k| k == key), "{key} is missing from {keys:?}");
        }
    }

    #[test]
    fn an_entity_needs_its_zip_to_be_probable() {
        let states = BTreeSet::from(["IN".to_string()]);
        let entity = Entity {
            names: vec!["J Medical Bracing, LLC"],
            npi: None,
            zips: BTreeSet::from(["46240".to_string()]),
            states: &states,
        };
        let row = |zip: &str| ExclusionRecord {
            business_name: "J MEDICAL BRACING".into(),
            state: "IN".into(),
            postal_code: zip.into(),
            ..Default::default()
        };
        assert_eq!(entity.judge(row("46240")).map(|m| m.tier), Some(Tier::Probable));
        assert_eq!(entity.judge(row("46201")).map(|m| m.tier), Some(Tier::Possible));
    }
}
