//! The offline gazetteer: every ZIP, city and state, read once from the files in `data/gazetteer/`.
//!
//! Names are slices of the unpacked files, tables are sorted arrays: about 10 MB, and a look-up is a binary search.

use std::io::Read;
use std::sync::OnceLock;

use flate2::read::GzDecoder;

use crate::domain::place::Point;

use super::distance::miles;
use super::names::{Letters, name_key};
use super::place::{Place, PlaceKind, ZipPlace};
use super::state::State;

static STATES: &str = include_str!("../../data/gazetteer/states.csv");
static ZIPS_GZ: &[u8] = include_bytes!("../../data/gazetteer/zips.tsv.gz");
static CITIES_GZ: &[u8] = include_bytes!("../../data/gazetteer/cities.tsv.gz");

/// A gazetteer file has a row that does not fit.
#[derive(Debug, thiserror::Error)]
pub enum GazetteerError {
    /// Not gzip, or not UTF-8.
    #[error("data/gazetteer/{file} cannot be unpacked: {source}; rebuild it with scripts/gazetteer")]
    Unpack {
        /// The file.
        file: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// A field is missing or out of range, or the order is wrong.
    #[error("data/gazetteer/{file}, line {line}: {what}; rebuild it with scripts/gazetteer")]
    Row {
        /// The file.
        file: &'static str,
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        what: &'static str,
    },
}

/// One city, town or census place.
#[derive(Debug)]
pub(super) struct City {
    pub name: &'static str,
    /// Index into the states.
    pub state: u8,
    pub point: Point,
    pub population: u32,
    /// Only where the state has another place of this name.
    pub county: &'static str,
}

/// A key under which a city is found; the keys lie end to end in one string.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    start: u32,
    pub len: u8,
    /// A nickname or a name in another language: stands back where a place is really called so.
    pub nickname: bool,
    /// The state of the city, as there.
    pub state: u8,
    pub letters: Letters,
    pub city: u32,
}

/// Places of the United States, its district and its territories.
#[derive(Debug)]
pub struct Gazetteer {
    states: Vec<State>,
    zips: Vec<ZipPlace>,
    /// The number that each of [`Gazetteer::zips`] is: found in a few lines of the processor's cache, where the ZIPs themselves lie all over.
    zip_numbers: Vec<u32>,
    pub(super) cities: Vec<City>,
    keys: String,
    /// Sorted by key.
    pub(super) names: Vec<Name>,
}

