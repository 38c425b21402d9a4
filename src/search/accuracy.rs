//! How true the directory is as a whole: how long ago details were confirmed, and how many checks are late.

use chrono::{DateTime, Utc};

use crate::domain::badge::outcome_at;
use crate::domain::check::{Check, Outcome, VerificationStatus};

use super::{Published, Snapshot};

/// Days since the provider last confirmed, to the last of each part; behind the last it was longer ago.
pub const AGES: [i64; 4] = [30, 60, 90, 131];

/// Figures about all listings that searches show, at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accuracy {
    /// Providers.
    pub listed: usize,
    /// By days since they confirmed: one for each of [`AGES`], then longer ago.
    pub by_age: [usize; AGES.len() + 1],
    /// Never confirmed since they became public.
    pub never: usize,
    /// The middle of the days since they confirmed, of those that ever did.
    pub median_days: Option<i64>,
    /// Every blocking check passed and is in date, and the details are confirmed: the badge is shown.
    pub verified: usize,
    /// A blocking check that passed has run out and was not made again yet.
    pub overdue: usize,
    /// Something turned up, and a person is looking.
    pub rechecking: usize,
}

impl Accuracy {
    /// Counts, provider by provider.
    pub fn of(snapshot: &Snapshot, now: DateTime<Utc>) -> Accuracy {
        let (mut all, mut days) = (Accuracy::default(), Vec::new());
        for provider in snapshot.providers() {
            let standing = provider.standing(now);
            if !standing.freshness.is_listed() {
                continue;
            }
            all.listed += 1;
            all.verified += usize::from(standing.badge.shown);
            all.rechecking += usize::from(standing.badge.status == VerificationStatus::Rechecking);
            all.overdue += usize::from(is_overdue(provider, now));
            match provider.profile.confirmed_at {
                Some(at) => {
                    let age = (now - at).num_days().max(0);
                    all.by_age[AGES.iter().position(|last| age <= *last).unwrap_or(AGES.len())] += 1;
                    days.push(age);
                }
                None => all.never += 1,
            }
        }
        let middle = days.len() / 2;
        all.median_days = (!days.is_empty()).then(|| *days.select_nth_unstable(middle).1);
        all
    }

    /// Confirmed within 90 days.
    pub fn confirmed_in_time(&self) -> usize {
        self.by_age.iter().zip(AGES).filter(|(_, last)| *last <= 90).map(|(count, _)| count).sum()
    }
}

fn is_overdue(provider: &Published, now: DateTime<Utc>) -> bool {
    let ran_out =
        |check: &Check| check.blocking && check.outcome == Outcome::Pass && outcome_at(check, now) == Outcome::Stale;
    provider.profile.checks.iter().any(ran_out)
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::search::testing;

    fn check(days: i64) -> Check {
        Check {
            code: "npi.registered".into(),
            subject: "clinicians/0".into(),
            outcome: Outcome::Pass,
            blocking: true,
            detail: String::new(),
            source: "NPPES".into(),
            checked_at: testing::now(),
            valid_until: Some(testing::now() + Duration::days(days)),
            evidence: Default::default(),
        }
    }

    #[test]
    fn each_listing_is_counted_once_by_its_age_and_what_is_not_shown_is_not_counted() {
        let world: Vec<_> = [Some(1), Some(30), Some(31), Some(90), Some(91), Some(140), None]
            .into_iter()
            .map(|days: Option<i64>| {
                let mut listing = testing::listing("A", 45.0, -122.0);
                listing.profile.confirmed_at = days.map(|days| testing::now() - Duration::days(days));
                listing
            })
            .collect();
        let all = Accuracy::of(&testing::snapshot(&world), testing::now());
        assert_eq!((all.listed, all.by_age, all.never), (6, [2, 1, 1, 1, 0], 1));
        assert_eq!((all.confirmed_in_time(), all.median_days), (4, Some(31)));
    }

    #[test]
    fn a_check_is_overdue_when_it_ran_out_and_the_badge_goes_with_it() {
        let mut listing = testing::listing("A", 45.0, -122.0);
        listing.profile.checks = vec![check(5), check(50)];
        let snapshot = testing::snapshot(&[listing]);
        let at = |days| Accuracy::of(&snapshot, testing::now() + Duration::days(days));
        assert_eq!((at(0).verified, at(0).overdue), (1, 0));
        assert_eq!((at(6).verified, at(6).overdue), (0, 1));
    }

    #[test]
    fn of_nothing_there_is_no_middle() {
        assert_eq!(Accuracy::of(&testing::snapshot(&[]), testing::now()), Accuracy::default());
    }
}
