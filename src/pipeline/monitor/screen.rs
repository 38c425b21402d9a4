//! One listing is checked again, and its next re-check is asked for.

use crate::db::evidence;
use crate::db::jobs::{self, Job};
use crate::db::listings;
use crate::domain::check::Check;
use crate::pipeline::Desk;
use crate::pipeline::verify::{self, follow};

use super::{MonitorError, someday};

/// Checks the listing of `job.subject`.
pub(super) fn screen(desk: &Desk, job: &Job) -> Result<(), MonitorError> {
    verify::screen(desk, &job.subject)?;
    let now = desk.clock.now();
    desk.db.write(|conn| {
        let Some(listing) = listings::get(conn, &job.subject)?.filter(|l| !l.is_removed()) else {
            return Ok(jobs::done(conn, job, someday(now), "")?);
        };
        // Not the report of a moment ago: what is in force by now decides.
        let run = evidence::latest_runs(conn, &[&listing.dossier_id])?.remove(&listing.dossier_id);
        let checks: Vec<Check> = run.map(|r| r.rows).unwrap_or_default().into_iter().map(|r| r.check).collect();
        jobs::done(conn, job, follow::next_check(&checks, now), "")?;
        Ok(follow::plan(conn, &job.subject, &checks, now)?)
    })
}
