//! Some providers with the rows of their places: what a search compares of a place, and what it shows.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::thread;

use crate::domain::clinical::{Condition, Payment, SafetyPractice, Setting, Treatment};
use crate::domain::credential::Profession;
use crate::domain::fold::fold;
use crate::domain::schedule::Within;

use super::blocks;
use super::kept::Kept;
use super::listing::Profile;
use super::name;
use super::name_index::{Collector, NameIndex};
use super::opening::Openings;
use super::published::Published;
use super::set::Set;
use super::site::Site;
use super::terms::Meaning;

/// Providers, in the order of the index, and the rows of their places.
#[derive(Debug)]
pub(super) struct Layer {
    pub providers: Vec<Published>,
    /// In the order of the index.
    pub rows: Vec<Row>,
    /// Whose each row is.
    pub whose: Vec<Whose>,
    pub names: NameIndex,
    /// When which row is open.
    pub openings: Openings,
    /// What was made of single rows since.
    pub kept: Kept,
    /// Current slugs, and ids.
    by_key: HashMap<String, u32>,
    /// Slugs that a provider had before.
    by_former: HashMap<String, u32>,
    /// For each provider its rows.
    rows_of: Vec<Vec<u32>>,
}

/// Whose a row is, in few bytes: what a search shows lies together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whose {
    /// Place in [`Layer::providers`].
    pub provider: u32,
    /// Place in its sites.
    pub site: u32,
    /// When the layer was built.
    pub unconfirmed: bool,
    /// How the site's id sorts, as far as so many bits can tell; none for one that is no UUID.
    pub id: Option<u64>,
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
    /// Places in the layer's languages.
    pub languages: Vec<u16>,
    /// What finds it by its first opening, by [`Within::covers`].
    pub first_openings: Set<Within>,
    /// The entrance is said to be step-free.
    pub step_free: bool,
    /// What it says that it does. What it denies and what it leaves blank are not here.
    pub safety: Set<SafetyPractice>,
    pub name: String,
}

impl Layer {
    /// Of these providers; `languages` are sorted and hold all that they speak. `beside` makes something of the same rows at the same
    /// time.
    pub fn build<T>(
        mut providers: Vec<Published>,
        languages: &[String],
        beside: impl FnOnce(&[Whose], &[Published], &[Row]) -> T,
    ) -> (Layer, T) {
        // Neighbors side by side: what one search shows lies together.
        providers.sort_by_cached_key(|p| {
            let first = p.sites.first().and_then(|site| site.spot).map(|spot| spot.point);
            (blocks::place(first), p.profile.provider_id.clone())
        });
        let whose = whose_rows(&providers);
        let rows = gathered(whose.len(), |row| Row::of(whose[row].among(&providers), languages));
        // What takes longest has a thread of its own.
        let (names, made) = thread::scope(|threads| {
            let names = threads.spawn(|| names_of(whose.iter().map(|whose| whose.among(&providers)).zip(&rows)));
            let made = beside(&whose, &providers, &rows);
            (names.join().unwrap_or_else(|panic| resume_unwind(panic)), made)
        });
        let mut rows_of = vec![Vec::new(); providers.len()];
        (0..).zip(&whose).for_each(|(at, whose)| rows_of[whose.provider as usize].push(at));
        let numbered = || (0..).zip(&providers);
        let ids = numbered().map(|(i, p)| (p.profile.provider_id.to_string(), i));
        let slugs = numbered().map(|(i, p)| (p.profile.slug.clone(), i));
        let former = numbered().flat_map(|(i, p)| p.profile.former_slugs.iter().map(move |slug| (slug.clone(), i)));
        let layer = Layer {
            names,
            openings: Openings::of(whose.iter().map(|whose| whose.among(&providers).1)),
            kept: Kept::new(rows.len()),
            by_key: ids.chain(slugs).collect(),
            by_former: former.collect(),
            rows_of,
            rows,
            whose,
            providers,
        };
        (layer, made)
    }

    /// The place of a provider by its id or its slug.
    pub fn by_key(&self, id_or_slug: &str) -> Option<u32> {
        self.by_key.get(id_or_slug).copied()
    }

    /// The place of the provider that had this slug before.
    pub fn by_former(&self, slug: &str) -> Option<u32> {
        self.by_former.get(slug).copied()
    }

    /// The rows of a provider, ascending.
    pub fn rows_of(&self, provider: u32) -> &[u32] {
        &self.rows_of[provider as usize]
    }

    /// The place that a row is of, with its provider.
    pub fn place(&self, row: u32) -> (&Published, &Site) {
        self.whose[row as usize].among(&self.providers)
    }
}

/// Every place of every provider, in the order of the index.
fn whose_rows(providers: &[Published]) -> Vec<Whose> {
    let places = (0u32..).zip(providers).flat_map(|(number, provider)| {
        let unconfirmed = !provider.standing_kept().freshness.is_confirmed();
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
    pub fn among(self, providers: &[Published]) -> (&Published, &Site) {
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

/// One thing for each row, on every processor: what they are made of lies all over the memory.
pub(super) fn gathered<T: Send>(rows: usize, each: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let hands = thread::available_parallelism().map_or(1, usize::from);
    let share = rows.div_ceil(hands).max(1);
    thread::scope(|threads| {
        let of = |from: usize| (from..rows.min(from + share)).map(&each).collect::<Vec<T>>();
        let shares: Vec<_> = (0..rows).step_by(share).map(|from| threads.spawn(move || of(from))).collect();
        shares.into_iter().flat_map(|share| share.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
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
            first_openings: offer.opening_shown().map_or_else(Set::default, |opening| {
                Within::ALL.iter().copied().filter(|w| w.covers().contains(&opening.within)).collect()
            }),
            step_free: offer.step_free == Some(true),
            safety: SafetyPractice::ALL.iter().copied().filter(|p| offer.safety.said(*p) == Some(true)).collect(),
            name: fold(&profile.name),
        }
    }
}

/// Places in `languages`, ascending, each once.
pub(super) fn spoken(profile: &Profile, languages: &[String]) -> Vec<u16> {
    let place = |l: &String| languages.binary_search(l).ok().and_then(|i| u16::try_from(i).ok());
    let mut spoken: Vec<u16> = profile.languages.iter().filter_map(place).collect();
    spoken.sort_unstable();
    spoken.dedup();
    spoken
}
