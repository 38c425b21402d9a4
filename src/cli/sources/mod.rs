//! `vouchsafe sources`: what reference data is loaded, the way back to the load before, and the download of what is public.

mod fetch;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::db::reference::{InForce, loads};
use crate::db::{Address, Db, DbError};
use crate::sources::{LIST_CLOCK_DAYS, ListName};

use super::import::write_down;
use super::out::say;
use super::{Database, Failure};

/// What `sources` takes.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SourcesArgs {
    /// How to print it
    #[arg(long, env = "VOUCHSAFE_FORMAT", value_enum, default_value = "table")]
    format: Format,
    /// The older way to write `sources rollback LIST`
    #[arg(long, env = "VOUCHSAFE_ROLL_BACK", value_name = "LIST", hide = true)]
    roll_back: Option<String>,
    #[command(flatten)]
    database: Database,
    #[command(subcommand)]
    act: Option<Act>,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Download the public lists that changed (NPPES, LEIE, taxonomy) and load them: for cron
    Fetch(fetch::FetchArgs),
    /// Put the complete load before back in force; the one in force becomes the one to go back to
    Rollback(RollbackArgs),
}

#[derive(Debug, Args)]
struct RollbackArgs {
    /// nppes, leie, sam, taxonomy, or state-exclusions/CT
    #[arg(value_name = "LIST")]
    list: String,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Prints what is in force, or does what was asked.
///
/// # Errors
/// Exit code 2 for a list that has no load to go back to, 3 where the database fails; see [`fetch::run`].
pub fn run(args: &SourcesArgs) -> Result<(), Failure> {
    match &args.act {
        Some(Act::Fetch(args)) => return fetch::run(args),
        Some(Act::Rollback(args)) => return roll_back(&args.database.address()?, &args.list),
        None => {}
    }
    let address = args.database.address()?;
    if let Some(list) = &args.roll_back {
        roll_back(&address, list)?;
    }
    let db = Db::open_reference(&address)?;
    let loaded = loads::in_force(&db)?;
    match args.format {
        Format::Table => say(table(&loaded, &Clock::system()).trim_end()),
        Format::Json => say(Value::Array(loaded.iter().map(|l| as_json(l, &Clock::system())).collect())),
    }
}

fn roll_back(address: &Address, list: &str) -> Result<(), Failure> {
    let db = &Db::open_reference(address)?;
    let (name, state) = list.split_once('/').unwrap_or((list, ""));
    let Some(known) = ListName::parse(name) else {
        let all = ListName::ALL.map(ListName::as_str).join(", ");
        return Err(Failure::usage(format!("{list}: there is no such list; it is one of {all}")));
    };
    let state = state.to_ascii_uppercase();
    loads::roll_back(db, known, &state).map_err(|e| match e {
        DbError::NotFound => Failure::usage(format!("{list}: no earlier complete load is kept")),
        other => other.into(),
    })?;
    write_down(address, db);
    if let Some(now) = loads::in_force(db)?.iter().find(|l| l.source.list == known && l.state == state) {
        let left = now.previous.as_ref().map(|p| p.version.as_str()).unwrap_or_default();
        say(format_args!(
            "{} {} ({} rows) is in force again in place of {left}, which stays to go back to. A running server uses it from now on.",
            name_of(now),
            now.source.version,
            now.source.rows
        ))?;
    }
    Ok(())
}

/// `LEIE`, `STATE-EXCLUSIONS CT`.
fn name_of(loaded: &InForce) -> String {
    format!("{} {}", loaded.source.list.label(), loaded.state).trim_end().to_string()
}

/// The clock of a list, in a word.
fn clock_word(loaded: &InForce, clock: &Clock) -> &'static str {
    match (loaded.source.complete, loaded.source.in_date(clock.today())) {
        (_, false) => "stale",
        (true, true) => "in date",
        (false, true) => "partial",
    }
}

const COLUMNS: [&str; 9] =
    ["source", "version", "list date", "kind", "clock", "rows", "loaded at", "files", "to go back to"];

fn table(loaded: &[InForce], clock: &Clock) -> String {
    if loaded.is_empty() {
        return "No reference data is loaded. Load some with: vouchsafe import nppes|leie|sam|state-exclusions|taxonomy FILE...\n"
            .into();
    }
    let mut rows = vec![COLUMNS.map(String::from)];
    rows.extend(loaded.iter().map(|l| {
        [
            name_of(l),
            l.source.version.clone(),
            l.source.list_date.to_string(),
            if l.source.complete { "complete" } else { "partial" }.into(),
            clock_word(l, clock).into(),
            l.source.rows.to_string(),
            l.source.loaded_at.format("%Y-%m-%d %H:%M UTC").to_string(),
            l.sha256.chars().take(12).collect(),
            l.previous.as_ref().map_or_else(|| "-".into(), |p| format!("{} ({} rows)", p.version, p.rows)),
        ]
    }));
    let width = |column: usize| rows.iter().map(|r| r[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; COLUMNS.len()] = std::array::from_fn(width);
    let mut out = String::new();
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(widths).map(|(cell, w)| format!("{cell:w$}")).collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    out.push_str(&format!(
        "A list clears nobody when it is partial or more than {LIST_CLOCK_DAYS} days past its date; whom it names is found all the same.\n"
    ));
    out
}

fn as_json(loaded: &InForce, clock: &Clock) -> Value {
    let source = &loaded.source;
    json!({
        "name": source.list.label(),
        "list": source.list.as_str(),
        "state": (!loaded.state.is_empty()).then_some(&loaded.state),
        "version": source.version,
        "list_date": source.list_date,
        "complete": source.complete,
        "in_date": source.in_date(clock.today()),
        "rows": source.rows,
        "loaded_at": source.loaded_at,
        "sha256": loaded.sha256,
        "has_previous": loaded.previous.is_some(),
        "previous": loaded.previous.as_ref().map(|p| json!({
            "version": p.version, "list_date": p.list_date, "rows": p.rows, "loaded_at": p.loaded_at
        })),
    })
}
