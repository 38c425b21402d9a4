//! One operation: the form of a row in the table, and what OpenAPI makes of it.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::web::problem::{Code, Document};

/// An HTTP method. HEAD goes with GET and is not described apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Reads.
    Get,
    /// Adds.
    Post,
    /// Replaces.
    Put,
    /// Takes away.
    Delete,
}

impl Verb {
    /// The key in a path item.
    pub const fn as_str(self) -> &'static str {
        match self {
            Verb::Get => "get",
            Verb::Post => "post",
            Verb::Put => "put",
            Verb::Delete => "delete",
        }
    }
}

/// Gives the schema of a body; types that have a name become components.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The schema of a type as it is sent.
pub fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// One method of one address.
#[derive(Debug)]
pub struct Operation {
    /// Method.
    pub verb: Verb,
    /// Address as in `web/routes.rs`.
    pub path: &'static str,
    /// The name that generated clients give their function.
    pub id: &'static str,
    /// What it is about: a name of [`super::table::TAGS`].
    pub tag: &'static str,
    /// A few words.
    pub summary: &'static str,
    /// What one has to know to use it.
    pub about: &'static str,
    /// Where a submission's token is needed.
    pub token: bool,
    /// In the path, the query, the headers.
    pub parameters: fn(&mut SchemaGenerator) -> Vec<Value>,
    /// The body that it takes: schema, and the name of its example in [`super::table::EXAMPLES`].
    pub body: Option<(SchemaOf, &'static str)>,
    /// What it answers when all is well.
    pub answers: &'static [Answer],
    /// In what ways it refuses, beyond [`EVERYWHERE`] and, with a body, [`WITH_A_BODY`].
    pub refusals: &'static [Code],
}

/// What may happen to any request.
pub const EVERYWHERE: &[Code] =
    &[Code::SignInNeeded, Code::Forbidden, Code::NotAcceptable, Code::TooManyRequests, Code::Internal];
/// What may happen to any request with a body.
pub const WITH_A_BODY: &[Code] =
    &[Code::MalformedBody, Code::BodyTimeout, Code::TooLarge, Code::UnsupportedMediaType, Code::InvalidValues];

/// An answer that is no refusal.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// When it comes.
    pub about: &'static str,
    /// Its JSON; none where there is no body.
    pub schema: Option<SchemaOf>,
    /// Its headers that matter.
    pub headers: &'static [Header],
    /// Operations that its values lead to: name, id of the operation, parameter, expression.
    pub links: &'static [(&'static str, &'static str, &'static str, &'static str)],
}

/// A header of an answer.
#[derive(Debug)]
pub struct Header {
    /// Name.
    pub name: &'static str,
    /// What it says.
    pub about: &'static str,
    /// Whether it is always there.
    pub always: bool,
}

impl Operation {
    /// The operation object.
    pub fn describe(&self, schemas: &mut SchemaGenerator) -> Value {
        let mut operation = json!({
            "operationId": self.id,
            "tags": [self.tag],
            "summary": self.summary,
            "description": self.about,
        });
        let parameters = (self.parameters)(schemas);
        if !parameters.is_empty() {
            operation["parameters"] = Value::Array(parameters);
        }
        if let Some((schema, example)) = self.body {
            let examples = json!({ example: { "$ref": format!("#/components/examples/{example}") } });
            let content = json!({ "application/json": { "schema": schema(schemas), "examples": examples } });
            operation["requestBody"] = json!({ "required": true, "content": content });
        }
        let mut responses = Map::new();
        for answer in self.answers {
            responses.insert(answer.status.to_string(), answer.describe(schemas));
        }
        for (status, codes) in self.by_status() {
            let response = match codes.as_slice() {
                [only] => json!({ "$ref": format!("#/components/responses/{}", only.as_str()) }),
                several => refusal(several, schemas),
            };
            responses.insert(status.to_string(), response);
        }
        operation["responses"] = Value::Object(responses);
        // A key is never needed: with one you may ask more often.
        let security = if self.token { json!([{ "submissionToken": [] }]) } else { json!([{}, { "apiKey": [] }]) };
        operation["security"] = security;
        operation
    }

    fn by_status(&self) -> BTreeMap<u16, Vec<Code>> {
        let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
        self.codes().into_iter().for_each(|code| by_status.entry(code.status().as_u16()).or_default().push(code));
        by_status
    }

    /// The codes that are the only one of their status here: these are described apart, and named here.
    pub fn named(&self) -> Vec<Code> {
        self.by_status().into_values().filter(|codes| codes.len() == 1).flatten().collect()
    }

    /// Every code that it is refused with.
    pub fn codes(&self) -> Vec<Code> {
        let with_a_body = if self.body.is_some() { WITH_A_BODY } else { &[] };
        let with_a_token: &[Code] = if self.token { &[Code::NotFound] } else { &[] };
        [EVERYWHERE, with_a_body, with_a_token, self.refusals].concat()
    }
}

/// The answer to a request that is refused with one of these codes of the same status.
pub fn refusal(codes: &[Code], schemas: &mut SchemaGenerator) -> Value {
    let says: Vec<String> = codes.iter().map(|c| format!("`{}`: {}", c.as_str(), c.meaning())).collect();
    let examples: Map<String, Value> =
        codes.iter().map(|c| (c.as_str().to_string(), json!({ "value": example_of(*c) }))).collect();
    let content =
        json!({ "application/problem+json": { "schema": of::<Document<'_>>(schemas), "examples": examples } });
    let mut response = json!({ "description": says.join("\n\n"), "content": content });
    let headers: Vec<Header> = codes.iter().filter_map(|c| header_of(*c)).collect();
    if !headers.is_empty() {
        response["headers"] = described(&headers);
    }
    response
}

fn example_of(code: Code) -> Value {
    json!({
        "type": format!("/problems/{}", code.as_str()),
        "title": code.title(),
        "status": code.status().as_u16(),
        "detail": code.meaning(),
        "instance": "/api/v1/...",
        "errors": [],
        "request_id": "0190d6d2-7b2e-7c43-9c1a-5d1f0a6f2b11"
    })
}

fn header_of(code: Code) -> Option<Header> {
    let wait = "Seconds to wait.";
    match code {
        Code::TooManyRequests => Some(Header { name: "Retry-After", about: wait, always: true }),
        Code::Unavailable | Code::StillAtWork => Some(Header { name: "Retry-After", about: wait, always: false }),
        Code::SignInNeeded => Some(Header { name: "WWW-Authenticate", about: "Bearer.", always: true }),
        _ => None,
    }
}

fn described(headers: &[Header]) -> Value {
    let one = |h: &Header| {
        let schema = if h.name == "Retry-After" { json!({ "type": "integer" }) } else { json!({ "type": "string" }) };
        (h.name.to_string(), json!({ "description": h.about, "required": h.always, "schema": schema }))
    };
    Value::Object(headers.iter().map(one).collect())
}

impl Answer {
    fn describe(&self, schemas: &mut SchemaGenerator) -> Value {
        let mut response = json!({ "description": self.about });
        if let Some(schema) = self.schema {
            response["content"] = json!({ "application/json": { "schema": schema(schemas) } });
        }
        if !self.headers.is_empty() {
            response["headers"] = described(self.headers);
        }
        let link = |(name, id, parameter, value): &(&str, &str, &str, &str)| {
            (name.to_string(), json!({ "operationId": id, "parameters": { *parameter: value } }))
        };
        if !self.links.is_empty() {
            response["links"] = Value::Object(self.links.iter().map(link).collect());
        }
        response
    }
}
