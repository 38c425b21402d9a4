//! A reference file as records of one kind.

use std::io::Read;

use super::ReadError;
use super::header::Header;
use super::row::Row;
use super::table::Table;

/// A file's records, one after the other; ends after the first error.
#[derive(Debug)]
pub struct Records<R, L, T> {
    table: Table<R>,
    layout: L,
    parse: Parse<L, T>,
    ended: bool,
}

/// Makes a record of a row; `None` where the row does not count.
pub(super) type Parse<L, T> = fn(&L, &Row<'_>) -> Result<Option<T>, ReadError>;

impl<R: Read, L, T> Records<R, L, T> {
    /// Reads the header now and the rows as they are asked for; see [`Table::open`].
    ///
    /// # Errors
    /// Those of [`Table::open`].
    pub(super) fn open(
        input: R,
        file: &str,
        expected: &'static str,
        layout: impl FnOnce(&mut Header) -> L,
        parse: Parse<L, T>,
    ) -> Result<Self, ReadError> {
        let (table, layout) = Table::open(input, file, expected, layout)?;
        Ok(Records { table, layout, parse, ended: false })
    }

    /// Where the columns stand.
    pub(super) fn layout(&self) -> &L {
        &self.layout
    }

    /// For reading in another way than one by one.
    pub(super) fn into_parts(self) -> (Table<R>, L, Parse<L, T>) {
        (self.table, self.layout, self.parse)
    }
}

impl<R: Read, L, T> Iterator for Records<R, L, T> {
    type Item = Result<T, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let Some(row) = self.table.next_row() else { break };
            match row.and_then(|row| (self.parse)(&self.layout, &row)) {
                Ok(Some(record)) => return Some(Ok(record)),
                Ok(None) => {}
                Err(e) => {
                    self.ended = true;
                    return Some(Err(e));
                }
            }
        }
        self.ended = true;
        None
    }
}
