//! What is typed where a code is asked for: six digits of the authenticator, or a recovery code. Each is used up by being right.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::staff::{self, Account};
use crate::db::{Conn, DbError, recovery_codes};
use crate::keys::KeyError;

use super::accounts::Accounts;
use super::letter::Letter;
use super::recovery;
use super::totp::Secret;

/// A code that may be right: the database has the last word, in [`Accounts::spend`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Code {
    /// The newest 30-second step, newer than the last one used.
    Step(i64),
    /// The digest of something like a recovery code.
    Recovery(String),
}

impl Accounts {
    /// What a typed code is for this account; `None` where it is certainly wrong.
    pub(super) fn code(&self, account: &Account, typed: &str, now: DateTime<Utc>) -> Result<Option<Code>, KeyError> {
        if let Some(digest) = recovery::digest(typed) {
            return Ok(Some(Code::Recovery(digest)));
        }
        let Some(sealed) = &account.sealed_totp else { return Ok(None) };
        let secret = Secret::unseal(&self.keys, account.id.as_str(), sealed)?;
        Ok(secret.step_of(typed, now).filter(|step| *step > account.totp_step).map(Code::Step))
    }

    /// Uses a code up. `None` where it is wrong after all, or somebody was faster: of two uses at once, one saves the account and the
    /// other finds it changed.
    pub(super) fn spend(
        &self,
        conn: &mut Conn,
        account: &Account,
        code: &Code,
        now: DateTime<Utc>,
    ) -> Result<Option<Account>, DbError> {
        let totp_step = match code {
            Code::Step(step) => *step,
            Code::Recovery(digest) if recovery_codes::spend(conn, &account.id, digest, now)? => {
                self.recovery_code_used(conn, account, now)?;
                account.totp_step
            }
            Code::Recovery(_) => return Ok(None),
        };
        match staff::save(conn, &Account { totp_step, ..account.clone() }) {
            Err(DbError::Stale) => Ok(None),
            saved => saved.map(Some),
        }
    }

    fn recovery_code_used(&self, conn: &mut Conn, account: &Account, now: DateTime<Utc>) -> Result<(), DbError> {
        let left = recovery_codes::left(conn, &account.id)?.unwrap_or_default();
        let (actor, payload) = (&Actor::Staff(account.id.to_string()), json!({ "left": left }));
        let (action, subject) = ("staff.recovery_code_used", format!("staff/{}", account.id));
        audit::append(conn, &Entry { actor, action, subject, payload, evidence_digest: None }, now)?;
        self.post(conn, account, Letter::RecoveryCodeUsed { left }, now)
    }
}
