//! The gazetteer as it is shipped, asked what people ask.

use std::time::Instant;

use super::*;
use crate::domain::place::Point;
use crate::geo::distance::miles;

/// The same that the measurement uses.
#[path = "../../benches/place_lookup/misspelt.rs"]
mod misspelt;

fn gazetteer() -> &'static Gazetteer {
    Gazetteer::get()
}

fn one(text: &str) -> Place {
    match gazetteer().resolve(text) {
        Resolution::One(place) => place,
        other => panic!("{text:?} should be one place, not {other:?}"),
    }
}

fn several(text: &str) -> Vec<String> {
    match gazetteer().resolve(text) {
        Resolution::Several(places) => places.into_iter().map(|p| p.label).collect(),
        other => panic!("{text:?} should be several places, not {other:?}"),
    }
}

fn suggested(text: &str) -> Vec<String> {
    match gazetteer().resolve(text) {
        Resolution::Unknown { suggestions } => suggestions.into_iter().map(|p| p.label).collect(),
        other => panic!("{text:?} should be unknown, not {other:?}"),
    }
}

#[test]
fn known_zips_lie_where_they_should() {
    // Post offices or town halls, from the map; centroids may be a few miles off.
    for (zip, state, latitude, longitude) in [
        ("10001", "NY", 40.7506, -73.9972),
        ("90210", "CA", 34.0901, -118.4065),
        ("94103", "CA", 37.7726, -122.4099),
        ("99501", "AK", 61.2181, -149.8577),
        ("00901", "PR", 18.4655, -66.1057),
        ("96813", "HI", 21.3069, -157.8583),
        ("20001", "DC", 38.9109, -77.0163),
        ("96799", "AS", -14.2781, -170.7025),
        ("96910", "GU", 13.4745, 144.7504),
        ("00802", "VI", 18.3419, -64.9307),
        ("96950", "MP", 15.1850, 145.7467),
    ] {
        let found = gazetteer().zip(zip).unwrap_or_else(|| panic!("{zip} is missing"));
        assert_eq!(found.state, state, "{zip}");
        let off = miles(found.point, Point { latitude, longitude });
        assert!(off < 6.0, "{zip} is {off:.1} miles off");
        assert_eq!(gazetteer().zip_is_in(zip, state), Some(true));
    }
    for none in ["00000", "99999", "97299", "9720", "", "97202 "] {
        assert_eq!(gazetteer().zip(none), None, "{none:?}");
    }
}

#[test]
fn every_zip_lies_in_its_state() {
    // Four ZIPs whose centroid in the source lies across a state line, and Wake Island, which has Hawaii's code.
    let exceptions = ["82063", "83120", "86515", "96898", "97635"];
    // The outlines are simplified and some centroids lie off the coast: a twentieth of a degree to spare.
    let outside: Vec<_> = gazetteer()
        .zips()
        .iter()
        .filter(|z| gazetteer().state(z.state).is_none_or(|s| !s.bounds.contains(z.point, 0.05)))
        .map(|z| z.zip)
        .collect();
    assert_eq!(outside, exceptions);
}

#[test]
fn time_zones_are_the_zips_own() {
    let zone = |zip| gazetteer().zip(zip).expect("a real ZIP").time_zone;
    assert_eq!(zone("97202"), "America/Los_Angeles");
    assert_eq!(zone("97914"), "America/Boise", "eastern Oregon keeps mountain time");
    assert_eq!(zone("85001"), "America/Phoenix");
    assert_eq!(zone("96799"), "Pacific/Pago_Pago");
}

