//! `GET /about/comments`: by which rules a person decides, and how often each was used.

use actix_web::HttpResponse;
use serde::Serialize;
use tera::Context;

use crate::domain::comment::{CommentState, READ_WITHIN, REFUSED_KEPT_DAYS, Refusal};
use crate::pipeline::comment;
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

/// A rule and how many comments were refused for it.
#[derive(Debug, Serialize)]
struct RuleView {
    word: Refusal,
    count: i64,
}

/// A state and how many comments stand there.
#[derive(Debug, Serialize)]
struct StateView {
    word: CommentState,
    count: i64,
}

/// Counts and shows.
pub async fn show(page: Page, state: State) -> Result<HttpResponse, WebError> {
    let counts = state.blocking(|s| comment::counts(&s.desk())).await?;
    let rules = Refusal::ALL
        .iter()
        .map(|word| RuleView { word: *word, count: counts.refusals.get(word).copied().unwrap_or_default() });
    let states = CommentState::ALL
        .iter()
        .map(|word| StateView { word: *word, count: counts.states.get(word).copied().unwrap_or_default() });
    let mut context = Context::new();
    context.insert("as_of", &state.clock.now());
    context.insert("rules", &rules.collect::<Vec<_>>());
    context.insert("states", &states.collect::<Vec<_>>());
    context.insert("read_within", &READ_WITHIN);
    context.insert("kept_days", &REFUSED_KEPT_DAYS);
    page.render("comments/policy.html", context)
}
