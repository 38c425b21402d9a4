//! What the public is told of changes, in order.

use super::words::wire_words;

wire_words! {
    /// What became of a listing.
    ListedChange {
        /// It came into sight, or what it says changed.
        Published => "published",
        /// It went out of sight for now.
        Hidden => "hidden",
        /// It went out of sight for good.
        Removed => "removed",
        /// What is known about it changed; what it says did not. Whether somebody told us something or a check was made is not said: nothing
        /// that people report is public before a person of ours has looked (decision 0050).
        Evidence => "evidence",
        /// Somebody confirmed it, or one of its people answered for themselves.
        Confirmed => "confirmed",
    }
}
