//! Code systems of others, and what our words are in them. Each address is the publisher's own.

use crate::domain::clinical::{Condition, Payment, SafetyPractice, Treatment};
use crate::domain::credential::Profession;

/// National Provider Identifiers.
pub const NPI: &str = "http://hl7.org/fhir/sid/us-npi";
/// NUCC Health Care Provider Taxonomy.
pub const TAXONOMY: &str = "http://nucc.org/provider-taxonomy";
/// States and territories (US Core).
pub const STATES: &str = "https://www.usps.com/";
/// Degrees, licences, certificates (HL7 v2 table 0360).
pub const DEGREES: &str = "http://terminology.hl7.org/CodeSystem/v2-0360";
/// Kinds of identifiers (HL7 v2 table 0203).
pub const IDENTIFIER_TYPES: &str = "http://terminology.hl7.org/CodeSystem/v2-0203";
/// Kinds of places (HL7 v3).
pub const PLACES: &str = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
/// Languages (BCP 47).
pub const LANGUAGES: &str = "urn:ietf:bcp:47";

macro_rules! plan_net {
    ($($(#[$meta:meta])* $name:ident $kind:literal $id:literal;)+) => {
        $($(#[$meta])* pub const $name: &str = concat!("http://hl7.org/fhir/us/davinci-pdex-plan-net/", $kind, "/", $id);)+
    };
}

plan_net! {
    /// Whether new patients are taken.
    ACCEPTING "CodeSystem" "AcceptingPatientsCS";
    /// Access for people with disabilities.
    ACCESSIBILITY "CodeSystem" "AccessibilityCS";
    /// In one room, or from afar.
    DELIVERY "CodeSystem" "DeliveryMethodCS";
    /// Kinds of organizations.
    ORGANIZATION_TYPES "CodeSystem" "OrgTypeCS";
    /// What somebody does.
    ROLES "CodeSystem" "ProviderRoleCS";
    /// Broad kinds of care.
    CATEGORIES "CodeSystem" "HealthcareServiceCategoryCS";
    EXT_ACCEPTING "StructureDefinition" "newpatients";
    EXT_ACCESSIBILITY "StructureDefinition" "accessibility";
    EXT_DELIVERY "StructureDefinition" "delivery-method";
    EXT_DESCRIPTION "StructureDefinition" "org-description";
    EXT_QUALIFICATION "StructureDefinition" "practitioner-qualification";
    ORGANIZATION "StructureDefinition" "plannet-Organization";
    LOCATION "StructureDefinition" "plannet-Location";
    PRACTITIONER "StructureDefinition" "plannet-Practitioner";
    ROLE "StructureDefinition" "plannet-PractitionerRole";
    SERVICE "StructureDefinition" "plannet-HealthcareService";
}

/// What a profession is elsewhere.
pub struct Professional {
    /// In words.
    pub words: &'static str,
    /// Plan-Net ProviderRoleCS: code and display.
    pub role: (&'static str, &'static str),
    /// NUCC taxonomy code and display, where the profession says it. A physician's field is not known to us, and none is made up.
    pub taxonomy: Option<(&'static str, &'static str)>,
    /// HL7 v2 table 0360: code and display.
    pub degree: Option<(&'static str, &'static str)>,
}

/// The table of professions.
pub const fn professional(profession: Profession) -> Professional {
    const PHYSICIAN: (&str, &str) = ("ph", "Physician");
    const NURSING: (&str, &str) = ("apn", "Advanced Practice Nursing Providers");
    let (words, role, taxonomy, degree) = match profession {
        Profession::Md => ("Physician (MD)", PHYSICIAN, None, Some(("MD", "Doctor of Medicine"))),
        Profession::Do => ("Physician (DO)", PHYSICIAN, None, Some(("DO", "Doctor of Osteopathy"))),
        Profession::Crna => (
            "Certified registered nurse anesthetist",
            NURSING,
            Some(("367500000X", "Certified Registered Nurse Anesthetist")),
            None,
        ),
        Profession::Np => (
            "Nurse practitioner",
            ("crnp", "Certified Registered Nurse Practitioner"),
            Some(("363L00000X", "Nurse Practitioner")),
            Some(("NP", "Nurse Practitioner")),
        ),
        Profession::Cns => (
            "Clinical nurse specialist",
            NURSING,
            Some(("364S00000X", "Clinical Nurse Specialist")),
            Some(("CNS", "Certified Nurse Specialist")),
        ),
        Profession::Pa => (
            "Physician assistant",
            ("pa", "Physician Assistant"),
            Some(("363A00000X", "Physician Assistant")),
            Some(("PA", "Physician Assistant")),
        ),
        Profession::Rn => (
            "Registered nurse",
            ("rn", "Registered Nurse"),
            Some(("163W00000X", "Registered Nurse")),
            Some(("RN", "Registered Nurse")),
        ),
        Profession::Aa => (
            "Anesthesiologist assistant",
            ("os", "Other Service Provider"),
            Some(("367H00000X", "Anesthesiologist Assistant")),
            None,
        ),
        Profession::Psychologist => {
            ("Psychologist", ("py", "Psychologist"), Some(("103T00000X", "Psychologist")), None)
        }
        Profession::Lcsw => (
            "Licensed clinical social worker",
            ("sw", "Social Worker"),
            Some(("1041C0700X", "Clinical Social Worker")),
            None,
        ),
        Profession::Lpc => (
            "Licensed professional counselor",
            ("co", "Counselor"),
            Some(("101YP2500X", "Professional Counselor")),
            None,
        ),
        Profession::Lmft => (
            "Licensed marriage and family therapist",
            ("mt", "Marriage/Family Therapist"),
            Some(("106H00000X", "Marriage & Family Therapist")),
            None,
        ),
        Profession::Associate => {
            ("Associate therapist, supervised", ("bh", "Behavioral Health & Social Service Providers"), None, None)
        }
    };
    Professional { words, role, taxonomy, degree }
}

/// A word of ours that has a code system of our own (`/fhir/CodeSystem/{name}`).
pub trait OwnCode: Copy {
    /// The last part of the system's address.
    const SYSTEM: &'static str;
    /// The code.
    fn code(self) -> &'static str;
    /// In words.
    fn display(self) -> &'static str;
}

macro_rules! own_codes {
    ($($kind:ident $system:literal { $($variant:ident $words:literal),+ $(,)? })+) => {
        $(impl OwnCode for $kind {
            const SYSTEM: &'static str = $system;
            fn code(self) -> &'static str { self.as_str() }
            fn display(self) -> &'static str {
                match self { $($kind::$variant => $words),+ }
            }
        })+
    };
}

own_codes! {
    Treatment "treatment" {
        Iv "Ketamine infusion (IV)", Im "Ketamine injection (IM)", Esketamine "Esketamine nasal spray (Spravato)",
        Sublingual "Ketamine by mouth", NasalCompounded "Compounded ketamine nasal spray",
        TherapyAssisted "Ketamine-assisted psychotherapy",
    }
    Condition "condition" {
        Anxiety "Anxiety", Gad "Generalized anxiety disorder", SocialAnxiety "Social anxiety", Panic "Panic disorder", Phobia "Phobia",
        AnxietyOther "Another anxiety disorder", Ptsd "Post-traumatic stress", Depression "Depression",
        Ocd "Obsessive-compulsive disorder", BipolarDepression "Bipolar depression", ChronicPain "Chronic pain",
        SubstanceUse "Substance use",
    }
    Payment "payment" {
        Medicare "Medicare", Medicaid "Medicaid", Commercial "Commercial insurance", VaTricare "VA or TRICARE", SelfPay "Self-pay",
        SlidingScale "Sliding scale", Superbill "Superbill for the insurer",
    }
    SafetyPractice "safety" {
        PrescriberOnSite "A prescriber is on site", Monitoring "Blood pressure and oxygen are watched",
        RescueEquipment "Rescue equipment and trained staff", EvaluationFirst "An evaluation comes first",
        WrittenPlan "A written treatment plan", AnxietyExperience "Experience with anxiety disorders",
        RideHomeRule "Nobody drives home alone",
    }
}

/// A code and its words.
type Coded = (&'static str, &'static str);

/// Every code system of our own: name, title, codes.
pub fn own_systems() -> [(&'static str, &'static str, Vec<Coded>); 4] {
    fn all<T: OwnCode>(words: &[T]) -> Vec<Coded> {
        words.iter().map(|word| (word.code(), word.display())).collect()
    }
    [
        (Treatment::SYSTEM, "Ways in which ketamine is given", all(Treatment::ALL)),
        (Condition::SYSTEM, "What a place says it treats", all(Condition::ALL)),
        (Payment::SYSTEM, "How treatment can be paid", all(Payment::ALL)),
        (SafetyPractice::SYSTEM, "What a place says of its own safety practice", all(SafetyPractice::ALL)),
    ]
}
