//! Which values of a dossier are private, taken out of it and put back.
//!
//! Birth dates and DEA numbers are stored encrypted beside the dossier, never in it (promise 5 of the architecture).

use serde_json::{Map, Value};

use super::fold::fold;

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

/// Fills in what somebody who edits a dossier cannot see and did not write again: each private value of `old` whose holder is
/// still there in `new`. A clinician is the same one by NPI, else by name; an owner by name; a place by its key. A DEA number is
/// kept for the registration with the same state and basis.
pub fn keep(old: &Value, new: &mut Value) {
    for (list, is_same) in HOLDERS {
        let held = old.pointer(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let Some(Value::Array(holders)) = new.pointer_mut(list) else { continue };
        for (of, to) in pairs(held, holders, is_same) {
            keep_of(&held[of], &mut holders[to]);
        }
    }
    if let Some((old, new)) = old.get("provider").zip(new.get_mut("provider")) {
        keep_of(old, new);
    }
}

/// The clinicians who are in both versions of a dossier: where they stand in the old one and in the new one.
pub fn same_clinicians(old: &Value, new: &Value) -> Vec<(usize, usize)> {
    let of = |value: &'_ Value| value.get("clinicians").and_then(Value::as_array).cloned().unwrap_or_default();
    pairs(&of(old), &of(new), &[npi, name])
}

/// Whether two entries of a list are the same person or place; the surest way of telling stands first.
pub(super) type Same = &'static [fn(&Value) -> Option<String>];

/// The lists whose entries hold private values.
const HOLDERS: &[(&str, Same)] =
    &[("/clinicians", &[npi, name]), ("/provider/owners", &[name]), ("/locations", &[key])];

pub(super) fn npi(person: &Value) -> Option<String> {
    text(person, "npi")
}

pub(super) fn name(person: &Value) -> Option<String> {
    let part = |field| text(person, field).map(|t| fold(&t));
    Some(format!("{} {}", part("first_name")?, part("last_name")?))
}

pub(super) fn key(place: &Value) -> Option<String> {
    text(place, "key")
}

fn registration(credential: &Value) -> Option<String> {
    let part = |field: &str| text(credential, field).unwrap_or_default();
    (text(credential, "kind")? == "dea").then(|| format!("{} {}", part("state"), part("basis")))
}

fn text(of: &Value, field: &str) -> Option<String> {
    let text = of.get(field)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_string())
}

/// Which entries of two lists are the same. Two that cannot be told apart are nobody's.
pub(super) fn pairs(old: &[Value], new: &[Value], told_by: Same) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for tell in told_by {
        let only = |list: &[Value], mark: &str| {
            let mut at = (0..list.len()).filter(|i| tell(&list[*i]).as_deref() == Some(mark));
            at.next().filter(|_| at.next().is_none())
        };
        for to in 0..new.len() {
            let of = tell(&new[to]).and_then(|mark| only(new, &mark).and(only(old, &mark)));
            if let Some(of) = of.filter(|of| !found.iter().any(|(o, t)| o == of || *t == to)) {
                found.push((of, to));
            }
        }
    }
    found
}

/// One holder's birth date and DEA numbers.
fn keep_of(old: &Value, new: &mut Value) {
    keep_field(old, new, "date_of_birth");
    let held = old.get("credentials").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let Some(Value::Array(credentials)) = new.get_mut("credentials") else { return };
    for (of, to) in pairs(held, credentials, &[registration]) {
        keep_field(&held[of], &mut credentials[to], "number");
    }
}

fn keep_field(old: &Value, new: &mut Value, field: &str) {
    let Some(value) = text(old, field).filter(|_| text(new, field).is_none()) else { return };
    if let Value::Object(new) = new {
        new.insert(field.to_string(), Value::String(value));
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

    fn people(npi: &str, last_name: &str, private: bool) -> Value {
        let mut person = json!({ "npi": npi, "first_name": "Ana", "last_name": last_name, "credentials": [
            { "kind": "state_license", "number": "MD1" }, { "kind": "dea", "state": "OR" }, { "kind": "dea", "state": "WA" },
        ] });
        if private {
            person["date_of_birth"] = json!("1980-01-01");
            person["credentials"][1]["number"] = json!("AB1");
            person["credentials"][2]["number"] = json!("AB2");
        }
        json!({ "provider": {}, "clinicians": [person] })
    }

    #[test]
    fn whoever_is_still_there_by_npi_or_by_name_keeps_what_the_editor_cannot_see() {
        let old = people("2000000010", "Reyes", true);
        for (npi, last_name, is_kept) in [
            ("2000000010", "Reyes", true),
            ("2000000010", "Ortiz", true),
            ("2000000028", "reyes", true),
            ("2000000028", "Ortiz", false),
        ] {
            let mut new = people(npi, last_name, false);
            new["clinicians"][0]["credentials"].as_array_mut().expect("a list").swap(1, 2);
            keep(&old, &mut new);
            let person = &new["clinicians"][0];
            assert_eq!(person["date_of_birth"] == "1980-01-01", is_kept, "{npi} {last_name}");
            let numbers = (&person["credentials"][1]["number"], &person["credentials"][2]["number"]);
            assert_eq!(numbers == (&json!("AB2"), &json!("AB1")), is_kept, "{npi} {last_name}");
        }
    }

    #[test]
    fn what_was_written_again_stays_and_another_registration_gets_no_number() {
        let old = people("2000000010", "Reyes", true);
        let mut new = people("2000000010", "Reyes", false);
        new["clinicians"][0]["date_of_birth"] = json!("1981-02-02");
        new["clinicians"][0]["credentials"][1]["state"] = json!("ID");
        new["clinicians"][0]["credentials"][2]["number"] = json!("AB3");
        keep(&old, &mut new);
        let person = &new["clinicians"][0];
        assert_eq!(
            (&person["date_of_birth"], &person["credentials"][2]["number"]),
            (&json!("1981-02-02"), &json!("AB3"))
        );
        assert_eq!(person["credentials"][1].get("number"), None);
    }

    #[test]
    fn two_people_of_one_name_are_told_apart_by_npi_or_not_at_all() {
        let mut old = people("2000000010", "Reyes", true);
        let second = people("2000000028", "Reyes", true)["clinicians"][0].clone();
        old["clinicians"].as_array_mut().expect("a list").push(second);
        let mut new = people("", "Reyes", false);
        keep(&old, &mut new);
        assert_eq!(new["clinicians"][0].get("date_of_birth"), None);
    }

    #[test]
    fn owners_and_places_keep_theirs() {
        let old = json!({
            "provider": { "owners": [{ "first_name": "A", "last_name": "B", "date_of_birth": "1970-01-01" }] },
            "locations": [{ "key": "east", "credentials": [{ "kind": "dea", "number": "AB1" }] }],
        });
        let mut new = old.clone();
        take(&mut new);
        new["locations"]
            .as_array_mut()
            .expect("a list")
            .insert(0, json!({ "key": "west", "credentials": [{ "kind": "dea" }] }));
        keep(&old, &mut new);
        assert_eq!(new["provider"], old["provider"]);
        assert_eq!(new["locations"][1], old["locations"][0]);
        assert_eq!(new["locations"][0]["credentials"][0].get("number"), None);
    }
}
