//! The index proper: rows along a curve, in blocks, with what a whole block amounts to.
//!
//! - Rows stand in the order of a Hilbert curve ([`hilbert`]), 256 a block; those without a point come last.
//! - Sixteen blocks make a node, sixteen nodes one of the next level ([`tree`]). Of each there is a [`Ball`] that holds its rows: a search
//!   decides about most of them without looking at one.
//! - Each attribute is a bit for each row ([`Bits`]): a filter is an AND of words, a count the number of ones ([`slots`]).
//! - What a block wholly inside the circle adds to totals and facets was counted when the index was built.
//!
//! [`walk`] decides which rows are in question, [`tally`] counts them, [`nearest`] takes the first ones. Coordinates within a block are
//! `f32` from the block's middle; where that is too coarse to decide, the geodesic does. The inner loops are in [`kernels`]. How it works, what it costs and how it lies in
//! memory: `docs/search-index.md`.

pub mod ball;
mod balls;
pub mod bits;
mod hilbert;
mod kernels;
pub mod nearest;
mod offsets;
mod planes;
pub mod slots;
pub mod tally;
pub mod tree;
pub mod walk;

use std::panic::resume_unwind;
use std::thread;

use crate::domain::place::{Point, USPS_STATES};
use crate::geo::distance::Ecef;

use ball::Ball;
use bits::{Bits, ROWS};
use offsets::Offsets;
use planes::Planes;
use slots::{Attributes, Slots};
use tree::{FAN, Level};

/// How many rows make a block, and how many blocks or nodes a node of the next level.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// At most [`ROWS`].
    pub rows: usize,
    /// From two to [`FAN`].
    pub fan: usize,
}

impl Default for Sizes {
    /// Full ones.
    fn default() -> Self {
        Sizes { rows: ROWS, fan: FAN }
    }
}

/// What the index keeps of a row.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Where, if it has a place on the map.
    pub point: Option<Point>,
    /// What filters and counts ask for.
    pub attributes: Attributes<'a>,
    /// The state of the address, if it is one of [`USPS_STATES`].
    pub state: Option<u8>,
    /// The states in which telehealth is offered under a license that was checked: a bit for each of [`USPS_STATES`].
    pub licensed: u64,
    /// US dollars a session.
    pub price: Option<u32>,
}

/// The place of a row on the curve, by which rows must be sorted before [`Blocks::build`].
pub fn place(point: Option<Point>) -> u64 {
    point.map_or(u64::MAX, hilbert::place)
}

/// The index.
#[derive(Debug)]
pub struct Blocks {
    /// Which attribute stands where.
    pub slots: Slots,
    fan: usize,
    blocks: Vec<Block>,
    /// Of each block; `None` where its rows have no point.
    areas: Vec<Option<Area>>,
    /// Above the blocks, the lowest first.
    levels: Vec<Level>,
    /// For each block its slots.
    bits: Planes,
    /// For each block, over the rows that are fresh enough to be found.
    totals: Vec<u16>,
    /// For each block that has points.
    offsets: Vec<Offsets>,
    /// Of the rows that have one: they come first.
    points: Vec<Point>,
    /// Of each row; 255 where it is none of them.
    states: Vec<u8>,
    /// Of each row: a bit for each of [`USPS_STATES`].
    licensed: Vec<u64>,
    /// Of each row; `u32::MAX` where it is not known.
    prices: Vec<u32>,
}

/// Some rows that follow each other.
#[derive(Debug, Clone, Copy)]
struct Block {
    first: u32,
    rows: u16,
    /// The states of its rows, as in [`Blocks::licensed`].
    states: u64,
    /// All states in which some row is licensed.
    licensed: u64,
}

