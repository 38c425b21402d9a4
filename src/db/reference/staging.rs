//! A load being written: batch by batch, unseen until it is whole.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::db::{Conn, Db, DbError, on_backend};
use crate::sources::exclusion_keys as keys_of;
use crate::sources::record::{business_key, surname_key};
use crate::sources::{ExclusionRecord, ListName, NppesRecord, TaxonomyCode};

use super::loads::{self, NewLoad};
use super::nppes;
use super::schema::{exclusion_keys, exclusions, taxonomy_codes};
use super::writer::Writer;

/// Rows in one INSERT: well below SQLite's 32,766 and PostgreSQL's 65,535 parameters.
const INSERT_ROWS: usize = 500;

/// Keys in one INSERT: they have three columns.
const INSERT_KEYS: usize = 5_000;

/// Rows in one transaction.
const BATCH_ROWS: usize = 5_000;

// `treat_none_as_default_value = false` below lets Diesel write a batch as one INSERT on SQLite too; otherwise it sends row by
// row in a transaction of its own, which fails inside ours.
#[derive(Insertable)]
#[diesel(table_name = exclusions, treat_none_as_default_value = false)]
struct ExclusionRow {
    load_id: i64,
    position: i64,
    list_date: NaiveDate,
    npi: String,
    surname_key: String,
    business_key: String,
    reinstatement: bool,
    record: String,
}

#[derive(Insertable)]
#[diesel(table_name = exclusion_keys, treat_none_as_default_value = false)]
struct KeyRow {
    load_id: i64,
    position: i64,
    key: String,
}

#[derive(Insertable)]
#[diesel(table_name = taxonomy_codes, treat_none_as_default_value = false)]
struct TaxonomyRow {
    load_id: i64,
    position: i64,
    code: String,
    classification: String,
    specialization: String,
}

/// Rows that wait for their batch.
#[derive(Default)]
pub(super) struct Waiting {
    nppes: nppes::Waiting,
    exclusions: Vec<ExclusionRow>,
    keys: Vec<KeyRow>,
    codes: Vec<TaxonomyRow>,
}

/// A load as entered in the book.
struct Entered {
    id: i64,
    /// So far, waiting ones included.
    rows: i64,
}

/// A load half-way. Ends in [`Staging::finish`]; dropped before that, nothing of it counts and the next load of the list
/// sweeps its rows away ([`Staging::abandon`] does so at once).
pub struct Staging<'a> {
    db: &'a Db,
    new: &'a NewLoad,
    /// By state; empty for lists of the whole country.
    loads: BTreeMap<String, Entered>,
    waiting: Waiting,
    writer: Writer,
    files: Option<loads::Files>,
}

impl<'a> Staging<'a> {
    /// Begins a load, sweeping away any earlier one of the list that was not finished; if that one is still running, it stops.
    pub fn begin(db: &'a Db, new: &'a NewLoad) -> Result<Self, DbError> {
        loads::sweep(db, new.list, true)?;
        let (loads, waiting, writer) = (BTreeMap::new(), Waiting::default(), Writer::begin(db));
        let mut staging = Staging { db, new, loads, waiting, writer, files: None };
        if new.list != ListName::StateExclusions {
            staging.enter("")?;
        }
        Ok(staging)
    }

    /// Adds an NPPES record from a file of that date.
    pub fn nppes(&mut self, list_date: NaiveDate, record: &NppesRecord) -> Result<(), DbError> {
        let (_, position) = self.place("")?;
        self.waiting.nppes.add(position, list_date, record)?;
        self.flush_when_full()
    }

    /// Adds a row of an exclusion list from a file of that date; `state` is empty but for state lists.
    pub fn exclusion(&mut self, state: &str, list_date: NaiveDate, record: &ExclusionRecord) -> Result<(), DbError> {
        let (load_id, position) = self.place(state)?;
        let keys = keys_of::of_row(record).into_iter();
        self.waiting.keys.extend(keys.map(|key| KeyRow { load_id, position, key }));
        self.waiting.exclusions.push(ExclusionRow {
            load_id,
            position,
            list_date,
            npi: record.npi.clone(),
            surname_key: surname_key(&record.last_name),
            business_key: business_key(&record.business_name),
            reinstatement: record.reinstated_on.is_some(),
            record: json(record)?,
        });
        self.flush_when_full()
    }

    /// Adds a taxonomy code.
    pub fn taxonomy(&mut self, code: &TaxonomyCode) -> Result<(), DbError> {
        let (load_id, position) = self.place("")?;
        self.waiting.codes.push(TaxonomyRow {
            load_id,
            position,
            code: code.code.clone(),
            classification: code.classification.clone(),
            specialization: code.specialization.clone(),
        });
        self.flush_when_full()
    }

    /// Rows so far.
    pub fn rows(&self) -> i64 {
        self.loads.values().map(|l| l.rows).sum()
    }

