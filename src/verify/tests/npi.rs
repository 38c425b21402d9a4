use super::*;

#[test]
fn one_wrong_digit_fails_and_is_not_looked_up() {
    let world = World::in_order().set("/clinicians/0/npi", json!("1234567890"));
    assert_eq!(world.outcome("npi.check_digit", "clinicians/0"), Outcome::Fail);
    assert_eq!(world.outcome("npi.registered", "clinicians/0"), Outcome::NotChecked);
}

#[test]
fn what_is_no_npi_at_all_fails_by_its_form() {
    let world = World::in_order().set("/clinicians/0/npi", json!("9941339100"));
    assert_eq!(world.outcome("npi.format", "clinicians/0"), Outcome::Fail);
    assert!(world.all("npi.check_digit", "clinicians/0").is_empty());
}

#[test]
fn a_deactivated_npi_fails_whatever_the_registry_s_age() {
    for list_date in ["2026-11-09", "2018-12-09"] {
        let world = World::in_order().registry(|r| r.deactivated_on = Some(day("2026-03-01")));
        let world = world.with(|w| w.sources.loaded[0].list_date = day(list_date));
        let check = world.check("npi.registered", "clinicians/0");
        assert_eq!(check.outcome, Outcome::Fail);
        assert!(check.detail.contains("March 1, 2026"), "{}", check.detail);
    }
}

#[test]
fn a_reactivated_npi_passes() {
    let world = World::in_order().registry(|r| {
        r.deactivated_on = Some(day("2024-03-01"));
        r.reactivated_on = Some(day("2024-09-01"));
    });
    assert_eq!(world.outcome("npi.registered", "clinicians/0"), Outcome::Pass);
}

#[test]
fn an_active_npi_in_an_old_registry_is_stale() {
    let world = World::in_order().with(|w| w.sources.loaded[0].list_date = day("2018-12-09"));
    assert_eq!(world.outcome("npi.registered", "clinicians/0"), Outcome::Stale);
    assert_eq!(world.outcome("npi.name", "clinicians/0"), Outcome::Stale);
}

#[test]
fn an_unknown_npi_fails_only_against_a_complete_registry_in_date() {
    let unknown = || World::in_order().set("/clinicians/0/npi", json!(npi(77)));
    assert_eq!(unknown().outcome("npi.registered", "clinicians/0"), Outcome::Fail);
    let partial = unknown().with(|w| w.sources.loaded[0].complete = false);
    assert_eq!(partial.outcome("npi.registered", "clinicians/0"), Outcome::NotChecked);
    let old = unknown().with(|w| w.sources.loaded[0].list_date = day("2026-10-15"));
    assert_eq!(old.outcome("npi.registered", "clinicians/0"), Outcome::NotChecked);
}

#[test]
fn the_registry_s_clock_is_35_days_long() {
    let on = |list_date: &str| {
        let world = World::in_order().with(|w| w.sources.loaded[0].list_date = day(list_date));
        world.outcome("npi.registered", "clinicians/0")
    };
    assert_eq!(on("2026-10-16"), Outcome::Pass);
    assert_eq!(on("2026-10-15"), Outcome::Stale);
}

#[test]
fn a_nickname_passes_with_a_note() {
    let world =
        World::in_order().set("/clinicians/0/first_name", json!("Bob")).registry(|r| r.first_name = "ROBERT".into());
    let check = world.check("npi.name", "clinicians/0");
    assert_eq!((check.outcome, check.evidence["given_name"].as_str()), (Outcome::Pass, Some("near")));
}

#[test]
fn a_former_surname_passes_on_either_side() {
    let married = || World::in_order().set("/clinicians/0/last_name", json!("Osgood"));
    let told = married().set("/clinicians/0/former_last_names", json!(["Whitcomb"]));
    assert_eq!(told.outcome("npi.name", "clinicians/0"), Outcome::Pass);
    let registered = married().registry(|r| {
        r.other_names.push(OtherName { last_or_organization: "OSGOOD".into(), first_name: "DANA".into() });
    });
    assert_eq!(registered.outcome("npi.name", "clinicians/0"), Outcome::Pass);
}

#[test]
fn another_surname_fails_only_where_the_license_differs_too() {
    let other = || World::in_order().set("/clinicians/0/last_name", json!("Osgood"));
    assert_eq!(other().outcome("npi.name", "clinicians/0"), Outcome::Review);
    let stolen = other().set("/clinicians/0/credentials/0/number", json!("MD999999"));
    assert_eq!(stolen.outcome("npi.name", "clinicians/0"), Outcome::Fail);
}

#[test]
fn a_license_number_is_compared_with_the_registry_s_own() {
    let number = |n: &str| {
        let world = World::in_order().set("/clinicians/0/credentials/0/number", json!(n));
        let check = world.check("npi.license", "clinicians/0");
        (check.outcome, check.evidence["number"].as_str().unwrap_or_default().to_string())
    };
    assert_eq!(number("md-123456"), (Outcome::Pass, "equal".into()));
    assert_eq!(number("0123456"), (Outcome::Pass, "near".into()));
    assert_eq!(number("MD123457"), (Outcome::Review, "one_digit".into()));
    assert_eq!(number("MD777"), (Outcome::Review, "different".into()));
    let silent = World::in_order().registry(|r| r.taxonomies[0].license_state = "WA".into());
    assert_eq!(silent.outcome("npi.license", "clinicians/0"), Outcome::NotChecked);
}

#[test]
fn state_specialty_and_kind_of_holder_that_differ_are_questions() {
    let world = World::in_order().registry(|r| {
        r.practice.state = "TX".into();
        r.taxonomies[0].code = "122300000X".into();
        r.taxonomies[0].license_state = "TX".into();
        r.entity_type = 2;
    });
    for code in ["npi.state", "npi.taxonomy", "npi.entity_type"] {
        assert_eq!(world.outcome(code, "clinicians/0"), Outcome::Review, "{code}");
    }
}

#[test]
fn an_organization_passes_by_any_of_its_names() {
    let world = World::in_order();
    assert_eq!(world.outcome("npi.name", "provider"), Outcome::Pass);
    let other = World::in_order().without("/provider/legal_name");
    assert_eq!(other.outcome("npi.name", "provider"), Outcome::Review);
}
