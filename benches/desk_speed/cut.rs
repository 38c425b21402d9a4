//! A part of the demo.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

/// Leaves so many submissions, each with its provider, what hangs on it and what was logged on it. The log's chain has gaps then, of
/// which no page knows.
pub fn cut(conn: &mut SqliteConnection, submissions: usize) -> Result<(), String> {
    /// A column that names a row of another table.
    #[derive(diesel::QueryableByName)]
    struct Names {
        #[diesel(sql_type = Text)]
        here: String,
        #[diesel(sql_type = Text)]
        column: String,
        #[diesel(sql_type = Text)]
        there: String,
        #[diesel(sql_type = Text)]
        key: String,
    }
    let all = "SELECT t.name AS here, f.\"from\" AS column, f.\"table\" AS there, f.\"to\" AS key
               FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'";
    let all: Vec<Names> = diesel::sql_query(all).load(conn).map_err(|e| e.to_string())?;
    // Some from everywhere in the demo: what its practices tell comes in an order.
    let stay = format!(
        "SELECT organization_id FROM submissions GROUP BY organization_id HAVING count(*) = 1
         ORDER BY min(rowid) * 7919 % 1009 LIMIT {submissions}"
    );
    conn.batch_execute(&format!("DELETE FROM organizations WHERE id NOT IN ({stay})")).map_err(|e| e.to_string())?;
    loop {
        let mut gone = 0;
        for Names { here, column, there, key } in &all {
            let lost = format!("DELETE FROM {here} WHERE {column} NOT IN (SELECT {key} FROM {there})");
            gone += diesel::sql_query(lost).execute(conn).map_err(|e| format!("{here}: {e}"))?;
        }
        if gone == 0 {
            break;
        }
    }
    conn.batch_execute(
        "DELETE FROM jobs WHERE length(subject) = 36 AND subject NOT IN (SELECT id FROM organizations);
         DELETE FROM audit_log WHERE subject LIKE 'submission/%' AND substr(subject, 12) NOT IN (SELECT id FROM submissions)
             OR subject LIKE 'organization/%' AND substr(subject, 14) NOT IN (SELECT id FROM organizations);
         DELETE FROM audit_payloads WHERE seq NOT IN (SELECT seq FROM audit_log);",
    )
    .map_err(|e| e.to_string())
}
