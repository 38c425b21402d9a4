//! What a person does with a request: hide the listing meanwhile, tell those who look after it, grant, decline.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::db::audit::{self, Entry};
use crate::db::listing_requests::{self as requests, Decided, ListingRequest};
use crate::db::listings::{self, ListingRow, ListingState};
use crate::db::{
    Conn, DbError, dossiers, evidence, jobs, mails, managers, organizations, removed_twins, stored, submissions,
    suspensions, tasks,
};
use crate::domain::email;
use crate::domain::job::JobKind;
use crate::domain::listing::SuspensionEnding;
use crate::domain::listing_request::{OfficialRecord, RequestKind, RequestState, is_typed_by_asker};
use crate::domain::lookup::{LookupKind, LookupResult, RecordedLookup};
use crate::domain::phone::is_same_phone;
use crate::domain::submission::SubmissionEvent;
use crate::pipeline::dossier::{self, OpenDossier};
use crate::pipeline::review::Reviewer;
use crate::pipeline::verify::look_ups::lookup_hash;
use crate::pipeline::{Desk, manager_letter::ManagerLetter};

use super::case::official_of;
use super::{LONGEST_TEXT, RequestError, Words, digests, letter, log, looked_after_by};

/// The longest contact, in characters.
const LONGEST_CONTACT: usize = 300;
/// Who invites where staff did.
const US: &str = "vouchsafe";

/// How it was confirmed that the asker may ask this.
#[derive(Debug, Clone, Copy)]
pub struct Control<'a> {
    /// The official record.
    pub record: OfficialRecord,
    /// Which contact of it: a phone number or an address that stands there.
    pub contact: &'a str,
}

/// Does what is asked: removes the listing, or lets the asker look after it. The request, the listing, mails, evidence and audit
/// rows change together; of two who decide at once one wins.
pub fn grant(
    desk: &Desk,
    reviewer: &Reviewer,
    request_id: &str,
    seen_version: i64,
    control: Control<'_>,
) -> Result<(), RequestError> {
    let contact = control.contact.trim();
    if contact.is_empty() || contact.chars().count() > LONGEST_CONTACT {
        return Err(RequestError::ContactNeeded);
    }
    let seen = desk.db.read(|conn| requests::get(conn, request_id))?;
    let listed = desk.db.read(|conn| listed_of(conn, desk, &seen.organization_id))?;
    // Asked before the transaction begins, never inside one.
    let phones: Vec<String> = official_of(desk, &listed.1.dossier).into_iter().map(|o| o.phone).collect();
    may_confirm(desk, &seen, contact, &phones)?;
    let decided = Decided {
        at: desk.clock.now(),
        by: reviewer.id.clone(),
        control: Some((control.record, contact.to_string())),
        reason: None,
    };
    desk.db.write(|conn| {
        audit::queue(conn)?;
        let request = waiting(conn, request_id, seen_version)?;
        let (listing, open) = listed_of(conn, desk, &request.organization_id)?;
        match request.kind {
            RequestKind::Removal => remove(conn, desk, reviewer, (&request, &listing, &open), &decided),
            RequestKind::Claim => entrust(conn, desk, reviewer, (&request, &listing, &open), &decided),
        }
    })
}

/// Declines it, with a reason that is mailed. A listing that was hidden because of it comes back.
pub fn decline(
    desk: &Desk,
    reviewer: &Reviewer,
    request_id: &str,
    seen_version: i64,
    reason: &str,
) -> Result<(), RequestError> {
    let (reason, now) = (reason.trim(), desk.clock.now());
    if reason.is_empty() || reason.chars().count() > LONGEST_TEXT {
        return Err(RequestError::ReasonNeeded);
    }
    desk.db.write(|conn| {
        let request = waiting(conn, request_id, seen_version)?;
        let decided = Decided { at: now, by: reviewer.id.clone(), control: None, reason: Some(reason.to_string()) };
        requests::decide(conn, &request, RequestState::Declined, &decided)?;
        let shown = show_again(conn, &request, now)?;
        let name = organizations::get(conn, &request.organization_id)?.name;
        let mailed = letter::answer(conn, desk, &request, (&name, RequestState::Declined, reason), now)?;
        let payload = json!({ "reason": reason, "mailed": mailed, "shown_again": shown });
        Ok(log(conn, desk, &reviewer.actor(), &request, "declined", payload)?)
    })
}

/// Takes the listing out of sight until its removal is decided.
pub fn hide(desk: &Desk, reviewer: &Reviewer, request_id: &str, seen_version: i64) -> Result<(), RequestError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        let request = waiting(conn, request_id, seen_version)?;
        let listing = listings::get(conn, &request.organization_id)?.filter(ListingRow::is_public);
        let (Some(listing), RequestKind::Removal) = (listing, request.kind) else { return Err(RequestError::Stale) };
        listings::decide(conn, &listing, ListingState::Hidden, Some(now), now)?;
        requests::hid(conn, &request, now)?;
        Ok(log(conn, desk, &reviewer.actor(), &request, "hidden", json!({}))?)
    })
}

