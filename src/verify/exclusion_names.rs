//! How well a person's name fits the name on a row of an exclusion list.
//!
//! Lists cut long names, swap columns, write a maiden name where the middle name belongs, and misspell. What fits by any of
//! the usual variations is one name; what is a slip of the pen away, or fits in part, is told apart from it, because it needs
//! more than the name to be worth a person's time.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::exclusion_crossed;
use super::finding::Compared;
use super::npi_names::{self, Words};
use crate::domain::fold::name_words;
use crate::rules::NameWords;
use crate::sources::Listed;
use crate::sources::record::is_surname_part;

/// Width of the given-name column of the LEIE: longer names are cut.
pub(super) const GIVEN_WIDTH: usize = 15;
/// Width of the surname column of the LEIE.
pub(super) const SURNAME_WIDTH: usize = 20;
/// One wrong letter in a shorter name makes another name of it.
const SHORTEST_MISSPELT: usize = 5;
/// From this length two wrong letters still leave a name recognizable.
const LONG_NAME: usize = 7;
/// Names as alike as this (Jaro-Winkler) are looked at where the birth date is the same.
const ALIKE: f64 = 0.88;

/// One spelling of a name, taken into words.
pub(super) struct Spelling<'a> {
    pub(super) first: Column<'a>,
    pub(super) middle: Words<'a>,
    pub(super) last: Column<'a>,
    /// The given name as written is one letter. "A. Dr" is not: the whole of it tells more than the letter that is left of it.
    is_initial: bool,
}

/// What stands in one column of a list.
pub(super) struct Column<'a> {
    pub(super) words: Words<'a>,
    /// Letters as written, for names that fill the column.
    pub(super) width: usize,
}

impl<'a> Spelling<'a> {
    /// Takes a name into words.
    pub fn of(first: &str, middle: &str, last: &str, words: &NameWords) -> Spelling<'static> {
        let column = |name: &str| Column { words: Words::of(name, words), width: name.trim().chars().count() };
        let is_initial = is_letter(&name_words(first));
        Spelling { first: column(first), middle: Words::of(middle, words), last: column(last), is_initial }
    }

    /// The name on a row; `None` for entities.
    pub fn of_row(row: &'a Listed, words: &NameWords) -> Option<Self> {
        let column = |folded, width| Column { words: Words::of_folded(folded, words), width };
        let spelling = Spelling {
            first: column(row.first_words(), row.first_width()),
            middle: Words::of_folded(row.middle_words(), words),
            last: column(row.last_words(), row.last_width()),
            is_initial: is_letter(row.first_words()),
        };
        (!spelling.last.words.is_empty() || !spelling.first.words.is_empty()).then_some(spelling)
    }
}

impl Column<'_> {
    /// The names, or a part of each, are one or may stand for each other. By each of these a list is looked up
    /// ([`exclusion_keys::surname`](crate::sources::exclusion_keys::surname)), so that a name found from one side is found from the
    /// other.
    pub(super) fn shares_a_name(&self, other: &Self, stand_in: impl Fn(&str, &str) -> bool) -> bool {
        let is_one = |x: &str, y: &str| (x == y && x.chars().count() > 1) || stand_in(x, y);
        if self.words.is_one() && other.words.is_one() {
            return is_one(&self.words.joined(), &other.words.joined());
        }
        let (ours, theirs) = (self.names(), other.names());
        ours.iter().any(|x| theirs.iter().any(|y| is_one(x, y)))
    }

    /// A compound name as one, with particles and without, and its parts; generations, degrees and particles are none.
    fn names(&self) -> Vec<Cow<'_, str>> {
        let parts: Vec<&str> = self.words.each().filter(|word| is_surname_part(word)).collect();
        let whole = [self.words.joined(), Cow::Owned(parts.concat())];
        whole.into_iter().chain(parts.into_iter().map(Cow::Borrowed)).filter(|name| !name.is_empty()).collect()
    }
}

