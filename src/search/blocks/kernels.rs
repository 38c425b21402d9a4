//! The three inner loops of a search, compiled once for any processor and once for one with AVX2; which of them runs is decided at run time.
//!
//! They have no instructions of their own: the compiler makes of the same lines what the processor offers. Without that, ones are counted by
//! a dozen instructions a word in place of one, and 256 distances take four times as long.

use super::bits::{Bits, ROWS};

/// Calls the AVX2 form of a function where the processor has it.
macro_rules! dispatch {
    ($name:ident($($argument:ident: $of:ty),*) $(-> $gives:ty)?) => {{
        #[cfg(target_arch = "x86_64")]
        {
            #[target_feature(enable = "avx2,popcnt")]
            fn wide($($argument: $of),*) $(-> $gives)? {
                $name($($argument),*)
            }
            if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("popcnt") {
                // Measured on a million places: with it half the searches take DUMMY
                #[allow(unsafe_code)]
                // SAFETY: the processor was asked for both features on the line above, which is all that the call requires.
                return unsafe { wide($($argument),*) };
            }
        }
        $name($($argument),*)
    }};
}

/// Coordinates of 256 rows.
pub type Coordinates = [f32; ROWS];

/// Adds to each count the ones that its slot has in `rows`.
pub fn count(counts: &mut [u32], slots: &[Bits], rows: Bits) {
    dispatch!(count_here(counts: &mut [u32], slots: &[Bits], rows: Bits))
}

#[inline(always)]
fn count_here(counts: &mut [u32], slots: &[Bits], rows: Bits) {
    for (count, slot) in counts.iter_mut().zip(slots) {
        *count += slot.and(rows).count();
    }
}

/// The square of each row's distance from a point; NaN where there is no row.
pub fn squares(rows: [&Coordinates; 3], from: [f32; 3], into: &mut Coordinates) {
    dispatch!(squares_here(rows: [&Coordinates; 3], from: [f32; 3], into: &mut Coordinates))
}

#[inline(always)]
fn squares_here([x, y, z]: [&Coordinates; 3], from: [f32; 3], into: &mut Coordinates) {
    for row in 0..ROWS {
        let (dx, dy, dz) = (x[row] - from[0], y[row] - from[1], z[row] - from[2]);
        into[row] = dx * dx + dy * dy + dz * dz;
    }
}

/// The rows whose value is not above a limit. NaN is above every limit.
pub fn up_to(values: &Coordinates, limit: f32) -> Bits {
    dispatch!(up_to_here(values: &Coordinates, limit: f32) -> Bits)
}

#[inline(always)]
fn up_to_here(values: &Coordinates, limit: f32) -> Bits {
    let mut bytes = [0u8; ROWS];
    for row in 0..ROWS {
        bytes[row] = u8::from(values[row] <= limit);
    }
    let mut words = [0u64; ROWS / 64];
    for (at, eight) in bytes.chunks_exact(8).enumerate() {
        let mut byte = [0; 8];
        byte.copy_from_slice(eight);
        // Eight bytes of 0 or 1 become eight bits: the multiplication moves each into the highest byte, at its place.
        let bits = u64::from_le_bytes(byte).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        words[at / 8] |= bits << (8 * (at % 8));
    }
    Bits::from_words(words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_up_to_a_limit_are_those_that_a_comparison_finds(values in proptest::collection::vec(prop_oneof![9 => -2.0..2.0f32, 1 => Just(f32::NAN)], ROWS), limit in -2.0..2.0f32) {
            let values: Coordinates = values.try_into().expect("so many");
            let found: Vec<usize> = up_to(&values, limit).iter().collect();
            let expected: Vec<usize> = (0..ROWS).filter(|row| values[*row] <= limit).collect();
            prop_assert_eq!(&found, &expected);
            prop_assert_eq!(up_to_here(&values, limit), up_to(&values, limit));
        }
    }

    #[test]
    fn what_the_processor_offers_gives_what_any_processor_gives() {
        let coordinates: [Coordinates; 3] =
            std::array::from_fn(|axis| std::array::from_fn(|row| (row * 7 + axis * 13) as f32));
        let [x, y, z] = &coordinates;
        let (mut wide, mut plain) = ([0.0; ROWS], [0.0; ROWS]);
        squares([x, y, z], [3.0, 5.0, 7.0], &mut wide);
        squares_here([x, y, z], [3.0, 5.0, 7.0], &mut plain);
        assert_eq!(wide, plain);
        let slots = [Bits::first(3), Bits::first(200), Bits::NONE];
        let (mut wide, mut plain) = ([1; 3], [1; 3]);
        count(&mut wide, &slots, Bits::first(100));
        count_here(&mut plain, &slots, Bits::first(100));
        assert_eq!((wide, plain), ([4, 101, 1], [4, 101, 1]));
    }
}
