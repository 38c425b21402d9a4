//! What administrators do with accounts. Somebody can always go on doing it: the last administrator who may sign in stays one.

use chrono::{DateTime, Utc};

use crate::db::audit::{self, Actor};
use crate::db::staff::{self, Account};
use crate::db::{Conn, DbError, recovery_codes, sessions};
use crate::domain::ids::Id;
use crate::domain::staff::{Role, StaffState};
use crate::keys::KeyError;

use super::accounts::Accounts;
use super::invite::{Invitation, InviteError, address_of, log, new_link};
use super::letter::Letter;
use super::step_up::Proven;

/// Why an account stayed as it was.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// Nobody could look after accounts afterwards.
    #[error("This is the last administrator who can sign in. Make somebody else one first.")]
    LastAdministrator,
    /// Whoever asks is no administrator any more.
    #[error("You are no longer an administrator.")]
    NoLonger,
    /// The database; [`DbError::NotFound`] where there is no such account.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Looked at again inside the act: the right may have been taken away since the page was asked for. Acts on accounts queue here, so
/// that of two administrators who demote each other at once the second sees what the first did.
pub(super) fn must_administer(conn: &mut Conn, by: &Proven) -> Result<(), TeamError> {
    audit::queue(conn)?;
    let account = staff::by_id(conn, &by.visitor().staff_id)?;
    let may = account.is_some_and(|a| a.role == Role::Administrator && a.state == StaffState::Active);
    if may { Ok(()) } else { Err(TeamError::NoLonger) }
}

fn account_of(conn: &mut Conn, id: &Id) -> Result<Account, TeamError> {
    Ok(staff::by_id(conn, id)?.ok_or(DbError::NotFound)?)
}

/// Before an account loses the right to look after accounts.
fn must_not_be_last(conn: &mut Conn, account: &Account) -> Result<(), TeamError> {
    let counts = account.role == Role::Administrator && account.state == StaffState::Active;
    if counts && !staff::is_another_administrator(conn, &account.id)? {
        return Err(TeamError::LastAdministrator);
    }
    Ok(())
}

impl Accounts {
    /// Gives the holder of an account, who lost password and phone, a new link, whoever they are: for whoever runs the machine.
    /// They are signed out everywhere and keep their role. `None` where nobody of that address has an account that is open.
    pub fn renew_lost(&self, by: &Actor, email: &str) -> Result<Option<Invitation>, TeamError> {
        let now = self.clock.now();
        let link = new_link(now)?;
        let email = email.trim().to_lowercase();
        self.db.write(|conn| {
            audit::queue(conn)?;
            let account = staff::by_email(conn, &email)?.filter(|a| a.state != StaffState::Disabled);
            let Some(account) = account else { return Ok(None) };
            let account = void(conn, Account { state: StaffState::Invited, link: Some(link), ..account }, now)?;
            log(conn, by, "staff.link_renewed", &account, now)?;
            Ok(Some(self.invitation(&account, true)?))
        })
    }

    /// Everybody who has, had or will have an account, by address.
    pub fn colleagues(&self) -> Result<Vec<Account>, DbError> {
        self.db.read(staff::all)
    }

    /// One of them.
    pub fn colleague(&self, id: &Id) -> Result<Account, DbError> {
        self.db.read(|conn| staff::by_id(conn, id))?.ok_or(DbError::NotFound)
    }

    /// Invites somebody, and mails them the link. Sent twice, it is one invitation, one link and one mail.
    pub fn invite_colleague(&self, by: &Proven, email: &str, role: Role) -> Result<Invitation, InviteError> {
        let email = address_of(email).ok_or_else(|| InviteError::NotAnEmail(email.chars().take(254).collect()))?;
        let now = self.clock.now();
        self.db.write(|conn| {
            must_administer(conn, by).map_err(|e| match e {
                TeamError::Db(e) => InviteError::Db(e),
                TeamError::Key(e) => InviteError::Key(e),
                TeamError::NoLonger | TeamError::LastAdministrator => InviteError::NoLonger,
            })?;
            let (account, invitation) = self.invite_in(conn, &by.visitor().actor(), &email, role, now)?;
            if invitation.is_new {
                self.post(conn, &account, Letter::Link { to: &invitation, role }, now)?;
            }
            Ok(invitation)
        })
    }

    /// Gives an account another role. It holds from their next request on.
    pub fn set_role(&self, by: &Proven, id: &Id, role: Role) -> Result<(), TeamError> {
        let now = self.clock.now();
        self.db.write(|conn| {
            must_administer(conn, by)?;
            let account = account_of(conn, id)?;
            if account.role == role {
                return Ok(());
            }
            must_not_be_last(conn, &account)?;
            let account = staff::save(conn, &Account { role, ..account })?;
            log(conn, &by.visitor().actor(), "staff.role_changed", &account, now)?;
            Ok(self.post(conn, &account, Letter::Role(role), now)?)
        })
    }

    /// Closes an account: its sessions end, its link, password and codes are void.
    pub fn disable(&self, by: &Proven, id: &Id) -> Result<(), TeamError> {
        let now = self.clock.now();
        self.db.write(|conn| {
            must_administer(conn, by)?;
            let account = account_of(conn, id)?;
            if account.state == StaffState::Disabled {
                return Ok(());
            }
            must_not_be_last(conn, &account)?;
            let account = void(conn, Account { state: StaffState::Disabled, link: None, ..account }, now)?;
            log(conn, &by.visitor().actor(), "staff.disabled", &account, now)?;
            Ok(self.post(conn, &account, Letter::Disabled, now)?)
        })
    }

    /// Lets an account start anew by a new link, which is mailed: for one that was closed, for a link that was lost, and for somebody who
    /// lost both authenticator and recovery codes. Password, codes and sessions from before are void.
    /// Sent twice, the second one finds the account changed since `seen_version`.
    pub fn renew_link(&self, by: &Proven, id: &Id, seen_version: i64) -> Result<Invitation, TeamError> {
        let now = self.clock.now();
        let link = new_link(now)?;
        self.db.write(|conn| {
            must_administer(conn, by)?;
            let account = account_of(conn, id)?;
            if account.version != seen_version {
                return Err(DbError::Stale.into());
            }
            must_not_be_last(conn, &account)?;
            let account = void(conn, Account { state: StaffState::Invited, link: Some(link), ..account }, now)?;
            let invitation = self.invitation(&account, true)?;
            log(conn, &by.visitor().actor(), "staff.link_renewed", &account, now)?;
            self.post(conn, &account, Letter::Link { to: &invitation, role: account.role }, now)?;
            Ok(invitation)
        })
    }

    /// Ends all sessions of somebody.
    pub fn end_sessions_of(&self, by: &Proven, id: &Id) -> Result<(), TeamError> {
        let now = self.clock.now();
        self.db.write(|conn| {
            must_administer(conn, by)?;
            let account = account_of(conn, id)?;
            if sessions::end_all_but(conn, id, None, now)? == 0 {
                return Ok(());
            }
            log(conn, &by.visitor().actor(), "staff.sessions_ended", &account, now)?;
            Ok(self.post(conn, &account, Letter::EndedForThem, now)?)
        })
    }
}

/// Saves an account without anything to sign in with.
fn void(conn: &mut Conn, account: Account, now: DateTime<Utc>) -> Result<Account, DbError> {
    let account = staff::save(conn, &Account { password_hash: None, sealed_totp: None, ..account })?;
    recovery_codes::forget(conn, &account.id)?;
    sessions::end_all_but(conn, &account.id, None, now)?;
    Ok(account)
}
