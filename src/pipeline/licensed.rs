//! Which boards licensed the people of a listing: state and profession of each license.

use std::collections::BTreeSet;

use crate::db::{Conn, DbError, dossiers, listings};
use crate::domain::credential::Profession;
use crate::domain::dossier::{Clinician, Dossier};

/// State (USPS code) of each license, and profession.
pub type Licenses = BTreeSet<(String, Profession)>;

/// Of the people in a dossier.
pub(super) fn of_dossier(dossier: &Dossier) -> Licenses {
    let states = |person: &Clinician| person.credentials.iter().filter_map(|c| c.state.clone()).collect::<Vec<_>>();
    dossier.clinicians.iter().flat_map(|p| states(p).into_iter().map(|state| (state, p.profession))).collect()
}

/// Of the people whom a provider's listing shows; none where there is no listing any more.
pub(super) fn of_listing(conn: &mut Conn, organization_id: &str) -> Result<Licenses, DbError> {
    let Some(listing) = listings::get(conn, organization_id)?.filter(|l| !l.is_removed()) else {
        return Ok(Licenses::new());
    };
    let row = dossiers::get(conn, &listing.dossier_id)?;
    // The body without its private values is enough here, so nothing is decrypted.
    let dossier: Dossier =
        serde_json::from_str(&row.body).map_err(|e| DbError::Damaged(format!("dossier {}: {e}", row.id)))?;
    Ok(of_dossier(&dossier))
}
