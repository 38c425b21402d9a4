//! What was found, as cards and numbered pages.

use chrono::{DateTime, Utc};
use fluent_bundle::FluentValue;
use serde::Serialize;

use crate::geo::{Gazetteer, PlaceKind};
use crate::search::query::{Bbox, Near};
use crate::search::{Active, Found, Group, Query, ReadAs, Request, Snapshot};
use crate::web::error::WebError;
use crate::web::guide::Guide;
use crate::web::views::Page;
use crate::web::views::shapes::{Hole, Leaves};

use super::cards::cards;
use super::labels;
use super::map;
use super::ways::{WayView, beside, ways};

/// As `templates/search.html` takes it.
#[derive(Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ResultsView {
    any: bool,
    heading: Hole,
    verified: Option<Hole>,
    range: Hole,
    distances_from: Option<Hole>,
    read_as: Vec<Hole>,
    active: Vec<ActiveView>,
    cards: Hole,
    pages: Vec<PageLink>,
    previous: Option<Hole>,
    next: Option<Hole>,
    ways: Vec<WayView>,
    telehealth: Option<WayView>,
    /// What telehealth stands under today.
    notice: Option<Hole>,
    /// The map, where it is wanted.
    map: Option<Hole>,
    /// The same page of results with the map, or without it where it is shown.
    map_url: Hole,
}

#[derive(Debug, PartialEq, Eq, Hash, Serialize)]
struct ActiveView {
    text: Hole,
    url: Hole,
}

#[derive(Debug, PartialEq, Eq, Hash, Serialize)]
struct PageLink {
    number: Hole,
    url: Hole,
    current: bool,
    gap: bool,
}

/// The address of a search in the page's language, with or without a map.
pub fn address(page: &Page, query: &Query, number: usize, map: bool) -> String {
    let (path, words) = (page.link("/search"), words(query, number, map));
    if words.is_empty() { path } else { format!("{path}?{words}") }
}

