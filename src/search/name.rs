//! Finding by name, NPI or phone number: what `q` is compared with.

use crate::domain::fold::{fold, letters_and_digits};

use super::listing::{Clinician, Profile};
use super::site::Site;

/// What the user typed into `q`, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// Ten digits, an NPI or a phone number: compared whole.
    Number(String),
    /// Folded words; each begins a word of the names, or is a slip or two away from one.
    Names(Vec<String>),
}

impl Words {
    /// Reads `q`. `None` where it holds no letter and no digit.
    pub fn read(q: &str) -> Option<Words> {
        if let Some(number) = ten_digits(q) {
            return Some(Words::Number(number));
        }
        let words: Vec<String> = q.split_whitespace().map(letters_and_digits).filter(|w| !w.is_empty()).collect();
        (!words.is_empty()).then_some(Words::Names(words))
    }
}

/// The digits of an NPI or of a US phone number, however it is written; `None` where it is neither.
fn ten_digits(text: &str) -> Option<String> {
    let is_mark = |c: char| matches!(c, ' ' | '(' | ')' | '-' | '.' | '+' | '/');
    if !text.chars().all(|c| c.is_ascii_digit() || is_mark(c)) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match digits.len() {
        10 => Some(digits),
        // The country's own number in front.
        11 => digits.strip_prefix('1').map(String::from),
        _ => None,
    }
}

/// The words of every name under which a place can be found: its provider's, its own and those of the people there.
pub(super) fn names_of<'p>(profile: &'p Profile, site: &'p Site) -> impl Iterator<Item = String> + use<'p> {
    let names = std::iter::once(profile.name.as_str())
        .chain(site.offer.name.as_deref())
        .chain(people_at(profile, site).map(|c| c.name.as_str()));
    names.flat_map(words_of)
}

/// Every NPI and the phone of a place, digits alone.
pub(super) fn numbers_of<'p>(profile: &'p Profile, site: &'p Site) -> impl Iterator<Item = String> + use<'p> {
    let npis = profile.organization_npi.iter().chain(people_at(profile, site).filter_map(|c| c.npi.as_ref()));
    npis.cloned().chain(site.offer.phone.as_deref().and_then(ten_digits))
}

fn people_at<'p>(profile: &'p Profile, site: &'p Site) -> impl Iterator<Item = &'p Clinician> {
    profile.clinicians.iter().filter(|c| c.locations.contains(&site.id))
}

/// `O'Brien-Lee` begins with `obrienlee`, `brienlee` and `lee`: whoever types a part of it, with its marks or
/// without, types the beginning of one of them.
pub(super) fn words_of(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for spaced in fold(name).split(' ') {
        let parts: Vec<&str> = spaced.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).collect();
        words.extend((0..parts.len()).map(|from| parts[from..].concat()));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_digits_are_a_number_however_they_are_written() {
        for q in ["5035550142", "(503) 555-0142", "503.555.0142", "+1 503 555 0142", "1-503-555-0142", " 5035550142 "] {
            assert_eq!(Words::read(q), Some(Words::Number("5035550142".into())), "{q}");
        }
        for q in ["555-0142", "2 503 555 0142", "123456789", "503 555 0142 x"] {
            assert!(matches!(Words::read(q), Some(Words::Names(_))), "{q}");
        }
    }

    #[test]
    fn a_name_has_the_beginnings_of_its_parts() {
        assert_eq!(words_of("O'Brien-Lee, Ñora"), ["obrienlee", "brienlee", "lee", "nora"]);
    }

    #[test]
    fn punctuation_alone_asks_nothing() {
        assert_eq!(Words::read(" -- "), None);
    }
}
