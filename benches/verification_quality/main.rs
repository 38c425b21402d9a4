//! How well the checks detect faults, and how often they trouble honest people.
//!
//!     cargo bench --bench verification_quality -- [--data DIR] [--each N] [--honest N] [--leie N] [--seed N] [--write]
//!
//! `--data DIR` adds real people (`DIR/nppes/*.csv`) with invented birth dates and the rows of real lists (`DIR/leie/*.csv`); of these
//! only counts are printed. `--write` puts the figures into `docs/verification-quality.md`. Exits with 1 where a fault was missed or
//! a bound passed.

#[path = "../../tests/quality/mod.rs"]
mod quality;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use quality::lists::{Lists, Sizes};
use quality::measure::{self, Alarms, Draw, Tally};
use quality::people::{People, Person};
use vouchsafe::sources::leie::LeieFile;
use vouchsafe::sources::nppes::NppesFile;
use vouchsafe::sources::{ListName, table};

/// Where the figures stand.
const DOCUMENT: &str = "docs/verification-quality.md";
const BEGIN: &str = "<!-- figures -->";
const END: &str = "<!-- end of figures -->";

struct Wanted {
    data: Option<PathBuf>,
    each: usize,
    honest: usize,
    leie: usize,
    seed: u64,
    write: bool,
}

fn wanted() -> Wanted {
    let mut wanted = Wanted { data: None, each: 100, honest: 24_000, leie: 84_000, seed: 1, write: false };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|n| n.parse().ok()).unwrap_or_else(|| panic!("{arg} needs a number"));
        match arg.as_str() {
            "--each" => wanted.each = number(),
            "--honest" => wanted.honest = number(),
            "--leie" => wanted.leie = number(),
            "--seed" => wanted.seed = number() as u64,
            "--write" => wanted.write = true,
            "--data" => wanted.data = Some(args.next().expect("--data needs a folder").into()),
            // Cargo says so itself.
            "--bench" => {}
            other => panic!("no option is called {other}"),
        }
    }
    wanted
}

