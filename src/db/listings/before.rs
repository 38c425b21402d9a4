//! What was listed before a decision, and putting it back.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::{ListingRow, ListingState, note, put_keys};
use crate::db::changes::ChangeKind;
use crate::db::schema::{listing_keys, listings};
use crate::db::{Conn, DbError, stored, suspensions};

/// How a listing stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoodSo {
    /// The version shown.
    pub dossier_id: String,
    state: String,
    confirmed_at: Option<NaiveDateTime>,
    held_at: Option<NaiveDateTime>,
    contact: Option<String>,
}

impl StoodSo {
    /// Whether it was in sight.
    pub fn is_public(&self) -> bool {
        self.state == ListingState::Public.as_str()
    }

    /// Since when a person kept it out of sight.
    pub fn held_at(&self) -> Option<DateTime<Utc>> {
        self.held_at.map(|at| at.and_utc())
    }
}

/// What was listed of a provider; `None` where nothing was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingBefore(pub Option<StoodSo>);

impl ListingBefore {
    /// Of a listing, or of none.
    pub fn of(listing: Option<&ListingRow>) -> Self {
        ListingBefore(listing.map(|l| StoodSo {
            dossier_id: l.dossier_id.clone(),
            state: l.state.clone(),
            confirmed_at: l.confirmed_at,
            held_at: l.held_at,
            contact: l.contact.clone(),
        }))
    }

    pub(in crate::db) fn written(&self) -> Result<String, DbError> {
        let written = self.0.as_ref().map(serde_json::to_string).transpose();
        Ok(written.map_err(|e| DbError::Other(e.to_string()))?.unwrap_or_default())
    }

    pub(in crate::db) fn read(text: &str) -> Result<Self, DbError> {
        let damaged = |e| DbError::Damaged(format!("what was listed before a decision: {e}"));
        let stood = (!text.is_empty()).then(|| serde_json::from_str(text)).transpose().map_err(damaged)?;
        Ok(ListingBefore(stood))
    }
}

/// Puts a listing back as it stood, from the version that the caller saw. `twin_keys` are those of the version shown again.
///
/// # Errors
/// [`DbError::Stale`] where it changed meanwhile, or would be public while a suspension of it is open.
pub fn put_back(
    conn: &mut Conn,
    seen: &ListingRow,
    before: &StoodSo,
    twin_keys: &BTreeSet<String>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    if before.is_public() && suspensions::open_of(conn, &seen.organization_id)?.is_some() {
        return Err(DbError::Stale);
    }
    let state = [ListingState::Public, ListingState::Removed].into_iter().find(|s| s.as_str() == before.state);
    let moved = diesel::update(listings::table.find(&seen.organization_id).filter(listings::version.eq(seen.version)))
        .set((
            listings::dossier_id.eq(&before.dossier_id),
            listings::state.eq(&before.state),
            listings::version.eq(seen.version + 1),
            listings::confirmed_at.eq(before.confirmed_at),
            listings::updated_at.eq(stored(now)),
            listings::held_at.eq(before.held_at),
            listings::contact.eq(&before.contact),
        ))
        .execute(conn)?;
    if moved != 1 {
        return Err(DbError::Stale);
    }
    put_keys(conn, &seen.organization_id, twin_keys)?;
    note(conn, &seen.organization_id, state.unwrap_or(ListingState::Hidden).change(), now)
}

/// Takes a listing away that was not there before, from the version that the caller saw.
///
/// # Errors
/// [`DbError::Stale`] where it changed meanwhile.
pub fn take_away(conn: &mut Conn, seen: &ListingRow, now: DateTime<Utc>) -> Result<(), DbError> {
    let (id, version) = (&seen.organization_id, seen.version);
    let gone = diesel::delete(listings::table.find(id).filter(listings::version.eq(version))).execute(conn)?;
    if gone != 1 {
        return Err(DbError::Stale);
    }
    diesel::delete(listing_keys::table.filter(listing_keys::organization_id.eq(id))).execute(conn)?;
    note(conn, id, ChangeKind::Removed, now)
}
