//! How the directory does, in numbers: what comes and how fast it is decided, how sure the listings are, what is ahead.
//!
//! The weeks come out of the audit log along its index of acts, the reports along theirs of states; all else is read off the snapshot
//! in force, which is in memory.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Utc};

use crate::db::{Db, DbError, audit, reports};
use crate::domain::check::Outcome;
use crate::domain::report::{ReportReason, ReportState};
use crate::domain::submission::Decision;
use crate::domain::turnaround::{Event, WeekFigures, What, by_week};
use crate::domain::weekly::Week;
use crate::search::Snapshot;

/// So many weeks are shown, the running one included.
pub const WEEKS: u64 = 12;
/// So many weeks earlier something may have come that was decided in the first week shown.
const LOOK_BACK: u64 = 12;
/// So many months ahead are shown, the running one included.
pub const MONTHS: usize = 12;

/// Acts by which something comes to be decided.
const ARRIVALS: [&str; 5] =
    ["submission.received", "submission.resubmitted", "submission.replaced", "change.received", "change.replaced"];

/// The act by which a decision is taken back.
const TAKEN_BACK: &str = "submission.decision_undone";

/// Checks that end with a paper's last day.
const EXPIRIES: [&str; 3] = ["license.expiry", "dea.expiry", "credential.expiry"];

/// The weeks, oldest first.
pub fn weeks(db: &Db, now: DateTime<Utc>) -> Result<Vec<WeekFigures>, DbError> {
    let weeks: Vec<Week> = (0..WEEKS).rev().map(|n| Week::of(now).back(n)).collect();
    let oldest = Week::of(now).back(WEEKS + LOOK_BACK).monday().and_time(NaiveTime::MIN).and_utc();
    let decisions = Decision::ALL.iter().map(|decision| decision.action());
    let acts: Vec<&str> = ARRIVALS.into_iter().chain(decisions).chain([TAKEN_BACK]).collect();
    let logged = db.read(|conn| audit::moments(conn, &acts, oldest))?;
    let event = |(at, action, subject): (DateTime<Utc>, String, String)| Event {
        at,
        subject,
        what: match action.as_str() {
            TAKEN_BACK => What::TakenBack,
            came if ARRIVALS.contains(&came) => What::Came,
            _ => What::Decided,
        },
    };
    Ok(by_week(logged.into_iter().map(event).collect(), &weeks))
}

/// How many reports of each kind wait for an answer, in the order of their kinds.
pub fn open_reports(db: &Db) -> Result<Vec<(ReportReason, u64)>, DbError> {
    let counts = db.read(|conn| reports::count_by_reason(conn, ReportState::OPEN))?;
    let count = |reason: &ReportReason| counts.iter().find(|(word, _)| word == reason.as_str()).map_or(0, |(_, n)| *n);
    Ok(ReportReason::ALL.iter().map(|reason| (*reason, u64::try_from(count(reason)).unwrap_or_default())).collect())
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

/// Of the listings in this snapshot.
pub fn standing(snapshot: &Snapshot, now: DateTime<Utc>) -> Standing {
    let (year, month) = (now.year(), now.month0());
    let first = |n: usize| {
        let months = month + u32::try_from(n).unwrap_or_default();
        NaiveDate::from_ymd_opt(year + i32::try_from(months / 12).unwrap_or_default(), months % 12 + 1, 1)
    };
    let mut found = Standing {
        listings: 0,
        confirmed: 0,
        checks: 0,
        not_checked: BTreeMap::new(),
        expiries: (0..MONTHS).filter_map(first).map(|day| (day, 0)).collect(),
    };
    for provider in snapshot.providers() {
        found.listings += 1;
        found.confirmed += usize::from(provider.standing(now).freshness.is_confirmed());
        for check in &provider.profile.checks {
            found.checks += 1;
            if check.outcome == Outcome::NotChecked {
                *found.not_checked.entry(check.code.clone()).or_default() += 1;
            }
            if let Some(until) =
                check.valid_until.filter(|until| EXPIRIES.contains(&check.code.as_str()) && *until > now)
            {
                // A paper holds to the end of its last day: the moment after belongs to the day before.
                let last = (until - Duration::seconds(1)).date_naive();
                let of_month =
                    |(day, _): &&mut (NaiveDate, u64)| (day.year(), day.month()) == (last.year(), last.month());
                if let Some((_, count)) = found.expiries.iter_mut().find(of_month) {
                    *count += 1;
                }
            }
        }
    }
    found
}
