//! Once a day, what was promised to be forgotten is erased.

use chrono::Duration;

use crate::db::jobs::{self, Job};
use crate::domain::job::JobKind;
use crate::pipeline::{Desk, comment, document, draft, listing_request, message, once, post, tally};

use super::MonitorError;

/// The subject of the one job of this kind: everything.
const ALL: &str = "";
const EVERY: Duration = Duration::days(1);

/// Sees to it that the job is in the book.
pub(super) fn notice(desk: &Desk) -> Result<(), MonitorError> {
    if desk.db.read(|conn| jobs::progress(conn, JobKind::Forget, ALL))?.is_none() {
        let now = desk.clock.now();
        desk.db.write(|conn| jobs::ask(conn, JobKind::Forget, ALL, now, now))?;
    }
    Ok(())
}

/// Erases, and asks for the next day.
pub(super) fn forget(desk: &Desk, job: &Job) -> Result<(), MonitorError> {
    desk.db.write(|conn| {
        comment::forget_refused(conn, desk)?;
        document::forget(conn, desk)?;
        draft::forget(conn, desk.clock.now())?;
        listing_request::forget(conn, desk)?;
        message::forget(conn, desk)?;
        once::forget(conn, desk.clock.now())?;
        post::forget(conn, desk.clock.now())?;
        tally::forget(conn, desk.clock.now())?;
        Ok(jobs::done(conn, job, desk.clock.now() + EVERY, &job.progress)?)
    })
}
