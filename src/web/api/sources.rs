//! `/api/v1/sources`: the reference data that the checks look into.

use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::moment;
use crate::reads::reference;
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::state::State;

use super::asked::Asked;
use super::json;

/// Answer of `GET /api/v1/sources`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct SourcesAnswer {
    /// Every list in force. What is not here is not loaded.
    sources: Vec<SourceShape>,
}

/// A list in force.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "LoadedSource")]
struct SourceShape {
    /// Such as `LEIE`; a state list with its state.
    name: String,
    /// Whose list it is, where it is a state's.
    state: Option<String>,
    /// Which edition.
    version: String,
    /// The day that it speaks of.
    list_date: NaiveDate,
    /// Only a complete list clears anybody who is not on it.
    complete: bool,
    /// Not older than its clock: an older list clears nobody.
    in_date: bool,
    rows: i64,
    #[serde(serialize_with = "moment::utc")]
    loaded_at: DateTime<Utc>,
}

/// `GET /api/v1/sources`.
pub async fn list(req: HttpRequest, state: State, pairs: QueryPairs) -> Result<HttpResponse, WebError> {
    Asked::of(&pairs, &[])?;
    let today = state.clock.today();
    let lists = state.blocking(|s| reference::in_force(&s.reference)).await?;
    let source = |list: reference::LoadedList| SourceShape {
        in_date: today <= list.in_date_until,
        name: list.name,
        state: Some(list.state).filter(|state| !state.is_empty()),
        version: list.version,
        list_date: list.list_date,
        complete: list.complete,
        rows: list.rows,
        loaded_at: list.loaded_at,
    };
    json(&req, &SourcesAnswer { sources: lists.into_iter().map(source).collect() })
}
