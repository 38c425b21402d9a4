//! Who may ask an outside service, and when: a few at a time, and after a failure nobody for a while.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::OnlineError;

/// Rest after the first failure; each further one doubles it.
const FIRST_REST: chrono::Duration = chrono::Duration::seconds(30);
/// The longest rest.
const LONGEST_REST: chrono::Duration = chrono::Duration::minutes(15);

#[derive(Debug, Default)]
struct State {
    under_way: usize,
    failures: u32,
    resting_until: Option<DateTime<Utc>>,
}

/// The turns of one service, shared by all threads.
#[derive(Debug)]
pub(super) struct Turns {
    state: Mutex<State>,
    freed: Condvar,
    at_most: usize,
}

impl Turns {
    /// `at_most` questions at a time.
    pub fn new(at_most: usize) -> Self {
        Turns { state: Mutex::default(), freed: Condvar::new(), at_most: at_most.max(1) }
    }

    /// Asks when a turn is free; waits for one no longer than `patience`.
    ///
    /// # Errors
    /// [`OnlineError::Resting`], [`OnlineError::Busy`], or those of `ask`.
    pub fn take<T>(
        &self,
        now: impl Fn() -> DateTime<Utc>,
        patience: Duration,
        ask: impl FnOnce() -> Result<T, OnlineError>,
    ) -> Result<T, OnlineError> {
        let (state, waited) = self
            .freed
            .wait_timeout_while(self.lock(), patience, |s| s.under_way >= self.at_most && !s.rests(now()))
            .unwrap_or_else(PoisonError::into_inner);
        // Whoever had the turn before may have found out that nobody answers.
        if state.rests(now()) {
            return Err(OnlineError::Resting);
        }
        if waited.timed_out() && state.under_way >= self.at_most {
            return Err(OnlineError::Busy);
        }
        let turn = Turn::begin(self, state);
        let answer = ask();
        turn.ends(answer.is_ok(), now());
        answer
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing that holds the lock can leave the numbers half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn rests(&self, now: DateTime<Utc>) -> bool {
        self.resting_until.is_some_and(|until| now < until)
    }
}

/// A turn under way; given back however the question ends.
struct Turn<'a>(&'a Turns);

impl<'a> Turn<'a> {
    fn begin(turns: &'a Turns, mut state: MutexGuard<'a, State>) -> Self {
        state.under_way += 1;
        Turn(turns)
    }

    fn ends(self, well: bool, now: DateTime<Utc>) {
        let mut state = self.0.lock();
        if well {
            (state.failures, state.resting_until) = (0, None);
        } else {
            let rest = FIRST_REST * 2_i32.pow(state.failures.min(5));
            state.failures += 1;
            state.resting_until = Some(now + rest.min(LONGEST_REST));
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.lock().under_way -= 1;
        self.0.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::clock::Clock;

    fn noon() -> Clock {
        Clock::fixed("2026-11-23T12:00:00Z".parse().expect("a time"))
    }

    fn fails(turns: &Turns, clock: &Clock) -> OnlineError {
        let failed: Result<(), _> = turns.take(|| clock.now(), Duration::ZERO, || Err(OnlineError::TooSlow));
        failed.expect_err("fails")
    }

    #[test]
    fn after_a_failure_nobody_asks_for_a_while_and_longer_each_time() {
        let (turns, clock) = (Turns::new(2), noon());
        let mut rest = 30;
        for _ in 0..8 {
            assert_eq!(fails(&turns, &clock), OnlineError::TooSlow);
            clock.advance(chrono::Duration::seconds(rest - 1));
            assert_eq!(fails(&turns, &clock), OnlineError::Resting, "{rest} s");
            clock.advance(chrono::Duration::seconds(1));
            rest = (rest * 2).min(900);
        }
        assert_eq!(turns.take(|| clock.now(), Duration::ZERO, || Ok(7)), Ok(7));
        assert_eq!(fails(&turns, &clock), OnlineError::TooSlow, "a good answer ends the rest");
        clock.advance(chrono::Duration::seconds(30));
        assert_eq!(fails(&turns, &clock), OnlineError::TooSlow, "and the count");
    }

    #[test]
    fn no_more_ask_at_a_time_than_may() {
        let (turns, clock) = (Turns::new(2), noon());
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    turns.take(
                        || clock.now(),
                        Duration::from_secs(10),
                        || {
                            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                            std::thread::sleep(Duration::from_millis(5));
                            now.fetch_sub(1, Ordering::SeqCst);
                            Ok(())
                        },
                    )
                });
            }
        });
        assert_eq!(most.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn who_waits_too_long_is_told_so() {
        let (turns, clock) = (Turns::new(1), noon());
        let inner = turns.take(
            || clock.now(),
            Duration::ZERO,
            || Ok(turns.take(|| clock.now(), Duration::from_millis(5), || Ok(()))),
        );
        assert_eq!(inner, Ok(Err(OnlineError::Busy)));
    }
}
