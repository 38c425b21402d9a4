//! Sessions live on the server: the cookie is only a key to them.

use chrono::Duration;
use subtle::ConstantTimeEq;

use crate::db::audit::Actor;
use crate::db::sessions;
use crate::db::{DbError, staff};
use crate::domain::ids::Id;
use crate::domain::staff::{Role, StaffState};
use crate::keys::{Purpose, token_hash};

use super::accounts::Accounts;
use super::invite::log;

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

impl Accounts {
    /// Who holds this token, if the session is in force.
    pub fn visitor(&self, token: &str) -> Result<Option<Visitor>, DbError> {
        let (hash, now) = (token_hash(token), self.clock.now());
        let Some(session) = self.db.read(|conn| sessions::find(conn, &hash))? else { return Ok(None) };
        let is_over = now - session.seen_at >= IDLE_LIMIT || now - session.created_at >= ABSOLUTE_LIMIT;
        // A clock that was set back must not lengthen a session.
        let is_early = now < session.created_at;
        if is_over || is_early || session.account.state != StaffState::Active {
            return Ok(None);
        }
        if now - session.seen_at >= TOUCH_EVERY
            && let Err(error) = self.db.write(|conn| sessions::touch(conn, &hash, now))
        {
            // A page must still be readable when nothing can be written.
            tracing::warn!(%error, "the use of a session could not be noted");
        }
        Ok(Some(Visitor {
            staff_id: session.account.id,
            email: session.account.email,
            role: session.account.role,
            form_token: self.keys.sign(Purpose::Csrf, hash.as_bytes()),
        }))
    }

    /// Ends the session of a token; one that is over already stays so.
    pub fn sign_out(&self, token: &str) -> Result<(), DbError> {
        let (hash, now) = (token_hash(token), self.clock.now());
        self.db.write(|conn| {
            let Some(session) = sessions::find(conn, &hash)? else { return Ok(()) };
            sessions::end(conn, &hash, now)?;
            let actor = Actor::Staff(session.account.id.to_string());
            log(conn, &actor, "staff.signed_out", &session.account, now)
        })
    }

    /// The account of an address, whether or not its link was used.
    pub fn account(&self, email: &str) -> Result<Option<staff::Account>, DbError> {
        self.db.read(|conn| staff::by_email(conn, &email.trim().to_lowercase()))
    }
}
