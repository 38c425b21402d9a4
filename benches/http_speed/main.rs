//! The search over HTTP beside bare handlers of the same framework that return a constant body of the same size: requests a second by
//! `wrk`, in the same process and run, each in turn, several rounds, medians.
//!
//!     cargo bench --bench http_speed -- [--listings 100000] [--rounds 5] [--seconds 4] [--answers FILE]
//!
//! Before the load each answer is held against the search itself, after it against what it was before; a difference ends this with 1, a
//! missed target does not. `--answers` appends a digest of each answer to a file.

mod answers;
mod bare;
mod directory;
mod searches;
#[allow(dead_code, reason = "the other benchmark asks for more kinds of searches")]
#[path = "../search_speed/world.rs"]
mod world;
mod wrk;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use answers::{Answers, is_right_json, is_right_page};
use vouchsafe::app::Application;
use vouchsafe::clock::Clock;
use vouchsafe::config::{Listen, RateLimits};
use vouchsafe::db::{Address, Db};
use vouchsafe::keys::Keys;
use vouchsafe::rules::Rules;
use vouchsafe::search::{Index, Query, Snapshot};
use vouchsafe::telemetry::{self, LogFormat};
use vouchsafe::web::state::Parts;
use world::{Country, now};
use wrk::Load;

/// As the program itself has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Searches of the mix that the targets are about.
const USUAL: usize = 500;
/// So many that hardly a result comes up twice in a run.
const WIDE: usize = 20_000;
/// What is asked of JSON answers and of pages, in hundredths of the bare handler's requests.
const ASKED: [f64; 2] = [60.0, 40.0];

struct Wanted {
    listings: usize,
    rounds: usize,
    seconds: u32,
    answers: Option<PathBuf>,
}

fn wanted() -> Wanted {
    let mut wanted = Wanted { listings: 100_000, rounds: 5, seconds: 4, answers: None };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_else(|| panic!("{arg} needs a value"));
        match arg.as_str() {
            "--listings" => wanted.listings = value().parse().expect("a number"),
            "--rounds" => wanted.rounds = value().parse().expect("a number"),
            "--seconds" => wanted.seconds = value().parse().expect("a number"),
            "--answers" => wanted.answers = Some(value().into()),
            "--bench" => {}
            other => panic!("no option is called {other}"),
        }
    }
    wanted
}

fn main() -> ExitCode {
    match measure(&wanted()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // The log has the other stream.
            println!("http_speed: {why}");
            ExitCode::FAILURE
        }
    }
}

/// The application over so many listings, with the time standing still, rate limits off, and a log line a request as `serve` writes it.
fn serve(country: &Country, listings: usize, folder: &std::path::Path) -> Result<(SocketAddr, Index), String> {
    telemetry::start_logs("info", LogFormat::Text);
    let address = Address::Sqlite(folder.join("vouchsafe.db"));
    let index = Index::new(Snapshot::build(directory::listings(country, listings), 1, now()));
    let parts = Parts {
        rules: Rules::builtin(),
        clock: Clock::fixed(now()),
        keys: Keys::from_bytes([3; 32]),
        db: Db::open(&address).map_err(|e| e.to_string())?,
        reference: Db::open_reference(&address).map_err(|e| e.to_string())?,
        index: index.clone(),
        demo: false,
        live: None,
    };
    let mut listen = Listen::at("127.0.0.1:0".parse().expect("an address"));
    listen.rate_limits = RateLimits::Off;
    listen.public_url = Some("https://care.example.org".parse().expect("an address"));
    let application = Application::build(parts, &listen).map_err(|e| e.to_string())?;
    let address = application.address();
    std::thread::spawn(move || application.serve());
    Ok((address, index))
}