fn main() -> ExitCode {
    let wanted = wanted();
    let mut people = People::new(wanted.seed);
    let sizes = Sizes { leie: wanted.leie, sam: wanted.leie / 2, states: wanted.leie / 4 };
    let mut lists = Lists::invent(&mut people, sizes);
    let real = wanted.data.as_deref().map(|d| real_people(d, &mut people)).unwrap_or_default();
    let real_rows = wanted.data.as_deref().map(|d| add_real_rows(d, &mut lists)).unwrap_or_default();
    eprintln!(
        "{} rows of exclusion lists, {real_rows} of them real; {} real people",
        lists.exclusions.len(),
        real.len()
    );
    let lists = lists.indexed();
    let run = |people: &mut People, real: &[Person]| {
        let mut draw = Draw::new(people, real);
        let planted = draw.planted(wanted.each);
        let honest = draw.honest(wanted.honest);
        (measure::detect(&planted, &lists), measure::alarms(&honest, &lists))
    };
    let mut text = format!(
        "Seed {}, {} exclusion rows in the LEIE, {} in SAM, {} in state lists. {} dossiers of each kind, {} honest ones.\n",
        wanted.seed, sizes.leie, sizes.sam, sizes.states, wanted.each, wanted.honest
    );
    let (found, alarms) = run(&mut people, &[]);
    let mut good = tell(&mut text, "Invented people", &found, &alarms, true);
    if !real.is_empty() {
        let (found, alarms) = run(&mut people, &real);
        let title = format!("{} people of a real registry file, {real_rows} rows of real lists besides", real.len());
        good &= tell(&mut text, &title, &found, &alarms, false);
    }
    println!("{text}");
    if wanted.write {
        write(&text);
    }
    let missed: usize = found.iter().map(|(_, t)| t.planted - t.as_wanted).sum();
    println!(
        "figure: {missed} of {} planted faults missed; honest: {:.3} % blocking failures, {:.2} % exclusion reviews (LEIE)",
        found.iter().map(|(_, t)| t.planted).sum::<usize>(),
        alarms.failed_percent(),
        alarms.review_percent("exclusion.leie")
    );
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The people of every registry file in the folder that a dossier can be made of.
fn real_people(data: &Path, people: &mut People) -> Vec<Person> {
    let mut found = Vec::new();
    for file in csv_files(&data.join("nppes")) {
        let name = file.display().to_string();
        let records = NppesFile::new(table::open(&file).expect("opens"), &name).expect("an NPPES file");
        found.extend(records.filter_map(Result::ok).filter_map(|r| people.of_record(r)));
    }
    found
}

fn add_real_rows(data: &Path, lists: &mut Lists) -> usize {
    let before = lists.exclusions.len();
    for file in csv_files(&data.join("leie")) {
        let name = file.display().to_string();
        let records = LeieFile::new(table::open(&file).expect("opens"), &name).expect("a LEIE file");
        lists.exclusions.extend(records.filter_map(Result::ok).map(|r| (ListName::Leie, r)));
    }
    lists.exclusions.len() - before
}

fn csv_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    files.retain(|f| f.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")));
    files.sort();
    files
}

/// Adds the tables of one run; answers whether everything was as it must be.
fn tell(text: &mut String, title: &str, found: &[(&'static str, Tally)], alarms: &Alarms, examples: bool) -> bool {
    let (planted, wanted): (usize, usize) =
        (found.iter().map(|(_, t)| t.planted).sum(), found.iter().map(|(_, t)| t.as_wanted).sum());
    let _ = write!(text, "\n### {title}\n\nDetection: {wanted} of {planted} as they must be.\n\n");
    text.push_str("| fault | planted | as it must be | by |\n|---|---|---|---|\n");
    for (name, tally) in found {
        let by: Vec<String> = tally.by.iter().map(|(how, n)| format!("{how}: {n}")).collect();
        let _ = writeln!(text, "| {name} | {} | {} | {} |", tally.planted, tally.as_wanted, by.join("; "));
        if examples && !tally.missed.is_empty() {
            eprintln!("missed, {name}: {}", tally.missed.join(", "));
        }
    }
    let _ = write!(
        text,
        "\nFalse alarms: {} of {} honest dossiers with a blocking failure ({:.3} %). Of {} people with a birth date, asked about by a \
         person: ",
        alarms.failed,
        alarms.dossiers,
        alarms.failed_percent(),
        alarms.people
    );
    let lists = ["exclusion.leie", "exclusion.sam", "exclusion.state"];
    let shares: Vec<String> =
        lists.iter().map(|code| format!("`{code}` {:.2} %", alarms.review_percent(code))).collect();
    let _ = writeln!(text, "{}.", shares.join(", "));
    let details = [
        ("Blocking failures", &alarms.why),
        ("What agreed where an exclusion list asked", &alarms.agreed),
        ("Other reviews of the first clinician", &alarms.asked),
    ];
    for (title, counts) in details {
        let counts: Vec<String> = counts.iter().map(|(what, n)| format!("{what}: {n}")).collect();
        let counts = if counts.is_empty() { "none".to_string() } else { counts.join("; ") };
        let _ = writeln!(text, "\n{title}: {counts}.");
    }
    planted == wanted
        && found.iter().all(|(_, t)| t.planted > 0)
        && alarms.failed_percent() <= 0.1
        && alarms.review_percent("exclusion.leie") <= 1.0
}

fn write(figures: &str) {
    let document = fs::read_to_string(DOCUMENT).expect("the document is there");
    let (before, rest) = document.split_once(BEGIN).expect("the place of the figures");
    let (_, after) = rest.split_once(END).expect("the end of the figures");
    fs::write(DOCUMENT, format!("{before}{BEGIN}\n{figures}\n{END}{after}")).expect("written");
}
