//! Which tasks can be done now, kept beside them (`tasks.work`), so that the list of all open work is read along an index. It
//! follows where the listing stands: whoever writes a task or moves a listing in this room settles it in the same transaction.

use diesel::prelude::*;

use crate::domain::task::TaskKind;
use crate::domain::work::WorkKind;

use super::listings::ListingState;
use super::schema::{dossiers, listings, tasks};
use super::{Conn, DbError};

/// Settles the tasks of a provider.
pub(super) fn settle(conn: &mut Conn, organization_id: &str) -> Result<(), DbError> {
    let versions = dossiers::table.filter(dossiers::organization_id.eq(organization_id)).select(dossiers::id);
    diesel::update(tasks::table.filter(tasks::work.is_not_null()).filter(tasks::dossier_id.eq_any(versions)))
        .set(tasks::work.eq(None::<String>))
        .execute(conn)?;
    let shown = listings::table.find(organization_id).select((
        listings::dossier_id,
        listings::state,
        listings::held_at.is_not_null(),
    ));
    let Some((dossier_id, state, is_held)) = shown.first::<(String, String, bool)>(conn).optional()? else {
        return Ok(());
    };
    let own = tasks::table.filter(tasks::dossier_id.eq(&dossier_id)).select((tasks::id, tasks::kind, tasks::codes));
    for (id, kind, codes) in own.load::<(String, String, String)>(conn)? {
        let kind: TaskKind = kind.parse().map_err(|e| DbError::Damaged(format!("task {id}: {e}")))?;
        if can_be_done(kind, &state, is_held) {
            let codes: Vec<String> = codes.split(' ').map(String::from).collect();
            let work = WorkKind::of_task(kind, &codes).as_str();
            diesel::update(tasks::table.find(id)).set(tasks::work.eq(work)).execute(conn)?;
        }
    }
    Ok(())
}

/// The same, of the provider whose dossier version this is.
pub(super) fn settle_of(conn: &mut Conn, dossier_id: &str) -> Result<(), DbError> {
    let whose: String = dossiers::table.find(dossier_id).select(dossiers::organization_id).first(conn)?;
    settle(conn, &whose)
}

/// The same, of each of these that has tasks at all.
pub(super) fn settle_all(conn: &mut Conn, organization_ids: &[&str]) -> Result<(), DbError> {
    /// Bound parameters a statement: far below what either database allows.
    const CHUNK: usize = 500;
    for chunk in organization_ids.chunks(CHUNK) {
        let asked: Vec<String> = tasks::table
            .inner_join(dossiers::table)
            .filter(dossiers::organization_id.eq_any(chunk))
            .select(dossiers::organization_id)
            .distinct()
            .load(conn)?;
        asked.iter().try_for_each(|id| settle(conn, id))?;
    }
    Ok(())
}

/// A listing in this state, held by a person or not, leaves this to be done.
fn can_be_done(kind: TaskKind, state: &str, is_held: bool) -> bool {
    let (is_public, is_hidden) = (state == ListingState::Public.as_str(), state == ListingState::Hidden.as_str());
    match kind {
        TaskKind::Final => is_hidden && !is_held,
        TaskKind::Clear => is_hidden,
        _ => is_public,
    }
}
