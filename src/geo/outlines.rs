//! Borders, land and water to draw maps of, read once from `data/outlines/`.

use std::io::Read;
use std::sync::OnceLock;

use flate2::read::GzDecoder;

use crate::domain::place::Point;

static GZ: &[u8] = include_bytes!("../../data/outlines/outlines.txt.gz");
/// The file counts in this part of a degree.
const UNIT: f64 = 10_000.0;

/// A line of the file does not fit.
#[derive(Debug, thiserror::Error)]
pub enum OutlinesError {
    /// Not gzip, or not UTF-8.
    #[error("data/outlines/outlines.txt.gz cannot be unpacked: {0}; rebuild it with scripts/outlines")]
    Unpack(#[from] std::io::Error),
    /// An unknown word, a number that is none, or a piece of border that is not there.
    #[error("data/outlines/outlines.txt.gz, line {line}: {what}; rebuild it with scripts/outlines")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        what: &'static str,
    },
}

/// What a border lies between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    /// The country's land and water, or another country.
    Coast,
    /// Two states.
    State,
    /// Two counties of one state.
    County,
}

/// A line, or a ring whose last point is its first.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// In order; longitudes may go on beyond 180 degrees, so that no edge leads around the earth.
    pub points: Vec<Point>,
    /// Degrees: west, south, east, north of all points.
    pub bounds: [f64; 4],
}

/// All of it.
#[derive(Debug, Default)]
pub struct Outlines {
    /// Pieces of border.
    pub borders: Vec<(Border, Shape)>,
    /// Rings of the country's land; a ring within a ring is a hole.
    pub land: Vec<Shape>,
    /// Rings of other countries.
    pub abroad: Vec<Shape>,
    /// Rings of lakes.
    pub lakes: Vec<Shape>,
}

impl Outlines {
    /// The outlines of this program. The first call reads them (some 20 ms in a release build).
    pub fn get() -> &'static Outlines {
        static OUTLINES: OnceLock<Outlines> = OnceLock::new();
        OUTLINES.get_or_init(|| Self::unpack(GZ).expect("the file is part of the program, and a test reads it"))
    }

    fn unpack(gz: &[u8]) -> Result<Outlines, OutlinesError> {
        let mut text = String::new();
        GzDecoder::new(gz).read_to_string(&mut text)?;
        Self::read(&text)
    }

    fn read(text: &str) -> Result<Outlines, OutlinesError> {
        let mut all = Outlines::default();
        for (i, line) in text.lines().enumerate() {
            let wrong = |what| OutlinesError::Line { line: i + 1, what };
            let (word, rest) = line.split_once(' ').ok_or(wrong("a word and numbers are needed"))?;
            let numbers: Option<Vec<i64>> = rest.split(' ').map(|n| n.parse().ok()).collect();
            let numbers = numbers.ok_or(wrong("a number is none"))?;
            let shape = || Shape::of_steps(&numbers).ok_or(wrong("its points are not on the earth"));
            match word {
                "coast" => all.borders.push((Border::Coast, shape()?)),
                "state" => all.borders.push((Border::State, shape()?)),
                "county" => all.borders.push((Border::County, shape()?)),
                "abroad" => all.abroad.push(shape()?),
                "lake" => all.lakes.push(shape()?),
                "land" => all.land.push(all.ring(&numbers).ok_or(wrong("no such piece of border"))?),
                _ => return Err(wrong("an unknown word")),
            }
        }
        Ok(all)
    }

    /// A ring of pieces of border, one after the other.
    fn ring(&self, pieces: &[i64]) -> Option<Shape> {
        let mut points: Vec<Point> = Vec::new();
        for piece in pieces {
            let (number, turned) = if *piece < 0 { (!*piece, true) } else { (*piece, false) };
            let mut of = self.borders.get(usize::try_from(number).ok()?)?.1.points.clone();
            if turned {
                of.reverse();
            }
            // A piece begins where the one before ended.
            points.extend(of.into_iter().skip(usize::from(!points.is_empty())));
        }
        Shape::of(points)
    }
}

