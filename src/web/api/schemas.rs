//! `/api/v1/schemas/`: what the bodies that we take look like.

use actix_web::{HttpRequest, HttpResponse};

use crate::domain::dossier_shape;
use crate::web::error::WebError;
use crate::web::state::State;

/// `GET /api/v1/schemas/dossier.json`: the JSON Schema of a dossier, from the table that reads one.
pub async fn dossier(req: HttpRequest, state: State) -> Result<HttpResponse, WebError> {
    super::json(&req, &dossier_shape::json_schema(&state.public_url.join("/api/v1/schemas/dossier.json")))
}
