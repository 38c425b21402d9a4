//! The map of a page of results (`templates/search_map.html`): which window it shows, and the searches that its links ask for.

use serde::Serialize;
use tera::Context;

use crate::domain::place::Point;
use crate::geo::Gazetteer;
use crate::search::query::Bbox;
use crate::search::{Found, Query, Radius, Request};
use crate::web::error::WebError;
use crate::web::views::map::{Frame, Picture, Pin, Spot, pins};
use crate::web::views::{Markup, Page};

use super::results::address;

/// How much nearer or further one step of the glass is.
const STEP: f64 = 2.0;
/// How far one step to a side goes, as a part of the map.
const ASIDE: f64 = 0.5;
/// The states that lie together: what a map shows that has nothing else to show.
const COUNTRY: Bbox = Bbox { west: -125.0, south: 24.5, east: -66.5, north: 49.5 };

/// As the template takes it.
#[derive(Debug, Serialize)]
struct MapView {
    picture: Picture,
    pins: Vec<PinView>,
    /// Numbers of the list that the map does not show.
    missing: usize,
    /// The links beside the map, each a word of the locales and a search.
    moves: Vec<Move>,
    /// The window, for who pulls the map: west, south, east, north, and the search without a window.
    window: [f64; 4],
    base: String,
}

#[derive(Debug, Serialize)]
struct PinView {
    pin: Pin,
    /// Of the first result, or of a closer look.
    url: String,
    closer: bool,
}

#[derive(Debug, Serialize)]
struct Move {
    key: &'static str,
    url: String,
}

/// The same page of results with the map, or without it where it is shown.
pub fn switch(page: &Page, request: &Request) -> String {
    address(page, &request.query, request.page, !request.map)
}

/// Drawn for a page of results that begins behind `skipped`.
pub fn map(page: &Page, request: &Request, found: &Found<'_>, skipped: usize) -> Result<Option<Markup>, WebError> {
    let spots: Vec<Spot> = (skipped + 1..)
        .zip(&found.hits)
        .filter_map(|(number, hit)| {
            let point = hit.site().spot?.point;
            Some(Spot { number, name: hit.profile().name.clone(), point })
        })
        .collect();
    let query = &request.query;
    let frame = frame(query, &spots);
    let listed = found.hits.len();
    let pins = pins::pins(frame, spots);
    let shown: usize = pins.iter().map(|pin| pin.spots.len()).sum();
    let picture = Picture::of(frame, &pins, query.center().map(|center| (center, query.radius_miles())));
    let Bbox { west, south, east, north } = frame.bbox();
    let view = MapView {
        picture,
        pins: pins.into_iter().map(|pin| PinView::of(page, query, pin)).collect(),
        missing: listed - shown,
        moves: moves(page, query, frame),
        window: [west, south, east, north],
        base: address(page, &anywhere(query), 1, true),
    };
    let mut context = Context::new();
    context.insert("map", &view);
    Ok(Some(Markup::trusted(page.part("search_map.html", &context)?)))
}

/// What was asked for: a window, a circle, a state; else what was found, with where it was looked for.
fn frame(query: &Query, spots: &[Spot]) -> Frame {
    if let Some(bbox) = query.bbox {
        return Frame::of_bbox(bbox);
    }
    if let Some((center, miles)) = query.center().zip(query.radius_miles()) {
        return Frame::of_circle(center, miles);
    }
    let mut points: Vec<Point> = spots.iter().map(|spot| spot.point).chain(query.center()).collect();
    let state = query.within_state().and_then(|code| Gazetteer::get().states().iter().find(|state| state.code == code));
    if let Some(bounds) = state.map(|state| state.bounds) {
        points.extend(Point::new(bounds.south, bounds.west).into_iter().chain(Point::new(bounds.north, bounds.east)));
    }
    Frame::around(&points).unwrap_or_else(|| Frame::of_bbox(COUNTRY))
}

/// The same search wherever its results are: a window takes the place of the radius, and of a state.
fn anywhere(query: &Query) -> Query {
    let near = query.near.clone().filter(|_| query.within_state().is_none());
    Query { near, radius: Radius::Any, bbox: None, ..query.clone() }
}

fn within(query: &Query, frame: Frame) -> Query {
    Query { bbox: Some(frame.bbox()), ..anywhere(query) }
}

fn moves(page: &Page, query: &Query, frame: Frame) -> Vec<Move> {
    let frames = [
        ("map-closer", frame.zoomed(1.0 / STEP)),
        ("map-further", frame.zoomed(STEP)),
        ("map-west", frame.moved(-ASIDE, 0.0)),
        ("map-north", frame.moved(0.0, ASIDE)),
        ("map-south", frame.moved(0.0, -ASIDE)),
        ("map-east", frame.moved(ASIDE, 0.0)),
    ];
    let asked = |(key, frame): (&'static str, Frame)| Move {
        key,
        url: format!("{}#map", address(page, &within(query, frame), 1, true)),
    };
    frames.into_iter().map(asked).collect()
}

impl PinView {
    fn of(page: &Page, query: &Query, pin: Pin) -> PinView {
        let closer = pin.points().and_then(|points| Frame::around(&points));
        let url = match closer {
            Some(frame) => format!("{}#map", address(page, &within(query, frame), 1, true)),
            None => format!("#result-{}", pin.spots[0].number),
        };
        PinView { pin, url, closer: closer.is_some() }
    }
}
