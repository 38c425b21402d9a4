//! Which rows a query is about, before its groups of filters: by circle, window, state, price and license.

use std::ops::Range;

use super::ball::Lies;
use super::bits::Bits;
use super::offsets::{Around, Offsets};
use super::tree::Node;
use super::{Area, Block, Blocks, state_number};
use crate::domain::place::Point;
use crate::geo::distance::{Ecef, Reach, Within, miles};
use crate::search::opening::OpenNow;
use crate::search::query::{Bbox, Query};
use crate::search::row_set::RowSet;

/// The part of a query that no count leaves out.
pub struct Region<'q> {
    circle: Option<Circle>,
    window: Option<Bbox>,
    /// Bits of states; no bit where a state is asked for that is none.
    state: Option<u64>,
    licensed: Option<u64>,
    max_price: Option<u32>,
    open: Option<&'q OpenNow<'q>>,
    /// Rows that are judged one by one, and so are in no block: their badge or freshness is another than when the index was built.
    /// Ascending.
    apart: &'q [u32],
    /// The rows that answer to the names asked for.
    named: Option<&'q RowSet>,
}

#[derive(Debug)]
struct Circle {
    center: Point,
    at: Ecef,
    miles: f64,
    reach: Reach,
    /// Metres: chords that are surely within, and surely without.
    inner: f64,
    outer: f64,
}

/// What a walk meets: listed rows that are in question.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Metres of chord to the middle of the circle: none of them is nearer. `None` where there is no circle, or it was not asked.
    pub near: Option<f64>,
    /// Which.
    pub rows: Rows,
}

/// Some listed rows.
#[derive(Debug, Clone, Copy)]
pub enum Rows {
    /// All of a node.
    All(Node),
    /// These of a block.
    Some(u32, Bits),
}

/// A node on the way down.
#[derive(Debug, Clone, Copy)]
struct Step {
    node: Node,
    lies: Lies,
    near: Option<f64>,
}

impl<'q> Region<'q> {
    /// Of a query; `apart` are rows to leave out, ascending.
    pub fn of(query: &Query, apart: &'q [u32], named: Option<&'q RowSet>) -> Region<'q> {
        let bit = |state: &str| state_number(state).map_or(0, |s| 1u64 << s);
        let circle = query.center().zip(query.radius_miles()).map(|(center, miles)| {
            let reach = Reach::miles(miles);
            let (inner, outer) = reach.chords();
            Circle { center, at: Ecef::of(center), miles, reach, inner, outer }
        });
        Region {
            circle,
            window: query.bbox,
            state: query.within_state().map(bit),
            licensed: query.licensed_in.as_deref().map(bit),
            max_price: query.max_price,
            open: None,
            apart,
            named,
        }
    }

    /// Only of places that are open.
    pub fn open(self, open: Option<&'q OpenNow<'q>>) -> Region<'q> {
        Region { open, ..self }
    }

    /// Something is asked of each row by itself.
    fn asks_each_row(&self) -> bool {
        self.open.is_some()
            || self.state.is_some()
            || self.licensed.is_some()
            || self.max_price.is_some()
            || self.named.is_some()
    }

    /// Where a node lies: `reach` is how near and how far from the middle of the circle, if there is one.
    #[inline]
    fn step(&self, blocks: &Blocks, node: Node, reach: Option<(f64, f64)>) -> Step {
        let circle = match (&self.circle, reach) {
            (Some(circle), Some((near, far))) => Lies::in_reach(near, far, circle.inner, circle.outer),
            (Some(_), None) => Lies::Across,
            (None, _) => Lies::Inside,
        };
        let window = match (self.window, blocks.area(node)) {
            (Some(window), Some(area)) => to_window(area, window),
            (Some(_), None) => Lies::Across,
            (None, _) => Lies::Inside,
        };
        Step { node, lies: circle.and(window), near: reach.map(|(near, _)| near) }
    }

    /// Only of rows that have a point.
    fn is_on_the_map(&self) -> bool {
        self.circle.is_some() || self.window.is_some()
    }

    /// Something is asked of rows by their number.
    fn picks_rows(&self) -> bool {
        self.named.is_some() || !self.apart.is_empty()
    }

    fn has_apart(&self, rows: &Range<usize>) -> bool {
        let from = self.apart.partition_point(|row| (*row as usize) < rows.start);
        self.apart.get(from).is_some_and(|row| (*row as usize) < rows.end)
    }
}

/// Where an area lies to a map's window.
fn to_window(area: &Area, window: Bbox) -> Lies {
    let latitude = between(area.south, area.north, window.south, window.north);
    let longitude = if window.west <= window.east {
        between(area.west, area.east, window.west, window.east)
    } else if area.west >= window.west || area.east <= window.east {
        Lies::Inside
    } else if area.east < window.west && area.west > window.east {
        Lies::Outside
    } else {
        Lies::Across
    };
    latitude.and(longitude)
}

