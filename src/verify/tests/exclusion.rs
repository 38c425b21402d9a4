use super::*;

const ME: &str = "clinicians/0";

fn row(npi: &str, born: Option<&str>) -> ExclusionRecord {
    ExclusionRecord {
        row_hash: "h1".into(),
        last_name: "WHITCOMB".into(),
        first_name: "DANA".into(),
        npi: npi.into(),
        date_of_birth: born.map(day),
        state: "FL".into(),
        ..Default::default()
    }
}

fn leie(row: ExclusionRecord) -> World {
    World::in_order().excluded(ListName::Leie, row)
}

fn seen(world: &World) -> (Outcome, String) {
    let check = world.check("exclusion.leie", ME);
    (check.outcome, check.evidence["tier"].as_str().unwrap_or_default().to_string())
}

#[test]
fn the_same_npi_fails_as_confirmed_even_on_old_partial_lists() {
    let world = leie(row(&npi(1), None)).with(|w| {
        w.sources.loaded[1].complete = false;
        w.sources.loaded[1].list_date = day("2016-04-30");
    });
    assert_eq!(seen(&world), (Outcome::Fail, "confirmed".into()));
    assert_eq!(world.report().status, VerificationStatus::Rechecking);
}

#[test]
fn each_tier_has_its_outcome() {
    assert_eq!(seen(&leie(row("", Some("1971-04-05")))), (Outcome::Fail, "probable".into()));
    assert_eq!(seen(&leie(row("", None))), (Outcome::Review, "possible".into()));
    assert_eq!(seen(&leie(row("", Some("1950-12-25")))), (Outcome::Pass, "auto_cleared".into()));
    assert_eq!(seen(&World::in_order()), (Outcome::Pass, "none".into()));
}

#[test]
fn the_surest_row_decides() {
    let world = leie(row("", Some("1950-12-25")))
        .excluded(ListName::Leie, ExclusionRecord { row_hash: "h2".into(), ..row(&npi(1), None) });
    assert_eq!(seen(&world), (Outcome::Fail, "confirmed".into()));
}

#[test]
fn a_waiver_for_the_state_is_a_question() {
    let waived = |state: &str| leie(ExclusionRecord { waiver_state: state.into(), ..row(&npi(1), None) });
    assert_eq!(seen(&waived("OR")), (Outcome::Review, "confirmed".into()));
    assert_eq!(seen(&waived("FL")), (Outcome::Fail, "confirmed".into()));
}

#[test]
fn a_reinstated_person_is_not_on_the_list() {
    let world = leie(ExclusionRecord { reinstated_on: Some(day("2024-01-01")), ..row(&npi(1), None) });
    assert_eq!(seen(&world), (Outcome::Pass, "none".into()));
}

#[test]
fn not_being_on_the_list_clears_only_by_a_complete_list_in_date() {
    let without_hit = |complete, list_date: &str| {
        let world = World::in_order().with(|w| {
            w.sources.loaded[1].complete = complete;
            w.sources.loaded[1].list_date = day(list_date);
        });
        seen(&world).0
    };
    assert_eq!(without_hit(true, "2026-10-16"), Outcome::Pass);
    assert_eq!(without_hit(true, "2026-10-15"), Outcome::Stale);
    assert_eq!(without_hit(false, "2026-11-19"), Outcome::NotChecked);
    assert_eq!(without_hit(false, "2016-04-30"), Outcome::NotChecked);
}

#[test]
fn a_pass_holds_as_long_as_its_list() {
    let check = World::in_order().check("exclusion.leie", ME);
    assert_eq!(check.source, "LEIE 2026-11");
    assert_eq!(check.valid_until.map(|at| at.date_naive()), Some(day("2026-12-15")));
}

#[test]
fn every_list_is_asked_the_same_way() {
    for (list, code) in [(ListName::Sam, "exclusion.sam"), (ListName::StateExclusions, "exclusion.state")] {
        let world = World::in_order().excluded(list, row(&npi(1), None));
        assert_eq!(world.outcome(code, ME), Outcome::Fail, "{code}");
    }
}

#[test]
fn a_state_list_that_is_not_loaded_is_named() {
    let world = World::in_order().with(|w| w.sources.state_lists.clear());
    let check = world.check("exclusion.state", ME);
    assert_eq!(check.outcome, Outcome::NotChecked);
    assert!(check.detail.contains("Oregon"), "{}", check.detail);
}

