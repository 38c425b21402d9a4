//! `/requests/{reference}`: that a request came, what happens next, and how it ended. The link's key opens it; the page says neither
//! what was written nor about whom, because a bookmark is seen by others.

use actix_web::{HttpResponse, web};
use tera::Context;

use crate::domain::listing_request::ANSWERED_WITHIN;
use crate::pipeline::listing_request;
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::state::State;
use crate::web::views::Page;

/// `GET /requests/{reference}?key=`.
pub async fn show(
    page: Page,
    state: State,
    reference: web::Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let key = query.first("key").unwrap_or_default().to_string();
    let asked = (reference.into_inner(), key.clone());
    let found = state.blocking(move |s| listing_request::opened(&s.desk(), &asked.0, &asked.1)).await?;
    let request = found.ok_or_else(WebError::not_found)?;
    let mut context = Context::new();
    context.insert("reference", &request.reference);
    context.insert("kind", &request.kind);
    context.insert("state", &request.state);
    context.insert("received_at", &request.received_at);
    context.insert("due_at", &request.due_at);
    context.insert("decided_at", &request.decided.map(|decided| decided.at));
    context.insert("days", &ANSWERED_WITHIN);
    // The key goes with the link to this page in the other language.
    context.insert("query", &format!("?key={key}"));
    page.render("request/sent.html", context)
}
