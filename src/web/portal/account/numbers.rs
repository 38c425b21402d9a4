//! `/portal/numbers/{organization}`: how often a listing was shown, opened and called, week by week (`templates/portal/numbers.html`).

use actix_web::HttpResponse;
use serde::Serialize;

use crate::domain::weekly::{Event, LEAST, Told, WEEKS_KEPT};
use crate::reads::own_numbers::{self, OwnNumbers};
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

use super::guard::Managing;

/// Units of a chart, across for each week and in all upwards.
const STEP: u64 = 50;
const WIDTH: u64 = 36;
const HEIGHT: u64 = 120;
/// Of the bar of a number that is not told.
const STUB: u64 = 5;

/// One event, as a chart.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct ChartView {
    event: Event,
    /// The highest number and the lowest one that are told; `None` where none is.
    most: Option<u64>,
    least: Option<u64>,
    /// Weeks whose number is not told.
    fewer: usize,
    /// Units across.
    wide: u64,
    bars: Vec<Bar>,
}

/// One week.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Bar {
    x: u64,
    y: u64,
    wide: u64,
    high: u64,
    is_told: bool,
}

/// One line of the table.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct WeekView {
    monday: String,
    sunday: String,
    /// By the order of the charts; `None` is fewer than the least.
    numbers: Vec<Option<u64>>,
}

/// Where it is.
pub fn address(organization_id: &str) -> String {
    format!("/portal/numbers/{organization_id}")
}

/// The page.
pub async fn show(state: State, page: Page, managing: Managing) -> Result<HttpResponse, WebError> {
    let id = managing.organization_id;
    let own = state.blocking(move |s| own_numbers::of(&s.db, &id, s.clock.now())).await?;
    let mut context = managing.manager.context();
    context.insert("name", &own.name);
    context.insert("page_url", &own.slug.as_ref().map(|slug| format!("/providers/{slug}")));
    context.insert("charts", &Event::ALL.iter().map(|event| ChartView::of(*event, &own)).collect::<Vec<_>>());
    context.insert("weeks", &weeks(&own));
    let monday = |told: Option<&own_numbers::WeekTold>| told.map(|told| told.week.monday().to_string());
    context.insert("from", &monday(own.weeks.first()));
    context.insert("to", &monday(own.weeks.last()));
    context.insert("least", &LEAST);
    context.insert("kept", &WEEKS_KEPT);
    page.render("portal/numbers.html", context)
}

/// Newest first, as one reads a table.
fn weeks(own: &OwnNumbers) -> Vec<WeekView> {
    let view = |told: &own_numbers::WeekTold| WeekView {
        monday: told.week.monday().to_string(),
        sunday: told.week.sunday().to_string(),
        numbers: told.told.iter().map(|told| told.number()).collect(),
    };
    own.weeks.iter().rev().map(view).collect()
}

impl ChartView {
    fn of(event: Event, own: &OwnNumbers) -> ChartView {
        let told: Vec<Told> = own.weeks.iter().map(|week| week.told[event as usize]).collect();
        let numbers = || told.iter().filter_map(|told| told.number());
        let most = numbers().max();
        let bar = |(x, told): (u64, &Told)| {
            let high = told.number().map_or(STUB, |n| (n * HEIGHT).div_ceil(most.unwrap_or(n).max(1)));
            Bar { x, y: HEIGHT - high, wide: WIDTH, high, is_told: told.number().is_some() }
        };
        ChartView {
            event,
            most,
            least: numbers().min(),
            fewer: told.len() - numbers().count(),
            wide: told.len() as u64 * STEP,
            bars: (0..).map(|n| n * STEP + (STEP - WIDTH) / 2).zip(&told).map(bar).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::weekly::Week;
    use crate::reads::own_numbers::WeekTold;

    #[test]
    fn the_highest_bar_fills_the_chart_and_an_untold_number_is_a_stub() {
        let week = |count: u64| WeekTold {
            week: Week::around("2026-11-16".parse().expect("a day")),
            told: [Told::of(count), Told::Fewer, Told::Fewer],
        };
        let own = OwnNumbers { name: "Quiet Harbor".into(), slug: None, weeks: [0, 10, 200, 100].map(week).into() };
        let chart = ChartView::of(Event::Shown, &own);
        assert_eq!((chart.most, chart.least, chart.fewer, chart.wide), (Some(200), Some(10), 1, 200));
        assert_eq!(chart.bars.iter().map(|bar| bar.high).collect::<Vec<_>>(), [STUB, 6, HEIGHT, 60]);
        assert!(chart.bars.iter().all(|bar| bar.y + bar.high == HEIGHT && bar.x + bar.wide <= chart.wide));
        let none = ChartView::of(Event::Called, &own);
        assert_eq!((none.most, none.fewer), (None, 4));
    }
}
