//! `/api/v1/providers`: searching, one provider, and what was checked about it.

use std::borrow::Cow;

use actix_web::http::header::{HeaderValue, LINK, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};

use crate::domain::freshness::Freshness;
use crate::domain::weekly::Event;
use crate::geo::Gazetteer;
use crate::keys::Purpose;
use crate::search::link::query_string;
use crate::search::paging::After;
use crate::search::parse::DEFAULT_PAGE_SIZE;
use crate::search::{Audience, Published, Request, Slice, Snapshot, Standing, Start, search};
use crate::web::answers::{Answer, Kind, Question};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::reader::Reader;
use crate::web::middleware::caching::tag;
use crate::web::problem::Code;
use crate::web::state::{AppState, State};

use super::shapes::provider::{EvidenceShape, ProviderShape};
use super::shapes::{PlaceShape, ReadAsShape, SearchAnswer, miles_number};
use super::{json, json_text, results};

/// `GET /api/v1/providers`.
pub async fn list(req: HttpRequest, state: State, reader: Reader) -> Result<HttpResponse, WebError> {
    let (snapshot, now) = (state.index.current(), state.clock.now());
    let question = Question::of(Kind::Json, req.query_string());
    if let Some(kept) = question.as_ref().and_then(|question| state.answers.get(&snapshot, question, now)) {
        reader.count(&state, Event::Shown, &*kept.shown);
        return Ok(respond(&req, &kept));
    }
    let pairs = QueryPairs::read(req.query_string())?;
    let asked = Request::parse(&pairs.0, Gazetteer::get(), Audience::Api)
        .map_err(|refusal| refused(refusal.into_problems()))?;
    let answer = answer(&state, &snapshot, &asked, now)?;
    reader.count(&state, Event::Shown, &*answer.shown);
    let response = respond(&req, &answer);
    // Who is open changes from minute to minute.
    if let Some(question) = question.filter(|_| !asked.query.open_now) {
        state.answers.keep(&snapshot, question, now, answer);
    }
    Ok(response)
}

fn answer(state: &AppState, snapshot: &Snapshot, asked: &Request, now: DateTime<Utc>) -> Result<Answer, WebError> {
    let sign = |bytes: &[u8]| state.keys.sign(Purpose::PageToken, bytes);
    let start = match &asked.page_token {
        Some(token) => Start::After(After::read(token, &asked.query, &sign).map_err(|p| refused(vec![p]))?),
        None => Start::Page(1),
    };
    let found = search(snapshot, &asked.query, &Slice { start, size: asked.page_size }, now);
    let answer = SearchAnswer {
        place: asked.query.near.as_ref().map(|near| PlaceShape::from(&near.place)),
        radius_miles: asked.query.radius_miles().and_then(miles_number),
        total: found.total,
        q_read_as: found.read_as.iter().map(ReadAsShape::from).collect(),
        results: Vec::new(),
        facets: &found.facets,
        next_page_token: found.next().map(|after| after.token(&asked.query, &sign)).unwrap_or_default(),
    };
    let (body, sum) = results::body(&answer, &found)?;
    let link = next_link(state, asked, &answer.next_page_token);
    Ok(Answer { body: body.into(), tag: Some(tag(sum)), link, shown: found.providers() })
}

fn respond(req: &HttpRequest, answer: &Answer) -> HttpResponse {
    let mut response = json_text(req, answer.tag.as_deref().unwrap_or_default(), answer.body.clone());
    if let Some(link) = answer.link.as_ref().and_then(|link| HeaderValue::from_str(link).ok()) {
        response.headers_mut().insert(LINK, link);
    }
    response
}

fn refused(problems: Vec<crate::domain::problem::Problem>) -> WebError {
    let detail = match problems.as_slice() {
        [only] => only.detail.clone(),
        several => format!("{} values in the address cannot be used; each one is in errors.", several.len()),
    };
    WebError::new(Code::BadQuery).detail(detail).errors(problems)
}

/// `<https://...>; rel="next"`, where there is a next page.
fn next_link(state: &AppState, asked: &Request, token: &str) -> Option<String> {
    if token.is_empty() {
        return None;
    }
    let mut pairs = asked.query.pairs();
    if asked.page_size != DEFAULT_PAGE_SIZE {
        pairs.push(("page_size", asked.page_size.to_string()));
    }
    pairs.push(("page_token", token.to_string()));
    let address = state.public_url.join(&format!("/api/v1/providers?{}", query_string(&pairs)));
    Some(format!("<{address}>; rel=\"next\""))
}

/// `GET /api/v1/providers/{id or slug}`.
pub async fn show(req: HttpRequest, state: State, key: web::Path<String>) -> Result<HttpResponse, WebError> {
    let snapshot = state.index.current();
    match find(&snapshot, &key, "", state.clock.now())? {
        Lookup::Here(provider, standing) => json(&req, &ProviderShape::of(provider, &standing)),
        Lookup::Moved(response) => Ok(response),
    }
}

/// `GET /api/v1/providers/{id or slug}/verification`.
pub async fn verification(req: HttpRequest, state: State, key: web::Path<String>) -> Result<HttpResponse, WebError> {
    let (snapshot, now) = (state.index.current(), state.clock.now());
    match find(&snapshot, &key, "/verification", now)? {
        Lookup::Here(provider, standing) => json(&req, &EvidenceShape::of(provider, &standing, now)),
        Lookup::Moved(response) => Ok(response),
    }
}

enum Lookup<'a> {
    Here(&'a Published, Cow<'a, Standing>),
    /// A former slug: 301 to the present one.
    Moved(HttpResponse),
}

/// A provider by id, slug or former slug. Neither: 404. Archived: 410.
pub(super) fn here<'a>(
    snapshot: &'a Snapshot,
    key: &str,
    now: DateTime<Utc>,
) -> Result<(&'a Published, Cow<'a, Standing>), WebError> {
    let provider = snapshot.provider(key).ok_or_else(WebError::not_found)?;
    let standing = provider.standing(now);
    if standing.freshness == Freshness::Archived {
        return Err(WebError::new(Code::Gone));
    }
    Ok((provider, standing))
}

fn find<'a>(snapshot: &'a Snapshot, key: &str, rest: &str, now: DateTime<Utc>) -> Result<Lookup<'a>, WebError> {
    let (provider, standing) = here(snapshot, key, now)?;
    let profile = &provider.profile;
    if key == profile.slug || key == profile.provider_id.as_str() {
        return Ok(Lookup::Here(provider, standing));
    }
    let to = format!("/api/v1/providers/{}{rest}", profile.slug);
    Ok(Lookup::Moved(HttpResponse::MovedPermanently().insert_header((LOCATION, to)).finish()))
}
