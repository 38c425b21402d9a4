//! What a whole file amounts to: how often each check had each outcome, and why some were not made.
//!
//! Its size does not depend on the number of rows.

use super::Item;
use crate::domain::check::{Outcome, Report, VerificationStatus};
use crate::verify::codes::Code;

/// So many different reasons are kept for each check; what comes later is only counted.
const REASONS: usize = 4;

/// The reasons of one check for not having been made, and how often each was given.
#[derive(Debug, Clone, Default)]
pub(super) struct Reasons {
    /// In the order of their first appearance.
    pub told: Vec<(String, u64)>,
    /// How often it was another one.
    pub other: u64,
}

impl Reasons {
    fn add(&mut self, reason: &str) {
        let known = self.told.len();
        match self.told.iter_mut().find(|(told, _)| told == reason) {
            Some((_, times)) => *times += 1,
            None if known < REASONS => self.told.push((reason.to_string(), 1)),
            None => self.other += 1,
        }
    }
}

/// One check over all rows.
#[derive(Debug, Clone, Default)]
struct Counted {
    outcomes: [u64; Outcome::ALL.len()],
    reasons: Reasons,
}

/// All checks over all rows.
#[derive(Debug)]
pub(super) struct Summary {
    codes: Vec<Counted>,
    statuses: [u64; VerificationStatus::ALL.len()],
    /// Rows that could not be read.
    pub unreadable: u64,
}

impl Default for Summary {
    fn default() -> Self {
        let codes = vec![Counted::default(); Code::ALL.len()];
        Summary { codes, statuses: Default::default(), unreadable: 0 }
    }
}

impl Summary {
    /// Counts one item.
    pub fn take(&mut self, item: &Item) {
        match item {
            Item::Report { report, .. } => self.add(report),
            Item::Unreadable { .. } => self.unreadable += 1,
        }
    }

    fn add(&mut self, report: &Report) {
        self.statuses[place(VerificationStatus::ALL, report.status)] += 1;
        for check in &report.checks {
            let Some(code) = Code::parse(&check.code) else { continue };
            let counted = &mut self.codes[place(Code::ALL, code)];
            counted.outcomes[place(Outcome::ALL, check.outcome)] += 1;
            if was_not_made(check.outcome) {
                counted.reasons.add(&check.detail);
            }
        }
    }

    /// How many reports there were.
    pub fn reports(&self) -> u64 {
        self.statuses.iter().sum()
    }

    /// Rows that could not be read, as a sentence; none where all could.
    pub fn unreadable_rows(&self) -> Option<String> {
        match self.unreadable {
            0 => None,
            1 => Some("1 row could not be read".into()),
            n => Some(format!("{n} rows could not be read")),
        }
    }

    /// How many reports amount to this.
    pub fn with_status(&self, status: VerificationStatus) -> u64 {
        self.statuses[place(VerificationStatus::ALL, status)]
    }

    /// How often a check had an outcome.
    pub fn times(&self, code: Code, outcome: Outcome) -> u64 {
        self.codes[place(Code::ALL, code)].outcomes[place(Outcome::ALL, outcome)]
    }

    /// The checks that applied to somebody, in the order of the contract.
    pub fn applied(&self) -> impl Iterator<Item = Code> {
        Code::ALL.iter().copied().filter(|code| self.codes[place(Code::ALL, *code)].outcomes.iter().any(|n| *n > 0))
    }

    /// The checks that applied to nobody.
    pub fn without_subject(&self) -> impl Iterator<Item = Code> {
        let applied: Vec<Code> = self.applied().collect();
        Code::ALL.iter().copied().filter(move |code| !applied.contains(code))
    }

    /// Why a check was not made, where it was not.
    pub fn reasons(&self, code: Code) -> &Reasons {
        &self.codes[place(Code::ALL, code)].reasons
    }
}

/// Neither a yes nor a no nor a question: nothing could be compared, or only with something too old.
pub(super) const fn was_not_made(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::NotChecked | Outcome::Stale | Outcome::Error)
}

fn place<T: PartialEq>(all: &[T], one: T) -> usize {
    all.iter().position(|each| *each == one).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::check::Check;
    use chrono::{DateTime, Utc};

    fn report(outcome: Outcome, detail: &str) -> Report {
        let at: DateTime<Utc> = "2026-11-20T00:00:00Z".parse().expect("a moment");
        let check = Check {
            code: Code::NpiRegistered.as_str().into(),
            subject: "clinicians/0".into(),
            outcome,
            blocking: true,
            detail: detail.into(),
            source: "NPPES".into(),
            checked_at: at,
            valid_until: None,
            evidence: Default::default(),
        };
        Report { status: VerificationStatus::PartlyVerified, as_of: at, sources: Vec::new(), checks: vec![check] }
    }

    #[test]
    fn each_check_is_counted_by_its_outcome_and_each_reason_once() {
        let mut summary = Summary::default();
        for (outcome, detail) in
            [(Outcome::Pass, "x"), (Outcome::NotChecked, "not loaded"), (Outcome::NotChecked, "not loaded")]
        {
            summary.add(&report(outcome, detail));
        }
        assert_eq!(summary.reports(), 3);
        assert_eq!(summary.times(Code::NpiRegistered, Outcome::Pass), 1);
        assert_eq!(summary.times(Code::NpiRegistered, Outcome::NotChecked), 2);
        assert_eq!(summary.reasons(Code::NpiRegistered).told, [("not loaded".to_string(), 2)]);
        assert_eq!(summary.applied().collect::<Vec<_>>(), [Code::NpiRegistered]);
        assert_eq!(summary.without_subject().count(), Code::ALL.len() - 1);
    }

    #[test]
    fn a_hundred_thousand_different_reasons_take_the_room_of_four() {
        let mut summary = Summary::default();
        for i in 0..100_000 {
            summary.add(&report(Outcome::NotChecked, &i.to_string()));
        }
        let reasons = summary.reasons(Code::NpiRegistered);
        assert_eq!((reasons.told.len(), reasons.other), (REASONS, 100_000 - REASONS as u64));
    }
}
