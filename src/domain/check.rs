//! One check, its outcome, and the report they make.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::moment;
use super::words::wire_words;

wire_words! {
    /// What a check found. Only `pass` is a pass.
    Outcome {
        Pass => "pass",
        Fail => "fail",
        /// A person has to look.
        Review => "review",
        /// The source or the claim is missing: nothing was compared.
        NotChecked => "not_checked",
        /// Compared against a list that is too old to clear anyone.
        Stale => "stale",
        /// The source could not be asked.
        Error => "error",
    }
}

wire_words! {
    /// How sure a match on an exclusion list is (contract, "Exclusions").
    Tier {
        Confirmed => "confirmed",
        Probable => "probable",
        Possible => "possible",
        AutoCleared => "auto_cleared",
        None => "none",
    }
}

wire_words! {
    /// What `verification.status` says.
    VerificationStatus {
        /// Every blocking check passed and is in date.
        Verified => "verified",
        /// Nothing failed; some blocking check not made or overdue.
        PartlyVerified => "partly_verified",
        /// Something turned up, a person is looking.
        Rechecking => "rechecking",
        /// Imported, nothing checked.
        Unverified => "unverified",
    }
}

/// One row of a verification report (contract, "Verification report").
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// Stable code such as `npi.registered`.
    pub code: String,
    /// Where in the dossier, such as `clinicians/0` or `locations/1`; `provider` for the organisation.
    pub subject: String,
    /// What was found.
    pub outcome: Outcome,
    /// Whether anything but a pass keeps the badge away. Belongs to the code.
    pub blocking: bool,
    /// One sentence for a person. Never holds a birth date or a DEA number.
    pub detail: String,
    /// Source and version, such as `LEIE 2026-11`; `dossier` where only the claim itself was looked at.
    pub source: String,
    /// When it was made.
    #[serde(serialize_with = "moment::utc")]
    pub checked_at: DateTime<Utc>,
    /// Until when a pass may be relied on; `None`: for as long as the values stand.
    #[serde(serialize_with = "moment::utc_or_none")]
    pub valid_until: Option<DateTime<Utc>>,
    /// Comparison words (`equal`, `near`, ...), tier, field names. Never a birth date or DEA number.
    pub evidence: Map<String, Value>,
}

/// A source that a report relied on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceLine {
    /// `NPPES`, `LEIE`, `SAM`, `STATE-EXCLUSIONS`, `NUCC`.
    pub name: String,
    /// Month or day of the list, such as `2026-11`.
    pub version: String,
    /// Rows in force.
    pub rows: i64,
    /// When it was loaded.
    #[serde(serialize_with = "moment::utc")]
    pub loaded_at: DateTime<Utc>,
}

/// Everything that was checked for one dossier, in a stable order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// What the checks amount to.
    pub status: VerificationStatus,
    /// The moment the report speaks of.
    #[serde(serialize_with = "moment::utc")]
    pub as_of: DateTime<Utc>,
    /// What was loaded.
    pub sources: Vec<SourceLine>,
    /// The checks that apply; those that do not are left out.
    pub checks: Vec<Check>,
}

/// A check together with what it looked at: what `verify` returns and the evidence room stores.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The check.
    pub check: Check,
    /// JSON pointers into the dossier, in the order the check looked at them, such as `/clinicians/0/npi`.
    /// A pointer may name a missing value or a whole object. The evidence hash is taken over these.
    pub looked_at: Vec<String>,
    /// The list's own rows as JSON text, for the review page alone; stored encrypted.
    pub list_rows: Vec<String>,
    /// The rows of an exclusion list that stand against the subject, the surest first; those that the matcher itself
    /// tells apart from the subject are not among them. Empty for every other check.
    pub hits: Vec<Hit>,
    /// What the check says of someone without a hit; set where there are any.
    pub unlisted: Option<Verdict>,
}

/// What a check says, apart from what it looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What was found.
    pub outcome: Outcome,
    /// One sentence for a person.
    pub detail: String,
    /// Until when a pass may be relied on.
    pub valid_until: Option<DateTime<Utc>>,
    /// Comparison words, tier.
    pub evidence: Map<String, Value>,
}

/// One row of an exclusion list that may be about the subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Names the list's row: another row, or the same row changed, has another name.
    pub row_hash: String,
    /// How sure.
    pub tier: Tier,
    /// A waiver covers every state of practice.
    pub waived: bool,
    /// What the check says where this is the surest hit.
    pub verdict: Verdict,
}

/// The findings that no person can override and that hide a listing at once (contract, "Freshness" and "Verification
/// report"): code, evidence field, the words in it that mean so.
const FINAL: &[(&str, &str, &[&str])] = &[
    ("exclusion.", "tier", &["confirmed"]),
    ("npi.registered", "state", &["deactivated"]),
    ("license.board_status", "board", &["revoked", "suspended"]),
];

impl Check {
    /// A confirmed exclusion, a deactivated NPI, a revoked or suspended license: answered only by new evidence.
    pub fn is_final(&self) -> bool {
        self.outcome == Outcome::Fail
            && FINAL.iter().any(|(code, field, words)| {
                self.code.starts_with(code)
                    && self.evidence.get(*field).and_then(Value::as_str).is_some_and(|w| words.contains(&w))
            })
    }
}
