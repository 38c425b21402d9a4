//! What staff did with reference data: one row an act, at most one at work.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::reference_act::{ActKind, ActState, is_silent};

use super::schema::{reference_acts as acts, staff};
use super::{Conn, DbError, stored, utc};

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// UUIDv7.
    pub id: String,
    /// A load, or the way back.
    pub kind: ActKind,
    /// Which list, as typed on the command line.
    pub list: String,
    /// USPS codes of state lists, separated by blanks.
    pub states: String,
    /// Who.
    pub staff_id: String,
    /// The file's name; empty where there is none.
    pub file: String,
    /// Its size.
    pub file_bytes: i64,
    /// It is the complete list.
    pub complete: bool,
    /// How far it has come.
    pub state: ActState,
    /// When it began.
    pub begun_at: DateTime<Utc>,
    /// When it was last heard of.
    pub beat_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// How it stands, or ended.
    pub told: Told,
}

/// What an act has to tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Bytes read, unpacked.
    pub read_bytes: i64,
    /// Of so many.
    pub of_bytes: i64,
    /// Rows read.
    pub rows: i64,
    /// What reports call the load.
    pub version: String,
    /// The load that is in force by it.
    pub loaded_at: Option<DateTime<Utc>>,
    /// Rows that the load before did not have, and rows that only it had; `None` where they were not counted.
    pub against_before: Option<(i64, i64)>,
    /// How it ended, as a sentence.
    pub said: String,
}

impl Act {
    /// How it stands on a moment: one that fell silent is broken off, whether or not somebody wrote that down.
    pub fn state_at(&self, now: DateTime<Utc>) -> ActState {
        match self.state {
            ActState::Running if is_silent(self.beat_at, now) => ActState::BrokenOff,
            state => state,
        }
    }

    /// Whether it is about the list of this state; the empty string for lists of the whole country.
    pub fn is_about(&self, list: &str, state: &str) -> bool {
        self.list == list && (state.is_empty() || self.states.split(' ').any(|of| of == state))
    }
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = acts)]
struct Row {
    id: String,
    kind: String,
    list: String,
    states: String,
    staff_id: String,
    file: String,
    file_bytes: i64,
    complete: bool,
    state: String,
    begun_at: NaiveDateTime,
    beat_at: NaiveDateTime,
    ended_at: Option<NaiveDateTime>,
    read_bytes: i64,
    of_bytes: i64,
    row_count: i64,
    version: String,
    loaded_at: Option<NaiveDateTime>,
    rows_added: Option<i64>,
    rows_gone: Option<i64>,
    said: String,
}

impl TryFrom<Row> for Act {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let damaged = |e| DbError::Damaged(format!("reference act {}: {e}", row.id));
        Ok(Act {
            kind: row.kind.parse().map_err(damaged)?,
            state: row.state.parse().map_err(damaged)?,
            id: row.id,
            list: row.list,
            states: row.states,
            staff_id: row.staff_id,
            file: row.file,
            file_bytes: row.file_bytes,
            complete: row.complete,
            begun_at: utc(row.begun_at),
            beat_at: utc(row.beat_at),
            ended_at: row.ended_at.map(utc),
            told: Told {
                read_bytes: row.read_bytes,
                of_bytes: row.of_bytes,
                rows: row.row_count,
                version: row.version,
                loaded_at: row.loaded_at.map(utc),
                against_before: row.rows_added.zip(row.rows_gone),
                said: row.said,
            },
        })
    }
}

/// Writes a new act down.
pub fn insert(conn: &mut Conn, act: &Act) -> Result<(), DbError> {
    let row = Row {
        id: act.id.clone(),
        kind: act.kind.to_string(),
        list: act.list.clone(),
        states: act.states.clone(),
        staff_id: act.staff_id.clone(),
        file: act.file.clone(),
        file_bytes: act.file_bytes,
        complete: act.complete,
        state: act.state.to_string(),
        begun_at: stored(act.begun_at),
        beat_at: stored(act.beat_at),
        ended_at: act.ended_at.map(stored),
        read_bytes: act.told.read_bytes,
        of_bytes: act.told.of_bytes,
        row_count: act.told.rows,
        version: act.told.version.clone(),
        loaded_at: act.told.loaded_at.map(stored),
        rows_added: act.told.against_before.map(|(added, _)| added),
        rows_gone: act.told.against_before.map(|(_, gone)| gone),
        said: act.told.said.clone(),
    };
    diesel::insert_into(acts::table).values(&row).execute(conn)?;
    Ok(())
}

