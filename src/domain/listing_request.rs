//! What somebody without an account asks of a listing: to look after it (a claim), or to have it removed.

use super::phone::phone_digits;
use super::words::wire_words;

/// A person answers within so many business days.
pub const ANSWERED_WITHIN: u32 = 2;
/// Days for which name, contact and words are kept after the answer.
pub const KEPT_DAYS: i64 = 30;

wire_words! {
    /// What is asked.
    RequestKind {
        /// To look after the listing.
        Claim => "claim",
        /// To have it removed.
        Removal => "removal",
    }
}

wire_words! {
    /// Where a request stands.
    RequestState {
        /// Nobody has decided yet.
        Received => "received",
        /// It was done.
        Granted => "granted",
        /// It was not, and why was said.
        Declined => "declined",
    }
}

wire_words! {
    /// What somebody who asks for a removal is to the listing.
    Relation {
        /// The person or the practice that is listed.
        Listed => "listed",
        /// They work for it.
        WorksThere => "works_there",
        Other => "other",
    }
}

wire_words! {
    /// The official record that a contact was taken from.
    OfficialRecord {
        /// The state board's.
        Board => "board",
        /// The national registry of NPIs.
        Nppes => "nppes",
    }
}

/// Whether a contact holds what the asker typed: their e-mail address, or their phone number. Such a contact confirms nothing,
/// because whoever pretends to be somebody types their own.
pub fn is_typed_by_asker(contact: &str, email: Option<&str>, phone: Option<&str>) -> bool {
    let folded = contact.to_lowercase();
    let holds_email = email.is_some_and(|email| folded.contains(&email.trim().to_lowercase()));
    let digits: String = contact.chars().filter(char::is_ascii_digit).collect();
    holds_email || phone.and_then(phone_digits).is_some_and(|phone| digits.contains(&phone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_that_the_asker_typed_is_found_however_it_is_written() {
        let (email, phone) = (Some("Ana@Example.org"), Some("+1 (503) 555-0142"));
        for typed in
            ["ana@example.org", "wrote to ANA@EXAMPLE.ORG", "503.555.0142", "called 503 555 0142, spoke to Kim"]
        {
            assert!(is_typed_by_asker(typed, email, phone), "{typed}");
        }
        for other in ["503-555-0143", "100 SE Invented St, Portland", "desk@example.org", ""] {
            assert!(!is_typed_by_asker(other, email, phone), "{other}");
        }
        assert!(!is_typed_by_asker("503-555-0142", None, None));
        assert!(!is_typed_by_asker("503-555-0142", None, Some("0142")), "four digits are no phone number");
    }
}