/// How a person's name fits a row's; the better fit sorts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NameFit {
    /// One name, letter for letter.
    Equal,
    /// One name in two spellings: half of a double surname, a nickname, a cut column.
    Near,
    /// One name, with given name and surname in each other's place.
    Swapped,
    /// One name, but for middle names that begin differently.
    OtherMiddle,
    /// One name, with one letter wrong.
    Slip,
    /// The surname, and a given name of which one side has the initial only.
    Initial,
    /// Names that resemble each other; only an equal birth date makes that worth a look.
    Alike,
    /// The surname, letter for letter, with another given name that begins like one of ours.
    SurnameAndInitial,
    /// The surname, letter for letter, with another given name.
    SurnameOnly,
    /// Given and middle name, with another surname.
    GivenAndMiddle,
    /// The given name alone.
    GivenOnly,
    /// Another name.
    Other,
}

impl NameFit {
    /// One name, in any of the usual spellings.
    pub fn is_whole(self) -> bool {
        matches!(self, NameFit::Equal | NameFit::Near | NameFit::Swapped | NameFit::OtherMiddle)
    }

    /// The evidence word.
    pub fn word(self) -> Compared {
        match self {
            NameFit::Equal => Compared::Equal,
            NameFit::Swapped => Compared::Swapped,
            NameFit::Near | NameFit::OtherMiddle | NameFit::Slip | NameFit::Initial | NameFit::Alike => Compared::Near,
            _ => Compared::Different,
        }
    }
}

/// What is asked of a row's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// How well it fits, down to the parts of a name.
    HowWell,
    /// Whether it is the whole name in any spelling ([`NameFit::is_whole`]). If not, it is [`NameFit::Other`]: the slips of the
    /// pen and what merely sounds alike, which take the time, are left out.
    WhetherWhole,
}

/// Every name for which a given name, whole or in part, may stand.
pub(super) fn stand_ins<'w>(given: &str, words: &'w NameWords) -> BTreeSet<&'w str> {
    let given = Words::of(given, words);
    let whole = given.joined();
    given.each().chain([whole.as_ref()]).flat_map(|name| words.stand_ins(name)).collect()
}

/// Compares one spelling with a row's.
pub(super) fn fit(own: &Spelling<'_>, row: &Spelling<'_>, asked: Asked, words: &NameWords) -> NameFit {
    let straight = straight(own, row, asked, words);
    if straight <= NameFit::Near {
        return straight;
    }
    let one_column = in_one_column(own, row).min(in_one_column(row, own));
    let fit = straight.min(exclusion_crossed::fit(own, row, asked, words)).min(one_column);
    if asked == Asked::HowWell || fit.is_whole() { fit } else { NameFit::Other }
}

fn straight(own: &Spelling<'_>, row: &Spelling<'_>, asked: Asked, words: &NameWords) -> NameFit {
    let given = given_likeness(own, row, asked, words);
    if asked == Asked::WhetherWhole && !matches!(given, Likeness::Equal | Likeness::Near) {
        return NameFit::Other;
    }
    let surname = surname_likeness(own, row, asked, words);
    use Likeness::{Alike, Equal, Initial, Near, Other, Slip};
    match (surname, given) {
        (Equal | Near, Equal | Near) if middles_differ(own, row) => NameFit::OtherMiddle,
        (Equal, Equal) => NameFit::Equal,
        (Equal | Near, Equal | Near) => NameFit::Near,
        (Equal | Near | Slip, Equal | Near | Slip) => NameFit::Slip,
        (Equal | Near, Initial) => NameFit::Initial,
        (Equal | Near | Slip | Alike, Equal | Near | Slip | Alike) => NameFit::Alike,
        (Other, Equal | Near) if surname_in_middle(own, row) => NameFit::Alike,
        (Other, Equal | Near) if same_middle(own, row) => NameFit::GivenAndMiddle,
        (Other, Equal | Near) => NameFit::GivenOnly,
        (Equal, _) if an_initial_agrees(own, row) => NameFit::SurnameAndInitial,
        (Equal, _) => NameFit::SurnameOnly,
        _ => NameFit::Other,
    }
}

/// How alike two names are; the closer sorts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    Equal,
    Near,
    Slip,
    Initial,
    Alike,
    Other,
}

