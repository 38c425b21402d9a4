//! The attributes of a row that filters and counts ask for, each with a slot: a bit for every row, and a total.

use super::super::facets::Group;
use super::super::set::{Set, Word};
use crate::domain::clinical::{Condition, Payment, SafetyPractice, Setting, Treatment};
use crate::domain::credential::Profession;
use crate::domain::schedule::Within;

/// What a row has of each group.
#[derive(Debug, Clone, Copy)]
pub struct Attributes<'a> {
    /// Treatments.
    pub treatments: Set<Treatment>,
    /// The conditions that find it.
    pub conditions: Set<Condition>,
    /// Settings.
    pub settings: Set<Setting>,
    /// Payments.
    pub payments: Set<Payment>,
    /// Professions.
    pub professions: Set<Profession>,
    /// Places in the snapshot's languages.
    pub languages: &'a [u16],
    /// New patients are taken.
    pub accepting_new: bool,
    /// What finds it by its first opening.
    pub first_openings: Set<Within>,
    /// The entrance is said to be step-free.
    pub step_free: bool,
    /// Safety practice that it states.
    pub safety: Set<SafetyPractice>,
    /// The badge is shown.
    pub verified: bool,
    /// Fresh enough to be found at all.
    pub listed: bool,
}

/// Which slot is whose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slots {
    /// Where each group begins; the last is where they end.
    begins: [usize; Group::ALL.len() + 1],
}

impl Slots {
    /// For a snapshot with so many languages.
    pub fn new(languages: usize) -> Self {
        let size = |group: Group| match group {
            Group::Treatment => Treatment::WORDS.len(),
            Group::Condition => Condition::WORDS.len(),
            Group::Setting => Setting::WORDS.len(),
            Group::Payment => Payment::WORDS.len(),
            Group::Profession => Profession::WORDS.len(),
            Group::Language => languages,
            Group::FirstOpening => Within::WORDS.len(),
            Group::Safety => SafetyPractice::WORDS.len(),
            Group::AcceptingNew | Group::StepFree | Group::Verified => 1,
        };
        let mut slots = Slots::default();
        for (i, group) in Group::ALL.into_iter().enumerate() {
            slots.begins[i + 1] = slots.begins[i] + size(group);
        }
        slots
    }

    /// All of them, [`Slots::listed`] included.
    pub fn count(&self) -> usize {
        self.listed() + 1
    }

    /// The slot of rows that are fresh enough to be found.
    pub fn listed(&self) -> usize {
        self.begins[Group::ALL.len()]
    }

    /// Those of a group, in the order of its words.
    pub fn of(&self, group: Group) -> std::ops::Range<usize> {
        self.begins[group as usize]..self.begins[group as usize + 1]
    }

    /// The slots that a row fills.
    pub fn filled(&self, row: Attributes<'_>, mut each: impl FnMut(usize)) {
        fn words<W: Word>(set: Set<W>, from: usize, each: &mut impl FnMut(usize)) {
            set.iter().for_each(|word| each(from + word.index() as usize));
        }
        for group in Group::ALL {
            let from = self.of(group).start;
            match group {
                Group::Treatment => words(row.treatments, from, &mut each),
                Group::Condition => words(row.conditions, from, &mut each),
                Group::Setting => words(row.settings, from, &mut each),
                Group::Payment => words(row.payments, from, &mut each),
                Group::Profession => words(row.professions, from, &mut each),
                Group::Language => row.languages.iter().for_each(|l| each(from + usize::from(*l))),
                Group::FirstOpening => words(row.first_openings, from, &mut each),
                Group::Safety => words(row.safety, from, &mut each),
                Group::AcceptingNew if row.accepting_new => each(from),
                Group::StepFree if row.step_free => each(from),
                Group::Verified if row.verified => each(from),
                Group::AcceptingNew | Group::StepFree | Group::Verified => {}
            }
        }
        if row.listed {
            each(self.listed());
        }
    }
}
