//! Every check by its code: whether it blocks the badge, and the worst it may say. Contract, "Verification report".

use crate::domain::check::Outcome;

/// Declares the codes in the order of the contract, which is the order of a report.
macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident => $code:literal, $blocking:literal, $worst:ident, $says:literal;)+) => {
        /// A check's code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$meta])* #[doc = concat!("`", $code, "`: ", $says, ".")] $name),+ }

        impl Code {
            /// Every code, in the order of the contract.
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            /// As reports print it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code),+ }
            }

            /// Whether anything but a pass keeps the badge away.
            pub const fn blocking(self) -> bool {
                match self { $(Code::$name => $blocking),+ }
            }

            /// The worst outcome it may have.
            pub const fn worst(self) -> Outcome {
                match self { $(Code::$name => Outcome::$worst),+ }
            }

            /// What a pass says, with the rule it goes by: the middle of a sentence.
            pub const fn says(self) -> &'static str {
                match self { $(Code::$name => $says),+ }
            }
        }
    };
}

codes! {
    NpiFormat => "npi.format", true, Fail, "the NPI has ten digits and begins with 1 or 2 (45 CFR 162.406)";
    NpiCheckDigit => "npi.check_digit", true, Fail, "the NPI's last digit fits the others (Luhn over 80840 and the NPI, 45 CFR 162.406)";
    NpiRegistered => "npi.registered", true, Fail, "the NPI is in the national registry (NPPES) and active";
    NpiName => "npi.name", true, Fail, "the names given agree with those of the registry";
    NpiState => "npi.state", false, Review, "the registry has the NPI in a state of practice";
    NpiTaxonomy => "npi.taxonomy", false, Review, "the registry's specialty suits the profession";
    NpiLicense => "npi.license", false, Review, "the registry's license number agrees (both are the holder's own word)";
    NpiEntityType => "npi.entity_type", false, Review, "a person has a person's NPI, an organization an organization's";
    LicensePresent => "license.present", true, Fail, "a license or other authority is given for every state of practice";
    LicenseFormat => "license.format", true, Fail, "the license number can be one: no mask, no unusual shape";
    LicenseExpiry => "license.expiry", true, Fail, "the license is in date; one without expiry was seen at its board within a year";
    LicenseBoardStatus => "license.board_status", true, Fail, "a person saw the license active and unrestricted at its board within 180 days";
    LicenseDuplicate => "license.duplicate", false, Review, "nobody else has the same number from the same state and board";
    DeaFormat => "dea.format", true, Fail, "the DEA number has two letters and seven digits, and a suffix only under an institution's registration (21 CFR 1301.22)";
    DeaCheckDigit => "dea.check_digit", true, Fail, "the DEA number's last digit fits the others";
    DeaRegistrant => "dea.registrant", true, Fail, "the DEA number's first letter suits the profession and whose registration it is (21 CFR 1300.01, 1301.22)";
    DeaSurname => "dea.surname", false, Review, "the DEA number's second letter is the initial of a surname ever held";
    DeaExpiry => "dea.expiry", true, Fail, "the DEA registration is in date";
    CredentialRequired => "credential.required", true, Fail, "everything that profession, treatment, setting and state ask for is given";
    CredentialExpiry => "credential.expiry", true, Fail, "every other dated credential is in date";
    IdentityControl => "identity.control", true, Fail, "the submitter controls a contact taken from the official record";
    ExclusionLeie => "exclusion.leie", true, Fail, "not on the federal exclusion list (OIG LEIE)";
    ExclusionSam => "exclusion.sam", true, Fail, "not on the exclusion list of federal awards (SAM)";
    ExclusionState => "exclusion.state", true, Fail, "not on the Medicaid exclusion list of a state of practice";
    ScopePrescriber => "scope.prescriber", true, Fail, "who prescribes may do so, and where medicine is given somebody may";
    ScopeSupervision => "scope.supervision", true, Fail, "whoever works under somebody names somebody who qualifies and has confirmed";
    ScopeTelehealth => "scope.telehealth", true, Fail, "somebody may treat patients in every state served by telehealth";
    ScopeSetting => "scope.setting", true, Fail, "each treatment can be given in a setting of the place";
    RemsEsketamine => "rems.esketamine", true, Fail, "esketamine is given only at a certified setting (Spravato REMS)";
    LocationResolved => "location.resolved", true, Fail, "the ZIP exists";
    LocationConsistent => "location.consistent", true, Fail, "ZIP, city and state agree";
    LocationSentinel => "location.sentinel", true, Fail, "the coordinates are real and near the ZIP";
    ClaimsFdaApproved => "claims.fda_approved", false, Review, "the text does not claim approval by the FDA";
    ClaimsCure => "claims.cure", false, Review, "the text does not claim a cure";
    ClaimsNonAddictive => "claims.non_addictive", false, Review, "the text does not claim that the medicine is not addictive";
    ClaimsGuarantee => "claims.guarantee", false, Review, "the text does not guarantee a result";
    ClaimsSafe => "claims.safe", false, Review, "the text does not claim that treatment has no risk";
    ClaimsSuperiority => "claims.superiority", false, Review, "the text does not claim to be better than others";
    DuplicateNpi => "duplicate.npi", false, Review, "the same NPI is not listed twice";
    DuplicateListing => "duplicate.listing", false, Review, "no near copy of the provider is listed";
}

impl Code {
    /// The code of this name.
    pub fn parse(code: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|c| c.as_str() == code)
    }

    /// Whether the code may have this outcome.
    pub fn allows(self, outcome: Outcome) -> bool {
        outcome != Outcome::Fail || self.worst() == Outcome::Fail
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_overrides_has_every_check_that_can_fail_and_clears_only_exclusions_by_row() {
        let table = &crate::rules::Rules::builtin().overrides;
        let can_fail: Vec<&str> = Code::ALL.iter().filter(|c| c.worst() == Outcome::Fail).map(|c| c.as_str()).collect();
        assert_eq!(table.check.iter().map(|rule| rule.code.as_str()).collect::<Vec<_>>(), can_fail);
        for rule in &table.check {
            let by_row = rule.by == crate::rules::OverrideBy::Row;
            assert_eq!(by_row, rule.code.starts_with("exclusion."), "{}", rule.code);
            assert!(!rule.why.trim().is_empty(), "{}", rule.code);
        }
    }

    #[test]
    fn only_checks_that_can_fail_block() {
        for code in Code::ALL {
            assert_eq!(code.blocking(), code.worst() == Outcome::Fail, "{}", code.as_str());
            assert_eq!(Code::parse(code.as_str()), Some(*code));
            assert!(!code.says().is_empty() && !code.says().ends_with('.'), "{}", code.as_str());
        }
    }
}
