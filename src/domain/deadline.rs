//! The last days of credentials, and when a provider is warned of them.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde_json::Value;

use super::badge::outcome_at;
use super::check::{Check, Outcome};

/// So many days before the last one a provider is warned.
pub const STEPS: [i64; 3] = [60, 30, 7];

/// A renewal may be sent so many days before the last one. Before that a later day is a correction, which is reviewed alike.
pub const RENEWAL_DAYS: i64 = 90;

/// Checks whose pass ends with a credential's own last day.
const DATED: [&str; 3] = ["license.expiry", "dea.expiry", "credential.expiry"];

/// A credential in date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// Whose, such as `clinicians/0`.
    pub subject: String,
    /// JSON pointer of the credential, such as `/clinicians/0/credentials/1`.
    pub credential: String,
    /// It counts to the end of this day, UTC.
    pub last_day: NaiveDate,
}

impl Deadline {
    /// Days that are left after today.
    pub fn days_left(&self, today: NaiveDate) -> i64 {
        (self.last_day - today).num_days()
    }

    /// Whether its renewal may be sent now.
    pub fn may_be_renewed(&self, today: NaiveDate) -> bool {
        (0..=RENEWAL_DAYS).contains(&self.days_left(today))
    }

    /// The step that was reached last: of several that were passed at once only the nearest to the day is said.
    pub fn step(&self, today: NaiveDate) -> Option<i64> {
        let left = self.days_left(today);
        STEPS.into_iter().filter(|step| (0..=*step).contains(&left)).min()
    }

    /// The beginning of the next day on which a step is reached.
    pub fn next_step(&self, today: NaiveDate) -> Option<DateTime<Utc>> {
        let days = STEPS.into_iter().filter_map(|step| self.last_day.checked_sub_days(Days::new(step.unsigned_abs())));
        days.filter(|day| *day > today).min().map(|day| day.and_time(NaiveTime::MIN).and_utc())
    }
}

/// The credentials that are in date, from the checks in force.
pub fn deadlines(checks: &[Check], now: DateTime<Utc>) -> impl Iterator<Item = Deadline> {
    checks.iter().filter(|c| DATED.contains(&c.code.as_str())).filter_map(move |c| {
        let until = c.valid_until.filter(|_| outcome_at(c, now) == Outcome::Pass)?;
        let credential = c.evidence.get("credential").and_then(Value::as_str)?;
        Some(Deadline { subject: c.subject.clone(), credential: credential.to_string(), last_day: until.date_naive() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn ends(last_day: &str) -> Deadline {
        Deadline {
            subject: "clinicians/0".into(),
            credential: "/clinicians/0/credentials/1".into(),
            last_day: day(last_day),
        }
    }

    #[test]
    fn each_step_is_reached_on_its_day_and_holds_until_the_next() {
        let dea = ends("2027-03-02");
        for (today, step) in [
            ("2026-12-31", None),
            ("2027-01-01", Some(60)),
            ("2027-01-30", Some(60)),
            ("2027-01-31", Some(30)),
            ("2027-02-22", Some(30)),
            ("2027-02-23", Some(7)),
            ("2027-03-02", Some(7)),
            ("2027-03-03", None),
        ] {
            assert_eq!(dea.step(day(today)), step, "{today}");
        }
    }

    #[test]
    fn a_renewal_may_be_sent_from_the_ninetieth_day_before_the_last() {
        let dea = ends("2027-03-02");
        for (today, may) in [("2026-12-01", false), ("2026-12-02", true), ("2027-03-02", true), ("2027-03-03", false)] {
            assert_eq!(dea.may_be_renewed(day(today)), may, "{today}: {} left", dea.days_left(day(today)));
        }
    }

    #[test]
    fn the_next_step_is_the_first_day_still_to_come() {
        let next = |today: &str| ends("2027-03-02").next_step(day(today)).map(|at| at.date_naive());
        assert_eq!(next("2026-06-01"), Some(day("2027-01-01")));
        assert_eq!(next("2027-01-01"), Some(day("2027-01-31")));
        assert_eq!(next("2027-02-01"), Some(day("2027-02-23")));
        assert_eq!(next("2027-02-23"), None);
    }
}
