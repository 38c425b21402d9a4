//! `vouchsafe import nppes|leie|sam|state-exclusions|taxonomy FILE...`, and `import listings FILE` (`listings`).

mod listings;

use std::cell::{Cell, RefCell};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};

use crate::clock::Clock;
use crate::db::{Address, Db};
use crate::pipeline::load_reference::{self, LoadError, Outcome, Pass, Request, Watch};
use crate::pipeline::reference_log;
use crate::sources::ListName;

use super::out::say;
use super::{Database, Failure};

/// What `import` takes.
#[derive(Debug, Args)]
pub struct Import {
    /// Which kind of data.
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The national provider registry (CMS): npidata_pfile of 329 or 330 columns, or the list of deactivated NPIs as CSV
    Nppes(Load),
    /// The federal exclusion list (HHS OIG): UPDATED.csv with --complete, or monthly supplements
    Leie(Leie),
    /// The SAM exclusions public extract (GSA), version 2
    Sam(Load),
    /// State Medicaid exclusion lists, in the layout of docs/data-sources.md
    StateExclusions(Load),
    /// The provider taxonomy (NUCC)
    Taxonomy(Load),
    /// Another directory's listings: a CSV file, one location a row (docs/import-listings.md)
    Listings(listings::Listings),
}

#[derive(Debug, Args)]
struct Load {
    /// The files of one load
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The files are the complete list: they replace what is loaded, and absence from them means something
    #[arg(long, env = "VOUCHSAFE_IMPORT_COMPLETE")]
    complete: bool,
    /// The files are a part and are added to what is loaded (so it is without --complete)
    #[arg(long, env = "VOUCHSAFE_IMPORT_PARTIAL", conflicts_with = "complete")]
    partial: bool,
    /// The date of the list, where the file's name does not carry it
    #[arg(long, env = "VOUCHSAFE_LIST_DATE", value_name = "YYYY-MM-DD")]
    list_date: Option<NaiveDate>,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
struct Leie {
    #[command(flatten)]
    load: Load,
    /// The files are monthly supplements (YYMMEXCL, YYMMREIN): another word for --partial
    #[arg(long, env = "VOUCHSAFE_IMPORT_SUPPLEMENT", conflicts_with = "complete")]
    supplement: bool,
}

/// Loads the files, telling how far it is.
///
/// # Errors
/// Exit code 2 for files that cannot be read or used, 3 where the system failed.
pub fn run(import: &Import) -> Result<(), Failure> {
    let (list, load) = match &import.what {
        What::Nppes(load) => (ListName::Nppes, load),
        What::Leie(leie) => (ListName::Leie, &leie.load),
        What::Sam(load) => (ListName::Sam, load),
        What::StateExclusions(load) => (ListName::StateExclusions, load),
        What::Taxonomy(load) => (ListName::Taxonomy, load),
        What::Listings(listings) => return listings::run(listings),
    };
    note_doubts(list, load);
    let address = load.database.address()?;
    let db = Db::open_reference(&address)?;
    let request =
        Request { list, files: &load.files, complete: load.complete, list_date: load.list_date, refuse_shrunk: false };
    let progress = Progress::new();
    let outcome = load_reference::load(&db, &Clock::system(), request, &progress);
    progress.ends();
    let outcome = outcome?;
    write_down(&address, &db);
    say(told(list, load, &outcome))?;
    if let Outcome::Loaded { rows, replaced: Some(before), .. } = outcome
        && rows * 2 < before
    {
        let (list, before) = (list.as_str(), HumanCount(before.unsigned_abs()));
        eprintln!(
            "note: the complete list before had {before} rows; if this file was cut short, go back with: vouchsafe sources rollback {list}"
        );
    }
    Ok(())
}

/// Has the audit log of a directory tell what came into force. Where there is no directory yet, or an older one, its server tells it
/// when it starts.
pub(super) fn write_down(address: &Address, reference: &Db) {
    let written = match Db::open_as_it_is(address) {
        Ok(Some(db)) => reference_log::note(&db, reference, &Clock::system(), "command line").map(drop),
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = written {
        eprintln!("note: the audit log does not tell of it yet ({error}); a server writes it down when it runs");
    }
}

impl From<LoadError> for Failure {
    fn from(e: LoadError) -> Self {
        match e {
            LoadError::Db(_) | LoadError::TakenOver => Failure::system(e.to_string()),
            _ => Failure::usage(e.to_string()),
        }
    }
}

/// What the names of the files suggest but the flags do not.
fn note_doubts(list: ListName, load: &Load) {
    for file in &load.files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let dated = crate::sources::list_date::from_file_name(list, &name);
        if let (Some(given), Some(own)) = (load.list_date, &dated)
            && given != own.date
        {
            eprintln!(
                "note: {name} counts as of {}, the date in its name; --list-date is for the other files",
                own.date
            );
        }
        if list == ListName::Leie && load.complete && dated.is_some_and(|d| d.version.len() == 7) {
            eprintln!(
                "note: {name} is named like a monthly supplement; loaded as complete, whoever is not in it counts as not excluded"
            );
        }
    }
}

fn told(list: ListName, load: &Load, outcome: &Outcome) -> String {
    match outcome {
        Outcome::AlreadyLoaded => format!("{}: already loaded; nothing to do.", list.label()),
        Outcome::Loaded { version, rows, states, .. } => {
            let how = if load.complete { "the complete list is in force" } else { "added to what is in force" };
            let files = match load.files.len() {
                1 => String::new(),
                n => format!(" from {n} files"),
            };
            format!("{} {version}: {}{files}, {how}.", list.label(), rows_and_states(*rows, states))
        }
    }
}

/// `1,234 rows`, with the states whose lists they are.
pub(super) fn rows_and_states(rows: i64, states: &[String]) -> String {
    let states = if states.is_empty() { String::new() } else { format!(" ({})", states.join(", ")) };
    format!("{} rows{states}", HumanCount(rows.unsigned_abs()))
}

/// How far it is: a bar on a terminal, plain lines elsewhere. Both on stderr.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    /// Bytes of the pass read and to be read.
    read: Cell<u64>,
    size: Cell<u64>,
    rows: Cell<i64>,
    doing: RefCell<String>,
    said: Cell<Instant>,
}

