//! The words of an address become a [`Query`]; every problem comes back at once.

use std::collections::BTreeMap;

use crate::domain::problem::Problem;
use crate::geo::{Gazetteer, Place, Resolution};

use super::name::Words;
use super::query::{Asked, Bbox, MAX_RADIUS, MIN_RADIUS, Near, Query, Radius, Sort};
use super::set::{Set, Word};

/// Results on a page when nothing else is said.
pub const DEFAULT_PAGE_SIZE: usize = 20;
/// The most results on one page; more are cut to this.
pub const MAX_PAGE_SIZE: usize = 100;
/// Letters that a place or a name may have.
pub const MAX_TEXT: usize = 100;

/// Who asks: machines are told of a parameter that we do not know, people's links may carry any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Knows `page_size` and `page_token`. Unknown parameters and empty values are problems.
    Api,
    /// Knows `page` and `map`. Unknown parameters are ignored; an empty value is a field left blank.
    Page,
}

/// One request for results.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What is looked for.
    pub query: Query,
    /// Page from 1.
    pub page: usize,
    /// Results on one.
    pub page_size: usize,
    /// Where an earlier page ended; see [`super::paging`].
    pub page_token: Option<String>,
    /// The results are wanted on a map, too.
    pub map: bool,
}

/// Why there is no query.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Values that have to be mended.
    #[error("{} of the search parameters cannot be used", problems.len())]
    Problems {
        /// All of them.
        problems: Vec<Problem>,
        /// Places that may have been meant by an unknown one.
        suggestions: Vec<Place>,
    },
    /// All is well but for a place name that several places bear.
    #[error("several places bear that name")]
    WhichPlace {
        /// The words.
        asked: String,
        /// The places, the most populous first.
        choices: Vec<Place>,
    },
}

impl Refusal {
    /// As problems, for those who cannot choose from links.
    pub fn into_problems(self) -> Vec<Problem> {
        match self {
            Refusal::Problems { problems, .. } => problems,
            Refusal::WhichPlace { choices, .. } => vec![ambiguous(&choices)],
        }
    }
}

/// Parameters that may be given once.
const SINGLE: &[&str] = &[
    "near",
    "radius",
    "bbox",
    "accepting_new",
    "open_now",
    "step_free",
    "verified",
    "licensed_in",
    "max_price",
    "q",
    "sort",
];
/// Parameters that may be repeated.
const REPEATED: &[&str] =
    &["treatment", "condition", "setting", "payment", "profession", "language", "first_opening", "safety"];

impl Audience {
    fn paging(self) -> &'static [&'static str] {
        match self {
            Audience::Api => &["page_size", "page_token"],
            Audience::Page => &["page", "map"],
        }
    }
}

impl Request {
    /// Reads decoded name and value pairs in the order in which they stood.
    pub fn parse(pairs: &[(String, String)], gazetteer: &Gazetteer, audience: Audience) -> Result<Request, Refusal> {
        let mut values = Values::collect(pairs, audience);
        let place = values.one("near", |text| place(text, gazetteer));
        let request = Request {
            query: Query {
                near: None,
                radius: values.one("radius", radius).unwrap_or_default(),
                bbox: values.one("bbox", bbox),
                treatments: values.words("treatment"),
                conditions: values.words("condition"),
                settings: values.words("setting"),
                payments: values.words("payment"),
                professions: values.words("profession"),
                languages: values.languages(),
                accepting_new: values.one("accepting_new", only_true).is_some(),
                first_openings: values.words("first_opening"),
                open_now: values.one("open_now", only_true).is_some(),
                step_free: values.one("step_free", only_true).is_some(),
                safety: values.words("safety"),
                verified: values.one("verified", only_true).is_some(),
                licensed_in: values.one("licensed_in", |s| state(s, gazetteer)),
                max_price: values.one("max_price", max_price),
                q: values.one("q", name_or_npi),
                sort: values.one("sort", |s| s.parse::<Sort>().map_err(|e| ("unknown_word", sentence(&e)))),
            },
            page: values.one("page", |s| from_one(s, "page")).unwrap_or(1),
            page_size: values.one("page_size", |s| from_one(s, "page_size")).unwrap_or(DEFAULT_PAGE_SIZE),
            page_token: values.one("page_token", |s| Ok(s.to_string())),
            map: values.one("map", only_true).is_some(),
        };
        request.settle(place, values.problems)
    }

