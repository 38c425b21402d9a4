//! What operations take besides a body. Bounds are those of the parser, words those of the enums.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

use crate::domain::clinical::{Condition, Payment, SafetyPractice, Setting, Treatment};
use crate::domain::credential::Profession;
use crate::domain::schedule::Within;
use crate::pipeline::once::LONGEST_KEY;
use crate::search::Sort;
use crate::search::parse::{DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, MAX_TEXT};
use crate::search::query::{DEFAULT_RADIUS, MAX_RADIUS, MIN_RADIUS};
use crate::web::api::asked::LARGEST;
use crate::web::api::changes::{DEFAULT_PAGE_SIZE as DEFAULT_CHANGES, MAX_PAGE_SIZE as MAX_CHANGES};

/// Takes nothing.
pub fn none(_: &mut SchemaGenerator) -> Vec<Value> {
    Vec::new()
}

/// Of a read that takes nothing else.
pub fn held(_: &mut SchemaGenerator) -> Vec<Value> {
    vec![tag()]
}

/// `/providers/{key}`.
pub fn provider(_: &mut SchemaGenerator) -> Vec<Value> {
    vec![path("key", "The provider's id or its slug.", json!("quiet-harbor-psychiatry")), tag()]
}

/// `/submissions/{reference}`, to read it.
pub fn submission(_: &mut SchemaGenerator) -> Vec<Value> {
    vec![path("reference", "The submission's reference.", json!("VS-7K3M-9QXA")), tag()]
}

/// `/submissions/{reference}`, to change it.
pub fn submission_seen(_: &mut SchemaGenerator) -> Vec<Value> {
    let about = "The `ETag` of the submission as you saw it: 412 where it is another by now. Without this header any version will do.";
    let seen = json!({ "name": "If-Match", "in": "header", "description": about, "schema": { "type": "string" } });
    vec![path("reference", "The submission's reference.", json!("VS-7K3M-9QXA")), seen]
}

/// `/submissions`.
pub fn submissions(_: &mut SchemaGenerator) -> Vec<Value> {
    vec![once()]
}

/// `/providers/{key}/reports`.
pub fn reports(_: &mut SchemaGenerator) -> Vec<Value> {
    vec![path("key", "The provider's id or its slug.", json!("quiet-harbor-psychiatry")), once()]
}

/// `/changes`.
pub fn changes(_: &mut SchemaGenerator) -> Vec<Value> {
    let size = format!("Changes in one answer. More than {MAX_CHANGES} are cut to {MAX_CHANGES}.");
    let number = |least: i64, default: i64| json!({ "type": "integer", "minimum": least, "maximum": LARGEST, "default": default });
    vec![
        query("since", "The `next` of the answer before; 0 begins.", number(0, 0), json!(0)),
        query("page_size", &size, number(1, DEFAULT_CHANGES), json!(DEFAULT_CHANGES)),
        tag(),
    ]
}

/// `/places`.
pub fn places(_: &mut SchemaGenerator) -> Vec<Value> {
    let about = "A ZIP code, a city with or without its state, a state, or latitude,longitude.";
    let text = json!({ "type": "string", "minLength": 1, "maxLength": MAX_TEXT, "pattern": r"\S" });
    let mut q = query("q", about, text, json!("Portland, OR"));
    q["required"] = json!(true);
    vec![q, tag()]
}

