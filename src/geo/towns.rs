//! The largest towns of a window, for a map to name.

use crate::domain::place::Point;

use super::Gazetteer;

/// A town on a map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Town {
    /// Without its state.
    pub name: &'static str,
    /// Its middle.
    pub point: Point,
    /// People.
    pub population: u32,
}

impl Gazetteer {
    /// The most populous towns for whose middle `holds`, the largest first; at most so many.
    pub fn largest_towns(&self, holds: impl Fn(Point) -> bool, most: usize) -> Vec<Town> {
        let town =
            |city: &super::gazetteer::City| Town { name: city.name, point: city.point, population: city.population };
        let mut towns: Vec<Town> = self.cities.iter().filter(|city| holds(city.point)).map(town).collect();
        towns.sort_by_key(|town| (std::cmp::Reverse(town.population), town.name));
        towns.truncate(most);
        towns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_towns_of_a_window_come_first() {
        let around_oregon = |p: Point| (42.0..46.0).contains(&p.latitude) && (-124.5..-117.0).contains(&p.longitude);
        let towns = Gazetteer::get().largest_towns(around_oregon, 3);
        assert_eq!(towns.iter().map(|town| town.name).collect::<Vec<_>>(), ["Portland", "Vancouver", "Eugene"]);
        assert!(towns.windows(2).all(|pair| pair[0].population >= pair[1].population));
    }
}
