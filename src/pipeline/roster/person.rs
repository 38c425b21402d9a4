//! The rows of one clinician as the parts of a dossier, read by the same table as a submission.

use serde_json::{Map, Value, json};

use super::columns::ADDRESS;
use super::line::Line;
use crate::domain::credential::Profession;
use crate::domain::dossier::Dossier;
use crate::domain::dossier_shape::DOSSIER;
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::Problems;
use crate::rules::Rules;

/// What the rows of one clinician say.
pub(super) struct Said<'a> {
    first: &'a Line,
    claims: Vec<Claim>,
    places: Vec<(u64, Value)>,
    /// In the dossier's form.
    pub(super) value: Value,
    /// What cannot be read, by row and column.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Said<'a> {
    /// Reads them. There is at least one row.
    pub(super) fn by(lines: &'a [Line], rules: &Rules) -> Self {
        let first = &lines[0];
        let claims: Vec<Claim> = lines
            .iter()
            .flat_map(|line| license_of(line).into_iter().chain(registration_of(line, first)).chain(policy_of(line)))
            .collect();
        let places = places_of(lines);
        let credentials: Vec<&Value> = claims.iter().map(|c| &c.credential).collect();
        let mut clinician = clinician_of(first, rules);
        clinician.insert("credentials".into(), json!(credentials));
        let locations: Vec<&Value> = places.iter().map(|(_, place)| place).collect();
        let value = json!({
            "provider": { "name": "Roster", "kind": "solo" },
            "locations": locations,
            "clinicians": [Value::Object(clinician)],
        });
        let mut said = Said { first, claims, places, value, problems: Vec::new() };
        said.problems = said.unread(lines);
        said
    }

    fn unread(&self, lines: &[Line]) -> Vec<Problem> {
        let mut problems = Problems::default();
        DOSSIER.read(&self.value, "", &mut problems);
        // A roster may have no given names; the name check then says that it could not compare them.
        let nameless = |p: &Problem| {
            matches!(&p.place, Place::Body(at) if at == "/clinicians/0/first_name") && p.code == "missing"
        };
        let found = problems.structure.into_iter().chain(problems.values).filter(|p| !nameless(p));
        let spoilt: Vec<Problem> = lines.iter().flat_map(|line| line.spoilt.iter().cloned()).collect();
        let told = found.map(|p| self.in_row(p)).filter(|p| spoilt.iter().all(|s| s.place != p.place));
        spoilt.iter().cloned().chain(told).collect()
    }

    /// A problem of the dossier, told by the row and column that it came from.
    fn in_row(&self, problem: Problem) -> Problem {
        let Place::Body(pointer) = &problem.place else { return problem };
        let field = pointer.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default();
        let nth = |list: &str| pointer.strip_prefix(list)?.split('/').next()?.parse::<usize>().ok();
        let claim = nth("/clinicians/0/credentials/").and_then(|nth| self.claims.get(nth));
        let place = nth("/locations/").and_then(|nth| self.places.get(nth));
        let (row, column) = match (claim, place) {
            (Some(claim), _) => (claim.row, format!("{}{field}", claim.prefix)),
            (None, Some((row, _))) => (*row, field.to_string()),
            (None, None) => (self.first.row, field.to_string()),
        };
        Problem::row(row, column, problem.code, problem.detail)
    }

    /// The dossier that they amount to.
    ///
    /// # Errors
    /// What cannot be read, by row and column.
    pub(super) fn dossier(self) -> Result<Dossier, Vec<Problem>> {
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        let mut value = self.value;
        if value.pointer("/clinicians/0/first_name").is_none() {
            value["clinicians"][0]["first_name"] = json!("");
        }
        let row = self.first.row;
        serde_json::from_value(value).map_err(|e| vec![Problem::row(row, "", "unreadable_row", e.to_string())])
    }
}

