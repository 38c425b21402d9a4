//! What was built at once: everything that was published at one moment, with the index over it.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};

use crate::domain::clinical::Setting;

use super::blocks::slots::Attributes;
use super::blocks::{Blocks, Entry, Sizes, state_number};
use super::facets::Options;
use super::layer::{Layer, Row, Whose, gathered, spoken};
use super::published::Published;
use super::site::Site;
use super::standing::Term;
use super::sums::Sums;

/// All published listings as of one moment.
#[derive(Debug)]
pub(super) struct Base {
    pub layer: Layer,
    /// Over the layer's rows.
    pub blocks: Blocks,
    pub as_of: DateTime<Utc>,
    /// Every language that some provider speaks, sorted.
    pub languages: Vec<String>,
    /// How many providers speak each of them.
    pub speakers: Vec<u32>,
    /// What can be chosen.
    pub options: Arc<Options>,
    /// When the standing of which provider turns next, the soonest first.
    turns: Vec<(DateTime<Utc>, u32)>,
    /// What its providers add up to, since somebody asked first.
    sums: OnceLock<Sums>,
}

impl Base {
    pub fn build(providers: Vec<Published>, now: DateTime<Utc>, sizes: Sizes) -> Base {
        let languages: BTreeSet<&String> = providers.iter().flat_map(|p| &p.profile.languages).collect();
        let languages: Vec<String> = languages.into_iter().cloned().collect();
        let (layer, blocks) = Layer::build(providers, &languages, |whose, providers, rows| {
            Blocks::build(&entries(whose, providers, rows), languages.len(), sizes)
        });
        let providers = (0..).zip(&layer.providers);
        let mut turns: Vec<(DateTime<Utc>, u32)> =
            providers.filter_map(|(i, p)| Some((p.standing_kept().until()?, i))).collect();
        turns.sort_unstable();
        let mut speakers = vec![0; languages.len()];
        let all = layer.providers.iter().flat_map(|p| spoken(&p.profile, &languages));
        all.for_each(|language| speakers[usize::from(language)] += 1);
        let options = Arc::new(Options::new(&languages));
        Base { layer, blocks, as_of: now, languages, speakers, options, turns, sums: OnceLock::new() }
    }

    /// How many rows there are.
    pub fn count(&self) -> u32 {
        // Rows are numbered so.
        self.layer.rows.len() as u32
    }

    /// What the index is made of, row by row.
    pub fn entries(&self) -> Vec<Entry<'_>> {
        entries(&self.layer.whose, &self.layer.providers, &self.layer.rows)
    }

    /// How many providers' badge or freshness may be another at `now` than when the index was built; all, after a clock was set back.
    pub fn turned_providers(&self, now: DateTime<Utc>) -> usize {
        let all = self.layer.providers.len();
        if now < self.as_of { all } else { self.turns.partition_point(|(at, _)| *at <= now) }
    }

    /// The providers whose badge or freshness may be another at `now` than when the index was built.
    pub fn turned_ones(&self, now: DateTime<Utc>) -> Vec<u32> {
        match now < self.as_of {
            true => (0..).zip(&self.layer.providers).map(|(i, _)| i).collect(),
            false => self.turns[..self.turned_providers(now)].iter().map(|(_, provider)| *provider).collect(),
        }
    }

    /// What its providers add up to, as they stood when the index was built.
    pub fn sums(&self) -> &Sums {
        self.sums.get_or_init(|| {
            let mut sums = Sums::default();
            self.layer.providers.iter().for_each(|provider| sums.add(provider, provider.standing_kept(), 1));
            sums
        })
    }

    /// The time from `now` on in which no badge and no freshness turns; `None` before the index was built, and where so many have turned
    /// since that it would take long to say.
    pub fn term(&self, now: DateTime<Utc>) -> Option<Term> {
        const MANY: usize = 200;
        let count = self.turned_providers(now);
        if now < self.as_of || count > MANY {
            return None;
        }
        let (turned, ahead) = self.turns.split_at(count);
        // Who has turned once may turn again, before others turn first.
        let providers = &self.layer.providers;
        let again = turned.iter().filter_map(|(_, provider)| providers[*provider as usize].standing(now).until());
        let until = again.chain(ahead.first().map(|(at, _)| *at)).min();
        Some(Term::new(now, until))
    }

    /// The rows, ascending, whose badge or freshness may be another at `now` than when the index was built.
    pub fn turned(&self, now: DateTime<Utc>) -> Vec<u32> {
        if now < self.as_of {
            // A clock that was set back: nothing is known about any of them.
            return (0..self.count()).collect();
        }
        let turned = &self.turns[..self.turned_providers(now)];
        let mut rows: Vec<u32> =
            turned.iter().flat_map(|(_, provider)| self.layer.rows_of(*provider)).copied().collect();
        rows.sort_unstable();
        rows
    }
}

fn entries<'a>(whose: &[Whose], providers: &'a [Published], rows: &'a [Row]) -> Vec<Entry<'a>> {
    gathered(rows.len(), |row| entry(whose[row].among(providers), &rows[row]))
}

/// What the index keeps of a row.
fn entry<'a>((provider, site): (&'a Published, &'a Site), row: &'a Row) -> Entry<'a> {
    let remote = row.settings.contains(Setting::Telehealth);
    let served = if remote { provider.profile.telehealth_states.as_slice() } else { &[] };
    let standing = provider.standing_kept();
    Entry {
        point: site.spot.map(|spot| spot.point),
        attributes: Attributes {
            treatments: row.treatments,
            conditions: row.conditions,
            settings: row.settings,
            payments: row.payments,
            professions: row.professions,
            languages: &row.languages,
            accepting_new: site.offer.accepting_new == Some(true),
            first_openings: row.first_openings,
            step_free: row.step_free,
            safety: row.safety,
            verified: standing.badge.shown,
            listed: standing.freshness.is_listed(),
        },
        state: site.address.state.as_deref().and_then(state_number),
        licensed: served.iter().filter_map(|state| state_number(state)).fold(0, |all, state| all | 1 << state),
        price: site.offer.price_per_session(),
    }
}
