//! The link in a request: it confirms what the mail was about, and nothing else.

use chrono::{DateTime, Duration, Utc};

use crate::db::audit::Actor;
use crate::db::confirmations::{self, Request};
use crate::db::listings::{self, ListingRow};
use crate::db::{Conn, DbError, organizations};
use crate::domain::confirmation::{LINK_DAYS, SAME_PRESS_HOURS};
use crate::keys::Purpose;
use crate::pipeline::Desk;

use super::{How, ask, record};

/// What an address of this kind leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Link {
    /// It was never ours.
    Unknown,
    /// It was, and is too old.
    Expired,
    /// The listings that the mail was about.
    Open(Vec<Named>),
}

/// A listing that a request is about, as it stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Whose.
    pub organization_id: String,
    /// The provider's name.
    pub name: String,
    /// In sight; otherwise there is nothing to confirm.
    pub is_public: bool,
    /// When it was last confirmed.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The answer to this request is there, and fresh: a second press says nothing new.
    pub is_answered: bool,
}

/// Looks at a link. Changes nothing, however often it is done.
pub fn open_link(desk: &Desk, id: &str, key: &str) -> Result<Link, DbError> {
    desk.db.read(|conn| look(conn, desk, id, key))
}

/// Confirms what the link's mail was about. What the same press confirmed a moment ago stays as it is, so that twice is as
/// good as once, and fifty at a time too.
pub fn confirm_by_link(desk: &Desk, id: &str, key: &str) -> Result<Link, DbError> {
    /// Somebody else may change a listing between our look and our act; they do so briefly.
    const TRIES: usize = 5;
    let mut tries = 1;
    loop {
        match desk.db.write(|conn| press(conn, desk, id, key)) {
            Err(DbError::Stale) if tries < TRIES => tries += 1,
            done => return done,
        }
    }
}

/// Sends a new link to the addresses that the listings have now, where this one is ours and has grown too old.
pub fn renew_link(desk: &Desk, id: &str, key: &str) -> Result<(), DbError> {
    desk.db.write(|conn| {
        if look(conn, desk, id, key)? != Link::Expired {
            return Ok(());
        }
        let request = confirmations::get(conn, id)?.ok_or(DbError::NotFound)?;
        ask::ask_again(conn, desk, &request, desk.clock.now())
    })
}

fn press(conn: &mut Conn, desk: &Desk, id: &str, key: &str) -> Result<Link, DbError> {
    let now = desk.clock.now();
    let Link::Open(named) = look(conn, desk, id, key)? else { return look(conn, desk, id, key) };
    let actor = Actor::ConfirmLink(id.to_string());
    for one in named.iter().filter(|one| one.is_public && !one.is_answered) {
        record(conn, &one.organization_id, &actor, How::Link, now)?;
    }
    look(conn, desk, id, key)
}

fn look(conn: &mut Conn, desk: &Desk, id: &str, key: &str) -> Result<Link, DbError> {
    if !desk.keys.verify(Purpose::ConfirmLink, id.as_bytes(), key) {
        return Ok(Link::Unknown);
    }
    let Some(request) = confirmations::get(conn, id)? else { return Ok(Link::Unknown) };
    let now = desk.clock.now();
    if now > request.asked_at + Duration::days(LINK_DAYS) {
        return Ok(Link::Expired);
    }
    let named = request.organization_ids.iter().map(|organization_id| {
        let name = organizations::get(conn, organization_id)?.name;
        let listing = listings::get(conn, organization_id)?;
        Ok(standing(organization_id, name, listing.as_ref(), &request, now))
    });
    Ok(Link::Open(named.collect::<Result<_, DbError>>()?))
}

fn standing(
    organization_id: &str,
    name: String,
    listing: Option<&ListingRow>,
    request: &Request,
    now: DateTime<Utc>,
) -> Named {
    let confirmed_at = listing.and_then(|l| l.confirmed_at).map(|at| at.and_utc());
    let is_fresh = |at: DateTime<Utc>| at >= request.asked_at && now - at < Duration::hours(SAME_PRESS_HOURS);
    Named {
        organization_id: organization_id.to_string(),
        name,
        is_public: listing.is_some_and(ListingRow::is_public),
        confirmed_at,
        is_answered: confirmed_at.is_some_and(is_fresh),
    }
}
