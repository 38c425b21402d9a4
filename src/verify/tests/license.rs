use super::*;

const ME: &str = "clinicians/0";
const LICENSE: &str = "/clinicians/0/credentials/0";

fn license(field: &str, value: Value) -> World {
    World::in_order().set(&format!("{LICENSE}/{field}"), value)
}

#[test]
fn an_expired_license_fails_from_the_day_after() {
    assert_eq!(license("expires_on", json!("2026-11-20")).outcome("license.expiry", ME), Outcome::Pass);
    let expired = license("expires_on", json!("2026-11-19"));
    assert_eq!(expired.outcome("license.expiry", ME), Outcome::Fail);
    assert_eq!(expired.report().status, VerificationStatus::Rechecking);
}

#[test]
fn a_pass_on_expiry_holds_to_the_last_day() {
    let check = World::in_order().check("license.expiry", ME);
    assert_eq!(check.valid_until.map(|at| at.date_naive()), Some(day("2027-12-31")));
}

#[test]
fn a_license_that_never_expires_needs_a_look_each_year() {
    let forever = || {
        World::in_order().without(&format!("{LICENSE}/expires_on")).set(&format!("{LICENSE}/no_expiry"), json!(true))
    };
    assert_eq!(forever().outcome("license.expiry", ME), Outcome::Pass);
    assert_eq!(forever().with(|w| w.lookups.clear()).outcome("license.expiry", ME), Outcome::NotChecked);
    let long_ago = forever().with(|w| w.lookups[1].looked_at = now() - Duration::days(366));
    assert_eq!(long_ago.outcome("license.expiry", ME), Outcome::Stale);
}

#[test]
fn the_board_s_own_date_counts_before_the_claim() {
    let world = World::in_order().with(|w| w.lookups[1].expires_on = Some(day("2026-11-01")));
    assert_eq!(world.outcome("license.expiry", ME), Outcome::Fail);
}

#[test]
fn a_license_of_another_state_does_not_cover_the_place() {
    let check = license("state", json!("WA")).check("license.present", ME);
    assert_eq!((check.outcome, check.evidence["state"].as_str()), (Outcome::Fail, Some("OR")));
}

#[test]
fn every_state_served_by_telehealth_needs_its_own_authority() {
    let world = World::in_order()
        .set("/locations/0/settings", json!(["clinic", "telehealth"]))
        .set("/provider/telehealth_states", json!(["OR", "FL"]));
    let states: Vec<(String, Outcome)> = world
        .all("license.present", ME)
        .into_iter()
        .map(|c| (c.evidence["state"].as_str().unwrap_or_default().to_string(), c.outcome))
        .collect();
    assert_eq!(states, [("FL".to_string(), Outcome::Fail), ("OR".to_string(), Outcome::Pass)]);
    let registered = world.set("/clinicians/0/credentials/-", json!({
        "kind": "state_license", "number": "T1", "state": "FL", "expires_on": "2027-01-01", "authority": "telehealth_registration"
    }));
    assert!(registered.all("license.present", ME).iter().all(|c| c.outcome == Outcome::Pass));
}

#[test]
fn a_telehealth_registration_does_not_cover_a_place() {
    assert_eq!(license("authority", json!("telehealth_registration")).outcome("license.present", ME), Outcome::Fail);
}

#[test]
fn a_compact_license_of_another_state_and_federal_practice_are_questions() {
    let compact = license("state", json!("ID"))
        .set(&format!("{LICENSE}/authority"), json!("nursing_compact"))
        .set("/clinicians/0/profession", json!("rn"));
    assert_eq!(compact.outcome("license.present", ME), Outcome::Review);
    assert_eq!(license("authority", json!("federal")).outcome("license.present", ME), Outcome::Review);
}

#[test]
fn a_mask_is_not_a_number() {
    for mask in ["=========", "$$$$$$$$$", "********", "_________", "XXXXXX", "*****1234", "-", "•••••1234"] {
        assert_eq!(license("number", json!(mask)).outcome("license.format", ME), Outcome::Fail, "{mask}");
    }
}

#[test]
fn a_shape_is_judged_only_where_enough_numbers_were_seen() {
    assert_eq!(license("number", json!("AB12CD34")).outcome("license.format", ME), Outcome::Pass);
    let connecticut = license("state", json!("CT")).set(&format!("{LICENSE}/number"), json!("AB12CD34"));
    assert_eq!(connecticut.outcome("license.format", ME), Outcome::Review);
    let usual = license("state", json!("CT")).set(&format!("{LICENSE}/number"), json!("1.045678"));
    assert_eq!(usual.outcome("license.format", ME), Outcome::Pass);
}

#[test]
fn a_number_that_is_too_long_or_of_no_state_fails() {
    assert_eq!(license("number", json!("123456789012345678901")).outcome("license.format", ME), Outcome::Fail);
    assert_eq!(license("state", json!("ZZ")).outcome("license.format", ME), Outcome::Fail);
}

#[test]
fn the_board_s_word_decides() {
    let seen = |result| World::in_order().with(|w| w.lookups[1].result = result).outcome("license.board_status", ME);
    assert_eq!(seen(LookupResult::Active), Outcome::Pass);
    for bad in [
        LookupResult::Restricted,
        LookupResult::Suspended,
        LookupResult::Revoked,
        LookupResult::Expired,
        LookupResult::NotFound,
    ] {
        assert_eq!(seen(bad), Outcome::Fail, "{bad}");
    }
}

