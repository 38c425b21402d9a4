//! The bits of every block: for each sixty-four rows a word of each slot side by side, so that one instruction counts several slots.

use std::ops::Range;

use super::bits::{Bits, WORDS};
use super::kernels;

/// For each block, word after word, the slots.
#[derive(Debug)]
pub struct Planes {
    slots: usize,
    words: Vec<u64>,
}

impl Planes {
    /// Of no block yet.
    pub fn new(slots: usize) -> Self {
        Planes { slots, words: Vec::new() }
    }

    /// Adds a block without bits.
    pub fn add_block(&mut self) {
        self.words.resize(self.words.len() + WORDS * self.slots, 0);
    }

    /// Sets a bit of the block that was added last.
    pub fn set(&mut self, row: usize, slot: usize) {
        let begin = self.words.len() - WORDS * self.slots;
        self.words[begin + row / 64 * self.slots + slot] |= 1 << (row % 64);
    }

    /// Takes over the blocks of others with the same slots.
    pub fn append(&mut self, mut others: Planes) {
        self.words.append(&mut others.words);
    }

    /// A slot's rows of a block.
    pub fn slot(&self, block: usize, slot: usize) -> Bits {
        let begin = block * WORDS * self.slots + slot;
        Bits::from_words(std::array::from_fn(|word| self.words[begin + word * self.slots]))
    }

    /// Adds to each count the ones that its slot of a block has in `rows`.
    pub fn count(&self, block: usize, slots: Range<usize>, rows: Bits, counts: &mut [u32]) {
        let begin = block * WORDS * self.slots;
        let planes = std::array::from_fn(|word| {
            let plane = begin + word * self.slots;
            &self.words[plane + slots.start..plane + slots.end]
        });
        kernels::count(&mut counts[slots], planes, rows.words());
    }

    /// What they take in memory.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.words)
    }
}
