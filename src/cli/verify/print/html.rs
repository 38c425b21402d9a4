//! One file that a compliance officer can keep, mail and print: no script, nothing from elsewhere.
//!
//! It says what was checked and what was not, against which lists, under which rules and by which program. A roster's
//! people come one by one as they are checked; what all of it amounts to stands at the end, for it is known only then.

use std::fmt;
use std::io::{self, Write};

use super::super::summary::{Summary, was_not_made};
use super::super::{Item, told};
use super::{Head, NOT_FOR, Printer};
use crate::domain::check::{Check, Outcome, Report, VerificationStatus};
use crate::verify::PROVIDER;
use crate::verify::codes::Code;

const STYLE: &str = include_str!("report.css");

/// HTML.
pub(super) struct Html {
    is_roster: bool,
    unasked: Vec<&'static str>,
}

impl Html {
    /// Of a dossier, or of a roster with many reports in one file.
    pub fn new(is_roster: bool) -> Self {
        Html { is_roster, unasked: Vec::new() }
    }
}

impl Printer for Html {
    fn begin(&mut self, out: &mut dyn Write, head: &Head) -> io::Result<()> {
        self.unasked = head.unasked.clone();
        let title = if self.is_roster { "Roster check" } else { "Dossier check" };
        let file = Text(&head.file);
        writeln!(
            out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}: {file}</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n\
             <p class=\"not-for\"><strong>{NOT_FOR}</strong></p>\n<dl>"
        )?;
        let version = concat!("vouchsafe ", env!("CARGO_PKG_VERSION"));
        for (name, value) in [
            ("File", head.file.as_str()),
            ("As of", &head.as_of.to_string()),
            ("Program", version),
            ("Rules", &head.rules),
        ] {
            writeln!(out, "<div><dt>{name}</dt><dd>{}</dd></div>", Text(value))?;
        }
        let people = if self.is_roster { "The people" } else { "The checks" };
        writeln!(
            out,
            "</dl>\n<nav aria-label=\"In this file\"><ul><li><a href=\"#sources\">Sources</a></li><li><a href=\"#reports\">{people}</a></li>\
             <li><a href=\"#summary\">Summary</a></li><li><a href=\"#not-checked\">What was not checked</a></li></ul></nav>\n\
             </header>\n<main>"
        )?;
        sources(out, head)?;
        writeln!(out, "<section id=\"reports\">\n<h2>{people}</h2>")
    }

    fn item(&self, out: &mut dyn Write, item: &Item) -> io::Result<()> {
        match item {
            Item::Unreadable { row, problems } => {
                writeln!(out, "<article>\n<h3>Row {row}: cannot be read</h3>\n<ul>")?;
                for problem in problems {
                    writeln!(out, "<li>{}</li>", Text(&told(problem)))?;
                }
                writeln!(out, "</ul>\n</article>")
            }
            Item::Report { row, name, report } => {
                let place = row.as_ref().map_or(String::new(), |(row, npi)| format!("Row {row}, NPI {npi}: "));
                writeln!(out, "<article>\n<h3>{}{}</h3>", Text(&place), Text(name))?;
                writeln!(out, "<p>{}</p>", status(report.status))?;
                checks(out, report, self.is_roster)?;
                writeln!(out, "</article>")
            }
        }
    }

    fn sums_up(&self) -> bool {
        true
    }

    fn end(&self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        writeln!(out, "</section>")?;
        self.amounts_to(out, summary)?;
        self.not_checked(out, summary)?;
        writeln!(out, "</main>\n<footer><p>{NOT_FOR}</p></footer>\n</body>\n</html>")
    }
}

impl Html {
    /// How often each check had each outcome.
    fn amounts_to(&self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        writeln!(out, "<section id=\"summary\">\n<h2>Summary</h2>")?;
        if self.is_roster {
            writeln!(out, "<ul>\n<li>{} clinicians checked</li>", summary.reports())?;
            for status in VerificationStatus::ALL {
                match summary.with_status(*status) {
                    0 => {}
                    n => writeln!(out, "<li>{n}: {}</li>", self::status(*status))?,
                }
            }
            if let Some(sentence) = summary.unreadable_rows() {
                writeln!(out, "<li>{sentence}</li>")?;
            }
            writeln!(out, "</ul>")?;
        }
        let heads = Outcome::ALL.iter().map(|o| format!("<th scope=\"col\" class=\"n\">{}</th>", words(*o)));
        writeln!(
            out,
            "<section class=\"wide\" aria-label=\"Checks by outcome\" tabindex=\"0\">\n<table>\n\
             <caption>How often each check had each outcome</caption>\n\
             <thead><tr><th scope=\"col\">Check</th>{}</tr></thead>\n<tbody>",
            heads.collect::<String>()
        )?;
        for code in summary.applied() {
            let cell = |o: &Outcome| match summary.times(code, *o) {
                0 => "<td class=\"n\">0</td>".to_string(),
                n => format!("<td class=\"n {}\">{n}</td>", o.as_str()),
            };
            let cells: String = Outcome::ALL.iter().map(cell).collect();
            let (name, says) = (code.as_str(), Text(code.says()));
            writeln!(out, "<tr><th scope=\"row\"><code>{name}</code> <small>{says}</small></th>{cells}</tr>")?;
        }
        writeln!(out, "</tbody>\n</table>\n</section>\n</section>")
    }

