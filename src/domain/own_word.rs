//! What each clinician of a clinic says for themselves: that they work there, their birth date, their DEA registration.

use serde_json::{Value, json};

use super::credential::CredentialKind;
use super::fold::name_words;
use super::words::wire_words;

/// For how many days the link to somebody's own page is good after it was mailed.
pub const LINK_DAYS: i64 = 60;

wire_words! {
    /// What somebody says of their tie to a clinic.
    OwnWord {
        /// They work there.
        Confirmed => "confirmed",
        /// They do not.
        Denied => "denied",
    }
}

/// Who somebody is in every version of a dossier: the NPI, or without one the name.
pub fn person_key(npi: Option<&str>, first_name: &str, last_name: &str) -> String {
    match npi.map(str::trim).filter(|npi| !npi.is_empty()) {
        Some(npi) => npi.to_string(),
        None => name_words(&format!("{first_name} {last_name}")),
    }
}

/// What somebody answers on their own page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OwnAnswers {
    /// Private.
    pub date_of_birth: Option<String>,
    /// Private.
    pub dea_number: Option<String>,
    /// Last day of the registration.
    pub dea_expires_on: Option<String>,
    /// Whose registration it is, where it is not their own.
    pub dea_basis: Option<String>,
}

impl OwnAnswers {
    /// Puts the answers into the clinician at a position of a dossier; what was not answered stays as it is.
    pub fn put(&self, dossier: &mut Value, at: usize) {
        let Some(Value::Object(person)) = dossier.pointer_mut(&format!("/clinicians/{at}")) else { return };
        if let Some(day) = &self.date_of_birth {
            person.insert("date_of_birth".into(), json!(day));
        }
        let parts = [("number", &self.dea_number), ("expires_on", &self.dea_expires_on), ("basis", &self.dea_basis)];
        if parts.iter().all(|(_, value)| value.is_none()) {
            return;
        }
        let held = person.entry("credentials").or_insert_with(|| json!([]));
        let Value::Array(held) = held else { return };
        let kind = CredentialKind::Dea.as_str();
        if !held.iter().any(|c| c["kind"] == kind) {
            held.push(json!({ "kind": kind }));
        }
        let Some(Value::Object(dea)) = held.iter_mut().find(|c| c["kind"] == kind) else { return };
        for (name, value) in parts {
            if let Some(value) = value {
                dea.insert(name.into(), json!(value));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_go_to_their_person_alone_and_what_is_not_answered_stays() {
        let dea = json!({ "kind": "dea", "number": "AB1234563", "expires_on": "2027-01-31" });
        let mut dossier = json!({ "clinicians": [{ "last_name": "A" }, { "last_name": "B", "credentials": [dea] }] });
        let answers = OwnAnswers { dea_expires_on: Some("2029-01-31".into()), ..OwnAnswers::default() };
        answers.put(&mut dossier, 1);
        assert_eq!(dossier["clinicians"][0], json!({ "last_name": "A" }));
        assert_eq!(dossier["clinicians"][1]["credentials"][0]["number"], "AB1234563");
        assert_eq!(dossier["clinicians"][1]["credentials"][0]["expires_on"], "2029-01-31");
        OwnAnswers { date_of_birth: Some("1980-04-05".into()), ..OwnAnswers::default() }.put(&mut dossier, 0);
        assert_eq!(dossier["clinicians"][0], json!({ "last_name": "A", "date_of_birth": "1980-04-05" }));
    }

    #[test]
    fn somebody_is_known_by_their_npi_or_else_by_their_name() {
        assert_eq!(person_key(Some(" 1234567893 "), "Ana", "Reyes"), "1234567893");
        assert_eq!(person_key(Some(""), "Ána", "O'Neil Reyes"), person_key(None, "ana", "oneil  reyes"));
    }
}
