//! What a person looked up and saw: board status, and how control of the identity was shown.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::words::wire_words;

wire_words! {
    /// What the look-up was for.
    LookupKind {
        /// The licence on the board's own site: answers `license.board_status`.
        BoardStatus => "board_status",
        /// Control of a contact taken from the official record: answers `identity.control`.
        IdentityControl => "identity_control",
    }
}

wire_words! {
    /// What was seen.
    LookupResult {
        /// Board: active, no probation or restriction.
        Active => "active",
        /// Board: in force but restricted or on probation.
        Restricted => "restricted",
        /// Board: a renewal was asked for and is not decided. Neither good nor bad: a person looks again.
        RenewalPending => "renewal_pending",
        Suspended => "suspended",
        Revoked => "revoked",
        /// Board: lapsed or expired.
        Expired => "expired",
        NotFound => "not_found",
        /// Identity: the submitter controls the contact.
        Confirmed => "confirmed",
        /// Identity: the contact answered that it is not them.
        Denied => "denied",
    }
}

impl LookupResult {
    /// Whether it speaks for the provider.
    pub const fn is_good(self) -> bool {
        matches!(self, LookupResult::Active | LookupResult::Confirmed)
    }

    /// Whether the board acted against the license: that is about its number, whatever else of it is written otherwise later.
    pub const fn is_discipline(self) -> bool {
        matches!(self, LookupResult::Restricted | LookupResult::Suspended | LookupResult::Revoked)
    }
}

/// One recorded act of looking. Immutable; a later one supersedes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordedLookup {
    /// What for.
    pub kind: LookupKind,
    /// Subject in the dossier, such as `clinicians/0`; `provider` for identity control.
    pub subject: String,
    /// For a board: JSON pointer of the licence that was looked up, such as `/clinicians/0/credentials/1`.
    pub credential: Option<String>,
    /// What was seen.
    pub result: LookupResult,
    /// Where: the board's site, or the contact and the official record it was taken from.
    pub place: String,
    /// Expiry that the board shows.
    pub expires_on: Option<NaiveDate>,
    /// Who looked.
    pub looked_by: String,
    /// When.
    pub looked_at: DateTime<Utc>,
}
