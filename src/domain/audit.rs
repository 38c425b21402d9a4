//! The audit log's words: what each act is called, and what part of the log is asked for.

use chrono::{DateTime, Utc};

/// Which entries are asked for. What is `None` asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Who, as it is logged: `staff/0199…`, `program/verify`.
    pub actor: Option<String>,
    /// What: `submission.approved`.
    pub action: Option<String>,
    /// On what: `submission/0199…`.
    pub subject: Option<String>,
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
}

impl AuditFilter {
    /// Whether everything is asked for.
    pub fn is_all(&self) -> bool {
        *self == AuditFilter::default()
    }
}

/// The acts in words, by the code that is logged.
const ACTS: &[(&str, &str)] = &[
    ("accuracy.closed", "closed a month of listings phoned"),
    ("accuracy.drawn", "drew the listings to phone in a month"),
    ("api_key.made", "made a key for a program"),
    ("api_key.revoked", "revoked a program's key"),
    ("audit.exported", "took the log out as a file"),
    ("audit.payload_erased", "erased an entry's details"),
    ("change.received", "sent a change of a listing"),
    ("change.replaced", "sent another change in place of one that waited"),
    ("change.withdrawn", "took a change back"),
    ("claim.declined", "declined a claim"),
    ("claim.granted", "granted a claim"),
    ("claim.hidden", "hid a listing for as long as a claim is looked at"),
    ("claim.managers_told", "told who looks after a listing that it is claimed"),
    ("claim.received", "claimed a listing"),
    ("clinician.answered", "answered as a clinician"),
    ("clinician.asked", "was asked as a clinician"),
    ("comment.answered", "answered a comment"),
    ("comment.published", "published a comment"),
    ("comment.received", "wrote a comment"),
    ("comment.refused", "refused a comment"),
    ("comment.withdrawn", "took a comment back"),
    ("comments.forgotten", "erased comments whose time was over"),
    ("directory.recheck_begun", "began to check all listings again"),
    ("document.added", "added a document"),
    ("document.opened", "opened a document"),
    ("document.removed", "took a document away"),
    ("document.virus_found", "was refused a document with malware in it"),
    ("documents.forgotten", "erased documents whose time was over"),
    ("list_rows.viewed", "looked at the rows of an exclusion list"),
    ("listing.checked", "checked a listing again"),
    ("listing.confirmed", "confirmed that a listing is right"),
    ("listing.hidden", "hid a listing after a final finding"),
    ("listing.hide_confirmed", "confirmed that a listing stays hidden"),
    ("listing.import_changed", "changed a listing by an import"),
    ("listing.imported", "imported a listing"),
    ("listing.lift_asked", "asked to lift a suspension"),
    ("listing.removed", "removed a listing"),
    ("listing.showing_undone", "took it back that a listing was shown again"),
    ("listing.shown_again", "showed a listing again"),
    ("listing.suspended", "suspended a listing"),
    ("listing.suspension_kept", "kept a suspension that somebody asked to lift"),
    ("listing.suspension_lifted", "lifted a suspension"),
    ("listing.suspension_undone", "took a suspension back"),
    ("listing.updated", "changed what may change at once"),
    ("listing_requests.forgotten", "erased claims and removals whose time was over"),
    ("lookup.recorded", "recorded a look-up"),
    ("mail.bounced", "gave up a mail that came back"),
    ("mails.forgotten", "erased mails whose time was over"),
    ("manager.accepted", "accepted an invitation to look after a listing"),
    ("manager.first", "became the first to look after a listing"),
    ("manager.invited", "invited somebody to look after a listing"),
    ("manager.other_sessions_ended", "ended a manager's other sessions"),
    ("manager.removed", "took somebody off a listing"),
    ("manager.session_ended", "ended a manager's session"),
    ("manager.sign_in_refused", "refused a manager's sign-in"),
    ("manager.signed_in", "signed in to look after listings"),
    ("manager.signed_out", "signed out"),
    ("message.opened", "opened a message"),
    ("message.written", "wrote a message"),
    ("messages.forgotten", "erased messages whose time was over"),
    ("numbers.forgotten", "erased listings' numbers whose time was over"),
    ("override.cleared", "cleared a finding"),
    ("override.confirmed", "confirmed a proposal, which cleared a finding"),
    ("override.ended", "ended a clearance"),
    ("override.proposed", "proposed to clear a finding"),
    ("override.refused", "refused to clear a finding"),
    ("override.withdrawn", "took a proposal to clear a finding back"),
    ("provider.asked_to_confirm", "asked a provider to confirm listings"),
    ("provider.called", "called a provider"),
    ("provider.warned", "warned a provider that a paper runs out"),
    ("reference.in_force", "noticed what came into force of a list"),
    ("reference.load_begun", "sent a file of reference data"),
    ("reference.load_broken_off", "lost a load of reference data half-way"),
    ("reference.load_refused", "was refused a file of reference data"),
    ("reference.load_unchanged", "sent reference data that was in force already"),
    ("reference.loaded", "put a file of reference data in force"),
    ("reference.rollback_begun", "asked for the reference data before"),
    ("reference.rollback_failed", "could not get the reference data before back"),
    ("reference.rolled_back", "put the reference data before back in force"),
    ("removal.declined", "declined a removal"),
    ("removal.granted", "granted a removal"),
    ("removal.hidden", "hid a listing for as long as a removal is looked at"),
    ("removal.managers_told", "told who looks after a listing that it shall be removed"),
    ("removal.received", "asked for a listing to be removed"),
    ("report.answered", "answered a report"),
    ("report.called", "noted a call about a report"),
    ("report.checking", "began to look into a report"),
    ("report.erased", "erased a reporter's words and address"),
    ("report.received", "reported a problem with a listing"),
    ("review.answered", "answered a question of the checks"),
    ("staff.activated", "set up an account of staff"),
    ("staff.code_refused", "refused a code of staff"),
    ("staff.disabled", "closed an account of staff"),
    ("staff.invited", "invited a member of staff"),
    ("staff.link_renewed", "gave an account of staff a new link"),
    ("staff.other_sessions_ended", "ended all other sessions of staff"),
    ("staff.password_changed", "changed a password of staff"),
    ("staff.password_refused", "refused an old password of staff"),
    ("staff.planted", "made an account of staff for the demo"),
    ("staff.proved", "gave a code before a dangerous act"),
    ("staff.recovery_code_used", "used a recovery code"),
    ("staff.recovery_codes_made", "made recovery codes"),
    ("staff.role_changed", "changed a role of staff"),
    ("staff.session_ended", "ended a session of staff"),
    ("staff.sessions_ended", "ended the sessions of staff"),
    ("staff.sign_in_refused", "refused a sign-in of staff"),
    ("staff.signed_in", "signed in as staff"),
    ("staff.signed_out", "signed out as staff"),
    ("submission.approved", "approved a submission"),
    ("submission.assigned", "gave a submission to somebody"),
    ("submission.changes_requested", "asked for changes of a submission"),
    ("submission.check_asked", "asked for a submission to be checked again"),
    ("submission.checked", "checked a submission"),
    ("submission.decision_undone", "took a decision back"),
    ("submission.received", "sent a submission"),
    ("submission.rejected", "rejected a submission"),
    ("submission.released", "gave a submission back to the queue"),
    ("submission.reminded", "reminded a provider of what is waited for"),
    ("submission.replaced", "put a submission in the place of another"),
    ("submission.resubmitted", "sent a submission again"),
    ("submission.taken", "took a submission from the queue"),
    ("submission.withdrawn", "took a submission back"),
    ("supervision.answered", "answered as a supervisor"),
    ("update.put_back", "put back what a provider had changed"),
    ("update.seen", "looked at what a provider had changed"),
];

/// An act in words; `None` for one that has none.
pub fn act_in_words(action: &str) -> Option<&'static str> {
    ACTS.binary_search_by_key(&action, |(code, _)| code).ok().map(|at| ACTS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_stand_in_order_and_each_has_words_of_its_own() {
        assert!(ACTS.is_sorted_by(|a, b| a.0 < b.0), "the table is searched by halves");
        assert_eq!(act_in_words("submission.approved"), Some("approved a submission"));
        assert_eq!(act_in_words("submission.praised"), None);
        let words: std::collections::BTreeSet<&str> = ACTS.iter().map(|(_, words)| *words).collect();
        assert_eq!(words.len(), ACTS.len(), "two acts with the same words could not be told apart in the filter");
    }
}
