//! Random listings and searches for the oracle: poles, the 180th meridian, several places on one point; answers given, denied and left blank.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::domain::check::{Check, Outcome};
use crate::domain::clinical::{Condition, Payment, SafetyPractice, Setting, Treatment};
use crate::domain::credential::Profession;
use crate::domain::dossier::Safety;
use crate::domain::ids::Id;
use crate::domain::money::Price;
use crate::domain::place::Point;
use crate::domain::schedule::{Day, FirstOpening, Hours, Within};
use crate::search::listing::{Clinician, Listing, Location, Offer};
use crate::search::name::Words;
use crate::search::query::{Asked, Bbox, Query, Radius, Sort};
use crate::search::testing;

/// Points that rough code gets wrong, and the two that many share.
pub(super) fn point() -> impl Strategy<Value = Point> {
    let rough = [
        (90.0, 0.0),
        (90.0, 77.0),
        (-90.0, 10.0),
        (52.0, 180.0),
        (52.0, -180.0),
        (52.0, 179.99),
        (52.0, -179.99),
        (0.0, 0.0),
        (45.5, -122.6),
        (45.51, -122.61),
    ];
    let at = |(lat, lon)| Point::new(lat, lon).expect("on the earth");
    prop_oneof![
        3 => select(rough.to_vec()).prop_map(at),
        3 => (45.0..46.0f64, -123.0..-122.0f64).prop_map(at),
        1 => (85.0..90.0f64, -180.0..180.0f64).prop_map(at),
        1 => (-90.0..90.0f64, -180.0..180.0f64).prop_map(at),
    ]
}

fn some<T: Clone + std::fmt::Debug + 'static>(all: &'static [T], most: usize) -> impl Strategy<Value = Vec<T>> {
    subsequence(all.to_vec(), 0..=most)
}

fn check() -> impl Strategy<Value = Check> {
    let outcome = prop_oneof![8 => Just(Outcome::Pass), 1 => Just(Outcome::NotChecked), 1 => Just(Outcome::Fail)];
    (outcome, -3i64..30).prop_map(|(outcome, days)| Check {
        code: "npi.registered".into(),
        subject: "clinicians/0".into(),
        outcome,
        blocking: true,
        detail: String::new(),
        source: "NPPES".into(),
        checked_at: testing::now(),
        valid_until: Some(testing::now() + chrono::Duration::days(days)),
        evidence: Default::default(),
    })
}

/// The tests' present is Friday, 4 October 2024, 00:00 UTC: Thursday 17:00 in Portland and Phoenix, Friday 10:00 in Guam, 05:30 in Kolkata.
pub(super) const ZONES: [(&str, &str); 3] =
    [("97202", "America/Los_Angeles"), ("85004", "America/Phoenix"), ("96910", "Pacific/Guam")];

fn hours() -> impl Strategy<Value = Vec<Hours>> {
    let times =
        ["00:00", "05:30", "05:31", "09:59", "10:00", "10:01", "16:59", "17:00", "17:01", "23:59", "24:00", "noon"];
    let day = prop_oneof![3 => select(vec![Day::Thu, Day::Fri]), 1 => select(Day::ALL)];
    let span = (day, select(times.to_vec()), select(times.to_vec()));
    let span = span.prop_map(|(day, opens, closes)| Hours { day, opens: opens.into(), closes: closes.into() });
    prop::collection::vec(span, 0..5)
}

fn zone() -> impl Strategy<Value = Option<String>> {
    let zones = ["Asia/Kolkata", "Pacific/Guam", "America/Phoenix", "Nowhere/Land"];
    prop::option::of(select(zones.to_vec()).prop_map(String::from))
}

/// What a place says of itself beyond what it offers: told, denied, or left blank.
#[derive(Debug, Clone)]
pub(super) struct Said {
    first_opening: Option<FirstOpening>,
    step_free: Option<bool>,
    safety: Safety,
}

impl Said {
    pub(super) fn by(self, place: &mut Location) {
        let Said { first_opening, step_free, safety } = self;
        place.offer = Offer { first_opening, step_free, safety, ..place.offer.clone() };
    }
}

prop_compose! {
    pub(super) fn said()(
        first_opening in prop::option::of(first_opening()),
        step_free in any::<Option<bool>>(),
        safety in safety(),
    ) -> Said {
        Said { first_opening, step_free, safety }
    }
}

prop_compose! {
    fn first_opening()(within in select(Within::ALL), said_on in prop::option::of(0i64..400)) -> FirstOpening {
        let said_on = said_on.map(|days| (testing::now() - chrono::Duration::days(days)).date_naive());
        FirstOpening { within, said_on }
    }
}

prop_compose! {
    /// Most say yes to much, so that several wishes can come true at one place.
    fn safety()(said in prop::array::uniform7(prop_oneof![3 => Just(Some(true)), 1 => Just(Some(false)), 1 => Just(None)])) -> Safety {
        let [prescriber_on_site, monitoring, rescue_equipment, evaluation_first, written_plan, anxiety_experience, ride_home_rule] = said;
        Safety {
            prescriber_on_site,
            monitoring,
            rescue_equipment,
            evaluation_first,
            written_plan,
            anxiety_experience,
            ride_home_rule,
        }
    }
}

