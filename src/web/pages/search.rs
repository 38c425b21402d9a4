//! `/search`: the form, what was found, and ways on (`templates/search.html`, `templates/search_places.html`).

mod cards;
mod form;
mod labels;
mod map;
mod named;
mod results;
mod ways;

use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use serde::Serialize;
use tera::Context;

use crate::domain::problem::{Place as At, Problem};
use crate::domain::weekly::Event;
use crate::geo::{Gazetteer, Place};
use crate::search::link::query_string;
use crate::search::{Audience, Found, Refusal, Request, Slice, Snapshot, Start, search};
use crate::web::answers::{Answer, Kind, Question};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::reader::Reader;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::page::{html, see_other};
use crate::web::views::shapes::{Hole, Leaves};

use form::FormView;
use results::{ResultsView, words};

/// As `templates/search.html` takes it: which parts the page has, and holes for its words.
#[derive(Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SearchView {
    form: FormView,
    problems: Vec<ProblemLine>,
    suggestions: Vec<PlaceView>,
    results: Option<ResultsView>,
    /// The next search is wanted on a map as well.
    map: bool,
    /// This search in the other language.
    alternate_url: Hole,
}

/// `GET /search`.
pub async fn show(req: HttpRequest, page: Page, state: State, reader: Reader) -> Result<HttpResponse, WebError> {
    let (snapshot, now) = (state.index.current(), state.clock.now());
    let question = Question::of(Kind::Page(page.locale()), req.query_string());
    if let Some(kept) = question.as_ref().and_then(|question| state.answers.get(&snapshot, question, now)) {
        reader.count(&state, Event::Shown, &*kept.shown);
        return Ok(html(StatusCode::OK, kept.body));
    }
    let pairs = QueryPairs::read(req.query_string())?;
    let request = match Request::parse(&pairs.0, Gazetteer::get(), Audience::Page) {
        Ok(request) => request,
        Err(Refusal::WhichPlace { asked, choices }) => return which_place(&page, &pairs, &asked, &choices),
        Err(Refusal::Problems { problems, suggestions }) => {
            if let Some(address) = named::by_name(&page, &snapshot, &pairs, &problems, now) {
                return Ok(see_other(&address));
            }
            return again(&page, &state, &pairs, &problems, &suggestions);
        }
    };
    let found = search(&snapshot, &request.query, &slice_of(&request), now);
    let last = found.total.div_ceil(request.page_size).max(1);
    if request.page > last {
        let said = page.say("search-no-such-page", &[("last", last.into())])?;
        return again(&page, &state, &pairs, &[Problem::query("page", "out_of_range", said)], &[]);
    }
    let body = Bytes::from(found_page(&page, &state, &snapshot, &request, &found, now)?);
    let shown = found.providers();
    reader.count(&state, Event::Shown, &*shown);
    // Who is open changes from minute to minute, and a notice on its day.
    let lasts = !request.query.open_now && request.query.licensed_in.is_none();
    if let Some(question) = question.filter(|_| lasts) {
        state.answers.keep(&snapshot, question, now, Answer { body: body.clone(), tag: None, link: None, shown });
    }
    Ok(html(StatusCode::OK, body))
}

fn slice_of(request: &Request) -> Slice {
    Slice { start: Start::Page(request.page), size: request.page_size }
}

fn found_page(
    page: &Page,
    state: &State,
    snapshot: &Snapshot,
    request: &Request,
    found: &Found<'_>,
    now: DateTime<Utc>,
) -> Result<String, WebError> {
    let mut leaves = Leaves::default();
    let view = SearchView {
        form: FormView::of(page, &request.query, &found.facets, &mut leaves),
        problems: Vec::new(),
        suggestions: Vec::new(),
        results: Some(ResultsView::of(page, snapshot, request, found, now, &mut leaves)?),
        map: request.map,
        alternate_url: leaves.text(&in_other_language(page, &words(&request.query, request.page, request.map))),
    };
    page.filled("search.html", &state.search_pages, view, &leaves)
}

fn in_other_language(page: &Page, query_string: &str) -> String {
    let path = page.locale().other().path("/search");
    if query_string.is_empty() { path } else { format!("{path}?{query_string}") }
}

/// One line of the error summary: the same words as beside the field.
#[derive(Debug, PartialEq, Eq, Hash, Serialize)]
struct ProblemLine {
    href: Option<String>,
    text: Hole,
}

/// A place that may have been meant.
#[derive(Debug, PartialEq, Eq, Hash, Serialize)]
struct PlaceView {
    label: Hole,
    url: Hole,
}

/// Fields that stand in the form under the name of their parameter.
const FIELDS: [&str; 4] = ["near", "radius", "max_price", "q"];

/// The form again, with everything that was typed and what to mend.
fn again(
    page: &Page,
    state: &State,
    pairs: &QueryPairs,
    problems: &[Problem],
    suggestions: &[Place],
) -> Result<HttpResponse, WebError> {
    let mut leaves = Leaves::default();
    let mut lines = problems.iter().map(|p| line_of(page, p, &mut leaves)).collect::<Result<Vec<_>, _>>()?;
    // In the order of the form.
    let field = |line: &ProblemLine| FIELDS.iter().position(|f| line.href.as_deref() == Some(format!("#{f}").as_str()));
    lines.sort_by_key(|line| field(line).unwrap_or(FIELDS.len()));
    let wrong = |name: &str| problems.iter().any(|p| p.place == At::Query(name.to_string()));
    let usable = QueryPairs(pairs.0.iter().filter(|(name, _)| !wrong(name)).cloned().collect());
    let suggestions = suggestions
        .iter()
        .map(|place| place_link(page, &usable, place))
        .map(|link| PlaceView { label: leaves.text(&link.label), url: leaves.text(&link.url) });
    let view = SearchView {
        suggestions: suggestions.collect(),
        form: FormView::refused(page, pairs, &lines, &mut leaves),
        problems: lines,
        results: None,
        map: pairs.0.iter().any(|(name, value)| name == "map" && value == "true"),
        alternate_url: leaves.text(&in_other_language(page, &query_string(&pairs.0))),
    };
    Ok(html(StatusCode::BAD_REQUEST, page.filled("search.html", &state.search_pages, view, &leaves)?))
}

/// People read our own words for each kind of fault; a kind without such words speaks as to machines.
fn line_of(page: &Page, problem: &Problem, leaves: &mut Leaves) -> Result<ProblemLine, WebError> {
    let At::Query(parameter) = &problem.place else {
        return Ok(ProblemLine { href: None, text: leaves.text(&problem.detail) });
    };
    let key = match problem.code {
        "unknown_place" => Some("search-unknown-place"),
        "bad_number" | "out_of_range" if parameter == "radius" => Some("search-bad-radius"),
        "bad_number" if parameter == "max_price" => Some("search-bad-price"),
        _ => None,
    };
    let text = key.map_or_else(|| Ok(problem.detail.clone()), |key| page.say(key, &[]))?;
    let href = FIELDS.contains(&parameter.as_str()).then(|| format!("#{parameter}"));
    Ok(ProblemLine { href, text: leaves.text(&text) })
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
    let mut context = Context::new();
    context.insert("alternate_url", &in_other_language(page, &query_string(&pairs.0)));
    context.insert("near", asked);
    context.insert("known", &true);
    context.insert("places", &choices.iter().map(|place| place_link(page, pairs, place)).collect::<Vec<_>>());
    page.render("search_places.html", context)
}
