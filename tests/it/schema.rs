//! Both databases have the tables and columns of `src/db/schema.rs` and what it is parted into, and open only with a program that is new enough.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::Text;
use vouchsafe::db::{Address, Conn, Db, DbError};

use crate::on_both;

/// `table.column` -> type as `schema.rs` writes it.
type Columns = BTreeMap<String, String>;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    required: String,
}

const SQLITE: &str =
    "SELECT m.name || '.' || p.name AS name, upper(p.type) AS kind, CAST(p.\"notnull\" AS TEXT) AS required
    FROM sqlite_master m, pragma_table_info(m.name) p
    WHERE m.type = 'table' AND substr(m.name, 1, 2) <> '__' AND m.name NOT LIKE 'sqlite%'";

const POSTGRESQL: &str = "SELECT table_name || '.' || column_name AS name, upper(data_type) AS kind,
    CASE is_nullable WHEN 'NO' THEN '1' ELSE '0' END AS required
    FROM information_schema.columns WHERE table_schema = 'public' AND left(table_name, 2) <> '__'";

fn migrated(db: &Db) -> Columns {
    let rows: Vec<Column> = db
        .read(|conn| {
            let sql = if matches!(conn, Conn::Sqlite(_)) { SQLITE } else { POSTGRESQL };
            diesel::sql_query(sql).load(conn).map_err(DbError::from)
        })
        .expect("reads the catalogue");
    rows.into_iter()
        .map(|c| {
            let kind = match c.kind.as_str() {
                "TEXT" => "Text",
                "BIGINT" => "BigInt",
                "BOOLEAN" => "Bool",
                "BLOB" | "BYTEA" => "Binary",
                "DATE" => "Date",
                "TIMESTAMP" | "TIMESTAMP WITHOUT TIME ZONE" => "Timestamp",
                other => panic!("{}: {other} is not a type both databases share", c.name),
            };
            let kind = if c.required == "1" { kind.to_string() } else { format!("Nullable<{kind}>") };
            (c.name, kind)
        })
        .collect()
}

fn written() -> Columns {
    let mut columns = Columns::new();
    let mut table = "";
    let parts = std::fs::read_dir("src/db/schema").expect("run from the repository's root");
    let files = parts.map(|entry| entry.expect("readable").path()).chain(["src/db/schema.rs".into()]);
    let files: Vec<String> = files.map(|file| std::fs::read_to_string(file).expect("text")).collect();
    for line in files.iter().flat_map(|text| text.lines()).map(str::trim) {
        if let Some((name, kind)) = line.trim_end_matches(',').split_once(" -> ").filter(|_| !line.contains("joinable"))
        {
            columns.insert(format!("{table}.{name}"), kind.to_string());
        } else if let Some((name, _)) = line.split_once(" (").filter(|(_, rest)| rest.ends_with('{')) {
            table = name;
        }
    }
    columns
}

on_both! {
    fn the_migrated_database_is_what_the_schema_says(db: TestDatabase) {
        let written = written();
        assert!(written.len() > 100, "schema.rs was read");
        assert_eq!(migrated(&db.main()), written);
    }

    fn a_database_that_needs_a_newer_program_is_refused(db: TestDatabase) {
        db.main()
            .write(|conn| {
                diesel::sql_query("UPDATE meta SET value = '999' WHERE name = 'min_program_schema'")
                    .execute(conn)
                    .map_err(DbError::from)
            })
            .expect("writes");
        let refused = Db::open(&db.address).err().expect("refused");
        assert!(matches!(refused, DbError::NewerProgramNeeded { needed: 999, .. }), "{refused}");
    }

    fn a_failed_write_leaves_nothing_behind(db: TestDatabase) {
        let main = db.main();
        let failed: Result<(), DbError> = main.write(|conn| {
            diesel::sql_query("INSERT INTO meta (name, value) VALUES ('half', 'done')").execute(conn)?;
            Err(DbError::Stale)
        });
        assert!(failed.is_err());
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _: Result<(), DbError> = main.write(|conn| {
                diesel::sql_query("INSERT INTO meta (name, value) VALUES ('half', 'done')").execute(conn)?;
                panic!("on purpose");
            });
        }));
        assert!(panicked.is_err());
        let rows: Vec<Column> = main
            .write(|conn| {
                diesel::sql_query("SELECT name, value AS kind, '' AS required FROM meta WHERE name = 'half'").load(conn)
                    .map_err(DbError::from)
            })
            .expect("the writer still works");
        assert_eq!(rows.len(), 0);
    }

    fn a_reader_cannot_write(db: TestDatabase) {
        let refused = db.main().read(|conn| {
            diesel::sql_query("INSERT INTO meta (name, value) VALUES ('x', 'y')").execute(conn).map_err(DbError::from)
        });
        assert!(refused.is_err());
    }
}

#[test]
fn an_unreachable_server_is_named_in_the_error() {
    let address = Address::Postgres("postgres://nobody@127.0.0.1:1/none".into());
    assert!(matches!(Db::open(&address), Err(DbError::Unreachable(_))));
}
