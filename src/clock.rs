//! The time, injected: freshness, expiry, links and sessions must be testable to the day.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, NaiveDate, Utc};

/// Tells the time in UTC, cut to microseconds because that is what PostgreSQL keeps.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Microseconds since the epoch where the clock stands still; `None` follows the system.
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Clock::default()
    }

    /// A clock that stands at `at` until it is moved. Copies share it.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Clock { fixed: Some(Arc::new(AtomicI64::new(at.timestamp_micros()))) }
    }

    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        let micros = match &self.fixed {
            Some(at) => at.load(Ordering::SeqCst),
            None => Utc::now().timestamp_micros(),
        };
        DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// Today in UTC.
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// Moves a fixed clock to `at`; the system's clock cannot be moved and stays.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Some(fixed) = &self.fixed {
            fixed.store(at.timestamp_micros(), Ordering::SeqCst);
        }
    }

    /// Moves a fixed clock forward (or back).
    pub fn advance(&self, by: Duration) {
        self.set(self.now() + by);
    }
}
