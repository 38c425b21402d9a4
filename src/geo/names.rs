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

/// One bit for each letter that occurs (digits and others share one): a cheap bound on how far apart two keys are.
pub(super) fn letters(key: &str) -> u32 {
    key.bytes().fold(0, |mask, b| mask | 1 << if b.is_ascii_lowercase() { b - b'a' } else { 26 })
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
}
