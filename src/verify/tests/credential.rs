use super::*;

const ME: &str = "clinicians/0";

fn fails(field: &str) -> Vec<(String, Outcome)> {
    vec![(field.to_string(), Outcome::Fail)]
}

#[test]
fn each_missing_field_has_its_own_row_and_name() {
    let world = World::in_order().without("/clinicians/0/credentials/2").without("/clinicians/0/npi");
    let mut missing = world.missing(ME);
    missing.sort();
    assert_eq!(missing, [("malpractice_insurance".into(), Outcome::Fail), ("npi".into(), Outcome::Fail)]);
}

#[test]
fn a_prescriber_without_a_dea_registration_is_incomplete() {
    let world = World::in_order().without("/clinicians/0/credentials/1");
    assert_eq!(world.missing(ME), fails("dea"));
    assert_eq!(world.missing("locations/0"), fails("dea"));
    let military = World::in_order()
        .without("/clinicians/0/credentials/1/number")
        .without("/clinicians/0/credentials/1/expires_on")
        .set("/clinicians/0/credentials/1/basis", json!("federal_waiver"));
    assert_eq!(military.missing(ME), []);
}

#[test]
fn a_credential_says_what_makes_it_one() {
    let world = World::in_order().without("/clinicians/0/credentials/0/expires_on");
    assert_eq!(world.missing(ME), fails("state_license.expires_on"));
    let insured_by_the_government = World::in_order()
        .set("/clinicians/0/credentials/2", json!({ "kind": "malpractice_insurance", "coverage": "ftca" }));
    assert_eq!(insured_by_the_government.missing(ME), []);
}

#[test]
fn infusions_need_acls_and_say_how_patients_are_watched() {
    let world = World::in_order().without("/locations/0/credentials").without("/locations/0/safety");
    let missing: Vec<String> = world.missing("locations/0").into_iter().map(|(field, _)| field).collect();
    assert_eq!(missing, ["acls", "safety/monitoring", "safety/rescue_equipment"]);
}

#[test]
fn a_clinician_s_acls_covers_the_place() {
    let world = World::in_order()
        .without("/locations/0/credentials")
        .set("/clinicians/0/credentials/-", json!({ "kind": "acls", "expires_on": "2027-10-01" }));
    assert_eq!(world.missing("locations/0"), []);
}

#[test]
fn an_attestation_and_an_organization_npi_are_asked_of_a_clinic() {
    let world = World::in_order().without("/attestation").without("/provider/organization_npi");
    let mut missing = world.missing("provider");
    missing.sort();
    assert_eq!(missing, [("attestation".into(), Outcome::Fail), ("organization_npi".into(), Outcome::Fail)]);
}

#[test]
fn what_the_input_could_not_say_is_not_held_against_it() {
    let world = World::in_order().without("/attestation").with(|w| w.unasked = vec!["attestation"]);
    assert_eq!(world.missing("provider"), [("attestation".into(), Outcome::NotChecked)]);
}

#[test]
fn a_state_s_own_drug_registration_is_a_question_because_the_rule_is_not_confirmed() {
    let connecticut = || {
        World::in_order()
            .set("/locations/0/state", json!("CT"))
            .set("/locations/0/city", json!("Hartford"))
            .set("/locations/0/postal_code", json!("06103"))
    };
    assert_eq!(connecticut().missing(ME), [("state_cds".into(), Outcome::Review)]);
    let given = connecticut()
        .set("/clinicians/0/credentials/-", json!({ "kind": "state_cds", "number": "CSP1", "state": "CT" }));
    assert_eq!(given.missing(ME), []);
}

#[test]
fn any_dated_credential_may_run_out() {
    let world = World::in_order().set("/clinicians/0/credentials/2/expires_on", json!("2026-11-19"));
    let check = world.check("credential.expiry", ME);
    assert_eq!((check.outcome, check.evidence["kind"].as_str()), (Outcome::Fail, Some("malpractice_insurance")));
}

#[test]
fn never_expires_is_no_answer_for_what_expires() {
    let endless = |index: usize| {
        World::in_order()
            .without(&format!("/clinicians/0/credentials/{index}/expires_on"))
            .set(&format!("/clinicians/0/credentials/{index}/no_expiry"), json!(true))
            .missing(ME)
    };
    assert_eq!(endless(0), [], "a license may be for life");
    assert_eq!(endless(1), fails("dea.expires_on"));
    assert_eq!(endless(2), fails("malpractice_insurance.expires_on"));
}

#[test]
fn every_kind_of_cover_but_a_policy_stands_without_number_and_date() {
    for coverage in ["ftca", "self_insured", "state_fund"] {
        let cover = json!({ "kind": "malpractice_insurance", "coverage": coverage });
        assert_eq!(World::in_order().set("/clinicians/0/credentials/2", cover).missing(ME), [], "{coverage}");
    }
    let policy = World::in_order().set("/clinicians/0/credentials/2", json!({ "kind": "malpractice_insurance" }));
    assert_eq!(policy.missing(ME).len(), 3);
}

/// A second place in the same city where the psychiatrist gives infusions too.
fn two_places() -> World {
    let world = World::in_order();
    let mut second = world.dossier.pointer("/locations/0").expect("a place").clone();
    second["key"] = json!("second");
    world.set("/locations/-", second).set("/clinicians/0/locations", json!(["main", "second"]))
}

#[test]
fn one_person_s_registration_is_of_one_place_and_a_second_place_that_keeps_drugs_is_a_question() {
    let world = two_places();
    assert_eq!(world.missing("locations/0"), []);
    assert_eq!(world.missing("locations/1"), [("dea".into(), Outcome::Review)]);
    let site = json!({ "kind": "dea", "number": "F91234563", "expires_on": "2028-01-01" });
    let own = two_places().set("/locations/1/credentials/-", site.clone());
    assert_eq!(own.missing("locations/1"), []);
    let of_the_first = two_places().set("/locations/0/credentials/-", site);
    assert_eq!(of_the_first.missing("locations/1"), []);
    let institution = two_places()
        .set("/clinicians/0/credentials/1/number", json!("BW1234563-A12"))
        .set("/clinicians/0/credentials/1/basis", json!("institution"));
    assert_eq!(institution.missing("locations/1"), []);
    let therapy = two_places().set("/locations/1/treatments", json!(["therapy_assisted"]));
    assert_eq!(therapy.missing("locations/1"), []);
}
