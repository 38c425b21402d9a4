//! `GET /`: one box.

use actix_web::HttpResponse;
use tera::Context;

use crate::search::{Query, count};
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

/// The first page.
pub async fn show(page: Page, state: State) -> Result<HttpResponse, WebError> {
    let snapshot = state.index.current();
    let now = state.clock.now();
    // Of a search without a question: the index knows it, whatever the number of providers.
    let listed = count(&snapshot, &Query::default(), now);
    let mut context = Context::new();
    context.insert("listed", &listed);
    page.render("home.html", context)
}
