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
            words(Group::FirstOpening, places(query.first_openings)),
            words(Group::StepFree, if query.step_free { vec![0] } else { vec![] }),
            words(Group::Safety, places(query.safety)),
            words(Group::Verified, if query.verified { vec![0] } else { vec![] }),
        ];
        let mut set: Vec<_> = asked.into_iter().filter(|(_, slots)| !slots.is_empty()).collect();
        if !query.languages.is_empty() {
            // Of a language that nobody speaks there is no slot, and no row.
            set.push(words(Group::Language, languages.iter().map(|l| u32::from(*l)).collect()));
        }
        Filters { set }
    }

    /// Each group that is set, with the slots of which a row must fill one, or all.
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
        // Groups that are not set count what passes all, as do those that are joined by AND; they are taken together as far as they stand
        // together.
        let mut from = 0;
        for group in Group::ALL {
            if let Some(rows) = passing.but(group, filters) {
                let own = self.slots.of(group);
                count(from..own.start, passing.all);
                count(own.clone(), rows);
                from = own.end;
            }
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
    /// Every group but this one of the filters.
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

    /// What the counts of a group are taken of, where that is not what passes all: `None` where the group is not set or each choice in it
    /// is one more wish.
    fn but(&self, group: Group, filters: &Filters) -> Option<Bits> {
        let set = filters.set.iter().position(|(set, _)| *set == group && group.joined() == Joined::Any);
        set.map(|i| self.but[i])
    }
}
