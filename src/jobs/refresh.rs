//! Keeps the search snapshot in step with the database: every process polls the change sequence.
//!
//! Polling is enough for "visible within a second" on both databases, and it cannot miss a change as a notification can. On PostgreSQL a
//! notification wakes it at once ([`listener`]), and it asks less often.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::pipeline::Desk;
use crate::pipeline::dossier::DossierError;
use crate::pipeline::index::{self, Feed};
use crate::search::Index;

use super::listener::{self, Listener};

/// How often the change sequence is asked.
#[derive(Debug, Clone, Copy)]
pub struct Every {
    /// While nobody tells of changes.
    pub alone: Duration,
    /// While changes are told. Still within a second of the change, should they not arrive.
    pub told: Duration,
}

impl Default for Every {
    fn default() -> Self {
        Every { alone: Duration::from_millis(250), told: Duration::from_millis(500) }
    }
}

/// After a new snapshot there is as long a rest as its making took, but never a longer one than this: a thousand changes in a row must not
/// keep the processor at a thousand snapshots.
const LONGEST_REST: Duration = Duration::from_millis(250);

/// A license or a list can lapse without any change to the database; what the snapshot worked out from it (the states
/// served by telehealth) is renewed this often.
const GROWS_OLD: chrono::Duration = chrono::Duration::minutes(10);

/// At midnight a list's clock may run out for everybody at once. Searches look at providers whose badge has turned one by one: above so
/// many it is time for an index that knows.
const TURNED: usize = 500;

/// A running poller; stops when dropped.
pub struct Refresher {
    stop: Arc<AtomicBool>,
    wake: SyncSender<()>,
    thread: Option<JoinHandle<()>>,
}

/// Builds the first snapshot, then follows the changes on a thread of its own.
///
/// # Errors
/// The published listings cannot be read, or no thread can be had.
pub fn start(desk: Desk, held: Index) -> Result<Refresher, DossierError> {
    start_asking(desk, held, Every::default())
}

/// The same with times of the caller's.
///
/// # Errors
/// As [`start`].
pub fn start_asking(desk: Desk, held: Index, every: Every) -> Result<Refresher, DossierError> {
    let mut feed = Feed::load(&desk)?;
    held.swap(feed.snapshot());
    let stop = Arc::new(AtomicBool::new(false));
    // One token: whoever is woken takes in all that changed.
    let (wake, woken) = mpsc::sync_channel(1);
    let no_thread = |e| crate::db::DbError::Other(format!("no thread for the index: {e}"));
    let listener = index::tells(&desk.db).then(|| listener::start(desk.db.clone(), wake.clone())).transpose();
    let pace = Pace { every, woken, listener: listener.map_err(no_thread)? };
    let asked = stop.clone();
    let thread = thread::Builder::new().name("index-refresh".into()).spawn(move || {
        let mut rest = Duration::ZERO;
        loop {
            thread::sleep(rest);
            pace.wait();
            if asked.load(Ordering::Relaxed) {
                return;
            }
            let begun = Instant::now();
            if let Err(error) = follow(&desk, &mut feed, &held) {
                tracing::warn!(%error, "the search snapshot could not be refreshed; the last one stays in force");
            }
            rest = begun.elapsed().min(LONGEST_REST);
        }
    });
    Ok(Refresher { stop, wake, thread: Some(thread.map_err(no_thread)?) })
}

/// When to ask next.
struct Pace {
    every: Every,
    woken: Receiver<()>,
    listener: Option<Listener>,
}

impl Pace {
    /// Until it is time to ask, or somebody wakes us: for a change, or to stop.
    fn wait(&self) {
        let begun = Instant::now();
        while begun.elapsed() < self.interval() {
            // A listener that is lost meanwhile makes the interval shorter.
            let rest = self.interval().saturating_sub(begun.elapsed()).min(self.every.alone);
            if self.woken.recv_timeout(rest).is_ok() {
                return;
            }
        }
    }

    fn interval(&self) -> Duration {
        let told = self.listener.as_ref().is_some_and(Listener::is_listening);
        if told { self.every.told } else { self.every.alone }
    }
}

fn follow(desk: &Desk, feed: &mut Feed, held: &Index) -> Result<(), DossierError> {
    let behind = index::head(&desk.db)? - feed.seq();
    metrics::gauge!("vouchsafe_index_changes_behind").set(behind as f64);
    let now = desk.clock.now();
    let old = now - feed.read_at() > GROWS_OLD;
    if old {
        *feed = Feed::load(desk)?;
    }
    let turned = held.current().turned_providers(now) > TURNED;
    if turned {
        feed.speaks_of(now);
    }
    if old || (behind > 0 && feed.follow(desk)?) || turned {
        held.swap(feed.snapshot());
    }
    Ok(())
}

impl Drop for Refresher {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // A channel that is full wakes as well.
        let _ = self.wake.try_send(());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the index refresher had panicked");
        }
    }
}
