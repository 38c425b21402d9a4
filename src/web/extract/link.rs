//! The parts of our own private links.

/// Nothing but what our links are made of: what somebody else wrote into an id or a key goes into no address.
pub fn only_ours(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}
