//! The first rows by distance: block after block, the nearest first, until no other can hold a nearer row.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::bits::{Bits, ones};
use super::kernels::QUARTER;
use super::offsets::Offsets;
use super::tree::{FAN, Node};
use super::walk::{Part, Rows, coarseness};
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

/// What is still to be looked at.
#[derive(Debug, Clone, Copy)]
enum Ahead {
    /// Rows of a node or block.
    Rows(Rows),
    /// Rows of a quarter of a block.
    Quarter { block: u32, quarter: u8, rows: u64 },
}

/// The one whose nearest row may be nearest first.
struct Queue {
    parts: Vec<Ahead>,
    /// How near, metres, in the upper half, and which part in the lower: numbers that are not negative sort as their bits do.
    queue: BinaryHeap<Reverse<u64>>,
}

impl Queue {
    /// With room for so many at first.
    fn with_capacity(capacity: usize) -> Queue {
        Queue { parts: Vec::with_capacity(capacity), queue: BinaryHeap::with_capacity(capacity) }
    }

    /// Adds what is at least so many metres away.
    fn add(&mut self, metres: f64, ahead: Ahead) {
        // The next number below: rounding makes nothing further than it is.
        let near = (metres as f32).next_down().max(0.0);
        self.queue.push(Reverse(u64::from(near.to_bits()) << 32 | self.parts.len() as u64));
        self.parts.push(ahead);
    }

    fn next(&mut self) -> Option<(f64, Ahead)> {
        let Reverse(first) = self.queue.pop()?;
        let near = f32::from_bits((first >> 32) as u32);
        Some((f64::from(near), self.parts[first as u32 as usize]))
    }
}

impl Blocks {
    /// Rows with a point among which are the `wanted` nearest to `from` that come behind `behind`: there are more of them, those that
    /// only the geodesic can tell apart. Where there are fewer, those without a point come next, and are all among them.
    pub fn nearest(&self, matched: &[Part], from: Ecef, behind: Option<Behind>, wanted: usize) -> Vec<Near> {
        let mut queue = Queue::with_capacity(matched.len() + 8 * FAN);
        for (near, rows) in matched.iter().filter_map(|part| self.plan(part, from, behind)) {
            queue.add(near, Ahead::Rows(rows));
        }
        let mut found = Found::nothing(behind, wanted);
        while let Some((metres, ahead)) = queue.next() {
            if metres > found.limit {
                break;
            }
            match ahead {
                Ahead::Rows(Rows::Some(block, rows)) => self.add_quarters(block, rows, from, &found, &mut queue),
                Ahead::Rows(Rows::All(Node { level: 0, number })) => {
                    self.add_quarters(number, self.listed(number as usize), from, &found, &mut queue);
                }
                Ahead::Rows(Rows::All(node)) => {
                    let reaches = self.reaches(node, from);
                    for (place, child) in self.children(node).enumerate() {
                        if let Some(near) = found.wants(reaches.near[place], reaches.far[place]) {
                            queue.add(near, Ahead::Rows(Rows::All(child)));
                        }
                    }
                }
                Ahead::Quarter { block, quarter, rows } => self.look_at(block, quarter, rows, from, &mut found),
            }
        }
        found.tighten();
        if found.limit == f64::INFINITY {
            let without_point = self.rows_of(matched).into_iter().filter(|row| *row as usize >= self.points.len());
            found.rows.extend(without_point.map(Near::nowhere));
        }
        found.rows
    }

    /// A part that may hold a row behind `behind`, with how near the nearest may be, metres.
    fn plan(&self, part: &Part, from: Ecef, behind: Option<Behind>) -> Option<(f64, Rows)> {
        if let (Some(near), None) = (part.near, behind) {
            return Some((near, part.rows));
        }
        let node = match part.rows {
            Rows::All(node) => node,
            Rows::Some(block, _) => Node { level: 0, number: block },
        };
        match self.area(node) {
            Some(area) => {
                let (near, far) = area.ball.reach(from);
                behind.is_none_or(|behind| far >= behind.before).then_some((near, part.rows))
            }
            // A node may hold blocks with points beside some without; a block without has nothing to look at.
            None => (node.level > 0).then_some((0.0, part.rows)),
        }
    }

