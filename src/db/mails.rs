//! The mail outbox: mail is written in the transaction that causes it and sent afterwards.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;

use super::schema::mails;
use super::{Conn, DbError, stored};

/// One mail as stored.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = mails)]
pub struct MailRow {
    /// UUIDv7.
    pub id: String,
    /// Address.
    pub recipient: String,
    /// Subject line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// UTC.
    pub written_at: NaiveDateTime,
    /// Not before this; UTC.
    pub send_after: NaiveDateTime,
    /// UTC; `None` while it waits.
    pub sent_at: Option<NaiveDateTime>,
    /// How often it was tried.
    pub attempts: i64,
    /// What the last try said.
    pub last_error: Option<String>,
}

/// Puts a mail into the outbox.
pub fn put(conn: &mut Conn, recipient: &str, subject: &str, body: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let row = MailRow {
        id: Id::new().to_string(),
        recipient: recipient.to_string(),
        subject: subject.to_string(),
        body: body.to_string(),
        written_at: stored(now),
        send_after: stored(now),
        sent_at: None,
        attempts: 0,
        last_error: None,
    };
    diesel::insert_into(mails::table).values(row).execute(conn)?;
    Ok(())
}

/// The newest mails, newest first: for the demo's viewer.
pub fn newest(conn: &mut Conn, limit: i64) -> Result<Vec<MailRow>, DbError> {
    Ok(mails::table.order((mails::written_at.desc(), mails::id.desc())).limit(limit).load(conn)?)
}
