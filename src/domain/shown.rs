//! What of a check may be said in public (contract, "Verification report").
//!
//! Passes and what was not checked, in our own words. A check's `detail` is not among them: it may tell of a cleared
//! hit. While something failed or waits for a person there is no line at all: a line that is missing would say which.
//! `verification.status` says that we are re-checking.

use chrono::{DateTime, Utc};

use super::badge::{outcome_at, status_of};
use super::check::{Check, Outcome, VerificationStatus};
use super::words::wire_words;

wire_words! {
    /// What the public reads of a check; there is no third word.
    PublicOutcome {
        Pass => "pass",
        NotChecked => "not_checked",
    }
}

/// One line of what was checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shown<'a> {
    /// Stable code.
    pub code: &'a str,
    /// Where in the dossier, such as `clinicians/0`.
    pub subject: &'a str,
    /// One sentence on what the check is about.
    pub about: &'static str,
    /// It passed and is in date; otherwise it counts as not checked.
    pub passed: bool,
    /// Source and version.
    pub source: &'a str,
    /// When it passed.
    pub checked_at: Option<DateTime<Utc>>,
    /// When it is due again.
    pub next_check: Option<DateTime<Utc>>,
}

/// Each code with what it is about.
const ABOUT: &[(&str, &str)] = &[
    ("npi.format", "The National Provider Identifier has ten digits and the right first one."),
    ("npi.check_digit", "The check digit of the National Provider Identifier is right."),
    ("npi.registered", "The National Provider Identifier is registered and active in NPPES."),
    ("npi.name", "The name agrees with the name in NPPES."),
    ("npi.state", "The state agrees with the state in NPPES."),
    ("npi.taxonomy", "The profession agrees with the taxonomy in NPPES."),
    ("npi.license", "The license agrees with the license in NPPES."),
    ("npi.entity_type", "A person has a person's identifier and an organization an organization's."),
    ("license.present", "There is an authority to practice in each state."),
    ("license.format", "The license number has a form that the state uses."),
    ("license.expiry", "The license has not expired."),
    ("license.board_status", "A person saw at the state board that the license is active and without restriction."),
    ("license.duplicate", "No one else is listed under the same license."),
    ("dea.format", "The drug registration number has the right form."),
    ("dea.check_digit", "The check digit of the drug registration is right."),
    ("dea.registrant", "The drug registration suits the profession."),
    ("dea.surname", "The drug registration agrees with the surname."),
    ("dea.expiry", "The drug registration has not expired."),
    ("credential.required", "Every credential that is needed here was given."),
    ("credential.expiry", "No other credential has expired."),
    ("identity.control", "A person confirmed that the provider controls a contact taken from an official record."),
    ("exclusion.leie", "Not on the federal list of excluded individuals and entities (LEIE)."),
    ("exclusion.sam", "Not on the federal list of excluded parties (SAM)."),
    ("exclusion.state", "Not on a state's list of excluded providers."),
    ("scope.prescriber", "Someone here may prescribe what is offered."),
    ("scope.supervision", "Supervision is in place where the state asks for it."),
    ("scope.telehealth", "Telehealth is offered only where it may be."),
    ("scope.setting", "Each treatment is given in a setting that is fit for it."),
    ("rems.esketamine", "Esketamine is given at a site with its certification."),
    ("location.resolved", "The ZIP code exists."),
    ("location.consistent", "ZIP code, city and state agree."),
    ("location.sentinel", "The position on the map is a real one."),
    ("duplicate.npi", "The same provider is not listed twice."),
    ("duplicate.listing", "No near copy of this listing exists."),
];

const ABOUT_CLAIMS: &str = "The description makes no claim that would have to be proved.";

/// The checks of which anything may be said: none while the listing is re-checked, and never a failure of a check
/// that does not block.
pub fn readable(checks: &[Check], now: DateTime<Utc>) -> impl Iterator<Item = &Check> {
    let quiet = status_of(checks, now) == VerificationStatus::Rechecking;
    let said = if quiet { &[] } else { checks };
    said.iter().filter(move |c| !matches!(outcome_at(c, now), Outcome::Fail | Outcome::Review))
}

/// The lines that may be public, in the order of the report. A code that is not in the table is not shown.
pub fn shown(checks: &[Check], now: DateTime<Utc>) -> Vec<Shown<'_>> {
    readable(checks, now).filter_map(|check| line(check, now)).collect()
}

fn line(check: &Check, now: DateTime<Utc>) -> Option<Shown<'_>> {
    let passed = outcome_at(check, now) == Outcome::Pass;
    Some(Shown {
        code: &check.code,
        subject: &check.subject,
        about: about(&check.code)?,
        passed,
        source: &check.source,
        checked_at: passed.then_some(check.checked_at),
        next_check: check.valid_until.filter(|_| passed),
    })
}

fn about(code: &str) -> Option<&'static str> {
    if code.starts_with("claims.") {
        return Some(ABOUT_CLAIMS);
    }
    ABOUT.iter().find(|(c, _)| *c == code).map(|(_, about)| *about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    fn check(code: &str, outcome: Outcome) -> Check {
        Check {
            code: code.into(),
            subject: "clinicians/0".into(),
            outcome,
            blocking: true,
            detail: "cleared: another J. Doe, born on another day".into(),
            source: "LEIE 2026-10".into(),
            checked_at: DateTime::UNIX_EPOCH,
            valid_until: Some(DateTime::UNIX_EPOCH + Duration::days(35)),
            evidence: Default::default(),
        }
    }

    #[test]
    fn while_something_failed_or_waits_for_a_person_not_even_the_passes_have_a_line() {
        for outcome in [Outcome::Fail, Outcome::Review] {
            let checks = [check("exclusion.leie", outcome), check("npi.registered", Outcome::Pass)];
            assert_eq!(shown(&checks, DateTime::UNIX_EPOCH), [], "{outcome}");
        }
    }

    #[test]
    fn a_pass_is_shown_in_our_words_and_not_in_the_checks_own() {
        let checks = [check("exclusion.leie", Outcome::Pass)];
        let lines = shown(&checks, DateTime::UNIX_EPOCH);
        assert!(lines[0].passed && lines[0].about.starts_with("Not on the federal list"));
        assert!(!format!("{lines:?}").contains("cleared"));
    }

    #[test]
    fn a_pass_that_ran_out_and_a_list_that_is_too_old_read_as_not_checked() {
        let late = DateTime::UNIX_EPOCH + Duration::days(36);
        let checks = [check("exclusion.leie", Outcome::Pass), check("exclusion.sam", Outcome::Stale)];
        let lines = shown(&checks, late);
        assert!(lines.len() == 2 && lines.iter().all(|l| !l.passed && l.checked_at.is_none()));
    }
}
