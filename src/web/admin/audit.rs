//! What was done here, by whom, newest first; filtered by what stands in the address.

mod export;
mod filter_form;
mod head;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::domain::problem::Problem;
use crate::reads;
use crate::reads::audit::Line;
use crate::reads::audit_filter::Asked;
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::form::Shown;

use super::guard::{MayRead, Staff};
use super::log_words::Told;

pub use export::export;
pub use head::download as download_head;

/// Entries a page.
const PER_PAGE: i64 = 50;

/// An entry, and the way to all of its actor and all on its subject.
#[derive(Serialize)]
struct Row {
    line: Told,
    by_actor: String,
    on_subject: String,
}

impl Row {
    fn of(line: Line) -> Row {
        let address = |asked: Asked| filter_form::address("/admin/audit", &asked, None);
        Row {
            by_actor: address(Asked { actor: line.actor_code.clone(), ..Asked::default() }),
            on_subject: address(Asked { subject: line.subject_code.clone(), ..Asked::default() }),
            line: Told::of(line),
        }
    }
}

/// One page of the log; `before` names the entry that the page before ended with.
pub async fn show(
    state: State,
    page: Page,
    staff: Staff<MayRead>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let before = match query.first("before").map(str::parse::<i64>) {
        Some(Err(_)) => {
            let problem = Problem::query("before", "bad_number", "before must be the number of an entry.");
            return Err(WebError::new(Code::BadQuery).with_problem(problem));
        }
        before => before.and_then(Result::ok),
    };
    let asked = Asked::of(|name| query.first(name));
    let of_page = asked.clone();
    let (acts, found) = state
        .blocking(move |s| {
            let acts = reads::audit::acts(&s.db)?;
            let filter = match reads::audit_filter::read(&s.db, &of_page)? {
                Ok(filter) => filter,
                Err(problems) => return Ok((acts, Err(problems))),
            };
            // One more than is shown tells whether there is an older page.
            let lines = reads::audit::matching(&s.db, &filter, before, PER_PAGE + 1)?;
            Ok::<_, WebError>((acts, Ok((filter.is_all(), lines))))
        })
        .await?;
    let mut context = staff.context();
    let (status, problems, is_all, mut lines) = match found {
        Ok((is_all, lines)) => (StatusCode::OK, Vec::new(), is_all, lines),
        Err(problems) => {
            let shown = problems.into_iter().map(|(name, said)| Shown::about(name, said)).collect();
            (StatusCode::BAD_REQUEST, shown, false, Vec::new())
        }
    };
    let has_older = lines.len() > PER_PAGE as usize;
    lines.truncate(PER_PAGE as usize);
    let last = lines.last().filter(|_| has_older).map(|line| line.seq);
    context.insert("fields", &filter_form::fields(&asked, acts, &problems));
    context.insert("problems", &problems);
    context.insert("rows", &lines.into_iter().map(Row::of).collect::<Vec<_>>());
    context.insert("is_all", &is_all);
    context.insert("is_newest", &before.is_none());
    context.insert("newest", &filter_form::address("/admin/audit", &asked, None));
    context.insert("older", &last.map(|seq| filter_form::address("/admin/audit", &asked, Some(seq))));
    context.insert("file", &filter_form::address("/admin/audit.csv", &asked, None));
    page.render_as(status, "admin/audit.html", context)
}
