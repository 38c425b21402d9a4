//! `/api/v1/submissions`: a provider's program sends a dossier, reads where it stands, corrects it, takes it back.
//!
//! The bearer token of a submission opens that submission and nothing else.

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpRequest, HttpResponse, web};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::domain::check::{Check, Report, SourceLine};
use crate::domain::submission::SubmissionState;
use crate::pipeline::submit::{self, SubmitError};
use crate::reads::submission::{self, OwnSubmission};
use crate::web::error::WebError;
use crate::web::extract::json::Json;
use crate::web::middleware::caching::{tag, tagged_as};
use crate::web::problem::Code;
use crate::web::state::{AppState, State};

use super::conditions::{must_match, once};

/// The answer to a submission that was taken.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SubmissionTaken")]
pub(super) struct Taken {
    /// To be quoted when asking about it. It opens nothing by itself.
    reference: String,
    /// A private page that says where it stands; opens without signing in.
    status_url: String,
    /// Reads, corrects and withdraws this submission and nothing else. It is told once.
    token: String,
    report: Report,
}

/// `POST /api/v1/submissions`.
pub async fn create(req: HttpRequest, state: State, body: Json) -> Result<HttpResponse, WebError> {
    let once = once(&req, &state, "POST /api/v1/submissions", &body.0)?;
    let taken = state
        .blocking(move |s| match once {
            Some(once) => submit::submit_once(&s.desk(), &body.0, &once),
            None => submit::submit(&s.desk(), &body.0),
        })
        .await?;
    let address = state.public_url.join(&format!("/api/v1/submissions/{}", taken.reference));
    Ok(HttpResponse::Created().insert_header(("location", address)).insert_header(("cache-control", "no-store")).json(
        Taken { reference: taken.reference, status_url: taken.status_url, token: taken.token, report: taken.report },
    ))
}

/// A submission as its token shows it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Submission")]
pub(super) struct Shown {
    reference: String,
    state: SubmissionState,
    received_at: chrono::DateTime<chrono::Utc>,
    /// By when a person will have looked.
    due_at: chrono::DateTime<chrono::Utc>,
    /// What the reviewer asks for, or why it was turned down.
    message: Option<String>,
    /// The address of the listing, once there is one.
    listing: Option<String>,
    /// As sent, without birth dates and DEA numbers.
    #[schemars(schema_with = "super::document::dossier")]
    dossier: Value,
    sources: Vec<SourceLine>,
    checks: Vec<Check>,
}

/// `GET /api/v1/submissions/{reference}`.
pub async fn show(req: HttpRequest, state: State, reference: web::Path<String>) -> Result<HttpResponse, WebError> {
    let token = bearer(&req)?;
    let own = state.blocking(move |s| own(s, &reference, &token)).await?;
    let (body, tag) = Shown::of(&state, own).written()?;
    Ok(tagged_as(&req, "application/json", "no-store", &tag, body.into()))
}

impl Shown {
    fn of(state: &AppState, own: OwnSubmission) -> Self {
        let listing = own.slug.as_ref().map(|slug| state.public_url.join(&format!("/providers/{slug}")));
        let message = own.message().map(str::to_string);
        let (sources, rows) = own.run.map(|r| (r.sources, r.rows)).unwrap_or_default();
        Shown {
            reference: own.submission.reference,
            state: own.submission.state,
            received_at: own.submission.received_at,
            due_at: own.submission.due_at,
            message,
            listing,
            dossier: own.dossier,
            sources,
            checks: rows.into_iter().map(|r| r.check).collect(),
        }
    }

    /// As it is sent, with its tag.
    fn written(&self) -> Result<(Vec<u8>, String), WebError> {
        let body = serde_json::to_vec(self).map_err(WebError::internal)?;
        let tag = tag(Sha256::new_with_prefix(&body));
        Ok((body, tag))
    }
}

/// The submission that a write is about, if it is as the sender saw it (`If-Match`).
fn as_seen(req: &HttpRequest, state: &AppState, own: OwnSubmission) -> Result<OwnSubmission, WebError> {
    let (_, tag) = Shown::of(state, own.clone()).written()?;
    must_match(req, &tag)?;
    Ok(own)
}

/// `PUT /api/v1/submissions/{reference}`: the corrected dossier of a submission that was asked to change.
pub async fn replace(
    req: HttpRequest,
    state: State,
    reference: web::Path<String>,
    body: Json,
) -> Result<HttpResponse, WebError> {
    let token = bearer(&req)?;
    let own = state.blocking(move |s| own(s, &reference, &token)).await?;
    let seen = as_seen(&req, &state, own)?;
    let report = state.blocking(move |s| submit::resubmit(&s.desk(), &seen.submission, &body.0)).await?;
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(report))
}

/// `DELETE /api/v1/submissions/{reference}`: takes it back while it is not decided.
pub async fn withdraw(req: HttpRequest, state: State, reference: web::Path<String>) -> Result<HttpResponse, WebError> {
    let token = bearer(&req)?;
    let own = state.blocking(move |s| own(s, &reference, &token)).await?;
    let seen = as_seen(&req, &state, own)?;
    state.blocking(move |s| submit::withdraw(&s.desk(), &seen.submission)).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn bearer(req: &HttpRequest) -> Result<String, WebError> {
    let header = req.headers().get(AUTHORIZATION).and_then(|h| h.to_str().ok());
    header.and_then(|h| h.strip_prefix("Bearer ")).map(str::to_string).ok_or_else(|| {
        WebError::new(Code::SignInNeeded).detail("Send the submission's token as Authorization: Bearer TOKEN.")
    })
}

/// A wrong token and an unknown reference answer alike.
fn own(state: &AppState, reference: &str, token: &str) -> Result<OwnSubmission, WebError> {
    let found = submission::by_reference(&state.db, reference)?;
    found.filter(|own| own.opens_with(token)).ok_or_else(WebError::not_found)
}

impl From<SubmitError> for WebError {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Malformed(problems) => WebError::new(Code::MalformedBody).errors(problems),
            SubmitError::Unacceptable(problems) => WebError::new(Code::InvalidValues).errors(problems),
            SubmitError::WrongState(_) => WebError::new(Code::Conflict).detail(error.to_string()),
            SubmitError::Db(e) => e.into(),
            SubmitError::Dossier(e) => e.into(),
            SubmitError::Verify(e) => e.into(),
            SubmitError::Key(e) => WebError::internal(e),
            SubmitError::Once(e) => e.into(),
        }
    }
}

impl From<crate::pipeline::dossier::DossierError> for WebError {
    fn from(error: crate::pipeline::dossier::DossierError) -> Self {
        use crate::pipeline::dossier::DossierError;
        match error {
            DossierError::Db(e) => e.into(),
            DossierError::Key(e) => WebError::internal(e),
        }
    }
}

impl From<crate::pipeline::verify::VerifyError> for WebError {
    fn from(error: crate::pipeline::verify::VerifyError) -> Self {
        use crate::pipeline::verify::VerifyError;
        match error {
            VerifyError::Db(e) => e.into(),
            VerifyError::Dossier(e) => e.into(),
            VerifyError::Key(e) => WebError::internal(e),
            VerifyError::Source(e) => WebError::internal(e),
        }
    }
}
