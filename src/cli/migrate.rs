//! `vouchsafe migrate`: the database comes to this program's schema, or goes back to before a migration.

use clap::Args;

use crate::db::copies::{self, RestoreError};
use crate::db::migrate;

use super::out::say;
use super::{Database, Failure};

/// What `migrate` takes.
#[derive(Debug, Args)]
pub struct Migrate {
    #[command(flatten)]
    database: Database,
    /// Put back the copy that was made before migration VERSION, and set aside what is there now; nobody may use the database meanwhile
    #[arg(long, value_name = "VERSION")]
    restore: Option<String>,
}

/// Migrates both bodies of data, or restores the main one.
pub fn run(args: &Migrate) -> Result<(), Failure> {
    match &args.restore {
        Some(version) => restore(&args.database, version),
        None => migrate(&args.database),
    }
}

fn migrate(database: &Database) -> Result<(), Failure> {
    let address = database.address()?;
    let mut ran = migrate::main_body(&address)?;
    ran.extend(migrate::reference_body(&address)?);
    for name in &ran {
        say(format_args!("ran {name}"))?;
    }
    if ran.is_empty() {
        say(format_args!("{address} is up to date"))?;
    }
    Ok(())
}

fn restore(database: &Database, version: &str) -> Result<(), Failure> {
    if !version.bytes().all(|b| b.is_ascii_digit()) || version.is_empty() {
        return Err(Failure::usage(format!(
            "--restore {version}: a version is the number at the end of the copy's name"
        )));
    }
    let address = database.address()?;
    // A server that waits for nothing else holds its file by this lock.
    let _lock = super::serve::lock(&address, false)?;
    let aside = copies::restore(&address, version).map_err(|e| match e {
        RestoreError::NoSuchCopy { .. } => Failure::usage(e.to_string()),
        other => Failure::system(other.to_string()),
    })?;
    say(format_args!("{address} is as it was before migration {version}; what was there since is now {aside}"))?;
    say("start the program of that time: this one would migrate it again")
}
