//! Bringing a listing back in sight, and taking that back while its mail waits.

use chrono::{DateTime, Utc};

use crate::db::listings::{self, ListingRow, ListingState};
use crate::db::showings::{self, NewShowing, ShowingRow};
use crate::db::suspensions::{self, SuspensionRow};
use crate::db::{Conn, DbError, staff};
use crate::domain::listing::SuspensionEnding;

use super::undo::call_back;
use super::{MAIL_WAITS, ReviewError, Reviewer, Undoable};

/// That a listing was brought back, where it can be taken back still.
#[derive(Debug, Clone)]
pub struct BroughtBack {
    /// Who, by email address.
    pub by: String,
    /// Who may take it back, and until when.
    pub undoable: Undoable,
}

const TOO_LATE: &str =
    "Five minutes are over: it is in sight, and the mail may be on its way. Suspend it where it must not be.";
const NOT_YOURS: &str = "Who brought it back takes that back; ask them.";
const BUILT_ON: &str = "It cannot be taken back any more: something was done since then that builds on it.";

/// Brings it back: a suspension ends with it, where there is one.
pub(super) fn bring_back(
    conn: &mut Conn,
    reviewer: &Reviewer,
    listing: &ListingRow,
    suspension: Option<&SuspensionRow>,
    mail_id: Option<String>,
    now: DateTime<Utc>,
) -> Result<(), ReviewError> {
    if let Some(row) = suspension {
        suspensions::end(conn, &row.id, &reviewer.id, SuspensionEnding::Lifted, now)?;
    }
    listings::decide(conn, listing, ListingState::Public, None, now)?;
    let new = NewShowing {
        organization_id: &listing.organization_id,
        suspension_id: suspension.map(|row| row.id.as_str()),
        staff_id: &reviewer.id,
        held_before: listing.held_at,
        listing_version: listing.version + 1,
        mail_id,
    };
    Ok(showings::record(conn, new, now)?)
}

/// It is as it was left, or the program alone hid it since.
fn is_unchanged_since(showing: &ShowingRow, listing: &ListingRow) -> bool {
    let is_hidden_by_program = !listing.is_public() && !listing.is_removed() && listing.held_at.is_none();
    showing.listing_version == listing.version || is_hidden_by_program
}

fn until(showing: &ShowingRow) -> DateTime<Utc> {
    showing.shown_at.and_utc() + MAIL_WAITS
}

/// That this listing was brought back, where it can be taken back still.
pub(super) fn brought_back(
    conn: &mut Conn,
    listing: &ListingRow,
    now: DateTime<Utc>,
) -> Result<Option<BroughtBack>, DbError> {
    let newest = showings::newest_of(conn, &listing.organization_id)?;
    let Some(showing) = newest.filter(|s| now < until(s) && is_unchanged_since(s, listing)) else { return Ok(None) };
    let by = staff::emails(conn)?.remove(&showing.shown_by).unwrap_or_else(|| showing.shown_by.clone());
    let undoable = Undoable { until: until(&showing), has_mail: showing.mail_id.is_some(), staff_id: showing.shown_by };
    Ok(Some(BroughtBack { by, undoable }))
}

/// What would be taken back.
///
/// # Errors
/// [`ReviewError::NotUndone`] where its time is over, somebody else did it, or something builds on it.
pub(super) fn to_take_back(
    conn: &mut Conn,
    reviewer: &Reviewer,
    listing: &ListingRow,
    now: DateTime<Utc>,
) -> Result<ShowingRow, ReviewError> {
    let newest = showings::newest_of(conn, &listing.organization_id)?;
    let showing = newest.ok_or(ReviewError::NotUndone(TOO_LATE))?;
    if now >= until(&showing) {
        return Err(ReviewError::NotUndone(TOO_LATE));
    }
    if showing.shown_by != reviewer.id {
        return Err(ReviewError::NotUndone(NOT_YOURS));
    }
    if !is_unchanged_since(&showing, listing) {
        return Err(ReviewError::NotUndone(BUILT_ON));
    }
    Ok(showing)
}

/// Takes it back: out of sight as before, the suspension open again with the request to lift it, and the mail never goes.
pub(super) fn take_back(
    conn: &mut Conn,
    listing: &ListingRow,
    showing: &ShowingRow,
    now: DateTime<Utc>,
) -> Result<(), ReviewError> {
    call_back(conn, showing.mail_id.as_deref(), now)?;
    showings::take_back(conn, &showing.id, now)?;
    if let Some(id) = &showing.suspension_id {
        suspensions::open_again(conn, id)?;
    }
    let held_at = showing.held_before.map(|at| at.and_utc());
    Ok(listings::decide(conn, listing, ListingState::Hidden, held_at, now)?)
}
