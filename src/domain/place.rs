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

/// USPS codes of the states, the District of Columbia and the territories.
pub const USPS_STATES: &[&str] = &[
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA",
    "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR",
    "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "AS", "GU", "MP", "PR", "VI",
];

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
