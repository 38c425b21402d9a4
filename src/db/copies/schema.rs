//! PostgreSQL: a second schema in the same database, with the tables of the first: columns, rows, keys and indexes by
//! the same names. Moving those tables back is the whole restore.
//!
//! Only tables are carried: a test holds the migrations to those (`tests/it/copies.rs`).

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::RestoreError;
use crate::db::error::DbError;
use crate::db::migrate::OneText;

/// Which copies there are of the schema in use. The newest alone is kept, so there is one or none.
const COPIES: &str = "SELECT nspname::text AS value FROM pg_namespace
    WHERE starts_with(nspname, current_schema() || '_before_')
        AND substr(nspname, length(current_schema() || '_before_') + 1) ~ '^[0-9]+$'
    ORDER BY nspname";

/// The statements that copy the schema in use into `$1`. They name what a key refers to without its schema, and so
/// are run with `$1` alone in the search path.
const COPYING: &str = "
    WITH tables AS (
        SELECT oid, relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
    ), statements (step, name, value) AS (
        SELECT 1, relname::text, format('CREATE TABLE %I.%I (LIKE %I.%I INCLUDING ALL EXCLUDING INDEXES);
            INSERT INTO %1$I.%2$I SELECT * FROM %3$I.%4$I', $1, relname, current_schema(), relname) FROM tables
        UNION ALL
        SELECT CASE contype WHEN 'f' THEN 4 ELSE 2 END, conname::text,
            format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', $1, relname, conname, pg_get_constraintdef(c.oid))
            FROM pg_constraint c JOIN tables ON tables.oid = conrelid WHERE contype IN ('p', 'u', 'x', 'f')
        UNION ALL
        SELECT 3, i.relname::text,
            replace(pg_get_indexdef(i.oid), format(' ON %I.', current_schema()), format(' ON %I.', $1))
            FROM pg_index JOIN tables ON tables.oid = indrelid JOIN pg_class i ON i.oid = indexrelid
            WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
    )
    SELECT value FROM statements ORDER BY step, name";

/// The statements that move every table of schema `$1` into `$2`, with keys and indexes.
const MOVING: &str = "SELECT format('ALTER TABLE %I.%I SET SCHEMA %I', $1, relname, $2) AS value
    FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r' ORDER BY relname";

/// Other people at work in this database.
const OTHERS: &str = "SELECT pid::text AS value FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";

/// Copies the schema in use, in place of the last copy: all of it or nothing, as of one moment.
pub(crate) fn write(conn: &mut PgConnection, version: &str) -> Result<(), DbError> {
    let schema = current(conn)?;
    let copy = format!("{schema}_before_{version}");
    let copied = conn.build_transaction().repeatable_read().run(|conn| {
        for earlier in texts(conn, COPIES, &[])? {
            conn.batch_execute(&format!("DROP SCHEMA {} CASCADE", quoted(&earlier)))?;
        }
        conn.batch_execute(&format!("CREATE SCHEMA {}", quoted(&copy)))?;
        let statements = texts(conn, COPYING, &[&copy])?;
        conn.batch_execute(&format!("SET LOCAL search_path = {}", quoted(&copy)))?;
        statements.iter().try_for_each(|statement| conn.batch_execute(statement))
    });
    copied.map_err(|e: diesel::result::Error| {
        DbError::NoCopy(format!(
            "schema {copy}: {e}; its role needs CREATE on the database, and the server room for it"
        ))
    })?;
    tracing::info!(copy, version, "copied the database before migrating");
    Ok(())
}

/// See [`super::restore`].
pub(super) fn restore(conn: &mut PgConnection, version: &str) -> Result<String, RestoreError> {
    let schema = current(conn)?;
    let (copy, aside) = (format!("{schema}_before_{version}"), format!("{schema}_undone_{version}"));
    let copies = texts(conn, COPIES, &[]).map_err(DbError::from)?;
    if !copies.contains(&copy) {
        let versions = copies.iter().filter_map(|name| Some(name.rsplit_once('_')?.1.to_string())).collect();
        return Err(RestoreError::NoSuchCopy { version: version.into(), copies: versions });
    }
    if !texts(conn, "SELECT nspname::text AS value FROM pg_namespace WHERE nspname = $1", &[&aside])
        .map_err(DbError::from)?
        .is_empty()
    {
        return Err(RestoreError::SetAsideBefore(format!("schema {aside}")));
    }
    wait_to_be_alone(conn)?;
    let moved = conn.transaction(|conn| {
        conn.batch_execute(&format!("CREATE SCHEMA {}", quoted(&aside)))?;
        for statement in texts(conn, MOVING, &[&schema, &aside])?.iter().chain(&texts(conn, MOVING, &[&copy, &schema])?)
        {
            conn.batch_execute(statement)?;
        }
        conn.batch_execute(&format!("DROP SCHEMA {}", quoted(&copy)))
    });
    moved.map_err(|e: diesel::result::Error| DbError::from(e))?;
    Ok(format!("schema {aside}"))
}

/// A connection is listed for a moment after its client has gone.
fn wait_to_be_alone(conn: &mut PgConnection) -> Result<(), RestoreError> {
    for _ in 0..20 {
        if texts(conn, OTHERS, &[]).map_err(DbError::from)?.is_empty() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err(RestoreError::InUse)
}

fn current(conn: &mut PgConnection) -> Result<String, DbError> {
    let found = texts(conn, "SELECT current_schema()::text AS value WHERE current_schema() IS NOT NULL", &[])?;
    found.into_iter().next().ok_or_else(|| DbError::Other("the search path names no schema that is there".into()))
}

fn texts(conn: &mut PgConnection, sql: &str, values: &[&str]) -> QueryResult<Vec<String>> {
    let mut query = diesel::sql_query(sql).into_boxed();
    for value in values {
        query = query.bind::<Text, _>(value.to_string());
    }
    Ok(query.load::<OneText>(conn)?.into_iter().map(|row| row.value).collect())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
