//! The book of loads: what is in force, the swap, and the way back.
//!
//! `loading` -> `in_force` -> `previous` -> `dropped` -> `gone`. A complete load sends what is in force to `previous`; the one
//! before that is dropped, and `gone` once its rows are deleted. A load that adds stands in force beside those it adds to.
//! Entries of the book stay for ever, so that no number is given twice.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::db::{Conn, Db, DbError, stored, utc};
use crate::sources::{ListName, LoadedSource};

use super::nppes;
use super::schema::{exclusion_keys, exclusions, loads, taxonomy_codes};

const LOADING: &str = "loading";
const IN_FORCE: &str = "in_force";
const PREVIOUS: &str = "previous";
const DROPPED: &str = "dropped";
const GONE: &str = "gone";

/// Rows deleted in one transaction, so that readers and other imports get their turn.
const SWEEP_STEP: i64 = 20_000;

/// What is known of a load before its rows are read.
#[derive(Debug, Clone)]
pub struct NewLoad {
    /// Which list.
    pub list: ListName,
    /// What reports call it.
    pub version: String,
    /// Its clock runs from here: the earliest date of its files.
    pub list_date: NaiveDate,
    /// It replaces what is in force; otherwise it adds to it.
    pub complete: bool,
    /// Digest over the files, their dates and `complete`; empty where [`super::Staging::known_by`] will say it.
    pub sha256: String,
    /// Now.
    pub loaded_at: DateTime<Utc>,
}

/// A list in force: the load that counts for its clock, with what was added to it.
#[derive(Debug, Clone, PartialEq)]
pub struct InForce {
    /// As the checks see it.
    pub source: LoadedSource,
    /// USPS code of a state list; empty otherwise.
    pub state: String,
    /// Digest (SHA-256, hex) over the files, their dates and how they count; that of the load that counts for the clock.
    pub sha256: String,
    /// The earlier complete load, with what was added to it, to go back to.
    pub previous: Option<LoadedSource>,
}

/// A row of the book.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = loads)]
pub(super) struct Load {
    pub(super) id: i64,
    pub(super) list: String,
    pub(super) state: String,
    pub(super) version: String,
    pub(super) list_date: NaiveDate,
    pub(super) complete: bool,
    pub(super) row_count: i64,
    sha256: String,
    pub(super) loaded_at: NaiveDateTime,
    status: String,
    file_bytes: i64,
}

/// What the files of a load are known by.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) sha256: String,
    /// Size of them all, bytes.
    pub(super) bytes: i64,
}

/// Whether these very files are in force already, loaded in the same way.
pub fn is_in_force(db: &Db, list: ListName, sha256: &str) -> Result<bool, DbError> {
    db.read(|conn| {
        let same: i64 = loads::table
            .filter(loads::list.eq(list.as_str()))
            .filter(loads::sha256.eq(sha256))
            .filter(loads::status.eq(IN_FORCE))
            .count()
            .get_result(conn)?;
        Ok(same > 0)
    })
}

/// Whether something in force may have come from files of this size, bytes. Where it has not, they are other files.
pub fn may_be_in_force(db: &Db, list: ListName, bytes: u64) -> Result<bool, DbError> {
    db.read(|conn| {
        let sizes: Vec<i64> = loads::table
            .filter(loads::list.eq(list.as_str()))
            .filter(loads::status.eq(IN_FORCE))
            .select(loads::file_bytes)
            .load(conn)?;
        Ok(sizes.iter().any(|size| *size == 0 || u64::try_from(*size) == Ok(bytes)))
    })
}

/// Everything in force, in the order of [`ListName::ALL`], state lists by state.
pub fn in_force(db: &Db) -> Result<Vec<InForce>, DbError> {
    db.read(book)
}

