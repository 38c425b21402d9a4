//! Reference data: streaming readers for the public files, and the look-ups that checks ask.
//!
//! A reader turns a file into records; `db::reference` keeps them; [`Sources`] is how `verify` asks.

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};

mod ahead;
pub mod archive;
pub mod day;
pub mod exclusion_index;
pub mod exclusion_keys;
pub mod header;
pub mod leie;
pub mod list_date;
mod listed;
pub mod memory;
pub mod nppes;
mod nppes_more;
#[cfg(test)]
mod nppes_sample;
pub mod number;
pub mod online;
pub mod read_error;
pub mod record;
pub mod records;
pub mod replay;
pub mod row;
pub mod sam;
pub mod state_list;
pub mod table;
pub mod taxonomy;
mod text;

pub use listed::{Brief, Listed, beginnings};
pub use read_error::ReadError;
pub use record::{ExclusionRecord, ListName, NppesRecord, TaxonomyCode};

/// What is loaded of one source.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedSource {
    /// Which source.
    pub list: ListName,
    /// What a report calls it: `2026-11` for a monthly list, a day otherwise.
    pub version: String,
    /// The list's own date: its clock runs from here.
    pub list_date: NaiveDate,
    /// A complete list is in force; only then does absence mean something.
    pub complete: bool,
    /// Rows in force.
    pub rows: i64,
    /// When it was loaded.
    pub loaded_at: DateTime<Utc>,
}

/// Days from its list date for which a list may clear anyone (contract, "Exclusions").
pub const LIST_CLOCK_DAYS: i64 = 35;

impl LoadedSource {
    /// The list is complete and not older than its clock on that day.
    pub fn in_date(&self, today: NaiveDate) -> bool {
        today <= self.in_date_until()
    }

    /// The last day on which it is not older than its clock.
    pub fn in_date_until(&self) -> NaiveDate {
        self.list_date + Duration::days(LIST_CLOCK_DAYS)
    }
}

/// A source could not answer. The check becomes `error`, never a pass.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

/// What the registry answers about an NPI, with the source that says so.
#[derive(Debug, Clone, PartialEq)]
pub enum RegistryAnswer {
    /// There is no registry to ask.
    NotLoaded,
    /// Not in the list that is loaded.
    NotFound(LoadedSource),
    /// Not known to a service, which is less than a complete list: never a proof that the NPI does not exist.
    NotListed(LoadedSource),
    /// Found.
    Found(LoadedSource, Arc<NppesRecord>),
}

/// What the checks may ask of reference data.
///
/// Rows come back from every load in force, replayed: a reinstatement has already taken its exclusion away.
pub trait Sources {
    /// What is loaded of this source; `None` when nothing is.
    fn loaded(&self, list: ListName) -> Result<Option<LoadedSource>, SourceError>;

    /// The state lists that are loaded come one by one; `state` is a USPS code.
    fn loaded_state_list(&self, state: &str) -> Result<Option<LoadedSource>, SourceError>;

    /// The NPPES record of an NPI in the list that is loaded. Checks ask [`Sources::registry`].
    fn nppes(&self, npi: &str) -> Result<Option<Arc<NppesRecord>>, SourceError>;

    /// What the registry says of an NPI: the list that is loaded, and a service beside it where there is one.
    fn registry(&self, npi: &str) -> Result<RegistryAnswer, SourceError> {
        let Some(loaded) = self.loaded(ListName::Nppes)? else { return Ok(RegistryAnswer::NotLoaded) };
        Ok(match self.nppes(npi)? {
            Some(record) => RegistryAnswer::Found(loaded, record),
            None => RegistryAnswer::NotFound(loaded),
        })
    }

    /// The service that was asked beside the loaded lists, when it answered last.
    fn asked_live(&self) -> Option<LoadedSource> {
        None
    }

    /// These NPIs will be asked for next by this thread, so that a database can be asked for all of them at once. Takes the
    /// place of what the thread announced before.
    fn foresee(&self, _npis: &[&str]) -> Result<(), SourceError> {
        Ok(())
    }

    /// Rows of a list with this NPI.
    fn exclusions_by_npi(&self, list: ListName, npi: &str) -> Result<Vec<Listed>, SourceError>;

    /// Rows of a list that answer to any of these keys (see [`exclusion_keys`]).
    fn exclusions_by_key(&self, list: ListName, keys: &[String]) -> Result<Vec<Listed>, SourceError>;

    /// [`Sources::exclusions_by_key`] without the rows that are not `worth` a look: of a common surname most are not.
    fn exclusions_worth(&self, list: ListName, keys: &[String], worth: Worth<'_>) -> Result<Vec<Listed>, SourceError> {
        let mut rows = self.exclusions_by_key(list, keys)?;
        rows.retain(|row| worth(&row.brief()));
        Ok(rows)
    }
}

/// Whether a row is worth a look.
pub type Worth<'a> = &'a dyn Fn(&Brief) -> bool;

impl<T: Sources + ?Sized> Sources for Box<T> {
    fn loaded(&self, list: ListName) -> Result<Option<LoadedSource>, SourceError> {
        (**self).loaded(list)
    }

    fn loaded_state_list(&self, state: &str) -> Result<Option<LoadedSource>, SourceError> {
        (**self).loaded_state_list(state)
    }

    fn nppes(&self, npi: &str) -> Result<Option<Arc<NppesRecord>>, SourceError> {
        (**self).nppes(npi)
    }

    fn registry(&self, npi: &str) -> Result<RegistryAnswer, SourceError> {
        (**self).registry(npi)
    }

    fn asked_live(&self) -> Option<LoadedSource> {
        (**self).asked_live()
    }

    fn foresee(&self, npis: &[&str]) -> Result<(), SourceError> {
        (**self).foresee(npis)
    }

    fn exclusions_by_npi(&self, list: ListName, npi: &str) -> Result<Vec<Listed>, SourceError> {
        (**self).exclusions_by_npi(list, npi)
    }

    fn exclusions_by_key(&self, list: ListName, keys: &[String]) -> Result<Vec<Listed>, SourceError> {
        (**self).exclusions_by_key(list, keys)
    }

    fn exclusions_worth(&self, list: ListName, keys: &[String], worth: Worth<'_>) -> Result<Vec<Listed>, SourceError> {
        (**self).exclusions_worth(list, keys, worth)
    }
}
