//! The index: every published listing, immutable, made public once and swapped in whole.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use chrono::{DateTime, Utc};

use crate::domain::clinical::{Condition, Payment, Setting, Treatment};
use crate::domain::credential::Profession;
use crate::domain::fold::fold;
use crate::geo::Gazetteer;

use super::blocks::slots::Attributes;
use super::blocks::{self, Blocks, Entry, Sizes, state_number};
use super::facets::Options;
use super::kept::Kept;
use super::listing::{Listing, Profile};
use super::name;
use super::name_index::{Collector, NameIndex};
use super::opening::Openings;
use super::set::Set;
use super::site::Site;
use super::standing::{Standing, Term};
use super::terms::Meaning;

/// All published listings as of one moment and one change.
#[derive(Debug)]
pub struct Snapshot {
    seq: i64,
    as_of: DateTime<Utc>,
    providers: Vec<Published>,
    /// Current slugs, former slugs and ids.
    by_key: HashMap<String, usize>,
    /// In the order of the index.
    rows: Vec<Row>,
    /// Whose each row is.
    whose: Vec<Whose>,
    blocks: Blocks,
    names: NameIndex,
    /// When which row is open.
    openings: Openings,
    /// When the standing of which provider turns next, the soonest first.
    turns: Vec<(DateTime<Utc>, usize)>,
    /// For each provider its rows.
    rows_of: Vec<Vec<u32>>,
    languages: Vec<String>,
    /// What can be chosen.
    options: Arc<Options>,
    /// What was made of single rows since.
    kept: Kept,
}

/// One provider as the public may know it.
#[derive(Debug)]
pub struct Published {
    /// Who.
    pub profile: Profile,
    /// Where.
    pub sites: Vec<Site>,
    standing: Standing,
}

impl Published {
    /// Badge and freshness at `now`.
    pub fn standing(&self, now: DateTime<Utc>) -> std::borrow::Cow<'_, Standing> {
        self.standing.moved(&self.profile, now)
    }
}

/// Whose a row is, in few bytes: what a search shows lies together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whose {
    /// Place in `Snapshot::providers`.
    pub provider: u32,
    /// Place in its sites.
    pub site: u32,
    /// When the index was built.
    pub unconfirmed: bool,
    /// How the site's id sorts, as far as so many bits can tell; none for one that is no UUID.
    id: Option<u64>,
}

/// What a search compares of one place.
#[derive(Debug)]
pub(super) struct Row {
    pub treatments: Set<Treatment>,
    /// The conditions that find this place, by [`Condition::covers`]; not those it names.
    pub conditions: Set<Condition>,
    pub settings: Set<Setting>,
    pub payments: Set<Payment>,
    pub professions: Set<Profession>,
    /// Places in `Snapshot::languages`.
    pub languages: Vec<u16>,
    pub name: String,
}

impl Snapshot {
    /// Builds the index. `seq` is the change that it includes, `now` the moment it speaks of.
    pub fn build(listings: Vec<Listing>, seq: i64, now: DateTime<Utc>) -> Snapshot {
        let gazetteer = Gazetteer::get();
        Self::build_with(listings, seq, now, Sizes::default(), |zip| gazetteer.zip(zip).map(|z| z.point))
    }

    /// The same with blocks of another size and ZIP centroids from elsewhere.
    pub(super) fn build_with(
        listings: Vec<Listing>,
        seq: i64,
        now: DateTime<Utc>,
        sizes: Sizes,
        centroid: impl Fn(&str) -> Option<crate::domain::place::Point>,
    ) -> Snapshot {
        let publish = |listing: Listing| {
            let standing = Standing::at(&listing.profile, now);
            let sites = listing.locations.into_iter().map(|l| Site::of(l, &centroid)).collect();
            Published { profile: listing.profile, sites, standing }
        };
        let mut providers: Vec<Published> = listings.into_iter().map(publish).collect();
        // Neighbors side by side: what one search shows lies together.
        providers.sort_by_cached_key(|p| {
            let first = p.sites.first().and_then(|site| site.spot).map(|spot| spot.point);
            (blocks::place(first), p.profile.provider_id.clone())
        });
        let languages = languages_of(&providers);
        let whose = whose_rows(&providers);
        let rows = gathered(whose.len(), |row| Row::of(whose[row].among(&providers), &languages));
        // What takes longest has a thread of its own.
        let (names, blocks, openings, by_key) = thread::scope(|threads| {
            let names = threads.spawn(|| names_of(whose.iter().map(|whose| whose.among(&providers)).zip(&rows)));
            let blocks = Blocks::build(&entries(&whose, &providers, &rows), languages.len(), sizes);
            let openings = Openings::of(whose.iter().map(|whose| whose.among(&providers).1));
            let by_key = keys_of(&providers);
            (names.join().unwrap_or_else(|panic| resume_unwind(panic)), blocks, openings, by_key)
        });
        let mut turns: Vec<(DateTime<Utc>, usize)> =
            providers.iter().enumerate().filter_map(|(i, p)| Some((p.standing.until()?, i))).collect();
        turns.sort_unstable();
        let mut of_provider = vec![Vec::new(); providers.len()];
        (0..).zip(&whose).for_each(|(at, whose)| of_provider[whose.provider as usize].push(at));
        Snapshot {
            seq,
            as_of: now,
            kept: Kept::new(rows.len()),
            by_key,
            providers,
            rows,
            whose,
            blocks,
            names,
            openings,
            turns,
            rows_of: of_provider,
            options: Arc::new(Options::new(&languages)),
            languages,
        }
    }

