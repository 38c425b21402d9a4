//! Names of languages in the languages of the pages.

use super::Locale;

/// ISO 639-1 code, English name, Spanish name: those that US health care meets most (ACS 2022, table C16001, and the
/// languages of its groups), by code.
const NAMES: &[(&str, &str, &str)] = &[
    ("am", "Amharic", "amárico"),
    ("ar", "Arabic", "árabe"),
    ("bn", "Bengali", "bengalí"),
    ("de", "German", "alemán"),
    ("el", "Greek", "griego"),
    ("en", "English", "inglés"),
    ("es", "Spanish", "español"),
    ("fa", "Persian", "persa"),
    ("fr", "French", "francés"),
    ("gu", "Gujarati", "guyaratí"),
    ("he", "Hebrew", "hebreo"),
    ("hi", "Hindi", "hindi"),
    ("ht", "Haitian Creole", "criollo haitiano"),
    ("hy", "Armenian", "armenio"),
    ("it", "Italian", "italiano"),
    ("ja", "Japanese", "japonés"),
    ("km", "Khmer", "jemer"),
    ("ko", "Korean", "coreano"),
    ("lo", "Lao", "lao"),
    ("nv", "Navajo", "navajo"),
    ("pa", "Punjabi", "panyabí"),
    ("pl", "Polish", "polaco"),
    ("pt", "Portuguese", "portugués"),
    ("ro", "Romanian", "rumano"),
    ("ru", "Russian", "ruso"),
    ("so", "Somali", "somalí"),
    ("sw", "Swahili", "suajili"),
    ("ta", "Tamil", "tamil"),
    ("te", "Telugu", "telugu"),
    ("th", "Thai", "tailandés"),
    ("tl", "Tagalog", "tagalo"),
    ("tr", "Turkish", "turco"),
    ("uk", "Ukrainian", "ucraniano"),
    ("ur", "Urdu", "urdu"),
    ("vi", "Vietnamese", "vietnamita"),
    ("yi", "Yiddish", "yidis"),
    ("zh", "Chinese", "chino"),
];

/// The name of a language as written on pages; the code itself where we have no name for it.
pub fn language_name(locale: Locale, code: &str) -> &str {
    match (NAMES.iter().find(|(c, ..)| *c == code), locale) {
        (Some((_, english, _)), Locale::En) => english,
        (Some((.., spanish)), Locale::Es) => spanish,
        (None, _) => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_without_a_name_keeps_its_code() {
        assert_eq!(language_name(Locale::En, "vi"), "Vietnamese");
        assert_eq!(language_name(Locale::Es, "en"), "inglés");
        assert_eq!(language_name(Locale::En, "xx"), "xx");
    }
}
