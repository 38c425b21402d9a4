//! `/providers/{slug}/comments` and `/guide/{topic}/comments`: what patients and readers wrote, and the form to write.
//!
//! Nobody's account, e-mail or address is asked for or kept. A person reads each comment before anybody else does.

mod form;
mod own;
mod policy;
mod thread;

pub use own::{show as own, withdraw};
pub use policy::show as policy;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use self::thread::{Draft, Thread};
use crate::pipeline::comment::{self, CommentError, Sent, Words, Written, speaks_of_crisis};
use crate::search::Snapshot;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::visitor_form::OneForm;
use crate::web::guide::Guide;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::form::Shown;

use super::provider::{self, Asked};

/// `GET /providers/{slug}/comments`.
pub async fn about_provider(
    page: Page,
    state: State,
    slug: web::Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let (snapshot, now) = (state.index.current(), state.clock.now());
    match provider::find(&snapshot, &slug, now)? {
        Asked::Moved(slug) => Ok(provider::moved(page.link(&thread::path_of_provider(slug)))),
        Asked::Here(found) => listed(&page, &state, &Thread::of_provider(found), &query).await,
    }
}

/// `POST /providers/{slug}/comments`.
pub async fn write_about_provider(
    page: Page,
    state: State,
    slug: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let snapshot = state.index.current();
    let thread = provider_thread(&snapshot, &slug, &state)?;
    written(&page, &state, &thread, form).await
}

/// `GET /guide/{topic}/comments`.
pub async fn about_topic(
    page: Page,
    state: State,
    topic: web::Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    listed(&page, &state, &topic_thread(&page, &topic)?, &query).await
}

/// `POST /guide/{topic}/comments`.
pub async fn write_about_topic(
    page: Page,
    state: State,
    topic: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, WebError> {
    written(&page, &state, &topic_thread(&page, &topic)?, form).await
}

/// A form that was opened before the listing got another address is as good.
fn provider_thread(snapshot: &Snapshot, slug: &str, state: &State) -> Result<Thread, WebError> {
    match provider::find(snapshot, slug, state.clock.now())? {
        Asked::Here(found) => Ok(Thread::of_provider(found)),
        Asked::Moved(slug) => snapshot.provider(slug).map(Thread::of_provider).ok_or_else(WebError::not_found),
    }
}

fn topic_thread(page: &Page, topic: &str) -> Result<Thread, WebError> {
    let entry = Guide::get().entry(topic).ok_or_else(WebError::not_found)?;
    Ok(Thread::of_topic(topic, &entry.text(page.locale()).title))
}

/// The comments, a page of them at a time, and an empty form.
async fn listed(page: &Page, state: &State, thread: &Thread, query: &QueryPairs) -> Result<HttpResponse, WebError> {
    let Ok(number @ 1..=10_000) = query.first("page").map_or(Ok(1), str::parse::<i64>) else {
        return Err(WebError::not_found());
    };
    let draft = Draft { status: StatusCode::OK, form: &Form::default(), problems: &[], is_crisis: false };
    thread::shown(page, state, thread, number, &draft).await
}

/// Takes what was written and leads to its page, or shows the form again with what is to mend.
async fn written(page: &Page, state: &State, thread: &Thread, form: Form) -> Result<HttpResponse, WebError> {
    let one = OneForm::posted(thread.form_name(), &form)?;
    let is_crisis = speaks_of_crisis(form.raw("text").unwrap_or_default());
    let again = async |status, problems: &[Shown]| {
        thread::shown(page, state, thread, 1, &Draft { status, form: &form, problems, is_crisis }).await
    };
    if !one.is_ours(state, &form) {
        let problem = Shown { href: None, text: page.say("form-too-old", &[])? };
        return again(StatusCode::FORBIDDEN, &[problem]).await;
    }
    let read = match form::read(&form) {
        Ok(read) => read,
        Err(faults) => {
            let problems = faults.iter().map(|f| f.said(page)).collect::<Result<Vec<_>, _>>()?;
            return again(StatusCode::UNPROCESSABLE_ENTITY, &problems).await;
        }
    };
    let written = Written {
        subject: thread.subject.clone(),
        words: Words { text: read.text, name: read.name },
        language: page.locale().into(),
        form: one.once().to_string(),
    };
    match state.blocking(move |s| comment::send(&s.desk(), &written).map_err(failure)).await? {
        Sent::Taken { path } => Ok(page.redirect(&path)),
        Sent::SentBefore { reference } => {
            let text = page.say("comment-sent-before", &[("reference", reference.into())])?;
            again(StatusCode::CONFLICT, &[Shown { href: None, text }]).await
        }
    }
}

fn failure(e: CommentError) -> WebError {
    match e {
        CommentError::Db(e) => e.into(),
        CommentError::Key(e) => WebError::internal(e),
        CommentError::Stale => WebError::new(Code::Conflict),
    }
}
