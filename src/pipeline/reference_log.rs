//! What came into force, in the audit log: every load and every way back, from a page, a command line or a timer.
//!
//! Main data and reference data have no transaction in common, so nobody can write the two together. What is in force is held against
//! what the log told last, right after a command line changed it and again with every pass of the monitor: a process that dies in
//! between is told of by the next one.

use serde_json::json;

use crate::clock::Clock;
use crate::db::audit::{self, Actor, Entry};
use crate::db::lists_noticed::{self, Noticed};
use crate::db::reference::{InForce, loads};
use crate::db::{Db, DbError};

/// The act in the log.
const IN_FORCE: &str = "reference.in_force";

/// Writes down what came into force since the log last told. `by`: which part of the program noticed. Answers for how many lists.
pub fn note(db: &Db, reference: &Db, clock: &Clock, by: &'static str) -> Result<usize, DbError> {
    if news(&db.read(lists_noticed::all)?, &in_force(reference)?).is_empty() {
        return Ok(0);
    }
    db.write(|conn| {
        // Of two that noticed the same, the second sees here that it was told.
        audit::queue(conn)?;
        let told = lists_noticed::all(conn)?;
        // Looked at again in turn: whoever wrote before us may have told of a later load.
        let now = in_force(reference)?;
        let news = news(&told, &now);
        let (actor, mut entries) = (Actor::Program(by), Vec::new());
        for (noticed, load) in &news {
            lists_noticed::put(conn, noticed)?;
            let before = told.iter().find(|t| t.list == noticed.list && t.state == noticed.state);
            entries.push(Entry {
                actor: &actor,
                action: IN_FORCE,
                subject: format!("reference/{} {}", noticed.list, noticed.state).trim_end().to_string(),
                payload: json!({
                    "version": noticed.version,
                    "list_date": load.source.list_date,
                    "complete": load.source.complete,
                    "rows": noticed.rows,
                    "loaded_at": noticed.loaded_at,
                    "sha256": load.sha256,
                    "before": before.map(|b| json!({ "version": b.version, "loaded_at": b.loaded_at })),
                }),
                evidence_digest: None,
            });
        }
        if !entries.is_empty() {
            audit::append_all(conn, &entries, clock.now())?;
        }
        Ok(news.len())
    })
}

fn in_force(reference: &Db) -> Result<Vec<(Noticed, InForce)>, DbError> {
    Ok(loads::in_force(reference)?.into_iter().map(|l| (as_noticed(&l), l)).collect())
}

fn as_noticed(load: &InForce) -> Noticed {
    Noticed {
        list: load.source.list.as_str().to_string(),
        state: load.state.clone(),
        version: load.source.version.clone(),
        loaded_at: load.source.loaded_at,
        rows: load.source.rows,
    }
}

/// What the log did not tell of.
fn news<'a>(told: &[Noticed], now: &'a [(Noticed, InForce)]) -> Vec<&'a (Noticed, InForce)> {
    now.iter().filter(|(noticed, _)| !told.contains(noticed)).collect()
}
