//! How well a person's name fits the name on a row of an exclusion list.
//!
//! Lists cut long names, swap columns, write a maiden name where the middle name belongs, and misspell. What fits by any of
//! the usual variations is one name; what is a slip of the pen away, or fits in part, is told apart from it, because it needs
//! more than the name to be worth a person's time.

use super::finding::Compared;
use super::npi_names::{self, Words};
use crate::rules::NameWords;
use crate::sources::Listed;

/// Width of the given-name column of the LEIE: longer names are cut.
const GIVEN_WIDTH: usize = 15;
/// Width of the surname column of the LEIE.
const SURNAME_WIDTH: usize = 20;
/// One wrong letter in a shorter name makes another name of it.
const SHORTEST_MISSPELT: usize = 5;
/// From this length two wrong letters still leave a name recognizable.
const LONG_NAME: usize = 7;
/// Names as alike as this (Jaro-Winkler) are looked at where the birth date is the same.
const ALIKE: f64 = 0.88;

/// One spelling of a name, taken into words.
pub(super) struct Spelling<'a> {
    first: Words<'a>,
    middle: Words<'a>,
    last: Words<'a>,
    /// Letters as written, for names that fill a column of the list.
    first_width: usize,
    last_width: usize,
}

impl<'a> Spelling<'a> {
    /// Takes a name into words.
    pub fn of(first: &str, middle: &str, last: &str, words: &NameWords) -> Spelling<'static> {
        Spelling {
            first: Words::of(first, words),
            middle: Words::of(middle, words),
            last: Words::of(last, words),
            first_width: first.trim().chars().count(),
            last_width: last.trim().chars().count(),
        }
    }

    /// The name on a row; `None` for entities.
    pub fn of_row(row: &'a Listed, words: &NameWords) -> Option<Self> {
        let spelling = Spelling {
            first: Words::of_folded(row.first_words(), words),
            middle: Words::of_folded(row.middle_words(), words),
            last: Words::of_folded(row.last_words(), words),
            first_width: row.first_width(),
            last_width: row.last_width(),
        };
        (!spelling.last.is_empty() || !spelling.first.is_empty()).then_some(spelling)
    }

    /// The given name is one letter, degrees left out.
    #[cfg(test)]
    pub fn is_initial(&self) -> bool {
        self.first.joined().chars().count() == 1
    }

    /// With given name and surname in each other's column.
    fn turned(&self) -> Spelling<'_> {
        Spelling {
            first: self.last.shared(),
            middle: self.middle.shared(),
            last: self.first.shared(),
            first_width: self.last_width,
            last_width: self.first_width,
        }
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

/// Compares one spelling with a row's.
pub(super) fn fit(own: &Spelling<'_>, row: &Spelling<'_>, asked: Asked, words: &NameWords) -> NameFit {
    let straight = straight(own, row, asked, words);
    if straight <= NameFit::Near {
        return straight;
    }
    let fit = straight.min(swapped(own, row, asked, words)).min(in_one_column(own, row));
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
    match npi_names::surnames(&own.last, &row.last, words) {
        Compared::Equal => return Likeness::Equal,
        Compared::Missing => return Likeness::Other,
        Compared::Near => return Likeness::Near,
        _ => {}
    }
    let (a, b) = (own.last.joined(), row.last.joined());
    if is_cut(&a, own.last_width, &b, row.last_width, SURNAME_WIDTH) {
        return Likeness::Near;
    }
    if asked == Asked::WhetherWhole {
        return Likeness::Other;
    }
    let parts = |f: fn(&str, &str) -> bool| own.last.each().any(|x| row.last.each().any(|y| f(x, y)));
    if is_slip(&a, &b) || parts(is_slip) {
        return Likeness::Slip;
    }
    let shared_part = |x: &str, y: &str| x == y && x.chars().count() > 3;
    if is_alike(&a, &b) || parts(shared_part) || half_cut(own, row) || half_cut(row, own) {
        Likeness::Alike
    } else {
        Likeness::Other
    }
}

/// A compound surname that fills its column and whose last part, so far as it is there, is how a part of the other begins.
fn half_cut(cut: &Spelling<'_>, whole: &Spelling<'_>) -> bool {
    let last = cut.last.each().last().filter(|w| w.chars().count() > 2);
    fills(cut.last_width, SURNAME_WIDTH) && last.is_some_and(|part| whole.last.each().any(|w| w.starts_with(part)))
}

