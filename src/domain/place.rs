//! Points on the earth and how well they are known.

use serde::{Deserialize, Serialize};

use super::words::wire_words;

/// Metres in an international mile.
pub const METRES_PER_MILE: f64 = 1609.344;

/// A WGS84 position in degrees. Always finite and in range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
}

impl Point {
    /// Checks finiteness and range; `None` when not on the earth.
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let ok = latitude.is_finite() && longitude.is_finite() && latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        // -0.0 would print as "-0": adding zero makes it plain.
        ok.then_some(Point { latitude: latitude + 0.0, longitude: longitude + 0.0 })
    }
}

wire_words! {
    /// Whether a place's point is its own or its ZIP's.
    Position {
        Exact => "exact",
        ZipCentroid => "zip_centroid",
    }
}

wire_words! {
    /// How a place that someone typed is known.
    PlaceKind {
        Zip => "zip",
        City => "city",
        /// Means containment, without distance.
        State => "state",
        Point => "point",
    }
}
