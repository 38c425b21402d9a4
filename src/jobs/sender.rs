//! Sends what is in the outbox, beside the requests: no request ever waits for a mail server.
//!
//! The outbox sees to it that no mail is in two hands, so that a process may have several senders: while one waits for a slow answer,
//! the other goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::mail::Smtp;
use crate::pipeline::Desk;
use crate::pipeline::post::{self, Step};

/// Senders of a process.
const SENDERS: usize = 2;
/// How often is looked whether a mail is due.
const EVERY: Duration = Duration::from_secs(1);
/// How soon a stop is noticed.
const TICK: Duration = Duration::from_millis(100);
/// After the server took nothing; twice as long after each further time.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(120);
/// A conversation under way at a stop gets this long.
const DRAIN: Duration = Duration::from_secs(15);

/// Running senders; told to stop when dropped.
pub struct Senders {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

/// Starts sending, on threads of its own.
///
/// # Errors
/// No thread can be had.
pub fn start(desk: &Desk, smtp: &Smtp) -> std::io::Result<Senders> {
    let mut senders = Senders { stop: Arc::new(AtomicBool::new(false)), threads: Vec::new() };
    for number in 0..SENDERS {
        let (desk, smtp, stop) = (desk.clone(), smtp.clone(), senders.stop.clone());
        let thread = thread::Builder::new().name(format!("mail-{number}"));
        senders.threads.push(thread.spawn(move || send_until(&stop, &desk, &smtp))?);
    }
    Ok(senders)
}

fn send_until(stop: &AtomicBool, desk: &Desk, smtp: &Smtp) {
    let mut pause = FIRST_PAUSE;
    while !stop.load(Ordering::Relaxed) {
        match post::step(desk, smtp) {
            Ok(Step::Idle | Step::NotOurs) => rest(stop, EVERY),
            Ok(Step::ServerTrouble) => {
                rest(stop, pause);
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            Ok(Step::Sent | Step::PutOff | Step::GivenUp) => pause = FIRST_PAUSE,
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be read or written; tried again soon");
                rest(stop, EVERY);
            }
        }
    }
}

fn rest(stop: &AtomicBool, so_long: Duration) {
    let until = Instant::now() + so_long;
    while !stop.load(Ordering::Relaxed) && Instant::now() < until {
        thread::sleep(TICK);
    }
}

/// Who waits for an answer that does not come is left behind: the lease of that mail ends by itself, and it is sent again.
impl Drop for Senders {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let until = Instant::now() + DRAIN;
        while self.threads.iter().any(|t| !t.is_finished()) && Instant::now() < until {
            thread::sleep(TICK);
        }
        let left = self.threads.iter().filter(|t| !t.is_finished()).count();
        if left > 0 {
            tracing::warn!(left, "stopped in the middle of sending a mail; it is sent again later");
        }
    }
}
