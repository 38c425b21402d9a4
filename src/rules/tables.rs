//! The short tables: clocks, states, DEA letters, license shapes, taxonomy, list words, claims, coordinates.

use serde::{Deserialize, Serialize};

use crate::domain::credential::Profession;

/// How long answers hold, in days.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clocks {
    /// A look-up at a licensing board.
    pub board_lookup_days: i64,
    /// A look-up for a license that never expires.
    pub no_expiry_lookup_days: i64,
    /// A certified setting under the esketamine REMS.
    pub rems_days: i64,
    /// An override, where the reviewer names no other day.
    pub override_days: i64,
    /// An override at most.
    pub override_most_days: i64,
}

/// What is known of a state's rule for nurse practitioners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NurseRule {
    /// Full practice on every list that was read.
    Independent,
    /// An agreement or supervision on every list that was read.
    Agreement,
    /// The lists differ or are silent.
    Unknown,
}

/// What is known of a state's own controlled-substance registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnRegistration {
    /// Said to want one; unconfirmed.
    Listed,
    /// Nothing is known.
    Unknown,
}

/// What is known of a state's registration for telehealth by people licensed elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TelehealthRegistration {
    /// Read in the state's own law or page.
    Confirmed,
    /// Nothing was read.
    #[default]
    Unknown,
}

/// One state, district or territory.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateRule {
    /// USPS code.
    pub code: String,
    /// English name.
    pub name: String,
    /// Nurse practitioners.
    pub nurse_practice: NurseRule,
    /// A registration of its own for controlled drugs.
    pub own_drug_registration: OwnRegistration,
    /// A registration for telehealth from elsewhere.
    #[serde(default)]
    pub telehealth_registration: TelehealthRegistration,
}

/// All states.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct States {
    /// In alphabetical order, territories last.
    pub state: Vec<StateRule>,
}

impl States {
    /// The row of a USPS code in upper case.
    pub fn get(&self, code: &str) -> Option<&StateRule> {
        self.state.iter().find(|s| s.code == code)
    }

    /// English name, or the code itself where it is none.
    pub fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.get(code).map_or(code, |s| s.name.as_str())
    }
}

/// One class of registrant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeaClass {
    /// Its name in the tables.
    pub name: super::DeaKind,
    /// First letters.
    pub letters: String,
    /// Who that is, for a sentence.
    pub words: String,
}

/// First letters of DEA numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeaLetters {
    class: Vec<DeaClass>,
}

impl DeaLetters {
    pub(super) fn classes(&self) -> &[DeaClass] {
        &self.class
    }

    /// First letters that registrations of this kind have; empty where none has.
    pub fn letters(&self, kind: super::DeaKind) -> &str {
        self.class.iter().find(|c| c.name == kind).map_or("", |c| c.letters.as_str())
    }

    /// The class of a first letter; `None` where sources differ on it.
    pub fn class(&self, letter: char) -> Option<&DeaClass> {
        self.class.iter().find(|c| c.letters.contains(letter))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StateShapes {
    code: String,
    #[serde(rename = "seen")]
    _seen: u32,
    shapes: Vec<String>,
}

/// Shapes of license numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseShapes {
    /// Longest number that counts as one.
    pub max_length: usize,
    state: Vec<StateShapes>,
}

impl LicenseShapes {
    /// Code and shapes of each state that is judged.
    pub(super) fn states(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.state.iter().map(|s| (s.code.as_str(), s.shapes.as_slice()))
    }

    /// Whether the numbers of this state are judged by their shape.
    pub fn judges(&self, state: &str) -> bool {
        self.state.iter().any(|s| s.code == state)
    }

    /// Whether this shape was seen in the state; `None` where too few numbers were seen to say.
    pub fn seen(&self, state: &str, shape: &str) -> Option<bool> {
        self.state.iter().find(|s| s.code == state).map(|s| s.shapes.iter().any(|known| known == shape))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeGroup {
    professions: Vec<Profession>,
    codes: Vec<String>,
}

/// Taxonomy codes by profession.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxonomyGroups {
    group: Vec<CodeGroup>,
}

impl TaxonomyGroups {
    pub(super) fn groups(&self) -> impl Iterator<Item = &[String]> {
        self.group.iter().map(|g| g.codes.as_slice())
    }

    /// Beginnings of the codes that suit a profession.
    pub fn codes(&self, profession: Profession) -> impl Iterator<Item = &str> {
        self.group
            .iter()
            .filter(move |g| g.professions.contains(&profession))
            .flat_map(|g| &g.codes)
            .map(String::as_str)
    }

    /// Whether a code suits a profession.
    pub fn suits(&self, profession: Profession, code: &str) -> bool {
        self.codes(profession).any(|prefix| code.starts_with(prefix))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordGroup {
    professions: Vec<Profession>,
    words: Vec<String>,
}

/// Words of exclusion lists by profession.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListSpecialties {
    group: Vec<WordGroup>,
}

impl ListSpecialties {
    pub(super) fn groups(&self) -> impl Iterator<Item = &[String]> {
        self.group.iter().map(|g| g.words.as_slice())
    }

    /// Words that suit a profession.
    pub fn words(&self, profession: Profession) -> impl Iterator<Item = &str> {
        self.group
            .iter()
            .filter(move |g| g.professions.contains(&profession))
            .flat_map(|g| &g.words)
            .map(String::as_str)
    }
}

/// One kind of claim.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Its check.
    pub code: String,
    /// What makes it, in lower case.
    pub phrases: Vec<String>,
    /// What takes it back within the same sentence.
    pub unless: Vec<String>,
    /// What the text says, for a sentence.
    pub says: String,
}

/// All claims.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// In the order of the contract.
    pub claim: Vec<Claim>,
}

/// A coordinate that software writes when it does not know.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentinel {
    /// For a sentence.
    pub name: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// How far a point may be from where it should be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Places {
    /// Miles from the ZIP's centroid.
    pub max_miles_from_zip: f64,
    /// Miles within which a point counts as a sentinel.
    pub sentinel_miles: f64,
    /// The sentinels.
    pub sentinel: Vec<Sentinel>,
}
