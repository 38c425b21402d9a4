//! Who answers to what was typed, by comparing every word of every name.

use std::collections::BTreeSet;

use strsim::osa_distance;

use crate::search::listing::{Listing, Location};
use crate::search::name::{Words, names_of};
use crate::search::query::Query;
use crate::search::site::Site;

/// The words that each typed word means, in a world.
pub struct Meant(Vec<BTreeSet<String>>);

impl Meant {
    pub fn by(world: &[Listing], query: &Query) -> Option<Meant> {
        let places = world.iter().flat_map(|listing| listing.locations.iter().map(move |place| (listing, place)));
        let all: BTreeSet<String> = places.flat_map(|(listing, place)| words(listing, place)).collect();
        let Words::Names(typed) = &query.q.as_ref()?.words else { panic!("no number is asked for") };
        Some(Meant(typed.iter().map(|word| meant(&all, word)).collect()))
    }

    pub fn holds(&self, listing: &Listing, place: &Location) -> bool {
        let own = words(listing, place);
        self.0.iter().all(|meant| own.iter().any(|word| meant.contains(word)))
    }
}

fn words(listing: &Listing, place: &Location) -> Vec<String> {
    let site = Site::of(place.clone(), |_| None);
    names_of(&listing.profile, &site).collect()
}

/// Those that begin with it; else the words fewest slips away; else those of which a beginning is.
fn meant(all: &BTreeSet<String>, typed: &str) -> BTreeSet<String> {
    let those = |fit: &dyn Fn(&str) -> bool| all.iter().filter(|word| fit(word)).cloned().collect::<BTreeSet<_>>();
    let letters = typed.chars().count();
    let mut readings = vec![those(&|word| word.starts_with(typed))];
    for slips in 1..=allowed(letters) {
        readings.push(those(&|word| osa_distance(word, typed) <= slips));
    }
    for slips in 1..=allowed(letters - 1) {
        readings.push(those(&|word| beginnings(word).any(|beginning| osa_distance(beginning, typed) <= slips)));
    }
    readings.into_iter().find(|words| !words.is_empty()).unwrap_or_default()
}

fn beginnings(word: &str) -> impl Iterator<Item = &str> {
    (0..=word.len()).filter(|end| word.is_char_boundary(*end)).map(|end| &word[..end])
}

fn allowed(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}
