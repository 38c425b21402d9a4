//! `/admin/figures`: how the directory does, as charts that the server draws, each with its table (`templates/admin/figures.html`).

use actix_web::HttpResponse;
use serde::Serialize;

use crate::domain::turnaround::{self, PROMISED_DAYS, WeekFigures};
use crate::reads::coverage;
use crate::reads::figures::{self, Standing};
use crate::verify::basis::LooksAt;
use crate::verify::codes::Code;
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::chart::Bars;
use crate::web::views::filters::grouped;

use super::coverage_map::CoverageMap;
use super::guard::{MayRead, Staff};
use super::reports;

/// One chart.
#[derive(Debug, Serialize)]
struct Chart {
    id: &'static str,
    title: String,
    /// From the lowest number to the highest, in words.
    span: String,
    #[serde(flatten)]
    bars: Bars,
}

/// One week of the table.
#[derive(Debug, Serialize)]
struct Row {
    monday: String,
    sunday: String,
    is_running: bool,
    came: u64,
    decided: u64,
    p50: Option<u64>,
    p90: Option<u64>,
    in_time: Option<u64>,
}

/// One line of a table of counts.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Count {
    name: String,
    count: u64,
    /// Of the longest line, in hundredths.
    share: u64,
}

/// The page.
pub async fn show(state: State, page: Page, staff: Staff<MayRead>) -> Result<HttpResponse, WebError> {
    let now = state.clock.now();
    let (weeks, open) = state
        .blocking(move |s| {
            Ok::<_, WebError>((figures::weeks(&s.db, &s.past_weeks, now)?, figures::open_reports(&s.db)?))
        })
        .await?;
    let sums = state.index.current().sums(now);
    let standing = figures::standing(&sums, now);
    let map = CoverageMap::of(&coverage::of(&sums));
    let reports = open.into_iter().map(|(reason, count)| (reports::what(reason).to_string(), count)).collect();
    let mut context = staff.context();
    context.insert("charts", &charts(&weeks));
    context.insert("weeks", &rows(&weeks));
    context.insert("from", &weeks.first().map(|week| week.week.monday().to_string()));
    context.insert("to", &weeks.last().map(|week| week.week.monday().to_string()));
    context.insert("promised", &PROMISED_DAYS);
    context.insert("confirmed", &confirmed(&standing));
    context.insert("checks", &standing.checks);
    context.insert("not_checked", &counts(by_source(&standing)));
    context.insert("expiries", &expiries(&standing));
    context.insert("months", &months(&standing));
    context.insert("reports", &counts(reports));
    context.insert("map", &map);
    page.render("admin/figures.html", context)
}

fn charts(weeks: &[WeekFigures]) -> Vec<Chart> {
    let chart = |id, title: String, unit: &str, most: Option<u64>, of: fn(&WeekFigures) -> Option<u64>| {
        let numbers: Vec<Option<u64>> = weeks.iter().map(of).collect();
        let most = most.or(numbers.iter().flatten().max().copied());
        Chart { id, title, span: span(&numbers, unit), bars: Bars::of(&numbers, most) }
    };
    vec![
        chart("came", "Came in".into(), "", None, |week| Some(week.came)),
        chart("decided", "Decided".into(), "", None, |week| Some(week.decided)),
        chart("p50", "Half decided within".into(), " business hours", None, |week| week.p50_hours),
        chart("p90", "Nine of ten decided within".into(), " business hours", None, |week| week.p90_hours),
        chart("in-time", format!("Decided within {PROMISED_DAYS} business days"), "%", Some(100), |week| {
            week.in_time_percent
        }),
    ]
}

fn span(numbers: &[Option<u64>], unit: &str) -> String {
    let known = || numbers.iter().flatten();
    match (known().min(), known().max()) {
        (Some(least), Some(most)) if least == most => format!("{most}{unit} in a week"),
        (Some(least), Some(most)) => format!("{least} to {most}{unit} in a week"),
        _ => "Nothing was decided".to_string(),
    }
}

