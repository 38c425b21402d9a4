//! How quick the look-up of a place is, and how often a misspelt one is still understood.
//!
//!     cargo bench --bench place_lookup -- [--misspellings 500] [--seed 20261127] [--missed]
//!
//! `--missed` lists what was meant and not among the first three. Ends with 1 where a target is missed.

mod misspelt;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use misspelt::{Typed, misspellings};
use vouchsafe::geo::{Gazetteer, Place, Resolution};

/// Of a hundred misspellings so many have to be understood.
const RIGHT_PERCENT: f64 = 95.0;
/// How many of the answer count.
const FIRST: usize = 3;

struct Wanted {
    misspellings: usize,
    seed: u64,
    missed: bool,
}

fn wanted() -> Wanted {
    let mut wanted = Wanted { misspellings: 500, seed: 20_261_127, missed: false };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().and_then(|n| n.parse().ok()).unwrap_or_else(|| panic!("{arg} needs a number"));
        match arg.as_str() {
            "--misspellings" => wanted.misspellings = value() as usize,
            "--seed" => wanted.seed = value(),
            "--missed" => wanted.missed = true,
            "--bench" => {}
            other => panic!("no option is called {other}"),
        }
    }
    wanted
}

fn main() -> ExitCode {
    let wanted = wanted();
    let gazetteer = Gazetteer::get();
    let cities: Vec<(String, u32)> = gazetteer.cities().map(|(place, people)| (place.label, people)).collect();
    let typed = misspellings(&cities, wanted.misspellings, wanted.seed);
    let understood = share(gazetteer, &typed, wanted.missed);
    let exact = misspelt_none(&cities, &typed);
    let zips: Vec<String> = gazetteer.zips().iter().step_by(79).map(|z| z.zip.to_string()).collect();
    let wrong: Vec<String> = typed.iter().map(|t| t.text.clone()).collect();
    let beginnings = beginnings(&exact);
    let resolve = |text: &str| drop(black_box(gazetteer.resolve(text)));
    let quick = [
        time("exact ZIP", 5.0, &zips, resolve),
        time("exact city, state", 5.0, &exact, resolve),
        time("misspelt", 1_000.0, &wrong, resolve),
        time("beginning", 1_000.0, &beginnings, |text| drop(black_box(gazetteer.beginning_with(text)))),
    ];
    if understood && quick.into_iter().all(|quick| quick) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// How often the place that was meant is among the first of the answer.
fn share(gazetteer: &Gazetteer, typed: &[Typed], tell_missed: bool) -> bool {
    let missed: Vec<&Typed> = typed.iter().filter(|t| !answer(gazetteer, &t.text).contains(&t.meant)).collect();
    let right = 100.0 * (typed.len() - missed.len()) as f64 / typed.len().max(1) as f64;
    println!("{} misspellings: {right:.1} % among the first {FIRST} (at least {RIGHT_PERCENT} %)", typed.len());
    for t in missed.iter().filter(|_| tell_missed) {
        println!("  {:30} meant {:30} answer {:?}", t.text, t.meant, answer(gazetteer, &t.text));
    }
    right >= RIGHT_PERCENT
}

fn answer(gazetteer: &Gazetteer, text: &str) -> Vec<String> {
    let places: Vec<Place> = match gazetteer.resolve(text) {
        Resolution::One(place) => vec![place],
        Resolution::Several(places) => places,
        Resolution::Unknown { suggestions } => suggestions,
    };
    places.into_iter().take(FIRST).map(|place| place.label).collect()
}

/// The same cities, spelt right.
fn misspelt_none(cities: &[(String, u32)], typed: &[Typed]) -> Vec<String> {
    let known = |meant: &String| cities.iter().any(|(label, _)| label == meant);
    typed.iter().map(|t| t.meant.clone()).filter(known).collect()
}

/// What stands in the field while each of the names is typed, from the first letter on.
fn beginnings(names: &[String]) -> Vec<String> {
    let each = |name: &String| {
        let ends: Vec<usize> = name.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        ends.into_iter().map(|end| name[..end].to_string()).collect::<Vec<_>>()
    };
    names.iter().flat_map(each).collect()
}

/// Each text once to warm up, then each once again, timed: the middle, the 99th of 100, and the slowest.
fn time(what: &str, most: f64, texts: &[String], answer: impl Fn(&str)) -> bool {
    texts.iter().for_each(|text| answer(text));
    let mut times: Vec<f64> = texts
        .iter()
        .map(|text| {
            let start = Instant::now();
            answer(text);
            start.elapsed().as_nanos() as f64 / 1_000.0
        })
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!("{what}: p50 {:.1}, p99 {:.1}, slowest {:.1} microseconds (p50 at most {most})", at(50), at(99), at(100));
    at(50) <= most
}
