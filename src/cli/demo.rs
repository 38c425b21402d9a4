//! `vouchsafe demo`: invented listings in a folder of their own. Nothing else is needed, and DATABASE_URL is ignored.

use std::io::{self, IsTerminal, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::app::AppError;
use crate::clock::Clock;
use crate::config::PublicUrl;
use crate::db::queue::{self, Sift};
use crate::db::{Address, Db};
use crate::demo::seed::{self, SeedError};
use crate::domain::submission::SubmissionState;
use crate::keys::Keys;
use crate::pipeline::review::Reviewer;
use crate::pipeline::{Desk, submit};
use crate::search::Index;
use crate::staff::demo::{PASSWORD, STAFF};
use crate::staff::{Accounts, WelcomeError};
use crate::web::state::Parts;

use super::Failure;
use super::rules::RuleFolder;
use super::serve::{self, ServerOptions};

/// Where the demo lives, when that can be written.
const FOLDER: &str = "vouchsafe-demo";
const DATABASE: &str = "vouchsafe.db";
/// Written last: a demo without it was interrupted while it was set up, and begins again.
const READY: &str = "ready";
/// Everything that the demo writes; `--fresh` removes these and nothing else.
const FILES: [&str; 9] = [
    READY,
    DATABASE,
    "vouchsafe.db-wal",
    "vouchsafe.db-shm",
    "vouchsafe-reference.db",
    "vouchsafe-reference.db-wal",
    "vouchsafe-reference.db-shm",
    "vouchsafe.key",
    "vouchsafe.lock",
];

/// What `demo` takes.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where to listen
    #[arg(long, env = "VOUCHSAFE_BIND", default_value = "127.0.0.1:8080")]
    bind: SocketAddr,
    /// Forget what was done in the demo and invent it anew
    #[arg(long)]
    fresh: bool,
    #[command(flatten)]
    rules: RuleFolder,
    #[command(flatten)]
    options: ServerOptions,
}

impl From<SeedError> for Failure {
    fn from(e: SeedError) -> Self {
        Failure::system(e.to_string())
    }
}

impl From<WelcomeError> for Failure {
    fn from(e: WelcomeError) -> Self {
        Failure::system(e.to_string())
    }
}

/// Sets the demo up where that was not done yet, and serves it until told to stop.
pub fn run(demo: &Demo) -> Result<(), Failure> {
    demo.options.start_logs();
    let rules = demo.rules.read()?;
    let listen = demo.options.listen(demo.bind);
    listen.check().map_err(|e| Failure::usage(e.to_string()))?;
    // Setting up takes a while: better to hear now than then that the port is taken.
    let taken = |source| AppError::Bind { address: demo.bind, option: "--bind", source };
    drop(TcpListener::bind(demo.bind).map_err(|e| serve::failure(taken(e)))?);
    let folder = folder()?;
    let address = Address::Sqlite(folder.join(DATABASE));
    let _lock = serve::lock(&address, false).map_err(|_| {
        let folder = folder.display();
        Failure::system(format!("another demo runs in {folder}; stop it first, or start this one in another folder"))
    })?;
    let is_ready = folder.join(READY).exists();
    if demo.fresh || !is_ready {
        clear(&folder)?;
    }
    let parts = Parts {
        rules,
        clock: Clock::system(),
        keys: Keys::open_or_create(&folder.join("vouchsafe.key"))?,
        db: Db::open(&address)?,
        reference: Db::open_reference(&address)?,
        index: Index::default(),
        demo: true,
        live: None,
        scan: None,
    };
    let desk = Desk {
        rules,
        db: parts.db.clone(),
        reference: parts.reference.clone(),
        keys: parts.keys.clone(),
        clock: parts.clock.clone(),
        public_url: listen.public_url.clone().unwrap_or_else(|| PublicUrl::of_bind(demo.bind)),
        live: None,
    };
    if demo.fresh || !is_ready {
        set_up(&desk)?;
        let written = std::fs::write(folder.join(READY), desk.clock.today().to_string());
        written.map_err(|e| Failure::system(format!("{} cannot be written: {e}", folder.join(READY).display())))?;
    }
    // The demo keeps its mail and shows it at /demo.
    serve::run_server(parts, &listen, None, |at| {
        let url = listen.public_url.clone().unwrap_or_else(|| PublicUrl::of_bind(at));
        let text = greeting(&Desk { public_url: url, ..desk }, &folder);
        // Whoever closed our stdout does not read it; the server goes on.
        io::stdout().write_all(text.as_bytes()).unwrap_or_default();
    })
}

