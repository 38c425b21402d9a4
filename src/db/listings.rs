//! Listings: what the public sees, each pointing at the dossier version it came from.

mod before;

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Timestamp};

use crate::domain::ids::Id;

use super::changes::{self, ChangeKind};
use super::dossiers::DossierRow;
use super::organizations::Organization;
use super::schema::{dossiers, listing_keys, listings, organizations};
use super::{Conn, DbError, on_backend, stored, suspensions, task_work};

pub use before::{ListingBefore, StoodSo, put_back, take_away};

/// Whether a listing is in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListingState {
    /// In sight (freshness decides where).
    Public,
    /// Out of sight until a person has looked.
    Hidden,
    /// Gone.
    Removed,
}

impl ListingState {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            ListingState::Public => "public",
            ListingState::Hidden => "hidden",
            ListingState::Removed => "removed",
        }
    }

    /// What those who follow changes are told.
    const fn change(self) -> ChangeKind {
        match self {
            ListingState::Public => ChangeKind::Published,
            ListingState::Hidden => ChangeKind::Hidden,
            ListingState::Removed => ChangeKind::Removed,
        }
    }
}

/// One listing as stored.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = listings)]
pub struct ListingRow {
    /// Whose.
    pub organization_id: String,
    /// The version shown.
    pub dossier_id: String,
    /// A [`ListingState`].
    pub state: String,
    /// Counts changes.
    pub version: i64,
    /// UTC.
    pub published_at: NaiveDateTime,
    /// When the provider last said that it is right; UTC.
    pub confirmed_at: Option<NaiveDateTime>,
    /// UTC.
    pub updated_at: NaiveDateTime,
    /// When a person confirmed that it stays out of sight; UTC.
    pub held_at: Option<NaiveDateTime>,
    /// Where its provider is written to, in lower case.
    pub contact: Option<String>,
}

impl ListingRow {
    /// Removed for good: nothing of it is checked again.
    pub fn is_removed(&self) -> bool {
        self.state == ListingState::Removed.as_str()
    }

    /// In sight.
    pub fn is_public(&self) -> bool {
        self.state == ListingState::Public.as_str()
    }

    /// The day from which its freshness counts: of the last confirmation, else of publication.
    pub fn since_day(&self) -> NaiveDate {
        self.confirmed_at.unwrap_or(self.published_at).date()
    }
}

diesel::define_sql_function! {
    /// The first of the two that is there.
    fn coalesce(x: Nullable<Timestamp>, y: Timestamp) -> Timestamp;
}

/// From when the freshness of a listing counts.
fn since() -> coalesce<listings::confirmed_at, listings::published_at> {
    coalesce(listings::confirmed_at, listings::published_at)
}

/// By organisation.
pub fn get(conn: &mut Conn, organization_id: &str) -> Result<Option<ListingRow>, DbError> {
    Ok(listings::table.find(organization_id).first(conn).optional()?)
}

/// Makes a dossier version the public one. First publication or not, one change is noted. A listing that a person suspended shows it
/// once the suspension is lifted. `twin_keys` is what a second listing of the same provider would share with it.
pub fn publish(
    conn: &mut Conn,
    new: &NewListing<'_>,
    confirmed_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let NewListing { organization_id, dossier_id, ref contact, ref twin_keys } = *new;
    let before = get(conn, organization_id)?;
    // Asked after the version was read: a suspension that comes in between moves the version on.
    let is_suspended = suspensions::open_of(conn, organization_id)?.is_some();
    let state = if is_suspended { ListingState::Hidden } else { ListingState::Public };
    let confirmed_at = confirmed_at.map(stored);
    match before {
        Some(seen) => {
            let moved =
                diesel::update(listings::table.find(organization_id).filter(listings::version.eq(seen.version)))
                    .set((
                        listings::dossier_id.eq(dossier_id),
                        listings::state.eq(state.as_str()),
                        listings::version.eq(seen.version + 1),
                        // Confirmed since this version was signed, it stays confirmed: nothing is later than none.
                        listings::confirmed_at.eq(confirmed_at.max(seen.confirmed_at)),
                        listings::updated_at.eq(stored(now)),
                        listings::held_at.eq(seen.held_at.filter(|_| is_suspended)),
                        listings::contact.eq(contact),
                    ))
                    .execute(conn)?;
            if moved != 1 {
                return Err(DbError::Stale);
            }
        }
        None => {
            let row = ListingRow {
                organization_id: organization_id.to_string(),
                dossier_id: dossier_id.to_string(),
                state: ListingState::Public.as_str().to_string(),
                version: 1,
                published_at: stored(now),
                confirmed_at,
                updated_at: stored(now),
                held_at: None,
                contact: contact.clone(),
            };
            diesel::insert_into(listings::table).values(row).execute(conn)?;
        }
    }
    put_keys(conn, organization_id, twin_keys)?;
    note(conn, organization_id, state.change(), now)
}

/// Tells those who follow changes, and what is left to be done about the listing now.
fn note(conn: &mut Conn, organization_id: &str, kind: ChangeKind, now: DateTime<Utc>) -> Result<(), DbError> {
    changes::append(conn, organization_id, kind, now)?;
    task_work::settle(conn, organization_id)
}

