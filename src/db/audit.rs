//! The audit log: append-only and hash-chained, over digests, so that a payload can be erased without breaking it.
//!
//! Entry n's hash is SHA-256 over every column of entry n and the hash of entry n-1. The head row is
//! locked first: two writers can never both append after the same entry.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::keys::{random_bytes, sha256_hex};

use super::schema::{audit_head, audit_log, audit_payloads};
use super::{Conn, DbError, on_backend, stored};

mod chain;
mod read;

pub use chain::{Head, contains, evidence_digests, faults, head};
pub use read::{Moment, actions, matching, moments, moments_of, newest, of_subject};

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A member of staff, by id.
    Staff(String),
    /// A provider, through the submission with this id.
    Provider(String),
    /// Whoever holds the link of the request to confirm with this id.
    ConfirmLink(String),
    /// A manager of a listing, by id.
    Manager(String),
    /// Whoever holds the link to a clinician's own page, by the id of the request.
    Clinician(String),
    /// Somebody without an account; nobody asks who.
    Visitor,
    /// The program itself: a job, a migration, a command line.
    Program(&'static str),
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Actor::Staff(id) => write!(f, "staff/{id}"),
            Actor::Provider(id) => write!(f, "submission/{id}"),
            Actor::ConfirmLink(id) => write!(f, "confirmation/{id}"),
            Actor::Manager(id) => write!(f, "manager/{id}"),
            Actor::Clinician(id) => write!(f, "clinician/{id}"),
            Actor::Visitor => f.write_str("visitor/unnamed"),
            Actor::Program(name) => write!(f, "program/{name}"),
        }
    }
}

/// One act to be logged.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// What, such as `submission.approved`.
    pub action: &'a str,
    /// On what, such as `submission/0199…`.
    pub subject: String,
    /// Details; may be erased later. Never a birth date, a DEA number or a password.
    pub payload: Value,
    /// Digest of the evidence written in the same transaction, which so becomes part of the chain.
    pub evidence_digest: Option<String>,
}

/// A logged entry as read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// Place in the chain, from 1.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// On what.
    pub subject: String,
    /// Details; `None` once erased.
    pub payload: Option<Value>,
    /// The entry's hash, in which all entries before it have a part.
    pub hash: String,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = audit_log)]
struct Row {
    seq: i64,
    logged_at: NaiveDateTime,
    actor: String,
    action: String,
    subject: String,
    payload_digest: String,
    evidence_digest: Option<String>,
    previous: String,
    hash: String,
}

impl Row {
    /// Over every other column, each with its length, so that no two rows can share a preimage.
    fn expected_hash(&self) -> String {
        let at = self.logged_at.and_utc().timestamp_micros().to_string();
        let evidence = self.evidence_digest.as_deref().unwrap_or("-");
        let seq = self.seq.to_string();
        let columns =
            [&seq, &at, &self.actor, &self.action, &self.subject, &self.payload_digest, evidence, &self.previous];
        let text: String = columns.iter().map(|c| format!("{}:{c};", c.len())).collect();
        sha256_hex(text.as_bytes())
    }
}

/// The action that makes a missing payload lawful; its subject is `audit/{seq}`.
pub const PAYLOAD_ERASED: &str = "audit.payload_erased";

/// A writer reads the clock first and then waits for the log, so that the entry before may bear a later moment than its own: up to
/// this far ahead it bears that moment too, and what is read by moments stands in the order of the chain. Further ahead, a clock
/// was set back, and an entry keeps its own.
const WAITED_AT_MOST: Duration = Duration::minutes(1);

fn in_turn(own: NaiveDateTime, before: Option<NaiveDateTime>) -> NaiveDateTime {
    before.filter(|before| *before > own && *before - own < WAITED_AT_MOST).unwrap_or(own)
}

/// Takes the log's lock for the rest of the transaction, for an act that has to look before it writes: of two such acts at once
/// the second sees what the first one did.
pub fn queue(conn: &mut Conn) -> Result<(), DbError> {
    diesel::update(audit_head::table.find(1)).set(audit_head::seq.eq(audit_head::seq + 0)).execute(conn)?;
    Ok(())
}

/// Appends one entry. Must run in the transaction of the act that it logs.
pub fn append(conn: &mut Conn, entry: &Entry<'_>, now: DateTime<Utc>) -> Result<i64, DbError> {
    append_all(conn, std::slice::from_ref(entry), now)
}

/// Appends entries in their order, in few statements, and answers the place of the last. Must run in the transaction of the
/// acts that they log.
pub fn append_all(conn: &mut Conn, entries: &[Entry<'_>], now: DateTime<Utc>) -> Result<i64, DbError> {
    let count = i64::try_from(entries.len()).map_err(|_| DbError::Other("too many audit entries at once".into()))?;
    // Taking the head's lock first makes writers queue here instead of failing.
    diesel::update(audit_head::table.find(1)).set(audit_head::seq.eq(audit_head::seq + count)).execute(conn)?;
    let (last, mut previous): (i64, String) =
        audit_head::table.find(1).select((audit_head::seq, audit_head::hash)).first(conn)?;
    let before = audit_log::table.find(last - count).select(audit_log::logged_at).first(conn).optional()?;
    let logged_at = in_turn(stored(now), before);
    let (mut rows, mut payloads) = (Vec::with_capacity(entries.len()), Vec::with_capacity(entries.len()));
    for (entry, seq) in entries.iter().zip(last - count + 1..) {
        // The nonce keeps a digest from being guessed after its payload was erased.
        let nonce = random_bytes::<12>().map_err(|e| DbError::Other(e.to_string()))?;
        let payload = json!({ "nonce": data_encoding::HEXLOWER.encode(&nonce), "details": entry.payload }).to_string();
        let mut row = Row {
            seq,
            logged_at,
            actor: entry.actor.to_string(),
            action: entry.action.to_string(),
            subject: entry.subject.clone(),
            payload_digest: sha256_hex(payload.as_bytes()),
            evidence_digest: entry.evidence_digest.clone(),
            previous,
            hash: String::new(),
        };
        row.hash = row.expected_hash();
        previous = row.hash.clone();
        rows.push(row);
        payloads.push((audit_payloads::seq.eq(seq), audit_payloads::payload.eq(payload)));
    }
    diesel::update(audit_head::table.find(1)).set(audit_head::hash.eq(&previous)).execute(conn)?;
    on_backend!(conn, c => diesel::insert_into(audit_log::table).values(&rows).execute(c))?;
    on_backend!(conn, c => diesel::insert_into(audit_payloads::table).values(&payloads).execute(c))?;
    Ok(last)
}
