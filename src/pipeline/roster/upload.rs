//! An uploaded roster: read from its file once, kept as it was typed, and looked at again after each change of a cell.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::columns::{COLUMNS, NEEDED};
use super::line::{Grouped, Line};
use super::person::Said;
use super::{Lines, Person, unreadable};
use crate::domain::draft::WORK_EMAIL;
use crate::domain::problem::Problem;
use crate::domain::roster::{MOST_ROWS, Uploaded, UploadedRow};
use crate::rules::Rules;
use crate::sources::ReadError;
use crate::sources::table::Table;

/// Why nothing was taken from a file.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It is no roster.
    #[error(transparent)]
    File(#[from] ReadError),
    /// It has a header line and nothing below.
    #[error("The file has a header and no rows.")]
    NoRows,
    /// More than [`MOST_ROWS`].
    #[error("The file has more than {MOST_ROWS} rows.")]
    TooManyRows,
}

/// One clinician of an uploaded roster.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The line numbers of their rows; one at least.
    pub lines: Vec<u64>,
    /// Given and last name, as typed.
    pub name: String,
    /// NPI as typed.
    pub npi: String,
    /// The parts of a dossier: one clinician and where they work.
    pub said: Value,
    /// What cannot be read, by row and column. With any of these there is nothing to take over.
    pub problems: Vec<Problem>,
}

/// Reads a file.
///
/// # Errors
/// It is no roster, or has no rows, or too many.
pub fn read(bytes: &[u8], called: &str) -> Result<Uploaded, UploadError> {
    let (table, (places, unknown)) =
        Table::open(bytes, called, "a roster, one clinician a row", |header| header.columns(COLUMNS, &NEEDED))?;
    let mut lines = Lines { table, places, ended: false };
    let mut rows = Vec::new();
    while let Some(next) = lines.next_cells() {
        if rows.len() == MOST_ROWS {
            return Err(UploadError::TooManyRows);
        }
        rows.push(match next {
            Ok((line, cells)) => UploadedRow { line, cells: filled(cells), unreadable: None },
            Err(e) => {
                let problem = unreadable(&e);
                UploadedRow { line: problem.row_number(), cells: BTreeMap::new(), unreadable: Some(problem.detail) }
            }
        });
    }
    // A row of commas is how spreadsheets write an empty one.
    rows.retain(|row| row.unreadable.is_some() || !row.cells.is_empty());
    if rows.is_empty() { Err(UploadError::NoRows) } else { Ok(Uploaded { unknown, rows }) }
}

fn filled(cells: [String; COLUMNS.len()]) -> BTreeMap<String, String> {
    let named = COLUMNS.iter().map(|c| c.to_string()).zip(cells);
    named.filter(|(_, cell)| !cell.is_empty()).collect()
}

/// The clinicians of an uploaded roster, in its order.
pub fn people(uploaded: &Uploaded, rules: &Rules) -> Vec<Group> {
    let mut groups: Vec<Group> =
        Grouped::new(uploaded.rows.iter().map(line_of)).map(|person| group(&person, rules)).collect();
    let mut first: BTreeMap<String, u64> = BTreeMap::new();
    for group in groups.iter_mut().filter(|g| !g.npi.is_empty()) {
        let row = group.lines[0];
        let there = *first.entry(group.npi.clone()).or_insert(row);
        if there != row {
            let said = format!(
                "Row {there} has this NPI too. Write the rows of one person directly below each other, with the same name."
            );
            group.problems.push(Problem::row(row, "npi", "repeated_npi", said));
        }
    }
    groups
}

fn line_of(row: &UploadedRow) -> Result<Line, Problem> {
    match &row.unreadable {
        Some(why) => Err(Problem::row(row.line, "", "unreadable_row", why.clone())),
        None => Ok(Line::of(row.line, COLUMNS.map(|column| row.cells.get(column).cloned().unwrap_or_default()))),
    }
}

fn group(person: &Person, rules: &Rules) -> Group {
    let lines = match &person.0 {
        Ok(lines) => lines,
        Err(problem) => {
            return Group {
                lines: vec![problem.row_number()],
                name: String::new(),
                npi: String::new(),
                said: Value::Null,
                problems: vec![problem.clone()],
            };
        }
    };
    let first = &lines[0];
    let Said { mut value, problems, .. } = Said::by(lines, rules);
    // A listing asks whether somebody prescribes; an empty cell is no answer.
    if let Some(clinician) = value.pointer_mut("/clinicians/0").and_then(Value::as_object_mut) {
        if first.cell("prescribes").is_empty() {
            clinician.remove("prescribes");
        }
        let email = first.cell(WORK_EMAIL);
        if !email.is_empty() {
            clinician.insert(WORK_EMAIL.to_string(), email.into());
        }
    }
    let name = [first.cell("first_name"), first.cell("last_name")].join(" ").trim().to_string();
    Group {
        lines: lines.iter().map(|l| l.row).collect(),
        name,
        npi: first.cell("npi").to_string(),
        said: value,
        problems,
    }
}

/// How many places an uploaded roster names.
pub fn place_count(groups: &[Group]) -> usize {
    let all = groups.iter().filter_map(|g| g.said["locations"].as_array()).flatten();
    all.map(super::take::address_key).collect::<BTreeSet<_>>().len()
}
