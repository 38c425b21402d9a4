//! The snapshot in force, shared by all threads.

use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};
use chrono::DateTime;

use super::snapshot::Snapshot;

/// Holds the newest [`Snapshot`]. Copies share it; reading never waits.
#[derive(Debug, Clone)]
pub struct Index(Arc<ArcSwap<Snapshot>>);

impl Index {
    /// Begins with a snapshot.
    pub fn new(snapshot: Snapshot) -> Self {
        Index(Arc::new(ArcSwap::from_pointee(snapshot)))
    }

    /// The snapshot in force. Take it once for each request, so that one answer speaks of one state.
    pub fn current(&self) -> Guard<Arc<Snapshot>> {
        self.0.load()
    }

    /// Puts a newer snapshot in force. One that includes fewer changes is left aside: of two threads that build at
    /// once, the slower must not take the directory back.
    pub fn swap(&self, snapshot: impl Into<Arc<Snapshot>>) {
        let newer = snapshot.into();
        self.0.rcu(|now| if now.seq() > newer.seq() { now.clone() } else { newer.clone() });
    }
}

/// Nothing is listed yet.
impl Default for Index {
    fn default() -> Self {
        Index::new(Snapshot::build(Vec::new(), 0, DateTime::UNIX_EPOCH))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::testing;

    #[test]
    fn an_older_snapshot_never_replaces_a_newer_one() {
        let at = |seq, listings: &[_]| {
            Snapshot::build_with(listings.to_vec(), seq, testing::now(), Default::default(), |_| None)
        };
        let index = Index::default();
        let copy = index.clone();
        index.swap(at(2, &[testing::listing("New", 45.5, -122.6)]));
        index.swap(at(1, &[]));
        assert_eq!((copy.current().seq(), copy.current().providers().count()), (2, 1));
    }
}
