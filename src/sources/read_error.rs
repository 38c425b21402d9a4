//! What can be wrong with a reference file.

use std::io;

/// What is wrong with a reference file: what, where, what to do.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be opened.
    #[error("{file} cannot be opened: {source}; check the path and its permissions")]
    Open {
        /// As typed.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// Reading stopped in the middle.
    #[error("{file} cannot be read at line {line}: {source}")]
    Read {
        /// As typed.
        file: String,
        /// Where the row begins that could not be read.
        line: u64,
        /// What the system said.
        source: io::Error,
    },
    /// Something other than text in columns.
    #[error("{file} is {what}, not CSV; {remedy}")]
    NotCsv {
        /// As typed.
        file: String,
        /// What it is instead.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// No header line.
    #[error("{file} is empty; expected a header line naming the columns")]
    Empty {
        /// As typed.
        file: String,
    },
    /// The header lacks columns, all named at once.
    #[error("{file}, line 1: the header has no column {}; this does not look like {expected}", .columns.join(", "))]
    MissingColumns {
        /// As typed.
        file: String,
        /// The columns, quoted, with the names that would also do.
        columns: Vec<String>,
        /// The layout that was expected, in words.
        expected: &'static str,
    },
    /// The header names a column twice.
    #[error("{file}, line 1: the header names the column `{column}` twice; remove one of them")]
    RepeatedColumn {
        /// As typed.
        file: String,
        /// The column.
        column: String,
    },
    /// A row with more or fewer cells than the header.
    #[error(
        "{file}, line {line}: the row has {found} columns where the header has {expected}; \
         look for a missing line end or a quotation mark that is not closed"
    )]
    Ragged {
        /// As typed.
        file: String,
        /// Where the row begins, the header being line 1.
        line: u64,
        /// Cells in the row.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// A row too long to be one.
    #[error(
        "{file}, line {line}{}: the row is longer than 1 MB; shorten it, or look for a quotation mark that is not closed",
        in_column(.column)
    )]
    RowTooLong {
        /// As typed.
        file: String,
        /// Where the row begins.
        line: u64,
        /// The column with the longest cell; empty where reading stopped before the row's end.
        column: String,
    },
    /// A cell that does not say what its column is for.
    #[error("{file}, line {line}, column `{column}`: {problem}")]
    Cell {
        /// As typed.
        file: String,
        /// Where the row begins.
        line: u64,
        /// The column's name in this file.
        column: String,
        /// What was found and what was expected.
        problem: String,
    },
}

fn in_column(column: &str) -> String {
    if column.is_empty() { String::new() } else { format!(", column `{column}`") }
}
