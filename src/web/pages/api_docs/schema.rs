//! A JSON Schema in a few words, for the reader of the API's page.

use serde::Serialize;
use serde_json::Value;

use super::{Piece, fields, prose, said};

/// A field of an object, or a parameter.
#[derive(Debug, Serialize)]
pub struct Field {
    name: String,
    /// `query`, `path` or `header` for a parameter; empty for a field.
    place: String,
    required: bool,
    kind: Vec<Piece>,
    about: Vec<Piece>,
}

impl Field {
    /// A parameter of an operation.
    pub fn of_parameter(parameter: &Value) -> Field {
        Field {
            name: said(parameter, "name").to_string(),
            place: said(parameter, "in").to_string(),
            required: parameter["required"] == true,
            kind: kind(&parameter["schema"]),
            about: prose(said(parameter, "description")),
        }
    }
}

/// A schema with a name.
#[derive(Debug, Serialize)]
pub struct Component {
    name: String,
    about: Vec<Piece>,
    words: Vec<String>,
    fields: Vec<Field>,
}

impl Component {
    /// From its entry in the document.
    pub fn of((name, schema): (&String, &Value)) -> Component {
        let required = |field: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|n| n == field));
        let field = |(name, schema): (&String, &Value)| Field {
            name: name.clone(),
            place: String::new(),
            required: required(name),
            kind: kind(schema),
            about: prose(said(schema, "description")),
        };
        Component {
            name: name.clone(),
            about: prose(said(schema, "description")),
            words: words(schema),
            fields: fields(&schema["properties"]).map(field).collect(),
        }
    }
}

fn words(schema: &Value) -> Vec<String> {
    let text = |word: &Value| word.as_str().map_or_else(|| word.to_string(), str::to_string);
    schema["enum"].as_array().into_iter().flatten().map(text).collect()
}

/// What a value may be.
pub fn kind(schema: &Value) -> Vec<Piece> {
    if let Some(name) = schema["$ref"].as_str().and_then(|to| to.rsplit('/').next()) {
        return vec![Piece::component(name)];
    }
    if let Some(several) = schema["anyOf"].as_array() {
        return either(several.iter().map(kind));
    }
    if let Some(word) = schema["const"].as_str() {
        return vec![Piece::code(word)];
    }
    let words = words(schema);
    if !words.is_empty() {
        return either(words.into_iter().map(|word| vec![Piece::code(word)]));
    }
    match &schema["type"] {
        Value::Array(types) => either(types.iter().filter_map(Value::as_str).map(|of| plain(of, schema))),
        Value::String(of) => plain(of, schema),
        _ => vec![Piece::plain("any JSON")],
    }
}

fn either(kinds: impl Iterator<Item = Vec<Piece>>) -> Vec<Piece> {
    let mut all = Vec::new();
    for kind in kinds {
        if !all.is_empty() {
            all.push(Piece::plain(" or "));
        }
        all.extend(kind);
    }
    all
}

fn plain(of: &str, schema: &Value) -> Vec<Piece> {
    let piece = |text: String| vec![Piece::plain(text)];
    match of {
        "array" => {
            let mut pieces = piece(format!("list{} of ", at_most(schema, "maxItems", "")));
            pieces.extend(kind(&schema["items"]));
            pieces
        }
        "object" if schema["additionalProperties"].is_object() => {
            let mut pieces = piece("by name: ".to_string());
            pieces.extend(kind(&schema["additionalProperties"]));
            pieces
        }
        "string" => piece(match said(schema, "format") {
            "date" => "date (YYYY-MM-DD)".to_string(),
            "date-time" => "moment (RFC 3339)".to_string(),
            "email" => "e-mail address".to_string(),
            "uri" => "web address".to_string(),
            _ => format!("text{}", at_most(schema, "maxLength", " characters")),
        }),
        "integer" => piece(format!("whole number{}", range(schema))),
        "number" => piece(format!("number{}", range(schema))),
        "boolean" => vec![Piece::code("true"), Piece::plain(" or "), Piece::code("false")],
        "null" => vec![Piece::code("null")],
        other => piece(other.to_string()),
    }
}

fn at_most(schema: &Value, key: &str, unit: &str) -> String {
    schema[key].as_u64().map(|most| format!(" of at most {most}{unit}")).unwrap_or_default()
}

fn range(schema: &Value) -> String {
    match (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        (Some(low), Some(high)) => format!(" from {low} to {high}"),
        (Some(low), None) => format!(" from {low}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(schema: Value) -> String {
        kind(&schema).into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn a_schema_reads_as_a_sentence_would_say_it() {
        let radius = json!({ "anyOf": [{ "type": "number", "minimum": 1, "maximum": 500 }, { "const": "any" }] });
        assert_eq!(text(radius), "number from 1 to 500 or any");
        assert_eq!(text(json!({ "type": ["string", "null"], "format": "date" })), "date (YYYY-MM-DD) or null");
        let list = json!({ "type": "array", "maxItems": 6, "items": { "$ref": "#/components/schemas/Setting" } });
        assert_eq!(text(list), "list of at most 6 of Setting");
        assert_eq!(text(json!({ "type": "string", "enum": ["a", "b"] })), "a or b");
    }
}
