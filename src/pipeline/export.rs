//! Everything that is public, a part at a time: what an export of a million listings keeps in memory is a part.

use crate::db::listings;
use crate::search::Snapshot;

use super::dossier::DossierError;
use super::{Desk, index};

/// Listings opened at once.
const PART: i64 = 500;

/// Gives every listing in sight to `take`, in the order of their ids, as small snapshots of consecutive ones.
///
/// # Errors
/// The database cannot be read, or what `take` says.
pub fn in_parts<E: From<DossierError>>(desk: &Desk, mut take: impl FnMut(&Snapshot) -> Result<(), E>) -> Result<(), E> {
    let mut after = String::new();
    loop {
        let ids = desk.db.read(|conn| listings::standing(conn, &after, PART)).map_err(DossierError::from)?;
        let Some(last) = ids.last().cloned() else { return Ok(()) };
        take(&index::of(desk, &ids)?)?;
        after = last;
    }
}