fn measure(wanted: &Wanted) -> Result<(), String> {
    let said = |e: std::io::Error| e.to_string();
    let (country, folder) = (Country::new(), tempfile::tempdir().map_err(said)?);
    let (app, index) = serve(&country, wanted.listings, folder.path())?;
    let queries = searches::mixed(&country, WIDE);
    let json: Vec<String> = queries.iter().map(|q| format!("/api/v1/providers?{}", q.query_string())).collect();
    let page = |(n, q): (usize, &Query)| format!("{}/search?{}", if n % 5 == 4 { "/es" } else { "" }, q.query_string());
    let pages: Vec<String> = queries.iter().enumerate().map(page).collect();
    let (usual_json, usual_pages) = (&json[..USUAL], &pages[..USUAL]);

    let snapshot = index.current();
    let json_answers = Answers::of(app, usual_json, |n, body| is_right_json(&snapshot, &queries[n], body))?;
    let page_answers = Answers::of(app, usual_pages, |n, body| is_right_page(&snapshot, &queries[n], body))?;
    drop(snapshot);
    if let Some(file) = &wanted.answers {
        json_answers.write(file, usual_json).and_then(|()| page_answers.write(file, usual_pages)).map_err(said)?;
    }
    let sizes = [json_answers.typical.size, page_answers.typical.size];
    let bare = bare::start(json_answers.typical.clone(), page_answers.typical.clone()).map_err(said)?;
    println!(
        "{} listings, {USUAL} searches; answers of {} and {} bytes in the mean",
        wanted.listings, sizes[0], sizes[1]
    );

    let load = Load::new(wanted.seconds).map_err(said)?;
    let query = |path: &str, n: usize| format!("{path}?{}", queries[n].query_string());
    let mixes = [
        (app, load.mix("json", usual_json.iter().cloned())),
        (bare, load.mix("bare-json", (0..USUAL).map(|n| query("/json", n)))),
        (app, load.mix("pages", usual_pages.iter().cloned())),
        (bare, load.mix("bare-pages", (0..USUAL).map(|n| query("/html", n)))),
        (app, load.mix("wide-json", json.iter().cloned())),
        (app, load.mix("wide-pages", pages.iter().cloned())),
    ];
    let mut runs: Vec<(SocketAddr, PathBuf, Vec<f64>)> = Vec::new();
    for (at, mix) in mixes {
        runs.push((at, mix.map_err(said)?, Vec::new()));
    }
    for round in 1..=wanted.rounds {
        for (at, mix, rates) in &mut runs {
            rates.push(load.run(*at, mix, None)?);
        }
        let last: Vec<String> = runs.iter().map(|(_, _, rates)| format!("{:.0}", rates[round - 1])).collect();
        println!(
            "round {round}: JSON {} bare {}, page {} bare {}, wide: JSON {} page {} a second",
            last[0], last[1], last[2], last[3], last[4], last[5]
        );
    }
    let gzip = [load.run(app, &runs[0].1, Some("gzip"))?, load.run(app, &runs[2].1, Some("gzip"))?];
    json_answers.again(app, usual_json)?;
    page_answers.again(app, usual_pages)?;
    let rates: Vec<f64> = runs.iter().map(|(_, _, rates)| median(rates)).collect();
    report(wanted.listings, sizes, &rates, gzip);
    Ok(())
}

fn report(listings: usize, sizes: [usize; 2], rates: &[f64], gzip: [f64; 2]) {
    let percent = |rate: f64, bare: f64| rate / bare * 100.0;
    let mut said = Vec::new();
    for (n, what) in ["JSON", "page"].into_iter().enumerate() {
        let (rate, bare, wide) = (rates[2 * n], rates[2 * n + 1], rates[4 + n]);
        let reached = percent(rate, bare);
        if reached < ASKED[n] {
            println!("TARGET MISSED: {what} {reached:.0} % of the bare handler, {:.0} % is asked", ASKED[n]);
        }
        said.push(format!(
            "{what} of {} bytes {rate:.0}/s, {reached:.0} % of bare {bare:.0}/s ({:.0} % is asked), {WIDE} searches {wide:.0}/s {:.0} %, gzip {:.0}/s",
            sizes[n],
            ASKED[n],
            percent(wide, bare),
            gzip[n]
        ));
    }
    println!("figure: {listings} listings, {USUAL} searches: {}", said.join("; "));
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
