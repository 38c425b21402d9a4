//! Searching: which resources of a type there are, in which order, a page at a time.
//!
//! With `near` the search index says what lies in the circle, nearest first; every other search walks the snapshot and is in the order
//! of ids, which is that of their making.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;

use crate::domain::place::Point;
use crate::geo::{Place, PlaceKind};
use crate::search::{Query, Radius, Slice, Snapshot, Sort, search as find};

use super::include::Include;
use super::item::{Item, Kind};
use super::matching::{Filter, Test};
use super::outcome::Issue;
use super::parameters::Field;
use super::resources::Making;

pub use super::parse::parse;

/// A search that was understood.
#[derive(Debug, Clone)]
pub struct Search {
    /// For resources of this type.
    pub kind: Kind,
    /// Around where.
    pub near: Option<Near>,
    /// All of these.
    pub filters: Vec<Filter>,
    /// What comes along.
    pub includes: Vec<Include>,
    /// What comes along because it refers.
    pub rev_includes: Vec<Include>,
    /// Results on a page.
    pub count: usize,
    /// Where an earlier page ended, as it came.
    pub cursor: Option<String>,
    /// How many there are, and none of them.
    pub is_count_only: bool,
    /// What was taken into account, for the addresses of this page and the next.
    pub used: Vec<(String, String)>,
    /// What was not.
    pub left_out: Vec<Issue>,
}

/// A circle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// Its center.
    pub point: Point,
    /// Its radius, statute miles.
    pub miles: f64,
    /// In what the distance was said, and is told.
    pub unit: Unit,
}

/// A unit of length of UCUM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// `km`.
    Kilometers,
    /// `m`.
    Meters,
    /// `[mi_us]`, the survey mile.
    SurveyMiles,
    /// `[mi_i]`, the international mile.
    Miles,
}

/// Meters in an international mile (exact by definition).
const METERS_IN_A_MILE: f64 = 1_609.344;

impl Unit {
    const ALL: [(Unit, &'static str, f64); 4] = [
        (Unit::Kilometers, "km", 1_000.0),
        (Unit::Meters, "m", 1.0),
        // 1200/3937 m to the foot (NIST).
        (Unit::SurveyMiles, "[mi_us]", 5_280.0 * 1_200.0 / 3_937.0),
        (Unit::Miles, "[mi_i]", METERS_IN_A_MILE),
    ];

    /// By its UCUM code.
    pub fn of_code(code: &str) -> Option<Unit> {
        Unit::ALL.iter().find(|(_, c, _)| *c == code).map(|(unit, ..)| *unit)
    }

    fn row(self) -> (&'static str, f64) {
        Unit::ALL.iter().find(|(unit, ..)| *unit == self).map_or(("km", 1_000.0), |(_, code, meters)| (*code, *meters))
    }

    /// Its UCUM code.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// So many of it in statute miles.
    pub fn miles(self, length: f64) -> f64 {
        length * self.row().1 / METERS_IN_A_MILE
    }

    /// Statute miles in this unit.
    pub fn of_miles(self, miles: f64) -> f64 {
        miles * METERS_IN_A_MILE / self.row().1
    }
}

/// What a search found.
#[derive(Debug)]
pub struct Found<'a> {
    /// On all pages together.
    pub total: usize,
    /// This page; with `near`, each with its distance in statute miles.
    pub page: Vec<(Item<'a>, Option<f64>)>,
    /// What comes along with this page, each once.
    pub along: Vec<Item<'a>>,
    /// Where the next page begins, signed.
    pub next: Option<String>,
}

/// A keyed MAC over bytes, as text without a full stop.
pub type Sign<'a> = &'a dyn Fn(&[u8]) -> String;

/// Searches.
///
/// # Errors
/// Where `_cursor` was edited, or is of another search.
pub fn search<'a>(
    snapshot: &'a Snapshot,
    asked: &Search,
    making: &Making<'_>,
    sign: Sign<'_>,
) -> Result<Found<'a>, Issue> {
    let after = asked.cursor.as_deref().map(|cursor| read_cursor(asked, cursor, sign)).transpose()?;
    let (total, page, has_more) = match &asked.near {
        Some(near) => around(snapshot, asked, near, after.as_ref(), making),
        None => walked(snapshot, asked, after.as_ref().map(|after| after.id.as_str()), making),
    };
    let last = page.last().filter(|_| has_more).map(|(item, miles)| cursor(asked, item.id(), *miles, sign));
    let along = along(asked, &page);
    Ok(Found { total, page, along, next: last })
}

