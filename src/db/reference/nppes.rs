//! The NPPES rows: a table for each load, since nine million rows are filled, indexed and dropped fastest as a whole.
//!
//! `nppes_staging` is filled batch by batch without an index; [`index`] makes one in a single pass, and [`put_in_place`]
//! renames the table to `nppes_` and the load's number, in the transaction that puts the load in force.

use std::collections::HashMap;
use std::io::Write;

use chrono::{Datelike, NaiveDate};
use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, HasSqlType, Integer, Text};

use crate::db::{Conn, DbError, on_backend};
use crate::sources::NppesRecord;

use super::nppes_text;
use super::schema::nppes_staging;

/// Rows in one transaction: about 10 MB.
pub(super) const BATCH_ROWS: usize = 50_000;

/// As the migration has it; each load begins with a new one.
const STAGING: &str = "CREATE TABLE reference.nppes_staging (
    position BIGINT NOT NULL, npi BIGINT NOT NULL, list_date INTEGER NOT NULL, record TEXT NOT NULL)";

#[derive(Insertable)]
#[diesel(table_name = nppes_staging, treat_none_as_default_value = false)]
struct Row<'a> {
    position: i64,
    npi: i64,
    list_date: i32,
    record: &'a str,
}

/// Rows that wait for their batch, their records one behind the other in one text.
#[derive(Default)]
pub(super) struct Waiting {
    rows: Vec<Place>,
    text: String,
}

struct Place {
    position: i64,
    npi: i64,
    list_date: i32,
    /// Where the record ends in the text.
    end: usize,
}

impl Waiting {
    pub(super) fn add(&mut self, position: i64, list_date: NaiveDate, record: &NppesRecord) -> Result<(), DbError> {
        let npi = number(&record.npi)
            .ok_or_else(|| DbError::Other("an NPPES record without an NPI of ten digits cannot be stored".into()))?;
        nppes_text::write(&mut self.text, record);
        self.rows.push(Place { position, npi, list_date: day_number(list_date), end: self.text.len() });
        Ok(())
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.text.clear();
    }

    /// Writes what waits into the staging table.
    pub(super) fn insert(&self, conn: &mut Conn) -> Result<(), DbError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        match conn {
            Conn::Sqlite(c) => {
                for row in self.rows() {
                    diesel::insert_into(nppes_staging::table).values(row).execute(c)?;
                }
            }
            Conn::Postgres(c) => {
                let send = |copy: &mut dyn Write| {
                    self.copy(copy).map_err(|e| diesel::result::Error::SerializationError(e.into()))
                };
                diesel::copy_from(nppes_staging::table).from_raw_data(nppes_staging::table, send).execute(c)?;
            }
        }
        Ok(())
    }

    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let mut begins = 0;
        self.rows.iter().map(move |place| {
            let record = &self.text[begins..place.end];
            begins = place.end;
            Row { position: place.position, npi: place.npi, list_date: place.list_date, record }
        })
    }

    /// The rows in the text form of PostgreSQL's COPY, columns in the table's order.
    fn copy(&self, to: &mut dyn Write) -> std::io::Result<()> {
        let mut block = Vec::with_capacity(1 << 16);
        for row in self.rows() {
            write!(block, "{}\t{}\t{}\t", row.position, row.npi, row.list_date)?;
            escape(row.record.as_bytes(), &mut block);
            block.push(b'\n');
            if block.len() > (1 << 16) - (1 << 10) {
                to.write_all(&block)?;
                block.clear();
            }
        }
        to.write_all(&block)
    }
}

/// As the text form of COPY writes a value. Nearly every record goes as it is, which one pass without branches tells.
fn escape(record: &[u8], to: &mut Vec<u8>) {
    let is_special = |byte: u8| matches!(byte, b'\\' | b'\t' | b'\n' | b'\r');
    if !record.iter().fold(false, |found, byte| found | is_special(*byte)) {
        return to.extend_from_slice(record);
    }
    for byte in record {
        match byte {
            b'\\' => to.extend(b"\\\\"),
            b'\t' => to.extend(b"\\t"),
            b'\n' => to.extend(b"\\n"),
            b'\r' => to.extend(b"\\r"),
            other => to.push(*other),
        }
    }
}

/// An empty staging table, whatever was in it.
pub(super) fn begin(conn: &mut Conn) -> Result<(), DbError> {
    Ok(conn.batch_execute(&format!("DROP TABLE IF EXISTS reference.nppes_staging; {STAGING};"))?)
}

