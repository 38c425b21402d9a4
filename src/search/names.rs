//! Which rows answer to what was typed: to a name, an NPI, a phone number, or the name of a treatment or a condition.
//!
//! All words of all names stand once in a finite-state transducer (`fst`), each with its rows. A word that was typed is the
//! beginning of one of them; only where it is of none, those that are spelt nearly so are taken, found by Levenshtein automata.
//!
//! The names of treatments and conditions stand beside them ([`terms`](super::terms)). One that is spelt right finds the rows that
//! offer it and the rows that are called so: whoever types "Spravato" wants the medicine, and the "Spravato Center" must not be
//! missing for it. One that is misspelt is read as the treatment only where no name begins with what was typed and none is spelt
//! more nearly so; of names and terms as near as each other, both are taken. What was read is always told.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use fst::automaton::{Automaton, Str};
use levenshtein_automata::LevenshteinAutomatonBuilder;

use crate::domain::clinical::{Condition, Treatment};

use super::name::Words;
use super::name_index::NameIndex;
use super::row_set::RowSet;
use super::terms::{self, Meaning};

/// From this many letters a word may have one slip: a letter too many, too few, wrong, or two swapped.
pub(super) const ONE_SLIP: usize = 4;
/// From this many, two.
const TWO_SLIPS: usize = 8;
/// How many spellings are told to the user.
const MOST_TOLD: usize = 3;

/// The names of all rows of a snapshot: of its base and, numbered on, of those that came late. Words that only rows have which are
/// gone are nobody's.
#[derive(Debug, Clone, Copy)]
pub struct Names<'s> {
    /// Each with the number of its first row.
    parts: [(&'s NameIndex, u32); 2],
    /// Ascending, all of the first part.
    gone: &'s [u32],
    count: usize,
}

/// A word of a part, by its number there.
type WordAt = (usize, u64);

/// What a name or number was taken for.
#[derive(Debug)]
pub struct Named {
    /// The rows that answer to it.
    pub rows: RowSet,
    /// The words that were not, or not only, taken for names as they stand, and what they were taken for.
    pub read_as: Vec<ReadAs>,
}

/// A word that was typed and that no name begins with, or words that name a treatment or a condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadAs {
    /// The word or words, folded.
    pub typed: String,
    /// The words of names that are spelt nearly so, those of most places first; some of them. Empty for a treatment or a condition that
    /// is spelt right; names that begin with its words are then found as well.
    pub names: Vec<String>,
    /// The treatments that were read; one of them is offered wherever no name fits.
    pub treatments: Vec<Treatment>,
    /// The conditions that were read; the same.
    pub conditions: Vec<Condition>,
}

