//! Bringing a database to this program's schema, and refusing one that is ahead of it.

use std::fs::File;

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::address::Address;
use super::connection::{Body, Conn, Manager, Use};
use super::copies;
use super::error::DbError;

/// This program's schema number. A contracting migration raises it and stores it as the database's minimum.
pub const PROGRAM_SCHEMA: i64 = 1;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRESQL: EmbeddedMigrations = embed_migrations!("migrations/postgresql");
const REFERENCE_SQLITE: EmbeddedMigrations = embed_migrations!("migrations/reference/sqlite");
const REFERENCE_POSTGRESQL: EmbeddedMigrations = embed_migrations!("migrations/reference/postgresql");

/// Below this, a WAL database with two writers can be corrupted (sqlite.org/wal.html, "WAL-reset bug").
const OLDEST_SAFE_SQLITE: i32 = 3_051_003;

/// Any number: two processes that migrate one server take turns on it.
const POSTGRES_MIGRATION_LOCK: i64 = 0x766f_7563_6873_6166;

/// Migrates the main data, after a copy of it where there is something to lose. Answers the names of the migrations that ran.
pub fn main_body(address: &Address) -> Result<Vec<String>, DbError> {
    main_body_by(address, SQLITE, POSTGRESQL)
}

/// As [`main_body`], by other migrations than this program's own: for tests of what happens around one.
pub fn main_body_by(
    address: &Address,
    sqlite: EmbeddedMigrations,
    postgresql: EmbeddedMigrations,
) -> Result<Vec<String>, DbError> {
    let _turn = Turn::take(address)?;
    let mut conn = Manager { address: address.clone(), purpose: Use::Write, body: Body::Main }.open()?;
    if let Conn::Postgres(c) = &mut conn {
        lock_postgres(c)?;
    }
    let fresh = !has_tables(&mut conn)?;
    if !fresh {
        refuse_newer(&mut conn)?;
    }
    match (&mut conn, address) {
        (Conn::Sqlite(c), Address::Sqlite(path)) => {
            assert_safe_sqlite(c)?;
            run(c, sqlite, |c, version| if fresh { Ok(()) } else { copies::write_file(c, path, version) })
        }
        (Conn::Postgres(c), _) => {
            run(c, postgresql, |c, version| if fresh { Ok(()) } else { copies::write_schema(c, version) })
        }
        (Conn::Sqlite(_), Address::Postgres(_)) => Err(DbError::Other("a server address opened a file".into())),
    }
}

/// How the main data stands, without changing anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is none yet.
    Absent,
    /// Its schema is older than this program's.
    Behind,
    /// It can be used.
    Current,
}

/// Looks at the main data, and refuses one that needs a newer program.
pub fn standing(address: &Address) -> Result<Standing, DbError> {
    if matches!(address, Address::Sqlite(path) if !path.exists()) {
        return Ok(Standing::Absent);
    }
    let mut conn = Manager { address: address.clone(), purpose: Use::Read, body: Body::Main }.open()?;
    if !has_tables(&mut conn)? {
        return Ok(Standing::Absent);
    }
    refuse_newer(&mut conn)?;
    against(&mut conn, SQLITE, POSTGRESQL)
}

/// As [`standing`], of the reference data.
pub fn reference_standing(address: &Address) -> Result<Standing, DbError> {
    let manager = match address {
        Address::Sqlite(path) => {
            let file = Address::reference_file(path);
            if !file.exists() {
                return Ok(Standing::Absent);
            }
            Manager { address: Address::Sqlite(file), purpose: Use::Read, body: Body::Main }
        }
        Address::Postgres(_) => Manager { address: address.clone(), purpose: Use::Read, body: Body::Reference },
    };
    let mut conn = manager.open()?;
    if let Conn::Postgres(c) = &mut conn {
        // Where the schema is not there, neither is the table.
        c.batch_execute("SET search_path = reference")?;
    }
    if !has_table(&mut conn, "loads")? {
        return Ok(Standing::Absent);
    }
    against(&mut conn, REFERENCE_SQLITE, REFERENCE_POSTGRESQL)
}

fn against(conn: &mut Conn, sqlite: EmbeddedMigrations, postgresql: EmbeddedMigrations) -> Result<Standing, DbError> {
    let pending = match conn {
        Conn::Sqlite(c) => c.has_pending_migration(sqlite),
        Conn::Postgres(c) => c.has_pending_migration(postgresql),
    };
    let pending = pending.map_err(|e| DbError::Other(format!("migration: {e}")))?;
    Ok(if pending { Standing::Behind } else { Standing::Current })
}

