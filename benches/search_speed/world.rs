//! An invented country: places crowd where people do, and many share an address.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use vouchsafe::domain::clinical::{Condition, Payment, SafetyPractice, Setting, Treatment};
use vouchsafe::domain::credential::Profession;
use vouchsafe::domain::dossier::{ProviderKind, Safety};
use vouchsafe::domain::ids::Id;
use vouchsafe::domain::place::Point;
use vouchsafe::domain::schedule::{FirstOpening, Within};
use vouchsafe::geo::{Gazetteer, ZipPlace};
use vouchsafe::search::listing::{Address, Clinician, Listing, Location, Offer, Profile};
use vouchsafe::search::query::{Bbox, Near};
use vouchsafe::search::set::{Set, Word};
use vouchsafe::search::{Query, Radius};

pub fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().expect("a moment")
}

/// SplitMix64: the same sequence every time.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.roll() % n as u64) as usize
    }

    /// Some of these words, each with a chance of one in `one_in`.
    fn some<W: Word>(&mut self, one_in: usize) -> Vec<W> {
        W::WORDS.iter().copied().filter(|_| self.below(one_in) == 0).collect()
    }
}

/// ZIPs by how crowded their surroundings are: the number of ZIPs in the cells of a quarter degree about them stands for people.
pub struct Country {
    zips: Vec<ZipPlace>,
    /// The weights, summed up.
    reach: Vec<u64>,
}

impl Country {
    pub fn new() -> Self {
        let cell = |p: Point| ((p.latitude * 4.0).floor() as i64, (p.longitude * 4.0).floor() as i64);
        let zips = Gazetteer::get().zips().to_vec();
        let mut crowd: HashMap<(i64, i64), u64> = HashMap::new();
        zips.iter().for_each(|z| *crowd.entry(cell(z.point)).or_default() += 1);
        let mut sum = 0;
        let reach = zips.iter().map(|z| {
            let (y, x) = cell(z.point);
            let around = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (y + dy, x + dx)));
            sum += around.map(|c| crowd.get(&c).copied().unwrap_or(0)).sum::<u64>();
            sum
        });
        let reach = reach.collect();
        Country { zips, reach }
    }

    pub fn zip(&self, dice: &mut Dice) -> ZipPlace {
        let at = dice.roll() % self.reach.last().expect("there are ZIPs");
        self.zips[self.reach.partition_point(|sum| *sum <= at)]
    }

    /// So many listings of one place each; 45 of 100 share the address of one before.
    pub fn listings(&self, count: usize) -> Vec<Listing> {
        let mut dice = Dice(7);
        let mut points: Vec<(Point, ZipPlace)> = Vec::with_capacity(count);
        (0..count)
            .map(|n| {
                let shared = n > 0 && dice.below(100) < 45;
                let (point, zip) = if shared { points[dice.below(n)] } else { self.somewhere(&mut dice) };
                points.push((point, zip));
                listing(n, point, zip, &mut dice)
            })
            .collect()
    }

    fn somewhere(&self, dice: &mut Dice) -> (Point, ZipPlace) {
        let zip = self.zip(dice);
        // Up to about four miles.
        let mut astray = || (dice.roll() % 1_200) as f64 / 10_000.0 - 0.06;
        let (latitude, longitude) = (zip.point.latitude + astray(), zip.point.longitude + astray());
        (Point::new(latitude, longitude).unwrap_or(zip.point), zip)
    }

    /// Searches of 10 to 100 miles with up to three groups of filters.
    pub fn queries(&self, count: usize) -> Vec<Query> {
        let mut dice = Dice(8);
        (0..count)
            .map(|_| {
                let radius = [10.0, 25.0, 50.0, 100.0][dice.below(4)];
                let mut query = self.around(&mut dice, Radius::Miles(radius));
                for _ in 0..dice.below(4) {
                    filter(&mut query, &mut dice);
                }
                query
            })
            .collect()
    }

    /// The same with one to three filters on what places say of themselves, besides.
    pub fn by_what_they_say(&self, count: usize) -> Vec<Query> {
        let mut dice = Dice(12);
        let mut queries = self.queries(count);
        for query in &mut queries {
            for _ in 0..=dice.below(3) {
                match dice.below(4) {
                    0 => query.first_openings.insert(Within::ALL[dice.below(Within::ALL.len())]),
                    1 => query.step_free = true,
                    _ => query.safety.insert(SafetyPractice::ALL[dice.below(SafetyPractice::ALL.len())]),
                }
            }
        }
        queries
    }

    /// Without a limit of distance.
    pub fn nearest(&self, count: usize) -> Vec<Query> {
        let mut dice = Dice(9);
        (0..count).map(|_| self.around(&mut dice, Radius::Any)).collect()
    }

    /// A map's windows, from a quarter of a degree to four degrees wide.
    pub fn windows(&self, count: usize) -> Vec<Query> {
        let mut dice = Dice(10);
        (0..count)
            .map(|_| {
                let (zip, half) = (self.zip(&mut dice), [0.125, 0.5, 1.0, 2.0][dice.below(4)]);
                let (y, x) = (zip.point.latitude, zip.point.longitude);
                let bbox = Bbox { west: x - half, south: y - half, east: x + half, north: y + half };
                Query { bbox: Some(bbox), ..Query::default() }
            })
            .collect()
    }

    fn around(&self, dice: &mut Dice, radius: Radius) -> Query {
        let zip = self.zip(dice);
        let place = Gazetteer::get().zip_place(&zip);
        Query { near: Some(Near { asked: zip.zip.into(), place }), radius, ..Query::default() }
    }
}

