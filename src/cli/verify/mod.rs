//! `vouchsafe verify FILE`: check a dossier or a roster offline, with whatever reference data is at hand.

mod many;
mod print;
mod summary;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::clock::Clock;
use crate::db::reference::ReferenceSources;
use crate::db::{Address, Db};
use crate::domain::check::{Outcome, Report};
use crate::domain::dossier::Dossier;
use crate::domain::problem::{Place, Problem};
use crate::geo::Gazetteer;
use crate::pipeline::submit::{self, SubmitError};
use crate::rules::Rules;
use crate::sources::memory::MemorySources;
use crate::sources::online::LiveSources;
use crate::sources::{ReadError, Sources, table};
use crate::verify::{Context, loaded_sources, report_of, verify};

use super::live::LiveArgs;
use super::rules::RuleFolder;
use super::{Database, Exit, Failure};
use print::{Head, Printer};
use summary::Summary;

/// What `verify` takes.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// A dossier (.json) or a roster (.csv)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How to print what was found
    #[arg(long, env = "VOUCHSAFE_FORMAT", value_enum, default_value = "table")]
    format: Format,
    /// Check as of this day instead of today
    #[arg(long, env = "VOUCHSAFE_AS_OF", value_name = "YYYY-MM-DD")]
    as_of: Option<NaiveDate>,
    /// Answer "no" (exit code 1) to any blocking check that is not a pass
    #[arg(long, env = "VOUCHSAFE_STRICT")]
    strict: bool,
    #[command(flatten)]
    rules: RuleFolder,
    #[command(flatten)]
    live: LiveArgs,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, in a terminal
    Table,
    /// The report of the contract; for a roster one report a line
    Json,
    /// One check a row, for a spreadsheet
    Csv,
    /// One file that can be mailed and printed
    Html,
}

/// One thing to print.
pub(super) enum Item {
    /// What was found for a dossier, or for the clinician of a roster's row.
    Report {
        /// Line number and NPI, in a roster.
        row: Option<(u64, String)>,
        /// Who it is.
        name: String,
        /// What was found.
        report: Report,
    },
    /// A row of a roster that could not be read.
    Unreadable {
        /// Its line number.
        row: u64,
        /// What is wrong.
        problems: Vec<Problem>,
    },
}

/// What the answers amount to.
#[derive(Debug, Default)]
struct Tally {
    failed: bool,
    open: bool,
    unreadable: u64,
}

impl Tally {
    fn take(&mut self, item: &Item) {
        match item {
            Item::Report { report, .. } => self.add(report),
            Item::Unreadable { .. } => self.unreadable += 1,
        }
    }

    fn add_all(&mut self, others: &Tally) {
        self.failed |= others.failed;
        self.open |= others.open;
        self.unreadable += others.unreadable;
    }

    fn add(&mut self, report: &Report) {
        self.failed |= report.checks.iter().any(|c| c.outcome == Outcome::Fail);
        self.open |= report.checks.iter().any(|c| c.blocking && c.outcome != Outcome::Pass);
    }

    /// Exit codes of the contract: what could not be read outweighs a "no".
    fn answer(&self, strict: bool) -> Result<(), Failure> {
        match self.unreadable {
            0 if self.failed || (strict && self.open) => Err(Failure::no()),
            0 => Ok(()),
            1 => Err(Failure::usage("1 row could not be read; what is wrong stands in its place")),
            n => Err(Failure::usage(format!("{n} rows could not be read; what is wrong stands in their place"))),
        }
    }
}

/// Checks the file and prints what was found.
///
/// # Errors
/// Exit code 1 for any failed check (with `--strict` any blocking one that is not a pass), 2 for a file or rows that
/// cannot be read, 3 where reference data cannot be opened or nothing can be written.
pub fn run(args: &VerifyArgs) -> Result<(), Failure> {
    let now = match args.as_of {
        Some(day) => day.and_time(NaiveTime::MIN).and_utc(),
        None => Clock::system().now(),
    };
    let rules = args.rules.read()?;
    let kind = Kind::of(&args.file)?;
    let loaded = sources(&args.database.address()?, now.date_naive(), kind)?;
    let sources = LiveSources::over(loaded, args.live.open(&Clock::system())?, now.date_naive());
    let desk = Desk { sources: &sources, rules, now };
    let mut out = Output { to: io::BufWriter::with_capacity(1 << 16, io::stdout().lock()), closed: false };
    let mut printer = print::printer(args.format, kind);
    let tally = match kind {
        Kind::Dossier => one(&desk, &args.file, printer.as_mut(), &mut out)?,
        Kind::Roster => many::check(&desk, &args.file, printer.as_mut(), &mut out)?,
    };
    tally.answer(args.strict)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Dossier,
    Roster,
}

