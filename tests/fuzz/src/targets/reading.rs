//! What every reader of a file promises: it ends, and what it cannot read it names by file, row and column, once.

use vouchsafe::sources::ReadError;

/// What the file is called.
pub const FILE: &str = "fuzzed.csv";

/// Reads to the end, or to the fault that ends the reading.
pub fn records<T, F: Iterator<Item = Result<T, ReadError>>>(opened: Result<F, ReadError>, bytes: &[u8]) -> Vec<T> {
    let mut found = Vec::new();
    let mut file = match opened {
        Ok(file) => file,
        Err(fault) => {
            names_its_place(&fault, bytes);
            return found;
        }
    };
    while let Some(item) = file.next() {
        match item {
            Ok(record) => found.push(record),
            Err(fault) => {
                names_its_place(&fault, bytes);
                assert!(file.next().is_none(), "records come after the fault that ends the reading");
            }
        }
        assert!(found.len() <= bytes.len(), "more records than bytes");
    }
    found
}

/// The fault's sentence says which file, its row lies in the file, and a cell has its column.
pub fn names_its_place(fault: &ReadError, bytes: &[u8]) {
    let sentence = fault.to_string();
    assert!(sentence.contains(FILE), "the sentence names no file: {sentence}");
    let lines = 1 + bytes.iter().filter(|b| matches!(b, b'\n' | b'\r')).count() as u64;
    match fault {
        ReadError::Cell { line, column, problem, .. } => {
            assert!((2..=lines).contains(line), "no such row: {sentence}");
            assert!(!column.is_empty() || problem.contains("NUL"), "no column: {sentence}");
            let private = ["dob", "date_of_birth"].iter().any(|c| column.eq_ignore_ascii_case(c));
            assert!(!private || !problem.chars().any(|c| c.is_ascii_digit()), "shows a birth date: {sentence}");
        }
        ReadError::Ragged { line, found, expected, .. } => {
            assert!((2..=lines).contains(line) && found != expected, "{sentence}");
            // Without quotation marks and lone CRs a row is a line, and anybody can count its commas.
            if !bytes.contains(&b'"') && !bytes.contains(&b'\r') {
                let row = bytes.split(|b| *b == b'\n').nth(*line as usize - 1).expect("the row is in the file");
                assert_eq!(row.iter().filter(|b| **b == b',').count() + 1, *found, "{sentence}");
            }
        }
        ReadError::RowTooLong { line, .. } | ReadError::Read { line, .. } => assert!(*line <= lines, "{sentence}"),
        ReadError::MissingColumns { columns, .. } => assert!(!columns.is_empty(), "{sentence}"),
        ReadError::RepeatedColumn { .. } | ReadError::NotCsv { .. } | ReadError::Empty { .. } => {}
        ReadError::Open { .. } => panic!("nothing was opened: {sentence}"),
    }
}
