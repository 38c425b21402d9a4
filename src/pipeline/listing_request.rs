//! Claim and remove: somebody without an account asks to look after a listing, or to have it removed; a person confirms through
//! a contact from the official record that they may, and decides.
//!
//! Nothing changes by asking. Who asks, how they are reached and why is sealed, and erased after the answer.

mod case;
mod decide;
mod letter;
mod removed;

use std::collections::BTreeSet;

use chrono::Duration;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::db::audit::{self, Actor, Entry};
use crate::db::listing_requests::{self as requests, ListingRequest};
use crate::db::listings::{self, ListingRow};
use crate::db::{Conn, DbError, managers, organizations};
use crate::domain::business_days::after_business_days;
use crate::domain::ids::Id;
use crate::domain::listing_request::{ANSWERED_WITHIN, KEPT_DAYS, Relation, RequestKind, RequestState};
use crate::domain::report::Language;
use crate::keys::{KeyError, Keys, Purpose, token_hash};

use super::dossier::DossierError;
use super::submit::new_reference;
use super::{Desk, visitor};

pub use super::visitor::Sent;
pub use case::{Case, Official, Shown, Waiting, case, queue, waiting};
pub use decide::{Control, decline, grant, hide, tell_managers};
pub(super) use removed::digests;
pub use removed::removed_before;

/// The longest text of an asker, and of a reason, in characters.
pub const LONGEST_TEXT: usize = 2_000;

/// Why a request, or what staff did with one, was refused.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// There is no such listing any more.
    #[error("the listing is not there any more")]
    Gone,
    /// Somebody else changed it since the page was opened.
    #[error("somebody else changed this request meanwhile")]
    Stale,
    /// The contact is missing or too long.
    #[error("write which contact of the official record you used, in at most 300 characters")]
    ContactNeeded,
    /// The contact is the asker's own.
    #[error("that is what the asker typed; use a contact that the official record has")]
    TypedByAsker,
    /// Somebody looks after the listing and does not know yet.
    #[error("tell those who look after the listing first")]
    TellFirst,
    /// The answer has no words, or too many.
    #[error("write a reason of at most 2000 characters")]
    ReasonNeeded,
    /// What the asker wrote does not open any more: there is no address to entrust the listing to.
    #[error("the asker's address cannot be read any more")]
    NoAddress,
    /// A dossier could not be opened.
    #[error(transparent)]
    Dossier(#[from] DossierError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file or random numbers.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A listing that something may be asked of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Whose.
    pub organization_id: String,
    /// Of its page.
    pub slug: String,
    /// Its public name.
    pub name: String,
    /// Whether somebody looks after it.
    pub is_managed: bool,
}

/// The listing with this slug, or with one that it had; also where its details are so old that its page is gone. `None` for one
/// that is hidden or removed: the form must not tell what the public does not see.
pub fn subject(desk: &Desk, slug: &str) -> Result<Option<Subject>, DbError> {
    desk.db.read(|conn| {
        let Some(organization) = organizations::by_slug(conn, slug)? else { return Ok(None) };
        let listing = listings::get(conn, &organization.id)?.filter(ListingRow::is_public);
        let Some(listing) = listing else { return Ok(None) };
        let is_managed = !looked_after_by(conn, &listing)?.is_empty();
        let (slug, name) = (organization.slug, organization.name);
        Ok(Some(Subject { organization_id: organization.id, slug, name, is_managed }))
    })
}

/// Who looks after a listing: those who act for it, and the contact of its dossier, who becomes the first of them by signing in.
fn looked_after_by(conn: &mut Conn, listing: &ListingRow) -> Result<BTreeSet<String>, DbError> {
    let in_charge = managers::in_charge(conn, &listing.organization_id)?;
    Ok(in_charge.into_iter().map(|manager| manager.email).chain(listing.contact.clone()).collect())
}

/// What somebody asks, as it was read from the form.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Of whose listing.
    pub organization_id: String,
    /// What.
    pub kind: RequestKind,
    /// Of a removal: what they are to the listing.
    pub relation: Option<Relation>,
    /// Who they are and why.
    pub words: Words,
    /// In which the answer is written.
    pub language: Language,
    /// Names the one form that it came from.
    pub form: String,
}

/// What is the asker's own: sealed in the database, and erased after the answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Who asks; of a claim alone.
    pub name: Option<String>,
    /// What they do there; of a claim alone.
    pub role: Option<String>,
    /// Where the answer goes; a claim has one.
    pub email: Option<String>,
    /// Where they can be called; of a removal alone.
    pub phone: Option<String>,
    /// At most [`LONGEST_TEXT`] characters; may be empty.
    pub text: String,
}