fn book(conn: &mut Conn) -> Result<Vec<InForce>, DbError> {
    let current = rows_in_force(conn)?;
    let previous: Vec<Load> = loads::table.filter(loads::status.eq(PREVIOUS)).order(loads::id).load(conn)?;
    let mut found = Vec::new();
    for list in ListName::ALL {
        let mut states: Vec<&str> =
            current.iter().filter(|l| l.list == list.as_str()).map(|l| l.state.as_str()).collect();
        states.sort_unstable();
        states.dedup();
        for state in states {
            let Some(source) = source_of(&current, list, state) else { continue };
            let sha256 = base_of(&current, list, state).map(|l| l.sha256.clone()).unwrap_or_default();
            let previous = source_of(&previous, list, state);
            found.push(InForce { source, state: state.into(), sha256, previous });
        }
    }
    Ok(found)
}

/// Takes the previous complete load (with what was added to it) back into force; what was in force becomes the previous.
/// State lists are named by their USPS code, the others by the empty string.
///
/// # Errors
/// [`DbError::NotFound`] where there is no previous load.
pub fn roll_back(db: &Db, list: ListName, state: &str) -> Result<(), DbError> {
    db.write(|conn| {
        lock(conn)?;
        change_places(conn, list, state)
    })
}

/// The same, where what is in force and what is kept are still as somebody saw them.
///
/// # Errors
/// [`DbError::Stale`] where they are not, [`DbError::NotFound`] where there is no previous load.
pub fn roll_back_from(db: &Db, seen: &InForce) -> Result<(), DbError> {
    db.write(|conn| {
        lock(conn)?;
        if !book(conn)?.contains(seen) {
            return Err(DbError::Stale);
        }
        change_places(conn, seen.source.list, &seen.state)
    })
}

fn change_places(conn: &mut Conn, list: ListName, state: &str) -> Result<(), DbError> {
    let (now, back) = ids_in_force_and_before(conn, list, state)?;
    if back.is_empty() {
        return Err(DbError::NotFound);
    }
    diesel::update(loads::table.filter(loads::id.eq_any(now))).set(loads::status.eq(PREVIOUS)).execute(conn)?;
    diesel::update(loads::table.filter(loads::id.eq_any(back))).set(loads::status.eq(IN_FORCE)).execute(conn)?;
    Ok(())
}

/// What is wrong with the reference data, one sentence each: loads whose rows are not all there. Counts them, so it takes
/// a while on a full registry.
pub fn faults(db: &Db) -> Result<Vec<String>, DbError> {
    let kept: Vec<Load> = db.read(|conn| {
        let kept = loads::table.filter(loads::status.eq_any([IN_FORCE, PREVIOUS])).order(loads::id);
        kept.load(conn).map_err(DbError::from)
    })?;
    let mut found = Vec::new();
    for load in kept {
        let Some(list) = ListName::parse(&load.list) else {
            found.push(format!("load {} is of an unknown list, {}", load.id, load.list));
            continue;
        };
        let stored = db.read(|conn| stored_rows(conn, list, load.id))?;
        if stored != load.row_count {
            found.push(format!(
                "{} {} should have {} rows and has {stored}; import it again",
                list.label(),
                load.version,
                load.row_count
            ));
        }
    }
    Ok(found)
}

fn stored_rows(conn: &mut Conn, list: ListName, id: i64) -> Result<i64, DbError> {
    let rows = match list {
        ListName::Nppes => return nppes::count(conn, id),
        ListName::Leie | ListName::Sam | ListName::StateExclusions => {
            exclusions::table.filter(exclusions::load_id.eq(id)).count().get_result(conn)
        }
        ListName::Taxonomy => taxonomy_codes::table.filter(taxonomy_codes::load_id.eq(id)).count().get_result(conn),
    };
    Ok(rows?)
}

/// The loads in force, oldest first.
pub(super) fn rows_in_force(conn: &mut Conn) -> Result<Vec<Load>, DbError> {
    Ok(loads::table.filter(loads::status.eq(IN_FORCE)).order(loads::id).load(conn)?)
}

