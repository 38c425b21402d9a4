//! The dossier, and the report of a problem, among the components. Its schema comes from the table that reads it, which knows no names; here its parts
//! get theirs, so that a generated client has one `Credential` and not three.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::domain::clinical::{Condition, Payment, Setting, Treatment};
use crate::domain::credential::{Authority, Coverage, CredentialKind, DeaBasis, Profession};
use crate::domain::dossier::ProviderKind;
use crate::domain::dossier_shape::DOSSIER;
use crate::domain::place::USPS_STATES;
use crate::domain::report::{Language, REPORT, ReportReason};
use crate::domain::schedule::{Day, Within};

/// Parts by name, and where in the schema of the dossier each stands first. A part comes before what holds it.
const PARTS: &[(&str, &str)] = &[
    ("Credential", "/properties/provider/properties/credentials/items"),
    ("Owner", "/properties/provider/properties/owners/items"),
    ("DossierHours", "/properties/locations/items/properties/hours/items"),
    ("DossierFirstOpening", "/properties/locations/items/properties/first_opening/anyOf/0"),
    ("DossierPrice", "/properties/locations/items/properties/price/anyOf/0"),
    ("DossierSafety", "/properties/locations/items/properties/safety/anyOf/0"),
    ("DossierProvider", "/properties/provider"),
    ("DossierLocation", "/properties/locations/items"),
    ("DossierClinician", "/properties/clinicians/items"),
    ("Attestation", "/properties/attestation/anyOf/0"),
];

/// Refers to the dossier.
pub fn dossier(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "$ref": "#/components/schemas/Dossier" })
}

/// Every component: those that the operations named so far, the dossier and its parts, and the report.
pub fn with_its_parts(mut schemas: SchemaGenerator) -> Map<String, Value> {
    let mut whole = DOSSIER.json_schema();
    let mut named = words(&mut schemas);
    let mut components = schemas.take_definitions(true);
    named.push(("State", json!({ "type": "string", "enum": USPS_STATES })));
    let mut report = REPORT.json_schema();
    named.iter().for_each(|(name, words)| {
        refer(&mut whole, words, name);
        refer(&mut report, words, name);
    });
    for (name, pointer) in PARTS {
        let part = whole.pointer(pointer).cloned().expect("the table of a dossier has this part");
        refer(&mut whole, &part, name);
        named.push((name, part));
    }
    whole["description"] = json!("What a provider submits. What is offered, and by whom, belongs to a place.");
    named.push(("Dossier", whole));
    report["description"] = json!("What somebody tells us is wrong with a listing.");
    named.push(("ListingReport", report));
    named.into_iter().for_each(|(name, schema)| _ = components.insert(name.to_string(), schema));
    components
}

/// The lists of words that a dossier or a report holds.
fn words(schemas: &mut SchemaGenerator) -> Vec<(&'static str, Value)> {
    fn one<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Value {
        T::json_schema(schemas).to_value()
    }
    vec![
        ("Treatment", one::<Treatment>(schemas)),
        ("Condition", one::<Condition>(schemas)),
        ("Setting", one::<Setting>(schemas)),
        ("Payment", one::<Payment>(schemas)),
        ("Profession", one::<Profession>(schemas)),
        ("CredentialKind", one::<CredentialKind>(schemas)),
        ("Authority", one::<Authority>(schemas)),
        ("DeaBasis", one::<DeaBasis>(schemas)),
        ("Coverage", one::<Coverage>(schemas)),
        ("ProviderKind", one::<ProviderKind>(schemas)),
        ("Day", one::<Day>(schemas)),
        ("Within", one::<Within>(schemas)),
        ("ReportReason", one::<ReportReason>(schemas)),
        ("Language", one::<Language>(schemas)),
    ]
}

/// Puts a reference in the place of every copy of a schema.
fn refer(whole: &mut Value, part: &Value, name: &str) {
    if whole == part {
        *whole = json!({ "$ref": format!("#/components/schemas/{name}") });
        return;
    }
    match whole {
        Value::Object(fields) => fields.values_mut().for_each(|value| refer(value, part, name)),
        Value::Array(items) => items.iter_mut().for_each(|value| refer(value, part, name)),
        _ => {}
    }
}

/// Refers to a report of a problem.
pub fn report(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "$ref": "#/components/schemas/ListingReport" })
}
