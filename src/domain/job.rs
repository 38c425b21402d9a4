//! What the program does by itself at its time.

use super::words::wire_words;

wire_words! {
    /// A kind of job.
    JobKind {
        /// Asks for every listing to be checked again, a part at a time. Its subject is empty: the whole directory.
        Round => "round",
        /// Checks one listing again.
        Screen => "screen",
        /// Checks one submission again, because staff asked for several at once.
        Check => "check",
        /// Warns one provider of dates that come near.
        Warn => "warn",
        /// Asks providers whether their listings are still right, a part at a time. Its subject is empty.
        Remind => "remind",
        /// Erases what was promised to be forgotten. Its subject is empty.
        Forget => "forget",
        /// Draws the listings that are phoned this month, and closes the months before. Its subject is empty.
        Sample => "sample",
    }
}
