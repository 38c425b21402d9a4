//! Land, water and borders as paths of an SVG: cut off outside of the window, and no finer than it shows.

use geo::{Destination, Geodesic, LineString, Simplify};

use crate::domain::place::{METRES_PER_MILE, Point};
use crate::geo::{Border, Outlines, Shape};

use super::frame::{Frame, HEIGHT, WIDTH};

/// A line may run so many units beside where it is: less than a pixel.
const FINE: f64 = 4.0;
/// What is smaller than this, in units, is not drawn.
const SPECK: f64 = 10.0;
/// What lies beside the window is drawn as well, so that a map can be pulled: half of it on each side.
const EDGES: [f64; 4] = [-WIDTH / 2.0, -HEIGHT / 2.0, WIDTH * 1.5, HEIGHT * 1.5];
/// Counties are shown on maps of at most so many degrees across.
const COUNTIES_ACROSS: f64 = 7.0;
/// Corners of a circle.
const CORNERS: usize = 72;

/// As `templates/search_map.html` takes them: the `d` of a path each.
#[derive(Debug, Default, serde::Serialize)]
pub struct Paths {
    abroad: String,
    land: String,
    lakes: String,
    counties: String,
    states: String,
    coast: String,
    ring: Option<String>,
}

impl Paths {
    /// Of a window, and of the circle of a search.
    pub fn of(frame: Frame, circle: Option<(Point, f64)>) -> Paths {
        let all = Outlines::get();
        let borders = |border: Border| all.borders.iter().filter(move |(of, _)| *of == border).map(|(_, shape)| shape);
        Paths {
            abroad: areas(frame, all.abroad.iter()),
            land: areas(frame, all.land.iter()),
            lakes: areas(frame, all.lakes.iter()),
            counties: if frame.across() <= COUNTIES_ACROSS {
                lines(frame, borders(Border::County))
            } else {
                String::new()
            },
            states: lines(frame, borders(Border::State)),
            coast: lines(frame, borders(Border::Coast)),
            ring: circle.map(|(center, miles)| ring(frame, center, miles)),
        }
    }
}

/// The points of a shape wherever it may be seen: once, or on both sides of 180 degrees.
fn seen<'a>(frame: Frame, shape: &'a Shape) -> impl Iterator<Item = Vec<(f64, f64)>> + 'a {
    let [west, south, east, north] = shape.bounds;
    let corner = move |longitude, latitude, turn| frame.project_turned(Point { latitude, longitude }, turn);
    let turns = [-360.0, 0.0, 360.0].into_iter().filter(move |turn| {
        let ((left, top), (right, bottom)) = (corner(west, north, *turn), corner(east, south, *turn));
        left <= EDGES[2] && right >= EDGES[0] && top <= EDGES[3] && bottom >= EDGES[1]
    });
    turns.map(move |turn| shape.points.iter().map(|point| frame.project_turned(*point, turn)).collect())
}

fn areas<'a>(frame: Frame, shapes: impl Iterator<Item = &'a Shape>) -> String {
    let mut path = String::new();
    for ring in shapes.flat_map(|shape| seen(frame, shape)).filter(|ring| !is_speck(ring)) {
        write(&mut path, &coarser(&cut(ring)), true);
    }
    path
}

fn lines<'a>(frame: Frame, shapes: impl Iterator<Item = &'a Shape>) -> String {
    let mut path = String::new();
    for line in shapes.flat_map(|shape| seen(frame, shape)) {
        for run in runs(&line) {
            write(&mut path, &coarser(run), false);
        }
    }
    path
}

/// The parts of a line whose edges may be seen.
fn runs(line: &[(f64, f64)]) -> impl Iterator<Item = &[(f64, f64)]> {
    let unseen = |pair: &[(f64, f64)]| {
        let beyond = |of: fn(&(f64, f64)) -> f64, low: f64, high: f64| {
            pair.iter().all(|p| of(p) < low) || pair.iter().all(|p| of(p) > high)
        };
        beyond(|p| p.0, EDGES[0], EDGES[2]) || beyond(|p| p.1, EDGES[1], EDGES[3])
    };
    let mut from = 0;
    let cuts = (1..line.len()).filter(move |at| unseen(&line[at - 1..=*at])).chain([line.len()]);
    cuts.filter_map(move |end| {
        let run = &line[from..end];
        from = end;
        (run.len() > 1).then_some(run)
    })
}

