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
pub async fn form(page: Page, staff: Staff<MayAdminister>, list: web::Path<String>) -> Result<HttpResponse, WebError> {
    let source = known::source(&list).ok_or_else(WebError::not_found)?;
    show(&page, &staff, source, StatusCode::OK, &Chosen::default(), None)
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
        return show(&page, &staff, source, StatusCode::CONFLICT, &Chosen::default(), Some(busy));
    }
    body::allow(&req, TIME_FOR_A_FILE);
    let place = |form: &Form, name: &str| {
        staff.wrote(form)?;
        Place::make(&state.reference, name).map_err(WebError::internal)
    };
    let received = large_upload::read(&req, payload, source.largest, place).await?;
    let chosen = Chosen {
        extent: received.form.raw("extent").unwrap_or_default().to_string(),
        list_date: received.form.text("list_date").unwrap_or_default().to_string(),
    };
    let again =
        |status, field, text: String| show(&page, &staff, source, status, &chosen, Some(Problem { field, text }));
    let (place, bytes) = match received.file {
        Stored::Whole(place, bytes) => (place, bytes),
        Stored::Absent => {
            return again(StatusCode::UNPROCESSABLE_ENTITY, "file", "Choose a file that is not empty.".into());
        }
        Stored::TooBig => {
            let most = size(i64::try_from(source.largest).unwrap_or(i64::MAX));
            let said = format!(
                "The file is larger than {most}, the most that is taken here. Load it on the server with: vouchsafe import {}",
                source.list
            );
            return again(StatusCode::PAYLOAD_TOO_LARGE, "file", said);
        }
    };
    let is_complete = match chosen.extent.as_str() {
        "whole" => true,
        "addition" => false,
        _ => {
            let said = "Say whether the file is the whole list; then choose the file again.".to_string();
            return again(StatusCode::UNPROCESSABLE_ENTITY, "extent", said);
        }
    };
    let list_date = match chosen.list_date.as_str() {
        "" => None,
        typed => match typed.parse::<NaiveDate>() {
            Ok(day) => Some(day),
            Err(_) => {
                let said = "Give the day as 2026-11-30; then choose the file again.".to_string();
                return again(StatusCode::UNPROCESSABLE_ENTITY, "list_date", said);
            }
        },
    };
    let sent = Sent { list: source.list.to_string(), file: place.file_name(), bytes, complete: is_complete, list_date };
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
        Err(e @ ActError::Doubtful(_)) => again(StatusCode::UNPROCESSABLE_ENTITY, "extent", e.to_string()),
        Err(e) => again(StatusCode::CONFLICT, "file", e.to_string()),
    }
}

fn show(
    page: &Page,
    staff: &Staff<MayAdminister>,
    source: &Source,
    status: StatusCode,
    chosen: &Chosen,
    problem: Option<Problem>,
) -> Result<HttpResponse, WebError> {
    let extent = match chosen.extent.as_str() {
        "" if source.is_mostly_complete => "whole",
        other => other,
    };
    let mut context = staff.context();
    context.insert("list", source.list);
    context.insert("name", source.name);
    context.insert("files", source.files);
    context.insert("url", source.url);
    context.insert("from", source.from);
    context.insert("largest", &size(i64::try_from(source.largest).unwrap_or(i64::MAX)));
    context.insert("extent", extent);
    context.insert("list_date", &chosen.list_date);
    context.insert("problem", &problem);
    page.render_as(status, "admin/reference_load.html", context)
}
