//! One row of a reference file: its cells by column, as text or dates, and its identity.

use std::borrow::Cow;

use chrono::NaiveDate;
use csv::ByteRecord;
use sha2::{Digest, Sha256};

use super::ReadError;
use super::text::{decode, plain, shorten, tidy};
use super::{day, number};

/// Where a column stands in the file at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(pub(super) usize);

/// One row of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    file: &'a str,
    names: &'a [String],
    record: &'a ByteRecord,
    line: u64,
    /// All cells in one, if they are [`plain`].
    plain: Option<&'a str>,
}

impl<'a> Row<'a> {
    pub(super) fn new(file: &'a str, names: &'a [String], record: &'a ByteRecord, line: u64) -> Self {
        Row { file, names, record, line, plain: plain(record.as_slice()) }
    }

    /// The line on which the row begins, the header being line 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The cell as text: UTF-8, or Windows-1252 where it is not; trimmed, white space and control characters made one space.
    pub fn text(&self, place: Place) -> String {
        self.cell(place).into_owned()
    }

    /// [`Row::text`] without a copy, where the cell is tidy as it stands.
    pub fn cell(&self, place: Place) -> Cow<'_, str> {
        let plain = self.plain.zip(self.record.range(place.0)).and_then(|(row, at)| row.get(at));
        match plain {
            Some(cell) if !cell.starts_with(' ') && !cell.ends_with(' ') => Cow::Borrowed(cell),
            _ => Cow::Owned(tidy(&decode(self.record.get(place.0).unwrap_or_default()))),
        }
    }

    /// [`Row::text`] of a column that may be absent; empty then.
    pub fn text_at(&self, place: Option<Place>) -> String {
        place.map(|p| self.text(p)).unwrap_or_default()
    }

    /// A date as [`day::read`] takes it; empty and all zeros mean none.
    ///
    /// # Errors
    /// Anything else, naming the cell and `expected`, the publisher's format in words.
    pub fn date(&self, place: Place, expected: &str) -> Result<Option<NaiveDate>, ReadError> {
        let text = self.cell(place);
        day::read(&text).map_err(|why| {
            self.fault(place, format!("`{}` is not a date{}; expected {expected}", shorten(&text), because(why)))
        })
    }

    /// [`Row::date`] of a birth date, which no error shows.
    ///
    /// # Errors
    /// Anything that is no date.
    pub fn birth_date(&self, place: Place, expected: &str) -> Result<Option<NaiveDate>, ReadError> {
        let no_date = |why| self.fault(place, format!("this is not a date{}; expected {expected}", because(why)));
        day::read(&self.cell(place)).map_err(no_date)
    }

    /// A number that names somebody or something, with all its digits; empty where there is none.
    ///
    /// # Errors
    /// A spreadsheet has rounded it.
    pub fn identifier(&self, place: Place) -> Result<String, ReadError> {
        let text = self.text(place);
        number::identifier(text).map_err(|number::LostDigits| {
            self.fault(place, format!("`{}`: {}", shorten(&self.cell(place)), number::LOST_DIGITS))
        })
    }

    /// [`Row::identifier`] of a column that may be absent.
    ///
    /// # Errors
    /// Those of [`Row::identifier`].
    pub fn identifier_at(&self, place: Option<Place>) -> Result<String, ReadError> {
        place.map_or_else(|| Ok(String::new()), |p| self.identifier(p))
    }

    /// A ZIP code, with the zeros that a spreadsheet took from it; `state` is that of the same address.
    pub fn zip(&self, place: Place, state: &str) -> String {
        number::zip(self.text(place), state)
    }

    /// An error at this cell.
    pub fn fault(&self, place: Place, problem: String) -> ReadError {
        ReadError::Cell {
            file: self.file.into(),
            line: self.line,
            column: self.names.get(place.0).cloned().unwrap_or_default(),
            problem,
        }
    }

    /// The row's identity: SHA-256 (hex) over all its cells as they stand in the file, each closed by a unit separator.
    /// Narrower keys would make one of rows that differ in the birth date alone.
    pub fn hash(&self) -> String {
        let mut sha = Sha256::new();
        for cell in self.record {
            sha.update(cell);
            sha.update([0x1F]);
        }
        data_encoding::HEXLOWER.encode(&sha.finalize())
    }
}

/// The reason behind a dash, where there is one.
fn because(why: &str) -> String {
    if why.is_empty() { String::new() } else { format!(": {why}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_plain_row_reads_as_any_other(cells in proptest::collection::vec("[ a-c\t\u{1}\u{E9}]{0,6}", 0..5)) {
            let record = ByteRecord::from(cells.iter().map(String::as_bytes).collect::<Vec<_>>());
            let row = Row::new("x.csv", &[], &record, 1);
            for (i, cell) in cells.iter().enumerate() {
                prop_assert_eq!(row.cell(Place(i)), tidy(&decode(cell.as_bytes())));
            }
            prop_assert_eq!(row.text(Place(cells.len())), "");
        }
    }
}
