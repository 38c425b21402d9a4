//! How people's names vary between documents.

use serde::Deserialize;

/// Suffixes, particles and nicknames; all folded.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameWords {
    suffixes: Vec<String>,
    particles: Vec<String>,
    nicknames: Vec<Vec<String>>,
}

impl NameWords {
    pub(super) fn suffixes(&self) -> &[String] {
        &self.suffixes
    }

    pub(super) fn particles(&self) -> &[String] {
        &self.particles
    }

    pub(super) fn nicknames(&self) -> &[Vec<String>] {
        &self.nicknames
    }

    /// Generations and degrees: not part of the name.
    pub fn is_suffix(&self, word: &str) -> bool {
        self.suffixes.iter().any(|s| s == word)
    }

    /// Words that may be missing from a surname.
    pub fn is_particle(&self, word: &str) -> bool {
        self.particles.iter().any(|p| p == word)
    }

    /// Two given names that may stand for each other.
    pub fn are_nicknames(&self, a: &str, b: &str) -> bool {
        let has = |line: &[String], name: &str| line.iter().any(|n| n == name);
        self.nicknames.iter().any(|line| has(line, a) && has(line, b))
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Rules;

    #[test]
    fn bob_is_robert_and_not_richard() {
        let names = &Rules::builtin().names;
        assert!(names.are_nicknames("bob", "robert"));
        assert!(!names.are_nicknames("bob", "richard"));
    }
}