/// Tells those who look after the listing that somebody claims it.
pub fn tell_managers(
    desk: &Desk,
    reviewer: &Reviewer,
    request_id: &str,
    seen_version: i64,
) -> Result<(), RequestError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        let request = waiting(conn, request_id, seen_version)?;
        let id = &request.organization_id;
        let listing = listings::get(conn, id)?.filter(|l| !l.is_removed()).ok_or(RequestError::Gone)?;
        let in_charge = looked_after_by(conn, &listing)?;
        if request.kind != RequestKind::Claim || request.told_at.is_some() || in_charge.is_empty() {
            return Err(RequestError::Stale);
        }
        let name = organizations::get(conn, id)?.name;
        for to in &in_charge {
            letter::tell(conn, desk, to, ("claimed", &name, id), now)?;
        }
        requests::told(conn, &request, now)?;
        Ok(log(conn, desk, &reviewer.actor(), &request, "managers_told", json!({ "managers": in_charge.len() }))?)
    })
}

/// The request, if nobody decided on it and it still is what the reviewer saw.
fn waiting(conn: &mut Conn, request_id: &str, seen_version: i64) -> Result<ListingRequest, RequestError> {
    let request = requests::get(conn, request_id)?;
    let is_seen = request.version == seen_version && request.state == RequestState::Received;
    if is_seen { Ok(request) } else { Err(RequestError::Stale) }
}

/// The listing, and the dossier that it shows.
fn listed_of(conn: &mut Conn, desk: &Desk, organization_id: &str) -> Result<(ListingRow, OpenDossier), RequestError> {
    let listing = listings::get(conn, organization_id)?.filter(|l| !l.is_removed()).ok_or(RequestError::Gone)?;
    let open = dossier::open(&desk.keys, &dossiers::get(conn, &listing.dossier_id)?)?;
    Ok((listing, open))
}

/// A contact that the asker typed confirms nothing, unless the registry has that very phone number, too.
fn may_confirm(desk: &Desk, request: &ListingRequest, contact: &str, official: &[String]) -> Result<(), RequestError> {
    let Some(words) = Words::of(&desk.keys, request) else { return Ok(()) };
    let phone = words.phone.as_deref().filter(|typed| !official.iter().any(|known| is_same_phone(typed, known)));
    if is_typed_by_asker(contact, words.email.as_deref(), phone) { Err(RequestError::TypedByAsker) } else { Ok(()) }
}

/// Removes the listing, and remembers what would give it away in another directory's file. Whoever else asked for the same is
/// answered, too.
fn remove(
    conn: &mut Conn,
    desk: &Desk,
    reviewer: &Reviewer,
    (request, listing, open): (&ListingRequest, &ListingRow, &OpenDossier),
    decided: &Decided,
) -> Result<(), RequestError> {
    let (id, now) = (&request.organization_id, decided.at);
    let name = organizations::get(conn, id)?.name;
    removed_twins::insert(conn, id, &digests(&desk.keys, &open.dossier), now)?;
    listings::decide(conn, listing, ListingState::Removed, None, now)?;
    if let Some(suspension) = suspensions::open_of(conn, id)? {
        suspensions::end(conn, &suspension.id, &reviewer.id, SuspensionEnding::Removed, now)?;
    }
    tasks::replace(conn, &listing.dossier_id, &[], now)?;
    tasks::end_call(conn, id)?;
    let withdrawn = withdraw_change(conn, id, now)?;
    for to in &looked_after_by(conn, listing)? {
        letter::tell(conn, desk, to, ("removed", &name, id), now)?;
    }
    let all = requests::open_about(conn, id)?;
    for one in all.iter().filter(|one| one.kind == RequestKind::Removal) {
        requests::decide(conn, one, RequestState::Granted, decided)?;
        let mailed = letter::answer(conn, desk, one, (&name, RequestState::Granted, ""), now)?;
        let payload = json!({ "control": decided.control, "mailed": mailed, "with": request.reference });
        log(conn, desk, &reviewer.actor(), one, "granted", payload)?;
    }
    let entry = Entry {
        actor: &reviewer.actor(),
        action: "listing.removed",
        subject: format!("organization/{id}"),
        payload: json!({ "request": request.reference, "dossier": open.id, "withdrawn": withdrawn }),
        evidence_digest: None,
    };
    audit::append(conn, &entry, now)?;
    Ok(())
}