/// The loads in force of a list, and those to go back to.
pub(super) fn ids_in_force_and_before(
    conn: &mut Conn,
    list: ListName,
    state: &str,
) -> Result<(Vec<i64>, Vec<i64>), DbError> {
    let mut ids = |status: &'static str| {
        loads::table
            .filter(loads::list.eq(list.as_str()))
            .filter(loads::state.eq(state.to_string()))
            .filter(loads::status.eq(status))
            .select(loads::id)
            .load(conn)
    };
    Ok((ids(IN_FORCE)?, ids(PREVIOUS)?))
}

/// How many of these loads still have their rows.
pub(super) fn still_there(conn: &mut Conn, ids: &[i64]) -> Result<usize, DbError> {
    let found: Vec<i64> = loads::table
        .filter(loads::id.eq_any(ids.to_vec()))
        .filter(loads::status.eq_any([IN_FORCE, PREVIOUS]))
        .select(loads::id)
        .load(conn)?;
    Ok(found.len())
}

/// One list as the checks see it. The clock is that of the complete load, or of the first where none is complete: what was
/// added neither completes nor renews it.
pub(super) fn source_of(current: &[Load], list: ListName, state: &str) -> Option<LoadedSource> {
    let of_list: Vec<&Load> = current.iter().filter(|l| l.list == list.as_str() && l.state == state).collect();
    let base = base_of(current, list, state)?;
    let newest = of_list.iter().filter(|l| l.id != base.id).max_by_key(|l| (l.list_date, l.id));
    Some(LoadedSource {
        list,
        version: match newest {
            Some(added) if added.version != base.version => format!("{} + {}", base.version, added.version),
            _ => base.version.clone(),
        },
        list_date: base.list_date,
        complete: base.complete,
        rows: of_list.iter().map(|l| l.row_count).sum(),
        loaded_at: utc(of_list.iter().map(|l| l.loaded_at).max()?),
    })
}

/// Every list that these loads amount to, each with its state, once.
pub(super) fn sources_of(current: &[Load]) -> Vec<(String, LoadedSource)> {
    let mut found: Vec<(String, LoadedSource)> = Vec::new();
    for load in current {
        let Some(list) = ListName::parse(&load.list) else { continue };
        let known = found.iter().any(|(state, source)| *state == load.state && source.list == list);
        if let Some(source) = source_of(current, list, &load.state).filter(|_| !known) {
            found.push((load.state.clone(), source));
        }
    }
    found
}

/// The load that counts for a list's clock.
fn base_of<'a>(current: &'a [Load], list: ListName, state: &str) -> Option<&'a Load> {
    let of_list = || current.iter().filter(|l| l.list == list.as_str() && l.state == state);
    of_list().find(|l| l.complete).or_else(|| of_list().next())
}

/// Enters a load of which nothing counts yet.
pub(super) fn enter(conn: &mut Conn, new: &NewLoad, state: &str) -> Result<i64, DbError> {
    let highest: Option<i64> = loads::table.select(diesel::dsl::max(loads::id)).first(conn)?;
    let load = Load {
        id: highest.unwrap_or(0) + 1,
        list: new.list.as_str().into(),
        state: state.into(),
        version: new.version.clone(),
        list_date: new.list_date,
        complete: new.complete,
        row_count: 0,
        sha256: new.sha256.clone(),
        loaded_at: stored(new.loaded_at),
        status: LOADING.into(),
        file_bytes: 0,
    };
    diesel::insert_into(loads::table).values(&load).execute(conn)?;
    Ok(load.id)
}

/// Notes how many rows a load has by now.
///
/// # Errors
/// [`DbError::Stale`] when another import of the list has begun since and swept this one away.
pub(super) fn count(conn: &mut Conn, id: i64, rows: i64) -> Result<(), DbError> {
    let ours = loads::table.filter(loads::id.eq(id)).filter(loads::status.eq(LOADING));
    match diesel::update(ours).set(loads::row_count.eq(rows)).execute(conn)? {
        1 => Ok(()),
        _ => Err(DbError::Stale),
    }
}