/// `./vouchsafe-demo`, or a temporary folder, with a notice, where that cannot be written.
fn folder() -> Result<PathBuf, Failure> {
    let here = PathBuf::from(FOLDER);
    let Err(error) = make_writable(&here) else { return Ok(here) };
    // A name that nobody else on this machine can have prepared.
    let elsewhere = std::env::temp_dir().join(format!("{FOLDER}-{}", crate::keys::new_token()?));
    eprintln!("vouchsafe: ./{FOLDER} cannot be written ({error}); this demo lives in {} instead", elsewhere.display());
    make_writable(&elsewhere).map_err(|e| {
        let elsewhere = elsewhere.display();
        Failure::system(format!("{elsewhere} cannot be written either: {e}; set TMPDIR to a folder that can"))
    })?;
    Ok(elsewhere)
}

fn make_writable(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let probe = folder.join(".probe");
    std::fs::write(&probe, "")?;
    std::fs::remove_file(probe)
}

/// Removes the demo's own files. The lock stays: it is held.
fn clear(folder: &Path) -> Result<(), Failure> {
    for name in FILES.iter().filter(|n| !n.ends_with(".lock")) {
        let file = folder.join(name);
        match std::fs::remove_file(&file) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => return Err(Failure::system(format!("{} cannot be removed: {e}", file.display()))),
        }
    }
    Ok(())
}

fn set_up(desk: &Desk) -> Result<(), Failure> {
    let accounts = Accounts::new(desk.db.clone(), desk.keys.clone(), desk.clock.clone(), desk.public_url.clone());
    let [first, others @ ..] = &STAFF;
    let account = first.join(&accounts)?;
    for colleague in others {
        colleague.join(&accounts)?;
    }
    let reviewer = Reviewer { id: account.id.to_string(), email: account.email };
    let bar = if io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
    bar.set_style(style());
    if bar.is_hidden() {
        eprintln!("inventing the demo's listings ...");
    }
    seed::seed(desk, &reviewer, desk.clock.now(), |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    Ok(())
}

fn style() -> ProgressStyle {
    let style = ProgressStyle::with_template("inventing the demo's listings {bar:40} {percent}%");
    style.unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// What the demo prints once it answers.
fn greeting(desk: &Desk, folder: &Path) -> String {
    let url = &desk.public_url;
    let staff: Vec<String> = STAFF.iter().map(|c| format!("{} ({})", c.email, c.role)).collect();
    let set_up_on = std::fs::read_to_string(folder.join(READY)).unwrap_or_default();
    let provider = submission_to_play_with(desk)
        .map_or_else(|| "send in a listing to get one".to_owned(), |reference| submit::status_url(desk, &reference));
    format!(
        "\n\
         vouchsafe demo: everything here is invented, as of {set_up_on} (start over with --fresh)\n\n\
         \x20 patients    {home}\n\
         \x20 staff       {admin}\n\
         \x20             {staff}\n\
         \x20             password: {PASSWORD}\n\
         \x20 codes       {codes}   sign-in codes of this moment, and the mails the demo would have sent\n\
         \x20 a provider  {provider}\n\n\
         Data: {folder}. Stop with Ctrl-C.\n",
        home = url.join("/"),
        admin = url.join("/admin"),
        staff = staff.join(", "),
        codes = url.join("/demo"),
        folder = folder.display(),
    )
}

/// The reference of the submission that came in last and still waits.
fn submission_to_play_with(desk: &Desk) -> Option<String> {
    let waiting = desk
        .db
        .read(|conn| queue::lines(conn, &[SubmissionState::InReview], &Sift::default(), false, (100, 0)))
        .ok()?;
    let newest = waiting.into_iter().max_by_key(|q| q.submission.received_at)?;
    Some(newest.submission.reference)
}
