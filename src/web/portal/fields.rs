//! The questions of the form for one practitioner at one place, as a table: what is asked, how, and where in the
//! dossier the answer goes. Labels and hints are texts: `field-{name}`, `field-{name}-hint`.

use crate::domain::clinical::{Condition, Payment, Setting, Treatment};
use crate::domain::credential::{CredentialKind, Profession};
use crate::domain::dossier_shape::DOSSIER;
use crate::domain::place::USPS_STATES;
use crate::domain::schedule::{Day, Within};
use crate::domain::shape::Shape;
use crate::rules::{NeedOf, Rules, Wanted};

/// One question.
#[derive(Debug)]
pub struct Question {
    /// Of the form's field; its text keys end in it.
    pub name: &'static str,
    /// How it is asked.
    pub kind: Kind,
    /// Where its answer goes.
    pub to: To,
}

/// How a question is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// One line; the words are `type`, `autocomplete` and `inputmode` of the input.
    Line(&'static str, &'static str, &'static str),
    /// A short line.
    Short(&'static str, &'static str),
    /// Several lines.
    Long,
    /// Month/day/year.
    Date,
    /// Whole dollars or a count.
    Whole,
    /// Several words, separated by commas.
    List,
    /// Yes, no, or not said.
    Maybe,
    /// One word of a list; `group` is the text key before it.
    One(&'static str, &'static [&'static str]),
    /// Any words of a list.
    Any(&'static str, &'static [&'static str]),
    /// Languages, by code.
    Languages,
    /// Opening hours of one day.
    Hours(Day),
}

/// Where an answer goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum To {
    /// A JSON pointer into the dossier.
    At(&'static str),
    /// A part of the practitioner's credential of this kind.
    Credential(CredentialKind, &'static str),
    /// A part of the place's credential of this kind.
    SiteCredential(CredentialKind, &'static str),
    /// `locations/0/hours`.
    Hours,
}

/// Questions under one heading: the text key is `form-{name}`.
pub struct Section {
    /// Of the fieldset.
    pub name: &'static str,
    /// In order.
    pub questions: &'static [Question],
}

const fn ask(name: &'static str, kind: Kind, to: To) -> Question {
    Question { name, kind, to }
}

use CredentialKind as C;
use Kind::{Any, Date, Languages, Line, List, Long, Maybe, One, Short, Whole};
use To::{At, Credential, SiteCredential};

/// The languages that the form offers.
pub const LANGUAGES: &[&str] =
    &["en", "es", "ar", "de", "fa", "fr", "hi", "ht", "ko", "pl", "pt", "ru", "tl", "ur", "vi", "zh"];

/// The whole form.
pub const FORM: &[Section] = &[
    Section {
        name: "you",
        questions: &[
            ask("first_name", Line("text", "given-name", ""), At("/clinicians/0/first_name")),
            ask("middle_name", Line("text", "additional-name", ""), At("/clinicians/0/middle_name")),
            ask("last_name", Line("text", "family-name", ""), At("/clinicians/0/last_name")),
            ask("former_last_names", List, At("/clinicians/0/former_last_names")),
            ask("date_of_birth", Date, At("/clinicians/0/date_of_birth")),
            ask("npi", Short("off", "numeric"), At("/clinicians/0/npi")),
            ask("profession", One("profession", Profession::WORDS), At("/clinicians/0/profession")),
            ask("prescribes", Maybe, At("/clinicians/0/prescribes")),
            ask("supervisor_npi", Short("off", "numeric"), At("/clinicians/0/supervisor_npi")),
            ask("email", Line("email", "email", "email"), At("/provider/email")),
        ],
    },
    Section {
        name: "credentials",
        questions: &[
            ask("license_state", One("", USPS_STATES), Credential(C::StateLicense, "state")),
            ask("license_number", Short("off", ""), Credential(C::StateLicense, "number")),
            ask("license_expires_on", Date, Credential(C::StateLicense, "expires_on")),
            ask("dea_number", Short("off", ""), Credential(C::Dea, "number")),
            ask("dea_expires_on", Date, Credential(C::Dea, "expires_on")),
            ask("malpractice_issuer", Line("text", "off", ""), Credential(C::MalpracticeInsurance, "issuer")),
            ask("malpractice_number", Short("off", ""), Credential(C::MalpracticeInsurance, "number")),
            ask("malpractice_expires_on", Date, Credential(C::MalpracticeInsurance, "expires_on")),
            ask("board_issuer", Line("text", "off", ""), Credential(C::BoardCertification, "issuer")),
            ask("board_number", Short("off", ""), Credential(C::BoardCertification, "number")),
            ask("acls_expires_on", Date, Credential(C::Acls, "expires_on")),
            ask("rems_number", Short("off", ""), SiteCredential(C::SpravatoRems, "number")),
        ],
    },
    Section {
        name: "place",
        questions: &[
            ask("practice_name", Line("text", "organization", ""), At("/provider/name")),
            ask("settings", Any("setting", Setting::WORDS), At("/locations/0/settings")),
            ask("line1", Line("text", "address-line1", ""), At("/locations/0/line1")),
            ask("line2", Line("text", "address-line2", ""), At("/locations/0/line2")),
            ask("city", Line("text", "address-level2", ""), At("/locations/0/city")),
            ask("state", One("", USPS_STATES), At("/locations/0/state")),
            ask("postal_code", Short("postal-code", ""), At("/locations/0/postal_code")),
            ask("hide_street", Maybe, At("/locations/0/hide_street")),
            ask("phone", Line("tel", "tel", "tel"), At("/locations/0/phone")),
            ask("step_free", Maybe, At("/locations/0/step_free")),
            ask("telehealth_states", List, At("/provider/telehealth_states")),
        ],
    },
    Section {
        name: "offer",
        questions: &[
            ask("treatments", Any("treatment", Treatment::WORDS), At("/locations/0/treatments")),
            ask("conditions", Any("condition", Condition::WORDS), At("/locations/0/conditions")),
            ask("payments", Any("payment", Payment::WORDS), At("/locations/0/payments")),
            ask("price_intake", Whole, At("/locations/0/price/intake")),
            ask("price_per_session", Whole, At("/locations/0/price/per_session")),
            ask("price_usual_sessions", Whole, At("/locations/0/price/usual_sessions")),
            ask("price_includes", Line("text", "off", ""), At("/locations/0/price/includes")),
            ask("accepting_new", Maybe, At("/locations/0/accepting_new")),
            ask("first_opening", One("opening", Within::WORDS), At("/locations/0/first_opening/within")),
            ask("languages", Languages, At("/provider/languages")),
        ],
    },
    Section {
        name: "hours",
        questions: &[
            ask("hours_mon", Kind::Hours(Day::Mon), To::Hours),
            ask("hours_tue", Kind::Hours(Day::Tue), To::Hours),
            ask("hours_wed", Kind::Hours(Day::Wed), To::Hours),
            ask("hours_thu", Kind::Hours(Day::Thu), To::Hours),
            ask("hours_fri", Kind::Hours(Day::Fri), To::Hours),
            ask("hours_sat", Kind::Hours(Day::Sat), To::Hours),
            ask("hours_sun", Kind::Hours(Day::Sun), To::Hours),
        ],
    },
    Section {
        name: "safety",
        questions: &[
            ask("prescriber_on_site", Maybe, At("/locations/0/safety/prescriber_on_site")),
            ask("monitoring", Maybe, At("/locations/0/safety/monitoring")),
            ask("rescue_equipment", Maybe, At("/locations/0/safety/rescue_equipment")),
            ask("evaluation_first", Maybe, At("/locations/0/safety/evaluation_first")),
            ask("written_plan", Maybe, At("/locations/0/safety/written_plan")),
            ask("anxiety_experience", Maybe, At("/locations/0/safety/anxiety_experience")),
            ask("ride_home_rule", Maybe, At("/locations/0/safety/ride_home_rule")),
        ],
    },
    Section {
        name: "words",
        questions: &[
            ask("website", Line("url", "url", "url"), At("/provider/website")),
            ask("description", Long, At("/provider/description")),
        ],
    },
    Section { name: "sign", questions: &[ask("attestation", Line("text", "name", ""), At("/attestation/name"))] },
];

/// Every question in order.
pub fn questions() -> impl Iterator<Item = &'static Question> {
    FORM.iter().flat_map(|section| section.questions)
}

impl Question {
    /// Nobody ever needs it: neither the dossier's shape nor any row of `requirements.toml` asks for it,
    /// and a license is asked of everybody who treats (`license.present`).
    pub fn is_optional(&self, rules: &Rules) -> bool {
        match self.to {
            To::At("/provider/name") => true, // the practitioner's own name stands in
            To::At(pointer) => !shape_asks(pointer) && !rules_ask(rules, pointer),
            To::Credential(C::StateLicense, _) => false,
            To::Credential(kind, part) | To::SiteCredential(kind, part) => {
                let part_asked = |row: &crate::rules::CredentialNeed| {
                    row.kind == kind && row.needs.iter().any(|n| n.as_str() == part)
                };
                !rules.requirements.credential.iter().any(part_asked)
            }
            To::Hours => true,
        }
    }
}

/// The table of the dossier says that it must be there.
fn shape_asks(pointer: &str) -> bool {
    let mut shape = &DOSSIER;
    let mut asked = false;
    for part in pointer.split('/').skip(1) {
        match shape {
            Shape::List(of, _) => shape = of,
            Shape::Object(fields) => match fields.iter().find(|f| f.name == part) {
                Some(field) => (shape, asked) = (field.shape, field.required),
                None => return false,
            },
            _ => return false,
        }
    }
    asked
}

/// Some row of the rules asks for it of some solo practice.
fn rules_ask(rules: &Rules, pointer: &str) -> bool {
    let room = |of: NeedOf| match of {
        NeedOf::Clinician => "/clinicians/0/",
        NeedOf::Location => "/locations/0/",
        NeedOf::Provider => "/provider/",
    };
    rules.requirements.need.iter().any(|need| match need.wanted() {
        Wanted::Field(field) if field.starts_with('/') => pointer.starts_with(field),
        Wanted::Field(field) => pointer.strip_prefix(room(need.of)) == Some(field),
        Wanted::Credential(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_optional_follows_from_the_shape_and_the_rules() {
        let optional = |name: &str| questions().find(|q| q.name == name).expect("asked").is_optional(Rules::builtin());
        for needed in
            ["first_name", "npi", "date_of_birth", "license_number", "dea_number", "line1", "attestation", "monitoring"]
        {
            assert!(!optional(needed), "{needed}");
        }
        for free in ["middle_name", "email", "website", "board_number", "price_intake", "hours_mon", "step_free"] {
            assert!(optional(free), "{free}");
        }
    }

    #[test]
    fn every_question_has_a_name_of_its_own_and_a_place_in_the_dossier() {
        let mut names: Vec<&str> = questions().map(|q| q.name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
