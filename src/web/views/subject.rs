//! Whom or where a check is about, in words.

use serde_json::Value;

use crate::domain::draft::place_name;

/// The name of a check's subject, such as `clinicians/0`, in its dossier; `None` where there is but one that it could be, and for the
/// provider itself.
pub fn named(dossier: &Value, subject: &str) -> Option<String> {
    let (list, at) = subject.split_once('/')?;
    let all = dossier.get(list)?.as_array()?;
    let one = all.get(at.parse::<usize>().ok()?).filter(|_| all.len() > 1)?;
    let text = |name: &str| one.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    match list {
        "clinicians" => {
            Some([text("first_name"), text("last_name")].into_iter().flatten().collect::<Vec<_>>().join(" "))
        }
        _ => place_name(one.as_object()?).map(str::to_string),
    }
}

/// A sentence about a subject, with its name before it where there are several.
pub fn about(dossier: &Value, subject: &str, sentence: &str) -> String {
    match named(dossier, subject).filter(|name| !name.is_empty()) {
        Some(name) => format!("{name}: {sentence}"),
        None => sentence.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_sentence_names_whom_it_is_about_where_there_are_several() {
        let dossier = json!({
            "clinicians": [{ "first_name": "Ana", "last_name": "Reyes" }, { "first_name": "Ben", "last_name": "Roth" }],
            "locations": [{ "key": "main", "line1": "12 Elm St" }],
        });
        assert_eq!(about(&dossier, "clinicians/1", "No license."), "Ben Roth: No license.");
        assert_eq!(about(&dossier, "locations/0", "No ZIP code."), "No ZIP code.");
        assert_eq!(about(&dossier, "provider", "No NPI."), "No NPI.");
        assert_eq!(about(&dossier, "clinicians/7", "No license."), "No license.");
    }
}
