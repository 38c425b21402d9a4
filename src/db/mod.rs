//! The only room that names diesel: connections, schema, migrations, one file a table family.
//!
//! [`Db::read`] and [`Db::write`] are the only doors. `write` is one transaction on SQLite's single writer
//! (`BEGIN IMMEDIATE`) or on PostgreSQL; every state change in it is `UPDATE .. WHERE id AND version`, one row or
//! [`DbError::Stale`], which makes the same code right on both.

mod address;
pub mod api_keys;
pub mod asked_documents;
pub mod audit;
pub mod changes;
pub mod clinicians;
pub mod comments;
pub mod confirmations;
mod connection;
pub mod copies;
pub mod decisions;
pub mod documents;
pub mod dossiers;
pub mod drafts;
mod ear;
mod error;
pub mod evidence;
pub mod forms;
pub mod holds;
pub mod imports;
pub mod integrity;
pub mod jobs;
pub mod listing_requests;
pub mod listings;
pub mod lists_noticed;
pub mod mails;
pub mod manager_links;
pub mod manager_sessions;
pub mod managers;
pub mod messages;
pub mod migrate;
pub mod organizations;
pub mod queue;
pub mod recovery_codes;
pub mod reference;
pub mod reference_acts;
pub mod reference_effects;
pub mod removed_twins;
pub mod replays;
pub mod report_calls;
pub mod reports;
pub mod samples;
mod schema;
pub mod sessions;
pub mod showings;
pub mod staff;
pub mod submission_terms;
pub mod submissions;
pub mod supervisions;
pub mod suspensions;
mod task_work;
pub mod tasks;
mod time;
pub mod updates;
pub mod warnings;
pub mod weekly_counts;
pub mod work;
pub mod work_counts;

use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::Pool;

pub use address::{Address, BadAddress};
pub(crate) use connection::on_backend;
pub use connection::{Body, Conn, Manager, Use};
pub use ear::Ear;
pub use error::DbError;
pub(crate) use time::{stored, utc};

/// A database with its readers and its writer. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    address: Address,
    body: Body,
    readers: Pool<Manager>,
    writers: Pool<Manager>,
}

/// How long a caller waits for a connection before the database counts as busy.
const POOL_WAIT: Duration = Duration::from_secs(5);
const READERS: u32 = 4;
const POSTGRES_WRITERS: u32 = 4;

impl Db {
    /// Opens the main data: migrates it if needed (after a backup), refuses one that needs a newer program.
    pub fn open(address: &Address) -> Result<Db, DbError> {
        migrate::main_body(address)?;
        Self::connect(address, Body::Main)
    }

    /// Opens the main data as it is, for looking only: nothing is made or migrated. `None` where there is none yet.
    pub fn open_as_it_is(address: &Address) -> Result<Option<Db>, DbError> {
        Self::if_current(migrate::standing(address)?, address, Body::Main)
    }

    /// As [`Db::open_as_it_is`], the reference data.
    pub fn open_reference_as_it_is(address: &Address) -> Result<Option<Db>, DbError> {
        Self::if_current(migrate::reference_standing(address)?, address, Body::Reference)
    }

    fn if_current(standing: migrate::Standing, address: &Address, body: Body) -> Result<Option<Db>, DbError> {
        match standing {
            migrate::Standing::Absent => Ok(None),
            migrate::Standing::Behind => Err(DbError::Other("it has to be migrated first: vouchsafe migrate".into())),
            migrate::Standing::Current => Self::connect(address, body).map(Some),
        }
    }

    /// Opens the reference data that belongs to `address`.
    pub fn open_reference(address: &Address) -> Result<Db, DbError> {
        migrate::reference_body(address)?;
        Self::connect(address, Body::Reference)
    }

    fn connect(address: &Address, body: Body) -> Result<Db, DbError> {
        let pool = |purpose, size| {
            let manager = Manager { address: address.clone(), purpose, body };
            // One connection is opened at once, so that a wrong address is told with the driver's own words.
            manager.open()?;
            Ok::<_, DbError>(
                Pool::builder().max_size(size).min_idle(Some(0)).connection_timeout(POOL_WAIT).build_unchecked(manager),
            )
        };
        // SQLite has one writer at a time whatever we do: queueing for it in the pool is fair, in the file it is not.
        let writers = if matches!(address, Address::Sqlite(_)) { 1 } else { POSTGRES_WRITERS };
        Ok(Db {
            address: address.clone(),
            body,
            readers: pool(Use::Read, READERS)?,
            writers: pool(Use::Write, writers)?,
        })
    }

    /// Where the data lives.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Which body of data this is.
    pub fn body(&self) -> Body {
        self.body
    }

    /// Runs `f` in one transaction that sees one state of the data and cannot change it.
    pub fn read<T, E: From<DbError>>(&self, f: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        transaction(
            &self.readers,
            |c| match c {
                Conn::Sqlite(_) => "BEGIN DEFERRED",
                Conn::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            },
            f,
        )
    }

    /// Runs `f` in one transaction: all of it is on disk when this returns `Ok`, none of it otherwise.
    /// Must not be called from inside itself, nor around a call to an outside source.
    pub fn write<T, E: From<DbError>>(&self, f: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        transaction(
            &self.writers,
            |c| match c {
                Conn::Sqlite(_) => "BEGIN IMMEDIATE",
                Conn::Postgres(_) => "BEGIN",
            },
            f,
        )
    }

    /// Whether the database answers.
    pub fn is_usable(&self) -> bool {
        self.read(|c| c.batch_execute("SELECT 1").map_err(DbError::from)).is_ok()
    }
}

/// Rolls back when dropped unfinished, so that a panic inside cannot hand an open transaction to the next caller.
struct OpenTransaction<'a> {
    conn: &'a mut Conn,
    finished: bool,
}

impl Drop for OpenTransaction<'_> {
    fn drop(&mut self) {
        if !self.finished
            && let Err(error) = on_backend!(self.conn, c => AnsiTransactionManager::rollback_transaction(c))
        {
            tracing::warn!(%error, "a transaction could not be rolled back");
        }
    }
}

/// Through diesel's own bookkeeping: batch inserts on SQLite open a savepoint, and must know that they are inside.
fn transaction<T, E: From<DbError>>(
    pool: &Pool<Manager>,
    begin: impl FnOnce(&Conn) -> &'static str,
    f: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    let mut conn = pool.get().map_err(|_| DbError::Busy)?;
    let begin = begin(&conn);
    on_backend!(&mut *conn, c => AnsiTransactionManager::begin_transaction_sql(c, begin)).map_err(DbError::from)?;
    let mut open = OpenTransaction { conn: &mut conn, finished: false };
    let value = f(open.conn)?;
    // A commit that fails rolls back by itself.
    open.finished = true;
    on_backend!(&mut *open.conn, c => AnsiTransactionManager::commit_transaction(c)).map_err(DbError::from)?;
    Ok(value)
}
