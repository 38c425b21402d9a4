//! Keys of programs: whoever sends one with a request to the API is known by it, and may ask more often.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};

use super::rate;
use crate::domain::api_key::{PREFIX, Scope};
use crate::keys::token_hash;
use crate::web::error::WebError;
use crate::web::problem::Code;
use crate::web::state::AppState;

/// Whose key a request came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The id of the key.
    pub id: String,
}

/// Digests of keys that were found to be ours. It does not say that they still are: it only spares their holders the allowance of whoever
/// guesses.
#[derive(Debug, Default)]
pub struct SeenKeys(Mutex<HashSet<String>>);

impl SeenKeys {
    fn has(&self, digest: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(digest)
    }

    fn note(&self, digest: &str, is_ours: bool) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if is_ours {
            seen.insert(digest.to_string());
        } else {
            seen.remove(digest);
        }
    }
}

/// Whose key this request came with; `None` where it came without.
pub fn holder(req: &HttpRequest) -> Option<Holder> {
    req.extensions().get::<Holder>().cloned()
}

/// Looks a key up, each time: a key that was revoked a moment ago opens nothing.
pub async fn admit(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let state = req.app_data::<web::Data<AppState>>().cloned();
    let (Some(key), Some(state)) = (key_of(req.path(), req.headers()), state) else {
        return next.call(req).await.map(ServiceResponse::map_into_boxed_body);
    };
    let digest = token_hash(&key);
    // Each guess costs a look-up.
    if !state.seen_keys.has(&digest)
        && let Some(refused) = rate::refused(&req)
    {
        return Ok(req.error_response(refused));
    }
    let found = match state.blocking(move |s| s.accounts.api_key(&key)).await {
        Ok(found) => found,
        Err(error) => return Ok(req.error_response(error)),
    };
    state.seen_keys.note(&digest, found.is_some());
    let Some(found) = found else {
        let said = "This key is unknown or was revoked. Without a key you may ask, too, only less often.";
        return Ok(req.error_response(WebError::new(Code::SignInNeeded).detail(said)));
    };
    let needed = scope_of(req.method());
    if !found.scopes.contains(&needed) {
        let said = format!("This key does not have the scope {needed}.");
        return Ok(req.error_response(WebError::new(Code::Forbidden).detail(said)));
    }
    req.extensions_mut().insert(Holder { id: found.id });
    next.call(req).await.map(ServiceResponse::map_into_boxed_body)
}

/// What reads needs one scope, what sends in the other.
fn scope_of(method: &Method) -> Scope {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) { Scope::Read } else { Scope::Submit }
}

/// The key in a request of a program. Other bearer tokens, those of submissions, are not keys.
fn key_of(path: &str, headers: &HeaderMap) -> Option<String> {
    let bearer = headers.get(AUTHORIZATION)?.to_str().ok()?;
    // The word of a scheme has no case (RFC 9110, 11.1).
    let (scheme, bearer) = bearer.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let is_programs = path.starts_with("/api/") || path.starts_with("/fhir/");
    (is_programs && bearer.starts_with(PREFIX)).then(|| bearer.to_string())
}
