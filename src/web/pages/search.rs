//! `/search`: the form, what was found, and ways on (`templates/search.html`, `templates/search_places.html`).

mod form;
mod labels;
mod results;
mod ways;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;
use tera::Context;

use crate::domain::problem::{Place as At, Problem};
use crate::geo::{Gazetteer, Place};
use crate::search::link::query_string;
use crate::search::{Audience, Refusal, Request, Slice, Start, search};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::state::State;
use crate::web::views::Page;

use form::FormView;
use results::ResultsView;

/// `GET /search`.
pub async fn show(page: Page, state: State, pairs: QueryPairs) -> Result<HttpResponse, WebError> {
    match Request::parse(&pairs.0, Gazetteer::get(), Audience::Page) {
        Ok(request) => found(&page, &state, &pairs, &request),
        Err(Refusal::WhichPlace { asked, choices }) => which_place(&page, &pairs, &asked, &choices),
        Err(Refusal::Problems { problems, suggestions }) => again(&page, &pairs, &problems, &suggestions),
    }
}

fn found(page: &Page, state: &State, pairs: &QueryPairs, request: &Request) -> Result<HttpResponse, WebError> {
    let (snapshot, now) = (state.index.current(), state.clock.now());
    let slice = Slice { start: Start::Page(request.page), size: request.page_size };
    let found = search(&snapshot, &request.query, &slice, now);
    let last = found.total.div_ceil(request.page_size).max(1);
    if request.page > last {
        let said = page.say("search-no-such-page", &[("last", last.into())])?;
        return again(page, pairs, &[Problem::query("page", "out_of_range", said)], &[]);
    }
    let mut context = context_of(page, &request.query.query_string());
    context.insert("form", &FormView::of(page, &request.query, &found.facets)?);
    context.insert("problems", &[(); 0]);
    context.insert("results", &ResultsView::of(page, &snapshot, request, &found, now)?);
    page.render("search.html", context)
}

/// What the template needs beyond its own: this search in the other language.
fn context_of(page: &Page, query_string: &str) -> Context {
    let mut context = Context::new();
    let mut other = page.locale().other().path("/search");
    if !query_string.is_empty() {
        other = format!("{other}?{query_string}");
    }
    context.insert("alternate_url", &other);
    context
}

/// One line of the error summary: the same words as beside the field.
#[derive(Debug, Serialize)]
struct ProblemLine {
    href: Option<String>,
    text: String,
}

/// Fields that stand in the form under the name of their parameter.
const FIELDS: [&str; 4] = ["near", "radius", "max_price", "q"];

/// The form again, with everything that was typed and what to mend.
fn again(
    page: &Page,
    pairs: &QueryPairs,
    problems: &[Problem],
    suggestions: &[Place],
) -> Result<HttpResponse, WebError> {
    let mut lines = problems.iter().map(|p| line_of(page, p)).collect::<Result<Vec<_>, _>>()?;
    // In the order of the form.
    let field = |line: &ProblemLine| FIELDS.iter().position(|f| line.href.as_deref() == Some(format!("#{f}").as_str()));
    lines.sort_by_key(|line| field(line).unwrap_or(FIELDS.len()));
    let wrong = |name: &str| problems.iter().any(|p| p.place == At::Query(name.to_string()));
    let usable = QueryPairs(pairs.0.iter().filter(|(name, _)| !wrong(name)).cloned().collect());
    let ways = suggestions.iter().map(|place| place_link(page, &usable, place)).collect::<Vec<_>>();
    let mut context = context_of(page, &query_string(&pairs.0));
    context.insert("form", &FormView::refused(page, pairs, &lines)?);
    context.insert("problems", &lines);
    context.insert("suggestions", &ways);
    page.render_as(StatusCode::BAD_REQUEST, "search.html", context)
}

/// People read our own words for each kind of fault; a kind without such words speaks as to machines.
fn line_of(page: &Page, problem: &Problem) -> Result<ProblemLine, WebError> {
    let At::Query(parameter) = &problem.place else {
        return Ok(ProblemLine { href: None, text: problem.detail.clone() });
    };
    let key = match problem.code {
        "unknown_place" => Some("search-unknown-place"),
        "bad_number" | "out_of_range" if parameter == "radius" => Some("search-bad-radius"),
        "bad_number" if parameter == "max_price" => Some("search-bad-price"),
        _ => None,
    };
    let text = key.map_or_else(|| Ok(problem.detail.clone()), |key| page.say(key, &[]))?;
    let href = FIELDS.contains(&parameter.as_str()).then(|| format!("#{parameter}"));
    Ok(ProblemLine { href, text })
}

#[derive(Debug, Serialize)]
struct PlaceLink {
    label: String,
    url: String,
}

/// The same search with the place named exactly.
fn place_link(page: &Page, pairs: &QueryPairs, place: &Place) -> PlaceLink {
    let others = pairs.0.iter().filter(|(name, value)| name != "near" && name != "page" && !value.is_empty());
    let near = ("near".to_string(), place.label.clone());
    let renamed: Vec<_> = std::iter::once(&near).chain(others).cloned().collect();
    PlaceLink { label: place.label.clone(), url: format!("{}?{}", page.link("/search"), query_string(&renamed)) }
}

fn which_place(page: &Page, pairs: &QueryPairs, asked: &str, choices: &[Place]) -> Result<HttpResponse, WebError> {
    let mut context = context_of(page, &query_string(&pairs.0));
    context.insert("near", asked);
    context.insert("known", &true);
    context.insert("places", &choices.iter().map(|place| place_link(page, pairs, place)).collect::<Vec<_>>());
    page.render("search_places.html", context)
}
