//! The badge: one pure function from check rows to what the public reads.
//!
//! Pages, API, FHIR and exports all call [`Badge::of`]; nobody else decides what "verified" means.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::check::{Check, Outcome, VerificationStatus};
use super::freshness::Freshness;
use super::words::wire_words;

wire_words! {
    /// The word of one entry in the evidence strip.
    StripWord {
        /// Every check of the group passed and is in date.
        Checked => "checked",
        /// Nothing failed, something was not made or is out of date.
        NotChecked => "not_checked",
        /// Something turned up somewhere in the listing.
        Rechecking => "rechecking",
        /// The group does not apply here (no drug is prescribed).
        NotNeeded => "not_needed",
        /// Details: the provider confirmed them in time.
        Confirmed => "confirmed",
        /// Details: not confirmed in time.
        Unconfirmed => "unconfirmed",
    }
}

/// One entry of the strip: a word, and the day of its oldest check.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StripEntry {
    /// What can be said.
    pub word: StripWord,
    /// Since when; `None` where nothing was looked at.
    pub date: Option<DateTime<Utc>>,
}

/// Five words with dates instead of one tick.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Strip {
    /// Registered, same name, control shown.
    pub identity: StripEntry,
    /// Licences in force and seen at the board.
    pub license: StripEntry,
    /// Not on a federal or state exclusion list.
    pub exclusions: StripEntry,
    /// DEA registration well formed, of the right kind and in date.
    pub drug_registration: StripEntry,
    /// The provider confirmed the details.
    pub details: StripEntry,
}

/// What may be said in public about one listing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Badge {
    /// `verification.status` of the contract.
    pub status: VerificationStatus,
    /// The badge is shown: status `verified` and details confirmed in time.
    pub shown: bool,
    /// The oldest blocking check that counts.
    pub checked_at: Option<DateTime<Utc>>,
    /// The five words.
    pub strip: Strip,
}

/// Which strip entry a check belongs to, by the beginning of its code.
/// A code in no group still counts for the status.
const GROUPS: &[(&str, Group)] = &[
    ("npi.", Group::Identity),
    ("identity.", Group::Identity),
    ("license.", Group::License),
    ("exclusion.", Group::Exclusions),
    ("dea.", Group::DrugRegistration),
];

#[derive(Clone, Copy, PartialEq)]
enum Group {
    Identity,
    License,
    Exclusions,
    DrugRegistration,
}

/// The last part of the text key `strip-..` of the entry that a check belongs to; `None` for one that counts for the
/// status alone.
pub fn strip_entry(code: &str) -> Option<&'static str> {
    let (_, group) = GROUPS.iter().find(|(prefix, _)| code.starts_with(prefix))?;
    Some(match group {
        Group::Identity => "identity",
        Group::License => "license",
        Group::Exclusions => "exclusions",
        Group::DrugRegistration => "drug_registration",
    })
}

/// What a check amounts to at a moment: a pass after its date is stale, whatever the row says.
pub fn outcome_at(check: &Check, now: DateTime<Utc>) -> Outcome {
    match check.outcome {
        Outcome::Pass if check.valid_until.is_some_and(|until| until < now) => Outcome::Stale,
        other => other,
    }
}

/// The status that a set of checks amounts to (contract, `verification.status`).
///
/// No checks at all: `unverified`. A blocking `fail` or any unanswered `review`: `rechecking`.
pub fn status_of(checks: &[Check], now: DateTime<Utc>) -> VerificationStatus {
    if checks.is_empty() {
        return VerificationStatus::Unverified;
    }
    let found = checks.iter().any(|c| match outcome_at(c, now) {
        Outcome::Fail => c.blocking,
        Outcome::Review => true,
        _ => false,
    });
    if found {
        return VerificationStatus::Rechecking;
    }
    let mut blocking = checks.iter().filter(|c| c.blocking).peekable();
    if blocking.peek().is_some() && blocking.all(|c| outcome_at(c, now) == Outcome::Pass) {
        VerificationStatus::Verified
    } else {
        VerificationStatus::PartlyVerified
    }
}

