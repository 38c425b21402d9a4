//! The search beside other ways to the same answers, in one run: total, first 20 by distance, and all counts.
//!
//!     cargo bench --bench search_speed -- [--rows 10000,100000,1000000] [--queries 2000]
//!
//! Every answer of the index, of kiddo and of geo-index must be that of a scan, and for some of the queries that of a scan that measures
//! each place on the ellipsoid; otherwise this ends with 1. The last lines are the ratios that are asked for.

mod world;
mod yardsticks;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use vouchsafe::geo::distance::Ecef;
use vouchsafe::search::blocks::tally::{Filters, Tally};
use vouchsafe::search::blocks::walk::Region;
use vouchsafe::search::{Found, Group, Query, Slice, Snapshot, search};
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

/// Microseconds: the middle and the 99th of 100.
#[derive(Clone, Copy)]
struct Times {
    p50: f64,
    p99: f64,
}

/// Each query once to warm up, then each once again, timed.
fn time<T>(what: &str, queries: &[Query], mut answer: impl FnMut(&Query) -> T) -> Times {
    queries.iter().for_each(|query| drop(black_box(answer(query))));
    let mut taken: Vec<f64> = queries
        .iter()
        .map(|query| {
            let began = Instant::now();
            black_box(answer(query));
            began.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    taken.sort_by(f64::total_cmp);
    let at = |part: f64| taken[((taken.len() - 1) as f64 * part) as usize];
    let times = Times { p50: at(0.5), p99: at(0.99) };
    println!("  {what:<28} p50 {:>9.1} us   p95 {:>9.1} us   p99 {:>9.1} us", times.p50, at(0.95), times.p99);
    times
}

fn built<T>(what: &str, build: impl FnOnce() -> T) -> (T, f64) {
    let began = Instant::now();
    let made = build();
    let seconds = began.elapsed().as_secs_f64();
    println!("  {what:<28} {seconds:.3} s");
    (made, seconds)
}

fn measure(country: &Country, count: usize, queries: usize) -> bool {
    println!("{count} places");
    let listings = country.listings(count);
    let rows = Rows::of(&listings);
    let (snapshot, _) = built("snapshot built", || Snapshot::build(listings, 1, now()));
    let (_, blocks) = built("of that, the index", || snapshot.blocks_again());
    let (kiddo, kiddo_built) = built("kiddo built", || Kiddo::build(&rows));
    let (degrees, _) = built("geo-index built", || Degrees::build(&rows));
    let bytes = snapshot.blocks().bytes_per_row();
    let (circles, nearest, windows) =
        (country.queries(queries), country.nearest(queries / 4), country.windows(queries / 4));
    let right = check(&snapshot, &rows, &kiddo, &degrees, &circles);

    let ask = |query: &Query| search(&snapshot, query, &Slice::first(RESULTS), now());
    let ours = time("search: circle", &circles, |q| ask(q).total);
    let by_kiddo = time("kiddo: circle", &circles, |q| kiddo.answer(&rows, q).total);
    let by_degrees = time("geo-index: circle", &circles, |q| degrees.answer(&rows, q).total);
    // A scan costs the same each time: a tenth of them tells.
    let by_scan = time("scan: circle", &circles[..circles.len().div_ceil(10)], |q| rows.scan(q).total);
    let our_nearest = time("search: nearest", &nearest, |q| ask(q).hits.len());
    let index_nearest = time("the index alone: nearest", &nearest, |q| nearest_rows(&snapshot, q));
    let kiddo_nearest = time("kiddo: nearest", &nearest, |q| kiddo.nearest(q));
    let degrees_nearest = time("geo-index: nearest", &nearest, |q| degrees.nearest(q));
    let our_windows = time("the index alone: window", &windows, |q| tally_of(&snapshot, q).total);
    let degrees_windows = time("geo-index: window", &windows, |q| degrees.window(&rows, q).0);
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
    right && same
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
