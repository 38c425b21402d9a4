//! Which rows answer to a name, an NPI or a phone number.
//!
//! All words of all names stand once in a finite-state transducer (`fst`), each with its rows. A word that was typed is the
//! beginning of one of them; only where it is of none, those that are spelt nearly so are taken, found by Levenshtein automata.

use std::collections::HashMap;
use std::sync::OnceLock;

use fst::automaton::{Automaton, Str};
use fst::{IntoStreamer, Map, Streamer};
use levenshtein_automata::LevenshteinAutomatonBuilder;

use super::blocks::bits::Bits;
use super::name::Words;

/// From this many letters a word may have one slip: a letter too many, too few, wrong, or two swapped.
const ONE_SLIP: usize = 4;
/// From this many, two.
const TWO_SLIPS: usize = 8;
/// How many spellings are told to the user.
const MOST_TOLD: usize = 3;

/// The names and numbers of all rows.
#[derive(Debug, Default)]
pub struct NameIndex {
    /// Each word with its place in `begins`.
    words: Map<Vec<u8>>,
    /// For each word where its rows begin; the last is where they end.
    begins: Vec<u32>,
    /// Ascending for each word.
    rows: Vec<u32>,
    /// Ten digits as a number, with the row. Sorted.
    numbers: Vec<(u64, u32)>,
    count: usize,
}

/// What a name or number was taken for.
#[derive(Debug)]
pub struct Named {
    /// The rows that answer to it.
    pub rows: RowSet,
    /// The words that nobody's name has, and those that were taken instead.
    pub read_as: Vec<ReadAs>,
}

/// A word that was typed and that no name begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadAs {
    /// The word, folded.
    pub typed: String,
    /// The words of names that are spelt nearly so, those of most places first; some of them.
    pub names: Vec<String>,
}

/// Collects names, row by row.
#[derive(Debug, Default)]
pub struct Collector {
    words: HashMap<String, Vec<u32>>,
    numbers: Vec<(u64, u32)>,
    count: usize,
}

impl Collector {
    /// Adds the next row with its words and its numbers.
    pub fn add(&mut self, words: impl Iterator<Item = String>, numbers: impl Iterator<Item = String>) {
        let row = self.count as u32;
        self.count += 1;
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
        NameIndex { words: map, begins, rows, numbers: self.numbers, count: self.count }
    }
}

impl NameIndex {
    /// The rows that answer to what was typed: to every word of it.
    pub fn answer(&self, asked: &Words) -> Named {
        let mut read_as = Vec::new();
        let rows = match asked {
            Words::Number(number) => self.numbered(number),
            Words::Names(words) => {
                let of_word = |word: &String| {
                    let found = self.found(word);
                    read_as.extend(found.read_as);
                    self.rows_of(&found.words)
                };
                words.iter().map(of_word).reduce(RowSet::and).unwrap_or_else(|| RowSet::none(self.count))
            }
        };
        Named { rows, read_as }
    }

    fn numbered(&self, number: &str) -> RowSet {
        let mut rows = RowSet::none(self.count);
        if let Ok(number) = number.parse::<u64>() {
            let from = self.numbers.partition_point(|(other, _)| *other < number);
            self.numbers[from..].iter().take_while(|(other, _)| *other == number).for_each(|(_, row)| rows.add(*row));
        }
        rows
    }

    /// The words that one typed word means: those that begin with it, else the nearest spellings of whole words, else of beginnings.
    fn found(&self, typed: &str) -> Found {
        let begin = self.words_in(Str::new(typed).starts_with());
        if !begin.is_empty() {
            return Found { words: begin.into_iter().map(|(word, _)| word).collect(), read_as: None };
        }
        let length = typed.chars().count();
        for beginning in [false, true] {
            // One letter more: the beginning of a word is a vague thing to misspell.
            let length = length.saturating_sub(usize::from(beginning));
            for slips in 1..=slips_allowed(length) {
                let near = self.spelt(typed, slips, beginning);
                if !near.is_empty() {
                    return self.instead(typed, near);
                }
            }
        }
        Found { words: Vec::new(), read_as: None }
    }

    fn instead(&self, typed: &str, near: Vec<(u64, String)>) -> Found {
        let mut told: Vec<&(u64, String)> = near.iter().collect();
        told.sort_by_key(|(word, name)| (std::cmp::Reverse(self.places(*word).len()), name.clone()));
        let names = told.into_iter().take(MOST_TOLD).map(|(_, name)| name.clone()).collect();
        let read_as = Some(ReadAs { typed: typed.to_string(), names });
        Found { words: near.into_iter().map(|(word, _)| word).collect(), read_as }
    }

    /// The words, or those with a beginning, that are not more slips away.
    fn spelt(&self, typed: &str, slips: u8, beginning: bool) -> Vec<(u64, String)> {
        let automata = automata(slips);
        let spelling = if beginning { automata.build_prefix_dfa(typed) } else { automata.build_dfa(typed) };
        self.words_in(&spelling)
    }

    fn words_in(&self, automaton: impl Automaton) -> Vec<(u64, String)> {
        let mut found = Vec::new();
        let mut stream = self.words.search(automaton).into_stream();
        while let Some((word, at)) = stream.next() {
            found.push((at, String::from_utf8_lossy(word).into_owned()));
        }
        found
    }

    fn places(&self, word: u64) -> &[u32] {
        let at = word as usize;
        &self.rows[self.begins[at] as usize..self.begins[at + 1] as usize]
    }

    fn rows_of(&self, words: &[u64]) -> RowSet {
        let mut rows = RowSet::none(self.count);
        words.iter().flat_map(|word| self.places(*word)).for_each(|row| rows.add(*row));
        rows
    }
}

