//! Follows the change sequence: what changed since the index was built is opened and laid over it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::db::{changes, listings};
use crate::pipeline::Desk;
use crate::pipeline::dossier::DossierError;
use crate::search::{Listing, Snapshot};

use super::open_all;

/// A snapshot, and what changed since it was built.
pub struct Feed {
    ground: Arc<Snapshot>,
    /// By organisation; `None` for one that is not public any more.
    changed: BTreeMap<String, Option<Listing>>,
    seq: i64,
}

impl Feed {
    /// Changes will be laid over this snapshot. It holds all that was public at its change, and nothing is laid over it yet.
    pub fn on(ground: Snapshot) -> Feed {
        Feed { seq: ground.seq(), ground: Arc::new(ground), changed: BTreeMap::new() }
    }

    /// The last change taken in.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// Takes in what changed since, and opens nothing else. Answers with the newest snapshot.
    ///
    /// # Errors
    /// The changes cannot be read; the next call tries them again.
    pub fn follow(&mut self, desk: &Desk) -> Result<Arc<Snapshot>, DossierError> {
        let now = desk.clock.now();
        self.seq = desk.db.read(|conn| -> Result<i64, DossierError> {
            let seq = changes::head(conn)?;
            if seq > self.seq {
                let changed = changes::since(conn, self.seq)?;
                let rows = listings::public(conn, Some(&changed))?;
                let mut opened = open_all(conn, &desk.keys, rows, now)?;
                self.changed.extend(changed.into_iter().map(|organization| {
                    let listing = opened.remove(&organization);
                    (organization, listing)
                }));
            }
            Ok(seq)
        })?;
        if self.seq == self.ground.seq() {
            return Ok(self.ground.clone());
        }
        Ok(Arc::new(self.ground.with(&self.changed, self.seq, now)))
    }
}
