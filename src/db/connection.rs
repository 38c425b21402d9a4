//! One connection type over both databases, and how a connection is opened and set up.

use std::path::PathBuf;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2;

use super::address::Address;
use super::error::DbError;

/// A connection to either database. Queries are written once, against this.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// SQLite.
    Sqlite(SqliteConnection),
    /// PostgreSQL.
    Postgres(PgConnection),
}

/// Runs a query on whichever backend `conn` is: for what MultiConnection cannot express
/// (upserts, batch inserts). The expression is compiled once for each.
macro_rules! on_backend {
    ($conn:expr, $c:ident => $query:expr) => {
        match $conn {
            $crate::db::Conn::Sqlite($c) => $query,
            $crate::db::Conn::Postgres($c) => $query,
        }
    };
}
pub(crate) use on_backend;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// May write.
    Write,
    /// Only reads; SQLite enforces it.
    Read,
}

/// Which of the two bodies of data a connection sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Listings, submissions, evidence, audit.
    Main,
    /// Reference data: a file of its own on SQLite (attached as `reference`), a schema on PostgreSQL.
    Reference,
}

/// Opens connections for a pool.
#[derive(Debug, Clone)]
pub struct Manager {
    /// Where.
    pub address: Address,
    /// To do what.
    pub purpose: Use,
    /// With which data.
    pub body: Body,
}

/// A statement that waits longer than this for a lock gives up, milliseconds.
const BUSY_TIMEOUT_MS: u32 = 5_000;

impl Manager {
    /// Opens one connection.
    pub fn open(&self) -> Result<Conn, DbError> {
        match &self.address {
            Address::Sqlite(path) => self.open_sqlite(path),
            Address::Postgres(url) => open_postgres(url),
        }
    }

    fn open_sqlite(&self, path: &std::path::Path) -> Result<Conn, DbError> {
        let file = match self.body {
            Body::Main => path.to_path_buf(),
            Body::Reference => PathBuf::from(":memory:"),
        };
        let mut conn = SqliteConnection::establish(&file.to_string_lossy())
            .map_err(|e| DbError::Unreachable(format!("{}: {e}", path.display())))?;
        conn.batch_execute(&format!("PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}; PRAGMA foreign_keys = ON;"))?;
        match self.body {
            Body::Main => {
                conn.batch_execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
            }
            Body::Reference => {
                let file = Address::reference_file(path);
                diesel::sql_query("ATTACH DATABASE ? AS reference")
                    .bind::<diesel::sql_types::Text, _>(file.to_string_lossy())
                    .execute(&mut conn)?;
                // Rebuildable from the public files: NORMAL keeps it consistent, which is enough.
                conn.batch_execute("PRAGMA reference.journal_mode = WAL; PRAGMA reference.synchronous = NORMAL;")?;
                if self.purpose == Use::Write {
                    // For sorting a registry's index: memory in KB, and a thread that sorts while this one reads.
                    conn.batch_execute("PRAGMA reference.cache_size = -65536; PRAGMA threads = 1;")?;
                }
            }
        }
        if self.purpose == Use::Read {
            conn.batch_execute("PRAGMA query_only = ON;")?;
        }
        Ok(Conn::Sqlite(conn))
    }
}

pub(super) fn establish_postgres(url: &str) -> Result<PgConnection, DbError> {
    PgConnection::establish(url).map_err(|e| DbError::Unreachable(e.to_string()))
}

fn open_postgres(url: &str) -> Result<Conn, DbError> {
    let mut conn = establish_postgres(url)?;
    // What a pooler resets anyway is set per connection; time zone matters because timestamps carry none.
    conn.batch_execute("SET TIME ZONE 'UTC'; SET lock_timeout = '5s';")?;
    Ok(Conn::Postgres(conn))
}

impl r2d2::ManageConnection for Manager {
    type Connection = Conn;
    type Error = DbError;

    fn connect(&self) -> Result<Conn, DbError> {
        self.open()
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), DbError> {
        match conn {
            // A file cannot hang up.
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(c) => Ok(c.batch_execute("SELECT 1")?),
        }
    }

    fn has_broken(&self, _conn: &mut Conn) -> bool {
        false
    }
}
