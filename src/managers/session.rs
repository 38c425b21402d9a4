//! Sessions live on the server: the cookie is only a key to them. Their holder sees them all and ends any.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use subtle::ConstantTimeEq;

use crate::db::DbError;
use crate::db::manager_sessions::{self as sessions, Session};
use crate::keys::{Purpose, token_hash};

use super::{Managers, log};

/// A session that was not used for this long is over.
pub const IDLE_LIMIT: Duration = Duration::minutes(30);
/// A session is over this long after signing in, used or not.
pub const ABSOLUTE_LIMIT: Duration = Duration::hours(12);
/// Use is written down at most this often: a page view need not be a write.
const TOUCH_EVERY: Duration = Duration::minutes(1);

/// Who is behind a request, and the token that their forms must carry.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Who.
    pub manager_id: String,
    /// Their address, folded.
    pub email: String,
    /// This session.
    pub session_id: String,
    /// For hidden fields. Bound to the session, worthless after it.
    pub form_token: String,
}

impl Visitor {
    /// Whether a form came from a page of this session, in constant time.
    pub fn wrote(&self, form_token: &str) -> bool {
        self.form_token.as_bytes().ct_eq(form_token.as_bytes()).into()
    }
}

/// A session as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    /// Names it on the page.
    pub id: String,
    /// Such as `Firefox on Windows`.
    pub browser: String,
    /// When they signed in.
    pub since: DateTime<Utc>,
    /// To the minute.
    pub last_used: DateTime<Utc>,
    /// It is the one that asks.
    pub is_this: bool,
}

fn in_force(session: &Session, now: DateTime<Utc>) -> bool {
    let (since, seen) = (session.created_at.and_utc(), session.seen_at.and_utc());
    // A clock that was set back must not lengthen a session.
    now >= since && now - seen < IDLE_LIMIT && now - since < ABSOLUTE_LIMIT
}

impl Managers {
    /// Who holds this token, if the session is in force.
    pub fn visitor(&self, token: &str) -> Result<Option<Visitor>, DbError> {
        let (digest, now) = (token_hash(token), self.clock.now());
        let Some((session, manager)) = self.db.read(|conn| sessions::find(conn, &digest))? else { return Ok(None) };
        if !in_force(&session, now) {
            return Ok(None);
        }
        if now - session.seen_at.and_utc() >= TOUCH_EVERY
            && let Err(error) = self.db.write(|conn| sessions::touch(conn, &session.id, now))
        {
            // A page must still be readable when nothing can be written.
            tracing::warn!(%error, "the use of a session could not be noted");
        }
        Ok(Some(Visitor {
            manager_id: manager.id,
            email: manager.email,
            session_id: session.id,
            form_token: self.keys.sign(Purpose::Csrf, digest.as_bytes()),
        }))
    }

    /// The sessions of a manager that are in force, last used first.
    pub fn sessions(&self, visitor: &Visitor) -> Result<Vec<OwnSession>, DbError> {
        let now = self.clock.now();
        let open = self.db.read(|conn| sessions::open_of(conn, &visitor.manager_id))?;
        let own = |s: Session| OwnSession {
            is_this: s.id == visitor.session_id,
            since: s.created_at.and_utc(),
            last_used: s.seen_at.and_utc(),
            browser: s.browser,
            id: s.id,
        };
        Ok(open.into_iter().filter(|s| in_force(s, now)).map(own).collect())
    }

    /// Ends one of the visitor's own sessions, this one (signing out) or another. One that is over, or
    /// not theirs, stays as it is.
    pub fn end_session(&self, visitor: &Visitor, id: &str) -> Result<(), DbError> {
        let now = self.clock.now();
        let action = if id == visitor.session_id { "manager.signed_out" } else { "manager.session_ended" };
        self.db.write(|conn| {
            if sessions::end(conn, &visitor.manager_id, id, now)? {
                let subject = format!("manager/{}", visitor.manager_id);
                log(conn, &visitor.manager_id, action, subject, json!({ "session": id }), now)?;
            }
            Ok(())
        })
    }

    /// Ends all of the visitor's sessions but this one.
    pub fn end_other_sessions(&self, visitor: &Visitor) -> Result<(), DbError> {
        let now = self.clock.now();
        self.db.write(|conn| {
            let ended = sessions::end_others(conn, &visitor.manager_id, &visitor.session_id, now)?;
            let subject = format!("manager/{}", visitor.manager_id);
            log(conn, &visitor.manager_id, "manager.other_sessions_ended", subject, json!({ "ended": ended }), now)
        })
    }
}
