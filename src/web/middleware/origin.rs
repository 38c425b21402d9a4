//! Forms must come from our own pages. The API is left out: it ignores cookies, so a foreign page gains nothing there.

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap};
use actix_web::middleware::Next;
use actix_web::web;

use crate::web::error::WebError;
use crate::web::problem::Code;
use crate::web::state::AppState;

/// Refuses a form that another site sent.
pub async fn check(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let reads = matches!(*req.method(), Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE);
    let api = req.path().starts_with("/api/") || req.path().starts_with("/fhir/");
    let own = req.app_data::<web::Data<AppState>>().map(|s| s.public_url.origin().to_string()).unwrap_or_default();
    if !reads && !api && !comes_from_here(req.headers(), &own) {
        return Ok(req.error_response(WebError::new(Code::ForeignForm)));
    }
    next.call(req).await.map(ServiceResponse::map_into_boxed_body)
}

/// `Sec-Fetch-Site` decides where a browser sends it (https and loopback); else `Origin`.
///
/// Our `Referrer-Policy: no-referrer` makes browsers send `Origin: null` with our own forms, so over plain http `null`
/// says nothing and the form's signed token decides alone.
fn comes_from_here(headers: &HeaderMap, own: &str) -> bool {
    let text = |name| headers.get(name).map(|v| v.to_str().unwrap_or("unreadable"));
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match text(header::ORIGIN) {
        None | Some("null") => true,
        Some(origin) => {
            let host = text(header::HOST).unwrap_or_default();
            origin == own
                || origin.split_once("://").is_some_and(|(_, authority)| authority == host && !host.is_empty())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_form_passes_only_from_our_own_pages() {
        let own = "https://care.example.org";
        let cases: &[(&[(&str, &str)], bool)] = &[
            (&[("sec-fetch-site", "same-origin"), ("origin", "null")], true),
            (&[("sec-fetch-site", "cross-site"), ("origin", own)], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("origin", own)], true),
            (&[("origin", "https://evil.example")], false),
            (&[("origin", "http://10.0.0.5:8080"), ("host", "10.0.0.5:8080")], true),
            (&[("origin", "http://10.0.0.5:8081"), ("host", "10.0.0.5:8080")], false),
            (&[], true),
        ];
        for (headers, passes) in cases {
            let req = headers.iter().fold(TestRequest::post(), |r, h| r.insert_header(*h)).to_http_request();
            assert_eq!(comes_from_here(req.headers(), own), *passes, "{headers:?}");
        }
    }
}
