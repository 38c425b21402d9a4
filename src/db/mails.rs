//! The mail outbox: mail is written in the transaction that causes it and sent afterwards.
//!
//! Whoever sends a mail takes it first, by compare-and-set on the count of leases, as with [`super::jobs`]: of two processes one has
//! it. A mail is waiting, sent or failed; its row stays, its text and address go some time after the end.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::mail::MailFailure;

use super::jobs::Late;
use super::schema::{mails, submissions};
use super::{Conn, DbError, stored, utc};

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
    /// How often it was tried and put off.
    pub attempts: i64,
    /// What the last try said.
    pub last_error: Option<String>,
    /// As the header Content-Language says it.
    pub languages: String,
    /// Nobody takes it before; UTC.
    pub free_at: NaiveDateTime,
    /// How often it was taken.
    pub lease: i64,
    /// When it was given up; UTC.
    pub failed_at: Option<NaiveDateTime>,
    /// Why: a [`MailFailure`].
    pub failure: Option<String>,
}

/// Most mails say everything twice: which language a provider reads is not known.
const IN_BOTH: &str = "en, es";

/// Mails that wait.
macro_rules! waiting {
    () => {
        mails::table.filter(mails::sent_at.is_null()).filter(mails::failed_at.is_null())
    };
}

/// Puts a mail in both languages into the outbox.
pub fn put(conn: &mut Conn, recipient: &str, subject: &str, body: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    put_in(conn, IN_BOTH, recipient, subject, body, now)
}

/// Puts a mail in both languages into the outbox that does not go before a while has passed. Answers its id.
pub fn put_waiting(
    conn: &mut Conn,
    recipient: &str,
    subject: &str,
    body: &str,
    now: DateTime<Utc>,
    wait: Duration,
) -> Result<String, DbError> {
    let row = MailRow { send_after: stored(now + wait), ..new_row(IN_BOTH, recipient, subject, body, now) };
    diesel::insert_into(mails::table).values(&row).execute(conn)?;
    Ok(row.id)
}

/// Takes a mail out of the outbox that was put there by [`put_waiting`].
///
/// # Errors
/// [`DbError::Stale`] where its time has come: somebody may be sending it.
pub fn call_back(conn: &mut Conn, id: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    one(diesel::delete(waiting!().filter(mails::id.eq(id)).filter(mails::send_after.gt(stored(now)))).execute(conn)?)
}

/// Puts a mail in one language (`en`, `es`) into the outbox.
pub fn put_in(
    conn: &mut Conn,
    language: &str,
    recipient: &str,
    subject: &str,
    body: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = new_row(language, recipient, subject, body, now);
    diesel::insert_into(mails::table).values(row).execute(conn)?;
    Ok(())
}

fn new_row(language: &str, recipient: &str, subject: &str, body: &str, now: DateTime<Utc>) -> MailRow {
    MailRow {
        id: Id::new().to_string(),
        recipient: recipient.to_string(),
        subject: subject.to_string(),
        body: body.to_string(),
        written_at: stored(now),
        send_after: stored(now),
        sent_at: None,
        attempts: 0,
        last_error: None,
        languages: language.to_string(),
        free_at: stored(DateTime::UNIX_EPOCH),
        lease: 0,
        failed_at: None,
        failure: None,
    }
}

/// The newest mails, newest first: for the demo's viewer.
pub fn newest(conn: &mut Conn, limit: i64) -> Result<Vec<MailRow>, DbError> {
    Ok(mails::table.order((mails::written_at.desc(), mails::id.desc())).limit(limit).load(conn)?)
}

/// Mails that wait, are due and that nobody holds.
macro_rules! due {
    ($now:expr) => {
        waiting!().filter(mails::send_after.le(stored($now))).filter(mails::free_at.le(stored($now)))
    };
}

/// Whether any mail is to be sent now.
pub fn is_any_due(conn: &mut Conn, now: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(due!(now).select(mails::id).first::<String>(conn).optional()?.is_some())
}

