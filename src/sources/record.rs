//! The records that readers produce, the same whichever layout they came from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::fold::{letters_and_digits, name_words};

/// A source of reference data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListName {
    /// National Plan and Provider Enumeration System (CMS).
    Nppes,
    /// List of Excluded Individuals/Entities (HHS OIG).
    Leie,
    /// System for Award Management exclusions (GSA).
    Sam,
    /// State Medicaid exclusion lists.
    StateExclusions,
    /// Health Care Provider Taxonomy (NUCC).
    Taxonomy,
}

impl ListName {
    /// Every list, in the order in which `sources` prints them.
    pub const ALL: [ListName; 5] =
        [ListName::Nppes, ListName::Leie, ListName::Sam, ListName::StateExclusions, ListName::Taxonomy];

    /// Reads [`ListName::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.as_str() == text)
    }

    /// As stored and as typed on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            ListName::Nppes => "nppes",
            ListName::Leie => "leie",
            ListName::Sam => "sam",
            ListName::StateExclusions => "state-exclusions",
            ListName::Taxonomy => "taxonomy",
        }
    }

    /// As reports print it.
    pub const fn label(self) -> &'static str {
        match self {
            ListName::Nppes => "NPPES",
            ListName::Leie => "LEIE",
            ListName::Sam => "SAM",
            ListName::StateExclusions => "STATE-EXCLUSIONS",
            ListName::Taxonomy => "NUCC",
        }
    }
}

/// What NPPES says of one NPI, cut to what the checks compare.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NppesRecord {
    /// Ten digits.
    pub npi: String,
    /// 1 person, 2 organisation; 0 where the row is too empty to say (deactivated).
    pub entity_type: u8,
    /// Legal business name of an organisation.
    pub organization_name: String,
    /// Legal surname.
    pub last_name: String,
    /// Given name.
    pub first_name: String,
    /// Middle name.
    pub middle_name: String,
    /// Credential text, such as `M.D.`.
    pub credential_text: String,
    /// Former, professional and trading names: surnames of a person, names of an organisation.
    pub other_names: Vec<OtherName>,
    /// Practice address.
    pub practice: PracticeAddress,
    /// Further practice locations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub practice_locations: Vec<PracticeAddress>,
    /// The registry calls the NPI deactivated, whether or not it says since when.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inactive: bool,
    /// Set while (or since) the NPI was deactivated.
    pub deactivated_on: Option<NaiveDate>,
    /// Set when it came back.
    pub reactivated_on: Option<NaiveDate>,
    /// The NPI that replaces this one.
    pub replacement_npi: Option<String>,
    /// Day the provider last touched the record.
    pub last_updated: Option<NaiveDate>,
    /// Taxonomy codes with the licence claimed for each; the primary first.
    pub taxonomies: Vec<NppesTaxonomy>,
}

impl NppesRecord {
    /// Deactivated and not reactivated since.
    pub fn is_deactivated(&self) -> bool {
        let by_dates = match (self.deactivated_on, self.reactivated_on) {
            (Some(off), Some(on)) => on < off,
            (Some(_), None) => true,
            (None, _) => false,
        };
        self.inactive || by_dates
    }

    /// It only adds names or places to the record of its NPI, which stands in another file.
    pub fn is_addition(&self) -> bool {
        let says_who = self.entity_type != 0 || !self.last_name.is_empty() || !self.organization_name.is_empty();
        let says_what = self.inactive || self.deactivated_on.is_some() || !self.taxonomies.is_empty();
        let adds = !self.other_names.is_empty() || !self.practice_locations.is_empty();
        adds && !says_who && !says_what
    }

    /// Takes over what an addition adds.
    pub fn absorb(&mut self, addition: NppesRecord) {
        for name in addition.other_names {
            if !self.other_names.contains(&name) {
                self.other_names.push(name);
            }
        }
        for place in addition.practice_locations {
            if !self.practice_locations.contains(&place) {
                self.practice_locations.push(place);
            }
        }
    }
}