fn given_likeness(own: &Spelling<'_>, row: &Spelling<'_>, asked: Asked, words: &NameWords) -> Likeness {
    let (a, b) = (own.first.joined(), row.first.joined());
    if is_cut(&a, own.first_width, &b, row.first_width, GIVEN_WIDTH) {
        return Likeness::Near;
    }
    let one_letter = |name: &str| name.chars().count() == 1;
    match npi_names::given_names((&own.first, &own.middle), (&row.first, &row.middle), words) {
        Compared::Equal if one_letter(&a) => Likeness::Initial,
        Compared::Equal => Likeness::Equal,
        Compared::Near if one_letter(&a) || one_letter(&b) => Likeness::Initial,
        Compared::Near => Likeness::Near,
        Compared::Missing => Likeness::Other,
        _ if asked == Asked::WhetherWhole => Likeness::Other,
        _ if is_slip(&a, &b) => Likeness::Slip,
        _ if is_alike(&a, &b) => Likeness::Alike,
        _ => Likeness::Other,
    }
}

/// Given name and surname stand in each other's column.
fn swapped(own: &Spelling<'_>, row: &Spelling<'_>, asked: Asked, words: &NameWords) -> NameFit {
    let begin_alike = |a: &Words<'_>, b: &Words<'_>| matches!((a.initial(), b.initial()), (Some(a), Some(b)) if a == b);
    if !begin_alike(&own.first, &row.last) && !begin_alike(&own.last, &row.first) {
        return NameFit::Other;
    }
    match straight(own, &row.turned(), asked, words) {
        NameFit::Equal | NameFit::Near => NameFit::Swapped,
        NameFit::OtherMiddle => NameFit::OtherMiddle,
        NameFit::Slip | NameFit::Alike => NameFit::Alike,
        _ => NameFit::Other,
    }
}

/// The whole name stands in the surname's column.
fn in_one_column(own: &Spelling<'_>, row: &Spelling<'_>) -> NameFit {
    let holds = |name: &Words<'_>| !name.is_empty() && name.each().all(|w| row.last.each().any(|r| r == w));
    let fits = row.first.is_empty() && holds(&own.first) && holds(&own.last) && own.first.joined() != own.last.joined();
    if fits { NameFit::Near } else { NameFit::Other }
}

/// Married names push the earlier surname into the middle, on either side.
fn surname_in_middle(own: &Spelling<'_>, row: &Spelling<'_>) -> bool {
    let same = |a: &Words<'_>, b: &Words<'_>| a.joined().chars().count() > 2 && a.joined() == b.joined();
    same(&own.last, &row.middle) || same(&own.middle, &row.last)
}

/// Both say a middle name, and the two begin differently; the same given name stands first in both.
fn middles_differ(own: &Spelling<'_>, row: &Spelling<'_>) -> bool {
    let differ = matches!((own.middle.initial(), row.middle.initial()), (Some(a), Some(b)) if a != b);
    differ && own.first.joined() == row.first.joined()
}

/// A given or middle name of one begins like a given or middle name of the other, or one has none.
fn an_initial_agrees(own: &Spelling<'_>, row: &Spelling<'_>) -> bool {
    let initials =
        |s: &Spelling<'_>| s.first.each().chain(s.middle.each()).filter_map(|w| w.chars().next()).collect::<Vec<_>>();
    let (a, b) = (initials(own), initials(row));
    a.is_empty() || b.is_empty() || a.iter().any(|i| b.contains(i))
}

fn same_middle(own: &Spelling<'_>, row: &Spelling<'_>) -> bool {
    own.middle.joined().chars().count() > 2 && own.middle.joined() == row.middle.joined()
}

/// One of the names fills its column of `width` letters and is how the other begins. A blank or hyphen at the cut is lost.
fn is_cut(a: &str, a_width: usize, b: &str, b_width: usize, width: usize) -> bool {
    let begins = (fills(b_width, width) && a.starts_with(b)) || (fills(a_width, width) && b.starts_with(a));
    !a.is_empty() && !b.is_empty() && begins
}

fn fills(letters: usize, width: usize) -> bool {
    letters == width || letters + 1 == width
}

/// One letter more, less, changed or swapped with its neighbor.
fn is_slip(a: &str, b: &str) -> bool {
    let (short, long) = lengths(a, b);
    short >= SHORTEST_MISSPELT - 1
        && long >= SHORTEST_MISSPELT
        // A distance is never less than the difference of the lengths.
        && long - short <= 1
        && strsim::osa_distance(a, b) == 1
}

/// Two slips in a long name, one in a short name, or names that sound and begin alike.
fn is_alike(a: &str, b: &str) -> bool {
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
