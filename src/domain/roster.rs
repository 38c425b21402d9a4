//! A roster as a group uploaded it: kept word for word beside the listing that it is for, until it is in order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The largest file that is taken, bytes: 500 people with long names take a fifth of it.
pub const LARGEST: usize = 1024 * 1024;

/// The most rows that are taken: as many people as a dossier holds, with three licenses each.
pub const MOST_ROWS: usize = 1500;

/// An uploaded roster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    /// Columns of the header that are not a roster's, as the file writes them.
    pub unknown: Vec<String>,
    /// In the file's order.
    pub rows: Vec<UploadedRow>,
}

/// One row of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadedRow {
    /// Line number in the file, the header being line 1.
    pub line: u64,
    /// What stands in each column, by the column's name; an empty cell has no entry.
    pub cells: BTreeMap<String, String>,
    /// Why nothing could be taken from the row, in a sentence.
    pub unreadable: Option<String>,
}

impl Uploaded {
    /// The row that begins at this line.
    pub fn row(&self, line: u64) -> Option<&UploadedRow> {
        self.rows.iter().find(|row| row.line == line)
    }

    /// The same, to be changed.
    pub fn row_mut(&mut self, line: u64) -> Option<&mut UploadedRow> {
        self.rows.iter_mut().find(|row| row.line == line)
    }
}
