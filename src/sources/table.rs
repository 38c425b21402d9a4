//! CSV as the publishers really write it: columns found by name, one row in memory at a time, every fault with its place.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use csv::ByteRecord;

use super::ReadError;
use super::header::Header;
use super::row::{Place, Row};
use super::text::{decode, not_csv, tidy};

/// The longest row that is taken. NPPES rows stay under 10 KB; more than this is a damaged cell, or a quotation mark that never
/// closes.
const LONGEST_ROW: usize = 1 << 20;

/// A longer row is read to its end and refused, so that those after it can be read. Where it takes more than this, the rest of
/// the file would be taken into memory: there reading stops.
const LONGEST_REFUSED: usize = 64 << 20;

/// How much of a file is read at a time, bytes.
const BUFFER: usize = 1 << 18;

/// A CSV file being read, row after row.
#[derive(Debug)]
pub struct Table<R> {
    reader: csv::Reader<RowLimit<Rewound<R>>>,
    file: String,
    names: Vec<String>,
    record: ByteRecord,
    line: LineCount,
}

/// The line on which the current row begins. The `csv` crate counts line feeds as it takes them: of a DOS line end it takes the
/// second byte with the next row, and it passes over blank lines.
#[derive(Debug, Default)]
struct LineCount {
    /// Line ends of a single CR, which the reader does not count.
    lone: u64,
    /// Where the row at hand begins.
    begins: u64,
    /// Where the next row begins, if no blank line comes before it.
    next: u64,
}

impl LineCount {
    /// Takes note of a row: `reached` is the reader's line after it, `end` how it ends.
    fn row(&mut self, record: &ByteRecord, reached: u64, end: RowEnd) {
        let inside = record.as_slice().iter().filter(|b| **b == b'\n').count() as u64;
        let taken = u64::from(end == RowEnd::LineFeed);
        self.begins = (reached + self.lone).saturating_sub(inside + taken).max(1);
        self.lone += u64::from(end == RowEnd::LoneReturn);
        self.next = self.begins + inside + 1;
    }
}

/// The byte that ended a row, when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowEnd {
    /// LF, which is counted.
    LineFeed,
    /// CR whose LF comes with the next row.
    Return,
    /// CR alone.
    LoneReturn,
    /// The end of the file.
    Nothing,
}

/// The input with its first bytes, which were looked at, put back.
type Rewound<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// Opens a file for reading.
///
/// # Errors
/// [`ReadError::Open`], also for a folder.
pub fn open(path: &Path) -> Result<File, ReadError> {
    let failed = |source| ReadError::Open { file: path.display().to_string(), source };
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(failed(io::Error::from(io::ErrorKind::IsADirectory)));
    }
    Ok(file)
}