/// Between two plain lines.
const EVERY: Duration = Duration::from_secs(10);

impl Progress {
    /// Nothing is read yet.
    pub fn new() -> Self {
        Progress {
            bar: std::io::stderr().is_terminal().then(ProgressBar::no_length),
            read: Cell::new(0),
            size: Cell::new(0),
            rows: Cell::new(0),
            doing: RefCell::default(),
            said: Cell::new(Instant::now()),
        }
    }

    /// Says something beside the bar.
    pub fn note(&self, sentence: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{sentence}")),
            None => eprintln!("{sentence}"),
        }
    }

    /// Takes the bar away.
    pub fn ends(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Watch for Progress {
    fn begins(&self, pass: Pass, file: &Path, bytes: u64) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let doing = format!("{} {name}", if pass == Pass::Digest { "checking" } else { "loading" });
        self.read.set(0);
        self.size.set(bytes);
        match &self.bar {
            Some(bar) => {
                // The template is a constant: were it wrong, the default bar would do.
                if let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:30}] {bytes}/{total_bytes} {eta} {msg}")
                {
                    bar.set_style(style);
                }
                bar.set_prefix(doing.clone());
                bar.set_message("");
                bar.set_length(bytes);
                bar.set_position(0);
            }
            None if pass == Pass::Load => eprintln!("{doing} ({})", HumanBytes(bytes)),
            None => {}
        }
        self.doing.replace(doing);
    }

    fn read(&self, bytes: u64) {
        self.read.set(self.read.get() + bytes);
        match &self.bar {
            Some(bar) => bar.inc(bytes),
            None if self.said.get().elapsed() >= EVERY => {
                self.said.set(Instant::now());
                let percent = self.read.get() * 100 / self.size.get().max(1);
                let rows = HumanCount(self.rows.get().unsigned_abs());
                eprintln!("{}: {percent} % read, {rows} rows so far", self.doing.borrow());
            }
            None => {}
        }
    }

    fn staged(&self, rows: i64) {
        self.rows.set(rows);
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{} rows", HumanCount(rows.unsigned_abs())));
        }
    }
}
