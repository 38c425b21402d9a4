//! What an address may say, what it may not, and that every query can be written and read again.

use proptest::prelude::*;

use super::*;
use crate::domain::clinical::{Condition, Payment, SafetyPractice, Treatment};
use crate::domain::problem::Place as At;
use crate::domain::schedule::Within;
use crate::geo::PlaceKind;

fn read(address: &str, audience: Audience) -> Result<Request, Refusal> {
    let pair = |p: &str| p.split_once('=').map(|(n, v)| (n.to_string(), v.to_string())).unwrap_or_default();
    let pairs: Vec<_> = address.split('&').filter(|p| !p.is_empty()).map(pair).collect();
    Request::parse(&pairs, Gazetteer::get(), audience)
}

fn api(address: &str) -> Result<Request, Refusal> {
    read(address, Audience::Api)
}

/// Parameter and code of every problem.
fn faults(address: &str, audience: Audience) -> Vec<(String, &'static str)> {
    let problems = read(address, audience).expect_err(address).into_problems();
    let parameter = |p: Problem| match p.place {
        At::Query(name) => (name, p.code),
        other => panic!("{other:?}"),
    };
    problems.into_iter().map(parameter).collect()
}

#[test]
fn nothing_asked_is_everything_by_name() {
    let request = api("").expect("reads");
    assert_eq!(request.query, Query::default());
    assert_eq!((request.page, request.page_size, request.query.order()), (1, 20, Sort::Name));
}

#[test]
fn a_zip_gives_a_circle_of_25_miles_nearest_first() {
    let query = api("near=97202").expect("reads").query;
    assert_eq!(query.radius_miles(), Some(25.0));
    assert_eq!(query.order(), Sort::Distance);
    assert_eq!(query.near.map(|n| n.place.kind), Some(PlaceKind::Zip));
}

#[test]
fn a_state_contains_and_has_no_distance() {
    let query = api("near=OR&radius=50").expect("reads").query;
    assert_eq!((query.within_state(), query.radius_miles(), query.order()), (Some("OR"), None, Sort::Name));
}

#[test]
fn every_parameter_of_the_contract_is_understood() {
    let request = api(
        "near=Portland, OR&radius=any&bbox=170,50,-160,60.5&treatment=iv&treatment=esketamine&condition=anxiety\
         &setting=clinic&payment=medicaid&profession=crna&language=ES&accepting_new=true&first_opening=2_4_weeks\
         &open_now=true&step_free=true&safety=monitoring&safety=prescriber_on_site&verified=true&licensed_in=or&max_price=600&q=1234567893&sort=price&page_size=1000",
    );
    let request = request.expect("reads");
    let query = &request.query;
    assert_eq!(query.radius, Radius::Any);
    assert_eq!(query.bbox, Some(Bbox { west: 170.0, south: 50.0, east: -160.0, north: 60.5 }));
    assert_eq!(query.treatments.iter().collect::<Vec<_>>(), [Treatment::Iv, Treatment::Esketamine]);
    assert_eq!((query.languages.as_slice(), query.licensed_in.as_deref()), (["es".to_string()].as_slice(), Some("OR")));
    assert_eq!((query.max_price, query.sort, request.page_size), (Some(600), Some(Sort::Price), 100));
    assert!(query.accepting_new && query.open_now && query.step_free && query.verified && query.q.is_some());
    assert_eq!(query.first_openings, [Within::TwoToFourWeeks].into_iter().collect());
    let practices = [SafetyPractice::PrescriberOnSite, SafetyPractice::Monitoring];
    assert_eq!(query.safety.iter().collect::<Vec<_>>(), practices);
}

