//! `/portal/numbers/{organization}`: how often a listing was shown, opened and called, week by week (`templates/portal/numbers.html`).

use actix_web::HttpResponse;
use serde::Serialize;

use crate::domain::weekly::{Event, LEAST, WEEKS_KEPT};
use crate::reads::own_numbers::{self, OwnNumbers};
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::chart::Bars;

use super::guard::Managing;

/// One event, as a chart.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct ChartView {
    event: Event,
    /// Its element's; the event again.
    id: Event,
    /// The highest number and the lowest one that are told; `None` where none is.
    most: Option<u64>,
    least: Option<u64>,
    /// Weeks whose number is not told.
    fewer: usize,
    /// A number that is not told is a stub.
    #[serde(flatten)]
    bars: Bars,
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
        let told: Vec<Option<u64>> = own.weeks.iter().map(|week| week.told[event as usize].number()).collect();
        let numbers = || told.iter().flatten().copied();
        let most = numbers().max();
        ChartView {
            event,
            id: event,
            most,
            least: numbers().min(),
            fewer: told.len() - numbers().count(),
            bars: Bars::of(&told, most),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::weekly::{Told, Week};
    use crate::reads::own_numbers::WeekTold;
    use crate::web::views::chart::{HEIGHT, STUB};

    #[test]
    fn the_highest_bar_fills_the_chart_and_an_untold_number_is_a_stub() {
        let week = |count: u64| WeekTold {
            week: Week::around("2026-11-16".parse().expect("a day")),
            told: [Told::of(count), Told::Fewer, Told::Fewer],
        };
        let own = OwnNumbers { name: "Quiet Harbor".into(), slug: None, weeks: [0, 10, 200, 100].map(week).into() };
        let chart = ChartView::of(Event::Shown, &own);
        assert_eq!((chart.most, chart.least, chart.fewer, chart.bars.wide), (Some(200), Some(10), 1, 200));
        assert_eq!(chart.bars.bars.iter().map(|bar| bar.high).collect::<Vec<_>>(), [STUB, 6, HEIGHT, 60]);
        assert!(chart.bars.bars.iter().all(|bar| bar.y + bar.high == HEIGHT && bar.x + bar.wide <= chart.bars.wide));
        let none = ChartView::of(Event::Called, &own);
        assert_eq!((none.most, none.fewer), (None, 4));
    }
}