    /// The last change that it includes.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// When it was built.
    pub fn as_of(&self) -> DateTime<Utc> {
        self.as_of
    }

    /// A provider by its id, its slug or a slug it had before (then `profile.slug` differs from what was asked).
    pub fn provider(&self, id_or_slug: &str) -> Option<&Published> {
        self.by_key.get(id_or_slug).map(|i| &self.providers[*i])
    }

    /// Every provider, whatever its freshness.
    pub fn providers(&self) -> &[Published] {
        &self.providers
    }

    /// Every language that some provider speaks, sorted.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// What can be chosen in each group of filters.
    pub(super) fn options(&self) -> &Arc<Options> {
        &self.options
    }

    /// Texts about [`Snapshot::rows`].
    pub(super) fn kept(&self) -> &Kept {
        &self.kept
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Every name, number and offer of [`Snapshot::rows`].
    pub(super) fn names(&self) -> &NameIndex {
        &self.names
    }

    pub(super) fn whose(&self, row: u32) -> Whose {
        self.whose[row as usize]
    }

    /// How the ids of two rows' places sort.
    pub(super) fn compare_ids(&self, a: u32, b: u32) -> std::cmp::Ordering {
        let id = |row: u32| self.place(row).1.id.as_str();
        match (self.whose(a).id, self.whose(b).id) {
            (Some(one), Some(other)) if one != other => one.cmp(&other),
            _ => id(a).cmp(id(b)),
        }
    }

    /// The place that a row is of, with its provider.
    pub(super) fn place(&self, row: u32) -> (&Published, &Site) {
        self.whose(row).among(&self.providers)
    }

    /// What the index is made of, row by row: to measure what building it takes.
    pub fn entries(&self) -> Vec<Entry<'_>> {
        entries(&self.whose, &self.providers, &self.rows)
    }

    /// The index over [`Snapshot::rows`].
    pub fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// The opening hours of [`Snapshot::rows`].
    pub(super) fn openings(&self) -> &Openings {
        &self.openings
    }

    /// How many providers' badge or freshness may be another at `now` than when the index was built: searches look at these one by
    /// one.
    pub fn turned_providers(&self, now: DateTime<Utc>) -> usize {
        self.turns.partition_point(|(at, _)| *at <= now)
    }

    /// The time from `now` on in which no badge and no freshness turns; `None` before the index was built, and where so many have turned
    /// since that it would take long to say.
    pub fn term(&self, now: DateTime<Utc>) -> Option<Term> {
        const MANY: usize = 200;
        let (turned, ahead) = self.turns.split_at(self.turned_providers(now));
        if now < self.as_of || turned.len() > MANY {
            return None;
        }
        // Who has turned once may turn again, before others turn first.
        let again = turned.iter().filter_map(|(_, provider)| self.providers[*provider].standing(now).until());
        let until = again.chain(ahead.first().map(|(at, _)| *at)).min();
        Some(Term::new(now, until))
    }

    /// The rows, ascending, whose badge or freshness may be another at `now` than when the index was built.
    pub(super) fn turned(&self, now: DateTime<Utc>) -> Vec<u32> {
        if now < self.as_of {
            // A clock that was set back: nothing is known about any of them.
            return (0..).take(self.rows.len()).collect();
        }
        let turned = &self.turns[..self.turned_providers(now)];
        let mut rows: Vec<u32> = turned.iter().flat_map(|(_, provider)| &self.rows_of[*provider]).copied().collect();
        rows.sort_unstable();
        rows
    }
}