fn filter(query: &mut Query, dice: &mut Dice) {
    fn one<W: Word>(set: &mut Set<W>, dice: &mut Dice) {
        set.insert(W::WORDS[dice.below(W::WORDS.len())]);
    }
    match dice.below(6) {
        0 => one(&mut query.treatments, dice),
        1 => one(&mut query.conditions, dice),
        2 => one(&mut query.payments, dice),
        3 => one(&mut query.professions, dice),
        4 => query.accepting_new = true,
        _ => query.languages = vec!["es".to_string()],
    }
}

/// What a place says of itself: three of four answer, and mostly yes. Its own dice, so that the rest of the country stays as it was.
fn said(dice: &mut Dice) -> Offer {
    let answer = |dice: &mut Dice| (dice.below(4) > 0).then(|| dice.below(5) > 0);
    let opening = FirstOpening { within: Within::ALL[dice.below(Within::ALL.len())], said_on: None };
    let safety = Safety {
        prescriber_on_site: answer(dice),
        monitoring: answer(dice),
        rescue_equipment: answer(dice),
        evaluation_first: answer(dice),
        written_plan: answer(dice),
        anxiety_experience: answer(dice),
        ride_home_rule: answer(dice),
    };
    let first_opening = (dice.below(4) > 0).then_some(opening);
    Offer { first_opening, step_free: answer(dice), safety, ..Offer::default() }
}

fn listing(n: usize, point: Point, zip: ZipPlace, dice: &mut Dice) -> Listing {
    let offer = Offer {
        settings: vec![Setting::Clinic],
        treatments: dice.some::<Treatment>(3),
        conditions: dice.some::<Condition>(4),
        payments: dice.some::<Payment>(3),
        accepting_new: Some(dice.below(3) > 0),
        ..said(&mut Dice(n as u64))
    };
    let address = Address { postal_code: Some(zip.zip.into()), state: Some(zip.state.into()), ..Address::default() };
    let location = Location { id: Id::new(), address, point: Some(point), hide_street: false, offer };
    let clinician = Clinician {
        id: Id::new(),
        name: "Any One".into(),
        family: "One".into(),
        profession: Profession::ALL[dice.below(Profession::ALL.len())],
        npi: None,
        prescribes: true,
        confirmed: true,
        supervision_unconfirmed_by: None,
        licenses: Vec::new(),
        locations: vec![location.id.clone()],
    };
    let languages = if dice.below(6) == 0 { vec!["en".into(), "es".into()] } else { vec!["en".into()] };
    // One in five was never confirmed, and comes after the others at its distance.
    let confirmed_at = (dice.below(5) > 0).then(|| now() - Duration::days(3));
    Listing {
        profile: Profile {
            provider_id: Id::new(),
            slug: format!("harbor-{n}"),
            former_slugs: Vec::new(),
            name: format!("Harbor Psychiatry {n}"),
            kind: ProviderKind::Clinic,
            organization_npi: None,
            website: None,
            description: None,
            languages,
            telehealth_states: Vec::new(),
            clinicians: vec![clinician],
            checks: Vec::new(),
            published_at: now() - Duration::days(10),
            confirmed_at,
            updated_at: now(),
        },
        locations: vec![location],
    }
}
