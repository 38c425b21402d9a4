//! A search around a ZIP, 25 miles, 20 results: by the index, and by a scan that measures every distance on the ellipsoid.

use chrono::{DateTime, Utc};
use divan::Bencher;
use vouchsafe::domain::clinical::{Payment, Setting, Treatment};
use vouchsafe::domain::dossier::ProviderKind;
use vouchsafe::domain::ids::Id;
use vouchsafe::domain::place::Point;
use vouchsafe::geo::distance::miles;
use vouchsafe::geo::{Gazetteer, ZipPlace};
use vouchsafe::search::listing::{Address, Listing, Location, Offer, Profile};
use vouchsafe::search::query::Near;
use vouchsafe::search::{Query, Radius, Slice, Snapshot, search};

const LOCATIONS: [usize; 3] = [300, 10_000, 100_000];
const RADIUS: f64 = 25.0;
const RESULTS: usize = 20;

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().expect("a moment")
}

/// The same sequence every time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Between -0.15 and 0.15 degrees: about ten miles.
    fn astray(&mut self) -> f64 {
        (self.roll() % 3_000) as f64 / 10_000.0 - 0.15
    }

    fn zip(&mut self) -> ZipPlace {
        let zips = Gazetteer::get().zips();
        zips[self.roll() as usize % zips.len()]
    }
}

/// Places strewn around ZIPs drawn at random. They crowd where ZIPs do, which is where people do.
fn listings(count: usize) -> Vec<Listing> {
    let mut dice = Dice(7);
    (0..count).map(|n| listing(n, &mut dice)).collect()
}

fn listing(n: usize, dice: &mut Dice) -> Listing {
    let zip = dice.zip();
    let point = Point::new(zip.point.latitude + dice.astray(), zip.point.longitude + dice.astray());
    let some = |all: &[Treatment], roll: u64| vec![all[roll as usize % all.len()]];
    let offer = Offer {
        settings: vec![Setting::Clinic],
        treatments: some(&[Treatment::Iv, Treatment::Im, Treatment::Esketamine], dice.roll()),
        payments: vec![Payment::SelfPay],
        accepting_new: Some(!n.is_multiple_of(3)),
        ..Offer::default()
    };
    let address = Address { postal_code: Some(zip.zip.into()), state: Some(zip.state.into()), ..Address::default() };
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
            languages: vec!["en".into()],
            telehealth_states: Vec::new(),
            clinicians: Vec::new(),
            checks: Vec::new(),
            published_at: now(),
            confirmed_at: Some(now()),
            updated_at: now(),
        },
        locations: vec![Location { id: Id::new(), address, point, hide_street: false, offer }],
    }
}

/// Searches that take turns.
fn queries() -> Vec<Query> {
    let (mut dice, gazetteer) = (Dice(8), Gazetteer::get());
    let around = |zip: ZipPlace| Query {
        near: Some(Near { asked: zip.zip.into(), place: gazetteer.zip_place(&zip) }),
        radius: Radius::Miles(RADIUS),
        ..Query::default()
    };
    (0..64).map(|_| around(dice.zip())).collect()
}

/// Hands out one after the other, for ever.
fn in_turn<'a, T>(all: &'a [T]) -> impl FnMut() -> &'a T {
    let mut next = all.iter().cycle();
    move || next.next().expect("cycles")
}

/// How many lie inside, and the nearest.
fn scan(points: &[Point], query: &Query) -> (usize, Vec<f64>) {
    let center = query.center().expect("a place");
    let mut inside: Vec<f64> = points.iter().map(|p| miles(center, *p)).filter(|d| *d <= RADIUS).collect();
    inside.sort_by(f64::total_cmp);
    let total = inside.len();
    inside.truncate(RESULTS);
    (total, inside)
}

fn points(listings: &[Listing]) -> Vec<Point> {
    listings.iter().flat_map(|l| &l.locations).filter_map(|l| l.point).collect()
}

/// The whole answer: total, 20 results with distances, and the counts beside every filter.
#[divan::bench(args = LOCATIONS)]
fn by_index(bencher: Bencher, count: usize) {
    let (listings, queries) = (listings(count), queries());
    let points = points(&listings);
    let snapshot = Snapshot::build(listings, 1, now());
    let answer = |query: &Query| {
        let found = search(&snapshot, query, &Slice::first(RESULTS), now());
        (found.total, found.hits.len())
    };
    for query in &queries {
        let (total, nearest) = scan(&points, query);
        assert_eq!(answer(query), (total, nearest.len()), "a fast answer that is wrong is none");
    }
    let mut next = in_turn(&queries);
    bencher.bench_local(|| answer(next()));
}

/// Total and distances alone, without counts: what the index must beat although it does more.
#[divan::bench(args = LOCATIONS, sample_count = 20)]
fn by_scan(bencher: Bencher, count: usize) {
    let (points, queries) = (points(&listings(count)), queries());
    let mut next = in_turn(&queries);
    bencher.bench_local(|| scan(&points, next()));
}

/// All of it made public anew, as after every change.
#[divan::bench(args = LOCATIONS, sample_count = 10)]
fn snapshot_built(bencher: Bencher, count: usize) {
    let listings = listings(count);
    bencher.with_inputs(|| listings.clone()).bench_local_values(|listings| Snapshot::build(listings, 1, now()));
}
