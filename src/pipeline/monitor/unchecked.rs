//! Listings that an import published unchecked: with each load of a list they are asked for what bars them, and nothing else.
//!
//! Without people and papers the other checks would only raise questions that nobody can answer. Where something bars one,
//! it goes before the reviewers with every check made: a confirmed hit hides it at once, and from then on it is a listing
//! like any other.

use serde_json::json;

use crate::db::Conn;
use crate::db::audit::Actor;
use crate::db::dossiers::DossierRow;
use crate::db::imports::{self, Awaiting};
use crate::db::reference::ReferenceSources;
use crate::domain::check::Finding;
use crate::pipeline::unsent::Unsent;
use crate::pipeline::{Desk, dossier, verify};
use crate::verify::barring;

use super::MonitorError;

/// Looks at these, each the version shown.
pub(super) fn look(desk: &Desk, unchecked: &[DossierRow]) -> Result<(), MonitorError> {
    if unchecked.is_empty() {
        return Ok(());
    }
    let now = desk.clock.now();
    let sources = ReferenceSources::open(&desk.reference, now.date_naive())?;
    for shown in unchecked {
        let open = dossier::open(&desk.keys, shown)?;
        let found = barring(&open.dossier, &sources, desk.rules, now).map_err(verify::VerifyError::from)?;
        if found.is_empty() {
            continue;
        }
        let submission_id = desk.db.write(|conn| put_before_reviewers(conn, desk, shown, &found))?;
        if let Some(id) = submission_id {
            // Were this cut short, the checks of a submission that came in are made up for, and the next round comes.
            verify::run(desk, &id)?;
        }
    }
    Ok(())
}

/// The submission by which staff decide; `None` where the listing has changed in the meantime.
fn put_before_reviewers(
    conn: &mut Conn,
    desk: &Desk,
    shown: &DossierRow,
    found: &[Finding],
) -> Result<Option<String>, MonitorError> {
    let organization_id = shown.organization_id.as_str();
    if imports::unchecked(conn, &[organization_id])?.iter().all(|now| now.id != shown.id) {
        return Ok(None);
    }
    let codes: Vec<&str> = found.iter().map(|f| f.check.code.as_str()).collect();
    let monitor = Actor::Program("monitor");
    let unsent = Unsent { actor: &monitor, details: json!({ "because": codes }), now: desk.clock.now() };
    let id = match imports::awaiting(conn, organization_id)? {
        Some(Awaiting { submission_id, dossier_id }) if dossier_id == shown.id => submission_id,
        Some(Awaiting { submission_id, .. }) => {
            unsent.resubmit(conn, &submission_id, &shown.id)?;
            submission_id
        }
        None => {
            let id = unsent.submit(conn, organization_id, &shown.id)?;
            imports::await_review(conn, organization_id, &id)?;
            id
        }
    };
    Ok(Some(id))
}
