//! The queue of tasks: what each dossier's run in force asks for ([`crate::domain::task`]), kept beside it so that the queue
//! can be read in order. Which of them are open is decided at the moment of reading, by where listing and submission stand.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;
use crate::domain::submission::SubmissionState;
use crate::domain::task::{AHEAD, Asked, CallReason, TaskKind};
use crate::domain::work::WorkKind;

use super::queue::{MOST_COUNTED, length, page};
use super::schema::{dossiers, submissions, tasks};
use super::{Conn, DbError, stored, task_work, utc};

/// What is asked of submissions in review, but for what is asked of a listing in sight as well. That is said by `NOT`, so that SQLite
/// begins with the submissions, in their order, and not with all tasks that have no work.
macro_rules! of_submissions {
    ($now:expr) => {
        submissions::table
            .inner_join(tasks::table.on(tasks::dossier_id.eq(submissions::dossier_id)))
            .filter(submissions::state.eq(SubmissionState::InReview.as_str()))
            .filter(tasks::kind.eq_any(words(TaskKind::LOOK_UPS)))
            .filter(diesel::dsl::not(tasks::work.is_not_null()))
            .filter(tasks::since.le(stored($now)))
    };
}

/// A task as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// The dossier whose checks ask for it.
    pub dossier_id: String,
    /// What is asked.
    pub asked: Asked,
}

#[derive(Queryable, Insertable, Clone)]
#[diesel(table_name = tasks)]
struct Row {
    id: String,
    dossier_id: String,
    kind: String,
    subject: String,
    credential: String,
    codes: String,
    since: NaiveDateTime,
    due_at: NaiveDateTime,
    work: Option<String>,
}

impl TryFrom<Row> for Task {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        Ok(Task {
            asked: Asked {
                kind: row.kind.parse().map_err(|e| DbError::Damaged(format!("task {}: {e}", row.id)))?,
                subject: row.subject,
                credential: row.credential,
                codes: row.codes.split(' ').filter(|c| !c.is_empty()).map(String::from).collect(),
                since: utc(row.since),
                due_at: utc(row.due_at),
            },
            dossier_id: row.dossier_id,
        })
    }
}

/// Puts what a dossier's newest run asks for in the place of what was asked before. A task that stays keeps its times.
pub fn replace(conn: &mut Conn, dossier_id: &str, asked: &[Asked], now: DateTime<Utc>) -> Result<(), DbError> {
    let of_dossier = || {
        tasks::table
            .filter(tasks::dossier_id.eq(dossier_id.to_string()))
            .filter(tasks::kind.ne_all(words(TaskKind::OF_LISTING)))
    };
    let known: Vec<Row> = of_dossier().load(conn)?;
    diesel::delete(of_dossier()).execute(conn)?;
    for one in asked {
        let mut row = Row {
            id: Id::new().to_string(),
            dossier_id: dossier_id.to_string(),
            kind: one.kind.to_string(),
            subject: one.subject.clone(),
            credential: one.credential.clone(),
            codes: one.codes.join(" "),
            since: stored(one.since),
            due_at: stored(one.due_at),
            work: None,
        };
        let same = |k: &&Row| k.kind == row.kind && k.subject == row.subject && k.credential == row.credential;
        let is_open = |since: NaiveDateTime| since <= stored(now);
        if let Some(open) = known.iter().find(same).filter(|k| is_open(k.since) && is_open(row.since)) {
            (row.since, row.due_at) = (open.since, open.due_at);
        }
        diesel::insert_into(tasks::table).values(row).execute(conn)?;
    }
    task_work::settle_of(conn, dossier_id)
}

fn words(kinds: &[TaskKind]) -> Vec<&'static str> {
    kinds.iter().map(|kind| kind.as_str()).collect()
}

/// What is asked of one dossier version is asked of another from now on, since when and by when it was.
pub fn carry(conn: &mut Conn, from_dossier: &str, to_dossier: &str, kinds: &[TaskKind]) -> Result<(), DbError> {
    diesel::update(tasks::table.filter(tasks::dossier_id.eq(from_dossier)).filter(tasks::kind.eq_any(words(kinds))))
        .set(tasks::dossier_id.eq(to_dossier))
        .execute(conn)?;
    task_work::settle_of(conn, to_dossier)
}

