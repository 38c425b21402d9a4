//! The rule files: what is built in, what a folder replaces, and where in a file something stands.
//!
//! Every file says `as_of` (a date) and `source`; the rest is the table's own and read strictly.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

/// The tables built into the program: name and text.
const BUILTIN: [(&str, &str); 13] = [
    ("boards.toml", include_str!("../../data/rules/boards.toml")),
    ("claims.toml", include_str!("../../data/rules/claims.toml")),
    ("clocks.toml", include_str!("../../data/rules/clocks.toml")),
    ("dea_letters.toml", include_str!("../../data/rules/dea_letters.toml")),
    ("license_shapes.toml", include_str!("../../data/rules/license_shapes.toml")),
    ("list_specialties.toml", include_str!("../../data/rules/list_specialties.toml")),
    ("names.toml", include_str!("../../data/rules/names.toml")),
    ("overrides.toml", include_str!("../../data/rules/overrides.toml")),
    ("places.toml", include_str!("../../data/rules/places.toml")),
    ("requirements.toml", include_str!("../../data/rules/requirements.toml")),
    ("scope.toml", include_str!("../../data/rules/scope.toml")),
    ("states.toml", include_str!("../../data/rules/states.toml")),
    ("taxonomy_groups.toml", include_str!("../../data/rules/taxonomy_groups.toml")),
];

/// One thing wrong with a rule file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFault {
    /// The file or folder, as a path that can be opened.
    pub file: String,
    /// Line, counted from 1; `None` where the file as a whole is meant.
    pub line: Option<usize>,
    /// The key that stands there; empty where none does.
    pub key: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl fmt::Display for RuleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if !self.key.is_empty() {
            write!(f, ", key `{}`", self.key)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// Rule files that cannot be used: every fault that was found, a line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesError(pub Vec<RuleFault>);

impl std::error::Error for RulesError {}

impl fmt::Display for RulesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// Since when and from where a table's facts are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableHead {
    /// File name.
    pub name: &'static str,
    /// The file that replaces the one built in.
    pub replaced_by: Option<PathBuf>,
    /// Day as of which the facts hold.
    pub as_of: NaiveDate,
    /// Where they were read.
    pub source: String,
    /// The file's text.
    pub(super) text: Cow<'static, str>,
}

/// One file in force.
pub(super) struct RuleFile {
    pub name: &'static str,
    text: Cow<'static, str>,
    path: Option<PathBuf>,
}

/// Every file in force, in the order of the names.
pub(super) struct RuleFiles(Vec<RuleFile>);

impl RuleFiles {
    /// What was built in.
    pub fn builtin() -> Self {
        let file = |(name, text): &(&'static str, &'static str)| RuleFile { name, text: (*text).into(), path: None };
        RuleFiles(BUILTIN.iter().map(file).collect())
    }

    /// What was built in, each file replaced by the one of its name in the folder. Names that begin with a dot are
    /// the system's; any other name that is no table's is a fault, because a misspelled table would change nothing.
    pub fn with_folder(folder: &Path) -> Result<Self, RulesError> {
        let fault = |path: &Path, reason: String| {
            RulesError(vec![RuleFault { file: path.display().to_string(), line: None, key: String::new(), reason }])
        };
        let unreadable = |e: std::io::Error| fault(folder, format!("the folder of rule tables cannot be read: {e}"));
        let mut files = Self::builtin();
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') {
                continue;
            }
            let Some(file) = files.0.iter_mut().find(|f| f.name == name) else {
                let known: Vec<&str> = BUILTIN.iter().map(|(name, _)| *name).collect();
                return Err(fault(&path, format!("no rule table has this name; the tables are {}", known.join(", "))));
            };
            let text = std::fs::read_to_string(&path).map_err(|e| fault(&path, format!("cannot be read: {e}")))?;
            file.text = text.into();
            file.path = Some(path);
        }
        Ok(files)
    }

    /// Names and texts of the files built in, for whoever wants to begin with them.
    pub fn builtin_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
        BUILTIN.into_iter()
    }

    /// Reads one table.
    pub fn read<T: DeserializeOwned>(&self, name: &str, heads: &mut Vec<TableHead>) -> Result<T, RulesError> {
        let Some(file) = self.0.iter().find(|f| f.name == name) else {
            let fault =
                RuleFault { file: name.into(), line: None, key: String::new(), reason: "is not built in".into() };
            return Err(RulesError(vec![fault]));
        };
        let (head, table) = file.read().map_err(|fault| RulesError(vec![fault]))?;
        heads.push(head);
        Ok(table)
    }

    /// A fault at a place of a table that could be read.
    pub fn fault(&self, found: Incoherent) -> RuleFault {
        match self.0.iter().find(|f| f.name == found.file) {
            Some(file) => file.fault_at(&found.at, found.reason),
            None => RuleFault { file: found.file.into(), line: None, key: found.at, reason: found.reason },
        }
    }

    /// A hash over names and texts: another rule is another version.
    pub fn version(&self) -> String {
        let mut hash = Sha256::new();
        for file in &self.0 {
            hash.update(file.name.as_bytes());
            hash.update([0]);
            hash.update(file.text.as_bytes());
            hash.update([0]);
        }
        data_encoding::HEXLOWER.encode(&hash.finalize()[..8])
    }

    /// One file with another text, as a folder would replace it.
    #[cfg(test)]
    pub fn with(mut self, name: &str, text: String) -> Self {
        let file = self.0.iter_mut().find(|f| f.name == name).expect("a table");
        file.text = text.into();
        self
    }

    /// The text in force.
    #[cfg(test)]
    pub fn text(&self, name: &str) -> &str {
        &self.0.iter().find(|f| f.name == name).expect("a table").text
    }
}

