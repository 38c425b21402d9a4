//! Signing in: email, password and code, with one answer for every way to be wrong.

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::staff::{self, Account};
use crate::db::{Conn, DbError, sessions};
use crate::domain::staff::StaffState;
use crate::keys::{KeyError, new_token, token_hash};

use super::accounts::{Accounts, Slot};
use super::invite::log;
use super::password;
use super::second_factor::Code;
use super::throttle::{Admitted, TooManyTries};

/// Somebody is in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session's token, for the cookie; only its hash is stored.
    pub token: String,
    /// Who.
    pub account: Account,
}

/// Why nobody is.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Unknown address, wrong password, wrong or used code: never said which.
    #[error("Email, password or code is not right. Each code works once; wait for the next if you used this one.")]
    Refused,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file does not open the second factor.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Ended and outlived sessions are kept this long, for whoever has to find out what happened.
const KEEP_SESSIONS: Duration = Duration::days(30);

impl Accounts {
    /// Asks the throttle before any work is done.
    pub fn admit(&self, email: &str, address: IpAddr) -> Result<Admitted, TooManyTries> {
        // Not an address: nobody's account, but it is counted and worked on like any other.
        let email: String = email.trim().to_lowercase().chars().take(254).collect();
        self.throttle.admit(&email, address, self.clock.now())
    }

    /// Signs in. Takes the same work whether or not there is such an account.
    pub fn sign_in(
        &self,
        slot: Slot,
        admitted: &Admitted,
        password: &str,
        code: &str,
        browser: &str,
    ) -> Result<SignedIn, SignInError> {
        let now = self.clock.now();
        let account = self.db.read(|conn| staff::by_email(conn, &admitted.email))?;
        let active = account.as_ref().filter(|a| a.state == StaffState::Active);
        let is_right = password::matches(password, active.and_then(|a| a.password_hash.as_deref()));
        drop(slot);
        let code = match active.filter(|_| is_right) {
            Some(account) => self.code(account, code, now)?,
            None => None,
        };
        let tried = match (active, code) {
            (Some(active), Some(code)) => self.db.write(|conn| self.enter(conn, active, &code, browser, now)),
            _ => Err(SignInError::Refused),
        };
        match &tried {
            Ok(_) => self.throttle.succeeded(admitted),
            Err(SignInError::Refused) => self.db.write(|conn| refused(conn, account.as_ref(), now))?,
            Err(_) => {}
        }
        tried
    }

    fn enter(
        &self,
        conn: &mut Conn,
        account: &Account,
        code: &Code,
        browser: &str,
        now: DateTime<Utc>,
    ) -> Result<SignedIn, SignInError> {
        let came = Account { signed_in_at: Some(now), ..account.clone() };
        let account = self.spend(conn, &came, code, now)?.ok_or(SignInError::Refused)?;
        log(conn, &Actor::Staff(account.id.to_string()), "staff.signed_in", &account, now)?;
        self.open_session(conn, account, browser, now)
    }

    /// A session with a token that never existed before.
    pub(super) fn open_session(
        &self,
        conn: &mut Conn,
        account: Account,
        browser: &str,
        now: DateTime<Utc>,
    ) -> Result<SignedIn, SignInError> {
        let token = new_token()?;
        sessions::forget_older(conn, now - KEEP_SESSIONS)?;
        sessions::insert(conn, &token_hash(&token), &account.id, browser, now)?;
        Ok(SignedIn { token, account })
    }
}

/// The address of an unknown account is not written down: people type passwords into the wrong box.
fn refused(conn: &mut Conn, account: Option<&Account>, now: DateTime<Utc>) -> Result<(), DbError> {
    let subject = account.map_or_else(|| "staff/unknown".to_string(), |a| format!("staff/{}", a.id));
    let actor = &Actor::Program("sign-in");
    let action = "staff.sign_in_refused";
    audit::append(conn, &Entry { actor, action, subject, payload: json!({}), evidence_digest: None }, now)?;
    Ok(())
}
