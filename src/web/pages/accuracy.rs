//! `GET /accuracy`: how true the directory is, counted now and phoned each month (`templates/accuracy.html`).

use actix_web::HttpResponse;
use chrono::Datelike;
use serde::Serialize;
use tera::Context;

use crate::domain::proportion::Share;
use crate::domain::sample::SIZE;
use crate::reads::sample::{self, Phoned};
use crate::reads::tasks;
use crate::search::Accuracy;
use crate::search::accuracy::AGES;
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

/// Units of the chart across.
const WIDTH: usize = 1000;
/// So many months that were phoned are told of.
const MONTHS: i64 = 12;

#[derive(Debug, Serialize)]
struct AccuracyView {
    listed: usize,
    verified: usize,
    rechecking: usize,
    overdue: usize,
    /// Of the listed, in whole percent, not rounded up: 99.9 is not 100.
    confirmed_percent: Option<usize>,
    median_days: Option<i64>,
    bars: Vec<Bar>,
}

/// One line of the chart and of its table.
#[derive(Debug, Serialize)]
struct Bar {
    key: &'static str,
    from: Option<i64>,
    to: Option<i64>,
    count: usize,
    /// Units.
    long: usize,
}

/// A month that was phoned. No listing of it is named.
#[derive(Debug, Serialize)]
struct MonthView {
    month: u32,
    /// A text, so that no language sets its thousands off.
    year: String,
    drawn: u32,
    dropped_out: u32,
    not_phoned: u32,
    unreachable: u32,
    wrong_number: u32,
    /// `None` where nobody was phoned.
    exact: Option<ShareView>,
    /// By question; only what was asked of somebody.
    parts: Vec<ShareView>,
}

/// One share, in percent with one decimal.
#[derive(Debug, Serialize)]
struct ShareView {
    key: &'static str,
    right: u32,
    of: u32,
    percent: String,
    low: String,
    high: String,
}

impl ShareView {
    fn of(key: &'static str, share: Share) -> Option<ShareView> {
        let (percent, (low, high)) = (share.percent()?, share.interval()?);
        let tenths = |percent: f64| format!("{percent:.1}");
        let [percent, low, high] = [percent, low, high].map(tenths);
        Some(ShareView { key, right: share.right, of: share.of, percent, low, high })
    }
}

impl MonthView {
    fn of(phoned: &Phoned) -> MonthView {
        let (day, figure) = (phoned.month.first_day(), &phoned.figure);
        let says = figure.says_something();
        let parts = [
            ("sample-reached", figure.reached),
            ("sample-address", figure.address),
            ("sample-new-patients", figure.new_patients),
            ("sample-treatments", figure.treatments),
        ];
        MonthView {
            month: day.month(),
            year: day.year().to_string(),
            drawn: figure.drawn,
            dropped_out: figure.dropped_out,
            not_phoned: figure.not_phoned,
            unreachable: figure.unreachable,
            wrong_number: figure.wrong_number,
            exact: ShareView::of("sample-exact", figure.exact).filter(|_| says),
            parts: parts.into_iter().filter(|_| says).filter_map(|(key, share)| ShareView::of(key, share)).collect(),
        }
    }
}

/// Counts and shows.
pub async fn show(page: Page, state: State) -> Result<HttpResponse, WebError> {
    let now = state.clock.now();
    // At a million providers it takes a while.
    let counted = state.blocking(move |s| -> Result<_, WebError> {
        let months = sample::months(&s.db, MONTHS)?;
        Ok((Accuracy::of(&s.index.current(), now), tasks::open_reports(&s.db)?, months))
    });
    let (all, reports, months) = counted.await?;
    let mut context = Context::new();
    context.insert("as_of", &now);
    context.insert("accuracy", &AccuracyView::of(&all));
    context.insert("open_reports", &reports);
    context.insert("months", &months.iter().map(MonthView::of).collect::<Vec<_>>());
    context.insert("field", sample::field());
    context.insert("size", &SIZE);
    page.render("accuracy.html", context)
}

impl AccuracyView {
    fn of(all: &Accuracy) -> AccuracyView {
        AccuracyView {
            listed: all.listed,
            verified: all.verified,
            rechecking: all.rechecking,
            overdue: all.overdue,
            confirmed_percent: (all.confirmed_in_time() * 100).checked_div(all.listed),
            median_days: all.median_days,
            bars: bars(all),
        }
    }
}

fn bars(all: &Accuracy) -> Vec<Bar> {
    let most = all.by_age.iter().chain([&all.never]).copied().max().unwrap_or(0).max(1);
    let bar = |key, from, to, count: usize| Bar { key, from, to, count, long: count * WIDTH / most };
    let froms = [0].into_iter().chain(AGES.map(|last| last + 1));
    let ages = froms.zip(AGES.map(Some).into_iter().chain([None])).zip(all.by_age);
    let ages = ages.map(|((from, to), count)| match to {
        Some(to) => bar("accuracy-days", Some(from), Some(to), count),
        None => bar("accuracy-longer", Some(from), None, count),
    });
    ages.chain([bar("accuracy-never", None, None, all.never)]).collect()
}
