//! A submission of a program that may send it again, because it did not hear the answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::db::DbError;
use crate::domain::check::Report;
use crate::pipeline::once::{self, Once};
use crate::pipeline::{Desk, verify};

use super::{SubmitError, Submitted, submit_and};

/// What is kept of it.
#[derive(Serialize, Deserialize)]
struct Made {
    submission_id: String,
    reference: String,
    status_url: String,
    token: String,
    /// Not there before the checks have run.
    report: Option<Report>,
}

/// As [`super::submit`]. Sent again within a day it is the same submission, with the same token and report.
pub fn submit_once(desk: &Desk, raw: &Value, once: &Once) -> Result<Submitted, SubmitError> {
    if let Some(first) = first(desk, once)? {
        return Ok(first);
    }
    let taken = submit_and(desk, raw, |conn, new| {
        let made = Made {
            submission_id: new.submission.id.clone(),
            reference: new.submission.reference.clone(),
            status_url: new.status_url.to_string(),
            token: new.token.to_string(),
            report: None,
        };
        Ok(once::keep(conn, desk, once, &made, false)?)
    });
    match taken {
        Ok(taken) => {
            finish(desk, once, &taken);
            Ok(taken)
        }
        Err(error) if is_duplicate(&error) => first(desk, once)?.ok_or(error),
        Err(error) => Err(error),
    }
}

fn first(desk: &Desk, once: &Once) -> Result<Option<Submitted>, SubmitError> {
    let Some(first) = once::first::<Made>(desk, once)? else { return Ok(None) };
    let Made { submission_id, reference, status_url, token, report } = first.made;
    let known = report.filter(|_| first.is_finished);
    let is_new = known.is_none();
    // It was broken off between the transaction and the checks.
    let report = known.map_or_else(|| verify::run(desk, &submission_id), Ok)?;
    let taken = Submitted { submission_id, reference, status_url, token, report };
    if is_new {
        finish(desk, once, &taken);
    }
    Ok(Some(taken))
}

/// The submission is there whether this works or not: if it does not, whoever sends it again finishes it.
fn finish(desk: &Desk, once: &Once, taken: &Submitted) {
    let made = Made {
        submission_id: taken.submission_id.clone(),
        reference: taken.reference.clone(),
        status_url: taken.status_url.clone(),
        token: taken.token.clone(),
        report: Some(taken.report.clone()),
    };
    if let Err(error) = once::finish(desk, once, &made) {
        tracing::warn!(%error, "an answer could not be kept whole");
    }
}

fn is_duplicate(error: &SubmitError) -> bool {
    match error {
        SubmitError::Db(DbError::Duplicate(_)) => true,
        SubmitError::Once(error) => error.is_duplicate(),
        _ => false,
    }
}
