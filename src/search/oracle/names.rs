//! Who answers to what was typed, by comparing every word of every name.

use std::collections::BTreeSet;

use strsim::osa_distance;

use crate::domain::clinical::Treatment;
use crate::search::listing::{Listing, Location};
use crate::search::name::{Words, names_of};
use crate::search::query::Query;
use crate::search::site::Site;

/// The one name of a treatment that these worlds ask for, and are partly called by.
const TERM: (&str, Treatment) = ("spravato", Treatment::Esketamine);

/// What each typed word means, in a world.
pub struct Meant(Vec<Meaning>);

#[derive(Default)]
struct Meaning {
    words: BTreeSet<String>,
    /// The treatment as well.
    term: bool,
}

impl Meant {
    pub fn by(world: &[Listing], query: &Query) -> Option<Meant> {
        let places = world.iter().flat_map(|listing| listing.locations.iter().map(move |place| (listing, place)));
        let all: BTreeSet<String> = places.flat_map(|(listing, place)| words(listing, place)).collect();
        let Words::Names(typed) = &query.q.as_ref()?.words else { panic!("no number is asked for") };
        Some(Meant(typed.iter().map(|word| meant(&all, word)).collect()))
    }

    pub fn holds(&self, listing: &Listing, place: &Location) -> bool {
        let own = words(listing, place);
        let offered = place.offer.treatments.contains(&TERM.1);
        self.0.iter().all(|meant| (meant.term && offered) || own.iter().any(|word| meant.words.contains(word)))
    }
}

fn words(listing: &Listing, place: &Location) -> Vec<String> {
    let site = Site::of(place.clone(), |_| None);
    names_of(&listing.profile, &site).collect()
}

/// Those that begin with it, and the treatment that is called so; else the words, and the treatment, fewest slips away; else the words of
/// which a beginning is.
fn meant(all: &BTreeSet<String>, typed: &str) -> Meaning {
    let those = |fit: &dyn Fn(&str) -> bool| all.iter().filter(|word| fit(word)).cloned().collect::<BTreeSet<_>>();
    let letters = typed.chars().count();
    let begun = those(&|word| word.starts_with(typed));
    let mut readings = vec![Meaning { words: begun, term: typed == TERM.0 }];
    for slips in 1..=allowed(letters) {
        let term = osa_distance(TERM.0, typed) <= slips;
        readings.push(Meaning { words: those(&|word| osa_distance(word, typed) <= slips), term });
    }
    for slips in 1..=allowed(letters - 1) {
        let words = those(&|word| beginnings(word).any(|beginning| osa_distance(beginning, typed) <= slips));
        readings.push(Meaning { words, term: false });
    }
    readings.into_iter().find(|meaning| meaning.term || !meaning.words.is_empty()).unwrap_or_default()
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
