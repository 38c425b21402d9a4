//! The coordinates of a block's rows, quarter by quarter: most blocks that lie across a circle have quarters that do not.

use super::balls::{Balls, Reaches};
use super::bits::{Bits, ROWS};
use super::kernels::{self, QUARTER, Rows};
use crate::domain::place::Point;
use crate::geo::distance::Ecef;

const QUARTERS: usize = ROWS / QUARTER;

/// The coordinates of a block's rows from its ball's middle, metres.
#[derive(Debug, Clone)]
pub struct Offsets {
    rows: [Rows; QUARTERS],
    /// Around each quarter.
    balls: Balls<QUARTERS>,
}

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
        let mut balls = Balls::NONE;
        for (number, quarter) in points.chunks(QUARTER).enumerate() {
            let (middle, radius) = around(&rows[number], quarter.len());
            balls.set(number, middle, radius);
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
        let Reaches { near, far } = self.reaches(circle.from);
        for quarter in 0..QUARTERS {
            if f64::from(near[quarter]) > circle.outer {
                continue;
            }
            if f64::from(far[quarter]) < circle.inner {
                inside[quarter] = u64::MAX;
                continue;
            }
            let [surely, perhaps] = kernels::within(&self.rows[quarter], circle.from, [inner, outer]);
            (inside[quarter], open[quarter]) = (surely, perhaps & !surely);
        }
        (Bits::from_words(inside), Bits::from_words(open))
    }

    /// How near and how far the rows of each quarter may be, metres, from a point that is given as the block sees it.
    pub fn reaches(&self, from: [f32; 3]) -> Reaches<QUARTERS> {
        self.balls.reaches(from)
    }

    /// The squares of the distances from a point to the rows of a quarter, square metres; NaN for rows that are not there.
    pub fn squares(&self, quarter: usize, from: [f32; 3]) -> [f32; QUARTER] {
        kernels::squares(&self.rows[quarter], from)
    }
}

/// The ball around some rows, from their coordinates: its middle, and a radius with room for what rounding takes.
fn around([x, y, z]: &Rows, rows: usize) -> ([f32; 3], f32) {
    let middle = [x, y, z].map(|axis| axis[..rows].iter().sum::<f32>() / rows as f32);
    let squares = (0..rows).map(|row| {
        let (dx, dy, dz) = (x[row] - middle[0], y[row] - middle[1], z[row] - middle[2]);
        dx * dx + dy * dy + dz * dz
    });
    // Each operation is right to one part in 2^24; these are twenty.
    (middle, squares.fold(0.0, f32::max).sqrt() * (1.0 + 20.0 * f32::EPSILON))
}
