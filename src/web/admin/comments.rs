//! Comments of patients and readers as a list: words of a crisis first, then what is due first.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::db::DbError;

use crate::domain::comment::{CommentState, Subject};
use crate::domain::problem::Problem;
use crate::pipeline::comment::{self, Queued};
use crate::reads::tasks::MOST_COUNTED;
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::guide::Guide;
use crate::web::problem::Code;
use crate::web::state::{AppState, State};
use crate::web::views::{Locale, Page};

use super::guard::{MayRead, Staff};
use super::words;
use super::work_filter::in_words;

/// Lines a page.
const PER_PAGE: i64 = 50;
/// As far as pages go.
const LAST_PAGE: i64 = MOST_COUNTED / PER_PAGE;

/// A list among the others, under the heading of one of them.
const fn tab_name(state: CommentState) -> &'static str {
    match state {
        CommentState::Waiting => "To read",
        CommentState::Published => "Published",
        CommentState::Refused => "Refused",
        CommentState::Withdrawn => "Taken back",
    }
}

/// The name of a list; the states are the lists.
const fn list_name(state: CommentState) -> &'static str {
    match state {
        CommentState::Waiting => "Comments to read",
        CommentState::Published => "Comments published",
        CommentState::Refused => "Comments refused",
        CommentState::Withdrawn => "Comments taken back",
    }
}

/// One comment in a list.
#[derive(Debug, Serialize)]
struct Line {
    href: String,
    reference: String,
    about: String,
    is_urgent: bool,
    language: &'static str,
    received: String,
    received_at: String,
    due: Option<String>,
    is_late: bool,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    name: String,
    is_current: bool,
}

/// Where one is shown.
pub(super) fn address(id: &str) -> String {
    format!("/admin/comments/{id}")
}

/// What a comment is about, in words.
pub(super) fn about(subject: &Subject, provider: Option<&str>) -> String {
    match subject {
        Subject::Provider(id) => provider.unwrap_or(id).to_string(),
        Subject::Topic(slug) => {
            let title = Guide::get().entry(slug).map(|entry| entry.text(Locale::En).title.clone());
            format!("Guide: {}", title.unwrap_or_else(|| slug.clone()))
        }
    }
}

/// What waits: how many, and how many of them speak of a crisis.
#[derive(Debug, Serialize)]
pub(super) struct Waiting {
    pub count: i64,
    /// As far as they are counted.
    pub in_words: String,
    pub urgent: i64,
}

/// What stands above the tasks.
pub(super) fn waiting(s: &AppState) -> Result<Waiting, DbError> {
    let (counts, urgent) = comment::counted(&s.desk())?;
    let count = count(&counts, CommentState::Waiting);
    Ok(Waiting { count, in_words: in_words(count), urgent })
}

fn count(counts: &[(CommentState, i64)], state: CommentState) -> i64 {
    counts.iter().find(|(counted, _)| *counted == state).map_or(0, |(_, count)| *count)
}

/// One of the lists.
pub async fn show(
    state: State,
    page: Page,
    staff: Staff<MayRead>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let wrong =
        |name, code, text: String| Err(WebError::new(Code::BadQuery).with_problem(Problem::query(name, code, text)));
    let asked = query.first("list").unwrap_or(CommentState::Waiting.as_str());
    let Ok(list) = asked.parse::<CommentState>() else {
        return wrong("list", "unknown_word", format!("list is one of {}.", CommentState::WORDS.join(", ")));
    };
    let Ok(number @ 1..=LAST_PAGE) = query.first("page").map_or(Ok(1), str::parse::<i64>) else {
        return wrong("page", "bad_number", "page is a number from 1 to 20.".into());
    };
    let now = state.clock.now();
    let (queued, total, counts) = state
        .blocking(move |s| {
            let (queued, total) = comment::queue(&s.desk(), list, PER_PAGE, (number - 1) * PER_PAGE)?;
            Ok::<_, DbError>((queued, total, comment::counted(&s.desk())?.0))
        })
        .await?;
    let tabs = CommentState::ALL.iter().map(|tab| Tab {
        href: format!("/admin/comments?list={tab}"),
        name: format!("{} ({})", tab_name(*tab), in_words(count(&counts, *tab))),
        is_current: *tab == list,
    });
    let at = |n: i64| format!("/admin/comments?list={list}&page={n}");
    let mut context = staff.context();
    context.insert("tabs", &tabs.collect::<Vec<_>>());
    context.insert("name", list_name(list));
    context.insert("total", &in_words(total));
    context.insert("is_waiting", &(list == CommentState::Waiting));
    context.insert("lines", &queued.iter().map(|q| line(q, now)).collect::<Vec<_>>());
    context.insert("previous", &(number > 1).then(|| at(number - 1)));
    context.insert("next", &(number * PER_PAGE < total && number < LAST_PAGE).then(|| at(number + 1)));
    page.render("admin/comments.html", context)
}

fn line(queued: &Queued, now: DateTime<Utc>) -> Line {
    let c = &queued.comment;
    let waits = c.state == CommentState::Waiting;
    Line {
        href: address(&c.id),
        reference: c.reference.clone(),
        about: about(&c.subject, queued.provider.as_deref()),
        is_urgent: c.is_urgent,
        language: c.language.as_str(),
        received: words::ago(c.received_at, now),
        received_at: c.received_at.to_rfc3339(),
        due: waits.then(|| words::due(c.due_at, now)),
        is_late: waits && c.due_at < now,
    }
}
