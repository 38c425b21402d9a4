//! `GET /about/verification`, `/about/terms` and `/privacy`: how we check, who pays, and what we keep.

use actix_web::HttpResponse;
use tera::Context;

use crate::reads::reference;
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

/// How checking works, and which lists are in force.
pub async fn verification(page: Page, state: State) -> Result<HttpResponse, WebError> {
    let sources = state.blocking(|s| reference::in_force(&s.reference)).await?;
    let mut context = Context::new();
    context.insert("sources", &sources);
    page.render("about/verification.html", context)
}

/// What is kept and what is not.
pub async fn privacy(page: Page) -> Result<HttpResponse, WebError> {
    page.render("privacy.html", Context::new())
}

/// Who pays, and what may be relied on.
pub async fn terms(page: Page) -> Result<HttpResponse, WebError> {
    page.render("about/terms.html", Context::new())
}
