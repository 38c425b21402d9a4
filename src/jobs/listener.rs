//! Listens for changes that other processes commit to PostgreSQL, and wakes who follows them.
//!
//! A notification can get lost, with its connection or in a pooler that does not pass it on: it is a wake-up, and who is woken still
//! asks by himself now and then.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::{Duration, Instant};

use crate::db::{Db, DbError};
use crate::pipeline::index::{self, Ear};

/// How often is looked what has arrived: a look at the process's own socket, of which the server knows nothing.
const LOOK: Duration = Duration::from_millis(20);
/// Between a lost connection and the next attempt; twice as long after each that fails.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause. A connection that held for so long was a good one: the next pause is a short one again.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A running listener; told to stop when dropped.
pub struct Listener {
    stop: Arc<AtomicBool>,
    listening: Arc<AtomicBool>,
}

/// Listens on a thread of its own, and puts a token into `wake` for what it hears; a full channel is awake already.
///
/// # Errors
/// No thread can be had.
pub fn start(db: Db, wake: SyncSender<()>) -> io::Result<Listener> {
    let (stop, listening) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let thread = Thread { db, wake, stop: stop.clone(), listening: listening.clone() };
    thread::Builder::new().name("change-listener".into()).spawn(move || thread.run())?;
    Ok(Listener { stop, listening })
}

impl Listener {
    /// Whether changes are heard of now, as far as this end of the connection can tell.
    pub fn is_listening(&self) -> bool {
        self.listening.load(Ordering::Relaxed)
    }
}

/// The thread is not waited for: it may be in an attempt to reach a server that does not answer.
impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

struct Thread {
    db: Db,
    wake: SyncSender<()>,
    stop: Arc<AtomicBool>,
    listening: Arc<AtomicBool>,
}

impl Thread {
    fn run(self) {
        let mut pause = FIRST_PAUSE;
        while !self.stopped() {
            let begun = Instant::now();
            let ended = index::listen(&self.db).and_then(|ear| self.listen(ear));
            self.listening.store(false, Ordering::Relaxed);
            if begun.elapsed() > LONGEST_PAUSE {
                pause = FIRST_PAUSE;
            }
            if let Err(error) = ended {
                tracing::warn!(%error, again_in = ?pause, "changes are not told to this process; it asks for them meanwhile");
                self.rest(pause);
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }

    /// Until a stop is asked for, or the connection is lost.
    fn listen(&self, mut ear: Ear) -> Result<(), DbError> {
        self.listening.store(true, Ordering::Relaxed);
        // What was committed before this connection listened.
        self.wake();
        while !self.stopped() {
            if ear.heard()? {
                self.wake();
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    fn wake(&self) {
        // Full: a token waits to be taken. Nobody there: the stop is on its way.
        let _ = self.wake.try_send(());
    }

    fn rest(&self, pause: Duration) {
        let until = Instant::now() + pause;
        while !self.stopped() && Instant::now() < until {
            thread::sleep(LOOK);
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
