//! Every published listing at one moment, immutable, swapped in whole.
//!
//! A snapshot is what was built at once ([`Base`]), and over it the few providers that changed since ([`Layer`]). Their rows in the base
//! are gone; those that they have now are looked at one by one, as are rows whose badge has turned. So a change is public in
//! milliseconds, however much is listed, and the base is shared from one snapshot to the next until it is worth building anew.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::place::Point;
use crate::geo::Gazetteer;

use super::base::Base;
use super::blocks::{Blocks, Entry, Sizes};
use super::facets::{Facets, Options};
use super::found::Shelf;
use super::layer::{Layer, Row, Whose, spoken};
use super::listing::Listing;
use super::names::Names;
use super::opening::OpenNow;
use super::published::Published;
use super::site::Site;
use super::standing::Term;
use super::sums::Sums;

/// All published listings as of one moment and one change.
#[derive(Debug)]
pub struct Snapshot {
    seq: i64,
    as_of: DateTime<Utc>,
    base: Arc<Base>,
    /// Providers that changed since the base was built, as they are now. Their rows are numbered on from the base's.
    late: Layer,
    /// Those of the base that changed, ascending, and their rows.
    gone: Gone,
    /// Every language that some provider speaks now, sorted.
    languages: Vec<String>,
    options: Arc<Options>,
}

#[derive(Debug, Default)]
struct Gone {
    providers: Vec<u32>,
    rows: Vec<u32>,
}

impl Snapshot {
    /// Builds the index. `seq` is the change that it includes, `now` the moment it speaks of.
    pub fn build(listings: Vec<Listing>, seq: i64, now: DateTime<Utc>) -> Snapshot {
        Self::build_with(listings, seq, now, Sizes::default(), of_zip)
    }

    /// The same with blocks of another size and ZIP centroids from elsewhere.
    pub(super) fn build_with(
        listings: Vec<Listing>,
        seq: i64,
        now: DateTime<Utc>,
        sizes: Sizes,
        centroid: impl Fn(&str) -> Option<Point>,
    ) -> Snapshot {
        let providers = listings.into_iter().map(|listing| Published::of(listing, now, &centroid)).collect();
        Snapshot::over(Arc::new(Base::build(providers, now, sizes)), Vec::new(), &BTreeSet::new(), seq, now)
    }

    /// Another snapshot over the same base: with these listings, by the id of their provider, in the place of what the base holds of
    /// these providers; `None` takes one out. They must be all that changed since the base was built.
    pub fn with(&self, changed: &BTreeMap<String, Option<Listing>>, seq: i64, now: DateTime<Utc>) -> Snapshot {
        self.with_centroids(changed, seq, now, of_zip)
    }

    /// The same with ZIP centroids from elsewhere.
    pub(super) fn with_centroids(
        &self,
        changed: &BTreeMap<String, Option<Listing>>,
        seq: i64,
        now: DateTime<Utc>,
        centroid: impl Fn(&str) -> Option<Point>,
    ) -> Snapshot {
        let late = changed.values().flatten().map(|listing| Published::of(listing.clone(), now, &centroid));
        Snapshot::over(self.base.clone(), late.collect(), &changed.keys().map(String::as_str).collect(), seq, now)
    }

    /// The same listings, with an index built anew for this moment, so that no row has to be looked at by itself.
    pub fn rebuilt(&self, now: DateTime<Utc>) -> Snapshot {
        self.rebuilt_with(now, Sizes::default())
    }

    pub(super) fn rebuilt_with(&self, now: DateTime<Utc>, sizes: Sizes) -> Snapshot {
        let providers = self.providers().map(|provider| provider.renewed(now)).collect();
        let base = Base::build(providers, now, sizes);
        Snapshot::over(Arc::new(base), Vec::new(), &BTreeSet::new(), self.seq, now)
    }

    fn over(base: Arc<Base>, late: Vec<Published>, changed: &BTreeSet<&str>, seq: i64, now: DateTime<Utc>) -> Snapshot {
        let gone = Gone::of(&base, changed);
        let languages = languages_now(&base, &gone, &late);
        let same = languages == base.languages;
        let options = if same { base.options.clone() } else { Arc::new(Options::new(&languages)) };
        let (late, ()) = Layer::build(late, &languages, |_, _, _| ());
        Snapshot { seq, as_of: now, base, late, gone, languages, options }
    }

