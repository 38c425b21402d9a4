//! The search beside other ways to the same answers, in one run: total, first 20 by distance, and all counts.
//!
//!     cargo bench --bench search_speed -- [--rows 10000,100000,1000000] [--queries 2000]
//!
//! Every answer of the index, of kiddo and of geo-index must be that of a scan, and for some of the queries that of a scan that measures
//! each place on the ellipsoid; otherwise this ends with 1. The last lines are the ratios that are asked for.

mod world;
mod yardsticks;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use vouchsafe::geo::distance::Ecef;
use vouchsafe::search::blocks::tally::{Filters, Tally};
use vouchsafe::search::blocks::walk::Region;
use vouchsafe::search::blocks::{Blocks, Sizes};
use vouchsafe::search::{Found, Group, Listing, Query, Slice, Snapshot, search};
use world::{Country, now};
use yardsticks::{Answer, Degrees, Kiddo, RESULTS, Rows};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Queries whose answers are checked against geodesics: each takes half a second in a million rows.
const BY_GEODESIC: usize = 40;

struct Wanted {
    rows: Vec<usize>,
    queries: usize,
}

fn wanted() -> Wanted {
    let mut wanted = Wanted { rows: vec![10_000, 100_000, 1_000_000], queries: 2_000 };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_else(|| panic!("{arg} needs a number"));
        match arg.as_str() {
            "--rows" => wanted.rows = value().split(',').map(|n| n.parse().expect("a number")).collect(),
            "--queries" => wanted.queries = value().parse().expect("a number"),
            "--bench" => {}
            other => panic!("no option is called {other}"),
        }
    }
    wanted
}

fn main() -> ExitCode {
    let (wanted, country) = (wanted(), Country::new());
    let right = wanted.rows.iter().map(|rows| measure(&country, *rows, wanted.queries)).collect::<Vec<_>>();
    if right.into_iter().all(|right| right) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Rounds in which each way is measured, one after the other: what the machine does beside them meets all of them.
const ROUNDS: usize = 5;

/// As many providers as may have changed before the index is built anew.
const CHANGED: usize = 500;

/// Microseconds: the middle and the 99th of 100.
#[derive(Clone, Copy)]
struct Times {
    p50: f64,
    p95: f64,
    p99: f64,
}

/// One way to answer some queries.
struct Way<'a> {
    what: &'static str,
    queries: &'a [Query],
    answer: Box<dyn Fn(&Query) -> usize + 'a>,
}

impl Way<'_> {
    /// Each query once to warm up, then each once again, timed.
    fn time(&self) -> Times {
        let answer = |query| black_box((self.answer)(query));
        self.queries.iter().for_each(|query| _ = answer(query));
        let timed = |query| {
            let began = Instant::now();
            answer(query);
            began.elapsed().as_secs_f64() * 1e6
        };
        let taken = self.queries.iter().map(timed).collect::<Vec<f64>>();
        Times { p50: part(taken.clone(), 0.5), p95: part(taken.clone(), 0.95), p99: part(taken, 0.99) }
    }
}

/// The value that so large a part does not exceed.
fn part(mut values: Vec<f64>, part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * part) as usize]
}

