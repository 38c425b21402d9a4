//! The same answers by other means: a scan, a k-d tree (kiddo) and an R-tree (geo-index), each with the same rows beside it in a few bytes.

use std::num::NonZero;

use geo_index::rtree::sort::HilbertSort;
use geo_index::rtree::{RTree, RTreeBuilder, RTreeIndex};
use kiddo::{ImmutableKdTree, SquaredEuclidean};
use vouchsafe::domain::clinical::SafetyPractice;
use vouchsafe::domain::place::{METRES_PER_MILE, Point};
use vouchsafe::domain::schedule;
use vouchsafe::geo::distance::{Ecef, Reach, Within, miles};
use vouchsafe::search::blocks;
use vouchsafe::search::blocks::slots::{Attributes, Slots};
use vouchsafe::search::blocks::tally::Filters;
use vouchsafe::search::facets::Joined;
use vouchsafe::search::listing::Listing;
use vouchsafe::search::{Group, Query};

/// Results of an answer.
pub const RESULTS: usize = 20;

/// What every way has to find.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub total: usize,
    pub ids: Vec<String>,
    /// By slot.
    pub counts: Vec<u32>,
}

/// What a result shows of a row.
pub struct Row {
    pub point: Point,
    pub unconfirmed: bool,
    pub id: String,
}

/// All rows, in the order of the curve, which serves the yardsticks too.
pub struct Rows {
    pub rows: Vec<Row>,
    /// Side by side, as a scan reads them.
    at: Vec<[f64; 3]>,
    attributes: Vec<u64>,
    pub slots: Slots,
    pub languages: Vec<String>,
    groups: Vec<u64>,
}

impl Rows {
    pub fn of(listings: &[Listing]) -> Rows {
        let languages = vec!["en".to_string(), "es".to_string()];
        let slots = Slots::new(languages.len());
        let mut rows: Vec<(Row, u64)> = listings.iter().map(|listing| row_of(listing, &slots, &languages)).collect();
        rows.sort_by_cached_key(|(row, _)| blocks::place(Some(row.point)));
        let (rows, attributes): (Vec<Row>, Vec<u64>) = rows.into_iter().unzip();
        let at = rows.iter().map(|row| Ecef::of(row.point)).map(|at| [at.x, at.y, at.z]).collect();
        let groups = Group::ALL.map(|group| slots.of(group).fold(0, |mask, slot| mask | 1 << slot));
        Rows { rows, at, attributes, slots, languages, groups: groups.to_vec() }
    }

    /// The groups of filters that are set.
    fn filters(&self, query: &Query) -> Vec<Filter> {
        let spoken: Vec<u16> =
            query.languages.iter().filter_map(|l| self.languages.binary_search(l).ok()).map(|i| i as u16).collect();
        let mask = |slots: &[usize]| slots.iter().fold(0u64, |mask, slot| mask | 1 << slot);
        let of_group = |group: Group| self.groups[group as usize];
        Filters::of(query, &self.slots, &spoken)
            .set()
            .iter()
            .map(|(group, slots)| match group.joined() {
                Joined::Any => Filter { wanted: mask(slots), joined: Joined::Any, counted: of_group(*group) },
                Joined::All => Filter { wanted: mask(slots), joined: Joined::All, counted: 0 },
            })
            .collect()
    }

    /// Total, counts and the first results of some rows that are within the circle, each with the square of its chord.
    fn answer(&self, query: &Query, inside: impl Iterator<Item = (f64, u32)>) -> Answer {
        let (filters, all) = (self.filters(query), self.groups.iter().fold(0, |all, group| all | group));
        let mut counts = vec![0; self.slots.listed()];
        let mut matches = Vec::new();
        for (chord, number) in inside {
            let has = self.attributes[number as usize];
            let mut failed = filters.iter().filter(|filter| !filter.admits(has));
            let counted = match (failed.next(), failed.next()) {
                (None, _) => {
                    matches.push((chord, number));
                    all
                }
                (Some(filter), None) => filter.counted,
                _ => continue,
            };
            let mut bits = has & counted;
            while bits != 0 {
                counts[bits.trailing_zeros() as usize] += 1;
                bits &= bits - 1;
            }
        }
        Answer { total: matches.len(), ids: self.first(query, matches), counts }
    }