impl Badge {
    /// From the checks of the values shown, and the freshness of those values.
    pub fn of(
        checks: &[Check],
        freshness: Freshness,
        confirmed_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Badge {
        let status = status_of(checks, now);
        let oldest = |checks: &mut dyn Iterator<Item = &Check>| checks.map(|c| c.checked_at).min();
        let entry = |group: Group| {
            let rows: Vec<&Check> = checks
                .iter()
                .filter(|c| GROUPS.iter().any(|(prefix, g)| *g == group && c.code.starts_with(prefix)))
                .filter(|c| c.blocking || c.outcome == Outcome::Review)
                .collect();
            let outcomes = || rows.iter().map(|c| outcome_at(c, now));
            let word = if status == VerificationStatus::Rechecking {
                StripWord::Rechecking
            } else if rows.is_empty() {
                if group == Group::DrugRegistration && !checks.is_empty() {
                    StripWord::NotNeeded
                } else {
                    StripWord::NotChecked
                }
            } else if outcomes().all(|o| o == Outcome::Pass) {
                StripWord::Checked
            } else {
                StripWord::NotChecked
            };
            let date = (word == StripWord::Checked).then(|| oldest(&mut rows.iter().copied())).flatten();
            StripEntry { word, date }
        };
        let details = StripEntry {
            word: if freshness.is_confirmed() { StripWord::Confirmed } else { StripWord::Unconfirmed },
            date: confirmed_at,
        };
        Badge {
            status,
            shown: status == VerificationStatus::Verified && freshness.is_confirmed(),
            checked_at: oldest(&mut checks.iter().filter(|c| c.blocking && c.outcome == Outcome::Pass)),
            strip: Strip {
                identity: entry(Group::Identity),
                license: entry(Group::License),
                exclusions: entry(Group::Exclusions),
                drug_registration: entry(Group::DrugRegistration),
                details,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::days(20_000)
    }

    fn check(code: &str, outcome: Outcome, blocking: bool, valid_days: i64) -> Check {
        Check {
            code: code.into(),
            subject: "clinicians/0".into(),
            outcome,
            blocking,
            detail: String::new(),
            source: "dossier".into(),
            checked_at: now() - Duration::days(1),
            valid_until: Some(now() + Duration::days(valid_days)),
            evidence: Default::default(),
        }
    }

    #[test]
    fn only_passes_in_date_make_verified() {
        let pass = check("npi.registered", Outcome::Pass, true, 10);
        assert_eq!(status_of(std::slice::from_ref(&pass), now()), VerificationStatus::Verified);
        for outcome in [Outcome::NotChecked, Outcome::Stale, Outcome::Error] {
            let rows = [pass.clone(), check("license.expiry", outcome, true, 10)];
            assert_eq!(status_of(&rows, now()), VerificationStatus::PartlyVerified, "{outcome}");
        }
        let expired = [pass.clone(), check("license.expiry", Outcome::Pass, true, -1)];
        assert_eq!(status_of(&expired, now()), VerificationStatus::PartlyVerified);
    }

    #[test]
    fn a_failure_or_an_open_question_reads_rechecking() {
        let pass = check("npi.registered", Outcome::Pass, true, 10);
        let failed = [pass.clone(), check("license.expiry", Outcome::Fail, true, 10)];
        let open = [pass.clone(), check("npi.taxonomy", Outcome::Review, false, 10)];
        assert_eq!(status_of(&failed, now()), VerificationStatus::Rechecking);
        assert_eq!(status_of(&open, now()), VerificationStatus::Rechecking);
    }

    #[test]
    fn while_a_listing_is_rechecked_the_strip_does_not_say_which_check_it_was() {
        let rows = [
            check("npi.registered", Outcome::Pass, true, 10),
            check("license.expiry", Outcome::Pass, true, 10),
            check("exclusion.leie", Outcome::Fail, true, 10),
        ];
        let strip = Badge::of(&rows, Freshness::Current, Some(now()), now()).strip;
        let groups = [strip.identity, strip.license, strip.exclusions, strip.drug_registration];
        assert!(groups.iter().all(|e| *e == StripEntry { word: StripWord::Rechecking, date: None }), "{groups:?}");
        assert_eq!(strip.details.word, StripWord::Confirmed);
    }

    #[test]
    fn nothing_checked_is_never_a_badge() {
        let badge = Badge::of(&[], Freshness::Current, Some(now()), now());
        assert_eq!(badge.status, VerificationStatus::Unverified);
        assert!(!badge.shown);
        assert_eq!(badge.strip.license.word, StripWord::NotChecked);
        assert_eq!(badge.strip.drug_registration.word, StripWord::NotChecked);
    }

    #[test]
    fn a_listing_that_is_late_keeps_its_status_and_loses_its_badge() {
        let rows = [check("npi.registered", Outcome::Pass, true, 10)];
        let badge = Badge::of(&rows, Freshness::Unconfirmed, None, now());
        assert_eq!(badge.status, VerificationStatus::Verified);
        assert!(!badge.shown);
    }
}