#[test]
fn every_problem_comes_back_at_once_with_its_parameter() {
    let found = faults(
        "near=Nowhereville, QQ&radius=0&radius=5&treatment=iv&treatment=ect&accepting_new=yes&first_opening=soon\
         &open_now=1&step_free=1&safety=none&max_price=-1&licensed_in=ZZ&language=english&sort=best&bbox=1,2,3&q=--&page_size=0&colour=red",
        Audience::Api,
    );
    let expected = [
        ("radius", "duplicate_parameter"),
        ("colour", "unknown_parameter"),
        ("radius", "out_of_range"),
        ("bbox", "bad_bbox"),
        ("treatment", "unknown_word"),
        ("language", "bad_language"),
        ("accepting_new", "unknown_word"),
        ("first_opening", "unknown_word"),
        ("open_now", "unknown_word"),
        ("step_free", "unknown_word"),
        ("safety", "unknown_word"),
        ("licensed_in", "unknown_state"),
        ("max_price", "bad_number"),
        ("q", "no_words"),
        ("sort", "unknown_word"),
        ("page_size", "out_of_range"),
        ("near", "unknown_place"),
    ];
    assert_eq!(found, expected.map(|(name, code)| (name.to_string(), code)));
}

#[test]
fn a_number_is_written_plainly_and_lies_in_its_range() {
    for good in ["1", "500", "12.5", "25.0", "any"] {
        assert!(api(&format!("near=97202&radius={good}")).is_ok(), "{good}");
    }
    for (bad, code) in [
        ("0", "out_of_range"),
        ("0.99", "out_of_range"),
        ("500.01", "out_of_range"),
        ("-5", "out_of_range"),
        ("1e2", "bad_number"),
        ("+5", "bad_number"),
        ("inf", "bad_number"),
        ("NaN", "bad_number"),
        ("25mi", "bad_number"),
        (".", "bad_number"),
        ("ANY", "bad_number"),
    ] {
        let found = faults(&format!("radius={bad}"), Audience::Api);
        assert_eq!(found, [("radius".to_string(), code)], "{bad}");
    }
    for bad in ["1,2,3,x", "1,91,3,95", "-181,1,2,3", "1,5,2,4", "1,2,3,4,5", ",,,"] {
        assert_eq!(faults(&format!("bbox={bad}"), Audience::Api), [("bbox".to_string(), "bad_bbox")], "{bad}");
    }
}

#[test]
fn a_machine_is_told_of_what_a_page_forgives() {
    assert_eq!(faults("utm_source=x", Audience::Api), [("utm_source".to_string(), "unknown_parameter")]);
    assert_eq!(faults("near=", Audience::Api), [("near".to_string(), "empty_value")]);
    assert_eq!(faults("page=2", Audience::Api), [("page".to_string(), "unknown_parameter")]);
    let request = read("utm_source=x&near=&max_price=&page=2&page_size=7", Audience::Page).expect("reads");
    assert_eq!((request.query, request.page, request.page_size), (Query::default(), 2, 20));
    assert_eq!(api("page_token=").expect("the end of the pages before").page_token, None);
    assert_eq!(faults("near=97202&near=97203", Audience::Page), [("near".to_string(), "duplicate_parameter")]);
}

#[test]
fn several_places_of_one_name_are_choices_and_not_a_guess() {
    let Err(Refusal::WhichPlace { asked, choices }) = api("near=Springfield&treatment=iv") else {
        panic!("there are several");
    };
    assert!(asked == "Springfield" && choices.len() > 1);
    assert_eq!(faults("near=Springfield", Audience::Api), [("near".to_string(), "ambiguous_place")]);
    let both = faults("near=Springfield&radius=x", Audience::Api);
    assert_eq!(both.len(), 2, "{both:?}");
}

#[test]
fn a_misspelt_place_brings_what_may_have_been_meant() {
    let Err(Refusal::Problems { problems, suggestions }) = api("near=Portlnd, OR") else { panic!("no such place") };
    assert!(suggestions.iter().any(|p| p.label.contains("Portland")), "{suggestions:?}");
    assert!(problems[0].detail.contains("Portland"), "{}", problems[0].detail);
}

#[test]
fn a_link_has_a_fixed_order_and_leaves_defaults_out() {
    let request =
        api("sort=price&payment=superbill&treatment=im&treatment=iv&radius=25&near=Portland, OR").expect("reads");
    let link = "near=Portland,%20OR&treatment=iv&treatment=im&payment=superbill&sort=price";
    assert_eq!(request.query.query_string(), link);
    assert_eq!(
        api("q=O'Brien %26 Núñez").expect("reads").query.query_string(),
        "q=O%27Brien%20%2526%20N%C3%BA%C3%B1ez"
    );
}

