//! From what a person types to a place: ZIP, `City, ST`, `city state`, state, `lat,lon`.

use crate::domain::fold::fold;
use crate::domain::place::Point;

use super::distance::miles;
use super::gazetteer::{City, Gazetteer};
use super::names::name_key;
use super::place::{MOST_PLACES, Place, PlaceKind, Resolution, ZipPlace};
use super::state::State;

/// Longer texts are no place name; refusing them keeps a look-up cheap.
const LONGEST_TEXT: usize = 120;
/// A state's name means the state, unless a city of this size bears it too (New York, Washington).
const RIVAL_POPULATION: u32 = 500_000;
/// A ZIP and a city name agree within this distance: preferred and accepted names of one ZIP lie close.
const SAME_AREA_MILES: f64 = 60.0;

impl Gazetteer {
    /// What the text means: one place, several to choose from, or none with what may have been meant.
    pub fn resolve(&self, text: &str) -> Resolution {
        let text = fold(text.trim());
        let text = without_country(&text);
        if text.is_empty() || text.len() > LONGEST_TEXT {
            return unknown(Vec::new());
        }
        if let Some((latitude, longitude)) = coordinates(text) {
            return match Point::new(latitude, longitude) {
                Some(p) => Resolution::One(point_place(p)),
                None => unknown(Vec::new()),
            };
        }
        if let Some((zip, rest)) = split_zip(text) {
            return self.resolve_zip(zip, rest.trim_matches([' ', ',']));
        }
        if text.bytes().all(|b| b.is_ascii_digit()) {
            return unknown(self.near_zips(text));
        }
        match text.rsplit_once(',') {
            Some((head, tail)) => self.resolve_with_comma(head.trim(), tail.trim()),
            None => self.resolve_plain(text),
        }
    }

    /// The place of a ZIP.
    pub fn zip_place(&self, z: &ZipPlace) -> Place {
        let label = format!("{} {}, {}", z.zip, z.city, z.state);
        Place { label, kind: PlaceKind::Zip, point: z.point, state: Some(z.state.to_owned()) }
    }

    /// The place of a state; its label says "State" where a great city has the same name.
    pub fn state_place(&self, s: &State) -> Place {
        let label = if self.rivals(s).is_empty() { s.name.to_owned() } else { format!("{} State", s.name) };
        Place { label, kind: PlaceKind::State, point: s.center, state: Some(s.code.to_owned()) }
    }

    fn rivals(&self, s: &State) -> Vec<&City> {
        let called = self.cities_called(&name_key(s.name), None);
        called.into_iter().filter(|c| c.population >= RIVAL_POPULATION).collect()
    }

    fn resolve_zip(&self, zip: &str, rest: &str) -> Resolution {
        if rest.is_empty() {
            return self.zip(zip).map_or_else(|| unknown(self.near_zips(zip)), |z| Resolution::One(self.zip_place(&z)));
        }
        let named = self.cities_in(rest);
        let Some(z) = self.zip(zip) else { return unknown(self.places(&named)) };
        let place = self.zip_place(&z);
        let agrees = match self.state(rest) {
            // "New York 10001" may name the city as well as the state.
            Some(state) if state.code == z.state => true,
            _ => named.iter().any(|c| self.code_of(c) == z.state && miles(c.point, z.point) <= SAME_AREA_MILES),
        };
        if agrees { Resolution::One(place) } else { unknown([vec![place], self.places(&named)].concat()) }
    }

    /// The cities that a text without ZIP names, whichever way the state is written.
    fn cities_in(&self, text: &str) -> Vec<&City> {
        match text.rsplit_once(',') {
            Some((head, tail)) => self.state(tail.trim()).map(|s| self.in_state(head, s)).unwrap_or_default(),
            None => self.cities_without_comma(text),
        }
    }

    fn cities_without_comma(&self, text: &str) -> Vec<&City> {
        let mut found = self.cities_called(&name_key(text), None);
        for (head, state) in self.split_state(text) {
            found.extend(self.in_state(head, state));
        }
        found.sort_by_key(|c| std::cmp::Reverse(c.population));
        found
    }

    fn resolve_with_comma(&self, head: &str, tail: &str) -> Resolution {
        match self.state(tail) {
            Some(state) if head.is_empty() => Resolution::One(self.state_place(state)),
            Some(state) => match self.choose(&self.in_state(head, state)) {
                Some(found) => found,
                None => unknown(self.suggest_city(head, Some(state))),
            },
            None if tail.is_empty() => self.resolve_plain(head),
            None => unknown(self.suggest_by_state_spelling(head, tail)),
        }
    }

