//! A roster: one clinician a row; rows directly below with the same NPI add licenses (contract, "Roster CSV").

use std::io::Read;

use serde_json::{Map, Value, json};

use crate::domain::credential::Profession;
use crate::domain::dossier::Dossier;
use crate::domain::dossier_shape::DOSSIER;
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::Problems;
use crate::rules::Rules;
use crate::sources::row::Place as Column;
use crate::sources::table::Table;
use crate::sources::{ReadError, day, number};
use crate::verify::PROVIDER;

/// The columns of the contract.
const COLUMNS: [&str; 19] = [
    "npi",
    "first_name",
    "middle_name",
    "last_name",
    "former_last_names",
    "date_of_birth",
    "profession",
    "prescribes",
    "supervisor_npi",
    "license_number",
    "license_state",
    "license_expires_on",
    "dea_number",
    "dea_basis",
    "dea_expires_on",
    "line1",
    "city",
    "state",
    "postal_code",
];

/// Without these a row says nothing that could be checked.
const NEEDED: [&str; 3] = ["npi", "last_name", "profession"];

/// What no roster can say, as `credential.required` names it.
const UNSAYABLE: [&str; 11] = [
    "acls",
    "attestation",
    "board_certification",
    "collaboration_agreement",
    "malpractice_insurance",
    "organization_npi",
    PROVIDER,
    "settings",
    "state_cds",
    "telehealth_states",
    "treatments",
];

/// What a roster without this column cannot say.
const SAID_BY: [(&str, &[&str]); 8] = [
    ("first_name", &["first_name"]),
    ("date_of_birth", &["date_of_birth"]),
    ("supervisor_npi", &["supervisor_npi"]),
    ("license_number", &["state_license", "state_license.number"]),
    ("license_state", &["state_license", "state_license.state"]),
    ("license_expires_on", &["state_license.expires_on"]),
    ("dea_number", &["dea", "dea.number"]),
    ("dea_expires_on", &["dea.expires_on"]),
];

/// A roster being read.
pub struct Roster<R> {
    table: Table<R>,
    places: [Option<Column>; COLUMNS.len()],
    /// The first row of the next clinician, read already.
    ahead: Option<Result<Line, ReadError>>,
    /// Reading stopped for good.
    ended: bool,
    /// Columns that are not ours.
    pub unknown: Vec<String>,
}

/// The rows of one clinician, as they stand in the file.
pub struct Person(Result<Vec<Line>, ReadError>);

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
        Ok(Roster { table, places, ahead: None, ended: false, unknown })
    }

    /// What this roster has no way to say: asked for, it is `not_checked` instead of missing.
    pub fn unasked(&self) -> Vec<&'static str> {
        let absent = SAID_BY.iter().filter(|(column, _)| self.place(column).is_none());
        UNSAYABLE.into_iter().chain(absent.flat_map(|(_, fields)| fields.iter().copied())).collect()
    }

    fn place(&self, column: &str) -> Option<Column> {
        COLUMNS.iter().position(|c| *c == column).and_then(|i| self.places[i])
    }

    fn next_line(&mut self) -> Option<Result<Line, ReadError>> {
        if let Some(line) = self.ahead.take() {
            return Some(line);
        }
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
        Some(read.map(|row| Line::of(row.line(), places.map(|p| row.text_at(p)))))
    }

    /// The next clinician's rows; `None` at the end of the file.
    pub fn next_person(&mut self) -> Option<Person> {
        let first = match self.next_line()? {
            Ok(line) => line,
            Err(e) => return Some(Person(Err(e))),
        };
        let mut lines = vec![first];
        while let Some(next) = self.next_line() {
            match next {
                Ok(line) if line.continues(&lines[0]) => lines.push(line),
                other => {
                    self.ahead = Some(other);
                    break;
                }
            }
        }
        Some(Person(Ok(lines)))
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
            Err(e) => unreadable(e),
            Ok(lines) => {
                let (row, npi) = (lines[0].row, lines[0].cell("npi").to_string());
                Entry { row, npi, dossier: dossier_of(lines, rules) }
            }
        }
    }
}

/// A row that is not one: its place and what to do.
fn unreadable(error: &ReadError) -> Entry {
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
    Entry { row, npi: String::new(), dossier: Err(vec![Problem::row(row, column, code, error.to_string())]) }
}

/// One row's cells, in the order of [`COLUMNS`]; empty where the column is absent.
struct Line {
    row: u64,
    cells: [String; COLUMNS.len()],
    /// What a spreadsheet did to them that cannot be undone.
    spoilt: Vec<Problem>,
}

impl Line {
    fn of(row: u64, mut cells: [String; COLUMNS.len()]) -> Self {
        let state = COLUMNS.iter().position(|c| *c == "state").map_or(String::new(), |at| cells[at].clone());
        let mut spoilt = Vec::new();
        for (column, cell) in COLUMNS.iter().zip(&mut cells) {
            match undone(column, cell, &state) {
                Ok(text) => *cell = text,
                Err((code, why)) => spoilt.push(Problem::row(row, *column, code, why)),
            }
        }
        Line { row, cells, spoilt }
    }

