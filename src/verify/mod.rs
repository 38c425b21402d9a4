//! The checks: what a dossier claims, held against reference data, recorded look-ups and the rule tables.
//!
//! [`verify`] is pure: a dossier, what it is checked against and the moment go in, findings come out, always in the
//! same order. Each family of checks has its file; `codes` says which check blocks the badge and the worst it may say.
//! A check that does not apply is left out; one that could not be made says so and never passes.

mod barring;
pub mod basis;
mod claims;
pub mod codes;
mod credential;
mod dea;
mod duplicate;
mod entry;
mod exclusion;
mod exclusion_crossed;
mod exclusion_entity;
mod exclusion_match;
mod exclusion_names;
mod exclusion_reach;
mod finding;
mod identity;
mod license;
mod location;
mod npi;
mod npi_names;
mod npi_registry;
mod rems;
mod report;
mod scope;
mod storage;
mod supervision;
mod view;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use crate::domain::check::Finding;
use crate::domain::credential::Credential;
use crate::domain::dossier::Dossier;
use crate::domain::lookup::RecordedLookup;
use crate::geo::Gazetteer;
use crate::rules::Rules;
use crate::sources::Sources;

pub use barring::barring;
pub use duplicate::twin_keys;
pub use entry::{Wanted, entry_faults, wanted};
pub use report::{loaded_sources, report, report_of};

/// What a dossier is checked against.
pub struct Context<'a> {
    /// What people looked up and recorded; later ones supersede earlier ones.
    pub lookups: &'a [RecordedLookup],
    /// Reference data.
    pub sources: &'a dyn Sources,
    /// The rule tables.
    pub rules: &'a Rules,
    /// Where ZIPs and cities are.
    pub gazetteer: &'a Gazetteer,
    /// What the directory lists already, this provider left out; `None` where no directory is at hand (offline).
    pub listed: Option<&'a [ListedElsewhere]>,
    /// Fields that the input had no way to say (a roster has no column for malpractice coverage): asked for, they are
    /// `not_checked` instead of missing. Names as in `evidence.field` of `credential.required`.
    pub unasked: &'a [&'a str],
    /// The moment.
    pub now: DateTime<Utc>,
}

/// A provider that the directory lists already: what tells a duplicate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ListedElsewhere {
    /// Which: the directory's own id.
    pub id: String,
    /// Name the public knows.
    pub name: String,
    /// Organization NPI.
    pub organization_npi: Option<String>,
    /// Its places.
    pub places: Vec<ListedPlace>,
    /// Its clinicians.
    pub clinicians: Vec<ListedClinician>,
}

/// Where a listed provider is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ListedPlace {
    /// Street line.
    pub line1: String,
    /// ZIP or ZIP+4.
    pub postal_code: String,
    /// Phone.
    pub phone: String,
}

/// A clinician of a listed provider.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ListedClinician {
    /// Individual NPI.
    pub npi: Option<String>,
    /// Licenses.
    pub licenses: Vec<Credential>,
}

/// Among [`Context::unasked`]: nobody stands behind the places and people, so no check is about the provider.
pub const PROVIDER: &str = "provider";

/// The `location.*` checks alone: whether each place is where it says.
pub fn places(dossier: &Dossier, ctx: &Context<'_>) -> Vec<Finding> {
    let mut placed = Vec::new();
    location::check(&view::View::new(dossier, ctx), &mut placed);
    placed.into_iter().map(|p| p.finding).collect()
}

/// Makes every check that applies, in the order of a report: by subject, then by code.
///
/// Never fails: what cannot be read or asked is a check that says so.
pub fn verify(dossier: &Dossier, ctx: &Context<'_>) -> Vec<Finding> {
    const FAMILIES: [fn(&view::View<'_>, &mut Vec<finding::Placed>); 12] = [
        npi::check,
        license::check,
        dea::check,
        credential::check,
        identity::check,
        exclusion::check,
        scope::check,
        supervision::check,
        rems::check,
        location::check,
        claims::check,
        duplicate::check,
    ];
    let view = view::View::new(dossier, ctx);
    let mut placed = Vec::new();
    for family in FAMILIES {
        family(&view, &mut placed);
    }
    if view.is_unasked(PROVIDER) {
        placed.retain(|p| p.subject != finding::Subject::Provider);
    }
    // Stable: several findings of one code and subject keep the order of the dossier.
    placed.sort_by_key(|p| (p.subject, p.code));
    placed.into_iter().map(|p| p.finding).collect()
}
