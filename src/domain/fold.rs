//! Folding text for comparison, so that case, accents and punctuation never decide.

use unicode_normalization::UnicodeNormalization;

/// Lower-case, without accents, white space collapsed. Punctuation stays.
pub fn fold(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    if s.is_ascii() {
        // Most names: there is nothing to take apart.
        fold_ascii(s, &mut out);
        return out;
    }
    for c in s.nfkd() {
        if unicode_normalization::char::is_combining_mark(c) {
            continue;
        }
        match c {
            'ß' => out.push_str("ss"),
            'ø' | 'Ø' => out.push('o'),
            'đ' | 'Đ' => out.push('d'),
            'ł' | 'Ł' => out.push('l'),
            'æ' | 'Æ' => out.push_str("ae"),
            c if c.is_whitespace() || c.is_control() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

fn fold_ascii(s: &str, out: &mut String) {
    for c in s.chars() {
        if !(c.is_whitespace() || c.is_control()) {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
}

/// The words of a name: folded, one space between them, split at everything that is neither letter nor digit. Apostrophes and
/// periods join.
pub fn name_words(name: &str) -> String {
    let folded = fold(name);
    let mut words = String::with_capacity(folded.len());
    let mut apart = false;
    for c in folded.chars().filter(|c| !matches!(c, '\'' | '\u{2019}' | '`' | '.')) {
        if !c.is_alphanumeric() {
            apart = true;
            continue;
        }
        if apart && !words.is_empty() {
            words.push(' ');
        }
        apart = false;
        words.push(c);
    }
    words
}

/// Only the letters and digits of [`fold`]: what is left when punctuation must not matter either.
pub fn letters_and_digits(s: &str) -> String {
    fold(s).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A name that a registry writes in capitals as people write it; one that has small letters already stays.
pub fn title_case(s: &str) -> String {
    if s.chars().any(char::is_lowercase) {
        return s.trim().to_string();
    }
    let mut begins = true;
    let cased = s.trim().chars().flat_map(|c| {
        let upper = std::mem::replace(&mut begins, !c.is_alphanumeric());
        let cased: Vec<char> = if upper { c.to_uppercase().collect() } else { c.to_lowercase().collect() };
        cased
    });
    cased.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_for_ascii_folds_as_the_long_way() {
        for text in ["", " ", "Ann", "  ANN \t\u{1}Lee-O'Hara ", "\u{7F}x\r\ny"] {
            // A mark that is dropped makes the long way of it.
            assert_eq!(fold(text), fold(&format!("{text}\u{301}")), "{text:?}");
        }
    }

    #[test]
    fn accents_case_and_double_spaces_do_not_matter() {
        assert_eq!(fold("  José\t ØSTERGÅRD "), "jose ostergard");
        assert_eq!(letters_and_digits("O'Brien-Núñez, Jr."), "obriennunezjr");
    }

    #[test]
    fn a_name_is_split_at_hyphens_and_blanks_and_joined_at_apostrophes_and_periods() {
        assert_eq!(name_words(" O'Brien-NÚÑEZ,  J.r. "), "obrien nunez jr");
        assert_eq!(name_words("-'. "), "");
    }

    #[test]
    fn a_name_in_capitals_is_written_as_people_write_it() {
        assert_eq!(title_case("ANA MARIA O'NEIL-REYES "), "Ana Maria O'Neil-Reyes");
        assert_eq!(
            (title_case("1420 SE DIVISION ST").as_str(), title_case("McKay")),
            ("1420 Se Division St", "McKay".into())
        );
    }
}
