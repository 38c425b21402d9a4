//! How the directory does, in numbers: what comes and how fast it is decided, how sure the listings are, what is ahead.
//!
//! The weeks come out of the audit log along its indexes, the reports along theirs of states and reasons; all else is read off the
//! snapshot in force, which is in memory. A week that is over is read once in the life of a process ([`PastWeeks`]): nothing can
//! happen in it any more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};

use crate::db::{Conn, Db, DbError, audit, reports};
use crate::domain::report::{ReportReason, ReportState};
use crate::domain::submission::Decision;
use crate::domain::turnaround::{Event, WeekFigures, What, by_week};
use crate::domain::weekly::Week;
use crate::search::Sums;

/// So many weeks are shown, the running one included.
pub const WEEKS: u64 = 12;
/// So many months ahead are shown, the running one included.
pub const MONTHS: usize = 12;

/// Acts by which something comes to be decided.
const ARRIVALS: [&str; 5] =
    ["submission.received", "submission.resubmitted", "submission.replaced", "change.received", "change.replaced"];

/// The act by which a decision is taken back.
const TAKEN_BACK: &str = "submission.decision_undone";

/// The numbers of weeks that are over, as far as they were asked for.
#[derive(Debug, Default)]
pub struct PastWeeks(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// The latest moment at which it was asked.
    as_of: DateTime<Utc>,
    weeks: BTreeMap<Week, WeekFigures>,
}

impl PastWeeks {
    fn known(&self, now: DateTime<Utc>) -> MutexGuard<'_, Known> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Two requests may come in another order than they took the time.
        if now + Duration::minutes(1) < known.as_of {
            // A clock that was set back: what seemed to be over may not be.
            *known = Known::default();
        }
        known.as_of = known.as_of.max(now);
        known
    }
}

/// The weeks, oldest first.
pub fn weeks(db: &Db, past: &PastWeeks, now: DateTime<Utc>) -> Result<Vec<WeekFigures>, DbError> {
    let shown = || (0..WEEKS).rev().map(|n| Week::of(now).back(n));
    let known = past.known(now).weeks.clone();
    let read: Vec<WeekFigures> = db.read(|conn| {
        let unknown = shown().filter(|week| !known.contains_key(week));
        unknown.map(|week| read_week(conn, week)).collect::<Result<_, DbError>>()
    })?;
    let mut all: BTreeMap<Week, WeekFigures> = known;
    all.extend(read.into_iter().map(|figures| (figures.week, figures)));
    let over = all.iter().filter(|(week, _)| week.is_over(now)).map(|(week, figures)| (*week, *figures));
    past.known(now).weeks.extend(over);
    Ok(shown().filter_map(|week| all.get(&week).copied()).collect())
}

/// One week: what was logged in it, and of what was decided in it, when it came.
fn read_week(conn: &mut Conn, week: Week) -> Result<WeekFigures, DbError> {
    let decisions: Vec<&str> = Decision::ALL.iter().map(|decision| decision.action()).collect();
    let acts: Vec<&str> = ARRIVALS.into_iter().chain(decisions.iter().copied()).chain([TAKEN_BACK]).collect();
    // What was decided in the last minutes of a week may be taken back in the first of the next.
    let mut logged = audit::moments(conn, &acts, week.begin(), week.over_from())?;
    let subjects: Vec<&str> = came_before(&logged, &decisions).into_iter().collect();
    let before = audit::moments_of(conn, &subjects, week.begin())?;
    logged.extend(before.into_iter().filter(|(_, action, _)| ARRIVALS.contains(&action.as_str())));
    let event = |(at, action, subject): audit::Moment| Event {
        at,
        subject,
        what: match action.as_str() {
            TAKEN_BACK => What::TakenBack,
            came if ARRIVALS.contains(&came) => What::Came,
            _ => What::Decided,
        },
    };
    let figures = by_week(logged.into_iter().map(event).collect(), &[week]);
    figures.into_iter().next().ok_or(DbError::NotFound)
}

/// What was decided among these without having come before that among them.
fn came_before<'a>(logged: &'a [audit::Moment], decisions: &[&str]) -> BTreeSet<&'a str> {
    let mut came: BTreeMap<&str, DateTime<Utc>> = BTreeMap::new();
    for (at, _, subject) in logged.iter().filter(|(_, action, _)| ARRIVALS.contains(&action.as_str())) {
        came.entry(subject).and_modify(|first| *first = *at.min(first)).or_insert(*at);
    }
    let is_known = |subject: &str, at: DateTime<Utc>| came.get(subject).is_some_and(|came| *came <= at);
    let decided = logged.iter().filter(|(_, action, _)| decisions.contains(&action.as_str()));
    decided.filter(|(at, _, subject)| !is_known(subject, *at)).map(|(_, _, subject)| subject.as_str()).collect()
}

/// How many reports of each kind wait for an answer, in the order of their kinds.
pub fn open_reports(db: &Db) -> Result<Vec<(ReportReason, u64)>, DbError> {
    let counts = db.read(|conn| reports::count_by_reason(conn, ReportState::OPEN))?;
    Ok(counts.into_iter().map(|(reason, count)| (reason, u64::try_from(count).unwrap_or_default())).collect())
}

/// What the listings in sight look like at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Listings.
    pub listings: usize,
    /// Those whose provider confirmed them within 90 days.
    pub confirmed: usize,
    /// Checks.
    pub checks: usize,
    /// Checks that were not made, by their code.
    pub not_checked: BTreeMap<String, usize>,
    /// The first day of each month ahead, and how many papers run out in it.
    pub expiries: Vec<(NaiveDate, u64)>,
}

/// Of what the listings add up to at `now`.
pub fn standing(sums: &Sums, now: DateTime<Utc>) -> Standing {
    let (year, month) = (now.year(), now.month0());
    let first = |n: usize| {
        let months = month + u32::try_from(n).unwrap_or_default();
        NaiveDate::from_ymd_opt(year + i32::try_from(months / 12).unwrap_or_default(), months % 12 + 1, 1)
    };
    let mut expiries: Vec<(NaiveDate, u64)> = (0..MONTHS).filter_map(first).map(|day| (day, 0)).collect();
    for (until, papers) in sums.papers.iter().filter(|(until, _)| **until > now) {
        // A paper holds to the end of its last day: the moment after belongs to the day before.
        let last = (*until - Duration::seconds(1)).date_naive();
        let of_month = |(day, _): &&mut (NaiveDate, u64)| (day.year(), day.month()) == (last.year(), last.month());
        if let Some((_, count)) = expiries.iter_mut().find(of_month) {
            *count += u64::try_from(*papers).unwrap_or_default();
        }
    }
    let number = |count: i64| usize::try_from(count).unwrap_or_default();
    let not_checked = sums.not_checked.iter().filter(|(_, count)| **count > 0);
    Standing {
        listings: number(sums.listings),
        confirmed: number(sums.confirmed),
        checks: number(sums.checks),
        not_checked: not_checked.map(|(code, count)| (code.clone(), number(*count))).collect(),
        expiries,
    }
}
