//! What a text may be the beginning of, while it is being typed.

use std::cmp::Reverse;

use crate::domain::fold::{fold, letters_and_digits};

use super::gazetteer::{Gazetteer, Name};
use super::names::name_key;
use super::place::Place;
use super::state::State;
use super::suggest::{MOST_SUGGESTIONS, each_once};

/// Longer texts begin no name.
const LONGEST_TEXT: usize = 120;

/// How a city's name was found; the first stand first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The whole text begins it.
    Begun,
    /// The text is the name and the beginning of a state, without a comma.
    Whole,
    /// It is a nickname or a name in another language.
    Nickname,
}

/// How it was found, its population, its place in `Gazetteer::cities`.
type Ranked = (Kind, Reverse<u32>, u32);

impl Gazetteer {
    /// The cities and ZIPs that begin with the text, at most five: ZIPs in their order, cities the most populous first. A city's state
    /// may have begun, too: `portland, o`, `portland or`. Nicknames and names in other languages stand behind the names that places
    /// are really called by.
    pub fn beginning_with(&self, text: &str) -> Vec<Place> {
        let text = fold(text.trim());
        if text.is_empty() || text.len() > LONGEST_TEXT {
            return Vec::new();
        }
        if text.bytes().all(|b| b.is_ascii_digit()) {
            return self.zips_beginning_with(&text);
        }
        let mut found = match text.rsplit_once(',') {
            Some((name, state)) => self.named(name, Some(state), false),
            None => self.named(&text, None, false),
        };
        let spaced = text.rsplit_once(' ').filter(|_| !text.contains(','));
        if let Some((name, state)) = spaced {
            found.extend(self.named(name, Some(state), true));
        }
        found.sort_unstable();
        let cities = each_once(found.into_iter().map(|(_, _, city)| city));
        cities.into_iter().map(|city| self.city_place(&self.cities[city as usize])).collect()
    }

    fn zips_beginning_with(&self, digits: &str) -> Vec<Place> {
        let from = self.zips().partition_point(|z| z.zip < digits);
        let begin = self.zips()[from..].iter().take_while(|z| z.zip.starts_with(digits));
        begin.take(MOST_SUGGESTIONS).map(|z| self.zip_place(z)).collect()
    }

    /// Cities whose name begins with `name` or, where it is `whole`, is it, in the states that begin with `state`.
    fn named(&self, name: &str, state: Option<&str>, whole: bool) -> Vec<Ranked> {
        let states: Vec<bool> = self.states().iter().map(|s| state.is_none_or(|typed| begins(s, typed))).collect();
        let mut keys = vec![name_key(name)];
        // "St" may become "St. Louis" or "Stockton", "n" "North Bend" or "Newark".
        let plain = letters_and_digits(name);
        if plain != keys[0] {
            keys.push(plain);
        }
        let mut found = Vec::new();
        for key in keys.iter().filter(|key| !key.is_empty()) {
            let fits = |n: &&Name| states[usize::from(n.state)] && (!whole || usize::from(n.len) == key.len());
            found.extend(self.names_beginning_with(key).iter().filter(fits).map(|n| {
                let kind = match (n.nickname, whole) {
                    (true, _) => Kind::Nickname,
                    (false, true) => Kind::Whole,
                    (false, false) => Kind::Begun,
                };
                (kind, Reverse(self.cities[n.city as usize].population), n.city)
            }));
        }
        found
    }

    fn names_beginning_with(&self, key: &str) -> &[Name] {
        let from = self.names.partition_point(|n| self.key_of(n) < key);
        let count = self.names[from..].partition_point(|n| self.key_of(n).starts_with(key));
        &self.names[from..from + count]
    }
}

/// The state's code or name begins so.
fn begins(state: &State, typed: &str) -> bool {
    let key = name_key(typed);
    // "N." alone would be read as "North".
    let plain = letters_and_digits(typed);
    let code = state.code.to_ascii_lowercase();
    code.starts_with(&plain) || state.keys.iter().any(|k| k.starts_with(&key) || k.starts_with(&plain))
}
