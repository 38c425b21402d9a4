//! What reference data is in force, for the page that names our sources and for probes.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::db::reference::loads;
use crate::db::{Db, DbError};

/// One list in force.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LoadedList {
    /// Its name, such as `LEIE`; a state list with its state.
    pub name: String,
    /// USPS code of a state list; empty otherwise.
    pub state: String,
    /// Which edition.
    pub version: String,
    /// The day that it speaks of.
    pub list_date: NaiveDate,
    /// When it was loaded here.
    pub loaded_at: DateTime<Utc>,
    /// A complete list: absence from it means something.
    pub complete: bool,
    /// Rows in force.
    pub rows: i64,
    /// Its last day inside its clock.
    pub in_date_until: NaiveDate,
}

/// Every list in force; none is no fault.
///
/// # Errors
/// Where the reference data cannot be read or is damaged.
pub fn in_force(reference: &Db) -> Result<Vec<LoadedList>, DbError> {
    let lists = loads::in_force(reference)?;
    Ok(lists
        .into_iter()
        .map(|list| LoadedList {
            name: format!("{} {}", list.source.list.label(), list.state).trim_end().to_string(),
            in_date_until: list.source.in_date_until(),
            complete: list.source.complete,
            rows: list.source.rows,
            state: list.state,
            version: list.source.version,
            list_date: list.source.list_date,
            loaded_at: list.source.loaded_at,
        })
        .collect())
}
