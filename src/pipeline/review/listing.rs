//! A person decides on a listing: it is suspended, and two people lift that; or what the program hid comes back (`show`).

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::db::audit::{self, Entry};
use crate::db::evidence::{self, Run};
use crate::db::listings::{self, ListingBefore, ListingRow, ListingState};
use crate::db::showings::ShowingRow;
use crate::db::submissions::{self, Submission};
use crate::db::suspensions::{self, NewSuspension, SuspensionRow};
use crate::db::{Conn, DbError, jobs, listing_requests, organizations, staff};
use crate::domain::badge::outcome_at;
use crate::domain::check::Outcome;
use crate::domain::job::JobKind;
use crate::domain::listing::{ListingAct, SuspensionEnding, SuspensionReason};
use crate::pipeline::Desk;
use crate::pipeline::dossier::OpenDossier;
use crate::pipeline::mail_text::Letter;

use super::undo::call_back;
use super::{
    MAIL_WAITS, ReviewError, Reviewer, Undoable, Written, load, reason_text, send_later, show, stale,
    stands_in_the_way, written,
};

/// A decision on a listing as the reviewer made it.
#[derive(Debug, Clone)]
pub struct ListingVerdict<'a> {
    /// The listing's version on the page that the reviewer saw.
    pub seen_version: i64,
    /// What was decided.
    pub act: ListingAct,
    /// Why it is suspended, for counting; no other act needs it.
    pub reason: Option<SuspensionReason>,
    /// Why, in words; the provider reads it where a mail goes. Taking back and keeping need none.
    pub text: &'a str,
}

/// A suspension that is open.
#[derive(Debug, Clone)]
pub struct Suspended {
    /// Why.
    pub reason: SuspensionReason,
    /// Why, in words.
    pub text: String,
    /// Who, by email address.
    pub by: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Whether it can be taken back still.
    pub undoable: Option<Undoable>,
    /// Who asked to lift it, when and why.
    pub to_lift: Option<ToLift>,
}

/// That somebody asked to lift a suspension.
#[derive(Debug, Clone)]
pub struct ToLift {
    /// Who: staff id.
    pub staff_id: String,
    /// Who, by email address.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub text: String,
}

/// The listing that an act is about, as it stands.
struct Standing {
    submission: Submission,
    open: OpenDossier,
    listing: ListingRow,
    suspension: Option<SuspensionRow>,
    /// That it was brought back, where that is to be taken back.
    showing: Option<ShowingRow>,
}

/// The mail about an act, word for word; `None` where none goes. Refused as the act itself would be; nothing changes.
pub fn look_ahead_at_listing(
    desk: &Desk,
    reviewer: &Reviewer,
    submission_id: &str,
    verdict: &ListingVerdict<'_>,
) -> Result<Option<Written>, ReviewError> {
    let now = desk.clock.now();
    desk.db.read(|conn| Ok(prepare(conn, desk, reviewer, submission_id, verdict, now)?.1))
}

/// Everything that lets an act be refused, and the mail that goes with it.
fn prepare(
    conn: &mut Conn,
    desk: &Desk,
    reviewer: &Reviewer,
    submission_id: &str,
    verdict: &ListingVerdict<'_>,
    now: DateTime<Utc>,
) -> Result<(Standing, Option<Written>), ReviewError> {
    let (submission, open) = load(conn, desk, submission_id)?;
    let listing = shown(conn, &submission)?.ok_or(DbError::NotFound)?;
    if listing.version != verdict.seen_version {
        return Err(stale(conn, &submission)?);
    }
    let suspension = suspensions::open_of(conn, &open.organization_id)?;
    let run = evidence::latest_run(conn, &open.id)?;
    let ready = || run.as_ref().map_or(Ok(()), |run| stands_in_the_way(run, now));
    let showing = match (verdict.act, &suspension) {
        (ListingAct::HideAgain, None) => Some(show::to_take_back(conn, reviewer, &listing, now)?),
        _ => None,
    };
    let letter = match (verdict.act, &suspension) {
        (ListingAct::Suspend, None) => {
            let reason = verdict.reason.ok_or(ReviewError::ReasonNeeded)?;
            let is_found = run.as_ref().is_some_and(|run| stands_against(run, now));
            if reason == SuspensionReason::Finding && !is_found {
                return Err(ReviewError::NothingToConfirm);
            }
            Some(Letter::Hidden)
        }
        (ListingAct::TakeBack, Some(row)) => {
            may_take_back(row, reviewer, now)?;
            None
        }
        (ListingAct::AskToLift, Some(_)) => {
            ready()?;
            reason_text(verdict.text)?;
            None
        }
        (ListingAct::Lift, Some(row)) => {
            ready()?;
            waits_for_request(conn, &open)?;
            if row.lift_asked_by.as_deref().ok_or(ReviewError::NotUndone(NOT_ASKED))? == reviewer.id {
                return Err(ReviewError::Refused(crate::domain::overrides::Refusal::SamePerson));
            }
            Some(Letter::ShownAgain)
        }
        (ListingAct::Keep, Some(row)) if row.lift_asked_by.is_some() => None,
        (ListingAct::Show, None) if !listing.is_public() => {
            ready()?;
            waits_for_request(conn, &open)?;
            Some(Letter::ShownAgain)
        }
        (ListingAct::HideAgain, None) => None,
        _ => return Err(stale(conn, &submission)?),
    };
    let mail = match letter {
        Some(letter) => written(desk, &submission, &open, letter, (reason_text(verdict.text)?, None)),
        None => None,
    };
    Ok((Standing { submission, open, listing, suspension, showing }, mail))
}

