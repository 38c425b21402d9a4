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

/// The failed checks that need nothing but the dossier and the rule tables; the same ones stand in the report later.
pub fn entry_faults(dossier: &Dossier, rules: &Rules, now: DateTime<Utc>) -> Vec<Check> {
    let context = Context {
        lookups: &[],
        sources: &MemorySources::default(),
        rules,
        gazetteer: Gazetteer::get(),
        listed: None,
        unasked: &[],
        now,
    };
    let mendable = |check: &Check| {
        check.outcome == Outcome::Fail && Code::parse(&check.code).is_some_and(|code| MENDABLE.contains(&code))
    };
    verify(dossier, &context).into_iter().map(|f| f.check).filter(mendable).collect()
}
