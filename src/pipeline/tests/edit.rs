//! What providers send, and how they change it.

use serde_json::{Value, json};

use super::act::Edit;
use super::lists::{PEOPLE, npi};

fn clinician(k: usize) -> Value {
    let (first, last, born, profession) = PEOPLE[k];
    let credentials = vec![
        json!({ "kind": "state_license", "number": format!("MD10000{k}"), "state": "OR", "expires_on": "2027-12-31" }),
        json!({ "kind": "malpractice_insurance", "issuer": "Cascade Mutual", "number": format!("P-{k}"), "expires_on": "2027-06-30" }),
    ];
    let mut person = json!({ "first_name": first, "last_name": last, "date_of_birth": born, "profession": profession,
        "npi": npi(k), "prescribes": false, "locations": ["main"], "credentials": credentials });
    if profession == "associate" {
        person["supervisor_npi"] = json!(npi(0));
    }
    person
}

/// What a provider would send at first.
pub fn draft(org: usize) -> Value {
    let place = |key: &str, line: &str, zip: &str, treatment: &str| {
        json!({ "key": key, "line1": line, "city": "Portland", "state": "OR", "postal_code": zip,
                "phone": "503-555-0101", "treatments": [treatment], "conditions": ["anxiety"], "settings": ["clinic"],
                "safety": { "monitoring": true, "rescue_equipment": true },
                "credentials": [{ "kind": "acls", "expires_on": "2027-10-01" }] })
    };
    json!({
        "provider": { "name": format!("Stillwater Clinic {org}"), "kind": "clinic", "organization_npi": npi(8 + org),
                      "email": format!("desk{org}@stillwater.example"), "description": "A quiet room.", "owners": [] },
        "locations": [place("main", "100 SW Main St", "97205", "therapy_assisted"), place("side", "7 NW Side St", "97209", "therapy_assisted")],
        "clinicians": [clinician(org)],
        "attestation": { "name": "Dana Whitcomb", "at": "2026-11-19T08:00:00Z" }
    })
}

/// Edits a dossier.
pub fn apply(draft: &mut Value, edit: Edit) {
    let turn = |list: &mut Value| list.as_array_mut().expect("a list").rotate_left(1);
    if let Edit::TurnPlaces = edit {
        return turn(&mut draft["locations"]);
    }
    if let Edit::Owner(_) | Edit::NoOwner | Edit::Rename | Edit::Promise = edit {
        return apply_to_provider(&mut draft["provider"], edit);
    }
    let people = draft["clinicians"].as_array_mut().expect("a list");
    let count = people.len();
    match edit {
        Edit::TurnPeople => people.rotate_left(1),
        Edit::Join(k) if count < 3 && !people.iter().any(|p| p["npi"] == npi(k)) => people.push(clinician(k)),
        Edit::Leave(i) if count > 1 => drop(people.remove(i % count)),
        Edit::SwapLicenses if count > 1 => {
            let (a, b) = (people[0]["credentials"][0].clone(), people[1]["credentials"][0].clone());
            (people[0]["credentials"][0], people[1]["credentials"][0]) = (b, a);
        }
        Edit::SwapNpis if count > 1 => {
            let (a, b) = (people[0]["npi"].clone(), people[1]["npi"].clone());
            (people[0]["npi"], people[1]["npi"]) = (b, a);
        }
        Edit::Renew(i) => toggle(&mut people[i % count]["credentials"][0], "expires_on", "2028-12-31", "2027-12-31"),
        Edit::LicenseNumber(i) => toggle(&mut people[i % count]["credentials"][0], "number", "MD777777", "MD100000"),
        Edit::BirthDate(i) => match people[i % count].get("date_of_birth") {
            Some(_) => drop(people[i % count].as_object_mut().expect("an object").remove("date_of_birth")),
            None => people[i % count]["date_of_birth"] = json!("1971-04-05"),
        },
        Edit::FormerName(i) => {
            let named = people[i % count].get("former_last_names").is_some_and(|n| n != &json!([]));
            people[i % count]["former_last_names"] = if named { json!([]) } else { json!(["Quill"]) };
        }
        Edit::SupervisedBy(k) => {
            let supervised = people.iter_mut().filter(|p| p["profession"] == "associate");
            supervised.for_each(|p| p["supervisor_npi"] = json!(npi(k % 3)));
        }
        Edit::Move(i) => {
            let at_main = people[i % count]["locations"] == json!(["main"]);
            people[i % count]["locations"] = if at_main { json!(["side"]) } else { json!(["main"]) };
        }
        _ => {}
    }
}

fn apply_to_provider(provider: &mut Value, edit: Edit) {
    let owners = provider["owners"].as_array_mut().expect("a list");
    match edit {
        Edit::Owner(0) if owners.len() < 3 => {
            owners.push(json!({ "first_name": "Olga", "last_name": "Brandt", "date_of_birth": "1961-02-03" }));
        }
        Edit::Owner(_) if owners.len() < 3 => owners.push(json!({ "first_name": "Olga", "last_name": "Brandt" })),
        Edit::NoOwner if !owners.is_empty() => drop(owners.remove(0)),
        Edit::Rename => toggle(provider, "legal_name", "Deep Water LLC", "Still Water LLC"),
        Edit::Promise => toggle(provider, "description", "We cure depression.", "A quiet room."),
        _ => {}
    }
}

fn toggle(of: &mut Value, name: &str, one: &str, other: &str) {
    of[name] = if of.get(name).is_some_and(|v| v == one) { json!(other) } else { json!(one) };
}
