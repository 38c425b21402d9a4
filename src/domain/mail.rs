//! Words about mail that leaves the house.

use super::words::wire_words;

wire_words! {
    /// Why a mail was given up.
    MailFailure {
        /// The receiving server takes nothing for this address: a bounce.
        AddressRefused => "address_refused",
        /// The receiving server does not take this text.
        ContentRefused => "content_refused",
        /// It was put off as often as we try.
        TriesUsedUp => "tries_used_up",
    }
}
