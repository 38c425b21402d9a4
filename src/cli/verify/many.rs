//! A roster: one report for each clinician, in input order.
//!
//! Every processor takes the next people from the roster, asks the registry for all of them in one go, checks them and makes
//! text of their reports. This thread writes the texts, in the roster's order.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::print::Printer;
use super::summary::Summary;
use super::{Desk, Exit, Failure, Item, Output, Tally};
use crate::pipeline::roster::{Person, Roster};
use crate::sources::table;

/// People that a processor takes at a time. The registry answers for them together, and their reports fit into its cache.
const CHUNK: usize = 64;

/// Chunks that are being checked or wait to be written, for each processor: about 10 KB a person.
const AHEAD: usize = 4;

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
    let roster = Roster::open(counted, &file.display().to_string())?;
    for unknown in &roster.unknown {
        eprintln!("note: the column `{unknown}` is not one of a roster and is ignored");
    }
    let unasked = roster.unasked();
    let head = desk.head(file, unasked.clone());
    out.print(|to| printer.begin(to, &head))?;
    let mut written = Written { tally: Tally::default(), summary: Summary::default(), rows: 0 };
    let hands = Hands { desk, unasked: &unasked, printer, rooms: Mutex::default() };
    hands.check(roster, |checked| written.write(checked, out, &progress))?;
    out.print(|to| printer.end(to, &written.summary))?;
    progress.ends();
    if out.closed {
        // Not everybody was checked: an exit code that says "no failure" would be a guess.
        return Err(Failure { exit: Exit::System, sentence: String::new() });
    }
    if written.rows == 0 {
        return Err(Failure::usage(format!("{} has a header and no rows", file.display())));
    }
    Ok(written.tally)
}

/// What was written so far amounts to.
struct Written {
    tally: Tally,
    summary: Summary,
    rows: u64,
}

impl Written {
    /// Whether more is wanted: not where the reader of the output has gone.
    fn write(&mut self, checked: &Checked, out: &mut Output, progress: &Progress) -> Result<bool, Failure> {
        out.print(|to| to.write_all(&checked.text))?;
        self.tally.add_all(&checked.tally);
        checked.to_sum_up.iter().for_each(|item| self.summary.take(item));
        self.rows += checked.rows;
        progress.tells(self.rows);
        Ok(!out.closed)
    }
}

/// A chunk of the roster, checked.
struct Checked {
    /// As the printer prints them.
    text: Vec<u8>,
    tally: Tally,
    rows: u64,
    /// The items themselves, where the printer needs them at the end.
    to_sum_up: Vec<Item>,
}

/// What every processor works with.
struct Hands<'a> {
    desk: &'a Desk<'a>,
    unasked: &'a [&'a str],
    printer: &'a dyn Printer,
    /// Room for the next chunk's text, left by those that are written.
    rooms: Mutex<Vec<Vec<u8>>>,
}

impl Hands<'_> {
    /// Checks everybody, and hands over chunk by chunk in the roster's order until `each` wants no more.
    fn check<R: Read + Send>(
        &self,
        roster: Roster<R>,
        mut each: impl FnMut(&Checked) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        let hands = thread::available_parallelism().map_or(1, usize::from);
        let roster = Mutex::new(roster);
        thread::scope(|threads| {
            let (queue, in_order) = sync_channel(hands * AHEAD);
            for _ in 0..hands {
                let (queue, roster) = (queue.clone(), &roster);
                threads.spawn(move || self.work(roster, &queue));
            }
            drop(queue);
            for chunk in in_order {
                // A chunk whose thread panicked never comes: the scope passes the panic on.
                let Ok(checked) = chunk.recv() else { break };
                if !each(&checked)? {
                    break;
                }
                self.rooms.lock().unwrap_or_else(PoisonError::into_inner).push(checked.text);
            }
            Ok(())
        })
    }

    /// Takes chunk after chunk until the roster's end, or until nobody waits for them any more.
    fn work<R: Read>(&self, roster: &Mutex<Roster<R>>, queue: &SyncSender<Receiver<Checked>>) {
        loop {
            let (people, checked) = {
                // The place in the queue is taken with the people, so that the order is the roster's.
                let mut roster = roster.lock().unwrap_or_else(PoisonError::into_inner);
                let people: Vec<Person> = std::iter::from_fn(|| roster.next_person()).take(CHUNK).collect();
                let (checked, chunk) = sync_channel(1);
                if people.is_empty() || queue.send(chunk).is_err() {
                    return;
                }
                (people, checked)
            };
            if checked.send(self.together(&people)).is_err() {
                return;
            }
        }
    }

    fn together(&self, people: &[Person]) -> Checked {
        let npis: Vec<&str> = people.iter().flat_map(Person::npis).collect();
        // Where this fails, each look-up will fail for itself, and the check it was for says so.
        let _ = self.desk.sources.foresee(&npis);
        let mut text = self.rooms.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        text.clear();
        let mut chunk = Checked { text, tally: Tally::default(), rows: 0, to_sum_up: Vec::new() };
        for person in people {
            let item = self.one(person);
            chunk.tally.take(&item);
            chunk.rows += 1;
            // Writing to memory cannot fail, and what is printed is always JSON or text.
            let _ = self.printer.item(&mut chunk.text, &item);
            if self.printer.sums_up() {
                chunk.to_sum_up.push(item);
            }
        }
        chunk
    }

    fn one(&self, person: &Person) -> Item {
        let entry = person.entry(self.desk.rules);
        let row = entry.row;
        match entry.dossier {
            Err(problems) => Item::Unreadable { row, problems },
            Ok(dossier) => {
                let report = self.desk.check(&dossier, self.unasked);
                let name = dossier.clinicians.first().map(|c| format!("{} {}", c.first_name, c.last_name));
                let name = name.unwrap_or_default().trim().to_string();
                Item::Report { row: Some((row, entry.npi)), name, report }
            }
        }
    }
}

/// How far a roster is: a bar on a terminal, plain lines elsewhere. Both on stderr.
struct Progress {
    bar: Option<ProgressBar>,
    read: Arc<AtomicU64>,
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
        Progress { bar, read: Arc::default(), said: Cell::new(Instant::now()) }
    }

    fn tells(&self, rows: u64) {
        match &self.bar {
            Some(bar) => {
                bar.set_position(self.read.load(Ordering::Relaxed));
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
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buf)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
