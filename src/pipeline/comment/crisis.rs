//! Words of a crisis (`data/crisis.toml`).

use std::sync::LazyLock;

use serde::Deserialize;

use crate::domain::fold::name_words;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    english: Vec<String>,
    spanish: Vec<String>,
}

/// As they are looked for: folded, with a blank before, and one behind where the last word is whole.
static PHRASES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../data/crisis.toml")).expect("data/crisis.toml reads");
    file.english.iter().chain(&file.spanish).map(|phrase| looked_for(phrase)).collect()
});

fn looked_for(phrase: &str) -> String {
    match phrase.strip_suffix('*') {
        Some(beginning) => format!(" {}", name_words(beginning)),
        None => format!(" {} ", name_words(phrase)),
    }
}

/// Whether a text, in either language, holds words of a crisis. It may be wrong both ways: it opens a door, it shuts none.
pub fn speaks_of_crisis(text: &str) -> bool {
    let words = format!(" {} ", name_words(text));
    PHRASES.iter().any(|phrase| words.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_crisis_are_heard_in_both_languages_however_they_are_written() {
        for heard in [
            "I want to DIE.",
            "before this i was suicidal",
            "Some days I don’t want to live",
            "I can't go on like this",
            "self-harm",
            "Ya no quiero vivir",
            "pensé en quitarme\nla vida",
            "ideas suicidas",
            "Quería morirme",
        ] {
            assert!(speaks_of_crisis(heard), "{heard}");
        }
        for calm in
            ["The nurse stayed with me.", "", "A dying phone battery, sadly", "Mi vida es mejor", "I live in Salem"]
        {
            assert!(!speaks_of_crisis(calm), "{calm}");
        }
    }

    #[test]
    fn every_phrase_is_one_that_can_be_found() {
        for phrase in PHRASES.iter() {
            assert!(phrase.trim().len() >= 3 && speaks_of_crisis(phrase), "{phrase:?}");
        }
    }
}
