//! What a check looked at, as bytes that are the same for the same values: the evidence hash is taken over them.
//!
//! New values never inherit old evidence: a check row counts only while the hash of the values shown matches its own.

use serde_json::Value;

/// The canonical JSON of the ordered `[path, value]` pairs that `looked_at` names in `dossier`.
///
/// Values are normalised, so that a change of white space or of key order is no change: text is trimmed and its
/// inner white space collapsed, object keys are sorted, empty text counts as missing, and a missing value is `null`.
/// The order of the pairs is the order in which the check looked.
pub fn canonical(dossier: &Value, looked_at: &[String]) -> Vec<u8> {
    canonical_pairs(dossier, looked_at.iter().zip(looked_at))
}

/// [`canonical`] with each value under another name than its path: whether the same is said at another place.
pub fn canonical_pairs<'a>(dossier: &Value, named: impl Iterator<Item = (&'a String, &'a String)>) -> Vec<u8> {
    let pairs = named.map(|(name, path)| {
        let value = dossier.pointer(path).map_or(Value::Null, normalised);
        Value::Array(vec![Value::String(name.clone()), value])
    });
    Value::Array(pairs.collect()).to_string().into_bytes()
}

fn normalised(value: &Value) -> Value {
    match value {
        Value::String(s) => {
            let text = s.split_whitespace().collect::<Vec<_>>().join(" ");
            if text.is_empty() { Value::Null } else { Value::String(text) }
        }
        Value::Array(items) => Value::Array(items.iter().map(normalised).collect()),
        Value::Object(map) => {
            // A key that says nothing is the same as no key at all.
            let mut entries: Vec<(String, Value)> =
                map.iter().map(|(k, v)| (k.clone(), normalised(v))).filter(|(_, v)| !v.is_null()).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(entries.into_iter().collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn text(dossier: &Value, paths: &[&str]) -> String {
        let paths: Vec<String> = paths.iter().map(|p| p.to_string()).collect();
        String::from_utf8(canonical(dossier, &paths)).expect("JSON is UTF-8")
    }

    #[test]
    fn the_pairs_stand_in_the_order_in_which_the_check_looked() {
        let dossier = json!({ "a": " x  y ", "b": [1, 2] });
        assert_eq!(text(&dossier, &["/b/1", "/a", "/c"]), r#"[["/b/1",2],["/a","x y"],["/c",null]]"#);
    }

    #[test]
    fn key_order_white_space_and_empty_text_do_not_change_the_bytes() {
        let one = json!({ "c": { "number": "12 ", "state": "CT", "issuer": "" } });
        let two = json!({ "c": { "state": "CT", "number": "12" } });
        assert_eq!(text(&one, &["/c"]), text(&two, &["/c"]));
    }

    #[test]
    fn another_value_or_another_place_changes_the_bytes() {
        let one = json!({ "c": [{ "number": "12" }, { "number": "12" }] });
        let two = json!({ "c": [{ "number": "13" }, { "number": "12" }] });
        assert_ne!(text(&one, &["/c/0"]), text(&two, &["/c/0"]));
        assert_ne!(text(&one, &["/c/0"]), text(&one, &["/c/1"]));
    }

    proptest! {
        #[test]
        fn text_that_differs_by_more_than_white_space_never_shares_its_bytes(a in "[a-z ]{0,12}", b in "[a-z ]{0,12}") {
            let words = |s: &str| s.split_whitespace().map(String::from).collect::<Vec<_>>();
            let (one, two) = (json!({ "v": a }), json!({ "v": b }));
            prop_assert_eq!(text(&one, &["/v"]) == text(&two, &["/v"]), words(&a) == words(&b));
        }
    }
}
