//! What a complete load has that the one before had not, and the other way round.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::db::{Db, DbError};
use crate::sources::ListName;

use super::loads;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Rows that the list in force has and the one before had not, and rows that only the one before had; a row that changed is
/// among both. `None` where there is no complete load before, and for NPPES, whose eight million records take too long.
pub fn compared(db: &Db, list: ListName, state: &str) -> Result<Option<(i64, i64)>, DbError> {
    let (table, columns) = match list {
        ListName::Nppes => return Ok(None),
        ListName::Taxonomy => ("reference.taxonomy_codes", "code, classification, specialization"),
        ListName::Leie | ListName::Sam | ListName::StateExclusions => ("reference.exclusions", "record"),
    };
    db.read(|conn| {
        let (now, before) = loads::ids_in_force_and_before(conn, list, state)?;
        if before.is_empty() || now.is_empty() {
            return Ok(None);
        }
        let mut only_in = |these: &[i64], those: &[i64]| {
            // Numbers of ours, which need no binding.
            let ids = |of: &[i64]| of.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
            let rows = |of: &[i64]| format!("SELECT {columns} FROM {table} WHERE load_id IN ({})", ids(of));
            let query = format!("SELECT count(*) AS n FROM ({} EXCEPT {}) AS only_here", rows(these), rows(those));
            diesel::sql_query(query).get_result::<Count>(conn).map(|count| count.n)
        };
        Ok(Some((only_in(&now, &before)?, only_in(&before, &now)?)))
    })
}
