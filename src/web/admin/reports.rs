//! Reports of problems as a list, unsafe care first, then what is due first: on a page of their own and above the tasks.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::db::DbError;
use crate::domain::problem::Problem;
use crate::domain::report::{ReportOutcome, ReportReason, ReportState};
use crate::pipeline::report::{self, Waiting};
use crate::reads::tasks::MOST_COUNTED;
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::problem::Code;
use crate::web::state::{AppState, State};
use crate::web::views::Page;

use super::guard::{MayRead, Staff};
use super::words;
use super::work_filter::in_words;

/// Lines a page.
const PER_PAGE: i64 = 50;
/// As far as pages go.
const LAST_PAGE: i64 = MOST_COUNTED / PER_PAGE;

/// The lists that there are: word in the address, name, states.
const LISTS: [(&str, &str, &[ReportState]); 2] =
    [("open", "Reports to answer", ReportState::OPEN), ("answered", "Reports answered", &[ReportState::Answered])];

/// One report in a list.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    href: String,
    reference: String,
    what: &'static str,
    is_grave: bool,
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

/// What somebody says is wrong.
pub(super) const fn what(reason: ReportReason) -> &'static str {
    match reason {
        ReportReason::WrongContact => "Phone or address is wrong",
        ReportReason::DeadPhone => "Nobody answers the phone",
        ReportReason::NotAccepting => "Not taking new patients",
        ReportReason::WrongPrice => "The price is wrong",
        ReportReason::UnsafeCare => "Care was unsafe",
        ReportReason::NotUs => "Not this person, or not us",
        ReportReason::Other => "Something else",
    }
}

/// Where a report stands.
pub(super) const fn state_words(state: ReportState) -> &'static str {
    match state {
        ReportState::Received => "Received",
        ReportState::Checking => "Being checked",
        ReportState::Answered => "Answered",
    }
}

/// What came of it.
pub(super) const fn outcome_words(outcome: ReportOutcome) -> &'static str {
    match outcome {
        ReportOutcome::ListingCorrected => "The listing was corrected",
        ReportOutcome::ProviderAsked => "The provider was asked to correct it",
        ReportOutcome::NothingWrong => "Nothing wrong was found",
        ReportOutcome::NotThisListing => "It is not about this listing",
    }
}

/// Where one is shown.
pub(super) fn address(id: &str) -> String {
    format!("/admin/reports/{id}")
}

/// The open ones that are due first, and how many there are in all: what stands above the tasks.
pub(super) fn due_first(s: &AppState, now: DateTime<Utc>) -> Result<(Vec<Line>, i64), DbError> {
    let (waiting, total) = report::queue(&s.desk(), ReportState::OPEN, PER_PAGE, 0)?;
    Ok((waiting.iter().map(|w| line(w, now)).collect(), total))
}

/// How many wait for an answer.
pub(super) fn count(s: &AppState) -> Result<i64, DbError> {
    Ok(report::queue(&s.desk(), ReportState::OPEN, 0, 0)?.1)
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
        return wrong("list", "unknown_word", "list is one of open, answered.");
    };
    let Ok(number @ 1..=LAST_PAGE) = query.first("page").map_or(Ok(1), str::parse::<i64>) else {
        return wrong("page", "bad_number", "page is a number from 1 to 20.");
    };
    let now = state.clock.now();
    let (waiting, total) =
        state.blocking(move |s| report::queue(&s.desk(), states, PER_PAGE, (number - 1) * PER_PAGE)).await?;
    let tabs = LISTS.map(|(w, name, _)| Tab { href: format!("/admin/reports?list={w}"), name, is_current: w == word });
    let at = |n: i64| format!("/admin/reports?list={word}&page={n}");
    let mut context = staff.context();
    context.insert("tabs", &tabs);
    context.insert("name", name);
    context.insert("total", &in_words(total));
    context.insert("lines", &waiting.iter().map(|w| line(w, now)).collect::<Vec<_>>());
    context.insert("previous", &(number > 1).then(|| at(number - 1)));
    context.insert("next", &(number * PER_PAGE < total && number < LAST_PAGE).then(|| at(number + 1)));
    page.render("admin/reports.html", context)
}

fn line(w: &Waiting, now: DateTime<Utc>) -> Line {
    let r = &w.report;
    Line {
        href: address(&r.id),
        reference: r.reference.clone(),
        what: what(r.reason),
        is_grave: r.reason == ReportReason::UnsafeCare,
        provider: w.provider.clone(),
        state: state_words(r.state),
        received: words::ago(r.received_at, now),
        received_at: r.received_at.to_rfc3339(),
        due: r.state.is_open().then(|| words::due(r.due_at, now)),
        is_late: r.state.is_open() && r.due_at < now,
    }
}
