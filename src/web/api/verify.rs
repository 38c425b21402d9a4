//! `POST /api/v1/verify`: the checks over one dossier, which is forgotten with the answer.

use actix_web::HttpResponse;

use crate::domain::check::Report;
use crate::pipeline::submit::{self, SubmitError};
use crate::pipeline::verify;
use crate::web::error::WebError;
use crate::web::extract::json::Json;
use crate::web::state::State;

/// Reads the dossier as a submission is read, checks it, answers the report.
pub async fn check(state: State, body: Json) -> Result<HttpResponse, WebError> {
    let report = state
        .blocking(move |s| -> Result<Report, SubmitError> {
            let dossier = submit::read(&body.0)?;
            Ok(verify::once(&s.desk(), &dossier)?)
        })
        .await?;
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(report))
}
