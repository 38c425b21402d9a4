//! What may have been meant by a place that does not exist.

use std::cmp::Reverse;

use strsim::osa_distance;

use super::gazetteer::Gazetteer;
use super::names::{Letters, name_key};
use super::place::Place;
use super::state::State;

/// How many suggestions help rather than hinder.
pub(super) const MOST_SUGGESTIONS: usize = 5;

/// How many slips (a letter too many, too few, wrong, or two swapped) a name of this length may have.
fn slips_allowed(length: usize) -> usize {
    match length {
        0..=4 => 1,
        5..=7 => 2,
        _ => 3,
    }
}

impl Gazetteer {
    /// Cities spelt nearly so: in the state first, elsewhere only where the state has none.
    pub(super) fn suggest_city(&self, name: &str, state: Option<&State>) -> Vec<Place> {
        let key = name_key(name);
        if let Some(state) = state {
            let inside = self.spelt_nearly(&key, Some(state));
            if !inside.is_empty() {
                return inside;
            }
        }
        let elsewhere = self.places(&self.cities_called(&key, None));
        let mut places = if elsewhere.is_empty() { self.spelt_nearly(&key, None) } else { elsewhere };
        if state.is_none() {
            let near = |s: &&State| s.keys.iter().any(|k| osa_distance(k, &key) <= slips_allowed(key.len()).min(2));
            places.splice(0..0, self.states().iter().filter(near).map(|s| self.state_place(s)));
        }
        places.truncate(MOST_SUGGESTIONS);
        places
    }

    /// The city is there, but what follows the comma is no state: its namesakes in the most similar states.
    pub(super) fn suggest_by_state_spelling(&self, name: &str, state: &str) -> Vec<Place> {
        let (key, state_key) = (name_key(name), name_key(state));
        let mut cities = self.cities_called(&key, None);
        if cities.is_empty() {
            return self.suggest_city(name, None);
        }
        let slips = |code: &str| {
            let names = self.state(code).map(|s| s.keys.as_slice()).unwrap_or_default();
            names.iter().map(|k| osa_distance(k, &state_key)).min().unwrap_or(usize::MAX)
        };
        cities.sort_by_cached_key(|c| (slips(self.code_of(c)), Reverse(c.population)));
        cities.truncate(MOST_SUGGESTIONS);
        self.places(&cities)
    }

    /// ZIPs near to digits that are none: the zeros that a spreadsheet eats, two digits swapped, else the neighbors.
    pub(super) fn near_zips(&self, digits: &str) -> Vec<Place> {
        let mut found: Vec<_> = match digits.len() {
            3 | 4 => self.zip(&format!("{digits:0>5}")).into_iter().collect(),
            5 => (0..4).filter_map(|i| self.zip(&with_swapped(digits, i))).collect(),
            _ => Vec::new(),
        };
        if found.is_empty() && digits.len() == 5 {
            let value = |zip: &str| zip.parse::<i32>().unwrap_or_default();
            let area = self.zips().iter().filter(|z| z.zip[..3] == digits[..3]);
            found = area.copied().collect();
            found.sort_by_key(|z| (value(z.zip) - value(digits)).abs());
            found.truncate(3);
        }
        found.iter().map(|z| self.zip_place(z)).collect()
    }

    /// By slips, then by population. The letters that occur rule out nearly all names before they are compared.
    fn spelt_nearly(&self, key: &str, state: Option<&State>) -> Vec<Place> {
        let most = slips_allowed(key.len());
        let wanted = Letters::of(key);
        let state = state.and_then(|state| self.states().iter().position(|s| s.code == state.code));
        let mut found: Vec<(usize, Reverse<u32>, u32)> = Vec::new();
        for name in &self.names {
            let possible = usize::from(name.len).abs_diff(key.len()) <= most && wanted.may_be(name.letters, most);
            if !possible || state.is_some_and(|at| usize::from(name.state) != at) {
                continue;
            }
            let slips = osa_distance(self.key_of(name), key);
            if slips <= most {
                found.push((slips, Reverse(self.cities[name.city as usize].population), name.city));
            }
        }
        found.sort_unstable();
        let cities = each_once(found.into_iter().map(|(_, _, city)| city));
        cities.into_iter().map(|city| self.city_place(&self.cities[city as usize])).collect()
    }
}

/// The first few, without those that were there before.
pub(super) fn each_once(cities: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut seen = Vec::with_capacity(MOST_SUGGESTIONS);
    for city in cities {
        if !seen.contains(&city) {
            seen.push(city);
        }
        if seen.len() == MOST_SUGGESTIONS {
            break;
        }
    }
    seen
}

fn with_swapped(digits: &str, at: usize) -> String {
    let mut chars: Vec<char> = digits.chars().collect();
    chars.swap(at, at + 1);
    chars.into_iter().collect()
}
