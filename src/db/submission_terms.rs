//! The words by which staff find submissions: an inverted index that is the same on both databases, read by ranges of its keys.

use diesel::prelude::*;
use serde_json::Value;

use crate::domain::find;

use super::schema::{dossiers, submission_terms, submissions};
use super::{Conn, DbError, on_backend};

/// Rows a statement: far below the bound parameters that either database allows.
const CHUNK: usize = 500;

/// Writes the words of a submission again, from the dossier that it carries. In the transaction of the change.
pub(super) fn write(conn: &mut Conn, submission_id: &str) -> Result<(), DbError> {
    type Read = (String, Option<String>, String);
    let (reference, contact, body): Read = submissions::table
        .inner_join(dossiers::table.on(dossiers::id.eq(submissions::dossier_id)))
        .filter(submissions::id.eq(submission_id))
        .select((submissions::reference, submissions::contact, dossiers::body))
        .first(conn)?;
    let dossier: Value =
        serde_json::from_str(&body).map_err(|e| DbError::Damaged(format!("dossier of {submission_id}: {e}")))?;
    let terms = find::terms(&reference, contact.as_deref(), &dossier);
    diesel::delete(submission_terms::table.filter(submission_terms::submission_id.eq(submission_id))).execute(conn)?;
    let rows: Vec<_> = terms
        .iter()
        .map(|term| (submission_terms::submission_id.eq(submission_id), submission_terms::term.eq(term)))
        .collect();
    for rows in rows.chunks(CHUNK) {
        on_backend!(conn, c => diesel::insert_into(submission_terms::table).values(rows).execute(c))?;
    }
    Ok(())
}

/// Writes the words of up to this many submissions that have none yet, from before there were words. Answers how many.
pub fn write_missing(conn: &mut Conn, most: i64) -> Result<usize, DbError> {
    let has_words =
        diesel::dsl::exists(submission_terms::table.filter(submission_terms::submission_id.eq(submissions::id)));
    let ids: Vec<String> =
        submissions::table.filter(diesel::dsl::not(has_words)).select(submissions::id).limit(most).load(conn)?;
    ids.iter().try_for_each(|id| write(conn, id))?;
    Ok(ids.len())
}
