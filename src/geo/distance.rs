//! Distances on the WGS84 ellipsoid, in international miles.
//!
//! [`miles`] is the answer that is shown and that a radius is applied to. [`Ecef`] and [`Reach`] let a search
//! decide nearly every point with three multiplications and ask [`miles`] only about those on the edge.

use geo::{Distance, Geodesic};

use crate::domain::place::{METRES_PER_MILE, Point};

/// Mean radius of the earth (IUGG R1), in metres.
const MEAN_RADIUS: f64 = 6_371_008.771_4;
/// WGS84 semi-major axis, in metres.
const SEMI_MAJOR: f64 = 6_378_137.0;
/// WGS84 first eccentricity, squared.
const ECCENTRICITY_SQUARED: f64 = 6.694_379_990_141_316e-3;

/// Up to here [`chord_miles`] keeps to [`CHORD_RELATIVE_ERROR`].
pub const CHORD_MILES_MAX: f64 = 500.0;
/// The part by which [`chord_miles`] may differ from [`miles`], up to [`CHORD_MILES_MAX`].
///
/// A chord c turned into an arc by a radius R is off by c³/24·|1/R² - 1/R'²|, where R' is the curvature along
/// the path: 6335 km (meridian at the equator) to 6400 km (pole). At 500 miles that is 7.5e-6 of the
/// distance, and it shrinks with the square of the distance.
pub const CHORD_RELATIVE_ERROR: f64 = 1e-5;
/// The same beyond [`CHORD_MILES_MAX`]; the worst case, 4.2 %, is from pole to pole.
pub const FAR_CHORD_RELATIVE_ERROR: f64 = 0.05;

/// The shortest way over the WGS84 ellipsoid, in miles (Karney 2013, exact to nanometres).
pub fn miles(a: Point, b: Point) -> f64 {
    if a == b {
        return 0.0;
    }
    let at = |p: Point| geo::Point::new(p.longitude, p.latitude);
    Geodesic.distance(at(a), at(b)) / METRES_PER_MILE
}

/// A point on the ellipsoid in earth-centred coordinates, in metres: no poles, no date line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ecef {
    /// Towards latitude 0, longitude 0.
    pub x: f64,
    /// Towards latitude 0, longitude 90 east.
    pub y: f64,
    /// Towards the north pole.
    pub z: f64,
}

impl Ecef {
    /// Where the point is, at height 0.
    pub fn of(p: Point) -> Self {
        let (sin_lat, cos_lat) = p.latitude.to_radians().sin_cos();
        let (sin_lon, cos_lon) = p.longitude.to_radians().sin_cos();
        let n = SEMI_MAJOR / (1.0 - ECCENTRICITY_SQUARED * sin_lat * sin_lat).sqrt();
        Ecef { x: n * cos_lat * cos_lon, y: n * cos_lat * sin_lon, z: n * (1.0 - ECCENTRICITY_SQUARED) * sin_lat }
    }

    /// The square of the straight line through the earth, in square metres: orders points by distance.
    pub fn chord_squared(self, other: Ecef) -> f64 {
        let (x, y, z) = (self.x - other.x, self.y - other.y, self.z - other.z);
        x * x + y * y + z * z
    }
}

/// The geodesic estimated from the chord, in miles.
///
/// Off by at most [`CHORD_RELATIVE_ERROR`] up to [`CHORD_MILES_MAX`], by [`FAR_CHORD_RELATIVE_ERROR`] anywhere.
pub fn chord_miles(a: Ecef, b: Ecef) -> f64 {
    let half = a.chord_squared(b).sqrt() / (2.0 * MEAN_RADIUS);
    // Opposite points of the equator are further apart than twice the mean radius.
    2.0 * MEAN_RADIUS * half.min(1.0).asin() / METRES_PER_MILE
}

/// The way back: the chord of a geodesic of so many miles, in metres, with the same errors.
pub fn chord_metres(miles: f64) -> f64 {
    let half_angle = (miles.max(0.0) * METRES_PER_MILE / (2.0 * MEAN_RADIUS)).min(std::f64::consts::FRAC_PI_2);
    2.0 * MEAN_RADIUS * half_angle.sin()
}

/// What a chord says about a radius.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// Surely inside.
    Yes,
    /// Surely outside.
    No,
    /// Too near to the edge: ask [`miles`].
    AskGeodesic,
}

/// A radius, prepared so that points can be judged by the square of their chord.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    inner_squared: f64,
    outer_squared: f64,
}