/// Puts finished loads in force, all in the caller's transaction.
///
/// # Errors
/// [`DbError::Stale`] when another import of the list has begun since.
pub(super) fn swap(conn: &mut Conn, ids: &[i64], files: Option<&Files>) -> Result<(), DbError> {
    lock(conn)?;
    for id in ids {
        let load: Load = loads::table.find(*id).first(conn).map_err(|e| match e {
            diesel::result::Error::NotFound => DbError::Stale,
            other => other.into(),
        })?;
        if load.status != LOADING {
            return Err(DbError::Stale);
        }
        if load.complete {
            let of_list = |status: &'static str| {
                loads::table
                    .filter(loads::list.eq(load.list.clone()))
                    .filter(loads::state.eq(load.state.clone()))
                    .filter(loads::status.eq(status))
            };
            diesel::update(of_list(PREVIOUS)).set(loads::status.eq(DROPPED)).execute(conn)?;
            diesel::update(of_list(IN_FORCE)).set(loads::status.eq(PREVIOUS)).execute(conn)?;
        }
        diesel::update(loads::table.find(*id)).set(loads::status.eq(IN_FORCE)).execute(conn)?;
        if let Some(files) = files {
            let known = (loads::sha256.eq(&files.sha256), loads::file_bytes.eq(files.bytes));
            diesel::update(loads::table.find(*id)).set(known).execute(conn)?;
        }
    }
    Ok(())
}

/// Drops loads that were not finished; answers how many there were.
pub(super) fn give_up(conn: &mut Conn, ids: &[i64]) -> Result<usize, DbError> {
    let ours = loads::table.filter(loads::id.eq_any(ids.to_vec())).filter(loads::status.eq(LOADING));
    Ok(diesel::update(ours).set(loads::status.eq(DROPPED)).execute(conn)?)
}

/// Deletes what counts no more: dropped loads of the list, and with `unfinished` those that died half-way.
pub(super) fn sweep(db: &Db, list: ListName, unfinished: bool) -> Result<(), DbError> {
    let dead: Vec<i64> = db.write(|conn| {
        let of_list =
            |status: &'static str| loads::table.filter(loads::list.eq(list.as_str())).filter(loads::status.eq(status));
        if unfinished {
            // First, so that an import still running stops at its next batch.
            diesel::update(of_list(LOADING)).set(loads::status.eq(DROPPED)).execute(conn)?;
        }
        of_list(DROPPED).select(loads::id).load(conn).map_err(DbError::from)
    })?;
    for id in dead {
        delete_rows(db, list, id)?;
        db.write(|conn| {
            let gone = diesel::update(loads::table.find(id)).set(loads::status.eq(GONE));
            gone.execute(conn).map_err(DbError::from)
        })?;
    }
    Ok(())
}

fn delete_rows(db: &Db, list: ListName, id: i64) -> Result<(), DbError> {
    macro_rules! step {
        ($conn:ident, $table:ident, $from:ident) => {{
            let rows = $table::table.filter($table::load_id.eq(id));
            let last: Option<i64> = rows.select(diesel::dsl::max($table::position)).first($conn)?;
            diesel::delete(rows.filter($table::position.lt($from + SWEEP_STEP))).execute($conn)?;
            Ok::<_, DbError>(last)
        }};
    }
    let mut from = 0;
    loop {
        let last = db.write(|conn| match list {
            // As a whole.
            ListName::Nppes => nppes::drop(conn, id).map(|()| None),
            ListName::Leie | ListName::Sam | ListName::StateExclusions => {
                step!(conn, exclusion_keys, from)?;
                step!(conn, exclusions, from)
            }
            ListName::Taxonomy => step!(conn, taxonomy_codes, from),
        })?;
        from += SWEEP_STEP;
        if last.is_none_or(|last| last < from) {
            return Ok(());
        }
    }
}

/// PostgreSQL: one swap at a time, or two complete loads could both stay in force. SQLite's writer is alone anyway.
fn lock(conn: &mut Conn) -> Result<(), DbError> {
    if let Conn::Postgres(c) = conn {
        diesel::sql_query("LOCK TABLE reference.loads IN SHARE ROW EXCLUSIVE MODE").execute(c)?;
    }
    Ok(())
}
