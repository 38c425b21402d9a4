//! Which values of a dossier are private, taken out of it and put back.
//!
//! Birth dates and DEA numbers are stored encrypted beside the dossier, never in it (promise 5 of the architecture).

use serde_json::{Map, Value};

/// The JSON pointers of every private value that `dossier` holds.
pub fn pointers(dossier: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (list, base) in [("/clinicians", "/clinicians"), ("/provider/owners", "/provider/owners")] {
        for i in 0..dossier.pointer(list).and_then(Value::as_array).map_or(0, Vec::len) {
            found.push(format!("{base}/{i}/date_of_birth"));
        }
    }
    let holders = ["/clinicians", "/locations"].into_iter().flat_map(|list| {
        let count = dossier.pointer(list).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).map(move |i| format!("{list}/{i}"))
    });
    for holder in holders.chain(std::iter::once("/provider".to_string())) {
        let credentials = dossier.pointer(&format!("{holder}/credentials")).and_then(Value::as_array);
        for (i, credential) in credentials.into_iter().flatten().enumerate() {
            if credential.get("kind").and_then(Value::as_str) == Some("dea") {
                found.push(format!("{holder}/credentials/{i}/number"));
            }
        }
    }
    found.retain(|p| dossier.pointer(p).is_some_and(|v| !v.is_null()));
    found
}

/// Takes every private value out of `dossier` and answers them by JSON pointer.
pub fn take(dossier: &mut Value) -> Map<String, Value> {
    let mut taken = Map::new();
    for pointer in pointers(dossier) {
        if let Some((parent, name)) = pointer.rsplit_once('/')
            && let Some(Value::Object(object)) = dossier.pointer_mut(parent)
            && let Some(value) = object.remove(name)
        {
            taken.insert(pointer, value);
        }
    }
    taken
}

/// Puts back what [`take`] took.
pub fn put_back(dossier: &mut Value, private: Map<String, Value>) {
    for (pointer, value) in private {
        if let Some((parent, name)) = pointer.rsplit_once('/')
            && let Some(Value::Object(object)) = dossier.pointer_mut(parent)
        {
            object.insert(name.to_string(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn birth_dates_and_dea_numbers_are_taken_out_wherever_they_stand_and_put_back() {
        let dea = json!([{ "kind": "dea", "number": "AB1234563" }, { "kind": "state_license", "number": "MD1" }]);
        let mut dossier = json!({
            "provider": { "name": "A", "credentials": dea, "owners": [{ "last_name": "B", "date_of_birth": "1970-01-01" }] },
            "locations": [{ "key": "a", "credentials": dea }],
            "clinicians": [{ "last_name": "C", "date_of_birth": "1980-01-01", "credentials": dea }, { "last_name": "D" }],
        });
        let whole = dossier.clone();
        let private = take(&mut dossier);
        assert_eq!(private.len(), 5);
        let rest = dossier.to_string();
        assert!(!rest.contains("AB1234563") && !rest.contains("19") && rest.contains("MD1"), "{rest}");
        put_back(&mut dossier, private);
        assert_eq!(dossier, whole);
    }
}
