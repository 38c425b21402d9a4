//! Picks up submissions whose checks were cut short: taken and stored, but the process ended before the checks ran.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::pipeline::{Desk, verify};

/// How often is looked.
const EVERY: Duration = Duration::from_secs(20);
/// How soon a stop is noticed.
const STEP: Duration = Duration::from_millis(250);
/// A running worker; stops when dropped.
pub struct Pending {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Starts looking, on a thread of its own.
pub fn start(desk: Desk) -> std::io::Result<Pending> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = stop.clone();
    let thread = thread::Builder::new().name("pending-checks".into()).spawn(move || {
        loop {
            if let Err(error) = verify::run_cut_short(&desk) {
                tracing::warn!(%error, "submissions whose checks were cut short could not be checked; tried again soon");
            }
            for _ in 0..EVERY.as_millis() / STEP.as_millis() {
                if asked.load(Ordering::Relaxed) {
                    return;
                }
                thread::sleep(STEP);
            }
        }
    })?;
    Ok(Pending { stop, thread: Some(thread) })
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the worker for pending checks had panicked");
        }
    }
}
