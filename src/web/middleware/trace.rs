//! One log line and two measurements a request. The line names the route, never the address asked for: queries hold
//! places and conditions, and some paths hold a private link.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};

use crate::domain::ids::Id;
use crate::web::extract::client::{self, TrustedProxies};

/// Names one request in the log, in the answer's `X-Request-Id` and in problem documents.
#[derive(Debug, Clone, Default)]
pub struct RequestId(String);

impl RequestId {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Gives the request its id, and tells how it went.
pub async fn record(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let id = RequestId(Id::new().to_string());
    req.extensions_mut().insert(id.clone());
    let method = req.method().as_str().to_string();
    // Who looks at a provider's own page, where our badge stands, is nothing for us to know.
    let is_badge = ["/badge/", "/es/badge/"].iter().any(|room| req.path().starts_with(room));
    let client = req
        .app_data::<web::Data<TrustedProxies>>()
        .and_then(|proxies| client::address(req.head(), proxies))
        .filter(|_| !is_badge)
        .map(client::truncated)
        .unwrap_or_default();

    let mut outcome = next.call(req).await;
    let (status, route) = match &outcome {
        Ok(res) => (res.status(), res.request().match_pattern().unwrap_or_else(|| "unmatched".into())),
        Err(error) => (error.as_response_error().status_code(), "crashed".into()),
    };
    let took = started.elapsed();
    let labels = [("method", known_method(&method)), ("route", route.clone()), ("status", status.as_u16().to_string())];
    metrics::counter!("vouchsafe_http_requests_total", &labels).increment(1);
    metrics::histogram!("vouchsafe_http_request_seconds", "route" => route.clone()).record(took.as_secs_f64());
    tracing::info!(
        target: "vouchsafe::http",
        request_id = id.as_str(),
        method,
        route,
        status = status.as_u16(),
        ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        client,
        "request"
    );
    if let (Ok(res), Ok(value)) = (&mut outcome, HeaderValue::from_str(id.as_str())) {
        res.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    outcome.map(ServiceResponse::map_into_boxed_body)
}

/// A client may invent methods; metrics must not grow with them.
fn known_method(method: &str) -> String {
    const KNOWN: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    if KNOWN.contains(&method) { method.to_string() } else { "other".to_string() }
}
