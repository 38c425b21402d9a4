//! What was found, as cards and numbered pages.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::clinical::{Payment, Treatment};
use crate::domain::place::Position;
use crate::geo::PlaceKind;
use crate::search::query::Near;
use crate::search::{Found, Group, Hit, Query, ReadAs, Request, Snapshot};
use crate::web::error::WebError;
use crate::web::views::Page;
use crate::web::views::listing::{OpeningView, PhoneView, PriceView, StandingView, address_lines, directions_url};

use super::labels;
use super::ways::{WayView, beside, ways};

/// As `templates/search.html` takes it.
#[derive(Debug, Serialize)]
pub struct ResultsView<'a> {
    total: usize,
    first: usize,
    last: usize,
    place: String,
    kind: &'static str,
    radius: Option<String>,
    verified: usize,
    distances_from: Option<String>,
    read_as: Vec<ReadAsView<'a>>,
    active: Vec<ActiveView>,
    cards: Vec<Card<'a>>,
    pages: Vec<PageLink>,
    previous: Option<String>,
    next: Option<String>,
    ways: Vec<WayView>,
    telehealth: Option<WayView>,
}

/// A word that no name begins with, and the names that were taken instead.
#[derive(Debug, Serialize)]
struct ReadAsView<'a> {
    typed: &'a str,
    names: String,
}

#[derive(Debug, Serialize)]
struct ActiveView {
    text: String,
    url: String,
}

#[derive(Debug, Serialize)]
struct PageLink {
    number: usize,
    url: String,
    current: bool,
    gap: bool,
}

#[derive(Debug, Serialize)]
struct Card<'a> {
    number: usize,
    name: &'a str,
    url: String,
    site: Option<&'a str>,
    place: String,
    telehealth: bool,
    distance: Option<DistanceView>,
    phone: Option<PhoneView>,
    directions_url: Option<String>,
    treatments: Vec<TreatmentsView>,
    payments: &'a [Payment],
    price: Option<PriceView<'a>>,
    accepting_new: Option<bool>,
    first_opening: Option<OpeningView>,
    standing: StandingView,
}

#[derive(Debug, Serialize)]
struct DistanceView {
    miles: f64,
    here: bool,
}

/// Treatments of which the FDA says the same.
#[derive(Debug, Serialize)]
struct TreatmentsView {
    treatments: Vec<Treatment>,
    status: String,
}

impl TreatmentsView {
    /// In the order in which the place names them.
    fn of(page: &Page, treatments: &[Treatment]) -> Result<Vec<Self>, WebError> {
        let mut groups: Vec<TreatmentsView> = Vec::new();
        for treatment in treatments {
            let status = page.say(&format!("label-short-{treatment}"), &[])?;
            match groups.iter_mut().find(|group| group.status == status) {
                Some(group) => group.treatments.push(*treatment),
                None => groups.push(TreatmentsView { treatments: vec![*treatment], status }),
            }
        }
        Ok(groups)
    }
}

/// The address of a search in the page's language.
pub fn address(page: &Page, query: &Query, number: usize) -> String {
    let mut address = query.query_string();
    if number > 1 {
        address =
            [address, format!("page={number}")].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("&");
    }
    let path = page.link("/search");
    if address.is_empty() { path } else { format!("{path}?{address}") }
}

impl<'a> ResultsView<'a> {
    /// For one page of results; ways on where there are none.
    pub fn of(
        page: &Page,
        snapshot: &Snapshot,
        request: &Request,
        found: &'a Found<'a>,
        now: DateTime<Utc>,
    ) -> Result<Self, WebError> {
        let query = &request.query;
        let skipped = (request.page - 1) * request.page_size;
        let (kind, place) = heading(query);
        let cards = found.hits.iter().enumerate().map(|(i, hit)| Card::of(page, query, skipped + i + 1, hit));
        let active = query.active().into_iter().map(|a| {
            let text = labels::filter(page, a.parameter, &a.value)?;
            Ok(ActiveView { text, url: address(page, &a.without, 1) })
        });
        let last_page = found.total.div_ceil(request.page_size).max(1);
        let link = |number| address(page, query, number);
        Ok(ResultsView {
            total: found.total,
            first: skipped + 1,
            last: skipped + found.hits.len(),
            place,
            kind,
            radius: query.radius_miles().map(labels::radius),
            // Chosen or not, this is how many of those found have the badge.
            distances_from: query
                .near
                .as_ref()
                .filter(|_| query.within_state().is_none())
                .map(|near| from(page, near))
                .transpose()?,
            read_as: found.read_as.iter().map(ReadAsView::from).collect(),
            verified: found.facets.count(Group::Verified, "true"),
            active: active.collect::<Result<_, WebError>>()?,
            cards: cards.collect::<Result<_, WebError>>()?,
            pages: if last_page > 1 { numbered(request.page, last_page, &link) } else { Vec::new() },
            previous: (request.page > 1).then(|| link(request.page - 1)),
            next: (request.page < last_page).then(|| link(request.page + 1)),
            telehealth: beside(page, snapshot, query, now)?,
            ways: if found.total == 0 { ways(page, snapshot, query, now)? } else { Vec::new() },
        })
    }
}

