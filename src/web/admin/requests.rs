//! Claims and removals as a list: what waits, what is due first first; what was decided, the newest first.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::db::DbError;
use crate::domain::listing_request::{RequestKind, RequestState};
use crate::domain::problem::Problem;
use crate::reads::tasks::MOST_COUNTED;
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::problem::Code;
use crate::web::state::{AppState, State};
use crate::web::views::Page;

use super::guard::{MayRead, Staff};
use super::words;
use super::work_filter::in_words;
use crate::pipeline::listing_request;

/// Lines a page.
const PER_PAGE: i64 = 50;
/// As far as pages go.
const LAST_PAGE: i64 = MOST_COUNTED / PER_PAGE;

/// The lists that there are: word in the address, name, states.
const LISTS: [(&str, &str, &[RequestState]); 2] = [
    ("open", "Claims and removals", &[RequestState::Received]),
    ("decided", "Claims and removals decided", &[RequestState::Granted, RequestState::Declined]),
];

/// One request in a list.
#[derive(Debug, Serialize)]
struct Line {
    href: String,
    reference: String,
    what: &'static str,
    provider: String,
    state: &'static str,
    received: String,
    received_at: String,
    due: Option<String>,
    is_late: bool,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    name: &'static str,
    is_current: bool,
}

/// What is asked.
pub(super) const fn what(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Claim => "Claim",
        RequestKind::Removal => "Removal",
    }
}

/// Where a request stands.
pub(super) const fn state_words(state: RequestState) -> &'static str {
    match state {
        RequestState::Received => "Received",
        RequestState::Granted => "Granted",
        RequestState::Declined => "Declined",
    }
}

/// Where one is shown.
pub(super) fn address(id: &str) -> String {
    format!("/admin/requests/{id}")
}

/// What stands above the tasks.
#[derive(Debug, Serialize)]
pub(super) struct Waiting {
    pub count: i64,
    /// As far as they are counted.
    in_words: String,
    late: i64,
}

/// How many wait, and how many of them are late.
pub(super) fn waiting(s: &AppState) -> Result<Waiting, DbError> {
    let listing_request::Waiting { count, late } = listing_request::waiting(&s.desk())?;
    Ok(Waiting { count, in_words: in_words(count), late })
}

/// One of the lists.
pub async fn show(
    state: State,
    page: Page,
    staff: Staff<MayRead>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let wrong = |name, code, text: &str| {
        Err(WebError::new(Code::BadQuery).with_problem(Problem::query(name, code, text.to_string())))
    };
    let asked = query.first("list").unwrap_or("open");
    let Some((word, name, states)) = LISTS.iter().find(|l| l.0 == asked).copied() else {
        return wrong("list", "unknown_word", "list is one of open, decided.");
    };
    let Ok(number @ 1..=LAST_PAGE) = query.first("page").map_or(Ok(1), str::parse::<i64>) else {
        return wrong("page", "bad_number", "page is a number from 1 to 20.");
    };
    let now = state.clock.now();
    let (queued, total) =
        state.blocking(move |s| listing_request::queue(&s.desk(), states, PER_PAGE, (number - 1) * PER_PAGE)).await?;
    let tabs = LISTS.map(|(w, name, _)| Tab { href: format!("/admin/requests?list={w}"), name, is_current: w == word });
    let at = |n: i64| format!("/admin/requests?list={word}&page={n}");
    let lines = queued.iter().map(|(request, provider)| {
        let is_open = request.state == RequestState::Received;
        line(
            (&request.id, &request.reference, what(request.kind), state_words(request.state)),
            provider,
            (request.received_at, is_open.then_some(request.due_at)),
            now,
        )
    });
    let mut context = staff.context();
    context.insert("tabs", &tabs);
    context.insert("name", name);
    context.insert("total", &in_words(total));
    context.insert("lines", &lines.collect::<Vec<_>>());
    context.insert("previous", &(number > 1).then(|| at(number - 1)));
    context.insert("next", &(number * PER_PAGE < total && number < LAST_PAGE).then(|| at(number + 1)));
    page.render("admin/requests.html", context)
}

fn line(
    (id, reference, what, state): (&str, &str, &'static str, &'static str),
    provider: &str,
    (received_at, due_at): (DateTime<Utc>, Option<DateTime<Utc>>),
    now: DateTime<Utc>,
) -> Line {
    Line {
        href: address(id),
        reference: reference.to_string(),
        what,
        provider: provider.to_string(),
        state,
        received: words::ago(received_at, now),
        received_at: received_at.to_rfc3339(),
        due: due_at.map(|at| words::due(at, now)),
        is_late: due_at.is_some_and(|at| at < now),
    }
}
