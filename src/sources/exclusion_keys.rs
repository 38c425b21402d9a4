//! The keys under which a row of an exclusion list is kept, and those under which somebody is looked for.
//!
//! A look-up brings back whatever may be about someone; the matcher judges it. So a row has many keys: each surname and each
//! part of a compound one, every spelling that leaves one letter out (two spellings one letter or one swap apart share such a
//! spelling: the deletion neighborhood of SymSpell), the birth date, and for entities beginning and end of the name and the
//! people in it. Each kind has its letter before the colon.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::ExclusionRecord;
use super::record::{business_key, business_words, surname_key, surname_part_keys};

/// Shorter surnames have too many neighbors: their misspellings are found by the birth date alone.
const SHORTEST_MISSPELT: usize = 5;
/// Letters at either end of an entity's name. A slip of the pen or a cut column leaves one of the ends as it is.
const BUSINESS_END: usize = 8;
/// Two letters are not a name.
const SHORTEST_BUSINESS: usize = 3;
/// Words of an entity's name that may be a person's: given, middle and family name.
const PERSON_WORDS: std::ops::RangeInclusive<usize> = 2..=3;
/// Between the names of one entity.
const ALIASES: &[&str] = &[" dba ", " aka ", " fka ", " d/b/a ", " a/k/a ", " f/k/a "];

/// Every key to which a row answers, its NPI apart.
pub fn of_row(row: &ExclusionRecord) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = surname(&row.last_name).into_iter().collect();
    keys.extend(row.date_of_birth.map(birth_date));
    keys.extend(business(&row.business_name));
    keys
}

/// The keys of a surname, its parts, and spellings one letter away.
pub fn surname(surname: &str) -> Vec<String> {
    let whole = Some(surname_key(surname)).filter(|k| !k.is_empty());
    let mut keys = BTreeSet::new();
    for key in whole.into_iter().chain(surname_part_keys(surname)) {
        keys.extend(one_left_out(&key).map(|k| format!("s:{k}")));
        keys.insert(format!("s:{key}"));
    }
    keys.into_iter().collect()
}

/// The keys of a given name, or of a part of a compound one, that may stand in the surname's column.
pub fn given_as_surname(given: &str) -> impl Iterator<Item = String> {
    let keys = std::iter::once(surname_key(given)).chain(surname_part_keys(given));
    keys.filter(|key| key.chars().count() > 1).map(|key| format!("s:{key}"))
}

/// The key of a birth date: people whose names differ too much for any spelling.
pub fn birth_date(born: NaiveDate) -> String {
    format!("d:{born}")
}

/// The keys of an entity's name and of each name in it (`X DBA Y`).
pub fn business(name: &str) -> Vec<String> {
    let mut keys = BTreeSet::new();
    for one in business_names(name) {
        let key: Vec<char> = business_key(&one).chars().collect();
        if key.len() >= SHORTEST_BUSINESS {
            let (end, start) = (BUSINESS_END.min(key.len()), key.len().saturating_sub(BUSINESS_END));
            keys.insert(format!("b:{}", key[..end].iter().collect::<String>()));
            keys.insert(format!("e:{}", key[start..].iter().collect::<String>()));
        }
        keys.extend(people_in_business(&one));
    }
    keys.into_iter().collect()
}

/// The names in an entity's name: the whole, and either side of `DBA` and its like.
pub fn business_names(name: &str) -> Vec<String> {
    let folded = crate::domain::fold::fold(name);
    let mut parts = vec![format!(" {folded} ")];
    for alias in ALIASES {
        parts = parts.iter().flat_map(|p| p.split(alias).map(|s| format!(" {s} ")).collect::<Vec<_>>()).collect();
    }
    parts.iter().map(|p| p.trim().to_string()).filter(|p| !p.is_empty()).collect()
}

/// The key of an entity that is called by a person's name (`JANE A DOE MD PC`), or of the person: the words in the order of
/// the alphabet, without initials, titles and legal forms. `None` where it is no such name.
pub fn people_in_business(name: &str) -> Option<String> {
    let mut words: Vec<String> = business_words(name).into_iter().filter(|w| is_name_word(w)).collect();
    words.sort_unstable();
    PERSON_WORDS.contains(&words.len()).then(|| format!("p:{}", words.join("")))
}