impl Search {
    /// Whether the index answers it as it is: the first page of places in a circle, and nothing else asked. Any other search looks at
    /// every provider, or at every place in the circle.
    pub fn is_quick(&self) -> bool {
        let is_a_place = matches!(self.kind, Kind::Location | Kind::HealthcareService);
        self.near.is_some() && is_a_place && self.cursor.is_none() && self.filters.iter().all(super::parse::is_near)
    }
}

/// Where a page ended.
struct After {
    id: String,
    /// Of a search around a point; by its bits, so that it comes back as it was.
    miles: Option<f64>,
}

impl After {
    /// Whether an item stands behind it, where the one that it names is gone.
    fn is_before(&self, item: &Item<'_>, miles: Option<f64>) -> bool {
        (miles, item.id()) > (self.miles, self.id.as_str())
    }
}

type Page<'a> = (usize, Vec<(Item<'a>, Option<f64>)>, bool);

/// Everything in the circle, nearest first.
fn around<'a>(
    snapshot: &'a Snapshot,
    asked: &Search,
    near: &Near,
    after: Option<&After>,
    making: &Making<'_>,
) -> Page<'a> {
    let place = Place { label: String::new(), kind: PlaceKind::Point, point: near.point, state: None };
    let query = Query {
        near: Some(crate::search::query::Near { asked: String::new(), place }),
        radius: Radius::Miles(near.miles),
        sort: Some(Sort::Distance),
        ..Query::default()
    };
    let is_a_place = matches!(asked.kind, Kind::Location | Kind::HealthcareService);
    let is_quick = asked.is_quick();
    let size = if is_quick { asked.count.max(1) } else { usize::MAX };
    let found = find(snapshot, &query, &Slice::first(size), making.now);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut all: Vec<(Item<'a>, Option<f64>)> = Vec::new();
    for (hit, miles) in found.measured() {
        let of_place = Item::all(hit.provider(), asked.kind).into_iter();
        let of_place = of_place.filter(|item| item.places().iter().any(|site| site.id == hit.site().id));
        for item in of_place.filter(|item| asked.filters.iter().all(|filter| filter.passes(item, making))) {
            // Somebody who works at two places is found once, at the nearer.
            if is_a_place || seen.insert(item.id()) {
                all.push((item, miles));
            }
        }
    }
    let total = if is_quick { found.total } else { all.len() };
    if let Some(after) = after {
        let itself = all.iter().position(|(item, _)| item.id() == after.id).map(|at| at + 1);
        // It may have gone out of sight since: then on behind where it was.
        let behind = || all.iter().position(|(item, miles)| after.is_before(item, *miles));
        let from = itself.or_else(behind).unwrap_or(all.len());
        all.drain(..from);
    }
    let has_more = if is_quick { found.total > asked.count } else { all.len() > asked.count };
    all.truncate(asked.count);
    (total, all, has_more)
}

/// Everything that passes, by id. Only as many are kept as the page needs.
fn walked<'a>(snapshot: &'a Snapshot, asked: &Search, after: Option<&str>, making: &Making<'_>) -> Page<'a> {
    let mut total = 0;
    let mut first: BTreeMap<&str, Item<'a>> = BTreeMap::new();
    for item in named(snapshot, asked, making.now) {
        if !asked.filters.iter().all(|filter| filter.passes(&item, making)) {
            continue;
        }
        total += 1;
        if after.is_some_and(|after| item.id() <= after) {
            continue;
        }
        first.insert(item.id(), item);
        if first.len() > asked.count + 1 {
            first.pop_last();
        }
    }
    let has_more = first.len() > asked.count;
    let page = first.into_values().take(asked.count).map(|item| (item, None)).collect();
    (total, page, has_more)
}

