//! The look-ups of the checks, over the loads in force.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::{self, ThreadId};

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::de::DeserializeOwned;

use crate::db::{Conn, Db, DbError};
use crate::sources::exclusion_index::ExclusionIndex;
use crate::sources::replay::{self, Dated};
use crate::sources::{ListName, Listed, LoadedSource, NppesRecord, SourceError, Sources, TaxonomyCode, Worth};

use super::loads::{self, Load};
use super::nppes;
use super::schema::{exclusion_keys, exclusions, taxonomy_codes};

/// What is in force at the moment of [`ReferenceSources::open`]. Open one for each verification: a load that is swapped in
/// meanwhile does not change its answers half-way.
pub struct ReferenceSources {
    db: Db,
    today: NaiveDate,
    loads: Vec<Load>,
    /// What those loads amount to, list by list and state by state.
    in_force: Vec<(String, LoadedSource)>,
    /// Exclusion lists held in memory; the others are asked in the database.
    lists: HashMap<ListName, ExclusionIndex>,
    /// What each thread told [`Sources::foresee`] of, with its records.
    foreseen: RwLock<HashMap<ThreadId, Foreseen>>,
}

type Foreseen = HashMap<String, Option<Arc<NppesRecord>>>;

/// More rows of a list than this are not taken into memory: about 200 MB.
const MOST_IN_MEMORY: i64 = 250_000;

impl ReferenceSources {
    /// Takes note of what is in force. `today` decides which exclusions with an end are still in force.
    pub fn open(db: &Db, today: NaiveDate) -> Result<Self, DbError> {
        let loads = db.read(loads::rows_in_force)?;
        let in_force = loads::sources_of(&loads);
        let (lists, foreseen) = (HashMap::new(), RwLock::default());
        Ok(ReferenceSources { db: db.clone(), today, loads, in_force, lists, foreseen })
    }

    /// As [`ReferenceSources::open`], for thousands of people: takes the exclusion lists into memory, as far as they are not
    /// too large for it.
    pub fn open_for_many(db: &Db, today: NaiveDate) -> Result<Self, DbError> {
        let mut sources = Self::open(db, today)?;
        for list in [ListName::Leie, ListName::Sam, ListName::StateExclusions] {
            let of_list = || sources.loads.iter().filter(|l| l.list == list.as_str());
            let expected: i64 = of_list().map(|l| l.row_count).sum();
            if expected > MOST_IN_MEMORY {
                continue;
            }
            let ids: Vec<i64> = of_list().map(|l| l.id).collect();
            let rows = db.read(|conn| all_rows(conn, &ids))?;
            // A row that is missing would look like a clean record.
            if i64::try_from(rows.len()) != Ok(expected) {
                let (list, found) = (list.label(), rows.len());
                return Err(DbError::Damaged(format!(
                    "{list} should have {expected} rows and has {found}; import it again"
                )));
            }
            sources.lists.insert(list, ExclusionIndex::new(rows, today));
        }
        Ok(sources)
    }

    /// The words of a taxonomy code; `None` when it is not in the release that is loaded.
    pub fn taxonomy(&self, code: &str) -> Result<Option<TaxonomyCode>, SourceError> {
        self.ask(ListName::Taxonomy, |conn, ids| {
            let found: Option<(String, String, String)> = taxonomy_codes::table
                .filter(taxonomy_codes::code.eq(code))
                .filter(taxonomy_codes::load_id.eq_any(ids))
                .order((taxonomy_codes::load_id.desc(), taxonomy_codes::position.desc()))
                .select((taxonomy_codes::code, taxonomy_codes::classification, taxonomy_codes::specialization))
                .first(conn)
                .optional()?;
            Ok(found.map(|(code, classification, specialization)| TaxonomyCode {
                code,
                classification,
                specialization,
            }))
        })
    }

    /// Asks the loads of a list that are in force. Should they have been replaced twice since [`ReferenceSources::open`], their
    /// rows are gone, and finding nothing would look like a pass: that is an error.
    fn ask<T>(
        &self,
        list: ListName,
        question: impl FnOnce(&mut Conn, Vec<i64>) -> Result<T, DbError>,
    ) -> Result<T, SourceError> {
        let ids: Vec<i64> = self.loads.iter().filter(|l| l.list == list.as_str()).map(|l| l.id).collect();
        self.db
            .read(|conn| {
                if loads::still_there(conn, &ids)? != ids.len() {
                    return Err(DbError::Stale);
                }
                question(conn, ids)
            })
            .map_err(|e| SourceError(format!("{} as loaded here: {e}", list.label())))
    }

