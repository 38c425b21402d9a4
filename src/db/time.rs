//! Times as stored: UTC without a zone, microseconds.

use chrono::{DateTime, NaiveDateTime, Utc};

/// As a column takes it.
pub(crate) fn stored(at: DateTime<Utc>) -> NaiveDateTime {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(DateTime::UNIX_EPOCH).naive_utc()
}

/// As the rest of the program reads it.
pub(crate) fn utc(at: NaiveDateTime) -> DateTime<Utc> {
    at.and_utc()
}
