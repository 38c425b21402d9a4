//! The largest towns of a window, for a map to name, and what a window itself is called.

use std::cmp::Reverse;

use crate::domain::place::Point;

use super::Gazetteer;
use super::distance::miles;
use super::gazetteer::City;

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

/// A window up to so many degrees from south to north is called by a town; three are about 200 miles.
const OF_A_TOWN: f64 = 3.0;
/// One up to so many by a state; a larger one shows many.
const OF_A_STATE: f64 = 12.0;
/// Who looks at a window without a town is so many miles from one at most, or at sea.
const NEAR_A_TOWN: f64 = 60.0;

impl Gazetteer {
    /// What a window is around: its largest town ("Portland, OR"), else the one nearest to its middle; a state
    /// ("Oregon") where it is too large for a town. `None` where it is larger than that, or far from everything.
    pub fn called(&self, holds: impl Fn(Point) -> bool, middle: Point, degrees_high: f64) -> Option<String> {
        if degrees_high > OF_A_STATE {
            return None;
        }
        let within = self.cities.iter().filter(|city| holds(city.point));
        let largest = within.max_by_key(|city| (city.population, Reverse(city.name)));
        let nearest = || {
            let away = |city: &City| miles(middle, city.point);
            let near = self.cities.iter().map(|city| (away(city), city)).min_by(|a, b| a.0.total_cmp(&b.0))?;
            (near.0 <= NEAR_A_TOWN).then_some(near.1)
        };
        if degrees_high <= OF_A_TOWN {
            return Some(self.city_place(largest.or_else(nearest)?).label);
        }
        let code = self.city_place(nearest()?).state?;
        self.states().iter().find(|state| state.code == code).map(|state| state.name.to_string())
    }

    /// The most populous towns for whose middle `holds`, the largest first; at most so many.
    pub fn largest_towns(&self, holds: impl Fn(Point) -> bool, most: usize) -> Vec<Town> {
        let town = |city: &City| Town { name: city.name, point: city.point, population: city.population };
        let mut towns: Vec<Town> = self.cities.iter().filter(|city| holds(city.point)).map(town).collect();
        towns.sort_by_key(|town| (Reverse(town.population), town.name));
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

    #[test]
    fn a_window_is_called_by_its_largest_town_or_the_nearest_or_its_state_or_not_at_all() {
        let called = |south: f64, west: f64, height: f64, width: f64| {
            let holds = |p: Point| {
                (south..=south + height).contains(&p.latitude) && (west..=west + width).contains(&p.longitude)
            };
            let middle = Point::new(south + height / 2.0, west + width / 2.0).expect("on the earth");
            Gazetteer::get().called(holds, middle, height)
        };
        assert_eq!(called(45.3, -122.9, 0.5, 0.6).as_deref(), Some("Portland, OR"));
        let desert = called(43.10, -119.30, 0.02, 0.02).expect("somewhere in Oregon");
        assert!(desert.ends_with(", OR"), "{desert}");
        assert_eq!(called(42.0, -124.0, 4.0, 7.0).as_deref(), Some("Oregon"));
        assert_eq!(called(25.0, -125.0, 24.0, 58.0), None, "the whole country");
        assert_eq!(called(35.0, -140.0, 1.0, 1.0), None, "the sea");
    }
}
