use super::*;

const HERE: &str = "locations/0";
const ME: &str = "clinicians/0";

fn offering(treatments: Value, settings: Value) -> World {
    World::in_order().set("/locations/0/treatments", treatments).set("/locations/0/settings", settings)
}

#[test]
fn what_needs_a_clinic_fails_where_telehealth_is_the_only_setting() {
    for treatment in ["iv", "im", "esketamine"] {
        let world = offering(json!([treatment]), json!(["telehealth"]));
        assert_eq!(world.outcome("scope.setting", HERE), Outcome::Fail, "{treatment}");
    }
    assert_eq!(offering(json!(["iv"]), json!(["clinic", "telehealth"])).outcome("scope.setting", HERE), Outcome::Pass);
    assert_eq!(offering(json!(["iv"]), json!(["home_visit"])).outcome("scope.setting", HERE), Outcome::Review);
    assert_eq!(offering(json!(["sublingual"]), json!(["telehealth"])).outcome("scope.setting", HERE), Outcome::Pass);
}

#[test]
fn medicine_needs_somebody_who_may_prescribe_it() {
    let world = World::in_order().set("/clinicians/0/prescribes", json!(false));
    assert_eq!(world.outcome("scope.prescriber", HERE), Outcome::Fail);
    let as_profession =
        |p: &str| World::in_order().set("/clinicians/0/profession", json!(p)).outcome("scope.prescriber", ME);
    assert_eq!(as_profession("np"), Outcome::Pass);
    assert_eq!(as_profession("psychologist"), Outcome::Review);
    for profession in ["rn", "aa", "lcsw", "lpc", "lmft", "associate"] {
        assert_eq!(as_profession(profession), Outcome::Fail, "{profession}");
    }
}

#[test]
fn under_an_employer_s_registration_nobody_prescribes() {
    let world = World::in_order().set("/clinicians/0/credentials/1/basis", json!("employer"));
    assert_eq!(world.outcome("scope.prescriber", ME), Outcome::Fail);
}

#[test]
fn remote_medicine_becomes_a_question_when_its_federal_rule_ends() {
    let remote =
        || offering(json!(["sublingual"]), json!(["telehealth"])).set("/provider/telehealth_states", json!(["OR"]));
    let check = remote().check("scope.telehealth", HERE);
    assert_eq!(check.outcome, Outcome::Pass);
    assert_eq!(check.valid_until.map(|at| at.date_naive()), Some(day("2026-12-31")));
    let next_year = remote().with(|w| w.now = "2027-01-01T00:00:00Z".parse().expect("a moment"));
    assert_eq!(next_year.outcome("scope.telehealth", HERE), Outcome::Review);
    let elsewhere = remote().set("/provider/telehealth_states", json!(["OR", "NV"]));
    assert_eq!(elsewhere.outcome("scope.telehealth", HERE), Outcome::Fail);
}

#[test]
fn esketamine_needs_the_place_s_own_rems_confirmation() {
    let spravato = || {
        offering(json!(["esketamine"]), json!(["clinic"])).set("/locations/0/safety/prescriber_on_site", json!(true))
    };
    assert_eq!(spravato().outcome("rems.esketamine", HERE), Outcome::Fail);
    let rems = json!({ "kind": "spravato_rems", "number": "R-100", "issued_on": "2026-10-01" });
    let certified = || spravato().set("/locations/0/credentials/-", rems.clone());
    let check = certified().check("rems.esketamine", HERE);
    assert_eq!(check.outcome, Outcome::Pass);
    assert_eq!(check.valid_until, Some(now() + Duration::days(90)));
    let alone = certified().set("/locations/0/safety/prescriber_on_site", json!(false));
    assert_eq!(alone.outcome("rems.esketamine", HERE), Outcome::Fail);
    let provider_s = spravato().set("/provider/credentials", json!([rems]));
    assert_eq!(provider_s.outcome("rems.esketamine", HERE), Outcome::Fail);
}

#[test]
fn who_claims_no_registration_does_not_prescribe_ketamine() {
    let none = World::in_order().set("/clinicians/0/credentials/1", json!({ "kind": "dea", "basis": "none" }));
    assert_eq!(none.outcome("scope.prescriber", ME), Outcome::Fail);
    let military =
        World::in_order().set("/clinicians/0/credentials/1", json!({ "kind": "dea", "basis": "federal_waiver" }));
    assert_eq!(military.outcome("scope.prescriber", ME), Outcome::Pass);
}
