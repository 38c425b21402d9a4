//! The window of a map: what part of the earth it shows, and where on it a place stands.

use crate::domain::place::{METRES_PER_MILE, Point};
use crate::search::query::Bbox;

/// Units across; four to a pixel of a map as wide as a desktop's column.
pub const WIDTH: f64 = 4000.0;
/// Units down. The style sheet has the same shape.
pub const HEIGHT: f64 = 3000.0;
/// Room beside what has to be seen, as a part of it.
const MARGIN: f64 = 0.12;
/// No map is of less: degrees of longitude, about three miles in the middle of the country.
const NARROWEST: f64 = 0.06;
/// Nor of more.
const WIDEST: f64 = 200.0;
/// Mercator's map has no poles.
const HIGHEST: f64 = 84.0;

/// A window of Mercator's map: it is the rectangle that `bbox` asks for, so that a map can be searched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Of the middle. Degrees; may be beyond 180.
    longitude: f64,
    /// Of the middle, as [`stretched`].
    height: f64,
    /// Degrees of longitude across.
    across: f64,
}

/// How far from the equator Mercator's map shows a latitude, in degrees of longitude.
fn stretched(latitude: f64) -> f64 {
    let latitude = latitude.clamp(-HIGHEST, HIGHEST).to_radians();
    (latitude.tan().asinh()).to_degrees()
}

fn latitude_of(height: f64) -> f64 {
    height.to_radians().sinh().atan().to_degrees()
}

impl Frame {
    /// Around these points, with room beside them; `None` without any.
    pub fn around(points: &[Point]) -> Option<Frame> {
        let mut longitudes: Vec<f64> = points.iter().map(|p| p.longitude).collect();
        longitudes.sort_by(f64::total_cmp);
        let (west, east) = shortest_way(&longitudes)?;
        let latitudes = points.iter().map(|p| p.latitude);
        let (south, north) = (latitudes.clone().reduce(f64::min)?, latitudes.reduce(f64::max)?);
        Some(Frame::of_edges(west, south, east, north).zoomed(1.0 + 2.0 * MARGIN))
    }

    /// Around a circle.
    pub fn of_circle(center: Point, miles: f64) -> Frame {
        // A degree of latitude is 69 miles, give or take half of one.
        let degrees = miles * METRES_PER_MILE / 110_900.0;
        let beside = degrees / center.latitude.to_radians().cos().max(0.05);
        let (south, north) = (center.latitude - degrees, center.latitude + degrees);
        let edges = Frame::of_edges(center.longitude - beside, south, center.longitude + beside, north);
        edges.zoomed(1.0 + MARGIN)
    }

    /// Showing all of a window.
    pub fn of_bbox(bbox: Bbox) -> Frame {
        let east = if bbox.east < bbox.west { bbox.east + 360.0 } else { bbox.east };
        Frame::of_edges(bbox.west, bbox.south, east, bbox.north)
    }

    fn of_edges(west: f64, south: f64, east: f64, north: f64) -> Frame {
        let (bottom, top) = (stretched(south), stretched(north));
        let across = (east - west).max((top - bottom) * WIDTH / HEIGHT);
        Frame { longitude: (west + east) / 2.0, height: (top + bottom) / 2.0, across }.zoomed(1.0)
    }

    /// As many times as wide.
    pub fn zoomed(self, times: f64) -> Frame {
        let across = (self.across * times).clamp(NARROWEST, WIDEST);
        Frame { across, ..self }
    }

    /// Moved by parts of its width to the east and of its height to the north.
    pub fn moved(self, east: f64, north: f64) -> Frame {
        let height = self.height + north * self.down();
        Frame {
            longitude: self.longitude + east * self.across,
            height: height.clamp(stretched(-HIGHEST), stretched(HIGHEST)),
            ..self
        }
    }

    /// Degrees of longitude across.
    pub fn across(self) -> f64 {
        self.across
    }

    fn down(self) -> f64 {
        self.across * HEIGHT / WIDTH
    }

    /// Miles across, at the latitude of its middle.
    pub fn miles_across(self) -> f64 {
        self.across * 69.17 * latitude_of(self.height).to_radians().cos()
    }

