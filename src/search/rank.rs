//! The order of results, and the key by which a page continues where the last one ended.

use std::borrow::Cow;

use super::query::Sort;

/// Where a result stands. Total: no two places are equal, because their ids are not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank<'a> {
    major: Major<'a>,
    /// Unconfirmed ones come after confirmed ones that are otherwise equal.
    unconfirmed: bool,
    /// The location's id.
    id: Cow<'a, str>,
}

/// What is sorted by. One search has one variant only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Major<'a> {
    Number(u64),
    Text(Cow<'a, str>),
}

/// After every number that is known.
const MISSING: u64 = u64::MAX;

/// The values that a rank is made of.
pub(super) struct Standpoint<'a> {
    pub distance: Option<f64>,
    pub price: Option<u32>,
    /// Microseconds since the epoch.
    pub confirmed_at: Option<i64>,
    pub name: &'a str,
    /// Comes after a confirmed one that is otherwise equal.
    pub unconfirmed: bool,
    pub id: &'a str,
}

impl<'a> Rank<'a> {
    pub fn of(sort: Sort, at: Standpoint<'a>) -> Rank<'a> {
        let major = match sort {
            // Distances are not negative, and the bits of such numbers sort as the numbers do.
            Sort::Distance => Major::Number(at.distance.map_or(MISSING, f64::to_bits)),
            Sort::Price => Major::Number(at.price.map_or(MISSING, u64::from)),
            Sort::Confirmed => Major::Number(at.confirmed_at.map_or(MISSING, latest_first)),
            Sort::Name => Major::Text(Cow::Borrowed(at.name)),
        };
        Rank { major, unconfirmed: at.unconfirmed, id: Cow::Borrowed(at.id) }
    }

    /// The distance that it stands at, in miles; infinite where there is none. `None` where another order is in force.
    pub fn miles(&self) -> Option<f64> {
        match self.major {
            Major::Number(MISSING) => Some(f64::INFINITY),
            Major::Number(bits) => Some(f64::from_bits(bits)),
            Major::Text(_) => None,
        }
    }

    pub fn into_owned(self) -> Rank<'static> {
        let major = match self.major {
            Major::Number(n) => Major::Number(n),
            Major::Text(text) => Major::Text(Cow::Owned(text.into_owned())),
        };
        Rank { major, unconfirmed: self.unconfirmed, id: Cow::Owned(self.id.into_owned()) }
    }

    /// One line of text, read back by [`Rank::decode`].
    pub fn encode(&self) -> String {
        let (kind, major) = match &self.major {
            Major::Number(n) => ('n', n.to_string()),
            Major::Text(text) => ('t', text.to_string()),
        };
        format!("{kind}{}{}\n{major}", u8::from(self.unconfirmed), self.id)
    }

    /// `None` when it was not made by [`Rank::encode`].
    pub fn decode(text: &str) -> Option<Rank<'static>> {
        let (head, major) = text.split_once('\n')?;
        let (kind, head) = (head.get(..1)?, head.get(1..)?);
        let (unconfirmed, id) = (head.get(..1)?, head.get(1..)?);
        let major = match kind {
            "n" => Major::Number(major.parse().ok()?),
            "t" => Major::Text(Cow::Owned(major.to_string())),
            _ => return None,
        };
        Some(Rank { major, unconfirmed: unconfirmed == "1", id: Cow::Owned(id.to_string()) })
    }
}

/// Later moments give smaller numbers; none gives [`MISSING`].
fn latest_first(micros: i64) -> u64 {
    // Flipping the sign bit turns the order of i64 into that of u64.
    (!(micros.cast_unsigned() ^ (1 << 63))).min(MISSING - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(id: &str) -> Standpoint<'_> {
        Standpoint { distance: None, price: None, confirmed_at: None, name: "", unconfirmed: false, id }
    }

    #[test]
    fn what_is_missing_comes_last_in_every_order() {
        let known = || Standpoint { distance: Some(9.0), price: Some(900), confirmed_at: Some(-5), ..at("b") };
        for sort in [Sort::Distance, Sort::Price, Sort::Confirmed] {
            assert!(Rank::of(sort, known()) < Rank::of(sort, at("a")), "{sort:?}");
        }
    }

    #[test]
    fn equal_ones_stand_confirmed_first_and_then_by_id() {
        let late = Standpoint { unconfirmed: true, ..at("a") };
        let (b, c) = (Rank::of(Sort::Price, at("b")), Rank::of(Sort::Price, at("c")));
        assert!(b < c && c < Rank::of(Sort::Price, late));
    }

    proptest! {
        #[test]
        fn numbers_keep_their_order(a in 0.0..20_000.0f64, b in 0.0..20_000.0f64, s in any::<i64>(), t in any::<i64>()) {
            prop_assert_eq!(a.to_bits().cmp(&b.to_bits()), a.total_cmp(&b));
            prop_assert!((s > t) <= (latest_first(s) <= latest_first(t)));
        }

        #[test]
        fn a_rank_comes_back_from_its_line(name in "\\PC{0,20}", id in "[a-z0-9-]{1,36}", late: bool, number in proptest::option::of(0.0..9e9f64)) {
            let sort = if number.is_some() { Sort::Distance } else { Sort::Name };
            let rank = Rank::of(sort, Standpoint { distance: number, name: &name, unconfirmed: late, ..at(&id) });
            prop_assert_eq!(Rank::decode(&rank.encode()), Some(rank));
        }
    }
}
