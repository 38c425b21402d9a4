//! Building one finding: what was looked at comes first, the verdict last.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use data_encoding::HEXLOWER;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::codes::Code;
use crate::domain::check::{Check, Finding, Hit, Outcome, Tier, Verdict};

/// Whom a check is about. The order is that of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    /// The provider itself.
    Provider,
    /// A clinician by position.
    Clinician(usize),
    /// A place by position.
    Location(usize),
    /// An owner by position.
    Owner(usize),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (list, place) = self.parts();
        f.write_str(list)?;
        place.map_or(Ok(()), |i| write!(f, "/{i}"))
    }
}

impl Subject {
    /// The list that it stands in, and its place there.
    const fn parts(self) -> (&'static str, Option<usize>) {
        match self {
            Subject::Provider => ("provider", None),
            Subject::Clinician(i) => ("clinicians", Some(i)),
            Subject::Location(i) => ("locations", Some(i)),
            Subject::Owner(i) => ("owners", Some(i)),
        }
    }

    /// JSON pointer of the subject, with `below` after it. Put together by hand: a report of one person takes a hundred.
    pub fn pointer(self, below: &str) -> String {
        let (list, place) = self.parts();
        let mut pointer = String::with_capacity(32 + below.len());
        pointer.push_str(if matches!(self, Subject::Owner(_)) { "/provider/" } else { "/" });
        pointer.push_str(list);
        if let Some(i) = place {
            pointer.push('/');
            match u32::try_from(i).ok().and_then(|i| char::from_digit(i, 10)) {
                Some(digit) => pointer.push(digit),
                None => pointer.push_str(&i.to_string()),
            }
        }
        if !below.is_empty() {
            pointer.push('/');
            pointer.push_str(below);
        }
        pointer
    }
}

/// How two values compare; the words that evidence may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    Equal,
    OneDigit,
    Swapped,
    Near,
    Different,
    Missing,
}

impl Compared {
    /// As evidence prints it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Compared::Equal => "equal",
            Compared::OneDigit => "one_digit",
            Compared::Swapped => "swapped",
            Compared::Near => "near",
            Compared::Different => "different",
            Compared::Missing => "missing",
        }
    }
}

/// A finding together with its place in the report.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// First key of the order.
    pub subject: Subject,
    /// Second key of the order.
    pub code: Code,
    /// What will be reported.
    pub finding: Finding,
}

/// A finding without its verdict.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    code: Code,
    subject: Subject,
    looked_at: Vec<String>,
    list_rows: Vec<String>,
    source: String,
    evidence: Map<String, Value>,
    checked_at: DateTime<Utc>,
    valid_until: Option<DateTime<Utc>>,
}

/// Digits of a digest that evidence shows: enough to tell a change, short enough to read.
const DIGEST_SHOWN: usize = 16;

/// Where only the claim itself was looked at.
pub(super) const DOSSIER: &str = "dossier";

impl Draft {
    /// Begins a finding made now, from the dossier alone.
    pub fn new(code: Code, subject: Subject, now: DateTime<Utc>) -> Self {
        Draft {
            code,
            subject,
            looked_at: Vec::new(),
            list_rows: Vec::new(),
            source: DOSSIER.to_string(),
            evidence: Map::new(),
            checked_at: now,
            valid_until: None,
        }
    }

    /// Names a value of the subject that was looked at, in the order of looking.
    pub fn saw(mut self, below: &str) -> Self {
        self.looked_at.push(self.subject.pointer(below));
        self
    }

    /// Names a value elsewhere in the dossier.
    pub fn saw_at(mut self, pointer: impl Into<String>) -> Self {
        self.looked_at.push(pointer.into());
        self
    }

    /// Names several values of the subject.
    pub fn saw_all(mut self, below: &[&str]) -> Self {
        self.looked_at.extend(below.iter().map(|b| self.subject.pointer(b)));
        self
    }

    /// Names the credential that the check is about, which tells several checks of one code apart.
    pub fn about_credential(self, index: usize) -> Self {
        let pointer = self.subject.pointer(&format!("credentials/{index}"));
        self.note("credential", pointer.as_str()).saw_at(pointer)
    }

    /// The source and version that answered.
    pub fn told_by(mut self, source: impl Into<String>) -> Self {
        self.source = source.into();
        self
    }

    /// Adds a plain word to the evidence. Never a birth date or a DEA number.
    pub fn note(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.evidence.insert(key.to_string(), value.into());
        self
    }

