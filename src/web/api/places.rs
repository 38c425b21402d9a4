//! `/api/v1/places`: what the gazetteer makes of a text.

use actix_web::{HttpRequest, HttpResponse};
use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::problem::Problem;
use crate::geo::{Gazetteer, Resolution};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::problem::Code;

use super::json;
use super::shapes::PlaceShape;

/// Answer of `GET /api/v1/places`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PlacesAnswer<'a> {
    /// The places that bear the name: one, or several to choose from, the most populous first.
    places: Vec<PlaceShape<'a>>,
    /// Where none does: what may have been meant, the nearest spelling first.
    suggestions: Vec<PlaceShape<'a>>,
    /// What the text may be the beginning of, for a field that completes while it is typed in: cities, the most populous first, or ZIP
    /// codes; at most five.
    completions: Vec<PlaceShape<'a>>,
}

/// `GET /api/v1/places?q=`: ZIP, city, state or coordinates. A text that names no place gives none, not an error.
pub async fn list(req: HttpRequest, pairs: QueryPairs) -> Result<HttpResponse, WebError> {
    let text = only_q(&pairs.0).map_err(|problem| WebError::new(Code::BadQuery).with_problem(problem))?;
    let gazetteer = Gazetteer::get();
    let completions = gazetteer.beginning_with(text);
    let (places, suggestions) = match gazetteer.resolve(text) {
        Resolution::One(place) => (vec![place], Vec::new()),
        Resolution::Several(places) => (places, Vec::new()),
        Resolution::Unknown { suggestions } => (Vec::new(), suggestions),
    };
    json(
        &req,
        &PlacesAnswer {
            places: places.iter().map(PlaceShape::from).collect(),
            suggestions: suggestions.iter().map(PlaceShape::from).collect(),
            completions: completions.iter().map(PlaceShape::from).collect(),
        },
    )
}

fn only_q(pairs: &[(String, String)]) -> Result<&str, Problem> {
    let stranger =
        pairs.iter().find(|(name, _)| name != "q").map(|(name, _)| name.chars().take(40).collect::<String>());
    if let Some(name) = stranger {
        return Err(Problem::query(name, "unknown_parameter", "There is no such parameter here; the only one is q."));
    }
    match pairs {
        [(_, text)] if !text.trim().is_empty() && text.chars().count() <= 100 => Ok(text.trim()),
        [(_, text)] if text.trim().is_empty() => {
            Err(Problem::query("q", "empty_value", "q has no value; give a ZIP code, a city and state, or a state."))
        }
        [_] => Err(Problem::query("q", "too_long", "Use at most 100 characters.")),
        [] => Err(Problem::query("q", "missing", "Give a ZIP code, a city and state, or a state as q.")),
        _ => Err(Problem::query("q", "duplicate_parameter", "q is given more than once; give it once.")),
    }
}