/// Another name on an NPPES record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OtherName {
    /// Surname, or organisation name.
    pub last_or_organization: String,
    /// Given name; empty for organisations.
    pub first_name: String,
}

/// The practice location on an NPPES record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PracticeAddress {
    /// First line.
    pub line1: String,
    /// Second line.
    pub line2: String,
    /// City.
    pub city: String,
    /// USPS code where it is one.
    pub state: String,
    /// ZIP, five or nine digits.
    pub postal_code: String,
    /// Digits.
    pub phone: String,
}

/// One taxonomy on an NPPES record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NppesTaxonomy {
    /// NUCC code.
    pub code: String,
    /// Licence number as self-reported.
    pub license_number: String,
    /// USPS code of that licence.
    pub license_state: String,
    /// The primary taxonomy.
    pub primary: bool,
}

/// One row of an exclusion list, whichever list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ExclusionRecord {
    /// SHA-256 (hex) of the row as it stands in the file: its identity.
    pub row_hash: String,
    /// Surname; empty for entities. May be cut to 20 characters (LEIE).
    pub last_name: String,
    /// Given name; may be cut to 15 characters (LEIE).
    pub first_name: String,
    /// Middle name.
    pub middle_name: String,
    /// Entity name; may be cut to 30 characters (LEIE).
    pub business_name: String,
    /// General and specialty words of the list, joined by ` / `.
    pub specialty: String,
    /// Ten digits, or empty: the lists' null (`0000000000`) is not kept. Invalid ones are.
    pub npi: String,
    /// Birth date where the list has one.
    pub date_of_birth: Option<NaiveDate>,
    /// Street address.
    pub address: String,
    /// City.
    pub city: String,
    /// USPS code.
    pub state: String,
    /// ZIP.
    pub postal_code: String,
    /// Authority or program, such as `1128a4`.
    pub exclusion_type: String,
    /// When it began.
    pub excluded_on: Option<NaiveDate>,
    /// When it ended, or (SAM) will end: from that day on the row is a reinstatement or a closed exclusion.
    pub reinstated_on: Option<NaiveDate>,
    /// State with a waiver.
    pub waiver_state: String,
    /// When the waiver began.
    pub waived_on: Option<NaiveDate>,
    /// Agency that excluded (SAM), or the state whose list it is.
    pub agency: String,
}

/// A code of the provider taxonomy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TaxonomyCode {
    /// Ten letters and digits, such as `2084P0800X`.
    pub code: String,
    /// Such as `Psychiatry & Neurology`.
    pub classification: String,
    /// Such as `Psychiatry`; empty for the general code.
    pub specialization: String,
}

/// An NPI as exclusion lists write it, without their words for none. Ill-formed ones stay: they may still be compared.
pub(super) fn npi_or_none(npi: String) -> String {
    if npi.bytes().all(|b| b == b'0') || npi.eq_ignore_ascii_case("null") { String::new() } else { npi }
}

/// The key by which a person is looked up: letters of the surname part, folded, at most 20 (the LEIE's field width).
pub fn surname_key(surname: &str) -> String {
    letters_and_digits(surname).chars().take(20).collect()
}

