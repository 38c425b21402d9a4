//! Comments as everybody reads them.

use chrono::{DateTime, Utc};

use crate::db::DbError;
use crate::db::comments::{self, Counts};
use crate::domain::comment::Subject;
use crate::domain::report::Language;
use crate::pipeline::Desk;

use super::Words;

/// A published comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Public {
    /// Words and name.
    pub words: Words,
    /// In which it was written.
    pub language: Language,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// When the provider asked for its fixed answer.
    pub answered_at: Option<DateTime<Utc>>,
}

/// The comments about one subject, the newest first, and how many there are in all.
pub fn published(desk: &Desk, subject: &Subject, limit: i64, offset: i64) -> Result<(Vec<Public>, i64), DbError> {
    let (found, total) = desk.db.read(|conn| comments::published(conn, subject, limit, offset))?;
    let shown = found.into_iter().filter_map(|comment| {
        Some(Public {
            words: Words::of(&desk.keys, &comment)?,
            language: comment.language,
            published_at: comment.decided?.at,
            answered_at: comment.answered_at,
        })
    });
    Ok((shown.collect(), total))
}

/// How many were published, refused by which rule, withdrawn, and wait.
pub fn counts(desk: &Desk) -> Result<Counts, DbError> {
    desk.db.read(comments::counts)
}
