//! What treatments and conditions are called by those who look for them: `q` may name one of these in place of a provider.
//!
//! Several words are compared as one run of letters, so that "ketamine-assisted" and "ketamine assisted" are the same.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use fst::{IntoStreamer, Map, Streamer};
use serde::Deserialize;

use crate::domain::clinical::{Condition, Treatment};
use crate::domain::fold::letters_and_digits;

use super::names::{ONE_SLIP, automata};
use super::set::Set;

static FILE: &str = include_str!("../../data/terms.toml");

/// The most words that a term has.
pub(super) const MOST_WORDS: usize = 5;

/// What a term stands for, as filters: a row answers to it that offers one of these treatments or treats one of these conditions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Meaning {
    /// Treatments.
    pub treatments: Set<Treatment>,
    /// Conditions.
    pub conditions: Set<Condition>,
}

impl Meaning {
    fn or(mut self, other: Meaning) -> Meaning {
        other.treatments.iter().for_each(|t| self.treatments.insert(t));
        other.conditions.iter().for_each(|c| self.conditions.insert(c));
        self
    }
}

/// Whether the word says nothing where it stands beside a term.
pub(super) fn says_nothing_beside(word: &str) -> bool {
    terms().beside.iter().any(|beside| beside == word)
}

/// What the words mean that are, as one run of letters, a term.
pub(super) fn exactly(typed: &[String]) -> Option<Meaning> {
    let at = terms().keys.get(typed.concat())?;
    Some(terms().all[at as usize].meaning)
}

/// What the words mean that are, as one run of letters, not more slips from a term.
pub(super) fn nearly(typed: &[String], slips: u8) -> Option<Meaning> {
    let spelling = automata(slips).build_dfa(&typed.concat());
    let mut stream = terms().keys.search(&spelling).into_stream();
    let mut meaning: Option<Meaning> = None;
    while let Some((_, at)) = stream.next() {
        let term = &terms().all[at as usize];
        if term.may_be(typed) {
            meaning = Some(meaning.unwrap_or_default().or(term.meaning));
        }
    }
    meaning
}

/// The terms by their letters.
struct Terms {
    /// Each with its place in `all`.
    keys: Map<Vec<u8>>,
    all: Vec<Term>,
    beside: Vec<String>,
}

struct Term {
    words: Vec<String>,
    meaning: Meaning,
}

impl Term {
    /// A word too many is not a slip: "depression m" is not "depression". Nor is a short word another: "ketamine in" is not
    /// "ketamine IM".
    fn may_be(&self, typed: &[String]) -> bool {
        let short = typed.iter().filter(|word| word.chars().count() < ONE_SLIP);
        self.words.len() >= typed.len() && short.into_iter().all(|word| self.words.contains(word))
    }
}

/// `data/terms.toml` as it is written.
#[derive(Deserialize)]
struct File {
    beside: Vec<String>,
    term: Vec<Written>,
}

#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    treatments: Vec<Treatment>,
    #[serde(default)]
    conditions: Vec<Condition>,
    names: Vec<String>,
}

fn written() -> File {
    toml::from_str(FILE).expect("the file is part of the program, and a test reads it")
}

fn terms() -> &'static Terms {
    static TERMS: OnceLock<Terms> = OnceLock::new();
    TERMS.get_or_init(|| {
        let file = written();
        let mut sorted = BTreeMap::new();
        for of in &file.term {
            let (treatments, conditions) = (of.treatments.iter().copied(), of.conditions.iter().copied());
            let meaning = Meaning { treatments: treatments.collect(), conditions: conditions.collect() };
            for name in &of.names {
                let words = name.split([' ', '-']).map(letters_and_digits).collect();
                sorted.insert(letters_and_digits(name), Term { words, meaning });
            }
        }
        // Sorted and without doubles: the only faults there are.
        let keys = Map::from_iter(sorted.keys().zip(0..)).unwrap_or_default();
        Terms { keys, all: sorted.into_values().collect(), beside: file.beside }
    })
}

#[cfg(test)]
mod tests;
