//! For operators and their probes.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::DateTime;
use serde_json::json;

use crate::reads::reference;
use crate::web::error::WebError;
use crate::web::state::{AppState, State};

/// `GET /healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(json!({ "status": "alive" }))
}

/// `GET /readyz`: the process can do its work. 503 names what is missing. Reference data may be absent, not damaged.
pub async fn ready(state: State) -> Result<HttpResponse, WebError> {
    let parts = state.blocking(|state| Ok::<_, WebError>(parts(state))).await?;
    let ready = parts.iter().all(|(_, usable)| *usable);
    let snapshot = state.index.current();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    Ok(HttpResponse::build(status).insert_header(("cache-control", "no-store")).json(json!({
        "status": if ready { "ready" } else { "not ready" },
        "parts": parts.iter().map(|(name, usable)| (name.to_string(), json!(usable))).collect::<serde_json::Map<_, _>>(),
        "index": { "sequence": snapshot.seq(), "as_of": snapshot.as_of() },
    })))
}

fn parts(state: &AppState) -> [(&'static str, bool); 3] {
    [
        ("database", state.db.is_usable()),
        ("reference", reference::in_force(&state.reference).is_ok()),
        // A snapshot of the year 1970 is the empty one that stands in until the first is built.
        ("index", state.index.current().as_of() != DateTime::UNIX_EPOCH),
    ]
}