/// Keeps what a second listing of the same provider would share with it, in place of what was kept.
fn put_keys(conn: &mut Conn, organization_id: &str, twin_keys: &BTreeSet<String>) -> Result<(), DbError> {
    diesel::delete(listing_keys::table.filter(listing_keys::organization_id.eq(organization_id))).execute(conn)?;
    for key in twin_keys {
        let row = (
            listing_keys::id.eq(Id::new().to_string()),
            listing_keys::organization_id.eq(organization_id),
            listing_keys::twin_key.eq(key),
        );
        diesel::insert_into(listing_keys::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// Shows another dossier version from the one that the caller saw. In sight or not, confirmed or not: that stays.
pub fn show_version(conn: &mut Conn, seen: &ListingRow, dossier_id: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let moved = diesel::update(listings::table.find(&seen.organization_id).filter(listings::version.eq(seen.version)))
        .set((
            listings::dossier_id.eq(dossier_id),
            listings::version.eq(seen.version + 1),
            listings::updated_at.eq(stored(now)),
        ))
        .execute(conn)?;
    if moved != 1 {
        return Err(DbError::Stale);
    }
    let kind = if seen.is_public() { ChangeKind::Published } else { ChangeKind::Hidden };
    changes::append(conn, &seen.organization_id, kind, now)?;
    task_work::settle(conn, &seen.organization_id)
}

/// A listing about to appear, or a version of it.
#[derive(Debug, Clone)]
pub struct NewListing<'a> {
    /// Whose.
    pub organization_id: &'a str,
    /// The version shown.
    pub dossier_id: &'a str,
    /// Where its provider is written to, in lower case.
    pub contact: Option<String>,
    /// What a second listing of the same provider would share with it.
    pub twin_keys: BTreeSet<String>,
}

/// Publishes listings that nobody confirmed, of organizations that have none, in few statements. One change is noted for each.
pub fn publish_first(conn: &mut Conn, new: &[NewListing<'_>], now: DateTime<Utc>) -> Result<(), DbError> {
    let rows: Vec<ListingRow> = new
        .iter()
        .map(|l| ListingRow {
            organization_id: l.organization_id.to_string(),
            dossier_id: l.dossier_id.to_string(),
            state: ListingState::Public.as_str().to_string(),
            version: 1,
            published_at: stored(now),
            confirmed_at: None,
            updated_at: stored(now),
            held_at: None,
            contact: l.contact.clone(),
        })
        .collect();
    on_backend!(conn, c => diesel::insert_into(listings::table).values(&rows).execute(c))?;
    let keys: Vec<_> = new
        .iter()
        .flat_map(|l| l.twin_keys.iter().map(move |key| (l.organization_id, key)))
        .map(|(organization_id, key)| {
            (
                listing_keys::id.eq(Id::new().to_string()),
                listing_keys::organization_id.eq(organization_id),
                listing_keys::twin_key.eq(key),
            )
        })
        .collect();
    on_backend!(conn, c => diesel::insert_into(listing_keys::table).values(&keys).execute(c))?;
    let ids: Vec<&str> = new.iter().map(|l| l.organization_id).collect();
    changes::append_all(conn, &ids, ChangeKind::Published, now)?;
    task_work::settle_all(conn, &ids)
}

/// The dossiers of other public listings that share one of these keys.
pub fn twins(conn: &mut Conn, organization_id: &str, keys: &BTreeSet<String>) -> Result<Vec<DossierRow>, DbError> {
    let sharing = listing_keys::table
        .filter(listing_keys::twin_key.eq_any(keys))
        .filter(listing_keys::organization_id.ne(organization_id))
        .select(listing_keys::organization_id);
    Ok(listings::table
        .inner_join(dossiers::table)
        .filter(listings::state.eq(ListingState::Public.as_str()))
        .filter(listings::organization_id.eq_any(sharing))
        .order(listings::organization_id.asc())
        .select(dossiers::all_columns)
        .load(conn)?)
}

/// Takes a listing out of sight, or back into it. A listing that a person held stays held.
pub fn set_state(
    conn: &mut Conn,
    organization_id: &str,
    state: ListingState,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let seen = get(conn, organization_id)?.ok_or(DbError::NotFound)?;
    let held_at = seen.held_at.map(|at| at.and_utc());
    decide(conn, &seen, state, held_at, now)
}

/// Moves a listing from the version that the caller saw: `held_at` says that a person keeps it out of sight.
///
/// # Errors
/// [`DbError::Stale`] where it changed meanwhile, or shall be public while a suspension of it is open.
pub fn decide(
    conn: &mut Conn,
    seen: &ListingRow,
    state: ListingState,
    held_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    if state == ListingState::Public && suspensions::open_of(conn, &seen.organization_id)?.is_some() {
        return Err(DbError::Stale);
    }
    let moved = diesel::update(listings::table.find(&seen.organization_id).filter(listings::version.eq(seen.version)))
        .set((
            listings::state.eq(state.as_str()),
            listings::version.eq(seen.version + 1),
            listings::updated_at.eq(stored(now)),
            listings::held_at.eq(held_at.map(stored)),
        ))
        .execute(conn)?;
    if moved != 1 {
        return Err(DbError::Stale);
    }
    note(conn, &seen.organization_id, state.change(), now)
}

/// Moves the version on of a listing about which something was said: forms that were opened before are old.
///
/// # Errors
/// [`DbError::Stale`] where it changed meanwhile.
pub fn touch(conn: &mut Conn, seen: &ListingRow, now: DateTime<Utc>) -> Result<(), DbError> {
    let moved = diesel::update(listings::table.find(&seen.organization_id).filter(listings::version.eq(seen.version)))
        .set((listings::version.eq(seen.version + 1), listings::updated_at.eq(stored(now))))
        .execute(conn)?;
    if moved == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// The organizations with a listing that was not removed, after one of them, by id.
pub fn standing(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<String>, DbError> {
    Ok(listings::table
        .filter(listings::organization_id.gt(after))
        .filter(listings::state.ne(ListingState::Removed.as_str()))
        .order(listings::organization_id.asc())
        .limit(limit)
        .select(listings::organization_id)
        .load(conn)?)
}

/// When a listing was confirmed last, if ever, and when it became public: from these its freshness follows.
pub type Times = (Option<NaiveDateTime>, NaiveDateTime);

/// The organizations whose listings are in sight, and of which times.
pub fn in_sight(conn: &mut Conn) -> Result<Vec<(String, Times)>, DbError> {
    Ok(listings::table
        .filter(listings::state.eq(ListingState::Public.as_str()))
        .select((listings::organization_id, (listings::confirmed_at, listings::published_at)))
        .load(conn)?)
}

/// A listing in sight, with whose it is and the dossier version shown.
pub type PublicRow = (ListingRow, Organization, DossierRow);

/// Everything in sight, or of these organisations what is in sight.
pub fn public(conn: &mut Conn, of: Option<&[String]>) -> Result<Vec<PublicRow>, DbError> {
    /// Bound parameters a statement: far below what either database allows.
    const CHUNK: usize = 500;
    let in_sight = || {
        listings::table
            .inner_join(organizations::table)
            .inner_join(dossiers::table)
            .filter(listings::state.eq(ListingState::Public.as_str()))
            .order(listings::organization_id.asc())
            .select((listings::all_columns, organizations::all_columns, dossiers::all_columns))
    };
    let Some(of) = of else { return Ok(in_sight().load(conn)?) };
    let mut rows = Vec::new();
    for chunk in of.chunks(CHUNK) {
        rows.extend(in_sight().filter(listings::organization_id.eq_any(chunk)).load::<PublicRow>(conn)?);
    }
    Ok(rows)
}

/// Notes that the provider confirmed the details.
pub fn confirm(conn: &mut Conn, organization_id: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let seen = get(conn, organization_id)?.ok_or(DbError::NotFound)?;
    let moved = diesel::update(listings::table.find(organization_id).filter(listings::version.eq(seen.version)))
        .set((
            listings::confirmed_at.eq(stored(now)),
            listings::version.eq(seen.version + 1),
            listings::updated_at.eq(stored(now)),
        ))
        .execute(conn)?;
    if moved != 1 {
        return Err(DbError::Stale);
    }
    changes::append(conn, organization_id, ChangeKind::Confirmed, now)?;
    Ok(())
}

/// The first address after one, in order, with a listing in sight that was last confirmed within these days.
pub fn next_contact(
    conn: &mut Conn,
    after: &str,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Option<String>, DbError> {
    let contact: Option<Option<String>> = listings::table
        .filter(listings::contact.gt(after))
        .filter(listings::state.eq(ListingState::Public.as_str()))
        .filter(since().ge(from.and_time(NaiveTime::MIN)))
        .filter(since().lt(to.and_time(NaiveTime::MIN) + Days::new(1)))
        .order(listings::contact.asc())
        .select(listings::contact)
        .first(conn)
        .optional()?;
    Ok(contact.flatten())
}

/// Every listing in sight that this address answers for, by organization.
pub fn of_contact(conn: &mut Conn, contact: &str) -> Result<Vec<ListingRow>, DbError> {
    Ok(listings::table
        .filter(listings::contact.eq(contact))
        .filter(listings::state.eq(ListingState::Public.as_str()))
        .order(listings::organization_id.asc())
        .load(conn)?)
}

/// Listings in sight that were confirmed once, and last within these days.
pub fn last_confirmed(conn: &mut Conn, (from, to): (NaiveDate, NaiveDate)) -> Result<Vec<ListingRow>, DbError> {
    Ok(listings::table
        .filter(listings::state.eq(ListingState::Public.as_str()))
        .filter(listings::confirmed_at.ge(from.and_time(NaiveTime::MIN)))
        .filter(listings::confirmed_at.lt(to.and_time(NaiveTime::MIN) + Days::new(1)))
        .order(listings::organization_id.asc())
        .load(conn)?)
}
