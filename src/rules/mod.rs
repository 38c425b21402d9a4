//! What the field asks for, as tables: who needs which credential, who may do what where, how long an answer holds.
//!
//! The facts stand in `data/rules/*.toml`, each file with its date and source; here they are read once, strictly.
//! A rule of a state that could not be confirmed is marked so in the table and asks for a look; it never decides.
//! Whoever runs the program may replace any table by a file of the same name (`--rules DIR`): it is held to the same.

mod boards;
mod coherence;
mod files;
mod names;
mod overrides;
mod requirements;
mod scope;
pub mod sheet;
mod tables;

use std::path::Path;
use std::sync::LazyLock;

use files::RuleFiles;

pub use boards::{Board, Boards, Confidence};
pub use coherence::CLAIM_CODES;
pub use files::{RuleFault, RulesError, TableHead};
pub use names::NameWords;
pub use overrides::{OverrideBy, OverrideRule, Overrides};
pub use requirements::{AlsoFrom, Circumstances, CredentialNeed, CredentialPart, Need, NeedOf, Requirements, Wanted};
pub use scope::{DeaKind, PracticeClass, Prescribes, ProfessionScope, Scope, Supervision, TreatmentScope};
pub use tables::{
    Claim, Claims, Clocks, DeaClass, DeaLetters, LicenseShapes, ListSpecialties, NurseRule, OwnRegistration, Places,
    Sentinel, StateRule, States, TaxonomyGroups, TelehealthRegistration,
};

/// Every rule table, as one version. Read once at start, and the same until the program ends.
#[derive(Debug)]
pub struct Rules {
    version: String,
    tables: Vec<TableHead>,
    /// Where licenses are looked up.
    pub boards: Boards,
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
    /// Which failed checks people may let stand.
    pub overrides: Overrides,
}

impl Rules {
    /// The tables built into the program, read once. For the program itself [`Rules::in_force`] is the way.
    pub fn builtin() -> &'static Rules {
        static RULES: LazyLock<Rules> = LazyLock::new(|| {
            Rules::read(&RuleFiles::builtin()).expect("the rule files are built in, and a test reads them")
        });
        &RULES
    }

    /// The rules of this process: what is built in, each table replaced by the file of its name in the folder.
    ///
    /// # Errors
    /// A folder or file that cannot be read, a name that is no table's, a table without `as_of` or `source`, rows that
    /// overlap or contradict each other: each with file, line and key.
    pub fn in_force(folder: Option<&Path>) -> Result<&'static Rules, RulesError> {
        match folder {
            None => Ok(Rules::builtin()),
            // One set of tables lives as long as the process, so that whatever checks may simply point at it.
            Some(folder) => Ok(Box::leak(Box::new(Rules::read(&RuleFiles::with_folder(folder)?)?))),
        }
    }

    /// Names and texts of the tables built in, for whoever wants to begin with them.
    pub fn builtin_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
        RuleFiles::builtin_texts()
    }

    fn read(files: &RuleFiles) -> Result<Rules, RulesError> {
        let mut tables = Vec::new();
        let mut rules = Rules {
            version: files.version(),
            boards: files.read("boards.toml", &mut tables)?,
            clocks: files.read("clocks.toml", &mut tables)?,
            requirements: files.read("requirements.toml", &mut tables)?,
            scope: files.read("scope.toml", &mut tables)?,
            states: files.read("states.toml", &mut tables)?,
            dea: files.read("dea_letters.toml", &mut tables)?,
            shapes: files.read("license_shapes.toml", &mut tables)?,
            taxonomy: files.read("taxonomy_groups.toml", &mut tables)?,
            specialties: files.read("list_specialties.toml", &mut tables)?,
            names: files.read("names.toml", &mut tables)?,
            claims: files.read("claims.toml", &mut tables)?,
            places: files.read("places.toml", &mut tables)?,
            overrides: files.read("overrides.toml", &mut tables)?,
            tables: Vec::new(),
        };
        let faults = coherence::faults(&rules);
        if !faults.is_empty() {
            return Err(RulesError(faults.into_iter().map(|f| files.fault(f)).collect()));
        }
        tables.sort_by_key(|table| table.name);
        rules.tables = tables;
        Ok(rules)
    }

    /// Sixteen hex digits that change with every change of a rule file. Stored beside each check's evidence.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Every table with its date and source, by name.
    pub fn tables(&self) -> &[TableHead] {
        &self.tables
    }
}

#[cfg(test)]
mod tests;
