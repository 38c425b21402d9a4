//! What was done here, by whom, newest first.

use actix_web::HttpResponse;

use crate::domain::problem::Problem;
use crate::reads;
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;

use super::guard::{MayRead, Staff};

/// Entries a page.
const PER_PAGE: i64 = 50;

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
    let lines = state.blocking(move |s| reads::audit::newest(&s.db, before, PER_PAGE)).await?;
    let mut context = staff.context();
    context.insert("lines", &lines);
    context.insert("older", &lines.last().map(|l| l.seq).filter(|seq| *seq > 1));
    context.insert("is_newest", &before.is_none());
    page.render("admin/audit.html", context)
}