/// Takes back the change of the listing that waits: its approval would show again what was removed. Answers its reference.
fn withdraw_change(conn: &mut Conn, organization_id: &str, now: DateTime<Utc>) -> Result<Option<String>, DbError> {
    let Some(waiting) = submissions::open_of(conn, organization_id)? else { return Ok(None) };
    let Some(state) = waiting.state.after(SubmissionEvent::Withdraw) else { return Ok(None) };
    submissions::transition(conn, &waiting.id, waiting.version, state, now)?;
    Ok(Some(waiting.reference))
}

/// Lets the asker's address look after the listing, and keeps as evidence how control was confirmed.
fn entrust(
    conn: &mut Conn,
    desk: &Desk,
    reviewer: &Reviewer,
    (request, listing, open): (&ListingRequest, &ListingRow, &OpenDossier),
    decided: &Decided,
) -> Result<(), RequestError> {
    let (id, now) = (&request.organization_id, decided.at);
    let in_charge = looked_after_by(conn, listing)?;
    if !in_charge.is_empty() && request.told_at.is_none() {
        return Err(RequestError::TellFirst);
    }
    let typed = Words::of(&desk.keys, request).and_then(|words| words.email);
    let email = typed.as_deref().and_then(email::folded).ok_or(RequestError::NoAddress)?;
    requests::decide(conn, request, RequestState::Granted, decided)?;
    record_control(conn, desk, reviewer, open, decided)?;
    let manager = managers::entrust(conn, &email, id, now)?;
    let name = organizations::get(conn, id)?.name;
    letter::answer(conn, desk, request, (&name, RequestState::Granted, ""), now)?;
    let page = desk.public_url.join(&format!("/portal/managers/{id}"));
    let (subject, body) = ManagerLetter::Added { by: US, who: &email, name: &name, page: &page }.written();
    for other in in_charge.iter().filter(|other| **other != email) {
        mails::put(conn, other, &subject, &body, now)?;
    }
    let payload = json!({ "control": decided.control, "manager": manager });
    Ok(log(conn, desk, &reviewer.actor(), request, "granted", payload)?)
}

/// The look-up answers `identity.control` of the version shown, as one that is recorded at a review does.
fn record_control(
    conn: &mut Conn,
    desk: &Desk,
    reviewer: &Reviewer,
    open: &OpenDossier,
    decided: &Decided,
) -> Result<(), RequestError> {
    let Some((record, contact)) = &decided.control else { return Ok(()) };
    let from = match record {
        OfficialRecord::Board => "the state board's record",
        OfficialRecord::Nppes => "the registry's record (NPPES)",
    };
    let lookup = RecordedLookup {
        kind: LookupKind::IdentityControl,
        subject: "provider".into(),
        credential: None,
        result: LookupResult::Confirmed,
        place: format!("{contact}, from {from}"),
        expires_on: None,
        looked_by: reviewer.email.clone(),
        looked_at: decided.at,
    };
    let hash = lookup_hash(&desk.keys, &open.value, &lookup);
    let digest = evidence::add_lookup(conn, &open.id, &reviewer.id, &lookup, &hash)?;
    let entry = Entry {
        actor: &reviewer.actor(),
        action: "lookup.recorded",
        subject: format!("organization/{}", open.organization_id),
        payload: json!({ "kind": lookup.kind, "subject": lookup.subject, "result": lookup.result }),
        evidence_digest: Some(digest),
    };
    audit::append(conn, &entry, decided.at)?;
    // A listing that was never checked is not checked for this alone.
    if evidence::latest_run(conn, &open.id)?.is_some() {
        jobs::ask(conn, JobKind::Screen, &open.organization_id, decided.at, decided.at)?;
    }
    Ok(())
}

/// Brings a listing back that was hidden because of this request, unless somebody or something else keeps it out of sight by now.
/// Answers whether it did.
fn show_again(conn: &mut Conn, request: &ListingRequest, now: DateTime<Utc>) -> Result<bool, DbError> {
    let hidden_by_this = |l: &ListingRow| {
        l.state == ListingState::Hidden.as_str() && l.held_at.is_some() && l.held_at == request.hidden_at.map(stored)
    };
    let Some(listing) = listings::get(conn, &request.organization_id)?.filter(hidden_by_this) else { return Ok(false) };
    let run = evidence::latest_run(conn, &listing.dossier_id)?;
    if run.is_some_and(|run| run.rows.iter().any(|row| row.check.is_final())) {
        return Ok(false);
    }
    // Suspended by a person, it comes back by two.
    if suspensions::open_of(conn, &listing.organization_id)?.is_some() {
        return Ok(false);
    }
    listings::decide(conn, &listing, ListingState::Public, None, now)?;
    Ok(true)
}
