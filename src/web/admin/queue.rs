//! What waits for a person, what is due first first.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::domain::problem::Problem;
use crate::domain::submission::SubmissionState;
use crate::pipeline::message::{self, Unopened};
use crate::pipeline::review::{self, Brings, Waiting, WaitingProposal};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;

use super::guard::{MayRead, Staff};
use super::{dated, failure, words};

/// Lines a page.
const PER_PAGE: i64 = 50;

/// The lists that there are: word in the address, name, states.
const LISTS: [(&str, &str, &[SubmissionState]); 3] = [
    ("open", "To review", &[SubmissionState::Received, SubmissionState::InReview]),
    ("waiting", "Waiting for the provider", &[SubmissionState::ChangesRequested]),
    ("done", "Decided", &[SubmissionState::Published, SubmissionState::Rejected, SubmissionState::Withdrawn]),
];

#[derive(Serialize)]
struct Line {
    href: String,
    reference: String,
    kind: &'static str,
    provider: String,
    state: &'static str,
    received: String,
    received_at: String,
    due: Option<String>,
    is_late: bool,
    has_message: bool,
    flags: Vec<String>,
}

/// A proposal that waits for a second person.
#[derive(Serialize)]
struct Second {
    href: String,
    provider: String,
    code: String,
    by: String,
    at: chrono::DateTime<chrono::Utc>,
    is_mine: bool,
}

/// A submission about which the provider wrote what nobody has opened, wherever it stands.
#[derive(Serialize)]
struct Written {
    href: String,
    reference: String,
    provider: String,
}

impl Written {
    fn of(unopened: Unopened) -> Self {
        Written {
            href: format!("/admin/submissions/{}#messages", unopened.submission_id),
            reference: unopened.reference,
            provider: unopened.provider,
        }
    }
}

#[derive(Serialize)]
struct Tab {
    href: String,
    name: &'static str,
    is_current: bool,
}

/// One of the lists.
pub async fn show(
    state: State,
    page: Page,
    staff: Staff<MayRead>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let asked = query.first("list").unwrap_or("open");
    let (word, name, states) = *LISTS.iter().find(|l| l.0 == asked).ok_or_else(|| {
        let problem = Problem::query("list", "unknown_word", "list is one of open, waiting, done.");
        WebError::new(Code::BadQuery).with_problem(problem)
    })?;
    let number = match query.first("page").map_or(Ok(1), str::parse::<i64>) {
        Ok(number @ 1..=10_000) => number,
        _ => {
            let problem = Problem::query("page", "bad_number", "page is a number from 1.");
            return Err(WebError::new(Code::BadQuery).with_problem(problem));
        }
    };
    let now = state.clock.now();
    let (waiting, total, proposals, unopened) = state
        .blocking(move |s| {
            let desk = s.desk();
            let (waiting, total) = review::queue(&desk, states, PER_PAGE, (number - 1) * PER_PAGE).map_err(failure)?;
            let proposals = if word == "open" { review::waiting(&desk).map_err(failure)? } else { Vec::new() };
            Ok::<_, WebError>((waiting, total, proposals, message::unopened(&desk)?))
        })
        .await?;
    let viewer = staff.visitor.staff_id.to_string();
    let seconds: Vec<Second> = proposals.into_iter().filter_map(|p| second(p, &viewer)).collect();
    let lines: Vec<Line> = waiting.into_iter().map(|w| line(w, word == "open", now)).collect();
    let tabs = LISTS.map(|(w, name, _)| Tab { href: format!("/admin/queue?list={w}"), name, is_current: w == word });
    let mut context = staff.context();
    context.insert("tabs", &tabs);
    context.insert("name", name);
    context.insert("total", &total);
    context.insert("lines", &lines);
    context.insert("seconds", &seconds);
    let written: Vec<Written> = unopened.into_iter().map(Written::of).collect();
    context.insert("written", &written);
    context.insert("dated", &dated::lines(state.rules, now));
    let at = |n: i64| format!("/admin/queue?list={word}&page={n}");
    context.insert("previous", &(number > 1).then(|| at(number - 1)));
    context.insert("next", &(number * PER_PAGE < total).then(|| at(number + 1)));
    page.render("admin/queue.html", context)
}

fn second(waiting: WaitingProposal, viewer: &str) -> Option<Second> {
    let first = waiting.proposal.acts.first()?;
    Some(Second {
        href: format!("/admin/submissions/{}#override-{}", waiting.submission_id, waiting.proposal.id),
        provider: waiting.provider,
        code: waiting.proposal.matter.code.clone(),
        by: first.by.clone(),
        at: first.at,
        is_mine: first.staff_id == viewer,
    })
}

fn line(w: Waiting, is_open: bool, now: chrono::DateTime<chrono::Utc>) -> Line {
    let s = &w.submission;
    Line {
        href: format!("/admin/submissions/{}", s.id),
        reference: s.reference.clone(),
        kind: match w.brings {
            Brings::New => "New",
            Brings::Change => "Change",
            Brings::Question => "Listed, in question",
        },
        state: words::state(s.state),
        received: words::ago(s.received_at, now),
        received_at: s.received_at.to_rfc3339(),
        due: is_open.then(|| words::due(s.due_at, now)),
        is_late: is_open && s.due_at < now,
        has_message: w.has_message,
        flags: words::flags(&[(w.failed, "failed"), (w.to_review, "to review"), (w.to_look_up, "to look up")]),
        provider: w.provider,
    }
}
