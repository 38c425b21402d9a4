//! `vouchsafe serve`: the real thing.

use std::fs::File;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use clap::{Args, ValueEnum};

use crate::app::{AppError, Application};
use crate::clock::Clock;
use crate::config::{Listen, PublicUrl, RateLimits};
use crate::db::{Address, Db};
use crate::jobs::{pending, refresh, sender, tally, worker};
use crate::keys::Keys;
use crate::mail::Smtp;
use crate::search::Index;
use crate::telemetry::{self, LogFormat};
use crate::web::state::Parts;

use super::clamd::ClamdArgs;
use super::live::LiveArgs;
use super::mail::MailArgs;
use super::rules::RuleFolder;
use super::{Database, Failure, mail};

/// What `serve` takes.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen
    #[arg(long, env = "VOUCHSAFE_BIND", default_value = "127.0.0.1:8080")]
    pub bind: SocketAddr,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    rules: RuleFolder,
    #[command(flatten)]
    options: ServerOptions,
    #[command(flatten)]
    live: LiveArgs,
    #[command(flatten)]
    mail: MailArgs,
    #[command(flatten)]
    clamd: ClamdArgs,
    /// Start although another process serves this SQLite file: for a restart that loses nothing
    #[arg(long)]
    handover: bool,
}

/// Options that `serve` and `demo` share.
#[derive(Debug, Clone, Args)]
pub struct ServerOptions {
    /// The address that people use; links in mail begin with it. Default: what is bound
    #[arg(long, env = "VOUCHSAFE_PUBLIC_URL")]
    pub public_url: Option<PublicUrl>,
    /// Where /metrics is served; nowhere when left out
    #[arg(long, env = "VOUCHSAFE_METRICS_BIND")]
    pub metrics_bind: Option<SocketAddr>,
    /// Proxies whose X-Forwarded-For is believed, separated by commas
    #[arg(long, env = "VOUCHSAFE_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,
    /// off is for load tests and works on a loopback address alone
    #[arg(long, env = "VOUCHSAFE_RATE_LIMITS", value_enum, default_value = "on")]
    pub rate_limits: Switch,
    /// error, warn, info, debug or trace
    #[arg(long, env = "VOUCHSAFE_LOG", default_value = "info")]
    pub log: String,
    /// How log lines are written
    #[arg(long, env = "VOUCHSAFE_LOG_FORMAT", value_enum, default_value = "text")]
    pub log_format: LogChoice,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// As published.
    On,
    /// None.
    Off,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogChoice {
    /// For a terminal.
    Text,
    /// One JSON object a line.
    Json,
}

impl ServerOptions {
    /// Starts the logs as asked.
    pub fn start_logs(&self) {
        let format = match self.log_format {
            LogChoice::Text => LogFormat::Text,
            LogChoice::Json => LogFormat::Json,
        };
        telemetry::start_logs(&self.log, format);
    }

    /// Where and how to listen.
    pub fn listen(&self, bind: SocketAddr) -> Listen {
        Listen {
            bind,
            metrics: self.metrics_bind,
            public_url: self.public_url.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            rate_limits: match self.rate_limits {
                Switch::On => RateLimits::On,
                Switch::Off => RateLimits::Off,
            },
        }
    }
}

/// Serves until told to stop.
pub fn run(serve: &Serve) -> Result<(), Failure> {
    serve.options.start_logs();
    let rules = serve.rules.read()?;
    let address = serve.database.address()?;
    let listen = serve.options.listen(serve.bind);
    listen.check().map_err(|e| Failure::usage(e.to_string()))?;
    let live = serve.live.open(&Clock::system())?;
    let smtp = serve.mail.open()?;
    let scan = serve.clamd.open()?;
    // Held until the process ends; the system lets go of it whatever way that happens.
    let _lock = lock(&address, serve.handover)?;
    let keys = Keys::open_or_create(&serve.database.key_path()?)?;
    let parts = Parts {
        rules,
        clock: Clock::system(),
        keys,
        db: Db::open(&address)?,
        reference: Db::open_reference(&address)?,
        index: Index::default(),
        demo: false,
        live,
        scan,
    };
    mail::announce(&parts, smtp.as_ref())?;
    run_server(parts, &listen, smtp.as_ref(), |at| tracing::info!("listening on http://{at}"))
}

/// Binds, follows changes, sends mail where there is a server for it, serves. `ready` is told the address once it is bound and the
/// first snapshot stands.
pub fn run_server(
    parts: Parts,
    listen: &Listen,
    smtp: Option<&Smtp>,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Failure> {
    let app = Application::build(parts, listen).map_err(failure)?;
    let state = app.state();
    let refresher = refresh::start(state.desk(), state.index.clone()).map_err(|e| Failure::system(e.to_string()))?;
    let pending =
        pending::start(state.desk()).map_err(|e| Failure::system(format!("no thread for pending checks: {e}")))?;
    let worker = worker::start(state.desk()).map_err(|e| Failure::system(format!("no thread for jobs: {e}")))?;
    let senders = smtp.map(|smtp| sender::start(&state.desk(), smtp)).transpose();
    let senders = senders.map_err(|e| Failure::system(format!("no thread to send mail: {e}")))?;
    let writer = tally::start(state.desk(), state.tally.clone());
    let writer = writer.map_err(|e| Failure::system(format!("no thread to write numbers down: {e}")))?;
    ready(app.address());
    let served = app.serve().map_err(failure);
    drop(refresher);
    drop(pending);
    drop(worker);
    drop(senders);
    // Once no request can count any more.
    drop(writer);
    served
}

pub(super) fn failure(error: AppError) -> Failure {
    match error {
        AppError::Config(e) => Failure::usage(e.to_string()),
        other => Failure::system(other.to_string()),
    }
}

/// One server a SQLite file, unless a handover was asked for. PostgreSQL serves many.
pub(super) fn lock(address: &Address, handover: bool) -> Result<Option<File>, Failure> {
    let Address::Sqlite(path) = address else { return Ok(None) };
    let file = path.with_extension("lock");
    let open = |path: &Path| File::options().create(true).truncate(false).write(true).open(path);
    let lock = open(&file).map_err(|e| Failure::system(format!("{} cannot be written: {e}", file.display())))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(_) if handover => Ok(None),
        Err(_) => Err(Failure::system(format!(
            "another process serves {}; stop it first, or add --handover to take over from it",
            path.display()
        ))),
    }
}