impl Kind {
    fn of(file: &Path) -> Result<Self, Failure> {
        match file.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("json") => Ok(Kind::Dossier),
            Some("csv") => Ok(Kind::Roster),
            _ => Err(Failure::usage(format!(
                "{}: the name must end in .json (a dossier) or .csv (a roster)",
                file.display()
            ))),
        }
    }
}

/// The reference data beside the database; nothing at all where none was ever imported.
fn sources(address: &Address, today: NaiveDate, kind: Kind) -> Result<Box<dyn Sources + Sync>, Failure> {
    if let Address::Sqlite(path) = address
        && !Address::reference_file(path).exists()
    {
        eprintln!("note: no reference data beside {address}; checks that need it are not made (see vouchsafe import)");
        return Ok(Box::new(MemorySources::default()));
    }
    let db = Db::open_reference(address)?;
    Ok(Box::new(match kind {
        Kind::Dossier => ReferenceSources::open(&db, today)?,
        Kind::Roster => {
            // Every row will ask it; it is unpacked while the lists are read.
            std::thread::spawn(Gazetteer::get);
            ReferenceSources::open_for_many(&db, today)?
        }
    }))
}

/// What every check needs.
struct Desk<'a> {
    sources: &'a (dyn Sources + Sync),
    rules: &'static Rules,
    now: DateTime<Utc>,
}

impl Desk<'_> {
    /// What is known before anything is checked.
    fn head(&self, file: &Path, unasked: Vec<&'static str>) -> Head {
        Head {
            file: file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            as_of: self.now.date_naive(),
            rules: self.rules.version().to_string(),
            sources: loaded_sources(self.sources),
            unasked,
        }
    }

    /// Makes every check of what was asked.
    fn check(&self, dossier: &Dossier, unasked: &[&str]) -> Report {
        let context = Context {
            lookups: &[],
            sources: self.sources,
            rules: self.rules,
            gazetteer: Gazetteer::get(),
            listed: None,
            unasked,
            now: self.now,
        };
        let checks = verify(dossier, &context).into_iter().map(|finding| finding.check);
        report_of(checks.collect(), self.sources, self.now)
    }
}

/// A dossier: one report, or every problem at once.
fn one(desk: &Desk<'_>, file: &Path, printer: &mut dyn Printer, out: &mut Output) -> Result<Tally, Failure> {
    let shown = file.display();
    let mut text = Vec::new();
    table::open(file)?.read_to_end(&mut text).map_err(|e| Failure::usage(format!("{shown} cannot be read: {e}")))?;
    let raw: Value = serde_json::from_slice(&text).map_err(|e| {
        Failure::usage(format!("{shown}, line {}, column {}: this is not JSON; mend it there", e.line(), e.column()))
    })?;
    let dossier = submit::read(&raw).map_err(|e| match e {
        SubmitError::Malformed(problems) | SubmitError::Unacceptable(problems) => {
            let lines: Vec<String> = problems.iter().map(told).collect();
            Failure::usage(format!("{shown} is not a dossier that can be checked:\n  {}", lines.join("\n  ")))
        }
        other => Failure::system(other.to_string()),
    })?;
    let report = desk.check(&dossier, &[]);
    let head = desk.head(file, Vec::new());
    let item = Item::Report { row: None, name: dossier.provider.name.clone(), report };
    let (mut tally, mut summary) = (Tally::default(), Summary::default());
    tally.take(&item);
    summary.take(&item);
    out.print(|to| {
        printer.begin(to, &head)?;
        printer.item(to, &item)?;
        printer.end(to, &summary)
    })?;
    Ok(tally)
}

/// A problem as one line: its place and what to do.
pub(super) fn told(problem: &Problem) -> String {
    match &problem.place {
        Place::Body(at) if at.is_empty() => problem.detail.clone(),
        Place::Body(at) => format!("{at}: {}", problem.detail),
        Place::Row(row, column) if column.is_empty() => format!("row {row}: {}", problem.detail),
        Place::Row(row, column) => format!("row {row}, column {column}: {}", problem.detail),
        Place::Query(name) | Place::Path(name) | Place::Header(name) => format!("{name}: {}", problem.detail),
    }
}

impl From<ReadError> for Failure {
    fn from(e: ReadError) -> Self {
        Failure { exit: Exit::Usage, sentence: e.to_string() }
    }
}

/// Standard output; that the reader has gone (`| head`) is no failure.
struct Output {
    to: io::BufWriter<io::StdoutLock<'static>>,
    closed: bool,
}

impl Output {
    fn print(&mut self, f: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        if self.closed {
            return Ok(());
        }
        match f(&mut self.to).and_then(|()| self.to.flush()) {
            Ok(()) => Ok(()),
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            Err(e) => Err(Failure::system(format!("the report cannot be written: {e}"))),
        }
    }
}
