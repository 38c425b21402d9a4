//! `GET /`: one box.

use actix_web::HttpResponse;
use tera::Context;

use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

/// The first page.
pub async fn show(page: Page, state: State) -> Result<HttpResponse, WebError> {
    let snapshot = state.index.current();
    let now = state.clock.now();
    let found = snapshot.providers().iter().filter(|p| p.standing(now).freshness.is_listed());
    let listed: usize = found.map(|p| p.sites.len()).sum();
    let mut context = Context::new();
    context.insert("listed", &listed);
    page.render("home.html", context)
}
