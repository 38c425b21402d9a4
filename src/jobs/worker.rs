//! Works through the book of jobs: re-checks, rounds, warnings. Every process has one; the book sees to it that no job is
//! done twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::pipeline::{Desk, monitor, post};

/// How often is looked whether a list was loaded or a job is due.
const EVERY: Duration = Duration::from_secs(5);
/// How soon a stop is noticed.
const STEP: Duration = Duration::from_millis(250);
/// Between two jobs, so that a round through the directory leaves the database to the requests.
const BREATH: Duration = Duration::from_millis(10);

/// A running worker. Dropped, it finishes the job in its hands and stops.
pub struct Worker {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Starts working, on a thread of its own.
pub fn start(desk: Desk) -> std::io::Result<Worker> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = stop.clone();
    let thread = thread::Builder::new().name("jobs".into()).spawn(move || {
        let mut has_words = false;
        while !asked.load(Ordering::Relaxed) {
            // Once for each process: only submissions of an older program have none.
            while !has_words && !asked.load(Ordering::Relaxed) {
                match monitor::write_words(&desk) {
                    Ok(0) => has_words = true,
                    Ok(_) => thread::sleep(BREATH),
                    Err(error) => {
                        tracing::warn!(%error, "submissions of an older program cannot be found by words yet");
                        break;
                    }
                }
            }
            if let Err(error) = work(&desk, &asked) {
                tracing::warn!(%error, "the book of jobs could not be read; tried again soon");
            }
            for _ in 0..EVERY.as_millis() / STEP.as_millis() {
                if asked.load(Ordering::Relaxed) {
                    return;
                }
                thread::sleep(STEP);
            }
        }
    })?;
    Ok(Worker { stop, thread: Some(thread) })
}

/// Everything that is due, until a stop is asked for.
fn work(desk: &Desk, stop: &AtomicBool) -> Result<(), monitor::MonitorError> {
    monitor::notice(desk)?;
    while !stop.load(Ordering::Relaxed) && monitor::step(desk)? {
        thread::sleep(BREATH);
    }
    let late = monitor::late(desk)?.map_or(0, |late| late.count);
    metrics::gauge!("vouchsafe_jobs_late").set(late as f64);
    let waiting = post::waiting(&desk.db, desk.clock.now())?.map_or(0, |waiting| waiting.count);
    metrics::gauge!("vouchsafe_mails_waiting").set(waiting as f64);
    Ok(())
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the worker had panicked");
        }
    }
}
