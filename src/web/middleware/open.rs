//! The API is open: any site may read from a browser what anybody may read, and nothing else. Cookies play no part (`*`, without credentials).

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};

use crate::web::api::document::table::is_public_read;
use crate::web::error::WebError;
use crate::web::problem::Code;

/// What a page of another site may read of an answer besides its body.
const EXPOSED: &str = "etag, link, ratelimit, ratelimit-policy, retry-after, x-request-id";

/// Answers what a browser asks before it asks (preflight), and marks what may be read. Outside `errors`, so that refusals can be read, too.
pub async fn share(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_open = is_public_read(req.path()) || req.path().starts_with("/fhir/");
    if is_open && is_preflight(&req) {
        let answer = HttpResponse::NoContent()
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "accept, authorization, if-none-match, prefer"))
            .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
            .finish();
        return Ok(req.into_response(answer));
    }
    let reads = matches!(*req.method(), Method::GET | Method::HEAD);
    let mut res = next.call(req).await?.map_into_boxed_body();
    if is_open && reads {
        let headers = res.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    }
    Ok(res)
}

fn is_preflight(req: &ServiceRequest) -> bool {
    let has = |name| req.headers().contains_key(name);
    *req.method() == Method::OPTIONS && has(header::ORIGIN) && has(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Refuses a client that takes no JSON: the API has nothing else.
pub async fn accept(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if req.path().starts_with("/api/v1/") && !takes_json(req.headers()) {
        let said = "The Accept header rules out application/json, which is all that this address has.";
        return Ok(req.error_response(WebError::new(Code::NotAcceptable).detail(said)));
    }
    next.call(req).await.map(ServiceResponse::map_into_boxed_body)
}

pub(in crate::web) fn takes_json(headers: &HeaderMap) -> bool {
    let given: Vec<&str> = headers.get_all(header::ACCEPT).filter_map(|v| v.to_str().ok()).collect();
    let ranges: Vec<&str> = given.iter().flat_map(|v| v.split(',')).map(str::trim).filter(|r| !r.is_empty()).collect();
    ranges.is_empty() || ranges.into_iter().any(is_json)
}

fn is_json(range: &str) -> bool {
    let mut parts = range.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
    let fits =
        matches!(kind.as_str(), "*/*" | "application/*" | "application/json" | "text/json") || kind.ends_with("+json");
    let weight = parts.filter_map(|p| p.split_once('=')).find(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    fits && weight.is_none_or(|(_, q)| q.trim().parse::<f64>() != Ok(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn who_takes_json_in_any_words_is_answered() {
        let asked =
            |accept: &str| takes_json(TestRequest::get().insert_header(("accept", accept)).to_http_request().headers());
        for good in
            ["*/*", "application/json", "text/html, */*;q=0.8", "Application/JSON; charset=utf-8", "application/*", ""]
        {
            assert!(asked(good), "{good}");
        }
        for bad in ["text/html", "image/png, text/*", "application/json;q=0", "application/xml"] {
            assert!(!asked(bad), "{bad}");
        }
        assert!(takes_json(TestRequest::get().to_http_request().headers()));
    }
}
