//! `/status/{reference}/documents`: a provider adds documents to an open submission, and removes them. What was sent never comes
//! back: the page lists what is there, under names of ours.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use tera::Context;

use super::status::opened;
use crate::domain::document::{KEPT_DAYS, LARGEST, MOST, Refusal};
use crate::pipeline::document::{self, Document, DocumentError};
use crate::reads::submission::OwnSubmission;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::form_token;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::upload::{self, File};
use crate::web::middleware::body;
use crate::web::problem::Code;
use crate::web::state::{AppState, State};
use crate::web::views::Page;
use crate::web::views::form::Shown;

/// For 10 MB over a slow phone; only for whoever holds the link.
const TIME_FOR_A_FILE: Duration = Duration::from_secs(180);

/// `GET /status/{reference}/documents?key=`.
pub async fn show(
    page: Page,
    state: State,
    reference: web::Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let asked = Asked::of(reference, &query);
    render(&page, &state, &asked, None).await
}

/// `POST /status/{reference}/documents?key=`: adds one. The key stands in the address, so that a stranger's file is not read.
pub async fn add(
    page: Page,
    state: State,
    req: HttpRequest,
    reference: web::Path<String>,
    query: QueryPairs,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let asked = Asked::of(reference, &query);
    let own = asked.opened(&state).await?;
    body::allow(&req, TIME_FOR_A_FILE);
    let check = |form: &Form| form_token::check(&state, &form_name(&asked.reference), form);
    let refusal = match upload::read(&req, payload, LARGEST, check).await?.file {
        File::Absent => Some(Refusal::NoFile),
        File::TooBig => Some(Refusal::TooBig),
        File::Whole(bytes) => {
            let added = state
                .blocking(move |s| match document::add(&s.desk(), &s.scan, &own.submission, bytes) {
                    Ok(()) => Ok(None),
                    Err(DocumentError::Refused(refusal)) => Ok(Some(refusal)),
                    Err(e) => Err(failure(e)),
                })
                .await;
            match added {
                // A fault of ours is said where the file was chosen; closed and unknown keep their own pages.
                Err(e) if e.code.status().is_server_error() => Some(Refusal::Failed),
                other => other?,
            }
        }
    };
    match refusal {
        None => Ok(page.redirect(&asked.path())),
        Some(refusal) => render(&page, &state, &asked, Some(refusal)).await,
    }
}

/// `POST /status/{reference}/documents/remove?key=`: erases one.
pub async fn remove(
    page: Page,
    state: State,
    reference: web::Path<String>,
    query: QueryPairs,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let asked = Asked::of(reference, &query);
    let own = asked.opened(&state).await?;
    form_token::check(&state, &form_name(&asked.reference), &form)?;
    let id = form.text("document").unwrap_or_default().to_string();
    state.blocking(move |s| document::remove(&s.desk(), &own.submission, &id).map_err(failure)).await?;
    Ok(page.redirect(&asked.path()))
}

/// Where documents are added to a submission.
pub(super) fn path(reference: &str, key: &str) -> String {
    format!("/status/{reference}/documents?key={key}")
}

/// The private link, as it was opened.
#[derive(Clone)]
struct Asked {
    reference: String,
    key: String,
}

impl Asked {
    fn of(reference: web::Path<String>, query: &QueryPairs) -> Asked {
        Asked { reference: reference.into_inner(), key: query.first("key").unwrap_or_default().to_string() }
    }

    async fn opened(&self, state: &State) -> Result<OwnSubmission, WebError> {
        let asked = self.clone();
        state.blocking(move |s| opened(s, &asked.reference, &asked.key)).await
    }

    fn path(&self) -> String {
        path(&self.reference, &self.key)
    }
}

fn form_name(reference: &str) -> String {
    format!("documents:{reference}")
}

fn failure(e: DocumentError) -> WebError {
    match e {
        DocumentError::Db(e) => e.into(),
        DocumentError::Closed(_) => WebError::new(Code::Conflict),
        other => WebError::internal(other),
    }
}

/// A document as its list shows it.
#[derive(Serialize)]
struct Line {
    id: String,
    number: i64,
    kind: &'static str,
    size: String,
    added_at: String,
}

impl Line {
    fn of(document: &Document) -> Line {
        Line {
            id: document.id.clone(),
            number: document.slot,
            kind: document.kind.as_str(),
            size: size(document.size),
            added_at: document.added_at.to_rfc3339(),
        }
    }
}

/// `340 KB`, `2.1 MB`.
pub(crate) fn size(bytes: i64) -> String {
    match bytes {
        n if n >= 1024 * 1024 => format!("{:.1} MB", n as f64 / (1024.0 * 1024.0)),
        n => format!("{} KB", (n + 1023) / 1024),
    }
}

/// What a refusal is answered with.
const fn status(refusal: Refusal) -> StatusCode {
    match refusal {
        Refusal::TooBig => StatusCode::PAYLOAD_TOO_LARGE,
        Refusal::TooMany => StatusCode::CONFLICT,
        Refusal::Failed => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

async fn render(page: &Page, state: &State, asked: &Asked, refusal: Option<Refusal>) -> Result<HttpResponse, WebError> {
    let own = asked.opened(state).await?;
    let id = own.submission.id.clone();
    let there = state.blocking(move |s| document::list(&s.desk(), &id)).await?;
    let mut context = Context::new();
    let problem = refusal.map(|r| page.say(&format!("document-{r}"), &[("most", MOST.into())])).transpose()?;
    // With five there is no field to go to.
    let has_room = there.len() < MOST;
    let problems: Vec<Shown> =
        problem.iter().map(|text| Shown { href: has_room.then(|| "#file".to_string()), text: text.clone() }).collect();
    context.insert("problems", &problems);
    context.insert("error", &problem);
    context.insert("documents", &there.iter().map(Line::of).collect::<Vec<_>>());
    insert_form(&mut context, page, state, asked);
    context.insert("is_open", &!own.submission.state.is_final());
    context.insert("has_room", &has_room);
    context.insert("name", &own.name);
    context.insert("most", &MOST);
    context.insert("kept_days", &KEPT_DAYS);
    page.render_as(refusal.map_or(StatusCode::OK, status), "documents.html", context)
}

fn insert_form(context: &mut Context, page: &Page, state: &AppState, asked: &Asked) {
    let (reference, key) = (&asked.reference, &asked.key);
    context.insert("action", &page.link(&asked.path()));
    context.insert("remove_action", &page.link(&format!("/status/{reference}/documents/remove?key={key}")));
    context.insert("status_url", &page.link(&format!("/status/{reference}?key={key}")));
    context.insert("token", &form_token::issue(state, &form_name(reference)));
    // The key goes with the link to this page in the other language.
    context.insert("query", &format!("?key={key}"));
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_said_as_people_say_them() {
        let said = [1, 1024, 1025, 1_048_576, 10_485_760].map(size);
        assert_eq!(said, ["1 KB", "1 KB", "2 KB", "1.0 MB", "10.0 MB"]);
    }
}
