//! A row of an exclusion list as look-ups hand it out.

use std::ops::Deref;
use std::sync::Arc;

use chrono::NaiveDate;

use super::ExclusionRecord;
use crate::domain::fold::name_words;

/// A row of an exclusion list, shared by all who are compared with it: its names are taken into words once.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed(Arc<Row>);

#[derive(Debug, PartialEq)]
struct Row {
    record: ExclusionRecord,
    first: String,
    middle: String,
    last: String,
    first_width: usize,
    last_width: usize,
    brief: Brief,
}

/// What tells most rows of a common surname apart from somebody, in a few bytes that lie side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brief {
    /// Birth date where the list has one.
    pub born: Option<NaiveDate>,
    /// The row has no given name: an entity, or all names in one column.
    pub nameless: bool,
    /// [`beginnings`] of every name on the row.
    pub names: u64,
}

impl From<ExclusionRecord> for Listed {
    fn from(record: ExclusionRecord) -> Self {
        let [first, middle, last] = [&record.first_name, &record.middle_name, &record.last_name].map(|n| name_words(n));
        let [first_width, last_width] = [&record.first_name, &record.last_name].map(|n| n.trim().chars().count());
        let names = [&first, &middle, &last].into_iter().fold(0, |so_far, name| so_far | beginnings(name));
        let brief = Brief { born: record.date_of_birth, nameless: first.is_empty(), names };
        Listed(Arc::new(Row { record, first, middle, last, first_width, last_width, brief }))
    }
}

/// Letters of a name that its bit is taken from.
const BEGINNING: usize = 3;

/// One of 64 bits for the beginning of each word of [`name_words`], and of all words as one: names that have no bit in common
/// are equal neither whole nor in a word. Where one of several words is shorter than that, every bit.
pub fn beginnings(words: &str) -> u64 {
    match words.find(' ') {
        None => beginning(words),
        Some(_) if words.split(' ').any(|word| word.len() < BEGINNING) => u64::MAX,
        // All words as one, or those after a particle, begin as one of them.
        Some(_) => words.split(' ').fold(0, |so_far, word| so_far | beginning(word)),
    }
}

/// A bit for how a word begins; none where there is no word. Multiplicative hashing spreads the few usual beginnings.
fn beginning(word: &str) -> u64 {
    if word.is_empty() {
        return 0;
    }
    let letters = word.bytes().take(BEGINNING).fold(0u64, |so_far, byte| so_far << 8 | u64::from(byte));
    1 << (letters.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58)
}

impl Deref for Listed {
    type Target = ExclusionRecord;

    fn deref(&self) -> &ExclusionRecord {
        &self.0.record
    }
}

impl Listed {
    /// [`name_words`] of the given name.
    pub fn first_words(&self) -> &str {
        &self.0.first
    }

    /// [`name_words`] of the middle name.
    pub fn middle_words(&self) -> &str {
        &self.0.middle
    }

    /// [`name_words`] of the surname.
    pub fn last_words(&self) -> &str {
        &self.0.last
    }

    /// The row in brief.
    pub fn brief(&self) -> Brief {
        self.0.brief
    }

    /// Letters of the given name as written: a name may fill its column.
    pub fn first_width(&self) -> usize {
        self.0.first_width
    }

    /// Letters of the surname as written.
    pub fn last_width(&self) -> usize {
        self.0.last_width
    }
}
