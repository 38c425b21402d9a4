//! `vouchsafe export listings --format csv|json|ndjson|fhir|hsds`: what is public, for other programs and directories (docs/export.md).

mod destination;
mod hsds;
mod table;

use std::io::{self, Write};
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use crate::clock::Clock;
use crate::config::PublicUrl;
use crate::db::Db;
use crate::fhir::resources::Resource;
use crate::fhir::{Item, Kind, Making};
use crate::keys::Keys;
use crate::pipeline::dossier::DossierError;
use crate::pipeline::{Desk, export};
use crate::search::Published;
use crate::web::api::shapes::provider::ProviderShape;

use super::{Database, Failure};
use destination::Destination;

/// What `export` takes.
#[derive(Debug, Subcommand)]
pub enum Export {
    /// Every listing in sight, as the API and the pages show it
    Listings(Listings),
}

/// What `export listings` takes.
#[derive(Debug, Args)]
pub struct Listings {
    /// csv: as `import listings` reads it; json, ndjson: providers as the API answers them; fhir: resources, a line each; hsds: HSDS 3 services
    #[arg(long, env = "VOUCHSAFE_EXPORT_FORMAT", value_enum)]
    format: Format,
    /// The file to write, whole or not at all; for fhir a folder, with a file for each type and a manifest. Default: standard output
    #[arg(long, env = "VOUCHSAFE_EXPORT_OUT", value_name = "PATH")]
    out: Option<PathBuf>,
    /// Where this directory is on the web: addresses in FHIR and HSDS begin with it
    #[arg(long, env = "VOUCHSAFE_PUBLIC_URL", default_value = "http://127.0.0.1:8080")]
    public_url: PublicUrl,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    rules: super::rules::RuleFolder,
}

/// A form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Json,
    Ndjson,
    Fhir,
    Hsds,
}

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error(transparent)]
    Data(#[from] DossierError),
    #[error("what was exported could not be written: {0}")]
    Write(#[from] io::Error),
    #[error("a listing does not serialize: {0}")]
    Form(serde_json::Error),
}

impl From<serde_json::Error> for ExportError {
    fn from(e: serde_json::Error) -> Self {
        // It wraps what the output said.
        if e.is_io() { ExportError::Write(e.into()) } else { ExportError::Form(e) }
    }
}

impl From<ExportError> for Failure {
    fn from(e: ExportError) -> Self {
        Failure::system(e.to_string())
    }
}

/// Writes them.
///
/// # Errors
/// Exit code 3 where the database cannot be read or the output takes nothing.
pub fn run(command: &Export) -> Result<(), Failure> {
    let Export::Listings(args) = command;
    let address = args.database.address()?;
    let desk = Desk {
        rules: args.rules.read()?,
        db: Db::open(&address)?,
        reference: Db::open_reference(&address)?,
        keys: Keys::open(&args.database.key_path()?)?,
        clock: Clock::system(),
        public_url: args.public_url.clone(),
        live: None,
    };
    match write(&desk, args) {
        // Whoever reads it has what they wanted (`| head`).
        Err(ExportError::Write(e)) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

fn write(desk: &Desk, args: &Listings) -> Result<(), ExportError> {
    let mut to = Destination::open(args.out.as_deref(), args.format == Format::Fhir)?;
    let base = args.public_url.join("/fhir");
    let making = Making { base: &base, now: desk.clock.now() };
    if args.format == Format::Csv {
        to.main().write_all(&table::header())?;
    }
    let is_array = matches!(args.format, Format::Json | Format::Hsds);
    let mut so_far = 0usize;
    if is_array {
        to.main().write_all(b"[")?;
    }
    each(desk, making.now, |provider| {
        let before: &[u8] = match (is_array, so_far) {
            (false, _) => b"",
            (true, 0) => b"\n",
            (true, _) => b",\n",
        };
        so_far += 1;
        match args.format {
            Format::Csv => table::rows(provider, making.now, to.main())?,
            Format::Json | Format::Ndjson => {
                to.main().write_all(before)?;
                line(to.main(), &ProviderShape::of(provider, &provider.standing(making.now)), !is_array)?;
            }
            Format::Hsds => {
                for (n, service) in hsds::services(provider, &args.public_url).iter().enumerate() {
                    to.main().write_all(if n == 0 { before } else { b",\n" })?;
                    line(to.main(), service, false)?;
                }
            }
            Format::Fhir => {
                for kind in Kind::ALL {
                    for item in Item::all(provider, *kind) {
                        line(to.of(*kind)?, &Resource::of(&item, &making), true)?;
                    }
                }
            }
        }
        Ok(())
    })?;
    if is_array {
        to.main().write_all(b"\n]\n")?;
    }
    to.finish(&base, making.now)
}

/// Every listing that a search may find, in the order of their ids.
fn each(
    desk: &Desk,
    now: DateTime<Utc>,
    mut take: impl FnMut(&Published) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    export::in_parts(desk, |part| {
        let mut all: Vec<&Published> = part.providers().filter(|p| p.standing(now).freshness.is_listed()).collect();
        all.sort_by(|a, b| a.profile.provider_id.cmp(&b.profile.provider_id));
        all.into_iter().try_for_each(&mut take)
    })
}

fn line(to: &mut dyn Write, value: &impl Serialize, is_ended: bool) -> Result<(), ExportError> {
    serde_json::to_writer(&mut *to, value)?;
    if is_ended {
        to.write_all(b"\n")?;
    }
    Ok(())
}
