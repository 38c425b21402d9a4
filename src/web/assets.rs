//! Style sheets, scripts and icons, compiled into the program.

use std::sync::OnceLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use actix_web::{HttpResponse, web};
use data_encoding::HEXLOWER;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::error::WebError;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// Content types by extension; a file with another extension is not served.
const TYPES: &[(&str, &str)] = &[
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("svg", "image/svg+xml; charset=utf-8"),
    ("png", "image/png"),
    ("ico", "image/x-icon"),
    ("webp", "image/webp"),
    ("woff2", "font/woff2"),
    ("webmanifest", "application/manifest+json; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
];

/// A name for the whole set as it stands in this program: it changes when any file does.
fn set_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let mut names: Vec<_> = Files::iter().collect();
        names.sort();
        let mut all = Sha256::new();
        for file in names.iter().filter_map(|name| Files::get(name)) {
            all.update(file.metadata.sha256_hash());
        }
        HEXLOWER.encode(&all.finalize()[..6])
    })
}

/// Whether a file of this name is compiled in.
pub fn exists(path: &str) -> bool {
    Files::get(path).is_some()
}

/// The address of a file: `css/site.css` -> `/assets/0a1b2c3d4e5f/css/site.css`.
pub fn address(path: &str) -> String {
    format!("/assets/{}/{path}", set_hash())
}

/// `GET /assets/{hash}/{path}`. A page of an older program asks with its own hash: it gets today's file, not kept long.
pub async fn serve(path: web::Path<(String, String)>) -> Result<HttpResponse, WebError> {
    let (hash, name) = path.into_inner();
    let extension = name.rsplit_once('.').map(|(_, e)| e).unwrap_or_default();
    let kind = TYPES.iter().find(|(e, _)| *e == extension).map(|(_, kind)| *kind).ok_or_else(WebError::not_found)?;
    let file = Files::get(&name).ok_or_else(WebError::not_found)?;
    // A debug build reads files anew each time, so its addresses promise nothing.
    let lasting = hash == set_hash() && !cfg!(debug_assertions);
    let caching = if lasting { "public, max-age=31536000, immutable" } else { "no-cache" };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, HeaderValue::from_static(kind)))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static(caching)))
        .body(file.data.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_a_content_type() {
        for name in Files::iter().filter(|n| !n.starts_with('.')) {
            let extension = name.rsplit_once('.').map(|(_, e)| e).unwrap_or_default();
            assert!(TYPES.iter().any(|(e, _)| *e == extension), "{name}");
        }
    }
}
