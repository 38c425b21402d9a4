//! What this server can do, as FHIR says it (`/fhir/metadata`), and our own code systems.

use serde_json::{Value, json};

use super::codes;
use super::item::Kind;
use super::parameters::{self, Parameter};

/// The first day of this description; a change of it is a change of the program.
const SINCE: &str = "2026-11-28";

/// The CapabilityStatement. `base`: where FHIR is served.
pub fn statement(base: &str) -> Value {
    let resources: Vec<Value> = Kind::ALL.iter().map(|kind| resource(*kind)).collect();
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": SINCE,
        "kind": "instance",
        "software": { "name": "vouchsafe", "version": env!("CARGO_PKG_VERSION") },
        "implementation": { "description": "A provider directory and credential verifier for ketamine therapy.", "url": base },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "implementationGuide": ["http://hl7.org/fhir/us/davinci-pdex-plan-net/ImplementationGuide/hl7.fhir.us.davinci-pdex-plan-net"],
        "rest": [{
            "mode": "server",
            "documentation": "Read only and open: nobody signs in. A value that cannot be read is 400. A parameter that is not here is told of in the Bundle, and 400 under Prefer: handling=strict.",
            "resource": resources,
        }],
    })
}

fn resource(kind: Kind) -> Value {
    let described = |p: &Parameter| json!({ "name": p.name, "type": p.kind.as_str(), "documentation": p.about });
    let searched: Vec<Value> = parameters::COMMON.iter().chain(parameters::of(kind)).map(described).collect();
    let mut resource = json!({
        "type": kind.as_str(),
        "interaction": [{ "code": "read" }, { "code": "search-type" }],
        "versioning": "no-version",
        "readHistory": false,
        "searchParam": searched,
    });
    if let Some(profile) = profile(kind) {
        resource["supportedProfile"] = json!([profile]);
    }
    let includes: Vec<String> = links(kind).map(|p| format!("{}:{}", kind.as_str(), p.name)).collect();
    if !includes.is_empty() {
        resource["searchInclude"] = json!(includes);
    }
    let referring = |source: &Kind| {
        let by = links(*source).filter(|p| p.targets.contains(&kind));
        by.map(|p| format!("{}:{}", source.as_str(), p.name)).collect::<Vec<_>>()
    };
    let referring: Vec<String> = Kind::ALL.iter().flat_map(referring).collect();
    if !referring.is_empty() {
        resource["searchRevInclude"] = json!(referring);
    }
    if kind == Kind::InsurancePlan {
        resource["documentation"] =
            json!("In what ways a place is paid is known, not by which plans: every search is empty.");
    }
    resource
}

fn links(kind: Kind) -> impl Iterator<Item = &'static Parameter> {
    parameters::of(kind).iter().filter(|parameter| !parameter.targets.is_empty())
}

fn profile(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Organization => Some(codes::ORGANIZATION),
        Kind::Location => Some(codes::LOCATION),
        Kind::Practitioner => Some(codes::PRACTITIONER),
        Kind::PractitionerRole => Some(codes::ROLE),
        Kind::HealthcareService => Some(codes::SERVICE),
        Kind::InsurancePlan | Kind::VerificationResult => None,
    }
}

/// A code system of our own by its name.
pub fn code_system(base: &str, name: &str) -> Option<Value> {
    let (name, title, concepts) = codes::own_systems().into_iter().find(|(own, ..)| *own == name)?;
    let concepts: Vec<Value> =
        concepts.into_iter().map(|(code, display)| json!({ "code": code, "display": display })).collect();
    Some(json!({
        "resourceType": "CodeSystem",
        "id": name,
        "url": format!("{base}/CodeSystem/{name}"),
        "name": name,
        "title": title,
        "status": "active",
        "caseSensitive": true,
        "content": "complete",
        "count": concepts.len(),
        "concept": concepts,
    }))
}
