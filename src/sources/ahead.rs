//! Reading on a thread of its own: there the file is split into rows, while the caller makes records of them and keeps them.

use std::io::Read;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use csv::ByteRecord;

use super::ReadError;
use super::records::Records;
use super::row::Row;
use super::table::Table;

/// Rows in one batch.
const BATCH_ROWS: usize = 256;

/// Cells in one batch, bytes: a batch of very long rows ends early.
const BATCH_BYTES: usize = 1 << 20;

/// Batches that wait for the caller.
const AHEAD: usize = 6;

/// Rows on their way to the caller, then on their way back to be filled again.
#[derive(Default)]
struct Batch {
    rows: Vec<Split>,
    /// How many of `rows` are of this round.
    filled: usize,
    /// What ended the reading, after those.
    fault: Option<ReadError>,
}

/// A row, split into its cells.
#[derive(Default)]
struct Split {
    line: u64,
    cells: ByteRecord,
}

impl Batch {
    /// Whether there is more to read.
    fn fill<R: Read>(&mut self, table: &mut Table<R>) -> bool {
        self.filled = 0;
        let mut bytes = 0;
        while self.filled < BATCH_ROWS && bytes < BATCH_BYTES {
            let line = match table.next_line() {
                None => return false,
                Some(Err(fault)) => {
                    self.fault = Some(fault);
                    return false;
                }
                Some(Ok(line)) => line,
            };
            if self.filled == self.rows.len() {
                self.rows.push(Split::default());
            }
            let split = &mut self.rows[self.filled];
            split.line = line;
            table.take_cells(&mut split.cells);
            bytes += split.cells.as_slice().len();
            self.filled += 1;
        }
        true
    }
}

impl<R: Read + Send, L, T> Records<R, L, T> {
    /// Gives every record to `each`, in the file's order, as the iterator would. Memory does not grow with the file.
    ///
    /// # Errors
    /// The first of the file or of `each`; nothing is read after it.
    pub fn read_ahead<E: From<ReadError>>(self, mut each: impl FnMut(T) -> Result<(), E>) -> Result<(), E> {
        let (mut table, layout, parse) = self.into_parts();
        let (file, names) = (table.file().to_string(), table.names().to_vec());
        let (filled, batches) = sync_channel::<Batch>(AHEAD);
        let (emptied, spare) = sync_channel::<Batch>(AHEAD);
        thread::scope(|threads| {
            // Ends with the file, or when the caller has given up and takes no more batches.
            threads.spawn(move || {
                loop {
                    let mut batch = spare.try_recv().unwrap_or_default();
                    let more = batch.fill(&mut table);
                    if filled.send(batch).is_err() || !more {
                        break;
                    }
                }
            });
            for batch in batches {
                for split in &batch.rows[..batch.filled] {
                    let row = Row::new(&file, &names, &split.cells, split.line);
                    if let Some(record) = parse(&layout, &row)? {
                        each(record)?;
                    }
                }
                hand_back(batch, &emptied)?;
            }
            Ok(())
        })
    }
}

/// Keeps the batch's memory for the next round, unless long rows made it large.
fn hand_back(batch: Batch, emptied: &SyncSender<Batch>) -> Result<(), ReadError> {
    if let Some(fault) = batch.fault {
        return Err(fault);
    }
    let held: usize = batch.rows.iter().map(|row| row.cells.as_slice().len()).sum();
    if held <= 2 * BATCH_BYTES {
        // A full channel, or a reader at its end, needs no more of them.
        let _ = emptied.try_send(batch);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::leie::LeieFile;
    use super::*;

    const HEADER: &str = "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,\
        EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE\n";

    fn list(rows: usize, middle: &str) -> String {
        let row = |n| format!("Q{n},ORSON,{middle},,MD,,,,,1 A ST,TROY,NY,12180,1128b4,20160120,00000000,00000000,\n");
        std::iter::once(HEADER.to_string()).chain((0..rows).map(row)).collect()
    }

    fn opened(text: &str) -> LeieFile<&[u8]> {
        LeieFile::new(text.as_bytes(), "x.csv").expect("the header suits")
    }

    fn ahead(text: &str, stop_after: usize) -> (Vec<String>, Result<(), String>) {
        let mut seen = Vec::new();
        let ended = opened(text).read_ahead(|record| {
            seen.push(record.last_name);
            if seen.len() == stop_after {
                return Err(ReadError::Empty { file: "enough".into() });
            }
            Ok(())
        });
        (seen, ended.map_err(|e| e.to_string()))
    }

    #[test]
    fn reading_ahead_gives_what_reading_row_by_row_gives() {
        for text in [list(0, ""), list(1, ""), list(3_000, ""), list(40, &"x".repeat(100_000))] {
            let one_by_one: Vec<String> = opened(&text).map(|r| r.expect("reads").last_name).collect();
            assert_eq!(ahead(&text, usize::MAX), (one_by_one, Ok(())));
        }
    }

    #[test]
    fn a_fault_comes_after_the_rows_before_it_and_ends_the_reading() {
        let text = format!("{}SHORT,ROW\n{}", list(700, ""), "LATER\n");
        let (seen, ended) = ahead(&text, usize::MAX);
        assert_eq!(seen.len(), 700);
        assert!(ended.expect_err("told").contains("line 702: the row has 2 columns where the header has 18"));
    }

    #[test]
    fn a_caller_that_gives_up_ends_the_reading() {
        let (seen, ended) = ahead(&list(50_000, ""), 3);
        assert_eq!(seen.len(), 3);
        assert!(ended.expect_err("told").contains("enough"));
    }
}
