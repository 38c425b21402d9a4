//! For people, in a terminal.

use std::io::{self, Write};

use super::super::summary::Summary;
use super::super::{Item, told};
use super::{NOT_FOR, Printer};
use crate::domain::check::{Check, Outcome, Report, VerificationStatus};

/// A dossier with every check; a roster with what is not a pass, and what all of it amounts to at the end.
pub(super) struct Text {
    /// Of a roster, not of a dossier.
    pub is_roster: bool,
}

impl Printer for Text {
    fn item(&self, out: &mut dyn Write, item: &Item) -> io::Result<()> {
        match item {
            Item::Unreadable { row, problems } => {
                writeln!(out, "row {row}: cannot be read")?;
                for problem in problems {
                    writeln!(out, "  {}", plain(&told(problem)))?;
                }
                Ok(())
            }
            Item::Report { row, name, report } => {
                let place = row.as_ref().map_or(String::new(), |(row, npi)| format!("row {row}  {}  ", plain(npi)));
                writeln!(out, "{place}{}: {}, as of {}", plain(name), report.status, report.as_of.format("%Y-%m-%d"))?;
                self.checks(out, report)?;
                if self.is_roster { Ok(()) } else { sources(out, report) }
            }
        }
    }

    fn sums_up(&self) -> bool {
        self.is_roster
    }

    fn end(&self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        if self.is_roster {
            amounts_to(out, summary)?;
        }
        writeln!(out, "\n{NOT_FOR}")
    }
}

impl Text {
    fn checks(&self, out: &mut dyn Write, report: &Report) -> io::Result<()> {
        let shown = |c: &&Check| !self.is_roster || c.outcome != Outcome::Pass;
        for check in report.checks.iter().filter(shown) {
            let (outcome, code, subject) = (check.outcome.as_str(), &check.code, &check.subject);
            writeln!(out, "  {outcome:11}  {code:21}  {subject:13}  {}", plain(&check.detail))?;
        }
        Ok(())
    }
}

/// The table at the end: one line a check, one column an outcome.
fn amounts_to(out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
    let of = |status: VerificationStatus| format!("{} {}", summary.with_status(status), status);
    let statuses: Vec<String> = VerificationStatus::ALL.iter().copied().map(of).collect();
    writeln!(out, "\n{} clinicians: {}", summary.reports(), statuses.join(", "))?;
    if let Some(sentence) = summary.unreadable_rows() {
        writeln!(out, "{sentence}")?;
    }
    let heads: Vec<String> = Outcome::ALL.iter().map(|o| format!("{:>13}", o.as_str())).collect();
    writeln!(out, "\n  {:21}{}", "check", heads.concat())?;
    for code in summary.applied() {
        let times: Vec<String> = Outcome::ALL.iter().map(|o| format!("{:>13}", summary.times(code, *o))).collect();
        writeln!(out, "  {:21}{}", code.as_str(), times.concat())?;
    }
    Ok(())
}

fn sources(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let lines = report.sources.iter().map(|s| format!("{} {} ({} rows)", s.name, s.version, s.rows));
    let lines: Vec<String> = lines.collect();
    let checked = if lines.is_empty() { "no reference data".to_string() } else { lines.join(", ") };
    writeln!(out, "\nChecked against {checked}.")
}

/// Without control characters: a name must not steer a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
