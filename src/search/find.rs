//! Searching: a scan over the rows of a snapshot.
//!
//! Cheap tests first. A place that fails two groups of filters can be in no result and in no count. The chord decides
//! who is within the radius, and the geodesic where the chord cannot; beyond that only results are measured.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::geo::distance::{Ecef, Reach, Within, miles};

use super::facets::{Facets, Group};
use super::listing::Profile;
use super::paging::After;
use super::query::{Query, Sort};
use super::rank::{Rank, Standpoint};
use super::site::Site;
use super::snapshot::{Published, Row, Snapshot};
use super::standing::Standing;

/// Which of the results are wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// From where.
    pub start: Start,
    /// How many.
    pub size: usize,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// The so-manieth page, from 1.
    Page(usize),
    /// Where an earlier page ended.
    After(After),
}

impl Slice {
    /// The first `size` results.
    pub fn first(size: usize) -> Self {
        Slice { start: Start::Page(1), size }
    }
}

/// The answer to a [`Query`].
#[derive(Debug)]
pub struct Found<'a> {
    /// How many places match, on all pages together.
    pub total: usize,
    /// Those of this page, in order.
    pub hits: Vec<Hit<'a>>,
    /// Counts beside the options.
    pub facets: Facets,
    /// Where the next page begins; `None` on the last.
    pub next: Option<After>,
}

/// One place that matches.
#[derive(Debug)]
pub struct Hit<'a> {
    /// Its provider with all its places.
    pub provider: &'a Published,
    /// The place.
    pub site: &'a Site,
    /// WGS84 geodesic from the centre of the search; `None` without one and for a place without a point.
    pub distance_miles: Option<f64>,
    /// Badge and freshness at the moment of the search.
    pub standing: Cow<'a, Standing>,
}

impl<'a> Hit<'a> {
    /// Who.
    pub fn profile(&self) -> &'a Profile {
        &self.provider.profile
    }
}

/// Searches. `now` decides what is fresh enough to be found and whose badge is still good.
pub fn search<'a>(snapshot: &'a Snapshot, query: &Query, slice: &Slice, now: DateTime<Utc>) -> Found<'a> {
    let mut facets = Facets::empty(snapshot, query);
    let mut matches = Vec::new();
    let test = Test::new(snapshot, query, now);
    for row in snapshot.rows() {
        let Some(seen) = test.look(row) else { continue };
        for group in Group::ALL {
            if seen.missed.none_but(group) {
                facets.add(group, row, seen.accepting_new, seen.standing.badge.shown);
            }
        }
        if seen.missed.none() {
            matches.push((test.rank(&seen), seen));
        }
    }
    let total = matches.len();
    matches.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let start = match &slice.start {
        Start::Page(page) => page.saturating_sub(1).saturating_mul(slice.size).min(total),
        Start::After(after) => matches.partition_point(|(rank, _)| *rank <= after.0),
    };
    let end = start.saturating_add(slice.size).min(total);
    let next = (end < total && end > start).then(|| After(matches[end - 1].0.clone().into_owned()));
    let hits = matches.drain(start..end).map(|(_, seen)| test.hit(seen)).collect();
    Found { total, hits, facets, next }
}

/// How many places match.
pub(super) fn count(snapshot: &Snapshot, query: &Query, now: DateTime<Utc>) -> usize {
    let test = Test::new(snapshot, query, now);
    snapshot.rows().iter().filter(|row| test.look(row).is_some_and(|seen| seen.missed.none())).count()
}

/// A query made ready for one snapshot and one moment.
struct Test<'s, 'q> {
    snapshot: &'s Snapshot,
    query: &'q Query,
    now: DateTime<Utc>,
    center: Option<(crate::domain::place::Point, Ecef)>,
    radius: Option<(f64, Reach)>,
    /// Places of the languages asked for in `Snapshot::languages`; one that nobody speaks has none.
    languages: Vec<u16>,
}

/// A row that is in a result or in some count.
struct Seen<'s> {
    row: &'s Row,
    provider: &'s Published,
    site: &'s Site,
    standing: Cow<'s, Standing>,
    accepting_new: bool,
    missed: Missed,
}

/// The groups of filters that a row fails, as bits.
#[derive(Clone, Copy)]
struct Missed(u8);

impl Missed {
    fn none(self) -> bool {
        self.0 == 0
    }

    fn none_but(self, group: Group) -> bool {
        self.0 & !(1 << group as u8) == 0
    }