    /// Puts the place in, or says everything that stands against it.
    fn settle(mut self, place: Option<(String, Resolution)>, mut problems: Vec<Problem>) -> Result<Request, Refusal> {
        let mut suggestions = Vec::new();
        match place {
            None => {}
            Some((asked, Resolution::One(place))) => self.query.near = Some(Near { asked, place }),
            Some((asked, Resolution::Several(choices))) if problems.is_empty() => {
                return Err(Refusal::WhichPlace { asked, choices });
            }
            Some((_, Resolution::Several(choices))) => problems.push(ambiguous(&choices)),
            Some((_, Resolution::Unknown { suggestions: near_misses })) => {
                problems.push(unknown(&near_misses));
                suggestions = near_misses;
            }
        }
        if !problems.is_empty() {
            return Err(Refusal::Problems { problems, suggestions });
        }
        self.page_size = self.page_size.min(MAX_PAGE_SIZE);
        Ok(self)
    }
}

/// A code and a sentence.
type Fault = (&'static str, String);

/// The values of each parameter, and what is wrong with them so far.
struct Values<'a> {
    by_name: BTreeMap<&'a str, Vec<&'a str>>,
    problems: Vec<Problem>,
}

impl<'a> Values<'a> {
    fn collect(pairs: &'a [(String, String)], audience: Audience) -> Self {
        let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut problems = Vec::new();
        for (name, value) in pairs {
            let (name, value) = (name.as_str(), value.trim());
            let single = SINGLE.contains(&name) || audience.paging().contains(&name);
            let known = single || REPEATED.contains(&name);
            match (known, value.is_empty(), audience) {
                (false, _, Audience::Page) | (true, true, Audience::Page) => {}
                (false, _, Audience::Api) => {
                    let name: String = name.chars().take(40).collect();
                    let detail = "There is no such search parameter; leave it out or check its spelling.";
                    problems.push(Problem::query(name, "unknown_parameter", detail));
                }
                // An empty page_token is what the last page ends with.
                (true, true, Audience::Api) if name == "page_token" => {}
                (true, true, Audience::Api) => {
                    problems.push(Problem::query(name, "empty_value", format!("{name} has no value; leave it out.")));
                }
                (true, false, _) => {
                    let values = by_name.entry(name).or_default();
                    if single && values.len() == 1 {
                        let detail = format!("{name} is given more than once; give it once.");
                        problems.push(Problem::query(name, "duplicate_parameter", detail));
                    }
                    values.push(value);
                }
            }
        }
        Values { by_name, problems }
    }

    /// The value of a parameter that may be given once, read by `read`.
    fn one<T>(&mut self, name: &'static str, read: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        let value = self.by_name.get(name)?.first()?;
        read(value).map_err(|(code, detail)| self.problems.push(Problem::query(name, code, detail))).ok()
    }

    /// The words of a parameter that may be repeated.
    fn words<W: Word + std::str::FromStr<Err: std::fmt::Display>>(&mut self, name: &'static str) -> Set<W> {
        let mut set = Set::default();
        for value in self.by_name.get(name).into_iter().flatten() {
            match value.parse::<W>() {
                Ok(word) => set.insert(word),
                Err(e) => self.problems.push(Problem::query(name, "unknown_word", sentence(&e))),
            }
        }
        set
    }

    /// Language codes, lower case, sorted, each once.
    fn languages(&mut self) -> Vec<String> {
        let mut languages = Vec::new();
        for value in self.by_name.get("language").into_iter().flatten() {
            if matches!(value.len(), 2..=3) && value.bytes().all(|b| b.is_ascii_alphabetic()) {
                languages.push(value.to_ascii_lowercase());
            } else {
                let detail = "A language is a two-letter code such as en or es.";
                self.problems.push(Problem::query("language", "bad_language", detail));
            }
        }
        languages.sort_unstable();
        languages.dedup();
        languages
    }
}

fn sentence(error: &impl std::fmt::Display) -> String {
    format!("{error}.")
}

fn place(text: &str, gazetteer: &Gazetteer) -> Result<(String, Resolution), Fault> {
    let text = short(text)?;
    Ok((text.to_string(), gazetteer.resolve(text)))
}

