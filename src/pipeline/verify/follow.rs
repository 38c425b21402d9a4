//! What follows from a stored run, in its transaction: a final finding hides the listing, the queue of tasks says what the
//! checks ask for, the book of jobs when they are due again, and the change sequence that search has to look.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::changes::{self, ChangeKind};
use crate::db::listings::{self, ListingState};
use crate::db::{Conn, DbError, jobs, tasks};
use crate::domain::business_days::after_business_days;
use crate::domain::check::Check;
use crate::domain::deadline::deadlines;
use crate::domain::job::JobKind;
use crate::domain::overrides::settled_until;
use crate::domain::task::asked_of;
use crate::pipeline::dossier::OpenDossier;

use super::news::RUNS_OUT;

/// Every listing is looked at once in so many days, whatever its evidence says.
const AT_LEAST: Duration = Duration::days(30);

/// A person has so many working days for what is asked.
const BUSINESS_DAYS: u32 = 2;

/// Makes all of it so. `due_at`: by when the submission should be decided, where one waits for that.
pub(super) fn follow(
    conn: &mut Conn,
    open: &OpenDossier,
    checks: &[Check],
    due_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let due_at = due_at.unwrap_or_else(|| after_business_days(now, BUSINESS_DAYS));
    tasks::replace(conn, &open.id, &asked_of(checks, due_at, now), now)?;
    let shown = listings::get(conn, &open.organization_id)?.filter(|l| l.dossier_id == open.id);
    let Some(listing) = shown else { return Ok(()) };
    plan(conn, &open.organization_id, checks, now)?;
    let found = checks.iter().find(|c| c.is_final());
    match found.filter(|_| listing.is_public()) {
        None => changes::append(conn, &open.organization_id, ChangeKind::Evidence, now).map(drop),
        Some(found) => {
            listings::set_state(conn, &open.organization_id, ListingState::Hidden, now)?;
            let entry = Entry {
                actor: &Actor::Program("verify"),
                action: "listing.hidden",
                subject: format!("organization/{}", open.organization_id),
                payload: json!({ "code": found.code, "subject": found.subject, "source": found.source }),
                evidence_digest: None,
            };
            audit::append(conn, &entry, now).map(drop)
        }
    }
}

/// Asks for the next re-check and the next warnings of a listing.
pub(in crate::pipeline) fn plan(
    conn: &mut Conn,
    organization_id: &str,
    checks: &[Check],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    jobs::ask(conn, JobKind::Screen, organization_id, next_check(checks, now), now)?;
    if let Some(at) = first_warning(checks, now) {
        jobs::ask(conn, JobKind::Warn, organization_id, at, now)?;
    }
    Ok(())
}

/// When these checks are due again: shortly before evidence runs out and right after, and right after what people let
/// stand has ended.
pub(in crate::pipeline) fn next_check(checks: &[Check], now: DateTime<Utc>) -> DateTime<Utc> {
    let ends = checks.iter().flat_map(|c| [c.valid_until, settled_until(c)]).flatten();
    let turns = ends.flat_map(|until| [until - RUNS_OUT, until + Duration::seconds(1)]);
    turns.filter(|at| *at > now).min().unwrap_or(now + AT_LEAST).min(now + AT_LEAST)
}

/// When there is something to warn of: at once where a step was reached already.
fn first_warning(checks: &[Check], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let today = now.date_naive();
    deadlines(checks, now).filter_map(|d| d.step(today).map(|_| now).or(d.next_step(today))).min()
}

/// When the next step is reached by any of these; `None` where all were reached or no date is known.
pub(in crate::pipeline) fn next_warning(checks: &[Check], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    deadlines(checks, now).filter_map(|d| d.next_step(now.date_naive())).min()
}