#[test]
fn every_way_to_write_a_place_is_understood() {
    for (text, label) in [
        ("97202", "97202 Portland, OR"),
        ("97202-1234", "97202 Portland, OR"),
        ("972021234", "97202 Portland, OR"),
        ("97202 1234", "97202 Portland, OR"),
        ("97202, OR", "97202 Portland, OR"),
        ("Portland, OR 97202", "97202 Portland, OR"),
        ("97202 Portland, OR", "97202 Portland, OR"),
        ("Milwaukie, OR 97202", "97202 Portland, OR"),
        ("Portland, OR", "Portland, OR"),
        ("portland,or", "Portland, OR"),
        ("PORTLAND OREGON", "Portland, OR"),
        ("Portland, Ore.", "Portland, OR"),
        ("Portland, OR, USA", "Portland, OR"),
        ("Saint Louis, Missouri", "St. Louis, MO"),
        ("st louis mo", "St. Louis, MO"),
        ("Ft. Lauderdale, Fla.", "Fort Lauderdale, FL"),
        ("Mt Vernon, WA", "Mount Vernon, WA"),
        ("charlotte north carolina", "Charlotte, NC"),
        ("Bayamon PR", "Bayamón, PR"),
        ("Washington, D.C.", "Washington, DC"),
        ("New York, NY", "New York City, NY"),
        ("NYC", "New York City, NY"),
        ("Philly", "Philadelphia, PA"),
        ("L.A.", "Los Angeles, CA"),
        ("La.", "Louisiana"),
        ("N.C.", "North Carolina"),
        ("OR", "Oregon"),
        ("oregon", "Oregon"),
        ("West Virginia", "West Virginia"),
        ("NY", "New York State"),
        ("new york state", "New York State"),
        ("dc", "District of Columbia"),
        ("USVI", "Virgin Islands"),
        ("Guam", "Guam"),
        ("45.5,-122.6", "45.5,-122.6"),
        (" 45.5 , -122.6 ", "45.5,-122.6"),
        ("-14.3,-170.7", "-14.3,-170.7"),
    ] {
        assert_eq!(one(text).label, label, "{text:?}");
    }
}

#[test]
fn every_label_resolves_to_its_own_place() {
    let g = gazetteer();
    let states = g.states().iter().map(|s| g.state_place(s));
    let zips = g.zips().iter().step_by(97).map(|z| g.zip_place(z));
    let cities = g.cities.iter().step_by(13).map(|c| g.city_place(c));
    for place in states.chain(zips).chain(cities) {
        assert_eq!(g.resolve(&place.label), Resolution::One(place.clone()));
    }
}

#[test]
fn a_name_that_several_places_bear_is_a_question() {
    let springfields = several("Springfield");
    assert_eq!(springfields.len(), place::MOST_PLACES);
    assert_eq!(&springfields[..3], ["Springfield, MO", "Springfield, MA", "Springfield, IL"], "the largest first");
    assert_eq!(several("New York"), ["New York City, NY", "New York State"]);
    assert_eq!(several("midway, fl").len(), 3, "three in one state, told apart by county");
    assert_eq!(one("Midway (Gadsden County), FL").label, "Midway (Gadsden County), FL");
}

#[test]
fn a_misspelt_name_is_never_guessed_but_suggested() {
    assert_eq!(suggested("Barooklyn")[0], "Brooklyn, NY");
    assert_eq!(suggested("Portlnd, OR")[0], "Portland, OR");
    assert_eq!(suggested("Portlnd OR")[0], "Portland, OR");
    assert_eq!(suggested("Portland, Oregn")[0], "Portland, OR");
    assert_eq!(suggested("Seattle, OR")[0], "Seattle, WA", "the right name in the wrong state");
    assert_eq!(suggested("Califronia")[0], "California");
    assert_eq!(suggested("qqqqqqqq"), [""; 0]);
}

#[test]
fn a_zip_that_is_none_or_contradicts_itself_is_unknown() {
    assert_eq!(suggested("97202 CA"), ["97202 Portland, OR"]);
    assert_eq!(suggested("Seattle, WA 97202"), ["97202 Portland, OR", "Seattle, WA"]);
    assert_eq!(suggested("2139"), ["02139 Cambridge, MA"], "a spreadsheet ate the zero");
    assert!(suggested("97299").contains(&"92799 Santa Ana, CA".to_owned()), "two digits swapped");
    assert_eq!(suggested("00000"), [""; 0]);
    assert_eq!(suggested("99999 Portland, OR"), ["Portland, OR"]);
}

