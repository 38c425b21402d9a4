//! The book of jobs: what is due when, who holds it, how often it failed.
//!
//! One row for each kind and subject, so that nothing is queued twice. Whoever takes a job gets a lease, by
//! compare-and-set on the count of leases: of two processes one has it. A process that dies keeps it until the lease
//! ends; then the next one takes it. Times are those of the caller's clock.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::job::JobKind;

use super::schema::jobs;
use super::{Conn, DbError, on_backend, stored, utc};

/// A job that the caller holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// UUIDv7.
    pub id: String,
    /// What is to be done.
    pub kind: JobKind,
    /// With what: an organization's id, or empty for the whole directory.
    pub subject: String,
    /// Since when it is due.
    pub due_at: DateTime<Utc>,
    /// How often it failed in a row.
    pub attempts: i64,
    /// How far it has come; empty at its beginning.
    pub progress: String,
    asked: i64,
    lease: i64,
}

#[derive(Queryable, Insertable, Clone)]
#[diesel(table_name = jobs)]
struct Row {
    id: String,
    kind: String,
    subject: String,
    due_at: NaiveDateTime,
    free_at: NaiveDateTime,
    asked: i64,
    lease: i64,
    attempts: i64,
    last_error: Option<String>,
    progress: String,
}

impl TryFrom<Row> for Job {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        Ok(Job {
            kind: row.kind.parse().map_err(|e| DbError::Damaged(format!("job {}: {e}", row.id)))?,
            id: row.id,
            subject: row.subject,
            due_at: utc(row.due_at),
            attempts: row.attempts,
            progress: row.progress,
            asked: row.asked,
            lease: row.lease,
        })
    }
}

/// Asks for a job at a time. One that is known comes forward if this is earlier, and is never put off. One that is asked
/// for now while somebody does it is done once more afterwards.
pub fn ask(
    conn: &mut Conn,
    kind: JobKind,
    subject: &str,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = Row {
        id: Id::new().to_string(),
        kind: kind.to_string(),
        subject: subject.to_string(),
        due_at: stored(due_at),
        free_at: stored(DateTime::UNIX_EPOCH),
        asked: 0,
        lease: 0,
        attempts: 0,
        last_error: None,
        progress: String::new(),
    };
    on_backend!(conn, c => diesel::insert_into(jobs::table)
        .values(&row)
        .on_conflict((jobs::kind, jobs::subject))
        .do_nothing()
        .execute(c))?;
    let known = || jobs::table.filter(jobs::kind.eq(kind.as_str())).filter(jobs::subject.eq(subject.to_string()));
    diesel::update(known().filter(jobs::due_at.gt(stored(due_at))))
        .set(jobs::due_at.eq(stored(due_at)))
        .execute(conn)?;
    if due_at <= now {
        diesel::update(known()).set(jobs::asked.eq(jobs::asked + 1)).execute(conn)?;
    }
    Ok(())
}

/// Takes the job that has been due longest and that nobody holds, for so long.
pub fn take(conn: &mut Conn, now: DateTime<Utc>, lease: Duration) -> Result<Option<Job>, DbError> {
    /// Several processes look at the same front of the queue; so many of its rows may be lost to others.
    const LOOK_AT: i64 = 16;
    let due: Vec<Row> = jobs::table
        .filter(jobs::due_at.le(stored(now)))
        .filter(jobs::free_at.le(stored(now)))
        .order((jobs::due_at.asc(), jobs::id.asc()))
        .limit(LOOK_AT)
        .load(conn)?;
    for mut row in due {
        let taken = diesel::update(jobs::table.find(&row.id).filter(jobs::lease.eq(row.lease)))
            .set((jobs::lease.eq(row.lease + 1), jobs::free_at.eq(stored(now + lease))))
            .execute(conn)?;
        if taken == 1 {
            row.lease += 1;
            return Ok(Some(row.try_into()?));
        }
    }
    Ok(None)
}

/// Notes that a job was done and when it is due next. Asked for again meanwhile, it stays due.
///
/// # Errors
/// [`DbError::Stale`] where the lease ended and somebody else took the job.
pub fn done(conn: &mut Conn, job: &Job, due_at: DateTime<Utc>, progress: &str) -> Result<(), DbError> {
    let free = stored(DateTime::UNIX_EPOCH);
    let held = || jobs::table.filter(jobs::id.eq(job.id.clone())).filter(jobs::lease.eq(job.lease));
    let settled = diesel::update(held())
        .set((
            jobs::free_at.eq(free),
            jobs::attempts.eq(0),
            jobs::last_error.eq(None::<String>),
            jobs::progress.eq(progress),
        ))
        .execute(conn)?;
    if settled != 1 {
        return Err(DbError::Stale);
    }
    diesel::update(held().filter(jobs::asked.eq(job.asked))).set(jobs::due_at.eq(stored(due_at))).execute(conn)?;
    Ok(())
}

/// Notes that a job failed: it stays due and is taken again after `free_at`.
pub fn failed(conn: &mut Conn, job: &Job, error: &str, free_at: DateTime<Utc>) -> Result<(), DbError> {
    let held = jobs::table.find(&job.id).filter(jobs::lease.eq(job.lease));
    diesel::update(held)
        .set((
            jobs::free_at.eq(stored(free_at)),
            jobs::attempts.eq(job.attempts + 1),
            jobs::last_error.eq(Some(error.to_string())),
        ))
        .execute(conn)?;
    Ok(())
}

/// How far the job of this kind and subject has come; `None` where nobody asked for it yet.
pub fn progress(conn: &mut Conn, kind: JobKind, subject: &str) -> Result<Option<String>, DbError> {
    let known = jobs::table.filter(jobs::kind.eq(kind.as_str())).filter(jobs::subject.eq(subject.to_string()));
    Ok(known.select(jobs::progress).first(conn).optional()?)
}

/// How many jobs of these kinds are due.
pub fn count_due(conn: &mut Conn, kinds: &[JobKind], now: DateTime<Utc>) -> Result<i64, DbError> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let due = jobs::table.filter(jobs::kind.eq_any(kinds)).filter(jobs::due_at.le(stored(now)));
    Ok(due.count().get_result(conn)?)
}

/// How a part of the book stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// How many.
    pub count: i64,
    /// Since when the oldest is due.
    pub since: DateTime<Utc>,
    /// What the one that failed last said.
    pub error: Option<String>,
}

/// Jobs that were due before a time and are not done.
pub fn late(conn: &mut Conn, before: DateTime<Utc>) -> Result<Option<Late>, DbError> {
    let late = || jobs::table.filter(jobs::due_at.lt(stored(before)));
    let count: i64 = late().count().get_result(conn)?;
    let oldest: Option<NaiveDateTime> = late().select(diesel::dsl::min(jobs::due_at)).first(conn)?;
    let failed: Option<Option<String>> = late()
        .filter(jobs::last_error.is_not_null())
        .order((jobs::free_at.desc(), jobs::id.asc()))
        .select(jobs::last_error)
        .first(conn)
        .optional()?;
    Ok(oldest.map(|since| Late { count, since: utc(since), error: failed.flatten() }))
}
