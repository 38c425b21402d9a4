//! What each check goes by: where it looks, and how long a pass counts. Whoever explains the checks reads it from here,
//! and each finding is held against it (`Draft::says`), so that neither says what the other does not do.

use chrono::NaiveDate;
use serde::Serialize;

use super::codes::Code;
use crate::domain::check::{Check, Outcome};
use crate::rules::Rules;
use crate::sources::LIST_CLOCK_DAYS;

/// Where a check looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LooksAt {
    /// What the provider sent, held against itself and the rule tables.
    Dossier,
    /// The national provider registry.
    Nppes,
    /// The federal health exclusion list.
    Leie,
    /// The federal award exclusion list.
    Sam,
    /// The exclusion list of a state of practice.
    StateList,
    /// A person's look at the licensing board.
    Board,
    /// A person's call or letter to a contact of the official record.
    Record,
    /// Our own table of ZIPs and cities.
    Gazetteer,
    /// What is listed here already.
    Directory,
}

/// How long a pass counts. Of a check with several whichever applies, and of those the first to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// As long as the values stand that were looked at.
    WhileUnchanged,
    /// From the list's own date.
    List,
    /// From a person's look at the board.
    BoardLookup,
    /// From a person's look at the board, for a license that never expires.
    NoExpiryLookup,
    /// To the paper's own last day.
    LastDay,
    /// A certified setting's confirmation.
    Rems,
    /// While the federal rule on prescribing from afar holds.
    RemoteRule,
}

impl Holds {
    /// So many days, by these rules.
    pub fn days(self, rules: &Rules) -> Option<i64> {
        match self {
            Holds::List => Some(LIST_CLOCK_DAYS),
            Holds::BoardLookup => Some(rules.clocks.board_lookup_days),
            Holds::NoExpiryLookup => Some(rules.clocks.no_expiry_lookup_days),
            Holds::Rems => Some(rules.clocks.rems_days),
            Holds::WhileUnchanged | Holds::LastDay | Holds::RemoteRule => None,
        }
    }

    /// To this day, by these rules.
    pub fn last_day(self, rules: &Rules) -> Option<NaiveDate> {
        (self == Holds::RemoteRule).then(|| rules.scope.remote_prescribing_ends())
    }
}

impl LooksAt {
    /// Whether a report that names this source looked here.
    fn is_named(self, source: &str) -> bool {
        match self {
            LooksAt::Dossier | LooksAt::Directory => source == super::finding::DOSSIER,
            LooksAt::Nppes => source.starts_with("NPPES"),
            LooksAt::Leie => source.starts_with("LEIE"),
            LooksAt::Sam => source.starts_with("SAM"),
            LooksAt::StateList => source.starts_with("STATE-EXCLUSIONS"),
            // In the words of who looked.
            LooksAt::Board => source != super::finding::DOSSIER,
            LooksAt::Record => source == super::identity::RECORD,
            LooksAt::Gazetteer => source == super::location::GAZETTEER,
        }
    }
}

impl Code {
    /// Where it looks.
    pub const fn looks_at(self) -> &'static [LooksAt] {
        use Code as C;
        use LooksAt as L;
        match self {
            C::NpiRegistered | C::NpiName | C::NpiState | C::NpiTaxonomy | C::NpiLicense | C::NpiEntityType => {
                &[L::Nppes]
            }
            C::LicenseExpiry => &[L::Board, L::Dossier],
            C::LicenseBoardStatus => &[L::Board],
            C::IdentityControl => &[L::Record],
            C::ExclusionLeie => &[L::Leie],
            C::ExclusionSam => &[L::Sam],
            C::ExclusionState => &[L::StateList],
            C::LocationResolved | C::LocationConsistent => &[L::Gazetteer],
            // Whether the supervisor is who they should be, and agreed.
            C::ScopeSupervision => &[L::Dossier, L::Nppes, L::Record],
            C::LicenseDuplicate | C::DuplicateNpi | C::DuplicateListing => &[L::Directory],
            _ => &[L::Dossier],
        }
    }

    /// How long a pass counts.
    pub const fn holds(self) -> &'static [Holds] {
        use Code as C;
        use Holds as H;
        match self {
            C::NpiRegistered | C::NpiName | C::NpiState | C::NpiTaxonomy | C::NpiLicense | C::NpiEntityType => {
                &[H::List]
            }
            C::ExclusionLeie | C::ExclusionSam | C::ExclusionState => &[H::List],
            C::LicenseBoardStatus => &[H::BoardLookup, H::LastDay],
            C::LicenseExpiry => &[H::LastDay, H::NoExpiryLookup],
            C::DeaExpiry | C::CredentialExpiry => &[H::LastDay],
            C::RemsEsketamine => &[H::Rems],
            C::ScopeTelehealth => &[H::RemoteRule],
            _ => &[H::WhileUnchanged],
        }
    }

    /// Whether a finding of this code goes by what is said above: a pass names a source that the code looks at, and ends
    /// only where passes of this code end.
    pub(super) fn goes_by_its_basis(self, check: &Check) -> bool {
        let named = || self.looks_at().iter().any(|place| place.is_named(&check.source));
        let may_end = self.holds() != [Holds::WhileUnchanged];
        check.outcome != Outcome::Pass || (named() && (check.valid_until.is_none() || may_end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_that_names_another_source_or_ends_without_a_clock_is_told_apart() {
        let pass = |source: &str, valid_until| Check {
            code: String::new(),
            subject: String::new(),
            outcome: Outcome::Pass,
            blocking: true,
            detail: String::new(),
            source: source.into(),
            checked_at: chrono::DateTime::UNIX_EPOCH,
            valid_until,
            evidence: Default::default(),
        };
        let some_day = Some(chrono::DateTime::UNIX_EPOCH);
        assert!(Code::ExclusionLeie.goes_by_its_basis(&pass("LEIE 2026-11", some_day)));
        assert!(!Code::ExclusionLeie.goes_by_its_basis(&pass("SAM 2026-11", some_day)));
        assert!(Code::NpiFormat.goes_by_its_basis(&pass("dossier", None)));
        assert!(!Code::NpiFormat.goes_by_its_basis(&pass("dossier", some_day)));
    }
}
