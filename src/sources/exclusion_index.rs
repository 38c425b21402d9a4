//! An exclusion list in memory: for a roster, whose every row asks each list, and which one database question a time takes
//! minutes over.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;

use super::exclusion_keys;
use super::replay::{self, Dated};
use super::{ExclusionRecord, Listed};

/// The rows of a list that are in force, found by NPI and by key as the database finds them.
#[derive(Debug, Default)]
pub struct ExclusionIndex {
    rows: Vec<Listed>,
    by_npi: Keyed,
    by_key: Keyed,
}

impl ExclusionIndex {
    /// Takes all rows of a list, reinstatements among them, and keeps those in force on `day`.
    pub fn new(rows: Vec<Dated>, day: NaiveDate) -> Self {
        let rows = in_force(rows, day);
        let mut index = ExclusionIndex::default();
        for (at, row) in (0..).zip(&rows) {
            if !row.npi.is_empty() {
                index.by_npi.add(&row.npi, at);
            }
            for key in exclusion_keys::of_row(row) {
                index.by_key.add(&key, at);
            }
        }
        index.rows = rows.into_iter().map(Listed::from).collect();
        index.by_npi.close();
        index.by_key.close();
        index
    }

    /// Rows with this NPI.
    pub fn by_npi(&self, npi: &str) -> Vec<Listed> {
        if npi.is_empty() { Vec::new() } else { self.rows_at(self.by_npi.find(npi).collect()) }
    }

    /// Rows that answer to any of these keys, each once.
    pub fn by_key(&self, keys: &[String]) -> Vec<Listed> {
        self.rows_at(keys.iter().flat_map(|key| self.by_key.find(key)).collect())
    }

    fn rows_at(&self, mut places: Vec<u32>) -> Vec<Listed> {
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|at| self.rows[at as usize].clone()).collect()
    }
}

/// [`replay::in_force`] name by name, in the same order: a reinstatement ends exclusions of the same names only, and a list has
/// thousands.
fn in_force(mut rows: Vec<Dated>, day: NaiveDate) -> Vec<ExclusionRecord> {
    rows.sort_by_key(|r| r.list_date);
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut by_name: HashMap<(String, String, String), Vec<Dated>> = HashMap::new();
    for (place, row) in rows.into_iter().enumerate() {
        let r = &row.record;
        places.entry(r.row_hash.clone()).or_insert(place);
        by_name.entry((r.last_name.clone(), r.first_name.clone(), r.business_name.clone())).or_default().push(row);
    }
    let mut left: Vec<ExclusionRecord> = by_name.into_values().flat_map(|rows| replay::in_force(rows, day)).collect();
    left.sort_by_cached_key(|row| places.get(&row.row_hash));
    left.dedup_by(|a, b| a.row_hash == b.row_hash);
    left
}

/// Places by the hash of a key. Two keys of one hash would only bring a row more before the judge.
#[derive(Debug, Default)]
struct Keyed {
    /// Sorted.
    places: Vec<(u64, u32)>,
    /// For each beginning of a hash, where its places begin. Most keys of a person stand on no row, and are told so here.
    begins: Vec<u32>,
}

/// Bits of a hash's beginning.
const BEGINNING: u32 = 18;

fn beginning(hash: u64) -> usize {
    (hash >> (u64::BITS - BEGINNING)) as usize
}

impl Keyed {
    fn add(&mut self, key: &str, at: u32) {
        self.places.push((hash(key), at));
    }

    fn close(&mut self) {
        self.places.sort_unstable();
        self.places.shrink_to_fit();
        self.begins = vec![0; (1 << BEGINNING) + 1];
        for (hash, _) in &self.places {
            self.begins[beginning(*hash) + 1] += 1;
        }
        let mut so_far = 0;
        for begins in &mut self.begins {
            so_far += *begins;
            *begins = so_far;
        }
    }

    fn find(&self, key: &str) -> impl Iterator<Item = u32> {
        let wanted = hash(key);
        let among = match self.begins.get(beginning(wanted)..) {
            Some([from, to, ..]) => &self.places[*from as usize..*to as usize],
            _ => &[],
        };
        among.iter().filter(move |(hash, _)| *hash == wanted).map(|(_, at)| *at)
    }
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(hash: &str, last: &str, npi: &str) -> ExclusionRecord {
        ExclusionRecord { row_hash: hash.into(), last_name: last.into(), npi: npi.into(), ..ExclusionRecord::default() }
    }

    fn index(records: Vec<ExclusionRecord>) -> ExclusionIndex {
        let day = |text: &str| text.parse().expect("a day");
        let dated = records.into_iter().map(|record| Dated { list_date: day("2026-01-31"), record });
        ExclusionIndex::new(dated.collect(), day("2026-11-25"))
    }

    #[test]
    fn a_row_answers_to_each_of_its_keys_once() {
        let index = index(vec![row("a", "VANTASSEL-BROOK", "2000000002"), row("b", "QUILLFEATHER", "")]);
        let found = |keys: &[&str]| -> Vec<String> {
            let keys: Vec<String> = keys.iter().map(|k| k.to_string()).collect();
            index.by_key(&keys).into_iter().map(|r| r.row_hash.clone()).collect()
        };
        assert_eq!(found(&["s:brook", "s:vantassel"]), ["a"]);
        assert_eq!(found(&["s:quillfeather", "s:brook"]).len(), 2);
        assert_eq!(found(&["s:tassel"]).len(), 0);
        assert_eq!(index.by_npi("2000000002")[0].row_hash, "a");
        assert!(index.by_npi("").is_empty(), "rows without an NPI do not answer to none");
    }

    #[test]
    fn reinstatements_have_taken_their_exclusions_away() {
        let ended = ExclusionRecord { reinstated_on: "2025-02-18".parse().ok(), ..row("r", "QUILLFEATHER", "") };
        let index = index(vec![row("a", "QUILLFEATHER", "2000000002"), row("b", "VANTASSEL", ""), ended]);
        assert!(index.by_npi("2000000002").is_empty());
        assert_eq!(index.by_key(&["s:vantassel".into(), "s:quillfeather".into()]).len(), 1);
    }
}
