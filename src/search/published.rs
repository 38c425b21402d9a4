//! One provider as the public may know it.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::domain::place::Point;

use super::listing::{Listing, Profile};
use super::site::Site;
use super::standing::Standing;

/// A provider with its places, and what may be said of it.
#[derive(Debug, Clone)]
pub struct Published {
    /// Who.
    pub profile: Profile,
    /// Where.
    pub sites: Vec<Site>,
    standing: Standing,
}

impl Published {
    /// Makes a listing public. `centroid` gives the point of a five-digit ZIP.
    pub(super) fn of(listing: Listing, now: DateTime<Utc>, centroid: impl Fn(&str) -> Option<Point>) -> Published {
        let standing = Standing::at(&listing.profile, now);
        let sites = listing.locations.into_iter().map(|l| Site::of(l, &centroid)).collect();
        Published { profile: listing.profile, sites, standing }
    }

    /// Badge and freshness at `now`.
    pub fn standing(&self, now: DateTime<Utc>) -> Cow<'_, Standing> {
        self.standing.moved(&self.profile, now)
    }

    /// Badge and freshness when the index was built.
    pub(super) fn standing_kept(&self) -> &Standing {
        &self.standing
    }

    /// The same, with badge and freshness of `now` kept.
    pub(super) fn renewed(&self, now: DateTime<Utc>) -> Published {
        Published {
            profile: self.profile.clone(),
            sites: self.sites.clone(),
            standing: self.standing(now).into_owned(),
        }
    }
}
