//! The first places by distance. The chord puts nearly all of them in order; those that only the geodesic can tell apart are
//! measured.

use std::cmp::Ordering;

use crate::domain::place::Point;
use crate::geo::distance::miles;

use super::blocks::nearest::{Near, stretched};
use super::query::Sort;
use super::rank::{Rank, Standpoint};
use super::snapshot::Snapshot;

/// A row that may be among the first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// The row and the chord to it.
    pub near: Near,
    /// Comes after a confirmed one at its distance; `None` where it is as it was when the index was built.
    pub unconfirmed: Option<bool>,
}

/// The first `wanted` of the candidates behind `after`, in order: by distance, confirmed before not, by id. Those without a point
/// come last.
pub(super) fn first(
    snapshot: &Snapshot,
    center: Point,
    mut candidates: Vec<Candidate>,
    after: Option<&Rank<'static>>,
    wanted: usize,
) -> Vec<u32> {
    if let Some(after) = after {
        // Nearly all that a page before has shown are left out by the index.
        candidates.retain(|candidate| candidate.rank(snapshot, center) > *after);
    }
    candidates.sort_unstable_by(|a, b| a.near.at_least.total_cmp(&b.near.at_least));
    let mut rows = Vec::with_capacity(wanted.min(candidates.len()));
    let mut rest = candidates.as_mut_slice();
    while !rest.is_empty() && rows.len() < wanted {
        let (run, behind) = rest.split_at_mut(undecided(rest));
        put_in_order(run, snapshot, center);
        rows.extend(run.iter().map(|candidate| candidate.near.row));
        rest = behind;
    }
    rows.truncate(wanted);
    rows
}

/// How many at the beginning may stand in another order than their chords.
fn undecided(candidates: &[Candidate]) -> usize {
    let mut reach = f64::NEG_INFINITY;
    let together = candidates.iter().enumerate().take_while(|(at, candidate)| {
        let within = *at == 0 || candidate.near.at_least <= reach;
        reach = reach.max(stretched(candidate.near.at_most));
        within
    });
    together.count()
}

fn put_in_order(run: &mut [Candidate], snapshot: &Snapshot, center: Point) {
    let point = |candidate: &Candidate| snapshot.point(candidate.near.row);
    let Some(first) = run.first().map(point) else { return };
    if run.iter().all(|candidate| point(candidate) == first) {
        // One address: the same distance, whatever it is.
        run.sort_unstable_by(|a, b| a.among_equals(b, snapshot));
        return;
    }
    let mut last: Option<(Point, f64)> = None;
    let mut measure = |point: Point| match last {
        Some((same, distance)) if same == point => distance,
        _ => last.insert((point, miles(center, point))).1,
    };
    for candidate in run.iter_mut() {
        candidate.near.at_least = point(candidate).map_or(f64::INFINITY, &mut measure);
    }
    let distance = |candidate: &Candidate| candidate.near.at_least;
    run.sort_unstable_by(|a, b| distance(a).total_cmp(&distance(b)).then_with(|| a.among_equals(b, snapshot)));
}

impl Candidate {
    fn rank<'s>(&self, snapshot: &'s Snapshot, center: Point) -> Rank<'s> {
        let point = snapshot.point(self.near.row);
        let (provider, site) = snapshot.place(self.near.row);
        let at = Standpoint {
            distance: point.map(|point| miles(center, point)),
            price: None,
            confirmed_at: None,
            name: &provider.profile.name,
            unconfirmed: self.is_unconfirmed(snapshot),
            id: site.id.as_str(),
        };
        Rank::of(Sort::Distance, at)
    }

    fn is_unconfirmed(&self, snapshot: &Snapshot) -> bool {
        self.unconfirmed.unwrap_or_else(|| snapshot.whose(self.near.row).unconfirmed)
    }

    fn among_equals(&self, other: &Candidate, snapshot: &Snapshot) -> Ordering {
        let confirmed_first = self.is_unconfirmed(snapshot).cmp(&other.is_unconfirmed(snapshot));
        confirmed_first.then_with(|| snapshot.compare_ids(self.near.row, other.near.row))
    }
}
