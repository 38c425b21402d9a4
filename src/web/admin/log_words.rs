//! The details of an entry of the audit log as pages say them: no ids, no codes where words will do. The file that is taken out has
//! them whole.

use serde::Serialize;
use serde_json::Value;

use crate::reads::audit::Line;

use super::words;

/// An entry as a page tells it.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    #[serde(flatten)]
    pub line: Line,
    /// `name: value` each.
    details: Vec<String>,
}

impl Told {
    pub(super) fn of(line: Line) -> Told {
        let said = line.details.iter().map(|(name, value)| (name, said(value)));
        let said = said.filter(|(_, said)| !said.is_empty());
        let details = said.map(|(name, said)| format!("{}: {said}", name.replace('_', " "))).collect();
        Told { line, details }
    }
}

/// So much of a digest tells it from others.
const DIGEST_SHOWN: usize = 12;

/// A value in words; nothing where it says nothing to people.
fn said(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_string(),
        Value::Bool(false) => "no".to_string(),
        Value::String(text) => text_said(text),
        Value::Array(items) => {
            let said = items.iter().map(said).filter(|said| !said.is_empty());
            said.collect::<Vec<_>>().join(", ")
        }
        Value::Object(fields) => {
            let said = fields.iter().map(|(name, value)| (name, said(value))).filter(|(_, said)| !said.is_empty());
            said.map(|(name, said)| format!("{} {said}", name.replace('_', " "))).collect::<Vec<_>>().join(", ")
        }
        number => number.to_string(),
    }
}

fn text_said(text: &str) -> String {
    let is_hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    let is_word = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    match text.trim() {
        text if is_id(text) => String::new(),
        text if text.len() == 64 && is_hex(text) => text[..DIGEST_SHOWN].to_string(),
        text if is_word(text) => text.replace('_', " "),
        text => words::moment(text).unwrap_or_else(|| text.trim_end_matches('.').to_string()),
    }
}

/// A UUID, which names a row to the program alone.
fn is_id(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn details_read_without_ids_stamps_and_codes() {
        for (value, expected) in [
            (json!("2026-11-28T04:18:31.873145Z"), "28 Nov 2026, 04:18 UTC"),
            (json!("2027-10-16"), "16 Oct 2027"),
            (json!("019ac0b4-7a31-7c7e-9a51-3b1f0c2d4e5f"), ""),
            (json!(true), "yes"),
            (json!("names_someone"), "names someone"),
            (json!("license.board_status"), "license.board_status"),
            (json!("They sent a new phone number."), "They sent a new phone number"),
            (json!(["nppes", "board_status", null]), "nppes, board status"),
            (
                json!({ "version": "2026-10", "loaded_at": "2026-11-01T00:00:00Z" }),
                "version 2026-10, loaded at 1 Nov 2026, 00:00 UTC",
            ),
            (json!(3), "3"),
            (json!(""), ""),
        ] {
            assert_eq!(said(&value), expected, "{value}");
        }
        assert_eq!(said(&json!("a".repeat(64))), "a".repeat(12));
    }
}
