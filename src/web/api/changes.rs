//! `/api/v1/changes`: every change of a listing, in order, for programs that keep a copy.

use actix_web::http::header::{HeaderValue, LINK};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::change::ListedChange;
use crate::domain::moment;
use crate::domain::problem::Problem;
use crate::reads::changes::{self, Asked as Found};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::problem::Code;
use crate::web::state::State;

use super::asked::Asked;
use super::json;

/// Changes in one answer where nothing else is asked for.
pub(super) const DEFAULT_PAGE_SIZE: i64 = 100;
/// Changes in one answer at most.
pub(super) const MAX_PAGE_SIZE: i64 = 1_000;

/// Answer of `GET /api/v1/changes`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ChangesAnswer {
    /// After `since`, in order, without gaps.
    changes: Vec<ChangeShape>,
    /// To be sent as `since` next.
    next: i64,
    /// The newest change that there is. Where `next` is as much, you have all.
    head: i64,
}

/// One change of one listing.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Change")]
struct ChangeShape {
    /// Its number. Each change has one more than the change before.
    seq: i64,
    provider_id: String,
    /// Where the listing is at present; `null` while it is out of sight.
    slug: Option<String>,
    /// `published`: it came into sight, or what it says changed. `hidden`: out of sight for now. `removed`: for good. `evidence`: what is known about it
    /// changed. `confirmed`: somebody confirmed it. Of `evidence` and `confirmed` a copy may be read anew at leisure.
    kind: ListedChange,
    #[serde(serialize_with = "moment::utc")]
    at: DateTime<Utc>,
}

/// `GET /api/v1/changes?since=&page_size=`.
pub async fn list(req: HttpRequest, state: State, pairs: QueryPairs) -> Result<HttpResponse, WebError> {
    let asked = Asked::of(&pairs, &["since", "page_size"])?;
    let since = asked.whole("since", 0, 0)?;
    let size = asked.whole("page_size", 1, DEFAULT_PAGE_SIZE)?.min(MAX_PAGE_SIZE);
    let shown = state.index.current().seq();
    let stretch = match state.blocking(move |s| changes::after(&s.db, since, shown, size)).await? {
        Found::Here(stretch) => stretch,
        Found::Beyond(newest) => {
            let said = format!(
                "since is beyond the newest change, which is {newest}. If you read a higher one here before, begin anew with 0."
            );
            return Err(WebError::new(Code::BadQuery).with_problem(Problem::query("since", "beyond_head", said)));
        }
    };
    let (next, head) = (stretch.next, stretch.head);
    let changes = stretch.changes.into_iter().map(|change| ChangeShape {
        seq: change.seq,
        provider_id: change.organization_id,
        slug: change.slug,
        kind: change.kind,
        at: change.at,
    });
    let mut response = json(&req, &ChangesAnswer { changes: changes.collect(), next, head })?;
    if next < head {
        let address = state.public_url.join(&format!("/api/v1/changes?since={next}&page_size={size}"));
        let link = HeaderValue::from_str(&format!("<{address}>; rel=\"next\"")).map_err(WebError::internal)?;
        response.headers_mut().insert(LINK, link);
    }
    Ok(response)
}
