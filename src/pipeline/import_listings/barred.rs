//! Whom no import publishes: an NPI that stands on an exclusion list or that was deactivated. Nothing else about an imported
//! listing is checked; of these two the contract says that they are hidden at once.

use chrono::NaiveDate;

use crate::db::reference::ReferenceSources;
use crate::db::{Db, DbError};
use crate::sources::{ListName, SourceError, Sources};

/// Asks the reference data that is loaded.
pub(super) struct Barred(ReferenceSources);

/// Why a listing is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// Its NPI is on this exclusion list.
    Excluded(ListName),
    /// Its NPI was deactivated.
    Deactivated,
}

impl Bar {
    /// As the second half of a sentence.
    pub fn words(self) -> String {
        match self {
            Bar::Excluded(list) => format!("its NPI is on an exclusion list ({})", list.label()),
            Bar::Deactivated => "its NPI was deactivated".to_string(),
        }
    }
}

impl Barred {
    /// With what is in force today.
    pub fn by(reference: &Db, today: NaiveDate) -> Result<Barred, DbError> {
        Ok(Barred(ReferenceSources::open_for_many(reference, today)?))
    }

    /// Why a provider with this NPI is not published, where it is not.
    pub fn bar(&self, npi: &str) -> Result<Option<Bar>, SourceError> {
        for list in [ListName::Leie, ListName::Sam, ListName::StateExclusions] {
            if !self.0.exclusions_by_npi(list, npi)?.is_empty() {
                return Ok(Some(Bar::Excluded(list)));
            }
        }
        let deactivated = self.0.nppes(npi)?.is_some_and(|record| record.is_deactivated());
        Ok(deactivated.then_some(Bar::Deactivated))
    }
}