/// Every place of every provider, in the order of the index.
fn whose_rows(providers: &[Published]) -> Vec<Whose> {
    let places = (0u32..).zip(providers).flat_map(|(number, provider)| {
        let unconfirmed = !provider.standing.freshness.is_confirmed();
        let of_site = move |(site, at): (u32, &Site)| {
            let point = at.spot.map(|spot| spot.point);
            (blocks::place(point), Whose { provider: number, site, unconfirmed, id: at.id.leading_bits() })
        };
        (0u32..).zip(&provider.sites).map(of_site)
    });
    let mut places: Vec<(u64, Whose)> = places.collect();
    places.sort_unstable_by_key(|(place, whose)| (*place, whose.provider, whose.site));
    places.into_iter().map(|(_, whose)| whose).collect()
}

impl Whose {
    fn among(self, providers: &[Published]) -> (&Published, &Site) {
        let provider = &providers[self.provider as usize];
        (provider, &provider.sites[self.site as usize])
    }
}

fn names_of<'a>(places: impl Iterator<Item = ((&'a Published, &'a Site), &'a Row)>) -> NameIndex {
    let mut all = Collector::default();
    for ((provider, site), row) in places {
        let offers = Meaning { treatments: row.treatments, conditions: row.conditions };
        all.add(name::names_of(&provider.profile, site), name::numbers_of(&provider.profile, site), offers);
    }
    all.index()
}

/// What the index is made of, row by row.
fn entries<'a>(whose: &[Whose], providers: &'a [Published], rows: &'a [Row]) -> Vec<Entry<'a>> {
    gathered(rows.len(), |row| entry(whose[row].among(providers), &rows[row]))
}

/// One thing for each row, on every processor: what they are made of lies all over the memory.
fn gathered<T: Send>(rows: usize, each: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let hands = thread::available_parallelism().map_or(1, usize::from);
    let share = rows.div_ceil(hands).max(1);
    thread::scope(|threads| {
        let of = |from: usize| (from..rows.min(from + share)).map(&each).collect::<Vec<T>>();
        let shares: Vec<_> = (0..rows).step_by(share).map(|from| threads.spawn(move || of(from))).collect();
        shares.into_iter().flat_map(|share| share.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// What the index keeps of a row.
fn entry<'a>((provider, site): (&'a Published, &'a Site), row: &'a Row) -> Entry<'a> {
    let remote = row.settings.contains(Setting::Telehealth);
    let served = if remote { provider.profile.telehealth_states.as_slice() } else { &[] };
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
            verified: provider.standing.badge.shown,
            listed: provider.standing.freshness.is_listed(),
        },
        state: site.address.state.as_deref().and_then(state_number),
        licensed: served.iter().filter_map(|state| state_number(state)).fold(0, |all, state| all | 1 << state),
        price: site.offer.price_per_session(),
    }
}

impl Row {
    fn of((provider, site): (&Published, &Site), languages: &[String]) -> Row {
        let profile = &provider.profile;
        let offer = &site.offer;
        let finds = |c: &Condition| c.covers().iter().any(|covered| offer.conditions.contains(covered));
        Row {
            treatments: offer.treatments.iter().copied().collect(),
            conditions: Condition::ALL.iter().copied().filter(finds).collect(),
            settings: offer.settings.iter().copied().collect(),
            payments: offer.payments.iter().copied().collect(),
            professions: profile
                .clinicians
                .iter()
                .filter(|c| c.locations.contains(&site.id))
                .map(|c| c.profession)
                .collect(),
            languages: spoken(profile, languages),
            name: fold(&profile.name),
        }
    }
}

fn spoken(profile: &Profile, languages: &[String]) -> Vec<u16> {
    let place = |l: &String| languages.binary_search(l).ok().and_then(|i| u16::try_from(i).ok());
    let mut spoken: Vec<u16> = profile.languages.iter().filter_map(place).collect();
    spoken.sort_unstable();
    spoken.dedup();
    spoken
}

fn languages_of(providers: &[Published]) -> Vec<String> {
    let mut languages: Vec<String> = providers.iter().flat_map(|p| p.profile.languages.iter().cloned()).collect();
    languages.sort_unstable();
    languages.dedup();
    languages
}

fn keys_of(providers: &[Published]) -> HashMap<String, usize> {
    let mut keys = HashMap::new();
    for (i, provider) in providers.iter().enumerate() {
        keys.insert(provider.profile.provider_id.to_string(), i);
        keys.insert(provider.profile.slug.clone(), i);
    }
    // A slug that someone else has now leads to them.
    for (i, provider) in providers.iter().enumerate() {
        for slug in &provider.profile.former_slugs {
            if let Slot::Vacant(slot) = keys.entry(slug.clone()) {
                slot.insert(i);
            }
        }
    }
    keys
}