/// While a claim or a removal is looked at that hid the listing, nothing else shows it.
fn waits_for_request(conn: &mut Conn, open: &OpenDossier) -> Result<(), ReviewError> {
    let hides = listing_requests::open_about(conn, &open.organization_id)?.iter().any(|r| r.hidden_at.is_some());
    if hides { Err(ReviewError::NotUndone(REQUESTED)) } else { Ok(()) }
}

const REQUESTED: &str = "A claim or a removal that hid this listing is not decided yet; decide it first.";
const NOT_ASKED: &str = "Nobody asked to lift it. One person asks, a second one lifts it.";

fn may_take_back(row: &SuspensionRow, reviewer: &Reviewer, now: DateTime<Utc>) -> Result<(), ReviewError> {
    if row.suspended_by != reviewer.id {
        return Err(ReviewError::NotUndone("Who suspended it takes that back; ask them."));
    }
    if now >= row.suspended_at.and_utc() + MAIL_WAITS {
        return Err(ReviewError::NotUndone("Five minutes are over: two people lift a suspension."));
    }
    Ok(())
}

/// Decides on the listing that shows this submission's dossier. Listing, mail and audit row change together; of two
/// reviewers one wins. The mail waits as that about a decision on a submission does ([`MAIL_WAITS`]).
///
/// # Errors
/// [`ReviewError::NothingToConfirm`] where it is suspended for a finding and there is none, [`ReviewError::Blocked`] where something
/// stands against showing it, [`ReviewError::Refused`] where one person alone would lift it, [`ReviewError::Stale`] and
/// [`ReviewError::NotUndone`].
pub fn decide_listing(
    desk: &Desk,
    reviewer: &Reviewer,
    submission_id: &str,
    verdict: &ListingVerdict<'_>,
) -> Result<(), ReviewError> {
    let now = desk.clock.now();
    let is_reasoned = !matches!(verdict.act, ListingAct::TakeBack | ListingAct::Keep | ListingAct::HideAgain);
    let text = if is_reasoned { reason_text(verdict.text)? } else { verdict.text.trim() };
    desk.db.write(|conn| {
        let (standing, mail) = prepare(conn, desk, reviewer, submission_id, verdict, now)?;
        let mail_id = send_later(conn, mail.as_ref(), now)?;
        change(conn, reviewer, &standing, (verdict, text), mail_id, now)?;
        let mut payload = json!({ "organization": standing.open.organization_id });
        if !text.is_empty() {
            payload["reason"] = Value::from(text);
        }
        if let Some(reason) = verdict.reason.filter(|_| verdict.act == ListingAct::Suspend) {
            payload["reason_code"] = Value::from(reason.as_str());
        }
        let entry = Entry {
            actor: &reviewer.actor(),
            action: verdict.act.action(),
            subject: format!("submission/{}", standing.submission.id),
            payload,
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(())
    })
}

/// What the act changes.
fn change(
    conn: &mut Conn,
    reviewer: &Reviewer,
    standing: &Standing,
    (verdict, text): (&ListingVerdict<'_>, &str),
    mail_id: Option<String>,
    now: DateTime<Utc>,
) -> Result<(), ReviewError> {
    let Standing { open, listing, suspension, showing, .. } = standing;
    let id = suspension.as_ref().map(|row| row.id.as_str()).unwrap_or_default();
    match verdict.act {
        ListingAct::Suspend => {
            let new = NewSuspension {
                organization_id: &open.organization_id,
                reason_code: verdict.reason.unwrap_or(SuspensionReason::Other),
                reason: text,
                staff_id: &reviewer.id,
                listing_before: &ListingBefore::of(Some(listing)),
                mail_id,
            };
            suspensions::record(conn, new, now)?;
            listings::decide(conn, listing, ListingState::Hidden, Some(now), now)?;
        }
        ListingAct::TakeBack => {
            let row = suspension.as_ref().ok_or(DbError::Stale)?;
            call_back(conn, row.mail_id.as_deref(), now)?;
            suspensions::end(conn, id, &reviewer.id, SuspensionEnding::Undone, now)?;
            let stood = row.listing_before()?.0.ok_or(DbError::NotFound)?;
            // Only its being in sight is put back: what it shows may have changed since. What is final hides it still.
            let is_final =
                evidence::latest_run(conn, &open.id)?.is_some_and(|run| run.rows.iter().any(|r| r.check.is_final()));
            let state = if stood.is_public() && !is_final { ListingState::Public } else { ListingState::Hidden };
            listings::decide(conn, listing, state, stood.held_at(), now)?;
            jobs::ask(conn, JobKind::Screen, &open.organization_id, now, now)?;
        }
        ListingAct::AskToLift => {
            suspensions::ask_to_lift(conn, id, &reviewer.id, text, now)?;
            listings::touch(conn, listing, now)?;
        }
        ListingAct::Keep => {
            suspensions::keep(conn, id)?;
            listings::touch(conn, listing, now)?;
        }
        ListingAct::Lift | ListingAct::Show => {
            show::bring_back(conn, reviewer, listing, suspension.as_ref(), mail_id, now)?;
        }
        ListingAct::HideAgain => {
            show::take_back(conn, listing, showing.as_ref().ok_or(DbError::Stale)?, now)?;
        }
    }
    Ok(())
}

/// The listing that shows this submission's dossier.
pub(super) fn shown(conn: &mut Conn, submission: &Submission) -> Result<Option<ListingRow>, DbError> {
    let listing = listings::get(conn, &submission.organization_id)?;
    Ok(listing.filter(|l| l.dossier_id == submission.dossier_id && !l.is_removed()))
}

/// The suspension of a provider's listing that is open, as a page shows it.
pub(super) fn suspended(
    conn: &mut Conn,
    organization_id: &str,
    now: DateTime<Utc>,
) -> Result<Option<Suspended>, DbError> {
    let Some(row) = suspensions::open_of(conn, organization_id)? else { return Ok(None) };
    let names = staff::emails(conn)?;
    let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_string());
    let until = row.suspended_at.and_utc() + MAIL_WAITS;
    Ok(Some(Suspended {
        reason: row.reason_code()?,
        by: name(&row.suspended_by),
        since: row.suspended_at.and_utc(),
        undoable: (now < until).then(|| Undoable {
            until,
            staff_id: row.suspended_by.clone(),
            has_mail: row.mail_id.is_some(),
        }),
        to_lift: row.lift_asked_by.as_ref().zip(row.lift_asked_at).map(|(by, at)| ToLift {
            staff_id: by.clone(),
            by: name(by),
            at: at.and_utc(),
            text: row.lift_reason.clone().unwrap_or_default(),
        }),
        text: row.reason,
    }))
}

/// A suspension that somebody asked to lift: the provider's name, the submission on whose page it is lifted, since when it waits, who asked.
#[derive(Debug, Clone)]
pub struct LiftWaiting {
    /// The provider's name.
    pub provider: String,
    /// The submission on whose page a second person lifts or keeps it.
    pub submission_id: String,
    /// Who asked: staff id.
    pub staff_id: String,
    /// Who asked, by email address.
    pub asked_by: String,
    /// Since when it waits.
    pub since: DateTime<Utc>,
}

/// Every suspension that waits for a second person, oldest first.
pub fn suspensions_to_lift(desk: &Desk) -> Result<Vec<LiftWaiting>, ReviewError> {
    desk.db.read(|conn| {
        let names = staff::emails(conn)?;
        let mut lines = Vec::new();
        for row in suspensions::to_lift(conn)? {
            let Some(listing) = listings::get(conn, &row.organization_id)? else { continue };
            // The page on which it can be lifted: that of the submission whose dossier is listed.
            let shown = submissions::of_dossiers(conn, &[&listing.dossier_id])?;
            let Some(submission) = shown.into_iter().max_by_key(|s| s.received_at) else { continue };
            let by = row.lift_asked_by.unwrap_or_default();
            lines.push(LiftWaiting {
                provider: organizations::get(conn, &row.organization_id)?.name,
                submission_id: submission.id,
                asked_by: names.get(&by).cloned().unwrap_or_else(|| by.clone()),
                staff_id: by,
                since: row.lift_asked_at.unwrap_or(row.suspended_at).and_utc(),
            });
        }
        Ok(lines)
    })
}

/// Something failed or waits for an answer.
pub(super) fn stands_against(run: &Run, now: DateTime<Utc>) -> bool {
    run.rows.iter().any(|row| match outcome_at(&row.check, now) {
        Outcome::Fail => row.check.blocking,
        Outcome::Review => true,
        _ => false,
    })
}
