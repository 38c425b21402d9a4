//! `/status/{reference}`: where a submission stands. The link's key opens it; the reference alone reveals nothing,
//! not even that it exists.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use tera::Context;

use super::messages;
use crate::domain::check::Outcome;
use crate::domain::submission::SubmissionState as State_;
use crate::pipeline::message::{self, Message};
use crate::pipeline::{draft, submit};
use crate::reads::submission::{self, OwnSubmission};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::form_token;
use crate::web::extract::query::QueryPairs;
use crate::web::state::{AppState, State};
use crate::web::views::{Page, subject};

/// `GET /status/{reference}?key=`.
pub async fn show(
    page: Page,
    state: State,
    reference: web::Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let key = query.first("key").unwrap_or_default().to_string();
    let opened = opened_with_messages(&state, &reference, &key).await?;
    shown(&page, &state, &opened, &key, StatusCode::OK, None)
}

/// A submission and what was written about it.
pub(super) struct Opened {
    pub(super) own: OwnSubmission,
    pub(super) messages: Vec<Message>,
}

pub(super) async fn opened_with_messages(state: &State, reference: &str, key: &str) -> Result<Opened, WebError> {
    let (reference, key) = (reference.to_string(), key.to_string());
    state
        .blocking(move |s| {
            let own = opened(s, &reference, &key)?;
            let messages = message::list(&s.desk(), &own.submission.id)?;
            Ok::<_, WebError>(Opened { own, messages })
        })
        .await
}

/// The page, where a form came back with that form.
pub(super) fn shown(
    page: &Page,
    state: &AppState,
    opened: &Opened,
    key: &str,
    status: StatusCode,
    returned: Option<messages::Returned<'_>>,
) -> Result<HttpResponse, WebError> {
    let mut context = context(page, state, &opened.own, key);
    messages::insert(&mut context, page, state, opened, returned)?;
    page.render_as(status, "status.html", context)
}

/// `POST /status/{reference}/change`: what was sent becomes a draft again, and leads there.
pub async fn change(
    page: Page,
    state: State,
    reference: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let reference = reference.into_inner();
    form_token::check(&state, &form_name(&reference), &form)?;
    let key = form.text("key").unwrap_or_default().to_string();
    let path = state
        .blocking(move |s| -> Result<String, WebError> {
            let own = opened(s, &reference, &key)?;
            Ok(draft::begin_change(&s.desk(), &own.submission)?)
        })
        .await?;
    Ok(page.redirect(&path))
}

/// `POST /status/{reference}/withdraw`: takes it back; then the page again.
pub async fn withdraw(
    page: Page,
    state: State,
    reference: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let reference = reference.into_inner();
    form_token::check(&state, &form_name(&reference), &form)?;
    let key = form.text("key").unwrap_or_default().to_string();
    let back = format!("/status/{reference}?key={key}");
    state
        .blocking(move |s| -> Result<(), WebError> {
            let own = opened(s, &reference, &key)?;
            Ok(submit::withdraw(&s.desk(), &own.submission)?)
        })
        .await?;
    Ok(page.redirect(&back))
}

fn form_name(reference: &str) -> String {
    format!("status:{reference}")
}

pub(super) fn opened(state: &AppState, reference: &str, key: &str) -> Result<OwnSubmission, WebError> {
    if !submit::status_key_opens(&state.desk(), reference, key) {
        return Err(WebError::not_found());
    }
    submission::by_reference(&state.db, reference)?.ok_or_else(WebError::not_found)
}

#[derive(Serialize)]
struct Head<'a> {
    reference: &'a str,
    name: &'a str,
    state: State_,
    sent_at: String,
    message: Option<&'a str>,
    listing_url: Option<String>,
}

#[derive(Serialize)]
struct Step {
    word: State_,
    reached: &'static str,
    at: Option<String>,
}

/// What a button sends, beside the address that it is sent to.
#[derive(Serialize)]
struct Press {
    action: String,
    token: String,
    key: String,
}

fn context(page: &Page, state: &AppState, own: &OwnSubmission, key: &str) -> Context {
    let submission = &own.submission;
    let mut context = Context::new();
    context.insert(
        "submission",
        &Head {
            reference: &submission.reference,
            name: &own.name,
            state: submission.state,
            sent_at: submission.received_at.to_rfc3339(),
            message: own.message(),
            listing_url: own.slug.as_ref().map(|slug| page.link(&format!("/providers/{slug}"))),
        },
    );
    context.insert("steps", &steps(own));
    context.insert("missing", &missing(own));
    // The key goes with the link to this page in the other language.
    context.insert("query", &format!("?key={key}"));
    let press = |what: &str| Press {
        action: page.link(&format!("/status/{}/{what}", submission.reference)),
        token: form_token::issue(state, &form_name(&submission.reference)),
        key: key.to_string(),
    };
    let is_open = !submission.state.is_final();
    let documents = super::documents::path(&submission.reference, key);
    context.insert("documents_url", &is_open.then(|| page.link(&documents)));
    context.insert("key", key);
    context.insert("record_url", &page.link(&super::record::path(&submission.reference, key)));
    let asked = own.asked_document.as_ref().filter(|_| submission.state == State_::ChangesRequested);
    context.insert("asked_document", &asked.map(|d| d.what.as_deref().unwrap_or_default()));
    context.insert("withdraw", &(!submission.state.is_final()).then(|| press("withdraw")));
    let is_asked = submission.state == State_::ChangesRequested;
    context.insert("change", &is_asked.then(|| press("change")));
    context
}

/// The way a submission goes, and how far this one is. The last step is the one that it took, or would take.
fn steps(own: &OwnSubmission) -> Vec<Step> {
    let state = own.submission.state;
    let middle = if state == State_::ChangesRequested { State_::ChangesRequested } else { State_::InReview };
    let last = if state.is_final() { state } else { State_::Published };
    let way = [State_::Received, middle, last];
    let here = way.iter().position(|s| *s == state).unwrap_or(0);
    way.iter()
        .enumerate()
        .map(|(i, word)| Step {
            word: *word,
            reached: match i {
                _ if i < here || (i == here && state.is_final()) => "done",
                _ if i == here => "current",
                _ => "todo",
            },
            at: match i {
                0 => Some(own.submission.received_at.to_rfc3339()),
                2 if state.is_final() => Some(own.submission.updated_at.to_rfc3339()),
                _ => None,
            },
        })
        .collect()
}

/// What the provider can still mend: everything that fails about what they sent. Look-ups are ours to make.
fn missing(own: &OwnSubmission) -> Vec<String> {
    if own.submission.state.is_final() {
        return Vec::new();
    }
    let rows = own.run.iter().flat_map(|run| &run.rows);
    let mut sentences: Vec<String> = rows
        .filter(|row| row.check.outcome == Outcome::Fail && !row.check.code.starts_with("exclusion."))
        .map(|row| subject::about(&own.dossier, &row.check.subject, &row.check.detail))
        .collect();
    sentences.dedup();
    sentences
}