    fn first(&self, query: &Query, mut matches: Vec<(f64, u32)>) -> Vec<String> {
        if matches.len() > RESULTS {
            matches.select_nth_unstable_by(RESULTS, |a, b| a.0.total_cmp(&b.0));
            // Beyond the doubt between chord and geodesic.
            let furthest = matches[RESULTS].0 * 1.0001 + 1.0;
            matches.retain(|(chord, _)| *chord <= furthest);
        }
        let center = query.center().expect("a place");
        let mut ranked: Vec<(f64, bool, &str)> = matches
            .iter()
            .map(|(_, n)| &self.rows[*n as usize])
            .map(|row| (miles(center, row.point), row.unconfirmed, row.id.as_str()))
            .collect();
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
        ranked.into_iter().take(RESULTS).map(|(_, _, id)| id.to_string()).collect()
    }

    fn circle(query: &Query) -> Circle {
        let (center, radius) = (query.center().expect("a place"), query.radius_miles().expect("a radius"));
        Circle { center, at: Ecef::of(center), radius, reach: Reach::miles(radius) }
    }

    /// Every row is looked at.
    pub fn scan(&self, query: &Query) -> Answer {
        let circle = Self::circle(query);
        let rows = self.at.iter().zip(0..);
        self.answer(query, rows.filter_map(|(at, number)| Some((circle.chord_of(self, *at, number)?, number))))
    }

    /// Every row is measured on the ellipsoid: the answer itself.
    pub fn geodesic_scan(&self, query: &Query) -> Answer {
        let circle = Self::circle(query);
        let rows = self.rows.iter().zip(0u32..);
        let inside = rows.filter(|(row, _)| miles(circle.center, row.point) <= circle.radius);
        self.answer(query, inside.map(|(_, number)| (chord_squared(self.at[number as usize], circle.at), number)))
    }
}

/// One group of filters.
struct Filter {
    wanted: u64,
    joined: Joined,
    /// The counts in which a row is that fails this group alone.
    counted: u64,
}

impl Filter {
    fn admits(&self, has: u64) -> bool {
        match self.joined {
            Joined::Any => has & self.wanted != 0,
            Joined::All => has & self.wanted == self.wanted,
        }
    }
}

fn row_of(listing: &Listing, slots: &Slots, languages: &[String]) -> (Row, u64) {
    let (profile, place) = (&listing.profile, &listing.locations[0]);
    let point = place.point.expect("every place has one");
    let spoken: Vec<u16> =
        profile.languages.iter().filter_map(|l| languages.binary_search(l).ok()).map(|i| i as u16).collect();
    let finds =
        |c: &&vouchsafe::domain::clinical::Condition| c.covers().iter().any(|c| place.offer.conditions.contains(c));
    let opening = place.offer.opening_shown().map(|opening| opening.within);
    let how_soon = schedule::Within::ALL.iter().filter(|w| opening.is_some_and(|o| w.covers().contains(&o))).copied();
    let mut attributes = 0u64;
    let has = Attributes {
        treatments: place.offer.treatments.iter().copied().collect(),
        conditions: vouchsafe::domain::clinical::Condition::ALL.iter().filter(finds).copied().collect(),
        settings: place.offer.settings.iter().copied().collect(),
        payments: place.offer.payments.iter().copied().collect(),
        professions: profile.clinicians.iter().map(|c| c.profession).collect(),
        languages: &spoken,
        accepting_new: place.offer.accepting_new == Some(true),
        first_openings: how_soon.collect(),
        step_free: place.offer.step_free == Some(true),
        safety: SafetyPractice::ALL.iter().filter(|p| place.offer.safety.said(**p) == Some(true)).copied().collect(),
        // Nothing was checked, so nobody has a badge.
        verified: false,
        listed: false,
    };
    slots.filled(has, |slot| attributes |= 1 << slot);
    let row = Row { point, unconfirmed: profile.confirmed_at.is_none(), id: place.id.to_string() };
    (row, attributes)
}

