//! The order of rows: along a Hilbert curve over longitude and latitude, so that neighbors on the map are neighbors in memory.

use crate::domain::place::Point;

/// Bits of each coordinate: cells of about 600 by 300 metres at the equator.
const ORDER: u32 = 16;

/// A point's place on the curve.
pub fn place(point: Point) -> u64 {
    let cells = f64::from(1u32 << ORDER);
    // Saturating: the eastern and northern edges belong to the last cell.
    let cell = |part: f64| ((part * cells) as u64).min((1 << ORDER) - 1);
    along(cell((point.longitude + 180.0) / 360.0), cell((point.latitude + 90.0) / 180.0))
}

/// The distance along the curve of a cell (Hilbert 1891; the usual bitwise walk from the largest square down).
fn along(mut x: u64, mut y: u64) -> u64 {
    let mut distance = 0;
    for level in (0..ORDER).rev() {
        let side = 1 << level;
        let (right, up) = (u64::from(x & side != 0), u64::from(y & side != 0));
        distance += side * side * ((3 * right) ^ up);
        if up == 0 {
            if right == 1 {
                x = side.wrapping_sub(1).wrapping_sub(x) & ((1 << ORDER) - 1);
                y = side.wrapping_sub(1).wrapping_sub(y) & ((1 << ORDER) - 1);
            }
            std::mem::swap(&mut x, &mut y);
        }
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_passes_every_cell_once_and_from_neighbor_to_neighbor() {
        let side = 64u64;
        let mut cells: Vec<(u64, u64, u64)> =
            (0..side * side).map(|cell| (along(cell % side, cell / side), cell % side, cell / side)).collect();
        cells.sort_unstable();
        for pair in cells.windows(2) {
            let steps = pair[0].1.abs_diff(pair[1].1) + pair[0].2.abs_diff(pair[1].2);
            assert_eq!((pair[1].0 - pair[0].0, steps), (1, 1), "{pair:?}");
        }
    }

    #[test]
    fn the_edges_of_the_earth_have_a_place() {
        for (latitude, longitude) in [(90.0, 180.0), (-90.0, -180.0), (90.0, -180.0), (0.0, 180.0)] {
            let point = Point::new(latitude, longitude).expect("on the earth");
            assert!(place(point) < 1 << (2 * ORDER));
        }
    }
}