/// A ring cut off at the edges (Sutherland and Hodgman): it may run along them, where nobody looks.
fn cut(mut ring: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    type Inside = fn((f64, f64)) -> bool;
    const SIDES: [(Inside, bool, f64); 4] = [
        (|p| p.0 >= EDGES[0], true, EDGES[0]),
        (|p| p.0 <= EDGES[2], true, EDGES[2]),
        (|p| p.1 >= EDGES[1], false, EDGES[1]),
        (|p| p.1 <= EDGES[3], false, EDGES[3]),
    ];
    for (inside, upright, edge) in SIDES {
        let before = std::mem::take(&mut ring);
        for (at, point) in before.iter().enumerate() {
            let last = before[(at + before.len() - 1) % before.len()];
            if inside(last) != inside(*point) {
                ring.push(crossing(last, *point, upright, edge));
            }
            if inside(*point) {
                ring.push(*point);
            }
        }
    }
    ring
}

fn crossing(a: (f64, f64), b: (f64, f64), upright: bool, edge: f64) -> (f64, f64) {
    if upright {
        (edge, a.1 + (b.1 - a.1) * (edge - a.0) / (b.0 - a.0))
    } else {
        (a.0 + (b.0 - a.0) * (edge - a.1) / (b.1 - a.1), edge)
    }
}

/// With as few points as it takes to look the same (Douglas and Peucker); the ends stay.
fn coarser(points: &[(f64, f64)]) -> Vec<(i64, i64)> {
    let kept = LineString::from(points.to_vec()).simplify(FINE);
    kept.into_iter().map(|at| (at.x.round() as i64, at.y.round() as i64)).collect()
}

fn is_speck(ring: &[(f64, f64)]) -> bool {
    let wide = |of: fn(&(f64, f64)) -> f64| {
        let values = ring.iter().map(of);
        values.clone().fold(f64::MIN, f64::max) - values.fold(f64::MAX, f64::min)
    };
    wide(|p| p.0) < SPECK && wide(|p| p.1) < SPECK
}

fn write(path: &mut String, points: &[(i64, i64)], closed: bool) {
    use std::fmt::Write;
    let Some(((x, y), rest)) = points.split_first() else { return };
    // An island of two points is none.
    if rest.is_empty() || closed && rest.len() < 2 {
        return;
    }
    // Writing to a String cannot fail.
    let _ = write!(path, "M{x} {y}l");
    let mut before = (*x, *y);
    for (n, (x, y)) in rest.iter().enumerate() {
        let (dx, dy) = (x - before.0, y - before.1);
        let gap = if n > 0 && dx >= 0 { " " } else { "" };
        let between = if dy >= 0 { " " } else { "" };
        let _ = write!(path, "{gap}{dx}{between}{dy}");
        before = (*x, *y);
    }
    if closed {
        path.push('z');
    }
}

/// All that is so many miles away by the geodesic: on Mercator's map no circle, but nearly.
fn ring(frame: Frame, center: Point, miles: f64) -> String {
    let from = geo::Point::new(center.longitude, center.latitude);
    let corners = (0..CORNERS).map(|n| {
        let to = Geodesic.destination(from, n as f64 * 360.0 / CORNERS as f64, miles * METRES_PER_MILE);
        let (x, y) = frame.project(Point { latitude: to.y(), longitude: to.x() });
        (x.round() as i64, y.round() as i64)
    });
    let mut path = String::new();
    write(&mut path, &corners.collect::<Vec<_>>(), true);
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Point {
        Point::new(latitude, longitude).expect("on the earth")
    }

    #[test]
    fn a_map_of_a_city_has_its_counties_and_one_of_the_country_has_none() {
        let city = Paths::of(Frame::of_circle(at(45.5, -122.6), 25.0), Some((at(45.5, -122.6), 25.0)));
        assert!(!city.counties.is_empty() && !city.land.is_empty() && city.ring.is_some());
        let country = Paths::of(Frame::around(&[at(48.0, -124.0), at(25.0, -67.0)]).expect("points"), None);
        assert!(country.counties.is_empty() && !country.states.is_empty() && !country.abroad.is_empty());
        let all = [&country.land, &country.states, &country.coast, &country.abroad, &country.lakes];
        assert!(all.iter().map(|path| path.len()).sum::<usize>() < 150_000);
    }

    #[test]
    fn land_that_holds_the_whole_window_is_all_of_it() {
        let kansas = Paths::of(Frame::of_circle(at(38.5, -98.5), 5.0), None);
        // Nothing of its border is in sight: a rectangle.
        assert_eq!(kansas.land.matches('M').count(), 1, "{}", kansas.land);
        assert!(kansas.land.len() < 200 && kansas.coast.is_empty(), "{}", kansas.land);
    }

    #[test]
    fn islands_on_both_sides_of_180_degrees_are_on_one_map() {
        let aleutians = Paths::of(Frame::of_circle(at(52.0, 179.9), 200.0), None);
        let first = |piece: &str| piece.split([' ', 'l']).next().and_then(|x| x.parse::<f64>().ok());
        let left: Vec<f64> = aleutians.land.split('M').skip(1).filter_map(first).collect();
        assert!(left.iter().any(|x| *x < WIDTH / 2.0) && left.iter().any(|x| *x > WIDTH / 2.0), "{left:?}");
    }
}