struct Circle {
    center: Point,
    at: Ecef,
    radius: f64,
    reach: Reach,
}

impl Circle {
    fn chord_of(&self, rows: &Rows, at: [f64; 3], number: u32) -> Option<f64> {
        let chord = chord_squared(at, self.at);
        self.holds(rows, chord, number).then_some(chord)
    }

    fn holds(&self, rows: &Rows, chord: f64, number: u32) -> bool {
        match self.reach.judge(chord) {
            Within::Yes => true,
            Within::No => false,
            Within::AskGeodesic => miles(self.center, rows.rows[number as usize].point) <= self.radius,
        }
    }
}

fn chord_squared(row: [f64; 3], at: Ecef) -> f64 {
    let (x, y, z) = (row[0] - at.x, row[1] - at.y, row[2] - at.z);
    x * x + y * y + z * z
}

/// A k-d tree over earth-centred coordinates.
pub struct Kiddo(ImmutableKdTree<f64, 3>);

impl Kiddo {
    pub fn build(rows: &Rows) -> Kiddo {
        Kiddo(ImmutableKdTree::new_from_slice(&rows.at).expect("it builds"))
    }

    pub fn answer(&self, rows: &Rows, query: &Query) -> Answer {
        let circle = Rows::circle(query);
        let (_, outer) = circle.reach.chords();
        let at = [circle.at.x, circle.at.y, circle.at.z];
        let found = self.0.query(&at).within::<SquaredEuclidean<f64>>(outer * outer).unsorted().execute();
        let inside = found.into_iter().map(|hit| (hit.distance, hit.item));
        rows.answer(query, inside.filter(|(chord, n)| circle.holds(rows, *chord, *n)))
    }

    /// The nearest, by chord alone.
    pub fn nearest(&self, query: &Query) -> usize {
        let at = Ecef::of(query.center().expect("a place"));
        let wanted = NonZero::new(RESULTS).expect("some");
        self.0.query(&[at.x, at.y, at.z]).nearest_n::<SquaredEuclidean<f64>>(wanted).execute().len()
    }
}

/// A packed R-tree over degrees.
pub struct Degrees(RTree<f64>);

impl Degrees {
    pub fn build(rows: &Rows) -> Degrees {
        let mut builder = RTreeBuilder::<f64>::new(rows.rows.len() as u32);
        for row in &rows.rows {
            builder.add(row.point.longitude, row.point.latitude, row.point.longitude, row.point.latitude);
        }
        Degrees(builder.finish::<HilbertSort>())
    }

    pub fn answer(&self, rows: &Rows, query: &Query) -> Answer {
        let circle = Rows::circle(query);
        // A degree of latitude is never shorter than 110.5 km; one of longitude shrinks with the cosine.
        let north = circle.radius * METRES_PER_MILE / 110_500.0;
        let furthest = (circle.center.latitude.abs() + north).min(89.0).to_radians();
        let east = north / furthest.cos();
        let (y, x) = (circle.center.latitude, circle.center.longitude);
        let found = self.0.search(x - east, y - north, x + east, y + north);
        let inside = found.into_iter().filter_map(|n| Some((circle.chord_of(rows, rows.at[n as usize], n)?, n)));
        rows.answer(query, inside)
    }

    /// The nearest by degrees, which is not by distance.
    pub fn nearest(&self, query: &Query) -> usize {
        let at = query.center().expect("a place");
        self.0.neighbors(at.longitude, at.latitude, Some(RESULTS), None).len()
    }

    /// How many are in the window, and what they have.
    pub fn window(&self, rows: &Rows, query: &Query) -> (usize, Vec<u32>) {
        let window = query.bbox.expect("a window");
        let found = self.0.search(window.west, window.south, window.east, window.north);
        let mut counts = vec![0; rows.slots.listed()];
        for number in &found {
            let mut bits = rows.attributes[*number as usize];
            while bits != 0 {
                counts[bits.trailing_zeros() as usize] += 1;
                bits &= bits - 1;
            }
        }
        (found.len(), counts)
    }
}
