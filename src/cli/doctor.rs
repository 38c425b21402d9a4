//! `vouchsafe doctor`: does everything that was stored still hold?

use std::path::PathBuf;

use clap::Args;

use crate::clock::Clock;
use crate::config::PublicUrl;
use crate::db::{Conn, Db, DbError, audit, dossiers, evidence, forms, integrity};
use crate::keys::Keys;
use crate::pipeline::{Desk, dossier, post};
use crate::web::guide::Guide;
use crate::web::guide::due::due;

mod head;

use super::out::say;
use super::{Database, Failure};

/// What `doctor` takes.
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    rules: super::rules::RuleFolder,
    /// Write the head of the audit chain, signed, to a new file: kept elsewhere, it proves later what the log was now
    #[arg(long, value_name = "FILE")]
    export_head: Option<PathBuf>,
    /// Fail unless the audit chain still contains the head in this file
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
}

/// Looks at the database, the key file, the audit chain, the evidence and every sealed dossier, and says what mail waits and which
/// dated facts have to be read again. Exit code 1 when something is at fault.
pub fn run(doctor: &Doctor) -> Result<(), Failure> {
    let address = doctor.database.address()?;
    let desk = Desk {
        rules: doctor.rules.read()?,
        db: Db::open(&address)?,
        reference: Db::open_reference(&address)?,
        keys: Keys::open(&doctor.database.key_path()?)?,
        clock: Clock::system(),
        public_url: PublicUrl::of_bind(([127, 0, 0, 1], 8080).into()),
        live: None,
    };
    // Read before the long work, so that a mistyped name is told at once.
    let heads = head::read(&doctor.against)?;
    let rooms: [(&str, Look); 6] = [
        ("database", |d| looked(&d.db, integrity::faults)),
        ("reference data", |d| looked(&d.reference, integrity::faults)),
        ("audit chain", |d| looked(&d.db, audit::faults)),
        ("evidence", |d| looked(&d.db, evidence::faults)),
        ("form of both", |d| looked(&d.db, forms::faults)),
        ("sealed dossiers", sealed_dossiers),
    ];
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for (name, look) in rooms {
        found.push((name.to_string(), look(&desk)?));
    }
    for (path, head) in &heads {
        found.push((format!("head in {}", path.display()), head::faults(&desk, head)?));
    }
    let mut sound = true;
    for (name, faults) in found {
        let found = if faults.is_empty() { "sound".to_string() } else { format!("{} faults", faults.len()) };
        say(format_args!("{name}: {found}"))?;
        for fault in &faults {
            say(format_args!("  {fault}"))?;
        }
        sound &= faults.is_empty();
    }
    // Mail that waits and what has to be read again are no damage: they are said, and change no exit code.
    for line in outbox(&desk)?.into_iter().chain(to_read_again(&desk)) {
        say(format_args!("{line}"))?;
    }
    if !sound {
        return Err(Failure::no());
    }
    // Only of a chain that holds: a head of any other would bear witness to what was tampered with.
    doctor.export_head.as_ref().map_or(Ok(()), |path| head::export(&desk, path))
}

/// What does not even read as what it should be is a fault like another; only a database that does not answer is none.
fn looked(db: &Db, look: fn(&mut Conn) -> Result<Vec<String>, DbError>) -> Result<Vec<String>, Failure> {
    match db.read(look) {
        Err(e @ (DbError::Damaged(_) | DbError::Other(_) | DbError::NotFound)) => {
            Ok(vec![format!("it cannot be read: {e}")])
        }
        found => Ok(found?),
    }
}

/// How many mails wait and since when, what the last try said, and how many were given up lately.
fn outbox(desk: &Desk) -> Result<Vec<String>, Failure> {
    let now = desk.clock.now();
    let trouble = post::trouble(&desk.db, now)?;
    let mut lines = Vec::new();
    match post::waiting(&desk.db, now)? {
        None => lines.push("mail: none waits".to_string()),
        Some(waiting) => {
            let since = waiting.since.format("%Y-%m-%d %H:%M");
            lines.push(format!("mail: {} waiting, the oldest since {since} UTC", waiting.count));
            lines.extend(waiting.error.map(|error| format!("  the last try said: {error}")));
            if trouble.late.is_some() {
                lines.push("  serve sends mail only with --smtp; see docs/operations.md".to_string());
            }
        }
    }
    if trouble.failed_in_all > 0 {
        lines.push(format!("  {} given up in the last 14 days; the page of tasks says which", trouble.failed_in_all));
    }
    Ok(lines)
}

/// Dated facts of the guide and the rules that are due, or one line that there are none.
fn to_read_again(desk: &Desk) -> Vec<String> {
    let due = due(Guide::get(), desk.rules, desk.clock.now().date_naive());
    let found = if due.is_empty() { "none is due".to_string() } else { format!("{} to read again", due.len()) };
    let lines = due.iter().map(|due| format!("  {} {}: {}", due.on, due.file, due.says));
    std::iter::once(format!("dated facts: {found}")).chain(lines).collect()
}

type Look = fn(&Desk) -> Result<Vec<String>, Failure>;

/// Every dossier must open with the key file: a wrong one shows here, before a listing is missed.
fn sealed_dossiers(desk: &Desk) -> Result<Vec<String>, Failure> {
    let rows = desk.db.read(dossiers::all)?;
    Ok(rows.iter().filter_map(|row| dossier::open(&desk.keys, row).err()).map(|e| e.to_string()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Address;
    use crate::rules::Rules;

    #[test]
    fn a_date_that_comes_near_is_said_by_the_clock_and_again_when_it_has_passed() {
        let folder = tempfile::tempdir().expect("a folder");
        let address = Address::Sqlite(folder.path().join("a.db"));
        let clock = Clock::fixed("2026-11-20T12:00:00Z".parse().expect("a time"));
        let desk = Desk {
            rules: Rules::builtin(),
            db: Db::open(&address).expect("opens"),
            reference: Db::open_reference(&address).expect("opens"),
            keys: Keys::from_bytes([3; 32]),
            clock: clock.clone(),
            public_url: PublicUrl::of_bind(([127, 0, 0, 1], 8080).into()),
            live: None,
        };
        assert_eq!(to_read_again(&desk), ["dated facts: none is due"]);
        clock.set("2026-12-20T12:00:00Z".parse().expect("a time"));
        let said = to_read_again(&desk);
        assert_eq!(said[0], "dated facts: 2 to read again");
        assert!(said[1].contains("2026-12-31 scope.toml") && said[1].contains("ends"), "{said:?}");
        clock.set("2027-01-20T12:00:00Z".parse().expect("a time"));
        assert!(to_read_again(&desk).iter().skip(1).all(|line| line.contains("has ")), "{said:?}");
    }
}
