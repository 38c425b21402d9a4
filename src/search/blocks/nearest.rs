//! The first rows by distance: block after block, the nearest first, until no other can hold a nearer row.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::Blocks;
use super::bits::Bits;
use super::tally::Matched;
use super::walk::coarseness;
use crate::domain::place::METRES_PER_MILE;
use crate::geo::distance::{CHORD_MILES_MAX, CHORD_RELATIVE_ERROR, Ecef, FAR_CHORD_RELATIVE_ERROR, chord_metres};

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
fn stretched(chord: f64) -> f64 {
    let error =
        if chord <= CHORD_MILES_MAX * METRES_PER_MILE { CHORD_RELATIVE_ERROR } else { FAR_CHORD_RELATIVE_ERROR };
    chord * (1.0 + 3.0 * error) + 0.01
}

/// A part of the index and how near its nearest row may be.
struct Ahead {
    metres: f64,
    what: Matched,
}

impl PartialEq for Ahead {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Ahead {}
impl PartialOrd for Ahead {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ahead {
    fn cmp(&self, other: &Self) -> Ordering {
        self.metres.total_cmp(&other.metres)
    }
}

/// Metres, to be put in order.
#[derive(PartialEq, PartialOrd)]
struct Metres(f64);
impl Eq for Metres {}
impl Ord for Metres {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl Blocks {
    /// Rows with a point among which are the `wanted` nearest to `from` that come behind `behind`: there are more of them, those that
    /// only the geodesic can tell apart. Where there are fewer, those without a point come next, and are all among them.
    pub fn nearest(&self, matched: &[Matched], from: Ecef, behind: Option<Behind>, wanted: usize) -> Vec<u32> {
        let mut ahead: BinaryHeap<Reverse<Ahead>> =
            matched.iter().filter_map(|what| self.ahead(*what, from, behind)).map(Reverse).collect();
        let mut found = Found { rows: Vec::new(), furthest: BinaryHeap::new(), limit: f64::INFINITY, wanted };
        while let Some(Reverse(next)) = ahead.pop() {
            if next.metres > found.limit {
                break;
            }
            match next.what {
                Matched::Group(group) => {
                    let blocks = self.blocks_of(group).map(|block| Matched::Rows(block, self.listed(block)));
                    ahead.extend(blocks.filter_map(|what| self.ahead(what, from, behind)).map(Reverse));
                }
                Matched::Rows(block, rows) => self.look_at(block, rows, from, behind, &mut found),
            }
        }
        let limit = found.limit;
        let mut rows: Vec<u32> =
            found.rows.into_iter().filter(|(nearest, _)| *nearest <= limit).map(|(_, row)| row).collect();
        if limit == f64::INFINITY {
            rows.extend(self.rows_of(matched).into_iter().filter(|row| *row as usize >= self.points.len()));
        }
        rows
    }

    fn ahead(&self, what: Matched, from: Ecef, behind: Option<Behind>) -> Option<Ahead> {
        let area = match what {
            Matched::Group(group) => self.groups[group].area,
            Matched::Rows(block, _) => self.blocks[block].area,
        };
        let Some(area) = area else {
            // A group may hold blocks with points beside some without.
            return matches!(what, Matched::Group(_)).then_some(Ahead { metres: 0.0, what });
        };
        let middle = area.ball.distance(from);
        let all_before = behind.is_some_and(|behind| middle + area.ball.radius < behind.before);
        (!all_before).then_some(Ahead { metres: (middle - area.ball.radius).max(0.0), what })
    }

    fn look_at(&self, number: usize, rows: Bits, from: Ecef, behind: Option<Behind>, found: &mut Found) {
        let block = &self.blocks[number];
        let Some(area) = &block.area else { return };
        let chords = self.chords_squared(number, area, from);
        let error = coarseness(area.ball.radius, area.ball.distance(from));
        for row in rows.iter() {
            let chord = f64::from(chords[row]).sqrt();
            let (nearest, furthest) = (chord - error, chord + error);
            if behind.is_some_and(|behind| furthest < behind.before) || nearest > found.limit {
                continue;
            }
            found.rows.push((nearest, block.first + row as u32));
            // Of a row that may belong to an earlier page nothing is concluded.
            if behind.is_none_or(|behind| nearest > behind.after) {
                found.sees(furthest);
            }
        }
    }
}

struct Found {
    /// Each with how near it may be.
    rows: Vec<(f64, u32)>,
    /// How far the `wanted` nearest may be.
    furthest: BinaryHeap<Metres>,
    /// Who is further than this is not among them.
    limit: f64,
    wanted: usize,
}

impl Found {
    fn sees(&mut self, furthest: f64) {
        self.furthest.push(Metres(furthest));
        if self.furthest.len() > self.wanted {
            self.furthest.pop();
        }
        if self.furthest.len() == self.wanted {
            self.limit = self.furthest.peek().map_or(f64::INFINITY, |last| stretched(last.0));
        }
    }
}
