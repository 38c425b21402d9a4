//! A listing that is still being written: the parts of a dossier as far as they were answered, each with an id that stays while
//! others come and go, and which pages were answered.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::credential::CredentialKind;
use super::roster::Uploaded;

/// For how many days a draft is kept after it was last changed (the form says so).
pub const KEPT_DAYS: i64 = 30;

/// Values of one part, as the dossier names them.
pub type Part = Map<String, Value>;

/// A listing in the making.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The provider.
    pub provider: Part,
    /// Who treats.
    pub people: Vec<Item>,
    /// Where.
    pub places: Vec<Item>,
    /// Pages that were answered: `you`, `person/p1`.
    #[serde(default)]
    pub done: BTreeSet<String>,
    /// Pages that a reviewer asked to change; named like those of `done`.
    #[serde(default)]
    pub asked: BTreeSet<String>,
    /// Pages that hold what a public registry says until somebody says that it is right, and which list said so.
    #[serde(default)]
    pub prefilled: BTreeMap<String, String>,
    /// Pages with an answer that could not be kept, as they were typed: field and text, no secret among them.
    #[serde(default)]
    pub typed: BTreeMap<String, Vec<(String, String)>>,
    /// It changes what was answered before: every page counts as answered, and whoever works there was asked already.
    #[serde(default)]
    pub is_listed: bool,
    /// A roster that was uploaded and is not yet in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roster: Option<Uploaded>,
}

/// A person or a place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// `p1`, `p2`, ... of a person; the `key` of a place.
    pub id: String,
    /// What was answered.
    pub value: Part,
}

/// What a page of questions is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// The provider.
    Provider,
    /// An owner, by position.
    Owner(usize),
    /// A person, by id.
    Person(String),
    /// A license of a person, by its position among that person's licenses.
    License(String, usize),
    /// A place, by id.
    Place(String),
}

/// Somebody's work address, to which their own private page is mailed. It is no part of a dossier.
pub const WORK_EMAIL: &str = "work_email";

/// The shortest text that stands for a name that is not given yet, so that everything else can be checked.
const STAND_IN: &str = "-";

impl Draft {
    /// An empty one, with one person and one place to begin with.
    pub fn new(kind: &str, email: Option<&str>) -> Draft {
        let mut draft = Draft::default();
        draft.provider.insert("kind".into(), json!(kind));
        if let Some(email) = email {
            draft.provider.insert("email".into(), json!(email));
        }
        draft.people.push(Item { id: "p1".into(), value: Part::new() });
        draft.places.push(Item { id: "l1".into(), value: Part::new() });
        draft
    }

    /// The parts of a dossier, to be changed.
    pub fn of_dossier(dossier: &Value) -> Draft {
        let object = |value: &Value| value.as_object().cloned().unwrap_or_default();
        let list = |name: &str| dossier.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let people =
            list("clinicians").into_iter().zip(1..).map(|(v, n)| Item { id: format!("p{n}"), value: object(&v) });
        let places = list("locations").into_iter().zip(1..).map(|(v, n)| {
            let mut value = object(&v);
            let key = value.remove("key").and_then(|k| k.as_str().map(str::to_string));
            Item { id: key.unwrap_or_else(|| format!("l{n}")), value }
        });
        Draft {
            provider: dossier.get("provider").map(object).unwrap_or_default(),
            people: people.collect(),
            places: places.collect(),
            ..Draft::default()
        }
    }

    /// One person in practice for themselves, who answers every question.
    pub fn is_solo(&self) -> bool {
        self.provider.get("kind").and_then(Value::as_str) != Some("clinic")
    }

    /// The dossier so far, without a signature. What nobody can be without is left out where it is not given.
    pub fn dossier(&self) -> Value {
        let mut provider = self.provider.clone();
        if !is_given(provider.get("name"))
            && let Some(name) = self.people.first().and_then(|p| full_name(&p.value)).filter(|_| self.is_solo())
        {
            provider.insert("name".into(), json!(name));
        }
        let clinicians: Vec<Value> = self.people.iter().map(|p| Value::Object(self.clinician(p))).collect();
        let locations = self.places.iter().map(|place| {
            let mut value = place.value.clone();
            value.insert("key".into(), json!(place.id));
            Value::Object(value)
        });
        json!({ "provider": provider, "locations": locations.collect::<Vec<_>>(), "clinicians": clinicians })
    }

