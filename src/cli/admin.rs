//! `vouchsafe admin`: who may work here.

use clap::{Args, Subcommand};

use crate::clock::Clock;
use crate::config::PublicUrl;
use crate::db::Db;
use crate::db::audit::Actor;
use crate::domain::staff::Role;
use crate::keys::Keys;
use crate::staff::{Accounts, InviteError, TeamError};

use super::out::say;
use super::{Database, Exit, Failure};

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Invite a member of staff: prints a one-time link, the same one again until it is used or three days are over, then a new one.
    Create(Create),
}

/// What `admin create` takes.
#[derive(Debug, Args)]
pub struct Create {
    /// Whom to invite.
    #[arg(long)]
    email: String,
    /// administrator (everything), reviewer (reviews and decides) or auditor (reads only)
    #[arg(long)]
    role: Role,
    /// The holder lost password, phone and recovery codes: the account gets a new link, and is signed out everywhere. For the last
    /// administrator; a colleague's link is renewed by any other one at /admin/accounts.
    #[arg(long, env = "VOUCHSAFE_ADMIN_LOST")]
    lost: bool,
    /// Where people reach the server; the link begins with it.
    #[arg(long, env = "VOUCHSAFE_PUBLIC_URL", default_value = "http://127.0.0.1:8080")]
    public_url: PublicUrl,
    #[command(flatten)]
    database: Database,
}

/// Runs one of them.
pub fn run(command: &Admin) -> Result<(), Failure> {
    match command {
        Admin::Create(create) => invite(create),
    }
}

fn invite(create: &Create) -> Result<(), Failure> {
    let db = Db::open(&create.database.address()?)?;
    let keys = Keys::open_or_create(&create.database.key_path()?)?;
    let accounts = Accounts::new(db, keys, Clock::system(), create.public_url.clone());
    let by = Actor::Program("admin create");
    if create.lost {
        return renew(create, &accounts, &by);
    }
    let invitation = accounts.invite(&by, &create.email, create.role)?;
    let article = if create.role == Role::Reviewer { "a" } else { "an" };
    let again = if invitation.is_new { "" } else { " (the link that was given before)" };
    eprintln!(
        "{} may sign in as {article} {} after opening this link once, until {}{again}:",
        create.email,
        create.role,
        invitation.ends()
    );
    say(create.public_url.join(&invitation.path))
}

fn renew(create: &Create, accounts: &Accounts, by: &Actor) -> Result<(), Failure> {
    let Some(invitation) = accounts.renew_lost(by, &create.email)? else {
        let sentence =
            format!("nobody with the address {} has an account that is open; invite them without --lost", create.email);
        return Err(Failure { exit: Exit::No, sentence });
    };
    eprintln!(
        "{} is signed out everywhere and starts anew, in the role from before, after opening this link once, until {}:",
        create.email,
        invitation.ends()
    );
    say(create.public_url.join(&invitation.path))
}

impl From<TeamError> for Failure {
    fn from(e: TeamError) -> Self {
        match e {
            TeamError::Db(e) => e.into(),
            TeamError::Key(e) => e.into(),
            TeamError::NoLonger | TeamError::LastAdministrator => Failure { exit: Exit::No, sentence: e.to_string() },
        }
    }
}

impl From<InviteError> for Failure {
    fn from(e: InviteError) -> Self {
        match e {
            InviteError::NotAnEmail(_) => Failure::usage(format!("--email: {e}")),
            InviteError::Used { .. } | InviteError::NoLonger => Failure { exit: Exit::No, sentence: e.to_string() },
            InviteError::Db(e) => e.into(),
            InviteError::Key(e) => e.into(),
        }
    }
}
