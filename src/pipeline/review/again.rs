//! The checks of a submission once more, because a person asks.

use serde_json::json;

use crate::db::audit::{self, Entry};
use crate::db::{DbError, jobs, submissions};
use crate::domain::check::Report;
use crate::domain::job::JobKind;
use crate::pipeline::{Desk, verify};

use super::{ReviewError, Reviewer};

/// Runs the checks again, for instance after a list was loaded.
pub fn check_again(desk: &Desk, submission_id: &str) -> Result<Report, ReviewError> {
    Ok(verify::run(desk, submission_id)?)
}

/// Asks for a submission to be checked again: the worker does it soon, so that nobody waits for the checks of many.
pub fn ask_check(desk: &Desk, reviewer: &Reviewer, submission_id: &str) -> Result<(), DbError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        let submission = submissions::get(conn, submission_id)?;
        jobs::ask(conn, JobKind::Check, &submission.id, now, now)?;
        let entry = Entry {
            actor: &reviewer.actor(),
            action: "submission.check_asked",
            subject: format!("submission/{}", submission.id),
            payload: json!({}),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(())
    })
}
