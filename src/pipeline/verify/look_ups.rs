//! What a recorded look-up is about, and where in a dossier that stands now.
//!
//! A look-up belongs to a person and a license, not to a place in a list: whoever is listed third in the next version keeps it,
//! and what a board was seen to say about somebody counts for every version that names them.

use serde_json::Value;

use crate::db::evidence::LookupRow;
use crate::domain::evidence::canonical_pairs;
use crate::domain::lookup::{LookupKind, RecordedLookup};
use crate::keys::{Keys, Purpose};

/// What follows the number of a clinician in the subject of a look-up about their supervisor.
const SUPERVISOR: &str = "/supervisor";

/// The value that must stand in a dossier for a look-up to be about it: the subject itself, and for a supervisor
/// (`clinicians/N/supervisor`, who is known by NPI alone) that number.
pub(in crate::pipeline) fn subject_pointer(subject: &str) -> String {
    match subject.strip_suffix(SUPERVISOR) {
        Some(clinician) => format!("/{clinician}/supervisor_npi"),
        None if subject.starts_with("owners/") => format!("/provider/{subject}"),
        None => format!("/{subject}"),
    }
}

/// The hash of the values that a look-up was about. A board look-up holds for that license of that person, and what the
/// board did to a license for its number, however the rest of it is written later; identity control holds for that provider
/// under that name and those NPIs, or for that supervisor of that person.
pub(in crate::pipeline) fn lookup_hash(keys: &Keys, value: &Value, lookup: &RecordedLookup) -> String {
    hash_at(keys, value, lookup, lookup)
}

/// The hash for a look-up at `place`, under the names of the places that were `recorded`.
fn hash_at(keys: &Keys, value: &Value, recorded: &RecordedLookup, place: &RecordedLookup) -> String {
    let names = looked_at(value, recorded);
    let places = looked_at(value, place);
    keys.sign(Purpose::Evidence, &canonical_pairs(value, names.iter().zip(&places)))
}

fn looked_at(value: &Value, lookup: &RecordedLookup) -> Vec<String> {
    let of = |base: &str, fields: &[&str]| fields.iter().map(|f| format!("{base}/{f}")).collect::<Vec<_>>();
    let subject = format!("/{}", lookup.subject);
    match (lookup.kind, lookup.subject.strip_suffix(SUPERVISOR), &lookup.credential) {
        (LookupKind::BoardStatus, _, Some(license)) if lookup.result.is_discipline() => {
            [of(&subject, &["npi"]), of(license, &["number", "state"])].concat()
        }
        (LookupKind::BoardStatus, ..) => {
            let person = of(&subject, &["first_name", "last_name", "npi", "profession"]);
            person.into_iter().chain(lookup.credential.clone()).collect()
        }
        (LookupKind::IdentityControl, Some(clinician), _) => of(&format!("/{clinician}"), &["npi", "supervisor_npi"]),
        (LookupKind::IdentityControl, None, _) => {
            let own = of("/provider", &["name", "legal_name", "organization_npi", "email"]);
            let npis = (0..clinicians(value).len()).map(|i| format!("/clinicians/{i}/npi"));
            own.into_iter().chain(npis).chain(lookup.credential.clone()).collect()
        }
    }
}

/// The look-ups that hold for a dossier, each at the place where what it is about stands now.
pub(in crate::pipeline) fn in_place(keys: &Keys, value: &Value, rows: &[LookupRow]) -> Vec<RecordedLookup> {
    let holds = |row: &LookupRow, place: &RecordedLookup| row.value_hash == hash_at(keys, value, &row.lookup, place);
    let found = rows.iter().flat_map(|row| places(value, &row.lookup).into_iter().filter(move |p| holds(row, p)));
    found.collect()
}

/// Every place of a dossier that such a look-up could be about.
fn places(value: &Value, lookup: &RecordedLookup) -> Vec<RecordedLookup> {
    let at = |subject: String, credential: Option<String>| RecordedLookup { subject, credential, ..lookup.clone() };
    let people = clinicians(value).iter().enumerate();
    match (lookup.kind, &lookup.credential) {
        (LookupKind::BoardStatus, Some(_)) => people
            .flat_map(|(i, person)| (0..list(person, "credentials").len()).map(move |c| (i, c)))
            .map(|(i, c)| at(format!("clinicians/{i}"), Some(format!("/clinicians/{i}/credentials/{c}"))))
            .collect(),
        (LookupKind::IdentityControl, None) if lookup.subject.ends_with(SUPERVISOR) => {
            people.map(|(i, _)| at(format!("clinicians/{i}{SUPERVISOR}"), None)).collect()
        }
        _ => vec![lookup.clone()],
    }
}

fn clinicians(value: &Value) -> &[Value] {
    list(value, "clinicians")
}

fn list<'a>(of: &'a Value, field: &str) -> &'a [Value] {
    of.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}
