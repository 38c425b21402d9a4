//! What is asked for: a place, filters and an order. The words of the address become one of these in
//! [`parse`](super::parse), and it becomes words again in [`link`](super::link).

use crate::domain::clinical::{Condition, Payment, SafetyPractice, Setting, Treatment};
use crate::domain::credential::Profession;
use crate::domain::place::Point;
use crate::domain::problem::UnknownWord;
use crate::domain::schedule::Within;
use crate::geo::{Place, PlaceKind};

use super::facets::Group;
use super::name::Words;
use super::set::Set;

/// Miles around a place when nothing else is said.
pub const DEFAULT_RADIUS: f64 = 25.0;
/// The smallest radius that can be asked for, in miles.
pub const MIN_RADIUS: f64 = 1.0;
/// The largest radius that can be asked for, in miles.
pub const MAX_RADIUS: f64 = 500.0;

/// One search. The default finds everything, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Around where, or in which state.
    pub near: Option<Near>,
    /// How far from a point. Without `near`, and in a state, it says nothing.
    pub radius: Radius,
    /// A map's window.
    pub bbox: Option<Bbox>,
    /// One of these, where any are named; the same for the next five.
    pub treatments: Set<Treatment>,
    /// `anxiety` stands for its five.
    pub conditions: Set<Condition>,
    /// Settings.
    pub settings: Set<Setting>,
    /// Ways to pay.
    pub payments: Set<Payment>,
    /// Professions of the people at the place.
    pub professions: Set<Profession>,
    /// ISO 639 codes, sorted.
    pub languages: Vec<String>,
    /// Only where new patients are taken.
    pub accepting_new: bool,
    /// First visits as the places state them, one of these where any are named; `2_4_weeks` stands for sooner, too.
    pub first_openings: Set<Within>,
    /// Only where the published hours say that it is open at the moment of the search, by the clock of the place.
    pub open_now: bool,
    /// Only where the entrance is said to be step-free.
    pub step_free: bool,
    /// Only where all of these are said to be practice.
    pub safety: Set<SafetyPractice>,
    /// Only where the badge is shown.
    pub verified: bool,
    /// Telehealth by someone whose licence in this state (USPS code) was checked.
    pub licensed_in: Option<String>,
    /// At most this many US dollars a session; an unknown price is not below anything.
    pub max_price: Option<u32>,
    /// Name, NPI or phone number.
    pub q: Option<Asked>,
    /// The order asked for; see [`Query::order`].
    pub sort: Option<Sort>,
}

/// A place as asked for and as understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The words, trimmed.
    pub asked: String,
    /// What the gazetteer made of them.
    pub place: Place,
}

/// A name, an NPI or a phone number, as typed and as understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The words, trimmed.
    pub text: String,
    /// What they are compared as.
    pub(super) words: Words,
}

/// How far from a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Radius {
    /// Nearest first, without limit. Places without a point come last.
    Any,
    /// Within so many miles; a place without a point is not within any.
    Miles(f64),
}

impl Default for Radius {
    fn default() -> Self {
        Radius::Miles(DEFAULT_RADIUS)
    }
}

/// A window of a map in degrees, its edges included. It crosses 180 degrees where `west` > `east`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bbox {
    /// Western edge.
    pub west: f64,
    /// Southern edge.
    pub south: f64,
    /// Eastern edge.
    pub east: f64,
    /// Northern edge.
    pub north: f64,
}

impl Bbox {
    /// Whether the point lies in it.
    pub fn contains(&self, p: Point) -> bool {
        let between = if self.west <= self.east {
            (self.west..=self.east).contains(&p.longitude)
        } else {
            p.longitude >= self.west || p.longitude <= self.east
        };
        between && (self.south..=self.north).contains(&p.latitude)
    }

    /// Its middle; of a window over 180 degrees, on the side where it is.
    pub fn middle(&self) -> Option<Point> {
        let east = if self.west > self.east { self.east + 360.0 } else { self.east };
        let longitude = (self.west + east) / 2.0;
        Point::new((self.south + self.north) / 2.0, if longitude > 180.0 { longitude - 360.0 } else { longitude })
    }

