//! What all listings in sight add up to, as `/admin/figures` tells it. Every sum can be taken from as well as added to, so that a snapshot
//! counts its base once and corrects it by the few that changed or turned since.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::domain::check::Outcome;

use super::published::Published;
use super::standing::Standing;

/// Checks that end with a paper's last day.
const PAPERS: [&str; 3] = ["license.expiry", "dea.expiry", "credential.expiry"];

/// Sums over listings. A count in a map may be nothing.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    /// Listings.
    pub listings: i64,
    /// Those whose provider confirmed them within 90 days.
    pub confirmed: i64,
    /// Checks.
    pub checks: i64,
    /// Checks that were not made, by their code.
    pub not_checked: BTreeMap<String, i64>,
    /// How many papers run out at which moment, those that have run out included.
    pub papers: BTreeMap<DateTime<Utc>, i64>,
    /// Providers whose badge is shown, by state (USPS code): each once where it has a place or serves by telehealth.
    pub verified: BTreeMap<String, i64>,
}

impl Sums {
    /// Adds a listing as it stands, `times` over; -1 takes it away.
    pub(super) fn add(&mut self, provider: &Published, standing: &Standing, times: i64) {
        self.listings += times;
        for check in &provider.profile.checks {
            self.checks += times;
            if check.outcome == Outcome::NotChecked {
                count(&mut self.not_checked, &check.code, times);
            }
            if let Some(until) = check.valid_until.filter(|_| PAPERS.contains(&check.code.as_str())) {
                *self.papers.entry(until).or_default() += times;
            }
        }
        self.stand(provider, standing, times);
    }

    /// The same, but only what its badge and its freshness add.
    pub(super) fn stand(&mut self, provider: &Published, standing: &Standing, times: i64) {
        self.confirmed += i64::from(standing.freshness.is_confirmed()) * times;
        if standing.badge.shown {
            states_of(provider).into_iter().for_each(|state| count(&mut self.verified, state, times));
        }
    }
}

fn count(counts: &mut BTreeMap<String, i64>, name: &str, times: i64) {
    match counts.get_mut(name) {
        Some(count) => *count += times,
        None => drop(counts.insert(name.to_string(), times)),
    }
}

/// Every state in which a provider has a place, and every one that it serves by telehealth.
pub fn states_of(provider: &Published) -> BTreeSet<&str> {
    let of_sites = provider.sites.iter().filter_map(|site| site.address.state.as_deref());
    of_sites.chain(provider.profile.telehealth_states.iter().map(String::as_str)).map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::Duration;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::check::Check;
    use crate::search::{Listing, Snapshot, testing};

    /// Confirmed so many days before the tests' present, with a check that was made and holds for so many hours from it, and one that was
    /// not made.
    fn listing((n, confirmed, hours, state): (usize, i64, i64, usize)) -> Listing {
        let check = |code: &str, outcome, valid_until| Check {
            code: code.into(),
            subject: "clinicians/0".into(),
            outcome,
            blocking: outcome == Outcome::Pass,
            detail: String::new(),
            source: "dossier".into(),
            checked_at: testing::now(),
            valid_until,
            evidence: Default::default(),
        };
        let until = testing::now() + Duration::hours(hours);
        let mut listing = testing::listing(&format!("A {n}"), 45.5, -122.6);
        listing.profile.confirmed_at = Some(testing::now() - Duration::days(confirmed));
        listing.profile.checks = vec![
            check("license.expiry", Outcome::Pass, Some(until)),
            check("exclusion.sam", Outcome::NotChecked, None),
        ];
        listing.locations[0].address.state = Some(["OR", "WA", "ID"][state].to_string());
        listing
    }

    fn some() -> impl Strategy<Value = Vec<Listing>> {
        let one = (0_usize..9, 0_i64..120, -40_i64..400, 0_usize..3);
        prop::collection::vec(one.prop_map(listing), 0..12)
    }

    /// Each provider that a snapshot has, counted as it stands.
    fn one_by_one(snapshot: &Snapshot, now: DateTime<Utc>) -> Sums {
        let mut sums = Sums::default();
        snapshot.providers().for_each(|provider| sums.add(provider, &provider.standing(now), 1));
        sums
    }

    fn told(sums: &Sums) -> (i64, i64, i64, Vec<(String, i64)>) {
        let papers = sums.papers.iter().map(|(at, count)| (at.to_rfc3339(), *count));
        let named = sums.not_checked.iter().chain(&sums.verified).map(|(name, count)| (name.clone(), *count));
        let some = papers.chain(named).filter(|(_, count)| *count != 0).collect();
        (sums.listings, sums.confirmed, sums.checks, some)
    }

    proptest! {
        #[test]
        fn sums_are_those_of_all_providers_whatever_changed_and_turned_since(
            first in some(), newer in some(), leaves in 0_usize..6, hours in -30_i64..3000,
        ) {
            let base = testing::snapshot(&first);
            let gone = first.iter().take(leaves).map(|listing| (listing.profile.provider_id.to_string(), None));
            let again = first.iter().skip(leaves).zip(&newer).map(|(old, new)| {
                let mut new = new.clone();
                new.profile.provider_id = old.profile.provider_id.clone();
                new
            });
            let more = newer.iter().skip(first.len()).cloned();
            let late = again.chain(more).map(|listing| (listing.profile.provider_id.to_string(), Some(listing)));
            let changed: BTreeMap<String, Option<Listing>> = gone.chain(late).collect();
            let snapshot = base.with_centroids(&changed, 2, testing::now(), |_| None);
            let now = testing::now() + Duration::hours(hours);
            for snapshot in [&base, &snapshot] {
                prop_assert_eq!(told(&snapshot.sums(now)), told(&one_by_one(snapshot, now)));
            }
        }
    }
}