prop_compose! {
    fn place()(
        point in prop::option::weighted(0.9, point()),
        treatments in some(Treatment::ALL, 3),
        conditions in some(Condition::ALL, 3),
        settings in some(Setting::ALL, 2),
        payments in some(Payment::ALL, 3),
        accepting_new in any::<Option<bool>>(),
        price in prop::option::of(select(vec![300u32, 400, 400, 900])),
        (hours, zone) in (hours(), zone()),
        zip in prop::option::of(select(vec!["97202", "85004", "96910", "00000"])),
        said in said(),
    ) -> Location {
        let mut place = testing::location(point);
        place.offer.treatments = treatments;
        place.offer.conditions = conditions;
        place.offer.settings = settings;
        place.offer.payments = payments;
        place.offer.accepting_new = accepting_new;
        place.offer.price = price.map(|p| Price { per_session: Some(p), ..Price::default() });
        place.offer.hours = hours;
        place.offer.time_zone = zone;
        place.address.postal_code = zip.map(String::from);
        said.by(&mut place);
        place
    }
}

prop_compose! {
    pub(super) fn listing()(
        name in select(vec!["Alba", "alba", "Brook", "Çedar", "Dune", "Spravato House", "Sprovat"]),
        locations in prop::collection::vec(place(), 1..4),
        languages in subsequence(vec!["en".to_string(), "es".into(), "vi".into()], 0..=3),
        licensed in subsequence(vec!["OR".to_string(), "WA".into()], 0..=2),
        professions in prop::collection::vec((select(Profession::ALL.to_vec()), any::<prop::sample::Index>()), 0..3),
        checks in prop::collection::vec(check(), 0..3),
        confirmed in prop::option::weighted(0.8, 0i64..200),
        published in 0i64..400,
    ) -> Listing {
        let mut profile = testing::profile(name);
        profile.slug = profile.provider_id.to_string();
        profile.languages = languages;
        profile.telehealth_states = licensed;
        profile.checks = checks;
        profile.confirmed_at = confirmed.map(|d| testing::now() - chrono::Duration::days(d));
        profile.published_at = testing::now() - chrono::Duration::days(published);
        profile.clinicians = professions.into_iter().map(|(profession, at)| Clinician {
            id: Id::new(),
            name: "Any One".into(),
            family: "One".into(),
            profession,
            npi: None,
            prescribes: true,
            confirmed: true,
            supervision_unconfirmed_by: None,
            licenses: vec![],
            locations: vec![locations[at.index(locations.len())].id.clone()],
        }).collect();
        Listing { profile, locations }
    }
}

fn bbox() -> impl Strategy<Value = Bbox> {
    let edges = (-180.0..180.0f64, -180.0..180.0f64, -90.0..90.0f64, -90.0..90.0f64);
    edges.prop_map(|(west, east, a, b)| Bbox { west, south: a.min(b), east, north: a.max(b) })
}

/// Filters on what places say of themselves.
#[derive(Debug, Clone)]
pub(super) struct Wishes {
    first_openings: Vec<Within>,
    step_free: bool,
    safety: Vec<SafetyPractice>,
}

impl Wishes {
    pub(super) fn of(self, query: Query) -> Query {
        Query {
            first_openings: self.first_openings.into_iter().collect(),
            step_free: self.step_free,
            safety: self.safety.into_iter().collect(),
            ..query
        }
    }
}

prop_compose! {
    pub(super) fn wishes()(
        first_openings in prop_oneof![3 => Just(vec![]), 1 => some(Within::ALL, 2)],
        step_free in prop::bool::weighted(0.2),
        safety in prop_oneof![2 => Just(vec![]), 1 => some(SafetyPractice::ALL, 3)],
    ) -> Wishes {
        Wishes { first_openings, step_free, safety }
    }
}

prop_compose! {
    pub(super) fn query()(
        near in prop::option::weighted(0.8, (point(), prop_oneof![
            2 => Just(Radius::Any),
            3 => (1.0..=500.0f64).prop_map(Radius::Miles),
        ])),
        bbox in prop::option::weighted(0.1, bbox()),
        treatments in some(Treatment::ALL, 2),
        conditions in prop_oneof![2 => Just(vec![]), 1 => some(Condition::ALL, 2)],
        settings in prop_oneof![2 => Just(vec![]), 1 => some(Setting::ALL, 1)],
        payments in prop_oneof![3 => Just(vec![]), 1 => some(Payment::ALL, 2)],
        professions in prop_oneof![3 => Just(vec![]), 1 => some(Profession::ALL, 4)],
        languages in prop_oneof![3 => Just(vec![]), 1 => Just(vec!["es".to_string(), "xx".into()])],
        flags in prop::array::uniform3(prop::bool::weighted(0.2)),
        wishes in wishes(),
        licensed_in in prop::option::weighted(0.2, Just("OR".to_string())),
        max_price in prop::option::weighted(0.2, select(vec![299u32, 400])),
        // Names of the world whole, begun, misspelt and not there at all; and a treatment's, with one slip and with two.
        q in prop::option::weighted(0.2, select(vec!["al", "ALBA", "brok", "çed", "Cedra", "any du", "dnue", "orson", "anyone",
            "Spravato", "sprovato", "sprovatt", "spravato hous", "al sprovato"])),
        sort in prop::option::of(select(Sort::ALL.to_vec())),
    ) -> Query {
        let start = near.map_or_else(Query::default, |(point, radius)| testing::around(point, radius));
        Query {
            bbox,
            treatments: treatments.into_iter().collect(),
            conditions: conditions.into_iter().collect(),
            settings: settings.into_iter().collect(),
            payments: payments.into_iter().collect(),
            professions: professions.into_iter().collect(),
            languages,
            accepting_new: flags[0],
            verified: flags[1],
            open_now: flags[2],
            licensed_in,
            max_price,
            q: q.map(|text| Asked {
                text: text.to_string(),
                words: Words::read(text).expect("it asks something"),
            }),
            sort,
            ..wishes.of(start)
        }
    }
}
