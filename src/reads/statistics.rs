//! The directory in numbers, as anybody may have them: of listings that searches show, counted in the snapshot in force.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::domain::clinical::Treatment;
use crate::search::{Accuracy, Snapshot, states_of};

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

/// What was counted last. At a million providers a count takes a while: it is made once a minute and for each change, whoever asks.
#[derive(Debug, Default)]
pub struct Kept(Mutex<Option<Counted>>);

#[derive(Debug)]
struct Counted {
    seq: i64,
    minute: i64,
    statistics: Statistics,
}

impl Kept {
    /// The numbers, as they are or were within this minute. Others who ask wait while one counts.
    pub fn of(&self, snapshot: &Snapshot, now: DateTime<Utc>) -> Statistics {
        let (seq, minute) = (snapshot.seq(), now.timestamp().div_euclid(60));
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(counted) = last.as_ref().filter(|counted| (counted.seq, counted.minute) == (seq, minute)) {
            return counted.statistics.clone();
        }
        let statistics = count(snapshot, now);
        *last = Some(Counted { seq, minute, statistics: statistics.clone() });
        statistics
    }
}

fn count(snapshot: &Snapshot, now: DateTime<Utc>) -> Statistics {
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
