//! A map of tiles: one square a state, laid out so that neighbours stay near each other.

use serde::Serialize;

/// Units across a tile, with the gap behind it.
pub const STEP: u32 = 40;

/// The rows of the map, from Maine down: two letters a tile, dots where there is none.
const ROWS: [&str; 8] = [
    "AK .. .. .. .. .. .. .. .. .. ME",
    ".. .. .. .. .. .. .. .. .. VT NH",
    "WA ID MT ND MN WI MI .. NY MA RI",
    "OR NV WY SD IA IL IN OH PA NJ CT",
    "CA UT CO NE MO KY WV VA MD DE ..",
    ".. AZ NM KS AR TN NC SC DC .. ..",
    ".. .. .. OK LA MS AL GA .. .. ..",
    "HI .. .. TX .. .. .. .. FL .. PR",
];

/// Where a state's tile lies, in units from the upper left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
}

/// The whole map in units: across and down.
pub fn size() -> (u32, u32) {
    let across = ROWS.iter().map(|row| codes(row).count()).max().unwrap_or_default();
    (units(across), units(ROWS.len()))
}

/// Where the tile of a state lies, by its USPS code; `None` for one that is not on the map.
pub fn spot(code: &str) -> Option<Spot> {
    ROWS.iter().enumerate().find_map(|(down, row)| {
        let across = codes(row).position(|found| found == code)?;
        Some(Spot { x: units(across), y: units(down) })
    })
}

fn codes(row: &str) -> impl Iterator<Item = &str> {
    row.split(' ')
}

fn units(tiles: usize) -> u32 {
    u32::try_from(tiles).unwrap_or_default() * STEP
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::geo::population::residents;

    #[test]
    fn every_state_the_district_and_puerto_rico_have_one_tile_each() {
        assert!(ROWS.iter().all(|row| codes(row).count() == 11), "rows are equally long");
        let on_map: Vec<&str> = ROWS.iter().flat_map(|row| codes(row)).filter(|code| *code != "..").collect();
        let known: BTreeSet<&str> = residents().iter().map(|row| row.code).collect();
        assert_eq!((on_map.len(), on_map.iter().copied().collect::<BTreeSet<_>>()), (52, known));
    }

    #[test]
    fn tiles_lie_a_step_apart() {
        assert_eq!((size(), spot("AK")), ((440, 320), Some(Spot { x: 0, y: 0 })));
        assert_eq!((spot("ME"), spot("HI")), (Some(Spot { x: 400, y: 0 }), Some(Spot { x: 0, y: 280 })));
        assert_eq!((spot("GU"), spot("..x")), (None, None));
    }
}
