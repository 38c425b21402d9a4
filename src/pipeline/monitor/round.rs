//! A round through the directory: every listing is asked to be checked again, a part at a time. What an import published
//! unchecked is only asked for what bars it, then and there.

use serde::{Deserialize, Serialize};
use serde_json::json;

use chrono::Duration;

use crate::db::audit::{self, Actor, Entry};
use crate::db::jobs::{self, Job};
use crate::db::reference::InForce;
use crate::db::reference::loads;
use crate::db::{DbError, imports, listings};
use crate::domain::job::JobKind;
use crate::keys::sha256_hex;
use crate::pipeline::Desk;
use crate::rules::Rules;

use super::{MonitorError, someday, unchecked};

/// The subject of the one job of this kind: the whole directory.
const DIRECTORY: &str = "";

/// Listings asked for in one transaction.
const PART: i64 = 200;

/// Without a load, the round goes once a day: a listing that fell out of the book comes back into it.
const EVERY: Duration = Duration::days(1);

/// How far a round has come.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Progress {
    /// What the directory was, or is being, checked against.
    against: String,
    /// The last organization that was asked for; `None` between rounds.
    after: Option<String>,
    /// Whether every listing is due now, because something was loaded.
    is_due_now: bool,
}

impl Progress {
    fn read(stored: &str) -> Progress {
        // Empty at the beginning; what cannot be read begins anew, which does no harm.
        serde_json::from_str(stored).unwrap_or_default()
    }
}

/// Asks for a round where the directory was last checked against something else.
pub(super) fn notice(desk: &Desk) -> Result<(), MonitorError> {
    let (against, now) = (fingerprint(&loads::in_force(&desk.reference)?, desk.rules), desk.clock.now());
    let stored = desk.db.read(|conn| jobs::progress(conn, JobKind::Round, DIRECTORY))?;
    if stored.is_none_or(|stored| Progress::read(&stored).against != against) {
        desk.db.write(|conn| jobs::ask(conn, JobKind::Round, DIRECTORY, now, now))?;
    }
    Ok(())
}

/// Goes one part further.
pub(super) fn walk(desk: &Desk, job: &Job) -> Result<(), MonitorError> {
    let (lists, now) = (loads::in_force(&desk.reference)?, desk.clock.now());
    let against = fingerprint(&lists, desk.rules);
    let mut progress = Progress::read(&job.progress);
    let is_new = progress.against != against;
    if is_new {
        progress = Progress { against, after: Some(String::new()), is_due_now: true };
    }
    let after = progress.after.take().unwrap_or_else(|| {
        progress.is_due_now = false;
        String::new()
    });
    let (part, unchecked) = desk.db.read(|conn| {
        let part = listings::standing(conn, &after, PART)?;
        let ids: Vec<&str> = part.iter().map(String::as_str).collect();
        let unchecked = imports::unchecked(conn, &ids)?;
        Ok::<_, DbError>((part, unchecked))
    })?;
    unchecked::look(desk, &unchecked)?;
    desk.db.write(|conn| {
        if is_new {
            let entry = Entry {
                actor: &Actor::Program("monitor"),
                action: "directory.recheck_begun",
                subject: "directory".into(),
                payload: json!({ "lists": lists.iter().map(said).collect::<Vec<_>>(), "rules": desk.rules.version() }),
                evidence_digest: None,
            };
            audit::append(conn, &entry, now)?;
        }
        let due_at = if progress.is_due_now { now } else { someday(now) };
        for organization_id in part.iter().filter(|id| unchecked.iter().all(|u| u.organization_id != **id)) {
            jobs::ask(conn, JobKind::Screen, organization_id, due_at, now)?;
        }
        let is_last = i64::try_from(part.len()).is_ok_and(|n| n < PART);
        progress.after = part.into_iter().next_back().filter(|_| !is_last);
        let next = if is_last { now + EVERY } else { now };
        let stored = serde_json::to_string(&progress)
            .map_err(|e| DbError::Other(format!("the progress of a round does not serialize: {e}")))?;
        Ok(jobs::done(conn, job, next, &stored)?)
    })
}

fn said(list: &InForce) -> String {
    format!("{} {} {}", list.source.list.label(), list.state, list.source.version).replace("  ", " ")
}

/// Changes with every load, roll-back and rule.
fn fingerprint(lists: &[InForce], rules: &Rules) -> String {
    let each = lists.iter().map(|l| {
        let s = &l.source;
        format!("{} {} {} {} {} {}", said(l), s.list_date, s.complete, s.rows, s.loaded_at, l.state)
    });
    let text: Vec<String> = each.chain([rules.version().to_string()]).collect();
    sha256_hex(text.join("\n").as_bytes())
}