/// Newest first, as one reads a table.
fn rows(weeks: &[WeekFigures]) -> Vec<Row> {
    let row = |(n, figures): (usize, &WeekFigures)| Row {
        monday: figures.week.monday().to_string(),
        sunday: figures.week.sunday().to_string(),
        is_running: n == 0,
        came: figures.came,
        decided: figures.decided,
        p50: figures.p50_hours,
        p90: figures.p90_hours,
        in_time: figures.in_time_percent,
    };
    weeks.iter().rev().enumerate().map(row).collect()
}

/// How many listings of how many, and the share in hundredths.
fn confirmed(standing: &Standing) -> (usize, usize, Option<u64>) {
    (standing.confirmed, standing.listings, turnaround::percent(standing.confirmed, standing.listings))
}

/// Where the checks would have looked that were not made.
fn by_source(standing: &Standing) -> Vec<(String, u64)> {
    let mut sources: Vec<(String, u64)> = Vec::new();
    for (code, count) in &standing.not_checked {
        let name =
            Code::parse(code).and_then(|code| code.looks_at().first()).map_or("Another source", |place| source(*place));
        let count = u64::try_from(*count).unwrap_or_default();
        match sources.iter_mut().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum += count,
            None => sources.push((name.to_string(), count)),
        }
    }
    sources.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    sources
}

const fn source(place: LooksAt) -> &'static str {
    match place {
        LooksAt::Dossier => "What the provider sent",
        LooksAt::Nppes => "National provider registry (NPPES)",
        LooksAt::Leie => "Federal health exclusion list (LEIE)",
        LooksAt::Sam => "Federal award exclusion list (SAM)",
        LooksAt::StateList => "Exclusion list of the state",
        LooksAt::Board => "A person's look at the board",
        LooksAt::Record => "A contact of the official record",
        LooksAt::Gazetteer => "Our table of ZIPs and cities",
        LooksAt::Directory => "What is listed here already",
    }
}

fn expiries(standing: &Standing) -> Chart {
    let numbers: Vec<Option<u64>> = standing.expiries.iter().map(|(_, count)| Some(*count)).collect();
    let most = numbers.iter().flatten().max().copied();
    let all: u64 = numbers.iter().flatten().sum();
    Chart {
        id: "expiries",
        title: "Papers that run out".into(),
        span: format!("{} in the next {} months", grouped(all), numbers.len()),
        bars: Bars::of(&numbers, most),
    }
}

/// Months in words, the running one first.
fn months(standing: &Standing) -> Vec<(String, u64)> {
    standing.expiries.iter().map(|(first, count)| (first.format("%B %Y").to_string(), *count)).collect()
}

fn counts(named: Vec<(String, u64)>) -> Vec<Count> {
    let most = named.iter().map(|(_, count)| *count).max().unwrap_or_default().max(1);
    named.into_iter().map(|(name, count)| Count { name, count, share: (count * 100).div_ceil(most) }).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn checks_that_were_not_made_are_told_by_where_they_would_have_looked_the_most_first() {
        let counted = [("exclusion.sam", 3), ("npi.registered", 2), ("npi.name", 4), ("no.such", 1)];
        let standing = Standing {
            listings: 3,
            confirmed: 2,
            checks: 100,
            not_checked: counted.map(|(code, n)| (code.to_string(), n)).into_iter().collect::<BTreeMap<_, _>>(),
            expiries: Vec::new(),
        };
        let told: Vec<(String, u64, u64)> =
            counts(by_source(&standing)).into_iter().map(|c| (c.name, c.count, c.share)).collect();
        let expected = [
            ("National provider registry (NPPES)", 6, 100),
            ("Federal award exclusion list (SAM)", 3, 50),
            ("Another source", 1, 17),
        ];
        assert_eq!(told, expected.map(|(name, count, share)| (name.to_string(), count, share)));
        assert_eq!(confirmed(&standing), (2, 3, Some(66)));
        assert_eq!(span(&[Some(2), None, Some(5)], " business hours"), "2 to 5 business hours in a week");
    }
}
