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
        scan: None,
    };
    let mut listen = Listen::at("127.0.0.1:0".parse().expect("an address"));
    listen.rate_limits = RateLimits::Off;
    listen.public_url = Some("https://care.example.org".parse().expect("an address"));
    let application = Application::build(parts, &listen).map_err(|e| e.to_string())?;
    let address = application.address();
    std::thread::spawn(move || application.serve());
    Ok((address, index))
}

/// The same questions to both addresses of the application.
struct Questions {
    queries: Vec<Query>,
    json: Vec<String>,
    pages: Vec<String>,
}

impl Questions {
    fn new(country: &Country) -> Self {
        let queries = searches::mixed(country, WIDE);
        let prefix = |n: usize| if n % 5 == 4 { "/es" } else { "" };
        let page = |(n, q): (usize, &Query)| format!("{}/search?{}", prefix(n), q.query_string());
        Questions {
            json: queries.iter().map(|q| format!("/api/v1/providers?{}", q.query_string())).collect(),
            pages: queries.iter().enumerate().map(page).collect(),
            queries,
        }
    }

    /// The usual ones, to one of the bare addresses.
    fn bare(&self, path: &str) -> impl Iterator<Item = String> {
        self.queries[..USUAL].iter().map(move |query| format!("{path}?{}", query.query_string()))
    }
}

/// What `wrk` asks of whom, and the requests a second of each round.
struct Mix {
    name: &'static str,
    at: SocketAddr,
    addresses: PathBuf,
    rates: Vec<f64>,
}

fn measure(wanted: &Wanted) -> Result<(), String> {
    let said = |e: std::io::Error| e.to_string();
    let (country, folder) = (Country::new(), tempfile::tempdir().map_err(said)?);
    let (app, index) = serve(&country, wanted.listings, folder.path())?;
    let asked = Questions::new(&country);
    let (json, pages) = (&asked.json[..USUAL], &asked.pages[..USUAL]);
    let snapshot = index.current();
    let json_answers = Answers::of(app, json, |n, body| is_right_json(&snapshot, &asked.queries[n], body))?;
    let page_answers = Answers::of(app, pages, |n, body| is_right_page(&snapshot, &asked.queries[n], body))?;
    drop(snapshot);
    if let Some(file) = &wanted.answers {
        json_answers.write(file, json).and_then(|()| page_answers.write(file, pages)).map_err(said)?;
    }
    let sizes = [json_answers.typical.size, page_answers.typical.size];
    let bare = bare::start(json_answers.typical.clone(), page_answers.typical.clone()).map_err(said)?;
    let load = Load::new(wanted.seconds).map_err(said)?;
    let mut mixes = mixes(&load, app, bare, &asked).map_err(said)?;
    for round in 1..=wanted.rounds {
        for mix in &mut mixes {
            mix.rates.push(load.run(mix.at, &mix.addresses, None)?);
        }
        let last = mixes.iter().map(|mix| format!("{} {:.0}", mix.name, mix.rates[round - 1]));
        println!("round {round}: {} a second", last.collect::<Vec<_>>().join(", "));
    }
    let gzip = [load.run(app, &mixes[0].addresses, Some("gzip"))?, load.run(app, &mixes[2].addresses, Some("gzip"))?];
    json_answers.again(app, json)?;
    page_answers.again(app, pages)?;
    let rates: Vec<f64> = mixes.iter().map(|mix| median(&mix.rates)).collect();
    report(wanted.listings, sizes, &rates, gzip);
    Ok(())
}

/// In the order in which [`report`] reads them.
fn mixes(load: &Load, app: SocketAddr, bare: SocketAddr, asked: &Questions) -> std::io::Result<Vec<Mix>> {
    let mix = |name, at, addresses: &mut dyn Iterator<Item = String>| -> std::io::Result<Mix> {
        Ok(Mix { name, at, addresses: load.mix(name, addresses)?, rates: Vec::new() })
    };
    Ok(vec![
        mix("JSON", app, &mut asked.json[..USUAL].iter().cloned())?,
        mix("bare JSON", bare, &mut asked.bare("/json"))?,
        mix("page", app, &mut asked.pages[..USUAL].iter().cloned())?,
        mix("bare page", bare, &mut asked.bare("/html"))?,
        mix("JSON of many", app, &mut asked.json.iter().cloned())?,
        mix("page of many", app, &mut asked.pages.iter().cloned())?,
    ])
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
            "{what} of {} bytes {rate:.0}/s, {reached:.0} % of bare {bare:.0}/s ({:.0} % is asked), {WIDE} searches {wide:.0}/s, {:.0} %, gzip {:.0}/s",
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
