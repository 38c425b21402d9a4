//! What staff do with reference data, and what a load does to listings.

use chrono::{DateTime, Duration, Utc};

use super::words::wire_words;

wire_words! {
    /// A kind of act.
    ActKind {
        /// A file was sent to be loaded.
        Load => "load",
        /// The load before was put back in force.
        Back => "back",
    }
}

wire_words! {
    /// How far an act has come.
    ActState {
        /// At work.
        Running => "running",
        /// What it brought is in force, or was.
        InForce => "in_force",
        /// The very same was in force already.
        Unchanged => "unchanged",
        /// The file could not be taken.
        Refused => "refused",
        /// Its process ended, or the system failed. Nothing of it counts; where it was only slow and goes on, it says so itself.
        BrokenOff => "broken_off",
    }
}

wire_words! {
    /// What a load did to a listing.
    Effect {
        /// Somebody is on the list, or may be, who was not.
        Found => "found",
        /// Somebody is on it no more.
        Gone => "gone",
        /// The listing was hidden by it at once.
        Hidden => "hidden",
    }
}

/// Whoever runs an act says so every second; after so long a silence its process is taken for gone.
pub const SILENT_AFTER: Duration = Duration::seconds(60);

/// Whether an act that was last heard of at `beat_at` is gone.
pub fn is_silent(beat_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - beat_at > SILENT_AFTER
}
