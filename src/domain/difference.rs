//! What differs between two versions of a dossier, field by field: people, places and papers are held against themselves,
//! wherever they stand in their lists. Private values are never in it, only whether they changed.

use std::collections::BTreeSet;

use serde_json::Value;

use super::private::{self, Same, key, name, npi, pairs};

/// One part of a dossier: the provider, a person, a place, an owner, or a paper of one of these.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Where it stands in the new version, or in the old one where it is gone, such as `/clinicians/0/credentials/1`.
    pub pointer: String,
    /// The part as it is now, or was.
    pub value: Value,
    /// What became of it.
    pub standing: Standing,
    /// Its fields, in the order of the alphabet. Of a part that came or went, all.
    pub fields: Vec<Field>,
}

/// What became of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In both versions, and the same.
    Same,
    /// In both versions; some field differs.
    Changed,
    /// New.
    Added,
    /// Not there any more.
    Gone,
}

/// One field of a part.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name in the dossier.
    pub name: String,
    /// Before; `None` where there was none, and where it is private.
    pub old: Option<Value>,
    /// Now; `None` where there is none, and where it is private.
    pub new: Option<Value>,
    /// It says something else.
    pub is_changed: bool,
    /// A birth date or a DEA number.
    pub is_private: bool,
    /// It says who or where somebody is, or by what right they practise: what was looked up of it has to be looked up again.
    pub is_identity: bool,
}

/// Names of the fields that identify somebody or something. A license is one with all that it says.
const IDENTITY: &[&str] = &[
    "name",
    "legal_name",
    "dba_names",
    "organization_npi",
    "website",
    "email",
    "first_name",
    "middle_name",
    "last_name",
    "former_last_names",
    "date_of_birth",
    "npi",
    "profession",
    "supervisor_npi",
    "line1",
    "line2",
    "city",
    "state",
    "postal_code",
    "latitude",
    "longitude",
    "phone",
    "number",
    "expires_on",
    "no_expiry",
    "authority",
    "basis",
];

/// Every part of both versions, the new one's in its order and what is gone after them.
pub fn difference(old: &Value, new: &Value) -> Vec<Part> {
    let private = [old, new].map(|value| private::pointers(value).into_iter().collect::<BTreeSet<_>>());
    let sides = Sides { old, new, private };
    let mut parts = Vec::new();
    sides.part(Some("/provider"), Some("/provider"), &mut parts);
    let lists: [(&str, Same); 3] =
        [("/provider/owners", &[name]), ("/clinicians", &[npi, name]), ("/locations", &[key])];
    for (list, told_by) in lists {
        sides.list(list, list, told_by, &mut parts);
    }
    let signed = |of: &Value| of.get("attestation").is_some().then_some("/attestation");
    sides.part(signed(old), signed(new), &mut parts);
    parts
}

struct Sides<'a> {
    old: &'a Value,
    new: &'a Value,
    private: [BTreeSet<String>; 2],
}

impl Sides<'_> {
    /// The entries of a list in both versions, and the papers of each.
    fn list(&self, old: &str, new: &str, told_by: Same, parts: &mut Vec<Part>) {
        let (olds, news) = (entries(self.old, old), entries(self.new, new));
        let same = pairs(olds, news, told_by);
        for to in 0..news.len() {
            let of = same.iter().find(|(_, t)| *t == to).map(|(of, _)| format!("{old}/{of}"));
            self.part(of.as_deref(), Some(&format!("{new}/{to}")), parts);
        }
        for of in (0..olds.len()).filter(|of| !same.iter().any(|(o, _)| o == of)) {
            self.part(Some(&format!("{old}/{of}")), None, parts);
        }
    }

    fn part(&self, old: Option<&str>, new: Option<&str>, parts: &mut Vec<Part>) {
        let at = |whole: &Value, pointer: Option<&str>| pointer.and_then(|p| whole.pointer(p)).cloned();
        let (was, is) = (at(self.old, old), at(self.new, new));
        let Some((value, pointer)) = is.clone().or(was.clone()).zip(new.or(old)) else { return };
        let fields = self.fields((old, was.as_ref()), (new, is.as_ref()));
        let standing = match (&was, &is) {
            (None, _) => Standing::Added,
            (_, None) => Standing::Gone,
            _ if fields.iter().any(|f| f.is_changed) => Standing::Changed,
            _ => Standing::Same,
        };
        parts.push(Part { pointer: pointer.to_string(), value, standing, fields });
        let papers = |pointer: Option<&str>| pointer.map_or_else(String::new, |p| format!("{p}/credentials"));
        self.list(&papers(old), &papers(new), &[numbered, registered, kind], parts);
    }

    fn fields(
        &self,
        (old, was): (Option<&str>, Option<&Value>),
        (new, is): (Option<&str>, Option<&Value>),
    ) -> Vec<Field> {
        let both = [was, is].into_iter().flatten().filter_map(Value::as_object);
        let names: BTreeSet<String> = both.flat_map(|o| o.keys().cloned()).collect();
        let own = names.into_iter().filter(|name| !["credentials", "owners"].contains(&name.as_str()));
        let field = |name: String| {
            let is_private = [(old, &self.private[0]), (new, &self.private[1])]
                .iter()
                .any(|(part, private)| part.is_some_and(|p| private.contains(&format!("{p}/{name}"))));
            let value = |of: Option<&Value>| of.and_then(|o| o.get(&name)).filter(|v| !v.is_null()).cloned();
            let (was, is) = (value(was), value(is));
            let is_changed = was != is;
            let shown = |value: Option<Value>| value.filter(|_| !is_private);
            let is_identity = IDENTITY.contains(&name.as_str());
            Field { old: shown(was), new: shown(is), is_changed, is_private, is_identity, name }
        };
        own.map(field).collect()
    }
}

