//! A [`Query`] as the words of an address: always the same order, what is the default left out.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::query::{Query, Radius};
use super::set::{Set, Word};

/// What RFC 3986 lets stand, and the comma of coordinates.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b',');

impl Query {
    /// Names and values, unencoded. Parsing them gives this query again.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut put = |name, value: Option<String>| pairs.extend(value.map(|v| (name, v)));
        let yes = |on: bool| on.then(|| "true".to_string());
        put("near", self.near.as_ref().map(|n| n.asked.clone()));
        put("radius", self.radius_word());
        put("bbox", self.bbox.map(|b| format!("{},{},{},{}", b.west, b.south, b.east, b.north)));
        words(&mut put, "treatment", self.treatments);
        words(&mut put, "condition", self.conditions);
        words(&mut put, "setting", self.settings);
        words(&mut put, "payment", self.payments);
        words(&mut put, "profession", self.professions);
        self.languages.iter().for_each(|l| put("language", Some(l.clone())));
        put("accepting_new", yes(self.accepting_new));
        words(&mut put, "first_opening", self.first_openings);
        put("open_now", yes(self.open_now));
        put("step_free", yes(self.step_free));
        words(&mut put, "safety", self.safety);
        put("verified", yes(self.verified));
        put("licensed_in", self.licensed_in.clone());
        put("max_price", self.max_price.map(|p| p.to_string()));
        put("q", self.q.as_ref().map(|q| q.text.clone()));
        put("sort", self.sort.map(|s| s.as_str().to_string()));
        pairs
    }

    /// The query string without its `?`; empty for the query that asks nothing.
    pub fn query_string(&self) -> String {
        query_string(&self.pairs())
    }

    fn radius_word(&self) -> Option<String> {
        match self.radius {
            r if r == Radius::default() => None,
            Radius::Any => Some("any".to_string()),
            Radius::Miles(miles) => Some(miles.to_string()),
        }
    }
}

fn words<W: Word>(put: &mut impl FnMut(&'static str, Option<String>), name: &'static str, set: Set<W>) {
    set.iter().for_each(|w| put(name, Some(w.word().to_string())));
}

/// Encodes pairs for an address, without a `?`.
pub fn query_string<N: AsRef<str>, V: AsRef<str>>(pairs: &[(N, V)]) -> String {
    let encode = |s: &str| utf8_percent_encode(s, KEPT).to_string();
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", encode(name.as_ref()), encode(value.as_ref())));
    pairs.collect::<Vec<_>>().join("&")
}
