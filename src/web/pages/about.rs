//! `GET /about/verification` and `/privacy`: how we check, and what we keep.

use actix_web::HttpResponse;
use tera::Context;

use crate::web::error::WebError;
use crate::web::views::Page;

/// How checking works.
pub async fn verification(page: Page) -> Result<HttpResponse, WebError> {
    page.render("about/verification.html", Context::new())
}

/// What is kept and what is not.
pub async fn privacy(page: Page) -> Result<HttpResponse, WebError> {
    page.render("privacy.html", Context::new())
}