    fn clinician(&self, person: &Item) -> Part {
        let mut value = person.value.clone();
        value.remove(WORK_EMAIL);
        let known: Vec<&str> = self.places.iter().map(|p| p.id.as_str()).collect();
        let chosen = value.get("locations").and_then(Value::as_array).cloned().unwrap_or_default();
        let mut works_at: Vec<&str> = chosen.iter().filter_map(Value::as_str).filter(|id| known.contains(id)).collect();
        // Where there is one place, there is nothing to ask.
        if known.len() == 1 {
            works_at = known;
        }
        let works_at = json!(works_at);
        value.insert("locations".into(), works_at);
        value
    }

    /// The dossier so far with something in the place of each name and profession that is wanting, so that what else is missing
    /// can be said. Of a registered nurse nothing is asked that is not asked of everybody.
    pub fn stood_in(&self) -> Value {
        let mut dossier = self.dossier();
        let fill = |value: &mut Value, name: &str, text: &str| {
            if let Value::Object(part) = value
                && !is_given(part.get(name))
            {
                part.insert(name.into(), json!(text));
            }
        };
        if let Some(provider) = dossier.get_mut("provider") {
            fill(provider, "name", STAND_IN);
            fill(provider, "kind", "solo");
            let owners = provider.get_mut("owners").and_then(Value::as_array_mut);
            for owner in owners.into_iter().flatten() {
                ["first_name", "last_name"].iter().for_each(|name| fill(owner, name, STAND_IN));
            }
        }
        for person in dossier.get_mut("clinicians").and_then(Value::as_array_mut).into_iter().flatten() {
            ["first_name", "last_name"].iter().for_each(|name| fill(person, name, STAND_IN));
            fill(person, "profession", "rn");
        }
        dossier
    }

    /// The values that a page is about; `None` where there is nothing yet.
    pub fn part(&self, whose: &Whose) -> Option<&Part> {
        match whose {
            Whose::Provider => Some(&self.provider),
            Whose::Owner(n) => self.provider.get("owners")?.as_array()?.get(*n)?.as_object(),
            Whose::Person(id) => find(&self.people, id).map(|p| &p.value),
            Whose::Place(id) => find(&self.places, id).map(|p| &p.value),
            Whose::License(id, n) => {
                let held = find(&self.people, id)?.value.get("credentials")?.as_array()?;
                held.get(nth_license(held, *n)?)?.as_object()
            }
        }
    }

    /// The same to be changed; what is next in its row is made. `None` where there is nothing it could belong to.
    pub fn part_mut(&mut self, whose: &Whose) -> Option<&mut Part> {
        match whose {
            Whose::Provider => Some(&mut self.provider),
            Whose::Owner(n) => {
                let owners = list_in(&mut self.provider, "owners");
                if owners.len() == *n {
                    owners.push(json!({}));
                }
                owners.get_mut(*n)?.as_object_mut()
            }
            Whose::Person(id) => item_mut(&mut self.people, 'p', id),
            Whose::Place(id) => item_mut(&mut self.places, 'l', id),
            Whose::License(id, n) => {
                let person = self.people.iter_mut().find(|p| p.id == *id)?;
                let held = list_in(&mut person.value, "credentials");
                if licenses(held).count() == *n {
                    held.push(json!({ "kind": CredentialKind::StateLicense.as_str() }));
                }
                let at = nth_license(held, *n)?;
                held.get_mut(at)?.as_object_mut()
            }
        }
    }

    /// Takes a part out. The last person and the last place stay.
    pub fn remove(&mut self, whose: &Whose) {
        match whose {
            Whose::Provider => {}
            Whose::Owner(n) => {
                let owners = list_in(&mut self.provider, "owners");
                if *n < owners.len() {
                    owners.remove(*n);
                }
                if owners.is_empty() {
                    self.provider.remove("owners");
                }
            }
            Whose::Person(id) if self.people.len() > 1 => self.people.retain(|p| p.id != *id),
            Whose::Place(id) if self.places.len() > 1 => self.places.retain(|p| p.id != *id),
            Whose::Person(_) | Whose::Place(_) => {}
            Whose::License(id, n) => {
                if let Some(person) = self.people.iter_mut().find(|p| p.id == *id) {
                    let held = list_in(&mut person.value, "credentials");
                    if let Some(at) = nth_license(held, *n) {
                        held.remove(at);
                    }
                }
            }
        }
        // Pages of a list are named by position, and the ones behind move up.
        let gone = match whose {
            Whose::License(id, _) => format!("license/{id}/"),
            Whose::Owner(_) => "owner/".to_string(),
            _ => String::new(),
        };
        self.typed.retain(|page, _| gone.is_empty() || !page.starts_with(&gone));
        if let Whose::Person(id) | Whose::Place(id) = whose
            && self.part(whose).is_none()
        {
            let own = format!("/{id}");
            self.done.retain(|page| !page.ends_with(&own));
            self.typed.retain(|page, _| !page.ends_with(&own) && !page.starts_with(&format!("license{own}/")));
        }
    }