impl Gazetteer {
    /// The gazetteer of this program. The first call reads it (about 60 ms in a release build).
    pub fn get() -> &'static Gazetteer {
        static ZIP_TEXT: OnceLock<String> = OnceLock::new();
        static CITY_TEXT: OnceLock<String> = OnceLock::new();
        static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
        GAZETTEER.get_or_init(|| {
            let text = |file, gz| unpack(file, gz).expect("the files are part of the program, and a test reads them");
            let zips = ZIP_TEXT.get_or_init(|| text("zips.tsv.gz", ZIPS_GZ));
            let cities = CITY_TEXT.get_or_init(|| text("cities.tsv.gz", CITIES_GZ));
            Self::read(STATES, zips, cities).expect("the files are part of the program, and a test reads them")
        })
    }

    fn read(states: &'static str, zips: &'static str, city_text: &'static str) -> Result<Self, GazetteerError> {
        let states = read_states(states)?;
        let zips = read_zips(zips, &states)?;
        let zip_numbers = zips.iter().map(|z| z.zip.parse().unwrap_or(u32::MAX)).collect();
        let (cities, keys, names) = (Vec::new(), String::new(), Vec::new());
        let mut gazetteer = Gazetteer { states, zips, zip_numbers, cities, keys, names };
        gazetteer.read_cities(city_text)?;
        Ok(gazetteer)
    }

    fn read_cities(&mut self, text: &'static str) -> Result<(), GazetteerError> {
        const FILE: &str = "cities.tsv.gz";
        for (i, line) in text.lines().enumerate() {
            let wrong = |what| GazetteerError::Row { file: FILE, line: i + 1, what };
            let fields: Vec<&'static str> = line.split('\t').collect();
            let &[name, state, latitude, longitude, population, county, others] = fields.as_slice() else {
                return Err(wrong("seven columns are needed"));
            };
            let city = self.cities.len() as u32;
            let state = state_index(&self.states, state).ok_or(wrong("no such state"))?;
            self.cities.push(City {
                name,
                state,
                point: point(latitude, longitude).ok_or(wrong("not a point"))?,
                population: population.parse().map_err(|_| wrong("the population is not a number"))?,
                county,
            });
            self.push_name(name, false, city);
            for other in others.split('|').filter(|o| !o.is_empty()) {
                // `=` marks a name that the post office uses.
                let official = other.strip_prefix('=');
                self.push_name(official.unwrap_or(other), official.is_none(), city);
            }
        }
        let mut names = std::mem::take(&mut self.names);
        names.sort_unstable_by_key(|n| (self.key_of(n), n.city));
        self.names = names;
        Ok(())
    }

    fn push_name(&mut self, name: &str, nickname: bool, city: u32) {
        let key = name_key(name);
        let Ok(len) = u8::try_from(key.len()) else { return };
        let (start, state) = (self.keys.len() as u32, self.cities[city as usize].state);
        self.names.push(Name { start, len, nickname, state, letters: Letters::of(&key), city });
        self.keys.push_str(&key);
    }

    pub(super) fn key_of(&self, name: &Name) -> &str {
        &self.keys[name.start as usize..name.start as usize + usize::from(name.len)]
    }

    /// What a ZIP of five digits stands for; `None` where there is no such ZIP in a state or territory.
    pub fn zip(&self, zip: &str) -> Option<ZipPlace> {
        let at = self.zip_numbers.binary_search(&zip.parse().ok()?).ok()?;
        // Not for "+1234" or "007".
        self.zips.get(at).filter(|z| z.zip == zip).copied()
    }

    /// Every ZIP, in order.
    pub fn zips(&self) -> &[ZipPlace] {
        &self.zips
    }

    /// The state with this code or name: `OR`, `Oregon`, `Ore.`.
    pub fn state(&self, text: &str) -> Option<&State> {
        let key = name_key(text);
        self.states.iter().find(|s| s.is_called(text, &key))
    }

    /// All of them, by code.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// The places of this name in a state (its code or name), the most populous first.
    ///
    /// Nicknames and names in other languages count only where no place is really called so.
    pub fn city(&self, name: &str, state: &str) -> Vec<Place> {
        let Some(state) = self.state(state) else { return Vec::new() };
        let found = self.cities_called(&name_key(name), Some(state.code));
        found.into_iter().map(|c| self.city_place(c)).collect()
    }

    /// Whether two names mean one city of the state (its code or name): spelled otherwise, or other names of one place.
    /// A name that a place of its own bears never counts as another's nickname.
    pub fn is_one_city(&self, a: &str, b: &str, state: &str) -> bool {
        let Some(state) = self.state(state) else { return false };
        let key = |name| name_key(without_state(name, state));
        let (a, b) = (key(a), key(b));
        let others = self.cities_called(&b, Some(state.code));
        !a.is_empty() && (a == b || self.cities_called(&a, Some(state.code)).iter().any(|c| has(&others, c)))
    }

    /// Every city with its population.
    pub fn cities(&self) -> impl Iterator<Item = (Place, u32)> + '_ {
        self.cities.iter().map(|city| (self.city_place(city), city.population))
    }

    /// Miles from a ZIP's centroid; `None` where there is no such ZIP.
    pub fn miles_from_zip(&self, zip: &str, point: Point) -> Option<f64> {
        self.zip(zip).map(|z| miles(z.point, point))
    }

    /// The ZIP lies in the state (its code); `None` where there is no such ZIP.
    pub fn zip_is_in(&self, zip: &str, state: &str) -> Option<bool> {
        self.zip(zip).map(|z| z.state.eq_ignore_ascii_case(state))
    }

    /// Cities by key, in one state or all, the most populous first.
    pub(super) fn cities_called(&self, key: &str, state: Option<&str>) -> Vec<&City> {
        let from = self.names.partition_point(|n| self.key_of(n) < key);
        let same = self.names[from..].iter().take_while(|n| self.key_of(n) == key);
        let (mut named, mut nicknamed) = (Vec::new(), Vec::new());
        let mut last = None;
        for name in same {
            // A city may be written in two ways that come to one key.
            if last.replace(name.city) == Some(name.city) {
                continue;
            }
            let city = &self.cities[name.city as usize];
            if state.is_none_or(|code| self.code_of(city) == code) {
                if name.nickname { nicknamed.push(city) } else { named.push(city) }
            }
        }
        let mut found = if named.is_empty() { nicknamed } else { named };
        found.sort_by_key(|c| std::cmp::Reverse(c.population));
        found
    }

    pub(super) fn code_of(&self, city: &City) -> &'static str {
        self.states[usize::from(city.state)].code
    }

    pub(super) fn city_place(&self, city: &City) -> Place {
        let code = self.code_of(city);
        let label = match city.county {
            "" => format!("{}, {code}", city.name),
            county => format!("{} ({county}), {code}", city.name),
        };
        Place { label, kind: PlaceKind::City, point: city.point, state: Some(code.to_owned()) }
    }
}

