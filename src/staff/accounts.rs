//! What every staff act needs, in one place.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::clock::Clock;
use crate::config::PublicUrl;
use crate::db::Db;
use crate::keys::Keys;

use super::throttle::Throttle;

/// At most this many passwords are hashed at once: 4 x 64 MiB, and cores left for patients.
const SLOTS: usize = 4;

/// Staff accounts: shared by all workers of one process.
#[derive(Clone)]
pub struct Accounts {
    pub(super) db: Db,
    pub(super) keys: Keys,
    pub(super) clock: Clock,
    pub(super) public_url: PublicUrl,
    pub(super) throttle: Arc<Throttle>,
    slots: Arc<Semaphore>,
}

/// The right to hash one password now.
#[derive(Debug)]
pub struct Slot {
    _permit: Option<OwnedSemaphorePermit>,
}

impl Accounts {
    /// Over a database, with its keys; letters lead to `public_url`.
    pub fn new(db: Db, keys: Keys, clock: Clock, public_url: PublicUrl) -> Self {
        Accounts { db, keys, clock, public_url, throttle: Arc::default(), slots: Arc::new(Semaphore::new(SLOTS)) }
    }

    /// Without a throttle: for load tests on a loopback address (`--rate-limits off`).
    pub fn unthrottled(self) -> Self {
        Accounts { throttle: Arc::new(Throttle::off()), ..self }
    }

    /// Waits for a free slot. Hash on a blocking thread, not on the one that answers requests.
    pub async fn slot(&self) -> Slot {
        // The semaphore is never closed, so this cannot fail; if it did, going on without is the lesser evil.
        Slot { _permit: self.slots.clone().acquire_owned().await.ok() }
    }
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Accounts({})", self.db.address())
    }
}
