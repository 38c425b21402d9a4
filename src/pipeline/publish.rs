//! Publish: an approved dossier becomes what the public sees, values and badge in one transaction.

use chrono::{DateTime, Utc};

use crate::db::listings::{self, NewListing};
use crate::db::{Conn, DbError, jobs};
use crate::domain::job::JobKind;

use super::attest;
use super::dossier::OpenDossier;

/// Makes an approved dossier version public. Runs in the transaction of the decision.
///
/// The attestation in the dossier is the provider's first confirmation; one dated in the future counts from now. The
/// checks run once more at once: a list may have been loaded since they ran last.
pub(super) fn publish(conn: &mut Conn, open: &OpenDossier, now: DateTime<Utc>) -> Result<(), DbError> {
    let confirmed_at = open.dossier.attestation.as_ref().map(|a| a.at.min(now));
    let new = NewListing {
        organization_id: &open.organization_id,
        dossier_id: &open.id,
        contact: attest::contact_of(&open.dossier),
        twin_keys: crate::verify::twin_keys(&open.dossier),
    };
    listings::publish(conn, &new, confirmed_at, now)?;
    jobs::ask(conn, JobKind::Screen, &open.organization_id, now, now)?;
    jobs::ask(conn, JobKind::Warn, &open.organization_id, now, now)
}