    /// The rows under `key` that are in force, after the reinstatements of the same names.
    fn exclusions(&self, list: ListName, key: Key) -> Result<Vec<Listed>, SourceError> {
        if key.is_empty() {
            return Ok(Vec::new());
        }
        self.ask(list, |conn, ids| {
            let mut found = rows(conn, &ids, key)?;
            // A reinstatement may lack the NPI by which its exclusion was found: it is looked up by name.
            let names = |of: fn(&Row) -> &String| {
                let mut keys: Vec<String> = found.iter().map(of).filter(|k| !k.is_empty()).cloned().collect();
                keys.sort_unstable();
                keys.dedup();
                keys
            };
            let ends = Key::Reinstatements { surnames: names(|r| &r.surname), businesses: names(|r| &r.business) };
            if !found.is_empty() {
                found.extend(rows(conn, &ids, ends)?);
            }
            let dated = found.into_iter().map(Row::dated).collect::<Result<Vec<_>, _>>()?;
            Ok(replay::in_force(dated, self.today).into_iter().map(Listed::from).collect())
        })
    }
}

/// By what exclusion rows are looked up.
enum Key {
    Npi(String),
    Any(Vec<String>),
    Reinstatements { surnames: Vec<String>, businesses: Vec<String> },
}

impl Key {
    /// Nothing to look for; every row without that field would answer to it.
    fn is_empty(&self) -> bool {
        match self {
            Key::Npi(key) => key.is_empty(),
            Key::Any(keys) => keys.is_empty(),
            Key::Reinstatements { surnames, businesses } => surnames.is_empty() && businesses.is_empty(),
        }
    }
}

#[derive(Queryable)]
struct Row {
    load_id: i64,
    position: i64,
    list_date: NaiveDate,
    surname: String,
    business: String,
    record: String,
}

impl Row {
    fn dated(self) -> Result<Dated, DbError> {
        Ok(Dated { list_date: self.list_date, record: parse(&self.record)? })
    }
}

fn rows(conn: &mut Conn, loads: &[i64], key: Key) -> Result<Vec<Row>, DbError> {
    use exclusions::{business_key, list_date, load_id, npi, position, record, reinstatement, surname_key};
    let columns = (load_id, position, list_date, surname_key, business_key, record);
    // Sorted here: asked to sort, SQLite walks the whole list by its primary key.
    let query = exclusions::table.filter(load_id.eq_any(loads.to_vec())).select(columns);
    let mut found: Vec<Row> = match key {
        Key::Npi(key) => query.filter(npi.eq(key)).load(conn)?,
        Key::Any(keys) => {
            let key_of_row = exclusion_keys::load_id.eq(load_id).and(exclusion_keys::position.eq(position));
            let by_key = exclusions::table
                .inner_join(exclusion_keys::table.on(key_of_row))
                .filter(exclusion_keys::key.eq_any(keys))
                .filter(exclusion_keys::load_id.eq_any(loads.to_vec()))
                .select(columns);
            by_key.load(conn)?
        }
        Key::Reinstatements { surnames, businesses } => {
            // Two questions, each with its index: as one with OR, SQLite reads the whole list.
            let ends = query.filter(reinstatement.eq(true));
            let mut found: Vec<Row> = ends.clone().filter(surname_key.eq_any(surnames)).load(conn)?;
            found.extend(ends.filter(business_key.eq_any(businesses)).load::<Row>(conn)?);
            found
        }
    };
    // A row that answers to several keys counts once.
    found.sort_by_key(|r| (r.load_id, r.position));
    found.dedup_by_key(|r| (r.load_id, r.position));
    Ok(found)
}

/// Rows read at a time when a list is taken into memory.
const STEP: i64 = 5_000;

/// Steps that are made records at a time: a list need not be in memory twice.
const STEPS: usize = 4;

/// Every row of these loads.
fn all_rows(conn: &mut Conn, loads: &[i64]) -> Result<Vec<Dated>, DbError> {
    use exclusions::{list_date, load_id, position, record};
    let (mut texts, mut found) = (Vec::new(), Vec::new());
    if loads::still_there(conn, loads)? != loads.len() {
        return Err(DbError::Stale);
    }
    for load in loads {
        let mut from = 0;
        loop {
            let step = exclusions::table
                .filter(load_id.eq(load))
                .filter(position.ge(from).and(position.lt(from + STEP)))
                .order(position)
                .select((list_date, record));
            let rows: Vec<(NaiveDate, String)> = step.load(conn)?;
            if rows.is_empty() {
                break;
            }
            texts.push(rows);
            if texts.len() == STEPS {
                found.extend(parsed(&std::mem::take(&mut texts))?);
            }
            from += STEP;
        }
    }
    found.extend(parsed(&texts)?);
    Ok(found)
}

