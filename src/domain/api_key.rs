//! Keys of programs that use the API.

use super::words::wire_words;

/// What every key begins with, so that it is told from other tokens, and found where it was left lying about.
pub const PREFIX: &str = "vs_live_";

/// The longest name of a key, in characters.
pub const LONGEST_NAME: usize = 100;

wire_words! {
    /// What a key opens.
    Scope {
        /// Reads what anybody may read.
        Read => "read",
        /// Sends in: submissions, reports, dossiers to be checked.
        Submit => "submit",
    }
}
