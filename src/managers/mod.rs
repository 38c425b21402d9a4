//! Who looks after a listing: let in by a mail, kept in by a session on the server, invited and taken off by one another.
//!
//! [`Managers`] is the one entry. A mailbox is all that is proven here: it gives rights over the pages of the listings that it
//! stands for, and says nothing about who somebody is (`identity.control` is a person's to record).

mod browser_name;
mod code;
mod link;
mod session;
mod team;

pub use browser_name::browser_name;
pub use link::{GOOD_FOR, LINKS_AN_HOUR, LinkError, Over, SignedIn, TRIES, Waiting};
pub use session::{ABSOLUTE_LIMIT, IDLE_LIMIT, OwnSession, Visitor};
pub use team::{InviteError, MOST_PEOPLE, Person, RemoveError};

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::clock::Clock;
use crate::config::PublicUrl;
use crate::db::audit::{self, Actor, Entry};
use crate::db::{Conn, Db, DbError};
use crate::keys::Keys;

/// Shared by all workers of one process.
#[derive(Clone)]
pub struct Managers {
    db: Db,
    keys: Keys,
    clock: Clock,
    public_url: PublicUrl,
}

impl Managers {
    /// Over a database, with its keys; letters lead to `public_url`.
    pub fn new(db: Db, keys: Keys, clock: Clock, public_url: PublicUrl) -> Self {
        Managers { db, keys, clock, public_url }
    }
}

impl std::fmt::Debug for Managers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Managers({})", self.db.address())
    }
}

/// Writes down what a manager did, in the act's own transaction. No addresses: the log outlives them.
fn log(
    conn: &mut Conn,
    manager_id: &str,
    action: &str,
    subject: String,
    payload: Value,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let actor = &Actor::Manager(manager_id.to_string());
    audit::append(conn, &Entry { actor, action, subject, payload, evidence_digest: None }, now)?;
    Ok(())
}
