//! For operators and their probes.

use actix_web::HttpResponse;

/// `GET /healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(serde_json::json!({ "status": "alive" }))
}

/// `GET /readyz`: the process can do its work.
pub async fn ready() -> HttpResponse {
    HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(serde_json::json!({ "status": "ready" }))
}
