//! `GET /problems/{code}`: what the `type` of a problem document points to.

use actix_web::{HttpResponse, web};
use tera::Context;

use crate::web::error::WebError;
use crate::web::problem::Code;
use crate::web::views::Page;

/// Explains one code.
pub async fn show(page: Page, word: web::Path<String>) -> Result<HttpResponse, WebError> {
    let code = Code::from_word(&word).ok_or_else(WebError::not_found)?;
    let mut context = Context::new();
    context.insert("code", code.as_str());
    context.insert("status", &code.status().as_u16());
    context.insert("title", code.title());
    context.insert("detail", code.meaning());
    page.render("error.html", context)
}