    /// Rows so far of each state's list; of the empty string for other lists.
    pub fn rows_by_state(&self) -> impl Iterator<Item = (&str, i64)> {
        self.loads.iter().map(|(state, load)| (state.as_str(), load.rows))
    }

    /// The states whose lists are in the load; one empty string for other lists.
    pub fn states(&self) -> Vec<String> {
        self.loads.keys().cloned().collect()
    }

    /// Notes what was read, where that is known only at the end: the digest of [`NewLoad::sha256`], and the size of the files
    /// in bytes.
    pub fn known_by(&mut self, sha256: String, bytes: u64) {
        self.files = Some(loads::Files { sha256, bytes: i64::try_from(bytes).unwrap_or(0) });
    }

    /// Writes what waits, indexes it and puts the load in force, the last in one transaction.
    ///
    /// # Errors
    /// [`DbError::Stale`] when another import of the list began meanwhile. What was in force then stays so.
    pub fn finish(mut self) -> Result<(), DbError> {
        self.flush()?;
        self.writer.settle()?;
        let (ids, list, files) = (self.ids(), self.new.list, self.files.take());
        if list == ListName::Nppes {
            let loads = &self.loads;
            self.db.write(|conn| {
                for load in loads.values() {
                    loads::count(conn, load.id, load.rows)?;
                    nppes::index(conn, load.id)?;
                }
                Ok::<_, DbError>(())
            })?;
        }
        self.db.write(|conn| {
            loads::swap(conn, &ids, files.as_ref())?;
            match (list, ids.as_slice()) {
                (ListName::Nppes, [id]) => nppes::put_in_place(conn, *id),
                _ => Ok(()),
            }
        })?;
        // The load counts already: if rows of an old one cannot be deleted now, the next import does it.
        if let Err(error) = loads::sweep(self.db, self.new.list, false) {
            tracing::warn!(%error, "old reference rows are left for the next import to delete");
        }
        Ok(())
    }

    /// Gives the load up and deletes its rows; those of another import that took its place stay.
    pub fn abandon(mut self) -> Result<(), DbError> {
        // What went wrong is told already; it may be this very batch.
        let _ = self.writer.settle();
        let (ids, list) = (self.ids(), self.new.list);
        self.db.write(|conn| {
            let ours = loads::give_up(conn, &ids)?;
            if ours > 0 && list == ListName::Nppes { nppes::begin(conn) } else { Ok(()) }
        })?;
        loads::sweep(self.db, list, false)
    }

    fn ids(&self) -> Vec<i64> {
        self.loads.values().map(|l| l.id).collect()
    }

    /// Enters the load of this state in the book, once.
    fn enter(&mut self, state: &str) -> Result<(), DbError> {
        if !self.loads.contains_key(state) {
            self.writer.settle()?;
            let id = self.db.write(|conn| {
                if self.new.list == ListName::Nppes {
                    nppes::begin(conn)?;
                }
                loads::enter(conn, self.new, state)
            })?;
            self.loads.insert(state.into(), Entered { id, rows: 0 });
        }
        Ok(())
    }

    /// The load of this state and the place of its next row.
    fn place(&mut self, state: &str) -> Result<(i64, i64), DbError> {
        self.enter(state)?;
        let load = self.loads.get_mut(state).ok_or(DbError::NotFound)?;
        load.rows += 1;
        Ok((load.id, load.rows - 1))
    }

    fn flush_when_full(&mut self) -> Result<(), DbError> {
        let small = self.waiting.exclusions.len() + self.waiting.codes.len();
        if small < BATCH_ROWS && self.waiting.nppes.len() < nppes::BATCH_ROWS { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<(), DbError> {
        let counts = self.loads.values().map(|load| (load.id, load.rows)).collect();
        self.waiting = self.writer.write(std::mem::take(&mut self.waiting), counts)?;
        Ok(())
    }
}

impl Waiting {
    pub(super) fn clear(&mut self) {
        self.nppes.clear();
        self.exclusions.clear();
        self.keys.clear();
        self.codes.clear();
    }

    pub(super) fn insert(&self, conn: &mut Conn) -> Result<(), DbError> {
        self.nppes.insert(conn)?;
        for rows in self.exclusions.chunks(INSERT_ROWS) {
            on_backend!(conn, c => diesel::insert_into(exclusions::table).values(rows).execute(c))?;
        }
        for rows in self.keys.chunks(INSERT_KEYS) {
            on_backend!(conn, c => diesel::insert_into(exclusion_keys::table).values(rows).execute(c))?;
        }
        for rows in self.codes.chunks(INSERT_ROWS) {
            on_backend!(conn, c => diesel::insert_into(taxonomy_codes::table).values(rows).execute(c))?;
        }
        Ok(())
    }
}

fn json(record: &impl serde::Serialize) -> Result<String, DbError> {
    serde_json::to_string(record).map_err(|e| DbError::Other(e.to_string()))
}
