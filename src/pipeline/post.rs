//! Post: mail leaves the outbox. Each mail is taken by one process, handed over outside any transaction, and what came of it is noted.
//!
//! A mail is never lost: it waits until the receiving server has said that it has it, or is given up in the sight of staff. It is sent
//! twice only where a process ends, or is cut off, between the server's word and our note of it: the second has the same Message-ID and the
//! same bytes ([decision 0035](../../docs/decisions/0035-mail.md)).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration as Wait;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::jobs::Late;
use crate::db::mails::{self, FailedMail, MailRow};
use crate::db::{Conn, Db, DbError};
use crate::domain::mail::MailFailure;
use crate::mail::{Failure, Letter, Smtp};

use super::{Desk, attest};

/// A process that dies before a mail's text is on its way keeps it so long.
const LEASE: Duration = Duration::minutes(5);
/// From then on: longer than the server is waited for.
const LEASE_OF_TEXT: Duration = Duration::minutes(12);
/// The pause after a mail was first put off; each further one is twice as long, up to the last.
const FIRST_PAUSE: Duration = Duration::minutes(1);
const LONGEST_PAUSE: Duration = Duration::hours(6);
/// A mail put off so often is given up. With these pauses that is after about four days, as RFC 5321, 4.5.4.1, has it.
pub const TRIES: i64 = 24;
/// A mail that the server itself kept from going is free again after so long; the sender's own pause decides.
const SERVER_PAUSE: Duration = Duration::seconds(5);
/// A mail that waits so long is told to staff.
const TOO_LATE: Duration = Duration::hours(1);
/// A mail that was given up is told to staff for so long.
const TOLD: Duration = Duration::days(14);
/// Address and text of a mail that was sent or given up are erased after so long: they hold private links.
const KEPT: Duration = Duration::days(30);
/// That a mail was sent is noted at any cost: so often, with a pause between.
const NOTES: u32 = 10;
const BETWEEN_NOTES: Wait = Wait::from_secs(1);

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// No mail is due.
    Idle,
    /// The server has one more.
    Sent,
    /// One was put off, to be tried again by itself.
    PutOff,
    /// One was given up.
    GivenUp,
    /// Somebody else has it.
    NotOurs,
    /// The server takes nothing now: the next try should wait.
    ServerTrouble,
}

impl Step {
    const fn word(self) -> &'static str {
        match self {
            Step::Idle => "idle",
            Step::Sent => "sent",
            Step::PutOff => "put_off",
            Step::GivenUp => "failed",
            Step::NotOurs => "not_ours",
            Step::ServerTrouble => "server_trouble",
        }
    }
}

/// Sends the mail that has been due longest, where there is one.
///
/// # Errors
/// The database cannot be read or written.
pub fn step(desk: &Desk, smtp: &Smtp) -> Result<Step, DbError> {
    let now = desk.clock.now();
    if !desk.db.read(|conn| mails::is_any_due(conn, now))? {
        return Ok(Step::Idle);
    }
    let Some(mail) = desk.db.write(|conn| mails::take(conn, now, LEASE))? else { return Ok(Step::Idle) };
    let step = match send(desk, smtp, &mail) {
        // It went out of our hands while we were at it.
        Err(DbError::Stale) => Step::NotOurs,
        other => other?,
    };
    metrics::counter!("vouchsafe_mails_total", "outcome" => step.word()).increment(1);
    Ok(step)
}

fn send(desk: &Desk, smtp: &Smtp, mail: &MailRow) -> Result<Step, DbError> {
    let letter = Letter {
        id: &mail.id,
        to: &mail.recipient,
        subject: &mail.subject,
        body: &mail.body,
        languages: &mail.languages,
        written_at: mail.written_at.and_utc(),
    };
    let is_ours = || match desk.db.write(|conn| mails::hold(conn, mail, desk.clock.now() + LEASE_OF_TEXT)) {
        Ok(()) => true,
        Err(DbError::Stale) => false,
        Err(error) => {
            tracing::warn!(mail = mail.id, %error, "a mail is not sent since it cannot be held; it is taken again later");
            false
        }
    };
    let handed = catch_unwind(AssertUnwindSafe(|| smtp.send(&letter, is_ours)));
    match handed.unwrap_or_else(|_| Err(Failure::Later("it panicked; the log says where".into()))) {
        Ok(accepted) => {
            note_sent(desk, mail)?;
            accepted.end();
            Ok(Step::Sent)
        }
        Err(Failure::NotOurs) => Ok(Step::NotOurs),
        Err(Failure::Server(error)) => {
            let free_at = desk.clock.now() + SERVER_PAUSE;
            desk.db.write(|conn| mails::put_off(conn, mail, mail.attempts, &error, free_at))?;
            tracing::warn!(server = smtp.place(), error, "the mail server takes nothing now; mail waits");
            Ok(Step::ServerTrouble)
        }
        Err(Failure::Later(error)) if mail.attempts + 1 < TRIES => put_off(desk, mail, &error),
        Err(Failure::Later(error)) => give_up(desk, mail, MailFailure::TriesUsedUp, &error),
        Err(Failure::Never(failure, error)) => give_up(desk, mail, failure, &error),
    }
}