fn clinician_of(first: &Line, rules: &Rules) -> Map<String, Value> {
    let mut clinician = Map::new();
    for column in ["first_name", "last_name", "middle_name", "date_of_birth", "npi", "supervisor_npi"] {
        put(&mut clinician, column, first.cell(column));
    }
    let profession = first.cell("profession");
    let known = rules.scope.profession_called(profession);
    put(&mut clinician, "profession", known.map(Profession::as_str).unwrap_or(profession));
    let former: Vec<&str> =
        first.cell("former_last_names").split(';').map(str::trim).filter(|n| !n.is_empty()).collect();
    clinician.insert("former_last_names".into(), json!(former));
    // A word that is no yes or no stays text, which the table refuses.
    let prescribes = first.cell("prescribes");
    clinician.insert("prescribes".into(), yes_or_no(prescribes).map_or(json!(prescribes), |yes| json!(yes)));
    clinician
}

/// The places where somebody works: each address of their rows once, and one even where none is given.
fn places_of(lines: &[Line]) -> Vec<(u64, Value)> {
    let mut places: Vec<(u64, [&str; 4])> = Vec::new();
    for line in lines {
        let address = ADDRESS.map(|column| line.cell(column));
        let is_new = address.iter().any(|cell| !cell.is_empty()) && places.iter().all(|(_, known)| *known != address);
        if is_new || places.is_empty() {
            places.push((line.row, address));
        }
    }
    // Only the rows below give an address.
    if places.len() > 1 && places[0].1.iter().all(|cell| cell.is_empty()) {
        places.remove(0);
    }
    let numbered = places.into_iter().enumerate();
    let value = |(nth, (row, address)): (usize, (u64, [&str; 4]))| {
        let key = if nth == 0 { "roster".to_string() } else { format!("roster-{}", nth + 1) };
        let mut place = Map::from_iter([("key".to_string(), json!(key))]);
        ADDRESS.iter().zip(address).for_each(|(column, cell)| put(&mut place, column, cell));
        (row, Value::Object(place))
    };
    numbered.map(value).collect()
}

/// A credential of a row.
struct Claim {
    row: u64,
    /// What its columns begin with.
    prefix: &'static str,
    credential: Value,
}

fn put(map: &mut Map<String, Value>, field: &str, cell: &str) {
    if !cell.is_empty() {
        map.insert(field.to_string(), json!(cell));
    }
}

fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "" | "false" | "no" | "n" | "0" => Some(false),
        "true" | "yes" | "y" | "1" => Some(true),
        _ => None,
    }
}

/// The cells of a row whose columns begin with `prefix`, as a credential; `None` where they are empty.
fn credential(line: &Line, kind: &str, prefix: &'static str, fields: &[&str]) -> Option<Claim> {
    let mut credential = Map::new();
    for field in fields {
        put(&mut credential, field, line.cell(&format!("{prefix}{field}")));
    }
    if credential.is_empty() {
        return None;
    }
    credential.insert("kind".into(), json!(kind));
    Some(Claim { row: line.row, prefix, credential: Value::Object(credential) })
}

fn license_of(line: &Line) -> Option<Claim> {
    credential(line, "state_license", "license_", &["number", "state", "expires_on"])
}

fn policy_of(line: &Line) -> Option<Claim> {
    let mut policy = credential(line, "malpractice_insurance", "malpractice_", &["issuer", "number", "expires_on"])?;
    policy.credential["coverage"] = json!("policy");
    Some(policy)
}

/// The registration of a row; rows below the first add one only where they name another number.
fn registration_of(line: &Line, first: &Line) -> Option<Claim> {
    let mut registration = Map::new();
    put(&mut registration, "number", line.cell("dea_number"));
    put(&mut registration, "basis", line.cell("dea_basis"));
    let repeated = line.row != first.row && line.cell("dea_number") == first.cell("dea_number");
    if registration.is_empty() || repeated {
        return None;
    }
    put(&mut registration, "expires_on", line.cell("dea_expires_on"));
    registration.insert("kind".into(), json!("dea"));
    Some(Claim { row: line.row, prefix: "dea_", credential: Value::Object(registration) })
}
