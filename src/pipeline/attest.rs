//! Attest: the provider says that the details are still right, by a link in a mail or to staff on the phone; and is asked
//! to, by mail on the days of [`crate::domain::confirmation`].

mod ask;
pub(super) mod call;
mod letter;
mod link;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::listings::ListingRow;
use crate::db::{Conn, DbError, listings, tasks};
use crate::domain::dossier::Dossier;

use super::Desk;

pub(super) use ask::{ask_after_report, remind};
pub use call::{Call, CallError, CallResult, Phone, mail_returned, record_call, to_call};
pub use link::{Link, Named, confirm_by_link, open_link, renew_link};

/// How it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// By the link in a mail.
    Link,
    /// To staff, who called.
    Phone,
    /// Signed in, by a manager.
    Portal,
    /// By somebody whom the caller vouches for.
    Else,
}

impl How {
    const fn as_str(self) -> &'static str {
        match self {
            How::Link => "link",
            How::Phone => "phone",
            How::Portal => "portal",
            How::Else => "",
        }
    }
}

/// Records that the provider confirmed the listing's details now.
pub fn confirm(desk: &Desk, organization_id: &str, actor: &Actor) -> Result<(), DbError> {
    let now = desk.clock.now();
    desk.db.write(|conn| record(conn, organization_id, actor, How::Else, now))
}

/// A second press so soon after a confirmation is the same one and says nothing new.
const SAME_PRESS: Duration = Duration::hours(1);

/// Records that a manager confirmed the details of their listing now. A listing out of sight has none to confirm.
///
/// # Errors
/// [`DbError::NotFound`] where the listing is not in sight.
pub fn confirm_signed_in(desk: &Desk, organization_id: &str, manager_id: &str) -> Result<(), DbError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        audit::queue(conn)?;
        record_signed_in(conn, organization_id, manager_id, now)
    })
}

/// The same in the caller's transaction, which holds the log's lock.
pub(super) fn record_signed_in(
    conn: &mut Conn,
    organization_id: &str,
    manager_id: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let listing = listings::get(conn, organization_id)?.filter(ListingRow::is_public).ok_or(DbError::NotFound)?;
    if listing.confirmed_at.is_some_and(|at| now - at.and_utc() < SAME_PRESS) {
        return Ok(());
    }
    record(conn, organization_id, &Actor::Manager(manager_id.to_string()), How::Portal, now)
}

/// The listing's quarter begins anew, and nobody need call.
fn record(conn: &mut Conn, organization_id: &str, actor: &Actor, how: How, now: DateTime<Utc>) -> Result<(), DbError> {
    listings::confirm(conn, organization_id, now)?;
    // On the phone, staff ask about everything; a press of the provider's own does not answer what somebody else said.
    match how {
        How::Phone => tasks::end_call(conn, organization_id)?,
        How::Link | How::Portal | How::Else => tasks::answered_by_provider(conn, organization_id)?,
    }
    let entry = Entry {
        actor,
        action: "listing.confirmed",
        subject: format!("organization/{organization_id}"),
        payload: if how == How::Else { json!({}) } else { json!({ "by": how.as_str() }) },
        evidence_digest: None,
    };
    audit::append(conn, &entry, now)?;
    Ok(())
}

/// Where the provider of a dossier is written to; the same for every way of writing the address.
pub(super) fn contact_of(dossier: &Dossier) -> Option<String> {
    let email = dossier.provider.email.as_deref()?.trim().to_lowercase();
    (!email.is_empty()).then_some(email)
}
