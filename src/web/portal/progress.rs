//! How far a draft is: the task list, and which page follows which.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::asking::Asking;
use super::faults::{Fault, faults};
use super::fields::Of;
use super::sheets::{TASKS, sheet};
use crate::domain::draft::{Draft, Whose, full_name, place_name};
use crate::rules::Rules;

/// A page of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// Questions about a part.
    Sheet(&'static str, Whose),
    /// The licenses that a person lists.
    Licenses(String),
    /// The owners.
    Owners,
}

impl Page {
    /// What follows the draft's own address.
    pub fn path(&self) -> String {
        match self {
            Page::Sheet(name, Whose::Provider) => format!("/{name}"),
            Page::Sheet(name, Whose::Owner(n)) => format!("/{name}/{n}"),
            Page::Sheet(name, Whose::Person(id) | Whose::Place(id)) => format!("/{name}/{id}"),
            Page::Sheet(name, Whose::License(id, n)) => format!("/{name}/{id}/{n}"),
            Page::Licenses(id) => format!("/licenses/{id}"),
            Page::Owners => "/owners".to_string(),
        }
    }

    /// How [`Draft::done`] names it.
    pub fn key(&self) -> String {
        self.path().trim_start_matches('/').to_string()
    }

    /// The page of questions with this name about the part that an address names.
    pub fn named(name: &str, item: Option<&str>, nth: Option<&str>) -> Option<Page> {
        let sheet = sheet(name)?;
        let whose = match (sheet.of, item, nth) {
            (Of::Provider, None, None) => Whose::Provider,
            (Of::Owner, Some(n), None) => Whose::Owner(n.parse().ok()?),
            (Of::Person, Some(id), None) => Whose::Person(id.to_string()),
            (Of::Place, Some(id), None) => Whose::Place(id.to_string()),
            (Of::License, Some(id), Some(n)) => Whose::License(id.to_string(), n.parse().ok()?),
            _ => return None,
        };
        Some(Page::Sheet(sheet.name, whose))
    }

    /// Under which heading of the task list it stands.
    pub fn task(&self) -> &'static str {
        let name = match self {
            Page::Sheet(name, _) => name,
            Page::Licenses(_) => "license",
            Page::Owners => "owner",
        };
        TASKS.iter().find(|(_, names)| names.contains(&name)).map_or("", |(task, _)| task)
    }
}

/// How far one row of the task list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing was answered.
    NotBegun,
    /// Something is missing.
    Begun,
    /// A reviewer asked for a change.
    Asked,
    /// Everything is answered.
    Done,
}

/// One row of the task list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Whom or where it is about.
    pub whose: Whose,
    /// Its name, where it has one.
    pub label: Option<String>,
    /// The text key of what it is called where it has none.
    pub called: &'static str,
    /// How far it is.
    pub standing: Standing,
    /// Where to go on; the first page where all is done.
    pub page: Page,
}

/// A heading with its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The text key is `task-{name}`.
    pub name: &'static str,
    /// In order.
    pub rows: Vec<Row>,
}

/// A draft with what is known of it.
pub struct Progress<'a> {
    draft: &'a Draft,
    asking: Asking<'a>,
    faults: Vec<Fault>,
}

impl<'a> Progress<'a> {
    /// Looks at all of it.
    pub fn of(draft: &'a Draft, rules: &'a Rules, now: DateTime<Utc>) -> Self {
        Progress { draft, asking: Asking::of(draft, rules, now), faults: faults(draft, rules, now) }
    }

