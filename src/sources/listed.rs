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
    /// [`initials`] of given and middle name.
    pub given: u32,
    /// [`initial`] of the given name; 0 where there is none.
    pub first: u32,
    /// [`initial`] of the surname.
    pub last: u32,
}

impl From<ExclusionRecord> for Listed {
    fn from(record: ExclusionRecord) -> Self {
        let [first, middle, last] = [&record.first_name, &record.middle_name, &record.last_name].map(|n| name_words(n));
        let [first_width, last_width] = [&record.first_name, &record.last_name].map(|n| n.trim().chars().count());
        let brief = Brief {
            born: record.date_of_birth,
            given: initials(&first) | initials(&middle),
            first: initial(&first),
            last: initial(&last),
        };
        Listed(Arc::new(Row { record, first, middle, last, first_width, last_width, brief }))
    }
}

/// The first letter of [`name_words`] as one bit; signs that are no letters of English share one. No bit where there is no word.
pub fn initial(words: &str) -> u32 {
    match words.bytes().next() {
        None => 0,
        Some(letter @ b'a'..=b'z') => 1 << (letter - b'a'),
        Some(_) => 1 << 26,
    }
}

/// [`initial`] of each word.
pub fn initials(words: &str) -> u32 {
    words.split(' ').fold(0, |so_far, word| so_far | initial(word))
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
