//! Which load of each list was in force when the audit log last told of it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::lists_noticed as n;
use super::{Conn, DbError, stored, utc};

/// A load that was in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// Which list, as typed on the command line.
    pub list: String,
    /// USPS code of a state list; empty otherwise.
    pub state: String,
    /// What reports call it.
    pub version: String,
    /// When it was loaded.
    pub loaded_at: DateTime<Utc>,
    /// Its rows.
    pub rows: i64,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = n)]
struct Row {
    list: String,
    state: String,
    version: String,
    loaded_at: NaiveDateTime,
    row_count: i64,
}

/// What was noticed, in the order of the lists and states.
pub fn all(conn: &mut Conn) -> Result<Vec<Noticed>, DbError> {
    let rows: Vec<Row> = n::table.order((n::list, n::state)).load(conn)?;
    let read = |r: Row| Noticed {
        list: r.list,
        state: r.state,
        version: r.version,
        loaded_at: utc(r.loaded_at),
        rows: r.row_count,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Notes it, in place of what was noticed of the same list.
pub fn put(conn: &mut Conn, noticed: &Noticed) -> Result<(), DbError> {
    let row = Row {
        list: noticed.list.clone(),
        state: noticed.state.clone(),
        version: noticed.version.clone(),
        loaded_at: stored(noticed.loaded_at),
        row_count: noticed.rows,
    };
    diesel::delete(n::table.find((&noticed.list, &noticed.state))).execute(conn)?;
    diesel::insert_into(n::table).values(row).execute(conn)?;
    Ok(())
}