impl<'a> From<&'a ReadAs> for ReadAsView<'a> {
    fn from(read: &'a ReadAs) -> Self {
        ReadAsView { typed: &read.typed, names: read.names.join(", ") }
    }
}

/// Which heading, and the place in it.
fn heading(query: &Query) -> (&'static str, String) {
    let label = |near: &Near| near.place.label.clone();
    match (&query.near, &query.licensed_in) {
        (Some(near), _) if query.within_state().is_some() => ("state", label(near)),
        (Some(near), _) if query.radius_miles().is_some() => ("radius", label(near)),
        (Some(near), _) => ("any", label(near)),
        (None, Some(state)) => ("telehealth", labels::state(state).to_string()),
        (None, None) => ("all", String::new()),
    }
}

/// The first, the last and those around the current page; a gap stands for the others.
fn numbered(current: usize, last: usize, link: &dyn Fn(usize) -> String) -> Vec<PageLink> {
    let near = |n: usize| n == 1 || n == last || n.abs_diff(current) <= 2;
    let mut pages: Vec<PageLink> = Vec::new();
    for number in 1..=last {
        if near(number) {
            pages.push(PageLink { number, url: link(number), current: number == current, gap: false });
        } else if pages.last().is_some_and(|p| !p.gap) {
            pages.push(PageLink { number, url: String::new(), current: false, gap: true });
        }
    }
    pages
}

impl<'a> Card<'a> {
    fn of(page: &Page, query: &Query, number: usize, hit: &'a Hit<'a>) -> Result<Self, WebError> {
        let (profile, offer) = (hit.profile(), &hit.site().offer);
        Ok(Card {
            number,
            name: &profile.name,
            url: page.link(&format!("/providers/{}", profile.slug)),
            site: offer.name.as_deref().filter(|name| *name != profile.name),
            place: address_lines(&hit.site().address).join(", "),
            telehealth: offer.is_telehealth_only(),
            distance: distance(query, hit),
            phone: offer.phone.as_deref().and_then(PhoneView::of),
            directions_url: directions_url(hit.site()),
            treatments: TreatmentsView::of(page, &offer.treatments)?,
            payments: &offer.payments,
            price: offer.price.as_ref().map(PriceView::from),
            accepting_new: offer.accepting_new,
            first_opening: offer.first_opening.as_ref().map(OpeningView::from),
            standing: StandingView::of(&hit.standing(), profile.confirmed_at),
        })
    }
}

fn zip_of(near: &Near) -> Option<&str> {
    near.place.label.get(..5).filter(|_| near.place.kind == PlaceKind::Zip)
}

/// Where distances are measured from, in words.
fn from(page: &Page, near: &Near) -> Result<String, WebError> {
    match (near.place.kind, zip_of(near)) {
        (PlaceKind::Point, _) => page.say("from-point", &[]),
        (_, Some(zip)) => page.say("from-zip", &[("zip", zip.into())]),
        (_, None) => page.say("from-city", &[("city", near.place.label.as_str().into())]),
    }
}

fn distance(query: &Query, hit: &Hit<'_>) -> Option<DistanceView> {
    let (miles, near) = (hit.distance_miles()?, query.near.as_ref()?);
    let here = zip_of(near).is_some_and(|zip| {
        let centroid = hit.site().spot.is_some_and(|s| s.position == Position::ZipCentroid);
        let site_zip = hit.site().address.postal_code.as_deref().and_then(|z| z.get(..5));
        centroid && site_zip == Some(zip)
    });
    Some(DistanceView { miles, here })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_pages_keep_both_ends_and_the_neighbourhood() {
        let shown = |current, last| -> Vec<String> {
            let word = |p: PageLink| if p.gap { "..".to_string() } else { p.number.to_string() };
            numbered(current, last, &|n| n.to_string()).into_iter().map(word).collect()
        };
        assert_eq!(shown(1, 3), ["1", "2", "3"]);
        assert_eq!(shown(1, 9), ["1", "2", "3", "..", "9"]);
        assert_eq!(shown(6, 12), ["1", "..", "4", "5", "6", "7", "8", "..", "12"]);
    }
}