    /// Adds how a value compares.
    pub fn compared(self, key: &str, word: Compared) -> Self {
        self.note(key, word.as_str())
    }

    /// Names by a digest what the source said, or whom else it was about: when that changes, what people concluded from it
    /// no longer holds, though the words of the finding may be the same. Never over a birth date or a DEA number.
    pub fn against(self, values: impl IntoIterator<Item = String>) -> Self {
        let values: BTreeSet<String> = values.into_iter().collect();
        let mut sha = Sha256::new();
        for value in &values {
            sha.update(value);
            sha.update([0x1F]);
        }
        let digest = HEXLOWER.encode(&sha.finalize());
        self.note("compared_with", digest.get(..DIGEST_SHOWN).unwrap_or(&digest))
    }

    /// Adds the tier of an exclusion match.
    pub fn tier(self, tier: Tier) -> Self {
        self.note("tier", tier.as_str())
    }

    /// Keeps a list's own row for the review page.
    pub fn with_row(mut self, row: &impl serde::Serialize) -> Self {
        if let Ok(json) = serde_json::to_string(row) {
            self.list_rows.push(json);
        }
        self
    }

    /// The moment of looking, where a person looked earlier.
    pub fn made_at(mut self, at: DateTime<Utc>) -> Self {
        self.checked_at = at;
        self
    }

    /// Until when a pass may be relied on.
    pub fn until(mut self, until: Option<DateTime<Utc>>) -> Self {
        self.valid_until = until;
        self
    }

    /// The verdict, in one sentence.
    pub fn says(self, outcome: Outcome, detail: impl Into<String>) -> Placed {
        debug_assert!(self.code.allows(outcome), "{} may not say {outcome}", self.code.as_str());
        let valid_until = if outcome == Outcome::Pass { self.valid_until } else { None };
        let placed = Placed {
            subject: self.subject,
            code: self.code,
            finding: Finding {
                check: Check {
                    code: self.code.as_str().to_string(),
                    subject: self.subject.to_string(),
                    outcome,
                    blocking: self.code.blocking(),
                    detail: detail.into(),
                    source: self.source,
                    checked_at: self.checked_at,
                    valid_until,
                    evidence: self.evidence,
                },
                looked_at: self.looked_at,
                list_rows: self.list_rows,
                hits: Vec::new(),
                unlisted: None,
            },
        };
        debug_assert!(self.code.goes_by_its_basis(&placed.finding.check), "{:?}", placed.finding.check);
        placed
    }

    /// What it would say, apart from what it looked at.
    pub fn would_say(&self, outcome: Outcome, detail: impl Into<String>) -> Verdict {
        let valid_until = if outcome == Outcome::Pass { self.valid_until } else { None };
        Verdict { outcome, detail: detail.into(), valid_until, evidence: self.evidence.clone() }
    }

    /// Hits on a list, the surest first, and what the list says of someone without: the surest decides.
    pub fn says_of_hits(self, hits: Vec<Hit>, unlisted: Verdict) -> Placed {
        let said = hits.first().map_or(&unlisted, |hit| &hit.verdict).clone();
        let mut placed =
            Draft { evidence: said.evidence, valid_until: said.valid_until, ..self }.says(said.outcome, said.detail);
        if !hits.is_empty() {
            (placed.finding.hits, placed.finding.unlisted) = (hits, Some(unlisted));
        }
        placed
    }

    /// Nothing stands against it.
    pub fn pass(self, detail: impl Into<String>) -> Placed {
        self.says(Outcome::Pass, detail)
    }

    /// It is not so.
    pub fn fail(self, detail: impl Into<String>) -> Placed {
        self.says(Outcome::Fail, detail)
    }

    /// A person has to look.
    pub fn review(self, detail: impl Into<String>) -> Placed {
        self.says(Outcome::Review, detail)
    }

    /// Nothing could be compared.
    pub fn not_checked(self, detail: impl Into<String>) -> Placed {
        self.says(Outcome::NotChecked, detail)
    }
}

/// The last moment of a day, UTC.
pub(super) fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let last = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN);
    day.and_time(last).and_utc()
}

/// A day some days later; the last day there is where it would overflow.
pub(super) fn days_after(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_days(Days::new(days.max(0).unsigned_abs())).unwrap_or(NaiveDate::MAX)
}

/// A day as people write it: `November 23, 2026`.
pub(super) fn in_words(day: NaiveDate) -> String {
    day.format("%B %-d, %Y").to_string()
}
