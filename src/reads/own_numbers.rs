//! A listing's own numbers as those who look after it may read them: whole weeks, and none below the least.

use chrono::{DateTime, Utc};

use crate::db::weekly_counts::{self, CountRow};
use crate::db::{Db, DbError, listings, organizations};
use crate::domain::weekly::{Event, Told, Week};

/// The numbers of a listing. Whoever calls has checked that it is the reader's to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnNumbers {
    /// The provider's name.
    pub name: String,
    /// Slug of the public page; `None` where it is out of sight.
    pub slug: Option<String>,
    /// Oldest first.
    pub weeks: Vec<WeekTold>,
}

/// One week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekTold {
    /// Which.
    pub week: Week,
    /// By the order of [`Event::ALL`].
    pub told: [Told; Event::ALL.len()],
}

/// Of an organization's listing; [`DbError::NotFound`] where it has none.
pub fn of(db: &Db, organization_id: &str, now: DateTime<Utc>) -> Result<OwnNumbers, DbError> {
    db.read(|conn| {
        let listing = listings::get(conn, organization_id)?.filter(|l| !l.is_removed()).ok_or(DbError::NotFound)?;
        let organization = organizations::get(conn, organization_id)?;
        let newest = Week::newest_over(now);
        let rows = match Week::told(now).next() {
            Some(oldest) => weekly_counts::between(conn, organization_id, oldest, newest)?,
            None => Vec::new(),
        };
        let slug = listing.is_public().then_some(organization.slug);
        Ok(OwnNumbers { name: organization.name, slug, weeks: tell(&rows, now) })
    })
}

/// What may be told of these numbers now. Whatever is below the least looks the same, and so does a week that is not over.
fn tell(rows: &[CountRow], now: DateTime<Utc>) -> Vec<WeekTold> {
    let count = |week: Week, event: &Event| {
        let row = rows.iter().find(|row| row.monday == week.monday() && row.event == event.as_str());
        row.map_or(0, |row| u64::try_from(row.times).unwrap_or_default())
    };
    let told = |week: Week| {
        let mut told = [Told::Fewer; Event::ALL.len()];
        Event::ALL.iter().zip(&mut told).for_each(|(event, told)| *told = Told::of(count(week, event)));
        WeekTold { week, told }
    };
    Week::told(now).map(told).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::weekly::LEAST;

    /// By weeks back from the running one.
    fn row(back: u64, event: usize, times: u64, now: DateTime<Utc>) -> CountRow {
        CountRow {
            organization_id: "o".into(),
            monday: Week::of(now).back(back).monday(),
            event: Event::ALL[event].as_str().into(),
            times: i64::try_from(times).expect("small"),
        }
    }

    proptest! {
        /// If two sets of numbers differ only where one is below the least or a week is not over, they read the same: then nothing of
        /// what is shown, however it is combined, says anything of those.
        #[test]
        fn what_is_told_does_not_depend_on_any_number_below_the_least_or_of_a_running_week(
            numbers in prop::collection::vec((0_u64..16, 0_usize..3, 0_u64..30, 0_u64..30), 0..40),
            seconds in 1_700_000_000_i64..1_900_000_000,
        ) {
            let now = DateTime::from_timestamp(seconds, 0).expect("a time");
            let is_secret = |back: u64, times: u64| times < LEAST || !Week::of(now).back(back).is_over(now);
            let one: Vec<CountRow> = numbers.iter().map(|(back, event, times, _)| row(*back, *event, *times, now)).collect();
            let other: Vec<CountRow> = numbers
                .iter()
                .map(|(back, event, times, other)| {
                    let is_running = !Week::of(now).back(*back).is_over(now);
                    let other = if is_running { *other } else { other % LEAST };
                    row(*back, *event, if is_secret(*back, *times) { other } else { *times }, now)
                })
                .collect();
            prop_assert_eq!(tell(&one, now), tell(&other, now));
        }
    }
}
