//! From a request to values, strictly: what cannot be read is refused with its place, never guessed.

pub mod client;
pub mod form;
pub mod form_token;
pub mod json;
pub mod large_upload;
pub mod link;
mod pairs;
pub mod query;
pub mod reader;
pub mod session_cookie;
pub mod upload;
pub mod visitor_form;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{self, HeaderMap};
use futures_util::StreamExt;

use super::error::WebError;
use super::middleware::body;
use super::problem::Code;

/// The whole body, refused as soon as it is known to be larger than `limit` bytes.
async fn read(headers: &HeaderMap, mut payload: Payload, limit: usize) -> Result<Vec<u8>, WebError> {
    let too_large = || WebError::new(Code::TooLarge).detail(format!("The body is larger than {limit} bytes."));
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
    if announced.is_some_and(|n: usize| n > limit) {
        return Err(too_large());
    }
    // What is announced is not yet here: no memory is set aside for more than a small part of it.
    let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(16 * 1024));
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|e| unread(&e))?;
        if bytes.len() + chunk.len() > limit {
            return Err(too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn unread(error: &PayloadError) -> WebError {
    if body::is_timeout(error) {
        return WebError::new(Code::BodyTimeout);
    }
    WebError::new(Code::MalformedBody).detail("The body broke off or its transfer encoding is damaged.")
}

/// Whether the content type is `essence`, with UTF-8 or no charset.
pub(in crate::web) fn is_content_type(headers: &HeaderMap, matches: impl Fn(&str) -> bool) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()) else { return false };
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let utf8 = parts.filter_map(|p| p.split_once('=')).all(|(name, charset)| {
        !name.eq_ignore_ascii_case("charset") || charset.trim_matches('"').eq_ignore_ascii_case("utf-8")
    });
    matches(&essence) && utf8
}
