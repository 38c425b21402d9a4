//! Professions and the credentials they hold.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::words::wire_words;

wire_words! {
    /// A clinician's profession.
    Profession {
        Md => "md",
        Do => "do",
        Crna => "crna",
        Np => "np",
        Cns => "cns",
        Pa => "pa",
        Rn => "rn",
        /// Anesthesiologist assistant.
        Aa => "aa",
        Psychologist => "psychologist",
        Lcsw => "lcsw",
        Lpc => "lpc",
        Lmft => "lmft",
        /// Supervised, any therapy profession.
        Associate => "associate",
    }
}

wire_words! {
    /// A kind of credential in a dossier.
    CredentialKind {
        StateLicense => "state_license",
        Dea => "dea",
        /// A state's own controlled-substance registration.
        StateCds => "state_cds",
        BoardCertification => "board_certification",
        MalpracticeInsurance => "malpractice_insurance",
        Acls => "acls",
        /// The certified setting's confirmation, not a person's.
        SpravatoRems => "spravato_rems",
        CollaborationAgreement => "collaboration_agreement",
        AutonomousPractice => "autonomous_practice",
    }
}

wire_words! {
    /// What gives a clinician the right to practise in a state.
    Authority {
        State => "state",
        NursingCompact => "nursing_compact",
        CompactPrivilege => "compact_privilege",
        TelehealthRegistration => "telehealth_registration",
        Federal => "federal",
        Temporary => "temporary",
    }
}

wire_words! {
    /// Whose DEA registration covers the clinician.
    DeaBasis {
        Own => "own",
        Institution => "institution",
        Employer => "employer",
        FederalWaiver => "federal_waiver",
        None => "none",
    }
}

wire_words! {
    /// How malpractice is covered.
    Coverage {
        Policy => "policy",
        Ftca => "ftca",
        SelfInsured => "self_insured",
        StateFund => "state_fund",
    }
}

/// One credential as claimed. Numbers stay as written: whether they are well formed is a check, not a parse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// What it is.
    pub kind: CredentialKind,
    /// Licence, registration or policy number as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// USPS code of the state that issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Board, carrier or body that issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Day it was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<NaiveDate>,
    /// Last day it is valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<NaiveDate>,
    /// It never expires (some New York licences, some board certificates).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_expiry: bool,
    /// For licences: by what right; absent means a licence of the state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
    /// For DEA registrations: whose; absent means the clinician's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<DeaBasis>,
    /// For malpractice: how covered; absent means a policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
}