fn surname_likeness(own: &Spelling<'_>, row: &Spelling<'_>, asked: Asked, words: &NameWords) -> Likeness {
    match npi_names::surnames(&own.last.words, &row.last.words, words) {
        Compared::Equal => return Likeness::Equal,
        Compared::Missing => return Likeness::Other,
        Compared::Near if own.last.shares_a_name(&row.last, |_, _| false) => return Likeness::Near,
        // One letter, or particles: too little to be looked up by. With the birth date it is worth a look.
        Compared::Near if asked == Asked::HowWell => return Likeness::Alike,
        _ => {}
    }
    if is_cut(&own.last, &row.last, SURNAME_WIDTH) {
        return Likeness::Near;
    }
    if asked == Asked::WhetherWhole {
        return Likeness::Other;
    }
    let (a, b) = (own.last.words.joined(), row.last.words.joined());
    let shared_part = |x: &str, y: &str| x == y && x.chars().count() > 3;
    if is_slip(&a, &b) || some_words(&own.last, &row.last, is_slip) {
        Likeness::Slip
    } else if is_alike(&a, &b) || some_words(&own.last, &row.last, shared_part) || is_half_cut(&own.last, &row.last) {
        Likeness::Alike
    } else {
        Likeness::Other
    }
}

pub(super) fn some_words(a: &Column<'_>, b: &Column<'_>, fit: fn(&str, &str) -> bool) -> bool {
    a.words.each().any(|x| b.words.each().any(|y| fit(x, y)))
}

/// One is a compound surname that fills its column and whose last part, so far as it is there, is how a part of the other begins.
pub(super) fn is_half_cut(a: &Column<'_>, b: &Column<'_>) -> bool {
    let cut = |cut: &Column<'_>, whole: &Column<'_>| {
        let last = cut.words.each().last().filter(|w| w.chars().count() > 2);
        fills(cut.width, SURNAME_WIDTH) && last.is_some_and(|part| whole.words.each().any(|w| w.starts_with(part)))
    };
    cut(a, b) || cut(b, a)
}

fn given_likeness(own: &Spelling<'_>, row: &Spelling<'_>, asked: Asked, words: &NameWords) -> Likeness {
    if is_cut(&own.first, &row.first, GIVEN_WIDTH) {
        return Likeness::Near;
    }
    let (a, b) = (own.first.words.joined(), row.first.words.joined());
    match npi_names::given_names((&own.first.words, &own.middle), (&row.first.words, &row.middle), words) {
        Compared::Equal if own.is_initial || row.is_initial => Likeness::Initial,
        Compared::Equal => Likeness::Equal,
        Compared::Near if is_letter(&a) || is_letter(&b) => Likeness::Initial,
        Compared::Near => Likeness::Near,
        Compared::Missing => Likeness::Other,
        _ if asked == Asked::WhetherWhole => Likeness::Other,
        _ if is_slip(&a, &b) => Likeness::Slip,
        _ if is_alike(&a, &b) => Likeness::Alike,
        _ => Likeness::Other,
    }
}

/// The whole name stands in the surname's column.
fn in_one_column(own: &Spelling<'_>, row: &Spelling<'_>) -> NameFit {
    let (first, last) = (&own.first.words, &own.last.words);
    let holds = |name: &Words<'_>| !name.is_empty() && name.each().all(|w| row.last.words.each().any(|r| r == w));
    let fits = row.first.words.is_empty() && holds(first) && holds(last) && first.joined() != last.joined();
    if fits { NameFit::Near } else { NameFit::Other }
}

/// Married names push the earlier surname into the middle, on either side.
fn surname_in_middle(own: &Spelling<'_>, row: &Spelling<'_>) -> bool {
    let same = |a: &Words<'_>, b: &Words<'_>| a.joined().chars().count() > 2 && a.joined() == b.joined();
    same(&own.last.words, &row.middle) || same(&own.middle, &row.last.words)
}

/// Both say a middle name, and the two begin differently; the same given name stands first in both.
fn middles_differ(own: &Spelling<'_>, row: &Spelling<'_>) -> bool {
    middles_begin_differently(own, row) && own.first.words.joined() == row.first.words.joined()
}

