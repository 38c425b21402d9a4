//! Finding by name, NPI or phone number: what `q` is compared with.

use crate::domain::fold::{fold, letters_and_digits};

use super::listing::Profile;
use super::site::Site;

/// What the user typed into `q`, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// Ten digits, an NPI or a phone number: compared whole.
    Number(String),
    /// Folded words; each must begin a word of the names.
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

/// The names and numbers under which a place can be found: its provider's, its own and those of the people there.
#[derive(Debug, Clone, Default)]
pub struct Names {
    words: Vec<String>,
    /// NPIs and the phone, digits alone.
    numbers: Vec<String>,
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

impl Names {
    /// Collects them.
    pub fn of(profile: &Profile, site: &Site) -> Names {
        let here = || profile.clinicians.iter().filter(|c| c.locations.contains(&site.id));
        let names = std::iter::once(profile.name.as_str())
            .chain(site.offer.name.as_deref())
            .chain(here().map(|c| c.name.as_str()));
        let mut words: Vec<String> = names.flat_map(words_of).collect();
        words.sort_unstable();
        words.dedup();
        let npis = profile.organization_npi.iter().chain(here().filter_map(|c| c.npi.as_ref())).cloned();
        let numbers = npis.chain(site.offer.phone.as_deref().and_then(ten_digits)).collect();
        Names { words, numbers }
    }

    /// Whether these names answer to what was typed.
    pub fn answer(&self, asked: &Words) -> bool {
        match asked {
            Words::Number(number) => self.numbers.contains(number),
            Words::Names(words) => words.iter().all(|w| self.begins(w)),
        }
    }

    fn begins(&self, prefix: &str) -> bool {
        // Sorted: the first word not before the prefix begins with it, or none does.
        let at = self.words.partition_point(|w| w.as_str() < prefix);
        self.words.get(at).is_some_and(|w| w.starts_with(prefix))
    }
}

/// `O'Brien-Lee` begins with `obrienlee`, `brienlee` and `lee`: whoever types a part of it, with its marks or
/// without, types the beginning of one of them.
fn words_of(name: &str) -> Vec<String> {
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

    fn found(name: &str, q: &str) -> bool {
        let mut words = words_of(name);
        words.sort_unstable();
        Words::read(q).is_some_and(|asked| {
            Names { words, numbers: vec!["1234567893".into(), "5035550142".into()] }.answer(&asked)
        })
    }

    #[test]
    fn a_name_is_found_by_the_beginnings_of_its_words_in_any_order() {
        for q in ["nunez", "NÚÑ", "clinic nun", "o'brien", "obrien", "brien", "brien-nunez", "clin."] {
            assert!(found("O'Brien-Núñez Clinic", q), "{q}");
        }
        for q in ["rien", "nunez spa", "clinics"] {
            assert!(!found("O'Brien-Núñez Clinic", q), "{q}");
        }
    }

    #[test]
    fn an_npi_is_found_whole_or_not_at_all() {
        assert!(found("Any", " 1234567893 "));
        assert!(!found("Any", "123456789"));
        assert!(!found("Any", "1679576722"));
    }

    #[test]
    fn a_phone_number_is_found_however_it_is_written_and_whole() {
        for q in ["5035550142", "(503) 555-0142", "503.555.0142", "+1 503 555 0142", "1-503-555-0142"] {
            assert!(found("Any", q), "{q}");
        }
        for q in ["555-0142", "503 555 0143", "2 503 555 0142"] {
            assert!(!found("Any", q), "{q}");
        }
    }

    #[test]
    fn punctuation_alone_asks_nothing() {
        assert_eq!(Words::read(" -- "), None);
    }
}
