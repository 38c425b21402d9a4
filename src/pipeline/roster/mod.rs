//! A roster: one clinician a row; rows directly below with the same NPI add licenses and places (contract, "Roster CSV").

pub mod columns;
mod line;
mod person;
pub mod take;
pub mod upload;

#[cfg(test)]
mod tests;

use std::io::Read;

use crate::domain::dossier::Dossier;
use crate::domain::problem::Problem;
use crate::rules::Rules;
use crate::sources::ReadError;
use crate::sources::row::Place as Column;
use crate::sources::table::Table;

use columns::{COLUMNS, NEEDED, position};
use line::{Grouped, Line};
use person::Said;

/// A roster being read.
pub struct Roster<R: Read> {
    people: Grouped<Lines<R>>,
    places: [Option<Column>; COLUMNS.len()],
    /// Columns that are not ours.
    pub unknown: Vec<String>,
}

/// The rows of one clinician, as they stand in the file.
pub struct Person(Result<Vec<Line>, Problem>);

/// One clinician, or why there is none.
#[derive(Debug)]
pub struct Entry {
    /// Line number of the first row, the header being line 1.
    pub row: u64,
    /// NPI as written.
    pub npi: String,
    /// The dossier that the rows amount to.
    pub dossier: Result<Dossier, Vec<Problem>>,
}

impl<R: Read> Roster<R> {
    /// Reads the header. `file` is what errors call it.
    ///
    /// # Errors
    /// Not CSV, empty, or a needed column missing.
    pub fn open(input: R, file: &str) -> Result<Self, ReadError> {
        let (table, (places, unknown)) =
            Table::open(input, file, "a roster, one clinician a row", |header| header.columns(COLUMNS, &NEEDED))?;
        Ok(Roster { people: Grouped::new(Lines { table, places, ended: false }), places, unknown })
    }

    /// What this roster has no way to say: asked for, it is `not_checked` instead of missing.
    pub fn unasked(&self) -> Vec<&'static str> {
        columns::unasked(|column| position(column).is_some_and(|at| self.places[at].is_some()))
    }

    /// The next clinician's rows; `None` at the end of the file.
    pub fn next_person(&mut self) -> Option<Person> {
        self.people.next()
    }
}

/// The rows of a file.
struct Lines<R> {
    table: Table<R>,
    places: [Option<Column>; COLUMNS.len()],
    /// Reading stopped for good.
    ended: bool,
}

impl<R: Read> Iterator for Lines<R> {
    type Item = Result<Line, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let cells = match self.next_cells()? {
            Ok(cells) => cells,
            Err(e) => return Some(Err(unreadable(&e))),
        };
        Some(Ok(Line::of(cells.0, cells.1)))
    }
}

impl<R: Read> Lines<R> {
    /// The next row as it stands in the file.
    fn next_cells(&mut self) -> Option<Result<(u64, [String; COLUMNS.len()]), ReadError>> {
        if self.ended {
            return None;
        }
        let places = self.places;
        let read = self.table.next_row()?;
        // After these there is nothing more to read.
        self.ended = match &read {
            Err(ReadError::RowTooLong { column, .. }) => column.is_empty(),
            other => matches!(other, Err(ReadError::Read { .. })),
        };
        Some(read.map(|row| (row.line(), places.map(|p| row.text_at(p)))))
    }
}

impl Person {
    /// The NPIs that the registry will be asked about.
    pub fn npis(&self) -> impl Iterator<Item = &str> {
        let first = self.0.as_ref().ok().and_then(|lines| lines.first());
        let cells = first.map(|line| [line.cell("npi"), line.cell("supervisor_npi")]);
        cells.into_iter().flatten().filter(|npi| !npi.is_empty())
    }

    /// What the rows amount to.
    pub fn entry(&self, rules: &Rules) -> Entry {
        match &self.0 {
            Err(problem) => {
                Entry { row: problem.row_number(), npi: String::new(), dossier: Err(vec![problem.clone()]) }
            }
            Ok(lines) => {
                let (row, npi) = (lines[0].row, lines[0].cell("npi").to_string());
                Entry { row, npi, dossier: Said::by(lines, rules).dossier() }
            }
        }
    }
}

/// A row that is not one: its place and what to do.
fn unreadable(error: &ReadError) -> Problem {
    let row = match error {
        ReadError::Read { line, .. }
        | ReadError::Ragged { line, .. }
        | ReadError::RowTooLong { line, .. }
        | ReadError::Cell { line, .. } => *line,
        _ => 0,
    };
    let column = match error {
        ReadError::Cell { column, .. } | ReadError::RowTooLong { column, .. } => column.clone(),
        _ => String::new(),
    };
    let code = if matches!(error, ReadError::Ragged { .. }) { "ragged_row" } else { "unreadable_row" };
    Problem::row(row, column, code, error.to_string())
}
