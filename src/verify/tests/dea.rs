use super::*;

const ME: &str = "clinicians/0";
const DEA: &str = "/clinicians/0/credentials/1";

fn dea(number: &str) -> World {
    World::in_order().set(&format!("{DEA}/number"), json!(number))
}

fn basis(number: &str, basis: &str) -> World {
    dea(number).set(&format!("{DEA}/basis"), json!(basis))
}

#[test]
fn a_wrong_digit_or_form_fails() {
    assert_eq!(dea("BW1234564").outcome("dea.check_digit", ME), Outcome::Fail);
    assert_eq!(dea("B1234563").outcome("dea.format", ME), Outcome::Fail);
    assert!(dea("B1234563").all("dea.check_digit", ME).is_empty());
}

#[test]
fn a_suffix_belongs_to_an_institution_s_number() {
    assert_eq!(basis("BW1234563-A12", "institution").outcome("dea.format", ME), Outcome::Pass);
    assert_eq!(dea("BW1234563-A12").outcome("dea.format", ME), Outcome::Fail);
    assert_eq!(basis("BW1234563", "institution").outcome("dea.format", ME), Outcome::Review);
}

#[test]
fn the_first_letter_suits_profession_and_basis() {
    for (number, outcome) in [
        ("FW1234563", Outcome::Pass),
        ("MW1234563", Outcome::Review),
        ("XW1234563", Outcome::Fail),
        ("PW1234563", Outcome::Fail),
        ("CW1234563", Outcome::Review),
    ] {
        assert_eq!(dea(number).outcome("dea.registrant", ME), outcome, "{number}");
    }
    let nurse = |number: &str| dea(number).set("/clinicians/0/profession", json!("np")).outcome("dea.registrant", ME);
    assert_eq!(nurse("MW1234563"), Outcome::Pass);
    assert_eq!(nurse("BW1234563"), Outcome::Review);
    assert_eq!(basis("MW1234563", "employer").outcome("dea.registrant", ME), Outcome::Review);
}

#[test]
fn the_second_letter_is_the_initial_of_any_surname_or_a_nine() {
    assert_eq!(dea("BK1234563").outcome("dea.surname", ME), Outcome::Review);
    assert_eq!(dea("B91234563").outcome("dea.surname", ME), Outcome::Pass);
    let former = dea("BK1234563").set("/clinicians/0/former_last_names", json!(["Kent"]));
    assert_eq!(former.outcome("dea.surname", ME), Outcome::Pass);
    assert!(basis("BK1234563-1", "institution").all("dea.surname", ME).is_empty());
}

#[test]
fn an_expired_registration_fails() {
    let world = World::in_order().set(&format!("{DEA}/expires_on"), json!("2026-11-19"));
    assert_eq!(world.outcome("dea.expiry", ME), Outcome::Fail);
}

#[test]
fn who_claims_no_registration_has_no_dea_checks() {
    let world = World::in_order().without(DEA);
    assert!(world.findings().iter().all(|f| !f.check.code.starts_with("dea.")));
}

#[test]
fn a_place_s_own_registration_is_checked_too() {
    let world = World::in_order()
        .set("/locations/0/credentials/-", json!({ "kind": "dea", "number": "FS1234564", "expires_on": "2027-01-01" }));
    assert_eq!(world.outcome("dea.check_digit", "locations/0"), Outcome::Fail);
    assert!(world.all("dea.surname", "locations/0").is_empty());
}
