//! What a form can say at once, before any outside source is asked.

use chrono::{DateTime, Utc};

use super::codes::Code;
use super::{Context, verify};
use crate::domain::check::{Check, Outcome};
use crate::domain::dossier::Dossier;
use crate::geo::Gazetteer;
use crate::rules::Rules;
use crate::sources::memory::MemorySources;

/// Faults that whoever fills in the form can mend: something is missing, or a number cannot be right.
const MENDABLE: &[Code] = &[
    Code::CredentialRequired,
    Code::NpiFormat,
    Code::NpiCheckDigit,
    Code::LicensePresent,
    Code::LicenseFormat,
    Code::DeaFormat,
    Code::DeaCheckDigit,
    Code::LocationResolved,
    Code::LocationConsistent,
];

/// Something that a form asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// Of whom: the subject of a check, such as `clinicians/0`.
    pub subject: String,
    /// What: `evidence.field` of `credential.required`, or `supervision`.
    pub field: String,
}

/// What the rule tables ask of whom, whether or not it is given: a form asks for nothing else. The checks themselves are asked,
/// of the dossier as it is and of the same dossier without any papers.
pub fn wanted(dossier: &Dossier, rules: &Rules, now: DateTime<Utc>) -> Vec<Wanted> {
    let mut bare = dossier.clone();
    bare.provider.credentials.clear();
    for clinician in &mut bare.clinicians {
        clinician.credentials.clear();
        clinician.supervisor_npi = None;
        clinician.date_of_birth = None;
    }
    for location in &mut bare.locations {
        location.credentials.clear();
        location.safety = Default::default();
    }
    let mut all: Vec<Wanted> =
        [&bare, dossier].into_iter().flat_map(|d| offline(d, rules, now)).filter_map(want).collect();
    all.dedup();
    all
}

fn want(check: Check) -> Option<Wanted> {
    let field = match Code::parse(&check.code)? {
        Code::CredentialRequired if check.outcome != Outcome::Pass => {
            check.evidence.get("field")?.as_str()?.to_string()
        }
        // Who may do without an agreement is asked for none.
        Code::ScopeSupervision if check.outcome != Outcome::Pass => "supervision".to_string(),
        _ => return None,
    };
    Some(Wanted { subject: check.subject, field })
}

/// The failed checks that need nothing but the dossier and the rule tables; the same ones stand in the report later.
pub fn entry_faults(dossier: &Dossier, rules: &Rules, now: DateTime<Utc>) -> Vec<Check> {
    let mendable = |check: &Check| {
        check.outcome == Outcome::Fail && Code::parse(&check.code).is_some_and(|code| MENDABLE.contains(&code))
    };
    offline(dossier, rules, now).filter(mendable).collect()
}

/// Every check, without any source.
fn offline(dossier: &Dossier, rules: &Rules, now: DateTime<Utc>) -> impl Iterator<Item = Check> {
    let context = Context {
        lookups: &[],
        sources: &MemorySources::default(),
        rules,
        gazetteer: Gazetteer::get(),
        listed: None,
        unasked: &[],
        now,
    };
    verify(dossier, &context).into_iter().map(|f| f.check)
}
