//! How people's names vary between documents.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// Suffixes, particles and nicknames; all folded.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameWords {
    suffixes: Vec<String>,
    particles: Vec<String>,
    nicknames: Vec<Vec<String>>,
    /// The lines of `nicknames` in which a name stands: asked once for every row of a common surname.
    #[serde(skip)]
    lines: OnceLock<HashMap<String, Vec<usize>>>,
}

impl NameWords {
    pub(crate) fn suffixes(&self) -> &[String] {
        &self.suffixes
    }

    pub(crate) fn particles(&self) -> &[String] {
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
        let (Some(of_a), Some(of_b)) = (self.lines().get(a), self.lines().get(b)) else { return false };
        of_a.iter().any(|line| of_b.contains(line))
    }

    /// Every given name that this one may stand for, itself among them; none where the table does not have it.
    pub fn stand_ins(&self, name: &str) -> impl Iterator<Item = &str> {
        let lines = self.lines().get(name).into_iter().flatten();
        lines.flat_map(|line| self.nicknames.get(*line).into_iter().flatten()).map(String::as_str)
    }

    fn lines(&self) -> &HashMap<String, Vec<usize>> {
        self.lines.get_or_init(|| {
            let mut lines: HashMap<String, Vec<usize>> = HashMap::new();
            for (i, line) in self.nicknames.iter().enumerate() {
                line.iter().for_each(|name| lines.entry(name.clone()).or_default().push(i));
            }
            lines
        })
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
