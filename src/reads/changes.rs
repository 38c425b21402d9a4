//! Every change of the listings in sight, in order, for programs that keep a copy.

use crate::db::changes::{self, Told};
use crate::db::{Db, DbError};

/// A stretch of the sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// In order, without gaps.
    pub changes: Vec<Told>,
    /// Where the next stretch begins.
    pub next: i64,
    /// The newest change that can be read here.
    pub head: i64,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// It is there.
    Here(Stretch),
    /// Nothing has that number yet: the newest one is this.
    Beyond(i64),
}

/// At most so many changes after `since`. `shown`: the change that the snapshot in force holds. Later ones are told once it holds them, so that
/// whoever is told of a change can read what came of it.
pub fn after(db: &Db, since: i64, shown: i64, limit: i64) -> Result<Asked, DbError> {
    db.read(|conn| {
        if since > shown {
            // Another process may be further than this one.
            let newest = changes::head(conn)?;
            let nothing = Stretch { changes: Vec::new(), next: since, head: since };
            return Ok(if since > newest { Asked::Beyond(newest) } else { Asked::Here(nothing) });
        }
        let changes = changes::between(conn, since, shown, limit)?;
        let next = changes.last().map_or(since, |change| change.seq);
        Ok(Asked::Here(Stretch { changes, next, head: shown }))
    })
}
