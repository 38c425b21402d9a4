//! What was checked about a provider, a place or a person as a VerificationResult. What may be said is what the public pages say
//! (`domain::shown`): passes and what was not checked; while something is looked into, that alone.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::check::VerificationStatus;
use crate::domain::shown::{Shown, shown};
use crate::fhir::Kind;
use crate::fhir::item::{About, Item};
use crate::fhir::types::{Concept, Instant, Meta, Reference};

use super::places::name;
use super::{Making, reference};

const NEED: &str = "http://terminology.hl7.org/CodeSystem/need";
const TYPE: &str = "http://terminology.hl7.org/CodeSystem/validation-type";
const SOURCE_TYPE: &str = "http://terminology.hl7.org/CodeSystem/primary-source-type";
const STATUS: &str = "http://terminology.hl7.org/CodeSystem/validation-status";
const FAILURE: &str = "http://terminology.hl7.org/CodeSystem/failure-action";

/// FHIR `VerificationResult`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerificationResult<'a> {
    id: &'a str,
    meta: Meta,
    target: [Reference<'a>; 1],
    need: Concept<'a>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_date: Option<Instant>,
    validation_type: Concept<'a>,
    validation_process: [Concept<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    last_performed: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_scheduled: Option<NaiveDate>,
    failure_action: Concept<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    primary_source: Vec<PrimarySource<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PrimarySource<'a> {
    who: Reference<'a>,
    #[serde(rename = "type")]
    kind: [Concept<'a>; 1],
    validation_status: Concept<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    validation_date: Option<Instant>,
}

impl<'a> VerificationResult<'a> {
    pub(super) fn of(item: &Item<'a>, about: About<'a>, making: &Making<'_>) -> Self {
        let (profile, standing) = (&item.provider.profile, item.provider.standing(making.now));
        let lines: Vec<Shown<'a>> =
            shown(&profile.checks, making.now).into_iter().filter(|line| is_about(line.subject, about)).collect();
        let target = match about {
            About::Organization => reference(Kind::Organization, item.id(), &profile.name),
            About::Location(site, _) => reference(Kind::Location, item.id(), name(item, site)),
            About::Practitioner(person, _) => reference(Kind::Practitioner, item.id(), &person.name),
        };
        let last = lines.iter().filter_map(|line| line.checked_at).max();
        VerificationResult {
            id: item.id(),
            meta: super::meta(item, &[], making),
            target: [target],
            need: Concept::coded(NEED, "periodic", "Periodic"),
            status: status(standing.badge.status),
            status_date: standing.badge.checked_at.map(Instant),
            validation_type: Concept::coded(TYPE, "primary", "Primary Source"),
            validation_process: [Concept::said(
                "Each value is compared with the source named; what a list cannot say, a person looks up.",
            )],
            last_performed: last.map(Instant),
            next_scheduled: lines.iter().filter_map(|line| line.next_check).min().map(|at| at.date_naive()),
            failure_action: Concept::coded(FAILURE, "warn", "Warning"),
            // What was compared with the dossier itself had no source beside it.
            primary_source: lines.iter().filter(|line| line.source != "dossier").map(source).collect(),
        }
    }
}

/// Never a word that tells a failure: a listing with one is being looked at, or is not there.
pub(in crate::fhir) const fn status(status: VerificationStatus) -> &'static str {
    match status {
        VerificationStatus::Verified => "validated",
        VerificationStatus::PartlyVerified | VerificationStatus::Unverified => "in-process",
        VerificationStatus::Rechecking => "req-revalid",
    }
}

fn is_about(subject: &str, about: About<'_>) -> bool {
    let (list, rest) = subject.split_once('/').unwrap_or((subject, ""));
    let is_at = |n: usize| rest.split('/').next().and_then(|at| at.parse().ok()) == Some(n);
    match about {
        About::Organization => !matches!(list, "locations" | "clinicians"),
        About::Location(_, n) => list == "locations" && is_at(n),
        About::Practitioner(_, n) => list == "clinicians" && is_at(n),
    }
}

fn source<'a>(line: &Shown<'a>) -> PrimarySource<'a> {
    let (code, display) = if line.passed { ("successful", "Successful") } else { ("unknown", "Unknown") };
    let (source_type, words) = source_type(line.code);
    let mut kind = Concept::coded(SOURCE_TYPE, source_type, words);
    kind.text = Some(line.about.into());
    PrimarySource {
        who: Reference { reference: None, display: Some(line.source.into()) },
        kind: [kind],
        validation_status: Concept::coded(STATUS, code, display),
        validation_date: line.checked_at.map(Instant),
    }
}

/// HL7's kinds of primary sources, as far as a check has one of them.
fn source_type(code: &str) -> (&'static str, &'static str) {
    match code.split_once('.') {
        Some(("license", "board_status")) => ("lic-board", "License Board"),
        Some(("npi", _)) => ("reg-auth", "Registration Authority"),
        _ => ("auth-source", "Authoritative source"),
    }
}
