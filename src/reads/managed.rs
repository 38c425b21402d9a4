//! What somebody who looks after a listing sees of it: whether it is in sight, until when its details count, what waits for them.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::Value;

use crate::db::evidence;
use crate::db::listings::{self, ListingRow};
use crate::db::{Conn, Db, DbError, dossiers, managers, organizations, submissions};
use crate::domain::check::Check;
use crate::domain::deadline::{Deadline, deadlines};
use crate::domain::dossier::ProviderKind;
use crate::domain::freshness::{CONFIRMED_DAYS, Freshness};

/// One organization as those who look after it see it.
#[derive(Debug, Clone, PartialEq)]
pub struct ManagedListing {
    /// Its id.
    pub organization_id: String,
    /// Public name.
    pub name: String,
    /// A clinic, whose clinicians answer for themselves.
    pub is_clinic: bool,
    /// What the public sees; `None` until something was published.
    pub shown: Option<Shown>,
    /// Reference of what was sent in last; `None` for a listing that came from another directory.
    pub reference: Option<String>,
}

/// A listing that is or was public.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Of its page, where there is one.
    pub slug: Option<String>,
    /// It was taken down for good.
    pub is_removed: bool,
    /// How late its confirmation is.
    pub freshness: Freshness,
    /// The last day for which the details count as confirmed; `None` where nobody ever confirmed them.
    pub confirmed_until: Option<NaiveDate>,
    /// Papers whose renewal may be sent now, the one that runs out next first.
    pub expiring: Vec<Expiring>,
}

/// A paper that runs out soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiring {
    /// A word of the contract, such as `state_license`.
    pub kind: String,
    /// Whose, where it is a person's.
    pub holder: Option<String>,
    /// It counts to the end of this day.
    pub last_day: NaiveDate,
}

/// What is known of these organizations, in the order given. Whoever calls has checked that they are the reader's to see.
pub fn listings(db: &Db, organization_ids: &[String], now: DateTime<Utc>) -> Result<Vec<ManagedListing>, DbError> {
    db.read(|conn| organization_ids.iter().map(|id| listing(conn, id, now)).collect())
}

/// An organization's public name.
pub fn name(db: &Db, organization_id: &str) -> Result<String, DbError> {
    Ok(db.read(|conn| organizations::get(conn, organization_id))?.name)
}

/// Whether somebody looks after an organization's listing.
///
/// # Errors
/// The database cannot be read.
pub fn is_managed(db: &Db, organization_id: &str) -> Result<bool, DbError> {
    Ok(!db.read(|conn| managers::in_charge(conn, organization_id))?.is_empty())
}

fn listing(conn: &mut Conn, id: &str, now: DateTime<Utc>) -> Result<ManagedListing, DbError> {
    let organization = organizations::get(conn, id)?;
    let reference = match submissions::latest_of(conn, id) {
        Ok(submission) => Some(submission.reference),
        Err(DbError::NotFound) => None,
        Err(e) => return Err(e),
    };
    let shown = match listings::get(conn, id)? {
        Some(row) => Some(shown(conn, &row, &organization.slug, now)?),
        None => None,
    };
    Ok(ManagedListing {
        is_clinic: organization.kind == ProviderKind::Clinic.as_str(),
        organization_id: organization.id,
        name: organization.name,
        shown,
        reference,
    })
}

fn shown(conn: &mut Conn, row: &ListingRow, slug: &str, now: DateTime<Utc>) -> Result<Shown, DbError> {
    let confirmed_at = row.confirmed_at.map(|at| at.and_utc());
    let freshness = Freshness::of(confirmed_at, row.published_at.and_utc(), now);
    let has_page = row.is_public() && freshness != Freshness::Archived;
    Ok(Shown {
        slug: has_page.then(|| slug.to_string()),
        is_removed: row.is_removed(),
        freshness,
        confirmed_until: confirmed_at.map(|at| (at + Duration::days(CONFIRMED_DAYS)).date_naive()),
        expiring: expiring(conn, &row.dossier_id, now)?,
    })
}

fn expiring(conn: &mut Conn, dossier_id: &str, now: DateTime<Utc>) -> Result<Vec<Expiring>, DbError> {
    let run = evidence::latest_run(conn, dossier_id)?;
    let checks: Vec<Check> = run.map(|r| r.rows).unwrap_or_default().into_iter().map(|r| r.check).collect();
    let mut due: Vec<Deadline> = deadlines(&checks, now).filter(|d| d.may_be_renewed(now.date_naive())).collect();
    due.sort_by_key(|d| d.last_day);
    let row = dossiers::get(conn, dossier_id)?;
    let body: Value =
        serde_json::from_str(&row.body).map_err(|e| DbError::Damaged(format!("dossier {}: {e}", row.id)))?;
    Ok(due.iter().filter_map(|d| paper(&body, d)).collect())
}

fn paper(dossier: &Value, deadline: &Deadline) -> Option<Expiring> {
    let kind = dossier.pointer(&deadline.credential)?["kind"].as_str()?.to_string();
    let subject = dossier.pointer(&format!("/{}", deadline.subject));
    let part = |name: &str| subject.and_then(|s| s[name].as_str()).map(str::to_string);
    let holder = part("first_name").zip(part("last_name")).map(|(first, last)| format!("{first} {last}"));
    Some(Expiring { kind, holder, last_day: deadline.last_day })
}
