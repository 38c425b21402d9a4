//! Comparing a person's name as claimed with a name on a record.
//!
//! Documents spell one person in many ways: swapped order, half of a double surname, particles left out, initials,
//! nicknames. Those pass with a note; what is left is a different name.

use super::finding::Compared;
use crate::domain::fold::fold;
use crate::rules::NameWords;

/// A name taken into words: folded, without generations and degrees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words(Vec<String>);

impl Words {
    /// Folds and splits at everything that is not a letter; apostrophes and periods join.
    pub fn of(name: &str, words: &NameWords) -> Self {
        let folded = fold(name).replace(['\'', '\u{2019}', '`', '.'], "");
        let all: Vec<String> =
            folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(String::from).collect();
        // A name may consist of what looks like a suffix ("Do"): the first word always stays.
        let kept = all.iter().enumerate().filter(|(i, w)| *i == 0 || !words.is_suffix(w)).map(|(_, w)| w.clone());
        Words(kept.collect())
    }

    /// Nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All words as one.
    pub fn joined(&self) -> String {
        self.0.concat()
    }

    /// The first letter.
    pub fn initial(&self) -> Option<char> {
        self.0.first().and_then(|w| w.chars().next())
    }

    /// Each word.
    pub fn each(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    fn without_particles<'a>(&'a self, words: &NameWords) -> Vec<&'a str> {
        let kept: Vec<&str> = self.0.iter().map(String::as_str).filter(|w| !words.is_particle(w)).collect();
        if kept.is_empty() { self.0.iter().map(String::as_str).collect() } else { kept }
    }
}

/// Compares two surnames.
pub(super) fn surnames(a: &Words, b: &Words, words: &NameWords) -> Compared {
    if a.is_empty() || b.is_empty() {
        return Compared::Missing;
    }
    if a.joined() == b.joined() {
        return Compared::Equal;
    }
    let (one, two) = (a.without_particles(words), b.without_particles(words));
    let within = |part: &[&str], whole: &[&str]| part.iter().all(|w| whole.contains(w));
    // The same words in another order or without particles, or one half of a double name.
    if within(&one, &two) || within(&two, &one) || one.concat() == two.concat() {
        return Compared::Near;
    }
    Compared::Different
}

/// Compares two given names, each with its middle name: people go by either.
pub(super) fn given_names(a: (&Words, &Words), b: (&Words, &Words), words: &NameWords) -> Compared {
    let (first_a, middle_a) = a;
    let (first_b, middle_b) = b;
    if first_a.is_empty() || first_b.is_empty() {
        return Compared::Missing;
    }
    if first_a.joined() == first_b.joined() {
        return Compared::Equal;
    }
    let near = may_stand_for(first_a, first_b, words)
        || (!middle_b.is_empty() && first_a.joined().chars().count() > 1 && first_a.joined() == middle_b.joined())
        || (!middle_a.is_empty() && first_b.joined().chars().count() > 1 && middle_a.joined() == first_b.joined());
    if near { Compared::Near } else { Compared::Different }
}

/// An initial, a nickname, or one word of a double given name.
fn may_stand_for(a: &Words, b: &Words, words: &NameWords) -> bool {
    let (one, two) = (a.joined(), b.joined());
    let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    initial(&one, &two)
        || initial(&two, &one)
        || words.are_nicknames(&one, &two)
        || a.0.iter().any(|x| b.0.iter().any(|y| (x == y && x.chars().count() > 1) || words.are_nicknames(x, y)))
}

/// A person as one document names them: one given name, every surname it knows.
pub(super) struct Person {
    /// Given name.
    pub first: Words,
    /// Middle name.
    pub middle: Words,
    /// Every surname: present, former, professional.
    pub surnames: Vec<Words>,
}

/// How two documents' names compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NameComparison {
    /// The best of all surnames.
    pub surname: Compared,
    /// The given name.
    pub given: Compared,
}

impl NameComparison {
    /// One name, perhaps in two spellings.
    pub fn same(self) -> bool {
        let same = |c| matches!(c, Compared::Equal | Compared::Near | Compared::Swapped);
        same(self.surname) && same(self.given)
    }

