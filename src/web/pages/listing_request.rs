//! `/claim/{slug}` and `/remove/{slug}`: whoever is listed asks to look after the listing, or to have it removed, without an
//! account. Asking changes nothing: a person confirms through the official record that they may.

mod form;
mod sent;

pub use sent::show as sent;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use tera::Context;

use super::provider;
use crate::domain::listing_request::{ANSWERED_WITHIN, KEPT_DAYS, RequestKind};
use crate::pipeline::listing_request::{self as requests, Ask, RequestError, Sent, Subject};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::visitor_form::OneForm;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::form::Shown;

/// `GET /claim/{slug}`.
pub async fn claim(page: Page, state: State, slug: web::Path<String>) -> Result<HttpResponse, WebError> {
    open(page, state, slug.into_inner(), RequestKind::Claim).await
}

/// `POST /claim/{slug}`.
pub async fn send_claim(
    page: Page,
    state: State,
    slug: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, WebError> {
    send(page, state, slug.into_inner(), form, RequestKind::Claim).await
}

/// `GET /remove/{slug}`.
pub async fn removal(page: Page, state: State, slug: web::Path<String>) -> Result<HttpResponse, WebError> {
    open(page, state, slug.into_inner(), RequestKind::Removal).await
}

/// `POST /remove/{slug}`.
pub async fn send_removal(
    page: Page,
    state: State,
    slug: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, WebError> {
    send(page, state, slug.into_inner(), form, RequestKind::Removal).await
}

/// Where a kind of request is made about a listing, without a language.
pub(super) fn path(kind: RequestKind, slug: &str) -> String {
    match kind {
        RequestKind::Claim => format!("/claim/{slug}"),
        RequestKind::Removal => format!("/remove/{slug}"),
    }
}

async fn open(page: Page, state: State, slug: String, kind: RequestKind) -> Result<HttpResponse, WebError> {
    let subject = find(&state, &slug).await?;
    if subject.slug != slug {
        return Ok(provider::moved(page.link(&path(kind, &subject.slug))));
    }
    shown(&page, &state, StatusCode::OK, (kind, &subject), &Form::default(), &[])
}

async fn send(page: Page, state: State, slug: String, form: Form, kind: RequestKind) -> Result<HttpResponse, WebError> {
    let subject = find(&state, &slug).await?;
    let one = OneForm::posted(form_name(kind, &subject), &form)?;
    if !one.is_ours(&state, &form) {
        let problem = Shown { href: None, text: page.say("form-too-old", &[])? };
        return shown(&page, &state, StatusCode::FORBIDDEN, (kind, &subject), &form, &[problem]);
    }
    let read = match form::read(kind, &form) {
        Ok(read) => read,
        Err(faults) => {
            let problems = faults.iter().map(|f| f.said(&page)).collect::<Result<Vec<_>, _>>()?;
            return shown(&page, &state, StatusCode::UNPROCESSABLE_ENTITY, (kind, &subject), &form, &problems);
        }
    };
    let ask = Ask {
        organization_id: subject.organization_id.clone(),
        kind,
        relation: read.relation,
        words: read.words,
        language: page.locale().into(),
        form: one.once().to_string(),
    };
    match state.blocking(move |s| requests::send(&s.desk(), &ask).map_err(failure)).await? {
        Sent::Taken { path } => Ok(page.redirect(&path)),
        Sent::SentBefore { reference } => {
            let text = page.say("request-sent-before", &[("reference", reference.into())])?;
            let problem = Shown { href: None, text };
            shown(&page, &state, StatusCode::CONFLICT, (kind, &subject), &form, &[problem])
        }
    }
}

async fn find(state: &State, slug: &str) -> Result<Subject, WebError> {
    let slug = slug.to_string();
    let found = state.blocking(move |s| Ok::<_, WebError>(requests::subject(&s.desk(), &slug)?)).await?;
    found.ok_or_else(WebError::not_found)
}

fn failure(e: RequestError) -> WebError {
    match e {
        RequestError::Db(e) => e.into(),
        RequestError::Gone => WebError::not_found(),
        RequestError::Stale => WebError::new(Code::Conflict),
        other => WebError::internal(other),
    }
}

fn form_name(kind: RequestKind, subject: &Subject) -> String {
    format!("{kind}:{}", subject.organization_id)
}

fn shown(
    page: &Page,
    state: &State,
    status: StatusCode,
    (kind, subject): (RequestKind, &Subject),
    form: &Form,
    problems: &[Shown],
) -> Result<HttpResponse, WebError> {
    let mut context = Context::new();
    context.insert("kind", &kind);
    context.insert("name", &subject.name);
    context.insert("is_managed", &subject.is_managed);
    context.insert("provider_url", &page.link(&provider::path(&subject.slug)));
    context.insert("other_url", &page.link(&path(other(kind), &subject.slug)));
    context.insert("action", &page.link(&path(kind, &subject.slug)));
    OneForm::new(form_name(kind, subject))?.insert(&mut context, state);
    context.insert("problems", problems);
    context.insert("fields", &form::fields(page, kind, form, problems)?);
    context.insert("days", &ANSWERED_WITHIN);
    context.insert("kept_days", &KEPT_DAYS);
    page.render_as(status, "request/form.html", context)
}

fn other(kind: RequestKind) -> RequestKind {
    match kind {
        RequestKind::Claim => RequestKind::Removal,
        RequestKind::Removal => RequestKind::Claim,
    }
}
