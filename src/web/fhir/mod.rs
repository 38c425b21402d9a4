//! `/fhir`: the façade of `crate::fhir` over HTTP. Read only, open to any site. Every failure is an OperationOutcome
//! (`middleware::errors` gives those that the framework finds).

mod directory;

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::fhir::bundle::Bundle;
use crate::fhir::resources::Resource;
use crate::fhir::search::{search, shown};
use crate::fhir::{Issue, Kind, Making, OperationOutcome, Search, capability, parse};
use crate::keys::Purpose;
use crate::search::Snapshot;

use super::error::WebError;
use super::extract::query::QueryPairs;
use super::middleware::caching::tagged;
use super::middleware::open::takes_json;
use super::problem::Code;
use super::state::{AppState, State};

pub use directory::Directory;

/// What is sent.
const FHIR_JSON: &str = "application/fhir+json";
/// What `_format` may say.
const JSON: [&str; 4] = [FHIR_JSON, "application/json", "text/json", "json"];

/// `GET /fhir/metadata`.
pub async fn metadata(req: HttpRequest, state: State) -> Result<HttpResponse, WebError> {
    let pairs = QueryPairs::read(req.query_string())?;
    if let Some(refused) = other_form(&req, &pairs).or_else(|| asked_more(&pairs)) {
        return Ok(refused);
    }
    Ok(sent(&req, &capability::statement(&base(&state))))
}

/// `GET /fhir/CodeSystem/{name}`: what our own words mean.
pub async fn code_system(req: HttpRequest, state: State, name: web::Path<String>) -> Result<HttpResponse, WebError> {
    let pairs = QueryPairs::read(req.query_string())?;
    if let Some(refused) = other_form(&req, &pairs).or_else(|| asked_more(&pairs)) {
        return Ok(refused);
    }
    let system = capability::code_system(&base(&state), &name).ok_or_else(WebError::not_found)?;
    Ok(sent(&req, &system))
}

/// `GET /fhir/{type}/{id}`.
pub async fn read(req: HttpRequest, state: State, path: web::Path<(String, String)>) -> Result<HttpResponse, WebError> {
    let pairs = QueryPairs::read(req.query_string())?;
    if let Some(refused) = other_form(&req, &pairs).or_else(|| asked_more(&pairs)) {
        return Ok(refused);
    }
    let (kind, id) = path.into_inner();
    let kind = Kind::named(&kind).ok_or_else(WebError::not_found)?;
    // Whom a place or a person belongs to is at times found out anew, which takes a while.
    let found = state.blocking(move |s| Ok::<_, WebError>(resource(s, kind, &id))).await?;
    Ok(open(tagged(&req, FHIR_JSON, "no-cache", found.ok_or_else(WebError::not_found)?)))
}

/// The resource of this type and id, written.
fn resource(state: &AppState, kind: Kind, id: &str) -> Option<Vec<u8>> {
    let (snapshot, now, base) = (state.index.current(), state.clock.now(), base(state));
    let item = state.fhir.find(&snapshot, kind, id).filter(|item| shown(now)(item.provider))?;
    serde_json::to_vec(&Resource::of(&item, &Making { base: &base, now })).ok()
}

/// `GET /fhir/{type}`.
pub async fn find(req: HttpRequest, state: State, kind: web::Path<String>) -> Result<HttpResponse, WebError> {
    let pairs = QueryPairs::read(req.query_string())?;
    if let Some(refused) = other_form(&req, &pairs) {
        return Ok(refused);
    }
    let kind = Kind::named(&kind).ok_or_else(WebError::not_found)?;
    let asked = match parse(kind, &pairs.0, &base(&state), is_strict(&req)) {
        Ok(asked) => asked,
        Err(issues) => return Ok(outcome(StatusCode::BAD_REQUEST, issues)),
    };
    // Whoever asks what the index alone cannot answer makes us look at every provider: away from the other requests, and few at a time.
    let answered = if asked.is_quick() {
        answer(&state, &state.index.current(), &asked)
    } else {
        let walk = move |s: &AppState| {
            let Some(_walk) = s.fhir.walk() else { return Err(busy()) };
            Ok(answer(s, &s.index.current(), &asked))
        };
        state.blocking(walk).await?
    };
    match answered {
        Ok(body) => Ok(open(tagged(&req, FHIR_JSON, "no-cache", body))),
        Err(issue) => Ok(outcome(StatusCode::BAD_REQUEST, vec![issue])),
    }
}

