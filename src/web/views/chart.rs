//! Bars of a chart that the server draws: whole units, the highest bar as high as the chart.

use serde::Serialize;

/// Units of a chart, across for each bar and in all upwards.
const STEP: u64 = 50;
const WIDTH: u64 = 36;
/// Units upwards.
pub const HEIGHT: u64 = 120;
/// Of the bar of a number that is not known or not told.
pub const STUB: u64 = 5;

/// What `ui.bars` takes.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Bars {
    /// Units across.
    pub wide: u64,
    /// In their order.
    pub bars: Vec<Bar>,
}

/// One number.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// From the left.
    pub x: u64,
    /// From the top.
    pub y: u64,
    /// Across.
    pub wide: u64,
    /// Upwards.
    pub high: u64,
    /// Whether the number is told.
    pub is_told: bool,
}

impl Bars {
    /// Of these numbers; `most` fills the chart, whatever the highest of them is.
    pub fn of(numbers: &[Option<u64>], most: Option<u64>) -> Bars {
        let bar = |(x, number): (u64, &Option<u64>)| {
            let high = number.map_or(STUB, |n| (n * HEIGHT).div_ceil(most.unwrap_or(n).max(1)));
            Bar { x, y: HEIGHT.saturating_sub(high), wide: WIDTH, high, is_told: number.is_some() }
        };
        Bars {
            wide: numbers.len() as u64 * STEP,
            bars: (0..).map(|n| n * STEP + (STEP - WIDTH) / 2).zip(numbers).map(bar).collect(),
        }
    }
}
