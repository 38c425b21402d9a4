//! Searching: the index counts and names those that may come first; these are measured and put in order.
//!
//! Places that changed since the index was built, or whose badge or freshness has turned, are looked at one by one ([`Test::look`]),
//! cheap tests first: one that fails two groups of filters can be in no result and in no count.

use chrono::{DateTime, Utc};

use crate::domain::place::Point;
use crate::geo::distance::{Ecef, Reach, Within, miles};

use super::blocks::nearest::{Behind, Near};
use super::blocks::tally::Filters;
use super::blocks::walk::{Part, Region};
use super::facets::{Facets, Group, Joined};
use super::found::{Found, Hit, Ranking};
use super::layer::Row;
use super::names::{Named, ReadAs};
use super::nearby::{self, Candidate};
use super::opening::OpenNow;
use super::paging::After;
use super::published::Published;
use super::query::{Query, Sort};
use super::rank::Rank;
use super::site::Site;
use super::snapshot::Snapshot;

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

/// Searches. `now` decides what is fresh enough to be found and whose badge is still good.
pub fn search<'a>(snapshot: &'a Snapshot, query: &Query, slice: &Slice, now: DateTime<Utc>) -> Found<'a> {
    let test = Test::new(snapshot, query, now);
    let (after, first) = match &slice.start {
        Start::Page(page) => (None, page.saturating_sub(1).saturating_mul(slice.size)),
        Start::After(after) => (Some(&after.0), 0),
    };
    let counted = test.tally();
    if first >= counted.total {
        // Nothing is measured for a page that is not there.
        return Found {
            total: counted.total,
            hits: Vec::new(),
            facets: counted.facets,
            last: None,
            read_as: test.read_as(),
        };
    }
    // One more than is shown tells whether there is a next page.
    let wanted = first.saturating_add(slice.size).saturating_add(1);
    let rows = test.ordered(counted.matched, counted.apart, after, wanted);
    let first = first.min(rows.len());
    let end = first.saturating_add(slice.size).min(rows.len());
    let last = (end < rows.len() && end > first).then(|| (test.ranking(), rows[end - 1]));
    let hits = rows[first..end].iter().map(|row| test.hit(*row)).collect();
    Found { total: counted.total, hits, facets: counted.facets, last, read_as: test.read_as() }
}

/// How many places match.
pub fn count(snapshot: &Snapshot, query: &Query, now: DateTime<Utc>) -> usize {
    Test::new(snapshot, query, now).tally().total
}

/// What the index and the rows beside it amount to.
struct Counted {
    total: usize,
    facets: Facets,
    matched: Vec<Part>,
    /// Those that match of the rows that are judged one by one, and whether they are unconfirmed.
    apart: Vec<(u32, bool)>,
}

/// A query made ready for one snapshot and one moment.
struct Test<'s, 'q> {
    snapshot: &'s Snapshot,
    query: &'q Query,
    now: DateTime<Utc>,
    center: Option<(Point, Ecef)>,
    radius: Option<(f64, Reach)>,
    /// Of the index's rows, and of late ones.
    open: Option<(OpenNow<'s>, OpenNow<'s>)>,
    named: Option<Named>,
    /// Places of the languages asked for among those of the index's rows, and of late ones.
    languages: (Vec<u16>, Vec<u16>),
    /// The groups of filters in which something is chosen.
    asked: Vec<Group>,
}

/// A row that is in a result or in some count.
#[derive(Debug)]
struct Seen {
    accepting_new: bool,
    verified: bool,
    unconfirmed: bool,
    missed: Missed,
}

/// The groups of filters that a row fails, as bits.
#[derive(Debug, Clone, Copy)]
struct Missed(u16);

impl Missed {
    fn none(self) -> bool {
        self.0 == 0
    }

    /// Whether a row is in the counts of a group: choices that are joined by AND are kept when another is added.
    fn counts_in(self, group: Group) -> bool {
        let forgiven = match group.joined() {
            Joined::Any => 1 << group as u16,
            Joined::All => 0,
        };
        self.0 & !forgiven == 0
    }