impl Reach {
    /// A radius in miles. Beyond [`CHORD_MILES_MAX`] the band in which the geodesic decides is wide.
    pub fn miles(radius: f64) -> Self {
        // A micrometre of rounding on top, so that a tiny radius has a band too.
        let part = if radius <= CHORD_MILES_MAX { CHORD_RELATIVE_ERROR } else { FAR_CHORD_RELATIVE_ERROR };
        let band = radius * part + 1e-9;
        let chord_squared = |miles: f64| chord_metres(miles).powi(2);
        let whole_earth = (radius + band) * METRES_PER_MILE >= std::f64::consts::PI * MEAN_RADIUS;
        Reach {
            inner_squared: chord_squared(radius - band),
            outer_squared: if whole_earth { f64::INFINITY } else { chord_squared(radius + band) },
        }
    }

    /// Chords in metres that are surely inside up to the first, and surely outside from the second.
    pub fn chords(&self) -> (f64, f64) {
        (self.inner_squared.sqrt(), self.outer_squared.sqrt())
    }

    /// Judges a point by [`Ecef::chord_squared`] from the centre.
    pub fn judge(&self, chord_squared: f64) -> Within {
        if chord_squared < self.inner_squared {
            Within::Yes
        } else if chord_squared > self.outer_squared {
            Within::No
        } else {
            Within::AskGeodesic
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(latitude: f64, longitude: f64) -> Point {
        Point::new(latitude, longitude).expect("a test's point is on the earth")
    }

    #[test]
    fn published_geodesics_are_met_to_the_millimetre() {
        // GeographicLib's own examples: JFK to LHR, and Wellington to Salamanca.
        let metres = |a, b| miles(a, b) * METRES_PER_MILE;
        assert!((metres(at(40.6, -73.8), at(51.6, -0.5)) - 5_551_759.400).abs() < 0.001);
        assert!((metres(at(-41.32, 174.81), at(40.96, -5.50)) - 19_959_679.267).abs() < 0.001);
        // One degree along the equator is a·π/180 by definition.
        assert!((metres(at(0.0, 10.0), at(0.0, 11.0)) - 111_319.491).abs() < 0.001);
    }

    #[test]
    fn poles_and_the_date_line_are_not_special() {
        assert!(miles(at(90.0, 0.0), at(90.0, 120.0)) < 1e-6, "every longitude meets at the pole");
        let across = miles(at(51.88, 179.9), at(51.88, -179.9));
        assert!((across - miles(at(51.88, 10.0), at(51.88, 10.2))).abs() < 1e-6, "{across}");
        let chord = chord_miles(Ecef::of(at(51.88, 179.9)), Ecef::of(at(51.88, -179.9)));
        assert!((chord - across).abs() < 1e-4, "{chord} {across}");
        assert_eq!(miles(at(45.5, -122.6), at(45.5, -122.6)), 0.0);
    }

    #[test]
    fn opposite_ends_of_the_earth_give_a_number() {
        for (a, b) in [(at(0.0, 0.0), at(0.0, 180.0)), (at(90.0, 0.0), at(-90.0, 0.0))] {
            let d = chord_miles(Ecef::of(a), Ecef::of(b));
            assert!((d / miles(a, b) - 1.0).abs() < FAR_CHORD_RELATIVE_ERROR, "{d}");
        }
        assert_ne!(Reach::miles(20_000.0).judge(1.6e14), Within::No);
    }

    proptest! {
        #[test]
        fn the_chord_keeps_to_its_documented_error(lat in -90.0..90.0f64, lon in -180.0..180.0f64, dlat in -8.0..8.0f64, dlon in -12.0..12.0f64) {
            let a = at(lat, lon);
            let b = at((lat + dlat).clamp(-90.0, 90.0), (lon + dlon + 540.0).rem_euclid(360.0) - 180.0);
            let (exact, chord) = (miles(a, b), chord_miles(Ecef::of(a), Ecef::of(b)));
            let allowed = if exact <= CHORD_MILES_MAX { CHORD_RELATIVE_ERROR } else { FAR_CHORD_RELATIVE_ERROR };
            prop_assert!((chord - exact).abs() <= exact * allowed + 1e-9, "{a:?} {b:?} {exact} {chord}");
        }

        #[test]
        fn a_judgment_never_contradicts_the_geodesic(lat in -90.0..90.0f64, lon in -180.0..180.0f64, to_lat in -90.0..90.0f64, to_lon in -180.0..180.0f64, part in 0.99..1.01f64) {
            let (a, b) = (at(lat, lon), at(to_lat, to_lon));
            let exact = miles(a, b);
            let radius = exact * part;
            match Reach::miles(radius).judge(Ecef::of(a).chord_squared(Ecef::of(b))) {
                Within::Yes => prop_assert!(exact <= radius),
                Within::No => prop_assert!(exact > radius),
                Within::AskGeodesic => {}
            }
        }
    }
}
