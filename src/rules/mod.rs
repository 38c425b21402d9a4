//! What the field asks for, as tables: who needs which credential, who may do what where, how long an answer holds.
//!
//! The facts stand in `data/rules/*.toml`, each file with its date and source; here they are read once, strictly.
//! A rule of a state that could not be confirmed is marked so in the table and asks for a look; it never decides.

mod names;
mod requirements;
mod scope;
mod tables;

use std::sync::LazyLock;

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

pub use names::NameWords;
pub use requirements::{AlsoFrom, Circumstances, CredentialNeed, CredentialPart, Need, NeedOf, Requirements, Wanted};
pub use scope::{DeaKind, PracticeClass, Prescribes, ProfessionScope, Scope, Supervision, TreatmentScope};
pub use tables::{
    Claim, Claims, Clocks, DeaClass, DeaLetters, LicenseShapes, ListSpecialties, NurseRule, OwnRegistration, Places,
    Sentinel, StateRule, States, TaxonomyGroups,
};

/// Every rule table, as one version.
#[derive(Debug)]
pub struct Rules {
    version: String,
    /// How long answers hold.
    pub clocks: Clocks,
    /// What a dossier must say.
    pub requirements: Requirements,
    /// Who may do what, where.
    pub scope: Scope,
    /// What each state asks for.
    pub states: States,
    /// First letters of DEA numbers.
    pub dea: DeaLetters,
    /// Shapes of license numbers by state.
    pub shapes: LicenseShapes,
    /// Taxonomy codes by profession.
    pub taxonomy: TaxonomyGroups,
    /// Words of exclusion lists by profession.
    pub specialties: ListSpecialties,
    /// How names vary.
    pub names: NameWords,
    /// Sentences that a person should read.
    pub claims: Claims,
    /// Coordinates that mean "unknown".
    pub places: Places,
}

/// A rule file that cannot be read: a fault of the build, found by the tests.
#[derive(Debug, thiserror::Error)]
#[error("data/rules/{file}: {reason}")]
pub struct RulesError {
    file: &'static str,
    reason: String,
}

/// The files as they were built in: name and text.
struct Files(&'static [(&'static str, &'static str)]);

const BUILTIN: Files = Files(&[
    ("claims.toml", include_str!("../../data/rules/claims.toml")),
    ("clocks.toml", include_str!("../../data/rules/clocks.toml")),
    ("dea_letters.toml", include_str!("../../data/rules/dea_letters.toml")),
    ("license_shapes.toml", include_str!("../../data/rules/license_shapes.toml")),
    ("list_specialties.toml", include_str!("../../data/rules/list_specialties.toml")),
    ("names.toml", include_str!("../../data/rules/names.toml")),
    ("places.toml", include_str!("../../data/rules/places.toml")),
    ("requirements.toml", include_str!("../../data/rules/requirements.toml")),
    ("scope.toml", include_str!("../../data/rules/scope.toml")),
    ("states.toml", include_str!("../../data/rules/states.toml")),
    ("taxonomy_groups.toml", include_str!("../../data/rules/taxonomy_groups.toml")),
]);

impl Files {
    fn read<T: DeserializeOwned>(&self, file: &'static str) -> Result<T, RulesError> {
        let fault = |reason: String| RulesError { file, reason };
        let (_, text) = self.0.iter().find(|(name, _)| *name == file).ok_or_else(|| fault("is not built in".into()))?;
        let mut table: toml::Table = text.parse().map_err(|e| fault(format!("{e}")))?;
        // Every file says from when and from where its facts are; the rest is the table's own and strict.
        let mut head = |key: &str| table.remove(key).and_then(|v| v.as_str().map(str::to_string));
        if head("as_of").and_then(|day| day.parse::<chrono::NaiveDate>().ok()).is_none() {
            return Err(fault("needs `as_of`, a date as text".into()));
        }
        if head("source").is_none_or(|source| source.trim().is_empty()) {
            return Err(fault("needs `source`".into()));
        }
        table.try_into().map_err(|e| fault(format!("{e}")))
    }

    /// A hash over names and texts: another rule is another version.
    fn version(&self) -> String {
        let mut hash = Sha256::new();
        for (name, text) in self.0 {
            hash.update(name.as_bytes());
            hash.update([0]);
            hash.update(text.as_bytes());
            hash.update([0]);
        }
        data_encoding::HEXLOWER.encode(&hash.finalize()[..8])
    }
}

impl Rules {
    /// The tables built into the program, read once.
    pub fn builtin() -> &'static Rules {
        static RULES: LazyLock<Rules> =
            LazyLock::new(|| Rules::read(&BUILTIN).expect("the rule files are built in, and a test reads them"));
        &RULES
    }

    fn read(files: &Files) -> Result<Rules, RulesError> {
        Ok(Rules {
            version: files.version(),
            clocks: files.read("clocks.toml")?,
            requirements: files.read("requirements.toml")?,
            scope: files.read("scope.toml")?,
            states: files.read("states.toml")?,
            dea: files.read("dea_letters.toml")?,
            shapes: files.read("license_shapes.toml")?,
            taxonomy: files.read("taxonomy_groups.toml")?,
            specialties: files.read("list_specialties.toml")?,
            names: files.read("names.toml")?,
            claims: files.read("claims.toml")?,
            places: files.read("places.toml")?,
        })
    }

    /// Sixteen hex digits that change with every change of a rule file. Stored beside each check's evidence.
    pub fn version(&self) -> &str {
        &self.version
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clinical::Treatment;
    use crate::domain::credential::{CredentialKind, Profession};

    #[test]
    fn every_rule_file_reads_and_names_its_date_and_source() {
        Rules::read(&BUILTIN).expect("the built-in rules read");
        assert_eq!(Rules::builtin().version().len(), 16);
    }

    #[test]
    fn a_line_that_no_table_knows_is_refused_by_name() {
        let files = Files(&[(
            "clocks.toml",
            "as_of = \"2026-11-01\"\nsource = \"x\"\nboard_lookup_days = 1\nno_expiry_lookup_days = 1\nrems_days = 1\nmoon_days = 28\n",
        )]);
        let error = files.read::<Clocks>("clocks.toml").expect_err("an unknown line").to_string();
        assert!(error.contains("moon_days") && error.contains("clocks.toml"), "{error}");
    }

    #[test]
    fn a_file_without_source_is_refused() {
        let files = Files(&[("clocks.toml", "as_of = \"2026-11-01\"\nboard_lookup_days = 1\n")]);
        assert!(files.read::<Clocks>("clocks.toml").expect_err("no source").to_string().contains("source"));
    }

    #[test]
    fn every_profession_treatment_and_credential_has_its_row() {
        let rules = Rules::builtin();
        for profession in Profession::ALL {
            let scope = rules.scope.of(*profession);
            assert_eq!(scope.profession, *profession);
            assert!(rules.taxonomy.codes(*profession).next().is_some(), "no taxonomy codes for {profession}");
            assert!(rules.specialties.words(*profession).next().is_some(), "no list words for {profession}");
        }
        for treatment in Treatment::ALL {
            assert_eq!(rules.scope.treatment(*treatment).treatment, *treatment);
        }
        for kind in CredentialKind::ALL {
            assert!(rules.requirements.credential.iter().any(|c| c.kind == *kind), "no row says what {kind} needs");
        }
    }

    #[test]
    fn another_text_is_another_version() {
        let one = Files(&[("a.toml", "x = 1")]).version();
        let two = Files(&[("a.toml", "x = 2")]).version();
        assert_ne!(one, two);
    }
}
