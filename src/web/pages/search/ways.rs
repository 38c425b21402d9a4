//! Ways on from a search.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::search::ways_on::telehealth;
use crate::search::{Radius, Request, Snapshot, Way, WayOn, ways_on};
use crate::web::error::WebError;
use crate::web::views::Page;
use crate::web::views::filters::miles_text;
use crate::web::views::shapes::{Hole, Leaves};

use super::labels;
use super::results::address;

/// One link.
#[derive(Debug, PartialEq, Eq, Hash, Serialize)]
pub struct WayView {
    text: Hole,
    url: Hole,
}

impl WayView {
    fn of(page: &Page, way: WayOn, map: bool, leaves: &mut Leaves) -> Result<Self, WebError> {
        let (key, label) = match way.way {
            Way::Wider(Radius::Miles(miles)) => ("way-radius", labels::radius(miles)),
            Way::Wider(Radius::Any) => ("way-all", String::new()),
            Way::Everything => match way.query.near.as_ref().filter(|_| way.query.within_state().is_some()) {
                Some(near) => ("way-state", near.place.label.clone()),
                None => ("way-all", String::new()),
            },
            Way::Nearest { miles, .. } => ("way-any", miles_text(miles)),
            Way::Without { parameter, value } => ("way-remove", labels::filter(page, parameter, &value)?),
            Way::Telehealth(state) => ("way-telehealth", labels::state(&state).to_string()),
        };
        let text = page.say(key, &[("count", way.places.into()), ("label", label.into())])?;
        Ok(WayView { text: leaves.text(&text), url: leaves.text(&address(page, &way.query, 1, map)) })
    }
}

/// Never empty: where nothing at all is listed, the way on is an empty form.
pub fn ways(
    page: &Page,
    snapshot: &Snapshot,
    request: &Request,
    now: DateTime<Utc>,
    leaves: &mut Leaves,
) -> Result<Vec<WayView>, WebError> {
    let ways =
        ways_on(snapshot, &request.query, now).into_iter().map(|way| WayView::of(page, way, request.map, leaves));
    let mut ways = ways.collect::<Result<Vec<_>, _>>()?;
    if ways.is_empty() {
        let text = page.say("way-all", &[("count", 0.into()), ("label", "".into())])?;
        ways.push(WayView { text: leaves.text(&text), url: leaves.text(&page.link("/search")) });
    }
    Ok(ways)
}

/// The list of telehealth in the place's state, beside results that have a distance.
pub fn beside(
    page: &Page,
    snapshot: &Snapshot,
    request: &Request,
    now: DateTime<Utc>,
    leaves: &mut Leaves,
) -> Result<Option<WayView>, WebError> {
    // None of them has a place on a map.
    telehealth(snapshot, &request.query, now).map(|way| WayView::of(page, way, false, leaves)).transpose()
}