fn short(text: &str) -> Result<&str, Fault> {
    if text.chars().count() <= MAX_TEXT {
        Ok(text)
    } else {
        Err(("too_long", format!("Use at most {MAX_TEXT} characters.")))
    }
}

fn labels(places: &[Place]) -> String {
    places.iter().take(5).map(|p| p.label.as_str()).collect::<Vec<_>>().join("; ")
}

fn unknown(suggestions: &[Place]) -> Problem {
    let mut detail = "No such place is known. Use a ZIP code, a city and state such as Portland, OR, a state, \
                      or latitude,longitude."
        .to_string();
    if !suggestions.is_empty() {
        detail = format!("{detail} Did you mean: {}?", labels(suggestions));
    }
    Problem::query("near", "unknown_place", detail)
}

fn ambiguous(choices: &[Place]) -> Problem {
    let detail = format!("Several places bear that name; add the state. The largest are: {}.", labels(choices));
    Problem::query("near", "ambiguous_place", detail)
}

/// Digits with at most one point: no sign, no exponent, no words for numbers.
fn decimal(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && text.bytes().any(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten().filter(|n: &f64| n.is_finite())
}

fn radius(text: &str) -> Result<Radius, Fault> {
    if text == "any" {
        return Ok(Radius::Any);
    }
    let range = || format!("A radius is a number of miles from {MIN_RADIUS} to {MAX_RADIUS}, or any.");
    let miles = decimal(text.strip_prefix('-').unwrap_or(text)).ok_or_else(|| ("bad_number", range()))?;
    let inside = !text.starts_with('-') && (MIN_RADIUS..=MAX_RADIUS).contains(&miles);
    if inside { Ok(Radius::Miles(miles)) } else { Err(("out_of_range", range())) }
}

fn bbox(text: &str) -> Result<Bbox, Fault> {
    let fault = |detail: &str| ("bad_bbox", detail.to_string());
    let degrees = |part: &str| {
        let part = part.trim();
        let size = decimal(part.strip_prefix('-').unwrap_or(part))?;
        Some(if part.starts_with('-') { -size } else { size })
    };
    let edges: Option<Vec<f64>> = text.split(',').map(degrees).collect();
    let Some(&[west, south, east, north]) = edges.as_deref() else {
        return Err(fault("A bbox is four numbers in degrees: west,south,east,north."));
    };
    if [west, east].iter().any(|d| d.abs() > 180.0) || [south, north].iter().any(|d| d.abs() > 90.0) {
        return Err(fault("West and east lie between -180 and 180 degrees, south and north between -90 and 90."));
    }
    if south > north {
        return Err(fault("South lies above north; a bbox is west,south,east,north."));
    }
    Ok(Bbox { west, south, east, north })
}

fn only_true(text: &str) -> Result<(), Fault> {
    match text {
        "true" => Ok(()),
        _ => Err(("unknown_word", "The only value is true; leave the parameter out otherwise.".to_string())),
    }
}

fn state(text: &str, gazetteer: &Gazetteer) -> Result<String, Fault> {
    let found = (text.len() == 2).then(|| gazetteer.state(text)).flatten();
    let fault = || ("unknown_state", "Use the two-letter code of a US state or territory, such as OR.".to_string());
    found.map(|state| state.code.to_string()).ok_or_else(fault)
}

fn max_price(text: &str) -> Result<u32, Fault> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let dollars = digits.then(|| text.parse().ok()).flatten();
    dollars.ok_or_else(|| ("bad_number", "A price is a whole number of US dollars, such as 600.".to_string()))
}

fn name_or_npi(text: &str) -> Result<Asked, Fault> {
    let text = short(text)?;
    let words = Words::read(text)
        .ok_or_else(|| ("no_words", "A name has at least one letter or digit; an NPI has ten digits.".to_string()))?;
    Ok(Asked { text: text.to_string(), words })
}

fn from_one(text: &str, name: &str) -> Result<usize, Fault> {
    let digits = text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 9;
    let number: Option<usize> = digits.then(|| text.parse().ok()).flatten();
    match number {
        Some(0) => Err(("out_of_range", format!("{name} begins with 1."))),
        Some(n) => Ok(n),
        None => Err(("bad_number", format!("{name} is a whole number from 1."))),
    }
}

#[cfg(test)]
mod tests;