/// Every resource of the type that may be among the results. One by `_id` of a provider is looked up.
fn named<'a>(snapshot: &'a Snapshot, asked: &Search, now: DateTime<Utc>) -> Box<dyn Iterator<Item = Item<'a>> + 'a> {
    let (kind, shown) = (asked.kind, shown(now));
    let organization = asked.filters.iter().find_map(|filter| match (&filter.test, kind) {
        (Test::Token(tokens), Kind::Organization) if filter.field == Field::Id => {
            let [only] = tokens.as_slice() else { return None };
            only.code.clone()
        }
        _ => None,
    });
    if let Some(id) = organization {
        let provider = snapshot.provider(&id).filter(|p| shown(p));
        return Box::new(provider.into_iter().flat_map(move |provider| Item::all(provider, kind)));
    }
    Box::new(snapshot.providers().filter(move |p| shown(p)).flat_map(move |provider| Item::all(provider, kind)))
}

/// Which providers are in FHIR at a moment: those that a search finds.
pub fn shown(now: DateTime<Utc>) -> impl Fn(&crate::search::Published) -> bool + Copy {
    move |provider| provider.standing(now).freshness.is_listed()
}

/// What comes along, each once and not what is on the page itself.
fn along<'a>(asked: &Search, page: &[(Item<'a>, Option<f64>)]) -> Vec<Item<'a>> {
    let mut seen: BTreeSet<(Kind, &str)> = page.iter().map(|(item, _)| (item.kind(), item.id())).collect();
    let mut all = Vec::new();
    for (item, _) in page {
        let referred = asked.includes.iter().flat_map(|include| include.referred(item));
        let referring = asked.rev_includes.iter().flat_map(|include| include.referring(item));
        all.extend(referred.chain(referring).filter(|other| seen.insert((other.kind(), other.id()))));
    }
    all
}

/// Names where a page ended, for this search alone.
fn cursor(asked: &Search, id: &str, miles: Option<f64>, sign: Sign<'_>) -> String {
    let at = format!("{id} {}", miles.map(|m| format!("{:x}", m.to_bits())).unwrap_or_default());
    format!("{}.{}", BASE64URL_NOPAD.encode(at.as_bytes()), sign(&bound(asked, &at)))
}

fn read_cursor(asked: &Search, cursor: &str, sign: Sign<'_>) -> Result<After, Issue> {
    let refused = || Issue::invalid("_cursor", "This _cursor does not belong to this search. Begin again without it.");
    let (at, mac) = cursor.split_once('.').ok_or_else(refused)?;
    let at = BASE64URL_NOPAD.decode(at.as_bytes()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let at = at.ok_or_else(refused)?;
    let right = sign(&bound(asked, &at));
    if !bool::from(subtle::ConstantTimeEq::ct_eq(right.as_bytes(), mac.as_bytes())) {
        return Err(refused());
    }
    let (id, bits) = at.split_once(' ').ok_or_else(refused)?;
    let miles = u64::from_str_radix(bits, 16).ok().map(f64::from_bits);
    Ok(After { id: id.to_string(), miles })
}

/// What is signed: where the page ended, and all that was asked but how many at a time.
fn bound(asked: &Search, at: &str) -> Vec<u8> {
    let mut text = format!("fhir {} {}\n{at}", asked.kind.as_str(), at.len());
    for (name, value) in asked.used.iter().filter(|(name, _)| name != "_count") {
        text.push_str(&format!("\n{} {}\n{name}={value}", name.len(), value.len()));
    }
    text.into_bytes()
}