/// What stands behind the `?` of that address.
pub fn words(query: &Query, number: usize, map: bool) -> String {
    let number = if number > 1 { format!("page={number}") } else { String::new() };
    let map = if map { "map=true" } else { "" };
    let parts = [query.query_string(), number, map.to_string()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&")
}

impl ResultsView {
    /// For one page of results; ways on where there are none.
    pub fn of(
        page: &Page,
        snapshot: &Snapshot,
        request: &Request,
        found: &Found<'_>,
        now: DateTime<Utc>,
        leaves: &mut Leaves,
    ) -> Result<Self, WebError> {
        let query = &request.query;
        let (skipped, any) = ((request.page - 1) * request.page_size, found.total > 0);
        let last_page = found.total.div_ceil(request.page_size).max(1);
        let link = |number| address(page, query, number, request.map);
        // Chosen or not, this is how many of those found have the badge.
        let verified = found.facets.count(Group::Verified, "true");
        let (first, last) = (skipped + 1, skipped + found.hits.len());
        let range = [("first", first.into()), ("last", last.into()), ("total", found.total.into())];
        let map = if request.map { map::map(page, request, found, skipped)? } else { None };
        let numbers = if last_page > 1 { numbered(request.page, last_page) } else { Vec::new() };
        Ok(ResultsView {
            any,
            heading: leaves.text(&heading(page, query, found.total)?),
            verified: (any && verified > 0)
                .then(|| {
                    let numbers = [("count", verified.into()), ("total", found.total.into())];
                    Ok::<_, WebError>(leaves.text(&page.say("search-verified", &numbers)?))
                })
                .transpose()?,
            range: leaves.text(&page.say("search-range", &range)?),
            distances_from: distances_from(page, query)?.map(|from| leaves.text(&from)),
            read_as: found
                .read_as
                .iter()
                .map(|read| Ok(leaves.text(&read_as(page, read)?)))
                .collect::<Result<_, WebError>>()?,
            active: query
                .active()
                .iter()
                .map(|a| ActiveView::of(page, a, request.map, leaves))
                .collect::<Result<_, _>>()?,
            cards: leaves.markup(cards(page, query, found, skipped, request.map)?),
            pages: numbers.into_iter().map(|number| PageLink::of(number, request.page, &link, leaves)).collect(),
            previous: (request.page > 1).then(|| leaves.text(&link(request.page - 1))),
            next: (request.page < last_page).then(|| leaves.text(&link(request.page + 1))),
            map: map.map(|map| leaves.markup(map)),
            map_url: leaves.text(&map::switch(page, request)),
            notice: remote_notice(page, query, now)?.map(|notice| leaves.text(&notice)),
            telehealth: beside(page, snapshot, request, now, leaves)?,
            ways: if any { Vec::new() } else { ways(page, snapshot, request, now, leaves)? },
        })
    }
}

/// The dated rule on prescribing by video, where results are offered by video.
fn remote_notice(page: &Page, query: &Query, now: DateTime<Utc>) -> Result<Option<String>, WebError> {
    let notice = Guide::get().topics().notice("remote").filter(|_| query.licensed_in.is_some());
    notice.map(|notice| page.say(&notice.text_key(now.date_naive()), &[])).transpose()
}

impl ActiveView {
    fn of(page: &Page, active: &Active, map: bool, leaves: &mut Leaves) -> Result<Self, WebError> {
        let text = labels::filter(page, active.parameter, &active.value)?;
        Ok(ActiveView { text: leaves.text(&text), url: leaves.text(&address(page, &active.without, 1, map)) })
    }
}

impl PageLink {
    /// `None` is a gap.
    fn of(number: Option<usize>, current: usize, link: &dyn Fn(usize) -> String, leaves: &mut Leaves) -> Self {
        PageLink {
            number: leaves.number(number.unwrap_or_default()),
            url: leaves.text(&number.map(link).unwrap_or_default()),
            current: number == Some(current),
            gap: number.is_none(),
        }
    }
}

/// What a word of `q` was taken for.
fn read_as(page: &Page, read: &ReadAs) -> Result<String, WebError> {
    let treatments = read.treatments.iter().map(|treatment| format!("treatment-{treatment}"));
    let conditions = read.conditions.iter().map(|condition| format!("condition-{condition}"));
    let mut meant: Vec<String> =
        treatments.chain(conditions).map(|key| page.say(&key, &[])).collect::<Result<_, WebError>>()?;
    let key = if meant.is_empty() { "search-read-as" } else { "search-read-as-term" };
    meant.extend(read.names.iter().cloned());
    page.say(key, &[("typed", read.typed.as_str().into()), ("names", meant.join(", ").into())])
}

/// What was looked for, and how much of it there is.
fn heading(page: &Page, query: &Query, total: usize) -> Result<String, WebError> {
    if let Some(window) = query.bbox {
        return heading_of_window(page, window, total);
    }
    let (kind, place) = match (&query.near, &query.licensed_in) {
        (Some(near), _) if query.within_state().is_some() => ("search-heading-state", near.place.label.as_str()),
        (Some(near), _) if query.radius_miles().is_some() => ("search-heading-radius", near.place.label.as_str()),
        (Some(near), _) => ("search-heading-any", near.place.label.as_str()),
        (None, Some(state)) => ("search-heading-telehealth", labels::state(state)),
        (None, None) => ("search-heading-all", ""),
    };
    let radius = query.radius_miles().map(labels::radius).unwrap_or_default();
    page.say(kind, &[("total", total.into()), ("radius", FluentValue::try_number(&radius)), ("place", place.into())])
}

/// A window has no name of its own: it is told by what it is around.
fn heading_of_window(page: &Page, window: Bbox, total: usize) -> Result<String, WebError> {
    let called = window
        .middle()
        .and_then(|middle| Gazetteer::get().called(|point| window.contains(point), middle, window.height()));
    let key = if called.is_some() { "search-heading-around" } else { "search-heading-window" };
    page.say(key, &[("total", total.into()), ("place", called.unwrap_or_default().into())])
}

/// The first, the last and those around the current page; `None` stands for the others.
fn numbered(current: usize, last: usize) -> Vec<Option<usize>> {
    let around = current.saturating_sub(2)..=current + 2;
    let mut shown: Vec<usize> = around.chain([1, last]).filter(|number| (1..=last).contains(number)).collect();
    shown.sort_unstable();
    shown.dedup();
    let before = std::iter::once(0).chain(shown.iter().copied());
    let with_gaps = before.zip(&shown).flat_map(|(before, number)| {
        let gap = (*number > before + 1).then_some(None);
        gap.into_iter().chain([Some(*number)])
    });
    with_gaps.collect()
}

/// The ZIP that was named, where the place is one.
pub fn zip_of(near: &Near) -> Option<&str> {
    near.place.label.get(..5).filter(|_| near.place.kind == PlaceKind::Zip)
}

/// Where distances are measured from, in words; `None` where none are.
fn distances_from(page: &Page, query: &Query) -> Result<Option<String>, WebError> {
    let Some(near) = query.near.as_ref().filter(|_| query.within_state().is_none()) else { return Ok(None) };
    let from = match (near.place.kind, zip_of(near)) {
        (PlaceKind::Point, _) => page.say("from-point", &[])?,
        (_, Some(zip)) => page.say("from-zip", &[("zip", zip.into())])?,
        (_, None) => page.say("from-city", &[("city", near.place.label.as_str().into())])?,
    };
    page.say("distances-from", &[("from", from.into())]).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_pages_keep_both_ends_and_the_neighbourhood() {
        let shown = |current, last| -> Vec<String> {
            let word = |page: Option<usize>| page.map_or("..".to_string(), |n| n.to_string());
            numbered(current, last).into_iter().map(word).collect()
        };
        assert_eq!(shown(1, 3), ["1", "2", "3"]);
        assert_eq!(shown(1, 9), ["1", "2", "3", "..", "9"]);
        assert_eq!(shown(6, 12), ["1", "..", "4", "5", "6", "7", "8", "..", "12"]);
    }
}
