//! The first places by distance. The chord puts nearly all of them in order; those that only the geodesic can tell apart are
//! measured.

use std::cmp::Ordering;

use crate::domain::place::Point;
use crate::geo::distance::{CHORD_MILES_MAX, CHORD_RELATIVE_ERROR, Ecef, FAR_CHORD_RELATIVE_ERROR, chord_miles, miles};

use super::query::Sort;
use super::rank::{Rank, Standpoint};
use super::snapshot::Snapshot;

/// A row that may be among the first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub row: u32,
    /// Comes after a confirmed one at its distance.
    pub unconfirmed: bool,
}

/// A candidate with what the chord says of its distance, miles.
#[derive(Debug, Clone, Copy)]
struct Placed {
    candidate: Candidate,
    point: Option<Point>,
    at_least: f64,
    at_most: f64,
}

/// The first `wanted` of the candidates behind `after`, in order: by distance, confirmed before not, by id. Those without a point
/// come last.
pub(super) fn first(
    snapshot: &Snapshot,
    (center, from): (Point, Ecef),
    candidates: Vec<Candidate>,
    after: Option<&Rank<'static>>,
    wanted: usize,
) -> Vec<u32> {
    let mut placed: Vec<Placed> = candidates.into_iter().map(|c| Placed::of(snapshot, from, c)).collect();
    if let Some(after) = after {
        placed.retain(|place| place.comes_behind(after, snapshot, center));
    }
    placed.sort_unstable_by(|a, b| a.at_least.total_cmp(&b.at_least));
    let mut rows = Vec::with_capacity(wanted.min(placed.len()));
    let mut rest = placed.as_mut_slice();
    while !rest.is_empty() && rows.len() < wanted {
        let (run, behind) = rest.split_at_mut(undecided(rest));
        put_in_order(run, snapshot, center);
        rows.extend(run.iter().map(|place| place.candidate.row));
        rest = behind;
    }
    rows.truncate(wanted);
    rows
}

/// How many at the beginning may stand in another order than their chords.
fn undecided(placed: &[Placed]) -> usize {
    let mut furthest = f64::NEG_INFINITY;
    let nearer = placed.iter().take_while(|place| {
        let within = furthest == f64::NEG_INFINITY || place.at_least <= furthest;
        furthest = furthest.max(place.at_most);
        within
    });
    nearer.count()
}

fn put_in_order(run: &mut [Placed], snapshot: &Snapshot, center: Point) {
    let Some(first) = run.first().map(|place| place.point) else { return };
    if run.iter().all(|place| place.point == first) {
        // One address: the same distance, whatever it is.
        run.sort_unstable_by(|a, b| a.among_equals(b, snapshot));
        return;
    }
    let mut last: Option<(Point, f64)> = None;
    let mut measure = |point: Point| match last {
        Some((same, distance)) if same == point => distance,
        _ => last.insert((point, miles(center, point))).1,
    };
    for place in run.iter_mut() {
        let exact = place.point.map_or(f64::INFINITY, &mut measure);
        (place.at_least, place.at_most) = (exact, exact);
    }
    run.sort_unstable_by(|a, b| a.at_least.total_cmp(&b.at_least).then_with(|| a.among_equals(b, snapshot)));
}

impl Placed {
    fn of(snapshot: &Snapshot, from: Ecef, candidate: Candidate) -> Placed {
        let point = snapshot.blocks().point(candidate.row as usize);
        let (at_least, at_most) = point.map_or((f64::INFINITY, f64::INFINITY), |point| {
            let chord = chord_miles(from, Ecef::of(point));
            // Twice the documented error, for it is of the geodesic and not of the chord; and a little for rounding.
            let part = if chord <= CHORD_MILES_MAX { CHORD_RELATIVE_ERROR } else { FAR_CHORD_RELATIVE_ERROR };
            let error = chord * 2.0 * part + 1e-9;
            (chord - error, chord + error)
        });
        Placed { candidate, point, at_least, at_most }
    }

    fn comes_behind(&self, after: &Rank<'static>, snapshot: &Snapshot, center: Point) -> bool {
        let ended = after.miles().unwrap_or(f64::INFINITY);
        if self.at_most < ended || self.at_least > ended {
            return self.at_least > ended;
        }
        let (provider, site) = snapshot.place(self.candidate.row);
        let at = Standpoint {
            distance: self.point.map(|point| miles(center, point)),
            price: None,
            confirmed_at: None,
            name: &provider.profile.name,
            unconfirmed: self.candidate.unconfirmed,
            id: site.id.as_str(),
        };
        Rank::of(Sort::Distance, at) > *after
    }

    fn among_equals(&self, other: &Placed, snapshot: &Snapshot) -> Ordering {
        let id = |place: &Placed| snapshot.place(place.candidate.row).1.id.as_str();
        let confirmed_first = self.candidate.unconfirmed.cmp(&other.candidate.unconfirmed);
        confirmed_first.then_with(|| id(self).cmp(id(other)))
    }
}
