//! Which submissions a reviewer asked a document for, by the newest decision that asked for changes.

use diesel::prelude::*;

use super::schema::asked_documents as a;
use super::{Conn, DbError};

/// A document that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedDocument {
    /// Which, in words; `None` where the reason says it.
    pub what: Option<String>,
}

/// Keeps that a document is asked for, or that none is, in place of what was asked before.
pub fn put(conn: &mut Conn, submission_id: &str, asked: Option<&AskedDocument>) -> Result<(), DbError> {
    diesel::delete(a::table.find(submission_id)).execute(conn)?;
    if let Some(asked) = asked {
        let row = (a::submission_id.eq(submission_id), a::what.eq(&asked.what));
        diesel::insert_into(a::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// The document that was asked for last.
pub fn of(conn: &mut Conn, submission_id: &str) -> Result<Option<AskedDocument>, DbError> {
    let found: Option<Option<String>> = a::table.find(submission_id).select(a::what).first(conn).optional()?;
    Ok(found.map(|what| AskedDocument { what }))
}
