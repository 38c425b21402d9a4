//! `/api/v1/openapi.json`: the API's description of itself (OpenAPI 3.1).
//!
//! What answers look like comes from the types that are sent, what a dossier may hold from the table that reads it, words
//! from their enums, refusals from [`Code`](crate::web::problem::Code). Written by hand is only which address takes what and why, in
//! [`table`]: one row an operation. To describe a new one, add a row there; `tests/it/openapi.rs` says what is missing.
//! Why so: docs/decisions/0015-openapi-from-the-types.md

mod dossier;
mod operation;
mod parameters;
pub mod table;

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse};
use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::{Map, Value, json};

use crate::web::error::WebError;
use crate::web::problem::Code;
pub use operation::Operation;

pub(super) use dossier::{dossier, report};

const ABOUT: &str = "Find places that offer ketamine therapy, see what was checked about them, and send a listing in.

Every failure is a problem document (RFC 9457) whose `type` is the address of a page that explains it; `errors` names each value that is \
wrong and its place. Unknown search parameters and unknown fields are refused by name, so that a misspelt filter is never silently ignored. \
Each GET answers HEAD too. Reads carry an entity tag, and any site may make them from a browser. Cookies play no part. Where an operator has not \
switched it off, `RateLimit` and `RateLimit-Policy` say how often you may ask; 429 comes with `Retry-After`.

Everything here is open to anybody. An administrator may give you a key (`vs_live_...`), sent as `Authorization: Bearer`, with which you may ask more often; one that is \
unknown or was revoked is 401, one without the scope 403. To keep a copy of the directory, follow `/api/v1/changes`. What you send in can carry an `Idempotency-Key`, \
and what you change an `If-Match`.

Fields may be added to answers: ignore \
those that you do not know.";

static DOCUMENT: LazyLock<Value> = LazyLock::new(build);

/// The document. The same for every server: its addresses are relative to where it is found.
pub fn document() -> &'static Value {
    &DOCUMENT
}

/// `GET /api/v1/openapi.json`.
pub async fn show(req: HttpRequest) -> Result<HttpResponse, WebError> {
    super::json(&req, document())
}

fn build() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|s| {
        s.definitions_path = "/components/schemas".into();
        s.meta_schema = None;
        s.transforms.push(Box::new(RecursiveTransform(without_widths)));
    });
    let mut schemas = settings.into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for operation in table::OPERATIONS {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.verb.as_str()] = operation.describe(&mut schemas);
    }
    let used: Vec<Code> = table::OPERATIONS.iter().flat_map(Operation::named).collect();
    let refusals: Map<String, Value> = Code::ALL
        .iter()
        .filter(|code| used.contains(code))
        .map(|code| (code.as_str().to_string(), operation::refusal(&[*code], &mut schemas)))
        .collect();
    let components = dossier::with_its_parts(schemas);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "vouchsafe",
            "summary": "A provider directory and credential verifier for ketamine therapy.",
            "description": ABOUT,
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0 or MIT", "identifier": "Apache-2.0 OR MIT" }
        },
        "servers": [{ "url": "/" }],
        "tags": table::TAGS.iter().map(|(name, about)| json!({ "name": name, "description": about })).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": refusals,
            "examples": table::EXAMPLES.iter().map(example).collect::<Map<_, _>>(),
            "securitySchemes": {
                "submissionToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The `token` that a submission was answered with. It opens that submission and nothing else."
                },
                "apiKey": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key, `vs_live_` and 43 more characters, that an administrator of this server made for you. It is never needed; with it you may ask more often. \
                                    It has scopes: `read` for what is read, `submit` for what is sent in."
                }
            }
        }
    })
}

fn example((name, summary, text): &(&str, &str, &str)) -> (String, Value) {
    let value: Value = serde_json::from_str(text).expect("an example of ours is JSON");
    (name.to_string(), json!({ "summary": summary, "value": value }))
}

/// The widths of our integers are no concern of the reader's, and no formats of OpenAPI's.
fn without_widths(schema: &mut Schema) {
    if schema.get("format").and_then(Value::as_str).is_some_and(|f| f.starts_with("uint")) {
        schema.remove("format");
    }
}
