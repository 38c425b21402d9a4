//! The pages of the listing form, as a table: in order of the task list, each with its questions.

use super::fields::{Kind, Of, Question, Sheet, To, When, ask, ask_when};
use crate::domain::clinical::{Condition, Payment, Setting, Treatment};
use crate::domain::credential::{Authority, Coverage, CredentialKind as C, DeaBasis, Profession};
use crate::domain::dossier::ProviderKind;
use crate::domain::draft::WORK_EMAIL;
use crate::domain::place::USPS_STATES;
use crate::domain::schedule::{Day, Within};
use Kind::{Any, Date, Languages, Line, List, Long, Maybe, One, Places, Secret, SecretDate, Short, Tick, Whole};
use To::{Credential, Field};
use When::{Always, Asked, AskedHere, Clinic, Esketamine, MayPrescribe, SeveralPlaces, Solo, Telehealth};

/// The languages that the form offers.
pub const LANGUAGES: &[&str] =
    &["en", "es", "ar", "de", "fa", "fr", "hi", "ht", "ko", "pl", "pt", "ru", "tl", "ur", "vi", "zh"];

const NAME: Kind = Line("text", "off", "");

/// Every page, in the order in which they follow one another.
pub static SHEETS: &[Sheet] = &[
    Sheet {
        name: "organization",
        of: Of::Provider,
        when: Clinic,
        questions: &[ask("organization_npi", Short("off", "numeric"), Field("organization_npi"))],
    },
    Sheet {
        name: "you",
        of: Of::Provider,
        when: Always,
        questions: &[
            ask("kind", One("provider-kind", ProviderKind::WORDS), Field("kind")),
            ask("practice_name", Line("text", "organization", ""), Field("name")),
            ask_when(Clinic, "legal_name", NAME, Field("legal_name")),
            ask_when(Clinic, "dba_names", List, Field("dba_names")),
            ask("email", Line("email", "email", "email"), Field("email")),
            ask("website", Line("url", "url", "url"), Field("website")),
            ask("description", Long, Field("description")),
        ],
    },
    Sheet {
        name: "owner",
        of: Of::Owner,
        when: Clinic,
        questions: &[
            ask("owner_first_name", NAME, Field("first_name")),
            ask("owner_last_name", NAME, Field("last_name")),
            ask("owner_date_of_birth", SecretDate, Field("date_of_birth")),
        ],
    },
    Sheet {
        name: "npi",
        of: Of::Person,
        when: Always,
        questions: &[ask("npi", Short("off", "numeric"), Field("npi"))],
    },
    Sheet {
        name: "person",
        of: Of::Person,
        when: Always,
        questions: &[
            ask("first_name", Line("text", "given-name", ""), Field("first_name")),
            ask("middle_name", Line("text", "additional-name", ""), Field("middle_name")),
            ask("last_name", Line("text", "family-name", ""), Field("last_name")),
            ask("former_last_names", List, Field("former_last_names")),
            ask("profession", One("profession", Profession::WORDS), Field("profession")),
            ask_when(Clinic, "work_email", Line("email", "off", "email"), Field(WORK_EMAIL)),
        ],
    },
    Sheet {
        name: "work",
        of: Of::Person,
        when: Always,
        questions: &[
            ask_when(MayPrescribe, "prescribes", Maybe, Field("prescribes")),
            ask_when(SeveralPlaces, "works_at", Places, Field("locations")),
            ask_when(Asked("supervision"), "supervisor_npi", Short("off", "numeric"), Field("supervisor_npi")),
        ],
    },
    Sheet {
        name: "license",
        of: Of::License,
        when: Always,
        questions: &[
            ask("license_state", One("", USPS_STATES), Field("state")),
            ask("license_number", Short("off", ""), Field("number")),
            ask("license_expires_on", Date, Field("expires_on")),
            ask("license_no_expiry", Tick, Field("no_expiry")),
            ask("license_authority", One("authority", Authority::WORDS), Field("authority")),
        ],
    },
    Sheet {
        name: "papers",
        of: Of::Person,
        when: Always,
        questions: &[
            ask("malpractice_issuer", NAME, Credential(C::MalpracticeInsurance, "issuer")),
            ask("malpractice_number", Short("off", ""), Credential(C::MalpracticeInsurance, "number")),
            ask("malpractice_expires_on", Date, Credential(C::MalpracticeInsurance, "expires_on")),
            ask("coverage", One("coverage", Coverage::WORDS), Credential(C::MalpracticeInsurance, "coverage")),
            ask("board_issuer", NAME, Credential(C::BoardCertification, "issuer")),
            ask("board_number", Short("off", ""), Credential(C::BoardCertification, "number")),
            ask_when(AskedHere("acls"), "acls_expires_on", Date, Credential(C::Acls, "expires_on")),
            ask_when(Asked("state_cds"), "cds_state", One("", USPS_STATES), Credential(C::StateCds, "state")),
            ask_when(Asked("state_cds"), "cds_number", Short("off", ""), Credential(C::StateCds, "number")),
            ask_when(
                Asked("supervision"),
                "collaboration_issuer",
                NAME,
                Credential(C::CollaborationAgreement, "issuer"),
            ),
            ask_when(
                Asked("supervision"),
                "autonomous_state",
                One("", USPS_STATES),
                Credential(C::AutonomousPractice, "state"),
            ),
        ],
    },
    Sheet {
        name: "private",
        of: Of::Person,
        when: Solo,
        questions: &[
            ask("date_of_birth", SecretDate, Field("date_of_birth")),
            ask_when(Asked("dea"), "dea_number", Secret, Credential(C::Dea, "number")),
            ask_when(Asked("dea"), "dea_expires_on", Date, Credential(C::Dea, "expires_on")),
            ask_when(Asked("dea"), "dea_basis", One("dea-basis", DeaBasis::WORDS), Credential(C::Dea, "basis")),
        ],
    },
    Sheet {
        name: "place",
        of: Of::Place,
        when: Always,
        questions: &[
            ask("settings", Any("setting", Setting::WORDS), Field("settings")),
            ask_when(SeveralPlaces, "place_name", NAME, Field("name")),
            ask("line1", Line("text", "address-line1", ""), Field("line1")),
            ask("line2", Line("text", "address-line2", ""), Field("line2")),
            ask("city", Line("text", "address-level2", ""), Field("city")),
            ask("state", One("", USPS_STATES), Field("state")),
            ask("postal_code", Short("postal-code", ""), Field("postal_code")),
            ask("hide_street", Tick, Field("hide_street")),
            ask("phone", Line("tel", "tel", "tel"), Field("phone")),
        ],
    },
    Sheet {
        name: "telehealth",
        of: Of::Provider,
        when: Telehealth,
        questions: &[ask("telehealth_states", List, Field("telehealth_states"))],
    },
    Sheet {
        name: "care",
        of: Of::Place,
        when: Always,
        questions: &[
            ask("treatments", Any("treatment", Treatment::WORDS), Field("treatments")),
            ask("conditions", Any("condition", Condition::WORDS), Field("conditions")),
        ],
    },
    Sheet {
        name: "safety",
        of: Of::Place,
        when: Always,
        questions: &[
            ask("prescriber_on_site", Maybe, Field("safety/prescriber_on_site")),
            ask("monitoring", Maybe, Field("safety/monitoring")),
            ask("rescue_equipment", Maybe, Field("safety/rescue_equipment")),
            ask("evaluation_first", Maybe, Field("safety/evaluation_first")),
            ask("written_plan", Maybe, Field("safety/written_plan")),
            ask("anxiety_experience", Maybe, Field("safety/anxiety_experience")),
            ask("ride_home_rule", Maybe, Field("safety/ride_home_rule")),
            ask_when(Esketamine, "rems_number", Short("off", ""), Credential(C::SpravatoRems, "number")),
            ask_when(Asked("dea"), "site_dea_number", Secret, Credential(C::Dea, "number")),
            ask_when(Asked("dea"), "site_dea_expires_on", Date, Credential(C::Dea, "expires_on")),
        ],
    },
    Sheet {
        name: "prices",
        of: Of::Place,
        when: Always,
        questions: &[
            ask("payments", Any("payment", Payment::WORDS), Field("payments")),
            ask("price_intake", Whole, Field("price/intake")),
            ask("price_per_session", Whole, Field("price/per_session")),
            ask("price_usual_sessions", Whole, Field("price/usual_sessions")),
            ask("price_includes", NAME, Field("price/includes")),
        ],
    },
    Sheet {
        name: "hours",
        of: Of::Place,
        when: Always,
        questions: &[
            ask("accepting_new", Maybe, Field("accepting_new")),
            ask("first_opening", One("opening", Within::WORDS), Field("first_opening/within")),
            ask("step_free", Maybe, Field("step_free")),
            ask("hours_mon", Kind::Hours(Day::Mon), To::Hours),
            ask("hours_tue", Kind::Hours(Day::Tue), To::Hours),
            ask("hours_wed", Kind::Hours(Day::Wed), To::Hours),
            ask("hours_thu", Kind::Hours(Day::Thu), To::Hours),
            ask("hours_fri", Kind::Hours(Day::Fri), To::Hours),
            ask("hours_sat", Kind::Hours(Day::Sat), To::Hours),
            ask("hours_sun", Kind::Hours(Day::Sun), To::Hours),
        ],
    },
    Sheet {
        name: "languages",
        of: Of::Provider,
        when: Always,
        questions: &[ask("languages", Languages, Field("languages"))],
    },
];

/// The headings of the task list, each with its pages.
pub static TASKS: &[(&str, &[&str])] = &[
    ("who", &["organization", "you", "owner"]),
    ("people", &["npi", "person", "work", "license", "papers", "private"]),
    ("places", &["place", "telehealth"]),
    ("care", &["care", "safety"]),
    ("prices", &["prices"]),
    ("access", &["hours", "languages"]),
];

/// A page by its name.
pub fn sheet(name: &str) -> Option<&'static Sheet> {
    SHEETS.iter().find(|sheet| sheet.name == name)
}

/// Every question with its page, in order.
pub fn questions() -> impl Iterator<Item = (&'static Sheet, &'static Question)> {
    SHEETS.iter().flat_map(|sheet| sheet.questions.iter().map(move |question| (sheet, question)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_a_name_of_its_own() {
        let mut names: Vec<&str> = questions().map(|(_, q)| q.name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn every_page_stands_under_one_heading() {
        let listed: Vec<&str> = TASKS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let mut named: Vec<&str> = SHEETS.iter().map(|s| s.name).collect();
        assert!(named.iter().all(|name| listed.iter().filter(|l| *l == name).count() == 1));
        named.dedup();
        assert_eq!(named.len(), listed.len());
    }
}