/// Something in a table that does not fit the rest of it or another table.
#[derive(Debug)]
pub(super) struct Incoherent {
    /// File name.
    pub file: &'static str,
    /// Keys and positions from the top, with `/` between: `state/3/code`. As much of it as exists gives the line.
    pub at: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl RuleFile {
    fn shown(&self) -> String {
        match &self.path {
            Some(path) => path.display().to_string(),
            None => format!("data/rules/{} (built in)", self.name),
        }
    }

    fn line_of(&self, at: usize) -> usize {
        self.text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1
    }

    /// The last key that begins a line at or above this one.
    fn key_at(&self, line: usize) -> String {
        let above = self.text.lines().take(line).collect::<Vec<_>>();
        let bare = |l: &&str| {
            let (key, _) = l.split_once('=')?;
            let key = key.trim();
            let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
            is_key.then(|| key.to_string())
        };
        above.iter().rev().find_map(bare).unwrap_or_default()
    }

    fn unreadable(&self, error: &toml::de::Error) -> RuleFault {
        let line = error.span().map(|span| self.line_of(span.start));
        let key = line.map(|l| self.key_at(l)).unwrap_or_default();
        RuleFault { file: self.shown(), line, key, reason: error.message().replace('\n', "; ") }
    }

    fn missing(&self, key: &str, what: &str) -> RuleFault {
        let line = self.text.lines().position(|l| l.trim_start().starts_with(key)).map_or(1, |at| at + 1);
        RuleFault { file: self.shown(), line: Some(line), key: key.into(), reason: format!("must be given: {what}") }
    }

    fn read<T: DeserializeOwned>(&self) -> Result<(TableHead, T), RuleFault> {
        let mut table = DeTable::parse(&self.text).map_err(|e| self.unreadable(&e))?;
        let mut take = |key: &str| {
            let value = table.get_mut().remove(key);
            value.and_then(|v| v.get_ref().as_str().map(|text| text.trim().to_string()))
        };
        let (as_of, source) = (take("as_of"), take("source"));
        let as_of = as_of.and_then(|day| day.parse().ok());
        let as_of = as_of.ok_or_else(|| self.missing("as_of", "the day as of which the facts hold, \"YYYY-MM-DD\""))?;
        let source = source.filter(|s| !s.is_empty());
        let source = source.ok_or_else(|| self.missing("source", "where the facts were read"))?;
        let read = T::deserialize(Deserializer::from(table)).map_err(|e| self.unreadable(&e))?;
        let text = self.text.clone();
        Ok((TableHead { name: self.name, replaced_by: self.path.clone(), as_of, source, text }, read))
    }

    /// The line of the deepest part of the path that the file has.
    fn fault_at(&self, at: &str, reason: String) -> RuleFault {
        let start = DeTable::parse(&self.text).ok().and_then(|table| start_of(&table, at));
        let key = at.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default();
        RuleFault { file: self.shown(), line: Some(start.map_or(1, |s| self.line_of(s))), key: key.into(), reason }
    }
}

fn start_of(table: &Spanned<DeTable<'_>>, at: &str) -> Option<usize> {
    let (first, rest) = at.split_once('/').map_or((at, None), |(first, rest)| (first, Some(rest)));
    let (key, value) = table.get_ref().get_key_value(first)?;
    let deeper = rest.and_then(|rest| start_within(value, rest));
    Some(deeper.unwrap_or(key.span().start))
}

fn start_within(value: &Spanned<DeValue<'_>>, at: &str) -> Option<usize> {
    let (first, rest) = at.split_once('/').map_or((at, None), |(first, rest)| (first, Some(rest)));
    let (start, inner) = match value.get_ref() {
        DeValue::Table(table) => table.get_key_value(first).map(|(key, value)| (key.span().start, value))?,
        DeValue::Array(items) => items.get(first.parse::<usize>().ok()?).map(|item| (item.span().start, item))?,
        _ => return None,
    };
    Some(rest.and_then(|rest| start_within(inner, rest)).unwrap_or(start))
}
