//! Before a dangerous act, whoever is signed in shows that the second factor is still in their hands.

use chrono::Duration;

use crate::db::audit::Actor;
use crate::db::{DbError, sessions};
use crate::domain::staff::StaffState;
use crate::keys::{new_token, token_hash};

use super::accounts::Accounts;
use super::invite::log;
use super::session::Visitor;
use super::sign_in::SignInError;
use super::throttle::Admitted;

/// A code that was given in a session counts for this long.
pub const PROVEN_FOR: Duration = Duration::minutes(5);

/// A visitor who gave a code in this session within the last [`PROVEN_FOR`]. Dangerous acts take no other.
#[derive(Debug, Clone)]
pub struct Proven(Visitor);

impl Proven {
    /// Who.
    pub fn visitor(&self) -> &Visitor {
        &self.0
    }
}

impl Visitor {
    /// The same visitor, where a code was given lately.
    pub fn proven(&self) -> Option<Proven> {
        self.is_proven.then(|| Proven(self.clone()))
    }
}

impl Accounts {
    /// Takes a code in the session of `token`, which goes on under a new token; answers that. The code is used up, as one to sign in
    /// with is, and the throttle counts the try as one.
    ///
    /// # Errors
    /// [`SignInError::Refused`] where the code is wrong or was used, or the session is over.
    pub fn prove(&self, admitted: &Admitted, token: &str, typed: &str) -> Result<String, SignInError> {
        let (now, hash) = (self.clock.now(), token_hash(token));
        let found = self.db.read(|conn| sessions::find(conn, &hash))?;
        let Some((_, account)) = found.filter(|(_, a)| a.state == StaffState::Active && a.email == admitted.email)
        else {
            return Err(SignInError::Refused);
        };
        let new_token = new_token()?;
        let proven = match self.code(&account, typed, now)? {
            None => Err(SignInError::Refused),
            Some(code) => self.db.write(|conn| {
                let account = self.spend(conn, &account, &code, now)?.ok_or(SignInError::Refused)?;
                match sessions::renew(conn, &hash, &token_hash(&new_token), now) {
                    Err(DbError::Stale) => return Err(SignInError::Refused),
                    renewed => renewed?,
                }
                let actor = Actor::Staff(account.id.to_string());
                Ok(log(conn, &actor, "staff.proved", &account, now)?)
            }),
        };
        match proven {
            Ok(()) => {
                self.throttle.succeeded(admitted);
                Ok(new_token)
            }
            Err(SignInError::Refused) => {
                let actor = Actor::Staff(account.id.to_string());
                self.db.write(|conn| log(conn, &actor, "staff.code_refused", &account, now))?;
                Err(SignInError::Refused)
            }
            Err(e) => Err(e),
        }
    }
}
