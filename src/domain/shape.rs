//! Shapes of JSON input, as data: one table says what may stand where, reads the input and describes itself.
//!
//! Reading collects every problem at once. A problem of structure (unknown field, wrong type) is told apart from a
//! problem with a value (a word outside its list, an unreadable date), because the contract answers them differently.

use chrono::{DateTime, NaiveDate, NaiveTime};
use serde_json::{Map, Value, json};
use validator::{ValidateEmail, ValidateUrl};

use super::place::USPS_STATES;
use super::problem::Problem;

/// What may stand at one place of the input.
#[derive(Debug)]
pub enum Shape {
    /// Text of at most so many characters, without control characters.
    Text(usize),
    /// One word of a list.
    Word(&'static [&'static str]),
    /// `YYYY-MM-DD`, 1900 to 2199.
    Date,
    /// RFC 3339.
    Moment,
    /// `HH:MM`, 00:00 to 23:59.
    Time,
    /// true or false.
    Bool,
    /// Whole US dollars or a count, from 0 to so much.
    Whole(u64),
    /// A number between two bounds.
    Number(f64, f64),
    /// A USPS code.
    State,
    /// ZIP or ZIP+4 in form; whether it exists is a check.
    Zip,
    /// Two lower-case letters (ISO 639-1).
    Language,
    /// A US phone number: ten digits, however written.
    Phone,
    /// An e-mail address.
    Email,
    /// An http or https address.
    Url,
    /// At most so many of these.
    List(&'static Shape, usize),
    /// These fields and no others.
    Object(&'static [Field]),
}

/// One field of an object.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Must be there.
    pub required: bool,
    /// What may stand in it.
    pub shape: &'static Shape,
}

/// A field that may be absent.
pub const fn may(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, required: false, shape }
}

/// A field that must be there.
pub const fn must(name: &'static str, shape: &'static Shape) -> Field {
    Field { name, required: true, shape }
}

/// Tab and line ends are none here.
const NO_CONTROL_CHARACTERS: &str = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$";
/// What [`is_phone`] takes: ten digits, the first no 0 and no 1, perhaps after a 1.
const PHONE: &str = r"^[ ().+-]*(1[ ().+-]*)?[2-9][ ().+-]*([0-9][ ().+-]*){9}$";

/// What was wrong with an input, of both kinds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// Unknown field, wrong type.
    pub structure: Vec<Problem>,
    /// Missing, or not a value that the field can have.
    pub values: Vec<Problem>,
}

impl Problems {
    /// Nothing was wrong.
    pub fn is_empty(&self) -> bool {
        self.structure.is_empty() && self.values.is_empty()
    }
}

impl Shape {
    /// Reads `value`, noting everything that is wrong with it below `pointer`.
    pub fn read(&self, value: &Value, pointer: &str, problems: &mut Problems) {
        match self {
            Shape::Object(fields) => read_object(fields, value, pointer, problems),
            Shape::List(of, most) => read_list(of, *most, value, pointer, problems),
            scalar => match scalar.fault(value) {
                None => {}
                Some(Fault::Type(expected)) => {
                    problems.structure.push(Problem::body(pointer, "wrong_type", format!("This must be {expected}.")));
                }
                Some(Fault::Value(code, detail)) => problems.values.push(Problem::body(pointer, code, detail)),
            },
        }
    }

    /// The shape at a JSON pointer below this one; numbers stand for the places of a list. `None` where nothing may be.
    pub fn at(&self, pointer: &str) -> Option<&Shape> {
        let parts = pointer.split('/').skip(1);
        parts.into_iter().try_fold(self, |shape, part| match shape {
            Shape::List(of, _) => part.parse::<usize>().ok().map(|_| *of),
            Shape::Object(fields) => fields.iter().find(|f| f.name == part).map(|f| f.shape),
            _ => None,
        })
    }

    /// Whether this shape of text takes this text.
    pub fn takes(&self, text: &str) -> bool {
        self.text_fault(text).is_none()
    }

    fn fault(&self, value: &Value) -> Option<Fault> {
        match (self, value) {
            (Shape::Bool, Value::Bool(_)) => None,
            (Shape::Bool, _) => Some(Fault::Type("true or false")),
            (Shape::Whole(most), Value::Number(n)) => match n.as_u64() {
                Some(n) if n <= *most => None,
                _ => Some(Fault::Value("out_of_range", format!("Give a whole number from 0 to {most}."))),
            },
            (Shape::Whole(_), _) => Some(Fault::Type("a whole number")),
            (Shape::Number(low, high), Value::Number(n)) => match n.as_f64() {
                Some(n) if n >= *low && n <= *high => None,
                _ => Some(Fault::Value("out_of_range", format!("Give a number from {low} to {high}."))),
            },
            (Shape::Number(..), _) => Some(Fault::Type("a number")),
            (text_shape, Value::String(s)) => text_shape.text_fault(s),
            _ => Some(Fault::Type("text")),
        }
    }

