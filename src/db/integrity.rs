//! What the database engine itself can say about its file.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{Conn, DbError};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// SQLite: pages, indexes and foreign keys of every attached file. PostgreSQL checks its own pages and keeps its own
/// foreign keys; there the answer is that it can be read at all.
pub fn faults(conn: &mut Conn) -> Result<Vec<String>, DbError> {
    let questions: &[&str] = match conn {
        Conn::Sqlite(_) => &[
            "SELECT integrity_check AS line FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
            "SELECT 'row ' || coalesce(rowid, 0) || ' of ' || \"table\" || ' refers to nothing in ' || parent AS line
             FROM pragma_foreign_key_check",
        ],
        Conn::Postgres(_) => &["SELECT conname::text AS line FROM pg_constraint WHERE NOT convalidated"],
    };
    let mut faults = Vec::new();
    for question in questions {
        faults.extend(diesel::sql_query(*question).load::<Line>(conn)?.into_iter().map(|l| l.line));
    }
    Ok(faults)
}