/// Where all points of a block or node lie.
#[derive(Debug, Clone, Copy)]
struct Area {
    ball: Ball,
    /// Degrees.
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Blocks {
    /// Builds the index of rows that stand in the order of [`place`], on every processor; `languages` is how many the snapshot knows.
    pub fn build(rows: &[Entry<'_>], languages: usize, sizes: Sizes) -> Blocks {
        let slots = Slots::new(languages);
        // Rows without a point stand at the end.
        let placed = rows.partition_point(|row| row.point.is_some());
        let (placed, placeless) = rows.split_at(placed);
        let runs: Vec<&[Entry<'_>]> = placed.chunks(sizes.rows).chain(placeless.chunks(sizes.rows)).collect();
        let hands = thread::available_parallelism().map_or(1, usize::from);
        let build = |runs: &[&[Entry<'_>]]| {
            let mut part = Blocks::empty(slots.clone(), sizes.fan);
            runs.iter().for_each(|rows| part.add_block(rows));
            part
        };
        let mut index = Blocks::empty(slots.clone(), sizes.fan);
        thread::scope(|threads| {
            let shares = runs.chunks(runs.len().div_ceil(hands).max(1));
            let parts: Vec<_> = shares.map(|share| threads.spawn(|| build(share))).collect();
            parts.into_iter().for_each(|part| index.append(part.join().unwrap_or_else(|panic| resume_unwind(panic))));
        });
        let mut first = 0;
        for block in &mut index.blocks {
            block.first = first;
            first += u32::from(block.rows);
        }
        index.add_levels();
        index
    }

    fn empty(slots: Slots, fan: usize) -> Blocks {
        Blocks {
            bits: Planes::new(slots.count()),
            slots,
            fan,
            blocks: Vec::new(),
            areas: Vec::new(),
            levels: Vec::new(),
            totals: Vec::new(),
            offsets: Vec::new(),
            points: Vec::new(),
            states: Vec::new(),
            licensed: Vec::new(),
            prices: Vec::new(),
        }
    }

    fn append(&mut self, mut part: Blocks) {
        self.blocks.append(&mut part.blocks);
        self.areas.append(&mut part.areas);
        self.bits.append(part.bits);
        self.totals.append(&mut part.totals);
        self.offsets.append(&mut part.offsets);
        self.points.append(&mut part.points);
        self.states.append(&mut part.states);
        self.licensed.append(&mut part.licensed);
        self.prices.append(&mut part.prices);
    }

    /// Adds a block; its first row is known when all of them are there.
    fn add_block(&mut self, rows: &[Entry<'_>]) {
        let number = self.blocks.len();
        self.bits.add_block();
        let (mut states, mut licensed) = (0, 0);
        let mut points = Vec::with_capacity(rows.len());
        for (row, entry) in rows.iter().enumerate() {
            self.slots.filled(entry.attributes, |slot| self.bits.set(row, slot));
            states |= entry.state.map_or(0, |s| 1 << s);
            licensed |= entry.licensed;
            self.states.push(entry.state.unwrap_or(u8::MAX));
            self.licensed.push(entry.licensed);
            self.prices.push(entry.price.unwrap_or(u32::MAX));
            points.extend(entry.point.map(|point| (point, Ecef::of(point))));
        }
        let mut totals = vec![0; self.slots.count()];
        self.bits.count(number, 0..self.slots.count(), self.listed(number), &mut totals);
        self.totals.extend(totals.into_iter().map(|count| count as u16));
        let area = Area::of(&points);
        self.offsets.extend(area.map(|area| Offsets::of(area.ball.center, &points)));
        self.points.extend(points.iter().map(|(point, _)| *point));
        self.areas.push(area);
        self.blocks.push(Block { first: 0, rows: rows.len() as u16, states, licensed });
    }

    /// A slot's rows of a block.
    fn slot(&self, block: usize, slot: usize) -> Bits {
        self.bits.slot(block, slot)
    }

    /// The point of a row, if it has one.
    pub fn point(&self, row: usize) -> Option<Point> {
        self.points.get(row).copied()
    }

    /// Rows in all.
    pub fn rows(&self) -> usize {
        self.states.len()
    }

    /// Bytes that the index takes, for each row.
    pub fn bytes_per_row(&self) -> f64 {
        fn bytes<T>(of: &[T]) -> usize {
            size_of_val(of)
        }
        let all = bytes(&self.blocks)
            + bytes(&self.areas)
            + self.levels.iter().map(Level::bytes).sum::<usize>()
            + self.bits.bytes()
            + bytes(&self.totals)
            + bytes(&self.offsets)
            + bytes(&self.points)
            + bytes(&self.states)
            + bytes(&self.licensed)
            + bytes(&self.prices);
        all as f64 / self.rows().max(1) as f64
    }
}

impl Area {
    fn of(points: &[(Point, Ecef)]) -> Option<Area> {
        let areas = points.iter().map(|(p, at)| Area {
            ball: Ball::point(*at),
            west: p.longitude,
            south: p.latitude,
            east: p.longitude,
            north: p.latitude,
        });
        Area::of_all(areas)
    }

    fn of_all(areas: impl Iterator<Item = Area> + Clone) -> Option<Area> {
        let ball = Ball::around(areas.clone().map(|area| area.ball))?;
        let edge = |of: fn(&Area) -> f64, pick: fn(f64, f64) -> f64| areas.clone().map(|a| of(&a)).reduce(pick);
        Some(Area {
            ball,
            west: edge(|a| a.west, f64::min)?,
            south: edge(|a| a.south, f64::min)?,
            east: edge(|a| a.east, f64::max)?,
            north: edge(|a| a.north, f64::max)?,
        })
    }
}

/// A state's place in [`USPS_STATES`].
pub fn state_number(state: &str) -> Option<u8> {
    /// By pair of letters, for a million rows ask; 255 where it is none.
    const PLACES: [u8; 26 * 26] = {
        let (mut places, mut at) = ([u8::MAX; 26 * 26], 0);
        while at < USPS_STATES.len() {
            let code = USPS_STATES[at].as_bytes();
            places[(code[0] - b'A') as usize * 26 + (code[1] - b'A') as usize] = at as u8;
            at += 1;
        }
        places
    };
    let letter = |byte: u8| byte.is_ascii_uppercase().then(|| usize::from(byte - b'A'));
    let [first, second]: [u8; 2] = state.as_bytes().try_into().ok()?;
    Some(PLACES[letter(first)? * 26 + letter(second)?]).filter(|place| *place != u8::MAX)
}
