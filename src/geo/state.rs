//! States, the District and the territories: codes, names and where they lie.

use crate::domain::place::Point;

use super::names::name_key;

/// A state, the District of Columbia or a territory.
#[derive(Debug, Clone)]
pub struct State {
    /// USPS code.
    pub code: &'static str,
    /// As the Census Bureau writes it.
    pub name: &'static str,
    /// Two-digit FIPS code.
    pub fips: &'static str,
    /// What it is.
    pub kind: StateKind,
    /// Centroid of its area.
    pub center: Point,
    /// The smallest box around it.
    pub bounds: Bounds,
    /// Keys of its name and of the other ways to write it.
    pub(super) keys: Vec<String>,
}

/// The three kinds of [`State`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateKind {
    /// One of the fifty.
    State,
    /// The District of Columbia.
    District,
    /// Puerto Rico, Guam, American Samoa, the Northern Marianas, the Virgin Islands.
    Territory,
}

/// A box in degrees. `west` is greater than `east` where it spans the date line (Alaska).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Southern edge.
    pub south: f64,
    /// Western edge.
    pub west: f64,
    /// Northern edge.
    pub north: f64,
    /// Eastern edge.
    pub east: f64,
}

impl Bounds {
    /// Square degrees.
    pub fn area(&self) -> f64 {
        (self.east - self.west).rem_euclid(360.0) * (self.north - self.south)
    }

    /// The point lies inside or on the edge, with `margin` degrees to spare.
    pub fn contains(&self, p: Point, margin: f64) -> bool {
        let (west, east) = (self.west - margin, self.east + margin);
        let in_longitude = if self.west <= self.east {
            (west..=east).contains(&p.longitude)
        } else {
            p.longitude >= west || p.longitude <= east
        };
        in_longitude && (self.south - margin..=self.north + margin).contains(&p.latitude)
    }
}

impl State {
    /// Reads a row of `states.csv`; `None` where a field does not fit.
    pub(super) fn parse(line: &'static str) -> Option<Self> {
        let fields: Vec<&'static str> = line.split(',').collect();
        let &[code, name, fips, kind, others, latitude, longitude, south, west, north, east] = fields.as_slice() else {
            return None;
        };
        let kind = match kind {
            "state" => StateKind::State,
            "district" => StateKind::District,
            "territory" => StateKind::Territory,
            _ => return None,
        };
        let names = std::iter::once(name).chain(others.split(';').filter(|n| !n.is_empty()));
        let [south, west, north, east] = [south, west, north, east].map(|v| v.parse().ok());
        Some(State {
            code,
            name,
            fips,
            kind,
            center: Point::new(latitude.parse().ok()?, longitude.parse().ok()?)?,
            bounds: Bounds { south: south?, west: west?, north: north?, east: east? },
            keys: names.map(name_key).collect(),
        })
    }

    /// The text is its code, its name, or another way to write it (`Ore.`, `N.Y.`, `Washington State`).
    pub(super) fn is_called(&self, text: &str, key: &str) -> bool {
        let without_word = key.strip_suffix("state").filter(|k| !k.is_empty());
        // "La." is Louisiana, "L.A." is not: a code may end in a full stop, and other dots must stand in the table.
        text.trim().trim_end_matches('.').eq_ignore_ascii_case(self.code)
            || self.keys.iter().any(|k| k == key || Some(k.as_str()) == without_word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_across_the_date_line_holds_both_sides() {
        let aleutians = Bounds { south: 51.0, west: 172.0, north: 72.0, east: -130.0 };
        for (longitude, inside) in [(173.0, true), (-175.0, true), (-131.0, true), (-120.0, false), (170.0, false)] {
            let p = Point { latitude: 55.0, longitude };
            assert_eq!(aleutians.contains(p, 0.0), inside, "{longitude}");
        }
    }
}