    /// What nobody may read into this file, and why.
    fn not_checked(&self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        writeln!(out, "<section id=\"not-checked\">\n<h2>What was not checked, and why</h2>")?;
        if self.is_roster {
            writeln!(
                out,
                "<p>A roster names people and places. No provider stands behind its rows, so nothing was checked of an \
                 organization, its owners, its texts or its duplicates, and nobody&#39;s control of their identity.</p>"
            )?;
            let fields = self.unasked.iter().filter(|f| **f != PROVIDER);
            let fields = fields.map(|f| format!("<code>{}</code>", Text(f))).collect::<Vec<_>>();
            writeln!(out, "<p>This roster has no column that could say: {}.</p>", fields.join(", "))?;
        }
        let open: Vec<Code> = summary.applied().filter(|c| !summary.reasons(*c).told.is_empty()).collect();
        if open.is_empty() {
            writeln!(out, "<p>Every check that applied was made.</p>")?;
        } else {
            writeln!(out, "<ul class=\"reasons\">")?;
            open.into_iter().try_for_each(|code| self.reasons(out, code, summary))?;
            writeln!(out, "</ul>")?;
        }
        let unused: Vec<String> =
            summary.without_subject().map(|code| format!("<code>{}</code>", code.as_str())).collect();
        if !unused.is_empty() {
            writeln!(out, "<p>These checks applied to nothing in this file: {}.</p>", unused.join(", "))?;
        }
        writeln!(out, "</section>")
    }

    fn reasons(&self, out: &mut dyn Write, code: Code, summary: &Summary) -> io::Result<()> {
        let reasons = summary.reasons(code);
        let mut lines: Vec<String> = reasons
            .told
            .iter()
            .map(
                |(reason, times)| {
                    if self.is_roster { format!("{} ({times})", Text(reason)) } else { Text(reason).to_string() }
                },
            )
            .collect();
        if reasons.other > 0 {
            lines.push(format!("other reasons ({})", reasons.other));
        }
        writeln!(out, "<li><code>{}</code> {}</li>", code.as_str(), lines.join(" "))
    }
}

fn status(status: VerificationStatus) -> &'static str {
    match status {
        VerificationStatus::Verified => "Verified: every blocking check passed and is in date",
        VerificationStatus::PartlyVerified => {
            "Partly verified: nothing failed, some blocking check was not made or is overdue"
        }
        VerificationStatus::Rechecking => "Something turned up: a check failed or needs a person",
        VerificationStatus::Unverified => "Nothing was checked",
    }
}

/// Every check of a dossier; of a roster's row what is not a pass, and the names of what passed.
fn checks(out: &mut dyn Write, report: &Report, is_roster: bool) -> io::Result<()> {
    let (passed, open): (Vec<&Check>, Vec<&Check>) = report.checks.iter().partition(|c| c.outcome == Outcome::Pass);
    let shown: Vec<&Check> = if is_roster { open } else { report.checks.iter().collect() };
    if !shown.is_empty() {
        writeln!(out, "<ul class=\"checks\">")?;
        shown.into_iter().try_for_each(|check| row(out, check))?;
        writeln!(out, "</ul>")?;
    }
    if is_roster && !passed.is_empty() {
        let codes: Vec<&str> = passed.iter().map(|c| c.code.as_str()).collect();
        writeln!(out, "<p class=\"passed\">Passed: <code>{}</code></p>", Text(&codes.join(" ")))?;
    }
    Ok(())
}

fn row(out: &mut dyn Write, check: &Check) -> io::Result<()> {
    let until = check.valid_until.map_or(String::new(), |at| format!(", holds until {}", at.format("%Y-%m-%d")));
    let blocking = if check.blocking && check.outcome != Outcome::Pass { ", blocking" } else { "" };
    let made = if was_not_made(check.outcome) { "" } else { ", checked " };
    let day = if made.is_empty() { String::new() } else { check.checked_at.format("%Y-%m-%d").to_string() };
    writeln!(
        out,
        "<li><strong class=\"{}\">{}</strong> <code>{}</code> {} <small>{}, {}{made}{day}{until}{blocking}</small></li>",
        check.outcome.as_str(),
        words(check.outcome),
        Text(&check.code),
        Text(&check.detail),
        Text(&check.subject),
        Text(&check.source),
    )
}

/// An outcome as people read it.
fn words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::Review => "review",
        Outcome::NotChecked => "not checked",
        Outcome::Stale => "stale",
        Outcome::Error => "error",
    }
}

fn sources(out: &mut dyn Write, head: &Head) -> io::Result<()> {
    writeln!(out, "<section id=\"sources\">\n<h2>Checked against</h2>")?;
    if head.sources.is_empty() {
        writeln!(
            out,
            "<p>No reference data was at hand: no registry, no exclusion list. Only the claims themselves were checked.</p>"
        )?;
        return writeln!(out, "</section>");
    }
    writeln!(
        out,
        "<section class=\"wide\" aria-label=\"Sources in force\" tabindex=\"0\">\n<table>\n<caption>Lists in force when this was checked</caption>\n\
         <thead><tr><th scope=\"col\">Source</th><th scope=\"col\">Version</th><th scope=\"col\" class=\"n\">Rows</th><th scope=\"col\">Loaded (UTC)</th></tr></thead>\n<tbody>"
    )?;
    for source in &head.sources {
        writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td><td>{}</td></tr>",
            Text(&source.name),
            Text(&source.version),
            source.rows,
            source.loaded_at.format("%Y-%m-%d %H:%M")
        )?;
    }
    writeln!(out, "</tbody>\n</table>\n</section>\n</section>")
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
            // What HTML does not allow even as a character reference.
            c if c.is_control() && !matches!(c, '\n' | '\t') => f.write_str("\u{fffd}"),
            c => write!(f, "{c}"),
        })
    }
}
