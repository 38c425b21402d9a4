//! Counts beside the options of a filter.

use std::borrow::Cow;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::blocks::slots::Slots;
use super::layer::Row;
use super::set::{Set, Word};

/// A group of options: AND between groups, inside one as its [`Joined`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// `treatment`
    Treatment,
    /// `condition`
    Condition,
    /// `setting`
    Setting,
    /// `payment`
    Payment,
    /// `profession`
    Profession,
    /// `language`
    Language,
    /// `accepting_new`
    AcceptingNew,
    /// `first_opening`
    FirstOpening,
    /// `step_free`
    StepFree,
    /// `safety`
    Safety,
    /// `verified`
    Verified,
}

/// How several choices in one group are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// A place needs one of them.
    Any,
    /// A place needs all of them: each is a wish of its own.
    All,
}

impl Group {
    /// Every group, in the order of the contract.
    pub const ALL: [Group; 11] = [
        Group::Treatment,
        Group::Condition,
        Group::Setting,
        Group::Payment,
        Group::Profession,
        Group::Language,
        Group::AcceptingNew,
        Group::FirstOpening,
        Group::StepFree,
        Group::Safety,
        Group::Verified,
    ];

    /// How several of its choices are meant (decision 0033).
    pub const fn joined(self) -> Joined {
        match self {
            Group::Safety => Joined::All,
            _ => Joined::Any,
        }
    }

    /// The name of its parameter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Group::Treatment => "treatment",
            Group::Condition => "condition",
            Group::Setting => "setting",
            Group::Payment => "payment",
            Group::Profession => "profession",
            Group::Language => "language",
            Group::AcceptingNew => "accepting_new",
            Group::FirstOpening => "first_opening",
            Group::StepFree => "step_free",
            Group::Safety => "safety",
            Group::Verified => "verified",
        }
    }
}

/// One option and how many places choosing it alone in its group would give, all other groups kept; where all choices of a group must
/// hold, how many choosing it as well would give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count<'a> {
    /// The value of the parameter.
    pub value: &'a Cow<'static, str>,
    /// Places.
    pub places: usize,
}

/// The options of every group, in the order of the index's slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    values: Vec<Cow<'static, str>>,
    slots: Slots,
}

impl Options {
    /// The words of the contract, and these languages.
    pub(super) fn new(languages: &[String]) -> Options {
        fn words<W: Word>() -> Vec<Cow<'static, str>> {
            W::WORDS.iter().map(|w| w.word().into()).collect()
        }
        let values = Group::ALL.into_iter().flat_map(|group| match group {
            Group::Treatment => words::<crate::domain::clinical::Treatment>(),
            Group::Condition => words::<crate::domain::clinical::Condition>(),
            Group::Setting => words::<crate::domain::clinical::Setting>(),
            Group::Payment => words::<crate::domain::clinical::Payment>(),
            Group::Profession => words::<crate::domain::credential::Profession>(),
            Group::Language => languages.iter().map(|l| l.clone().into()).collect(),
            Group::FirstOpening => words::<crate::domain::schedule::Within>(),
            Group::Safety => words::<crate::domain::clinical::SafetyPractice>(),
            Group::AcceptingNew | Group::StepFree | Group::Verified => vec!["true".into()],
        });
        Options { values: values.collect(), slots: Slots::new(languages.len()) }
    }
}

/// The options of every group with their counts, those without a place included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facets {
    /// Those of the snapshot, and of every answer from it.
    options: Arc<Options>,
    /// One for each option.
    counts: Vec<u32>,
    /// Languages that are asked for and that nobody speaks.
    unspoken: Vec<Cow<'static, str>>,
}

impl Facets {
    /// What the index counted, slot by slot.
    pub(super) fn of(options: &Arc<Options>, asked: &[String], counts: Vec<u32>) -> Facets {
        let spoken = &options.values[options.slots.of(Group::Language)];
        let unspoken = asked.iter().filter(|l| !spoken.iter().any(|s| s == *l)).map(|l| l.clone().into()).collect();
        Facets { options: options.clone(), counts, unspoken }
    }