impl<'s> Names<'s> {
    /// Of a base without these rows, and of those that came late.
    pub(super) fn new(base: &'s NameIndex, late: &'s NameIndex, gone: &'s [u32]) -> Names<'s> {
        let first = base.count();
        Names { parts: [(base, 0), (late, first as u32)], gone, count: first + late.count() }
    }

    /// The rows that answer to what was typed: to every word of it.
    pub fn answer(&self, asked: &Words) -> Named {
        match asked {
            Words::Number(number) => Named { rows: self.numbered(number), read_as: Vec::new() },
            Words::Names(words) => self.answer_to_words(words),
        }
    }

    /// From left to right, terms of several words as one.
    fn answer_to_words(&self, words: &[String]) -> Named {
        let (mut rows, mut read_as) = (None, Vec::new());
        let (mut rest, mut behind_term) = (words, false);
        while let Some(word) = rest.first() {
            let term = self.term(rest);
            let idle = term.is_none() && terms::says_nothing_beside(word);
            if idle && (behind_term || self.begins_with_term(&rest[1..])) {
                rest = &rest[1..];
                continue;
            }
            let (count, found) = match term {
                Some((count, meaning)) => (count, self.term_or_name(&rest[..count], meaning)),
                None => (1, self.found(word)),
            };
            behind_term = found.read_as.as_ref().is_some_and(ReadAs::is_term);
            read_as.extend(found.read_as);
            if found.rows.is_empty() {
                // Nothing answers to every word any more, and a long text of no words would be long to look up.
                return Named { rows: found.rows, read_as };
            }
            rows = Some(rows.map_or_else(|| found.rows.clone(), |rows: RowSet| rows.and(&found.rows)));
            rest = &rest[count..];
        }
        Named { rows: rows.unwrap_or_else(|| RowSet::none(self.count)), read_as }
    }

    fn numbered(&self, number: &str) -> RowSet {
        let mut rows = RowSet::none(self.count);
        if let Ok(number) = number.parse() {
            for (names, first) in self.parts {
                names.numbered(number).for_each(|row| rows.add(first + row));
            }
        }
        self.that_are_there(rows)
    }

    /// The longest term at the beginning. One of several words may have slips where some word of it is nobody's name.
    fn term(&self, typed: &[String]) -> Option<(usize, Meaning)> {
        (1..=terms::MOST_WORDS.min(typed.len())).rev().find_map(|count| {
            let words = &typed[..count];
            let misspelt = || count > 1 && !words.iter().all(|word| self.is_beginning(word));
            let near = || if misspelt() { nearest_term(words).map(|(_, meaning)| meaning) } else { None };
            Some((count, terms::exactly(words).or_else(near)?))
        })
    }

    /// Whether a term comes next, be there words before it that say nothing beside one.
    fn begins_with_term(&self, typed: &[String]) -> bool {
        let idle = typed.iter().take_while(|word| terms::says_nothing_beside(word)).count();
        let misspelt = |word: &String| !self.is_beginning(word) && nearest_term(std::slice::from_ref(word)).is_some();
        let behind = &typed[idle..];
        self.term(behind).is_some() || behind.first().is_some_and(misspelt)
    }

    fn is_beginning(&self, word: &str) -> bool {
        let begins = Str::new(word).starts_with();
        let parts = self.parts.iter().enumerate();
        parts.into_iter().any(|(part, (names, _))| names.has_word_in(&begins, |at| self.is_somebodys((part, at))))
    }

    /// The rows that offer it, and those whose names begin with all of these words.
    fn term_or_name(&self, words: &[String], meaning: Meaning) -> Found {
        let called = words.iter().map(|word| self.rows_of(&self.beginning_with(word)));
        let called = called.reduce(|one, other| one.and(&other)).unwrap_or_else(|| RowSet::none(self.count));
        let read_as = ReadAs::of(&words.join(" "), Vec::new(), Some(meaning));
        Found { rows: called.or(&self.offering(meaning)), read_as: Some(read_as) }
    }

    /// What one typed word means that is no term: the words that begin with it, else the nearest spellings of whole words and terms,
    /// else of beginnings.
    fn found(&self, typed: &str) -> Found {
        let begin = self.beginning_with(typed);
        if !begin.is_empty() {
            return Found { rows: self.rows_of(&begin), read_as: None };
        }
        let length = typed.chars().count();
        let term = nearest_term(&[typed.to_string()]);
        for slips in 1..=slips_allowed(length) {
            let near = self.spelt(typed, slips, false);
            let meaning = term.filter(|(of_term, _)| *of_term == slips).map(|(_, meaning)| meaning);
            if !near.is_empty() || meaning.is_some() {
                return self.instead(typed, near, meaning);
            }
        }
        // One letter more: the beginning of a word is a vague thing to misspell.
        for slips in 1..=slips_allowed(length.saturating_sub(1)) {
            let near = self.spelt(typed, slips, true);
            if !near.is_empty() {
                return self.instead(typed, near, None);
            }
        }
        Found { rows: RowSet::none(self.count), read_as: None }
    }

    fn instead(&self, typed: &str, near: Vec<(WordAt, String)>, meaning: Option<Meaning>) -> Found {
        let words: Vec<WordAt> = near.iter().map(|(word, _)| *word).collect();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        near.into_iter().for_each(|(word, name)| *places.entry(name).or_default() += self.places(word).count());
        let mut told: Vec<(String, usize)> = places.into_iter().collect();
        told.sort_by_key(|(_, places)| std::cmp::Reverse(*places));
        let names = told.into_iter().take(MOST_TOLD).map(|(name, _)| name).collect();
        let offering = meaning.map_or_else(|| RowSet::none(self.count), |meaning| self.offering(meaning));
        let rows = self.rows_of(&words).or(&offering);
        Found { rows, read_as: Some(ReadAs::of(typed, names, meaning)) }
    }

    fn beginning_with(&self, typed: &str) -> Vec<WordAt> {
        self.words_in(Str::new(typed).starts_with()).into_iter().map(|(word, _)| word).collect()
    }

    /// The words, or those with a beginning, that are not more slips away.
    fn spelt(&self, typed: &str, slips: u8, beginning: bool) -> Vec<(WordAt, String)> {
        let automata = automata(slips);
        let spelling = if beginning { automata.build_prefix_dfa(typed) } else { automata.build_dfa(typed) };
        self.words_in(&spelling)
    }

    fn words_in(&self, automaton: impl Automaton) -> Vec<(WordAt, String)> {
        let mut found = Vec::new();
        for (part, (names, _)) in self.parts.iter().enumerate() {
            names.words_in(&automaton, |at, word| {
                if self.is_somebodys((part, at)) {
                    found.push(((part, at), String::from_utf8_lossy(word).into_owned()));
                }
            });
        }
        found
    }

    /// The rows of a word, but for those that are gone.
    fn places(&self, (part, at): WordAt) -> impl Iterator<Item = u32> {
        let (names, first) = self.parts[part];
        let rows = names.places(at).iter().map(move |row| first + row);
        rows.filter(|row| self.gone.is_empty() || self.gone.binary_search(row).is_err())
    }

    fn is_somebodys(&self, word: WordAt) -> bool {
        self.places(word).next().is_some()
    }

    fn rows_of(&self, words: &[WordAt]) -> RowSet {
        let mut rows = RowSet::none(self.count);
        for (part, at) in words {
            let (names, first) = self.parts[*part];
            names.places(*at).iter().for_each(|row| rows.add(first + row));
        }
        self.that_are_there(rows)
    }

    fn offering(&self, wanted: Meaning) -> RowSet {
        let mut rows = RowSet::none(self.count);
        for (names, first) in self.parts {
            rows.add_all(&names.offering(wanted), first);
        }
        self.that_are_there(rows)
    }

    fn that_are_there(&self, mut rows: RowSet) -> RowSet {
        self.gone.iter().for_each(|row| rows.remove(*row));
        rows
    }
}

/// What one word or term was taken for.
struct Found {
    rows: RowSet,
    read_as: Option<ReadAs>,
}

impl ReadAs {
    fn of(typed: &str, names: Vec<String>, meaning: Option<Meaning>) -> ReadAs {
        let meaning = meaning.unwrap_or_default();
        ReadAs {
            typed: typed.to_string(),
            names,
            treatments: meaning.treatments.iter().collect(),
            conditions: meaning.conditions.iter().collect(),
        }
    }

