//! How many rows match, and how many would with another choice in one group of filters.

use super::bits::Bits;
use super::walk::{Part, Region};
use super::{Blocks, kernels, slots::Slots};
use crate::search::facets::Group;
use crate::search::query::Query;

/// The groups of filters that are set: OR inside one, AND between.
#[derive(Debug)]
pub struct Filters {
    set: Vec<(Group, Vec<usize>)>,
}

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Rows that match.
    pub total: usize,
    /// For each slot of a group, the rows that choosing it alone in its group would give, all other groups kept.
    pub counts: Vec<u32>,
}

/// Where rows match.
#[derive(Debug, Clone, Copy)]
pub enum Matched {
    /// All listed rows of a group.
    Group(usize),
    /// These rows of a block.
    Rows(usize, Bits),
}

impl Filters {
    /// Of a query; `languages` are the places of those that it asks for, as far as anybody speaks them.
    pub fn of(query: &Query, slots: &Slots, languages: &[u16]) -> Filters {
        let words = |group: Group, words: Vec<u32>| {
            let from = slots.of(group).start;
            (group, words.into_iter().map(|word| from + word as usize).collect::<Vec<_>>())
        };
        fn places<W: crate::search::set::Word>(set: crate::search::set::Set<W>) -> Vec<u32> {
            set.iter().map(|word| word.index()).collect()
        }
        let asked = [
            words(Group::Treatment, places(query.treatments)),
            words(Group::Condition, places(query.conditions)),
            words(Group::Setting, places(query.settings)),
            words(Group::Payment, places(query.payments)),
            words(Group::Profession, places(query.professions)),
            words(Group::AcceptingNew, if query.accepting_new { vec![0] } else { vec![] }),
            words(Group::Verified, if query.verified { vec![0] } else { vec![] }),
        ];
        let mut set: Vec<_> = asked.into_iter().filter(|(_, slots)| !slots.is_empty()).collect();
        if !query.languages.is_empty() {
            // Of a language that nobody speaks there is no slot, and no row.
            set.push(words(Group::Language, languages.iter().map(|l| u32::from(*l)).collect()));
        }
        Filters { set }
    }

    /// Each group that is set, with the slots of which a row must fill one.
    pub fn set(&self) -> &[(Group, Vec<usize>)] {
        &self.set
    }
}

impl Blocks {
    /// Counts the rows of a region, and shows where they match.
    pub fn tally(&self, region: &Region<'_>, filters: &Filters, mut matched: impl FnMut(Matched)) -> Tally {
        let mut tally = Tally { total: 0, counts: vec![0; self.slots.listed()] };
        self.walk(region, |part| match part {
            Part::WholeGroup(group) if filters.set.is_empty() => {
                self.add(&self.group_totals[group * self.slots.count()..], &mut tally);
                matched(Matched::Group(group));
            }
            Part::WholeGroup(group) => {
                let blocks = self.blocks_of(group);
                blocks.for_each(|block| self.tally_rows(block, self.listed(block), filters, &mut tally, &mut matched));
            }
            Part::WholeBlock(block) if filters.set.is_empty() => {
                self.add(&self.totals[block * self.slots.count()..], &mut tally);
                matched(Matched::Rows(block, self.listed(block)));
            }
            Part::WholeBlock(block) => self.tally_rows(block, self.listed(block), filters, &mut tally, &mut matched),
            Part::Rows(block, rows) => self.tally_rows(block, rows, filters, &mut tally, &mut matched),
        });
        tally
    }

    /// All listed rows, uncounted.
    pub fn everything(&self) -> Vec<Matched> {
        (0..self.groups.len()).map(Matched::Group).collect()
    }

    /// Every row that matches.
    pub fn rows_of(&self, matched: &[Matched]) -> Vec<u32> {
        let mut rows = Vec::new();
        let mut add = |block: usize, bits: Bits| {
            let first = self.blocks[block].first;
            rows.extend(bits.iter().map(|row| first + row as u32));
        };
        for what in matched {
            match *what {
                Matched::Group(group) => self.blocks_of(group).for_each(|block| add(block, self.listed(block))),
                Matched::Rows(block, bits) => add(block, bits),
            }
        }
        rows
    }

    /// The blocks of a group.
    pub(super) fn blocks_of(&self, group: usize) -> std::ops::Range<usize> {
        let group = &self.groups[group];
        group.first as usize..group.first as usize + usize::from(group.blocks)
    }

    /// The rows of a block that are fresh enough to be found.
    pub(super) fn listed(&self, block: usize) -> Bits {
        self.slot(block, self.slots.listed())
    }

    fn add<N: Copy + Into<u32>>(&self, totals: &[N], tally: &mut Tally) {
        let listed: u32 = totals[self.slots.listed()].into();
        tally.total += listed as usize;
        tally.counts.iter_mut().zip(totals).for_each(|(sum, count)| *sum += (*count).into());
    }

    fn tally_rows(
        &self,
        block: usize,
        rows: Bits,
        filters: &Filters,
        tally: &mut Tally,
        matched: &mut impl FnMut(Matched),
    ) {
        let slots = &self.bits[block * self.slots.count()..(block + 1) * self.slots.count()];
        let passing = Passing::of(slots, rows, filters);
        let mut count = |range: std::ops::Range<usize>, rows: Bits| {
            if !rows.is_empty() && !range.is_empty() {
                kernels::count(&mut tally.counts[range.clone()], &slots[range], rows);
            }
        };
        // Groups that are not set count what passes all; they are taken together as far as they stand together.
        let mut from = 0;
        for group in Group::ALL {
            if let Some(rows) = passing.but(group, filters) {
                let own = self.slots.of(group);
                count(from..own.start, passing.all);
                count(own.clone(), rows);
                from = own.end;
            }
        }
        count(from..self.slots.listed(), passing.all);
        if !passing.all.is_empty() {
            tally.total += passing.all.count() as usize;
            matched(Matched::Rows(block, passing.all));
        }
    }
}

/// Rows of one block that pass.
struct Passing {
    /// Every group.
    all: Bits,
    /// Every group but this one of the filters.
    but: [Bits; Group::ALL.len()],
}

impl Passing {
    fn of(slots: &[Bits], rows: Bits, filters: &Filters) -> Passing {
        let mut passes = [Bits::NONE; Group::ALL.len()];
        for (pass, (_, of_group)) in passes.iter_mut().zip(&filters.set) {
            *pass = of_group.iter().fold(Bits::NONE, |any, slot| any.or(slots[*slot]));
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

    /// `None` where the group is not set.
    fn but(&self, group: Group, filters: &Filters) -> Option<Bits> {
        filters.set.iter().position(|(set, _)| *set == group).map(|i| self.but[i])
    }
}
