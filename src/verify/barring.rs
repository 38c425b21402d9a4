//! What keeps a listing from being shown unchecked: somebody excluded, or a deactivated NPI.

use chrono::{DateTime, Utc};

use super::view::View;
use super::{Context, exclusion, npi};
use crate::domain::check::{Finding, Outcome};
use crate::domain::dossier::Dossier;
use crate::geo::Gazetteer;
use crate::rules::Rules;
use crate::sources::Sources;

/// The findings that a listing which nobody checks is still asked for: what hides a listing at once, and a `probable` hit
/// on an exclusion list. Empty where nothing is known against it, which is not a pass.
///
/// Left out are questions (`review`), and an NPI that the registry does not have, which may be a slip: nobody is there to ask.
pub fn barring(dossier: &Dossier, sources: &dyn Sources, rules: &Rules, now: DateTime<Utc>) -> Vec<Finding> {
    let gazetteer = Gazetteer::get();
    let ctx = Context { lookups: &[], sources, rules, gazetteer, listed: None, unasked: &[], now };
    let view = View::new(dossier, &ctx);
    let mut placed = Vec::new();
    npi::check(&view, &mut placed);
    exclusion::check(&view, &mut placed);
    let excluded = |f: &Finding| f.check.code.starts_with("exclusion.") && f.check.outcome == Outcome::Fail;
    placed.into_iter().map(|p| p.finding).filter(|f| f.check.is_final() || excluded(f)).collect()
}
