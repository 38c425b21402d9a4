//! Listings that seem to be in the directory already: the same NPI in another directory's listing or in one of our own, or the
//! same name, street and ZIP anywhere. A removed listing counts too: an import must not bring back what somebody took out.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::db::imports::{self, Candidate};
use crate::db::{Conn, DbError};
use crate::domain::dossier::Dossier;
use crate::sources::record::business_words;
use crate::verify::twin_keys;

use super::provider::{Provider, SiteKey, site_keys};

/// The listing that one seems to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Double {
    /// What is the same, in words.
    pub same: &'static str,
    /// Its name.
    pub name: String,
    /// Its slug; empty for one of the same file.
    pub slug: String,
    /// Where it was imported from, if it was.
    pub origin: Option<String>,
}

const SAME_NPI: &str = "the same NPI";
const SAME_PLACE: &str = "the same name, street and ZIP";

/// The places of what was taken from this file so far, as hashes.
#[derive(Debug, Default)]
pub(super) struct InFile(HashSet<u64>);

impl InFile {
    /// Remembers its places.
    pub fn take(&mut self, read: &Provider) {
        self.0.extend(read.site_keys().map(|key| hash(&key)));
    }

    /// The one of the same file that it seems to be.
    pub fn double_of(&self, read: &Provider) -> Option<Double> {
        let is_taken = read.site_keys().any(|key| self.0.contains(&hash(&key)));
        let name = || read.dossier.provider.name.clone();
        is_taken.then(|| Double { same: SAME_PLACE, name: name(), slug: String::new(), origin: None })
    }
}

fn hash(key: &SiteKey) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// Listed organizations that some of a batch may be.
#[derive(Debug, Default)]
pub(super) struct Listed {
    by_npi: HashMap<String, Vec<Candidate>>,
    by_site: HashMap<SiteKey, Candidate>,
}

impl Listed {
    /// Asks the directory once for all of them.
    pub fn near(conn: &mut Conn, new: &[&Provider]) -> Result<Listed, DbError> {
        let npis: BTreeSet<&str> = new.iter().filter_map(|p| npi_of(p)).collect();
        let mut by_npi: HashMap<String, Vec<Candidate>> = HashMap::new();
        for candidate in imports::with_npi(conn, &npis)? {
            by_npi.entry(candidate.shared.clone()).or_default().push(candidate);
        }
        Ok(Listed { by_npi, by_site: sites(conn, new)? })
    }

    /// The one that it seems to be.
    pub fn double_of(&self, origin: &str, read: &Provider) -> Option<Double> {
        let elsewhere = |c: &&Candidate| c.origin.as_deref() != Some(origin);
        let same_npi = npi_of(read).and_then(|npi| self.by_npi.get(npi)?.iter().find(elsewhere));
        if let Some(candidate) = same_npi {
            return Some(told(SAME_NPI, candidate));
        }
        let candidate = read.site_keys().find_map(|key| self.by_site.get(&key))?;
        Some(told(SAME_PLACE, candidate))
    }
}

fn told(same: &'static str, candidate: &Candidate) -> Double {
    let Candidate { slug, name, origin, .. } = candidate.clone();
    Double { same, name, slug, origin }
}

fn npi_of(read: &Provider) -> Option<&str> {
    read.dossier.provider.organization_npi.as_deref()
}

/// By house number and ZIP first, then by name, and of those few by the whole street.
fn sites(conn: &mut Conn, new: &[&Provider]) -> Result<HashMap<SiteKey, Candidate>, DbError> {
    let keys: BTreeSet<String> =
        new.iter().flat_map(|p| twin_keys(&p.dossier)).filter(|key| key.starts_with("address/")).collect();
    let names: HashSet<String> = new.iter().map(|p| business_words(&p.dossier.provider.name).concat()).collect();
    let named = |c: &Candidate| names.contains(&business_words(&c.name).concat());
    let candidates: HashMap<String, Candidate> =
        imports::with_key(conn, &keys)?.into_iter().filter(named).map(|c| (c.organization_id.clone(), c)).collect();
    let ids: Vec<&str> = candidates.keys().map(String::as_str).collect();
    let mut found = HashMap::new();
    for (id, body) in imports::listed_bodies(conn, &ids)? {
        let dossier: Dossier = serde_json::from_str(&body)
            .map_err(|e| DbError::Damaged(format!("the listed dossier of organization {id}: {e}")))?;
        if let Some(candidate) = candidates.get(&id) {
            found.extend(site_keys(&dossier).map(|key| (key, candidate.clone())));
        }
    }
    Ok(found)
}
