//! Keeps the search snapshot in step with the database: every process polls the change sequence.
//!
//! What changed is laid over the index within milliseconds ([`Feed`]); when many providers are, or many badges have turned, the index is
//! built anew beside it ([`Builder`]).
//!
//! Polling is enough for "visible within a second" on both databases, and it cannot miss a change as a notification can. On PostgreSQL a
//! notification wakes it at once ([`listener`]), and it asks less often.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use crate::pipeline::Desk;
use crate::pipeline::dossier::DossierError;
use crate::pipeline::index::{self, Feed};
use crate::search::Index;

use super::builder::Builder;
use super::listener::{self, Listener};

/// How often the change sequence is asked, and when an index is too old.
#[derive(Debug, Clone, Copy)]
pub struct Habits {
    /// While nobody tells of changes.
    pub alone: Duration,
    /// While changes are told. Still within a second of the change, should they not arrive.
    pub told: Duration,
    /// Searches look one by one at providers that changed, and at those whose badge has turned: at midnight a list's clock may run out for
    /// everybody at once. Above so many it is time for an index that knows.
    pub singly: usize,
}

impl Default for Habits {
    fn default() -> Self {
        Habits { alone: Duration::from_millis(250), told: Duration::from_millis(500), singly: 500 }
    }
}

/// After a new snapshot there is as long a rest as its making took, but never a longer one than this: a thousand changes in a row must not
/// keep the processor at a thousand snapshots.
const LONGEST_REST: Duration = Duration::from_millis(250);

/// A license or a list can lapse without any change to the database; what the snapshot worked out from it (the states
/// served by telehealth) is renewed this often.
const GROWS_OLD: chrono::Duration = chrono::Duration::minutes(10);

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
    start_with(desk, held, Habits::default())
}

/// The same with habits of the caller's.
///
/// # Errors
/// As [`start`].
pub fn start_with(desk: Desk, held: Index, habits: Habits) -> Result<Refresher, DossierError> {
    let renewed_at = desk.clock.now();
    let mut feed = Feed::on(index::build(&desk)?);
    held.swap(feed.follow(&desk)?);
    let stop = Arc::new(AtomicBool::new(false));
    // One token: whoever is woken takes in all that changed.
    let (wake, woken) = mpsc::sync_channel(1);
    let no_thread = |e| crate::db::DbError::Other(format!("no thread for the index: {e}"));
    let listener = index::tells(&desk.db).then(|| listener::start(desk.db.clone(), wake.clone())).transpose();
    let pace = Pace { habits, woken, listener: listener.map_err(no_thread)? };
    let asked = stop.clone();
    let mut keeper = Keeper {
        desk,
        held,
        feed,
        is_new: false,
        builder: Builder::default(),
        wake: wake.clone(),
        renewed_at,
        singly: habits.singly,
    };
    let thread = thread::Builder::new().name("index-refresh".into()).spawn(move || {
        let mut rest = Duration::ZERO;
        loop {
            thread::sleep(rest);
            pace.wait();
            if asked.load(Ordering::Relaxed) {
                return;
            }
            let begun = Instant::now();
            if let Err(error) = keeper.keep_in_step() {
                tracing::warn!(%error, "the search snapshot could not be refreshed; the last one stays in force");
            }
            rest = begun.elapsed().min(LONGEST_REST);
        }
    });
    Ok(Refresher { stop, wake, thread: Some(thread.map_err(no_thread)?) })
}

/// When to ask next.
struct Pace {
    habits: Habits,
    woken: Receiver<()>,
    listener: Option<Listener>,
}

impl Pace {
    /// Until it is time to ask, or somebody wakes us: for a change, or to stop.
    fn wait(&self) {
        let begun = Instant::now();
        while begun.elapsed() < self.interval() {
            // A listener that is lost meanwhile makes the interval shorter.
            let rest = self.interval().saturating_sub(begun.elapsed()).min(self.habits.alone);
            if self.woken.recv_timeout(rest).is_ok() {
                return;
            }
        }
    }

    fn interval(&self) -> Duration {
        let told = self.listener.as_ref().is_some_and(Listener::is_listening);
        if told { self.habits.told } else { self.habits.alone }
    }
}

/// Keeps the index in step.
struct Keeper {
    desk: Desk,
    held: Index,
    feed: Feed,
    /// What the feed stands on was built and nobody has seen it yet.
    is_new: bool,
    builder: Builder,
    wake: SyncSender<()>,
    /// When everything was opened last.
    renewed_at: DateTime<Utc>,
    /// As [`Habits::singly`].
    singly: usize,
}

impl Keeper {
    fn keep_in_step(&mut self) -> Result<(), DossierError> {
        if let Some(built) = self.builder.finished().transpose()? {
            self.feed = Feed::on(built);
            self.is_new = true;
        }
        let behind = index::head(&self.desk.db)? - self.feed.seq();
        metrics::gauge!("vouchsafe_index_changes_behind").set(behind as f64);
        if self.is_new || behind > 0 {
            self.held.swap(self.feed.follow(&self.desk)?);
            self.is_new = false;
        }
        if self.builder.is_idle() {
            self.build_if_it_is_time();
        }
        Ok(())
    }

    fn build_if_it_is_time(&mut self) {
        let now = self.desk.clock.now();
        if now - self.renewed_at > GROWS_OLD {
            let desk = self.desk.clone();
            self.builder.begin(self.wake.clone(), move || index::build(&desk));
            self.renewed_at = now;
        } else if self.held.current().looked_at_singly(now) > self.singly {
            let held = self.held.clone();
            self.builder.begin(self.wake.clone(), move || Ok(held.current().rebuilt(now)));
        }
    }
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
