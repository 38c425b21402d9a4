//! The places of a listing as those who look after it change them: what is public at once, and the version that it stands in.

use chrono::{DateTime, Utc};

use crate::db::{Db, DbError, dossiers, imports, listings, organizations, submissions};
use crate::domain::at_once::Details;
use crate::domain::dossier::{Dossier, ProviderKind};

/// A listing with its places. Whoever calls has checked that it is the reader's to see.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnPlaces {
    /// The provider's name.
    pub name: String,
    /// Somebody in practice for themselves.
    pub is_solo: bool,
    /// Slug of the public page; `None` where it is out of sight.
    pub slug: Option<String>,
    /// The dossier version shown.
    pub dossier_id: String,
    /// When the details were confirmed last.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// It came from another directory and was never checked: nothing of it is changed at once.
    pub is_unchecked: bool,
    /// Reference of the change that waits for a decision.
    pub waiting: Option<String>,
    /// In the order of the dossier.
    pub places: Vec<OwnPlace>,
}

/// One place.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnPlace {
    /// Its key in the dossier.
    pub key: String,
    /// Its own name, or its street and city.
    pub name: String,
    /// What is public at once.
    pub details: Details,
}

/// Of an organization's listing; [`DbError::NotFound`] where it has none.
pub fn of(db: &Db, organization_id: &str) -> Result<OwnPlaces, DbError> {
    db.read(|conn| {
        let listing = listings::get(conn, organization_id)?.filter(|l| !l.is_removed()).ok_or(DbError::NotFound)?;
        let organization = organizations::get(conn, organization_id)?;
        let row = dossiers::get(conn, &listing.dossier_id)?;
        // The body without its private values is enough here, so nothing is decrypted.
        let dossier: Dossier =
            serde_json::from_str(&row.body).map_err(|e| DbError::Damaged(format!("dossier {}: {e}", row.id)))?;
        let waiting = submissions::open_of(conn, organization_id)?.filter(|s| s.dossier_id != listing.dossier_id);
        let place = |place: crate::domain::dossier::Location| {
            let address = [&place.line1, &place.city].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
            let details = Details::of(&place);
            let named = place.name.or(Some(address).filter(|a| !a.is_empty()));
            OwnPlace { name: named.unwrap_or_else(|| "By telehealth".to_string()), key: place.key, details }
        };
        Ok(OwnPlaces {
            slug: listing.is_public().then_some(organization.slug),
            is_solo: dossier.provider.kind == ProviderKind::Solo,
            name: organization.name,
            confirmed_at: listing.confirmed_at.map(|at| at.and_utc()),
            is_unchecked: !imports::unchecked(conn, &[organization_id])?.is_empty(),
            waiting: waiting.map(|s| s.reference),
            places: dossier.locations.into_iter().map(place).collect(),
            dossier_id: listing.dossier_id,
        })
    })
}