fn entries<'a>(of: &'a Value, list: &str) -> &'a [Value] {
    // An empty pointer is the whole dossier, which is no list.
    of.pointer(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn part_of(paper: &Value, field: &str) -> String {
    paper.get(field).and_then(Value::as_str).unwrap_or_default().to_string()
}

fn numbered(paper: &Value) -> Option<String> {
    Some(["kind", "state", "number"].map(|field| part_of(paper, field)).join(" "))
}

fn registered(paper: &Value) -> Option<String> {
    Some(["kind", "state"].map(|field| part_of(paper, field)).join(" "))
}

fn kind(paper: &Value) -> Option<String> {
    Some(part_of(paper, "kind"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn dossier() -> Value {
        json!({
            "provider": { "name": "Quiet Harbor", "description": "Calm.", "owners": [{ "first_name": "O", "last_name": "W" }] },
            "locations": [{ "key": "main", "phone": "503-555-0142" }, { "key": "east", "phone": "503-555-0143" }],
            "clinicians": [{
                "first_name": "Ana", "last_name": "Reyes", "npi": "2000000010", "date_of_birth": "1979-03-14",
                "credentials": [
                    { "kind": "state_license", "state": "OR", "number": "MD1", "expires_on": "2027-12-31" },
                    { "kind": "dea", "state": "OR", "number": "FR1234563" },
                ],
            }],
        })
    }

    /// Pointer, standing and the names of what changed, for all that is not the same.
    fn changed(new: &Value) -> Vec<(String, Standing, Vec<String>)> {
        let parts = difference(&dossier(), new).into_iter().filter(|p| p.standing != Standing::Same);
        let names = |p: &Part| p.fields.iter().filter(|f| f.is_changed).map(|f| f.name.clone()).collect();
        parts.map(|p| (p.pointer.clone(), p.standing, names(&p))).collect()
    }

    fn one(pointer: &str, standing: Standing, names: &[&str]) -> (String, Standing, Vec<String>) {
        (pointer.to_string(), standing, names.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn nothing_differs_from_itself_and_every_part_is_there() {
        assert_eq!(changed(&dossier()), []);
        assert_eq!(difference(&dossier(), &dossier()).len(), 7);
    }

    #[test]
    fn an_entry_that_moved_in_its_list_is_the_same() {
        let mut new = dossier();
        new["locations"].as_array_mut().expect("a list").swap(0, 1);
        new["clinicians"][0]["credentials"].as_array_mut().expect("a list").swap(0, 1);
        assert_eq!(changed(&new), []);
    }

    #[test]
    fn a_new_number_of_one_license_is_a_change_of_it_and_asks_for_another_look() {
        let mut new = dossier();
        new["clinicians"][0]["credentials"][0]["number"] = json!("MD2");
        new["provider"]["description"] = json!("Calmer.");
        assert_eq!(
            changed(&new),
            [
                one("/provider", Standing::Changed, &["description"]),
                one("/clinicians/0/credentials/0", Standing::Changed, &["number"]),
            ]
        );
        let parts = difference(&dossier(), &new);
        let field =
            |name: &str| parts.iter().flat_map(|p| &p.fields).find(|f| f.is_changed && f.name == name).expect("there");
        assert_eq!((&field("number").old, &field("number").new), (&Some(json!("MD1")), &Some(json!("MD2"))));
        assert!(field("number").is_identity && !field("description").is_identity);
    }

    #[test]
    fn who_came_and_who_went_are_told_with_their_papers() {
        let mut new = dossier();
        new["clinicians"][0] = json!({ "first_name": "Ben", "last_name": "Ortiz", "npi": "2000000028" });
        new["locations"].as_array_mut().expect("a list").pop();
        let standings: Vec<_> = changed(&new).into_iter().map(|(pointer, standing, _)| (pointer, standing)).collect();
        assert_eq!(
            standings,
            [
                ("/clinicians/0".to_string(), Standing::Added),
                ("/clinicians/0".to_string(), Standing::Gone),
                ("/clinicians/0/credentials/0".to_string(), Standing::Gone),
                ("/clinicians/0/credentials/1".to_string(), Standing::Gone),
                ("/locations/1".to_string(), Standing::Gone),
            ]
        );
    }

    #[test]
    fn of_private_values_only_the_change_is_told() {
        let mut new = dossier();
        new["clinicians"][0]["date_of_birth"] = json!("1980-03-14");
        new["clinicians"][0]["credentials"][1]["number"] = json!("FR7654321");
        assert_eq!(
            changed(&new),
            [
                one("/clinicians/0", Standing::Changed, &["date_of_birth"]),
                one("/clinicians/0/credentials/1", Standing::Changed, &["number"]),
            ]
        );
        let fields: Vec<Field> = difference(&dossier(), &new).into_iter().flat_map(|p| p.fields).collect();
        let said = format!("{fields:?}");
        assert!(!said.contains("1979") && !said.contains("1980") && !said.contains("FR"), "{said}");
    }
}
