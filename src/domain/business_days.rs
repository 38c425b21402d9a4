//! Working days: Monday to Friday without the legal public holidays of the United States, by rule, for any year.
//!
//! Source: 5 U.S.C. 6103(a) for the days, (b)(1) for a holiday that falls on a Saturday (the Friday before is free), and
//! Executive Order 11582, section 3(b), for one that falls on a Sunday (the Monday after is). The day of a presidential
//! inauguration is left out: 6103(c) frees the capital's offices alone.

use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Utc, Weekday};

/// A rule that names one day of each year.
#[derive(Debug, Clone, Copy)]
enum Rule {
    /// Month and day.
    Fixed(u32, u32),
    /// Month, weekday and which of them, from 1.
    Nth(u32, Weekday, u8),
    /// The last such weekday of a month that has 31 days.
    LastOf31(u32, Weekday),
}

/// The first year with all of these: Juneteenth is a holiday since Public Law 117-17 of June 17, 2021.
const HOLIDAYS: [Rule; 11] = [
    Rule::Fixed(1, 1),               // New Year's Day
    Rule::Nth(1, Weekday::Mon, 3),   // Birthday of Martin Luther King, Jr.
    Rule::Nth(2, Weekday::Mon, 3),   // Washington's Birthday
    Rule::LastOf31(5, Weekday::Mon), // Memorial Day
    Rule::Fixed(6, 19),              // Juneteenth National Independence Day
    Rule::Fixed(7, 4),               // Independence Day
    Rule::Nth(9, Weekday::Mon, 1),   // Labor Day
    Rule::Nth(10, Weekday::Mon, 2),  // Columbus Day
    Rule::Fixed(11, 11),             // Veterans Day
    Rule::Nth(11, Weekday::Thu, 4),  // Thanksgiving Day
    Rule::Fixed(12, 25),             // Christmas Day
];

impl Rule {
    /// Whether offices are closed for it on this day: the day itself, or the one on which it is observed.
    fn closes(self, day: NaiveDate) -> bool {
        match self {
            Rule::Nth(month, weekday, nth) => {
                day.month() == month && day.weekday() == weekday && (day.day() - 1) / 7 + 1 == u32::from(nth)
            }
            Rule::LastOf31(month, weekday) => day.month() == month && day.weekday() == weekday && day.day() > 31 - 7,
            // Looked at from the day: New Year's Day is observed in the year before when it is a Saturday.
            Rule::Fixed(..) => match day.weekday() {
                Weekday::Fri => self.names(day) || day.checked_add_days(Days::new(1)).is_some_and(|d| self.names(d)),
                Weekday::Mon => self.names(day) || day.checked_sub_days(Days::new(1)).is_some_and(|d| self.names(d)),
                _ => self.names(day),
            },
        }
    }

    fn names(self, day: NaiveDate) -> bool {
        matches!(self, Rule::Fixed(month, of_month) if (day.month(), day.day()) == (month, of_month))
    }
}

/// Offices are open: neither a weekend nor a holiday, nor the day on which one is observed.
pub fn is_business_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !HOLIDAYS.iter().any(|holiday| holiday.closes(day))
}

/// The same time of day (UTC), so many working days later.
pub fn after_business_days(at: DateTime<Utc>, days: u32) -> DateTime<Utc> {
    let mut at = at;
    let mut left = days;
    while left > 0 {
        at += Duration::days(1);
        left -= u32::from(is_business_day(at.date_naive()));
    }
    at
}

