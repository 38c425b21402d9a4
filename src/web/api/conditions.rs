//! Under what conditions a write is done: once under a key of the sender's, and only on the version that the sender saw.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, IF_MATCH};
use actix_web::web::Data;
use serde_json::Value;

use crate::domain::problem::Problem;
use crate::pipeline::once::{LONGEST_KEY, Once, OnceError};
use crate::web::error::WebError;
use crate::web::extract::client::{self, TrustedProxies};
use crate::web::middleware::caching::is_encoding;
use crate::web::middleware::key;
use crate::web::problem::Code;
use crate::web::state::AppState;

/// The header with the sender's own key.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What is sent under `Idempotency-Key`; `None` without that header. Two bodies are the same where they are the same JSON.
pub(super) fn once(req: &HttpRequest, state: &AppState, route: &str, body: &Value) -> Result<Option<Once>, WebError> {
    let mut given = req.headers().get_all(IDEMPOTENCY_KEY);
    let Some(first) = given.next() else { return Ok(None) };
    let fits = |key: &&str| (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    let (Some(text), None) = (first.to_str().ok().filter(fits), given.next()) else {
        let said = format!("Send one Idempotency-Key of 1 to {LONGEST_KEY} printable ASCII characters without blanks.");
        let problem = Problem::header("Idempotency-Key", "bad_key", said);
        return Err(WebError::new(Code::BadRequest).with_problem(problem));
    };
    let body = serde_json::to_vec(&sorted(body)).map_err(WebError::internal)?;
    let holder = key::holder(req).map(|holder| holder.id).or_else(|| household(req));
    Ok(Some(Once::of(&state.keys, route, holder.as_deref(), text, &body)))
}

/// Whoever has no key of ours is known by where they are: two who number what they send from 1 must not meet each other's answers.
fn household(req: &HttpRequest) -> Option<String> {
    let address = client::address(req.head(), req.app_data::<Data<TrustedProxies>>()?)?;
    Some(format!("address {}", client::household(address)))
}

/// The same JSON in one order of fields, whatever the sender's was.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields: BTreeMap<&String, Value> = fields.iter().map(|(name, value)| (name, sorted(value))).collect();
            Value::Object(fields.into_iter().map(|(name, value)| (name.clone(), value)).collect())
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

/// Refuses a write on another version than the sender saw. Without `If-Match` any version will do.
pub(super) fn must_match(req: &HttpRequest, tag: &str) -> Result<(), WebError> {
    let mut given = req.headers().get_all(IF_MATCH).peekable();
    if given.peek().is_none() || given.filter_map(|v| v.to_str().ok()).any(|value| names(value, tag)) {
        return Ok(());
    }
    Err(WebError::new(Code::PreconditionFailed))
}

/// Whether a list of strong tags names this one, in any encoding of it (`middleware::caching`).
fn names(list: &str, tag: &str) -> bool {
    let bare = tag.trim_matches('"');
    list.split(',').map(str::trim).any(|given| {
        let inside = given.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default();
        let suffix = inside.strip_prefix(bare);
        given == "*" || suffix.is_some_and(|suffix| suffix.is_empty() || is_encoding(suffix))
    })
}

impl From<OnceError> for WebError {
    fn from(error: OnceError) -> Self {
        let said = error.to_string();
        match error {
            OnceError::OtherBody => WebError::new(Code::IdempotencyKeyReused),
            OnceError::UnderWay => WebError::new(Code::StillAtWork).detail(said).retry_after(Duration::from_secs(1)),
            OnceError::Db(e) => e.into(),
            OnceError::Key(e) => WebError::internal(e),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_the_very_version_matches() {
        let tag = "\"abc\"";
        let asked = |value: &str| {
            let req = TestRequest::put().insert_header(("if-match", value)).to_http_request();
            must_match(&req, tag).is_ok()
        };
        for good in ["\"abc\"", "*", "\"x\", \"abc\"", "\"abc-gzip\"", "\"abc-br\""] {
            assert!(asked(good), "{good}");
        }
        for bad in ["\"abd\"", "W/\"abc\"", "abc", "\"abc-zip\"", "", "\"\""] {
            assert!(!asked(bad), "{bad}");
        }
        assert!(must_match(&TestRequest::put().to_http_request(), tag).is_ok());
    }
}
