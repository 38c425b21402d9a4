//! One check a row, for a spreadsheet. Cells that a spreadsheet would run as a formula are made text.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::domain::spreadsheet::harmless;

use super::super::{Item, told};
use super::{Head, Printer};

/// CSV.
pub(super) struct Spreadsheet;

const HEADER: [&str; 11] =
    ["row", "npi", "name", "status", "subject", "code", "outcome", "blocking", "detail", "source", "valid_until"];

impl Printer for Spreadsheet {
    fn begin(&mut self, out: &mut dyn Write, _head: &Head) -> io::Result<()> {
        line(out, HEADER.map(Cow::from))
    }

    fn item(&self, out: &mut dyn Write, item: &Item) -> io::Result<()> {
        match item {
            Item::Unreadable { row, problems } => problems.iter().try_for_each(|problem| {
                let mut cells: [Cow<'_, str>; 11] = Default::default();
                cells[0] = row.to_string().into();
                cells[3] = "unreadable".into();
                cells[8] = told(problem).into();
                line(out, cells)
            }),
            Item::Report { row, name, report } => report.checks.iter().try_for_each(|check| {
                let (row, npi) = row.as_ref().map_or((String::new(), ""), |(row, npi)| (row.to_string(), npi.as_str()));
                let until = check.valid_until.map_or(String::new(), |at| at.format("%Y-%m-%d").to_string());
                let blocking = if check.blocking { "true" } else { "false" };
                line(
                    out,
                    [
                        row.into(),
                        npi.into(),
                        name.as_str().into(),
                        report.status.as_str().into(),
                        check.subject.as_str().into(),
                        check.code.as_str().into(),
                        check.outcome.as_str().into(),
                        blocking.into(),
                        check.detail.as_str().into(),
                        check.source.as_str().into(),
                        until.into(),
                    ],
                )
            }),
        }
    }
}

fn line(out: &mut dyn Write, cells: [Cow<'_, str>; 11]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(cells.iter().map(|c| harmless(c).into_owned()))?;
    writer.flush()
}
