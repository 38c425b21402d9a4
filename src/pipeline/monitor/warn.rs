//! Warns a provider by mail before a credential's last day: once for each step.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::jobs::{self, Job};
use crate::db::{Conn, dossiers, evidence, listings, mails, warnings};
use crate::domain::check::Check;
use crate::domain::credential::{Credential, CredentialKind};
use crate::domain::deadline::{Deadline, deadlines};
use crate::pipeline::Desk;
use crate::pipeline::dossier::{self, OpenDossier};
use crate::pipeline::verify::follow;

use super::warn_text::{self, Warning};
use super::{MonitorError, someday};

/// Writes the warnings that are due for the listing of `job.subject`.
pub(super) fn warn(desk: &Desk, job: &Job) -> Result<(), MonitorError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        let listing = listings::get(conn, &job.subject)?.filter(|l| l.is_public());
        let Some(listing) = listing else { return Ok(jobs::done(conn, job, someday(now), "")?) };
        let run = evidence::latest_runs(conn, &[&listing.dossier_id])?.remove(&listing.dossier_id);
        let checks: Vec<Check> = run.map(|r| r.rows).unwrap_or_default().into_iter().map(|r| r.check).collect();
        let open = dossier::open(&desk.keys, &dossiers::get(conn, &listing.dossier_id)?)?;
        for deadline in deadlines(&checks, now) {
            warn_of(conn, desk, &open, &deadline, now)?;
        }
        let next = follow::next_warning(&checks, now).unwrap_or(someday(now));
        Ok(jobs::done(conn, job, next, "")?)
    })
}

fn warn_of(
    conn: &mut Conn,
    desk: &Desk,
    open: &OpenDossier,
    deadline: &Deadline,
    now: DateTime<Utc>,
) -> Result<(), MonitorError> {
    let today: NaiveDate = now.date_naive();
    let (Some(step), Some(to)) = (deadline.step(today), open.dossier.provider.email.as_deref()) else { return Ok(()) };
    let Some((credential, holder)) = held(open, deadline) else { return Ok(()) };
    // A license that never expires has a day by which staff look again; that is no matter of the provider's.
    if credential.no_expiry && credential.kind == CredentialKind::StateLicense {
        return Ok(());
    }
    let state = credential.state.as_deref().unwrap_or_default();
    // Survives a new version of the dossier, in which the credential may stand elsewhere. Never its number.
    let key = format!("{} {} {state}", holder.key, credential.kind);
    if !warnings::note(conn, &open.organization_id, key.trim(), deadline.last_day, step, now)? {
        return Ok(());
    }
    let warning = Warning {
        kind: credential.kind,
        state: if state.is_empty() { "" } else { desk.rules.states.name(state) },
        holder: &holder.name,
        provider: &open.dossier.provider.name,
        last_day: deadline.last_day,
        days_left: deadline.days_left(today),
    };
    mails::put(conn, to, &warn_text::subject(&warning), &warn_text::body(&warning), now)?;
    let entry = Entry {
        actor: &Actor::Program("monitor"),
        action: "provider.warned",
        subject: format!("organization/{}", open.organization_id),
        payload: json!({ "credential": key.trim(), "last_day": deadline.last_day, "days_before": step }),
        evidence_digest: None,
    };
    audit::append(conn, &entry, now)?;
    Ok(())
}

/// Who holds a credential.
struct Holder {
    /// As the mail calls them.
    name: String,
    /// The same in every version of the dossier.
    key: String,
}

/// The credential of a deadline and its holder.
fn held<'a>(open: &'a OpenDossier, deadline: &Deadline) -> Option<(&'a Credential, Holder)> {
    let dossier = &open.dossier;
    let index = |list: &str| deadline.subject.strip_prefix(list).and_then(|n| n.parse::<usize>().ok());
    let (credentials, holder) = if let Some(person) = index("clinicians/").and_then(|i| dossier.clinicians.get(i)) {
        let name = format!("{} {}", person.first_name, person.last_name);
        let key = person.npi.clone().unwrap_or_else(|| name.clone());
        (&person.credentials, Holder { name, key })
    } else if let Some(place) = index("locations/").and_then(|i| dossier.locations.get(i)) {
        let name = place.name.clone().or_else(|| place.city.clone()).unwrap_or_else(|| dossier.provider.name.clone());
        (&place.credentials, Holder { name, key: format!("place {}", place.key) })
    } else {
        (&dossier.provider.credentials, Holder { name: dossier.provider.name.clone(), key: "provider".into() })
    };
    let position = deadline.credential.rsplit('/').next()?.parse::<usize>().ok()?;
    Some((credentials.get(position)?, holder))
}
