//! Printing for people and pipes.

use std::fmt::Display;
use std::io::{self, Write};

use super::Failure;

/// Prints a text and ends its line. That the reader has gone (`| head`) is no failure: it has what it wanted, and the work
/// goes on to its own answer.
///
/// # Errors
/// Exit code 3 where standard output takes nothing for another reason, such as a full disk.
pub(super) fn say(text: impl Display) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::system(format!("standard output cannot be written: {e}")))
        }
        _ => Ok(()),
    }
}
