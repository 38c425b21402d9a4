//! The states of a submission and the moves between them.

use super::words::wire_words;

wire_words! {
    /// Where a submission stands.
    SubmissionState {
        /// Arrived; automatic checks not finished.
        Received => "received",
        /// Checked; waits for a person.
        InReview => "in_review",
        /// A person asked for something.
        ChangesRequested => "changes_requested",
        /// Approved, public.
        Published => "published",
        /// Decided against, with a reason.
        Rejected => "rejected",
        /// Taken back by the provider.
        Withdrawn => "withdrawn",
    }
}

wire_words! {
    /// What happens to a submission.
    SubmissionEvent {
        Checked => "checked",
        Approve => "approve",
        AskForChanges => "ask_for_changes",
        Resubmit => "resubmit",
        /// Another change of the same listing takes its place.
        Replace => "replace",
        Reject => "reject",
        Withdraw => "withdraw",
    }
}

wire_words! {
    /// What a reviewer decides.
    Decision {
        Approve => "approve",
        AskForChanges => "ask_for_changes",
        Reject => "reject",
    }
}

impl Decision {
    /// The move it makes.
    pub const fn event(self) -> SubmissionEvent {
        match self {
            Decision::Approve => SubmissionEvent::Approve,
            Decision::AskForChanges => SubmissionEvent::AskForChanges,
            Decision::Reject => SubmissionEvent::Reject,
        }
    }

    /// How the audit log names it.
    pub const fn action(self) -> &'static str {
        match self {
            Decision::Approve => "submission.approved",
            Decision::AskForChanges => "submission.changes_requested",
            Decision::Reject => "submission.rejected",
        }
    }
}

wire_words! {
    /// Why it was decided so, for counting.
    DecisionReason {
        /// Everything was in order.
        Complete => "complete",
        MissingInformation => "missing_information",
        FailedCheck => "failed_check",
        IdentityNotShown => "identity_not_shown",
        Duplicate => "duplicate",
        /// Not a ketamine provider, or a claim that our policy does not print.
        OutsidePolicy => "outside_policy",
        Other => "other",
    }
}

use SubmissionEvent as E;
use SubmissionState as S;

/// Every move there is. What is not in the table cannot happen.
pub const TRANSITIONS: &[(S, E, S)] = &[
    (S::Received, E::Checked, S::InReview),
    (S::InReview, E::Checked, S::InReview),
    (S::ChangesRequested, E::Checked, S::ChangesRequested),
    (S::InReview, E::Approve, S::Published),
    (S::InReview, E::AskForChanges, S::ChangesRequested),
    (S::InReview, E::Reject, S::Rejected),
    (S::ChangesRequested, E::Resubmit, S::Received),
    (S::Received, E::Replace, S::Received),
    (S::InReview, E::Replace, S::Received),
    (S::ChangesRequested, E::Replace, S::Received),
    (S::ChangesRequested, E::Reject, S::Rejected),
    (S::Received, E::Withdraw, S::Withdrawn),
    (S::InReview, E::Withdraw, S::Withdrawn),
    (S::ChangesRequested, E::Withdraw, S::Withdrawn),
];

impl SubmissionState {
    /// The state after `event`, or `None` where that move does not exist.
    pub fn after(self, event: SubmissionEvent) -> Option<SubmissionState> {
        TRANSITIONS.iter().find(|(from, by, _)| *from == self && *by == event).map(|(_, _, to)| *to)
    }

    /// Nothing more can happen to it.
    pub fn is_final(self) -> bool {
        !TRANSITIONS.iter().any(|(from, _, _)| *from == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decided_submission_cannot_be_decided_again() {
        for state in [S::Published, S::Rejected, S::Withdrawn] {
            assert!(state.is_final());
            assert!(E::ALL.iter().all(|e| state.after(*e).is_none()));
        }
    }

    #[test]
    fn nothing_is_published_before_its_checks_ran() {
        assert_eq!(S::Received.after(E::Approve), None);
        assert_eq!(S::InReview.after(E::Approve), Some(S::Published));
    }
}