    fn text_fault(&self, s: &str) -> Option<Fault> {
        let bad = |code, detail: String| Some(Fault::Value(code, detail));
        if s.chars().any(|c| c.is_control() && c != '\n' && c != '\t' && c != '\r') {
            return bad("control_character", "Remove the control characters.".into());
        }
        match self {
            Shape::Text(most) if s.chars().count() > *most => {
                bad("too_long", format!("Use at most {most} characters."))
            }
            Shape::Text(_) if s.trim().is_empty() => {
                bad("empty", "Write something here, or leave the field out.".into())
            }
            Shape::Word(words) if !words.contains(&s) => {
                bad("unknown_word", format!("Use one of: {}.", words.join(", ")))
            }
            Shape::Date if date(s).is_none() => {
                bad("bad_date", "Write the date as YYYY-MM-DD, such as 2027-06-30.".into())
            }
            Shape::Moment if DateTime::parse_from_rfc3339(s).is_err() => {
                bad("bad_time", "Write the moment as RFC 3339, such as 2026-11-23T09:30:00Z.".into())
            }
            Shape::Time if s.len() != 5 || NaiveTime::parse_from_str(s, "%H:%M").is_err() => {
                bad("bad_time", "Write the time as HH:MM, such as 09:00.".into())
            }
            Shape::State if !USPS_STATES.contains(&s) => {
                bad("unknown_state", "Use the two capital letters of a state or territory, such as OR.".into())
            }
            Shape::Zip if !is_zip(s) => {
                bad("bad_zip", "Write the ZIP code as five digits, or five, a hyphen and four.".into())
            }
            Shape::Language if s.len() != 2 || !s.bytes().all(|b| b.is_ascii_lowercase()) => {
                bad("unknown_language", "Use the two-letter code of the language, such as en or es.".into())
            }
            Shape::Phone if !is_phone(s) => {
                bad("bad_phone", "Write a US phone number with its area code, ten digits.".into())
            }
            Shape::Email if s.len() > 254 || !s.validate_email() => {
                bad("bad_email", "Write an e-mail address, such as name@example.com.".into())
            }
            Shape::Url
                if s.len() > 300 || !(s.starts_with("https://") || s.starts_with("http://")) || !s.validate_url() =>
            {
                bad("bad_url", "Write the whole address, beginning with https://.".into())
            }
            _ => None,
        }
    }

    /// The shape as a JSON Schema (draft 2020-12). A field that may be absent may be null, which means the same.
    pub fn json_schema(&self) -> Value {
        match self {
            Shape::Text(most) => {
                json!({ "type": "string", "minLength": 1, "maxLength": most, "pattern": NO_CONTROL_CHARACTERS })
            }
            Shape::Word(words) => json!({ "type": "string", "enum": words }),
            Shape::Date => json!({ "type": "string", "format": "date" }),
            Shape::Moment => json!({ "type": "string", "format": "date-time" }),
            Shape::Time => json!({ "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$" }),
            Shape::Bool => json!({ "type": "boolean" }),
            Shape::Whole(most) => json!({ "type": "integer", "minimum": 0, "maximum": most }),
            Shape::Number(low, high) => json!({ "type": "number", "minimum": low, "maximum": high }),
            Shape::State => json!({ "type": "string", "enum": USPS_STATES }),
            Shape::Zip => json!({ "type": "string", "pattern": "^[0-9]{5}(-?[0-9]{4})?$" }),
            Shape::Language => json!({ "type": "string", "pattern": "^[a-z]{2}$" }),
            Shape::Phone => {
                let about = "A US phone number with its area code: ten digits, however written.";
                json!({ "type": "string", "maxLength": 24, "pattern": PHONE, "description": about })
            }
            Shape::Email => json!({ "type": "string", "format": "email", "maxLength": 254 }),
            Shape::Url => json!({ "type": "string", "format": "uri", "pattern": "^https?://", "maxLength": 300 }),
            Shape::List(of, most) => json!({ "type": "array", "items": of.json_schema(), "maxItems": most }),
            Shape::Object(fields) => {
                let described =
                    |f: &Field| if f.required { f.shape.json_schema() } else { or_null(f.shape.json_schema()) };
                let properties: Map<String, Value> =
                    fields.iter().map(|f| (f.name.to_string(), described(f))).collect();
                let required: Vec<_> = fields.iter().filter(|f| f.required).map(|f| f.name).collect();
                json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
            }
        }
    }
}

