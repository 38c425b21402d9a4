//! An uploaded roster becomes part of a listing that is being written: who is in it already is brought up to date, everybody else
//! is added, and whoever is in the listing and not in the roster stays.

use serde_json::{Value, json};

use super::columns::ADDRESS;
use super::upload::Group;
use crate::domain::draft::{Draft, Item, Part, Whose};

/// Somebody who was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Of the person in the draft.
    pub id: String,
    /// Nobody with this NPI was in the listing before.
    pub is_new: bool,
}

/// Takes people over, one for each group in order; whom something unreadable is said of is `None` and left out.
pub fn take(draft: &mut Draft, groups: &[Group]) -> Vec<Option<Taken>> {
    groups.iter().map(|group| if group.problems.is_empty() { one(draft, group) } else { None }).collect()
}

fn one(draft: &mut Draft, group: &Group) -> Option<Taken> {
    let said = group.said.pointer("/clinicians/0")?.as_object()?;
    let works_at: Vec<String> = group
        .said
        .get("locations")
        .and_then(Value::as_array)?
        .iter()
        .filter_map(Value::as_object)
        .filter(|place| ADDRESS.iter().any(|column| place.contains_key(*column)))
        .filter_map(|place| place_of(draft, place))
        .collect();
    let known = person_like(draft, said);
    let is_new = known.is_none();
    let id = known.or_else(|| untouched(&draft.people)).unwrap_or_else(|| draft.next_id('p'));
    let person = draft.part_mut(&Whose::Person(id.clone()))?;
    for (field, value) in said.iter().filter(|(field, _)| *field != "credentials") {
        if *value != json!([]) {
            person.insert(field.clone(), value.clone());
        }
    }
    let claimed = said.get("credentials").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    hold(person, claimed);
    if !works_at.is_empty() {
        person.insert("locations".into(), json!(works_at));
    }
    Some(Taken { id, is_new })
}

/// The person of the draft that a row is about: with the same NPI, or with the same name where either has none.
fn person_like(draft: &Draft, said: &Part) -> Option<String> {
    let text = |part: &Part, name: &str| part.get(name).and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let npi = text(said, "npi");
    let same_npi = |p: &&Item| !npi.is_empty() && text(&p.value, "npi") == npi;
    let same_name = |p: &&Item| {
        let is_open = npi.is_empty() || text(&p.value, "npi").is_empty();
        let is_same = |name: &str| text(&p.value, name) == text(said, name);
        is_open && !text(&p.value, "last_name").is_empty() && ["first_name", "last_name"].into_iter().all(is_same)
    };
    let found = draft.people.iter().find(same_npi).or_else(|| draft.people.iter().find(same_name));
    found.map(|p| p.id.clone())
}

/// The first item of which nothing was said yet.
fn untouched(items: &[Item]) -> Option<String> {
    items.iter().find(|item| item.value.is_empty()).map(|item| item.id.clone())
}

/// What the roster says of a kind of credential is all that there is of it: of a license that is there already only the cells are
/// new. Kinds of which it says nothing stay.
fn hold(person: &mut Part, claimed: &[Value]) {
    let held = person.get("credentials").and_then(Value::as_array).cloned().unwrap_or_default();
    let is_claimed = |kind: &Value| claimed.iter().any(|c| c["kind"] == *kind);
    let mut all: Vec<Value> = held.iter().filter(|c| !is_claimed(&c["kind"])).cloned().collect();
    for credential in claimed {
        let same = |c: &&Value| ["kind", "state", "number"].iter().all(|name| c[*name] == credential[*name]);
        let mut merged = held.iter().find(same).and_then(Value::as_object).cloned().unwrap_or_default();
        for (name, value) in credential.as_object().into_iter().flatten() {
            merged.insert(name.clone(), value.clone());
        }
        all.push(Value::Object(merged));
    }
    if !all.is_empty() {
        person.insert("credentials".into(), json!(all));
    }
}

/// The draft's place with this address, made where there is none.
fn place_of(draft: &mut Draft, address: &Part) -> Option<String> {
    let key = key_of(address);
    if let Some(known) = draft.places.iter().find(|place| key_of(&place.value) == key) {
        return Some(known.id.clone());
    }
    let id = untouched(&draft.places).unwrap_or_else(|| draft.next_id('l'));
    let place = draft.part_mut(&Whose::Place(id.clone()))?;
    for (field, value) in address.iter().filter(|(field, _)| ADDRESS.contains(&field.as_str())) {
        place.insert(field.clone(), value.clone());
    }
    Some(id)
}

/// By this an address is known again: street, city and ZIP in letters and digits alone.
pub(super) fn address_key(place: &Value) -> String {
    place.as_object().map(key_of).unwrap_or_default()
}

fn key_of(place: &Part) -> String {
    let folded = |name: &str| {
        let text = place.get(name).and_then(Value::as_str).unwrap_or_default();
        let text = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect::<String>();
        // A ZIP+4 is the same place as its ZIP.
        if name == "postal_code" { text.chars().take(5).collect() } else { text }
    };
    ["line1", "city", "postal_code"].map(folded).join("/")
}
