//! Monitor: what the program does by itself, from the book of jobs.
//!
//! A load of a list, or of other rules, sends a round through the directory that asks for a re-check of every listing, a
//! part at a time; a re-check and a warning ask for the next one of their own. Each job is one short transaction, whoever
//! takes it: it may be stopped between any two, and the next process goes on.

mod check;
mod forget;
mod remind;
mod round;
mod sample;
mod screen;
mod unchecked;
mod warn;
mod warn_text;

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Duration, Utc};

use crate::db::jobs::{self, Job};
use crate::db::{DbError, jobs::Late, submission_terms};
use crate::domain::job::JobKind;

use super::dossier::DossierError;
use super::sample::SampleError;
use super::verify::VerifyError;
use super::{Desk, reference_act, reference_log};

/// A job could not be done.
#[derive(Debug, thiserror::Error)]
pub enum MonitorError {
    /// The checks could not be made or stored.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// The dossier could not be opened.
    #[error(transparent)]
    Dossier(#[from] DossierError),
    /// The listings to phone could not be drawn, or their month not closed.
    #[error(transparent)]
    Sample(#[from] SampleError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A process that dies keeps its job so long; far longer than any job takes.
const LEASE: Duration = Duration::minutes(5);

/// The first pause after an error; each further one is twice as long, up to the last.
const FIRST_PAUSE: Duration = Duration::seconds(30);
const LONGEST_PAUSE: Duration = Duration::hours(1);

/// A job so late is told to staff.
const TOO_LATE: Duration = Duration::hours(6);

/// Notices that a list was loaded (by another process, too) or that the rules changed, and asks for a round; sees to it that
/// what is done daily is in the book.
pub fn notice(desk: &Desk) -> Result<(), MonitorError> {
    reference_act::end_dead(desk)?;
    reference_log::note(&desk.db, &desk.reference, &desk.clock, "monitor")?;
    round::notice(desk)?;
    remind::notice(desk)?;
    sample::notice(desk)?;
    forget::notice(desk)
}

/// Writes the words by which staff find submissions, for some that were sent in before there were words. Answers for how many; 0:
/// all have theirs.
pub fn write_words(desk: &Desk) -> Result<usize, MonitorError> {
    const BATCH: i64 = 100;
    Ok(desk.db.write(|conn| submission_terms::write_missing(conn, BATCH))?)
}

/// Does the job that has been due longest. Answers `false` where none is due. A job that fails stays in the book, with the
/// error, and is tried again after a pause.
pub fn step(desk: &Desk) -> Result<bool, MonitorError> {
    let now = desk.clock.now();
    let Some(job) = desk.db.write(|conn| jobs::take(conn, now, LEASE))? else { return Ok(false) };
    let done = catch_unwind(AssertUnwindSafe(|| perform(desk, &job)));
    let error = match done {
        Ok(Ok(())) => return Ok(true),
        // Somebody else has it by now.
        Ok(Err(MonitorError::Db(DbError::Stale))) => return Ok(true),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "it panicked; the log says where".to_string(),
    };
    tracing::warn!(kind = %job.kind, subject = job.subject, attempts = job.attempts + 1, error, "a job failed; it is tried again");
    desk.db.write(|conn| jobs::failed(conn, &job, &error, desk.clock.now() + pause_after(job.attempts)))?;
    Ok(true)
}

/// Notices what was loaded and does everything that is due. Answers how many jobs that were.
pub fn pass(desk: &Desk) -> Result<usize, MonitorError> {
    notice(desk)?;
    let mut done = 0;
    while step(desk)? {
        done += 1;
    }
    Ok(done)
}

/// Jobs that should have been done long ago.
pub fn late(desk: &Desk) -> Result<Option<Late>, DbError> {
    let before = desk.clock.now() - TOO_LATE;
    desk.db.read(|conn| jobs::late(conn, before))
}

fn perform(desk: &Desk, job: &Job) -> Result<(), MonitorError> {
    match job.kind {
        JobKind::Round => round::walk(desk, job),
        JobKind::Screen => screen::screen(desk, job),
        JobKind::Check => check::check(desk, job),
        JobKind::Warn => warn::warn(desk, job),
        JobKind::Remind => remind::remind(desk, job),
        JobKind::Forget => forget::forget(desk, job),
        JobKind::Sample => sample::turn(desk, job),
    }
}

fn pause_after(failures: i64) -> Duration {
    let doublings = u32::try_from(failures.clamp(0, 16)).unwrap_or(16);
    (FIRST_PAUSE * 2_i32.pow(doublings)).min(LONGEST_PAUSE)
}

/// A listing that nothing is due for is looked at again after so long.
fn someday(now: DateTime<Utc>) -> DateTime<Utc> {
    now + Duration::days(30)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let minutes = |failures| pause_after(failures).num_seconds();
        assert_eq!([minutes(0), minutes(1), minutes(3), minutes(7), minutes(1000)], [30, 60, 240, 3600, 3600]);
    }
}
