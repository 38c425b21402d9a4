//! What a person decides on a listing that was checked again.

use super::words::wire_words;

wire_words! {
    /// What may be decided on a listing.
    ListingAct {
        /// What was found is so: it stays out of sight until a person brings it back.
        Hide => "hide",
        /// Nothing stands against it any more: it is public again.
        Show => "show",
    }
}

impl ListingAct {
    /// How the audit log names it.
    pub const fn action(self) -> &'static str {
        match self {
            ListingAct::Hide => "listing.hide_confirmed",
            ListingAct::Show => "listing.shown_again",
        }
    }
}