/// The schema, with null allowed beside what it allows.
fn or_null(mut schema: Value) -> Value {
    let plain = schema.get("enum").is_none() && schema["type"] != "object";
    if plain && let Some(kind) = schema.get("type").cloned() {
        schema["type"] = json!([kind, "null"]);
        return schema;
    }
    json!({ "anyOf": [schema, { "type": "null" }] })
}

enum Fault {
    Type(&'static str),
    Value(&'static str, String),
}

fn read_object(fields: &[Field], value: &Value, pointer: &str, problems: &mut Problems) {
    let Value::Object(map) = value else {
        problems.structure.push(Problem::body(pointer, "wrong_type", "This must be an object."));
        return;
    };
    for name in map.keys().filter(|name| !fields.iter().any(|f| f.name == name.as_str())) {
        let shown: String = name.chars().take(60).collect();
        let pointer = format!("{pointer}/{}", shown.replace('~', "~0").replace('/', "~1"));
        problems.structure.push(Problem::body(
            pointer,
            "unknown_field",
            format!("There is no field \"{shown}\" here."),
        ));
    }
    for field in fields {
        let pointer = format!("{pointer}/{}", field.name);
        match map.get(field.name) {
            None | Some(Value::Null) if field.required => {
                problems.values.push(Problem::body(pointer, "missing", "This is needed."));
            }
            None | Some(Value::Null) => {}
            Some(value) => field.shape.read(value, &pointer, problems),
        }
    }
}

fn read_list(of: &Shape, most: usize, value: &Value, pointer: &str, problems: &mut Problems) {
    let Value::Array(items) = value else {
        problems.structure.push(Problem::body(pointer, "wrong_type", "This must be a list."));
        return;
    };
    if items.len() > most {
        problems.values.push(Problem::body(pointer, "too_many", format!("Give at most {most}.")));
        return;
    }
    for (i, item) in items.iter().enumerate() {
        of.read(item, &format!("{pointer}/{i}"), problems);
    }
}

/// Reads `YYYY-MM-DD` between 1900 and 2199.
pub fn date(s: &str) -> Option<NaiveDate> {
    use chrono::Datelike;
    let form = s.len() == 10
        && s.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let date = form.then(|| NaiveDate::parse_from_str(s, "%Y-%m-%d").ok()).flatten()?;
    (1900..2200).contains(&date.year()).then_some(date)
}

fn is_zip(s: &str) -> bool {
    let digits = s.len() == 5 || (s.len() == 10 && s.as_bytes()[5] == b'-') || s.len() == 9;
    digits && s.bytes().enumerate().all(|(i, b)| b.is_ascii_digit() || (i == 5 && b == b'-'))
}

fn is_phone(s: &str) -> bool {
    let digits: Vec<u8> = s.bytes().filter(u8::is_ascii_digit).collect();
    let national = if digits.len() == 11 && digits[0] == b'1' { &digits[1..] } else { &digits[..] };
    s.len() <= 24
        && s.chars().all(|c| c.is_ascii_digit() || " ()-.+".contains(c))
        && national.len() == 10
        && national[0] >= b'2'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_one_form() {
        assert!(date("2024-02-29").is_some());
        for bad in ["2023-02-29", "29-02-2024", "2024-2-9", "2024-02-29T00:00:00Z", "0001-01-01", "", "2024-02-2é"] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_field_that_may_be_absent_may_be_null_in_the_schema_as_it_may_when_read() {
        static SHAPE: Shape =
            Shape::Object(&[must("a", &Shape::Date), may("b", &Shape::Date), may("c", &Shape::State)]);
        let schema = SHAPE.json_schema();
        assert_eq!(schema["properties"]["a"]["type"], "string");
        assert_eq!(schema["properties"]["b"]["type"], json!(["string", "null"]));
        assert_eq!(schema["properties"]["c"]["anyOf"][1]["type"], "null");
        let faults = |value: Value| {
            let mut problems = Problems::default();
            SHAPE.read(&value, "", &mut problems);
            problems.structure.len() + problems.values.len()
        };
        assert_eq!(faults(json!({ "a": "2026-11-25", "b": null, "c": null })), 0);
        assert_eq!(faults(json!({ "a": null })), 1);
    }

    #[test]
    fn zips_and_phones_are_judged_by_form() {
        for good in ["97202", "97202-1234", "972021234"] {
            assert!(is_zip(good), "{good}");
        }
        for bad in ["9720", "97202-12", "ABCDE", "97202 1234", "9720é"] {
            assert!(!is_zip(bad), "{bad}");
        }
        assert!(is_phone("(503) 555-0142") && is_phone("+1 503.555.0142"));
        assert!(!is_phone("555-0142") && !is_phone("503-555-0142 ext 3") && !is_phone("0035550142"));
    }
}
