//! Accounts whose password and second factor everybody may know: for the demo and for tests, never for `serve`.

use crate::db::DbError;
use crate::db::audit::Actor;
use crate::db::staff::{self, Account};
use crate::domain::ids::Id;
use crate::domain::staff::{Role, StaffState};

use super::accounts::Accounts;
use super::invite::log;
use super::password;
use super::totp::Secret;
use super::{SignInError, WelcomeError};

impl Accounts {
    /// Makes an account that can sign in at once.
    pub fn plant(&self, email: &str, role: Role, password: &str, secret: &Secret) -> Result<Account, WelcomeError> {
        let now = self.clock.now();
        let id = Id::new();
        let account = Account {
            sealed_totp: Some(secret.seal(&self.keys, id.as_str())?),
            id,
            email: email.to_lowercase(),
            role,
            state: StaffState::Active,
            link_nonce: None,
            password_hash: Some(password::hash(password)?),
            totp_step: 0,
            version: 1,
            created_at: now,
        };
        Ok(self.db.write(|conn| {
            staff::insert(conn, &account)?;
            log(conn, &Actor::Program("demo"), "staff.planted", &account, now)?;
            Ok::<_, DbError>(account)
        })?)
    }

    /// A code that signs `email` in now: the current one, or the next where the current one was used.
    pub fn usable_code(&self, email: &str, secret: &Secret) -> Result<Option<String>, SignInError> {
        let now = self.clock.now();
        let used = self.account(email)?.map(|a| a.totp_step);
        Ok(used.map(|used| {
            let next = now + chrono::Duration::seconds(30);
            secret.code(if now.timestamp() / 30 > used { now } else { next })
        }))
    }
}
