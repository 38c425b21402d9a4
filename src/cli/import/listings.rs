//! `vouchsafe import listings FILE`: another directory's listings.

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::HumanCount;

use crate::cli::out::say;
use crate::cli::rules::RuleFolder;
use crate::cli::{Database, Failure};
use crate::clock::Clock;
use crate::config::PublicUrl;
use crate::db::audit::Actor;
use crate::db::{Db, staff};
use crate::domain::staff::StaffState;
use crate::keys::Keys;
use crate::pipeline::Desk;
use crate::pipeline::import_listings::{self, Aim, Double, ImportError, Notice, Outcome, Request, Target};

use super::Progress;

/// What `import listings` takes.
#[derive(Debug, Args)]
pub(super) struct Listings {
    /// A CSV file with a header; the columns id, name, city, state and postal_code must be there
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Read and check everything, write nothing, and say what would happen
    #[arg(long, env = "VOUCHSAFE_IMPORT_DRY_RUN")]
    dry_run: bool,
    /// Publish at once, as `unverified`: nothing is checked and no badge is shown. Without it the listings await review
    #[arg(long, env = "VOUCHSAFE_IMPORT_PUBLISH", requires = "as_staff")]
    publish: bool,
    /// The reviewer or administrator who answers for the import
    #[arg(id = "as_staff", long = "as", env = "VOUCHSAFE_IMPORT_AS", value_name = "STAFF_EMAIL")]
    as_staff: Option<String>,
    /// The directory that the listings come from: the same id from the same origin is the same listing. Default: the file's name
    #[arg(long, env = "VOUCHSAFE_IMPORT_ORIGIN")]
    origin: Option<String>,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    rules: RuleFolder,
}

/// Imports the file, telling how far it is and what is not as it should be.
///
/// # Errors
/// Exit code 2 for a file that cannot be read or has no row that can be used, and for somebody who may not publish; 3 where
/// the system failed.
pub(super) fn run(args: &Listings) -> Result<(), Failure> {
    let (address, rules) = (args.database.address()?, args.rules.read()?);
    refuse_what_is_read_once(&args.file)?;
    let db = if args.dry_run { Db::open_as_it_is(&address)? } else { Some(Db::open(&address)?) };
    let actor = match &args.as_staff {
        Some(email) => member(db.as_ref(), email)?,
        None => Actor::Program("import listings"),
    };
    let clock = Clock::system();
    let desk = match &db {
        Some(db) if !args.dry_run => Some(Desk {
            db: db.clone(),
            reference: Db::open_reference(&address)?,
            rules,
            keys: Keys::open_or_create(&args.database.key_path()?)?,
            clock: clock.clone(),
            // No mail is written: there is nobody to write to.
            public_url: PublicUrl::of_bind(([127, 0, 0, 1], 8080).into()),
            live: None,
        }),
        _ => None,
    };
    let reference = if args.dry_run { Db::open_reference_as_it_is(&address)? } else { None };
    let keys = if args.dry_run { known_keys(args)? } else { None };
    let nowhere = Target::Nowhere { db: db.as_ref(), reference: reference.as_ref(), keys: keys.as_ref() };
    let target = desk.as_ref().map_or(nowhere, Target::Directory);
    let origin = origin(args)?;
    let aim = if args.publish { Aim::Publish } else { Aim::Review };
    let request = Request { file: &args.file, origin: &origin, aim, actor: &actor, rules };
    let progress = Progress::new();
    let outcome = import_listings::import(request, target, &clock, &progress, &mut |notice| {
        progress.note(&sentence(&args.file, &notice));
    });
    progress.ends();
    let outcome = outcome?;
    if outcome.listings() == 0 {
        return Err(unusable(&args.file, outcome));
    }
    say(summary(args, &origin, outcome))
}

/// The key file, where there is one: a dry run makes none.
fn known_keys(args: &Listings) -> Result<Option<Keys>, Failure> {
    let path = args.database.key_path()?;
    Ok(if path.exists() { Some(Keys::open(&path)?) } else { None })
}

impl From<ImportError> for Failure {
    fn from(e: ImportError) -> Self {
        match e {
            ImportError::Read(e) => Failure::usage(e.to_string()),
            other => Failure::system(format!(
                "{other}; what was imported until then stays, and the same command again goes on with the rest"
            )),
        }
    }
}

