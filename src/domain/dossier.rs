//! The dossier: what a provider submits and what `verify` reads (contract, "Dossier").
//!
//! These types hold only words that were understood. Text that a check must judge (NPI, licence and DEA numbers,
//! coordinates) stays as it was written. A raw body becomes one of these in `pipeline::submit`, which collects
//! every problem at once.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::clinical::{Condition, Payment, SafetyPractice, Setting, Treatment};
use super::credential::{Credential, Profession};
use super::money::Price;
use super::schedule::{FirstOpening, Hours};
use super::words::wire_words;

wire_words! {
    /// Whether a provider is one person or an organisation.
    ProviderKind { Clinic => "clinic", Solo => "solo" }
}

/// Everything about one provider, as of one submission. Immutable once stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// Who is listed.
    pub provider: Provider,
    /// Where, and what is offered there. At least one.
    #[serde(default)]
    pub locations: Vec<Location>,
    /// By whom.
    #[serde(default)]
    pub clinicians: Vec<Clinician>,
    /// Who says that this is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestation: Option<Attestation>,
}

/// The organisation or solo practice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Name the public knows.
    pub name: String,
    /// Registered name, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_name: Option<String>,
    /// Other names it trades under.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dba_names: Vec<String>,
    /// Clinic or solo.
    pub kind: ProviderKind,
    /// Organisation NPI (type 2), where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_npi: Option<String>,
    /// Contact for us; never public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// https address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// In the provider's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// ISO 639-1 codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// USPS codes of the states served by telehealth.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub telehealth_states: Vec<String>,
    /// People who own it; screened like clinicians.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<Owner>,
    /// Credentials of the organisation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<Credential>,
}

/// An owner. The birth date is private.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<NaiveDate>,
}

/// One place of care: a search result is a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// The dossier's own handle, which `Clinician::locations` refer to.
    pub key: String,
    /// Name of the site, where it has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Street line. Absent for telehealth alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line1: Option<String>,
    /// Suite, floor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line2: Option<String>,
    /// City as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// USPS code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// ZIP or ZIP+4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Public phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Opening hours in the place's time zone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Hours>,
    /// IANA zone, where it differs from the ZIP's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Step-free entrance; absent: not provided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_free: Option<bool>,
    /// A home: no public output has the street, and the ZIP's centroid stands for the point.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hide_street: bool,
    /// Degrees, where the provider gave them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Degrees, where the provider gave them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// What is offered here.
    #[serde(default)]
    pub treatments: Vec<Treatment>,
    /// For what.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// How.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// How it can be paid.
    #[serde(default)]
    pub payments: Vec<Payment>,
    /// Taking new patients; absent: not provided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepting_new: Option<bool>,
    /// How soon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_opening: Option<FirstOpening>,
    /// What it costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// Safety practice.
    #[serde(default, skip_serializing_if = "Safety::is_empty")]
    pub safety: Safety,
    /// Site DEA, REMS.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<Credential>,
}

impl Location {
    /// Telehealth is the only setting: no address, no distance.
    pub fn is_telehealth_only(&self) -> bool {
        !self.settings.is_empty() && self.settings.iter().all(|s| *s == Setting::Telehealth)
    }

    /// The five digits of the ZIP, as written.
    pub fn zip5(&self) -> Option<&str> {
        self.postal_code.as_deref().and_then(|z| z.get(..5))
    }
}

/// What a place says of its own practice. `None` reads "not provided".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Safety {
    /// A prescriber is on site during treatment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prescriber_on_site: Option<bool>,
    /// Blood pressure and oxygen are watched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monitoring: Option<bool>,
    /// Rescue equipment and staff trained to use it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rescue_equipment: Option<bool>,
    /// A medical and psychiatric evaluation comes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluation_first: Option<bool>,
    /// A written treatment plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written_plan: Option<bool>,
    /// Experience with anxiety disorders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anxiety_experience: Option<bool>,
    /// Nobody drives home alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ride_home_rule: Option<bool>,
}

impl Safety {
    /// Nothing was said.
    pub fn is_empty(&self) -> bool {
        *self == Safety::default()
    }

    /// What was said of one practice; `None`: nothing.
    pub fn said(&self, practice: SafetyPractice) -> Option<bool> {
        match practice {
            SafetyPractice::PrescriberOnSite => self.prescriber_on_site,
            SafetyPractice::Monitoring => self.monitoring,
            SafetyPractice::RescueEquipment => self.rescue_equipment,
            SafetyPractice::EvaluationFirst => self.evaluation_first,
            SafetyPractice::WrittenPlan => self.written_plan,
            SafetyPractice::AnxietyExperience => self.anxiety_experience,
            SafetyPractice::RideHomeRule => self.ride_home_rule,
        }
    }
}

/// A person who treats. Birth date and DEA numbers are private.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clinician {
    /// Given name.
    pub first_name: String,
    /// Middle name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    /// Family name.
    pub last_name: String,
    /// Every family name held before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_last_names: Vec<String>,
    /// Private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<NaiveDate>,
    /// Profession.
    pub profession: Profession,
    /// Individual NPI (type 1) as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub npi: Option<String>,
    /// Prescribes or orders the medicine.
    #[serde(default)]
    pub prescribes: bool,
    /// NPI of the supervising or collaborating clinician.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervisor_npi: Option<String>,
    /// Keys of the places this person works at.
    #[serde(default)]
    pub locations: Vec<String>,
    /// What they hold.
    #[serde(default)]
    pub credentials: Vec<Credential>,
}

/// Who signed, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attestation {
    /// Name of the person who attests.
    pub name: String,
    /// Moment of signing.
    pub at: DateTime<Utc>,
}

impl Dossier {
    /// The clinicians who work at the place with this key.
    pub fn clinicians_at<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (usize, &'a Clinician)> + 'a {
        self.clinicians.iter().enumerate().filter(move |(_, c)| c.locations.iter().any(|k| k == key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_practice_has_the_name_of_the_field_that_states_it() {
        for practice in SafetyPractice::ALL {
            let fields = serde_json::json!({ practice.as_str(): true });
            let safety: Safety = serde_json::from_value(fields).expect("a field of that name");
            let said = SafetyPractice::ALL.iter().filter(|other| safety.said(**other).is_some());
            assert_eq!(said.collect::<Vec<_>>(), [practice]);
        }
    }
}
