//! What can go wrong with the database, as far as callers must tell it apart.

use diesel::result::{DatabaseErrorKind, Error as Diesel};

/// A database error.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// It cannot be opened or reached.
    #[error("the database cannot be opened: {0}")]
    Unreachable(String),
    /// Someone else holds the lock, or every connection is busy: try again soon.
    #[error("the database is busy")]
    Busy,
    /// The disk or file refused a write.
    #[error("the database cannot be written: {0}")]
    NotWritable(String),
    /// A value that must be unique is taken.
    #[error("already there: {0}")]
    Duplicate(String),
    /// The row changed since it was read, or is not in the state that the change needs.
    #[error("somebody else changed this meanwhile")]
    Stale,
    /// No such row.
    #[error("not found")]
    NotFound,
    /// What is stored does not make sense: doctor's business.
    #[error("the stored data is damaged: {0}")]
    Damaged(String),
    /// The database was written by a newer program.
    #[error("this database needs vouchsafe schema {needed} or later; this program has {ours}. Use the newer program")]
    NewerProgramNeeded {
        /// The lowest schema number that may open it.
        needed: i64,
        /// Ours.
        ours: i64,
    },
    /// A migration is due and what it would change could not be copied first.
    #[error("no copy could be made before migrating, so nothing was changed: {0}")]
    NoCopy(String),
    /// Anything else the driver said.
    #[error("the database said: {0}")]
    Other(String),
}

impl From<Diesel> for DbError {
    fn from(e: Diesel) -> Self {
        match e {
            Diesel::NotFound => DbError::NotFound,
            Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
                DbError::Duplicate(info.message().to_string())
            }
            Diesel::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => DbError::Busy,
            Diesel::DatabaseError(_, info) => {
                let message = info.message().to_string();
                if message.contains("is locked") || message.contains("lock timeout") {
                    DbError::Busy
                } else if ["readonly", "read-only", "full", "disk I/O"].iter().any(|w| message.contains(w)) {
                    DbError::NotWritable(message)
                } else {
                    DbError::Other(message)
                }
            }
            other => DbError::Other(other.to_string()),
        }
    }
}
