//! Managers of listings: whom an address stands for, and for which organizations they act.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;

use super::listings::ListingState;
use super::schema::{listings, managed, managers, submissions};
use super::{Conn, DbError, on_backend, stored};

/// One manager.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = managers)]
pub struct Manager {
    /// UUIDv7.
    pub id: String,
    /// Lower-case; unique.
    pub email: String,
    /// UTC.
    pub created_at: NaiveDateTime,
}

/// That somebody acts for an organization, is invited to, or did.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(table_name = managed)]
pub struct Managed {
    /// UUIDv7.
    pub id: String,
    /// Who.
    pub manager_id: String,
    /// For whom.
    pub organization_id: String,
    /// By which manager; `None` for the first one.
    pub invited_by: Option<String>,
    /// When it was said; UTC.
    pub since: NaiveDateTime,
    /// When they first signed in after that: the right begins; UTC.
    pub accepted_at: Option<NaiveDateTime>,
    /// UTC; `None` while it holds.
    pub removed_at: Option<NaiveDateTime>,
    /// By which manager.
    pub removed_by: Option<String>,
}

diesel::define_sql_function!(
    /// Of ASCII letters on both databases.
    fn lower(text: diesel::sql_types::Nullable<diesel::sql_types::Text>) -> diesel::sql_types::Nullable<diesel::sql_types::Text>
);

/// As many of the newest submissions of one address are looked at: nobody lists more practices with one mailbox.
const MOST_SUBMISSIONS: i64 = 200;

/// The manager of a folded address.
pub fn by_email(conn: &mut Conn, email: &str) -> Result<Option<Manager>, DbError> {
    Ok(managers::table.filter(managers::email.eq(email)).first(conn).optional()?)
}

/// The manager of a folded address, made if new. Call [`super::audit::queue`] before.
pub fn ensure(conn: &mut Conn, email: &str, now: DateTime<Utc>) -> Result<Manager, DbError> {
    if let Some(known) = by_email(conn, email)? {
        return Ok(known);
    }
    let manager = Manager { id: Id::new().to_string(), email: email.to_string(), created_at: stored(now) };
    diesel::insert_into(managers::table).values(manager.clone()).execute(conn)?;
    Ok(manager)
}

/// Adds a tie. [`DbError::Duplicate`] where one holds already.
pub fn tie(conn: &mut Conn, tie: &Managed) -> Result<(), DbError> {
    diesel::insert_into(managed::table).values(tie.clone()).execute(conn)?;
    Ok(())
}

/// What this manager acts for or is invited to, oldest first.
pub fn ties_of(conn: &mut Conn, manager_id: &str) -> Result<Vec<Managed>, DbError> {
    let held = managed::table.filter(managed::manager_id.eq(manager_id)).filter(managed::removed_at.is_null());
    Ok(held.order(managed::id).load(conn)?)
}

/// Who acts for this organization or is invited to, oldest first.
pub fn of_organization(conn: &mut Conn, organization_id: &str) -> Result<Vec<(Managed, Manager)>, DbError> {
    let held =
        managed::table.filter(managed::organization_id.eq(organization_id)).filter(managed::removed_at.is_null());
    Ok(held.inner_join(managers::table).order(managed::id).load(conn)?)
}

/// Who acts for this organization now, oldest first.
pub fn in_charge(conn: &mut Conn, organization_id: &str) -> Result<Vec<Manager>, DbError> {
    let all = of_organization(conn, organization_id)?;
    Ok(all.into_iter().filter(|(tie, _)| tie.accepted_at.is_some()).map(|(_, manager)| manager).collect())
}

/// Lets a folded address look after an organization because staff confirmed that it may: the right begins when somebody signs in
/// with it, as an invitation does. Answers the manager's id. Call [`super::audit::queue`] before.
pub fn entrust(conn: &mut Conn, email: &str, organization_id: &str, now: DateTime<Utc>) -> Result<String, DbError> {
    let manager = ensure(conn, email, now)?;
    for held in ties_of(conn, &manager.id)?.into_iter().filter(|tie| tie.organization_id == organization_id) {
        if held.accepted_at.is_some() {
            return Ok(manager.id);
        }
        remove(conn, &held.id, None, now)?;
    }
    let new = Managed {
        id: Id::new().to_string(),
        manager_id: manager.id.clone(),
        organization_id: organization_id.to_string(),
        invited_by: None,
        since: stored(now),
        accepted_at: None,
        removed_at: None,
        removed_by: None,
    };
    tie(conn, &new)?;
    Ok(manager.id)
}