/// Asks staff to look at what was public at once. Asked before, it stays one task, due when it was.
pub fn ask_look(conn: &mut Conn, dossier_id: &str, due_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), DbError> {
    let known = tasks::table
        .filter(tasks::dossier_id.eq(dossier_id))
        .filter(tasks::kind.eq(TaskKind::Updated.as_str()))
        .count()
        .get_result::<i64>(conn)?;
    if known > 0 {
        return Ok(());
    }
    let row = Row {
        id: Id::new().to_string(),
        dossier_id: dossier_id.to_string(),
        kind: TaskKind::Updated.to_string(),
        subject: "provider".to_string(),
        credential: String::new(),
        codes: String::new(),
        since: stored(now),
        due_at: stored(due_at),
        work: None,
    };
    diesel::insert_into(tasks::table).values(row).execute(conn)?;
    task_work::settle_of(conn, dossier_id)
}

/// Somebody has looked at what this version shows.
pub fn end_look(conn: &mut Conn, dossier_id: &str) -> Result<(), DbError> {
    let asked =
        tasks::table.filter(tasks::dossier_id.eq(dossier_id)).filter(tasks::kind.eq(TaskKind::Updated.as_str()));
    diesel::delete(asked).execute(conn)?;
    Ok(())
}

/// Asks staff to call the provider of a listing. Asked before, it stays one task: with another reason, due by the earlier day.
pub fn ask_call(
    conn: &mut Conn,
    dossier_id: &str,
    reason: CallReason,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let known: Option<Row> = tasks::table
        .filter(tasks::dossier_id.eq(dossier_id))
        .filter(tasks::kind.eq(TaskKind::Call.as_str()))
        .first(conn)
        .optional()?;
    let Some(known) = known else {
        let row = Row {
            id: Id::new().to_string(),
            dossier_id: dossier_id.to_string(),
            kind: TaskKind::Call.to_string(),
            subject: "provider".to_string(),
            credential: String::new(),
            codes: reason.to_string(),
            since: stored(now),
            due_at: stored(due_at),
            work: None,
        };
        diesel::insert_into(tasks::table).values(row).execute(conn)?;
        return task_work::settle_of(conn, dossier_id);
    };
    if known.codes.split(' ').any(|code| code == reason.as_str()) {
        return Ok(());
    }
    diesel::update(tasks::table.find(known.id))
        .set((tasks::codes.eq(format!("{} {reason}", known.codes)), tasks::due_at.eq(known.due_at.min(stored(due_at)))))
        .execute(conn)?;
    Ok(())
}

/// Nobody need call this provider any more.
pub fn end_call(conn: &mut Conn, organization_id: &str) -> Result<(), DbError> {
    let of_provider = dossiers::table.filter(dossiers::organization_id.eq(organization_id)).select(dossiers::id);
    diesel::delete(
        tasks::table.filter(tasks::kind.eq(TaskKind::Call.as_str())).filter(tasks::dossier_id.eq_any(of_provider)),
    )
    .execute(conn)?;
    Ok(())
}

/// What the provider said answers everything that it was to be called for, but for what somebody else said of it.
pub fn answered_by_provider(conn: &mut Conn, organization_id: &str) -> Result<(), DbError> {
    let of_provider = dossiers::table.filter(dossiers::organization_id.eq(organization_id)).select(dossiers::id);
    let calls =
        tasks::table.filter(tasks::kind.eq(TaskKind::Call.as_str())).filter(tasks::dossier_id.eq_any(of_provider));
    for call in calls.load::<Row>(conn)? {
        let stays = |code: &&str| CallReason::SAID_BY_OTHERS.iter().any(|reason| reason.as_str() == *code);
        let left: Vec<&str> = call.codes.split(' ').filter(stays).collect();
        if left.is_empty() {
            diesel::delete(tasks::table.find(call.id)).execute(conn)?;
        } else {
            diesel::update(tasks::table.find(call.id)).set(tasks::codes.eq(left.join(" "))).execute(conn)?;
        }
    }
    Ok(())
}

