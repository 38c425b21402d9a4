//! `vouchsafe doctor`: does everything that was stored still hold?

use clap::Args;

use crate::clock::Clock;
use crate::config::PublicUrl;
use crate::db::{Db, audit, dossiers, evidence, integrity};
use crate::keys::Keys;
use crate::pipeline::{Desk, dossier};

use super::out::say;
use super::{Database, Failure};

/// What `doctor` takes.
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    rules: super::rules::RuleFolder,
}

/// Looks at the database, the key file, the audit chain, the evidence and every sealed dossier.
/// Exit code 1 when something is at fault.
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
    let rooms: [(&str, Look); 5] = [
        ("database", |d| Ok(d.db.read(integrity::faults)?)),
        ("reference data", |d| Ok(d.reference.read(integrity::faults)?)),
        ("audit chain", |d| Ok(d.db.read(audit::faults)?)),
        ("evidence", |d| Ok(d.db.read(evidence::faults)?)),
        ("sealed dossiers", sealed_dossiers),
    ];
    let mut sound = true;
    for (name, look) in rooms {
        let faults = look(&desk)?;
        let found = if faults.is_empty() { "sound".to_string() } else { format!("{} faults", faults.len()) };
        say(format_args!("{name}: {found}"))?;
        for fault in &faults {
            say(format_args!("  {fault}"))?;
        }
        sound &= faults.is_empty();
    }
    if sound { Ok(()) } else { Err(Failure::no()) }
}

type Look = fn(&Desk) -> Result<Vec<String>, Failure>;

/// Every dossier must open with the key file: a wrong one shows here, before a listing is missed.
fn sealed_dossiers(desk: &Desk) -> Result<Vec<String>, Failure> {
    let rows = desk.db.read(dossiers::all)?;
    Ok(rows.iter().filter_map(|row| dossier::open(&desk.keys, row).err()).map(|e| e.to_string()).collect())
}
