//! Keeps the search snapshot in step with the database: every process polls the change sequence.
//!
//! Polling is enough for "visible within a second" on both databases, and it cannot miss a change as a notification can.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::pipeline::Desk;
use crate::pipeline::dossier::DossierError;
use crate::pipeline::index::{self, Feed};
use crate::search::Index;

/// How often the change sequence is asked.
const EVERY: Duration = Duration::from_millis(250);

/// A license or a list can lapse without any change to the database; what the snapshot worked out from it (the states
/// served by telehealth) is renewed this often.
const GROWS_OLD: chrono::Duration = chrono::Duration::minutes(10);

/// At midnight a list's clock may run out for everybody at once. Searches look at providers whose badge has turned one by one: above so
/// many it is time for an index that knows.
const TURNED: usize = 500;

/// A running poller; stops when dropped.
pub struct Refresher {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Builds the first snapshot, then follows the changes on a thread of its own.
pub fn start(desk: Desk, held: Index) -> Result<Refresher, DossierError> {
    let mut feed = Feed::load(&desk)?;
    held.swap(feed.snapshot());
    let stop = Arc::new(AtomicBool::new(false));
    let asked = stop.clone();
    let thread = thread::Builder::new().name("index-refresh".into()).spawn(move || {
        while !asked.load(Ordering::Relaxed) {
            thread::sleep(EVERY);
            if let Err(error) = follow(&desk, &mut feed, &held) {
                tracing::warn!(%error, "the search snapshot could not be refreshed; the last one stays in force");
            }
        }
    });
    let thread = thread.map_err(|e| crate::db::DbError::Other(format!("no thread for the index: {e}")))?;
    Ok(Refresher { stop, thread: Some(thread) })
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
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the index refresher had panicked");
        }
    }
}
