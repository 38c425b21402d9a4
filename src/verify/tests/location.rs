use super::*;

const HERE: &str = "locations/0";

fn at(field: &str, value: Value) -> World {
    World::in_order().set(&format!("/locations/0/{field}"), value)
}

#[test]
fn a_zip_that_does_not_exist_fails() {
    assert_eq!(at("postal_code", json!("00000")).outcome("location.resolved", HERE), Outcome::Fail);
    assert_eq!(at("postal_code", json!("97205-1234")).outcome("location.resolved", HERE), Outcome::Pass);
}

#[test]
fn a_zip_of_another_state_fails_and_of_another_city_is_a_question() {
    assert_eq!(at("state", json!("WA")).outcome("location.consistent", HERE), Outcome::Fail);
    assert_eq!(at("city", json!("Salem")).outcome("location.consistent", HERE), Outcome::Review);
}

#[test]
fn every_name_of_one_city_agrees_with_its_zip_and_another_citys_name_never_does() {
    let of = |zip: &str, state: &str, city: &str| {
        at("postal_code", json!(zip))
            .set("/locations/0/state", json!(state))
            .set("/locations/0/city", json!(city))
            .outcome("location.consistent", HERE)
    };
    for (zip, state, city) in [
        ("10001", "NY", "New York"),
        ("10001", "NY", "NEW YORK CITY"),
        ("10001", "NY", "New York City"),
        ("10001", "NY", "NYC"),
        ("10001", "NY", "New York, NY"),
        ("10451", "NY", "The Bronx"),
        ("20001", "DC", "Washington, D.C."),
        ("20001", "DC", "Washington DC"),
        ("33701", "FL", "St. Petersburg"),
        ("93921", "CA", "Carmel"),
        ("64101", "MO", "Kansas City"),
    ] {
        assert_eq!(of(zip, state, city), Outcome::Pass, "{city} {zip}");
    }
    for (zip, state, city) in [
        ("10001", "NY", "Buffalo"),
        ("10001", "NY", "Brooklyn"),
        ("10001", "NY", "New York Mills"),
        ("10001", "NY", "Nowhereville"),
        ("10001", "NY", ","),
        ("10001", "NY", "New York, NJ"),
        ("64101", "MO", "Kansas City, KS"),
        ("33701", "FL", "Tampa"),
    ] {
        assert_eq!(of(zip, state, city), Outcome::Review, "{city} {zip}");
    }
}

#[test]
fn coordinates_that_stand_for_nowhere_fail() {
    let point = |latitude: f64, longitude: f64| {
        at("latitude", json!(latitude))
            .set("/locations/0/longitude", json!(longitude))
            .outcome("location.sentinel", HERE)
    };
    assert_eq!(point(45.52, -122.69), Outcome::Pass);
    for (latitude, longitude) in [(0.0, 0.0), (39.8283, -98.5795), (37.0902, -95.7129), (47.6, -122.3), (95.0, 10.0)] {
        assert_eq!(point(latitude, longitude), Outcome::Fail, "{latitude},{longitude}");
    }
    assert!(World::in_order().all("location.sentinel", HERE).is_empty());
}
