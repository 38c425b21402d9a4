//! What the checks ask a person to do.
//!
//! A pure function of the checks in force, so that a task closes itself when the evidence that it asks for is there, and
//! cannot stand open beside it.

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use super::badge::outcome_at;
use super::check::{Check, Outcome};
use super::words::wire_words;

wire_words! {
    /// A kind of task.
    TaskKind {
        /// Look a license up at its board: at approval, at expiry, every 180 days.
        BoardLookup => "board_lookup",
        /// Confirm that the sender controls a contact from the official record.
        Identity => "identity",
        /// Ask the named supervisor.
        Supervisor => "supervisor",
        /// A credential ran out or its renewal is pending: see whether it was renewed.
        Expired => "expired",
        /// A check failed or asks something: answer it, or confirm it, which hides the listing.
        Finding => "finding",
        /// A finding that no person can override has hidden the listing: confirm it.
        Final => "final",
        /// Nothing stands against the listing (any more): where it is hidden, decide whether it comes back.
        Clear => "clear",
        /// Call the provider: nobody confirms the details, or mail comes back. Asked by no check; a confirmation ends it.
        Call => "call",
        /// Look at what was public at once. Asked by no check; looking ends it.
        Updated => "updated",
    }
}

impl TaskKind {
    /// Acts of looking and asking, due before an approval as well as after.
    pub const LOOK_UPS: &'static [TaskKind] = &[TaskKind::BoardLookup, TaskKind::Identity, TaskKind::Supervisor];
    /// What is asked while a listing is in sight.
    pub const IN_SIGHT: &'static [TaskKind] = &[
        TaskKind::BoardLookup,
        TaskKind::Identity,
        TaskKind::Supervisor,
        TaskKind::Expired,
        TaskKind::Finding,
        TaskKind::Call,
        TaskKind::Updated,
    ];
    /// What no check asks for: it goes with the listing from version to version.
    pub const OF_LISTING: &'static [TaskKind] = &[TaskKind::Call, TaskKind::Updated];
}

wire_words! {
    /// Why staff should call a provider.
    CallReason {
        /// Nobody answered the reminders, and the listing is about to leave the searches.
        Unconfirmed => "details.unconfirmed",
        /// A mail to the provider came back.
        MailReturned => "mail.returned",
        /// What somebody reported was so, and there is no address to write to.
        Reported => "details.reported",
        /// A clinician says that they do not work there. Only a call of ours answers that, no word of the provider's own.
        TieDenied => "clinician.denied",
        /// A clinician says that they do not supervise somebody. Only a call of ours answers that, too.
        SupervisionDenied => "supervision.denied",
        /// Phoned for the monthly sample, something was otherwise than listed, or nobody could be reached.
        FoundWrong => "sample.wrong",
    }
}

impl CallReason {
    /// What somebody else said of the provider, or we found: no word of the provider's own answers it.
    pub const SAID_BY_OTHERS: [CallReason; 3] =
        [CallReason::TieDenied, CallReason::SupervisionDenied, CallReason::FoundWrong];
}

wire_words! {
    /// What came of a call.
    CallResult {
        /// Somebody who answers for the listing said that everything is right.
        Confirmed => "confirmed",
        /// Nobody could say.
        NotReached => "not_reached",
    }
}

/// A board look-up comes into the queue so long before it is due.
pub const AHEAD: Duration = Duration::days(14);

/// One thing that a person is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// What.
    pub kind: TaskKind,
    /// On what, such as `clinicians/0`.
    pub subject: String,
    /// JSON pointer of the credential; empty where it is about none.
    pub credential: String,
    /// The checks that ask for it.
    pub codes: Vec<String>,
    /// In the queue from here; may be still to come.
    pub since: DateTime<Utc>,
    /// By when.
    pub due_at: DateTime<Utc>,
}

