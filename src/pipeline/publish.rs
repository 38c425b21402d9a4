//! Publish: an approved dossier becomes what the public sees, values and badge in one transaction.

use chrono::{DateTime, Utc};

use crate::db::listings::{self, NewListing};
use crate::db::{Conn, DbError, jobs, organizations, tasks};
use crate::domain::job::JobKind;
use crate::domain::task::TaskKind;

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
    let before = listings::get(conn, &open.organization_id)?;
    if let Some(before) = before.filter(|before| before.dossier_id != open.id) {
        let provider = &open.dossier.provider;
        let (kind, npi) = (provider.kind.as_str(), provider.organization_npi.as_deref());
        organizations::rename(conn, &open.organization_id, &provider.name, kind, npi, now)?;
        tasks::carry(conn, &before.dossier_id, &open.id, TaskKind::OF_LISTING)?;
    }
    listings::publish(conn, &new, confirmed_at, now)?;
    jobs::ask(conn, JobKind::Screen, &open.organization_id, now, now)?;
    jobs::ask(conn, JobKind::Warn, &open.organization_id, now, now)
}
