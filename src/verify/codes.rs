//! Every check by its code: whether it blocks the badge, and the worst it may say. Contract, "Verification report".

use crate::domain::check::Outcome;

/// Declares the codes in the order of the contract, which is the order of a report.
macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident => $code:literal, $blocking:literal, $worst:ident;)+) => {
        /// A check's code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$meta])* #[doc = concat!("`", $code, "`")] $name),+ }

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
        }
    };
}

codes! {
    NpiFormat => "npi.format", true, Fail;
    NpiCheckDigit => "npi.check_digit", true, Fail;
    NpiRegistered => "npi.registered", true, Fail;
    NpiName => "npi.name", true, Fail;
    NpiState => "npi.state", false, Review;
    NpiTaxonomy => "npi.taxonomy", false, Review;
    NpiLicense => "npi.license", false, Review;
    NpiEntityType => "npi.entity_type", false, Review;
    LicensePresent => "license.present", true, Fail;
    LicenseFormat => "license.format", true, Fail;
    LicenseExpiry => "license.expiry", true, Fail;
    LicenseBoardStatus => "license.board_status", true, Fail;
    LicenseDuplicate => "license.duplicate", false, Review;
    DeaFormat => "dea.format", true, Fail;
    DeaCheckDigit => "dea.check_digit", true, Fail;
    DeaRegistrant => "dea.registrant", true, Fail;
    DeaSurname => "dea.surname", false, Review;
    DeaExpiry => "dea.expiry", true, Fail;
    CredentialRequired => "credential.required", true, Fail;
    CredentialExpiry => "credential.expiry", true, Fail;
    IdentityControl => "identity.control", true, Fail;
    ExclusionLeie => "exclusion.leie", true, Fail;
    ExclusionSam => "exclusion.sam", true, Fail;
    ExclusionState => "exclusion.state", true, Fail;
    ScopePrescriber => "scope.prescriber", true, Fail;
    ScopeSupervision => "scope.supervision", true, Fail;
    ScopeTelehealth => "scope.telehealth", true, Fail;
    ScopeSetting => "scope.setting", true, Fail;
    RemsEsketamine => "rems.esketamine", true, Fail;
    LocationResolved => "location.resolved", true, Fail;
    LocationConsistent => "location.consistent", true, Fail;
    LocationSentinel => "location.sentinel", true, Fail;
    ClaimsFdaApproved => "claims.fda_approved", false, Review;
    ClaimsCure => "claims.cure", false, Review;
    ClaimsNonAddictive => "claims.non_addictive", false, Review;
    ClaimsGuarantee => "claims.guarantee", false, Review;
    ClaimsSafe => "claims.safe", false, Review;
    ClaimsSuperiority => "claims.superiority", false, Review;
    DuplicateNpi => "duplicate.npi", false, Review;
    DuplicateListing => "duplicate.listing", false, Review;
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
        }
    }
}