/// Takes a request. A form makes one, however often its button is pressed.
pub fn send(desk: &Desk, ask: &Ask) -> Result<Sent, RequestError> {
    let form_digest = token_hash(&ask.form);
    visitor::once(
        || desk.db.write(|conn| take(conn, desk, ask, &form_digest)),
        || {
            let first = desk.db.read(|conn| requests::by_form(conn, &form_digest))?;
            first.ok_or(RequestError::Stale).map(|first| again(desk, ask, &first))
        },
    )
}

fn take(conn: &mut Conn, desk: &Desk, ask: &Ask, form_digest: &str) -> Result<Sent, RequestError> {
    if let Some(first) = requests::by_form(conn, form_digest)? {
        return Ok(again(desk, ask, &first));
    }
    if listings::get(conn, &ask.organization_id)?.is_none_or(|listing| listing.is_removed()) {
        return Err(RequestError::Gone);
    }
    let (id, now) = (Id::new().to_string(), desk.clock.now());
    let request = ListingRequest {
        reference: new_reference()?,
        organization_id: ask.organization_id.clone(),
        kind: ask.kind,
        relation: ask.relation,
        state: RequestState::Received,
        version: 1,
        language: ask.language,
        sealed: Some(ask.words.sealed(&desk.keys, &id)?),
        form_digest: form_digest.to_string(),
        received_at: now,
        due_at: after_business_days(now, ANSWERED_WITHIN),
        hidden_at: None,
        told_at: None,
        decided: None,
        id,
    };
    requests::insert(conn, &request)?;
    log(conn, desk, &Actor::Visitor, &request, "received", json!({ "relation": request.relation }))?;
    Ok(Sent::Taken { path: path(&desk.keys, &request.reference) })
}

fn again(desk: &Desk, ask: &Ask, first: &ListingRequest) -> Sent {
    let same = (first.kind, first.relation, &first.organization_id) == (ask.kind, ask.relation, &ask.organization_id)
        && Words::of(&desk.keys, first).is_none_or(|words| words == ask.words);
    if same {
        Sent::Taken { path: path(&desk.keys, &first.reference) }
    } else {
        Sent::SentBefore { reference: first.reference.clone() }
    }
}

/// A request by its reference, for whoever holds its link.
pub fn opened(desk: &Desk, reference: &str, key: &str) -> Result<Option<ListingRequest>, DbError> {
    if !desk.keys.verify(Purpose::ListingRequestLink, reference.as_bytes(), key) {
        return Ok(None);
    }
    desk.db.read(|conn| requests::by_reference(conn, reference))
}

fn path(keys: &Keys, reference: &str) -> String {
    visitor::path(keys, Purpose::ListingRequestLink, "requests", reference)
}

/// Erases what askers wrote [`KEPT_DAYS`] after the answer.
pub(super) fn forget(conn: &mut Conn, desk: &Desk) -> Result<(), DbError> {
    let now = desk.clock.now();
    let forgotten = requests::forget(conn, now - Duration::days(KEPT_DAYS))?;
    if forgotten > 0 {
        let entry = Entry {
            actor: &Actor::Program("monitor"),
            action: "listing_requests.forgotten",
            subject: "listing_requests".into(),
            payload: json!({ "requests": forgotten }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
    }
    Ok(())
}

/// Writes down what was done, such as `claim.received`. Never what somebody wrote, nor their address: the log outlives both.
fn log(
    conn: &mut Conn,
    desk: &Desk,
    actor: &Actor,
    request: &ListingRequest,
    what: &str,
    mut payload: Value,
) -> Result<(), DbError> {
    payload["reference"] = json!(request.reference);
    payload["organization"] = json!(request.organization_id);
    let entry = Entry {
        actor,
        action: &format!("{}.{what}", request.kind),
        subject: format!("listing_request/{}", request.id),
        payload,
        evidence_digest: None,
    };
    audit::append(conn, &entry, desk.clock.now())?;
    Ok(())
}

impl visitor::Fault for RequestError {
    fn is_duplicate(&self) -> bool {
        matches!(self, RequestError::Db(DbError::Duplicate(_)))
    }
}

impl Words {
    fn sealed(&self, keys: &Keys, id: &str) -> Result<String, RequestError> {
        visitor::seal(keys, Purpose::ListingRequest, id, self)
    }

    /// What was written; `None` once erased, or where the key file is another one.
    fn of(keys: &Keys, request: &ListingRequest) -> Option<Words> {
        visitor::open(keys, Purpose::ListingRequest, &request.id, request.sealed.as_deref())
    }
}
