//! When a provider is asked whether a listing is still right (contract, "Freshness"; issue 6, item 8).

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};

use super::freshness::{CONFIRMED_DAYS, LISTED_DAYS};

/// Reminders, in days from the end of a confirmation's quarter: before it, and after.
pub const STEPS: [i64; 6] = [-15, -10, -5, 1, 14, 28];

/// A link of a request confirms for so many days.
pub const LINK_DAYS: i64 = 60;

/// Pressed again within so many hours, the button confirms nothing new.
pub const SAME_PRESS_HOURS: i64 = 24;

/// From this day after a confirmation staff are asked to call: three days after the last reminder.
pub const CALL_AFTER: i64 = CONFIRMED_DAYS + 31;
/// By this day they should have.
pub const CALL_BY: i64 = CONFIRMED_DAYS + 38;

/// The hour of the day, UTC, at which reminders are written: morning everywhere in the 48 states.
const HOUR: u32 = 15;

/// The step that was reached last: of several that were passed at once only that one is said. `None` before the first,
/// and when the listing has left the searches: nobody writes for ever.
pub fn step_reached(since: NaiveDate, today: NaiveDate) -> Option<i64> {
    let days = (today - since).num_days();
    STEPS.into_iter().filter(|step| (CONFIRMED_DAYS + step..=LISTED_DAYS).contains(&days)).max()
}

/// The days since which something must stand unconfirmed for a step to be reached today: from, and up to and with.
pub fn days_with_a_step(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    (today - Duration::days(LISTED_DAYS), today - Duration::days(CONFIRMED_DAYS + STEPS[0]))
}

/// The same for a call by staff.
pub fn days_with_a_call(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    (today - Duration::days(LISTED_DAYS), today - Duration::days(CALL_AFTER))
}

/// The first day on which a confirmation of this day counts no more.
pub fn unconfirmed_from(since: NaiveDate) -> NaiveDate {
    since + Duration::days(CONFIRMED_DAYS + 1)
}

/// The first day on which searches leave the listing out.
pub fn suppressed_from(since: NaiveDate) -> NaiveDate {
    since + Duration::days(LISTED_DAYS + 1)
}

/// The moment of a day at which reminders are written.
pub fn writing_time(day: NaiveDate) -> DateTime<Utc> {
    let hour = NaiveTime::from_hms_opt(HOUR, 0, 0).unwrap_or(NaiveTime::MIN);
    day.and_time(hour).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_reached_on_its_day_and_holds_until_the_next() {
        let since = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        for (days, step) in [
            (74, None),
            (75, Some(-15)),
            (79, Some(-15)),
            (80, Some(-10)),
            (85, Some(-5)),
            (90, Some(-5)),
            (91, Some(1)),
            (104, Some(14)),
            (118, Some(28)),
            (131, Some(28)),
            (132, None),
        ] {
            let today = since + Duration::days(days);
            assert_eq!(step_reached(since, today), step, "{days} days");
            let (from, to) = days_with_a_step(today);
            assert_eq!((from..=to).contains(&since), step.is_some(), "{days} days");
        }
    }

    #[test]
    fn staff_are_asked_to_call_after_the_last_mail_and_before_the_listing_leaves_the_searches() {
        let last_mail = CONFIRMED_DAYS + STEPS[STEPS.len() - 1];
        assert!(last_mail < CALL_AFTER && CALL_AFTER < CALL_BY && CALL_BY < LISTED_DAYS);
        assert_eq!((CALL_AFTER, CALL_BY), (121, 128));
    }
}
