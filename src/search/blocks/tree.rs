//! The levels above the blocks: nodes of up to sixteen of the level below, until few are left. A search goes down from the top and
//! decides about whole nodes as long as it can.

use std::ops::Range;

use super::balls::{Balls, Reaches};
use super::offsets::Offsets;
use super::walk::coarseness;
use super::{Area, Blocks};
use crate::geo::distance::Ecef;

/// At most so many nodes of one level make one of the next.
pub const FAN: usize = 16;

/// A block (level 0), or some nodes of the level below that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// How far above the blocks.
    pub(super) level: u8,
    /// Which of its level.
    pub(super) number: u32,
}

/// One level above the blocks.
#[derive(Debug)]
pub(super) struct Level {
    /// Of each node. `None` where one of its blocks has no points: nothing is decided about it as a whole.
    pub areas: Vec<Option<Area>>,
    /// For each node the balls of what it is made of, from the middle of its own.
    pub children: Vec<Balls<FAN>>,
    /// For each node its slots' totals.
    pub totals: Vec<u32>,
}

impl Level {
    /// What it takes in memory.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.areas) + size_of_val(&*self.children) + size_of_val(&*self.totals)
    }
}

impl Blocks {
    /// Adds levels until no more than `fan` nodes are left.
    pub(super) fn add_levels(&mut self) {
        while self.areas(self.top_level()).len() > self.fan {
            let level = self.level_above();
            self.levels.push(level);
        }
    }

    fn level_above(&self) -> Level {
        let below = self.top_level();
        let mut level = Level { areas: Vec::new(), children: Vec::new(), totals: Vec::new() };
        for (number, areas) in self.areas(below).chunks(self.fan).enumerate() {
            let area = Area::of_all(areas.iter().flatten().copied());
            let area = area.filter(|_| areas.iter().all(Option::is_some));
            let mut children = Balls::NONE;
            for (place, ball) in areas.iter().map(|a| a.as_ref().map(|a| a.ball)).enumerate() {
                if let (Some(area), Some(ball)) = (&area, ball) {
                    // The next number above: what is in the ball stays in it.
                    children.set(
                        place,
                        Offsets::seen_from(area.ball.center, ball.center),
                        (ball.radius as f32).next_up(),
                    );
                }
            }
            level.areas.push(area);
            level.children.push(children);
            let mut totals = vec![0; self.slots.count()];
            let first = number * self.fan;
            for number in first..first + areas.len() {
                let node = Node { level: below, number: number as u32 };
                self.add_totals(node, &mut totals);
            }
            level.totals.extend(totals);
        }
        level
    }

    /// Adds what a node's listed rows amount to, slot by slot.
    pub(super) fn add_totals(&self, node: Node, sums: &mut [u32]) {
        let slots = node.number as usize * self.slots.count()..(node.number as usize + 1) * self.slots.count();
        match node.level {
            0 => sums.iter_mut().zip(&self.totals[slots]).for_each(|(sum, count)| *sum += u32::from(*count)),
            above => {
                let totals = &self.levels[usize::from(above) - 1].totals[slots];
                sums.iter_mut().zip(totals).for_each(|(sum, count)| *sum += count);
            }
        }
    }

    fn top_level(&self) -> u8 {
        self.levels.len() as u8
    }

    /// The areas of a level's nodes.
    fn areas(&self, level: u8) -> &[Option<Area>] {
        match level {
            0 => &self.areas,
            above => &self.levels[usize::from(above) - 1].areas,
        }
    }

    /// Where a node's points lie.
    pub(super) fn area(&self, node: Node) -> Option<&Area> {
        self.areas(node.level)[node.number as usize].as_ref()
    }

    /// The nodes that hold all others.
    pub(super) fn top(&self) -> impl Iterator<Item = Node> + use<> {
        let level = self.top_level();
        (0..self.areas(level).len() as u32).map(move |number| Node { level, number })
    }

    /// What a node above the blocks is made of.
    pub(super) fn children(&self, node: Node) -> impl Iterator<Item = Node> + use<> {
        let (level, fan) = (node.level - 1, self.fan as u32);
        let end = (self.areas(level).len() as u32).min((node.number + 1) * fan);
        (node.number * fan..end).map(move |number| Node { level, number })
    }

    /// The blocks of a node.
    pub(super) fn blocks_of(&self, node: Node) -> Range<usize> {
        let width = self.fan.pow(u32::from(node.level));
        let first = node.number as usize * width;
        first..(first + width).min(self.blocks.len())
    }

    /// The rows of a node.
    pub(super) fn row_range(&self, node: Node) -> Range<usize> {
        let blocks = self.blocks_of(node);
        let begin = |block: usize| self.blocks.get(block).map_or(self.rows(), |block| block.first as usize);
        begin(blocks.start)..begin(blocks.end)
    }

    /// How near and how far what a node is made of may be.
    pub(super) fn reaches(&self, node: Node, from: Ecef) -> Reaches<FAN> {
        let Some(area) = self.area(node) else {
            // Some have a ball, and some have not.
            let mut each = Reaches { near: [f32::NEG_INFINITY; FAN], far: [f32::INFINITY; FAN] };
            for (place, child) in self.children(node).enumerate() {
                if let Some((near, far)) = self.area(child).map(|area| area.ball.reach(from)) {
                    (each.near[place], each.far[place]) = ((near as f32).next_down(), (far as f32).next_up());
                }
            }
            return each;
        };
        let error = coarseness(area.ball.radius, area.ball.distance(from)) as f32;
        let balls = &self.levels[usize::from(node.level) - 1].children[node.number as usize];
        let Reaches { near, far } = balls.reaches(Offsets::seen_from(area.ball.center, from));
        Reaches { near: near.map(|near| near - error), far: far.map(|far| far + error) }
    }
}
