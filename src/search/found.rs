//! What a search found. What is told of a result is looked up when it is asked for.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::domain::ids::Id;
use crate::domain::place::Point;
use crate::geo::distance::miles;

use super::facets::Facets;
use super::kept::{Form, Kept, Text};
use super::listing::Profile;
use super::names::ReadAs;
use super::paging::After;
use super::pattern::Pattern;
use super::published::Published;
use super::query::Sort;
use super::rank::{Rank, Standpoint};
use super::site::Site;
use super::snapshot::Snapshot;
use super::standing::Standing;

/// The answer to a [`Query`].
#[derive(Debug)]
pub struct Found<'a> {
    /// How many places match, on all pages together.
    pub total: usize,
    /// Those of this page, in order.
    pub hits: Vec<Hit<'a>>,
    /// Counts beside the options.
    pub facets: Facets,
    /// The last of this page, where there is another page.
    pub(super) last: Option<(Ranking<'a>, u32)>,
    /// Words of `q` that no name has or that name a treatment or a condition, and what they were taken for.
    pub read_as: Vec<ReadAs>,
}

impl<'a> Found<'a> {
    /// Where the next page begins; `None` on the last.
    pub fn next(&self) -> Option<After> {
        self.last.map(|(ranking, row)| After(ranking.rank(row).into_owned()))
    }

    /// The providers of this page, each once.
    pub fn providers(&self) -> Arc<[Id]> {
        let mut ids: Vec<&Id> = self.hits.iter().map(|hit| &hit.profile().provider_id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().cloned().collect()
    }

    /// The results, each with its [`Hit::distance_miles`]; neighbors at one address are measured once.
    pub fn measured(&self) -> impl Iterator<Item = (&Hit<'a>, Option<f64>)> {
        let mut last: Option<(Point, f64)> = None;
        self.hits.iter().map(move |hit| {
            let distance = hit.between().map(|(center, point)| match last {
                Some((same, distance)) if same == point => distance,
                _ => last.insert((point, miles(center, point))).1,
            });
            (hit, distance)
        })
    }
}

/// One place that matches. What is told of it is looked up when it is asked for.
#[derive(Debug)]
pub struct Hit<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) row: u32,
    /// Of the search.
    pub(super) center: Option<Point>,
    pub(super) now: DateTime<Utc>,
}

impl<'a> Hit<'a> {
    /// Its provider with all its places.
    pub fn provider(&self) -> &'a Published {
        self.snapshot.place(self.row).0
    }

    /// Who.
    pub fn profile(&self) -> &'a Profile {
        &self.provider().profile
    }

    /// The place.
    pub fn site(&self) -> &'a Site {
        self.snapshot.place(self.row).1
    }

    /// The center of the search and the place's point, where there are both.
    fn between(&self) -> Option<(Point, Point)> {
        self.center.zip(self.snapshot.point(self.row))
    }

    /// WGS84 geodesic from the center of the search; `None` without one and for a place without a point.
    pub fn distance_miles(&self) -> Option<f64> {
        self.between().map(|(center, point)| miles(center, point))
    }

    /// Badge and freshness at the moment of the search.
    pub fn standing(&self) -> Cow<'a, Standing> {
        self.provider().standing(self.now)
    }

    /// A text about this place: the one that was made before, as long as the standing that it speaks of holds, else what `make` makes
    /// now of today's standing. What has no pattern is not kept.
    pub fn kept<E>(
        &self,
        form: Form,
        make: impl FnOnce(&Standing) -> Result<Option<Pattern>, E>,
    ) -> Result<Option<Arc<Text>>, E> {
        let Shelf { kept, row } = self.snapshot.shelf(self.row);
        if let Some(text) = kept.get(row, form, self.now) {
            return Ok(Some(text));
        }
        let standing = self.standing();
        Ok(make(&standing)?.map(|pattern| kept.put(row, form, &standing, pattern)))
    }
}

/// Where texts about one row are kept.
pub(super) struct Shelf<'a> {
    pub kept: &'a Kept,
    /// Its number there.
    pub row: u32,
}

/// The order of one search.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranking<'s> {
    pub snapshot: &'s Snapshot,
    pub order: Sort,
    pub center: Option<Point>,
    pub now: DateTime<Utc>,
}

impl<'s> Ranking<'s> {
    /// Where a row stands.
    pub fn rank(self, row: u32) -> Rank<'s> {
        let (provider, site) = self.snapshot.place(row);
        let distance = || self.center.zip(site.spot).map(|(center, spot)| miles(center, spot.point));
        let order = self.order;
        let at = Standpoint {
            distance: (order == Sort::Distance).then(distance).flatten(),
            price: site.offer.price_per_session(),
            confirmed_at: provider.profile.confirmed_at.map(|t| t.timestamp_micros()),
            name: &self.snapshot.row(row).name,
            unconfirmed: !provider.standing(self.now).freshness.is_confirmed(),
            id: site.id.as_str(),
        };
        Rank::of(order, at)
    }
}
