//! A reviewer takes a submission, so that no two do the same work, and gives it back. Who has it is shown; it keeps nobody from
//! deciding, because a reviewer who fell ill must not hold up a provider.

use serde_json::json;

use crate::db::audit::{self, Entry};
use crate::db::holds::{self, Hold};
use crate::db::{DbError, submissions};
use crate::pipeline::Desk;

use super::Reviewer;

/// Why a submission was not taken.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// Somebody else has it.
    #[error("{} has taken it", .0.email)]
    Held(Hold),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Takes a submission; one's own again changes nothing. `from`: the member of staff, by id, who may lose it by this. Of two who
/// take it at once one does.
pub fn take(desk: &Desk, reviewer: &Reviewer, submission_id: &str, from: Option<&str>) -> Result<(), HoldError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        let submission = submissions::get(conn, submission_id)?;
        // Of two at once the second sees what the first one did.
        audit::queue(conn)?;
        match holds::of(conn, submission_id)? {
            Some(hold) if hold.staff_id == reviewer.id => return Ok(()),
            Some(hold) if from != Some(hold.staff_id.as_str()) => return Err(HoldError::Held(hold)),
            _ => {}
        }
        holds::put(conn, submission_id, &reviewer.id, now)?;
        let entry = Entry {
            actor: &reviewer.actor(),
            action: "submission.taken",
            subject: format!("submission/{}", submission.id),
            payload: json!({ "from": from }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(())
    })
}

/// Gives a submission to a colleague, from nobody or from oneself; what somebody else has stays theirs.
pub fn assign(desk: &Desk, reviewer: &Reviewer, submission_id: &str, to: &Reviewer) -> Result<(), HoldError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        let submission = submissions::get(conn, submission_id)?;
        audit::queue(conn)?;
        match holds::of(conn, submission_id)? {
            Some(hold) if hold.staff_id == to.id => return Ok(()),
            Some(hold) if hold.staff_id != reviewer.id => return Err(HoldError::Held(hold)),
            _ => {}
        }
        holds::put(conn, submission_id, &to.id, now)?;
        let entry = Entry {
            actor: &reviewer.actor(),
            action: "submission.assigned",
            subject: format!("submission/{}", submission.id),
            payload: json!({ "to": to.id }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(())
    })
}

/// Gives one's own back; what somebody else has stays theirs.
pub fn release(desk: &Desk, reviewer: &Reviewer, submission_id: &str) -> Result<(), DbError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        audit::queue(conn)?;
        if holds::of(conn, submission_id)?.is_none_or(|hold| hold.staff_id != reviewer.id) {
            return Ok(());
        }
        holds::remove(conn, submission_id)?;
        let entry = Entry {
            actor: &reviewer.actor(),
            action: "submission.released",
            subject: format!("submission/{submission_id}"),
            payload: json!({}),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(())
    })
}