    /// The id that the next person (`p`) or place (`l`) gets.
    pub fn next_id(&self, letter: char) -> String {
        let items = if letter == 'p' { &self.people } else { &self.places };
        let number = |item: &Item| item.id.strip_prefix(letter).and_then(|n| n.parse::<u32>().ok());
        format!("{letter}{}", items.iter().filter_map(number).max().unwrap_or(0) + 1)
    }

    /// How many licenses a person lists.
    pub fn license_count(&self, person: &str) -> usize {
        let held = find(&self.people, person).and_then(|p| p.value.get("credentials")).and_then(Value::as_array);
        held.map_or(0, |held| licenses(held).count())
    }

    /// Where in [`Draft::dossier`] a part stands, as a JSON pointer.
    pub fn pointer(&self, whose: &Whose) -> Option<String> {
        let at = |items: &[Item], id: &str| items.iter().position(|item| item.id == id);
        Some(match whose {
            Whose::Provider => "/provider".to_string(),
            Whose::Owner(n) => format!("/provider/owners/{n}"),
            Whose::Person(id) => format!("/clinicians/{}", at(&self.people, id)?),
            Whose::Place(id) => format!("/locations/{}", at(&self.places, id)?),
            Whose::License(id, n) => {
                let person = at(&self.people, id)?;
                let held = self.people.get(person)?.value.get("credentials")?.as_array()?;
                format!("/clinicians/{person}/credentials/{}", nth_license(held, *n)?)
            }
        })
    }
}

/// First and last name, as far as given.
pub fn full_name(person: &Part) -> Option<String> {
    let parts = ["first_name", "last_name"].map(|name| person.get(name).and_then(Value::as_str).unwrap_or_default());
    let name = parts.join(" ").trim().to_string();
    (!name.is_empty()).then_some(name)
}

/// What a place is called: its name, else its street, else its city.
pub fn place_name(place: &Part) -> Option<&str> {
    let text = |name: &&str| place.get(*name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    ["name", "line1", "city"].iter().find_map(text)
}

/// Something was answered.
pub fn is_given(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(fields)) => !fields.is_empty(),
        Some(_) => true,
    }
}

fn find<'a>(items: &'a [Item], id: &str) -> Option<&'a Item> {
    items.iter().find(|item| item.id == id)
}

/// The item of an id, made where it is the next in its row: `p3` after `p2`.
fn item_mut<'a>(items: &'a mut Vec<Item>, letter: char, id: &str) -> Option<&'a mut Part> {
    if !items.iter().any(|item| item.id == id) {
        let is_own = id.strip_prefix(letter).is_some_and(|n| n.parse::<u16>().is_ok_and(|n| n.to_string() == id[1..]));
        if !is_own || items.len() >= 500 {
            return None;
        }
        items.push(Item { id: id.to_string(), value: Part::new() });
    }
    items.iter_mut().find(|item| item.id == id).map(|item| &mut item.value)
}

/// A list of a part, made where there is none.
fn list_in<'a>(part: &'a mut Part, name: &str) -> &'a mut Vec<Value> {
    let list = part.entry(name).or_insert_with(|| json!([]));
    if !list.is_array() {
        *list = json!([]);
    }
    let Value::Array(items) = list else { unreachable!("it was made a list one line above") };
    items
}

/// Where among somebody's credentials their licenses stand.
pub fn licenses(held: &[Value]) -> impl Iterator<Item = usize> + '_ {
    let is_license = |c: &Value| c["kind"] == CredentialKind::StateLicense.as_str();
    held.iter().enumerate().filter(move |(_, c)| is_license(c)).map(|(at, _)| at)
}

