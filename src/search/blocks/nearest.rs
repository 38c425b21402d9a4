//! The first rows by distance: block after block, the nearest first, until no other can hold a nearer row.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::bits::{Bits, ROWS};
use super::kernels::QUARTER;
use super::offsets::{Offsets, Squares};
use super::tally::Matched;
use super::walk::coarseness;
use super::{Blocks, kernels};
use crate::domain::place::{METRES_PER_MILE, Point};
use crate::geo::distance::{CHORD_MILES_MAX, CHORD_RELATIVE_ERROR, Ecef, FAR_CHORD_RELATIVE_ERROR, chord_metres};

/// A row and the chord to it, metres, as exactly as the index knows it; infinite for one without a point.
#[derive(Debug, Clone, Copy)]
pub struct Near {
    /// The row.
    pub row: u32,
    /// The chord is not shorter.
    pub at_least: f64,
    /// It is not longer.
    pub at_most: f64,
}

impl Near {
    /// A row without a point.
    pub fn nowhere(row: u32) -> Near {
        Near { row, at_least: f64::INFINITY, at_most: f64::INFINITY }
    }

    /// A row at a point.
    pub fn at(row: u32, from: Ecef, point: Point) -> Near {
        let chord = from.chord_squared(Ecef::of(point)).sqrt();
        // Coordinates of 6,400 km are exact to nanometres.
        Near { row, at_least: chord - 1e-6, at_most: chord + 1e-6 }
    }
}

/// A page goes on behind this distance; rows nearer than that are on pages before it.
#[derive(Debug, Clone, Copy)]
pub struct Behind {
    /// Metres of chord: who is nearer was surely before.
    before: f64,
    /// Who is further surely comes after.
    after: f64,
}

impl Behind {
    /// A geodesic distance in miles.
    pub fn miles(miles: f64) -> Behind {
        let error = if miles <= CHORD_MILES_MAX { CHORD_RELATIVE_ERROR } else { FAR_CHORD_RELATIVE_ERROR };
        let chord = |part: f64| chord_metres(miles * part);
        Behind { before: chord(1.0 - 2.0 * error) - 0.01, after: stretched(chord(1.0)) }
    }
}

/// A chord so long that of two rows, one nearer than `chord` and one beyond this, the geodesic agrees who is nearer.
pub fn stretched(chord: f64) -> f64 {
    let error =
        if chord <= CHORD_MILES_MAX * METRES_PER_MILE { CHORD_RELATIVE_ERROR } else { FAR_CHORD_RELATIVE_ERROR };
    chord * (1.0 + 3.0 * error) + 0.01
}

/// Metres in an order of whole numbers: they are not negative, and the bits of such numbers sort as the numbers do.
fn key(metres: f64) -> u64 {
    metres.max(0.0).to_bits()
}

/// Parts of the index, the one whose nearest row may be nearest first.
struct Ahead {
    parts: Vec<(f64, Matched)>,
    queue: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Ahead {
    /// Begins with these.
    fn of(parts: Vec<(f64, Matched)>) -> Ahead {
        let queue: Vec<Reverse<(u64, u32)>> =
            parts.iter().zip(0..).map(|((metres, _), at)| Reverse((key(*metres), at))).collect();
        Ahead { parts, queue: queue.into() }
    }

    fn add(&mut self, (metres, part): (f64, Matched)) {
        self.queue.push(Reverse((key(metres), self.parts.len() as u32)));
        self.parts.push((metres, part));
    }

    fn next(&mut self) -> Option<(f64, Matched)> {
        self.queue.pop().map(|Reverse((_, at))| self.parts[at as usize])
    }
}

impl Blocks {
    /// Rows with a point among which are the `wanted` nearest to `from` that come behind `behind`: there are more of them, those that
    /// only the geodesic can tell apart. Where there are fewer, those without a point come next, and are all among them.
    pub fn nearest(&self, matched: &[Matched], from: Ecef, behind: Option<Behind>, wanted: usize) -> Vec<Near> {
        let mut ahead = Ahead::of(matched.iter().filter_map(|part| self.plan(*part, from, behind)).collect());
        let mut found = Found { rows: Vec::new(), furthest: BinaryHeap::new(), limit: f64::INFINITY, wanted };
        while let Some((metres, part)) = ahead.next() {
            if metres > found.limit {
                break;
            }
            match part {
                Matched::Group(group) => {
                    let blocks = self.blocks_of(group).map(|block| Matched::Rows(block, self.listed(block)));
                    blocks.filter_map(|part| self.plan(part, from, behind)).for_each(|part| ahead.add(part));
                }
                Matched::Rows(block, rows) => self.look_at(block, rows, from, behind, &mut found),
            }
        }
        let limit = found.limit;
        found.rows.retain(|near| near.at_least <= limit);
        if limit == f64::INFINITY {
            let without_point = self.rows_of(matched).into_iter().filter(|row| *row as usize >= self.points.len());
            found.rows.extend(without_point.map(Near::nowhere));
        }
        found.rows
    }