/// The records of all steps in their order, read on every processor.
fn parsed(steps: &[Vec<(NaiveDate, String)>]) -> Result<Vec<Dated>, DbError> {
    let hands = thread::available_parallelism().map_or(1, usize::from);
    let of_step = |step: &Vec<(NaiveDate, String)>| -> Result<Vec<Dated>, DbError> {
        step.iter().map(|(list_date, text)| Ok(Dated { list_date: *list_date, record: parse(text)? })).collect()
    };
    thread::scope(|threads| {
        let shares = steps.chunks(steps.len().div_ceil(hands).max(1));
        let shares: Vec<_> = shares
            .map(|share| threads.spawn(move || share.iter().map(of_step).collect::<Result<Vec<_>, DbError>>()))
            .collect();
        let mut found = Vec::new();
        for share in shares {
            let share = share.join().unwrap_or_else(|panic| resume_unwind(panic))?;
            found.extend(share.into_iter().flatten());
        }
        Ok(found)
    })
}

fn parse<T: DeserializeOwned>(record: &str) -> Result<T, DbError> {
    serde_json::from_str(record).map_err(|e| DbError::Damaged(format!("a reference record does not parse: {e}")))
}

impl Sources for ReferenceSources {
    /// Of the state lists: the one whose clock runs out first.
    fn loaded(&self, list: ListName) -> Result<Option<LoadedSource>, SourceError> {
        let of_list = self.in_force.iter().filter(|(_, source)| source.list == list);
        Ok(of_list.map(|(_, source)| source).min_by_key(|l| (l.complete, l.list_date)).cloned())
    }

    fn loaded_state_list(&self, state: &str) -> Result<Option<LoadedSource>, SourceError> {
        let of_state = self.in_force.iter().find(|(s, l)| s == state && l.list == ListName::StateExclusions);
        Ok(of_state.map(|(_, source)| source.clone()))
    }

    /// The record of the latest list date; of one date, the last loaded.
    fn nppes(&self, npi: &str) -> Result<Option<Arc<NppesRecord>>, SourceError> {
        let foreseen = self.foreseen.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = foreseen.get(&thread::current().id()).and_then(|own| own.get(npi)) {
            return Ok(known.clone());
        }
        drop(foreseen);
        self.ask(ListName::Nppes, |conn, ids| Ok(nppes::find(conn, &ids, &[npi])?.into_values().next().map(Arc::new)))
    }

    fn foresee(&self, npis: &[&str]) -> Result<(), SourceError> {
        let found = self.ask(ListName::Nppes, |conn, ids| nppes::find(conn, &ids, npis))?;
        let mut known: Foreseen = npis.iter().map(|npi| (npi.to_string(), None)).collect();
        known.extend(found.into_iter().map(|(npi, record)| (npi, Some(Arc::new(record)))));
        self.foreseen.write().unwrap_or_else(PoisonError::into_inner).insert(thread::current().id(), known);
        Ok(())
    }

    fn exclusions_by_npi(&self, list: ListName, npi: &str) -> Result<Vec<Listed>, SourceError> {
        match self.lists.get(&list) {
            Some(index) => Ok(index.by_npi(npi)),
            None => self.exclusions(list, Key::Npi(npi.into())),
        }
    }

    fn exclusions_by_key(&self, list: ListName, keys: &[String]) -> Result<Vec<Listed>, SourceError> {
        match self.lists.get(&list) {
            Some(index) => Ok(index.by_key(keys, &|_| true)),
            None => self.exclusions(list, Key::Any(keys.to_vec())),
        }
    }

    fn exclusions_worth(&self, list: ListName, keys: &[String], worth: Worth<'_>) -> Result<Vec<Listed>, SourceError> {
        match self.lists.get(&list) {
            Some(index) => Ok(index.by_key(keys, worth)),
            None => {
                let mut rows = self.exclusions_by_key(list, keys)?;
                rows.retain(|row| worth(&row.brief()));
                Ok(rows)
            }
        }
    }
}
