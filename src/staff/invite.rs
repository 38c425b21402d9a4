//! The one-time link: printed again until it is used or ends, used up by setting a password and a second factor.

use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use serde_json::json;
use validator::ValidateEmail;

use crate::db::audit::{self, Actor, Entry};
use crate::db::staff::{self, Account, Link};
use crate::db::{Conn, DbError};
use crate::domain::ids::Id;
use crate::domain::staff::{Role, StaffState};
use crate::keys::{KeyError, Keys, Purpose, random_bytes};

use super::accounts::{Accounts, Slot};
use super::password::{HashError, NewPassword, WeakPassword};
use super::sign_in::SignedIn;
use super::totp::Secret;

/// An account that waits for its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Path of the one-time link, from the public address on.
    pub path: String,
    /// When the link ends.
    pub until: DateTime<Utc>,
    /// Whether the link was made just now; otherwise it is the one that was given before.
    pub is_new: bool,
}

impl Invitation {
    /// When the link ends, as a sentence says it.
    pub fn ends(&self) -> String {
        said(self.until)
    }
}

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// Not an address.
    #[error("\"{0}\" is not an email address")]
    NotAnEmail(String),
    /// The link was used.
    #[error("{email} has an account already ({role}), and its one-time link was used")]
    Used {
        /// Whose.
        email: String,
        /// What the account may do.
        role: Role,
    },
    /// Whoever asks is no administrator any more.
    #[error("You are no longer an administrator.")]
    NoLonger,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// What the page behind an unused link shows.
#[derive(Debug, Clone)]
pub struct Invited {
    /// For whom.
    pub email: String,
    /// As what.
    pub role: Role,
    /// The second factor that will be theirs.
    pub secret: Secret,
    /// When the link ends.
    pub until: DateTime<Utc>,
}