    /// A part that may hold a row behind `behind`, with how near the nearest may be, metres.
    fn plan(&self, part: Matched, from: Ecef, behind: Option<Behind>) -> Option<(f64, Matched)> {
        let area = match part {
            Matched::Group(group) => self.groups[group].area,
            Matched::Rows(block, _) => self.blocks[block].area,
        };
        match (area, part) {
            (Some(area), _) => {
                let middle = area.ball.distance(from);
                let comes = behind.is_none_or(|behind| middle + area.ball.radius >= behind.before);
                comes.then_some((middle - area.ball.radius, part))
            }
            // A group may hold blocks with points beside some without.
            (None, Matched::Group(_)) => Some((0.0, part)),
            (None, Matched::Rows(..)) => None,
        }
    }

    fn look_at(&self, number: usize, rows: Bits, from: Ecef, behind: Option<Behind>, found: &mut Found) {
        let block = &self.blocks[number];
        let Some(area) = &block.area else { return };
        let error = coarseness(area.ball.radius, area.ball.distance(from));
        let seen = Offsets::seen_from(area.ball.center, from);
        let chords = self.offsets[number].squares(seen, found.limit + error);
        if found.limit == f64::INFINITY && behind.is_none() {
            // The first block says how far away the others may be: most of its own rows are further, too.
            found.limit = nth_smallest(&chords, rows, found.wanted).map_or(f64::INFINITY, |nth| stretched(nth + error));
        }
        // Most rows are further than what is found already.
        let limit = ((found.limit + error).powi(2) * 1.000_001) as f32;
        let near = Bits::from_words(chords.each_ref().map(|quarter| kernels::up_to(quarter, limit)));
        for row in rows.and(near).iter() {
            let chord = f64::from(of_row(&chords, row)).sqrt();
            let (nearest, furthest) = (chord - error, chord + error);
            if behind.is_some_and(|behind| furthest < behind.before) || nearest > found.limit {
                continue;
            }
            found.rows.push(Near { row: block.first + row as u32, at_least: nearest, at_most: furthest });
            // Of a row that may belong to an earlier page nothing is concluded.
            if behind.is_none_or(|behind| nearest > behind.after) {
                found.sees(furthest);
            }
        }
    }
}

/// The chord of the `n`th row by distance, metres; `None` where there are fewer.
fn nth_smallest(squares: &Squares, rows: Bits, n: usize) -> Option<f64> {
    let (mut here, mut count) = ([0.0f32; ROWS], 0);
    for row in rows.iter() {
        here[count] = of_row(squares, row);
        count += 1;
    }
    let nth = n.checked_sub(1).filter(|nth| *nth < count)?;
    let (_, nth, _) = here[..count].select_nth_unstable_by(nth, f32::total_cmp);
    Some(f64::from(*nth).sqrt())
}

fn of_row(squares: &Squares, row: usize) -> f32 {
    squares[row / QUARTER][row % QUARTER]
}

struct Found {
    rows: Vec<Near>,
    /// How far the `wanted` nearest may be.
    furthest: BinaryHeap<u64>,
    /// Who is further than this is not among them.
    limit: f64,
    wanted: usize,
}

impl Found {
    fn sees(&mut self, furthest: f64) {
        if self.furthest.len() == self.wanted && self.furthest.peek().is_some_and(|last| key(furthest) >= *last) {
            return;
        }
        self.furthest.push(key(furthest));
        if self.furthest.len() > self.wanted {
            self.furthest.pop();
        }
        if self.furthest.len() == self.wanted {
            let limit = self.furthest.peek().map_or(f64::INFINITY, |last| stretched(f64::from_bits(*last)));
            self.limit = self.limit.min(limit);
        }
    }
}
