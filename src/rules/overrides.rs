//! Which failed checks people may let stand for a time.

use serde::Deserialize;

/// Who may make a failed check count as pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverrideBy {
    /// Each row of the list on its own, by as many people as its tier asks for.
    Row,
    /// One person proposes, another confirms.
    TwoPeople,
    /// Nobody: only new evidence answers it.
    Evidence,
}

/// One check.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverrideRule {
    /// Check code.
    pub code: String,
    /// Who may.
    pub by: OverrideBy,
    /// Why so, in one sentence.
    pub why: String,
}

/// Every check that can fail.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overrides {
    /// In the order of the contract.
    pub check: Vec<OverrideRule>,
}

impl Overrides {
    /// Who may make a failure of this check count as pass. A code that the table does not have is nobody's.
    pub fn of(&self, code: &str) -> OverrideBy {
        self.check.iter().find(|rule| rule.code == code).map_or(OverrideBy::Evidence, |rule| rule.by)
    }

    /// Why it is so, in one sentence.
    pub fn why(&self, code: &str) -> Option<&str> {
        self.check.iter().find(|rule| rule.code == code).map(|rule| rule.why.as_str())
    }
}
