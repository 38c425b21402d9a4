//! Comparing a person's name as claimed with a name on a record.
//!
//! Documents spell one person in many ways: swapped order, half of a double surname, particles left out, initials,
//! nicknames. Those pass with a note; what is left is a different name.

use std::borrow::Cow;

use super::finding::Compared;
use crate::domain::fold::name_words;
use crate::rules::NameWords;

/// A name taken into words: folded, without generations and degrees. Between two of them stands a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words<'a>(Cow<'a, str>);

impl<'a> Words<'a> {
    /// Folds and splits at everything that is not a letter; apostrophes and periods join.
    pub fn of(name: &str, words: &NameWords) -> Words<'static> {
        let folded = name_words(name);
        match Words::of_folded(&folded, words).0 {
            Cow::Borrowed(_) => Words(Cow::Owned(folded)),
            Cow::Owned(fewer) => Words(Cow::Owned(fewer)),
        }
    }

    /// [`Words::of`] a name whose [`name_words`] were taken before.
    pub fn of_folded(folded: &'a str, words: &NameWords) -> Self {
        // A name may consist of what looks like a suffix ("Do"): the first word always stays.
        if !folded.as_bytes().contains(&b' ') || !folded.split(' ').skip(1).any(|w| words.is_suffix(w)) {
            return Words(Cow::Borrowed(folded));
        }
        let kept = folded.split(' ').enumerate().filter(|(i, w)| *i == 0 || !words.is_suffix(w)).map(|(_, w)| w);
        Words(Cow::Owned(kept.collect::<Vec<_>>().join(" ")))
    }

    /// Nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All words as one.
    pub fn joined(&self) -> Cow<'_, str> {
        if self.is_one() { Cow::Borrowed(&self.0) } else { Cow::Owned(self.0.replace(' ', "")) }
    }

    /// One word at most.
    pub fn is_one(&self) -> bool {
        !self.0.as_bytes().contains(&b' ')
    }

    /// The first letter.
    pub fn initial(&self) -> Option<char> {
        self.0.chars().next()
    }

    /// Each word.
    pub fn each(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split(' ').filter(|w| !w.is_empty())
    }

    fn without_particles(&self, words: &NameWords) -> Vec<&str> {
        let kept: Vec<&str> = self.each().filter(|w| !words.is_particle(w)).collect();
        if kept.is_empty() { self.each().collect() } else { kept }
    }
}

/// Compares two surnames.
pub(super) fn surnames(a: &Words<'_>, b: &Words<'_>, words: &NameWords) -> Compared {
    if a.is_empty() || b.is_empty() {
        return Compared::Missing;
    }
    if a.joined() == b.joined() {
        return Compared::Equal;
    }
    if a.is_one() && b.is_one() {
        // Nothing can be left out of a single word.
        return Compared::Different;
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
pub(super) fn given_names(a: (&Words<'_>, &Words<'_>), b: (&Words<'_>, &Words<'_>), words: &NameWords) -> Compared {
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
fn may_stand_for(a: &Words<'_>, b: &Words<'_>, words: &NameWords) -> bool {
    let (one, two) = (a.joined(), b.joined());
    let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    let word_by_word =
        || a.each().any(|x| b.each().any(|y| (x == y && x.chars().count() > 1) || words.are_nicknames(x, y)));
    initial(&one, &two)
        || initial(&two, &one)
        || words.are_nicknames(&one, &two)
        || (!(a.is_one() && b.is_one()) && word_by_word())
}

/// A person as one document names them: one given name, every surname it knows.
pub(super) struct Person {
    /// Given name.
    pub first: Words<'static>,
    /// Middle name.
    pub middle: Words<'static>,
    /// Every surname: present, former, professional.
    pub surnames: Vec<Words<'static>>,
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
    let crossed = |a: &Words<'_>, b: &Words<'_>| surnames(a, b, words) == Compared::Equal;
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