#[test]
fn each_filter_can_be_taken_away_alone() {
    let query = api("near=97202&treatment=iv&treatment=im&open_now=true&verified=true&max_price=600&q=anna")
        .expect("reads")
        .query;
    let left: Vec<String> = query.active().into_iter().map(|a| a.without.query_string()).collect();
    assert_eq!(
        left,
        [
            "near=97202&treatment=im&open_now=true&verified=true&max_price=600&q=anna",
            "near=97202&treatment=iv&open_now=true&verified=true&max_price=600&q=anna",
            "near=97202&treatment=iv&treatment=im&verified=true&max_price=600&q=anna",
            "near=97202&treatment=iv&treatment=im&open_now=true&max_price=600&q=anna",
            "near=97202&treatment=iv&treatment=im&open_now=true&verified=true&q=anna",
            "near=97202&treatment=iv&treatment=im&open_now=true&verified=true&max_price=600",
        ]
    );
}

#[test]
fn what_a_provider_says_can_be_taken_away_piece_by_piece() {
    let address = "first_opening=1_week&step_free=true&safety=monitoring&safety=written_plan";
    let query = api(address).expect("reads").query;
    assert_eq!(query.query_string(), address);
    let left: Vec<String> = query.active().into_iter().map(|a| a.without.query_string()).collect();
    assert_eq!(
        left,
        [
            "step_free=true&safety=monitoring&safety=written_plan",
            "first_opening=1_week&safety=monitoring&safety=written_plan",
            "first_opening=1_week&step_free=true&safety=written_plan",
            "first_opening=1_week&step_free=true&safety=monitoring",
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_written_reads_as_the_same_query(
        near in proptest::option::of(proptest::sample::select(vec!["97202", "Portland, OR", "Oregon", "45.5,-122.6"])),
        radius in prop_oneof![Just(Radius::Any), Just(Radius::default()), (1.0..500.0f64).prop_map(Radius::Miles)],
        bbox in proptest::option::of((-180.0..180.0f64, -90.0..0.0f64, -180.0..180.0f64, 0.0..90.0f64)),
        treatments in proptest::sample::subsequence(Treatment::ALL.to_vec(), 0..=6),
        conditions in proptest::sample::subsequence(Condition::ALL.to_vec(), 0..=12),
        payments in proptest::sample::subsequence(Payment::ALL.to_vec(), 0..=7),
        first_openings in proptest::sample::subsequence(Within::ALL.to_vec(), 0..=3),
        safety in proptest::sample::subsequence(SafetyPractice::ALL.to_vec(), 0..=7),
        flags: [bool; 5],
        max_price in proptest::option::of(any::<u32>()),
        q in proptest::option::of("[a-zé&=%+' -]{0,12}x"),
    ) {
        let place = |text: &str| match Gazetteer::get().resolve(text) {
            Resolution::One(place) => Near { asked: text.to_string(), place },
            other => panic!("{text}: {other:?}"),
        };
        let query = Query {
            near: near.map(place),
            radius,
            bbox: bbox.map(|(west, south, east, north)| Bbox { west, south, east, north }),
            treatments: treatments.into_iter().collect(),
            conditions: conditions.into_iter().collect(),
            payments: payments.into_iter().collect(),
            languages: if flags[0] { vec!["es".to_string()] } else { Vec::new() },
            accepting_new: flags[1],
            verified: flags[2],
            open_now: flags[3],
            first_openings: first_openings.into_iter().collect(),
            step_free: flags[4],
            safety: safety.into_iter().collect(),
            licensed_in: flags[0].then(|| "PR".to_string()),
            max_price,
            q: q.and_then(|q| name_or_npi(q.trim()).ok()),
            sort: flags[1].then_some(Sort::Confirmed),
            ..Query::default()
        };
        let pairs: Vec<_> = query.pairs().into_iter().map(|(n, v)| (n.to_string(), v)).collect();
        let read = Request::parse(&pairs, Gazetteer::get(), Audience::Api).map(|r| r.query);
        prop_assert_eq!(read, Ok(query));
    }
}
