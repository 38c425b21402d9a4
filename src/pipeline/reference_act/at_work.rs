//! Says every second that an act is at work and how far it is, from a thread of its own: building an index takes minutes in which the
//! loading itself has nothing to say.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::db::reference_acts;
use crate::pipeline::Desk;
use crate::pipeline::load_reference::{Pass, Watch};

/// Between two words.
const EVERY: Duration = Duration::from_secs(1);

/// How far the reading is.
#[derive(Debug, Default)]
struct Numbers {
    read: AtomicI64,
    of: AtomicI64,
    rows: AtomicI64,
    is_loading: AtomicBool,
    is_over: AtomicBool,
}

/// A running word-giver.
pub(super) struct AtWork {
    numbers: Arc<Numbers>,
    thread: JoinHandle<()>,
}

impl AtWork {
    /// Begins; `None` where there is no thread to be had.
    pub fn begin(desk: Desk, id: String) -> Option<AtWork> {
        let numbers = Arc::new(Numbers::default());
        let told = numbers.clone();
        let thread = thread::Builder::new().name("load-told".into()).spawn(move || tell(&desk, &id, &told)).ok()?;
        Some(AtWork { numbers, thread })
    }

    /// Takes down how far it is.
    pub fn watch(&self) -> &dyn Watch {
        self.numbers.as_ref()
    }

    /// Ends; answers how many rows there were.
    pub fn end(self) -> i64 {
        self.numbers.is_over.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        // A panic of it was told by the panic's own message.
        let _ = self.thread.join();
        self.numbers.rows.load(Ordering::Relaxed)
    }
}

fn tell(desk: &Desk, id: &str, numbers: &Numbers) {
    while !numbers.is_over.load(Ordering::Relaxed) {
        let of = |number: &AtomicI64| number.load(Ordering::Relaxed);
        let (read, all, rows) = (of(&numbers.read), of(&numbers.of), of(&numbers.rows));
        let told = desk.db.write(|conn| reference_acts::beat(conn, id, read, all, rows, desk.clock.now()));
        if let Err(error) = told {
            tracing::warn!(%error, "how far a load is could not be written down");
        }
        thread::park_timeout(EVERY);
    }
}

impl Watch for Numbers {
    fn begins(&self, pass: Pass, _: &Path, bytes: u64) {
        // What was read for its digest alone counts for nothing.
        if pass == Pass::Digest || !self.is_loading.swap(true, Ordering::Relaxed) {
            self.read.store(0, Ordering::Relaxed);
            self.of.store(0, Ordering::Relaxed);
        }
        self.of.fetch_add(i64::try_from(bytes).unwrap_or(0), Ordering::Relaxed);
    }

    fn read(&self, bytes: u64) {
        self.read.fetch_add(i64::try_from(bytes).unwrap_or(0), Ordering::Relaxed);
    }

    fn staged(&self, rows: i64) {
        self.rows.store(rows, Ordering::Relaxed);
    }
}
