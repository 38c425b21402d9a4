//! How place names are compared: case, accents, punctuation, spaces and the usual abbreviations never decide.

use std::borrow::Cow;

use crate::domain::fold::fold;

/// Written short, meant long: anywhere in a name.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("st", "saint"),
    ("ste", "sainte"),
    ("ft", "fort"),
    ("mt", "mount"),
    ("mtn", "mountain"),
    ("hts", "heights"),
    ("spgs", "springs"),
    ("twp", "township"),
    ("vlg", "village"),
    ("bch", "beach"),
];

/// Written short, meant long: only as the first word ("N. Las Vegas").
const FIRST_WORD: &[(&str, &str)] =
    &[("n", "north"), ("no", "north"), ("s", "south"), ("so", "south"), ("e", "east"), ("w", "west")];

/// Signs that belong inside a word: O'Fallon is one word, however the apostrophe is written.
const APOSTROPHES: &[char] = &['\'', '’', '‘', 'ʻ', 'ʼ', '`', '´'];

/// What two spellings of one name have in common: `St. Louis`, `saint louis` and `SAINT-LOUIS` give `saintlouis`.
pub fn name_key(name: &str) -> String {
    // Nearly all names are ASCII, and the whole gazetteer passes here at start: skip the Unicode tables for them.
    let plain = if name.is_ascii() { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::<str>::Owned(fold(name)) };
    let mut out = String::with_capacity(plain.len());
    let mut words = plain.split(|c: char| !c.is_alphanumeric() && !APOSTROPHES.contains(&c)).filter(|w| !w.is_empty());
    if let Some(first) = words.next() {
        push_word(&mut out, first, &[FIRST_WORD, ABBREVIATIONS]);
    }
    for word in words {
        push_word(&mut out, word, &[ABBREVIATIONS]);
    }
    out
}

fn push_word(out: &mut String, word: &str, tables: &[&[(&str, &str)]]) {
    match tables.iter().flat_map(|t| t.iter()).find(|(short, _)| *short == word) {
        Some((_, long)) => out.push_str(long),
        None => out.extend(word.chars().filter(|c| !APOSTROPHES.contains(c))),
    }
}

/// Which letters occur in a key, and which occur twice: a cheap bound on how many slips two keys are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letters(u64);

impl Letters {
    pub fn of(key: &str) -> Letters {
        Letters(key.chars().fold(0, |seen, c| {
            // Digits and others share a place.
            let once = 1 << if c.is_ascii_lowercase() { c as u32 - 'a' as u32 } else { 26 };
            if seen & once == 0 { seen | once } else { seen | once << 27 }
        }))
    }

    /// Whether `slips` can lead from one to the other: each takes at most one letter away and adds at most one.
    pub fn may_be(self, other: Letters, slips: usize) -> bool {
        at_most(self.0 & !other.0, slips) && at_most(other.0 & !self.0, slips)
    }
}

/// Not more than so many bits are set. The oldest processors that this runs on cannot count them; for a few this is quicker.
fn at_most(mut bits: u64, most: usize) -> bool {
    for _ in 0..most {
        bits &= bits.wrapping_sub(1);
    }
    bits == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_to_write_a_name_share_a_key() {
        for (a, b) in [
            ("St. Louis", "saint  LOUIS"),
            ("Ft Worth", "Fort Worth"),
            ("Mt. Vernon", "mount-vernon"),
            ("O’Fallon", "OFallon"),
            ("Hagåtña", "Hagatna"),
            ("Kapa‘a", "Kapaa"),
            ("N. Las Vegas", "North Las Vegas"),
            ("Winston-Salem", "winston salem"),
        ] {
            assert_eq!(name_key(a), name_key(b), "{a} / {b}");
        }
        assert_ne!(name_key("Portland"), name_key("Port Lavaca"));
        assert_eq!(name_key(" .,-' "), "");
    }
    proptest::proptest! {
        #[test]
        fn letters_rule_out_no_name_that_is_near_enough(a in "[a-d01中é]{0,9}", b in "[a-d01中é]{0,9}") {
            let slips = strsim::osa_distance(&a, &b);
            proptest::prop_assert!(Letters::of(&a).may_be(Letters::of(&b), slips));
        }
    }
}
