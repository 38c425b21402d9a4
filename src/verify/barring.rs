//! What keeps a listing from being shown unchecked: somebody excluded, or a deactivated NPI.

use chrono::{DateTime, Utc};

use super::view::View;
use super::{Context, exclusion, npi};
use crate::domain::check::{Finding, Outcome};
use crate::domain::dossier::Dossier;
use crate::geo::Gazetteer;
use crate::rules::Rules;
use crate::sources::{SourceError, Sources};

/// The findings that a listing which nobody checks is still asked for: what hides a listing at once, and a `probable` hit
/// on an exclusion list. Empty where nothing is known against it, which is not a pass.
///
/// Left out are questions (`review`), and an NPI that the registry does not have, which may be a slip: nobody is there to ask.
///
/// # Errors
/// A source could not be asked: nobody may be taken for clean then.
pub fn barring(
    dossier: &Dossier,
    sources: &dyn Sources,
    rules: &Rules,
    now: DateTime<Utc>,
) -> Result<Vec<Finding>, SourceError> {
    let gazetteer = Gazetteer::get();
    let ctx = Context { lookups: &[], sources, rules, gazetteer, listed: None, unasked: &[], now };
    let view = View::new(dossier, &ctx);
    let mut placed = Vec::new();
    npi::check(&view, &mut placed);
    exclusion::check(&view, &mut placed);
    if let Some(unasked) = placed.iter().find(|p| p.finding.check.outcome == Outcome::Error) {
        return Err(SourceError(unasked.finding.check.detail.clone()));
    }
    let excluded = |f: &Finding| f.check.code.starts_with("exclusion.") && f.check.outcome == Outcome::Fail;
    Ok(placed.into_iter().map(|p| p.finding).filter(|f| f.check.is_final() || excluded(f)).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sources::memory::MemorySources;
    use crate::sources::{ListName, Listed, LoadedSource, NppesRecord};

    /// A list that cannot be read.
    struct Broken(MemorySources);

    impl Sources for Broken {
        fn loaded(&self, list: ListName) -> Result<Option<LoadedSource>, SourceError> {
            self.0.loaded(list)
        }

        fn loaded_state_list(&self, state: &str) -> Result<Option<LoadedSource>, SourceError> {
            self.0.loaded_state_list(state)
        }

        fn nppes(&self, npi: &str) -> Result<Option<std::sync::Arc<NppesRecord>>, SourceError> {
            self.0.nppes(npi)
        }

        fn exclusions_by_npi(&self, _: ListName, _: &str) -> Result<Vec<Listed>, SourceError> {
            Err(SourceError("the disk is gone".into()))
        }

        fn exclusions_by_key(&self, list: ListName, keys: &[String]) -> Result<Vec<Listed>, SourceError> {
            self.0.exclusions_by_key(list, keys)
        }
    }

    #[test]
    fn where_a_list_cannot_be_asked_nobody_is_taken_for_clean() {
        let dossier: Dossier = serde_json::from_value(json!({
            "provider": { "name": "Harbor Ketamine", "kind": "clinic", "organization_npi": "2000000002" },
            "locations": [{ "key": "1", "city": "Portland", "state": "OR", "postal_code": "97202" }],
        }))
        .expect("a dossier");
        let asked = |sources: &dyn Sources| barring(&dossier, sources, Rules::builtin(), DateTime::UNIX_EPOCH);
        assert_eq!(asked(&MemorySources::default()).map(|found| found.len()).ok(), Some(0));
        let refused = asked(&Broken(MemorySources::default())).expect_err("was not asked");
        assert!(refused.to_string().contains("the disk is gone"), "{refused}");
    }
}