/// The calls that are asked for because nobody confirms a listing, and should have been made before this.
pub fn end_late_calls(conn: &mut Conn, due_before: DateTime<Utc>) -> Result<(), DbError> {
    diesel::delete(
        tasks::table
            .filter(tasks::kind.eq(TaskKind::Call.as_str()))
            .filter(tasks::codes.eq(CallReason::Unconfirmed.as_str()))
            .filter(tasks::due_at.lt(stored(due_before))),
    )
    .execute(conn)?;
    Ok(())
}

/// What staff are asked to call this version's provider for; `None` where nobody asks.
pub fn call_of(conn: &mut Conn, dossier_id: &str) -> Result<Option<Task>, DbError> {
    let row: Option<Row> = tasks::table
        .filter(tasks::dossier_id.eq(dossier_id))
        .filter(tasks::kind.eq(TaskKind::Call.as_str()))
        .first(conn)
        .optional()?;
    row.map(Task::try_from).transpose()
}

/// An open task and its place in the queue: a task of a submission in review stands where that is due.
type Placed = ((NaiveDateTime, String, String), Row);

/// Open tasks of listings and of submissions in review, what is due first first.
///
/// Each kind of work is read along its index (`task_work` keeps it), what is asked of submissions along the queue's, as far as the page
/// goes; the few rows are merged.
pub fn open(conn: &mut Conn, now: DateTime<Utc>, limit: i64, offset: i64) -> Result<Vec<Task>, DbError> {
    let mut all: Vec<Placed> = Vec::new();
    for kind in WorkKind::ALL.iter().copied().filter(|kind| kind.is_task()) {
        let rows = of_listings(kind, now).order((tasks::due_at.asc(), tasks::id.asc())).limit(limit + offset);
        let rows: Vec<Row> = rows.select(tasks::all_columns).load(conn)?;
        all.extend(rows.into_iter().map(|row| ((row.due_at, row.id.clone(), row.id.clone()), row)));
    }
    let asked: Vec<(NaiveDateTime, String, Row)> = of_submissions!(now)
        .order((submissions::due_at.asc(), submissions::id.asc(), tasks::id.asc()))
        .limit(limit + offset)
        .select((submissions::due_at, submissions::id, tasks::all_columns))
        .load(conn)?;
    all.extend(asked.into_iter().map(|(due_at, submission, row)| ((due_at, submission, row.id.clone()), row)));
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    page(all, limit, offset).map(|(_, row)| Task::try_from(row)).collect()
}

/// How many are open, counted to one more than [`MOST_COUNTED`]: every page of staff asks.
pub fn count(conn: &mut Conn, now: DateTime<Utc>) -> Result<i64, DbError> {
    const STOP: i64 = MOST_COUNTED + 1;
    let mut count = 0;
    for kind in WorkKind::ALL.iter().copied().filter(|kind| kind.is_task()) {
        if count == STOP {
            return Ok(count);
        }
        let ids = of_listings(kind, now).select(tasks::id).limit(STOP - count);
        count += length(&ids.load::<String>(conn)?);
    }
    let asked = of_submissions!(now).select(tasks::id).limit(STOP - count);
    Ok(count + length(&asked.load::<String>(conn)?))
}

/// Of one kind of work, in the queue by now.
fn of_listings(
    kind: WorkKind,
    now: DateTime<Utc>,
) -> tasks::BoxedQuery<'static, <Conn as diesel::Connection>::Backend> {
    let own = tasks::table.into_boxed().filter(tasks::work.eq(kind.as_str())).filter(tasks::since.le(stored(now)));
    match kind {
        // Every listing has one ahead of it: what is due later than this is not in the queue yet.
        WorkKind::LookUp => own.filter(tasks::due_at.le(stored(now + AHEAD))),
        _ => own,
    }
}