    fn several(self) -> bool {
        self.0.count_ones() > 1
    }
}

impl<'s, 'q> Test<'s, 'q> {
    fn new(snapshot: &'s Snapshot, query: &'q Query, now: DateTime<Utc>) -> Self {
        Test {
            snapshot,
            query,
            now,
            center: query.center().map(|p| (p, Ecef::of(p))),
            radius: query.radius_miles().map(|r| (r, Reach::miles(r))),
            open: query.open_now.then(|| snapshot.open_at(now)),
            named: query.q.as_ref().map(|q| snapshot.names().answer(&q.words)),
            languages: snapshot.numbers_of(&query.languages),
            asked: Group::ALL.into_iter().filter(|group| query.asks(*group)).collect(),
        }
    }

    fn read_as(self) -> Vec<ReadAs> {
        self.named.map(|named| named.read_as).unwrap_or_default()
    }

    /// Counts what the index knows, and row by row those that have turned or changed since it was built.
    fn tally(&self) -> Counted {
        let snapshot = self.snapshot;
        let turned = snapshot.turned(self.now);
        let apart = snapshot.apart(&turned);
        let named = self.named.as_ref().map(|named| &named.rows);
        let region = Region::of(self.query, &apart, named).open(self.open.as_ref().map(|(open, _)| open));
        let blocks = snapshot.blocks();
        let filters = Filters::of(self.query, &blocks.slots, &self.languages.0);
        // Room for what most searches meet.
        let mut matched = Vec::with_capacity(64);
        let tally = blocks.tally(&region, &filters, |what| matched.push(what));
        let asked = &self.query.languages;
        let mut facets = Facets::of(snapshot.base_options(), asked, tally.counts);
        let mut apart = Vec::new();
        turned.iter().for_each(|row| apart.extend(self.count_singly(*row, &mut facets)));
        let mut facets = snapshot.facets_now(facets, asked);
        snapshot.late_rows().for_each(|row| apart.extend(self.count_singly(row, &mut facets)));
        Counted { total: tally.total + apart.len(), facets, matched, apart }
    }

    /// Adds a row to the counts that it is in. One that matches comes back, and whether it is unconfirmed.
    fn count_singly(&self, number: u32, facets: &mut Facets) -> Option<(u32, bool)> {
        let seen = self.look(number)?;
        let row = self.snapshot.row(number);
        for group in Group::ALL.into_iter().filter(|group| seen.missed.counts_in(*group)) {
            facets.add(group, row, seen.accepting_new, seen.verified);
        }
        seen.missed.none().then_some((number, seen.unconfirmed))
    }

    /// The first `wanted` matches behind `after`, in order.
    fn ordered(
        &self,
        matched: Vec<Part>,
        apart: Vec<(u32, bool)>,
        after: Option<&Rank<'static>>,
        wanted: usize,
    ) -> Vec<u32> {
        let snapshot = self.snapshot;
        match (self.query.order(), self.center) {
            (Sort::Distance, Some((center, from))) => {
                let behind = after.and_then(Rank::miles).map(Behind::miles);
                let rows = snapshot.blocks().nearest(&matched, from, behind, wanted).into_iter();
                let rows = rows.map(|near| Candidate { near, unconfirmed: None });
                let apart = apart.into_iter().map(|(row, unconfirmed)| {
                    let near = snapshot.point(row).map_or(Near::nowhere(row), |point| Near::at(row, from, point));
                    Candidate { near, unconfirmed: Some(unconfirmed) }
                });
                nearby::first(snapshot, center, rows.chain(apart).collect(), after, wanted)
            }
            _ => {
                let rows = snapshot.blocks().rows_of(&matched).into_iter().chain(apart.into_iter().map(|(row, _)| row));
                self.first_by_rank(rows, after, wanted)
            }
        }
    }

