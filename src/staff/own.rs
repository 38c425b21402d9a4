//! What members of staff do with their own accounts: sessions, password, recovery codes.

use chrono::{DateTime, Utc};

use crate::db::sessions::{self, Open};
use crate::db::staff::{self, Account};
use crate::db::{Conn, DbError, recovery_codes};
use crate::keys::KeyError;

use super::accounts::{Accounts, Slot};
use super::invite::log;
use super::letter::Letter;
use super::password::{self, HashError, NewPassword, WeakPassword};
use super::recovery;
use super::session::{Visitor, in_force};
use super::step_up::Proven;
use super::throttle::Admitted;

/// A session as its holder, or an administrator, sees it.
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
}

impl From<Open> for OwnSession {
    fn from(s: Open) -> Self {
        OwnSession { since: s.created_at.and_utc(), last_used: s.seen_at.and_utc(), browser: s.browser, id: s.id }
    }
}

/// Why a password stayed as it was.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Not the one in force.
    #[error("This is not your present password. Type the one that you signed in with.")]
    Wrong,
    /// Not a password to be set.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// No memory for hashing.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database; [`DbError::Stale`] where the account was changed meanwhile.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Why there are no new recovery codes.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    /// No random numbers.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The account behind a visitor, read again inside an act.
fn own(conn: &mut Conn, visitor: &Visitor) -> Result<Account, DbError> {
    staff::by_id(conn, &visitor.staff_id)?.ok_or(DbError::NotFound)
}

impl Accounts {
    /// The sessions of a member of staff that are in force, last used first.
    pub fn sessions(&self, staff_id: &crate::domain::ids::Id) -> Result<Vec<OwnSession>, DbError> {
        let now = self.clock.now();
        let open = self.db.read(|conn| sessions::open_of(conn, staff_id))?;
        Ok(open.into_iter().filter(|s| in_force(s, now)).map(OwnSession::from).collect())
    }

    /// Ends one of the visitor's own sessions. One that is over, or not theirs, stays as it is.
    pub fn end_session(&self, visitor: &Visitor, id: &str) -> Result<(), DbError> {
        let now = self.clock.now();
        self.db.write(|conn| {
            let Some(browser) = sessions::end(conn, &visitor.staff_id, id, now)? else { return Ok(()) };
            let account = own(conn, visitor)?;
            log(conn, &visitor.actor(), "staff.session_ended", &account, now)?;
            self.post(conn, &account, Letter::SessionEnded { browser: &browser }, now)
        })
    }

    /// Ends all of the visitor's sessions but this one. Where there are no others, nothing happens.
    pub fn end_other_sessions(&self, visitor: &Visitor) -> Result<(), DbError> {
        let now = self.clock.now();
        self.db.write(|conn| {
            if sessions::end_all_but(conn, &visitor.staff_id, Some(&visitor.session_id), now)? == 0 {
                return Ok(());
            }
            let account = own(conn, visitor)?;
            log(conn, &visitor.actor(), "staff.other_sessions_ended", &account, now)?;
            self.post(conn, &account, Letter::OthersEnded, now)
        })
    }

    /// Puts a new password in the place of the old one and ends all other sessions. The throttle counts it as a try to sign in.
    pub fn change_password(
        &self,
        slot: Slot,
        by: &Proven,
        admitted: &Admitted,
        old: &str,
        new: &str,
    ) -> Result<(), PasswordError> {
        let (now, visitor) = (self.clock.now(), by.visitor());
        let account = self.db.read(|conn| own(conn, visitor))?;
        if !password::matches(old, account.password_hash.as_deref()) {
            self.db.write(|conn| log(conn, &visitor.actor(), "staff.password_refused", &account, now))?;
            return Err(PasswordError::Wrong);
        }
        self.throttle.succeeded(admitted);
        let password_hash = Some(NewPassword::choose(new, &account.email)?.hash()?);
        drop(slot);
        Ok(self.db.write(|conn| {
            let account = staff::save(conn, &Account { password_hash, ..account })?;
            sessions::end_all_but(conn, &account.id, Some(&visitor.session_id), now)?;
            log(conn, &visitor.actor(), "staff.password_changed", &account, now)?;
            self.post(conn, &account, Letter::Password, now)
        })?)
    }

    /// Makes new recovery codes, to be shown this once; those from before are void.
    pub fn make_recovery_codes(&self, by: &Proven) -> Result<Vec<String>, RecoveryError> {
        let (now, visitor) = (self.clock.now(), by.visitor());
        let codes = recovery::new()?;
        let digests: Vec<String> = codes.iter().filter_map(|code| recovery::digest(code)).collect();
        self.db.write(|conn| {
            let account = own(conn, visitor)?;
            recovery_codes::replace(conn, &account.id, &digests)?;
            log(conn, &visitor.actor(), "staff.recovery_codes_made", &account, now)?;
            self.post(conn, &account, Letter::RecoveryCodes, now)
        })?;
        Ok(codes)
    }

    /// How many recovery codes are left; `None` where none were ever made.
    pub fn recovery_codes_left(&self, visitor: &Visitor) -> Result<Option<usize>, DbError> {
        self.db.read(|conn| recovery_codes::left(conn, &visitor.staff_id))
    }
}