impl<R: Read> Table<R> {
    /// Reads the header of `input` and lets `layout` find its columns in it. `file` is what errors call it,
    /// `expected` the layout in words.
    ///
    /// # Errors
    /// Not CSV, empty, or columns missing: all of those that [`Header::need`] asked for, in one error.
    pub fn open<L>(
        mut input: R,
        file: &str,
        expected: &'static str,
        layout: impl FnOnce(&mut Header) -> L,
    ) -> Result<(Self, L), ReadError> {
        let head = first_bytes(&mut input).map_err(|source| ReadError::Read { file: file.into(), line: 0, source })?;
        if let Some((what, remedy)) = not_csv(&head) {
            return Err(ReadError::NotCsv { file: file.into(), what, remedy });
        }
        let head = head.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(head);
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER)
            .from_reader(RowLimit::new(Cursor::new(head).chain(input)));
        let mut table = Table {
            reader,
            file: file.into(),
            names: Vec::new(),
            record: ByteRecord::new(),
            line: LineCount::default(),
        };
        if !table.advance()? {
            return Err(ReadError::Empty { file: file.into() });
        }
        table.names = table.record.iter().map(|c| tidy(&decode(c))).collect();
        let mut header = Header::new(table.names.clone());
        let layout = layout(&mut header);
        header.check(file, expected)?;
        Ok((table, layout))
    }

    /// The next row; `None` at the end of the file.
    pub fn next_row(&mut self) -> Option<Result<Row<'_>, ReadError>> {
        let next = self.next_line()?;
        Some(next.map(|line| Row::new(&self.file, &self.names, &self.record, line)))
    }

    /// [`Table::next_row`] without looking at its cells: the line on which it begins.
    pub(super) fn next_line(&mut self) -> Option<Result<u64, ReadError>> {
        match self.advance() {
            Ok(false) => None,
            Ok(true) => Some(self.check().map(|()| self.line.begins)),
            Err(e) => Some(Err(e)),
        }
    }

    /// What errors call the file.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The header's names, as the file writes them.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Hands over the cells of the row that was read last, for others that may be written over.
    pub(super) fn take_cells(&mut self, into: &mut ByteRecord) {
        std::mem::swap(&mut self.record, into);
    }

    /// How many columns the header has.
    pub fn width(&self) -> usize {
        self.names.len()
    }

    fn advance(&mut self) -> Result<bool, ReadError> {
        self.reader.get_mut().left = LONGEST_REFUSED;
        if self.record.as_slice().len() > LONGEST_ROW {
            // The memory of a row that was refused.
            self.record = ByteRecord::new();
        }
        match self.reader.read_byte_record(&mut self.record) {
            Ok(more) => {
                if more {
                    let reached = self.reader.position().clone();
                    let end = self.reader.get_ref().end_of_row(reached.byte());
                    self.line.row(&self.record, reached.line(), end);
                }
                Ok(more)
            }
            Err(e) => Err(self.stopped(e)),
        }
    }

    fn stopped(&self, error: csv::Error) -> ReadError {
        let (file, line) = (self.file.clone(), self.line.next.max(1));
        match error.into_kind() {
            csv::ErrorKind::Io(e) if e.kind() == io::ErrorKind::FileTooLarge => {
                ReadError::RowTooLong { file, line, column: String::new() }
            }
            csv::ErrorKind::Io(source) => ReadError::Read { file, line, source },
            other => ReadError::Read { file, line, source: io::Error::other(format!("{other:?}")) },
        }
    }

    /// The row at hand has as many cells as the header, and is text.
    fn check(&self) -> Result<(), ReadError> {
        if self.record.as_slice().len() > LONGEST_ROW {
            let longest = self.record.iter().enumerate().max_by_key(|(_, cell)| cell.len()).map(|(at, _)| at);
            let column = longest.and_then(|at| self.names.get(at)).cloned().unwrap_or_default();
            return Err(ReadError::RowTooLong { file: self.file.clone(), line: self.line.begins, column });
        }
        if self.record.len() != self.names.len() {
            return Err(ReadError::Ragged {
                file: self.file.clone(),
                line: self.line.begins,
                found: self.record.len(),
                expected: self.names.len(),
            });
        }
        // A NUL is a damaged disk or another encoding, and PostgreSQL keeps none: better refused than silently mended.
        if self.record.as_slice().contains(&0) {
            let at = self.record.iter().position(|c| c.contains(&0)).unwrap_or(0);
            let row = Row::new(&self.file, &self.names, &self.record, self.line.begins);
            return Err(row.fault(Place(at), "a NUL byte; the file is damaged, fetch it again".into()));
        }
        Ok(())
    }
}

/// Fails where one row takes more bytes than can be held, and remembers what was read last.
#[derive(Debug)]
struct RowLimit<R> {
    input: R,
    left: usize,
    /// The bytes of the last reading: the reader takes all of them before it asks for more.
    last: Vec<u8>,
    /// All bytes so far.
    given: u64,
    ended: bool,
}

impl<R: Read> RowLimit<R> {
    fn new(input: R) -> Self {
        RowLimit { input, left: LONGEST_REFUSED, last: Vec::new(), given: 0, ended: false }
    }

    /// How the row ends that the reader has done with, `at` so many bytes.
    fn end_of_row(&self, at: u64) -> RowEnd {
        let byte = |place: u64| {
            let before = self.given - self.last.len() as u64;
            self.last.get(usize::try_from(place.checked_sub(before)?).ok()?)
        };
        match at.checked_sub(1).and_then(byte) {
            // A row that only the end of the file has ended.
            _ if self.ended => RowEnd::Nothing,
            Some(b'\n') => RowEnd::LineFeed,
            // Where the reading stops at a CR, its LF is taken to come next.
            Some(b'\r') if byte(at).is_some_and(|next| *next != b'\n') => RowEnd::LoneReturn,
            Some(b'\r') => RowEnd::Return,
            _ => RowEnd::Nothing,
        }
    }
}

