//! Once a day, providers are asked whether their listings are still right: address by address, a part at a time. And staff
//! are asked to call those who did not answer.

use chrono::{DateTime, Days, Utc};

use crate::db::jobs::{self, Job};
use crate::db::{Conn, DbError, listings, tasks};
use crate::domain::confirmation::{CALL_BY, days_with_a_call, days_with_a_step, writing_time};
use crate::domain::freshness::LISTED_DAYS;
use crate::domain::job::JobKind;
use crate::domain::task::CallReason;
use crate::pipeline::{Desk, attest};

use super::MonitorError;

/// The subject of the one job of this kind: everybody.
const ALL: &str = "";

/// Addresses in one transaction.
const PART: usize = 50;

/// Sees to it that the job is in the book.
pub(super) fn notice(desk: &Desk) -> Result<(), MonitorError> {
    if desk.db.read(|conn| jobs::progress(conn, JobKind::Remind, ALL))?.is_none() {
        let now = desk.clock.now();
        desk.db.write(|conn| jobs::ask(conn, JobKind::Remind, ALL, writing_time(now.date_naive()), now))?;
    }
    Ok(())
}

/// Goes one part further; after the last one asks for the next day. Its progress is the address that was looked at last.
pub(super) fn remind(desk: &Desk, job: &Job) -> Result<(), MonitorError> {
    let now = desk.clock.now();
    let days = days_with_a_step(now.date_naive());
    desk.db.write(|conn| {
        let mut after = job.progress.clone();
        if after.is_empty() {
            ask_for_calls(conn, now)?;
        }
        for _ in 0..PART {
            let Some(contact) = listings::next_contact(conn, &after, days)? else {
                return Ok(jobs::done(conn, job, next_day(now), "")?);
            };
            attest::remind(conn, desk, &contact, now)?;
            after = contact;
        }
        Ok(jobs::done(conn, job, now, &after)?)
    })
}

/// Asks for calls about what was confirmed once: of what an import brought and nobody ever confirmed there may be thousands,
/// and nobody promised to keep that true. A call that nobody made while the listing was in the searches is let go.
fn ask_for_calls(conn: &mut Conn, now: DateTime<Utc>) -> Result<(), DbError> {
    let at = |days: i64| Days::new(days.unsigned_abs());
    for listing in listings::last_confirmed(conn, days_with_a_call(now.date_naive()))? {
        let due_at = listing.since_day().and_time(now.time()).and_utc() + at(CALL_BY);
        tasks::ask_call(conn, &listing.dossier_id, CallReason::Unconfirmed, due_at, now)?;
    }
    tasks::end_late_calls(conn, now - at(LISTED_DAYS - CALL_BY))
}

fn next_day(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = writing_time(now.date_naive());
    if now < today { today } else { today + Days::new(1) }
}