#[test]
fn what_is_no_place_gives_no_place() {
    for text in ["", "   ", ",", "91,0", "0,181", "NaN,1", "inf,1", "97202-", "-", "\u{0}", "🙂", &"a".repeat(10_000)]
    {
        assert_eq!(suggested(text), [""; 0], "{text:?}");
    }
}

proptest::proptest! {
    // A suggestion over all names takes 30 ms in an unoptimized build.
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
    #[test]
    fn no_text_whatever_breaks_a_look_up(text in "\\PC{0,20}", zip in "[0-9]{1,10}", tail in "[ ,(]?[a-zA-Z.]{0,4}[)]?") {
        gazetteer().resolve(&text);
        gazetteer().resolve(&format!("{zip}{tail}"));
        gazetteer().resolve(&format!("{text}{tail} {zip}"));
    }
}

#[test]
fn a_point_is_measured_from_its_zip() {
    let near = Point { latitude: 45.5, longitude: -122.6 };
    assert!(gazetteer().miles_from_zip("97202", near).is_some_and(|d| d < 5.0));
    assert!(gazetteer().miles_from_zip("10001", near).is_some_and(|d| d > 2_400.0));
    assert_eq!(gazetteer().miles_from_zip("00000", near), None);
}

#[test]
fn a_suggestion_is_quick_enough_to_type_by() {
    // Loose enough for an unoptimized build on a busy machine; release needs about 2 ms.
    gazetteer();
    let start = Instant::now();
    suggested("Barooklyn");
    assert!(start.elapsed().as_millis() < 500, "{:?}", start.elapsed());
}

fn begun(text: &str) -> Vec<String> {
    gazetteer().beginning_with(text).into_iter().map(|place| place.label).collect()
}

#[test]
fn a_name_is_completed_while_it_is_typed_the_most_populous_first() {
    for (text, first) in [
        ("p", "Phoenix, AZ"),
        ("portl", "Portland, OR"),
        ("Portland, m", "Portland, ME"),
        ("portland, maine", "Portland, ME"),
        ("portland me", "Portland, ME"),
        ("st lo", "St. Louis, MO"),
        ("sto", "Stockton, CA"),
        ("new y", "New York City, NY"),
        ("winston-s", "Winston-Salem, NC"),
        ("bayamón", "Bayamón, PR"),
        ("philly", "Philadelphia, PA"),
    ] {
        assert_eq!(begun(text).first().map(String::as_str), Some(first), "{text:?}");
    }
    assert_eq!(begun("972")[..2], ["97201 Portland, OR", "97202 Portland, OR"]);
    assert_eq!(begun("s").len(), 5);
    assert!(begun("san m").iter().all(|label| label.starts_with("San M")), "not Sanford, Maine: {:?}", begun("san m"));
    for none in ["", " ", ",", "00000", "zzzz", "portland, zz", &"a".repeat(1_000)] {
        assert_eq!(begun(none), [""; 0], "{none:?}");
    }
}

#[test]
fn a_label_is_among_the_completions_of_itself() {
    let unlike = |place: &Place| !begun(&place.label).contains(&place.label);
    // Namesakes in one state are told apart by county, which nobody types.
    let cities = gazetteer().cities().map(|(place, _)| place).step_by(97).filter(|place| !place.label.contains('('));
    assert_eq!(cities.filter(unlike).collect::<Vec<_>>(), []);
}

#[test]
fn of_a_hundred_misspelt_cities_the_one_that_was_meant_is_nearly_always_among_the_first_three() {
    let cities: Vec<(String, u32)> = gazetteer().cities().map(|(place, people)| (place.label, people)).collect();
    let first = |text: &str| -> Vec<String> {
        let places = match gazetteer().resolve(text) {
            Resolution::One(place) => vec![place],
            Resolution::Several(places) | Resolution::Unknown { suggestions: places } => places,
        };
        places.into_iter().take(3).map(|place| place.label).collect()
    };
    let typed = misspelt::misspellings(&cities, 100, 20_261_127);
    let missed: Vec<&String> = typed.iter().filter(|t| !first(&t.text).contains(&t.meant)).map(|t| &t.text).collect();
    assert!(missed.len() <= 5, "{missed:?}");
}
