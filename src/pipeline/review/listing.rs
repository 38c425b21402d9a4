//! A person decides on a listing that was checked again: it stays out of sight, or comes back.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::db::audit::{self, Entry};
use crate::db::evidence::{self, Run};
use crate::db::listings::{self, ListingRow, ListingState};
use crate::db::submissions::Submission;
use crate::db::{Conn, DbError};
use crate::domain::badge::outcome_at;
use crate::domain::check::Outcome;
use crate::domain::listing::ListingAct;
use crate::pipeline::Desk;
use crate::pipeline::mail_text::Letter;

use super::{ReviewError, Reviewer, load, reason_text, send, stale, stands_in_the_way};

/// A decision on a listing as the reviewer made it.
#[derive(Debug, Clone)]
pub struct ListingVerdict<'a> {
    /// The listing's version on the page that the reviewer saw.
    pub seen_version: i64,
    /// What was decided.
    pub act: ListingAct,
    /// Why, in words; the provider reads it.
    pub text: &'a str,
}

/// Decides on the listing that shows this submission's dossier. Listing, mail and audit row change together; of two
/// reviewers one wins. Hiding needs a finding in force, showing again that nothing stands in the way of an approval.
pub fn decide_listing(
    desk: &Desk,
    reviewer: &Reviewer,
    submission_id: &str,
    verdict: &ListingVerdict<'_>,
) -> Result<(), ReviewError> {
    let (text, now) = (reason_text(verdict.text)?, desk.clock.now());
    desk.db.write(|conn| {
        let (submission, open) = load(conn, desk, submission_id)?;
        let listing = shown(conn, &submission)?.ok_or(DbError::NotFound)?;
        if listing.version != verdict.seen_version {
            return Err(stale(conn, &submission)?);
        }
        let run = evidence::latest_run(conn, &open.id)?.ok_or(DbError::NotFound)?;
        match verdict.act {
            ListingAct::Hide if !stands_against(&run, now) => return Err(ReviewError::NothingToConfirm),
            ListingAct::Hide => listings::decide(conn, &listing, ListingState::Hidden, Some(now), now)?,
            ListingAct::Show if listing.is_public() => return Err(stale(conn, &submission)?),
            ListingAct::Show => {
                stands_in_the_way(&run, now)?;
                listings::decide(conn, &listing, ListingState::Public, None, now)?;
            }
        }
        let letter = match verdict.act {
            ListingAct::Hide => Letter::Hidden,
            ListingAct::Show => Letter::ShownAgain,
        };
        send(conn, desk, &submission, &open, letter, text, now)?;
        let entry = Entry {
            actor: &reviewer.actor(),
            action: verdict.act.action(),
            subject: format!("submission/{}", submission.id),
            payload: json!({ "reason": text, "organization": open.organization_id, "run": run.id }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(())
    })
}

/// The listing that shows this submission's dossier.
pub(super) fn shown(conn: &mut Conn, submission: &Submission) -> Result<Option<ListingRow>, DbError> {
    let listing = listings::get(conn, &submission.organization_id)?;
    Ok(listing.filter(|l| l.dossier_id == submission.dossier_id && !l.is_removed()))
}

/// Something failed or waits for an answer.
pub(super) fn stands_against(run: &Run, now: DateTime<Utc>) -> bool {
    run.rows.iter().any(|row| match outcome_at(&row.check, now) {
        Outcome::Fail => row.check.blocking,
        Outcome::Review => true,
        _ => false,
    })
}
