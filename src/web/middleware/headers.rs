//! The headers that stand on every answer, whatever it is.

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, web};

use crate::web::state::AppState;

/// Everything comes from this server, nothing inline, nothing framed.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";
const CSP_HTTPS: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
upgrade-insecure-requests";

/// Two years, as preload lists ask for.
const HSTS: &str = "max-age=63072000; includeSubDomains";

const ALWAYS: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
];

/// Outermost, so that errors and crashes have the headers too.
pub async fn set(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let https = req.app_data::<web::Data<AppState>>().is_some_and(|state| state.public_url.is_https());
    match next.call(req).await {
        Ok(res) => {
            let mut res = res.map_into_boxed_body();
            let has_body = !matches!(res.response().body().size(), BodySize::None | BodySize::Sized(0));
            complete(res.headers_mut(), https, has_body);
            Ok(res)
        }
        Err(error) => {
            let mut response = error.error_response();
            complete(response.headers_mut(), https, true);
            Err(InternalError::from_response(error, response).into())
        }
    }
}

fn complete(headers: &mut HeaderMap, https: bool, has_body: bool) {
    // The picture that others may show has a looser one of its own.
    let is_for_any_page = headers.get(header::CROSS_ORIGIN_RESOURCE_POLICY).is_some_and(|v| v == "cross-origin");
    for (name, value) in ALWAYS.iter().filter(|(name, _)| !(is_for_any_page && name.ends_with("resource-policy"))) {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    // A file that somebody sent in comes with a stricter one of its own.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(if https { CSP_HTTPS } else { CSP }));
    }
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    if headers.get(header::CONTENT_ENCODING).is_some_and(|v| v == "identity") {
        headers.remove(header::CONTENT_ENCODING);
    }
    if has_body && !headers.contains_key(header::CONTENT_TYPE) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
}
