//! Reference data held in memory: for tests, and for `verify` on lists small enough not to need a database.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::exclusion_keys;
use super::{ExclusionRecord, ListName, Listed, LoadedSource, NppesRecord, SourceError, Sources};

/// A whole set of sources in memory.
#[derive(Debug, Clone, Default)]
pub struct MemorySources {
    /// What counts as loaded.
    pub loaded: Vec<LoadedSource>,
    /// State lists that count as loaded, by USPS code.
    pub state_lists: BTreeMap<String, LoadedSource>,
    /// NPPES by NPI.
    pub nppes: BTreeMap<String, NppesRecord>,
    /// Exclusion rows with their list.
    pub exclusions: Vec<(ListName, ExclusionRecord)>,
}

impl MemorySources {
    fn rows(&self, list: ListName, keep: impl Fn(&ExclusionRecord) -> bool) -> Vec<Listed> {
        self.exclusions.iter().filter(|(l, r)| *l == list && keep(r)).map(|(_, r)| r.clone().into()).collect()
    }
}

impl Sources for MemorySources {
    fn loaded(&self, list: ListName) -> Result<Option<LoadedSource>, SourceError> {
        Ok(self.loaded.iter().find(|l| l.list == list).cloned())
    }

    fn loaded_state_list(&self, state: &str) -> Result<Option<LoadedSource>, SourceError> {
        Ok(self.state_lists.get(state).cloned())
    }

    fn nppes(&self, npi: &str) -> Result<Option<Arc<NppesRecord>>, SourceError> {
        Ok(self.nppes.get(npi).cloned().map(Arc::new))
    }

    fn exclusions_by_npi(&self, list: ListName, npi: &str) -> Result<Vec<Listed>, SourceError> {
        Ok(self.rows(list, |r| r.npi == npi))
    }

    fn exclusions_by_key(&self, list: ListName, keys: &[String]) -> Result<Vec<Listed>, SourceError> {
        Ok(self.rows(list, |r| exclusion_keys::of_row(r).iter().any(|key| keys.contains(key))))
    }
}