/// The act at work, heard of lately or not.
pub fn running(conn: &mut Conn) -> Result<Option<Act>, DbError> {
    let row: Option<Row> =
        acts::table.filter(acts::state.eq(ActState::Running.as_str())).order(acts::id.desc()).first(conn).optional()?;
    row.map(Act::try_from).transpose()
}

/// Notes that an act is at work, and how far it is.
///
/// # Errors
/// [`DbError::Stale`] where it was ended meanwhile.
pub fn beat(conn: &mut Conn, id: &str, read: i64, of: i64, rows: i64, now: DateTime<Utc>) -> Result<(), DbError> {
    let set =
        (acts::beat_at.eq(stored(now)), acts::read_bytes.eq(read), acts::of_bytes.eq(of), acts::row_count.eq(rows));
    only_one(
        diesel::update(acts::table.find(id).filter(acts::state.eq(ActState::Running.as_str())))
            .set(set)
            .execute(conn)?,
    )
}

/// Notes how an act ended.
///
/// # Errors
/// [`DbError::Stale`] where it was ended already.
pub fn end(
    conn: &mut Conn,
    id: &str,
    state: ActState,
    states: &str,
    told: &Told,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    settle(conn, id, (ActState::Running, state), states, told, now)
}

/// Notes that what an act brought is in force after all, where its silence was taken for its end.
///
/// # Errors
/// [`DbError::Stale`] where it was not ended as broken off.
pub fn came_after_all(conn: &mut Conn, id: &str, states: &str, told: &Told, now: DateTime<Utc>) -> Result<(), DbError> {
    settle(conn, id, (ActState::BrokenOff, ActState::InForce), states, told, now)
}

fn settle(
    conn: &mut Conn,
    id: &str,
    (from, to): (ActState, ActState),
    states: &str,
    told: &Told,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let set = (
        acts::state.eq(to.as_str()),
        acts::states.eq(states),
        acts::ended_at.eq(Some(stored(now))),
        acts::row_count.eq(told.rows),
        acts::version.eq(&told.version),
        acts::loaded_at.eq(told.loaded_at.map(stored)),
        acts::rows_added.eq(told.against_before.map(|(added, _)| added)),
        acts::rows_gone.eq(told.against_before.map(|(_, gone)| gone)),
        acts::said.eq(&told.said),
    );
    only_one(diesel::update(acts::table.find(id).filter(acts::state.eq(from.as_str()))).set(set).execute(conn)?)
}

fn only_one(changed: usize) -> Result<(), DbError> {
    if changed == 1 { Ok(()) } else { Err(DbError::Stale) }
}

/// The newest acts first, each with the address of whoever did it.
pub fn newest(conn: &mut Conn, limit: i64) -> Result<Vec<(Act, String)>, DbError> {
    let rows: Vec<Row> = acts::table.order(acts::id.desc()).limit(limit).load(conn)?;
    with_addresses(conn, rows)
}

/// The newest act that put a load of each list (and state) in force, with the address of whoever did it.
pub fn newest_in_force(conn: &mut Conn, list: &str) -> Result<Vec<(Act, String)>, DbError> {
    /// State lists come in one by one.
    const LOOK_AT: i64 = 100;
    let rows: Vec<Row> = acts::table
        .filter(acts::list.eq(list))
        .filter(acts::state.eq(ActState::InForce.as_str()))
        .order(acts::id.desc())
        .limit(LOOK_AT)
        .load(conn)?;
    with_addresses(conn, rows)
}

fn with_addresses(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<(Act, String)>, DbError> {
    let ids: Vec<String> = rows.iter().map(|row| row.staff_id.clone()).collect();
    let known: Vec<(String, String)> =
        staff::table.filter(staff::id.eq_any(ids)).select((staff::id, staff::email)).load(conn)?;
    rows.into_iter()
        .map(|row| {
            let email = known.iter().find(|(id, _)| *id == row.staff_id).map(|(_, email)| email.clone());
            Ok((Act::try_from(row)?, email.unwrap_or_default()))
        })
        .collect()
}
