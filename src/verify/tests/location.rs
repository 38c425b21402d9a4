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