#[test]
fn a_renewal_that_is_pending_is_a_question_whatever_the_day_says() {
    let last_days = [None, Some("2026-11-01"), Some("2027-12-31")];
    for last_day in last_days {
        let world = World::in_order().with(|w| {
            w.lookups[1].result = LookupResult::RenewalPending;
            w.lookups[1].expires_on = last_day.map(day);
        });
        for code in ["license.board_status", "license.expiry"] {
            let check = world.check(code, ME);
            assert_eq!((check.outcome, check.valid_until), (Outcome::Review, None), "{code} {last_day:?}");
        }
        assert_eq!(world.report().status, VerificationStatus::Rechecking);
    }
}

#[test]
fn a_look_at_the_board_is_due_every_180_days_and_when_the_license_ends() {
    let ago = |days| World::in_order().with(|w| w.lookups[1].looked_at = now() - Duration::days(days));
    assert_eq!(ago(180).outcome("license.board_status", ME), Outcome::Pass);
    assert_eq!(ago(181).outcome("license.board_status", ME), Outcome::Stale);
    let ending = license("expires_on", json!("2026-12-01")).check("license.board_status", ME);
    assert_eq!(ending.valid_until.map(|at| at.date_naive()), Some(day("2026-12-01")));
}

#[test]
fn the_latest_look_up_of_the_same_license_counts_and_from_the_future_only_a_bad_one() {
    let later = |result, days: i64| {
        let mut lookup = World::lookup(LookupKind::BoardStatus, ME, Some(LICENSE), result);
        lookup.looked_at = now() + Duration::days(days);
        World::in_order().with(|w| w.lookups.push(lookup)).outcome("license.board_status", ME)
    };
    assert_eq!(later(LookupResult::Revoked, -1), Outcome::Fail);
    // Only a clock that was set back makes a look-up of the future: it must not make anybody forget a revocation.
    assert_eq!(later(LookupResult::Revoked, 1), Outcome::Fail);
    let seen_tomorrow = World::in_order().with(|w| w.lookups[1].looked_at = now() + Duration::days(1));
    assert_eq!(seen_tomorrow.outcome("license.board_status", ME), Outcome::NotChecked);
    let other = World::in_order().with(|w| w.lookups[1].credential = Some("/clinicians/0/credentials/1".into()));
    assert_eq!(other.outcome("license.board_status", ME), Outcome::NotChecked);
}

#[test]
fn one_number_on_two_people_is_a_question() {
    let world = World::in_order();
    let mut twin = world.dossier.pointer("/clinicians/0").expect("a clinician").clone();
    twin["npi"] = json!(npi(2));
    let world = world.set("/clinicians/-", twin);
    assert_eq!(world.outcome("license.duplicate", "clinicians/1"), Outcome::Review);
    let other_board = world
        .set("/clinicians/0/credentials/0/issuer", json!("Medical Board"))
        .set("/clinicians/1/credentials/0/issuer", json!("Board of Nursing"));
    assert_eq!(other_board.outcome("license.duplicate", "clinicians/1"), Outcome::Pass);
}

#[test]
fn a_temporary_license_holds_to_its_end_date_and_has_one() {
    let temporary =
        |changes: fn(World) -> World| changes(license("authority", json!("temporary"))).outcome("license.expiry", ME);
    assert_eq!(temporary(|w| w), Outcome::Pass);
    assert_eq!(temporary(|w| w.set(&format!("{LICENSE}/expires_on"), json!("2026-11-19"))), Outcome::Fail);
    let endless =
        |w: World| w.without(&format!("{LICENSE}/expires_on")).set(&format!("{LICENSE}/no_expiry"), json!(true));
    assert_eq!(temporary(endless), Outcome::Fail);
}

/// Where the psychiatrist's one license is made another authority, for another profession, by telehealth into `state`.
fn remote(profession: &str, authority: &str, license_state: &str, state: &str) -> Outcome {
    World::in_order()
        .set("/clinicians/0/profession", json!(profession))
        .set("/locations/0/settings", json!(["telehealth"]))
        .without("/locations/0/line1")
        .set("/provider/telehealth_states", json!([state]))
        .set(&format!("{LICENSE}/authority"), json!(authority))
        .set(&format!("{LICENSE}/state"), json!(license_state))
        .all("license.present", ME)
        .into_iter()
        .find(|c| c.evidence["state"] == state)
        .expect("a check of that state")
        .outcome
}

#[test]
fn a_compact_privilege_elsewhere_is_a_question_because_membership_is_not_in_our_tables() {
    assert_eq!(remote("psychologist", "compact_privilege", "TX", "TX"), Outcome::Pass);
    assert_eq!(remote("psychologist", "compact_privilege", "AZ", "TX"), Outcome::Review);
    assert_eq!(remote("psychologist", "state", "AZ", "TX"), Outcome::Fail);
}

#[test]
fn a_telehealth_registration_passes_where_the_state_is_known_to_have_one_and_never_in_person() {
    assert_eq!(remote("psychologist", "telehealth_registration", "FL", "FL"), Outcome::Pass);
    assert_eq!(remote("psychologist", "telehealth_registration", "OH", "OH"), Outcome::Review);
    assert_eq!(remote("psychologist", "telehealth_registration", "FL", "GA"), Outcome::Fail);
    let in_person = license("authority", json!("telehealth_registration"));
    assert_eq!(in_person.outcome("license.present", ME), Outcome::Fail);
}

#[test]
fn a_multistate_nursing_license_is_a_nurse_s_and_not_for_advanced_practice() {
    assert_eq!(remote("rn", "nursing_compact", "TX", "TX"), Outcome::Pass);
    assert_eq!(remote("rn", "nursing_compact", "AZ", "TX"), Outcome::Review);
    assert_eq!(remote("np", "nursing_compact", "TX", "TX"), Outcome::Review);
    assert_eq!(remote("md", "nursing_compact", "TX", "TX"), Outcome::Fail);
}