/// Each way in each round; of each the middle of its rounds.
fn race<const N: usize>(ways: [Way<'_>; N]) -> [Times; N] {
    let rounds: Vec<[Times; N]> = (0..ROUNDS).map(|_| std::array::from_fn(|n| ways[n].time())).collect();
    let middle = |n: usize, of: fn(&Times) -> f64| part(rounds.iter().map(|round| of(&round[n])).collect(), 0.5);
    std::array::from_fn(|n| {
        let times = Times { p50: middle(n, |t| t.p50), p95: middle(n, |t| t.p95), p99: middle(n, |t| t.p99) };
        let Times { p50, p95, p99 } = times;
        println!("  {:<28} p50 {p50:>9.1} us   p95 {p95:>9.1} us   p99 {p99:>9.1} us", ways[n].what);
        times
    })
}

/// What is built, and the middle of the seconds that it takes.
fn built<T>(what: &str, rounds: usize, build: impl Fn() -> T) -> (T, f64) {
    let timed = || {
        let began = Instant::now();
        let made = build();
        (made, began.elapsed().as_secs_f64())
    };
    let (made, first) = timed();
    let others = (1..rounds).map(|_| timed().1);
    let seconds = part(std::iter::once(first).chain(others).collect(), 0.5);
    println!("  {what:<28} {seconds:.3} s");
    (made, seconds)
}

fn measure(country: &Country, count: usize, queries: usize) -> bool {
    println!("{count} places");
    let listings = country.listings(count);
    let rows = Rows::of(&listings);
    // Some all over the country are confirmed anew: the same answers as before, from rows that are in no index.
    let by_id = |listing: &Listing| (listing.profile.provider_id.to_string(), Some(listing.clone()));
    let changed: BTreeMap<_, _> = listings.iter().step_by(count.div_ceil(CHANGED)).map(by_id).collect();
    let one = changed.iter().take(1).map(|(id, listing)| (id.clone(), listing.clone())).collect();
    let began = Instant::now();
    let snapshot = Snapshot::build(listings, 1, now());
    println!("  {:<28} {:.3} s", "snapshot built", began.elapsed().as_secs_f64());
    built("one change laid over it", ROUNDS, || snapshot.with(&one, 2, now()));
    let (laid_over, _) = built("500 changes laid over it", ROUNDS, || snapshot.with(&changed, 2, now()));
    let ((entries, _), languages) = (built("rows gathered", 1, || snapshot.entries()), snapshot.languages().len());
    let (_, blocks) =
        built("the index, of gathered rows", ROUNDS, || Blocks::build(&entries, languages, Sizes::default()));
    let (kiddo, kiddo_built) = built("kiddo built", ROUNDS, || Kiddo::build(&rows));
    let (degrees, _) = built("geo-index built", 1, || Degrees::build(&rows));
    let bytes = snapshot.blocks().bytes_per_row();
    let (circles, nearest, windows) =
        (country.queries(queries), country.nearest(queries / 4), country.windows(queries / 4));
    let said = country.by_what_they_say(queries / 4);
    let right = [&circles, &said].map(|queries| check(&snapshot, &rows, &kiddo, &degrees, queries)) == [true; 2];
    let as_before = |q: &Query| {
        let of = |snapshot| search(snapshot, q, &Slice::first(RESULTS), now());
        let (one, other) = (of(&snapshot), of(&laid_over));
        (one.total, ids(&one), one.facets) == (other.total, ids(&other), other.facets)
    };
    let differ = circles.iter().filter(|query| !as_before(query)).count();
    println!("  {differ} answered differently after 500 changes");

    let ask = |query: &Query| search(&snapshot, query, &Slice::first(RESULTS), now());
    // A scan costs the same each time: a tenth of them tells.
    let few = &circles[..circles.len().div_ceil(10)];
    let [ours, _, by_kiddo, by_degrees, by_scan] = race([
        Way { what: "search: circle", queries: &circles, answer: Box::new(|q| ask(q).total) },
        Way {
            what: "search: circle, 500 changed",
            queries: &circles,
            answer: Box::new(|q| search(&laid_over, q, &Slice::first(RESULTS), now()).total),
        },
        Way { what: "kiddo: circle", queries: &circles, answer: Box::new(|q| kiddo.answer(&rows, q).total) },
        Way { what: "geo-index: circle", queries: &circles, answer: Box::new(|q| degrees.answer(&rows, q).total) },
        Way { what: "scan: circle", queries: few, answer: Box::new(|q| rows.scan(q).total) },
    ]);
    race([Way { what: "search: circle, what is said", queries: &said, answer: Box::new(|q| ask(q).total) }]);
    let [our_nearest, index_nearest, kiddo_nearest, degrees_nearest] = race([
        Way { what: "search: nearest", queries: &nearest, answer: Box::new(|q| ask(q).hits.len()) },
        Way { what: "the index alone: nearest", queries: &nearest, answer: Box::new(|q| nearest_rows(&snapshot, q)) },
        Way { what: "kiddo: nearest", queries: &nearest, answer: Box::new(|q| kiddo.nearest(q)) },
        Way { what: "geo-index: nearest", queries: &nearest, answer: Box::new(|q| degrees.nearest(q)) },
    ]);
    let [our_windows, degrees_windows] = race([
        Way { what: "the index alone: window", queries: &windows, answer: Box::new(|q| tally_of(&snapshot, q).total) },
        Way { what: "geo-index: window", queries: &windows, answer: Box::new(|q| degrees.window(&rows, q).0) },
    ]);
    let same = windows.iter().all(|query| {
        let tally = tally_of(&snapshot, query);
        (tally.total, tally.counts) == degrees.window(&rows, query)
    });

    let better = |of: fn(Times) -> f64| of(by_kiddo).min(of(by_degrees));
    println!(
        "figure: {count} places: circle p99 {:.1} times below the better of kiddo and geo-index, p50 {:.2} of theirs, {:.0} times below the \
         scan's, {:.2} of kiddo's; nearest p99 {:.2} of geo-index's ({:.2} with totals and counts; kiddo {:.2}); window p99 {:.1} times below \
         geo-index's; built in {:.1} times kiddo's; {bytes:.0} bytes a place",
        better(|t| t.p99) / ours.p99,
        ours.p50 / better(|t| t.p50),
        by_scan.p50 / ours.p50,
        ours.p50 / by_kiddo.p50,
        index_nearest.p99 / degrees_nearest.p99,
        our_nearest.p99 / degrees_nearest.p99,
        index_nearest.p99 / kiddo_nearest.p99,
        degrees_windows.p99 / our_windows.p99,
        blocks / kiddo_built,
    );
    if !same {
        println!("the windows' counts differ from geo-index's");
    }
    right && same && differ == 0
}

/// Whether all agree.
fn check(snapshot: &Snapshot, rows: &Rows, kiddo: &Kiddo, degrees: &Degrees, queries: &[Query]) -> bool {
    let (mut wrong, mut totals) = (0, Vec::new());
    for (i, query) in queries.iter().enumerate() {
        let found = search(snapshot, query, &Slice::first(RESULTS), now());
        let ours = Answer { total: found.total, ids: ids(&found), counts: counts(&found) };
        let scanned = rows.scan(query);
        let mut same =
            ours == scanned && kiddo.answer(rows, query) == scanned && degrees.answer(rows, query) == scanned;
        if i < BY_GEODESIC {
            same &= rows.geodesic_scan(query) == scanned;
        }
        wrong += usize::from(!same);
        totals.push(found.total);
    }
    totals.sort_unstable();
    let at = |part: usize| totals[(totals.len() - 1) * part / 100];
    println!(
        "  {} queries, {wrong} answered wrongly; they match {} places in the median, {} at p99",
        queries.len(),
        at(50),
        at(99)
    );
    wrong == 0
}

/// What the index counts, without the results.
fn tally_of(snapshot: &Snapshot, query: &Query) -> Tally {
    let blocks = snapshot.blocks();
    blocks.tally(&Region::of(query, &[], None), &Filters::of(query, &blocks.slots, &[]), |_| {})
}

/// The rows that the index names as perhaps the nearest, out of all.
fn nearest_rows(snapshot: &Snapshot, query: &Query) -> usize {
    let blocks = snapshot.blocks();
    blocks.nearest(&blocks.everything(), Ecef::of(query.center().expect("a place")), None, RESULTS).len()
}

fn ids(found: &Found<'_>) -> Vec<String> {
    found.hits.iter().map(|hit| hit.site().id.to_string()).collect()
}

fn counts(found: &Found<'_>) -> Vec<u32> {
    Group::ALL.into_iter().flat_map(|group| found.facets.of_group(group)).map(|count| count.places as u32).collect()
}
