//! One row of a roster, and which rows are about one clinician.

use std::iter::Peekable;

use super::Person;
use super::columns::{COLUMNS, position, undone};
use crate::domain::problem::Problem;

/// One row's cells, in the order of [`COLUMNS`]; empty where the column is absent.
pub(super) struct Line {
    pub(super) row: u64,
    cells: [String; COLUMNS.len()],
    /// What a spreadsheet did to them that cannot be undone.
    pub(super) spoilt: Vec<Problem>,
}

impl Line {
    pub(super) fn of(row: u64, mut cells: [String; COLUMNS.len()]) -> Self {
        let state = position("state").map_or(String::new(), |at| cells[at].clone());
        let mut spoilt = Vec::new();
        for (column, cell) in COLUMNS.iter().zip(&mut cells) {
            match undone(column, cell, &state) {
                Ok(text) => *cell = text,
                Err((code, why)) => spoilt.push(Problem::row(row, *column, code, why)),
            }
        }
        Line { row, cells, spoilt }
    }

    pub(super) fn cell(&self, column: &str) -> &str {
        position(column).map_or("", |i| self.cells[i].as_str())
    }

    /// The same NPI, and nothing that speaks of another person.
    fn continues(&self, first: &Line) -> bool {
        let agrees =
            |column| self.cell(column).is_empty() || self.cell(column).eq_ignore_ascii_case(first.cell(column));
        !self.cell("npi").is_empty()
            && self.cell("npi") == first.cell("npi")
            && ["first_name", "last_name", "date_of_birth", "profession"].into_iter().all(agrees)
    }
}

/// Rows as they come, those of one clinician together.
pub(super) struct Grouped<I: Iterator>(Peekable<I>);

impl<I: Iterator<Item = Result<Line, Problem>>> Grouped<I> {
    pub(super) fn new(lines: I) -> Self {
        Grouped(lines.peekable())
    }
}

impl<I: Iterator<Item = Result<Line, Problem>>> Iterator for Grouped<I> {
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        let first = match self.0.next()? {
            Ok(line) => line,
            Err(problem) => return Some(Person(Err(problem))),
        };
        let mut lines = vec![first];
        while let Some(Ok(next)) = self.0.next_if(|next| matches!(next, Ok(line) if line.continues(&lines[0]))) {
            lines.push(next);
        }
        Some(Person(Ok(lines)))
    }
}
