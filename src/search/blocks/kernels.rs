//! The inner loops of a search, written so that the compiler makes wide instructions of them: no branch inside, fixed lengths.
//!
//! Each is compiled for several processors; which one it runs on is found out once, at run time (`multiversion`). So the program runs
//! on any x86-64, and on other machines as it is.

use multiversion::multiversion;

use super::bits::WORDS;

/// Rows of a quarter of a block: a bit for each in a word.
pub const QUARTER: usize = 64;

/// The coordinates of a quarter's rows: three axes.
pub type Rows = [[f32; QUARTER]; 3];

/// Adds to each count the ones that its slot has in `rows`. `planes`: for each word of rows those of the slots, one for each count.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512vpopcntdq", "x86_64+avx2+bmi1+popcnt", "x86_64+popcnt"))]
pub fn count(counts: &mut [u32], planes: [&[u64]; WORDS], rows: [u64; WORDS]) {
    const TOGETHER: usize = 8;
    let slots = planes.iter().map(|plane| plane.len()).fold(counts.len(), usize::min);
    let (counts, planes) = (&mut counts[..slots], planes.map(|plane| &plane[..slots]));
    let whole = slots - slots % TOGETHER;
    for from in (0..whole).step_by(TOGETHER) {
        let mut sums = [0u64; TOGETHER];
        for (plane, rows) in planes.iter().zip(rows) {
            for (sum, slot) in sums.iter_mut().zip(&plane[from..from + TOGETHER]) {
                *sum += u64::from((slot & rows).count_ones());
            }
        }
        counts[from..from + TOGETHER].iter_mut().zip(sums).for_each(|(count, sum)| *count += sum as u32);
    }
    for slot in whole..slots {
        counts[slot] += planes.iter().zip(rows).map(|(plane, rows)| (plane[slot] & rows).count_ones()).sum::<u32>();
    }
}

/// The rows of a quarter whose distance from a point is surely not above the first limit, and those of which it may not be above the
/// second; limits are squares.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512bw+avx512dq", "x86_64+avx2+bmi1+popcnt", "x86_64+popcnt"))]
pub fn within(rows: &Rows, from: [f32; 3], limits: [f32; 2]) -> [u64; 2] {
    let squares = squares_of(rows, from);
    limits.map(|limit| bits_up_to(&squares, limit))
}

/// The square of each row's distance from a point; NaN where there is no row.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512bw+avx512dq", "x86_64+avx2+bmi1+popcnt", "x86_64+popcnt"))]
pub fn squares(rows: &Rows, from: [f32; 3]) -> [f32; QUARTER] {
    squares_of(rows, from)
}

/// The rows whose value is not above a limit. NaN is above every limit.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512bw+avx512dq", "x86_64+avx2+bmi1+popcnt", "x86_64+popcnt"))]
pub fn up_to(values: &[f32; QUARTER], limit: f32) -> u64 {
    bits_up_to(values, limit)
}

#[inline(always)]
fn squares_of([x, y, z]: &Rows, from: [f32; 3]) -> [f32; QUARTER] {
    std::array::from_fn(|row| {
        let (dx, dy, dz) = (x[row] - from[0], y[row] - from[1], z[row] - from[2]);
        dx * dx + dy * dy + dz * dz
    })
}

#[inline(always)]
fn bits_up_to(values: &[f32; QUARTER], limit: f32) -> u64 {
    let mut bytes = [0u8; QUARTER];
    for row in 0..QUARTER {
        bytes[row] = u8::from(values[row] <= limit);
    }
    let mut word = 0;
    for (at, eight) in bytes.chunks_exact(8).enumerate() {
        let mut byte = [0; 8];
        byte.copy_from_slice(eight);
        // Eight bytes of 0 or 1 become eight bits: the multiplication moves each into the highest byte, at its place.
        let bits = u64::from_le_bytes(byte).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        word |= bits << (8 * at);
    }
    word
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_up_to_a_limit_are_those_that_a_comparison_finds(values in proptest::collection::vec(prop_oneof![9 => -2.0..2.0f32, 1 => Just(f32::NAN)], QUARTER), limit in -2.0..2.0f32) {
            let values: [f32; QUARTER] = values.try_into().expect("so many");
            let found = up_to(&values, limit);
            let expected = (0..QUARTER).filter(|row| values[*row] <= limit).fold(0, |word, row| word | 1 << row);
            prop_assert_eq!(found, expected);
        }
    }
}