/// Whether this manager acts for this organization now.
pub fn manages(conn: &mut Conn, manager_id: &str, organization_id: &str) -> Result<bool, DbError> {
    let right = managed::table
        .filter(managed::manager_id.eq(manager_id))
        .filter(managed::organization_id.eq(organization_id))
        .filter(managed::removed_at.is_null())
        .filter(managed::accepted_at.is_not_null());
    Ok(right.count().get_result::<i64>(conn)? > 0)
}

/// Invitations to one address since then, those taken back included.
pub fn invited_since(conn: &mut Conn, manager_id: &str, since: DateTime<Utc>) -> Result<i64, DbError> {
    let invited = managed::table
        .filter(managed::manager_id.eq(manager_id))
        .filter(managed::invited_by.is_not_null())
        .filter(managed::since.gt(stored(since)));
    Ok(invited.count().get_result(conn)?)
}

/// Invitations that speak for one organization since then, those taken back included.
pub fn invited_by_since(conn: &mut Conn, organization_id: &str, since: DateTime<Utc>) -> Result<i64, DbError> {
    let invited = managed::table
        .filter(managed::organization_id.eq(organization_id))
        .filter(managed::invited_by.is_not_null())
        .filter(managed::since.gt(stored(since)));
    Ok(invited.count().get_result(conn)?)
}

/// Turns an invitation into a right.
pub fn accept(conn: &mut Conn, id: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    let open = managed::table.find(id).filter(managed::accepted_at.is_null()).filter(managed::removed_at.is_null());
    match diesel::update(open).set(managed::accepted_at.eq(stored(now))).execute(conn)? {
        1 => Ok(()),
        _ => Err(DbError::Stale),
    }
}

/// Closes a tie; `by` is nobody where time did it.
pub fn remove(conn: &mut Conn, id: &str, by: Option<&str>, now: DateTime<Utc>) -> Result<(), DbError> {
    let open = managed::table.find(id).filter(managed::removed_at.is_null());
    match diesel::update(open).set((managed::removed_at.eq(stored(now)), managed::removed_by.eq(by))).execute(conn)? {
        1 => Ok(()),
        _ => Err(DbError::Stale),
    }
}

/// Organizations whose contact this folded address is and that never had a manager: the contact of the version shown, or where
/// none was ever shown of what was sent in.
pub fn unclaimed(conn: &mut Conn, email: &str) -> Result<Vec<String>, DbError> {
    let sent: Vec<(String, String)> = on_backend!(conn, c => submissions::table
        .filter(lower(submissions::contact).eq(email))
        .order(submissions::received_at.desc())
        .limit(MOST_SUBMISSIONS)
        .select((submissions::organization_id, submissions::dossier_id))
        .load(c))?;
    let ids: Vec<&str> = sent.iter().map(|(organization, _)| organization.as_str()).collect();
    let shown: Vec<(String, String, String)> = listings::table
        .filter(listings::organization_id.eq_any(&ids))
        .select((listings::organization_id, listings::dossier_id, listings::state))
        .load(conn)?;
    let had: Vec<String> =
        managed::table.filter(managed::organization_id.eq_any(&ids)).select(managed::organization_id).load(conn)?;
    let speaks_for = |(organization, dossier): &(String, String)| {
        let listing = shown.iter().find(|(id, ..)| id == organization);
        let is_theirs =
            listing.is_none_or(|(_, version, state)| version == dossier && state != ListingState::Removed.as_str());
        is_theirs && !had.contains(organization)
    };
    let mut free: Vec<String> =
        sent.iter().filter(|s| speaks_for(s)).map(|(organization, _)| organization.clone()).collect();
    free.sort();
    free.dedup();
    Ok(free)
}
