//! Four ways to print what was found.

mod html;
mod spreadsheet;
mod text;

use std::io::{self, Write};

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;

use super::summary::Summary;
use super::{Format, Item, Kind};
use crate::domain::check::{Report, SourceLine};

/// What every printed report says of its use (Fair Credit Reporting Act: this is no consumer report).
const NOT_FOR: &str = "Not for employment, credit or insurance decisions.";

/// What is known before the first item.
pub(super) struct Head {
    /// Name of the file that is checked, without its folder.
    pub file: String,
    /// The day the reports speak of.
    pub as_of: NaiveDate,
    /// Version of the rule tables.
    pub rules: String,
    /// What is loaded.
    pub sources: Vec<SourceLine>,
    /// What this kind of input has no way to say, as `credential.required` names it.
    pub unasked: Vec<&'static str>,
}

/// Prints items one by one, as they are found, on several threads.
pub(super) trait Printer: Sync {
    /// What comes before the first item.
    fn begin(&mut self, _out: &mut dyn Write, _head: &Head) -> io::Result<()> {
        Ok(())
    }

    /// One item.
    fn item(&self, out: &mut dyn Write, item: &Item) -> io::Result<()>;

    /// Whether [`Printer::end`] needs the summary.
    fn sums_up(&self) -> bool {
        false
    }

    /// What comes after the last item.
    fn end(&self, _out: &mut dyn Write, _summary: &Summary) -> io::Result<()> {
        Ok(())
    }
}

/// The printer of a format.
pub(super) fn printer(format: Format, kind: Kind) -> Box<dyn Printer> {
    match format {
        Format::Table => Box::new(text::Text { is_roster: kind == Kind::Roster }),
        Format::Json => Box::new(Json),
        Format::Csv => Box::new(spreadsheet::Spreadsheet),
        Format::Html => Box::new(html::Html::new(kind == Kind::Roster)),
    }
}

/// Room for the report of one person, bytes.
const REPORT: usize = 10_000;

/// The report of the contract: whole for a dossier, one a line for a roster.
struct Json;

#[derive(Serialize)]
struct RowReport<'a> {
    row: u64,
    npi: &'a str,
    #[serde(flatten)]
    report: &'a Report,
}

impl Printer for Json {
    fn item(&self, out: &mut dyn Write, item: &Item) -> io::Result<()> {
        match item {
            Item::Report { row: None, report, .. } => serde_json::to_writer_pretty(&mut *out, report)?,
            Item::Report { row: Some((row, npi)), report, .. } => {
                // In one piece: a report is a thousand small ones.
                let mut text = Vec::with_capacity(REPORT);
                serde_json::to_writer(&mut text, &RowReport { row: *row, npi, report })?;
                out.write_all(&text)?;
            }
            Item::Unreadable { row, problems } => {
                serde_json::to_writer(&mut *out, &json!({ "row": row, "errors": problems }))?;
            }
        }
        writeln!(out)
    }
}
