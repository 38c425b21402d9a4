//! `vouchsafe sources`: what reference data is loaded, and the way back to the load before.

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::db::reference::{InForce, loads};
use crate::db::{Db, DbError};
use crate::sources::{LIST_CLOCK_DAYS, ListName};

use super::{Database, Failure};

/// What `sources` takes.
#[derive(Debug, Args)]
pub struct SourcesArgs {
    /// How to print it
    #[arg(long, env = "VOUCHSAFE_FORMAT", value_enum, default_value = "table")]
    format: Format,
    /// Go back to the complete load before: nppes, leie, sam, taxonomy, or state-exclusions/CT
    #[arg(long, env = "VOUCHSAFE_ROLL_BACK", value_name = "LIST")]
    roll_back: Option<String>,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Prints what is in force.
///
/// # Errors
/// Exit code 2 for a list that has no load to go back to, 3 where the database fails.
pub fn run(args: &SourcesArgs) -> Result<(), Failure> {
    let db = Db::open_reference(&args.database.address()?)?;
    if let Some(list) = &args.roll_back {
        roll_back(&db, list)?;
    }
    let loaded = loads::in_force(&db)?;
    match args.format {
        Format::Table => print!("{}", table(&loaded, &Clock::system())),
        Format::Json => println!("{}", Value::Array(loaded.iter().map(|l| as_json(l, &Clock::system())).collect())),
    }
    Ok(())
}

fn roll_back(db: &Db, list: &str) -> Result<(), Failure> {
    let (name, state) = list.split_once('/').unwrap_or((list, ""));
    let Some(known) = ListName::parse(name) else {
        let all = ListName::ALL.map(ListName::as_str).join(", ");
        return Err(Failure::usage(format!("--roll-back {list}: there is no such list; it is one of {all}")));
    };
    loads::roll_back(db, known, &state.to_ascii_uppercase()).map_err(|e| match e {
        DbError::NotFound => Failure::usage(format!("--roll-back {list}: no earlier complete load is kept")),
        other => other.into(),
    })
}

/// The clock of a list, in a word.
fn clock_word(loaded: &InForce, clock: &Clock) -> &'static str {
    match (loaded.source.complete, loaded.source.in_date(clock.today())) {
        (_, false) => "stale",
        (true, true) => "in date",
        (false, true) => "partial",
    }
}

fn table(loaded: &[InForce], clock: &Clock) -> String {
    if loaded.is_empty() {
        return "No reference data is loaded. Load some with: vouchsafe import nppes|leie|sam|state-exclusions|taxonomy FILE...\n"
            .into();
    }
    let mut rows = vec![["source", "version", "list date", "kind", "clock", "rows", "loaded at"].map(String::from)];
    rows.extend(loaded.iter().map(|l| {
        let name = if l.state.is_empty() {
            l.source.list.label().into()
        } else {
            format!("{} {}", l.source.list.label(), l.state)
        };
        [
            name,
            l.source.version.clone(),
            l.source.list_date.to_string(),
            if l.source.complete { "complete" } else { "partial" }.into(),
            clock_word(l, clock).into(),
            l.source.rows.to_string(),
            l.source.loaded_at.format("%Y-%m-%d %H:%M UTC").to_string(),
        ]
    }));
    let width = |column: usize| rows.iter().map(|r| r[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 7] = std::array::from_fn(width);
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
        "has_previous": loaded.has_previous,
    })
}
