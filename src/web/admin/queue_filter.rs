//! What the queue's address asks for, and how the page leads on with it.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::domain::find;
use crate::domain::problem::Problem;
use crate::domain::submission::SubmissionState;
use crate::pipeline::review::{Holder, Kind, MOST_COUNTED, Part, Sift};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::problem::Code;

/// Lines a page.
pub const PER_PAGE: i64 = 50;
/// As far as pages go: what is further down is found by a filter.
const LAST_PAGE: i64 = MOST_COUNTED / PER_PAGE;

/// One of the lists.
pub struct List {
    /// In the address.
    pub word: &'static str,
    /// On the page.
    pub name: &'static str,
    states: &'static [SubmissionState],
    newest_first: bool,
}

/// The lists that there are.
pub const LISTS: [List; 3] = [
    List {
        word: "open",
        name: "To review",
        states: &[SubmissionState::Received, SubmissionState::InReview],
        newest_first: false,
    },
    List {
        word: "waiting",
        name: "Waiting for the provider",
        states: &[SubmissionState::ChangesRequested],
        newest_first: false,
    },
    List {
        word: "done",
        name: "Decided",
        states: &[SubmissionState::Published, SubmissionState::Rejected, SubmissionState::Withdrawn],
        newest_first: true,
    },
];

/// Words of `kind`, with their names.
const KINDS: [(&str, &str, Kind); 3] = [
    ("new", "New", Kind::New),
    ("change", "Change", Kind::Change),
    ("question", "Listed, in question", Kind::Question),
];

/// Words of `holder`, with their names.
const HOLDERS: [(&str, &str); 2] = [("me", "Taken by me"), ("nobody", "Taken by nobody")];

/// What was asked for.
pub struct Asked {
    /// Which list.
    pub list: &'static List,
    /// As typed.
    pub text: String,
    kind: Option<(&'static str, Kind)>,
    holder: Option<&'static str>,
    is_late: bool,
    page: i64,
}

/// A word that can be chosen.
#[derive(Serialize)]
pub struct Choice {
    word: &'static str,
    name: &'static str,
    is_chosen: bool,
}

/// What the kind of a submission is called.
pub fn kind_words(kind: Kind) -> &'static str {
    KINDS.iter().find(|(_, _, known)| *known == kind).map_or("", |(_, name, _)| name)
}

impl Asked {
    /// Reads the address.
    ///
    /// # Errors
    /// 400 for a word or number that is none of those that there are.
    pub fn of(query: &QueryPairs) -> Result<Asked, WebError> {
        let given = |name: &str| query.first(name).filter(|text| !text.is_empty());
        let list = given("list").unwrap_or("open");
        let list = LISTS.iter().find(|l| l.word == list);
        let list = list.ok_or_else(|| refused("list", "list is one of open, waiting, done."))?;
        let kind = given("kind").map(|word| {
            let known = KINDS.iter().find(|(w, _, _)| *w == word).map(|(w, _, kind)| (*w, *kind));
            known.ok_or_else(|| refused("kind", "kind is one of new, change, question."))
        });
        let holder = given("holder").map(|word| {
            let known = HOLDERS.iter().find(|(w, _)| *w == word).map(|(w, _)| *w);
            known.ok_or_else(|| refused("holder", "holder is one of me, nobody."))
        });
        let is_late = match given("late") {
            None => false,
            Some("yes") => true,
            Some(_) => return Err(refused("late", "late is yes, or is left out.")),
        };
        let page = match given("page").map_or(Ok(1), str::parse::<i64>) {
            Ok(number @ 1..=LAST_PAGE) => number,
            _ => return Err(refused("page", "page is a number from 1 to 20.")),
        };
        let text: String = given("q").unwrap_or_default().chars().take(200).collect();
        Ok(Asked { list, text, kind: kind.transpose()?, holder: holder.transpose()?, is_late, page })
    }

    /// Which lines of which states.
    pub fn part(&self) -> Part<'static> {
        Part {
            states: self.list.states,
            newest_first: self.list.newest_first,
            limit: PER_PAGE,
            offset: (self.page - 1) * PER_PAGE,
        }
    }

    /// What is let through. `viewer`: who asks, by id.
    pub fn sift(&self, viewer: &str, now: chrono::DateTime<chrono::Utc>) -> Sift {
        Sift {
            words: find::asked(&self.text),
            holder: self.holder.map(|word| match word {
                "me" => Holder::Staff(viewer.to_string()),
                _ => Holder::Nobody,
            }),
            kind: self.kind.map(|(_, kind)| kind),
            due_before: self.is_late.then_some(now),
        }
    }

    /// Whether anything is sifted.
    pub fn is_sifted(&self) -> bool {
        !self.text.is_empty() || self.kind.is_some() || self.holder.is_some() || self.is_late
    }

    /// The words of `kind`.
    pub fn kinds(&self) -> Vec<Choice> {
        let chosen = |word| self.kind.is_some_and(|(w, _)| w == word);
        KINDS.iter().map(|(word, name, _)| Choice { word, name, is_chosen: chosen(*word) }).collect()
    }

    /// The words of `holder`.
    pub fn holders(&self) -> Vec<Choice> {
        HOLDERS.iter().map(|(word, name)| Choice { word, name, is_chosen: self.holder == Some(*word) }).collect()
    }

    /// Whether only what is late was asked for.
    pub fn is_late(&self) -> bool {
        self.is_late
    }

    /// The address of the page before and of the page after, of so many in all.
    pub fn pages(&self, total: i64) -> (Option<String>, Option<String>) {
        let late = if self.is_late { "yes" } else { "" };
        let kind = self.kind.map_or("", |(word, _)| word);
        let chosen = [("q", self.text.as_str()), ("kind", kind), ("holder", self.holder.unwrap_or("")), ("late", late)];
        let chosen: String = chosen
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("&{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
            .collect();
        let at = |page: i64| format!("/admin/queue?list={}{chosen}&page={page}", self.list.word);
        let previous = (self.page > 1).then(|| at(self.page - 1));
        let has_more = self.page * PER_PAGE < total && self.page < LAST_PAGE;
        (previous, has_more.then(|| at(self.page + 1)))
    }
}

fn refused(name: &'static str, said: &'static str) -> WebError {
    WebError::new(Code::BadQuery).with_problem(Problem::query(name, "unknown_word", said))
}