/// People write "New York, NY" where a city is asked for.
fn without_state<'a>(name: &'a str, state: &State) -> &'a str {
    match name.rsplit_once(',') {
        Some((city, after)) if state.is_called(after.trim(), &name_key(after)) => city,
        _ => name,
    }
}

/// The very same city, not one of its name.
fn has(cities: &[&City], city: &City) -> bool {
    cities.iter().any(|c| std::ptr::eq(*c, city))
}

fn unpack(file: &'static str, gz: &[u8]) -> Result<String, GazetteerError> {
    let mut text = String::with_capacity(gz.len() * 5);
    GzDecoder::new(gz).read_to_string(&mut text).map_err(|source| GazetteerError::Unpack { file, source })?;
    Ok(text)
}

fn read_states(text: &'static str) -> Result<Vec<State>, GazetteerError> {
    let row = |(i, line)| {
        State::parse(line).ok_or(GazetteerError::Row { file: "states.csv", line: i + 1, what: "a field does not fit" })
    };
    text.lines().enumerate().skip(1).map(row).collect()
}

fn read_zips(text: &'static str, states: &[State]) -> Result<Vec<ZipPlace>, GazetteerError> {
    let mut zips: Vec<ZipPlace> = Vec::with_capacity(text.len() / 50);
    for (i, line) in text.lines().enumerate() {
        let wrong = |what| GazetteerError::Row { file: "zips.tsv.gz", line: i + 1, what };
        let fields: Vec<&'static str> = line.split('\t').collect();
        let &[zip, city, state, latitude, longitude, time_zone] = fields.as_slice() else {
            return Err(wrong("six columns are needed"));
        };
        if zips.last().is_some_and(|z| z.zip >= zip) {
            return Err(wrong("the ZIPs are not in order"));
        }
        zips.push(ZipPlace {
            zip,
            city,
            state: states[usize::from(state_index(states, state).ok_or(wrong("no such state"))?)].code,
            point: point(latitude, longitude).ok_or(wrong("not a point"))?,
            time_zone,
        });
    }
    Ok(zips)
}

fn state_index(states: &[State], code: &str) -> Option<u8> {
    states.binary_search_by(|s| s.code.cmp(code)).ok().and_then(|i| u8::try_from(i).ok())
}

fn point(latitude: &str, longitude: &str) -> Option<Point> {
    Point::new(latitude.parse().ok()?, longitude.parse().ok()?)
}