    /// Goes on with the quarters of a block.
    fn add_quarters(&self, number: u32, rows: Bits, from: Ecef, found: &Found, queue: &mut Queue) {
        let Some(area) = &self.areas[number as usize] else { return };
        let error = coarseness(area.ball.radius, area.ball.distance(from)) as f32;
        let reaches = self.offsets[number as usize].reaches(Offsets::seen_from(area.ball.center, from));
        for (quarter, rows) in rows.words().into_iter().enumerate().filter(|(_, rows)| *rows != 0) {
            if let Some(near) = found.wants(reaches.near[quarter] - error, reaches.far[quarter] + error) {
                queue.add(near, Ahead::Quarter { block: number, quarter: quarter as u8, rows });
            }
        }
    }

    fn look_at(&self, number: u32, quarter: u8, rows: u64, from: Ecef, found: &mut Found) {
        let Some(area) = &self.areas[number as usize] else { return };
        let error = coarseness(area.ball.radius, area.ball.distance(from));
        let seen = Offsets::seen_from(area.ball.center, from);
        let squares = self.offsets[number as usize].squares(usize::from(quarter), seen);
        if found.limit == f64::INFINITY && found.behind.is_none() {
            // The first ones say how far away the others may be: most of their own neighbors are further, too.
            found.limit =
                nth_smallest(&squares, rows, found.wanted).map_or(f64::INFINITY, |nth| stretched(nth + error));
        }
        // Most rows are further than what is found already.
        let limit = ((found.limit + error).powi(2) * 1.000_001) as f32;
        let first = self.blocks[number as usize].first + u32::from(quarter) * QUARTER as u32;
        for row in ones(rows & kernels::up_to(&squares, limit)) {
            let chord = f64::from(squares[row as usize]).sqrt();
            found.sees(Near { row: first + row, at_least: chord - error, at_most: chord + error });
        }
        if found.rows.len() >= found.again {
            found.tighten();
        }
    }
}

/// The chord of the `n`th row by distance, metres; `None` where there are fewer.
fn nth_smallest(squares: &[f32; QUARTER], rows: u64, n: usize) -> Option<f64> {
    let (mut here, mut count) = ([0.0f32; QUARTER], 0);
    for row in ones(rows) {
        here[count] = squares[row as usize];
        count += 1;
    }
    let nth = n.checked_sub(1).filter(|nth| *nth < count)?;
    let (_, nth, _) = here[..count].select_nth_unstable_by(nth, f32::total_cmp);
    Some(f64::from(*nth).sqrt())
}

struct Found {
    rows: Vec<Near>,
    /// Who is further than this is not among them.
    limit: f64,
    behind: Option<Behind>,
    wanted: usize,
    /// With so many rows something new can be concluded.
    again: usize,
    /// Of rows, how far each may be.
    furthest: Vec<f64>,
}

impl Found {
    fn nothing(behind: Option<Behind>, wanted: usize) -> Found {
        Found {
            rows: Vec::with_capacity(QUARTER),
            limit: f64::INFINITY,
            behind,
            wanted,
            again: wanted,
            furthest: Vec::with_capacity(QUARTER),
        }
    }

    /// How near the nearest row may be, metres, of what is at least and at most so far away: where it may hold one that is wanted.
    fn wants(&self, near: f32, far: f32) -> Option<f64> {
        let (near, far) = (f64::from(near), f64::from(far));
        let wanted = near <= self.limit && self.behind.is_none_or(|behind| far >= behind.before);
        wanted.then_some(near)
    }

    fn sees(&mut self, near: Near) {
        if self.behind.is_none_or(|behind| near.at_most >= behind.before) && near.at_least <= self.limit {
            self.rows.push(near);
        }
    }

    /// Concludes from the rows so far how far the ones that are wanted may be, and lets go of those that are further.
    fn tighten(&mut self) {
        // Of a row that may belong to an earlier page nothing is concluded.
        let counts = |near: &&Near| self.behind.is_none_or(|behind| near.at_least > behind.after);
        self.furthest.clear();
        self.furthest.extend(self.rows.iter().filter(counts).map(|near| near.at_most));
        if let Some(last) = self.wanted.checked_sub(1).filter(|last| *last < self.furthest.len()) {
            let (_, nth, _) = self.furthest.select_nth_unstable_by(last, f64::total_cmp);
            self.limit = self.limit.min(stretched(*nth));
            self.rows.retain(|near| near.at_least <= self.limit);
        }
        // Not after each few rows of a deep page.
        self.again = self.rows.len() + self.wanted.div_ceil(2);
    }
}