pub(super) fn middles_begin_differently(own: &Spelling<'_>, row: &Spelling<'_>) -> bool {
    matches!((own.middle.initial(), row.middle.initial()), (Some(a), Some(b)) if a != b)
}

/// A given or middle name of one begins like a given or middle name of the other, or one has none.
fn an_initial_agrees(own: &Spelling<'_>, row: &Spelling<'_>) -> bool {
    let initials = |s: &Spelling<'_>| {
        s.first.words.each().chain(s.middle.each()).filter_map(|w| w.chars().next()).collect::<Vec<_>>()
    };
    let (a, b) = (initials(own), initials(row));
    a.is_empty() || b.is_empty() || a.iter().any(|i| b.contains(i))
}

fn same_middle(own: &Spelling<'_>, row: &Spelling<'_>) -> bool {
    own.middle.joined().chars().count() > 2 && own.middle.joined() == row.middle.joined()
}

/// One of the names fills its column of `width` letters and is how the other begins. A blank or hyphen at the cut is lost.
pub(super) fn is_cut(a: &Column<'_>, b: &Column<'_>, width: usize) -> bool {
    let (one, two) = (a.words.joined(), b.words.joined());
    let begins = |cut: &str, whole: &str| !cut.is_empty() && whole.starts_with(cut);
    (fills(b.width, width) && begins(&two, &one)) || (fills(a.width, width) && begins(&one, &two))
}

fn is_letter(name: &str) -> bool {
    name.chars().count() == 1
}

fn fills(letters: usize, width: usize) -> bool {
    letters == width || letters + 1 == width
}

/// One letter more, less, changed or swapped with its neighbor.
pub(super) fn is_slip(a: &str, b: &str) -> bool {
    let (short, long) = lengths(a, b);
    short >= SHORTEST_MISSPELT - 1
        && long >= SHORTEST_MISSPELT
        // A distance is never less than the difference of the lengths.
        && long - short <= 1
        && strsim::osa_distance(a, b) == 1
}

/// Two slips in a long name, one in a short name, or names that sound and begin alike.
pub(super) fn is_alike(a: &str, b: &str) -> bool {
    let (short, long) = lengths(a, b);
    if short < 2 {
        return false;
    }
    let slips = if long - short <= 2 { strsim::osa_distance(a, b) } else { long };
    slips <= 1 || (slips == 2 && long >= LONG_NAME) || strsim::jaro_winkler(a, b) >= ALIKE
}

