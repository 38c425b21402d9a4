//! A problem with one value, said so that the person who wrote it can mend it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

/// A word outside its list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{got}\" is not one of {allowed}")]
pub struct UnknownWord {
    got: String,
    allowed: String,
}

impl UnknownWord {
    /// Names what was got and what would have been right.
    pub fn new(got: &str, allowed: &[&str]) -> Self {
        let got: String = got.chars().take(40).collect();
        UnknownWord { got, allowed: allowed.join(", ") }
    }
}

/// Where a value stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// JSON pointer into the body, such as `/clinicians/0/npi`.
    Body(String),
    /// A query parameter.
    Query(String),
    /// A part of the path.
    Path(String),
    /// A header.
    Header(String),
    /// Line number in a file, and the column's name.
    Row(u64, String),
}

/// The words of `in`.
pub const PLACES: &[&str] = &["body", "query", "path", "header", "row"];

/// One thing wrong with an input: where, which rule, and one sentence on how to mend it.
/// On the wire it has the shape of contract.md `errors[]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// Stable code such as `unknown_field`, `unknown_word`, `bad_date`, `bad_zip`, `dangling_key`.
    pub code: &'static str,
    /// One sentence, without the value where that could be private.
    pub detail: String,
}

impl Problem {
    /// A problem in a JSON body.
    pub fn body(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Problem { place: Place::Body(pointer.into()), code, detail: detail.into() }
    }

    /// A problem with a query parameter.
    pub fn query(parameter: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Problem { place: Place::Query(parameter.into()), code, detail: detail.into() }
    }

    /// A problem with a header.
    pub fn header(name: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Problem { place: Place::Header(name.into()), code, detail: detail.into() }
    }

    /// A problem in a table row.
    pub fn row(line: u64, column: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Problem { place: Place::Row(line, column.into()), code, detail: detail.into() }
    }

    /// The line number of a problem in a table row; 0 of any other.
    pub fn row_number(&self) -> u64 {
        match self.place {
            Place::Row(row, _) => row,
            _ => 0,
        }
    }
}

impl Serialize for Problem {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = s.serialize_map(None)?;
        match &self.place {
            Place::Body(p) => {
                map.serialize_entry("in", "body")?;
                map.serialize_entry("pointer", p)?;
            }
            Place::Query(p) => {
                map.serialize_entry("in", "query")?;
                map.serialize_entry("parameter", p)?;
            }
            Place::Path(p) => {
                map.serialize_entry("in", "path")?;
                map.serialize_entry("parameter", p)?;
            }
            Place::Header(p) => {
                map.serialize_entry("in", "header")?;
                map.serialize_entry("parameter", p)?;
            }
            Place::Row(row, column) => {
                map.serialize_entry("in", "row")?;
                map.serialize_entry("row", row)?;
                map.serialize_entry("column", column)?;
            }
        }
        map.serialize_entry("code", self.code)?;
        map.serialize_entry("detail", &self.detail)?;
        map.end()
    }
}

impl JsonSchema for Problem {
    fn schema_name() -> Cow<'static, str> {
        "ProblemItem".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "One thing wrong with a request: where, which rule, and one sentence on how to mend it.",
            "properties": {
                "in": { "type": "string", "enum": PLACES, "description": "What the value stood in." },
                "pointer": { "type": "string", "description": "body: a JSON pointer, such as /clinicians/0/npi." },
                "parameter": { "type": "string", "description": "query, path and header: the name." },
                "row": { "type": "integer", "minimum": 1, "description": "row: the line number." },
                "column": { "type": "string", "description": "row: the column's name." },
                "code": { "type": "string", "description": "A stable name of the rule, such as unknown_field." },
                "detail": { "type": "string", "description": "One sentence; without the value where that could be private." }
            },
            "required": ["in", "code", "detail"]
        })
    }
}
