//! Keys of programs that use the API: an administrator makes and revokes them. A key is shown once; its digest alone is stored.

use crate::db::api_keys::{self, ApiKey};
use crate::db::audit::{self, Actor, Entry};
use crate::db::{Conn, DbError};
use crate::domain::api_key::{LONGEST_NAME, PREFIX, Scope};
use crate::domain::ids::Id;
use crate::keys::{KeyError, new_token, token_hash};
use chrono::{DateTime, Utc};
use serde_json::json;

use super::accounts::Accounts;
use super::step_up::Proven;
use super::team::{TeamError, must_administer};

/// A key of a program.
pub type Key = ApiKey;

/// Why no key was made or revoked.
#[derive(Debug, thiserror::Error)]
pub enum ApiKeyError {
    /// It would open nothing.
    #[error("Choose what it may do.")]
    NoScope,
    /// Nobody could say later whose it is.
    #[error("Give it a name of at most {LONGEST_NAME} characters.")]
    NoName,
    /// Whoever asks is no administrator any more.
    #[error("You are no longer an administrator.")]
    NoLonger,
    /// The database; [`DbError::NotFound`] where there is no such key.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Random numbers.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl From<TeamError> for ApiKeyError {
    fn from(error: TeamError) -> Self {
        match error {
            TeamError::Db(e) => ApiKeyError::Db(e),
            TeamError::Key(e) => ApiKeyError::Key(e),
            TeamError::NoLonger | TeamError::LastAdministrator => ApiKeyError::NoLonger,
        }
    }
}

impl Accounts {
    /// Every key that was ever made, the newest first.
    pub fn api_keys(&self) -> Result<Vec<Key>, DbError> {
        self.db.read(api_keys::all)
    }

    /// Makes a key. Answers it: it is told this once.
    pub fn make_api_key(&self, by: &Proven, name: &str, scopes: &[Scope]) -> Result<String, ApiKeyError> {
        self.make(&by.visitor().actor(), name, scopes, |conn| must_administer(conn, by))
    }

    /// The same, for whoever runs the machine.
    pub fn make_api_key_here(&self, by: &Actor, name: &str, scopes: &[Scope]) -> Result<String, ApiKeyError> {
        self.make(by, name, scopes, |_| Ok(()))
    }

    fn make(
        &self,
        actor: &Actor,
        name: &str,
        scopes: &[Scope],
        may: impl FnOnce(&mut Conn) -> Result<(), TeamError>,
    ) -> Result<String, ApiKeyError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(ApiKeyError::NoName);
        }
        if scopes.is_empty() {
            return Err(ApiKeyError::NoScope);
        }
        let now = self.clock.now();
        let key = format!("{PREFIX}{}", new_token()?);
        let new = ApiKey {
            id: Id::new().to_string(),
            name: name.to_string(),
            scopes: Scope::ALL.iter().copied().filter(|scope| scopes.contains(scope)).collect(),
            made_by: actor.to_string(),
            made_at: now,
            last_used_on: None,
            revoked_at: None,
        };
        self.db.write(|conn| -> Result<(), ApiKeyError> {
            may(conn)?;
            api_keys::insert(conn, &new, &token_hash(&key))?;
            Ok(log(conn, actor, "api_key.made", &new, now)?)
        })?;
        Ok(key)
    }

    /// Closes a key for good. Its next request is refused.
    pub fn revoke_api_key(&self, by: &Proven, id: &str) -> Result<(), ApiKeyError> {
        self.revoke(&by.visitor().actor(), id, |conn| must_administer(conn, by))
    }

    /// The same, for whoever runs the machine.
    pub fn revoke_api_key_here(&self, by: &Actor, id: &str) -> Result<(), ApiKeyError> {
        self.revoke(by, id, |_| Ok(()))
    }

    fn revoke(
        &self,
        actor: &Actor,
        id: &str,
        may: impl FnOnce(&mut Conn) -> Result<(), TeamError>,
    ) -> Result<(), ApiKeyError> {
        let now = self.clock.now();
        self.db.write(|conn| {
            may(conn)?;
            let key = api_keys::get(conn, id)?;
            if !api_keys::revoke(conn, id, now)? {
                return Ok(());
            }
            Ok(log(conn, actor, "api_key.revoked", &key, now)?)
        })
    }

    /// The key that a program sent, if it is one of ours and open. The day of its use is noted.
    pub fn api_key(&self, key: &str) -> Result<Option<Key>, DbError> {
        let (digest, today) = (token_hash(key), self.clock.today());
        let found = self.db.read(|conn| api_keys::by_digest(conn, &digest))?.filter(|key| key.revoked_at.is_none());
        if let Some(key) = found.as_ref().filter(|key| key.last_used_on != Some(today))
            && let Err(error) = self.db.write(|conn| api_keys::used(conn, &key.id, today))
        {
            // Reads go on while nothing can be written.
            tracing::warn!(%error, "the day on which a key was used could not be noted");
        }
        Ok(found)
    }
}

fn log(conn: &mut Conn, actor: &Actor, action: &str, key: &ApiKey, now: DateTime<Utc>) -> Result<(), DbError> {
    let payload = json!({ "name": key.name, "scopes": key.scopes });
    let subject = format!("api_key/{}", key.id);
    audit::append(conn, &Entry { actor, action, subject, payload, evidence_digest: None }, now)?;
    Ok(())
}
