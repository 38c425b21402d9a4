//! Supervision, identity, duplicates.

use super::*;
use crate::domain::credential::Credential;
use crate::verify::{ListedClinician, ListedPlace};

const NURSE: &str = "clinicians/1";

/// A nurse practitioner beside the psychiatrist, in Oregon unless another state is given.
fn with_nurse(state: &str, zip: &str, city: &str) -> World {
    let nurse = json!({
        "first_name": "Ines", "last_name": "Marlow", "date_of_birth": "1984-07-08", "profession": "np", "npi": npi(2),
        "locations": ["main"],
        "credentials": [
            { "kind": "state_license", "number": "NP222", "state": state, "expires_on": "2027-12-31" },
            { "kind": "board_certification", "issuer": "ANCC" },
            { "kind": "malpractice_insurance", "coverage": "ftca" }
        ]
    });
    World::in_order()
        .set("/clinicians/-", nurse)
        .set("/locations/0/state", json!(state))
        .set("/locations/0/postal_code", json!(zip))
        .set("/locations/0/city", json!(city))
        .registry(|r| r.practice.state = state.into())
}

fn texan_nurse() -> World {
    with_nurse("TX", "73301", "Austin")
        .set("/clinicians/1/supervisor_npi", json!(npi(1)))
        .set("/clinicians/1/credentials/-", json!({ "kind": "collaboration_agreement", "state": "TX" }))
        .with(|w| {
            let lookup =
                World::lookup(LookupKind::IdentityControl, "clinicians/1/supervisor", None, LookupResult::Confirmed);
            w.lookups.push(lookup);
        })
}

fn supervision(world: &World) -> Outcome {
    world.outcome("scope.supervision", NURSE)
}

#[test]
fn a_nurse_practitioner_is_independent_only_where_every_list_agrees() {
    assert_eq!(supervision(&with_nurse("OR", "97205", "Portland")), Outcome::Pass);
    assert_eq!(supervision(&with_nurse("TX", "73301", "Austin")), Outcome::Review);
    assert_eq!(supervision(&with_nurse("UT", "84101", "Salt Lake City")), Outcome::Review);
}

#[test]
fn evidence_of_autonomy_answers_the_question() {
    let world = with_nurse("TX", "73301", "Austin")
        .set("/clinicians/1/credentials/-", json!({ "kind": "autonomous_practice", "state": "TX" }));
    assert_eq!(supervision(&world), Outcome::Pass);
}

#[test]
fn a_supervisor_passes_when_active_in_state_not_excluded_and_confirmed() {
    assert_eq!(supervision(&texan_nurse()), Outcome::Pass);
    let silent = texan_nurse().with(|w| w.lookups.truncate(2));
    assert_eq!(supervision(&silent), Outcome::Review, "who was named without knowing of it");
    let gone = texan_nurse().registry(|r| r.deactivated_on = Some(day("2025-01-01")));
    assert_eq!(supervision(&gone), Outcome::Fail);
    let excluded = ExclusionRecord { npi: npi(1), ..Default::default() };
    for list in [ListName::Leie, ListName::Sam, ListName::StateExclusions] {
        assert_eq!(supervision(&texan_nurse().excluded(list, excluded.clone())), Outcome::Fail);
    }
    let far = texan_nurse().registry(|r| r.practice.state = "OR".into());
    assert_eq!(supervision(&far), Outcome::Review);
    let dentist = texan_nurse().registry(|r| r.taxonomies[0].code = "122300000X".into());
    assert_eq!(supervision(&dentist), Outcome::Review);
}

#[test]
fn supervision_in_a_circle_fails() {
    let own = texan_nurse().set("/clinicians/1/supervisor_npi", json!(npi(2)));
    assert_eq!(supervision(&own), Outcome::Fail);
    let mutual = texan_nurse().set("/clinicians/0/supervisor_npi", json!(npi(2)));
    assert_eq!(supervision(&mutual), Outcome::Fail);
}

#[test]
fn a_nurse_needs_a_prescriber_at_the_place_and_an_associate_a_supervisor() {
    let nurse = World::in_order().set(
        "/clinicians/-",
        json!({
            "first_name": "Ray", "last_name": "Tuck", "profession": "rn", "npi": npi(3), "locations": ["main"]
        }),
    );
    assert_eq!(supervision(&nurse), Outcome::Pass);
    let alone = nurse.set("/clinicians/0/prescribes", json!(false));
    assert_eq!(supervision(&alone), Outcome::Fail);
    let associate = World::in_order().set(
        "/clinicians/-",
        json!({
            "first_name": "Ray", "last_name": "Tuck", "profession": "associate", "npi": npi(3), "locations": ["main"]
        }),
    );
    assert_eq!(supervision(&associate), Outcome::Fail);
}

#[test]
fn a_physician_has_no_supervision_check() {
    assert!(World::in_order().all("scope.supervision", "clinicians/0").is_empty());
}