/// The one note that must not fail: without it the mail goes out again.
fn note_sent(desk: &Desk, mail: &MailRow) -> Result<(), DbError> {
    let mut left = NOTES;
    loop {
        let Err(error) = desk.db.write(|conn| mails::sent(conn, mail, desk.clock.now())) else { return Ok(()) };
        left -= 1;
        if left == 0 {
            tracing::error!(mail = mail.id, %error, "a mail was sent and that could not be noted; it will be sent again, with the same Message-ID");
            return Err(error);
        }
        std::thread::sleep(BETWEEN_NOTES);
    }
}

fn put_off(desk: &Desk, mail: &MailRow, error: &str) -> Result<Step, DbError> {
    let attempts = mail.attempts + 1;
    let free_at = desk.clock.now() + pause_after(mail.attempts);
    desk.db.write(|conn| mails::put_off(conn, mail, attempts, error, free_at))?;
    tracing::info!(mail = mail.id, attempts, error, "a mail was put off; it is tried again");
    Ok(Step::PutOff)
}

/// Gives a mail up. Where the address is an organization's contact, its file says that a mail bounced (never which address), and
/// staff are asked to call.
fn give_up(desk: &Desk, mail: &MailRow, failure: MailFailure, error: &str) -> Result<Step, DbError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        mails::give_up(conn, mail, failure, error, now)?;
        if failure != MailFailure::AddressRefused {
            return Ok(());
        }
        attest::mail_returned(conn, &mail.recipient, now)?;
        for organization in mails::organizations_at(conn, &mail.recipient)? {
            let entry = Entry {
                actor: &Actor::Program("post"),
                action: "mail.bounced",
                subject: format!("organization/{organization}"),
                payload: json!({ "mail": mail.id }),
                evidence_digest: None,
            };
            audit::append(conn, &entry, now)?;
        }
        Ok::<_, DbError>(())
    })?;
    tracing::warn!(mail = mail.id, %failure, error, "a mail was given up; the page of tasks says so");
    Ok(Step::GivenUp)
}

fn pause_after(tries: i64) -> Duration {
    let doublings = u32::try_from(tries.clamp(0, 16)).unwrap_or(16);
    (FIRST_PAUSE * 2_i32.pow(doublings)).min(LONGEST_PAUSE)
}

/// Erases address and text of mails that were over and done with long ago.
pub(super) fn forget(conn: &mut Conn, now: DateTime<Utc>) -> Result<(), DbError> {
    let forgotten = mails::forget(conn, now - KEPT)?;
    if forgotten > 0 {
        let entry = Entry {
            actor: &Actor::Program("post"),
            action: "mails.forgotten",
            subject: "mails".into(),
            payload: json!({ "mails": forgotten }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
    }
    Ok(())
}

/// How many mails wait, and since when.
pub fn waiting(db: &Db, now: DateTime<Utc>) -> Result<Option<Late>, DbError> {
    // Written in this very moment is waiting, too.
    db.read(|conn| mails::waiting(conn, now + Duration::seconds(1)))
}

/// What staff have to know of the outbox.
#[derive(Debug, Clone, PartialEq)]
pub struct Trouble {
    /// Mails that should have gone long ago.
    pub late: Option<Late>,
    /// Mails given up lately, the newest first.
    pub failed: Vec<FailedMail>,
    /// How many those are in all.
    pub failed_in_all: i64,
}

/// What staff have to know of the outbox now.
pub fn trouble(db: &Db, now: DateTime<Utc>) -> Result<Trouble, DbError> {
    /// The newest are enough to see what is wrong.
    const NEWEST: i64 = 10;
    db.read(|conn| {
        let late = mails::waiting(conn, now - TOO_LATE)?;
        let (failed, failed_in_all) = mails::failed(conn, now - TOLD, NEWEST)?;
        Ok(Trouble { late, failed, failed_in_all })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Patience;

    #[test]
    fn pauses_double_up_to_six_hours_and_the_last_try_is_after_four_days() {
        let minutes = |tries| pause_after(tries).num_minutes();
        assert_eq!([minutes(0), minutes(1), minutes(3), minutes(9), minutes(1000)], [1, 2, 8, 360, 360]);
        let all: i64 = (0..TRIES - 1).map(minutes).sum();
        assert!((3 * 24 * 60..5 * 24 * 60).contains(&all), "{all} minutes");
    }

    #[test]
    fn a_mail_is_held_longer_than_the_server_is_waited_for() {
        let patience = Patience::default();
        assert!(LEASE_OF_TEXT.to_std().expect("positive") > patience.acceptance + patience.answer);
        // Connection, greeting, two of EHLO, STARTTLS, two of AUTH, MAIL, RCPT.
        assert!(LEASE.to_std().expect("positive") > patience.answer * 9);
    }
}
