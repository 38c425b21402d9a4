//! `/reports/{reference}`: that a report came, and where it stands. The link's key opens it; the reference alone reveals
//! nothing, and the page says neither what was written nor what was answered, because a bookmark is seen by others.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use tera::Context;

use super::unsafe_care;
use crate::domain::report::{ReportReason, ReportState};
use crate::pipeline::report;
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::state::State;
use crate::web::views::Page;

#[derive(Debug, Serialize)]
struct Step {
    word: ReportState,
    reached: &'static str,
}

/// `GET /reports/{reference}?key=`.
pub async fn show(
    page: Page,
    state: State,
    reference: web::Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let key = query.first("key").unwrap_or_default().to_string();
    let asked = (reference.into_inner(), key.clone());
    let found = state.blocking(move |s| report::opened(&s.desk(), &asked.0, &asked.1)).await?;
    let report = found.ok_or_else(WebError::not_found)?;
    let is_unsafe = report.reason == ReportReason::UnsafeCare;
    let snapshot = state.index.current();
    let provider = snapshot.provider(&report.organization_id).filter(|_| is_unsafe);
    let mut context = Context::new();
    context.insert("reference", &report.reference);
    context.insert("state", &report.state);
    context.insert("received_at", &report.received_at);
    context.insert("steps", &steps(report.state));
    context.insert("is_unsafe", &is_unsafe);
    context.insert("boards", &provider.map_or_else(Vec::new, |p| unsafe_care::boards(&state.rules.boards, p)));
    // The key goes with the link to this page in the other language.
    context.insert("query", &format!("?key={key}"));
    page.render("report/sent.html", context)
}

/// The way a report goes, and how far this one is.
fn steps(state: ReportState) -> Vec<Step> {
    let here = ReportState::ALL.iter().position(|s| *s == state).unwrap_or(0);
    let reached = |i| match i {
        _ if i < here || state == ReportState::Answered => "done",
        _ if i == here => "current",
        _ => "todo",
    };
    ReportState::ALL.iter().enumerate().map(|(i, word)| Step { word: *word, reached: reached(i) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answered_report_has_gone_its_whole_way() {
        let reached = |state| steps(state).into_iter().map(|s| s.reached).collect::<Vec<_>>();
        assert_eq!(reached(ReportState::Received), ["current", "todo", "todo"]);
        assert_eq!(reached(ReportState::Checking), ["done", "current", "todo"]);
        assert_eq!(reached(ReportState::Answered), ["done", "done", "done"]);
    }
}
