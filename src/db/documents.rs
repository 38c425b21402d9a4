//! Documents of submissions. Lists never read the files themselves.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::document::{DocumentKind, MOST};
use crate::domain::submission::SubmissionState;

use super::schema::{documents, submissions};
use super::{Conn, DbError, stored, utc};

/// What is known of a document without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// UUIDv7.
    pub id: String,
    /// Whose.
    pub submission_id: String,
    /// Its place among the submission's documents, from 1.
    pub slot: i64,
    /// By its content.
    pub kind: DocumentKind,
    /// Bytes of what is kept.
    pub size: i64,
    /// Whether a PDF names a script, a program to start or a file inside it.
    pub is_active: bool,
    /// Keyed digest of the file as it was sent.
    pub digest: String,
    /// When it came.
    pub added_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = documents)]
struct Row {
    id: String,
    submission_id: String,
    slot: i64,
    kind: String,
    size: i64,
    is_active: bool,
    digest: String,
    added_at: NaiveDateTime,
}

impl TryFrom<Row> for Document {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let kind = row.kind.parse().map_err(|e| DbError::Damaged(format!("document {}: {e}", row.id)))?;
        Ok(Document {
            id: row.id,
            submission_id: row.submission_id,
            slot: row.slot,
            kind,
            size: row.size,
            is_active: row.is_active,
            digest: row.digest,
            added_at: utc(row.added_at),
        })
    }
}

/// Adds one with its sealed file.
///
/// # Errors
/// [`DbError::Duplicate`] where the place is taken, or the same file is there.
pub fn insert(conn: &mut Conn, d: &Document, sealed: &[u8]) -> Result<(), DbError> {
    diesel::insert_into(documents::table)
        .values((
            documents::id.eq(&d.id),
            documents::submission_id.eq(&d.submission_id),
            documents::slot.eq(d.slot),
            documents::kind.eq(d.kind.as_str()),
            documents::size.eq(d.size),
            documents::is_active.eq(d.is_active),
            documents::digest.eq(&d.digest),
            documents::added_at.eq(stored(d.added_at)),
            documents::sealed.eq(sealed),
        ))
        .execute(conn)?;
    Ok(())
}

/// Those of a submission, in the order of their places.
pub fn of(conn: &mut Conn, submission_id: &str) -> Result<Vec<Document>, DbError> {
    let rows: Vec<Row> = documents::table
        .filter(documents::submission_id.eq(submission_id))
        .order(documents::slot.asc())
        .limit(MOST as i64)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Document::try_from).collect()
}

/// One of a submission, with its sealed file.
///
/// # Errors
/// [`DbError::NotFound`] where it is not there, or another submission's.
pub fn get(conn: &mut Conn, submission_id: &str, id: &str) -> Result<(Document, Vec<u8>), DbError> {
    let found = documents::table.filter(documents::id.eq(id)).filter(documents::submission_id.eq(submission_id));
    let (row, sealed): (Row, Vec<u8>) = found.select((Row::as_select(), documents::sealed)).first(conn)?;
    Ok((row.try_into()?, sealed))
}

/// Erases one of a submission. Answers whether it was there.
pub fn remove(conn: &mut Conn, submission_id: &str, id: &str) -> Result<bool, DbError> {
    let found = documents::table.filter(documents::id.eq(id)).filter(documents::submission_id.eq(submission_id));
    Ok(diesel::delete(found).execute(conn)? > 0)
}

/// Erases those of submissions that were decided or taken back before then. Answers how many.
pub fn forget(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, DbError> {
    let last: Vec<&str> = SubmissionState::ALL.iter().filter(|s| s.is_final()).map(|s| s.as_str()).collect();
    let old = submissions::table
        .filter(submissions::state.eq_any(last))
        .filter(submissions::updated_at.lt(stored(before)))
        .select(submissions::id);
    Ok(diesel::delete(documents::table.filter(documents::submission_id.eq_any(old))).execute(conn)?)
}