/// Letters of the shorter and of the longer.
fn lengths(a: &str, b: &str) -> (usize, usize) {
    let (a, b) = (a.chars().count(), b.chars().count());
    (a.min(b), a.max(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;

    #[test]
    fn the_keys_of_a_list_leave_out_the_words_that_the_rules_do() {
        let words = &Rules::builtin().names;
        let left_out = words.suffixes().iter().chain(words.particles());
        assert!(left_out.clone().count() > 30);
        assert_eq!(left_out.filter(|word| is_surname_part(word)).collect::<Vec<_>>(), Vec::<&String>::new());
    }

    fn fits(own: (&str, &str, &str), row: (&str, &str, &str)) -> NameFit {
        let words = &Rules::builtin().names;
        let of = |n: (&str, &str, &str)| Spelling::of(n.0, n.1, n.2, words);
        fit(&of(own), &of(row), Asked::HowWell, words)
    }

    #[test]
    fn the_usual_variations_are_one_name() {
        let cases = [
            (("Dana", "", "Osgood-Lane"), ("DANA", "", "LANE")),
            (("Robert", "", "Hale"), ("BOB", "", "HALE JR")),
            (("Ana", "", "de la Cruz"), ("ANA", "", "CRUZ")),
            (("José", "", "Núñez"), ("JOSE", "L", "NUNEZ")),
            (("Maximiliana-Rosalinda", "", "Hale"), ("MAXIMILIANA-ROS", "", "HALE")),
            (("Ann", "", "Featherstonehaugh-Cholmondeley"), ("ANN", "", "FEATHERSTONEHAUGH-CH")),
            (("Ann", "", "Featherstonehaughcholm"), ("ANN", "", "FEATHERSTONEHAUGH-CH")),
            (("Dana", "", "Whitcomb"), ("", "", "WHITCOMB DANA")),
        ];
        for (own, row) in cases {
            assert!(fits(own, row) <= NameFit::Near, "{own:?} {row:?} {:?}", fits(own, row));
        }
        assert_eq!(fits(("Robert", "", "Hale"), ("HALE", "", "BOB")), NameFit::Swapped);
    }

    #[test]
    fn a_wrong_letter_is_a_slip_and_several_are_alike() {
        assert_eq!(fits(("Dana", "", "Whitcomb"), ("DANA", "", "WHITCOBM")), NameFit::Slip);
        assert_eq!(fits(("Margaret", "", "Hale"), ("MARGRET", "", "HALE")), NameFit::Slip);
        assert_eq!(fits(("Dana", "", "Whitcomb"), ("DANNA", "", "WITCOM")), NameFit::Alike);
        assert_eq!(fits(("Dana", "", "Lee"), ("DANA", "", "LEA")), NameFit::Alike);
        assert_eq!(fits(("Dana", "", "Lee"), ("DANA", "", "HALE")), NameFit::GivenOnly);
    }

    #[test]
    fn names_in_each_other_s_column_are_one_name_from_either_side() {
        let cases = [
            (("Ana", "M", "Reyes"), ("REYES-ES", "", "ANA"), NameFit::Swapped),
            (("Robert", "", "Hale"), ("HALE", "", "BOB"), NameFit::Swapped),
            (("Robert", "Lee", "Hale"), ("HALE", "JAMES", "ROBERT"), NameFit::OtherMiddle),
            // A slip of the pen, and a middle name in the other column: with the birth date it is worth a look.
            (("Robert", "", "Hale"), ("HAEL", "", "ROBERT"), NameFit::Alike),
            (("Robert", "Lee", "Hale"), ("HALE", "", "LEE"), NameFit::Alike),
            (("Robert", "", "Hale"), ("HALE", "ROBERT", "STONE"), NameFit::Alike),
            (("Robert", "", "Hale"), ("HALE", "", "ORSON"), NameFit::Other),
        ];
        for (one, other, expected) in cases {
            assert_eq!((fits(one, other), fits(other, one)), (expected, expected), "{one:?} {other:?}");
        }
    }

    #[test]
    fn an_initial_with_a_degree_is_told_from_an_initial() {
        assert_eq!(fits(("A. Dr", "", "Hale"), ("A DR", "", "HALE")), NameFit::Equal);
        assert_eq!(fits(("A.", "", "Hale"), ("A DR", "", "HALE")), NameFit::Initial);
        assert_eq!(fits(("A.", "", "Hale"), ("A", "", "HALE")), NameFit::Initial);
    }

    #[test]
    fn parts_of_a_name_are_told_from_the_whole() {
        assert_eq!(fits(("R", "", "Hale"), ("ROBERT", "", "HALE")), NameFit::Initial);
        assert_eq!(fits(("Robert", "", "Hale"), ("MARGARET", "", "HALE")), NameFit::SurnameOnly);
        assert_eq!(fits(("Robert", "", "Hale"), ("RUFUS", "", "HALE")), NameFit::SurnameAndInitial);
        assert_eq!(fits(("Robert", "Lee", "Hale"), ("ROBERT", "JAMES", "HALE")), NameFit::OtherMiddle);
        assert_eq!(fits(("Robert", "Lee", "Hale"), ("ROBERT", "L", "HALE")), NameFit::Equal);
        assert_eq!(fits(("Dana", "Brook", "Lane"), ("DANA", "", "BROOK")), NameFit::Alike);
        assert_eq!(fits(("Dana", "Ruth", "Lane"), ("DANA", "RUTH", "BROOKS")), NameFit::GivenAndMiddle);
        assert_eq!(fits(("Dana", "", "Osgood-Lane"), ("DANA", "", "LANE-WHITE")), NameFit::Alike);
        assert_eq!(fits(("Dana", "", "Whitcomb"), ("DANA", "", "FEATHERSTONEHAU WHIT")), NameFit::Alike);
        assert_eq!(fits(("Dana", "", "Lane"), ("ORSON", "", "QUILL")), NameFit::Other);
    }
}
