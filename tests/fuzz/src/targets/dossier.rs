//! The JSON dossier: refused with every place, or taken; then it reads the same when it is written down, and no check tells a
//! birth date or a DEA number.

use serde_json::Value;
use vouchsafe::domain::credential::CredentialKind;
use vouchsafe::domain::dossier::Dossier;
use vouchsafe::domain::problem::{Place, Problem};
use vouchsafe::pipeline::submit::{self, SubmitError};

use super::matcher::checks_of;

pub fn dossier(bytes: &[u8]) {
    let Ok(raw) = serde_json::from_slice::<Value>(bytes) else { return };
    match submit::read(&raw) {
        Ok(dossier) => taken(&dossier),
        Err(SubmitError::Malformed(problems) | SubmitError::Unacceptable(problems)) => {
            assert!(!problems.is_empty(), "refused for nothing");
            problems.iter().for_each(|problem| stands_in(&raw, problem));
        }
        Err(other) => panic!("reading asks nothing of a system: {other}"),
    }
}

/// The problem is told by a place of the input, or by one where something is missing.
fn stands_in(raw: &Value, problem: &Problem) {
    let Place::Body(pointer) = &problem.place else { panic!("not of the body: {problem:?}") };
    assert!(!problem.detail.is_empty() && !problem.code.is_empty());
    let cut = problem.code == "unknown_field" && problem.detail.len() > 60;
    let missing = matches!(problem.code, "missing" | "incomplete_point");
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    let there = raw.pointer(pointer).is_some() || ((cut || missing) && raw.pointer(parent).is_some());
    assert!(there, "no such place: {problem:?} in {raw}");
}

fn taken(dossier: &Dossier) {
    let written = serde_json::to_value(dossier).expect("is JSON");
    let again = submit::read(&written).unwrap_or_else(|e| panic!("refused when written down again: {e:?} {written}"));
    assert_eq!(*dossier, again, "read and written again, the dossier reads otherwise");
    let checks = checks_of(dossier, Vec::new());
    assert!(!checks.is_empty(), "a dossier has checks");
    let told = serde_json::to_string(&checks).expect("is JSON");
    for private in private_values(dossier) {
        // A value that stands in a second place too may be told from there.
        if written.to_string().matches(private.as_str()).count() == 1 {
            assert!(!told.contains(&private), "{private} is told: {told}");
        }
    }
}

fn private_values(dossier: &Dossier) -> Vec<String> {
    let owners = dossier.provider.owners.iter().filter_map(|o| o.date_of_birth);
    let born = owners.chain(dossier.clinicians.iter().filter_map(|c| c.date_of_birth)).map(|d| d.to_string());
    // Later years are those of the lists and clocks, which are told.
    let born = born.filter(|d| d.as_str() < "2015");
    let credentials = dossier.clinicians.iter().flat_map(|c| &c.credentials);
    let credentials = credentials.chain(dossier.locations.iter().flat_map(|l| &l.credentials));
    let credentials = credentials.chain(&dossier.provider.credentials).filter(|c| c.kind == CredentialKind::Dea);
    let numbers = credentials.filter_map(|c| c.number.clone()).filter(|n| {
        n.len() >= 7 && n.bytes().filter(u8::is_ascii_digit).count() >= 5 && n.bytes().any(|b| b.is_ascii_alphabetic())
    });
    born.chain(numbers).collect()
}