    /// The same counts of these options instead, which differ from its own in their languages alone; of a language that is not among them
    /// nothing is left to count.
    pub(super) fn of_options(self, options: &Arc<Options>, asked: &[String]) -> Facets {
        let mut counts = vec![0; options.slots.listed()];
        for group in Group::ALL {
            let (from, to) = (self.options.slots.of(group), options.slots.of(group));
            if group == Group::Language {
                let old = self.options.values[from.clone()].iter().zip(&self.counts[from]);
                let of =
                    |language: &Cow<'static, str>| old.clone().find(|(l, _)| *l == language).map_or(0, |(_, n)| *n);
                to.for_each(|slot| counts[slot] = of(&options.values[slot]));
            } else {
                counts[to].copy_from_slice(&self.counts[from]);
            }
        }
        Facets::of(options, asked, counts)
    }

    /// Counts a place that passes every group but perhaps this one.
    pub(super) fn add(&mut self, group: Group, row: &Row, accepting_new: bool, verified: bool) {
        let counts = &mut self.counts[self.options.slots.of(group)];
        match group {
            Group::Treatment => add_words(counts, row.treatments),
            Group::Condition => add_words(counts, row.conditions),
            Group::Setting => add_words(counts, row.settings),
            Group::Payment => add_words(counts, row.payments),
            Group::Profession => add_words(counts, row.professions),
            Group::Language => row.languages.iter().for_each(|l| counts[usize::from(*l)] += 1),
            Group::AcceptingNew => counts[0] += u32::from(accepting_new),
            Group::FirstOpening => add_words(counts, row.first_openings),
            Group::StepFree => counts[0] += u32::from(row.step_free),
            Group::Safety => add_words(counts, row.safety),
            Group::Verified => counts[0] += u32::from(verified),
        }
    }

    /// The options of a group with their counts; of languages, those that nobody speaks come last.
    pub fn of_group(&self, group: Group) -> impl Iterator<Item = Count<'_>> {
        let slots = self.options.slots.of(group);
        let known = self.options.values[slots.clone()].iter().zip(&self.counts[slots]);
        let unspoken = if group == Group::Language { self.unspoken.as_slice() } else { &[] };
        let known = known.map(|(value, places)| Count { value, places: *places as usize });
        known.chain(unspoken.iter().map(|value| Count { value, places: 0 }))
    }

    /// The count of one option; zero for a word that is none.
    pub fn count(&self, group: Group, value: &str) -> usize {
        self.of_group(group).find(|c| c.value == value).map_or(0, |c| c.places)
    }
}

fn add_words<W: Word>(counts: &mut [u32], words: Set<W>) {
    words.iter().for_each(|w| counts[w.index() as usize] += 1);
}

/// `{ "treatment": { "iv": 12, ... }, ... }`
impl Serialize for Facets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct OfGroup<'a>(&'a Facets, Group);
        impl Serialize for OfGroup<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.of_group(self.1).map(|c| (c.value, c.places)))
            }
        }
        let mut map = serializer.serialize_map(Some(Group::ALL.len()))?;
        for group in Group::ALL {
            map.serialize_entry(group.as_str(), &OfGroup(self, group))?;
        }
        map.end()
    }
}

impl JsonSchema for Facets {
    fn schema_name() -> Cow<'static, str> {
        "Facets".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let counts = |group: Group| {
            let said = format!("Each value of `{}` and its places.", group.as_str());
            let count = json_schema!({ "type": "integer", "minimum": 0 });
            let of = json_schema!({ "type": "object", "description": said, "additionalProperties": count });
            (group.as_str().to_string(), of.to_value())
        };
        json_schema!({
            "type": "object",
            "description": "For each filter and value: what choosing that value alone in its group would give, all other groups kept. Of `safety`, where all that is chosen must hold: what choosing that value as well would give.",
            "properties": Group::ALL.map(counts).into_iter().collect::<serde_json::Map<_, _>>(),
            "required": Group::ALL.map(Group::as_str)
        })
    }
}