    fn several(self) -> bool {
        self.0.count_ones() > 1
    }
}

impl<'s, 'q> Test<'s, 'q> {
    fn new(snapshot: &'s Snapshot, query: &'q Query, now: DateTime<Utc>) -> Self {
        let place = |l: &String| snapshot.languages().binary_search(l).ok().and_then(|i| u16::try_from(i).ok());
        Test {
            snapshot,
            query,
            now,
            center: query.center().map(|p| (p, Ecef::of(p))),
            radius: query.radius_miles().map(|r| (r, Reach::miles(r))),
            languages: query.languages.iter().filter_map(place).collect(),
        }
    }

    /// `None` for a row that is in no result and no count.
    fn look(&self, row: &'s Row) -> Option<Seen<'s>> {
        let provider = &self.snapshot.providers()[row.provider];
        let site = &provider.sites[row.site];
        let standing = provider.standing(self.now);
        if !standing.freshness.is_listed() || !self.admits(row, provider, site) {
            return None;
        }
        let accepting_new = site.offer.accepting_new == Some(true);
        let missed = self.missed(row, accepting_new, standing.badge.shown);
        let counts = !missed.several() && self.within_radius(row, site);
        counts.then_some(Seen { row, provider, site, standing, accepting_new, missed })
    }

    /// The filters that no count leaves out, but for the radius.
    fn admits(&self, row: &Row, provider: &Published, site: &Site) -> bool {
        let query = self.query;
        let in_state = query.within_state().is_none_or(|s| site.address.state.as_deref() == Some(s));
        let in_window = query.bbox.is_none_or(|b| site.spot.is_some_and(|spot| b.contains(spot.point)));
        let licensed = query.licensed_in.as_ref().is_none_or(|state| {
            row.settings.contains(crate::domain::clinical::Setting::Telehealth)
                && provider.profile.telehealth_states.contains(state)
        });
        let payable = query.max_price.is_none_or(|most| site.offer.price_per_session().is_some_and(|p| p <= most));
        let named = || query.q.as_ref().is_none_or(|q| row.names.answer(&q.words));
        in_state && in_window && licensed && payable && named()
    }

    fn missed(&self, row: &Row, accepting_new: bool, verified: bool) -> Missed {
        let query = self.query;
        let speaks = query.languages.is_empty() || row.languages.iter().any(|l| self.languages.contains(l));
        let passes = Group::ALL.map(|group| match group {
            Group::Treatment => query.treatments.admits(row.treatments),
            Group::Condition => query.conditions.admits(row.conditions),
            Group::Setting => query.settings.admits(row.settings),
            Group::Payment => query.payments.admits(row.payments),
            Group::Profession => query.professions.admits(row.professions),
            Group::Language => speaks,
            Group::AcceptingNew => !query.accepting_new || accepting_new,
            Group::Verified => !query.verified || verified,
        });
        Missed(passes.iter().enumerate().map(|(i, passed)| u8::from(!passed) << i).sum())
    }

    fn within_radius(&self, row: &Row, site: &Site) -> bool {
        let (Some((radius, reach)), Some((center, center_ecef))) = (&self.radius, self.center) else { return true };
        let (Some(ecef), Some(spot)) = (row.ecef, site.spot) else { return false };
        match reach.judge(center_ecef.chord_squared(ecef)) {
            Within::Yes => true,
            Within::No => false,
            Within::AskGeodesic => miles(center, spot.point) <= *radius,
        }
    }

    fn distance(&self, site: &Site) -> Option<f64> {
        self.center.zip(site.spot).map(|((center, _), spot)| miles(center, spot.point))
    }

    fn rank(&self, seen: &Seen<'s>) -> Rank<'s> {
        let profile = &seen.provider.profile;
        let order = self.query.order();
        let at = Standpoint {
            distance: if order == Sort::Distance { self.distance(seen.site) } else { None },
            price: seen.site.offer.price_per_session(),
            confirmed_at: profile.confirmed_at.map(|t| t.timestamp_micros()),
            name: &seen.row.name,
            freshness: seen.standing.freshness,
            id: seen.site.id.as_str(),
        };
        Rank::of(order, at)
    }

    fn hit(&self, seen: Seen<'s>) -> Hit<'s> {
        let distance_miles = self.distance(seen.site);
        Hit { provider: seen.provider, site: seen.site, distance_miles, standing: seen.standing }
    }
}
