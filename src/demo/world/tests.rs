//! The invented world against the real checks.

use std::collections::BTreeSet;

use chrono::TimeZone;

use super::*;
use crate::domain::check::{Check, Outcome};
use crate::domain::clinical::{Setting, Treatment};
use crate::domain::credential::Profession;
use crate::domain::numbers::npi_fault;
use crate::pipeline::submit;
use crate::rules::Rules;
use crate::sources::memory::MemorySources;
use crate::sources::{ListName, LoadedSource};
use crate::verify::{Context, verify};

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).single().expect("a moment")
}

fn sources(lists: &Lists) -> MemorySources {
    let loaded = |list| LoadedSource {
        list,
        version: "2026-11".into(),
        list_date: noon().date_naive(),
        complete: true,
        rows: 1,
        loaded_at: noon(),
    };
    let of = |list, rows: &[_]| rows.iter().cloned().map(|r| (list, r)).collect::<Vec<_>>();
    let states: Vec<_> = lists.states.iter().map(|(_, r)| r.clone()).collect();
    MemorySources {
        loaded: [ListName::Nppes, ListName::Leie, ListName::Sam].map(loaded).to_vec(),
        state_lists: lists.states.iter().map(|(s, _)| ((*s).to_owned(), loaded(ListName::StateExclusions))).collect(),
        nppes: lists.nppes.iter().map(|r| (r.npi.clone(), r.clone())).collect(),
        exclusions: [
            of(ListName::Leie, &lists.leie),
            of(ListName::Sam, &lists.sam),
            of(ListName::StateExclusions, &states),
        ]
        .concat(),
    }
}

fn checks(practice: &Practice, sources: &MemorySources) -> Vec<Check> {
    let context = Context {
        lookups: &[],
        sources,
        rules: Rules::builtin(),
        gazetteer: Gazetteer::get(),
        listed: Some(&[]),
        unasked: &[],
        now: noon(),
    };
    verify(&practice.dossier, &context).into_iter().map(|f| f.check).collect()
}

/// What is open but for the acts that are a person's, and for what the stories leave open on purpose.
fn open_questions(checks: &[Check]) -> BTreeSet<String> {
    let people = ["identity.control", "license.board_status", "scope.supervision", "exclusion.state"];
    let unconfirmed = |c: &Check| c.code == "scope.supervision" && c.outcome == Outcome::Review;
    let by_person =
        |c: &Check| (c.outcome == Outcome::NotChecked && people.contains(&c.code.as_str())) || unconfirmed(c);
    let open = checks.iter().filter(|c| c.outcome != Outcome::Pass && !by_person(c));
    open.map(|c| format!("{} {}", c.code, c.outcome)).collect()
}

#[test]
fn a_quiet_practice_passes_every_check_that_needs_no_person() {
    let world = World::invent(Rules::builtin(), noon());
    let sources = sources(&world.lists_now);
    for listed in world.listed.iter().filter(|l| l.turn == Turn::Quiet) {
        let open = open_questions(&checks(&listed.practice, &sources));
        assert_eq!(open, BTreeSet::new(), "{}", listed.practice.dossier.provider.name);
    }
}

#[test]
fn every_turn_and_every_flaw_shows_in_its_own_check() {
    let world = World::invent(Rules::builtin(), noon());
    let sources = sources(&world.lists_now);
    let of = |practice| open_questions(&checks(practice, &sources)).into_iter().collect::<Vec<_>>().join(", ");
    for listed in &world.listed {
        let expected = match listed.turn {
            Turn::Quiet => continue,
            Turn::LicenseRanOut => "license.expiry fail",
            Turn::NamesakeListed => "exclusion.leie review",
            Turn::Excluded => "exclusion.leie fail",
            Turn::Deactivated => "npi.registered fail",
        };
        assert_eq!(of(&listed.practice), expected, "{:?}", listed.turn);
    }
    for waiting in &world.waiting {
        let expected = match waiting.flaw {
            Flaw::None => "",
            Flaw::NpiCheckDigit => "npi.check_digit fail, npi.registered not_checked",
            Flaw::NpiDeactivated | Flaw::NpiUnknown => "npi.registered fail",
            Flaw::Excluded | Flaw::SamePersonListed => "exclusion.leie fail",
            Flaw::Namesake => "exclusion.leie review",
            Flaw::LicenseExpired => "license.expiry fail",
            Flaw::PapersMissing => "credential.required fail",
            Flaw::Claims => {
                "claims.guarantee review, claims.non_addictive review, claims.safe review, claims.superiority review"
            }
        };
        assert_eq!(of(&waiting.practice), expected, "{:?}", waiting.flaw);
    }
}

#[test]
fn nothing_invented_can_be_taken_for_somebody_real() {
    let world = World::invent(Rules::builtin(), noon());
    let practices = world.listed.iter().map(|l| &l.practice).chain(world.waiting.iter().map(|w| &w.practice));
    let (mut names, mut npis) = (BTreeSet::new(), BTreeSet::new());
    for dossier in practices.map(|p| &p.dossier) {
        let raw = serde_json::to_value(dossier).expect("serializes");
        assert!(submit::read(&raw).is_ok_and(|read| read == *dossier), "the door takes it as it is: {raw}");
        assert!(names.insert(dossier.provider.name.clone()), "twice: {}", dossier.provider.name);
        let people = dossier.clinicians.iter().filter_map(|c| c.npi.as_deref());
        for npi in people.chain(dossier.provider.organization_npi.as_deref()) {
            assert!(npi.starts_with('2') && npi.len() == 10, "{npi}");
            assert!(npis.insert(npi.to_owned()), "twice: {npi}");
        }
        for location in &dossier.locations {
            assert!(location.phone.as_deref().is_some_and(|p| p[3..].starts_with("-555-01")));
        }
        assert!(dossier.provider.email.as_deref().is_some_and(|e| e.ends_with(".example")));
    }
    assert_eq!(
        npis.iter().filter(|n| npi_fault(n).is_some()).count(),
        1,
        "the one whose check digit is meant to be wrong"
    );
}

#[test]
fn the_same_day_gives_the_same_world() {
    assert_eq!(
        format!("{:?}", World::invent(Rules::builtin(), noon())),
        format!("{:?}", World::invent(Rules::builtin(), noon()))
    );
}

#[test]
fn practices_are_of_every_kind_in_every_state() {
    let world = World::invent(Rules::builtin(), noon());
    let places = world.listed.iter().flat_map(|l| &l.practice.dossier.locations);
    let states: BTreeSet<_> = places.clone().filter_map(|l| l.state.clone()).collect();
    assert!(states.len() >= 50, "{states:?}");
    for setting in Setting::ALL {
        assert!(places.clone().any(|l| l.settings.contains(setting)), "{setting}");
    }
    for treatment in Treatment::ALL {
        assert!(places.clone().any(|l| l.treatments.contains(treatment)), "{treatment}");
    }
    let people = || world.listed.iter().flat_map(|l| &l.practice.dossier.clinicians);
    for profession in Profession::ALL {
        assert!(people().any(|c| c.profession == *profession), "{profession}");
    }
    assert!(world.listed.iter().any(|l| l.practice.dossier.locations.len() > 1));
}
