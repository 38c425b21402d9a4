//! A roster: one report for each clinician, in input order. What a few hundred people will ask of the registry is read in one
//! go; then they are checked on every processor, and printed in order.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::print::Printer;
use super::roster::{Person, Roster};
use super::{Desk, Exit, Failure, Item, Output, Tally};
use crate::domain::badge::status_of;
use crate::sources::table;

/// People checked together. Their reports are in memory at once: about 10 KB each.
const CHUNK: usize = 512;

/// Checks the people of a roster and prints what was found.
pub(super) fn check(
    desk: &Desk<'_>,
    file: &Path,
    printer: &mut dyn Printer,
    out: &mut Output,
) -> Result<Tally, Failure> {
    let input = table::open(file)?;
    let size = input.metadata().map_or(0, |m| m.len());
    let progress = Progress::new(size);
    let counted = Counted { input, read: progress.read.clone() };
    let mut roster = Roster::open(counted, &file.display().to_string())?;
    for unknown in &roster.unknown {
        eprintln!("note: the column `{unknown}` is not one of a roster and is ignored");
    }
    let unasked = roster.unasked();
    let mut tally = Tally::default();
    let mut rows = 0;
    let head = desk.head(file, unasked.clone());
    out.print(|to| printer.begin(to, &head))?;
    while !out.closed {
        let people: Vec<Person> = std::iter::from_fn(|| roster.next_person()).take(CHUNK).collect();
        if people.is_empty() {
            break;
        }
        let items = check_together(desk, &people, &unasked);
        items.iter().for_each(|item| tally.take(item));
        out.print(|to| items.iter().try_for_each(|item| printer.item(to, item)))?;
        rows += items.len() as u64;
        progress.tells(rows);
    }
    out.print(|to| printer.end(to))?;
    progress.ends();
    if out.closed {
        // Not everybody was checked: an exit code that says "no failure" would be a guess.
        return Err(Failure { exit: Exit::System, sentence: String::new() });
    }
    if rows == 0 {
        return Err(Failure::usage(format!("{} has a header and no rows", file.display())));
    }
    Ok(tally)
}

/// Each processor takes a part of them; what is found comes in their order.
fn check_together(desk: &Desk<'_>, people: &[Person], unasked: &[&str]) -> Vec<Item> {
    let npis: Vec<&str> = people.iter().flat_map(Person::npis).collect();
    // Where this fails, each look-up will fail for itself, and the check it was for says so.
    let _ = desk.sources.foresee(&npis);
    let hands = thread::available_parallelism().map_or(1, usize::from);
    let part = people.len().div_ceil(hands);
    thread::scope(|threads| {
        let working: Vec<_> = people
            .chunks(part)
            .map(|part| threads.spawn(|| part.iter().map(|p| checked(desk, p, unasked)).collect::<Vec<Item>>()))
            .collect();
        let found =
            working.into_iter().map(|work| work.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        found.flatten().collect()
    })
}

fn checked(desk: &Desk<'_>, person: &Person, unasked: &[&str]) -> Item {
    let entry = person.entry(desk.rules);
    let row = entry.row;
    match entry.dossier {
        Err(problems) => Item::Unreadable { row, problems },
        Ok(dossier) => {
            let mut report = desk.check(&dossier, unasked);
            // A roster names people and places; no provider stands behind a row.
            report.checks.retain(|c| c.subject != "provider");
            report.status = status_of(&report.checks, report.as_of);
            let name = dossier.clinicians.first().map(|c| format!("{} {}", c.first_name, c.last_name));
            let name = name.unwrap_or_default().trim().to_string();
            Item::Report { row: Some((row, entry.npi)), name, report }
        }
    }
}

/// How far a roster is: a bar on a terminal, plain lines elsewhere. Both on stderr.
struct Progress {
    bar: Option<ProgressBar>,
    read: Rc<Cell<u64>>,
    said: Cell<Instant>,
}

/// Between two plain lines.
const EVERY: Duration = Duration::from_secs(10);

impl Progress {
    fn new(size: u64) -> Self {
        // Where the reports themselves go to the terminal, a bar would only be in their way.
        let alone = io::stderr().is_terminal() && !io::stdout().is_terminal();
        let bar = alone.then(|| {
            let bar = ProgressBar::new(size);
            // The template is a constant: were it wrong, the default bar would do.
            match ProgressStyle::with_template("checking [{bar:30}] {bytes}/{total_bytes} {eta} {msg}") {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        Progress { bar, read: Rc::default(), said: Cell::new(Instant::now()) }
    }

    fn tells(&self, rows: u64) {
        match &self.bar {
            Some(bar) => {
                bar.set_position(self.read.get());
                bar.set_message(format!("{rows} clinicians"));
            }
            None if self.said.get().elapsed() >= EVERY => {
                self.said.set(Instant::now());
                eprintln!("{rows} clinicians checked so far");
            }
            None => {}
        }
    }

    fn ends(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A file that counts what was read of it.
struct Counted {
    input: File,
    read: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buf)?;
        self.read.set(self.read.get() + n as u64);
        Ok(n)
    }
}
