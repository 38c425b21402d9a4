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
    /// Of what is at least `near` and at most `far` metres away, to a circle whose chords are surely in it up to `inner` metres and
    /// surely out of it from `outer`.
    pub fn in_reach(near: f64, far: f64, inner: f64, outer: f64) -> Lies {
        if near > outer {
            Lies::Outside
        } else if far < inner {
            Lies::Inside
        } else {
            Lies::Across
        }
    }

    /// In both of two regions.
    pub fn and(self, other: Lies) -> Lies {
        match (self, other) {
            (Lies::Outside, _) | (_, Lies::Outside) => Lies::Outside,
            (Lies::Inside, Lies::Inside) => Lies::Inside,
            _ => Lies::Across,
        }
    }
}

/// The ball that reaches furthest from a point.
fn furthest(from: Ecef, balls: impl Iterator<Item = Ball>) -> Option<Ball> {
    // Of points the squares say it, without a root for each.
    let reach = |ball: &Ball| {
        let square = from.chord_squared(ball.center);
        if ball.radius == 0.0 { square } else { (square.sqrt() + ball.radius).powi(2) }
    };
    let furthest = balls.map(|ball| (reach(&ball), ball)).reduce(|a, b| if b.0 > a.0 { b } else { a });
    furthest.map(|(_, ball)| ball)
}

/// Rounding of the radius, so that a row on the ball's surface is in it.
const ROUNDING: f64 = 1e-3;

impl Ball {
    /// Around some balls; points are balls of radius 0. `None` around nothing.
    ///
    /// Not the smallest, but near to it: from the middle of their box a few steps, ever shorter, towards what is furthest (Bădoiu and
    /// Clarkson 2003). A place in a city and its far suburbs would else lie in a ball that is half empty.
    pub fn around(balls: impl Iterator<Item = Ball> + Clone) -> Option<Ball> {
        const STEPS: u32 = 8;
        let edge = |of: fn(&Ecef) -> f64, pick: fn(f64, f64) -> f64| balls.clone().map(|b| of(&b.center)).reduce(pick);
        let middle = |of: fn(&Ecef) -> f64| Some((edge(of, f64::min)? + edge(of, f64::max)?) / 2.0);
        let mut at = Ecef { x: middle(|e| e.x)?, y: middle(|e| e.y)?, z: middle(|e| e.z)? };
        let mut best = Ball { center: at, radius: f64::INFINITY };
        for step in 0..STEPS {
            let furthest = furthest(at, balls.clone())?;
            let radius = at.chord_squared(furthest.center).sqrt() + furthest.radius;
            if radius < best.radius {
                best = Ball { center: at, radius };
            }
            let part = 1.0 / f64::from(step + 3);
            let towards = |from: f64, to: f64| from + (to - from) * part;
            let Ecef { x, y, z } = furthest.center;
            at = Ecef { x: towards(at.x, x), y: towards(at.y, y), z: towards(at.z, z) };
        }
        Some(Ball { radius: best.radius + ROUNDING, ..best })
    }

    /// A point.
    pub fn point(center: Ecef) -> Ball {
        Ball { center, radius: 0.0 }
    }

    /// Metres from a point to the ball's middle.
    pub fn distance(&self, from: Ecef) -> f64 {
        self.center.chord_squared(from).sqrt()
    }

    /// How near and how far a row in it may be, metres.
    pub fn reach(&self, from: Ecef) -> (f64, f64) {
        let middle = self.distance(from);
        (middle - self.radius, middle + self.radius)
    }
}