impl Shape {
    /// `None` without a point.
    fn of(points: Vec<Point>) -> Option<Shape> {
        let of = |pick: fn(f64, f64) -> f64, axis: fn(&Point) -> f64| points.iter().map(axis).reduce(pick);
        let bounds = [
            of(f64::min, |p| p.longitude)?,
            of(f64::min, |p| p.latitude)?,
            of(f64::max, |p| p.longitude)?,
            of(f64::max, |p| p.latitude)?,
        ];
        Some(Shape { points, bounds })
    }

    fn of_steps(steps: &[i64]) -> Option<Shape> {
        let (mut x, mut y) = (0, 0);
        let points = steps.chunks(2).map(|step| {
            let [dx, dy] = *step else { return None };
            (x, y) = (x + dx, y + dy);
            let (latitude, longitude) = (y as f64 / UNIT, x as f64 / UNIT);
            // A ring over 180 degrees goes on beyond it.
            (latitude.abs() <= 90.0 && longitude.abs() <= 540.0).then_some(Point { latitude, longitude })
        });
        Shape::of(points.collect::<Option<Vec<Point>>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::Gazetteer;

    #[test]
    fn the_file_can_be_read_and_rings_are_closed() {
        let all = Outlines::unpack(GZ).expect("it is part of the program");
        assert!(all.borders.len() > 9_000 && all.land.len() > 200 && all.lakes.len() > 20, "{}", all.borders.len());
        for ring in all.land.iter().chain(&all.lakes) {
            let ends = (ring.points.first(), ring.points.last());
            assert!(ring.points.len() > 3 && ends.0 == ends.1, "{:?}", ring.bounds);
        }
        for shape in all.land.iter().chain(&all.abroad).chain(&all.lakes) {
            let long = |edge: &[Point]| (edge[0].longitude - edge[1].longitude).abs() > 90.0;
            assert!(!shape.points.windows(2).any(long), "an edge leads around the earth: {:?}", shape.bounds);
        }
    }

    /// Whether the number of edges to the east of it is odd.
    fn is_on_land(at: Point) -> bool {
        let edges = Outlines::get().land.iter().flat_map(|ring| ring.points.windows(2));
        let crossed = edges.filter(|edge| {
            let (a, b) = (edge[0], edge[1]);
            let between = (a.latitude > at.latitude) != (b.latitude > at.latitude);
            let part = (at.latitude - a.latitude) / (b.latitude - a.latitude);
            between && at.longitude < a.longitude + part * (b.longitude - a.longitude)
        });
        crossed.count() % 2 == 1
    }

    #[test]
    fn cities_stand_on_land_and_the_sea_is_none() {
        let place = |name: &str| match Gazetteer::get().resolve(name) {
            crate::geo::Resolution::One(place) => place.point,
            other => panic!("{name}: {other:?}"),
        };
        for city in ["Denver, CO", "Atlanta, GA", "Boise, ID", "Fairbanks, AK", "San Juan, PR", "Wichita, KS"] {
            assert!(is_on_land(place(city)), "{city}");
        }
        for (latitude, longitude) in [(30.0, -75.0), (43.5, -87.0), (25.0, -90.0), (50.0, -100.0)] {
            assert!(!is_on_land(Point::new(latitude, longitude).expect("on the earth")), "{latitude}, {longitude}");
        }
    }

    #[test]
    fn damage_is_told_by_line() {
        for (text, line) in
            [("coast 1 2 3", 1), ("coast 1 2 3 4\nland 7", 2), ("moat 1 2", 1), ("lake 1 x", 1), ("lake", 1)]
        {
            match Outlines::read(text) {
                Err(OutlinesError::Line { line: at, .. }) => assert_eq!(at, line, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