/// Indexes the staging table, which is all there by now.
pub(super) fn index(conn: &mut Conn, load: i64) -> Result<(), DbError> {
    let table = table_of(load);
    let sql = match conn {
        Conn::Sqlite(_) => format!("CREATE INDEX reference.{table}_npi ON nppes_staging (npi);"),
        Conn::Postgres(_) => {
            format!("CREATE INDEX {table}_npi ON reference.nppes_staging (npi); ANALYZE reference.nppes_staging;")
        }
    };
    Ok(conn.batch_execute(&sql)?)
}

/// Makes the staging table that of the load, and leaves an empty one for the next.
pub(super) fn put_in_place(conn: &mut Conn, load: i64) -> Result<(), DbError> {
    let table = table_of(load);
    Ok(conn.batch_execute(&format!("ALTER TABLE reference.nppes_staging RENAME TO {table}; {STAGING};"))?)
}

/// Deletes the rows of a load.
pub(super) fn drop(conn: &mut Conn, load: i64) -> Result<(), DbError> {
    Ok(conn.batch_execute(&format!("DROP TABLE IF EXISTS reference.{};", table_of(load)))?)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

/// How many rows a load has.
///
/// # Errors
/// Also where its table is missing.
pub(super) fn count(conn: &mut Conn, load: i64) -> Result<i64, DbError> {
    let query = format!("SELECT count(*) AS rows FROM reference.{}", table_of(load));
    Ok(diesel::sql_query(query).get_result::<Count>(conn)?.rows)
}

/// The records of these NPIs in these loads; of several of one NPI that of the latest list date, then of the last load, then
/// the last in it. Names and places from the files beside the registry are added, from all loads; alone they are no record.
pub(super) fn find(conn: &mut Conn, loads: &[i64], npis: &[&str]) -> Result<HashMap<String, NppesRecord>, DbError> {
    let mut npis: Vec<i64> = npis.iter().filter_map(|npi| number(npi)).collect();
    // In the order of the index.
    npis.sort_unstable();
    npis.dedup();
    let mut found: HashMap<String, ((i32, i64, i64), NppesRecord)> = HashMap::new();
    let mut additions = Vec::new();
    for load in loads.iter().filter(|_| !npis.is_empty()) {
        let query = Find { load: *load, npis: &npis };
        let rows: Vec<(i64, i32, i64, String)> = on_backend!(conn, c => query.load(c))?;
        for (npi, list_date, position, record) in rows {
            let (age, record) = ((list_date, *load, position), nppes_text::read(npi, &record)?);
            if record.is_addition() {
                additions.push(record);
            } else if found.get(&record.npi).is_none_or(|(other, _)| *other < age) {
                found.insert(record.npi.clone(), (age, record));
            }
        }
    }
    for addition in additions {
        if let Some((_, record)) = found.get_mut(&addition.npi) {
            record.absorb(addition);
        }
    }
    Ok(found.into_iter().map(|(npi, (_, record))| (npi, record)).collect())
}

/// Rows of one load by NPI. Diesel knows no tables whose names are found at run time, so the query is written out; one for
/// a single NPI is kept prepared.
#[derive(Clone, Copy)]
struct Find<'a> {
    load: i64,
    npis: &'a [i64],
}

impl QueryId for Find<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Find<'_> {
    type SqlType = (BigInt, Integer, BigInt, Text);
}

impl<C> RunQueryDsl<C> for Find<'_> {}

impl<DB> QueryFragment<DB> for Find<'_>
where
    DB: Backend + HasSqlType<BigInt>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.npis.len() != 1 {
            out.unsafe_to_cache_prepared();
        }
        out.push_sql("SELECT npi, list_date, position, record FROM reference.");
        out.push_identifier(&table_of(self.load))?;
        out.push_sql(" WHERE npi IN (");
        for (i, npi) in self.npis.iter().enumerate() {
            if i > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<BigInt, _>(npi)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

fn table_of(load: i64) -> String {
    format!("nppes_{load}")
}

/// An NPI as it is stored; `None` for what is no NPI and so has no record.
fn number(npi: &str) -> Option<i64> {
    if npi.len() == 10 && npi.bytes().all(|b| b.is_ascii_digit()) { npi.parse().ok() } else { None }
}

/// The day as YYYYMMDD, which sorts as days do.
fn day_number(day: NaiveDate) -> i32 {
    day.year() * 10_000 + day.month() as i32 * 100 + day.day() as i32
}
