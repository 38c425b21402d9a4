//! `vouchsafe keys`: keys of programs that use the API, for whoever runs the machine. Administrators have `/admin/keys`.

use clap::{Args, Subcommand};

use crate::clock::Clock;
use crate::config::PublicUrl;
use crate::db::audit::Actor;
use crate::db::{Db, DbError};
use crate::domain::api_key::Scope;
use crate::keys::Keys;
use crate::staff::{Accounts, ApiKeyError, Key};

use super::out::say;
use super::{Database, Exit, Failure};

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Make a key: prints it this once.
    Create(Create),
    /// Every key that was made, the newest first.
    List(Where),
    /// Close a key for good, by its id.
    Revoke(Revoke),
}

/// What `keys create` takes.
#[derive(Debug, Args)]
pub struct Create {
    /// Who uses it, and for what.
    #[arg(long)]
    name: String,
    /// read (what anybody may read) or submit (what is sent in); may be repeated
    #[arg(long = "scope", env = "VOUCHSAFE_KEY_SCOPE", default_value = "read")]
    scopes: Vec<Scope>,
    #[command(flatten)]
    at: Where,
}

/// What `keys revoke` takes.
#[derive(Debug, Args)]
pub struct Revoke {
    /// As `keys list` prints it.
    id: String,
    #[command(flatten)]
    at: Where,
}

/// Where the data is.
#[derive(Debug, Args)]
pub struct Where {
    #[command(flatten)]
    database: Database,
}

impl Where {
    fn accounts(&self) -> Result<Accounts, Failure> {
        let db = Db::open(&self.database.address()?)?;
        let keys = Keys::open_or_create(&self.database.key_path()?)?;
        // No letter is written here, so it does not matter where one would lead.
        Ok(Accounts::new(db, keys, Clock::system(), PublicUrl::of_bind(([127, 0, 0, 1], 8080).into())))
    }
}

/// Runs one of them.
///
/// # Errors
/// Exit code 1 where there is no such key, 2 for a name or scopes that cannot be, 3 where the database fails.
pub fn run(command: &KeysCommand) -> Result<(), Failure> {
    match command {
        KeysCommand::Create(create) => {
            let by = Actor::Program("keys create");
            let key = create.at.accounts()?.make_api_key_here(&by, &create.name, &create.scopes)?;
            eprintln!("The key for {}. It is printed this once; no copy is kept:", create.name.trim());
            say(key)
        }
        KeysCommand::List(at) => at.accounts()?.api_keys()?.iter().try_for_each(|key| say(line(key))),
        KeysCommand::Revoke(revoke) => {
            revoke.at.accounts()?.revoke_api_key_here(&Actor::Program("keys revoke"), &revoke.id)?;
            eprintln!("{} opens nothing any more.", revoke.id);
            Ok(())
        }
    }
}

fn line(key: &Key) -> String {
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
    let used = key.last_used_on.map_or_else(|| "never used".to_string(), |day| format!("used {day}"));
    let state = key.revoked_at.map_or_else(|| "open".to_string(), |at| format!("revoked {}", at.date_naive()));
    format!("{}  {state}  {}  {used}  {}", key.id, scopes.join("+"), key.name)
}

impl From<ApiKeyError> for Failure {
    fn from(e: ApiKeyError) -> Self {
        match e {
            ApiKeyError::NoName => Failure::usage(format!("--name: {e}")),
            ApiKeyError::NoScope => Failure::usage(format!("--scope: {e}")),
            ApiKeyError::Db(DbError::NotFound) => {
                Failure { exit: Exit::No, sentence: "there is no key with this id; keys list prints them".into() }
            }
            ApiKeyError::NoLonger => Failure { exit: Exit::No, sentence: e.to_string() },
            ApiKeyError::Db(e) => e.into(),
            ApiKeyError::Key(e) => e.into(),
        }
    }
}
