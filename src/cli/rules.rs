//! `vouchsafe rules`: which rule tables are in force, and the built-in ones as files to begin with.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::rules::{Rules, RulesError};

use super::Failure;
use super::out::say;

/// Which rule tables hold. Shared by every command that checks something.
#[derive(Debug, Clone, Args)]
pub struct RuleFolder {
    /// A folder with rule tables of your own: each file replaces the built-in one of its name (see vouchsafe rules)
    #[arg(long, env = "VOUCHSAFE_RULES", value_name = "DIR")]
    rules: Option<PathBuf>,
}

impl RuleFolder {
    /// Reads the tables and holds them against each other. Exit code 2 where they cannot be used.
    pub fn read(&self) -> Result<&'static Rules, Failure> {
        Ok(Rules::in_force(self.rules.as_deref())?)
    }
}

impl From<RulesError> for Failure {
    fn from(e: RulesError) -> Self {
        Failure::usage(e.to_string())
    }
}

/// What `rules` takes.
#[derive(Debug, Args)]
pub struct RulesArgs {
    #[command(flatten)]
    folder: RuleFolder,
    /// Write the built-in tables into this folder, made if it is not there; files that are there stay as they are
    #[arg(long, value_name = "DIR")]
    export: Option<PathBuf>,
}

/// Prints the tables in force, or writes the built-in ones into a folder.
pub fn run(args: &RulesArgs) -> Result<(), Failure> {
    match &args.export {
        Some(folder) => export(folder),
        None => show(args.folder.read()?),
    }
}

fn show(rules: &Rules) -> Result<(), Failure> {
    let mut text = format!("rules {}\n\n", rules.version());
    for table in rules.tables() {
        let from = table.replaced_by.as_ref().map_or("built in".to_string(), |path| path.display().to_string());
        text.push_str(&format!("{:22}  {}  {from}\n    {}\n", table.name, table.as_of, table.source));
    }
    say(text.trim_end())
}

fn export(folder: &Path) -> Result<(), Failure> {
    let failed = |path: &Path, e: io::Error| Failure::system(format!("{} cannot be written: {e}", path.display()));
    std::fs::create_dir_all(folder).map_err(|e| failed(folder, e))?;
    for (name, text) in Rules::builtin_texts() {
        let path = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes()).map_err(|e| failed(&path, e))?;
                say(path.display())?;
            }
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                say(format_args!("{} is there already and stays as it is", path.display()))?;
            }
            Err(e) => return Err(failed(&path, e)),
        }
    }
    Ok(())
}
