//! Ways on from a search.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::search::ways_on::telehealth;
use crate::search::{Query, Radius, Snapshot, Way, WayOn, ways_on};
use crate::web::error::WebError;
use crate::web::views::Page;
use crate::web::views::filters::miles_text;

use super::labels;
use super::results::address;

/// One link: `t(key=way.key, count=way.count, label=way.label)`.
#[derive(Debug, Serialize)]
pub struct WayView {
    key: &'static str,
    count: usize,
    label: String,
    url: String,
}

impl WayView {
    fn of(page: &Page, way: WayOn) -> Result<Self, WebError> {
        let (key, label) = match way.way {
            Way::Wider(Radius::Miles(miles)) => ("way-radius", labels::radius(miles)),
            Way::Wider(Radius::Any) | Way::Everything => ("way-all", String::new()),
            Way::Nearest { miles, .. } => ("way-any", miles_text(miles)),
            Way::Without { parameter, value } => ("way-remove", labels::filter(page, parameter, &value)?),
            Way::Telehealth(state) => ("way-telehealth", labels::state(&state).to_string()),
        };
        Ok(WayView { key, count: way.places, label, url: address(page, &way.query, 1) })
    }
}

/// Never empty: where nothing at all is listed, the way on is an empty form.
pub fn ways(page: &Page, snapshot: &Snapshot, query: &Query, now: DateTime<Utc>) -> Result<Vec<WayView>, WebError> {
    let ways = ways_on(snapshot, query, now).into_iter().map(|way| WayView::of(page, way));
    let mut ways = ways.collect::<Result<Vec<_>, _>>()?;
    if ways.is_empty() {
        ways.push(WayView { key: "way-all", count: 0, label: String::new(), url: page.link("/search") });
    }
    Ok(ways)
}

/// The list of telehealth in the place's state, beside results that have a distance.
pub fn beside(
    page: &Page,
    snapshot: &Snapshot,
    query: &Query,
    now: DateTime<Utc>,
) -> Result<Option<WayView>, WebError> {
    telehealth(snapshot, query, now).map(|way| WayView::of(page, way)).transpose()
}
