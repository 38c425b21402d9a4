//! What the gazetteer answers with.

pub use crate::domain::place::PlaceKind;
use crate::domain::place::Point;

/// A place that someone named.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// As shown: `97202 Portland, OR`, `Portland, OR`, `Oregon`, `45.5,-122.6`. Resolves to this place again.
    pub label: String,
    /// How it was named.
    pub kind: PlaceKind,
    /// Its centre.
    pub point: Point,
    /// USPS code; `None` for a bare point.
    pub state: Option<String>,
}

/// What one ZIP stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZipPlace {
    /// Five digits.
    pub zip: &'static str,
    /// The city that the post office prefers.
    pub city: &'static str,
    /// USPS code.
    pub state: &'static str,
    /// Centroid, to about ten metres.
    pub point: Point,
    /// IANA name.
    pub time_zone: &'static str,
}

/// What a text means. Never a guess: several places and none are answers of their own.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// Exactly one place.
    One(Place),
    /// More than one bears the name: the most populous first, at most [`MOST_PLACES`].
    Several(Vec<Place>),
    /// None does.
    Unknown {
        /// What may have been meant, the nearest spelling first; may be empty.
        suggestions: Vec<Place>,
    },
}

/// How many places a [`Resolution`] lists at most.
pub const MOST_PLACES: usize = 12;
