//! The filters of a query one by one, each with the query that is left without it.

use super::query::{Query, Radius};
use super::set::{Set, Word};

/// One filter in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Active {
    /// Its parameter.
    pub parameter: &'static str,
    /// Its value as in the address.
    pub value: String,
    /// The query without it.
    pub without: Query,
}

impl Query {
    /// Every filter in force, in the order of the contract. Place, radius and order are none.
    pub fn active(&self) -> Vec<Active> {
        let mut active = Vec::new();
        let mut add = |parameter, value: String, drop: &dyn Fn(&mut Query)| {
            let mut without = self.clone();
            drop(&mut without);
            active.push(Active { parameter, value, without });
        };
        if self.bbox.is_some() {
            add("bbox", self.value_of("bbox"), &|q| q.bbox = None);
        }
        each(self.treatments, |w, s| add("treatment", w, &|q| q.treatments = s));
        each(self.conditions, |w, s| add("condition", w, &|q| q.conditions = s));
        each(self.settings, |w, s| add("setting", w, &|q| q.settings = s));
        each(self.payments, |w, s| add("payment", w, &|q| q.payments = s));
        each(self.professions, |w, s| add("profession", w, &|q| q.professions = s));
        for language in &self.languages {
            add("language", language.clone(), &|q| q.languages.retain(|l| l != language));
        }
        if self.accepting_new {
            add("accepting_new", "true".to_string(), &|q| q.accepting_new = false);
        }
        each(self.first_openings, |w, s| add("first_opening", w, &|q| q.first_openings = s));
        if self.open_now {
            add("open_now", "true".to_string(), &|q| q.open_now = false);
        }
        if self.step_free {
            add("step_free", "true".to_string(), &|q| q.step_free = false);
        }
        each(self.safety, |w, s| add("safety", w, &|q| q.safety = s));
        if self.verified {
            add("verified", "true".to_string(), &|q| q.verified = false);
        }
        for (parameter, drop) in SINGLE {
            let value = self.value_of(parameter);
            if !value.is_empty() {
                add(parameter, value, &drop);
            }
        }
        active
    }

    /// The same place and order with no filter and no limit of distance.
    pub fn unfiltered(&self) -> Query {
        Query { near: self.near.clone(), radius: Radius::Any, sort: self.sort, ..Query::default() }
    }

    fn value_of(&self, parameter: &str) -> String {
        self.pairs().into_iter().find(|(name, _)| *name == parameter).map(|(_, value)| value).unwrap_or_default()
    }
}

/// Takes a filter out of a query.
type Drop = fn(&mut Query);

/// The filters with one value, and how each is dropped.
const SINGLE: [(&str, Drop); 3] =
    [("licensed_in", |q| q.licensed_in = None), ("max_price", |q| q.max_price = None), ("q", |q| q.q = None)];

/// Calls `f` with each word and the set without it.
fn each<W: Word>(set: Set<W>, mut f: impl FnMut(String, Set<W>)) {
    for word in set.iter() {
        let mut left = set;
        left.remove(word);
        f(word.word().to_string(), left);
    }
}