/// How much of the time between two moments was on working days (UTC), 24 hours each.
pub fn business_time(from: DateTime<Utc>, to: DateTime<Utc>) -> Duration {
    let (mut at, mut time) = (from, Duration::zero());
    while at < to {
        let midnight = (at.date_naive() + Days::new(1)).and_time(chrono::NaiveTime::MIN).and_utc();
        let next = midnight.min(to);
        if is_business_day(at.date_naive()) {
            time += next - at;
        }
        at = next;
    }
    time
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    /// As the Office of Personnel Management publishes them: the days on which offices are closed.
    const PUBLISHED: [(i32, [&str; 11]); 2] = [
        (
            2026,
            [
                "2026-01-01",
                "2026-01-19",
                "2026-02-16",
                "2026-05-25",
                "2026-06-19",
                "2026-07-03",
                "2026-09-07",
                "2026-10-12",
                "2026-11-11",
                "2026-11-26",
                "2026-12-25",
            ],
        ),
        (
            2027,
            [
                "2027-01-01",
                "2027-01-18",
                "2027-02-15",
                "2027-05-31",
                "2027-06-18",
                "2027-07-05",
                "2027-09-06",
                "2027-10-11",
                "2027-11-11",
                "2027-11-25",
                "2027-12-24",
            ],
        ),
    ];

    #[test]
    fn a_years_closed_days_are_the_published_ones() {
        for (year, expected) in PUBLISHED {
            let first = NaiveDate::from_ymd_opt(year, 1, 1).expect("a day");
            let closed: Vec<NaiveDate> = first
                .iter_days()
                .take_while(|d| d.year() == year)
                .filter(|d| !matches!(d.weekday(), Weekday::Sat | Weekday::Sun) && !is_business_day(*d))
                .collect();
            let mut expected = expected.map(day).to_vec();
            // New Year's Day of 2028 is a Saturday.
            expected.extend((year == 2027).then(|| day("2027-12-31")));
            assert_eq!(closed, expected, "{year}");
        }
    }

    #[test]
    fn two_days_from_the_eve_of_thanksgiving_end_on_the_monday_after() {
        let eve: DateTime<Utc> = "2026-11-25T15:00:00Z".parse().expect("a time");
        assert_eq!(after_business_days(eve, 2).to_rfc3339(), "2026-11-30T15:00:00+00:00");
        let friday: DateTime<Utc> = "2026-11-20T15:00:00Z".parse().expect("a time");
        assert_eq!(after_business_days(friday, 2), friday + Duration::days(4));
    }

    proptest! {
        #[test]
        fn so_many_days_later_so_many_were_open(seconds in 1_640_995_200i64..4_102_444_800, days in 0u32..40) {
            let at = DateTime::from_timestamp(seconds, 0).expect("a time");
            let then = after_business_days(at, days);
            let passed = at.date_naive().iter_days().skip(1).take_while(|d| *d <= then.date_naive());
            prop_assert_eq!(passed.filter(|d| is_business_day(*d)).count(), days as usize);
            prop_assert_eq!(at.time(), then.time());
            prop_assert!(days == 0 || is_business_day(then.date_naive()));
        }

        #[test]
        fn more_days_and_later_beginnings_never_end_earlier(seconds in 1_640_995_200i64..4_102_444_800, days in 0u32..40, later in 0i64..1_000_000) {
            let at = DateTime::from_timestamp(seconds, 0).expect("a time");
            prop_assert!(after_business_days(at, days + 1) > after_business_days(at, days));
            // By the day: what comes on a Saturday morning is due before what came on Friday night, on the same Monday.
            let day = |at| after_business_days(at, days).date_naive();
            prop_assert!(day(at + Duration::seconds(later)) >= day(at));
        }

        #[test]
        fn a_year_has_eleven_free_days_beside_its_weekends(year in 2022i32..2400) {
            // Counted from Christmas to Christmas, so that an observed New Year's Day stays within.
            let first = NaiveDate::from_ymd_opt(year, 12, 27).expect("a day");
            let end = NaiveDate::from_ymd_opt(year + 1, 12, 27).expect("a day");
            let weekdays = first.iter_days().take_while(|d| *d < end).filter(|d| !matches!(d.weekday(), Weekday::Sat | Weekday::Sun));
            prop_assert_eq!(weekdays.filter(|d| !is_business_day(*d)).count(), 11);
        }

        #[test]
        fn no_more_than_three_days_in_a_row_are_free(seconds in 1_640_995_200i64..4_102_444_800) {
            let at = DateTime::from_timestamp(seconds, 0).expect("a time");
            prop_assert!(after_business_days(at, 1) - at <= Duration::days(4));
        }
    }

    #[test]
    fn weekends_and_holidays_are_no_business_time() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        for (from, to, hours) in [
            ("2026-11-23T12:00:00Z", "2026-11-23T15:00:00Z", 3),
            ("2026-11-20T12:00:00Z", "2026-11-23T12:00:00Z", 24),
            // Thanksgiving is Thursday the 26th.
            ("2026-11-25T12:00:00Z", "2026-11-27T12:00:00Z", 24),
            ("2026-11-21T08:00:00Z", "2026-11-22T20:00:00Z", 0),
            ("2026-11-23T12:00:00Z", "2026-11-20T12:00:00Z", 0),
        ] {
            assert_eq!(business_time(at(from), at(to)), Duration::hours(hours), "{from} to {to}");
        }
    }
}
