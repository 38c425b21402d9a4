//! The words of the names of some rows, and their numbers: what [`Names`](super::names::Names) answers from.
//!
//! All words of all names stand once in a finite-state transducer (`fst`), each with its rows.

use std::collections::HashMap;

use fst::automaton::Automaton;
use fst::{IntoStreamer, Map, Streamer};

use super::offers::Offers;
use super::row_set::RowSet;
use super::terms::Meaning;

/// The names and numbers of some rows.
#[derive(Debug, Default)]
pub(super) struct NameIndex {
    /// Each word with its place in `begins`.
    words: Map<Vec<u8>>,
    /// For each word where its rows begin; the last is where they end.
    begins: Vec<u32>,
    /// Ascending for each word.
    rows: Vec<u32>,
    /// Ten digits as a number, with the row. Sorted.
    numbers: Vec<(u64, u32)>,
    offers: Offers,
    count: usize,
}

/// Collects names and offers, row by row.
#[derive(Debug, Default)]
pub(super) struct Collector {
    words: HashMap<String, Vec<u32>>,
    numbers: Vec<(u64, u32)>,
    offers: Vec<Meaning>,
}

impl Collector {
    /// Adds the next row with its words, its numbers and what it offers.
    pub fn add(&mut self, words: impl Iterator<Item = String>, numbers: impl Iterator<Item = String>, offers: Meaning) {
        let row = self.offers.len() as u32;
        self.offers.push(offers);
        for word in words {
            let rows = self.words.entry(word).or_default();
            if rows.last() != Some(&row) {
                rows.push(row);
            }
        }
        self.numbers.extend(numbers.filter_map(|number| Some((number.parse().ok()?, row))));
    }

    /// The index of all that were added.
    pub fn index(mut self) -> NameIndex {
        self.numbers.sort_unstable();
        let mut words: Vec<(String, Vec<u32>)> = self.words.into_iter().collect();
        words.sort_unstable();
        let (mut begins, mut rows) = (Vec::with_capacity(words.len() + 1), Vec::new());
        let numbered = words.iter().zip(0..).map(|((word, _), at)| (word.as_str(), at));
        // Sorted and without doubles: the only faults there are.
        let map = Map::from_iter(numbered).unwrap_or_default();
        for (_, of_word) in &words {
            begins.push(rows.len() as u32);
            rows.extend_from_slice(of_word);
        }
        begins.push(rows.len() as u32);
        let (offers, count) = (Offers::of(&self.offers), self.offers.len());
        NameIndex { words: map, begins, rows, numbers: self.numbers, offers, count }
    }
}

impl NameIndex {
    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The words that an automaton accepts, each with its number.
    pub fn words_in(&self, automaton: impl Automaton, mut each: impl FnMut(u64, &[u8])) {
        let mut stream = self.words.search(automaton).into_stream();
        while let Some((word, number)) = stream.next() {
            each(number, word);
        }
    }

    /// Whether an automaton accepts a word for whose number this holds.
    pub fn has_word_in(&self, automaton: impl Automaton, holds: impl Fn(u64) -> bool) -> bool {
        let mut stream = self.words.search(automaton).into_stream();
        while let Some((_, number)) = stream.next() {
            if holds(number) {
                return true;
            }
        }
        false
    }

    /// The rows of a word, ascending.
    pub fn places(&self, word: u64) -> &[u32] {
        let at = word as usize;
        &self.rows[self.begins[at] as usize..self.begins[at + 1] as usize]
    }

    /// The rows of an NPI or a phone number.
    pub fn numbered(&self, number: u64) -> impl Iterator<Item = u32> {
        let from = self.numbers.partition_point(|(other, _)| *other < number);
        self.numbers[from..].iter().take_while(move |(other, _)| *other == number).map(|(_, row)| *row)
    }

    /// The rows that offer one of these.
    pub fn offering(&self, wanted: Meaning) -> RowSet {
        self.offers.rows(wanted)
    }
}
