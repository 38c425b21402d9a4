//! Sets of contract words as bits: a filter is an AND, a facet walks the bits.

use std::fmt;
use std::marker::PhantomData;

use crate::domain::clinical::{Condition, Payment, SafetyPractice, Setting, Treatment};
use crate::domain::credential::Profession;
use crate::domain::schedule::Within;

/// A closed list of contract words, at most 32 of them.
pub trait Word: Copy + PartialEq + fmt::Debug + 'static {
    /// Every word, in the order of the contract.
    const WORDS: &'static [Self];

    /// The word as it travels.
    fn word(self) -> &'static str;

    /// Its place in [`Word::WORDS`].
    fn index(self) -> u32;
}

macro_rules! words {
    ($($name:ident),+) => {$(
        impl Word for $name {
            const WORDS: &'static [Self] = $name::ALL;
            fn word(self) -> &'static str { self.as_str() }
            // Variants are declared in the order of ALL and carry no values.
            fn index(self) -> u32 { self as u32 }
        }
    )+};
}
words!(Treatment, Condition, Setting, Payment, Profession, Within, SafetyPractice);

/// A set of words.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Set<W> {
    bits: u32,
    words: PhantomData<W>,
}

impl<W> Default for Set<W> {
    fn default() -> Self {
        Set { bits: 0, words: PhantomData }
    }
}

impl<W: Word> Set<W> {
    /// Adds a word.
    pub fn insert(&mut self, word: W) {
        self.bits |= 1 << word.index();
    }

    /// Takes a word away.
    pub fn remove(&mut self, word: W) {
        self.bits &= !(1 << word.index());
    }

    /// Whether the word is in it.
    pub fn contains(self, word: W) -> bool {
        self.bits & (1 << word.index()) != 0
    }

    /// Nothing is in it.
    pub fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// The two have a word in common.
    pub fn meets(self, other: Self) -> bool {
        self.bits & other.bits != 0
    }

    /// All words of the other are in it.
    pub fn holds(self, other: Self) -> bool {
        self.bits & other.bits == other.bits
    }

    /// As a filter: an empty set asks nothing, any other wants one of its words.
    pub fn admits(self, offered: Self) -> bool {
        self.is_empty() || self.meets(offered)
    }

    /// Its words, in the order of the contract.
    pub fn iter(self) -> impl Iterator<Item = W> {
        W::WORDS.iter().copied().filter(move |w| self.contains(*w))
    }
}

impl<W: Word> FromIterator<W> for Set<W> {
    fn from_iter<I: IntoIterator<Item = W>>(words: I) -> Self {
        let mut set = Set::default();
        words.into_iter().for_each(|w| set.insert(w));
        set
    }
}

impl<W: Word> fmt::Debug for Set<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits<W: Word>() {
        assert!(W::WORDS.len() <= 32);
        for (i, word) in W::WORDS.iter().enumerate() {
            assert_eq!(word.index() as usize, i, "{word:?}");
        }
    }

    #[test]
    fn every_word_has_its_own_bit() {
        fits::<Treatment>();
        fits::<Condition>();
        fits::<Setting>();
        fits::<Payment>();
        fits::<Profession>();
        fits::<Within>();
        fits::<SafetyPractice>();
    }

    #[test]
    fn an_empty_filter_asks_nothing_and_another_wants_one_of_its_words() {
        let offered: Set<Treatment> = [Treatment::Iv, Treatment::Im].into_iter().collect();
        let none = Set::default();
        assert!(none.admits(offered));
        assert!(Set::from_iter([Treatment::Iv, Treatment::Esketamine]).admits(offered));
        assert!(!Set::from_iter([Treatment::Esketamine]).admits(offered));
        assert!(!Set::from_iter([Treatment::Esketamine]).admits(none));
    }

    #[test]
    fn words_come_back_in_the_order_of_the_contract() {
        let set: Set<Payment> = [Payment::Superbill, Payment::Medicare].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [Payment::Medicare, Payment::Superbill]);
    }
}
