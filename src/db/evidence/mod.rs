//! Evidence: runs of the checks, recorded look-ups, answers, and overrides. Rows are only ever added.
//!
//! Each group of rows written together has one digest over all its columns; the digest goes into the audit chain in
//! the same transaction, so that a changed, added or missing row shows ([`faults`]).

mod acts;
mod overrides;
mod runs;

use std::collections::HashSet;

use crate::keys::sha256_hex;

use super::{Conn, DbError};

pub use acts::{Answer, LookupRow, add_answer, add_lookup, answers_on, lookups_on};
pub use overrides::{add_override_act, begin_override, overrides_on, waiting_overrides};
pub use runs::{EvidenceRow, NewEvidence, Run, add_run, last_number, latest_run, latest_runs};

/// SHA-256 over columns, each with its length, so that no two rows share a preimage. `None` differs from empty.
fn digest_of<'a>(columns: impl IntoIterator<Item = Option<&'a str>>) -> String {
    let mut text = String::new();
    for column in columns {
        match column {
            Some(c) => text.push_str(&format!("{}:{c};", c.len())),
            None => text.push_str("-;"),
        }
    }
    sha256_hex(text.as_bytes())
}

/// Compares every evidence row with the digests in the audit chain. Empty means that all of them hold.
pub fn faults(conn: &mut Conn) -> Result<Vec<String>, DbError> {
    let logged = super::audit::evidence_digests(conn)?;
    let mut found = HashSet::new();
    let mut faults = Vec::new();
    let all = runs::digests(conn)?.into_iter().chain(acts::digests(conn)?).chain(overrides::digests(conn)?);
    for (name, digest) in all {
        if !logged.contains(&digest) {
            faults.push(format!("{name} was changed, or was not written by the program"));
        }
        found.insert(digest);
    }
    faults.extend(runs::strays(conn)?);
    let missing = logged.difference(&found).count();
    if missing > 0 {
        faults.push(format!("{missing} groups of evidence rows in the audit log are missing or changed"));
    }
    Ok(faults)
}
