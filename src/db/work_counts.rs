//! How much open work of each kind there is.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::comment::CommentState;
use crate::domain::listing_request::{RequestKind, RequestState};
use crate::domain::report::ReportState;
use crate::domain::task::AHEAD;
use crate::domain::work::WorkKind;

use super::queue::MOST_COUNTED;
use super::schema::{comments, listing_requests, listings, reports, submissions, tasks};
use super::work::{OPEN, kind_beside};
use super::{Conn, DbError, stored};

/// How much of a kind is open; of submissions, and of everything beyond [`MOST_COUNTED`], at least so much.
pub fn count(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<(WorkKind, i64)>, DbError> {
    let mut counts: Vec<(WorkKind, i64)> = WorkKind::ALL.iter().map(|kind| (*kind, 0)).collect();
    let most = MOST_COUNTED + 1;
    for state in OPEN {
        let beside = listings::organization_id.eq(submissions::organization_id);
        let waiting: Vec<(String, Option<String>)> = submissions::table
            .left_join(listings::table.on(beside))
            .filter(submissions::state.eq(state.as_str()))
            .order((submissions::due_at.asc(), submissions::id.asc()))
            .limit(most)
            .select((submissions::dossier_id, listings::dossier_id.nullable()))
            .load(conn)?;
        for (brought, shown) in waiting {
            add(&mut counts, kind_beside(shown.as_deref(), Some(&brought)), 1);
        }
    }
    for (kind, asked) in [(WorkKind::Claim, RequestKind::Claim), (WorkKind::Removal, RequestKind::Removal)] {
        let own = listing_requests::table
            .filter(listing_requests::state.eq(RequestState::Received.as_str()))
            .filter(listing_requests::kind.eq(asked.as_str()));
        add(&mut counts, kind, own.select(listing_requests::id).limit(most).load::<String>(conn)?.len());
    }
    for state in ReportState::OPEN {
        let own = reports::table.filter(reports::state.eq(state.as_str()));
        add(&mut counts, WorkKind::Report, own.select(reports::id).limit(most).load::<String>(conn)?.len());
    }
    let waiting = comments::table.filter(comments::state.eq(CommentState::Waiting.as_str()));
    add(&mut counts, WorkKind::Comment, waiting.select(comments::id).limit(most).load::<String>(conn)?.len());
    for kind in WorkKind::ALL.iter().copied().filter(|kind| kind.is_task()) {
        let mut own = tasks::table.into_boxed().filter(tasks::work.eq(kind.as_str()));
        own = own.filter(tasks::since.le(stored(now)));
        if kind == WorkKind::LookUp {
            own = own.filter(tasks::due_at.le(stored(now + AHEAD)));
        }
        add(&mut counts, kind, own.select(tasks::id).limit(most).load::<String>(conn)?.len());
    }
    Ok(counts)
}

fn add(counts: &mut [(WorkKind, i64)], kind: WorkKind, more: usize) {
    if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == kind) {
        *count += i64::try_from(more).unwrap_or(0);
    }
}

/// Which of these dossier versions have a hit on an exclusion list that nobody has answered.
pub fn with_exclusion_hits(conn: &mut Conn, dossier_ids: &[&str]) -> Result<BTreeSet<String>, DbError> {
    let hit: Vec<String> = tasks::table
        .filter(tasks::dossier_id.eq_any(dossier_ids))
        .filter(tasks::codes.like("%exclusion.%"))
        .select(tasks::dossier_id)
        .load(conn)?;
    Ok(hit.into_iter().collect())
}
