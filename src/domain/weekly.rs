//! What a listing's own numbers are: events counted by the week, and from which number on one is told.
//!
//! A week's number is told whole or not at all. Two rules see to it that no number below [`LEAST`] can be had by subtraction: a week is
//! told only once nothing is added to it any more, and nothing is ever summed up over weeks or events.

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, NaiveTime, Utc};

use super::words::wire_words;

wire_words! {
    /// What is counted of a listing.
    Event {
        /// It was among the results of a search, on the page, on the map or in the API.
        Shown => "shown",
        /// Its page was opened.
        Opened => "opened",
        /// A call button of it was pressed, and the browser told us.
        Called => "called",
    }
}

/// The smallest number that is told.
pub const LEAST: u64 = 10;
/// So many weeks stand on the page.
pub const WEEKS_TOLD: usize = 12;
/// So many weeks are kept: the same week of the year before can be looked at.
pub const WEEKS_KEPT: u64 = 53;

/// What was counted within a week and not written yet is written until so long after its end, and dropped later.
const WRITTEN_FOR: Duration = Duration::minutes(30);
/// A week is told so long after its end: later than the last that is written, by any clock of ours.
const TOLD_AFTER: Duration = Duration::minutes(60);

/// A week as ISO 8601 has it, from Monday to Sunday, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Week(NaiveDate);

impl Week {
    /// The week of a moment.
    pub fn of(at: DateTime<Utc>) -> Week {
        Week::around(at.date_naive())
    }

    /// The week in which a day is.
    pub fn around(day: NaiveDate) -> Week {
        Week(day - Days::new(u64::from(day.weekday().num_days_from_monday())))
    }

    /// Its first day.
    pub fn monday(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    pub fn sunday(self) -> NaiveDate {
        self.0 + Days::new(6)
    }

    /// So many weeks earlier.
    pub fn back(self, weeks: u64) -> Week {
        Week(self.0 - Days::new(7 * weeks))
    }

    /// Its first moment.
    pub fn begin(self) -> DateTime<Utc> {
        self.0.and_time(NaiveTime::MIN).and_utc()
    }

    fn end(self) -> DateTime<Utc> {
        (self.0 + Days::new(7)).and_time(NaiveTime::MIN).and_utc()
    }

    /// From this moment on it [is over](Week::is_over).
    pub fn over_from(self) -> DateTime<Utc> {
        self.end() + TOLD_AFTER
    }

    /// Whether what was counted in it may still be written.
    pub fn takes(self, now: DateTime<Utc>) -> bool {
        now < self.end() + WRITTEN_FOR
    }

    /// Whether it is over, and its numbers will not change.
    pub fn is_over(self, now: DateTime<Utc>) -> bool {
        now >= self.over_from()
    }

    /// The newest week that is over.
    pub fn newest_over(now: DateTime<Utc>) -> Week {
        Week::of(now - TOLD_AFTER).back(1)
    }

    /// The weeks that are told, oldest first.
    pub fn told(now: DateTime<Utc>) -> impl Iterator<Item = Week> {
        let newest = Week::newest_over(now);
        (0..WEEKS_TOLD as u64).rev().map(move |n| newest.back(n))
    }
}

/// A week's number as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// So many.
    Number(u64),
    /// None, or fewer than [`LEAST`].
    Fewer,
}

impl Told {
    /// Of a count.
    pub fn of(count: u64) -> Told {
        if count < LEAST { Told::Fewer } else { Told::Number(count) }
    }

    /// The number, where it is told.
    pub fn number(self) -> Option<u64> {
        match self {
            Told::Number(number) => Some(number),
            Told::Fewer => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn a_week_goes_from_monday_to_sunday_across_a_new_year() {
        let week = Week::of(at("2027-01-03T23:59:59Z"));
        assert_eq!((week.monday().to_string(), week.sunday().to_string()), ("2026-12-28".into(), "2027-01-03".into()));
        assert_eq!(Week::of(at("2027-01-04T00:00:00Z")).back(1), week);
    }

    #[test]
    fn a_week_is_told_an_hour_after_its_end_and_not_written_to_by_then() {
        let week = Week::of(at("2026-11-23T12:00:00Z"));
        let cases = [
            ("2026-11-29T23:59:59Z", true, false),
            ("2026-11-30T00:29:59Z", true, false),
            ("2026-11-30T00:30:00Z", false, false),
            ("2026-11-30T00:59:59Z", false, false),
            ("2026-11-30T01:00:00Z", false, true),
        ];
        for (now, takes, is_over) in cases {
            assert_eq!((week.takes(at(now)), week.is_over(at(now))), (takes, is_over), "{now}");
            assert_eq!(Week::newest_over(at(now)) == week, is_over, "{now}");
        }
    }

    proptest! {
        #[test]
        fn no_week_is_told_while_it_is_written_to(seconds in 0_i64..10_000_000_000, weeks in 0_u64..5) {
            let now = DateTime::from_timestamp(seconds, 0).expect("a time");
            let week = Week::of(now).back(weeks);
            prop_assert!(!(week.takes(now) && week.is_over(now)));
            prop_assert_eq!(week.is_over(now), week <= Week::newest_over(now));
            prop_assert!(Week::told(now).all(|told| told.is_over(now)));
            prop_assert_eq!(Week::told(now).count(), WEEKS_TOLD);
        }

        #[test]
        fn numbers_below_the_least_cannot_be_told_apart(a in 0..LEAST, b in 0..LEAST, more in LEAST..u64::MAX) {
            prop_assert_eq!(Told::of(a), Told::of(b));
            prop_assert_eq!(Told::of(more).number(), Some(more));
        }
    }
}
