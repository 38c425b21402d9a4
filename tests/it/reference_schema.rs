//! Both databases have the reference tables of `src/db/reference/schema.rs`.

use diesel::prelude::*;
use diesel::sql_types::Text;
use vouchsafe::db::{Conn, DbError};

use crate::on_both;

on_both! {
    fn the_migrated_reference_tables_are_what_the_schema_says(test: TestDatabase) {
        let stored: Vec<Column> = test
            .reference()
            .read(|conn| {
                let sql = if matches!(conn, Conn::Sqlite(_)) { SQLITE } else { POSTGRESQL };
                diesel::sql_query(sql).load(conn).map_err(DbError::from)
            })
            .expect("reads the catalogue");
        let mut stored: Vec<String> = stored.into_iter().map(|c| format!("{} {}", c.name, c.kind)).collect();
        stored.sort();
        assert_eq!(stored, written());
    }
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

const SQLITE: &str = "SELECT m.name || '.' || p.name AS name, upper(p.type) AS kind
    FROM reference.sqlite_master m, pragma_table_info(m.name, 'reference') p
    WHERE m.type = 'table' AND substr(m.name, 1, 2) <> '__' AND m.name NOT LIKE 'sqlite%' AND p.\"notnull\" = 1";

const POSTGRESQL: &str = "SELECT table_name || '.' || column_name AS name,
    replace(upper(data_type), ' WITHOUT TIME ZONE', '') AS kind
    FROM information_schema.columns
    WHERE table_schema = 'reference' AND left(table_name, 2) <> '__' AND is_nullable = 'NO'";

/// `table.column TYPE` of every column in the schema file, sorted.
fn written() -> Vec<String> {
    let mut columns = Vec::new();
    let mut table = "";
    for line in include_str!("../../src/db/reference/schema.rs").lines().map(str::trim) {
        if let Some((name, kind)) = line.trim_end_matches(',').split_once(" -> ") {
            let kind = match kind {
                "Bool" => "BOOLEAN".to_string(),
                other => other.to_uppercase(),
            };
            columns.push(format!("{table}.{name} {kind}"));
        } else if let Some(name) = line.strip_prefix("reference.") {
            table = name.split(' ').next().unwrap_or_default();
        }
    }
    assert!(columns.len() > 20, "schema.rs was read");
    columns.sort();
    columns
}