    /// The last change that it includes.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// The moment that it speaks of.
    pub fn as_of(&self) -> DateTime<Utc> {
        self.as_of
    }

    /// A provider by its id, its slug or a slug it had before (then `profile.slug` differs from what was asked).
    pub fn provider(&self, id_or_slug: &str) -> Option<&Published> {
        let late = |found: Option<u32>| found.map(|i| &self.late.providers[i as usize]);
        let base = |found: Option<u32>| {
            let found = found.filter(|i| !self.gone.has(*i));
            found.map(|i| &self.base.layer.providers[i as usize])
        };
        // A slug that someone else has now leads to them.
        let now = late(self.late.by_key(id_or_slug)).or_else(|| base(self.base.layer.by_key(id_or_slug)));
        let before = || late(self.late.by_former(id_or_slug)).or_else(|| base(self.base.layer.by_former(id_or_slug)));
        now.or_else(before)
    }

    /// Every provider, whatever its freshness.
    pub fn providers(&self) -> impl Iterator<Item = &Published> {
        let base = (0..).zip(&self.base.layer.providers).filter(|(i, _)| !self.gone.has(*i));
        base.map(|(_, provider)| provider).chain(&self.late.providers)
    }

    /// What all of them add up to at `now`. The base is counted once; only what changed or turned since is looked at here.
    pub fn sums(&self, now: DateTime<Utc>) -> Sums {
        let mut sums = self.base.sums().clone();
        let of_base = |i: u32| &self.base.layer.providers[i as usize];
        for provider in self.base.turned_ones(now).into_iter().filter(|i| !self.gone.has(*i)).map(of_base) {
            sums.stand(provider, provider.standing_kept(), -1);
            sums.stand(provider, &provider.standing(now), 1);
        }
        for provider in self.gone.providers.iter().map(|i| of_base(*i)) {
            sums.add(provider, provider.standing_kept(), -1);
        }
        self.late.providers.iter().for_each(|provider| sums.add(provider, &provider.standing(now), 1));
        sums
    }

    /// Every language that some provider speaks, sorted.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// How many providers a search at `now` looks at one by one, or has to leave out: those that changed since the index was built, and
    /// those whose badge or freshness may have turned.
    pub fn looked_at_singly(&self, now: DateTime<Utc>) -> usize {
        self.base.turned_providers(now) + self.gone.providers.len() + self.late.providers.len()
    }

    /// The time from `now` on in which no badge and no freshness turns; `None` before the snapshot was made, and where so many have
    /// turned since that it would take long to say.
    pub fn term(&self, now: DateTime<Utc>) -> Option<Term> {
        let term = self.base.term(now).filter(|_| now >= self.as_of)?;
        Some(self.late.providers.iter().fold(term, |term, provider| term.and(provider.standing(now).term())))
    }

    /// What the index is made of, row by row: to measure what building it takes.
    pub fn entries(&self) -> Vec<Entry<'_>> {
        self.base.entries()
    }

    /// The index, over the rows of the base.
    pub fn blocks(&self) -> &Blocks {
        &self.base.blocks
    }
}

/// What a search asks of rows. A row's number is below [`Snapshot::base_rows`], or it is a late one.
impl Snapshot {
    /// How many rows the index is over.
    pub(super) fn base_rows(&self) -> u32 {
        self.base.count()
    }

    /// The rows of providers that changed since: they are in no index.
    pub(super) fn late_rows(&self) -> std::ops::Range<u32> {
        self.base.count()..self.base.count() + self.late.rows.len() as u32
    }

    /// The base's rows, ascending, whose badge or freshness may be another at `now`.
    pub(super) fn turned(&self, now: DateTime<Utc>) -> Vec<u32> {
        let mut rows = self.base.turned(now);
        if !self.gone.rows.is_empty() {
            rows.retain(|row| self.gone.rows.binary_search(row).is_err());
        }
        rows
    }

    /// These rows, and those that are gone, ascending: all that the index must not answer for.
    pub(super) fn apart<'r>(&'r self, turned: &'r [u32]) -> Cow<'r, [u32]> {
        match (turned, self.gone.rows.as_slice()) {
            (turned, []) => turned.into(),
            ([], gone) => gone.into(),
            (turned, gone) => {
                let mut all = [turned, gone].concat();
                all.sort_unstable();
                all.into()
            }
        }
    }