fn nth_license(held: &[Value], n: usize) -> Option<usize> {
    licenses(held).nth(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_on_a_page_goes_with_the_part_that_it_is_about() {
        let mut draft = Draft::new("clinic", None);
        draft.part_mut(&Whose::Person("p2".into()));
        draft.part_mut(&Whose::License("p2".into(), 0));
        draft.part_mut(&Whose::License("p1".into(), 0));
        for page in ["license/p1/0", "license/p1/1", "license/p2/0", "person/p2", "hours/l1"] {
            draft.typed.insert(page.to_string(), Vec::new());
        }
        draft.remove(&Whose::License("p1".into(), 0));
        assert_eq!(draft.typed.keys().collect::<Vec<_>>(), ["hours/l1", "license/p2/0", "person/p2"]);
        draft.remove(&Whose::Person("p2".into()));
        assert_eq!(draft.typed.keys().collect::<Vec<_>>(), ["hours/l1"]);
    }

    fn clinic() -> Draft {
        let mut draft = Draft::new("clinic", Some("office@example.org"));
        for (who, name) in [("p1", "Ana"), ("p2", "Ben")] {
            let person = draft.part_mut(&Whose::Person(who.into())).expect("made");
            person.insert("first_name".into(), json!(name));
        }
        draft.part_mut(&Whose::Place("l2".into())).expect("made");
        draft
    }

    #[test]
    fn a_draft_begins_with_one_person_and_one_place_who_belong_together() {
        let dossier = Draft::new("solo", None).dossier();
        assert_eq!(dossier["clinicians"][0]["locations"], json!(["l1"]));
        assert_eq!(dossier["locations"][0]["key"], json!("l1"));
    }

    #[test]
    fn the_practice_of_one_person_is_called_like_that_person_until_it_has_a_name() {
        let mut draft = Draft::new("solo", None);
        let person = draft.part_mut(&Whose::Person("p1".into())).expect("there");
        person.insert("first_name".into(), json!("Ana"));
        person.insert("last_name".into(), json!("Reyes"));
        assert_eq!(draft.dossier()["provider"]["name"], json!("Ana Reyes"));
        draft.provider.insert("name".into(), json!("Quiet Harbor"));
        assert_eq!(draft.dossier()["provider"]["name"], json!("Quiet Harbor"));
    }

    #[test]
    fn licenses_are_counted_apart_from_other_credentials_and_only_the_next_one_is_made() {
        let mut draft = clinic();
        let held = json!([{ "kind": "dea", "number": "x" }]);
        draft.part_mut(&Whose::Person("p1".into())).expect("there").insert("credentials".into(), held);
        let second = Whose::License("p1".into(), 1);
        assert!(draft.part_mut(&second).is_none());
        let first = Whose::License("p1".into(), 0);
        draft.part_mut(&first).expect("made").insert("state".into(), json!("OR"));
        assert_eq!(draft.pointer(&first).as_deref(), Some("/clinicians/0/credentials/1"));
        assert_eq!((draft.license_count("p1"), draft.license_count("p2")), (1, 0));
        draft.remove(&first);
        assert_eq!(
            (
                draft.license_count("p1"),
                draft.part(&Whose::Person("p1".into())).expect("there")["credentials"].as_array().map(Vec::len)
            ),
            (0, Some(1))
        );
    }

    #[test]
    fn whoever_goes_takes_their_answered_pages_along_and_the_last_one_stays() {
        let mut draft = clinic();
        draft.done.extend(["person/p1".to_string(), "person/p2".to_string()]);
        draft.remove(&Whose::Person("p2".into()));
        draft.remove(&Whose::Person("p1".into()));
        assert_eq!((draft.people.len(), draft.done.len()), (1, 1));
        assert_eq!(draft.next_id('p'), "p2");
        assert!(draft.part_mut(&Whose::Place("x9".into())).is_none());
    }

    #[test]
    fn a_dossier_taken_apart_and_put_together_again_is_the_same() {
        let dossier = json!({
            "provider": { "name": "A", "kind": "clinic" },
            "locations": [{ "key": "main", "city": "Portland" }, { "key": "north" }],
            "clinicians": [{ "first_name": "Ana", "last_name": "Reyes", "profession": "md", "locations": ["north"] }],
        });
        assert_eq!(Draft::of_dossier(&dossier).dossier(), dossier);
    }
}
