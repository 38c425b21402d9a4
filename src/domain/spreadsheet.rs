//! CSV that people open in a spreadsheet: cells that begin no formula, records as RFC 4180 has them.

use std::borrow::Cow;

/// A leading apostrophe makes a cell text where a spreadsheet would see a formula (OWASP ASVS 5.0, 1.2.10; CSV injection).
pub fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}").into() } else { cell.into() }
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
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert!(harmless(cell).starts_with('\''), "{cell}");
        }
        assert_eq!(harmless("1-1"), "1-1");
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
