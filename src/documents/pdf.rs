//! A PDF is kept as it came: whether it is whole, whether it opens without a password, whether it can do something.

use crate::domain::document::Refusal;

/// How far from its end a PDF says where its table of objects is (ISO 32000-1, 7.5.5, and what readers accept).
const TAIL: usize = 1024;

/// Names of what a reader could run or unpack (ISO 32000-1, 12.6.4 and 7.11.4). Not a wall: names can be hidden in packed
/// streams. So they are a hint to whoever opens the file, and no reason to refuse it.
const ACTIVE: &[&[u8]] = &[b"/JavaScript", b"/Launch", b"/EmbeddedFile"];

/// Whether it is active.
///
/// # Errors
/// [`Refusal::Damaged`] where its end is missing or followed by something else, [`Refusal::PasswordProtected`].
pub(super) fn look_at(bytes: &[u8]) -> Result<bool, Refusal> {
    let whole = bytes.trim_ascii_end();
    let whole = whole.strip_suffix(b"\0").map_or(whole, |rest| rest.trim_ascii_end());
    let tail = &whole[whole.len().saturating_sub(TAIL)..];
    if !whole.ends_with(b"%%EOF") || !holds(tail, b"startxref") {
        return Err(Refusal::Damaged);
    }
    // The dictionary that says so is never packed: a reader needs it to unpack anything.
    if holds_name(bytes, b"/Encrypt") {
        return Err(Refusal::PasswordProtected);
    }
    Ok(ACTIVE.iter().any(|name| holds(bytes, name)))
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|at| at == wanted)
}

/// The name itself, not a longer one that begins with it.
fn holds_name(bytes: &[u8], name: &[u8]) -> bool {
    let mut at = bytes.windows(name.len() + 1);
    at.any(|w| w.starts_with(name) && !w[name.len()].is_ascii_alphanumeric())
}
