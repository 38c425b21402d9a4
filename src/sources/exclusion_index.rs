//! An exclusion list in memory: for a roster, whose every row asks each list, and which one database question a time takes
//! minutes over.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::resume_unwind;
use std::thread;

use chrono::NaiveDate;

use super::exclusion_keys;
use super::replay::{self, Dated};
use super::{Brief, ExclusionRecord, Listed, Worth};

/// The rows of a list that are in force, found by NPI and by key as the database finds them.
///
/// Keys lead to groups of rows, not to rows: those of one name share all keys of it, and a common surname has hundreds of rows.
#[derive(Debug, Default)]
pub struct ExclusionIndex {
    rows: Vec<Listed>,
    by_npi: Keyed,
    by_key: Keyed,
    groups: Groups,
}

impl ExclusionIndex {
    /// Takes all rows of a list, reinstatements among them, and keeps those in force on `day`.
    pub fn new(rows: Vec<Dated>, day: NaiveDate) -> Self {
        let rows = in_force(rows, day);
        let by_npi = rows.iter().zip(0..).filter(|(row, _)| !row.npi.is_empty()).map(|(row, at)| (hash(&row.npi), at));
        let by_npi = Keyed::of(by_npi.collect());
        let (shared, members): (Vec<_>, Vec<_>) = grouped(&rows).into_iter().unzip();
        let by_key = Keyed::of(hashes(&shared));
        let rows: Vec<Listed> = rows.into_iter().map(Listed::from).collect();
        ExclusionIndex { by_npi, by_key, groups: Groups::of(members, &rows), rows }
    }

    /// Rows with this NPI.
    pub fn by_npi(&self, npi: &str) -> Vec<Listed> {
        if npi.is_empty() { Vec::new() } else { self.rows_at(self.by_npi.find(npi).collect()) }
    }

    /// Rows that answer to any of these keys and are `worth` a look, each once. The others are not even touched: they lie apart
    /// from each other, and their count of takers is what all processors write to.
    pub fn by_key(&self, keys: &[String], worth: Worth<'_>) -> Vec<Listed> {
        let mut groups: Vec<u32> = keys.iter().flat_map(|key| self.by_key.find(key)).collect();
        groups.sort_unstable();
        groups.dedup();
        let rows = groups.into_iter().flat_map(|group| self.groups.rows(group));
        self.rows_at(rows.filter(|(_, brief)| worth(brief)).map(|(at, _)| *at).collect())
    }

    fn rows_at(&self, mut places: Vec<u32>) -> Vec<Listed> {
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|at| self.rows[at as usize].clone()).collect()
    }
}

/// What rows have in common that leads to them.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Shared<'a> {
    /// Surname and entity's name, as written.
    Name(&'a str, &'a str),
    Born(NaiveDate),
}

impl Shared<'_> {
    fn keys(&self) -> Vec<String> {
        match self {
            Shared::Name(last, business) => {
                let mut keys = exclusion_keys::surname(last);
                keys.extend(exclusion_keys::business(business));
                keys
            }
            Shared::Born(day) => vec![exclusion_keys::birth_date(*day)],
        }
    }
}

/// The places of all rows by what they share.
fn grouped(rows: &[ExclusionRecord]) -> HashMap<Shared<'_>, Vec<u32>> {
    let mut members: HashMap<Shared<'_>, Vec<u32>> = HashMap::new();
    for (row, at) in rows.iter().zip(0..) {
        members.entry(Shared::Name(&row.last_name, &row.business_name)).or_default().push(at);
        if let Some(born) = row.date_of_birth {
            members.entry(Shared::Born(born)).or_default().push(at);
        }
    }
    members
}

/// The rows of each group in brief, one group behind the other: what is read together lies together.
#[derive(Debug, Default)]
struct Groups {
    rows: Vec<(u32, Brief)>,
    begins: Vec<usize>,
}

impl Groups {
    fn of(members: Vec<Vec<u32>>, rows: &[Listed]) -> Self {
        let mut groups = Groups::default();
        for members in members {
            groups.begins.push(groups.rows.len());
            groups.rows.extend(members.into_iter().map(|at| (at, rows[at as usize].brief())));
        }
        groups
    }

    fn rows(&self, group: u32) -> &[(u32, Brief)] {
        let group = group as usize;
        let end = self.begins.get(group + 1).copied().unwrap_or(self.rows.len());
        self.begins.get(group).and_then(|begin| self.rows.get(*begin..end)).unwrap_or_default()
    }
}

/// The keys of every group with its number, made on every processor.
fn hashes(groups: &[Shared<'_>]) -> Vec<(u64, u32)> {
    let hands = thread::available_parallelism().map_or(1, usize::from);
    let share = groups.len().div_ceil(hands).max(1);
    let hashes_of = |groups: &[Shared<'_>], from: u32| -> Vec<(u64, u32)> {
        let keys = |(group, at): (&Shared<'_>, u32)| group.keys().into_iter().map(move |key| (hash(&key), at));
        groups.iter().zip(from..).flat_map(keys).collect()
    };
    thread::scope(|threads| {
        let shares = groups.chunks(share).zip((0..).step_by(share));
        let shares: Vec<_> = shares.map(|(groups, from)| threads.spawn(move || hashes_of(groups, from))).collect();
        // A panic of a share is passed on: an index without its rows would clear people.
        shares.into_iter().flat_map(|share| share.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// [`replay::in_force`] name by name, in the same order: a reinstatement ends exclusions of the same names only, and a list has
/// thousands.
fn in_force(mut rows: Vec<Dated>, day: NaiveDate) -> Vec<ExclusionRecord> {
    if rows.iter().all(|r| r.record.reinstated_on.is_none_or(|end| end > day)) {
        return replay::in_force(rows, day);
    }
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
    /// Takes the hashes of keys, each with a place where it stands.
    fn of(mut places: Vec<(u64, u32)>) -> Self {
        places.sort_unstable();
        places.shrink_to_fit();
        let mut begins = vec![0; (1 << BEGINNING) + 1];
        for (hash, _) in &places {
            begins[beginning(*hash) + 1] += 1;
        }
        let mut so_far = 0;
        for begins in &mut begins {
            so_far += *begins;
            *begins = so_far;
        }
        Keyed { places, begins }
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
            index.by_key(&keys, &|_| true).into_iter().map(|r| r.row_hash.clone()).collect()
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
        assert_eq!(index.by_key(&["s:vantassel".into(), "s:quillfeather".into()], &|_| true).len(), 1);
    }
}
