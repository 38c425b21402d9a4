//! Tally: a listing's own numbers, counted in memory and written down a minute at a time as sums.
//!
//! Nothing of who asked comes in here: an event, a listing and the week are all there is.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::{Conn, DbError, weekly_counts};
use crate::domain::ids::Id;
use crate::domain::weekly::{Event, LEAST, WEEKS_KEPT, Week};

use super::Desk;

/// So many listings are written in one transaction, so that other writers get their turn.
const AT_ONCE: usize = 200;

/// How often each event happened, by its place in [`Event::ALL`].
type Counts = [u64; Event::ALL.len()];

/// What was counted since it was written down last. Copies share it.
#[derive(Debug, Clone, Default)]
pub struct Tally(Arc<Mutex<BTreeMap<Week, HashMap<Id, Counts>>>>);

impl Tally {
    /// Counts an event for each of these listings, once.
    pub fn add<'a>(&self, at: DateTime<Utc>, event: Event, listings: impl IntoIterator<Item = &'a Id>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let week = all.entry(Week::of(at)).or_default();
        for listing in listings {
            // Most are there already: no copy of the id is made for them.
            match week.get_mut(listing) {
                Some(counts) => counts[event as usize] += 1,
                None => week.entry(listing.clone()).or_default()[event as usize] += 1,
            }
        }
    }

    fn take(&self) -> BTreeMap<Week, HashMap<Id, Counts>> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn put_back(&self, week: Week, rows: &[(Id, Counts)]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.entry(week).or_default();
        for (listing, counts) in rows {
            let sums = known.entry(listing.clone()).or_default();
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
    }
}

/// Writes down what was counted, and begins anew.
///
/// What a busy database did not take is kept for the next time. After any other error it is dropped, since nobody can say whether it was
/// written: a number may be too small, never too large.
///
/// # Errors
/// The first error of the database.
pub fn write_down(desk: &Desk, tally: &Tally) -> Result<(), DbError> {
    let mut failed = None;
    for (week, counted) in tally.take() {
        if !week.takes(desk.clock.now()) {
            continue;
        }
        // In one order, so that two processes never wait for each other's rows.
        let mut rows: Vec<(Id, Counts)> = counted.into_iter().collect();
        rows.sort_unstable();
        for part in rows.chunks(AT_ONCE) {
            if let Err(error) = desk.db.write(|conn| write_part(conn, week, part)) {
                if matches!(error, DbError::Busy) {
                    tally.put_back(week, part);
                }
                failed.get_or_insert(error);
            }
        }
    }
    failed.map_or(Ok(()), Err)
}

fn write_part(conn: &mut Conn, week: Week, rows: &[(Id, Counts)]) -> Result<(), DbError> {
    for (listing, counts) in rows {
        for (event, times) in Event::ALL.iter().zip(counts).filter(|(_, times)| **times > 0) {
            weekly_counts::add(conn, listing.as_str(), week, *event, *times)?;
        }
    }
    Ok(())
}

/// Erases what is older than it is kept, and of weeks that are over the numbers that are told to nobody.
pub(super) fn forget(conn: &mut Conn, now: DateTime<Utc>) -> Result<(), DbError> {
    let forgotten = weekly_counts::forget(conn, Week::of(now).back(WEEKS_KEPT), Week::newest_over(now), LEAST)?;
    if forgotten > 0 {
        let entry = Entry {
            actor: &Actor::Program("tally"),
            action: "numbers.forgotten",
            subject: "numbers".into(),
            payload: json!({ "numbers": forgotten }),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_back_is_counted_with_what_came_since() {
        let (tally, at) = (Tally::default(), DateTime::UNIX_EPOCH);
        let [one, other] = [Id::new(), Id::new()];
        tally.add(at, Event::Shown, [&one, &other]);
        tally.add(at, Event::Called, [&one]);
        let taken = tally.take();
        tally.add(at, Event::Shown, [&one]);
        for (week, counted) in taken {
            tally.put_back(week, &counted.into_iter().collect::<Vec<_>>());
        }
        let all = tally.take();
        assert_eq!(all.keys().copied().collect::<Vec<_>>(), [Week::of(at)]);
        assert_eq!((all[&Week::of(at)][&one], all[&Week::of(at)][&other]), ([2, 0, 1], [1, 0, 0]));
        assert!(tally.take().is_empty());
    }
}
