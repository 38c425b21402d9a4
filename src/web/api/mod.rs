//! `/api/v1`: JSON for programs. One file a noun; what leaves is named field by field in [`shapes`].
//! Every failure is a problem document (`middleware::errors`).

mod asked;
pub mod changes;
mod conditions;
pub mod document;
pub mod places;
pub mod providers;
pub mod reports;
mod results;
pub mod schemas;
pub mod shapes;
pub mod sources;
pub mod statistics;
pub mod submissions;
pub mod verify;

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::error::WebError;
use sha2::{Digest, Sha256};

use super::middleware::caching::{tag, tagged_as};

/// An answer to a read, with its entity tag; 304 where the client has it already.
fn json(req: &HttpRequest, body: &impl Serialize) -> Result<HttpResponse, WebError> {
    let body = serde_json::to_vec(body).map_err(WebError::internal)?;
    let tag = tag(Sha256::new_with_prefix(&body));
    Ok(json_text(req, &tag, body.into()))
}

/// The same for JSON that is written and has its tag already.
fn json_text(req: &HttpRequest, tag: &str, body: Bytes) -> HttpResponse {
    tagged_as(req, "application/json", "no-cache", tag, body)
}