    fn layer(&self, row: u32) -> (&Layer, u32) {
        let count = self.base.count();
        if row < count { (&self.base.layer, row) } else { (&self.late, row - count) }
    }

    pub(super) fn row(&self, row: u32) -> &Row {
        let (layer, at) = self.layer(row);
        &layer.rows[at as usize]
    }

    pub(super) fn whose(&self, row: u32) -> Whose {
        let (layer, at) = self.layer(row);
        layer.whose[at as usize]
    }

    /// The place that a row is of, with its provider.
    pub(super) fn place(&self, row: u32) -> (&Published, &Site) {
        let (layer, at) = self.layer(row);
        layer.place(at)
    }

    /// Where it is, if it has a place on the map.
    pub(super) fn point(&self, row: u32) -> Option<Point> {
        if row < self.base.count() {
            // In the index neighbors lie together, and it may be all that is read of a place.
            return self.base.blocks.point(row as usize);
        }
        self.place(row).1.spot.map(|spot| spot.point)
    }

    /// Where texts about a row are kept.
    pub(super) fn shelf(&self, row: u32) -> Shelf<'_> {
        let (layer, row) = self.layer(row);
        Shelf { kept: &layer.kept, row }
    }

    /// How the ids of two rows' places sort.
    pub(super) fn compare_ids(&self, a: u32, b: u32) -> Ordering {
        let id = |row: u32| self.place(row).1.id.as_str();
        match (self.whose(a).id, self.whose(b).id) {
            (Some(one), Some(other)) if one != other => one.cmp(&other),
            _ => id(a).cmp(id(b)),
        }
    }

    /// Every name, number and offer.
    pub(super) fn names(&self) -> Names<'_> {
        Names::new(&self.base.layer.names, &self.late.names, &self.gone.rows)
    }

    /// What can be asked of the opening hours at one moment: of the base's rows, and of late ones by their number among these.
    pub(super) fn open_at(&self, now: DateTime<Utc>) -> (OpenNow<'_>, OpenNow<'_>) {
        (self.base.layer.openings.at(now), self.late.openings.at(now))
    }

    /// Places of these languages among those of the base's rows, and among those of late rows; one that nobody speaks has none.
    pub(super) fn numbers_of(&self, languages: &[String]) -> (Vec<u16>, Vec<u16>) {
        let among = |all: &[String]| {
            let place = |l: &String| all.binary_search(l).ok().and_then(|i| u16::try_from(i).ok());
            languages.iter().filter_map(place).collect()
        };
        (among(&self.base.languages), among(&self.languages))
    }

    /// What can be chosen of the base.
    pub(super) fn base_options(&self) -> &Arc<Options> {
        &self.base.options
    }

    /// Counts of the base's options, as counts of those that there are now.
    pub(super) fn facets_now(&self, of_base: Facets, asked: &[String]) -> Facets {
        if Arc::ptr_eq(&self.options, &self.base.options) {
            return of_base;
        }
        of_base.of_options(&self.options, asked)
    }
}

impl Gone {
    fn of(base: &Base, changed: &BTreeSet<&str>) -> Gone {
        let mut providers: Vec<u32> = changed.iter().filter_map(|id| base.layer.by_key(id)).collect();
        providers.sort_unstable();
        let mut rows: Vec<u32> = providers.iter().flat_map(|i| base.layer.rows_of(*i)).copied().collect();
        rows.sort_unstable();
        Gone { providers, rows }
    }

    fn has(&self, provider: u32) -> bool {
        self.providers.binary_search(&provider).is_ok()
    }
}

fn languages_now(base: &Base, gone: &Gone, late: &[Published]) -> Vec<String> {
    let mut speakers = base.speakers.clone();
    for provider in &gone.providers {
        let silent = spoken(&base.layer.providers[*provider as usize].profile, &base.languages);
        silent.into_iter().for_each(|language| speakers[usize::from(language)] -= 1);
    }
    let still = base.languages.iter().zip(&speakers).filter(|(_, speakers)| **speakers > 0);
    let all: BTreeSet<&String> =
        still.map(|(language, _)| language).chain(late.iter().flat_map(|p| &p.profile.languages)).collect();
    all.into_iter().cloned().collect()
}

fn of_zip(zip: &str) -> Option<Point> {
    Gazetteer::get().zip(zip).map(|z| z.point)
}