    /// Letter for letter.
    pub fn exact(self) -> bool {
        self.surname == Compared::Equal && self.given == Compared::Equal
    }
}

/// Compares two people's names over all their surnames, then with given name and surname swapped.
pub(super) fn compare(claimed: &Person, record: &Person, words: &NameWords) -> NameComparison {
    let pairs = claimed.surnames.iter().flat_map(|a| record.surnames.iter().map(move |b| (a, b)));
    let surname = pairs.map(|(a, b)| surnames(a, b, words)).min_by_key(|c| closeness(*c)).unwrap_or(Compared::Missing);
    let given = given_names((&claimed.first, &claimed.middle), (&record.first, &record.middle), words);
    let straight = NameComparison { surname, given };
    if straight.same() {
        return straight;
    }
    let crossed = |a: &Words, b: &Words| surnames(a, b, words) == Compared::Equal;
    let swapped = record.surnames.iter().any(|s| crossed(&claimed.first, s))
        && claimed.surnames.iter().any(|s| crossed(s, &record.first));
    if swapped {
        return NameComparison { surname: Compared::Swapped, given: Compared::Swapped };
    }
    straight
}

/// Closer comparisons come first.
pub(super) fn closeness(c: Compared) -> u8 {
    match c {
        Compared::Equal => 0,
        Compared::Near | Compared::Swapped => 1,
        Compared::OneDigit => 2,
        Compared::Missing => 3,
        Compared::Different => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    fn person(first: &str, middle: &str, surnames: &[&str]) -> Person {
        let words = &Rules::builtin().names;
        Person {
            first: Words::of(first, words),
            middle: Words::of(middle, words),
            surnames: surnames.iter().map(|s| Words::of(s, words)).collect(),
        }
    }

    fn compared(a: &Person, b: &Person) -> NameComparison {
        compare(a, b, &Rules::builtin().names)
    }

    #[test]
    fn one_person_spelt_in_two_ways_is_one_person() {
        let cases = [
            (person("José", "", &["Núñez"]), person("JOSE", "", &["NUNEZ"])),
            (person("Ann", "", &["O'Brien"]), person("ANN", "", &["OBRIEN"])),
            (person("Ann", "", &["Smith-Jones"]), person("ANN", "", &["JONES"])),
            (person("Ana", "", &["de la Cruz"]), person("ANA", "", &["CRUZ"])),
            (person("Bob", "", &["Hale"]), person("ROBERT", "", &["HALE"])),
            (person("R.", "", &["Hale"]), person("ROBERT", "", &["HALE"])),
            (person("Lee", "", &["Hale"]), person("ROBERT", "LEE", &["HALE"])),
            (person("Mary Ann", "", &["Hale"]), person("MARY", "", &["HALE"])),
            (person("Hale", "", &["Robert"]), person("ROBERT", "", &["HALE"])),
            (person("Robert", "", &["Hale Jr."]), person("ROBERT", "", &["HALE", "OTHER"])),
            (person("Amy", "", &["Married", "Maiden"]), person("AMY", "", &["MAIDEN"])),
            (person("Minh", "", &["Do"]), person("MINH", "", &["DO"])),
        ];
        for (a, b) in &cases {
            assert!(compared(a, b).same(), "{:?} {:?}", a.surnames, b.surnames);
        }
    }

    #[test]
    fn two_people_stay_two_people() {
        let cases = [
            (person("Robert", "", &["Hale"]), person("ROBERT", "", &["STONE"])),
            (person("Robert", "", &["Hale"]), person("MARGARET", "", &["HALE"])),
            (person("A", "", &["Hale"]), person("ROBERT", "", &["HALE"])),
        ];
        for (a, b) in &cases {
            assert!(!compared(a, b).same(), "{:?} {:?}", a.surnames, b.surnames);
        }
    }

    #[test]
    fn only_the_letters_make_an_exact_name() {
        assert!(compared(&person("Ann", "", &["Hale"]), &person("ANN", "", &["HALE"])).exact());
        assert!(!compared(&person("Annie", "", &["Hale"]), &person("ANN", "", &["HALE"])).exact());
    }
}
