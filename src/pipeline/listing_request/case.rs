//! Requests as staff read them: what waits, and one of them beside the listing and the contacts that the registry has.

use crate::db::listing_requests::{self as requests, Decided, ListingRequest, Queued};
use crate::db::listings::ListingState;
use crate::db::reference::ReferenceSources;
use crate::db::{DbError, dossiers, listings, organizations, staff, submissions};
use crate::domain::dossier::Dossier;
use crate::domain::listing_request::RequestState;
use crate::pipeline::Desk;
use crate::pipeline::licensed::{self, Licenses};
use crate::sources::Sources;

use super::{RequestError, Words, looked_after_by};

/// Requests in these states, and how many there are in all, as far as they are counted.
pub fn queue(desk: &Desk, states: &[RequestState], limit: i64, offset: i64) -> Result<(Vec<Queued>, i64), DbError> {
    desk.db.read(|conn| {
        let total = requests::counted_in_states(conn, states)?;
        Ok((requests::in_states(conn, states, limit, offset)?, total))
    })
}

/// How many wait for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// All of them.
    pub count: i64,
    /// Those that are late.
    pub late: i64,
}

/// What stands above the tasks.
pub fn waiting(desk: &Desk) -> Result<Waiting, DbError> {
    let (count, late) = desk.db.read(|conn| requests::waiting(conn, desk.clock.now()))?;
    Ok(Waiting { count, late })
}

/// A contact in the registry, as it is loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Official {
    /// The number that it belongs to.
    pub npi: String,
    /// The name that the registry has for it.
    pub name: String,
    /// The phone of the practice; may be empty.
    pub phone: String,
    /// The address of the practice in one line.
    pub address: String,
}

/// Whether the public sees the listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// It does.
    Public,
    /// It is out of sight.
    Hidden,
    /// It is gone.
    Removed,
}

/// One request with everything that bears on it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The request.
    pub request: ListingRequest,
    /// What the asker wrote; `None` once erased.
    pub words: Option<Words>,
    /// The provider's public name.
    pub provider: String,
    /// Of its page.
    pub slug: String,
    /// Whether the public sees it.
    pub shown: Shown,
    /// Who looks after it.
    pub managers: Vec<String>,
    /// What the registry has for its NPIs.
    pub official: Vec<Official>,
    /// Of its people: state (USPS code) of each license, and profession. Whose boards to ask.
    pub licenses: Licenses,
    /// The submission that carried the dossier shown.
    pub submission_id: Option<String>,
    /// The e-mail address of who decided.
    pub decided_by: Option<String>,
    /// Other open requests about the same listing, the oldest first.
    pub others: Vec<ListingRequest>,
}

/// Opens one.
pub fn case(desk: &Desk, request_id: &str) -> Result<Case, RequestError> {
    let (mut case, dossier) = desk.db.read(|conn| -> Result<_, RequestError> {
        let request = requests::get(conn, request_id)?;
        let organization = organizations::get(conn, &request.organization_id)?;
        let listing = listings::get(conn, &organization.id)?.ok_or(DbError::NotFound)?;
        let row = dossiers::get(conn, &listing.dossier_id)?;
        // The body without its private values is enough here, so nothing is decrypted.
        let dossier: Dossier =
            serde_json::from_str(&row.body).map_err(|e| DbError::Damaged(format!("dossier {}: {e}", row.id)))?;
        let decided_by = match &request.decided {
            Some(Decided { by, .. }) => Some(staff::emails(conn)?.remove(by).unwrap_or_else(|| by.clone())),
            None => None,
        };
        let others = requests::open_about(conn, &organization.id)?;
        let case = Case {
            words: Words::of(&desk.keys, &request),
            provider: organization.name,
            slug: organization.slug,
            shown: match listing.state.as_str() {
                state if state == ListingState::Public.as_str() => Shown::Public,
                state if state == ListingState::Hidden.as_str() => Shown::Hidden,
                _ => Shown::Removed,
            },
            managers: looked_after_by(conn, &listing)?.into_iter().collect(),
            official: Vec::new(),
            licenses: licensed::of_dossier(&dossier),
            submission_id: submissions::of_dossiers(conn, &[&row.id])?.into_iter().next().map(|s| s.id),
            decided_by,
            others: others.into_iter().filter(|other| other.id != request.id).collect(),
            request,
        };
        Ok((case, dossier))
    })?;
    case.official = official_of(desk, &dossier);
    Ok(case)
}

/// What the registry has for the NPIs of a dossier. Where it cannot be asked there is nothing to show, and staff look it up.
pub(super) fn official_of(desk: &Desk, dossier: &Dossier) -> Vec<Official> {
    let today = desk.clock.now().date_naive();
    let asked = || -> Result<Vec<Official>, DbError> {
        let sources = ReferenceSources::open(&desk.reference, today)?;
        let persons = dossier.clinicians.iter().filter_map(|person| person.npi.as_deref());
        let npis = dossier.provider.organization_npi.as_deref().into_iter().chain(persons);
        let records = npis.map(|npi| sources.nppes(npi.trim()).map_err(|e| DbError::Other(e.to_string())));
        let found = records.collect::<Result<Vec<_>, _>>()?;
        Ok(found.into_iter().flatten().map(|record| official(&record)).collect())
    };
    asked().unwrap_or_else(|error| {
        tracing::warn!(%error, "the registry's contacts could not be read");
        Vec::new()
    })
}

fn official(record: &crate::sources::NppesRecord) -> Official {
    let person = format!("{} {}", record.first_name, record.last_name);
    let at = &record.practice;
    let parts = [&at.line1, &at.line2, &at.city, &at.state, &at.postal_code];
    Official {
        npi: record.npi.clone(),
        name: if record.organization_name.is_empty() {
            person.trim().to_string()
        } else {
            record.organization_name.clone()
        },
        phone: at.phone.clone(),
        address: parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", "),
    }
}