/// Everything that these checks ask for. What is asked for now is due by `due_at`, look-ups that are still valid when
/// they end.
pub fn asked_of(checks: &[Check], due_at: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Asked> {
    let mut asked: Vec<Asked> = Vec::new();
    for check in checks {
        let Some((kind, about_credential)) = kind_of(check, now) else { continue };
        let credential = check.evidence.get("credential").and_then(Value::as_str).filter(|_| about_credential);
        let (since, due_at) = match check.valid_until.filter(|_| outcome_at(check, now) == Outcome::Pass) {
            Some(until) => (until - AHEAD, until),
            None => (now, due_at),
        };
        let one = Asked {
            kind,
            subject: check.subject.clone(),
            credential: credential.unwrap_or_default().to_string(),
            codes: vec![check.code.clone()],
            since,
            due_at,
        };
        match asked.iter_mut().find(|a| a.is_about_the_same_as(&one)) {
            Some(known) => known.take_in(one),
            None => asked.push(one),
        }
    }
    // Whether it was renewed is seen by the very look-up.
    let expired: Vec<(String, String)> = asked
        .iter()
        .filter(|a| a.kind == TaskKind::Expired)
        .map(|a| (a.subject.clone(), a.credential.clone()))
        .collect();
    asked.retain(|a| {
        a.kind != TaskKind::BoardLookup || !expired.iter().any(|(s, c)| *s == a.subject && *c == a.credential)
    });
    const AGAINST: [TaskKind; 3] = [TaskKind::Expired, TaskKind::Finding, TaskKind::Final];
    if !checks.is_empty() && !asked.iter().any(|a| AGAINST.contains(&a.kind)) {
        let (subject, credential) = ("provider".to_string(), String::new());
        asked.push(Asked { kind: TaskKind::Clear, subject, credential, codes: Vec::new(), since: now, due_at });
    }
    asked
}

impl Asked {
    fn is_about_the_same_as(&self, other: &Asked) -> bool {
        self.kind == other.kind && self.subject == other.subject && self.credential == other.credential
    }

    fn take_in(&mut self, other: Asked) {
        for code in other.codes {
            if !self.codes.contains(&code) {
                self.codes.push(code);
            }
        }
        self.since = self.since.min(other.since);
        self.due_at = self.due_at.min(other.due_at);
    }
}

/// What a check asks for, and whether it is about one credential.
fn kind_of(check: &Check, now: DateTime<Utc>) -> Option<(TaskKind, bool)> {
    use Outcome as O;
    use TaskKind as T;
    let outcome = outcome_at(check, now);
    if check.is_final() {
        return Some((T::Final, false));
    }
    let supervisor_unasked = || check.evidence.get("supervisor").and_then(Value::as_str) == Some("unconfirmed");
    match (check.code.as_str(), outcome) {
        ("license.board_status", O::Pass) => check.valid_until.map(|_| (T::BoardLookup, true)),
        ("license.board_status" | "license.expiry", O::NotChecked | O::Stale | O::Error) => {
            Some((T::BoardLookup, true))
        }
        // The board has not decided on a renewal: it is looked up again.
        ("license.board_status" | "license.expiry", O::Review) => Some((T::Expired, true)),
        ("identity.control", O::NotChecked | O::Stale | O::Error) => Some((T::Identity, false)),
        ("scope.supervision", O::Review) if supervisor_unasked() => Some((T::Supervisor, false)),
        ("license.expiry" | "dea.expiry" | "credential.expiry", O::Fail) => Some((T::Expired, true)),
        (_, O::Fail) if check.blocking => Some((T::Finding, false)),
        (_, O::Review) => Some((T::Finding, false)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::days(20_000)
    }

    fn check(code: &str, outcome: Outcome, valid_days: Option<i64>) -> Check {
        let evidence = [("credential".to_string(), Value::from("/clinicians/0/credentials/0"))].into_iter().collect();
        Check {
            code: code.into(),
            subject: "clinicians/0".into(),
            outcome,
            blocking: true,
            detail: String::new(),
            source: "dossier".into(),
            checked_at: now(),
            valid_until: valid_days.map(|d| now() + Duration::days(d)),
            evidence,
        }
    }

    fn kinds(checks: &[Check]) -> Vec<TaskKind> {
        asked_of(checks, now() + Duration::days(2), now()).into_iter().map(|a| a.kind).collect()
    }

    #[test]
    fn a_look_up_that_holds_is_asked_for_again_two_weeks_before_it_ends() {
        let asked = asked_of(&[check("license.board_status", Outcome::Pass, Some(100))], now(), now());
        assert_eq!(asked[0].kind, TaskKind::BoardLookup);
        assert_eq!((asked[0].since, asked[0].due_at), (now() + Duration::days(86), now() + Duration::days(100)));
    }

    #[test]
    fn what_nobody_looked_up_is_asked_for_at_once_and_once() {
        let checks = [
            check("license.expiry", Outcome::NotChecked, None),
            check("license.board_status", Outcome::NotChecked, None),
            check("identity.control", Outcome::NotChecked, None),
        ];
        assert_eq!(kinds(&checks), [TaskKind::BoardLookup, TaskKind::Identity, TaskKind::Clear]);
    }

    #[test]
    fn an_expired_license_is_one_task_and_what_is_too_old_on_a_list_is_none() {
        let checks = [
            check("license.expiry", Outcome::Fail, None),
            check("license.board_status", Outcome::Stale, None),
            check("exclusion.leie", Outcome::Stale, None),
        ];
        assert_eq!(kinds(&checks), [TaskKind::Expired]);
    }

    #[test]
    fn a_renewal_that_is_pending_asks_for_another_look_and_clears_nothing() {
        let checks = ["license.expiry", "license.board_status"].map(|code| check(code, Outcome::Review, None));
        assert_eq!(kinds(&checks), [TaskKind::Expired]);
    }

    #[test]
    fn failures_and_questions_of_one_subject_are_one_task_that_names_them() {
        let checks = [
            check("npi.name", Outcome::Fail, None),
            check("npi.taxonomy", Outcome::Review, None),
            check("npi.taxonomy", Outcome::Review, None),
        ];
        let asked = asked_of(&checks, now(), now());
        assert_eq!((asked.len(), asked[0].kind), (1, TaskKind::Finding));
        assert_eq!(asked[0].codes, ["npi.name", "npi.taxonomy"]);
    }

    #[test]
    fn a_final_finding_is_its_own_kind_and_nothing_is_clear_beside_it() {
        let mut hit = check("exclusion.leie", Outcome::Fail, None);
        hit.evidence.insert("tier".into(), Value::from("confirmed"));
        assert_eq!(kinds(&[hit, check("npi.registered", Outcome::Pass, Some(5))]), [TaskKind::Final]);
        assert_eq!(kinds(&[check("npi.registered", Outcome::Pass, Some(5))]), [TaskKind::Clear]);
        assert_eq!(kinds(&[]), [], "nothing was checked");
    }
}