    fn resolve_plain(&self, text: &str) -> Resolution {
        if let Some(state) = self.state(text) {
            // A code and "New York State" are plain; only the bare name can mean a city too.
            let rivals = if name_key(text) == name_key(state.name) { self.rivals(state) } else { Vec::new() };
            let place = self.state_place(state);
            return if rivals.is_empty() {
                Resolution::One(place)
            } else {
                Resolution::Several([self.places(&rivals), vec![place]].concat())
            };
        }
        let found = self.cities_without_comma(text);
        if let Some(resolution) = self.choose(&found) {
            return resolution;
        }
        let state = self.split_state(text).next();
        unknown(match state {
            Some((head, state)) => self.suggest_city(head, Some(state)),
            None => self.suggest_city(text, None),
        })
    }

    /// Every way to read the end of a text as a state: `portland oregon`, `charlotte north carolina`, `juneau ak`.
    fn split_state<'t>(&self, text: &'t str) -> impl Iterator<Item = (&'t str, &State)> {
        let spaces = text.char_indices().filter(|(_, c)| *c == ' ').map(|(i, _)| i);
        spaces.filter_map(|i| {
            let (head, tail) = text.split_at(i);
            self.state(tail).map(|s| (head, s))
        })
    }

    /// Cities of one state; the name may carry its county in parentheses, as our labels do.
    fn in_state(&self, name: &str, state: &State) -> Vec<&City> {
        let (name, county) = match name.strip_suffix(')').and_then(|n| n.split_once('(')) {
            Some((name, county)) => (name, Some(name_key(county))),
            None => (name, None),
        };
        let mut found = self.cities_called(&name_key(name), Some(state.code));
        match county {
            Some(key) => found.retain(|c| name_key(c.county) == key),
            // Where one of the namesakes stands without a county, the bare name means it (scripts/gazetteer, DOMINANT).
            None if found.iter().any(|c| c.county.is_empty()) => found.retain(|c| c.county.is_empty()),
            None => {}
        }
        found
    }

    fn choose(&self, found: &[&City]) -> Option<Resolution> {
        match found {
            [] => None,
            [only] => Some(Resolution::One(self.city_place(only))),
            _ => Some(Resolution::Several(self.places(found))),
        }
    }

    pub(super) fn places(&self, cities: &[&City]) -> Vec<Place> {
        cities.iter().take(MOST_PLACES).map(|c| self.city_place(c)).collect()
    }
}

fn unknown(mut suggestions: Vec<Place>) -> Resolution {
    suggestions.truncate(MOST_PLACES);
    Resolution::Unknown { suggestions }
}

fn point_place(p: Point) -> Place {
    Place { label: format!("{},{}", p.latitude, p.longitude), kind: PlaceKind::Point, point: p, state: None }
}

fn without_country(text: &str) -> &str {
    let country = ["united states of america", "united states", "u.s.a.", "usa", "u.s."];
    let stripped = country.iter().find_map(|c| text.strip_suffix(c));
    stripped.filter(|rest| rest.ends_with([' ', ','])).unwrap_or(text).trim_matches([' ', ','])
}

fn coordinates(text: &str) -> Option<(f64, f64)> {
    let number = |s: &str| s.trim().parse::<f64>().ok();
    let (latitude, longitude) = text.split_once(',')?;
    Some((number(latitude)?, number(longitude)?))
}

/// Takes a ZIP or ZIP+4 from the start or the end of a text.
fn split_zip(text: &str) -> Option<(&str, &str)> {
    let separator = [' ', ','];
    let (first, after) = text.split_once(separator).unwrap_or((text, ""));
    if let Some(zip) = zip_of(first) {
        let after = after.trim_matches(separator);
        let plus_four = after.len() == 4 && after.bytes().all(|b| b.is_ascii_digit());
        return Some((zip, if plus_four { "" } else { after }));
    }
    let (before, last) = text.rsplit_once(separator)?;
    zip_of(last).map(|zip| (zip, before))
}

/// The five digits of `97202`, `97202-1234` or `972021234`.
fn zip_of(word: &str) -> Option<&str> {
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    let plain = digits(word, 5) || digits(word, 9);
    let hyphenated = word.split_once('-').is_some_and(|(zip, more)| digits(zip, 5) && digits(more, 4));
    if plain || hyphenated { word.get(..5) } else { None }
}
