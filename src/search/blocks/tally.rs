//! How many rows match, and how many would with another choice in one group of filters.

use super::bits::Bits;
use super::walk::{Part, Region, Rows};
use super::{Blocks, slots::Slots};
use crate::search::facets::{Group, Joined};
use crate::search::query::Query;

/// The groups of filters that are set: AND between them, inside one as [`Group::joined`] says.
#[derive(Debug)]
pub struct Filters {
    set: Vec<(Group, Vec<usize>)>,
}

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Rows that match.
    pub total: usize,
    /// For each slot of a group, the rows that choosing it alone in its group would give, all other groups kept; in a group of which all
    /// choices must hold, those that choosing it as well would give.
    pub counts: Vec<u32>,
}

impl Filters {
    /// Of a query; `languages` are the places of those that it asks for, as far as anybody speaks them.
    pub fn of(query: &Query, slots: &Slots, languages: &[u16]) -> Filters {
        fn places<W: crate::search::set::Word>(set: crate::search::set::Set<W>) -> Vec<usize> {
            set.iter().map(|word| word.index() as usize).collect()
        }
        let filter = |group: Group| {
            let chosen = match group {
                Group::Treatment => places(query.treatments),
                Group::Condition => places(query.conditions),
                Group::Setting => places(query.settings),
                Group::Payment => places(query.payments),
                Group::Profession => places(query.professions),
                // Of a language that nobody speaks there is no slot, and no row.
                Group::Language => languages.iter().map(|l| usize::from(*l)).collect(),
                Group::FirstOpening => places(query.first_openings),
                Group::Safety => places(query.safety),
                Group::AcceptingNew | Group::StepFree | Group::Verified => vec![0],
            };
            let from = slots.of(group).start;
            (group, chosen.into_iter().map(|place| from + place).collect())
        };
        let set = Group::ALL.into_iter().filter(|group| query.asks(*group)).map(filter).collect();
        Filters { set }
    }

    /// Each group that is set, in the order of the slots, with those of which a row must fill one, or all.
    pub fn set(&self) -> &[(Group, Vec<usize>)] {
        &self.set
    }
}

impl Blocks {
    /// Counts the rows of a region, and shows where they match.
    pub fn tally(&self, region: &Region<'_>, filters: &Filters, mut matched: impl FnMut(Part)) -> Tally {
        // The last is the total.
        let mut counts = vec![0; self.slots.count()];
        self.walk(region, |part| match part.rows {
            Rows::All(node) if filters.set.is_empty() => {
                self.add_totals(node, &mut counts);
                matched(part);
            }
            Rows::All(node) => {
                for block in self.blocks_of(node) {
                    self.tally_rows(block, self.listed(block), filters, &mut counts, &mut |rows| {
                        matched(Part { near: None, rows: Rows::Some(block as u32, rows) });
                    });
                }
            }
            Rows::Some(block, rows) => self.tally_rows(block as usize, rows, filters, &mut counts, &mut |rows| {
                matched(Part { near: part.near, rows: Rows::Some(block, rows) });
            }),
        });
        Tally { total: counts.pop().unwrap_or_default() as usize, counts }
    }

    /// All listed rows, uncounted.
    pub fn everything(&self) -> Vec<Part> {
        self.top().map(|node| Part { near: None, rows: Rows::All(node) }).collect()
    }

    /// Every row that matches.
    pub fn rows_of(&self, matched: &[Part]) -> Vec<u32> {
        let mut rows = Vec::new();
        let mut add = |block: usize, bits: Bits| {
            let first = self.blocks[block].first;
            rows.extend(bits.iter().map(|row| first + row as u32));
        };
        for part in matched {
            match part.rows {
                Rows::All(node) => self.blocks_of(node).for_each(|block| add(block, self.listed(block))),
                Rows::Some(block, bits) => add(block as usize, bits),
            }
        }
        rows
    }

    /// The rows of a block that are fresh enough to be found.
    pub(super) fn listed(&self, block: usize) -> Bits {
        self.slot(block, self.slots.listed())
    }

    fn tally_rows(
        &self,
        block: usize,
        rows: Bits,
        filters: &Filters,
        counts: &mut [u32],
        matched: &mut impl FnMut(Bits),
    ) {
        let passing = Passing::of(|slot| self.slot(block, slot), rows, filters);
        let mut count = |range: std::ops::Range<usize>, rows: Bits| {
            if !rows.is_empty() && !range.is_empty() {
                self.bits.count(block, range, rows, counts);
            }
        };
        // What is not set counts what passes all, as far as it stands together at once; and so does a group in which each choice is one more
        // wish.
        let mut from = 0;
        let set = filters.set.iter().map(|(group, _)| *group).zip(&passing.but);
        for (group, but) in set.filter(|(group, _)| group.joined() == Joined::Any) {
            let own = self.slots.of(group);
            count(from..own.start, passing.all);
            count(own.clone(), *but);
            from = own.end;
        }
        // To the last: all of them are listed, so that is the total.
        count(from..self.slots.count(), passing.all);
        if !passing.all.is_empty() {
            matched(passing.all);
        }
    }
}

/// Rows of one block that pass.
struct Passing {
    /// Every group.
    all: Bits,
    /// Every group but this one of [`Filters::set`].
    but: [Bits; Group::ALL.len()],
}

impl Passing {
    fn of(slot: impl Fn(usize) -> Bits, rows: Bits, filters: &Filters) -> Passing {
        let mut passes = [Bits::NONE; Group::ALL.len()];
        for (pass, (group, of_group)) in passes.iter_mut().zip(&filters.set) {
            *pass = match group.joined() {
                Joined::Any => of_group.iter().fold(Bits::NONE, |any, of| any.or(slot(*of))),
                Joined::All => of_group.iter().fold(rows, |all, of| all.and(slot(*of))),
            };
        }
        let (mut all, mut but) = (rows, [Bits::NONE; Group::ALL.len()]);
        for (i, pass) in passes.iter().take(filters.set.len()).enumerate() {
            // Those before it; those after it come below.
            but[i] = all;
            all = all.and(*pass);
        }
        let mut after = rows;
        for (i, pass) in passes.iter().take(filters.set.len()).enumerate().rev() {
            but[i] = but[i].and(after);
            after = after.and(*pass);
        }
        Passing { all, but }
    }
}
