//! The readers of reference files: besides what every reader promises, what was read and written down again reads the same, and
//! the checks take whatever a reader lets through.

use std::fmt::Debug;

use chrono::NaiveDate;
use vouchsafe::sources::leie::LeieFile;
use vouchsafe::sources::nppes::NppesFile;
use vouchsafe::sources::sam::SamFile;
use vouchsafe::sources::state_list::StateListFile;
use vouchsafe::sources::taxonomy::TaxonomyFile;
use vouchsafe::sources::{ExclusionRecord, ReadError};

use super::matcher::met_by_the_checks;
use super::reading::{FILE, records};
use super::written;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day")
}

pub fn nppes(bytes: &[u8]) {
    let mut found = records(NppesFile::new(bytes, FILE), bytes);
    for record in &found {
        assert!(record.npi.len() == 10 && record.npi.bytes().all(|b| b.is_ascii_digit()), "{:?}", record.npi);
    }
    // Further places stand in a file of their own.
    found.retain(|record| record.practice_locations.is_empty());
    let text = written::nppes(&found);
    same(&found, &records(NppesFile::new(text.as_slice(), FILE), &text));
}

pub fn leie(bytes: &[u8]) {
    let found = records(LeieFile::new(bytes, FILE), bytes);
    let text = written::leie(&found);
    rows_are_the_same(found, records(LeieFile::new(text.as_slice(), FILE), &text));
}

pub fn sam(bytes: &[u8]) {
    let found = records(SamFile::new(bytes, FILE, day()), bytes);
    assert!(found.iter().all(|row| row.reinstated_on.is_none_or(|end| end > day())), "an exclusion that had ended");
    let text = written::sam(&found);
    rows_are_the_same(found, records(SamFile::new(text.as_slice(), FILE, day()), &text));
}

pub fn state_list(bytes: &[u8]) {
    let found = records(StateListFile::new(bytes, FILE), bytes);
    assert!(found.iter().all(|row| row.agency.len() == 2 && row.agency == row.state), "a row of no state");
    let text = written::state_list(&found);
    rows_are_the_same(found, records(StateListFile::new(text.as_slice(), FILE), &text));
}

/// The shortest rows, so many of them: also read on two threads, which must give the same.
pub fn taxonomy(bytes: &[u8]) {
    let found = records(TaxonomyFile::new(bytes, FILE), bytes);
    let text = written::taxonomy(&found);
    same(&found, &records(TaxonomyFile::new(text.as_slice(), FILE), &text));
    if let Ok(file) = TaxonomyFile::new(bytes, FILE) {
        let mut ahead = Vec::new();
        // Its fault was looked at above.
        let _ = file.read_ahead(|code| {
            ahead.push(code);
            Ok::<(), ReadError>(())
        });
        same(&found, &ahead);
    }
}

fn same<T: PartialEq + Debug>(one: &[T], other: &[T]) {
    assert_eq!(one, other, "read and written again, the file reads otherwise");
}

/// But for the rows' identity, which is of the bytes as they stood.
fn rows_are_the_same(mut found: Vec<ExclusionRecord>, mut again: Vec<ExclusionRecord>) {
    for row in &found {
        assert!(row.npi.is_empty() || !row.npi.bytes().all(|b| b == b'0'), "the lists' word for no NPI was kept");
    }
    found.iter_mut().chain(&mut again).for_each(|row| row.row_hash.clear());
    same(&found, &again);
    found.truncate(4);
    if !found.is_empty() {
        met_by_the_checks(found);
    }
}
