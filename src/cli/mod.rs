//! The command line: one file a subcommand, one table of exit codes.

pub mod admin;
mod clamd;
mod demo;
mod doctor;
mod export;
mod import;
mod keys;
mod live;
mod mail;
mod migrate;
mod out;
mod rules;
pub mod serve;
mod sources;
pub mod verify;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::db::{Address, BadAddress, DbError};

/// A provider directory and credential verifier for ketamine therapy.
#[derive(Debug, Parser)]
#[command(name = "vouchsafe", version, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve invented listings to look around in; needs nothing else.
    Demo(demo::Demo),
    /// Serve the directory.
    Serve(serve::Serve),
    /// Check a dossier (.json) or a roster (.csv) offline
    Verify(verify::VerifyArgs),
    /// Load reference data: registries and exclusion lists.
    Import(import::Import),
    /// Write the public listings down, for other programs and directories.
    #[command(subcommand)]
    Export(export::Export),
    /// What reference data is loaded: version, list date, complete or partial, rows, loaded when.
    Sources(sources::SourcesArgs),
    /// The rule tables in force: version, date and source of each; --export writes the built-in ones to begin with.
    Rules(rules::RulesArgs),
    /// Check the database, the key file, the audit chain and the evidence. Exit code 1 when something is at fault.
    Doctor(doctor::Doctor),
    /// Print the OpenAPI document of the JSON API.
    Openapi,
    /// Bring the database to this program's schema (serve does it by itself), or back to before a migration.
    Migrate(migrate::Migrate),
    /// Members of staff.
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Keys of programs that use the API.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
}

/// Where the data is. Shared by every command that needs it.
#[derive(Debug, Clone, Args)]
pub struct Database {
    /// sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite:vouchsafe.db", hide_env_values = true)]
    pub database_url: String,
    /// The secret that encrypts private fields and signs links; made at first start. Default: vouchsafe.key beside the SQLite file
    #[arg(long, env = "VOUCHSAFE_KEY_FILE")]
    pub key_file: Option<PathBuf>,
}

impl Database {
    /// The address, read.
    pub fn address(&self) -> Result<Address, Failure> {
        Ok(self.database_url.parse::<Address>()?)
    }

    /// The key file: as given, or `vouchsafe.key` beside the SQLite file (in the working folder for a server).
    pub fn key_path(&self) -> Result<PathBuf, Failure> {
        if let Some(path) = &self.key_file {
            return Ok(path.clone());
        }
        Ok(self.address()?.folder().map_or_else(PathBuf::new, PathBuf::from).join("vouchsafe.key"))
    }
}

/// Why a command ends (contract, "Commands": exit codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// The answer is "no".
    No = 1,
    /// Wrong usage or unreadable input.
    Usage = 2,
    /// The system failed: port taken, folder read-only, disk full.
    System = 3,
}

/// A command that did not succeed: its exit code, and one sentence for stderr (empty where all was said already).
#[derive(Debug, thiserror::Error)]
#[error("{sentence}")]
pub struct Failure {
    /// Exit code.
    pub exit: Exit,
    /// What, where, what to do.
    pub sentence: String,
}

impl Failure {
    /// The answer is "no" and has been printed.
    pub fn no() -> Self {
        Failure { exit: Exit::No, sentence: String::new() }
    }

    /// Wrong usage or unreadable input.
    pub fn usage(sentence: impl Into<String>) -> Self {
        Failure { exit: Exit::Usage, sentence: sentence.into() }
    }

    /// The system failed.
    pub fn system(sentence: impl Into<String>) -> Self {
        Failure { exit: Exit::System, sentence: sentence.into() }
    }
}

impl From<BadAddress> for Failure {
    fn from(e: BadAddress) -> Self {
        Failure::usage(e.to_string())
    }
}

impl From<DbError> for Failure {
    fn from(e: DbError) -> Self {
        Failure::system(e.to_string())
    }
}

impl From<crate::keys::KeyError> for Failure {
    fn from(e: crate::keys::KeyError) -> Self {
        Failure::system(e.to_string())
    }
}

/// Runs the command that was asked for.
pub fn run(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        Command::Verify(args) => verify::run(&args),
        Command::Demo(demo) => demo::run(&demo),
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Sources(args) => sources::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Serve(serve) => serve::run(&serve),
        Command::Doctor(doctor) => doctor::run(&doctor),
        Command::Openapi => openapi(),
        Command::Migrate(args) => migrate::run(&args),
        Command::Admin(command) => admin::run(&command),
        Command::Keys(command) => keys::run(&command),
    }
}

/// The document that the server has at `/api/v1/openapi.json`.
fn openapi() -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(crate::web::api::document::document());
    out::say(text.map_err(|e| Failure::system(e.to_string()))?)
}
