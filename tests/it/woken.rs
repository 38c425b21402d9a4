//! Changes that another process commits: told by PostgreSQL, and found without being told.

use std::time::{Duration, Instant};

use vouchsafe::db::{Db, changes};
use vouchsafe::jobs::refresh::{self, Habits, Refresher};
use vouchsafe::search::Index;

use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::{invented, tamper};

/// Longer than any test waits.
const NEVER: Duration = Duration::from_secs(600);
/// More than enough for a wake-up on a busy machine.
const SOON: Duration = Duration::from_secs(20);

/// Another process's connections.
struct Other(Db);

impl Other {
    /// Commits a change. Answers its number.
    fn changes_something(&self) -> i64 {
        let kind = changes::ChangeKind::Evidence;
        self.0.write(|c| changes::append(c, "nobody", kind, invented::noon())).expect("committed")
    }

    fn listeners(&self) -> Vec<i32> {
        use diesel::prelude::*;
        use diesel::sql_types::Integer;
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Integer)]
            pid: i32,
        }
        let sql = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'";
        let rows = self.0.read(|c| diesel::sql_query(sql).load::<Row>(c).map_err(vouchsafe::db::DbError::from));
        rows.expect("asked").into_iter().map(|row| row.pid).collect()
    }
}

fn follow(db: &TestDatabase, habits: Habits) -> (Index, Refresher) {
    let index = Index::default();
    let refresher = refresh::start_with(invented::desk(db), index.clone(), habits).expect("the first snapshot");
    (index, refresher)
}

/// How long it took until it was so.
fn until(what: &str, is_so: impl Fn() -> bool) -> Duration {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < SOON, "{what}: not within {SOON:?}");
        std::thread::sleep(Duration::from_millis(2));
    }
    begun.elapsed()
}

fn until_seen(index: &Index, seq: i64) -> Duration {
    until("the change is in the index", || index.current().seq() == seq)
}

on_both! {
    fn a_change_of_another_process_is_in_the_index_within_a_second(db: TestDatabase) {
        let (index, _refresher) = follow(&db, Habits::default());
        let other = Other(db.main());
        for _ in 0..3 {
            let took = until_seen(&index, other.changes_something());
            assert!(took < Duration::from_secs(1), "{took:?}");
        }
    }

    fn a_change_that_is_rolled_back_is_in_no_index(db: TestDatabase) {
        let (index, _refresher) = follow(&db, Habits::default());
        let other = Other(db.main());
        let undone = other.0.write(|c| -> Result<(), vouchsafe::db::DbError> {
            changes::append(c, "nobody", changes::ChangeKind::Evidence, invented::noon())?;
            Err(vouchsafe::db::DbError::NotFound)
        });
        assert!(undone.is_err());
        let next = other.changes_something();
        assert_eq!(next, 1, "the number was not used up");
        until_seen(&index, next);
    }
}

#[test]
fn a_change_wakes_the_index_long_before_it_would_have_asked() {
    let db = TestDatabase::postgresql();
    let (index, _refresher) = follow(&db, Habits { alone: NEVER, told: NEVER, ..Habits::default() });
    let other = Other(db.main());
    until("somebody listens", || !other.listeners().is_empty());
    // The first may be found by the round that follows on listening; the others have to be told.
    let took = [(); 4].map(|()| until_seen(&index, other.changes_something()));
    println!("woken after {took:?}");
}

#[test]
fn many_changes_in_a_row_are_all_taken_in() {
    let db = TestDatabase::postgresql();
    let (index, _refresher) =
        follow(&db, Habits { alone: Duration::from_millis(50), told: NEVER, ..Habits::default() });
    let other = Other(db.main());
    until("somebody listens", || !other.listeners().is_empty());
    let last = (0..200).fold(0, |_, _| other.changes_something());
    until_seen(&index, last);
}

#[test]
fn a_lost_listener_is_missed_by_nobody_and_comes_back() {
    let db = TestDatabase::postgresql();
    let (index, _refresher) =
        follow(&db, Habits { alone: Duration::from_millis(100), told: NEVER, ..Habits::default() });
    let other = Other(db.main());
    until("somebody listens", || !other.listeners().is_empty());
    let first = other.listeners();
    // From here on everybody keeps the connections that are open.
    until_seen(&index, other.changes_something());

    db.admits(false);
    tamper(
        &other.0,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'",
        &[],
    );
    until("it is gone", || other.listeners().is_empty());
    until_seen(&index, other.changes_something());
    assert!(other.listeners().is_empty(), "found by asking: nobody can listen");

    db.admits(true);
    until("another listens", || !other.listeners().is_empty());
    assert_ne!(other.listeners(), first);
    until_seen(&index, other.changes_something());
}

#[test]
fn a_process_that_ends_listens_no_more() {
    let db = TestDatabase::postgresql();
    let (_index, refresher) = follow(&db, Habits { alone: NEVER, told: NEVER, ..Habits::default() });
    let other = Other(db.main());
    until("somebody listens", || !other.listeners().is_empty());
    let begun = Instant::now();
    drop(refresher);
    assert!(begun.elapsed() < Duration::from_secs(5), "it does not sleep to the end of its interval");
    until("nobody listens", || other.listeners().is_empty());
}
