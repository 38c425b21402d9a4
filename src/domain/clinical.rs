//! What is offered, for what, where and how it is paid: the filter words of the contract.

use super::words::wire_words;

wire_words! {
    /// A way ketamine treatment is given.
    Treatment {
        Iv => "iv",
        Im => "im",
        /// FDA-approved nasal esketamine (Spravato).
        Esketamine => "esketamine",
        Sublingual => "sublingual",
        NasalCompounded => "nasal_compounded",
        /// Talking therapy around the medicine.
        TherapyAssisted => "therapy_assisted",
    }
}

impl Treatment {
    /// Given by needle or under REMS: cannot happen where the patient is alone at home.
    pub const fn needs_clinic(self) -> bool {
        matches!(self, Treatment::Iv | Treatment::Im | Treatment::Esketamine)
    }

    /// A medicine is prescribed or administered (all but therapy alone).
    pub const fn is_medicine(self) -> bool {
        !matches!(self, Treatment::TherapyAssisted)
    }
}

wire_words! {
    /// What a place says it treats.
    Condition {
        /// Stands for the five anxiety disorders that follow.
        Anxiety => "anxiety",
        Gad => "gad",
        SocialAnxiety => "social_anxiety",
        Panic => "panic",
        Phobia => "phobia",
        AnxietyOther => "anxiety_other",
        Ptsd => "ptsd",
        Depression => "depression",
        Ocd => "ocd",
        BipolarDepression => "bipolar_depression",
        ChronicPain => "chronic_pain",
        SubstanceUse => "substance_use",
    }
}

impl Condition {
    /// The conditions that a filter on this one accepts: `anxiety` means itself or any of its five.
    pub const fn covers(self) -> &'static [Condition] {
        use Condition::*;
        match self {
            Anxiety => &[Anxiety, Gad, SocialAnxiety, Panic, Phobia, AnxietyOther],
            Gad => &[Gad, Anxiety],
            SocialAnxiety => &[SocialAnxiety, Anxiety],
            Panic => &[Panic, Anxiety],
            Phobia => &[Phobia, Anxiety],
            AnxietyOther => &[AnxietyOther, Anxiety],
            Ptsd => &[Ptsd],
            Depression => &[Depression],
            Ocd => &[Ocd],
            BipolarDepression => &[BipolarDepression],
            ChronicPain => &[ChronicPain],
            SubstanceUse => &[SubstanceUse],
        }
    }
}

wire_words! {
    /// Where treatment happens.
    Setting {
        Clinic => "clinic",
        Telehealth => "telehealth",
        HomeVisit => "home_visit",
    }
}

wire_words! {
    /// How treatment can be paid.
    Payment {
        Medicare => "medicare",
        Medicaid => "medicaid",
        Commercial => "commercial",
        VaTricare => "va_tricare",
        SelfPay => "self_pay",
        SlidingScale => "sliding_scale",
        Superbill => "superbill",
    }
}

wire_words! {
    /// What a place may say of its own safety practice: the fields of [`Safety`](super::dossier::Safety).
    SafetyPractice {
        /// A prescriber is on site during treatment.
        PrescriberOnSite => "prescriber_on_site",
        /// Blood pressure and oxygen are watched.
        Monitoring => "monitoring",
        /// Rescue equipment and staff trained to use it.
        RescueEquipment => "rescue_equipment",
        /// A medical and psychiatric evaluation comes first.
        EvaluationFirst => "evaluation_first",
        /// A written treatment plan.
        WrittenPlan => "written_plan",
        /// Experience with anxiety disorders.
        AnxietyExperience => "anxiety_experience",
        /// Nobody drives home alone.
        RideHomeRule => "ride_home_rule",
    }
}
