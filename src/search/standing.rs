//! What may be said of a listing at a moment: its badge and its freshness.
//!
//! Both change by the clock alone. Each is kept together with the moment at which it can change next, so that a
//! search reads it for nothing until then and computes it again after: an old snapshot never shows a late badge.

use std::borrow::Cow;

use chrono::{DateTime, Duration, Utc};

use crate::domain::badge::Badge;
use crate::domain::freshness::Freshness;

use super::listing::Profile;

/// Days since confirmation (or publication) on which [`Freshness`] changes its word.
const FRESHNESS_TURNS: [i64; 4] = [76, 91, 132, 365];

/// Badge and freshness at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// How late the details are.
    pub freshness: Freshness,
    /// What was checked.
    pub badge: Badge,
    term: Term,
}

/// The time in which a standing does not turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// From here ..
    from: DateTime<Utc>,
    /// .. to just before here; `None`: for good.
    until: Option<DateTime<Utc>>,
}

impl Term {
    /// From one moment to just before another; `None`: for good.
    pub(super) fn new(from: DateTime<Utc>, until: Option<DateTime<Utc>>) -> Term {
        Term { from, until }
    }

    /// The time that is in both; they must have a moment in common.
    pub(super) fn and(self, other: Term) -> Term {
        let until = self.until.into_iter().chain(other.until).min();
        Term { from: self.from.max(other.from), until }
    }

    /// Whether it is that time.
    pub fn contains(self, now: DateTime<Utc>) -> bool {
        now >= self.from && self.until.is_none_or(|until| now < until)
    }
}

impl Standing {
    /// Computes it.
    pub fn at(profile: &Profile, now: DateTime<Utc>) -> Standing {
        let freshness = Freshness::of(profile.confirmed_at, profile.published_at, now);
        let since = profile.confirmed_at.unwrap_or(profile.published_at);
        let turns = FRESHNESS_TURNS.iter().filter_map(|days| since.checked_add_signed(Duration::days(*days)));
        // A check still counts at the moment it names, and no longer a microsecond after.
        let past = |t: DateTime<Utc>| t.checked_add_signed(Duration::microseconds(1));
        let expiries = profile.checks.iter().filter_map(|c| c.valid_until.and_then(past));
        Standing {
            freshness,
            badge: Badge::of(&profile.checks, freshness, profile.confirmed_at, now),
            term: Term { from: now, until: turns.chain(expiries).filter(|t| *t > now).min() },
        }
    }

    /// When it turns next; `None`: never.
    pub fn until(&self) -> Option<DateTime<Utc>> {
        self.term.until
    }

    /// As long as this stays as it is.
    pub fn term(&self) -> Term {
        self.term
    }

    /// The same, moved to `now`.
    pub fn moved<'a>(&'a self, profile: &Profile, now: DateTime<Utc>) -> Cow<'a, Standing> {
        if self.term.contains(now) { Cow::Borrowed(self) } else { Cow::Owned(Standing::at(profile, now)) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::check::{Check, Outcome};
    use crate::search::testing;

    fn checked(valid_hours: &[i64]) -> Vec<Check> {
        let check = |(i, hours): (usize, &i64)| Check {
            code: ["npi.registered", "license.expiry", "dea.expiry"][i % 3].into(),
            subject: "clinicians/0".into(),
            outcome: Outcome::Pass,
            blocking: true,
            detail: String::new(),
            source: "dossier".into(),
            checked_at: testing::now(),
            valid_until: Some(testing::now() + Duration::hours(*hours)),
            evidence: Default::default(),
        };
        valid_hours.iter().enumerate().map(check).collect()
    }

    #[test]
    fn a_badge_goes_at_the_moment_its_check_runs_out() {
        let mut profile = testing::profile("A");
        profile.confirmed_at = Some(testing::now());
        profile.checks = checked(&[1]);
        let kept = Standing::at(&profile, testing::now());
        let last = testing::now() + Duration::hours(1);
        assert!(kept.badge.shown && kept.moved(&profile, last).badge.shown);
        assert!(!kept.moved(&profile, last + Duration::microseconds(1)).badge.shown);
    }

    proptest! {
        #[test]
        fn what_was_kept_is_always_what_would_be_computed(
            valid in proptest::collection::vec(-50i64..9000, 0..4),
            confirmed in proptest::option::of(-9000i64..50),
            kept_at in -100i64..9000,
            asked_at in -100i64..9000,
        ) {
            let mut profile = testing::profile("A");
            profile.checks = checked(&valid);
            profile.confirmed_at = confirmed.map(|h| testing::now() + Duration::hours(h));
            let at = |hours| testing::now() + Duration::hours(hours);
            let kept = Standing::at(&profile, at(kept_at));
            let (moved, fresh) = (kept.moved(&profile, at(asked_at)), Standing::at(&profile, at(asked_at)));
            prop_assert_eq!(moved.badge, fresh.badge);
            prop_assert_eq!(moved.freshness, fresh.freshness);
        }
    }
}
