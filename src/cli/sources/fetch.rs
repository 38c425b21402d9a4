//! `vouchsafe sources fetch`: downloads the public lists that changed, and loads them.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::HumanBytes;

use crate::cli::import::{Progress, rows_and_states, write_down};
use crate::cli::out::say;
use crate::cli::{Database, Failure};
use crate::clock::Clock;
use crate::db::Db;
use crate::pipeline::fetch_reference::{self, Done, Fetch, FetchError, Follow};
use crate::pipeline::load_reference::{Outcome, Pass, Watch};
use crate::sources::ListName;

/// What `sources fetch` takes.
#[derive(Debug, Args)]
pub struct FetchArgs {
    /// nppes, leie, taxonomy; all of them when none is named
    #[arg(value_name = "LIST")]
    lists: Vec<String>,
    /// A mirror that holds the publishers' files side by side; https, or http on this machine
    #[arg(long, env = "VOUCHSAFE_FETCH_FROM", value_name = "URL")]
    from: Option<String>,
    /// Where downloads lie while they are loaded, and where it is noted what was fetched. Default: vouchsafe-downloads beside the
    /// SQLite file
    #[arg(long, env = "VOUCHSAFE_DOWNLOADS", value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Leave the downloads there when they have been loaded
    #[arg(long, env = "VOUCHSAFE_KEEP_DOWNLOADS")]
    keep: bool,
    #[command(flatten)]
    database: Database,
}

/// Fetches one list after the other; one that fails does not keep the others from being fetched.
///
/// # Errors
/// Exit code 2 for a list or mirror that cannot be used and for a file that is not what it should be, 3 for a server that cannot be
/// reached or does not answer as it should.
pub fn run(args: &FetchArgs) -> Result<(), Failure> {
    let lists = lists(&args.lists)?;
    let address = args.database.address()?;
    let beside = address.folder().map_or_else(PathBuf::new, Path::to_path_buf).join("vouchsafe-downloads");
    let folder = args.folder.as_deref().unwrap_or(&beside);
    let reference = Db::open_reference(&address)?;
    let fetch = Fetch { mirror: args.from.as_deref(), folder, keep: args.keep };
    let mut worst: Option<Failure> = None;
    for list in lists {
        let follow = Told::new();
        let fetched = fetch_reference::fetch(&reference, &Clock::system(), list, fetch, &follow);
        follow.progress.ends();
        write_down(&address, &reference);
        match fetched {
            Ok(done) => done.iter().try_for_each(|d| tell(list, d))?,
            Err(error) => {
                let failure = Failure::from(error);
                if let Some(before) = worst.filter(|w| w.exit >= failure.exit) {
                    eprintln!("vouchsafe: {failure}");
                    worst = Some(before);
                } else {
                    worst = Some(failure);
                }
            }
        }
    }
    worst.map_or(Ok(()), Err)
}

fn lists(named: &[String]) -> Result<Vec<ListName>, Failure> {
    if named.is_empty() {
        return Ok(fetch_reference::lists());
    }
    let all = ListName::ALL.map(ListName::as_str).join(", ");
    let read = |name: &String| {
        ListName::parse(name)
            .ok_or_else(|| Failure::usage(format!("{name}: there is no such list; it is one of {all}")))
    };
    named.iter().map(read).collect()
}

fn tell(list: ListName, done: &Done) -> Result<(), Failure> {
    match done {
        Done::Unchanged { name } => say(format_args!("{} {name}: unchanged; nothing to do.", list.label())),
        Done::Loaded { files, outcome } => {
            for (name, bytes, sha256) in files {
                say(format_args!("{} {name}: {}, SHA-256 {sha256}", list.label(), HumanBytes(*bytes)))?;
            }
            match outcome {
                Outcome::AlreadyLoaded => say(format_args!("{}: already loaded; nothing to do.", list.label())),
                Outcome::Loaded { version, rows, states, .. } => {
                    say(format_args!("{} {version}: {}, in force.", list.label(), rows_and_states(*rows, states)))
                }
            }
        }
    }
}

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Load(error) => error.into(),
            FetchError::Mirror(_) | FetchError::NotPublic { .. } | FetchError::NoDate { .. } => {
                Failure::usage(error.to_string())
            }
            _ => Failure::system(error.to_string()),
        }
    }
}

/// How far it is: the bar of an import, and before it plain lines about the download.
struct Told {
    progress: Progress,
    said: Cell<Instant>,
}

/// Between two plain lines.
const EVERY: Duration = Duration::from_secs(10);

impl Told {
    fn new() -> Self {
        Told { progress: Progress::new(), said: Cell::new(Instant::now()) }
    }
}

impl Watch for Told {
    fn begins(&self, pass: Pass, file: &Path, bytes: u64) {
        self.progress.begins(pass, file, bytes);
    }

    fn read(&self, bytes: u64) {
        self.progress.read(bytes);
    }

    fn staged(&self, rows: i64) {
        self.progress.staged(rows);
    }
}

impl Follow for Told {
    fn downloading(&self, address: &str, bytes: u64, of: Option<u64>) {
        if self.said.get().elapsed() >= EVERY {
            self.said.set(Instant::now());
            let of = of.map(|n| format!(" of {}", HumanBytes(n))).unwrap_or_default();
            eprintln!("{address}: {}{of} so far", HumanBytes(bytes));
        }
    }
}