/// Why a link did not lead to an account.
#[derive(Debug, thiserror::Error)]
pub enum WelcomeError {
    /// Not a link of ours.
    #[error("This link is not one of ours. Check that it was copied whole.")]
    NoSuchLink,
    /// Used before.
    #[error("This link was used already. Sign in, or ask an administrator for help.")]
    Used,
    /// Not used in time.
    #[error("This link was good until {}, and it was not used. Ask an administrator for a new one.", said(*.0))]
    Ended(DateTime<Utc>),
    /// Not a password to be set.
    #[error(transparent)]
    Password(#[from] WeakPassword),
    /// Not the code of this moment.
    #[error("The code is not the one for this moment. Enter the six digits that your app shows now.")]
    Code,
    /// No memory for hashing.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// An email address as accounts are found by it, or `None` where it is none.
pub(super) fn address_of(text: &str) -> Option<String> {
    let email = text.trim().to_lowercase();
    // A colon would end the account name in an authenticator's address.
    (email.len() <= 254 && !email.contains(':') && email.validate_email()).then_some(email)
}

impl Accounts {
    /// Makes an account that waits for its holder, or finds the one that does: same link until it is used or ends, then a new one.
    /// Another `role` than before takes the place of the old one.
    pub fn invite(&self, by: &Actor, email: &str, role: Role) -> Result<Invitation, InviteError> {
        let email = address_of(email).ok_or_else(|| InviteError::NotAnEmail(email.chars().take(254).collect()))?;
        let now = self.clock.now();
        self.db.write(|conn| Ok(self.invite_in(conn, by, &email, role, now)?.1))
    }

    /// The same inside a transaction, for an address that is one.
    pub(super) fn invite_in(
        &self,
        conn: &mut Conn,
        by: &Actor,
        email: &str,
        role: Role,
        now: DateTime<Utc>,
    ) -> Result<(Account, Invitation), InviteError> {
        let (account, is_new) = match staff::by_email(conn, email)? {
            None => {
                let account = new_account(email.to_string(), role, new_link(now)?, now);
                staff::insert(conn, &account)?;
                log(conn, by, "staff.invited", &account, now)?;
                (account, true)
            }
            Some(account) if account.state != StaffState::Invited => {
                return Err(InviteError::Used { email: account.email, role: account.role });
            }
            Some(account) => {
                let is_over = link_of(&account).is_none_or(|link| link.is_over(now));
                let mut wanted = Account { role, ..account.clone() };
                if is_over {
                    wanted.link = Some(new_link(now)?);
                }
                let saved = if wanted == account { wanted } else { staff::save(conn, &wanted)? };
                if account.role != role {
                    log(conn, by, "staff.role_changed", &saved, now)?;
                }
                if is_over {
                    log(conn, by, "staff.link_renewed", &saved, now)?;
                }
                (saved, is_over)
            }
        };
        let invitation = self.invitation(&account, is_new)?;
        Ok((account, invitation))
    }

    pub(super) fn invitation(&self, account: &Account, is_new: bool) -> Result<Invitation, DbError> {
        let link = link_of(account).ok_or_else(|| DbError::Damaged(format!("staff {} has no link", account.id)))?;
        let signature = self.keys.sign(Purpose::StaffLink, &message(account, link));
        Ok(Invitation { path: format!("/admin/welcome/{}.{signature}", account.id), until: link.until(), is_new })
    }

    /// What an unused link leads to. Looking changes nothing, however often.
    pub fn invited(&self, token: &str) -> Result<Invited, WelcomeError> {
        let (account, link) = self.account_of_link(token, self.clock.now())?;
        let secret = secret_of(&self.keys, &account, &link);
        Ok(Invited { email: account.email, role: account.role, secret, until: link.until() })
    }

    /// Uses a link up: sets password and second factor, and signs the holder in.
    pub fn welcome(
        &self,
        slot: Slot,
        token: &str,
        password: &str,
        code: &str,
        browser: &str,
    ) -> Result<SignedIn, WelcomeError> {
        let now = self.clock.now();
        let (account, link) = self.account_of_link(token, now)?;
        let secret = secret_of(&self.keys, &account, &link);
        let password = NewPassword::choose(password, &account.email)?;
        let step = secret.step_of(code, now).ok_or(WelcomeError::Code)?;
        let password_hash = password.hash()?;
        drop(slot);
        let ready = Account {
            state: StaffState::Active,
            link: None,
            password_hash: Some(password_hash),
            sealed_totp: Some(secret.seal(&self.keys, account.id.as_str())?),
            totp_step: step,
            signed_in_at: Some(now),
            ..account
        };
        let saved = self.db.write(|conn| {
            let account = staff::save(conn, &ready)?;
            log(conn, &Actor::Staff(account.id.to_string()), "staff.activated", &account, now)?;
            self.open_session(conn, account, browser, now)
        });
        match saved {
            Err(super::SignInError::Db(DbError::Stale)) => Err(WelcomeError::Used),
            Err(super::SignInError::Key(e)) => Err(e.into()),
            Err(super::SignInError::Db(e)) => Err(e.into()),
            Err(super::SignInError::Refused) => Err(WelcomeError::Used),
            Ok(signed_in) => Ok(signed_in),
        }
    }

    fn account_of_link(&self, token: &str, now: DateTime<Utc>) -> Result<(Account, Link), WelcomeError> {
        let (id, signature) = token.split_once('.').ok_or(WelcomeError::NoSuchLink)?;
        let id = Id::parse(id).ok_or(WelcomeError::NoSuchLink)?;
        let account = self.db.read(|conn| staff::by_id(conn, &id))?.ok_or(WelcomeError::NoSuchLink)?;
        let link = link_of(&account).cloned().ok_or(WelcomeError::Used)?;
        if !self.keys.verify(Purpose::StaffLink, &message(&account, &link), signature) {
            return Err(WelcomeError::NoSuchLink);
        }
        if link.is_over(now) { Err(WelcomeError::Ended(link.until())) } else { Ok((account, link)) }
    }
}

fn new_account(email: String, role: Role, link: Link, now: DateTime<Utc>) -> Account {
    Account {
        id: Id::new(),
        email,
        role,
        state: StaffState::Invited,
        link: Some(link),
        password_hash: None,
        sealed_totp: None,
        totp_step: 0,
        version: 1,
        created_at: now,
        signed_in_at: None,
    }
}

/// A link that counts from now on.
pub(super) fn new_link(now: DateTime<Utc>) -> Result<Link, KeyError> {
    Ok(Link { nonce: BASE64URL_NOPAD.encode(&random_bytes::<16>()?), made_at: now })
}

fn link_of(account: &Account) -> Option<&Link> {
    account.link.as_ref().filter(|_| account.state == StaffState::Invited)
}

fn message(account: &Account, link: &Link) -> Vec<u8> {
    format!("{}|{}", account.id, link.nonce).into_bytes()
}

fn secret_of(keys: &Keys, account: &Account, link: &Link) -> Secret {
    Secret::of_link(keys, account.id.as_str(), &link.nonce)
}

/// The end of a link in a sentence.
fn said(until: DateTime<Utc>) -> String {
    until.format("%-d %B %Y, %H:%M UTC").to_string()
}

/// Writes down an act on an account, in the act's own transaction.
pub(super) fn log(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    account: &Account,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let payload = json!({ "email": account.email, "role": account.role });
    let subject = format!("staff/{}", account.id);
    audit::append(conn, &Entry { actor, action, subject, payload, evidence_digest: None }, now)?;
    Ok(())
}