fn answer(state: &AppState, snapshot: &Snapshot, asked: &Search) -> Result<Vec<u8>, Issue> {
    let base = base(state);
    let making = Making { base: &base, now: state.clock.now() };
    let sign = |bytes: &[u8]| state.keys.sign(Purpose::PageToken, bytes);
    let found = search(snapshot, asked, &making, &sign)?;
    let bundle = Bundle::of(asked, &found, &making);
    serde_json::to_vec(&bundle)
        .map_err(|e| Issue::failure("exception", format!("the answer could not be written: {e}")))
}

fn busy() -> WebError {
    let said = "Several searches through the whole directory are at work. Ask again in a second.";
    WebError::new(Code::Unavailable).detail(said).retry_after(Duration::from_secs(1))
}

/// Where FHIR is served.
fn base(state: &AppState) -> String {
    state.public_url.join("/fhir")
}

fn sent(req: &HttpRequest, resource: &impl Serialize) -> HttpResponse {
    match serde_json::to_vec(resource) {
        Ok(body) => open(tagged(req, FHIR_JSON, "no-cache", body)),
        Err(e) => outcome(StatusCode::INTERNAL_SERVER_ERROR, vec![Issue::failure("exception", e.to_string())]),
    }
}

/// Any site may read it in a browser: it is public, and cookies play no part.
fn open(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

fn outcome(status: StatusCode, issues: Vec<Issue>) -> HttpResponse {
    let body = serde_json::to_vec(&OperationOutcome::of(issues)).unwrap_or_default();
    open(HttpResponse::build(status).content_type(FHIR_JSON).insert_header(("cache-control", "no-store")).body(body))
}

/// `Prefer: handling=strict`.
fn is_strict(req: &HttpRequest) -> bool {
    let said = req.headers().get_all("prefer").filter_map(|value| value.to_str().ok());
    said.flat_map(|value| value.split([',', ';'])).any(|part| part.trim().eq_ignore_ascii_case("handling=strict"))
}

/// The refusal of whoever accepts no JSON; `_format` goes before the header.
fn other_form(req: &HttpRequest, pairs: &QueryPairs) -> Option<HttpResponse> {
    let is_ours = match pairs.first("_format") {
        // A plus sign that was not escaped has become a blank.
        Some(format) => {
            let form = format.split(';').next().unwrap_or_default().trim().replace(' ', "+").to_ascii_lowercase();
            JSON.contains(&form.as_str())
        }
        None => takes_json(req.headers()),
    };
    let said = "FHIR is sent as JSON alone: application/fhir+json.";
    (!is_ours).then(|| outcome(StatusCode::NOT_ACCEPTABLE, vec![Issue::failure("not-supported", said)]))
}

/// The refusal of whoever asks one resource for more than its form: there is no Bundle in which it could be told of.
fn asked_more(pairs: &QueryPairs) -> Option<HttpResponse> {
    let (name, _) = pairs.0.iter().find(|(name, _)| name != "_format")?;
    let said = "A single resource is sent whole; there is no parameter here but _format.";
    Some(outcome(StatusCode::BAD_REQUEST, vec![Issue::not_supported(name, said)]))
}

/// FHIR's word for a failure of ours (https://hl7.org/fhir/R4/valueset-issue-type.html).
pub const fn issue_code(code: Code) -> &'static str {
    match code {
        Code::NotFound => "not-found",
        Code::Gone => "deleted",
        Code::MethodNotAllowed | Code::NotAcceptable | Code::UnsupportedMediaType => "not-supported",
        Code::TooManyRequests => "throttled",
        Code::TooLarge => "too-long",
        Code::SignInNeeded => "login",
        Code::Forbidden | Code::ForeignForm => "forbidden",
        Code::Internal => "exception",
        Code::Unavailable | Code::BodyTimeout => "transient",
        _ => "invalid",
    }
}
