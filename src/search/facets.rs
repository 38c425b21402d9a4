//! Counts beside the options of a filter.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::blocks::slots::Slots;
use super::query::Query;
use super::set::{Set, Word};
use super::snapshot::{Row, Snapshot};

/// A group of options: OR inside one, AND between them.
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
    /// `verified`
    Verified,
}

impl Group {
    /// Every group, in the order of the contract.
    pub const ALL: [Group; 8] = [
        Group::Treatment,
        Group::Condition,
        Group::Setting,
        Group::Payment,
        Group::Profession,
        Group::Language,
        Group::AcceptingNew,
        Group::Verified,
    ];

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
            Group::Verified => "verified",
        }
    }
}

/// One option and how many places choosing it alone in its group would give, all other groups kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The value of the parameter.
    pub value: Cow<'static, str>,
    /// Places.
    pub places: usize,
}

/// The options of every group, those without a place included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facets {
    groups: [Vec<Count>; Group::ALL.len()],
}

impl Facets {
    /// All at zero: the words of the contract, and the languages that are spoken or asked for.
    pub(super) fn empty(snapshot: &Snapshot, query: &Query) -> Facets {
        fn words<W: Word>() -> Vec<Count> {
            W::WORDS.iter().map(|w| Count { value: w.word().into(), places: 0 }).collect()
        }
        let unspoken = query.languages.iter().filter(|l| !snapshot.languages().contains(l));
        let languages = snapshot.languages().iter().chain(unspoken);
        let yes = || vec![Count { value: "true".into(), places: 0 }];
        let groups = Group::ALL.map(|group| match group {
            Group::Treatment => words::<crate::domain::clinical::Treatment>(),
            Group::Condition => words::<crate::domain::clinical::Condition>(),
            Group::Setting => words::<crate::domain::clinical::Setting>(),
            Group::Payment => words::<crate::domain::clinical::Payment>(),
            Group::Profession => words::<crate::domain::credential::Profession>(),
            Group::Language => languages.clone().map(|l| Count { value: l.clone().into(), places: 0 }).collect(),
            Group::AcceptingNew | Group::Verified => yes(),
        });
        Facets { groups }
    }

    /// Takes over what the index counted.
    pub(super) fn take(&mut self, slots: &Slots, counts: &[u32]) {
        for group in Group::ALL {
            let of_group = &counts[slots.of(group)];
            // Languages that are asked for and that nobody speaks stand behind the others, at zero.
            self.groups[group as usize].iter_mut().zip(of_group).for_each(|(c, n)| c.places += *n as usize);
        }
    }

    /// Counts a place that passes every group but perhaps this one.
    pub(super) fn add(&mut self, group: Group, row: &Row, accepting_new: bool, verified: bool) {
        let counts = &mut self.groups[group as usize];
        match group {
            Group::Treatment => add_words(counts, row.treatments),
            Group::Condition => add_words(counts, row.conditions),
            Group::Setting => add_words(counts, row.settings),
            Group::Payment => add_words(counts, row.payments),
            Group::Profession => add_words(counts, row.professions),
            Group::Language => row.languages.iter().for_each(|l| counts[usize::from(*l)].places += 1),
            Group::AcceptingNew => counts[0].places += usize::from(accepting_new),
            Group::Verified => counts[0].places += usize::from(verified),
        }
    }

    /// The options of a group with their counts.
    pub fn of(&self, group: Group) -> &[Count] {
        &self.groups[group as usize]
    }

    /// The count of one option; zero for a word that is none.
    pub fn count(&self, group: Group, value: &str) -> usize {
        self.of(group).iter().find(|c| c.value == value).map_or(0, |c| c.places)
    }
}

fn add_words<W: Word>(counts: &mut [Count], words: Set<W>) {
    words.iter().for_each(|w| counts[w.index() as usize].places += 1);
}

/// `{ "treatment": { "iv": 12, ... }, ... }`
impl Serialize for Facets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Options<'a>(&'a [Count]);
        impl Serialize for Options<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|c| (&c.value, c.places)))
            }
        }
        let mut map = serializer.serialize_map(Some(Group::ALL.len()))?;
        for group in Group::ALL {
            map.serialize_entry(group.as_str(), &Options(self.of(group)))?;
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
            "description": "For each filter and value: what choosing that value alone in its group would give, all other groups kept.",
            "properties": Group::ALL.map(counts).into_iter().collect::<serde_json::Map<_, _>>(),
            "required": Group::ALL.map(Group::as_str)
        })
    }
}
