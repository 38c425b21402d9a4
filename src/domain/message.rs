//! Messages between a provider and the reviewers, about one submission.

/// The longest, in characters.
pub const LONGEST: usize = 2000;

/// How many a provider can write about one submission in an hour.
pub const MOST_AN_HOUR: usize = 5;

/// How many days a message is kept once the submission is decided or taken back: as long as its documents.
pub const KEPT_DAYS: i64 = super::document::KEPT_DAYS;
