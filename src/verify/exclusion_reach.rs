//! Which rows of an exclusion list are worth a judge's time.
//!
//! A common surname brings back hundreds of rows, nearly all of people born on another day. Such a row counts only where its
//! whole name is one of ours ([`NameFit::is_whole`](super::exclusion_names::NameFit::is_whole)), and a name that cannot be is
//! told by how its parts begin, nicknames included. What is left out here the judge would have left out (a property test).

use super::exclusion_match::{KnownName, compare_dates};
use super::exclusion_names::stand_ins;
use super::finding::Compared;
use crate::domain::fold::name_words;
use crate::rules::NameWords;
use crate::sources::{Brief, beginnings};

use chrono::NaiveDate;

/// A person's names by how they begin, and the names that those may stand for.
pub(super) struct Reach {
    names: u64,
}

impl Reach {
    /// Takes every name that somebody goes by. Surnames tell nobody apart: it is they that brought the row back.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n KnownName>, words: &NameWords) -> Self {
        let all = names.into_iter().map(|name| given(name, words));
        Reach { names: all.fold(0, |so_far, name| so_far | name) }
    }

    /// Whether the judge has to look: the birth date or the name may say something. Rows with our NPI are found by it.
    pub fn includes(&self, born: Option<NaiveDate>, row: &Brief) -> bool {
        self.may_be_whole(row) || compare_dates(born, row.born) != Compared::Different
    }

    /// The given name, or the middle name in its place, is one of ours: in its own column or, where names were swapped, in that
    /// of the surname.
    fn may_be_whole(&self, row: &Brief) -> bool {
        row.nameless || self.names & row.names != 0
    }
}

fn given(name: &KnownName, words: &NameWords) -> u64 {
    let [first, middle] = [&name.first, &name.middle].map(|n| name_words(n));
    if first.is_empty() {
        // The whole name may stand in the surname's place.
        return u64::MAX;
    }
    let stand_ins = stand_ins(&first, words).into_iter().fold(0, |so_far, name| so_far | beginnings(name));
    beginnings(&first) | beginnings(&middle) | stand_ins
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::exclusion_names::{self, Asked, NameFit, Spelling};
    use super::*;
    use crate::rules::Rules;
    use crate::sources::{ExclusionRecord, Listed};

    fn part() -> impl Strategy<Value = String> {
        const WORDS: [&str; 18] = [
            "bob",
            "robert",
            "liz",
            "elizabeth",
            "mary",
            "ann",
            "maryann",
            "m",
            "de",
            "del",
            "al",
            "bo",
            "la",
            "cruz",
            "lee",
            "jr",
            "ñora",
            "o'hale",
        ];
        proptest::collection::vec(proptest::sample::select(&WORDS[..]), 0..3).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn a_row_out_of_reach_is_not_the_whole_name(own in [part(), part(), part()], row in [part(), part(), part()]) {
            let words = &Rules::builtin().names;
            let [first, middle, last] = own;
            let own = KnownName { first, middle, last };
            let [first_name, middle_name, last_name] = row;
            let row = Listed::from(ExclusionRecord { first_name, middle_name, last_name, ..ExclusionRecord::default() });
            let spelling = Spelling::of(&own.first, &own.middle, &own.last, words);
            let Some(listed) = Spelling::of_row(&row, words) else { return Ok(()) };
            let fit = exclusion_names::fit(&spelling, &listed, Asked::WhetherWhole, words);
            prop_assert!(fit == NameFit::Other || Reach::of([&own], words).may_be_whole(&row.brief()), "{own:?} {row:?} {fit:?}");
        }
    }

    #[test]
    fn most_strangers_of_one_s_surname_born_on_another_day_are_left_out() {
        let own = KnownName { first: "Bob".into(), middle: String::new(), last: "Smith".into() };
        let reach = Reach::of([&own], &Rules::builtin().names);
        let row = |first: &str, born: &str| {
            let row = Listed::from(ExclusionRecord {
                first_name: first.into(),
                last_name: "SMITH".into(),
                date_of_birth: born.parse().ok(),
                ..ExclusionRecord::default()
            });
            row.brief()
        };
        let born = "1970-03-01".parse().ok();
        let strangers = ["HEIDI", "UNA", "OMAR", "PAUL", "TARA", "VERA", "ZOE", "IVAN"];
        let left_out = strangers.iter().filter(|first| !reach.includes(born, &row(first, "1951-12-24"))).count();
        assert!(left_out >= 6, "two names may begin with one bit, most do not: {left_out}");
        assert!(reach.includes(born, &row("ROBERT", "1951-12-24")), "a nickname");
        assert!(reach.includes(born, &row("HEIDI", "1970-03-02")), "a birth date that is near");
        assert!(reach.includes(born, &row("HEIDI", "")), "no birth date");
    }
}
