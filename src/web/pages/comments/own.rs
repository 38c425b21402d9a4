//! `/comments/{reference}`: where somebody's comment stands, and how it is taken back. The link's key opens it; the page
//! does not say what was written or about whom, because a bookmark is seen by others.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use tera::Context;

use super::failure;
use crate::domain::comment::{CommentState, READ_WITHIN, REFUSED_KEPT_DAYS};
use crate::pipeline::comment;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::form_token;
use crate::web::extract::query::QueryPairs;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;

#[derive(Debug, Serialize)]
struct Withdraw {
    action: String,
    token: String,
    key: String,
}

/// `GET /comments/{reference}?key=`.
pub async fn show(
    page: Page,
    state: State,
    reference: web::Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let key = query.first("key").unwrap_or_default().to_string();
    let asked = (reference.into_inner(), key.clone());
    let found = state.blocking(move |s| comment::opened(&s.desk(), &asked.0, &asked.1)).await?;
    let comment = found.ok_or_else(WebError::not_found)?;
    let withdraw = (comment.state != CommentState::Withdrawn).then(|| Withdraw {
        action: page.link(&format!("/comments/{}/withdraw", comment.reference)),
        token: form_token::issue(&state, &form_name(&comment.reference)),
        key: key.clone(),
    });
    let mut context = Context::new();
    context.insert("reference", &comment.reference);
    context.insert("state", &comment.state);
    context.insert("is_urgent", &comment.is_urgent);
    context.insert("received_at", &comment.received_at);
    context.insert("decided_at", &comment.decided.as_ref().map(|d| d.at));
    context.insert("refusal", &comment.decided.as_ref().and_then(|d| d.refusal));
    context.insert("read_within", &READ_WITHIN);
    context.insert("kept_days", &REFUSED_KEPT_DAYS);
    context.insert("withdraw", &withdraw);
    // The key goes with the link to this page in the other language.
    context.insert("query", &format!("?key={key}"));
    page.render("comments/own.html", context)
}

/// `POST /comments/{reference}/withdraw`.
pub async fn withdraw(
    page: Page,
    state: State,
    reference: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let (reference, key) = (reference.into_inner(), form.raw("key").unwrap_or_default().to_string());
    if form_token::check(&state, &form_name(&reference), &form).is_err() {
        // A page that was open for long: it is shown again, and its button is good.
        let is_theirs = state.keys.verify(crate::keys::Purpose::CommentLink, reference.as_bytes(), &key);
        return if is_theirs {
            Ok(page.redirect(&address(&reference, &key)))
        } else {
            Err(WebError::new(Code::ForeignForm))
        };
    }
    let to = address(&reference, &key);
    let done = state.blocking(move |s| comment::withdraw(&s.desk(), &reference, &key).map_err(failure)).await?;
    if done { Ok(page.redirect(&to)) } else { Err(WebError::not_found()) }
}

fn address(reference: &str, key: &str) -> String {
    format!("/comments/{reference}?key={key}")
}

fn form_name(reference: &str) -> String {
    format!("withdraw-comment:{reference}")
}
