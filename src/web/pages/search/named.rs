//! The one box takes a provider's name, an NPI or a treatment as well: what is no place, and somebody's name, is looked for as such.

use chrono::{DateTime, Utc};

use crate::domain::problem::{Place as At, Problem};
use crate::geo::Gazetteer;
use crate::search::{Audience, Request, Slice, Snapshot, search};
use crate::web::extract::query::QueryPairs;
use crate::web::views::Page;

use super::results::address;

/// The same search with the words for a name in place of a place; `None` where something else is wrong as well, or nobody is called so.
///
/// A place that is misspelt must not become a name that is misspelt: only words that names really begin with count, and what
/// treatments and conditions are called.
pub fn by_name(
    page: &Page,
    snapshot: &Snapshot,
    pairs: &QueryPairs,
    problems: &[Problem],
    now: DateTime<Utc>,
) -> Option<String> {
    let [problem] = problems else { return None };
    let is_unknown_place = problem.code == "unknown_place" && problem.place == At::Query("near".into());
    let named = pairs.0.iter().any(|(name, value)| name == "q" && !value.trim().is_empty());
    if !is_unknown_place || named {
        return None;
    }
    let renamed = pairs.0.iter().filter(|(name, _)| !matches!(name.as_str(), "q" | "radius" | "page"));
    let renamed = renamed.map(|(name, value)| {
        let name = if name == "near" { "q" } else { name };
        (name.to_string(), value.clone())
    });
    let request = Request::parse(&renamed.collect::<Vec<_>>(), Gazetteer::get(), Audience::Page).ok()?;
    let found = search(snapshot, &request.query, &Slice::first(1), now);
    let as_spelt = found.read_as.iter().all(|read| read.names.is_empty());
    (found.total > 0 && as_spelt).then(|| address(page, &request.query, 1, request.map))
}
