//! Given name and surname in each other's column.
//!
//! What is a surname on one side is a given name on the other: both columns are compared by one rule, so that it makes no
//! difference who is compared with whom.

use super::exclusion_names::{
    Asked, Column, GIVEN_WIDTH, NameFit, SURNAME_WIDTH, Spelling, is_alike, is_cut, is_half_cut, is_slip,
    middles_begin_differently, some_words,
};
use super::npi_names::Words;
use crate::rules::NameWords;

/// Compares a name with a row's whose columns are exchanged.
pub(super) fn fit(own: &Spelling<'_>, row: &Spelling<'_>, asked: Asked, words: &NameWords) -> NameFit {
    let begin_alike =
        |a: &Column<'_>, b: &Column<'_>| matches!((a.words.initial(), b.words.initial()), (Some(a), Some(b)) if a == b);
    if !begin_alike(&own.first, &row.last) && !begin_alike(&own.last, &row.first) {
        return NameFit::Other;
    }
    let is_whole = |a: &Column<'_>, b| a.shares_a_name(b, |x, y| words.are_nicknames(x, y));
    let (given, surname) = (is_whole(&own.first, &row.last), is_whole(&own.last, &row.first));
    if given && surname {
        let equal = |a: &Column<'_>, b: &Column<'_>| a.words.joined() == b.words.joined();
        let first_names = equal(&own.first, &row.last) && equal(&own.last, &row.first);
        return if first_names && middles_begin_differently(own, row) {
            NameFit::OtherMiddle
        } else {
            NameFit::Swapped
        };
    }
    if asked == Asked::WhetherWhole {
        return NameFit::Other;
    }
    let is_alike = |a, b, whole: bool| whole || is_alike_across(a, b);
    let alike = is_alike(&own.first, &row.last, given) && is_alike(&own.last, &row.first, surname);
    if alike || by_the_middle_name(own, row, given, surname) { NameFit::Alike } else { NameFit::Other }
}

fn is_alike_across(a: &Column<'_>, b: &Column<'_>) -> bool {
    let (one, two) = (a.words.joined(), b.words.joined());
    let cut = is_cut(a, b, GIVEN_WIDTH) || is_cut(a, b, SURNAME_WIDTH) || is_half_cut(a, b);
    cut || is_slip(&one, &two) || is_alike(&one, &two) || some_words(a, b, is_slip)
}

/// One of the names stands in the other's column, and the middle name of either is the other's second name.
fn by_the_middle_name(own: &Spelling<'_>, row: &Spelling<'_>, given: bool, surname: bool) -> bool {
    let same = |a: &Words<'_>, b: &Words<'_>| a.joined().chars().count() > 1 && a.joined() == b.joined();
    (surname && (same(&own.first.words, &row.middle) || same(&own.middle, &row.last.words)))
        || (given && (same(&row.first.words, &own.middle) || same(&row.middle, &own.last.words)))
}