fn is_name_word(word: &str) -> bool {
    const TITLES: &[&str] = &[
        "dr", "mr", "mrs", "ms", "jr", "sr", "ii", "iii", "iv", "md", "do", "dds", "dmd", "od", "dc", "dpm", "phd",
        "psyd", "rn", "np", "crna", "lcsw", "lmft", "lpc", "dnp", "aprn",
    ];
    word.chars().count() > 1 && !TITLES.contains(&word)
}

/// Every spelling that leaves one letter out.
fn one_left_out(key: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = key.chars().collect();
    let places = if letters.len() < SHORTEST_MISSPELT { 0..0 } else { 0..letters.len() };
    places.map(move |out| letters.iter().enumerate().filter(|(i, _)| *i != out).map(|(_, c)| *c).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn meet(a: &[String], b: &[String]) -> bool {
        a.iter().any(|k| b.contains(k))
    }

    #[test]
    fn a_surname_meets_its_parts_and_its_misspellings() {
        let listed = surname("VANTASSEL-BROOK");
        for own in ["Brook", "Vantassel", "Vantasel", "Vantassle", "Vantasselbrook", "Brooke", "Vantassel Brook"] {
            assert!(meet(&listed, &surname(own)), "{own}");
        }
        for other in ["Tassel", "Vantas", "Bro"] {
            assert!(!meet(&listed, &surname(other)), "{other}");
        }
        assert!(!meet(&surname("LEE"), &surname("Lea")), "short names have too many neighbors");
        assert!(!meet(&surname("DE LA ROSA"), &surname("de la Cruz")), "particles are no parts");
    }

    #[test]
    fn an_entity_meets_itself_in_another_form_cut_misspelt_and_by_its_other_name() {
        let listed = business("STILLWATER HEALTH GROUP LLC DBA QUIET HARBOR");
        for own in
            ["Stillwater Health Group, P.C.", "Quiet Harbor Inc", "Stilwater Health Group", "Stillwater Health Gruop"]
        {
            assert!(meet(&listed, &business(own)), "{own}");
        }
        assert!(!meet(&listed, &business("Harbor Health")));
    }

    #[test]
    fn an_entity_called_by_a_person_s_name_meets_the_person() {
        let person = people_in_business("Dana Whitcomb");
        assert!(person.is_some());
        for listed in ["WHITCOMB, DANA L MD PC", "DANA L. WHITCOMB M.D., P.A.", "Dr Dana Whitcomb LLC"] {
            assert_eq!(people_in_business(listed), person, "{listed}");
        }
        assert_eq!(people_in_business("Whitcomb LLC"), None);
    }

    proptest! {
        #[test]
        fn spellings_one_letter_apart_meet(name in "[A-Z]{5,20}", at in 0usize..20, letter in "[a-z]", how in 0usize..4) {
            let mut wrong: Vec<char> = name.chars().collect();
            let (at, letter) = (at % wrong.len(), letter.chars().next().expect("a letter"));
            match how {
                0 => wrong[at] = letter,
                1 => wrong.insert(at, letter),
                2 => wrong.swap(at, (at + 1) % name.len()),
                _ => { wrong.remove(at); }
            }
            prop_assume!(how != 2 || at + 1 < name.len());
            prop_assume!(wrong.len() >= SHORTEST_MISSPELT);
            let wrong: String = wrong.into_iter().collect();
            prop_assert!(meet(&surname(&name), &surname(&wrong)), "{name} {wrong}");
        }

        #[test]
        fn a_row_answers_to_its_own_name_whatever_it_is_written_in(last in "\\PC{0,30}", business_name in "\\PC{0,40}") {
            let row = ExclusionRecord { last_name: last.clone(), business_name: business_name.clone(), ..Default::default() };
            let keys = of_row(&row);
            for key in surname(&last).iter().chain(&business(&business_name)) {
                prop_assert!(keys.contains(key));
            }
        }
    }
}
