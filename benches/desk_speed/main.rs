//! The pages of staff with many submissions beside the same pages with 100: two servers over two SQLite databases in this process, asked
//! in turn over loopback, medians of the rounds.
//!
//!     cargo bench --bench desk_speed -- [--submissions 100000] [--audit 1000000] [--rounds 15] [--folder DIR]
//!
//! `--folder` keeps the databases and takes those that it finds. A missed target is said and does not end this with 1.

mod cut;
mod fill;
#[path = "../http_speed/directory.rs"]
mod listings;
mod visit;
#[allow(dead_code, reason = "the other benchmark asks for more kinds of searches")]
#[path = "../search_speed/world.rs"]
mod world;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use fill::Filled;
use visit::Visit;
use vouchsafe::telemetry::{self, LogFormat};

/// As the program itself has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Submissions beside which the many stand.
const FEW: usize = 100;

/// So many times the few may a page cost with the many.
const ASKED: f64 = 5.0;

/// What is wanted of a run.
struct Wanted {
    submissions: usize,
    audit: i64,
    rounds: usize,
    folder: Option<PathBuf>,
}

fn wanted() -> Wanted {
    let mut wanted = Wanted { submissions: 100_000, audit: 1_000_000, rounds: 15, folder: None };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_else(|| panic!("{arg} needs a value"));
        match arg.as_str() {
            "--submissions" => wanted.submissions = value().parse().expect("a number"),
            "--audit" => wanted.audit = value().parse().expect("a number"),
            "--rounds" => wanted.rounds = value().parse().expect("a number"),
            "--folder" => wanted.folder = Some(value().into()),
            "--bench" => {}
            other => panic!("no option is called {other}"),
        }
    }
    wanted
}

/// Name and address of each page; `{id}` is a submission that waits. What is searched is a word that all of the few have and one of eight of
/// the many: a page is full in both databases.
const PAGES: [(&str, &str); 13] = [
    ("work", "/admin/work"),
    ("queue", "/admin/queue"),
    ("queue, searched", "/admin/queue?q=desk"),
    ("queue, nobody's", "/admin/queue?holder=nobody"),
    ("review", "/admin/submissions/{id}"),
    ("audit", "/admin/audit"),
    ("audit of an act", "/admin/audit?action=submission.approved"),
    ("tasks", "/admin/tasks"),
    ("figures", "/admin/figures"),
    ("requests", "/admin/requests"),
    ("requests decided", "/admin/requests?list=decided"),
    ("reports", "/admin/reports"),
    ("comments", "/admin/comments"),
];

fn main() -> ExitCode {
    telemetry::start_logs("error", LogFormat::Text);
    match measure(&wanted()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            println!("desk_speed: {why}");
            ExitCode::FAILURE
        }
    }
}

fn measure(wanted: &Wanted) -> Result<(), String> {
    let temporary = tempfile::tempdir().map_err(|e| e.to_string())?;
    let folder: &Path = wanted.folder.as_deref().unwrap_or(temporary.path());
    let few = Filled::few(&folder.join("few"), FEW)?;
    let many = Filled::many(&few, &folder.join("many"), wanted.submissions, wanted.audit)?;
    let mut visits = [Visit::of(&few)?, Visit::of(&many)?];
    let mut times = vec![[Vec::new(), Vec::new()]; PAGES.len()];
    // The first round warms the caches and is not counted.
    for round in 0..=wanted.rounds {
        for ((_, address), times) in PAGES.iter().zip(&mut times) {
            for (visit, times) in visits.iter_mut().zip(times.iter_mut()) {
                let took = visit.page(address)?;
                if round > 0 {
                    times.push(took);
                }
            }
        }
    }
    report(&[few, many], &times);
    Ok(())
}

fn report(sizes: &[Filled; 2], times: &[[Vec<f64>; 2]]) {
    println!("{:<18} {:>10} {:>10} {:>8}", "page", "few, ms", "many, ms", "factor");
    let mut worst = ("", 0.0);
    for ((name, _), [few, many]) in PAGES.iter().zip(times) {
        let (few, many) = (median(few), median(many));
        let factor = many / few;
        let missed = if factor > ASKED { "  TARGET MISSED" } else { "" };
        println!("{name:<18} {few:>10.1} {many:>10.1} {factor:>8.1}{missed}");
        if factor > worst.1 {
            worst = (name, factor);
        }
    }
    let [few, many] = sizes;
    println!(
        "figure: {} submissions and {} audit rows beside {} and {}: no page of staff costs more than {:.1} times as much ({}; {ASKED:.0} are asked)",
        many.submissions, many.audit, few.submissions, few.audit, worst.1, worst.0
    );
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
