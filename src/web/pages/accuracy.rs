//! `GET /accuracy`: how true the directory is, counted now (`templates/accuracy.html`).

use actix_web::HttpResponse;
use serde::Serialize;
use tera::Context;

use crate::reads::tasks;
use crate::search::Accuracy;
use crate::search::accuracy::AGES;
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

/// Units of the chart across.
const WIDTH: usize = 1000;

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

/// Counts and shows.
pub async fn show(page: Page, state: State) -> Result<HttpResponse, WebError> {
    let now = state.clock.now();
    // At a million providers it takes a while.
    let counted = state.blocking(move |s| -> Result<_, WebError> {
        Ok((Accuracy::of(&s.index.current(), now), tasks::open_reports(&s.db)?))
    });
    let (all, reports) = counted.await?;
    let mut context = Context::new();
    context.insert("as_of", &now);
    context.insert("accuracy", &AccuracyView::of(&all));
    context.insert("open_reports", &reports);
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