#[test]
fn a_therapist_beside_a_prescriber_needs_neither_dea_nor_supervisor() {
    let world = World::in_order().set("/clinicians/-", json!({
        "first_name": "Ray", "last_name": "Tuck", "date_of_birth": "1980-01-01", "profession": "lcsw", "npi": npi(3),
        "locations": ["main"], "credentials": [
            { "kind": "state_license", "number": "L123", "state": "OR", "expires_on": "2027-12-31" },
            { "kind": "malpractice_insurance", "coverage": "self_insured" }
        ]
    })).set("/locations/0/treatments", json!(["iv", "therapy_assisted"]));
    assert_eq!(world.missing(NURSE), []);
    let alone = world.set("/clinicians/0/prescribes", json!(false));
    assert_eq!(alone.missing(NURSE), [("supervisor_npi".into(), Outcome::Fail)]);
}

#[test]
fn identity_is_what_a_person_recorded() {
    let said =
        |result| World::in_order().with(|w| w.lookups[0].result = result).outcome("identity.control", "provider");
    assert_eq!(said(LookupResult::Confirmed), Outcome::Pass);
    assert_eq!(said(LookupResult::Denied), Outcome::Fail);
    assert_eq!(
        World::in_order().with(|w| w.lookups.clear()).outcome("identity.control", "provider"),
        Outcome::NotChecked
    );
}

fn listed(name: &str, line1: &str) -> World {
    World::in_order().with(|w| {
        w.listed = Some(vec![ListedElsewhere {
            id: "elsewhere".into(),
            name: name.into(),
            organization_npi: Some(npi(9)),
            places: vec![ListedPlace { line1: line1.into(), postal_code: "97205".into(), phone: String::new() }],
            clinicians: vec![ListedClinician { npi: Some(npi(1)), licenses: Vec::new() }],
        }]);
    })
}

#[test]
fn the_same_organization_at_the_same_address_is_a_question() {
    assert_eq!(listed("Another Name", "100 S.W. Main Street").outcome("duplicate.npi", "provider"), Outcome::Review);
    assert_eq!(listed("Another Name", "2200 Oak Ave").outcome("duplicate.npi", "provider"), Outcome::Pass);
    assert_eq!(
        listed("Stillwater Ketamine Clinic Inc", "100 SW Main St").outcome("duplicate.listing", "provider"),
        Outcome::Review
    );
    assert_eq!(listed("Another Name", "100 SW Main St").outcome("duplicate.listing", "provider"), Outcome::Pass);
}

#[test]
fn a_clinician_at_several_clinics_is_no_duplicate() {
    assert_eq!(listed("Another Name", "2200 Oak Ave").outcome("duplicate.npi", "clinicians/0"), Outcome::Pass);
}

#[test]
fn without_a_directory_duplicates_are_not_checked() {
    let world = World::in_order().with(|w| w.listed = None);
    assert_eq!(world.outcome("duplicate.listing", "provider"), Outcome::NotChecked);
}

#[test]
fn a_license_that_another_listed_person_holds_is_a_question() {
    let license: Credential =
        serde_json::from_value(json!({ "kind": "state_license", "number": "MD-123456", "state": "OR" }))
            .expect("a license");
    let world = listed("Another Name", "2200 Oak Ave").with(|w| {
        let other = ListedClinician { npi: Some(npi(5)), licenses: vec![license] };
        w.listed.as_mut().expect("a directory")[0].clinicians.push(other);
    });
    assert_eq!(world.outcome("license.duplicate", "clinicians/0"), Outcome::Review);
}

#[test]
fn a_supervisor_on_any_exclusion_list_is_none() {
    for list in [ListName::Leie, ListName::Sam, ListName::StateExclusions] {
        let row = ExclusionRecord { npi: npi(1), agency: "TX".into(), ..Default::default() };
        assert_eq!(supervision(&texan_nurse().excluded(list, row)), Outcome::Fail, "{list:?}");
    }
}

#[test]
fn a_supervisor_whom_a_list_may_mean_by_name_is_a_question() {
    let namesake = ExclusionRecord {
        last_name: "WHITCOMB".into(),
        first_name: "DANA".into(),
        row_hash: "1".repeat(64),
        ..Default::default()
    };
    let world = texan_nurse().excluded(ListName::Leie, namesake);
    assert_eq!(world.outcome("exclusion.leie", "clinicians/0"), Outcome::Review);
    assert_eq!(supervision(&world), Outcome::Review);
}

#[test]
fn a_supervisor_is_needed_in_every_state_where_one_is() {
    let two_states = texan_nurse()
        .set("/locations/0/settings", json!(["clinic", "telehealth"]))
        .set("/provider/telehealth_states", json!(["TX", "GA"]))
        .set("/clinicians/1/credentials/-", json!({ "kind": "collaboration_agreement", "state": "GA" }));
    let check = two_states.check("scope.supervision", NURSE);
    assert_eq!(check.outcome, Outcome::Review);
    assert!(check.detail.contains("Georgia") && !check.detail.contains("Texas"), "{}", check.detail);
    let licensed_there = two_states.set(
        "/clinicians/0/credentials/-",
        json!({ "kind": "state_license", "number": "G1", "state": "GA", "expires_on": "2027-12-31" }),
    );
    assert_eq!(supervision(&licensed_there), Outcome::Pass);
}
