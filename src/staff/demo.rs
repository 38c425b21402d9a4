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

/// The password of all of the demo's staff.
pub const PASSWORD: &str = "all of this is invented";

/// A member of the demo's staff.
#[derive(Debug)]
pub struct Colleague {
    /// Signs in with it.
    pub email: &'static str,
    /// What they may do.
    pub role: Role,
    /// Where their codes come from; as public as the password.
    secret: [u8; 20],
}

/// The demo's staff. The first one reviewed what is listed.
pub const STAFF: [Colleague; 2] = [
    Colleague { email: "reviewer@demo.example", role: Role::Reviewer, secret: *b"demo reviewer secret" },
    Colleague { email: "admin@demo.example", role: Role::Administrator, secret: *b"demo administrator 1" },
];

impl Colleague {
    /// Opens the account.
    pub fn join(&self, accounts: &Accounts) -> Result<Account, WelcomeError> {
        accounts.plant(self.email, self.role, PASSWORD, &Secret::from_bytes(self.secret))
    }

    /// The code that signs them in now; `None` where there is no such account.
    pub fn code(&self, accounts: &Accounts) -> Result<Option<String>, SignInError> {
        accounts.usable_code(self.email, &Secret::from_bytes(self.secret))
    }
}

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
            link: None,
            password_hash: Some(password::hash(password)?),
            totp_step: 0,
            version: 1,
            created_at: now,
            signed_in_at: None,
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
