//! What the address of the list of all work asks for, and how the page leads on with it.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::domain::find;
use crate::domain::problem::Problem;
use crate::domain::work::WorkKind;
use crate::reads::work::{MOST_COUNTED, WorkSift};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::problem::Code;

/// Lines a page.
pub const PER_PAGE: i64 = 25;
/// As far as pages go: what is further down is found by a filter.
const LAST_PAGE: i64 = MOST_COUNTED / PER_PAGE;
/// Where the list is.
pub const ADDRESS: &str = "/admin/work";

/// What was asked for.
pub struct Asked {
    /// As typed.
    pub text: String,
    /// None: all of them.
    kinds: Vec<WorkKind>,
    /// Only what is late.
    pub is_late: bool,
    /// Only what the viewer has.
    pub is_mine: bool,
    page: i64,
}

/// A kind that can be chosen.
#[derive(Serialize)]
pub struct Choice {
    word: &'static str,
    name: &'static str,
    /// That kind alone.
    href: String,
    /// How much there is of it, in words.
    count: String,
    is_chosen: bool,
    is_there: bool,
}

/// What a kind is called.
pub const fn kind_name(kind: WorkKind) -> &'static str {
    match kind {
        WorkKind::New => "New",
        WorkKind::Change => "Change",
        WorkKind::Question => "Listed, in question",
        WorkKind::Claim => "Claim",
        WorkKind::Removal => "Removal",
        WorkKind::Report => "Report",
        WorkKind::Comment => "Comment",
        WorkKind::Exclusion => "Exclusion hit",
        WorkKind::LookUp => "Check due",
        WorkKind::Paper => "Paper expired",
        WorkKind::Finding => "Finding",
        WorkKind::Hidden => "Hidden at once",
        WorkKind::Return => "Back in sight?",
        WorkKind::Identity => "Sender to confirm",
        WorkKind::Supervisor => "Supervisor to ask",
        WorkKind::Call => "Call",
        WorkKind::Update => "Look at update",
    }
}

impl Asked {
    /// Reads the address.
    ///
    /// # Errors
    /// 400 for a word or number that is none of those that there are.
    pub fn of(query: &QueryPairs) -> Result<Asked, WebError> {
        let given = |name: &str| query.first(name).filter(|text| !text.is_empty());
        let kinds = query.all("kind").filter(|word| !word.is_empty()).map(|word| {
            word.parse::<WorkKind>()
                .map_err(|_| refused("kind", format!("kind is one of {}.", WorkKind::WORDS.join(", "))))
        });
        let mut kinds = kinds.collect::<Result<Vec<_>, _>>()?;
        kinds.sort_unstable();
        kinds.dedup();
        let is_yes = |name: &'static str| match given(name) {
            None => Ok(false),
            Some("yes") => Ok(true),
            Some(_) => Err(refused(name, format!("{name} is yes, or is left out."))),
        };
        let page = match given("page").map_or(Ok(1), str::parse::<i64>) {
            Ok(number @ 1..=LAST_PAGE) => number,
            _ => return Err(refused("page", format!("page is a number from 1 to {LAST_PAGE}."))),
        };
        let text: String = given("q").unwrap_or_default().chars().take(200).collect();
        Ok(Asked { text, kinds, is_late: is_yes("late")?, is_mine: is_yes("mine")?, page })
    }

    /// What is let through. `viewer`: who asks, by id.
    pub fn sift(&self, viewer: &str, now: chrono::DateTime<chrono::Utc>) -> WorkSift {
        WorkSift {
            kinds: if self.kinds.is_empty() { WorkKind::ALL.to_vec() } else { self.kinds.clone() },
            words: find::asked(&self.text),
            reference: find::reference(&self.text),
            holder: self.is_mine.then(|| viewer.to_string()),
            due_before: self.is_late.then_some(now),
        }
    }

    /// At most how many lines, and after how many.
    pub fn part(&self) -> (i64, i64) {
        (PER_PAGE, (self.page - 1) * PER_PAGE)
    }

    /// Whether it is the first page of everything.
    pub fn is_start(&self) -> bool {
        self.page == 1 && !self.is_sifted()
    }

    /// Whether anything is sifted.
    pub fn is_sifted(&self) -> bool {
        !self.text.is_empty() || !self.kinds.is_empty() || self.is_late || self.is_mine
    }

    /// The kinds, with how much there is of each.
    pub fn choices(&self, counts: &[(WorkKind, i64)]) -> Vec<Choice> {
        let choice = |(kind, count): &(WorkKind, i64)| Choice {
            word: kind.as_str(),
            name: kind_name(*kind),
            href: format!("{ADDRESS}?kind={kind}"),
            count: in_words(*count),
            is_chosen: self.kinds.contains(kind),
            is_there: *count > 0,
        };
        counts.iter().map(choice).collect()
    }

    /// The address of the page before and of the page after.
    pub fn pages(&self, has_more: bool) -> (Option<String>, Option<String>) {
        let mut chosen: String = self.kinds.iter().map(|kind| format!("kind={kind}&")).collect();
        for (name, is_chosen) in [("late", self.is_late), ("mine", self.is_mine)] {
            if is_chosen {
                chosen.push_str(&format!("{name}=yes&"));
            }
        }
        if !self.text.is_empty() {
            chosen.push_str(&format!("q={}&", utf8_percent_encode(&self.text, NON_ALPHANUMERIC)));
        }
        let at = |page: i64| format!("{ADDRESS}?{chosen}page={page}");
        ((self.page > 1).then(|| at(self.page - 1)), (has_more && self.page < LAST_PAGE).then(|| at(self.page + 1)))
    }
}

/// A count, as far as it is counted.
pub fn in_words(count: i64) -> String {
    if count > MOST_COUNTED { format!("more than {MOST_COUNTED}") } else { count.to_string() }
}

fn refused(name: &'static str, said: String) -> WebError {
    WebError::new(Code::BadQuery).with_problem(Problem::query(name, "unknown_word", said))
}
