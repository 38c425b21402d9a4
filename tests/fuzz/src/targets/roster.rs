//! Rosters: one bad row stops no other, problems name row and column, and none of them shows a birth date or a DEA number.

use vouchsafe::domain::problem::Place;
use vouchsafe::pipeline::roster::{Entry, Roster};
use vouchsafe::rules::Rules;

use super::reading::{FILE, names_its_place};

const HEADER: &str = "npi,first_name,middle_name,last_name,former_last_names,date_of_birth,profession,prescribes,supervisor_npi,\
    license_number,license_state,license_expires_on,dea_number,dea_basis,dea_expires_on,line1,city,state,postal_code\n";
const ABOVE: &str = "2000000002,Ophelia,,Vantassel,,1971-04-05,md,yes,,11,CT,2027-12-31,,,,,Hartford,CT,06103\n";
const BELOW: &str = "2000000010,Orson,,Quillfeather,,1961-02-03,np,no,,22,OR,2027-12-31,,,,,Portland,OR,97202\n";

pub fn roster(bytes: &[u8]) {
    let entries = entries(bytes);
    let private = private_cells(bytes);
    let lines = 1 + bytes.iter().filter(|b| matches!(b, b'\n' | b'\r')).count() as u64;
    let mut before = 1;
    for entry in &entries {
        assert!(entry.row > before && entry.row <= lines, "rows {before} and {} of {lines}", entry.row);
        before = entry.row;
        holds(entry, lines, &private);
    }
    a_bad_row_stops_no_other(bytes);
}

fn entries(bytes: &[u8]) -> Vec<Entry> {
    match Roster::open(bytes, FILE) {
        Ok(mut roster) => std::iter::from_fn(|| roster.next_person()).map(|p| p.entry(Rules::builtin())).collect(),
        Err(fault) => {
            names_its_place(&fault, bytes);
            Vec::new()
        }
    }
}

fn holds(entry: &Entry, lines: u64, private: &[String]) {
    let problems = match &entry.dossier {
        Ok(dossier) => return assert_eq!(dossier.clinicians.len(), 1),
        Err(problems) => problems,
    };
    assert!(!problems.is_empty(), "unreadable for nothing");
    for problem in problems {
        let Place::Row(row, column) = &problem.place else { panic!("no row: {problem:?}") };
        assert!((entry.row..=lines).contains(row), "{problem:?}");
        assert!(!column.is_empty() || matches!(problem.code, "ragged_row" | "unreadable_row"), "{problem:?}");
        for cell in private {
            assert!(!problem.detail.contains(cell.as_str()), "{cell} is told: {problem:?}");
        }
    }
}

/// The cells of the private columns, found by a reading of their own.
fn private_cells(bytes: &[u8]) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let Ok(header) = reader.byte_headers().cloned() else { return Vec::new() };
    let wanted = |name: &[u8]| ["date_of_birth", "dea_number"].iter().any(|c| name.eq_ignore_ascii_case(c.as_bytes()));
    let places: Vec<usize> = header.iter().enumerate().filter(|(_, name)| wanted(name)).map(|(at, _)| at).collect();
    let mut found = Vec::new();
    for row in reader.byte_records().filter_map(Result::ok) {
        let cells = places.iter().filter_map(|at| row.get(*at)).map(|cell| String::from_utf8_lossy(cell).into_owned());
        // Shorter ones could stand in any sentence; this date is the example of ours.
        found.extend(
            cells.filter(|c| c.bytes().filter(u8::is_ascii_digit).count() >= 5 && !"2027-06-30".contains(c.as_str())),
        );
    }
    found
}

/// The bytes as one row between two good ones.
fn a_bad_row_stops_no_other(bytes: &[u8]) {
    let row: Vec<u8> = bytes.iter().copied().filter(|b| !matches!(b, b'\n' | b'\r' | b'"')).collect();
    let says = |npi: &[u8]| row.windows(npi.len()).any(|w| w == npi);
    if says(b"2000000002") || says(b"2000000010") {
        return;
    }
    let text = [HEADER.as_bytes(), ABOVE.as_bytes(), &row, b"\n", BELOW.as_bytes()].concat();
    let found = entries(&text);
    let read = |npi: &str| found.iter().any(|e| e.npi == npi && e.dossier.is_ok());
    assert!(read("2000000002") && read("2000000010"), "a bad row stopped others: {found:?}");
}
