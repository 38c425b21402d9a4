//! Who works here.

use chrono::Duration;

use super::words::wire_words;

/// For how long a one-time link is good, from when it was made: our own rule. Long enough for a weekend, short enough that a link in
/// an old mail opens nothing.
pub const LINK_HOLDS: Duration = Duration::hours(72);

wire_words! {
    /// What a member of staff may do.
    Role {
        /// Everything, including accounts.
        Administrator => "administrator",
        /// Reviews and decides.
        Reviewer => "reviewer",
        /// Reads, changes nothing.
        Auditor => "auditor",
    }
}

impl Role {
    /// May record look-ups and decide.
    pub const fn may_decide(self) -> bool {
        matches!(self, Role::Administrator | Role::Reviewer)
    }
}

wire_words! {
    /// Where a staff account stands.
    StaffState {
        /// Has a link that was not used yet.
        Invited => "invited",
        /// Has a password and a second factor: may sign in.
        Active => "active",
        /// May not sign in any more.
        Disabled => "disabled",
    }
}
