//! What a public registry says of an NPI, put where nothing was answered yet: typed once by its owner, it need not be typed again.
//! Somebody still has to say that it is right.

use serde_json::{Value, json};

use crate::db::reference::ReferenceSources;
use crate::domain::draft::{Draft, Part, Whose, is_given};
use crate::domain::fold::title_case;
use crate::sources::online::LiveSources;
use crate::sources::{NppesRecord, RegistryAnswer, Sources};

use super::Desk;
use super::verify::VerifyError;

/// A record, and the list that it stands in: `NPPES 2026-11`.
#[derive(Debug, Clone)]
pub struct Known {
    /// What the registry says.
    pub record: NppesRecord,
    /// Which list, of when.
    pub source: String,
}

/// Asks the registry that is loaded, and the service beside it where the operator allowed that. `None` where neither knows it.
pub fn look_up(desk: &Desk, npi: &str) -> Result<Option<Known>, VerifyError> {
    let today = desk.clock.now().date_naive();
    let loaded = ReferenceSources::open(&desk.reference, today)?;
    let sources = LiveSources::over(loaded, desk.live.clone(), today);
    Ok(match sources.registry(npi)? {
        RegistryAnswer::Found(list, record) if !record.is_deactivated() => {
            Some(Known { record: (*record).clone(), source: format!("{} {}", list.list.label(), list.version) })
        }
        _ => None,
    })
}

/// Fills in a person's names, professions' license numbers, and the first place's address, each only where nothing stands.
pub fn person(draft: &mut Draft, id: &str, known: &Known) {
    let record = &known.record;
    if record.entity_type != 1 {
        return;
    }
    let whose = Whose::Person(id.to_string());
    let Some(part) = draft.part_mut(&whose) else { return };
    if is_given(part.get("last_name")) {
        return;
    }
    fill(part, "first_name", &title_case(&record.first_name));
    fill(part, "middle_name", &title_case(&record.middle_name));
    fill(part, "last_name", &title_case(&record.last_name));
    draft.prefilled.insert(format!("person/{id}"), known.source.clone());
    for taxonomy in record.taxonomies.iter().filter(|t| !t.license_number.is_empty() && !t.license_state.is_empty()) {
        let next = draft.license_count(id);
        let is_held = (0..next).any(|n| {
            let held = draft.part(&Whose::License(id.to_string(), n));
            held.is_some_and(|l| l.get("number") == Some(&json!(taxonomy.license_number)))
        });
        if is_held {
            continue;
        }
        if let Some(license) = draft.part_mut(&Whose::License(id.to_string(), next)) {
            fill(license, "number", &taxonomy.license_number);
            fill(license, "state", &taxonomy.license_state);
            draft.prefilled.insert(format!("license/{id}/{next}"), known.source.clone());
        }
    }
    place(draft, known);
}

/// Fills in an organization's legal name and the first place's address.
pub fn organization(draft: &mut Draft, known: &Known) {
    let record = &known.record;
    if record.entity_type != 2 {
        return;
    }
    if !is_given(draft.provider.get("legal_name")) {
        fill(&mut draft.provider, "legal_name", &title_case(&record.organization_name));
        draft.prefilled.insert("you".to_string(), known.source.clone());
    }
    place(draft, known);
}

fn place(draft: &mut Draft, known: &Known) {
    let at = &known.record.practice;
    let Some(first) = draft.places.first_mut().filter(|p| !is_given(p.value.get("line1"))) else { return };
    if at.line1.is_empty() {
        return;
    }
    fill(&mut first.value, "line1", &title_case(&at.line1));
    fill(&mut first.value, "line2", &title_case(&at.line2));
    fill(&mut first.value, "city", &title_case(&at.city));
    fill(&mut first.value, "state", &at.state);
    fill(&mut first.value, "postal_code", at.postal_code.get(..5).unwrap_or_default());
    fill(&mut first.value, "phone", &at.phone);
    draft.prefilled.insert(format!("place/{}", first.id), known.source.clone());
}

fn fill(part: &mut Part, name: &str, text: &str) {
    if !text.trim().is_empty() && !is_given(part.get(name)) {
        part.insert(name.to_string(), Value::String(text.trim().to_string()));
    }
}
