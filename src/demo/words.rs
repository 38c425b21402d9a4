//! The demo's word lists and ZIPs, embedded from `data/demo/`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// What names and texts are made of.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    #[serde(rename = "as_of")]
    _as_of: String,
    #[serde(rename = "source")]
    _source: String,
    pub given: Vec<String>,
    pub family: Vec<String>,
    pub first: Vec<String>,
    pub second_infusion: Vec<String>,
    pub second_psychiatry: Vec<String>,
    pub second_therapy: Vec<String>,
    pub second_telehealth: Vec<String>,
    pub second_rural: Vec<String>,
    pub streets: Vec<String>,
    pub street_kinds: Vec<String>,
    pub suites: Vec<String>,
    pub boards: Vec<String>,
    pub carriers: Vec<String>,
    pub openings: Vec<String>,
    pub sentences: Vec<String>,
    pub price_includes: Vec<String>,
    pub area_codes: BTreeMap<String, Vec<String>>,
}

impl Words {
    /// Read once.
    pub fn get() -> &'static Words {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| {
            toml::from_str(include_str!("../../data/demo/words.toml"))
                .expect("the word lists are part of the program, and a test reads them")
        })
    }
}

/// Whether a practice is in a city or out in the country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surroundings {
    City,
    Town,
}

/// The ZIPs where the demo's practices are.
pub fn zips() -> impl Iterator<Item = (&'static str, Surroundings)> {
    let rows = include_str!("../../data/demo/places.tsv").lines().filter(|l| !l.starts_with('#'));
    rows.filter_map(|line| {
        let (zip, kind) = line.split_once('\t')?;
        Some((zip, if kind == "town" { Surroundings::Town } else { Surroundings::City }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::Gazetteer;

    #[test]
    fn the_word_lists_can_be_read_and_cover_every_place() {
        let words = Words::get();
        for (zip, _) in zips() {
            let place = Gazetteer::get().zip(zip).unwrap_or_else(|| panic!("{zip} is no ZIP"));
            assert!(words.area_codes.contains_key(place.state), "no area code for {}", place.state);
        }
        assert!(zips().count() > 300);
    }
}
