//! A header line: which column goes by which name, which ones are missing, and which stand there twice.

use super::ReadError;
use super::row::Place;

/// The header line, and the columns that were asked of it in vain.
#[derive(Debug)]
pub struct Header {
    names: Vec<String>,
    missing: Vec<String>,
    /// The places of columns that are read.
    read: Vec<usize>,
}

impl Header {
    /// Of a header line with these names.
    pub(super) fn new(names: Vec<String>) -> Self {
        Header { names, missing: Vec::new(), read: Vec::new() }
    }

    /// The place of the column that goes by any of these names; if none does, [`Header::check`] will name it.
    pub fn need(&mut self, names: &[&str]) -> Place {
        self.may(names).unwrap_or_else(|| {
            self.missing.push(names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" or "));
            Place(usize::MAX)
        })
    }

    /// The place of a column that may be absent.
    pub fn may(&mut self, names: &[&str]) -> Option<Place> {
        let found = names.iter().find_map(|n| self.names.iter().position(|h| h.eq_ignore_ascii_case(n)))?;
        self.read.push(found);
        Some(Place(found))
    }

    /// The places of columns of which a few must be there, and the names of those that are none of them, as the file writes them.
    pub fn columns<const N: usize>(
        &mut self,
        columns: [&str; N],
        needed: &[&str],
    ) -> ([Option<Place>; N], Vec<String>) {
        for column in needed {
            self.need(&[column]);
        }
        let unknown = self.names.iter().filter(|n| !columns.iter().any(|c| n.eq_ignore_ascii_case(c)));
        let unknown = unknown.cloned().collect();
        (columns.map(|c| self.may(&[c])), unknown)
    }

    /// All that was asked for is there, and nothing that is read is there twice.
    pub(super) fn check(&self, file: &str, expected: &'static str) -> Result<(), ReadError> {
        if !self.missing.is_empty() {
            return Err(ReadError::MissingColumns { file: file.into(), columns: self.missing.clone(), expected });
        }
        // Of a column that nobody reads there may be two.
        let again = |at: &usize| self.names[at + 1..].iter().find(|n| n.eq_ignore_ascii_case(&self.names[*at]));
        match self.read.iter().find_map(again) {
            Some(column) => Err(ReadError::RepeatedColumn { file: file.into(), column: column.clone() }),
            None => Ok(()),
        }
    }
}
