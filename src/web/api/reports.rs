//! `/api/v1/providers/{id or slug}/reports`: a program sends on what somebody says is wrong with a listing, as the page takes it.

use actix_web::{HttpRequest, HttpResponse, web};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::domain::problem::Problem;
use crate::domain::report::{Language, REPORT, ReportReason};
use crate::domain::shape::Problems;
use crate::keys::new_token;
use crate::pipeline::report::{self, Received, ReportError, Told, Words};
use crate::search::Site;
use crate::web::error::WebError;
use crate::web::extract::json::Json;
use crate::web::problem::Code;
use crate::web::state::{AppState, State};

use super::conditions::once;
use super::providers::here;

/// The answer to a report that was taken.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ReportTaken {
    /// To be quoted when asking about it. It opens nothing by itself.
    reference: String,
    /// A private page that says where it stands.
    status_url: String,
}

/// `POST /api/v1/providers/{key}/reports`.
pub async fn create(
    req: HttpRequest,
    state: State,
    key: web::Path<String>,
    body: Json,
) -> Result<HttpResponse, WebError> {
    let once = once(&req, &state, &format!("POST /api/v1/providers/{key}/reports"), &body.0)?;
    // Before the listing is looked at: it may be gone since the report was taken.
    if let Some(once) = once.clone()
        && let Some(before) = state.blocking(move |s| report::received_before(&s.desk(), &once)).await?
    {
        return Ok(taken(&state, before));
    }
    let told = {
        let snapshot = state.index.current();
        let (provider, _) = here(&snapshot, &key, state.clock.now())?;
        let read = read(&body.0, &provider.sites)?;
        let form = new_token().map_err(WebError::internal)?;
        Told { organization_id: provider.profile.provider_id.to_string(), form, ..read }
    };
    let received = state.blocking(move |s| report::receive(&s.desk(), &told, once.as_ref())).await?;
    Ok(taken(&state, received))
}

fn taken(state: &AppState, received: Received) -> HttpResponse {
    let status_url = state.public_url.join(&received.path);
    HttpResponse::Created()
        .insert_header(("cache-control", "no-store"))
        .json(ReportTaken { reference: received.reference, status_url })
}

/// What the body says of a listing with these places: all problems of structure, or all problems with values, or the report.
fn read(body: &Value, sites: &[Site]) -> Result<Told, WebError> {
    let mut problems = Problems::default();
    REPORT.read(body, "", &mut problems);
    if !problems.structure.is_empty() {
        return Err(WebError::new(Code::MalformedBody).errors(problems.structure));
    }
    let text = |field: &str| body.get(field).and_then(Value::as_str).map(|text| text.trim().to_string());
    let reason: Option<ReportReason> = text("kind").and_then(|word| word.parse().ok());
    let place_id = text("location_id").or_else(|| match sites {
        [only] => Some(only.id.to_string()),
        _ => None,
    });
    let mut wrong = problems.values;
    if place_id.as_ref().is_some_and(|id| !sites.iter().any(|site| site.id.as_str() == id)) {
        wrong.push(Problem::body("/location_id", "dangling_key", "This listing has no such place."));
    }
    if place_id.is_none() && !sites.is_empty() && reason.is_some_and(ReportReason::needs_place) {
        wrong.push(Problem::body("/location_id", "missing", "Say which place: this kind is about one of them."));
    }
    let words = Words { text: text("text").unwrap_or_default(), email: text("email") };
    if words.text.is_empty() && reason.is_some_and(ReportReason::needs_words) {
        wrong.push(Problem::body("/text", "missing", "This kind says nothing without words."));
    }
    match reason {
        Some(reason) if wrong.is_empty() => Ok(Told {
            organization_id: String::new(),
            place_id,
            reason,
            words,
            language: text("language").and_then(|word| word.parse().ok()).unwrap_or(Language::En),
            form: String::new(),
        }),
        _ => Err(WebError::new(Code::InvalidValues).errors(wrong)),
    }
}

impl From<ReportError> for WebError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Db(e) => e.into(),
            ReportError::Key(e) => WebError::internal(e),
            ReportError::Once(e) => e.into(),
            // It was read against the listing that is shown: that changed in the meantime.
            ReportError::NoSuchPlace
            | ReportError::Stale
            | ReportError::AnswerNeeded
            | ReportError::CallNeeded
            | ReportError::PhoneAnswered
            | ReportError::OneIsNotEnough => WebError::new(Code::Conflict),
        }
    }
}
