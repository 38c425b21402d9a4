//! Balls around rows in earth-centred coordinates, and where such a ball lies to a circle on the map.

use crate::geo::distance::Ecef;

/// A ball that holds every row of a block, or every block of a group.
#[derive(Debug, Clone, Copy)]
pub struct Ball {
    /// Its middle.
    pub center: Ecef,
    /// Metres.
    pub radius: f64,
}

/// Where a ball lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lies {
    /// Every row is in it.
    Inside,
    /// No row is in it.
    Outside,
    /// Each row has to be looked at.
    Across,
}

impl Lies {
    /// In both of two regions.
    pub fn and(self, other: Lies) -> Lies {
        match (self, other) {
            (Lies::Outside, _) | (_, Lies::Outside) => Lies::Outside,
            (Lies::Inside, Lies::Inside) => Lies::Inside,
            _ => Lies::Across,
        }
    }
}

/// Rounding of the radius, so that a row on the ball's surface is in it.
const ROUNDING: f64 = 1e-3;

impl Ball {
    /// Around the middle of some balls; points are balls of radius 0. `None` around nothing.
    pub fn around(balls: impl Iterator<Item = Ball> + Clone) -> Option<Ball> {
        let (mut sum, mut count) = (Ecef { x: 0.0, y: 0.0, z: 0.0 }, 0.0);
        for ball in balls.clone() {
            sum = Ecef { x: sum.x + ball.center.x, y: sum.y + ball.center.y, z: sum.z + ball.center.z };
            count += 1.0;
        }
        if count == 0.0 {
            return None;
        }
        let center = Ecef { x: sum.x / count, y: sum.y / count, z: sum.z / count };
        let furthest = balls.map(|b| center.chord_squared(b.center).sqrt() + b.radius).fold(0.0, f64::max);
        Some(Ball { center, radius: furthest + ROUNDING })
    }

    /// A point.
    pub fn point(center: Ecef) -> Ball {
        Ball { center, radius: 0.0 }
    }

    /// Metres from a point to the ball's middle.
    pub fn distance(&self, from: Ecef) -> f64 {
        self.center.chord_squared(from).sqrt()
    }

    /// Where it lies to a circle whose chords are surely in it up to `inner` metres and surely out of it from `outer`.
    pub fn lies(&self, distance: f64, inner: f64, outer: f64) -> Lies {
        if distance - self.radius > outer {
            Lies::Outside
        } else if distance + self.radius < inner {
            Lies::Inside
        } else {
            Lies::Across
        }
    }
}
