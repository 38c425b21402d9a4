//! Entity tags: an answer that a client holds already is not sent again.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpRequest, HttpResponse};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The body with a strong tag over its bytes, or 304 where the client's tag is the same.
/// `cache_control` says how long it may be kept, such as `no-cache` (ask each time).
pub fn tagged(
    req: &HttpRequest,
    content_type: &'static str,
    cache_control: &'static str,
    body: Vec<u8>,
) -> HttpResponse {
    let tag = tag(Sha256::new_with_prefix(&body));
    tagged_as(req, content_type, cache_control, &tag, body.into())
}

/// A strong tag. The same sum must mean the same bytes.
pub fn tag(sum: Sha256) -> String {
    format!("\"{}\"", HEXLOWER.encode(&sum.finalize()[..12]))
}

/// The body with a tag that it has already.
pub fn tagged_as(
    req: &HttpRequest,
    content_type: &'static str,
    cache_control: &'static str,
    tag: &str,
    body: Bytes,
) -> HttpResponse {
    let fresh = holds(req.headers(), tag);
    let mut response = if fresh { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, cache_control));
    if fresh {
        // As the whole answer would have said: it differs by encoding.
        return response.insert_header((header::VARY, "accept-encoding")).finish();
    }
    response.insert_header((header::CONTENT_TYPE, content_type)).body(body)
}

/// Whether `If-None-Match` names the tag, in any encoding of it (see [`per_encoding`]).
fn holds(headers: &HeaderMap, tag: &str) -> bool {
    let bare = tag.trim_matches('"');
    headers.get_all(header::IF_NONE_MATCH).filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')).any(|given| {
        let given = given.trim().trim_start_matches("W/").trim_matches('"');
        given == "*" || given == bare || given.strip_prefix(bare).is_some_and(is_encoding)
    })
}

/// What [`per_encoding`] puts behind a tag.
pub fn is_encoding(suffix: &str) -> bool {
    matches!(suffix, "-gzip" | "-br" | "-deflate" | "-zstd")
}

/// Outside the compression: a strong tag names exact bytes, so the compressed form gets a tag of its own.
pub async fn per_encoding(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut res = next.call(req).await?;
    let encoding = res.headers().get(header::CONTENT_ENCODING).and_then(|v| v.to_str().ok()).map(str::to_string);
    let tag = res.headers().get(header::ETAG).and_then(|v| v.to_str().ok()).map(str::to_string);
    if let (Some(encoding), Some(tag)) = (encoding, tag)
        && let Some(bare) = tag.strip_suffix('"')
        && let Ok(value) = HeaderValue::from_str(&format!("{bare}-{encoding}\""))
    {
        res.headers_mut().insert(header::ETAG, value);
    }
    Ok(res.map_into_boxed_body())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::StatusCode;
    use actix_web::test::TestRequest;

    fn ask(if_none_match: &str) -> StatusCode {
        let req = TestRequest::get().insert_header((header::IF_NONE_MATCH, if_none_match)).to_http_request();
        tagged(&req, "text/plain; charset=utf-8", "no-cache", b"hello".to_vec()).status()
    }

    #[test]
    fn the_same_bytes_are_not_sent_twice() {
        let first = tagged(&TestRequest::get().to_http_request(), "text/plain", "no-cache", b"hello".to_vec());
        let tag = first.headers().get(header::ETAG).and_then(|v| v.to_str().ok()).expect("a tag").to_string();
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(ask(&tag), StatusCode::NOT_MODIFIED);
        assert_eq!(ask(&format!("\"other\", {}", tag.replace("\"", ""))), StatusCode::NOT_MODIFIED);
        assert_eq!(ask(&format!("{}-br\"", tag.trim_end_matches('"'))), StatusCode::NOT_MODIFIED);
        assert_eq!(ask("\"other\""), StatusCode::OK);
    }
}
