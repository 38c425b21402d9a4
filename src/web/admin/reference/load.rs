//! `/admin/reference/{list}/load`: a file is sent, written to disk as it comes, and loaded beside the requests.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Serialize;

use crate::pipeline::reference_act::{self, ActError, Place, Sent};
use crate::web::admin::guard::{MayAdminister, Staff};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::large_upload::{self, Stored};
use crate::web::middleware::body;
use crate::web::pages::documents::size;
use crate::web::state::State;
use crate::web::views::Page;

use super::PATH;
use super::known::{self, Source};

/// For a gigabyte over a slow line; only for administrators who gave a code.
const TIME_FOR_A_FILE: Duration = Duration::from_secs(60 * 60);

/// Of a demo, whose password everybody knows, bytes.
const LARGEST_IN_DEMO: u64 = 8 * 1024 * 1024;

/// The largest file of a source that is taken here, bytes.
fn largest(state: &State, source: &Source) -> u64 {
    if state.demo { source.largest.min(LARGEST_IN_DEMO) } else { source.largest }
}

/// What was chosen beside the file.
#[derive(Debug, Clone, Default, Serialize)]
struct Chosen {
    extent: String,
    list_date: String,
}

/// What is wrong with a field.
#[derive(Debug, Serialize)]
struct Problem {
    field: &'static str,
    text: String,
}

/// GET.
pub async fn form(
    state: State,
    page: Page,
    staff: Staff<MayAdminister>,
    list: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let source = known::source(&list).ok_or_else(WebError::not_found)?;
    show(&state, &page, &staff, source, StatusCode::OK, &Chosen::default(), None)
}

/// POST: takes the file, and leads to the page that tells how far it is.
pub async fn send(
    state: State,
    page: Page,
    staff: Staff<MayAdminister>,
    req: HttpRequest,
    list: web::Path<String>,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let source = known::source(&list).ok_or_else(WebError::not_found)?;
    staff.proven()?;
    // Before a gigabyte is sent in vain; of two at once the later one is told below.
    if let Some(since) = state.blocking(|s| reference_act::at_work(&s.desk())).await? {
        let busy = Problem { field: "file", text: ActError::Busy(since).to_string() };
        return show(&state, &page, &staff, source, StatusCode::CONFLICT, &Chosen::default(), Some(busy));
    }
    body::allow(&req, TIME_FOR_A_FILE);
    let place = |form: &Form, name: &str| {
        staff.wrote(form)?;
        Place::make(&state.reference, name).map_err(WebError::internal)
    };
    let received = large_upload::read(&req, payload, largest(&state, source), place).await?;
    let chosen = Chosen {
        extent: received.form.raw("extent").unwrap_or_default().to_string(),
        list_date: received.form.text("list_date").unwrap_or_default().to_string(),
    };
    let again = |status, problem| show(&state, &page, &staff, source, status, &chosen, Some(problem));
    let (place, sent) = match judged(source, largest(&state, source), received.file, &chosen) {
        Ok(judged) => judged,
        Err((status, problem)) => return again(status, problem),
    };
    let by = staff.reviewer();
    let begun = state
        .blocking(move |s| {
            let desk = s.desk();
            let begun = reference_act::begin(&desk, &by, &sent);
            let begun = begun.and_then(|act| reference_act::start(desk, act, place, sent.list_date));
            match begun {
                Err(ActError::Db(e)) => Err(WebError::from(e)),
                Err(e @ (ActError::Thread(_) | ActError::Unknown)) => Err(WebError::internal(e)),
                other => Ok(other),
            }
        })
        .await?;
    match begun {
        Ok(()) => Ok(page.redirect(&format!("{PATH}#tried"))),
        Err(e @ ActError::Doubtful(_)) => {
            again(StatusCode::UNPROCESSABLE_ENTITY, Problem { field: "extent", text: e.to_string() })
        }
        Err(e) => again(StatusCode::CONFLICT, Problem { field: "file", text: e.to_string() }),
    }
}

/// The file with what was chosen for it; otherwise what is wrong, and the status that says so.
fn judged(
    source: &Source,
    largest: u64,
    file: Stored<Place>,
    chosen: &Chosen,
) -> Result<(Place, Sent), (StatusCode, Problem)> {
    let wrong = |field, text: &str| (StatusCode::UNPROCESSABLE_ENTITY, Problem { field, text: text.to_string() });
    let (place, bytes) = match file {
        Stored::Whole(place, bytes) => (place, bytes),
        Stored::Absent => return Err(wrong("file", "Choose a file that is not empty.")),
        Stored::TooBig => {
            let text = format!(
                "The file is larger than {}, the most that is taken here. Load it on the server with: vouchsafe import {}",
                size(i64::try_from(largest).unwrap_or(i64::MAX)),
                source.list
            );
            return Err((StatusCode::PAYLOAD_TOO_LARGE, Problem { field: "file", text }));
        }
    };
    let complete = match chosen.extent.as_str() {
        "whole" => true,
        "addition" => false,
        _ => return Err(wrong("extent", "Say whether the file is the whole list; then choose the file again.")),
    };
    let list_date = match chosen.list_date.as_str() {
        "" => None,
        typed => {
            let day = typed.parse::<NaiveDate>();
            Some(day.map_err(|_| wrong("list_date", "Give the day as 2026-11-30; then choose the file again."))?)
        }
    };
    let sent = Sent { list: source.list.to_string(), file: place.file_name(), bytes, complete, list_date };
    Ok((place, sent))
}

fn show(
    state: &State,
    page: &Page,
    staff: &Staff<MayAdminister>,
    source: &Source,
    status: StatusCode,
    chosen: &Chosen,
    problem: Option<Problem>,
) -> Result<HttpResponse, WebError> {
    let extent = match chosen.extent.as_str() {
        "" => "whole",
        other => other,
    };
    let mut context = staff.context();
    context.insert("list", source.list);
    context.insert("name", source.name);
    context.insert("files", source.files);
    context.insert("url", source.url);
    context.insert("from", source.from);
    context.insert("largest", &size(i64::try_from(largest(state, source)).unwrap_or(i64::MAX)));
    context.insert("extent", extent);
    context.insert("list_date", &chosen.list_date);
    context.insert("problem", &problem);
    page.render_as(status, "admin/reference_load.html", context)
}