    /// Where a place stands, in units from the left and from the top; on the side of 180 degrees that is nearer to the middle.
    pub fn project(self, point: Point) -> (f64, f64) {
        let turns = ((self.longitude - point.longitude) / 360.0).round();
        self.project_turned(point, turns * 360.0)
    }

    /// The same for a place that is so many degrees further to the east.
    pub fn project_turned(self, point: Point, further: f64) -> (f64, f64) {
        let scale = WIDTH / self.across;
        let x = (point.longitude + further - self.longitude) * scale + WIDTH / 2.0;
        let y = (self.height - stretched(point.latitude)) * scale + HEIGHT / 2.0;
        (x, y)
    }

    /// Whether a place stands in it.
    pub fn shows(self, point: Point) -> bool {
        let (x, y) = self.project(point);
        (0.0..=WIDTH).contains(&x) && (0.0..=HEIGHT).contains(&y)
    }

    /// The window as a search asks for it, to a hundred feet or so.
    pub fn bbox(self) -> Bbox {
        let round = |degrees: f64| (degrees * 1e4).round() / 1e4;
        let turned = |degrees: f64| round((degrees + 180.0).rem_euclid(360.0) - 180.0);
        let half = self.across / 2.0;
        Bbox {
            west: turned(self.longitude - half),
            east: turned(self.longitude + half),
            south: round(latitude_of(self.height - self.down() / 2.0)),
            north: round(latitude_of(self.height + self.down() / 2.0)),
        }
    }
}

/// From which longitude to which all of these lie, the shorter way around the earth.
fn shortest_way(sorted: &[f64]) -> Option<(f64, f64)> {
    let (first, last) = (*sorted.first()?, *sorted.last()?);
    let gaps = sorted.windows(2).map(|pair| (pair[1] - pair[0], pair[0] + 360.0, pair[1]));
    let around = (first + 360.0 - last, last, first);
    let (_, east, west) = gaps.chain([around]).max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some((west, east))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geo::distance::miles;

    fn at(latitude: f64, longitude: f64) -> Point {
        Point::new(latitude, longitude).expect("on the earth")
    }

    #[test]
    fn a_map_of_both_sides_of_180_degrees_is_of_the_near_side() {
        let aleutians = Frame::around(&[at(52.0, 179.0), at(52.0, -178.0)]).expect("two points");
        assert!(aleutians.across() < 5.0, "{aleutians:?}");
        let bbox = aleutians.bbox();
        assert!(bbox.west > bbox.east && bbox.contains(at(52.0, 180.0)) && !bbox.contains(at(52.0, 0.0)));
    }

    #[test]
    fn a_map_is_never_of_less_than_a_few_miles() {
        let one = Frame::around(&[at(45.0, -122.0)]).expect("a point");
        assert!((2.0..5.0).contains(&one.miles_across()), "{}", one.miles_across());
        assert_eq!(one.zoomed(0.001), one.zoomed(0.0001));
    }

    proptest! {
        #[test]
        fn what_a_map_is_made_for_stands_in_it_and_is_found_by_its_window(
            points in prop::collection::vec((-70.0..75.0f64, -180.0..180.0f64), 1..6),
            center in (-60.0..70.0f64, -180.0..180.0f64),
            radius in 1.0..500.0f64,
        ) {
            let points: Vec<Point> = points.into_iter().map(|(a, b)| at(a, b)).collect();
            let frame = Frame::around(&points).expect("points");
            if frame.across() < WIDEST {
                for point in &points {
                    prop_assert!(frame.shows(*point) && frame.bbox().contains(*point), "{point:?} {frame:?}");
                }
            }
            let center = at(center.0, center.1);
            let circle = Frame::of_circle(center, radius);
            prop_assert!(circle.shows(center));
            for (x, y) in [(-0.5, 0.0), (0.5, 0.0), (0.0, 0.5), (0.0, -0.5)] {
                let edge = circle.moved(x, y);
                let edge = at(latitude_of(edge.height).clamp(-90.0, 90.0), (edge.longitude + 180.0).rem_euclid(360.0) - 180.0);
                prop_assert!(miles(center, edge) > radius * 0.999, "{} {radius}", miles(center, edge));
            }
        }
    }
}