    fn cell(&self, column: &str) -> &str {
        COLUMNS.iter().position(|c| *c == column).map_or("", |i| self.cells[i].as_str())
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

/// The dossier of one clinician, read by the same table as a submission; problems name rows and columns.
fn dossier_of(lines: &[Line], rules: &Rules) -> Result<Dossier, Vec<Problem>> {
    let first = &lines[0];
    let mut clinician = Map::new();
    for column in ["first_name", "last_name", "middle_name", "date_of_birth", "npi", "supervisor_npi"] {
        put(&mut clinician, column, first.cell(column));
    }
    let profession = first.cell("profession");
    let known = rules.scope.profession_called(profession);
    put(&mut clinician, "profession", known.map(Profession::as_str).unwrap_or(profession));
    let former: Vec<&str> =
        first.cell("former_last_names").split(';').map(str::trim).filter(|n| !n.is_empty()).collect();
    clinician.insert("former_last_names".into(), json!(former));
    // A word that is no yes or no stays text, which the table refuses.
    let prescribes = first.cell("prescribes");
    clinician.insert("prescribes".into(), yes_or_no(prescribes).map_or(json!(prescribes), |yes| json!(yes)));
    let claims: Vec<Claim> =
        lines.iter().flat_map(|line| license_of(line).into_iter().chain(registration_of(line, first))).collect();
    let credentials: Vec<&Value> = claims.iter().map(|c| &c.credential).collect();
    clinician.insert("credentials".into(), json!(credentials));
    let mut place = Map::from_iter([("key".to_string(), json!("roster"))]);
    for column in ["line1", "city", "state", "postal_code"] {
        put(&mut place, column, first.cell(column));
    }
    let raw = json!({ "provider": { "name": "Roster", "kind": "solo" }, "locations": [Value::Object(place)], "clinicians": [Value::Object(clinician)] });
    let mut problems = Problems::default();
    DOSSIER.read(&raw, "", &mut problems);
    // A roster may have no given names; the name check then says that it could not compare them.
    let nameless =
        |p: &Problem| matches!(&p.place, Place::Body(at) if at == "/clinicians/0/first_name") && p.code == "missing";
    let found = problems.structure.into_iter().chain(problems.values).filter(|p| !nameless(p));
    let spoilt: Vec<Problem> = lines.iter().flat_map(|line| line.spoilt.iter().cloned()).collect();
    let told = found.map(|p| in_row(p, first, &claims)).filter(|p| spoilt.iter().all(|s| s.place != p.place));
    let found: Vec<Problem> = spoilt.iter().cloned().chain(told).collect();
    if !found.is_empty() {
        return Err(found);
    }
    let mut raw = raw;
    if raw.pointer("/clinicians/0/first_name").is_none() {
        raw["clinicians"][0]["first_name"] = json!("");
    }
    serde_json::from_value(raw).map_err(|e| vec![Problem::row(first.row, "", "unreadable_row", e.to_string())])
}

/// A cell as it was before a spreadsheet wrote it again; no problem shows it.
fn undone(column: &str, cell: &str, state: &str) -> Result<String, (&'static str, String)> {
    match column {
        "npi" | "supervisor_npi" | "license_number" | "prescribes" => {
            let lost = |number::LostDigits| ("lost_digits", number::LOST_DIGITS.to_string());
            number::identifier(cell.to_string()).map_err(lost)
        }
        "date_of_birth" | "license_expires_on" | "dea_expires_on" => match day::read(cell) {
            Ok(date) => Ok(date.map(|d| d.to_string()).unwrap_or_default()),
            Err("") => Ok(cell.to_string()),
            Err(why) => Err(("bad_date", format!("Write the date as YYYY-MM-DD, such as 2027-06-30: {why}."))),
        },
        "postal_code" => Ok(number::zip(cell.to_string(), state)),
        _ => Ok(cell.to_string()),
    }
}

/// A credential of a row.
struct Claim {
    row: u64,
    /// What its columns begin with.
    prefix: &'static str,
    credential: Value,
}

fn put(map: &mut Map<String, Value>, field: &str, cell: &str) {
    if !cell.is_empty() {
        map.insert(field.to_string(), json!(cell));
    }
}

fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "" | "false" | "no" | "n" | "0" => Some(false),
        "true" | "yes" | "y" | "1" => Some(true),
        _ => None,
    }
}

fn license_of(line: &Line) -> Option<Claim> {
    let mut license = Map::new();
    put(&mut license, "number", line.cell("license_number"));
    put(&mut license, "state", line.cell("license_state"));
    put(&mut license, "expires_on", line.cell("license_expires_on"));
    if license.is_empty() {
        return None;
    }
    license.insert("kind".into(), json!("state_license"));
    Some(Claim { row: line.row, prefix: "license_", credential: Value::Object(license) })
}