impl<R: Read> Read for RowLimit<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let n = self.input.read(buf)?;
        self.left = self.left.saturating_sub(n);
        self.last.clear();
        self.last.extend_from_slice(&buf[..n]);
        self.given += n as u64;
        self.ended |= n == 0;
        Ok(n)
    }
}

fn first_bytes(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(4);
    input.by_ref().take(4).read_to_end(&mut head)?;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;

    type Columns = (Place, Option<Place>);

    fn table(bytes: &[u8]) -> Result<(Table<&[u8]>, Columns), ReadError> {
        Table::open(bytes, "x.csv", "our list", |h| (h.need(&["NAME"]), h.may(&["DAY", "DATE"])))
    }

    fn names(bytes: &[u8]) -> Vec<String> {
        let (mut table, (name, _)) = table(bytes).expect("has a header");
        let mut out = Vec::new();
        while let Some(row) = table.next_row() {
            out.push(row.expect("is whole").text(name));
        }
        out
    }

    fn first_error(bytes: &[u8]) -> String {
        let (mut table, _) = match table(bytes) {
            Ok(t) => t,
            Err(e) => return e.to_string(),
        };
        loop {
            match table.next_row() {
                Some(Err(e)) => return e.to_string(),
                Some(Ok(_)) => {}
                None => return String::new(),
            }
        }
    }

    #[test]
    fn columns_are_found_by_name_whatever_their_order_and_company() {
        assert_eq!(names(b"other,Name\n1,Ann\n"), ["Ann"]);
    }

    #[test]
    fn a_byte_order_mark_and_dos_line_ends_do_not_matter() {
        assert_eq!(names(b"\xEF\xBB\xBFNAME,X\r\nAnn,1\r\n\r\nBob,2\r\n"), ["Ann", "Bob"]);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_read_as_windows_1252() {
        assert_eq!(names(b"NAME\nNu\xF1ez\nO\x92Neil\nJos\xC3\xA9\n"), ["Nuñez", "O’Neil", "José"]);
    }

    #[test]
    fn white_space_and_control_characters_become_one_space() {
        assert_eq!(names(b"NAME,X\n\"  Ann \r\n\t Lee \x07\",1\n"), ["Ann Lee"]);
    }

    #[test]
    fn every_missing_column_is_named_in_one_error() {
        let error = Table::open(&b"A,B\n"[..], "x.csv", "the LEIE", |h| {
            h.need(&["NPI"]);
            h.need(&["WVRSTATE", "WAIVERSTATE"]);
        })
        .err()
        .map(|e| e.to_string());
        assert_eq!(
            error.as_deref(),
            Some(
                "x.csv, line 1: the header has no column `NPI`, `WVRSTATE` or `WAIVERSTATE`; \
                 this does not look like the LEIE"
            )
        );
    }

    #[test]
    fn a_ragged_row_is_named_by_its_line_with_what_was_expected() {
        let found = "x.csv, line 3: the row has 1 columns where the header has 2";
        assert!(first_error(b"NAME,X\nAnn,1\nBob\n").starts_with(found));
        assert!(first_error(b"NAME,X\r\nAnn,1\r\nBob\r\n").starts_with(found));
        let after_a_cell_of_two_lines = first_error(b"NAME,X\n\"An\nn\",1\nBob\n");
        assert!(after_a_cell_of_two_lines.starts_with("x.csv, line 4:"), "{after_a_cell_of_two_lines}");
        assert!(first_error(b"NAME,X\r\n\r\n\"An\r\nn\",1\r\nBob").starts_with("x.csv, line 5:"));
        assert!(first_error(b"NAME,X\n\nAnn,1\nBob").starts_with("x.csv, line 4:"));
    }

    #[test]
    fn what_is_not_csv_is_called_what_it_is() {
        assert!(first_error(b"PK\x03\x04....").contains("a ZIP archive or an Excel workbook"));
        assert!(first_error(b"\xFF\xFEN\0A\0").contains("UTF-16"));
        assert!(first_error(b"").contains("is empty"));
        assert!(first_error(b"\xEF\xBB\xBF").contains("is empty"));
        assert!(first_error(b"NAME,name\n").contains("names the column `name` twice"));
    }

    #[test]
    fn a_nul_byte_is_refused_with_its_place() {
        assert_eq!(
            first_error(b"NAME,X\nAnn,1\0\n"),
            "x.csv, line 2, column `X`: a NUL byte; the file is damaged, fetch it again"
        );
    }

    #[test]
    fn an_unclosed_quotation_mark_is_not_read_to_the_end_of_the_file() {
        let mut bytes = b"NAME\nAnn\n\"Bob\n".to_vec();
        bytes.resize(4 << 20, b'x');
        assert!(first_error(&bytes).starts_with("x.csv, line 3, column `NAME`: the row is longer than 1 MB"));
        let endless = (&b"NAME\nAnn\n\"Bob\n"[..]).chain(io::repeat(b'x'));
        let (mut table, _) = Table::open(endless, "x.csv", "our list", |h| h.need(&["NAME"])).expect("a header");
        assert!(table.next_row().is_some_and(|row| row.is_ok()));
        let error = table.next_row().and_then(Result::err).map(|e| e.to_string()).unwrap_or_default();
        assert!(error.starts_with("x.csv, line 3: the row is longer than 1 MB"), "{error}");
    }

    #[test]
    fn after_a_row_that_is_too_long_the_next_one_is_read() {
        let bytes = ["NAME,X\nAnn,", &"y".repeat(10 << 20), "\nBob,1\n"].concat();
        let (mut table, (name, _)) = table(bytes.as_bytes()).expect("has a header");
        let error = table.next_row().and_then(Result::err).map(|e| e.to_string()).unwrap_or_default();
        assert!(error.starts_with("x.csv, line 2, column `X`: the row is longer than 1 MB"), "{error}");
        assert_eq!(
            table.next_row().map(|row| row.map(|r| (r.line(), r.text(name))).ok()),
            Some(Some((3, "Bob".into())))
        );
    }

    #[test]
    fn a_column_that_nobody_reads_may_stand_there_twice() {
        assert_eq!(names(b"NAME,notes,Notes\nAnn,1,2\n"), ["Ann"]);
    }

    #[test]
    fn a_row_s_line_is_right_whatever_ends_the_lines_before_it() {
        for (bytes, line) in [
            (&b"NAME,X\n\n\nAnn"[..], 4),
            (b"NAME,X\r\nAnn,1\nBob,2\r\nLee", 4),
            (b"NAME,X\nAnn,1\r\n\r\nBob,2\nLee\n", 5),
            (b"NAME,X\r\nAnn,\"1\n2\"\nBob", 4),
            (b"NAME,X\rAnn,1\rBob", 3),
        ] {
            let error = first_error(bytes);
            assert!(error.starts_with(&format!("x.csv, line {line}: ")), "{error} of {bytes:?}");
        }
    }

    #[test]
    fn a_date_is_read_or_refused_and_zeros_mean_none() {
        let (mut table, (_, day)) = table(b"NAME,DAY\nA,20260131\nB,00000000\nC,\nD,20260231\n").expect("has a header");
        let day = day.expect("is there");
        let mut dates = Vec::new();
        while let Some(row) = table.next_row() {
            dates.push(row.expect("is whole").date(day, "YYYYMMDD").map_err(|e| e.to_string()));
        }
        assert_eq!(
            dates,
            [
                Ok(NaiveDate::from_ymd_opt(2026, 1, 31)),
                Ok(None),
                Ok(None),
                Err("x.csv, line 5, column `DAY`: `20260231` is not a date: there is no such day; expected YYYYMMDD"
                    .into())
            ]
        );
    }

    #[test]
    fn rows_that_differ_in_one_cell_have_different_identities() {
        let (mut table, _) = table(b"NAME,DOB\nA,1\nA,2\nA1,\n\"A\",1\n").expect("has a header");
        let mut seen = Vec::new();
        while let Some(row) = table.next_row() {
            seen.push(row.expect("is whole").hash());
        }
        assert_eq!(seen[0], seen[3]);
        assert!(seen[0] != seen[1] && seen[0] != seen[2] && seen[1] != seen[2]);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            first_error(&bytes);
            first_error(&[b"NAME,DAY\n", bytes.as_slice()].concat());
        }
    }
}
