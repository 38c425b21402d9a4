//! One file that can be mailed and printed: no script, nothing from elsewhere.

use std::fmt;
use std::io::{self, Write};

use super::super::{Item, told};
use super::{NOT_FOR, Printer};
use crate::domain::check::{Check, Report};

/// HTML.
pub(super) struct Html {
    /// Many reports in one file.
    pub is_roster: bool,
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff;max-width:70rem;margin:2rem auto;padding:0 1rem}\
table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #d5d9de}\
th{font-weight:600}code{font:14px ui-monospace,monospace}h2{margin:2rem 0 0}.fail,.error{font-weight:700;color:#9b1c1c}.review{font-weight:700;color:#7a4b00}\
.pass{color:#1a5c34}footer{color:#4a5158}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}";

impl Printer for Html {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let title = if self.is_roster { "Roster check" } else { "Dossier check" };
        writeln!(
            out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} · vouchsafe</title>\n\
             <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{NOT_FOR}</p>"
        )
    }

    fn item(&mut self, out: &mut dyn Write, item: &Item) -> io::Result<()> {
        match item {
            Item::Unreadable { row, problems } => {
                writeln!(out, "<section>\n<h2>Row {row}: cannot be read</h2>\n<ul>")?;
                for problem in problems {
                    writeln!(out, "<li>{}</li>", Text(&told(problem)))?;
                }
                writeln!(out, "</ul>\n</section>")
            }
            Item::Report { row, name, report } => {
                let place = row.as_ref().map_or(String::new(), |(row, npi)| format!("Row {row}, NPI {npi}: "));
                writeln!(out, "<section>\n<h2>{}{}</h2>", Text(&place), Text(name))?;
                writeln!(out, "<p>{}, as of {}.</p>", status(report), report.as_of.format("%Y-%m-%d"))?;
                checks(out, report)?;
                if !self.is_roster {
                    sources(out, report)?;
                }
                writeln!(out, "</section>")
            }
        }
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "</main>\n</body>\n</html>")
    }
}

fn status(report: &Report) -> &'static str {
    use crate::domain::check::VerificationStatus::*;
    match report.status {
        Verified => "Verified: every blocking check passed and is in date",
        PartlyVerified => "Partly verified: nothing failed, some blocking check was not made or is overdue",
        Rechecking => "Something turned up",
        Unverified => "Nothing was checked",
    }
}

fn checks(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let heads = ["Outcome", "Check", "Of", "What was found", "Source", "Holds until"];
    let heads = heads.map(|h| format!("<th scope=\"col\">{h}</th>")).concat();
    writeln!(out, "<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>")?;
    report.checks.iter().try_for_each(|check| row(out, check))?;
    writeln!(out, "</tbody>\n</table>")
}

fn row(out: &mut dyn Write, check: &Check) -> io::Result<()> {
    let outcome = check.outcome.as_str();
    let until = check.valid_until.map_or(String::new(), |at| at.format("%Y-%m-%d").to_string());
    writeln!(
        out,
        "<tr><td class=\"{outcome}\">{}</td><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td><td>{until}</td></tr>",
        outcome.replace('_', " "),
        Text(&check.code),
        Text(&check.subject),
        Text(&check.detail),
        Text(&check.source),
    )
}

fn sources(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    if report.sources.is_empty() {
        return writeln!(out, "<p>No reference data was at hand.</p>");
    }
    writeln!(out, "<h3>Checked against</h3>\n<ul>")?;
    for source in &report.sources {
        writeln!(out, "<li>{} {}, {} rows</li>", Text(&source.name), Text(&source.version), source.rows)?;
    }
    writeln!(out, "</ul>")
}

/// Text made harmless in HTML, in elements and in quoted attributes.
struct Text<'a>(&'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            c => write!(f, "{c}"),
        })
    }
}
