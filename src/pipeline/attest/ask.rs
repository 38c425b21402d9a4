//! Asks a provider by mail whether everything is still right: one mail for an address, with one link, about every listing
//! that it answers for.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::confirmations::{self, Named, Request};
use crate::db::listings::{self, ListingRow};
use crate::db::{Conn, DbError, mails, organizations, tasks};
use crate::domain::business_days::after_business_days;
use crate::domain::confirmation::step_reached;
use crate::domain::task::CallReason;
use crate::keys::Purpose;
use crate::pipeline::Desk;

use super::letter::{self, Occasion};

/// Staff call within so many working days where there is no address to write to.
const CALL_WITHIN: u32 = 2;

/// Writes the reminder that is due today for this address, if one is. It names every listing of the address, so that one
/// press brings all of them onto one day. Answers whether a mail was written.
pub(in crate::pipeline) fn remind(
    conn: &mut Conn,
    desk: &Desk,
    contact: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let today = now.date_naive();
    let listings = listings::of_contact(conn, contact)?;
    let mut due: Vec<(&ListingRow, i64)> = Vec::new();
    let mut named = Vec::with_capacity(listings.len());
    for listing in &listings {
        let step = step_to_write(conn, listing, today)?;
        due.extend(step.map(|step| (listing, step)));
        named.push(naming(listing, step));
    }
    // The words are those of the one that is latest.
    let Some((latest, step)) = due.iter().min_by_key(|(listing, _)| listing.since_day()) else { return Ok(false) };
    let occasion = Occasion::of_step(*step, latest.confirmed_at.is_some(), latest.since_day());
    write(conn, desk, contact, &named, occasion, now)?;
    Ok(true)
}

/// Asks about one listing at once, because staff found that what somebody reported was so. Without an address staff call.
pub(in crate::pipeline) fn ask_after_report(
    conn: &mut Conn,
    desk: &Desk,
    organization_id: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let Some(listing) = listings::get(conn, organization_id)?.filter(ListingRow::is_public) else { return Ok(()) };
    let Some(contact) = &listing.contact else {
        let due_at = after_business_days(now, CALL_WITHIN);
        return tasks::ask_call(conn, &listing.dossier_id, CallReason::Reported, due_at, now);
    };
    if confirmations::is_asked_on(conn, organization_id, now.date_naive())? {
        return Ok(());
    }
    // Today's reminder, if there is one, is said by this mail.
    let step = step_to_write(conn, &listing, now.date_naive())?;
    write(conn, desk, contact, &[naming(&listing, step)], Occasion::Reported, now)
}

/// Writes a new link for the listings of an older request, to the addresses that they have now: once a day.
pub(super) fn ask_again(conn: &mut Conn, desk: &Desk, older: &Request, now: DateTime<Utc>) -> Result<(), DbError> {
    let mut by_contact: BTreeMap<String, Vec<Named>> = BTreeMap::new();
    for organization_id in &older.organization_ids {
        let Some(listing) = listings::get(conn, organization_id)?.filter(ListingRow::is_public) else { continue };
        let is_asked = confirmations::is_asked_on(conn, organization_id, now.date_naive())?;
        let Some(contact) = listing.contact.clone().filter(|_| !is_asked) else { continue };
        let step = step_to_write(conn, &listing, now.date_naive())?;
        by_contact.entry(contact).or_default().push(naming(&listing, step));
    }
    by_contact.iter().try_for_each(|(contact, named)| write(conn, desk, contact, named, Occasion::NewLink, now))
}

/// The reminder that this listing is due for and that was not written yet.
fn step_to_write(conn: &mut Conn, listing: &ListingRow, today: NaiveDate) -> Result<Option<i64>, DbError> {
    let Some(step) = step_reached(listing.since_day(), today) else { return Ok(None) };
    let is_written = confirmations::is_written(conn, &listing.organization_id, listing.since_day(), step)?;
    Ok((!is_written).then_some(step))
}

fn naming(listing: &ListingRow, step: Option<i64>) -> Named {
    Named { organization_id: listing.organization_id.clone(), since_day: listing.since_day(), step }
}

fn write(
    conn: &mut Conn,
    desk: &Desk,
    contact: &str,
    named: &[Named],
    occasion: Occasion,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let id = confirmations::insert(conn, named, now)?;
    let names = named
        .iter()
        .map(|one| Ok(organizations::get(conn, &one.organization_id)?.name))
        .collect::<Result<Vec<_>, DbError>>()?;
    let key = desk.keys.sign(Purpose::ConfirmLink, id.as_bytes());
    let link = desk.public_url.join(&format!("/portal/confirm/{id}?key={key}"));
    let (subject, body) =
        letter::Request { names: &names, occasion, link: &link, asked_on: now.date_naive() }.written();
    mails::put(conn, contact, &subject, &body, now)?;
    for one in named {
        let entry = Entry {
            actor: &Actor::Program("monitor"),
            action: "provider.asked_to_confirm",
            subject: format!("organization/{}", one.organization_id),
            payload: json!({ "request": id, "step": one.step, "occasion": occasion.as_str() }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
    }
    Ok(())
}