/// The registration of a row; rows below the first add one only where they name another number.
fn registration_of(line: &Line, first: &Line) -> Option<Claim> {
    let mut registration = Map::new();
    put(&mut registration, "number", line.cell("dea_number"));
    put(&mut registration, "basis", line.cell("dea_basis"));
    let repeated = line.row != first.row && line.cell("dea_number") == first.cell("dea_number");
    if registration.is_empty() || repeated {
        return None;
    }
    put(&mut registration, "expires_on", line.cell("dea_expires_on"));
    registration.insert("kind".into(), json!("dea"));
    Some(Claim { row: line.row, prefix: "dea_", credential: Value::Object(registration) })
}

/// A problem of the dossier, told by the row and column that it came from.
fn in_row(problem: Problem, first: &Line, claims: &[Claim]) -> Problem {
    let Place::Body(pointer) = &problem.place else { return problem };
    let field = pointer.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default();
    let claim = pointer.strip_prefix("/clinicians/0/credentials/").and_then(|rest| {
        let index: usize = rest.split('/').next()?.parse().ok()?;
        claims.get(index)
    });
    match claim {
        Some(claim) => Problem::row(claim.row, format!("{}{field}", claim.prefix), problem.code, problem.detail),
        None => Problem::row(first.row, field, problem.code, problem.detail),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<Entry> {
        let mut roster = Roster::open(text.as_bytes(), "roster.csv").expect("a header");
        std::iter::from_fn(|| roster.next_person()).map(|p| p.entry(Rules::builtin())).collect()
    }

    fn places(entry: &Entry) -> Vec<(u64, String)> {
        let problems = entry.dossier.as_ref().expect_err("unreadable");
        problems
            .iter()
            .map(|p| match &p.place {
                Place::Row(row, column) => (*row, column.clone()),
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn rows_directly_below_with_the_same_npi_add_licenses() {
        let text = "npi,last_name,profession,license_number,license_state\n\
                    1234567893,Hale,md,A1,OR\n1234567893,Hale,MD,B2,WA\n1679576722,Moss,np,C3,OR\n1234567893,Hale,md,D4,ID\n";
        let entries = entries(text);
        let licenses: Vec<usize> =
            entries.iter().map(|e| e.dossier.as_ref().expect("read").clinicians[0].credentials.len()).collect();
        assert_eq!(licenses, [2, 1, 1]);
        assert_eq!(entries.iter().map(|e| e.row).collect::<Vec<_>>(), [2, 4, 5]);
    }

    #[test]
    fn another_name_under_the_same_npi_is_another_person() {
        let text = "npi,last_name,profession\n1234567893,Hale,md\n1234567893,Moss,md\n";
        assert_eq!(entries(text).len(), 2);
    }

    #[test]
    fn each_problem_names_its_row_and_column() {
        let text = "npi,last_name,profession,date_of_birth,license_number,license_expires_on\n\
                    1,Hale,wizard,1971-13-01,A1,2027-01-01\n2,Moss,md,1971-01-01,B1,2027-01-01\n2,Moss,md,1971-01-01,B2,soon\n";
        let entries = entries(text);
        assert_eq!(places(&entries[0]), [(2, "date_of_birth".to_string()), (2, "profession".to_string())]);
        assert_eq!(places(&entries[1]), [(4, "license_expires_on".to_string())]);
    }

    #[test]
    fn a_ragged_row_is_unreadable_and_the_next_one_is_read() {
        let entries = entries("npi,last_name,profession\n1,Hale\n1234567893,Moss,md\n");
        assert_eq!(places(&entries[0]), [(2, String::new())]);
        assert!(entries[1].dossier.is_ok());
    }

    #[test]
    fn a_missing_needed_column_refuses_the_file_and_an_unknown_one_is_told() {
        assert!(Roster::open("npi,last_name\n".as_bytes(), "roster.csv").is_err());
        let roster = Roster::open("npi,last_name,profession,shoe_size\n".as_bytes(), "roster.csv").expect("opens");
        assert_eq!(roster.unknown, ["shoe_size"]);
    }

    #[test]
    fn what_no_column_says_is_not_asked_for() {
        let roster = Roster::open("npi,last_name,profession,date_of_birth\n".as_bytes(), "roster.csv").expect("opens");
        let unasked = roster.unasked();
        assert!(unasked.contains(&"malpractice_insurance") && unasked.contains(&"state_license"));
        assert!(!unasked.contains(&"date_of_birth"));
    }

    #[test]
    fn professions_go_by_their_common_names() {
        let entries = entries("npi,last_name,profession\n1,Hale,M.D.\n2,Moss,LMHC\n");
        let professions: Vec<Profession> =
            entries.iter().map(|e| e.dossier.as_ref().expect("read").clinicians[0].profession).collect();
        assert_eq!(professions, [Profession::Md, Profession::Lpc]);
    }
}
