//! E-mail addresses as people are found by them.

use validator::ValidateEmail;

/// The longest that a mail server takes (RFC 5321, section 4.5.3.1.3).
const LONGEST: usize = 254;

/// Without blanks around it and in lower case; `None` where it is no address. Only ASCII letters are folded, as both databases
/// do: two addresses that differ in anything else are two people's.
pub fn folded(text: &str) -> Option<String> {
    let address = text.trim().to_ascii_lowercase();
    (address.len() <= LONGEST && address.validate_email()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_however_it_is_typed_and_nothing_else_is_one() {
        assert_eq!(folded(" Ana@Example.ORG ").as_deref(), Some("ana@example.org"));
        let long = format!("{}@example.org", "a".repeat(250));
        for none in ["", "ana", "ana@", "ana@example.org, eve@example.org", "ana@example.org\nbcc: eve@x.org", &long] {
            assert_eq!(folded(none), None, "{none:?}");
        }
    }
}