/// Takes the mail that has been due longest and that nobody holds, for so long.
pub fn take(conn: &mut Conn, now: DateTime<Utc>, lease: Duration) -> Result<Option<MailRow>, DbError> {
    /// Several processes look at the same front of the outbox; so many of its rows may be lost to others.
    const LOOK_AT: i64 = 16;
    let due: Vec<MailRow> = due!(now).order((mails::send_after.asc(), mails::id.asc())).limit(LOOK_AT).load(conn)?;
    for mut row in due {
        let taken = diesel::update(waiting!().filter(mails::id.eq(row.id.clone())).filter(mails::lease.eq(row.lease)))
            .set((mails::lease.eq(row.lease + 1), mails::free_at.eq(stored(now + lease))))
            .execute(conn)?;
        if taken == 1 {
            row.lease += 1;
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// A mail that the caller took, while it waits and nobody else took it since.
macro_rules! held {
    ($mail:expr) => {
        waiting!().filter(mails::id.eq($mail.id.clone())).filter(mails::lease.eq($mail.lease))
    };
}

/// Keeps a mail in hand until then.
///
/// # Errors
/// [`DbError::Stale`] where the lease ended and somebody else took it, or it is no longer waiting.
pub fn hold(conn: &mut Conn, mail: &MailRow, until: DateTime<Utc>) -> Result<(), DbError> {
    one(diesel::update(held!(mail)).set(mails::free_at.eq(stored(until))).execute(conn)?)
}

/// Notes that a mail is with the receiving server. That is true whoever holds it by now, so it is noted in any case.
pub fn sent(conn: &mut Conn, mail: &MailRow, at: DateTime<Utc>) -> Result<(), DbError> {
    diesel::update(mails::table.find(&mail.id).filter(mails::sent_at.is_null()))
        .set((
            mails::sent_at.eq(Some(stored(at))),
            mails::last_error.eq(None::<String>),
            mails::failed_at.eq(None::<NaiveDateTime>),
            mails::failure.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Puts a mail back until `free_at`, after so many tries that were its own fault.
///
/// # Errors
/// [`DbError::Stale`] as with [`hold`].
pub fn put_off(
    conn: &mut Conn,
    mail: &MailRow,
    attempts: i64,
    error: &str,
    free_at: DateTime<Utc>,
) -> Result<(), DbError> {
    let set = (
        mails::attempts.eq(attempts),
        mails::last_error.eq(Some(error.to_string())),
        mails::free_at.eq(stored(free_at)),
    );
    one(diesel::update(held!(mail)).set(set).execute(conn)?)
}

/// Gives a mail up.
///
/// # Errors
/// [`DbError::Stale`] as with [`hold`].
pub fn give_up(
    conn: &mut Conn,
    mail: &MailRow,
    failure: MailFailure,
    error: &str,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let set = (
        mails::attempts.eq(mail.attempts + 1),
        mails::last_error.eq(Some(error.to_string())),
        mails::failed_at.eq(Some(stored(at))),
        mails::failure.eq(Some(failure.as_str())),
    );
    one(diesel::update(held!(mail)).set(set).execute(conn)?)
}

fn one(changed: usize) -> Result<(), DbError> {
    if changed == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// Erases address and text of mails sent or given up before a time. Answers of how many.
pub fn forget(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, DbError> {
    let over = mails::sent_at.lt(stored(before)).or(mails::failed_at.lt(stored(before)));
    let kept = mails::table.filter(over).filter(mails::body.ne(""));
    Ok(diesel::update(kept).set((mails::recipient.eq(""), mails::body.eq(""))).execute(conn)?)
}

/// Mails written before a time that still wait; `None` where there are none.
pub fn waiting(conn: &mut Conn, before: DateTime<Utc>) -> Result<Option<Late>, DbError> {
    let waiting = || waiting!().filter(mails::written_at.lt(stored(before)));
    let count: i64 = waiting().count().get_result(conn)?;
    let oldest: Option<NaiveDateTime> = waiting().select(diesel::dsl::min(mails::written_at)).first(conn)?;
    let failed: Option<Option<String>> = waiting()
        .filter(mails::last_error.is_not_null())
        .order((mails::free_at.desc(), mails::id.asc()))
        .select(mails::last_error)
        .first(conn)
        .optional()?;
    Ok(oldest.map(|since| Late { count, since: utc(since), error: failed.flatten() }))
}

/// A mail that was given up.
#[derive(Debug, Clone, PartialEq)]
pub struct FailedMail {
    /// Its subject line.
    pub subject: String,
    /// When it was given up.
    pub at: DateTime<Utc>,
    /// Why.
    pub failure: MailFailure,
    /// What the last try said.
    pub error: String,
}

/// Mails given up since a time, the newest first, and how many there are.
pub fn failed(conn: &mut Conn, since: DateTime<Utc>, limit: i64) -> Result<(Vec<FailedMail>, i64), DbError> {
    let failed = || mails::table.filter(mails::failed_at.ge(stored(since)));
    let count: i64 = failed().count().get_result(conn)?;
    let rows: Vec<MailRow> = failed().order((mails::failed_at.desc(), mails::id.desc())).limit(limit).load(conn)?;
    let read = |row: MailRow| {
        let why = row.failure.unwrap_or_default();
        Ok(FailedMail {
            failure: why.parse().map_err(|e| DbError::Damaged(format!("mail {}: {e}", row.id)))?,
            at: utc(row.failed_at.unwrap_or(row.written_at)),
            subject: row.subject,
            error: row.last_error.unwrap_or_default(),
        })
    };
    Ok((rows.into_iter().map(read).collect::<Result<_, DbError>>()?, count))
}

/// The organizations that gave an address as their contact.
pub fn organizations_at(conn: &mut Conn, address: &str) -> Result<Vec<String>, DbError> {
    Ok(submissions::table
        .filter(submissions::contact.eq(address.to_string()))
        .select(submissions::organization_id)
        .distinct()
        .order(submissions::organization_id.asc())
        .load(conn)?)
}
