//! A set of rows.

use super::blocks::bits::Bits;

/// A bit for each row.
#[derive(Debug, Clone)]
pub struct RowSet(Vec<u64>);

impl RowSet {
    pub(super) fn none(rows: usize) -> RowSet {
        RowSet(vec![0; rows.div_ceil(64)])
    }

    pub(super) fn add(&mut self, row: u32) {
        self.0[row as usize / 64] |= 1 << (row % 64);
    }

    pub(super) fn and(mut self, other: &RowSet) -> RowSet {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
        self
    }

    pub(super) fn or(mut self, other: &RowSet) -> RowSet {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
        self
    }

    pub(super) fn remove(&mut self, row: u32) {
        self.0[row as usize / 64] &= !(1 << (row % 64));
    }

    /// Adds the rows of another, numbered on from `first`.
    pub(super) fn add_all(&mut self, other: &RowSet, first: u32) {
        if first == 0 {
            self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
            return;
        }
        for (at, word) in (0u32..).zip(&other.0) {
            (0..64).filter(|bit| word >> bit & 1 == 1).for_each(|bit| self.add(first + at * 64 + bit));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Whether a row is in it.
    pub fn contains(&self, row: u32) -> bool {
        self.0.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Whether one of the rows from `first` to before `end` may be in it.
    pub fn may_hold(&self, first: usize, end: usize) -> bool {
        let end = end.div_ceil(64).min(self.0.len());
        self.0[(first / 64).min(end)..end].iter().any(|word| *word != 0)
    }

    /// The rows of a block that begins with `first`.
    pub fn of_block(&self, first: usize) -> Bits {
        let word = |at: usize| self.0.get(at).copied().unwrap_or(0);
        let (at, shift) = (first / 64, first % 64);
        Bits::from_words(std::array::from_fn(|i| match shift {
            0 => word(at + i),
            _ => word(at + i) >> shift | word(at + i + 1) << (64 - shift),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_block_are_told_wherever_it_begins() {
        let mut rows = RowSet::none(1_000);
        [0, 63, 64, 300, 511, 512, 999].into_iter().for_each(|row| rows.add(row));
        for first in [0, 1, 64, 255, 256, 300, 744, 999] {
            let expected: Vec<usize> = (0..256).filter(|at| rows.contains((first + at) as u32)).collect();
            assert_eq!(rows.of_block(first).iter().collect::<Vec<_>>(), expected, "{first}");
        }
        assert!(rows.may_hold(290, 301) && !rows.may_hold(384, 448) && !rows.may_hold(2_000, 2_100));
    }
}