/// Migrates the reference data: a file of its own, or the schema `reference`. It can be loaded again, so no copy is made.
pub fn reference_body(address: &Address) -> Result<Vec<String>, DbError> {
    let _turn = Turn::take(address)?;
    match address {
        Address::Sqlite(path) => {
            let file = Address::Sqlite(Address::reference_file(path));
            match &mut (Manager { address: file, purpose: Use::Write, body: Body::Main }).open()? {
                Conn::Sqlite(c) => run(c, REFERENCE_SQLITE, |_, _| Ok(())),
                Conn::Postgres(_) => Err(DbError::Other("a file address opened a server".into())),
            }
        }
        Address::Postgres(_) => {
            match &mut (Manager { address: address.clone(), purpose: Use::Write, body: Body::Reference }).open()? {
                Conn::Postgres(c) => {
                    lock_postgres(c)?;
                    c.batch_execute("CREATE SCHEMA IF NOT EXISTS reference; SET search_path = reference;")?;
                    run(c, REFERENCE_POSTGRESQL, |_, _| Ok(()))
                }
                Conn::Sqlite(_) => Err(DbError::Other("a server address opened a file".into())),
            }
        }
    }
}

/// Two processes that start at once on one file take turns, so that the second finds nothing left to do and never copies
/// what is half migrated. The lock is on the folder: it leaves no file behind and ends with its process.
pub(super) struct Turn {
    _held: Option<File>,
}

impl Turn {
    /// Waits for it. On a server the same is done by [`lock_postgres`].
    pub(super) fn take(address: &Address) -> Result<Turn, DbError> {
        let Address::Sqlite(path) = address else { return Ok(Turn { _held: None }) };
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(std::path::Path::new("."));
        let unreachable = |e: std::io::Error| DbError::Unreachable(format!("{}: {e}", path.display()));
        let folder = File::open(folder).map_err(unreachable)?;
        folder.lock().map_err(unreachable)?;
        Ok(Turn { _held: Some(folder) })
    }
}

/// Two processes that start at once migrate one after the other. The lock falls with the connection.
pub(super) fn lock_postgres(conn: &mut PgConnection) -> Result<(), DbError> {
    Ok(conn.batch_execute(&format!(
        "SET client_min_messages = warning; SET lock_timeout = 0; SELECT pg_advisory_lock({POSTGRES_MIGRATION_LOCK});"
    ))?)
}

/// Runs what is pending; `before` is told the first one's version, once, and stops everything by an error.
fn run<C, DB>(
    conn: &mut C,
    migrations: EmbeddedMigrations,
    before: impl FnOnce(&mut C, &str) -> Result<(), DbError>,
) -> Result<Vec<String>, DbError>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let told = |e: Box<dyn std::error::Error + Send + Sync>| DbError::Other(format!("migration: {e}"));
    let pending = conn.pending_migrations(migrations).map_err(told)?;
    if let Some(first) = pending.first() {
        before(conn, &first.name().version().to_string())?;
    }
    pending.iter().map(|step| Ok(conn.run_migration(step).map_err(told)?.to_string())).collect()
}

/// One column of text.
#[derive(QueryableByName)]
pub(super) struct OneText {
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub(super) value: String,
}

fn assert_safe_sqlite(conn: &mut SqliteConnection) -> Result<(), DbError> {
    let version = diesel::sql_query("SELECT sqlite_version() AS value").get_result::<OneText>(conn)?.value;
    let mut parts = version.split('.').map(|p| p.parse::<i32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    if next() * 1_000_000 + next() * 1_000 + next() < OLDEST_SAFE_SQLITE {
        return Err(DbError::Other(format!("SQLite {version} is too old to be safe; 3.51.3 or later is needed")));
    }
    Ok(())
}

fn has_tables(conn: &mut Conn) -> Result<bool, DbError> {
    has_table(conn, "meta")
}

fn has_table(conn: &mut Conn, name: &str) -> Result<bool, DbError> {
    let query = match conn {
        Conn::Sqlite(_) => "SELECT name AS value FROM sqlite_master WHERE type = 'table' AND name = ?",
        Conn::Postgres(_) => {
            "SELECT tablename::text AS value FROM pg_tables WHERE tablename = $1 AND schemaname = current_schema()"
        }
    };
    let found: Vec<OneText> = diesel::sql_query(query).bind::<diesel::sql_types::Text, _>(name).load(conn)?;
    Ok(!found.is_empty())
}

fn refuse_newer(conn: &mut Conn) -> Result<(), DbError> {
    use super::schema::meta;
    let stored: String = meta::table.find("min_program_schema").select(meta::value).first(conn)?;
    let needed = stored.parse().map_err(|_| DbError::Damaged(format!("meta.min_program_schema is \"{stored}\"")))?;
    if needed > PROGRAM_SCHEMA { Err(DbError::NewerProgramNeeded { needed, ours: PROGRAM_SCHEMA }) } else { Ok(()) }
}
