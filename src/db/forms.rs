//! Whether the rows that prove something are written as the program writes them. A chain of hashes says that a value is the one that
//! was logged; SQLite would also read a `2` as true and a day with a `T` in it as the same day.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{Conn, DbError};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    tbl: String,
    #[diesel(sql_type = Text)]
    col: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Every column of the tables whose names contain `audit` or `evidence` (contract.md).
const COLUMNS: &str = "SELECT t.name AS tbl, c.name AS col, upper(c.type) AS kind
    FROM sqlite_schema t JOIN pragma_table_info(t.name) c
    WHERE t.type = 'table' AND (t.name LIKE '%audit%' OR t.name LIKE '%evidence%') ORDER BY t.name, c.cid";

/// How a value of each type is written; `?` stands for the column. PostgreSQL keeps types by itself.
const FORMS: &[(&str, &str)] = &[
    ("TEXT", "typeof(?) = 'text'"),
    ("BIGINT", "typeof(?) = 'integer'"),
    ("BOOLEAN", "typeof(?) = 'integer' AND ? IN (0, 1)"),
    (
        "DATE",
        "typeof(?) = 'text' AND length(CAST(? AS BLOB)) = 10 AND ? GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
    ),
    (
        "TIMESTAMP",
        "typeof(?) = 'text'
         AND substr(?, 1, 19) GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]'
         AND (length(CAST(? AS BLOB)) = 19 OR (length(CAST(? AS BLOB)) IN (23, 26) AND substr(?, 20, 1) = '.'
              AND substr(?, 21) NOT GLOB '*[^0-9]*' AND substr(?, -3) <> '000'))",
    ),
];

/// Names each column in which something is written otherwise, and how often. Empty means that nothing is.
pub fn faults(conn: &mut Conn) -> Result<Vec<String>, DbError> {
    if matches!(conn, Conn::Postgres(_)) {
        return Ok(Vec::new());
    }
    let columns: Vec<Column> = diesel::sql_query(COLUMNS).load(conn)?;
    let mut faults = Vec::new();
    for Column { tbl, col, kind } in columns {
        let Some((_, form)) = FORMS.iter().find(|(name, _)| *name == kind) else {
            faults.push(format!("column {col} of {tbl} has the unknown type {kind}"));
            continue;
        };
        // The names come from the database's own list of columns, which no visitor writes.
        let form = form.replace('?', &format!("\"{col}\""));
        let question = format!(
            "SELECT count(*) || ' rows of {tbl} have a {col} that the program would write otherwise' AS line
             FROM \"{tbl}\" WHERE \"{col}\" IS NOT NULL AND NOT ({form}) HAVING count(*) > 0"
        );
        faults.extend(diesel::sql_query(question).load::<Line>(conn)?.into_iter().map(|found| found.line));
    }
    Ok(faults)
}
