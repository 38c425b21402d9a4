//! Who may prescribe, who needs supervision, and where each treatment may be given.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::check::Outcome;
use crate::domain::clinical::{Setting, Treatment};
use crate::domain::credential::Profession;

/// Kinds of profession.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PracticeClass {
    /// MD, DO.
    Physician,
    /// NP, CNS, CRNA, PA.
    MidLevel,
    /// RN.
    Nurse,
    /// Anesthesiologist assistant.
    Assistant,
    /// Psychologist, LCSW, LPC, LMFT.
    Therapist,
    /// A therapist under supervision.
    Associate,
}

impl PracticeClass {
    /// As the tables call it.
    pub const fn as_str(self) -> &'static str {
        match self {
            PracticeClass::Physician => "physician",
            PracticeClass::MidLevel => "mid_level",
            PracticeClass::Nurse => "nurse",
            PracticeClass::Assistant => "assistant",
            PracticeClass::Therapist => "therapist",
            PracticeClass::Associate => "associate",
        }
    }
}

/// Whether a profession may prescribe ketamine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Prescribes {
    /// In every state.
    Yes,
    /// As the state allows; the supervision check carries the rule.
    ByState,
    /// A few states allow it: a person looks.
    Rarely,
    /// Nowhere.
    No,
}

/// What supervision a profession works under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Supervision {
    /// None.
    None,
    /// An agreement, evidence of autonomy, or a state that asks for neither.
    ByState,
    /// On the order of a prescriber at the same place.
    Order,
    /// Always by a named person.
    Always,
}

/// Whose registration a DEA number is, by its first letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeaKind {
    /// Practitioner, hospital, clinic.
    Practitioner,
    /// Mid-level practitioner.
    MidLevel,
    /// The former buprenorphine waiver.
    Abolished,
    /// Distributor, manufacturer, researcher, treatment program.
    OtherBusiness,
    /// No registration is expected.
    None,
}

/// One profession's row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfessionScope {
    /// Which.
    pub profession: Profession,
    /// What else it is called, in lower case without periods.
    #[serde(default)]
    also_called: Vec<String>,
    /// Its kind.
    pub class: PracticeClass,
    /// May prescribe.
    pub prescribes: Prescribes,
    /// Works under.
    pub supervision: Supervision,
    /// First letter of an own registration.
    pub dea: DeaKind,
    /// Who may supervise it or work with it.
    pub supervisors: Vec<PracticeClass>,
}

impl ProfessionScope {
    /// What else it is called.
    pub(super) fn also_called(&self) -> &[String] {
        &self.also_called
    }
}

/// One treatment's row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreatmentScope {
    /// Which.
    pub treatment: Treatment,
    clinic: Outcome,
    home_visit: Outcome,
    telehealth: Outcome,
}

impl TreatmentScope {
    /// What giving it in this setting amounts to.
    pub fn within(&self, setting: Setting) -> Outcome {
        match setting {
            Setting::Clinic => self.clinic,
            Setting::HomeVisit => self.home_visit,
            Setting::Telehealth => self.telehealth,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RemotePrescribing {
    last_day: NaiveDate,
}

/// Who may do what, where.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    profession: Vec<ProfessionScope>,
    treatment: Vec<TreatmentScope>,
    remote_prescribing: RemotePrescribing,
}

impl Scope {
    /// Every profession, in the order of the file.
    pub fn professions(&self) -> &[ProfessionScope] {
        &self.profession
    }

    /// Every treatment, in the order of the file.
    pub fn treatments(&self) -> &[TreatmentScope] {
        &self.treatment
    }

    /// A profession's row.
    pub fn of(&self, profession: Profession) -> &ProfessionScope {
        self.profession
            .iter()
            .find(|p| p.profession == profession)
            .expect("rules are read only with a row for every profession")
    }

    /// The profession of this word or common name: `md`, `M.D.`, `LMHC`.
    pub fn profession_called(&self, name: &str) -> Option<Profession> {
        let name = name.trim().to_lowercase().replace('.', "");
        let row = self.profession.iter().find(|p| p.profession.as_str() == name || p.also_called.contains(&name))?;
        Some(row.profession)
    }

    /// A treatment's row.
    pub fn treatment(&self, treatment: Treatment) -> &TreatmentScope {
        self.treatment
            .iter()
            .find(|t| t.treatment == treatment)
            .expect("rules are read only with a row for every treatment")
    }

    /// Last day of the federal rule that allows remote prescribing of controlled drugs.
    pub fn remote_prescribing_ends(&self) -> NaiveDate {
        self.remote_prescribing.last_day
    }
}
