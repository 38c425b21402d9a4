//! Staff accounts. A person signs in only with an account that is `active`.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::staff::{LINK_HOLDS, Role, StaffState};

use super::schema::staff;
use super::{Conn, DbError, stored, utc};

/// One account as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Ours.
    pub id: Id,
    /// Lower-case; unique.
    pub email: String,
    /// What its holder may do.
    pub role: Role,
    /// Whether it may be used.
    pub state: StaffState,
    /// The one-time link; `None` once it was used.
    pub link: Option<Link>,
    /// PHC string; `None` until the link was used.
    pub password_hash: Option<String>,
    /// The TOTP secret, sealed; `None` until the link was used.
    pub sealed_totp: Option<String>,
    /// The newest 30-second step whose code was used: this one and older ones are refused.
    pub totp_step: i64,
    /// Raised by every change.
    pub version: i64,
    /// When it was invited.
    pub created_at: DateTime<Utc>,
    /// When its holder last signed in, as far as is known.
    pub signed_in_at: Option<DateTime<Utc>>,
}

/// What a one-time link is derived from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Random; never shown.
    pub nonce: String,
    /// From when it counts.
    pub made_at: DateTime<Utc>,
}

impl Link {
    /// When it ends.
    pub fn until(&self) -> DateTime<Utc> {
        self.made_at + LINK_HOLDS
    }

    /// It is over, whether it was used or not.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        now >= self.until()
    }
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = staff)]
struct Row {
    id: String,
    email: String,
    role: String,
    state: String,
    link_nonce: Option<String>,
    password_hash: Option<String>,
    sealed_totp: Option<String>,
    totp_step: i64,
    version: i64,
    created_at: NaiveDateTime,
    signed_in_at: Option<NaiveDateTime>,
    link_made_at: Option<NaiveDateTime>,
}

impl From<&Account> for Row {
    fn from(a: &Account) -> Self {
        Row {
            id: a.id.to_string(),
            email: a.email.clone(),
            role: a.role.to_string(),
            state: a.state.to_string(),
            link_nonce: a.link.as_ref().map(|link| link.nonce.clone()),
            link_made_at: a.link.as_ref().map(|link| stored(link.made_at)),
            password_hash: a.password_hash.clone(),
            sealed_totp: a.sealed_totp.clone(),
            totp_step: a.totp_step,
            version: a.version,
            created_at: stored(a.created_at),
            signed_in_at: a.signed_in_at.map(stored),
        }
    }
}

impl TryFrom<Row> for Account {
    type Error = DbError;

    fn try_from(r: Row) -> Result<Self, DbError> {
        let damaged = |e: crate::domain::problem::UnknownWord| DbError::Damaged(format!("staff {}: {e}", r.id));
        Ok(Account {
            role: r.role.parse().map_err(damaged)?,
            state: r.state.parse().map_err(damaged)?,
            id: Id::from_stored(r.id),
            email: r.email,
            link: r.link_nonce.map(|nonce| Link { nonce, made_at: utc(r.link_made_at.unwrap_or(r.created_at)) }),
            password_hash: r.password_hash,
            sealed_totp: r.sealed_totp,
            totp_step: r.totp_step,
            version: r.version,
            created_at: utc(r.created_at),
            signed_in_at: r.signed_in_at.map(utc),
        })
    }
}

/// Adds an account. [`DbError::Duplicate`] when the email address has one.
pub fn insert(conn: &mut Conn, account: &Account) -> Result<(), DbError> {
    diesel::insert_into(staff::table).values(Row::from(account)).execute(conn)?;
    Ok(())
}

/// The account of an email address in lower case.
pub fn by_email(conn: &mut Conn, email: &str) -> Result<Option<Account>, DbError> {
    let row: Option<Row> = staff::table.filter(staff::email.eq(email)).first(conn).optional()?;
    row.map(Account::try_from).transpose()
}

/// The account with this id.
pub fn by_id(conn: &mut Conn, id: &Id) -> Result<Option<Account>, DbError> {
    let row: Option<Row> = staff::table.find(id.as_str()).first(conn).optional()?;
    row.map(Account::try_from).transpose()
}

/// Writes `account` over the row that had the version before it: read it, change it, save it.
/// [`DbError::Stale`] when somebody else saved meanwhile. Id, email and `created_at` never change.
pub fn save(conn: &mut Conn, account: &Account) -> Result<Account, DbError> {
    let saved = Account { version: account.version + 1, ..account.clone() };
    let row = Row::from(&saved);
    let changed = diesel::update(staff::table.find(&row.id).filter(staff::version.eq(account.version)))
        .set((
            staff::role.eq(&row.role),
            staff::state.eq(&row.state),
            staff::link_nonce.eq(&row.link_nonce),
            staff::link_made_at.eq(row.link_made_at),
            staff::password_hash.eq(&row.password_hash),
            staff::sealed_totp.eq(&row.sealed_totp),
            staff::totp_step.eq(row.totp_step),
            staff::version.eq(row.version),
            staff::signed_in_at.eq(row.signed_in_at),
        ))
        .execute(conn)?;
    if changed == 1 { Ok(saved) } else { Err(DbError::Stale) }
}

/// Every account's address by its id, for pages that name who did something.
pub fn emails(conn: &mut Conn) -> Result<HashMap<String, String>, DbError> {
    let rows: Vec<(String, String)> = staff::table.select((staff::id, staff::email)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Every account, by address.
pub fn all(conn: &mut Conn) -> Result<Vec<Account>, DbError> {
    let rows: Vec<Row> = staff::table.order(staff::email.asc()).load(conn)?;
    rows.into_iter().map(Account::try_from).collect()
}

/// Whether somebody else than this account can still look after accounts.
pub fn is_another_administrator(conn: &mut Conn, than: &Id) -> Result<bool, DbError> {
    let others: i64 = staff::table
        .filter(staff::role.eq(Role::Administrator.as_str()))
        .filter(staff::state.eq(StaffState::Active.as_str()))
        .filter(staff::id.ne(than.as_str()))
        .count()
        .get_result(conn)?;
    Ok(others > 0)
}

/// What [`super::sessions::find`] needs, read in one query.
pub(super) fn joined(conn: &mut Conn, token_hash: &str) -> Result<Option<(super::sessions::Open, Account)>, DbError> {
    use super::schema::staff_sessions as s;
    let found: Option<(super::sessions::Open, Row)> = s::table
        .inner_join(staff::table)
        .filter(s::token_hash.eq(token_hash))
        .filter(s::ended_at.is_null())
        .select((super::sessions::OPEN, staff::all_columns))
        .first(conn)
        .optional()?;
    found.map(|(session, row)| Ok((session, Account::try_from(row)?))).transpose()
}
