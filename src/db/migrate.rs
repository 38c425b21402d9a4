//! Bringing a database to this program's schema, and refusing one that is ahead of it.

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::address::Address;
use super::connection::{Body, Conn, Manager, Use};
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

/// Migrates the main data. Answers the names of the migrations that ran.
pub fn main_body(address: &Address) -> Result<Vec<String>, DbError> {
    let mut conn = Manager { address: address.clone(), purpose: Use::Write, body: Body::Main }.open()?;
    if let Conn::Postgres(c) = &mut conn {
        lock_postgres(c)?;
    }
    let fresh = !has_tables(&mut conn)?;
    if !fresh {
        refuse_newer(&mut conn)?;
    }
    match &mut conn {
        Conn::Sqlite(c) => {
            assert_safe_sqlite(c)?;
            if !fresh {
                back_up_before(c, address)?;
            }
            run(c, SQLITE)
        }
        Conn::Postgres(c) => run(c, POSTGRESQL),
    }
}

/// Migrates the reference data: a file of its own, or the schema `reference`.
pub fn reference_body(address: &Address) -> Result<Vec<String>, DbError> {
    match address {
        Address::Sqlite(path) => {
            let file = Address::Sqlite(Address::reference_file(path));
            match &mut (Manager { address: file, purpose: Use::Write, body: Body::Main }).open()? {
                Conn::Sqlite(c) => run(c, REFERENCE_SQLITE),
                Conn::Postgres(_) => Err(DbError::Other("a file address opened a server".into())),
            }
        }
        Address::Postgres(_) => {
            match &mut (Manager { address: address.clone(), purpose: Use::Write, body: Body::Reference }).open()? {
                Conn::Postgres(c) => {
                    lock_postgres(c)?;
                    c.batch_execute("CREATE SCHEMA IF NOT EXISTS reference; SET search_path = reference;")?;
                    run(c, REFERENCE_POSTGRESQL)
                }
                Conn::Sqlite(_) => Err(DbError::Other("a server address opened a file".into())),
            }
        }
    }
}

/// Two processes that start at once migrate one after the other. The lock falls with the connection.
fn lock_postgres(conn: &mut PgConnection) -> Result<(), DbError> {
    Ok(conn.batch_execute(&format!(
        "SET client_min_messages = warning; SET lock_timeout = 0; SELECT pg_advisory_lock({POSTGRES_MIGRATION_LOCK});"
    ))?)
}

fn run<DB: diesel::backend::Backend>(
    conn: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> Result<Vec<String>, DbError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let ran = conn.run_pending_migrations(migrations).map_err(|e| DbError::Other(format!("migration: {e}")))?;
    Ok(ran.iter().map(ToString::to_string).collect())
}

#[derive(QueryableByName)]
struct OneText {
    #[diesel(sql_type = diesel::sql_types::Text)]
    value: String,
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
    let query = match conn {
        Conn::Sqlite(_) => "SELECT name AS value FROM sqlite_master WHERE type = 'table' AND name = 'meta'",
        Conn::Postgres(_) => {
            "SELECT tablename::text AS value FROM pg_tables WHERE tablename = 'meta' AND schemaname = current_schema()"
        }
    };
    Ok(!diesel::sql_query(query).load::<OneText>(conn)?.is_empty())
}

fn refuse_newer(conn: &mut Conn) -> Result<(), DbError> {
    use super::schema::meta;
    let stored: String = meta::table.find("min_program_schema").select(meta::value).first(conn)?;
    let needed = stored.parse().map_err(|_| DbError::Damaged(format!("meta.min_program_schema is \"{stored}\"")))?;
    if needed > PROGRAM_SCHEMA { Err(DbError::NewerProgramNeeded { needed, ours: PROGRAM_SCHEMA }) } else { Ok(()) }
}

/// Writes a copy beside the file before its schema changes. In-process: a system `sqlite3` may be an unsafe version.
fn back_up_before(conn: &mut SqliteConnection, address: &Address) -> Result<(), DbError> {
    let pending = conn.pending_migrations(SQLITE).map_err(|e| DbError::Other(format!("migration: {e}")))?;
    let (Some(first), Address::Sqlite(path)) = (pending.first(), address) else { return Ok(()) };
    let copy = path.with_extension(format!("before-{}.db", first.name().version()));
    if copy.exists() {
        return Ok(());
    }
    diesel::sql_query("VACUUM INTO ?").bind::<diesel::sql_types::Text, _>(copy.to_string_lossy()).execute(conn)?;
    tracing::info!(copy = %copy.display(), "wrote a backup before migrating");
    Ok(())
}
