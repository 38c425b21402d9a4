//! The directory in numbers, as anybody may have them: of listings that searches show, counted in the snapshot in force.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::clinical::Treatment;
use crate::search::{Accuracy, Snapshot};

use super::coverage::states_of;

/// What there is in one state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InState {
    /// Providers with a place there, or that serve it by telehealth.
    pub providers: usize,
    /// Those of them that show the badge.
    pub verified: usize,
    /// Places there.
    pub places: usize,
}

/// All of it, at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// How true the directory is, as its page says.
    pub accuracy: Accuracy,
    /// Places; telehealth without an address is one.
    pub places: usize,
    /// By USPS code.
    pub by_state: BTreeMap<String, InState>,
    /// Places that offer it, of every treatment.
    pub by_treatment: Vec<(Treatment, usize)>,
}

/// Counts. At a million providers it takes a while.
pub fn of(snapshot: &Snapshot, now: DateTime<Utc>) -> Statistics {
    let mut by_state: BTreeMap<String, InState> = BTreeMap::new();
    let mut by_treatment: Vec<(Treatment, usize)> = Treatment::ALL.iter().map(|treatment| (*treatment, 0)).collect();
    let mut places = 0;
    for provider in snapshot.providers() {
        let standing = provider.standing(now);
        if !standing.freshness.is_listed() {
            continue;
        }
        for state in states_of(provider) {
            let here = by_state.entry(state.to_string()).or_default();
            here.providers += 1;
            here.verified += usize::from(standing.badge.shown);
        }
        for site in provider.sites.iter() {
            places += 1;
            if let Some(state) = &site.address.state {
                by_state.entry(state.trim().to_string()).or_default().places += 1;
            }
            for (treatment, count) in &mut by_treatment {
                *count += usize::from(site.offer.treatments.contains(treatment));
            }
        }
    }
    Statistics { accuracy: Accuracy::of(snapshot, now), places, by_state, by_treatment }
}
