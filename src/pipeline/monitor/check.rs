//! One submission is checked again, as staff asked.

use chrono::Duration;

use crate::db::jobs::{self, Job};
use crate::db::submissions;
use crate::pipeline::{Desk, verify};

use super::MonitorError;

/// Nobody checks it again by itself: it rests until it is asked for once more.
const NEVER: Duration = Duration::days(36_500);

/// Checks the submission of `job.subject`, unless it was decided meanwhile.
pub(super) fn check(desk: &Desk, job: &Job) -> Result<(), MonitorError> {
    let submission = desk.db.read(|conn| submissions::get(conn, &job.subject))?;
    if !submission.state.is_final() {
        verify::run(desk, &submission.id)?;
    }
    let now = desk.clock.now();
    Ok(desk.db.write(|conn| jobs::done(conn, job, now + NEVER, ""))?)
}
