//! Writes down, once a minute, what was counted of listings in this process; and once more when it stops.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::pipeline::Desk;
use crate::pipeline::tally::{self, Tally};

/// What a process that dies has counted since then is lost.
const EVERY: Duration = Duration::from_secs(60);
/// How soon a stop is noticed.
const STEP: Duration = Duration::from_millis(250);

/// A running writer. Dropped, it writes down what is left and stops.
pub struct Writer {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Starts writing, on a thread of its own.
///
/// # Errors
/// No thread can be had.
pub fn start(desk: Desk, tally: Tally) -> std::io::Result<Writer> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = stop.clone();
    let thread = thread::Builder::new().name("numbers".into()).spawn(move || {
        let mut stopped = false;
        while !stopped {
            stopped = rest(&asked);
            if let Err(error) = tally::write_down(&desk, &tally) {
                tracing::warn!(%error, "listings' own numbers could not be written down");
            }
        }
    })?;
    Ok(Writer { stop, thread: Some(thread) })
}

/// Waits for the next minute. Answers whether a stop was asked for meanwhile.
fn rest(stop: &AtomicBool) -> bool {
    for _ in 0..EVERY.as_millis() / STEP.as_millis() {
        if stop.load(Ordering::Relaxed) {
            return true;
        }
        thread::sleep(STEP);
    }
    stop.load(Ordering::Relaxed)
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the writer of numbers had panicked");
        }
    }
}
