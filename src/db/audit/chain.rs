//! Whether the chain holds, and its head, by which a copy elsewhere can tell that it was written anew.

use diesel::prelude::*;

use super::super::schema::{audit_head, audit_log, audit_payloads};
use super::super::{Conn, DbError};
use super::{PAYLOAD_ERASED, Row};
use crate::keys::sha256_hex;

/// The newest entry's place and hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its place; 0 where nothing was logged yet.
    pub seq: i64,
    /// Its hash, in which every entry has a part; empty where nothing was logged yet.
    pub hash: String,
}

/// Where the chain ends now.
pub fn head(conn: &mut Conn) -> Result<Head, DbError> {
    let (seq, hash) = audit_head::table.find(1).select((audit_head::seq, audit_head::hash)).first(conn)?;
    Ok(Head { seq, hash })
}

/// Whether the chain that stands now went through this head; `None` where it does not reach so far.
pub fn contains(conn: &mut Conn, head: &Head) -> Result<Option<bool>, DbError> {
    if head.seq == 0 {
        return Ok(Some(head.hash.is_empty()));
    }
    let hash: Option<String> = audit_log::table.find(head.seq).select(audit_log::hash).first(conn).optional()?;
    Ok(hash.map(|hash| hash == head.hash))
}

/// Walks the whole chain and names every fault: a changed column, a gap, a payload that is not the one that was
/// logged, a head that does not fit. Empty means that the chain holds.
pub fn faults(conn: &mut Conn) -> Result<Vec<String>, DbError> {
    const PAGE: i64 = 5_000;
    let (mut faults, mut erased) = (Vec::new(), Vec::new());
    let (mut seq, mut previous) = (0, String::new());
    loop {
        let rows: Vec<(Row, Option<i64>, Option<String>)> = audit_log::table
            .left_join(audit_payloads::table)
            .filter(audit_log::seq.gt(seq))
            .order(audit_log::seq.asc())
            .limit(PAGE)
            .select((audit_log::all_columns, audit_payloads::seq.nullable(), audit_payloads::payload.nullable()))
            .load(conn)?;
        if rows.is_empty() {
            break;
        }
        for (row, stands, payload) in rows {
            if row.seq != seq + 1 {
                faults.push(format!("audit entry {} is missing", seq + 1));
            }
            if row.previous != previous || row.hash != row.expected_hash() {
                faults.push(format!("audit entry {} was changed", row.seq));
            }
            match (stands, payload) {
                (None, _) => faults.push(format!("the payload of audit entry {} is missing", row.seq)),
                (Some(_), None) => erased.push(row.seq),
                (Some(_), Some(payload)) if sha256_hex(payload.as_bytes()) != row.payload_digest => {
                    faults.push(format!("the payload of audit entry {} was changed", row.seq));
                }
                (Some(_), Some(_)) => {}
            }
            (seq, previous) = (row.seq, row.hash);
        }
    }
    for seq in erased {
        let logged: i64 = audit_log::table
            .filter(audit_log::action.eq(PAYLOAD_ERASED).and(audit_log::subject.eq(format!("audit/{seq}"))))
            .count()
            .get_result(conn)?;
        if logged == 0 {
            faults.push(format!("the payload of audit entry {seq} is gone and nobody logged its erasure"));
        }
    }
    let head: (i64, i64, String) = audit_head::table.first(conn)?;
    if head != (1, seq, previous) {
        faults.push(format!("the audit head says entry {}, the log ends at {seq}", head.1));
    }
    let payloads: i64 = audit_payloads::table.count().get_result(conn)?;
    let entries: i64 = audit_log::table.count().get_result(conn)?;
    if payloads > entries {
        faults.push(format!("{} payloads belong to no audit entry", payloads - entries));
    }
    let heads: i64 = audit_head::table.count().get_result(conn)?;
    if heads != 1 {
        faults.push(format!("there are {heads} audit heads"));
    }
    Ok(faults)
}

/// Every evidence digest that the chain holds: what `doctor` compares the evidence rows with.
pub fn evidence_digests(conn: &mut Conn) -> Result<std::collections::HashSet<String>, DbError> {
    let digests: Vec<Option<String>> = audit_log::table
        .filter(audit_log::evidence_digest.is_not_null())
        .select(audit_log::evidence_digest)
        .load(conn)?;
    Ok(digests.into_iter().flatten().collect())
}
