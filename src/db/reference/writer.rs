//! Writing on a thread of its own: while one batch goes into the database, the caller gathers the next.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use crate::db::{Db, DbError};

use super::loads;
use super::staging::Waiting;

/// A batch, and how many rows each load has with it.
struct Job {
    rows: Waiting,
    counts: Vec<(i64, i64)>,
}

/// Writes one batch after the other, each in one transaction; one is under way at most.
pub(super) struct Writer {
    /// `None` once nothing more will come.
    jobs: Option<SyncSender<Job>>,
    written: Receiver<Result<Waiting, DbError>>,
    under_way: bool,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn begin(db: &Db) -> Self {
        let (jobs, to_write) = sync_channel::<Job>(1);
        let (told, written) = sync_channel(1);
        let db = db.clone();
        let thread = thread::spawn(move || {
            for Job { mut rows, counts } in to_write {
                let result = db.write(|conn| {
                    counts.iter().try_for_each(|(load, count)| loads::count(conn, *load, *count))?;
                    rows.insert(conn)
                });
                rows.clear();
                if told.send(result.map(|()| rows)).is_err() {
                    break;
                }
            }
        });
        Writer { jobs: Some(jobs), written, under_way: false, thread: Some(thread) }
    }

    /// Takes a batch as soon as the one before is written, and gives an empty one with that one's memory.
    ///
    /// # Errors
    /// Those of the batch before; this one is then not written.
    pub(super) fn write(&mut self, rows: Waiting, counts: Vec<(i64, i64)>) -> Result<Waiting, DbError> {
        let emptied = self.settle()?;
        let jobs = self.jobs.as_ref().ok_or_else(gone)?;
        jobs.send(Job { rows, counts }).map_err(|_| gone())?;
        self.under_way = true;
        Ok(emptied)
    }

    /// Waits until all is written.
    ///
    /// # Errors
    /// Those of the last batch.
    pub(super) fn settle(&mut self) -> Result<Waiting, DbError> {
        if !std::mem::take(&mut self.under_way) {
            return Ok(Waiting::default());
        }
        self.written.recv().map_err(|_| gone())?
    }
}

/// The thread ends before its caller only by a panic, which it has told of.
fn gone() -> DbError {
    DbError::Other("the thread that writes reference rows has ended".into())
}

impl Drop for Writer {
    /// What is under way is written to its end, so that the next transaction does not wait for it.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
