//! Submissions and their moves.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::submission::SubmissionState;

use super::schema::{asked_pages, submissions};
use super::{Conn, DbError, stored, submission_terms, utc};

/// One submission as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// UUIDv7.
    pub id: String,
    /// What the provider quotes, such as `VS-7F3K-92QX`.
    pub reference: String,
    /// Whose.
    pub organization_id: String,
    /// The dossier version it carries.
    pub dossier_id: String,
    /// Where it stands.
    pub state: SubmissionState,
    /// Counts changes: the value a change must name.
    pub version: i64,
    /// SHA-256 of the bearer token.
    pub token_hash: String,
    /// Where to write to.
    pub contact: Option<String>,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// By when it should be decided.
    pub due_at: DateTime<Utc>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

#[derive(Queryable, Insertable, Clone)]
#[diesel(table_name = submissions)]
pub(super) struct Row {
    id: String,
    reference: String,
    organization_id: String,
    dossier_id: String,
    state: String,
    version: i64,
    token_hash: String,
    contact: Option<String>,
    received_at: NaiveDateTime,
    due_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl Row {
    /// What the queue is ordered by.
    pub(super) fn due(&self) -> (NaiveDateTime, &str) {
        (self.due_at, &self.id)
    }
}

impl TryFrom<Row> for Submission {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let state = row.state.parse().map_err(|e| DbError::Damaged(format!("submission {}: {e}", row.id)))?;
        Ok(Submission {
            id: row.id,
            reference: row.reference,
            organization_id: row.organization_id,
            dossier_id: row.dossier_id,
            state,
            version: row.version,
            token_hash: row.token_hash,
            contact: row.contact,
            received_at: utc(row.received_at),
            due_at: utc(row.due_at),
            updated_at: utc(row.updated_at),
        })
    }
}

/// Adds one.
pub fn insert(conn: &mut Conn, s: &Submission) -> Result<(), DbError> {
    let row = Row {
        id: s.id.clone(),
        reference: s.reference.clone(),
        organization_id: s.organization_id.clone(),
        dossier_id: s.dossier_id.clone(),
        state: s.state.to_string(),
        version: s.version,
        token_hash: s.token_hash.clone(),
        contact: s.contact.clone(),
        received_at: stored(s.received_at),
        due_at: stored(s.due_at),
        updated_at: stored(s.updated_at),
    };
    diesel::insert_into(submissions::table).values(row).execute(conn)?;
    submission_terms::write(conn, &s.id)
}

/// By id.
pub fn get(conn: &mut Conn, id: &str) -> Result<Submission, DbError> {
    submissions::table.find(id).first::<Row>(conn)?.try_into()
}

/// By the reference that the provider quotes.
pub fn by_reference(conn: &mut Conn, reference: &str) -> Result<Option<Submission>, DbError> {
    let row: Option<Row> = submissions::table.filter(submissions::reference.eq(reference)).first(conn).optional()?;
    row.map(Submission::try_from).transpose()
}

/// The newest of an organization.
pub fn latest_of(conn: &mut Conn, organization_id: &str) -> Result<Submission, DbError> {
    let own = submissions::table.filter(submissions::organization_id.eq(organization_id));
    own.order((submissions::received_at.desc(), submissions::id.desc())).first::<Row>(conn)?.try_into()
}

/// The one of an organization that is not decided yet.
pub fn open_of(conn: &mut Conn, organization_id: &str) -> Result<Option<Submission>, DbError> {
    let open: Vec<&str> = SubmissionState::ALL.iter().filter(|s| !s.is_final()).map(|s| s.as_str()).collect();
    let row: Option<Row> = submissions::table
        .filter(submissions::organization_id.eq(organization_id))
        .filter(submissions::state.eq_any(open))
        .order(submissions::id.desc())
        .first(conn)
        .optional()?;
    row.map(Submission::try_from).transpose()
}

/// Lets the submissions that carried one dossier version carry the one that came from it.
pub fn carry(conn: &mut Conn, from_dossier: &str, to_dossier: &str) -> Result<(), DbError> {
    diesel::update(submissions::table.filter(submissions::dossier_id.eq(from_dossier)))
        .set(submissions::dossier_id.eq(to_dossier))
        .execute(conn)?;
    let carried: Vec<String> =
        submissions::table.filter(submissions::dossier_id.eq(to_dossier)).select(submissions::id).load(conn)?;
    carried.iter().try_for_each(|id| submission_terms::write(conn, id))
}

/// The submissions that carried these dossier versions, in no order.
pub fn of_dossiers(conn: &mut Conn, dossier_ids: &[&str]) -> Result<Vec<Submission>, DbError> {
    let rows: Vec<Row> = submissions::table.filter(submissions::dossier_id.eq_any(dossier_ids)).load(conn)?;
    rows.into_iter().map(Submission::try_from).collect()
}

/// How many are in these states.
pub fn count_in_states(conn: &mut Conn, states: &[SubmissionState]) -> Result<i64, DbError> {
    let states: Vec<&str> = states.iter().map(|s| s.as_str()).collect();
    Ok(submissions::table.filter(submissions::state.eq_any(states)).count().get_result(conn)?)
}

/// Moves a submission from the version the caller saw to `state`. Exactly one of two callers succeeds.
pub fn transition(
    conn: &mut Conn,
    id: &str,
    seen_version: i64,
    state: SubmissionState,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let moved = diesel::update(submissions::table.find(id).filter(submissions::version.eq(seen_version)))
        .set((
            submissions::state.eq(state.as_str()),
            submissions::version.eq(seen_version + 1),
            submissions::updated_at.eq(stored(now)),
        ))
        .execute(conn)?;
    if moved == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// Puts a corrected dossier version in the place of the one that was asked to change.
pub fn replace_dossier(conn: &mut Conn, id: &str, dossier_id: &str) -> Result<(), DbError> {
    let changed =
        diesel::update(submissions::table.find(id)).set(submissions::dossier_id.eq(dossier_id)).execute(conn)?;
    if changed == 1 { submission_terms::write(conn, id) } else { Err(DbError::NotFound) }
}

/// Writes to another address from now on.
pub fn set_contact(conn: &mut Conn, id: &str, contact: &str) -> Result<(), DbError> {
    diesel::update(submissions::table.find(id)).set(submissions::contact.eq(contact)).execute(conn)?;
    submission_terms::write(conn, id)
}

/// Keeps which pages of the form a reviewer asks to change, in place of those asked before.
pub fn ask_pages(conn: &mut Conn, submission_id: &str, pages: &[String]) -> Result<(), DbError> {
    diesel::delete(asked_pages::table.filter(asked_pages::submission_id.eq(submission_id))).execute(conn)?;
    for page in pages {
        let row = (
            asked_pages::id.eq(Id::new().to_string()),
            asked_pages::submission_id.eq(submission_id),
            asked_pages::page.eq(page),
        );
        diesel::insert_into(asked_pages::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// The pages of the form that were asked to change last.
pub fn asked_pages(conn: &mut Conn, submission_id: &str) -> Result<Vec<String>, DbError> {
    let own = asked_pages::table.filter(asked_pages::submission_id.eq(submission_id));
    Ok(own.order(asked_pages::id.asc()).select(asked_pages::page).load(conn)?)
}
