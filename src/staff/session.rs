//! Sessions live on the server: the cookie is only a key to them.

use chrono::{DateTime, Duration, Utc};
use subtle::ConstantTimeEq;

use crate::db::audit::Actor;
use crate::db::sessions::{self, Open};
use crate::db::{DbError, staff};
use crate::domain::ids::Id;
use crate::domain::staff::{Role, StaffState};
use crate::keys::{Purpose, token_hash};

use super::accounts::Accounts;
use super::invite::log;
use super::step_up::PROVEN_FOR;

/// A session that was not used for this long is over.
pub const IDLE_LIMIT: Duration = Duration::minutes(30);
/// A session is over this long after signing in, used or not.
pub const ABSOLUTE_LIMIT: Duration = Duration::hours(12);
/// Use is written down at most this often: a page view need not be a write.
const TOUCH_EVERY: Duration = Duration::minutes(1);

/// Who is behind a request, and the token that their forms must carry.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Whose account.
    pub staff_id: Id,
    /// Their address.
    pub email: String,
    /// What they may do now: a role taken away is gone with the next request.
    pub role: Role,
    /// This session.
    pub session_id: String,
    /// Whether a code was given in it lately: what [`Visitor::proven`] asks.
    pub(super) is_proven: bool,
    /// For hidden fields. Bound to the session, worthless after it.
    pub form_token: String,
}

impl Visitor {
    /// As the audit log names them.
    pub fn actor(&self) -> Actor {
        Actor::Staff(self.staff_id.to_string())
    }

    /// Whether a form came from a page of this session, in constant time.
    pub fn wrote(&self, form_token: &str) -> bool {
        self.form_token.as_bytes().ct_eq(form_token.as_bytes()).into()
    }
}

/// Whether a session is neither too old nor left alone for too long.
pub(super) fn in_force(session: &Open, now: DateTime<Utc>) -> bool {
    let (since, seen) = (session.created_at.and_utc(), session.seen_at.and_utc());
    // A clock that was set back must not lengthen a session.
    now >= since && now - seen < IDLE_LIMIT && now - since < ABSOLUTE_LIMIT
}

/// Whether a code was given lately, and not in what is still to come.
fn is_proven(session: &Open, now: DateTime<Utc>) -> bool {
    let passed = session.proven_at.map(|at| now - at.and_utc());
    passed.is_some_and(|passed| passed >= Duration::zero() && passed < PROVEN_FOR)
}

impl Accounts {
    /// Who holds this token, if the session is in force.
    pub fn visitor(&self, token: &str) -> Result<Option<Visitor>, DbError> {
        let (hash, now) = (token_hash(token), self.clock.now());
        let Some((session, account)) = self.db.read(|conn| sessions::find(conn, &hash))? else { return Ok(None) };
        if !in_force(&session, now) || account.state != StaffState::Active {
            return Ok(None);
        }
        if now - session.seen_at.and_utc() >= TOUCH_EVERY
            && let Err(error) = self.db.write(|conn| sessions::touch(conn, &hash, now))
        {
            // A page must still be readable when nothing can be written.
            tracing::warn!(%error, "the use of a session could not be noted");
        }
        Ok(Some(Visitor {
            is_proven: is_proven(&session, now),
            staff_id: account.id,
            email: account.email,
            role: account.role,
            // Of the session and not of its token: forms that are open elsewhere survive a renewed token.
            form_token: self.keys.sign(Purpose::Csrf, session.id.as_bytes()),
            session_id: session.id,
        }))
    }

    /// Ends the session of a token; one that is over already stays so.
    pub fn sign_out(&self, token: &str) -> Result<(), DbError> {
        let (hash, now) = (token_hash(token), self.clock.now());
        self.db.write(|conn| {
            let Some((session, account)) = sessions::find(conn, &hash)? else { return Ok(()) };
            sessions::end(conn, &account.id, &session.id, now)?;
            let actor = Actor::Staff(account.id.to_string());
            log(conn, &actor, "staff.signed_out", &account, now)
        })
    }

    /// The account of an address, whether or not its link was used.
    pub fn account(&self, email: &str) -> Result<Option<staff::Account>, DbError> {
        self.db.read(|conn| staff::by_email(conn, &email.trim().to_lowercase()))
    }
}
