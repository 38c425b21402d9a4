//! Which rows offer a treatment or treat a condition, for those who type its name into `q`.

use super::row_set::RowSet;
use super::set::{Set, Word};
use super::terms::Meaning;

/// The rows of each treatment and of each condition.
#[derive(Debug, Default)]
pub(super) struct Offers {
    /// By [`Word::index`].
    treatments: Vec<RowSet>,
    /// By [`Word::index`]; the conditions that find a place, as the filter reads them.
    conditions: Vec<RowSet>,
    count: usize,
}

impl Offers {
    /// Of what each row offers.
    pub fn of(rows: &[Meaning]) -> Offers {
        let treatments = by_word(rows.len(), rows.iter().map(|row| row.treatments));
        let conditions = by_word(rows.len(), rows.iter().map(|row| row.conditions));
        Offers { treatments, conditions, count: rows.len() }
    }

    /// The rows that offer one of these.
    pub fn rows(&self, wanted: Meaning) -> RowSet {
        let treatments = wanted.treatments.iter().filter_map(|t| self.treatments.get(t.index() as usize));
        let conditions = wanted.conditions.iter().filter_map(|c| self.conditions.get(c.index() as usize));
        treatments.chain(conditions).fold(RowSet::none(self.count), RowSet::or)
    }
}

fn by_word<W: Word>(count: usize, rows: impl Iterator<Item = Set<W>>) -> Vec<RowSet> {
    let mut sets = vec![RowSet::none(count); W::WORDS.len()];
    for (row, offered) in (0..).zip(rows) {
        offered.iter().for_each(|word| sets[word.index() as usize].add(row));
    }
    sets
}