/// The file is read twice; a pipe has nothing the second time.
fn refuse_what_is_read_once(file: &Path) -> Result<(), Failure> {
    match std::fs::metadata(file) {
        Ok(found) if !found.is_file() && !found.is_dir() => Err(Failure::usage(format!(
            "{} is not a file on disk and can be read only once; save it to a file first",
            file.display()
        ))),
        // What cannot be opened is told by the reader.
        _ => Ok(()),
    }
}

/// A member of staff who may decide, whether the one-time link was used or not.
fn member(db: Option<&Db>, email: &str) -> Result<Actor, Failure> {
    let wanted = email.trim().to_lowercase();
    let account = db.map(|db| db.read(|conn| staff::by_email(conn, &wanted))).transpose()?.flatten();
    let refused = |why: &str| Err(Failure::usage(format!("--as {email}: {why}; name a reviewer or an administrator")));
    match account {
        None => refused("no member of staff has this address"),
        Some(a) if a.state == StaffState::Disabled => refused("this account is disabled"),
        Some(a) if !a.role.may_decide() => refused(&format!("this is an {}, who cannot publish", a.role)),
        Some(a) => Ok(Actor::Staff(a.id.to_string())),
    }
}

fn origin(args: &Listings) -> Result<String, Failure> {
    let name = || args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let origin = args.origin.clone().map_or_else(name, |given| given.trim().to_string());
    if origin.is_empty() || origin.chars().count() > 200 || origin.chars().any(char::is_control) {
        return Err(Failure::usage("--origin: give the directory a name of at most 200 characters"));
    }
    Ok(origin)
}

fn sentence(file: &Path, notice: &Notice<'_>) -> String {
    let file = file.display();
    match notice {
        Notice::Column(name) => format!("note: the column `{name}` is not one of a listing and is ignored"),
        Notice::Refused(sentence) => (*sentence).to_string(),
        Notice::Left { id, line, why } => {
            format!("{file}, line {line}: the listing `{id}` is left as it is: {}", why.words())
        }
        Notice::Barred { id, line, found } => {
            let why: Vec<String> = found.iter().map(|f| format!("{} ({})", f.check.detail, f.check.source)).collect();
            format!("{file}, line {line}: the listing `{id}` is not published. {}", why.join(" "))
        }
        Notice::Removed { id, line } => {
            format!("{file}, line {line}: the listing `{id}` is left out: it was removed on request")
        }
        Notice::Double { id, line, double } => {
            format!("{file}, line {line}: the listing `{id}` is left out: possible duplicate of {}", other(double))
        }
    }
}

/// `"Quiet Harbor" (quiet-harbor), the same NPI`.
fn other(double: &Double) -> String {
    let Double { same, name, slug, origin } = double;
    let which = if slug.is_empty() { "above in this file".to_string() } else { format!("at /providers/{slug}") };
    let from = match origin {
        Some(origin) => {
            format!(", imported as of `{origin}` (is it the same directory? then add --origin \"{origin}\")")
        }
        None => String::new(),
    };
    format!("\"{name}\" {which}: {same}{from}")
}

fn unusable(file: &Path, outcome: Outcome) -> Failure {
    let file = file.display();
    Failure::usage(match outcome.rows {
        0 => format!("{file} has a header and no rows"),
        1 => format!("{file}: its only row cannot be used, so nothing was imported"),
        rows => format!("{file}: none of its {} rows can be used, so nothing was imported", HumanCount(rows)),
    })
}

fn summary(args: &Listings, origin: &str, outcome: Outcome) -> String {
    let new = match (args.publish, args.dry_run) {
        (true, false) => "published as unverified",
        (true, true) => "would be published as unverified",
        (false, false) => "awaiting review",
        (false, true) => "would await review",
    };
    let counts = [
        (outcome.new, "new: ", new),
        (outcome.changed, "changed: ", new),
        (outcome.unchanged, "unchanged: ", "nothing to do"),
        (outcome.left, "left as they are: ", "touched by others since"),
        (outcome.doubles, "left out: ", "possible duplicates"),
        (outcome.removed, "left out: ", "removed on request"),
        (outcome.barred, "not published: ", "excluded or deactivated"),
        (outcome.refused, "rows refused: ", "listed above"),
    ];
    let (rows, listings) = (HumanCount(outcome.rows), HumanCount(outcome.listings()));
    let dry = if args.dry_run { " (dry run: nothing was written)" } else { "" };
    let mut text = format!("{origin}: {rows} rows read, {listings} listings{dry}");
    for (count, what, so) in counts.into_iter().filter(|(count, ..)| *count > 0) {
        text.push_str(&format!("\n  {what}{}, {so}", HumanCount(count)));
    }
    text
}