fn between(low: f64, high: f64, from: f64, to: f64) -> Lies {
    if high < from || low > to {
        Lies::Outside
    } else if low >= from && high <= to {
        Lies::Inside
    } else {
        Lies::Across
    }
}

impl Blocks {
    /// Shows every part of the index in which there are rows in question.
    pub fn walk(&self, region: &Region<'_>, mut each: impl FnMut(Part)) {
        for node in self.top() {
            let reach = region.circle.as_ref().and_then(|c| Some(self.area(node)?.ball.reach(c.at)));
            let step = region.step(self, node, reach);
            if step.lies != Lies::Outside {
                self.descend(region, step, &mut each);
            }
        }
    }

    fn descend(&self, region: &Region<'_>, step: Step, each: &mut impl FnMut(Part)) {
        let Step { node, lies, near } = step;
        let mut apart = false;
        if region.picks_rows() {
            let rows = self.row_range(node);
            if region.named.is_some_and(|named| !named.may_hold(rows.start, rows.end)) {
                return;
            }
            apart = region.has_apart(&rows);
        }
        if lies == Lies::Inside && !apart && !region.asks_each_row() {
            return each(Part { near, rows: Rows::All(node) });
        }
        if node.level == 0 {
            return self.look_into(region, step, apart, each);
        }
        let reaches = region.circle.as_ref().map(|circle| self.reaches(node, circle.at));
        for (place, child) in self.children(node).enumerate() {
            let reach = reaches.map(|all| (f64::from(all.near[place]), f64::from(all.far[place])));
            let step = region.step(self, child, reach);
            if step.lies != Lies::Outside {
                self.descend(region, step, each);
            }
        }
    }

    fn look_into(&self, region: &Region<'_>, step: Step, apart: bool, each: &mut impl FnMut(Part)) {
        let number = step.node.number as usize;
        let block = &self.blocks[number];
        let misses = |asked: Option<u64>, has: u64| asked.is_some_and(|bits| bits & has == 0);
        if misses(region.state, block.states) || misses(region.licensed, block.licensed) {
            return;
        }
        if region.is_on_the_map() && self.areas[number].is_none() {
            return;
        }
        let rows = self.rows_in(region, number, block, step.lies, apart);
        if !rows.is_empty() {
            each(Part { near: step.near, rows: Rows::Some(step.node.number, rows) });
        }
    }

    fn rows_in(&self, region: &Region<'_>, number: usize, block: &Block, lies: Lies, apart: bool) -> Bits {
        let mut rows = self.slot(number, self.slots.listed());
        let first = block.first as usize;
        if let Some(named) = region.named {
            rows = rows.and(named.of_block(first));
            if rows.is_empty() {
                return rows;
            }
        }
        if lies == Lies::Across {
            if let (Some(circle), Some(area)) = (&region.circle, &self.areas[number]) {
                rows = rows.and(self.within(circle, number, area, first));
            }
            if let Some(window) = region.window {
                rows = rows.filter(|row| window.contains(self.points[first + row]));
            }
        }
        if apart {
            let from = region.apart.partition_point(|row| (*row as usize) < first);
            let here = region.apart[from..].iter().map(|row| *row as usize - first);
            here.take_while(|row| *row < usize::from(block.rows)).for_each(|row| rows.clear(row));
        }
        if let Some(state) = region.state {
            rows = rows.filter(|row| 1u64.checked_shl(self.states[first + row].into()).unwrap_or(0) & state != 0);
        }
        if let Some(licensed) = region.licensed {
            rows = rows.filter(|row| self.licensed[first + row] & licensed != 0);
        }
        if let Some(most) = region.max_price {
            // An unknown price is not below anything.
            rows = rows.filter(|row| self.prices[first + row] != u32::MAX && self.prices[first + row] <= most);
        }
        if let Some(open) = region.open {
            rows = rows.filter(|row| open.admits(first + row));
        }
        rows
    }

    /// The rows of a block within the circle.
    fn within(&self, circle: &Circle, number: usize, area: &Area, first: usize) -> Bits {
        let error = coarseness(area.ball.radius, area.ball.distance(circle.at));
        let (inside, open) = self.offsets[number].within(Around {
            from: Offsets::seen_from(area.ball.center, circle.at),
            inner: circle.inner - error,
            outer: circle.outer + error,
        });
        let decided = |row: &usize| {
            let point = self.points[first + row];
            match circle.reach.judge(circle.at.chord_squared(Ecef::of(point))) {
                Within::Yes => true,
                Within::No => false,
                Within::AskGeodesic => miles(circle.center, point) <= circle.miles,
            }
        };
        inside.or(open.filter(|row| decided(&row)))
    }
}

/// By how much a chord from `f32` coordinates may be wrong, metres: each coordinate and the searcher's is rounded to one part in 2^24,
/// and so are the differences and the sum of their squares. So it is with the middle of a quarter and its ball.
pub(super) fn coarseness(radius: f64, distance: f64) -> f64 {
    (radius + distance) * 8.0 * f64::from(f32::EPSILON) + 0.001
}