#[test]
fn owners_and_the_organization_are_screened_too() {
    let owner = ExclusionRecord {
        last_name: "BRANDT".into(),
        first_name: "OLGA".into(),
        date_of_birth: Some(day("1961-02-03")),
        ..Default::default()
    };
    assert_eq!(leie(owner).outcome("exclusion.leie", "owners/0"), Outcome::Fail);
    let company = ExclusionRecord {
        business_name: "STILLWATER HEALTH".into(),
        state: "OR".into(),
        postal_code: "97205".into(),
        ..Default::default()
    };
    assert_eq!(leie(company).outcome("exclusion.leie", "provider"), Outcome::Fail);
}

#[test]
fn a_former_name_and_half_a_double_name_are_found() {
    let world = leie(row("", Some("1971-04-05"))).set("/clinicians/0/last_name", json!("Osgood-Lane"));
    assert_eq!(seen(&world), (Outcome::Fail, "probable".into()), "by the name that the registry has for the NPI");
    let world = world.registry(|r| r.last_name = "OSGOOD-LANE".into());
    assert_eq!(seen(&world).0, Outcome::Pass);
    let former = leie(row("", Some("1971-04-05")))
        .set("/clinicians/0/last_name", json!("Osgood"))
        .registry(|r| r.last_name = "OSGOOD".into())
        .set("/clinicians/0/former_last_names", json!(["Whitcomb-Lane"]));
    assert_eq!(seen(&former), (Outcome::Fail, "probable".into()));
}

#[test]
fn the_list_s_rows_are_kept_apart_from_what_is_reported() {
    let world = leie(row("", Some("1971-04-05")));
    let finding = world.findings().into_iter().find(|f| f.check.code == "exclusion.leie" && f.check.subject == ME);
    let finding = finding.expect("the check");
    assert!(finding.list_rows.iter().any(|r| r.contains("1971-04-05")));
    assert!(!serde_json::to_string(&finding.check).expect("JSON").contains("1971"));
}

#[test]
fn a_row_of_sam_that_repeats_the_leie_has_its_birth_date() {
    let born = |born: &str| ExclusionRecord { excluded_on: Some(day("2019-07-18")), ..row("", Some(born)) };
    let copy = ExclusionRecord { date_of_birth: None, agency: "HHS".into(), ..born("1950-12-25") };
    let sam = |leie_row: ExclusionRecord| {
        leie(leie_row).excluded(ListName::Sam, copy.clone()).check("exclusion.sam", ME).evidence["tier"].clone()
    };
    assert_eq!(sam(born("1950-12-25")), "auto_cleared");
    assert_eq!(sam(born("1971-04-05")), "probable");
    assert_eq!(sam(ExclusionRecord { excluded_on: None, ..born("1950-12-25") }), "possible");
}

#[test]
fn another_state_s_list_says_nothing_by_name_alone() {
    let listed = |agency: &str, born: Option<&str>| {
        let row = ExclusionRecord { agency: agency.into(), ..row("", born) };
        World::in_order().excluded(ListName::StateExclusions, row).outcome("exclusion.state", ME)
    };
    assert_eq!(listed("OR", None), Outcome::Review);
    assert_eq!(listed("FL", None), Outcome::Pass);
    assert_eq!(listed("FL", Some("1971-04-05")), Outcome::Fail);
}

#[test]
fn sam_has_no_birth_dates_so_another_spelling_of_a_name_counts_only_where_somebody_works() {
    let sam = |first: &str, state: &str| {
        let row = ExclusionRecord { first_name: first.into(), state: state.into(), ..row("", None) };
        World::in_order().excluded(ListName::Sam, row).check("exclusion.sam", ME).outcome
    };
    assert_eq!(sam("DANA", "FL"), Outcome::Review, "the very name, wherever");
    assert_eq!(sam("DANA RUTH", "OR"), Outcome::Review, "another spelling, where they work");
    assert_eq!(sam("DANA RUTH", ""), Outcome::Review, "another spelling, nobody knows where");
    assert_eq!(sam("DANA RUTH", "FL"), Outcome::Pass, "another spelling, elsewhere");
}
