//! One bit for each row of a block.

/// Rows of a full block.
pub const ROWS: usize = 256;

/// Words of a set of them.
pub const WORDS: usize = ROWS / 64;

/// A set of rows of one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bits([u64; WORDS]);

impl Bits {
    /// No row.
    pub const NONE: Bits = Bits([0; WORDS]);

    /// The first `rows` rows.
    pub fn first(rows: usize) -> Self {
        Bits(std::array::from_fn(|word| match rows.saturating_sub(word * 64) {
            0 => 0,
            left if left >= 64 => u64::MAX,
            left => (1 << left) - 1,
        }))
    }

    /// Adds a row.
    pub fn set(&mut self, row: usize) {
        self.0[row / 64] |= 1 << (row % 64);
    }

    /// Takes a row away.
    pub fn clear(&mut self, row: usize) {
        self.0[row / 64] &= !(1 << (row % 64));
    }

    /// Rows in both.
    #[inline]
    pub fn and(self, other: Bits) -> Self {
        Bits(std::array::from_fn(|i| self.0[i] & other.0[i]))
    }

    /// Rows in either.
    pub fn or(self, other: Bits) -> Self {
        Bits(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }

    /// Rows that are not in the other.
    pub fn without(self, other: Bits) -> Self {
        Bits(std::array::from_fn(|i| self.0[i] & !other.0[i]))
    }

    /// How many rows.
    #[inline]
    pub fn count(self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// No row at all.
    pub fn is_empty(self) -> bool {
        self.0 == [0; WORDS]
    }

    /// The rows, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(word, bits)| ones(bits).map(move |bit| word * 64 + bit as usize))
    }

    /// The rows for which `keep` holds.
    pub fn filter(self, keep: impl Fn(usize) -> bool) -> Self {
        let mut kept = Bits::NONE;
        self.iter().filter(|row| keep(*row)).for_each(|row| kept.set(row));
        kept
    }

    /// Sixty-four rows a word.
    pub fn words(self) -> [u64; WORDS] {
        self.0
    }

    /// From sixty-four rows a word.
    pub fn from_words(words: [u64; WORDS]) -> Self {
        Bits(words)
    }
}

/// The places of a word's ones, ascending.
pub fn ones(mut word: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let place = (word != 0).then(|| word.trailing_zeros());
        word &= word.wrapping_sub(1);
        place
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_tells_its_rows_in_order() {
        let mut set = Bits::NONE;
        for row in [255, 0, 63, 64] {
            set.set(row);
        }
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 63, 64, 255]);
        set.clear(63);
        assert_eq!((set.count(), set.and(Bits::first(64)).count()), (3, 1));
        for rows in [0, 1, 64, 200, 256] {
            assert_eq!(Bits::first(rows).count() as usize, rows);
        }
    }
}