    /// Whether a treatment or a condition was read.
    pub fn is_term(&self) -> bool {
        !self.treatments.is_empty() || !self.conditions.is_empty()
    }
}

/// What the words mean with the fewest slips, and how many these are.
fn nearest_term(words: &[String]) -> Option<(u8, Meaning)> {
    let length = words.iter().map(|word| word.chars().count()).sum();
    (1..=slips_allowed(length)).find_map(|slips| Some((slips, terms::nearly(words, slips)?)))
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
pub(super) fn automata(slips: u8) -> &'static LevenshteinAutomatonBuilder {
    static ONE: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();
    static TWO: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();
    let kept = if slips == 1 { &ONE } else { &TWO };
    kept.get_or_init(|| LevenshteinAutomatonBuilder::new(slips, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::name::words_of;
    use crate::search::name_index::Collector;

    fn index(names: &[&str]) -> NameIndex {
        let mut all = Collector::default();
        names.iter().for_each(|name| {
            all.add(words_of(name).into_iter(), ["5035550142".to_string()].into_iter(), Meaning::default())
        });
        all.index()
    }

    fn answer(index: &NameIndex, q: &str) -> Named {
        let nobody = NameIndex::default();
        Names::new(index, &nobody, &[]).answer(&Words::read(q).expect("it asks something"))
    }

    fn found(index: &NameIndex, q: &str) -> Vec<u32> {
        let named = answer(index, q);
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
            let named = answer(&index, q);
            assert_eq!(found(&index, q), rows, "{q}");
            assert_eq!(named.read_as.iter().flat_map(|r| &r.names).collect::<Vec<_>>(), [read_as], "{q}");
        }
    }

    #[test]
    fn a_word_that_some_name_begins_with_is_taken_as_it_is() {
        let index = index(&["Hale", "Hall", "Lee"]);
        assert_eq!(found(&index, "hale"), [0]);
        assert!(answer(&index, "hale").read_as.is_empty());
        assert_eq!(found(&index, "halle"), [0, 1], "one slip from both");
        assert_eq!(found(&index, "lea"), [0; 0], "a short word has too many neighbors");
    }

    #[test]
    fn numbers_are_found_whole() {
        let index = index(&["A", "B"]);
        assert_eq!(found(&index, "503-555-0142"), [0, 1]);
        assert_eq!(found(&index, "503-555-0143"), [0; 0]);
    }
}