    fn first_by_rank(&self, rows: impl Iterator<Item = u32>, after: Option<&Rank<'static>>, wanted: usize) -> Vec<u32> {
        let ranking = self.ranking();
        let ranked = rows.map(|row| (ranking.rank(row), row));
        let mut ranked: Vec<(Rank<'s>, u32)> =
            ranked.filter(|(rank, _)| after.is_none_or(|after| rank > after)).collect();
        if ranked.len() > wanted {
            ranked.select_nth_unstable(wanted);
            ranked.truncate(wanted);
        }
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, row)| row).collect()
    }

    /// `None` for a row that is in no result and no count.
    fn look(&self, number: u32) -> Option<Seen> {
        let row = self.snapshot.row(number);
        let (provider, site) = self.snapshot.place(number);
        let standing = provider.standing(self.now);
        if !standing.freshness.is_listed() || !self.admits(number, row, provider, site) {
            return None;
        }
        let (accepting_new, verified) = (site.offer.accepting_new == Some(true), standing.badge.shown);
        let missed = self.missed(number, row, accepting_new, verified);
        let counts = !missed.several() && self.within_radius(site);
        let unconfirmed = !standing.freshness.is_confirmed();
        counts.then_some(Seen { accepting_new, verified, unconfirmed, missed })
    }

    /// The filters that no count leaves out, but for the radius.
    fn admits(&self, number: u32, row: &Row, provider: &Published, site: &Site) -> bool {
        let query = self.query;
        let in_state = query.within_state().is_none_or(|s| site.address.state.as_deref() == Some(s));
        let in_window = query.bbox.is_none_or(|b| site.spot.is_some_and(|spot| b.contains(spot.point)));
        let licensed = query.licensed_in.as_ref().is_none_or(|state| {
            row.settings.contains(crate::domain::clinical::Setting::Telehealth)
                && provider.profile.telehealth_states.contains(state)
        });
        let payable = query.max_price.is_none_or(|most| site.offer.price_per_session().is_some_and(|p| p <= most));
        let open = || self.is_open(number);
        let named = || self.named.as_ref().is_none_or(|named| named.rows.contains(number));
        in_state && in_window && licensed && payable && open() && named()
    }

    fn is_open(&self, number: u32) -> bool {
        self.open.as_ref().is_none_or(|(base, late)| match number.checked_sub(self.snapshot.base_rows()) {
            Some(number) => late.admits(number as usize),
            None => base.admits(number as usize),
        })
    }

    fn missed(&self, number: u32, row: &Row, accepting_new: bool, verified: bool) -> Missed {
        let query = self.query;
        let is_late = number >= self.snapshot.base_rows();
        let asked = if is_late { &self.languages.1 } else { &self.languages.0 };
        let fails = |group: &Group| match group {
            Group::Treatment => !query.treatments.admits(row.treatments),
            Group::Condition => !query.conditions.admits(row.conditions),
            Group::Setting => !query.settings.admits(row.settings),
            Group::Payment => !query.payments.admits(row.payments),
            Group::Profession => !query.professions.admits(row.professions),
            Group::Language => !row.languages.iter().any(|l| asked.contains(l)),
            Group::AcceptingNew => !accepting_new,
            Group::FirstOpening => !query.first_openings.admits(row.first_openings),
            Group::StepFree => !row.step_free,
            Group::Safety => !row.safety.holds(query.safety),
            Group::Verified => !verified,
        };
        Missed(self.asked.iter().filter(|group| fails(group)).fold(0, |missed, group| missed | 1 << *group as u16))
    }

    fn within_radius(&self, site: &Site) -> bool {
        let (Some((radius, reach)), Some((center, center_ecef))) = (&self.radius, self.center) else { return true };
        let Some(spot) = site.spot else { return false };
        match reach.judge(center_ecef.chord_squared(Ecef::of(spot.point))) {
            Within::Yes => true,
            Within::No => false,
            Within::AskGeodesic => miles(center, spot.point) <= *radius,
        }
    }

    fn ranking(&self) -> Ranking<'s> {
        let center = self.center.map(|(center, _)| center);
        Ranking { snapshot: self.snapshot, order: self.query.order(), center, now: self.now }
    }

    fn hit(&self, row: u32) -> Hit<'s> {
        Hit { snapshot: self.snapshot, row, center: self.center.map(|(center, _)| center), now: self.now }
    }
}
