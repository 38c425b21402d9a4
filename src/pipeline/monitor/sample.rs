//! Once a day: the month's listings to phone are drawn where they were not yet, and what is over is closed.

use chrono::{Days, NaiveTime};

use crate::db::jobs::{self, Job};
use crate::domain::job::JobKind;
use crate::pipeline::{Desk, sample};

use super::MonitorError;

/// The subject of the one job of this kind: the whole directory.
const DIRECTORY: &str = "";

/// Sees to it that the job is in the book.
pub(super) fn notice(desk: &Desk) -> Result<(), MonitorError> {
    if desk.db.read(|conn| jobs::progress(conn, JobKind::Sample, DIRECTORY))?.is_none() {
        let now = desk.clock.now();
        desk.db.write(|conn| jobs::ask(conn, JobKind::Sample, DIRECTORY, now, now))?;
    }
    Ok(())
}

/// Draws and closes, and asks for the beginning of the next day, which may be that of a month.
pub(super) fn turn(desk: &Desk, job: &Job) -> Result<(), MonitorError> {
    let tomorrow = (desk.clock.now().date_naive() + Days::new(1)).and_time(NaiveTime::MIN).and_utc();
    sample::turn(desk)?;
    Ok(desk.db.write(|conn| jobs::done(conn, job, tomorrow, &job.progress))?)
}
