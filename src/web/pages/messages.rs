//! `/status/{reference}#messages`: what a provider and the reviewers wrote to each other, and a form to write in.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use tera::Context;

use super::status::{self, Opened};
use crate::domain::message::{LONGEST, MOST_AN_HOUR};
use crate::pipeline::message::{self, Message, MessageError};
use crate::pipeline::submit;
use crate::reads::submission::OwnSubmission;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::link::only_ours;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::visitor_form::OneForm;
use crate::web::state::{AppState, State};
use crate::web::views::Page;
use crate::web::views::form::{Field, Shown};

/// Something that was written.
#[derive(Serialize)]
struct Said {
    /// The provider wrote it.
    is_own: bool,
    text: String,
    at: String,
}

/// A form as it came back: what is to mend, and what was typed.
pub(super) struct Returned<'f> {
    form: &'f Form,
    one: &'f OneForm,
    problems: Vec<Shown>,
}

/// `GET /status/{reference}/messages?key=`: where a form that came back was shown; leads to the page that it belongs to.
pub async fn elsewhere(page: Page, reference: web::Path<String>, query: QueryPairs) -> HttpResponse {
    let key = only_ours(query.first("key").unwrap_or_default());
    page.redirect(&format!("{}#messages", submit::status_path(&only_ours(&reference), &key)))
}

/// `POST /status/{reference}/messages`: takes what was written; then the page again.
pub async fn write(
    page: Page,
    state: State,
    reference: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let reference = reference.into_inner();
    let key = only_ours(form.text("key").unwrap_or_default());
    let opened = status::opened_with_messages(&state, &reference, &key).await?;
    let one = OneForm::posted(form_name(&reference), &form)?;
    let again = |status: StatusCode, problem: Shown| {
        let returned = Returned { form: &form, one: &one, problems: vec![problem] };
        status::shown(&page, &state, &opened, &key, status, Some(returned))
    };
    if !one.is_ours(&state, &form) {
        let problem = Shown { href: None, text: page.say("form-too-old", &[])? };
        let fresh = OneForm::new(form_name(&reference))?;
        let returned = Returned { form: &form, one: &fresh, problems: vec![problem] };
        return status::shown(&page, &state, &opened, &key, StatusCode::FORBIDDEN, Some(returned));
    }
    let (submission, text, once) = (opened.own.submission.clone(), form.prose("text"), one.once().to_string());
    let taken =
        state.blocking(move |s| Ok::<_, WebError>(message::write(&s.desk(), &submission, &text, &once))).await?;
    let (status, word) = match taken {
        Ok(()) => return Ok(page.redirect(&format!("{}#messages", submit::status_path(&reference, &key)))),
        Err(MessageError::Empty) => (StatusCode::UNPROCESSABLE_ENTITY, "message-empty"),
        Err(MessageError::TooLong) => (StatusCode::UNPROCESSABLE_ENTITY, "message-too-long"),
        Err(MessageError::TooMany) => (StatusCode::TOO_MANY_REQUESTS, "message-too-many"),
        Err(MessageError::Closed(_)) => (StatusCode::CONFLICT, "message-closed"),
        Err(e) => return Err(e.into()),
    };
    let text = page.say(word, &[("most", LONGEST.into()), ("often", MOST_AN_HOUR.into())])?;
    again(status, Shown::about("text", text))
}

fn form_name(reference: &str) -> String {
    format!("message:{reference}")
}

/// What the status page shows of it.
pub(super) fn insert(
    context: &mut Context,
    page: &Page,
    state: &AppState,
    Opened { own, messages }: &Opened,
    returned: Option<Returned<'_>>,
) -> Result<(), WebError> {
    let reference = &own.submission.reference;
    context.insert("messages", &said(own, messages));
    let is_open = !own.submission.state.is_final();
    context.insert("message_action", &is_open.then(|| page.link(&format!("/status/{reference}/messages"))));
    let (typed, problems, fresh);
    let one = match returned {
        Some(Returned { form, one, problems: found }) => {
            typed = form.raw("text").unwrap_or_default().to_string();
            problems = found;
            one
        }
        None => {
            (typed, problems) = (String::new(), Vec::new());
            fresh = OneForm::new(form_name(reference))?;
            &fresh
        }
    };
    one.insert(context, state);
    let field = Field {
        id: "text",
        name: "text",
        kind: "textarea",
        label: page.say("message-label", &[])?,
        hint: Some(page.say("message-hint", &[("most", LONGEST.into())])?),
        error: Shown::of(&problems, "text"),
        value: typed,
        ..Field::default()
    };
    context.insert("message_field", &field);
    context.insert("problems", &problems);
    Ok(())
}

/// The words of decisions and the messages, oldest first.
fn said(own: &OwnSubmission, messages: &[Message]) -> Vec<Said> {
    let decided = own.decisions.iter().filter(|d| !d.reason.trim().is_empty());
    let decided = decided.map(|d| (d.decided_at.and_utc(), false, d.reason.clone()));
    let written = messages.iter().map(|m| (m.written_at, m.staff.is_none(), m.text.clone()));
    let mut all: Vec<_> = decided.chain(written).collect();
    all.sort_by_key(|(at, _, _)| *at);
    all.into_iter().map(|(at, is_own, text)| Said { is_own, text, at: at.to_rfc3339() }).collect()
}

impl From<MessageError> for WebError {
    fn from(error: MessageError) -> Self {
        match error {
            MessageError::Db(e) => e.into(),
            MessageError::Dossier(e) => e.into(),
            other => WebError::internal(other),
        }
    }
}