/// What one word was taken for.
struct Found {
    words: Vec<u64>,
    read_as: Option<ReadAs>,
}

/// Short words have too many neighbors.
fn slips_allowed(length: usize) -> u8 {
    match length {
        TWO_SLIPS.. => 2,
        ONE_SLIP.. => 1,
        _ => 0,
    }
}

/// Swapping two neighbors is one slip. Made once: their tables depend on nothing that is typed.
fn automata(slips: u8) -> &'static LevenshteinAutomatonBuilder {
    static ONE: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();
    static TWO: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();
    let kept = if slips == 1 { &ONE } else { &TWO };
    kept.get_or_init(|| LevenshteinAutomatonBuilder::new(slips, true))
}

/// A bit for each row.
#[derive(Debug, Clone)]
pub struct RowSet(Vec<u64>);

impl RowSet {
    fn none(rows: usize) -> RowSet {
        RowSet(vec![0; rows.div_ceil(64)])
    }

    fn add(&mut self, row: u32) {
        self.0[row as usize / 64] |= 1 << (row % 64);
    }

    fn and(mut self, other: RowSet) -> RowSet {
        self.0.iter_mut().zip(other.0).for_each(|(word, other)| *word &= other);
        self
    }

    /// Whether a row is in it.
    pub fn contains(&self, row: u32) -> bool {
        self.0.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Whether one of the rows from `first` to before `end` may be in it.
    pub fn may_hold(&self, first: usize, end: usize) -> bool {
        let end = end.div_ceil(64).min(self.0.len());
        self.0[(first / 64).min(end)..end].iter().any(|word| *word != 0)
    }

    /// The rows of a block that begins with `first`.
    pub fn of_block(&self, first: usize) -> Bits {
        let word = |at: usize| self.0.get(at).copied().unwrap_or(0);
        let (at, shift) = (first / 64, first % 64);
        Bits::from_words(std::array::from_fn(|i| match shift {
            0 => word(at + i),
            _ => word(at + i) >> shift | word(at + i + 1) << (64 - shift),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::name::words_of;

    fn index(names: &[&str]) -> NameIndex {
        let mut all = Collector::default();
        names.iter().for_each(|name| all.add(words_of(name).into_iter(), ["5035550142".to_string()].into_iter()));
        all.index()
    }

    fn found(index: &NameIndex, q: &str) -> Vec<u32> {
        let named = index.answer(&Words::read(q).expect("it asks something"));
        (0..100).filter(|row| named.rows.contains(*row)).collect()
    }

    const NAMES: [&str; 5] =
        ["O'Brien-Núñez Clinic", "Harbor Psychiatry", "Harper Psychotherapy", "Dana Whitcomb", "Hale Lee Clinic"];

    #[test]
    fn a_name_is_found_by_the_beginnings_of_its_words_in_any_order() {
        let index = index(&NAMES);
        for q in ["nunez", "NÚÑ", "clinic nun", "o'brien", "obrien", "brien", "brien-nunez"] {
            assert_eq!(found(&index, q), [0], "{q}");
        }
        assert_eq!(found(&index, "clin."), [0, 4]);
        assert_eq!(found(&index, "psych har"), [1, 2]);
        for q in ["zzz", "harbor clinic", "n xx"] {
            assert_eq!(found(&index, q), [0; 0], "{q}");
        }
    }

    #[test]
    fn a_misspelt_word_finds_the_nearest_spellings_and_says_so() {
        let index = index(&NAMES);
        for (q, rows, read_as) in [
            ("psychatry", vec![1], "psychiatry"),
            ("Harbro psychiatry", vec![1], "harbor"),
            ("witcomb", vec![3], "whitcomb"),
            ("Whitcmob", vec![3], "whitcomb"),
            ("psichoterapy", vec![2], "psychotherapy"),
            ("Whitvo", vec![3], "whitcomb"),
        ] {
            let named = index.answer(&Words::read(q).expect("it asks something"));
            assert_eq!(found(&index, q), rows, "{q}");
            assert_eq!(named.read_as.iter().flat_map(|r| &r.names).collect::<Vec<_>>(), [read_as], "{q}");
        }
    }

    #[test]
    fn a_word_that_some_name_begins_with_is_taken_as_it_is() {
        let index = index(&["Hale", "Hall", "Lee"]);
        assert_eq!(found(&index, "hale"), [0]);
        assert!(index.answer(&Words::read("hale").expect("a word")).read_as.is_empty());
        assert_eq!(found(&index, "halle"), [0, 1], "one slip from both");
        assert_eq!(found(&index, "lea"), [0; 0], "a short word has too many neighbors");
    }

    #[test]
    fn numbers_are_found_whole() {
        let index = index(&["A", "B"]);
        assert_eq!(found(&index, "503-555-0142"), [0, 1]);
        assert_eq!(found(&index, "503-555-0143"), [0; 0]);
    }

    #[test]
    fn rows_of_a_block_are_told_wherever_it_begins() {
        let mut rows = RowSet::none(1_000);
        [0, 63, 64, 300, 511, 512, 999].into_iter().for_each(|row| rows.add(row));
        for first in [0, 1, 64, 255, 256, 300, 744, 999] {
            let expected: Vec<usize> = (0..256).filter(|at| rows.contains((first + at) as u32)).collect();
            assert_eq!(rows.of_block(first).iter().collect::<Vec<_>>(), expected, "{first}");
        }
        assert!(rows.may_hold(290, 301) && !rows.may_hold(384, 448) && !rows.may_hold(2_000, 2_100));
    }
}