/// `/providers`.
pub fn search(schemas: &mut SchemaGenerator) -> Vec<Value> {
    let text = || json!({ "type": "string", "minLength": 1, "maxLength": MAX_TEXT });
    let only_true = || json!({ "type": "boolean", "enum": [true] });
    let radius = json!({
        "anyOf": [{ "type": "number", "minimum": MIN_RADIUS, "maximum": MAX_RADIUS }, { "type": "string", "const": "any" }],
        "default": DEFAULT_RADIUS
    });
    let degrees = r"-?([0-9]+\.?[0-9]*|\.[0-9]+)";
    let bbox = json!({ "type": "string", "pattern": format!("^{degrees},{degrees},{degrees},{degrees}$") });
    let count = |default: usize| json!({ "type": "integer", "minimum": 1, "maximum": 999_999_999, "default": default });
    let sort = json!({ "type": "string", "enum": Sort::ALL.map(Sort::as_str) });
    let states = json!({ "$ref": "#/components/schemas/State" });
    let languages = json!({ "type": "array", "items": { "type": "string", "pattern": "^[A-Za-z]{2,3}$" } });
    let money = json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX });
    let size = format!("Results on a page. More than {MAX_PAGE_SIZE} are cut to {MAX_PAGE_SIZE}.");
    vec![
        query(
            "near",
            "A ZIP code, ZIP+4, `City, ST`, a state, or `latitude,longitude`. A state means inside it, without distances. Without `near`: all, by name.",
            text(),
            json!("97202"),
        ),
        query("radius", "Miles from `near`, or `any`: nearest first without a limit.", radius, json!(25)),
        query(
            "bbox",
            "A window: west,south,east,north in degrees. West may lie beyond east, across the 180th meridian.",
            bbox,
            json!("-125,42,-116,47"),
        ),
        repeated::<Treatment>(schemas, "treatment", "Offered at the place. Repeat for any of several."),
        repeated::<Condition>(
            schemas,
            "condition",
            "What the place says it treats; `anxiety` stands for every kind of it. Repeat for any of several.",
        ),
        repeated::<Setting>(schemas, "setting", "Where treatment happens. Repeat for any of several."),
        repeated::<Payment>(schemas, "payment", "How it can be paid. Repeat for any of several."),
        repeated::<Profession>(schemas, "profession", "Of somebody who works there. Repeat for any of several."),
        query("language", "An ISO 639 code. Repeat for any of several.", languages, json!(["en"])),
        query("accepting_new", "Only places that take new patients.", only_true(), json!(true)),
        repeated::<Within>(
            schemas,
            "first_opening",
            "How soon the place says that it sees a new patient, where it takes any; `2_4_weeks` stands for sooner, too. Each result has the day on which that was said. Repeat for any of several.",
        ),
        query(
            "open_now",
            "Only places whose published hours say that they are open at this moment, by the clock of the place. Without hours or a known time zone a place is not among them.",
            only_true(),
            json!(true),
        ),
        query(
            "step_free",
            "Only places that say that their entrance is step-free. No answer is no yes.",
            only_true(),
            json!(true),
        ),
        repeated::<SafetyPractice>(
            schemas,
            "safety",
            "What the place says of its own practice; nobody has checked it, and no answer is no yes. Repeat for all of several: unlike elsewhere, each one more must hold as well.",
        ),
        query("verified", "Only listings that show the badge.", only_true(), json!(true)),
        query("licensed_in", "A state: only those who may treat patients there by telehealth.", states, json!("OR")),
        query("max_price", "Whole US dollars for a session, at most.", money, json!(600)),
        query("q", "A name, an NPI or a phone number. Has at least one letter or digit.", text(), json!("harbor")),
        query(
            "sort",
            "The order. Without it: by distance where there is one, else by name. What is missing comes last.",
            sort,
            json!("distance"),
        ),
        query("page_size", &size, count(DEFAULT_PAGE_SIZE), json!(DEFAULT_PAGE_SIZE)),
        without_example(query(
            "page_token",
            "The `next_page_token` of the page before, with the same search.",
            json!({ "type": "string" }),
            json!(null),
        )),
        tag(),
    ]
}

fn query(name: &str, about: &str, schema: Value, example: Value) -> Value {
    json!({ "name": name, "in": "query", "description": about, "schema": schema, "example": example })
}

fn without_example(mut parameter: Value) -> Value {
    if let Some(fields) = parameter.as_object_mut() {
        fields.remove("example");
    }
    parameter
}

fn repeated<T: JsonSchema>(schemas: &mut SchemaGenerator, name: &str, about: &str) -> Value {
    let words = json!({ "type": "array", "items": schemas.subschema_for::<T>() });
    without_example(query(name, about, words, json!(null)))
}

fn path(name: &str, about: &str, example: Value) -> Value {
    let schema = json!({ "type": "string", "minLength": 1 });
    json!({ "name": name, "in": "path", "required": true, "description": about, "schema": schema, "example": example })
}

fn tag() -> Value {
    let about = "The `ETag` of an answer that you hold: 304 where it is still the same.";
    json!({ "name": "If-None-Match", "in": "header", "description": about, "schema": { "type": "string" } })
}

fn once() -> Value {
    let about = "A key of your own, such as a random UUID, for what you may have to send again because no answer came. For 24 hours the same key gets the \
                 same answer, and what you sent is done once. 422 where it comes with another body, 409 while the first is at work.";
    let schema = json!({ "type": "string", "pattern": format!("^[!-~]{{1,{LONGEST_KEY}}}$") });
    json!({ "name": "Idempotency-Key", "in": "header", "description": about, "schema": schema })
}
