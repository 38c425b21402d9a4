//! The report: findings, what they amount to, and what they were checked against.

use chrono::{DateTime, Utc};

use crate::domain::badge::status_of;
use crate::domain::check::{Check, Finding, Report, SourceLine};
use crate::domain::place::USPS_STATES;
use crate::sources::{ListName, LoadedSource, Sources};

/// Makes the report of the contract. Sources that cannot be asked are left out of its list; their checks say `error`.
pub fn report(findings: &[Finding], sources: &dyn Sources, now: DateTime<Utc>) -> Report {
    report_of(findings.iter().map(|f| f.check.clone()).collect(), sources, now)
}

/// [`report`] of checks alone.
pub fn report_of(checks: Vec<Check>, sources: &dyn Sources, now: DateTime<Utc>) -> Report {
    Report { status: status_of(&checks, now), as_of: now, sources: loaded_sources(sources), checks }
}

/// One line for each source in force; state lists one by one, named by their state; last, a service that was asked beside them.
pub fn loaded_sources(sources: &dyn Sources) -> Vec<SourceLine> {
    const WHOLE: [ListName; 4] = [ListName::Nppes, ListName::Leie, ListName::Sam, ListName::Taxonomy];
    let whole = WHOLE.iter().filter_map(|list| sources.loaded(*list).ok().flatten()).map(|l| {
        let version = l.version.clone();
        line(&l, version)
    });
    let states = USPS_STATES.iter().filter_map(|state| {
        let loaded = sources.loaded_state_list(state).ok().flatten()?;
        let version = format!("{state} {}", loaded.version);
        Some(line(&loaded, version))
    });
    let live = sources.asked_live().map(|l| {
        let version = l.version.clone();
        line(&l, version)
    });
    whole.chain(states).chain(live).collect()
}

fn line(loaded: &LoadedSource, version: String) -> SourceLine {
    SourceLine { name: loaded.list.label().to_string(), version, rows: loaded.rows, loaded_at: loaded.loaded_at }
}