    /// What can be mended now.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// What is asked of whom.
    pub fn asking(&self) -> &Asking<'a> {
        &self.asking
    }

    /// The whole list.
    pub fn tasks(&self) -> Vec<Task> {
        TASKS.iter().map(|(name, _)| Task { name, rows: self.rows(name) }).collect()
    }

    /// Every page was answered, and nothing is left to mend.
    pub fn is_complete(&self) -> bool {
        self.tasks().iter().flat_map(|t| &t.rows).all(|row| row.standing == Standing::Done)
    }

    fn rows(&self, task: &'static str) -> Vec<Row> {
        let people = || self.draft.people.iter().map(|p| (Whose::Person(p.id.clone()), full_name(&p.value)));
        let places = || self.draft.places.iter().map(|p| (Whose::Place(p.id.clone()), self.place_name(&p.id)));
        let parts: Vec<(Whose, Option<String>)> = match task {
            "who" => vec![(Whose::Provider, None)],
            "people" => people().collect(),
            "access" => places().chain([(Whose::Provider, None)]).collect(),
            _ => places().collect(),
        };
        parts.into_iter().filter_map(|(whose, label)| self.row(task, whose, label)).collect()
    }

    fn row(&self, task: &'static str, whose: Whose, label: Option<String>) -> Option<Row> {
        let pages = self.pages(task, &whose);
        let first = pages.first()?.clone();
        let open = pages.iter().find(|page| !self.is_done(page));
        let standing = match open {
            None => Standing::Done,
            Some(page) if self.draft.asked.contains(&page.key()) => Standing::Asked,
            Some(_)
                if self.draft.is_listed
                    || pages.iter().any(|page| self.draft.done.contains(&page.key()) || self.is_half_typed(page)) =>
            {
                Standing::Begun
            }
            Some(_) => Standing::NotBegun,
        };
        let called = match (task, &whose) {
            ("access", Whose::Provider) => "row-languages",
            ("who", _) => "row-who",
            ("people", _) => "row-person",
            ("places", _) => "row-place",
            ("care", _) => "row-care",
            ("prices", _) => "row-prices",
            _ => "row-hours",
        };
        Some(Row { page: open.cloned().unwrap_or(first), whose, label, called, standing })
    }

    /// What a place is called.
    pub fn place_name(&self, id: &str) -> Option<String> {
        self.draft.part(&Whose::Place(id.to_string())).and_then(place_name).map(str::to_string)
    }

    /// The pages about a part under one heading, in order.
    pub fn pages(&self, task: &str, whose: &Whose) -> Vec<Page> {
        let names = TASKS.iter().find(|(name, _)| *name == task).map_or(&[][..], |(_, names)| *names);
        let own: Vec<&str> = self.asking.sheets(whose).map(|s| s.name).collect();
        let mut pages = Vec::new();
        for name in names {
            match (*name, whose) {
                ("license", Whose::Person(id)) => pages.push(Page::Licenses(id.clone())),
                ("owner", Whose::Provider) if !self.draft.is_solo() => pages.push(Page::Owners),
                // The states that are served by video belong to the provider, and are asked once, with its first place.
                ("telehealth", Whose::Place(id)) => {
                    let is_first = self.draft.places.first().is_some_and(|p| p.id == *id);
                    if is_first && self.asking.sheets(&Whose::Provider).any(|s| s.name == "telehealth") {
                        pages.push(Page::Sheet("telehealth", Whose::Provider));
                    }
                }
                (name, whose) => {
                    if let Some(sheet) = sheet(name).filter(|s| own.contains(&s.name)) {
                        pages.push(Page::Sheet(sheet.name, whose.clone()));
                    }
                }
            }
        }
        // A page on which nothing is asked is none.
        pages.retain(|page| match page {
            Page::Sheet(name, whose) => sheet(name).is_some_and(|s| self.asking.questions(s, whose).next().is_some()),
            _ => true,
        });
        pages
    }

    /// Answered, and nothing on it is left to mend.
    pub fn is_done(&self, page: &Page) -> bool {
        let is_own = |fault: &Fault| match page {
            Page::Sheet(name, whose) => fault.sheet == *name && fault.whose == *whose,
            Page::Licenses(id) => matches!(&fault.whose, Whose::License(person, _) if person == id),
            Page::Owners => matches!(fault.whose, Whose::Owner(_)),
        };
        let key = page.key();
        (self.draft.is_listed || self.draft.done.contains(&key))
            && !self.draft.asked.contains(&key)
            && !self.is_half_typed(page)
            && !self.faults.iter().any(is_own)
    }

    /// It holds an answer that could not be kept.
    fn is_half_typed(&self, page: &Page) -> bool {
        let list = match page {
            Page::Sheet(..) => return self.draft.typed.contains_key(&page.key()),
            Page::Licenses(id) => format!("license/{id}/"),
            Page::Owners => "owner/".to_string(),
        };
        self.draft.typed.keys().any(|key| key.starts_with(&list))
    }

    /// The page after this one under the same heading; `None`: back to the list.
    pub fn after(&self, page: &Page) -> Option<Page> {
        let (whose, at) = match page {
            // One of several goes back to the list of them.
            Page::Sheet(_, Whose::License(id, _)) => return Some(Page::Licenses(id.clone())),
            Page::Sheet(_, Whose::Owner(_)) => return Some(Page::Owners),
            Page::Sheet("telehealth", _) => return None,
            Page::Sheet(_, whose) => (whose.clone(), page.clone()),
            Page::Licenses(id) => (Whose::Person(id.clone()), page.clone()),
            Page::Owners => (Whose::Provider, page.clone()),
        };
        let pages = self.pages(page.task(), &whose);
        let next = pages.iter().position(|p| *p == at).and_then(|i| pages.get(i + 1)).cloned()?;
        match &next {
            // Nobody has a list to look at before the first license is on it.
            Page::Licenses(id) if self.draft.license_count(id) == 0 => {
                Some(Page::Sheet("license", Whose::License(id.clone(), 0)))
            }
            _ => Some(next),
        }
    }
}
