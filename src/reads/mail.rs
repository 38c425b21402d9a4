//! Mails as the demo shows them in place of sending.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::db::{Db, DbError, mails};

/// One mail.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mail {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Address.
    pub to: String,
    /// Subject line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// The addresses in the text.
    pub links: Vec<String>,
}

/// The newest mails, newest first.
pub fn newest(db: &Db, limit: i64) -> Result<Vec<Mail>, DbError> {
    let rows = db.read(|conn| mails::newest(conn, limit))?;
    Ok(rows
        .into_iter()
        .map(|row| Mail {
            at: row.written_at.and_utc(),
            to: row.recipient,
            subject: row.subject,
            links: row.body.split_whitespace().filter(|w| w.starts_with("http")).map(String::from).collect(),
            body: row.body,
        })
        .collect())
}
