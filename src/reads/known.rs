//! Whether a practice is listed already: somebody who is about to send it in should claim it instead.

use std::collections::BTreeSet;

use crate::db::imports::{self, Candidate};
use crate::db::{Conn, Db, DbError, listings};
use crate::domain::fold::letters_and_digits;

/// What is known of a practice before it is sent in.
#[derive(Debug, Clone, Default)]
pub struct Practice<'a> {
    /// Its own NPI and those of its clinicians, as written.
    pub npis: BTreeSet<&'a str>,
    /// Its name; empty where it is not known yet.
    pub name: &'a str,
    /// Of its places (`verify::twin_keys`).
    pub twin_keys: BTreeSet<String>,
}

/// The slug of the listing in sight that this practice seems to be: one with an NPI in common, its own or a clinician's; else one of the
/// same name with a place, a phone or a license in common. `None` where there is none. A house number alone is a neighbour's, too.
///
/// # Errors
/// The database cannot be read.
pub fn known(db: &Db, practice: &Practice<'_>) -> Result<Option<String>, DbError> {
    let npis = practice.npis.iter().map(|npi| npi.trim()).filter(|npi| !npi.is_empty()).collect();
    let name = letters_and_digits(practice.name);
    db.read(|conn| {
        let by_npi = imports::with_npi(conn, &npis)?;
        if let Some(slug) = first_in_sight(conn, by_npi)? {
            return Ok(Some(slug));
        }
        let mut by_key = imports::with_key(conn, &practice.twin_keys)?;
        by_key.retain(|candidate| !name.is_empty() && letters_and_digits(&candidate.name) == name);
        first_in_sight(conn, by_key)
    })
}

fn first_in_sight(conn: &mut Conn, mut found: Vec<Candidate>) -> Result<Option<String>, DbError> {
    // The oldest first: ids grow with time.
    found.sort_by(|a, b| a.organization_id.cmp(&b.organization_id));
    for candidate in found {
        if listings::get(conn, &candidate.organization_id)?.is_some_and(|listing| listing.is_public()) {
            return Ok(Some(candidate.slug));
        }
    }
    Ok(None)
}
