//! `GET /api/docs`: the API's description as a page, made from the same document that programs read. In English, as the
//! document is.

use actix_web::HttpResponse;
use serde::Serialize;
use serde_json::Value;
use tera::Context;

use crate::web::api::document::{self as api, document, table};
use crate::web::error::WebError;
use crate::web::views::Page;

mod schema;

use schema::{Component, Field};

/// A stretch of text; `code` is set as such, `link` is a place on the page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Piece {
    text: String,
    code: bool,
    link: Option<String>,
}

impl Piece {
    fn plain(text: impl Into<String>) -> Self {
        Piece { text: text.into(), code: false, link: None }
    }

    fn code(text: impl Into<String>) -> Self {
        Piece { text: text.into(), code: true, link: None }
    }

    fn component(name: &str) -> Self {
        Piece { text: name.to_string(), code: true, link: Some(format!("#schema-{name}")) }
    }
}

/// A sentence whose `words` in backquotes are code.
fn prose(text: &str) -> Vec<Piece> {
    let of = |(i, part): (usize, &str)| if i % 2 == 0 { Piece::plain(part) } else { Piece::code(part) };
    text.split('`').enumerate().filter(|(_, part)| !part.is_empty()).map(of).collect()
}

#[derive(Debug, Serialize)]
struct Group {
    name: &'static str,
    about: &'static str,
    operations: Vec<Operation>,
}

#[derive(Debug, Serialize)]
struct Operation {
    id: &'static str,
    verb: String,
    path: &'static str,
    summary: &'static str,
    about: Vec<Piece>,
    token: bool,
    parameters: Vec<Field>,
    body: Option<Body>,
    answers: Vec<Answer>,
}

#[derive(Debug, Serialize)]
struct Body {
    kind: Vec<Piece>,
    /// The address of its example on the page.
    example: String,
}

#[derive(Debug, Serialize)]
struct Answer {
    status: String,
    about: Vec<Piece>,
    kind: Vec<Piece>,
}

#[derive(Debug, Serialize)]
struct Example {
    name: String,
    summary: String,
    text: String,
}

/// The page.
pub async fn show(page: Page) -> Result<HttpResponse, WebError> {
    let document = document();
    let about = document["info"]["description"].as_str().unwrap_or_default();
    let mut context = Context::new();
    context.insert("about", &about.split("\n\n").map(prose).collect::<Vec<_>>());
    context.insert("groups", &groups());
    context.insert("token", &prose(said(&document["components"]["securitySchemes"]["submissionToken"], "description")));
    context.insert("components", &fields(&document["components"]["schemas"]).map(Component::of).collect::<Vec<_>>());
    context.insert("examples", &fields(&document["components"]["examples"]).map(example).collect::<Vec<_>>());
    page.render("api_docs.html", context)
}

fn groups() -> Vec<Group> {
    let in_group = |name: &str| table::OPERATIONS.iter().filter(|o| o.tag == name).map(operation).collect();
    table::TAGS.iter().map(|(name, about)| Group { name, about, operations: in_group(name) }).collect()
}

fn operation(row: &api::Operation) -> Operation {
    let described = &document()["paths"][row.path][row.verb.as_str()];
    let parameters = described["parameters"].as_array().into_iter().flatten().map(Field::of_parameter).collect();
    let content = &described["requestBody"]["content"]["application/json"];
    let body = fields(&content["examples"])
        .next()
        .map(|(name, _)| Body { kind: schema::kind(&content["schema"]), example: format!("#example-{name}") });
    Operation {
        id: row.id,
        verb: row.verb.as_str().to_uppercase(),
        path: row.path,
        summary: row.summary,
        about: prose(row.about),
        token: row.token,
        parameters,
        body,
        answers: fields(&described["responses"]).map(answer).collect(),
    }
}

fn answer((status, response): (&String, &Value)) -> Answer {
    let response = resolved(response);
    let content = fields(&response["content"]).next();
    Answer {
        status: status.clone(),
        about: prose(&said(response, "description").replace("\n\n", " ")),
        kind: content.map(|(_, content)| schema::kind(&content["schema"])).unwrap_or_default(),
    }
}

fn example((name, example): (&String, &Value)) -> Example {
    Example {
        name: name.clone(),
        summary: said(example, "summary").to_string(),
        text: serde_json::to_string_pretty(&example["value"]).unwrap_or_default(),
    }
}

/// What a reference leads to, or the value itself.
fn resolved(value: &Value) -> &Value {
    let pointer = value.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix('#'));
    pointer.and_then(|to| document().pointer(to)).unwrap_or(value)
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn said<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_backquotes_is_code() {
        assert_eq!(prose("Look at `a`."), [Piece::plain("Look at "), Piece::code("a"), Piece::plain(".")]);
    }

    #[test]
    fn every_operation_says_what_it_answers() {
        let all: Vec<Operation> = groups().into_iter().flat_map(|g| g.operations).collect();
        assert_eq!(all.len(), table::OPERATIONS.len());
        assert!(all.iter().all(|o| o.answers.len() > 3 && o.answers.iter().all(|a| !a.about.is_empty())));
    }
}
