//! CSV that people open in a spreadsheet: cells that begin no formula, records as RFC 4180 has them.

use std::borrow::Cow;

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// A leading apostrophe makes a cell text where a spreadsheet would see a formula (OWASP ASVS 5.0, 1.2.10; CSV injection). A plain
/// negative number, such as a longitude, is none.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(FORMULA) && !is_negative_number(cell) { format!("'{cell}").into() } else { cell.into() }
}

/// A cell as it was before [`harmless`].
pub fn meant(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
}

fn is_negative_number(cell: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    cell.strip_prefix('-').is_some_and(|rest| match rest.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(rest),
    })
}

/// One record, ended by CRLF. A cell with a comma, a quote or a line's end is quoted, and quotes in it are doubled.
pub fn record(cells: &[&str]) -> Vec<u8> {
    let cell = |cell: &&str| {
        let text = harmless(cell);
        let must_quote = text.contains([',', '"', '\r', '\n']);
        if must_quote { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.into_owned() }
    };
    let mut line = cells.iter().map(cell).collect::<Vec<_>>().join(",").into_bytes();
    line.extend(b"\r\n");
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_cell_begins_a_formula() {
        for cell in ["=1+1", "+1", "-1+1", "-A1", "-", "-.5", "-1.", "@SUM(A1)", "\t=1", "\r=1"] {
            assert!(harmless(cell).starts_with('\''), "{cell}");
            assert_eq!(meant(&harmless(cell)), cell);
        }
        for cell in ["1-1", "-122.644", "-1", "'tis", "O'Brien"] {
            assert_eq!((&*harmless(cell), meant(cell)), (cell, cell));
        }
    }

    #[test]
    fn a_record_reads_as_the_standard_has_it() {
        let line = record(&["a", "", "two, and", "he said \"no\"", "=cmd|'/c calc'!A1", "a\nb"]);
        assert_eq!(line, b"a,,\"two, and\",\"he said \"\"no\"\"\",'=cmd|'/c calc'!A1,\"a\nb\"\r\n");
    }

    proptest! {
        // Without the mark that some programs write at the begin of a file, and readers take away.
        #[test]
        fn a_reader_gets_back_what_was_written(cells in prop::collection::vec("[^\0\u{feff}]{0,12}", 2..6)) {
            let texts: Vec<&str> = cells.iter().map(String::as_str).collect();
            let line = record(&texts);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*line).into_records();
            let read = reader.next().expect("a record").expect("reads");
            let expected: Vec<String> = texts.iter().map(|cell| harmless(cell).into_owned()).collect();
            prop_assert_eq!(read.iter().collect::<Vec<_>>(), expected);
            prop_assert!(reader.next().is_none());
        }
    }
}
