//! The answer to a search: a searchset Bundle.

use serde::Serialize;

use crate::search::link::query_string;

use super::item::Item;
use super::outcome::OperationOutcome;
use super::resources::{Making, Resource};
use super::search::{Found, Search};
use super::types::{Extension, Quantity, Value};

/// FHIR `Bundle` of type `searchset`.
#[derive(Debug, Serialize)]
pub struct Bundle<'a> {
    #[serde(rename = "resourceType")]
    resource_type: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    total: usize,
    link: Vec<Link>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entry: Vec<Entry<'a>>,
}

#[derive(Debug, Serialize)]
struct Link {
    relation: &'static str,
    url: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    full_url: Option<String>,
    resource: Content<'a>,
    search: Place<'a>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Content<'a> {
    One(Box<Resource<'a>>),
    Outcome(OperationOutcome),
}

#[derive(Debug, Serialize)]
struct Place<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    extension: Option<[Extension<'a>; 1]>,
    mode: &'static str,
}

/// How far away a result is (https://hl7.org/fhir/R4/extension-location-distance.html).
const DISTANCE: &str = "http://hl7.org/fhir/StructureDefinition/location-distance";

impl<'a> Bundle<'a> {
    /// Of what was found.
    pub fn of(asked: &Search, found: &Found<'a>, making: &Making<'_>) -> Self {
        let address = |cursor: Option<&String>| {
            let mut pairs: Vec<(&str, String)> = asked.used.iter().map(|(n, v)| (n.as_str(), v.clone())).collect();
            pairs.extend(cursor.map(|cursor| ("_cursor", cursor.clone())));
            let (base, kind) = (making.base, asked.kind.as_str());
            if pairs.is_empty() { format!("{base}/{kind}") } else { format!("{base}/{kind}?{}", query_string(&pairs)) }
        };
        let own = Link { relation: "self", url: address(asked.cursor.as_ref()) };
        let next = found.next.as_ref().map(|next| Link { relation: "next", url: address(Some(next)) });
        let matches = found.page.iter().map(|(item, miles)| {
            let distance = asked.near.zip(*miles).map(|(near, miles)| {
                let (value, code) = (rounded(near.unit.of_miles(miles)), near.unit.code());
                let quantity = Quantity { value, unit: code, system: "http://unitsofmeasure.org", code };
                [Extension::of(DISTANCE, Value::Distance(quantity))]
            });
            entry(item, making, Place { extension: distance, mode: "match" })
        });
        let along = found.along.iter().map(|item| entry(item, making, Place { extension: None, mode: "include" }));
        let left_out = (!asked.left_out.is_empty()).then(|| Entry {
            full_url: None,
            resource: Content::Outcome(OperationOutcome::of(asked.left_out.clone())),
            search: Place { extension: None, mode: "outcome" },
        });
        let entry = if asked.is_count_only {
            left_out.into_iter().collect()
        } else {
            matches.chain(along).chain(left_out).collect()
        };
        Bundle {
            resource_type: "Bundle",
            kind: "searchset",
            total: found.total,
            link: [own].into_iter().chain(next.filter(|_| !asked.is_count_only)).collect(),
            entry,
        }
    }
}

fn entry<'a>(item: &Item<'a>, making: &Making<'_>, search: Place<'a>) -> Entry<'a> {
    Entry {
        full_url: Some(format!("{}/{}", making.base, item.reference())),
        resource: Content::One(Box::new(Resource::of(item, making))),
        search,
    }
}

/// To a millionth of the unit: finer is noise.
fn rounded(length: f64) -> f64 {
    (length * 1e6).round() / 1e6
}
