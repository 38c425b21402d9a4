//! What a person decides on a listing.

use super::words::wire_words;

wire_words! {
    /// What may be decided on a listing.
    ListingAct {
        /// It goes out of sight, or stays there, until two people bring it back.
        Suspend => "suspend",
        /// A suspension was a slip: all is as it was before, while its mail waits.
        TakeBack => "take_back",
        /// One person asks to lift a suspension.
        AskToLift => "ask_to_lift",
        /// A second person lifts it: it is public again.
        Lift => "lift",
        /// A second person keeps it.
        Keep => "keep",
        /// The program hid it, no person suspended it, and nothing stands against it any more: it is public again.
        Show => "show",
        /// Bringing it back was a slip: it is out of sight as it was before, while its mail waits.
        HideAgain => "hide_again",
    }
}

impl ListingAct {
    /// How the audit log names it.
    pub const fn action(self) -> &'static str {
        match self {
            ListingAct::Suspend => "listing.suspended",
            ListingAct::TakeBack => "listing.suspension_undone",
            ListingAct::AskToLift => "listing.lift_asked",
            ListingAct::Lift => "listing.suspension_lifted",
            ListingAct::Keep => "listing.suspension_kept",
            ListingAct::Show => "listing.shown_again",
            ListingAct::HideAgain => "listing.showing_undone",
        }
    }
}

wire_words! {
    /// Why a listing is suspended, for counting.
    SuspensionReason {
        /// What the checks found is so.
        Finding => "finding",
        /// A board or a court acted, and no list says so yet.
        OfficialAction => "official_action",
        /// What people report about care was confirmed by a person.
        UnsafeCare => "unsafe_care",
        /// Not who it says it is.
        Identity => "identity",
        /// It says what is not so.
        Misleading => "misleading",
        Other => "other",
    }
}

wire_words! {
    /// How a suspension ended.
    SuspensionEnding {
        /// Two people lifted it.
        Lifted => "lifted",
        /// Who suspended it took it back while its mail waited.
        Undone => "undone",
        /// The listing was removed on request.
        Removed => "removed",
    }
}
