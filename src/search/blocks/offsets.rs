//! The coordinates of a block's rows, quarter by quarter: most blocks that lie across a circle have quarters that do not.

use super::bits::{Bits, ROWS};
use super::kernels::{self, QUARTER, Rows};
use crate::domain::place::Point;
use crate::geo::distance::Ecef;

const QUARTERS: usize = ROWS / QUARTER;

/// The coordinates of a block's rows from its ball's middle, metres.
#[derive(Debug, Clone)]
pub struct Offsets {
    rows: [Rows; QUARTERS],
    balls: Balls,
}

/// A ball around each quarter, metres.
#[derive(Debug, Clone, Copy)]
struct Balls {
    x: [f32; QUARTERS],
    y: [f32; QUARTERS],
    z: [f32; QUARTERS],
    /// Without limit for a quarter that has no row: nothing is decided about it, and no comparison with its rows holds.
    radius: [f32; QUARTERS],
}

/// The squares of the rows' distances from a point, square metres; NaN for rows that are not there.
pub type Squares = [[f32; QUARTER]; QUARTERS];

/// A circle as a block sees it, metres.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    /// Its middle, from the block's.
    pub from: [f32; 3],
    /// What is nearer is surely in it.
    pub inner: f64,
    /// What is further is surely not.
    pub outer: f64,
}

impl Offsets {
    /// Of the rows of a block around this middle.
    pub fn of(center: Ecef, points: &[(Point, Ecef)]) -> Offsets {
        // Rows that are not there lie nowhere: no comparison with them holds.
        let mut rows = [[[f32::NAN; QUARTER]; 3]; QUARTERS];
        for (row, (_, at)) in points.iter().enumerate() {
            let quarter = &mut rows[row / QUARTER];
            let offset = [at.x - center.x, at.y - center.y, at.z - center.z];
            quarter.iter_mut().zip(offset).for_each(|(axis, metres)| axis[row % QUARTER] = metres as f32);
        }
        let mut balls =
            Balls { x: [0.0; QUARTERS], y: [0.0; QUARTERS], z: [0.0; QUARTERS], radius: [f32::INFINITY; QUARTERS] };
        for (number, quarter) in points.chunks(QUARTER).enumerate() {
            balls.set(number, center, quarter);
        }
        Offsets { rows, balls }
    }

    /// Where a point is, seen from a block's middle.
    pub fn seen_from(center: Ecef, point: Ecef) -> [f32; 3] {
        [(point.x - center.x) as f32, (point.y - center.y) as f32, (point.z - center.z) as f32]
    }

    /// The rows that are surely within a circle, and those that may be.
    pub fn within(&self, circle: Around) -> (Bits, Bits) {
        let square = |metres: f64| if metres <= 0.0 { -1.0 } else { (metres * metres) as f32 };
        let (inner, outer) = (square(circle.inner), square(circle.outer));
        let (mut inside, mut open) = ([0; QUARTERS], [0; QUARTERS]);
        for (quarter, (nearest, furthest)) in self.balls.reaches(circle.from).into_iter().enumerate() {
            if f64::from(nearest) > circle.outer {
                continue;
            }
            if f64::from(furthest) < circle.inner {
                inside[quarter] = u64::MAX;
                continue;
            }
            let [surely, perhaps] = kernels::within(&self.rows[quarter], circle.from, [inner, outer]);
            (inside[quarter], open[quarter]) = (surely, perhaps & !surely);
        }
        (Bits::from_words(inside), Bits::from_words(open))
    }

    /// The squares of the distances from a point; infinite in quarters that are wholly further than `limit` metres.
    pub fn squares(&self, from: [f32; 3], limit: f64) -> Squares {
        let mut squares = [[f32::INFINITY; QUARTER]; QUARTERS];
        for (quarter, (nearest, _)) in self.balls.reaches(from).into_iter().enumerate() {
            if f64::from(nearest) <= limit {
                squares[quarter] = kernels::squares(&self.rows[quarter], from);
            }
        }
        squares
    }
}

impl Balls {
    fn set(&mut self, number: usize, center: Ecef, points: &[(Point, Ecef)]) {
        let middle = |axis: fn(&Ecef) -> f64| {
            let sum: f64 = points.iter().map(|(_, at)| axis(at) - axis(&center)).sum();
            (sum / points.len() as f64) as f32
        };
        let at = [middle(|e| e.x), middle(|e| e.y), middle(|e| e.z)];
        let from =
            Ecef { x: center.x + f64::from(at[0]), y: center.y + f64::from(at[1]), z: center.z + f64::from(at[2]) };
        let furthest = points.iter().map(|(_, at)| from.chord_squared(*at)).fold(0.0, f64::max).sqrt();
        [self.x[number], self.y[number], self.z[number]] = at;
        // The next number above: the rows are in the ball.
        self.radius[number] = (furthest as f32).next_up();
    }

    /// For each quarter how near and how far a row of it may be.
    fn reaches(&self, [x, y, z]: [f32; 3]) -> [(f32, f32); QUARTERS] {
        std::array::from_fn(|n| {
            let (x, y, z) = (self.x[n] - x, self.y[n] - y, self.z[n] - z);
            let middle = (x * x + y * y + z * z).sqrt();
            (middle - self.radius[n], middle + self.radius[n])
        })
    }
}
