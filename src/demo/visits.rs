//! What invented visitors did with the demo's listings, week by week: the numbers that their managers see.

use chrono::{DateTime, Utc};

use crate::db::{Conn, DbError, weekly_counts};
use crate::domain::weekly::{Event, Week};

use super::random::Random;

const SEED: u64 = 20_261_127;

/// Of one listing that has been public since `since`: every week that is told now.
pub fn write(
    conn: &mut Conn,
    organization_id: &str,
    number: usize,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let mut random = Random::new(SEED + number as u64);
    let shown_usually = random.between(30, 260);
    for week in Week::told(now) {
        let counts = of_a_week(&mut random, shown_usually);
        if week < Week::of(since) {
            continue;
        }
        for (event, times) in Event::ALL.iter().zip(counts).filter(|(_, times)| *times > 0) {
            weekly_counts::add(conn, organization_id, week, *event, times)?;
        }
    }
    Ok(())
}

/// Shown, opened, called: of those who see a listing about a fifth open it, and of these about a quarter call.
fn of_a_week(random: &mut Random, shown_usually: i64) -> [u64; 3] {
    let shown = shown_usually * random.between(70, 130) / 100;
    let opened = shown * random.between(12, 28) / 100;
    let called = opened * random.between(12, 42) / 100;
    [shown, opened, called].map(|n| u64::try_from(n).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_call_than_open_and_fewer_open_than_see_it_and_some_numbers_are_too_small_to_be_told() {
        let mut random = Random::new(SEED);
        let weeks: Vec<_> = (0..200).map(|n| of_a_week(&mut random, 30 + n)).collect();
        assert!(weeks.iter().all(|[shown, opened, called]| shown > opened && opened > called));
        for (event, is_told) in [(0, true), (1, true), (2, true), (1, false), (2, false)] {
            assert!(
                weeks.iter().any(|week| (week[event] >= crate::domain::weekly::LEAST) == is_told),
                "{event} {is_told}"
            );
        }
    }
}