/// The keys of the parts of a compound surname, the very words that the judge of a match compares: a person excluded as
/// `VANTASSEL-BROOK` is to be found as `Brook`, and `DE LA ROSA JR` as `Delarosa`. Empty for a simple surname. Generations,
/// degrees, particles and single letters are no parts.
pub fn surname_part_keys(surname: &str) -> Vec<String> {
    let (whole, words) = (surname_key(surname), name_words(surname));
    // A name may consist of what looks like a degree ("Do"): the first word always stays.
    let without_degrees = words.split(' ').enumerate().filter(|(i, word)| *i == 0 || !SUFFIXES.contains(word));
    let without_degrees = without_degrees.map(|(_, word)| word).collect::<String>();
    let parts = || words.split(' ').filter(|word| is_surname_part(word));
    let without_particles = parts().collect::<String>();
    let keys = parts().chain([without_degrees.as_str(), without_particles.as_str()]).map(surname_key);
    let mut keys: Vec<String> = keys.filter(|key| key.chars().count() > 1 && *key != whole).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Whether a word of a name is more than a generation, a degree or a particle.
pub fn is_surname_part(word: &str) -> bool {
    !SUFFIXES.contains(&word) && !PARTICLES.contains(&word)
}

/// Generations, degrees and titles, which lists write behind a surname.
const SUFFIXES: &[&str] =
    &["jr", "sr", "ii", "iii", "iv", "md", "do", "phd", "psyd", "np", "rn", "pa", "dr", "mr", "mrs", "ms", "esq"];
/// Words that may be missing from a surname, and are too common to be looked up by.
const PARTICLES: &[&str] = &[
    "de", "del", "dela", "la", "las", "los", "da", "das", "dos", "di", "du", "le", "van", "von", "der", "den", "ter",
    "ten", "el", "al", "bin", "ibn", "abu", "st", "san", "santa", "y", "e",
];

/// The key by which an entity is looked up: folded letters without legal-form words, at most 30 (the LEIE's field width).
pub fn business_key(name: &str) -> String {
    business_words(name).concat().chars().take(30).collect()
}

/// The words of an entity's name, folded, without those of its legal form. Letters that stand alone make one word: `L L C`.
pub fn business_words(name: &str) -> Vec<String> {
    const FORMS: &[&str] = &[
        "inc",
        "incorporated",
        "llc",
        "lc",
        "pc",
        "apc",
        "psc",
        "sc",
        "pa",
        "pllc",
        "plc",
        "corp",
        "corporation",
        "co",
        "company",
        "ltd",
        "limited",
        "lp",
        "llp",
        "the",
        "and",
    ];
    let folded = crate::domain::fold::fold(name).replace('.', "");
    let mut words: Vec<String> = Vec::new();
    let mut letter_before = false;
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        let letter = word.chars().count() == 1;
        match words.last_mut() {
            Some(last) if letter && letter_before => last.push_str(word),
            _ => words.push(word.to_string()),
        }
        letter_before = letter;
    }
    words.retain(|w| !FORMS.contains(&w.as_str()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compound_surname_has_the_keys_of_its_parts() {
        assert_eq!(surname_part_keys("VANTASSEL-BROOK"), ["brook", "vantassel"]);
        assert_eq!(surname_part_keys("Núñez Quillfeather, JR"), ["nunez", "nunezquillfeather", "quillfeather"]);
        assert_eq!(surname_part_keys("BROOK III"), ["brook"]);
        assert_eq!(surname_part_keys("DE LA ROSA"), ["rosa"]);
        assert_eq!(surname_part_keys("DE LA ROSA JR"), ["delarosa", "rosa"]);
        assert_eq!(surname_part_keys("VAN BROOK STONE"), ["brook", "brookstone", "stone"]);
        assert!(surname_part_keys("O'NEIL").is_empty() && surname_part_keys("").is_empty());
    }

    #[test]
    fn an_entity_is_known_by_its_words_without_its_legal_form() {
        assert_eq!(business_key("The Invented Care Co., L.L.C."), business_key("INVENTED CARE"));
        assert_eq!(business_key("Invented Care, P. C."), business_key("INVENTED CARE PC"));
        assert_eq!(business_key("Smith & Jones Limited"), business_key("SMITH AND JONES LTD"));
        assert_eq!(business_key(&"x".repeat(50)).len(), 30);
    }

    #[test]
    fn a_null_npi_is_none_and_an_ill_formed_one_stays() {
        assert_eq!(["0000000000", "", "null", "123"].map(|n| npi_or_none(n.into())), ["", "", "", "123"]);
    }
}
