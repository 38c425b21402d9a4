//! The head of the audit chain, signed, to be kept elsewhere: who changes an entry and computes all hashes anew has a chain that
//! holds in itself, and another one than this head is of.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::Desk;
use crate::db::DbError;
use crate::db::audit::{self, Head};
use crate::keys::{KeyError, PublicSignature, Purpose, holds};

/// A head as it is kept elsewhere: one JSON object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedHead {
    /// The newest entry's place in the chain.
    pub seq: i64,
    /// Its hash, in which all entries before it have a part.
    pub hash: String,
    /// When it was signed.
    pub at: DateTime<Utc>,
    /// The public key, Ed25519 in base64url.
    pub key: String,
    /// Over the four lines of [`SignedHead::message`], Ed25519 in base64url.
    pub signature: String,
}

/// Why no head can be signed.
#[derive(Debug, thiserror::Error)]
pub enum HeadError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The key file.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl SignedHead {
    /// What is signed: a line that says what this is, then place, hash and time, each ended by a line feed.
    fn message(seq: i64, hash: &str, at: DateTime<Utc>) -> String {
        let at = at.to_rfc3339_opts(SecondsFormat::Micros, true);
        format!("vouchsafe audit head 1\n{seq}\n{hash}\n{at}\n")
    }

    fn is_signed(&self) -> bool {
        let by = PublicSignature { key: self.key.clone(), signature: self.signature.clone() };
        holds(Self::message(self.seq, &self.hash, self.at).as_bytes(), &by)
    }

    /// As it stands in its file.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).map(|text| text + "\n").unwrap_or_default()
    }

    /// From the text of a file; the error says what is wrong with it.
    pub fn of_text(text: &str) -> Result<SignedHead, String> {
        serde_json::from_str(text).map_err(|e| format!("it is not a head of an audit chain: {e}"))
    }
}

/// Where the chain ends now, signed.
pub fn sign(desk: &Desk) -> Result<SignedHead, HeadError> {
    let head = desk.db.read(audit::head)?;
    let now = desk.clock.now();
    let at = DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now);
    let message = SignedHead::message(head.seq, &head.hash, at);
    let signed = desk.keys.sign_publicly(Purpose::AuditHead, message.as_bytes())?;
    Ok(SignedHead { seq: head.seq, hash: head.hash, at, key: signed.key, signature: signed.signature })
}

/// Whether the chain that stands now went through a head that was signed with this key file. Empty means that it did; the chain
/// itself is another question ([`audit::faults`]).
pub fn faults(desk: &Desk, head: &SignedHead) -> Result<Vec<String>, HeadError> {
    if head.key != desk.keys.public_key(Purpose::AuditHead)? {
        return Ok(vec!["the head was signed with another key file than the one in use".to_string()]);
    }
    if !head.is_signed() {
        return Ok(vec![
            "the head does not bear out its signature: the file was changed since it was written".to_string(),
        ]);
    }
    let of_file = Head { seq: head.seq, hash: head.hash.clone() };
    let day = head.at.format("%Y-%m-%d %H:%M");
    Ok(match desk.db.read(|conn| audit::contains(conn, &of_file))? {
        Some(true) => Vec::new(),
        Some(false) => vec![format!(
            "entry {} is another one than on {day} UTC, when its head was signed: the chain was written anew",
            head.seq
        )],
        None => vec![format!("entry {} stood in the log on {day} UTC and is gone: the log was cut short", head.seq)],
    })
}
