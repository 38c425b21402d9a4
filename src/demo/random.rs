//! A small generator of numbers: the same seed gives the same demo, and the same measurement of the checks, on every machine.

/// SplitMix64 (Steele, Lea, Flood 2014). Not for secrets.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Starts a sequence.
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to but not including `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        // The bias of a remainder is far below what a demo could show.
        self.next().checked_rem(n as u64).unwrap_or(0) as usize
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as usize) as i64
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// From 0 to just below 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// One of them. Panics on an empty list: the word lists of the demo are never empty.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// `n` different ones, in their order.
    pub fn some<T: Copy>(&mut self, from: &[T], n: usize) -> Vec<T> {
        let mut left = n.min(from.len());
        let mut out = Vec::with_capacity(left);
        for (i, one) in from.iter().enumerate() {
            if self.below(from.len() - i) < left {
                out.push(*one);
                left -= 1;
            }
        }
        out
    }

    /// Any order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_sequence() {
        let draw = |seed| {
            let mut r = Random::new(seed);
            (r.below(1000), r.between(-3, 3), r.percent(50), r.some(&[1, 2, 3, 4], 2))
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert_eq!(draw(7).3.len(), 2);
    }
}