    /// Degrees from south to north.
    pub fn height(&self) -> f64 {
        self.north - self.south
    }
}

/// The order of the results. Equal ones: confirmed before unconfirmed, then by location id. What is missing is last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Nearest first.
    Distance,
    /// Cheapest session first.
    Price,
    /// Most recently confirmed first.
    Confirmed,
    /// By the provider's name, without regard to case and accents.
    Name,
}

impl Sort {
    /// Every order.
    pub const ALL: [Sort; 4] = [Sort::Distance, Sort::Price, Sort::Confirmed, Sort::Name];

    /// The word as it travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Sort::Distance => "distance",
            Sort::Price => "price",
            Sort::Confirmed => "confirmed",
            Sort::Name => "name",
        }
    }
}

impl std::str::FromStr for Sort {
    type Err = UnknownWord;

    fn from_str(s: &str) -> Result<Self, UnknownWord> {
        let known = Sort::ALL.map(Sort::as_str);
        Sort::ALL.into_iter().find(|sort| sort.as_str() == s).ok_or_else(|| UnknownWord::new(s, &known))
    }
}

impl Query {
    /// The point that distances are measured from; none without `near` and none in a state.
    pub fn center(&self) -> Option<Point> {
        self.near.as_ref().filter(|n| n.place.kind != PlaceKind::State).map(|n| n.place.point)
    }

    /// The state that contains the results, where `near` is a state.
    pub fn within_state(&self) -> Option<&str> {
        let near = self.near.as_ref().filter(|n| n.place.kind == PlaceKind::State)?;
        near.place.state.as_deref()
    }

    /// The radius in force, in miles: none without a point to measure from and none with `any`.
    pub fn radius_miles(&self) -> Option<f64> {
        match self.radius {
            Radius::Miles(miles) if self.center().is_some() => Some(miles),
            _ => None,
        }
    }

    /// Whether anything is chosen in a group of filters.
    pub fn asks(&self, group: Group) -> bool {
        match group {
            Group::Treatment => !self.treatments.is_empty(),
            Group::Condition => !self.conditions.is_empty(),
            Group::Setting => !self.settings.is_empty(),
            Group::Payment => !self.payments.is_empty(),
            Group::Profession => !self.professions.is_empty(),
            Group::Language => !self.languages.is_empty(),
            Group::AcceptingNew => self.accepting_new,
            Group::FirstOpening => !self.first_openings.is_empty(),
            Group::StepFree => self.step_free,
            Group::Safety => !self.safety.is_empty(),
            Group::Verified => self.verified,
        }
    }

    /// The order in force: as asked, else nearest first. Without a point there is no nearest: by name.
    pub fn order(&self) -> Sort {
        match (self.sort, self.center()) {
            (None | Some(Sort::Distance), None) => Sort::Name,
            (None, Some(_)) => Sort::Distance,
            (Some(sort), _) => sort,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_over_180_degrees_holds_both_its_sides_and_nothing_between() {
        let aleutians = Bbox { west: 170.0, south: 50.0, east: -160.0, north: 60.0 };
        let holds = |lat, lon| Point::new(lat, lon).is_some_and(|p| aleutians.contains(p));
        assert!(holds(52.0, 175.0) && holds(52.0, -175.0) && holds(52.0, 180.0) && holds(50.0, -160.0));
        assert_eq!(aleutians.middle(), Point::new(55.0, -175.0));
        assert!(!holds(52.0, 0.0) && !holds(52.0, -159.9) && !holds(61.0, 175.0));
    }

    #[test]
    fn without_a_point_there_is_no_nearest_and_no_radius() {
        let query = Query { sort: Some(Sort::Distance), ..Query::default() };
        assert_eq!(query.order(), Sort::Name);
        assert_eq!(query.radius_miles(), None);
    }
}
