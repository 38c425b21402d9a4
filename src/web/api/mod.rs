//! `/api/v1`: JSON for programs. One file a noun; what leaves is named field by field in [`shapes`].
//! Every failure is a problem document (`middleware::errors`).

pub mod document;
pub mod places;
pub mod providers;
pub mod schemas;
pub mod shapes;
pub mod submissions;
pub mod verify;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::error::WebError;
use super::middleware::caching::tagged;

/// An answer to a read, with its entity tag; 304 where the client has it already.
/// Any site may read it in a browser: it is public, and cookies play no part.
fn json(req: &HttpRequest, body: &impl Serialize) -> Result<HttpResponse, WebError> {
    let body = serde_json::to_vec(body).map_err(WebError::internal)?;
    let mut response = tagged(req, "application/json", "no-cache", body);
    let any = actix_web::http::header::HeaderValue::from_static("*");
    response.headers_mut().insert(actix_web::http::header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
    Ok(response)
}
