//! What one person began and a second one has to agree to: findings proposed to stand, suspensions that shall be lifted.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::pipeline::Desk;
use crate::pipeline::review::{self, LiftWaiting, ReviewError, WaitingProposal};

/// One that waits.
#[derive(Debug, Serialize)]
pub(super) struct Second {
    href: String,
    provider: String,
    /// The check that it is about; none for a suspension.
    code: Option<String>,
    /// What was done.
    said: &'static str,
    by: String,
    at: DateTime<Utc>,
    is_mine: bool,
}

/// All of them, as the person with this staff id sees them: proposals first, the oldest first.
pub(super) fn waiting(desk: &Desk, viewer: &str) -> Result<Vec<Second>, ReviewError> {
    let proposals = review::waiting(desk)?.into_iter().filter_map(|proposal| proposed(proposal, viewer));
    let lifts = review::suspensions_to_lift(desk)?.into_iter().map(|lift| to_lift(lift, viewer));
    Ok(proposals.chain(lifts).collect())
}

fn proposed(waiting: WaitingProposal, viewer: &str) -> Option<Second> {
    let first = waiting.proposal.acts.first()?;
    Some(Second {
        href: format!("/admin/submissions/{}#override-{}", waiting.submission_id, waiting.proposal.id),
        provider: waiting.provider,
        code: Some(waiting.proposal.matter.code.clone()),
        said: "proposed to let it stand",
        by: first.by.clone(),
        at: first.at,
        is_mine: first.staff_id == viewer,
    })
}

fn to_lift(waiting: LiftWaiting, viewer: &str) -> Second {
    Second {
        href: format!("/admin/submissions/{}#listing", waiting.submission_id),
        provider: waiting.provider,
        code: None,
        said: "asked to lift a suspension",
        is_mine: waiting.staff_id == viewer,
        by: waiting.asked_by,
        at: waiting.since,
    }
}
