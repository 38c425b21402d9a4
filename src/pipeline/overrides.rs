//! Override memory at work: whom an override is about, and what a finding says with the overrides in force.
//!
//! An override belongs to one organization. It is found again by what it is about, never by a place in the dossier: a
//! person who moves up in the list of clinicians keeps theirs, and whoever takes the old place does not get it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::domain::check::{Check, Finding, Hit, Outcome, Tier};
use crate::domain::evidence::canonical;
use crate::domain::numbers::npi_fault;
use crate::domain::overrides::{Matter, Memory, People, people_to_clear, settle_failure, settle_hits};
use crate::keys::{Keys, sha256_hex};
use crate::rules::{OverrideBy, Rules};

use super::dossier::{OpenDossier, value_hash};

/// What the identity fields are, by whom a list is asked about.
const IDENTITY: &[(&str, &[&str])] = &[
    ("provider", &["name", "legal_name", "dba_names", "organization_npi"]),
    ("clinicians", &["npi", "first_name", "middle_name", "last_name", "former_last_names", "date_of_birth"]),
    ("owners", &["first_name", "last_name", "date_of_birth"]),
];

/// A hit as it is kept with the evidence, sealed, for the review page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptHit {
    /// Names the list's row.
    pub row_hash: String,
    /// How sure.
    pub tier: Tier,
    /// A waiver covers every state of practice.
    pub waived: bool,
    /// What the check says of it.
    pub detail: String,
    /// How name, NPI and birth date compare.
    pub words: Map<String, Value>,
}

impl From<&Hit> for KeptHit {
    fn from(hit: &Hit) -> Self {
        KeptHit {
            row_hash: hit.row_hash.clone(),
            tier: hit.tier,
            waived: hit.waived,
            detail: hit.verdict.detail.clone(),
            words: hit.verdict.evidence.clone(),
        }
    }
}

/// Whom a hit on a list is about: a keyed hash of the identity fields, the same wherever in the dossier they stand.
///
/// `None` where the dossier names two whom these fields do not tell apart: what was found out about one must not serve
/// the other. A valid NPI names one person however often it is given.
fn identity_hash(keys: &Keys, open: &OpenDossier, subject: &str) -> Option<String> {
    let kind = subject.split('/').next()?;
    let (_, fields) = IDENTITY.iter().find(|(of, _)| *of == kind)?;
    let at = super::verify::look_ups::subject_pointer(subject);
    let of = |one: &Value| -> Value {
        let named = fields.iter().filter_map(|f| Some((f.to_string(), one.get(*f)?.clone())));
        Value::Object(named.collect())
    };
    let own = open.value.pointer(&at).map(of)?;
    let npi = own.get("npi").and_then(Value::as_str);
    if npi.is_none_or(|npi| npi_fault(npi).is_some())
        && let Some((list, _)) = at.rsplit_once('/')
        && let Some(all) = open.value.pointer(list).and_then(Value::as_array)
    {
        let bytes = |one: &Value| canonical(one, &[String::new()]);
        if all.iter().filter(|one| bytes(&of(one)) == bytes(&own)).count() > 1 {
            return None;
        }
    }
    let who = json!({ "organization": open.organization_id, "kind": kind, "identity": own });
    Some(value_hash(keys, &json!({ "override": who }), &["/override".to_string()]))
}

/// What a failed check is about: the values that it compared, in this organization.
fn values_hash(keys: &Keys, open: &OpenDossier, looked_at: &[String]) -> String {
    let what = json!({ "organization": open.organization_id, "values": value_hash(keys, &open.value, looked_at) });
    value_hash(keys, &json!({ "override": what }), &["/override".to_string()])
}

/// Names what a check found: another finding is another matter.
pub(super) fn found_hash(check: &Check) -> String {
    sha256_hex(json!([check.detail, check.evidence]).to_string().as_bytes())
}

/// Whom or what an override of this check would be about. `None`: the check is nobody's to override, or the dossier
/// does not tell people apart.
pub(super) fn about_hash(
    rules: &Rules,
    keys: &Keys,
    open: &OpenDossier,
    check: &Check,
    looked_at: &[String],
) -> Option<String> {
    match rules.overrides.of(&check.code) {
        OverrideBy::Row => identity_hash(keys, open, &check.subject),
        OverrideBy::TwoPeople => Some(values_hash(keys, open, looked_at)),
        OverrideBy::Evidence => None,
    }
}

/// The matter of one row of a list.
pub(super) fn row_matter(check: &Check, about_hash: &str, row_hash: &str) -> Matter {
    Matter { code: check.code.clone(), about_hash: about_hash.to_string(), row_hash: row_hash.to_string() }
}

/// The matter of a failure. `None` where it is nobody's to override.
pub(super) fn failure_matter(rules: &Rules, check: &Check, about_hash: &str) -> Option<Matter> {
    let may = rules.overrides.of(&check.code) == OverrideBy::TwoPeople;
    (may && check.outcome == Outcome::Fail && !check.is_final()).then(|| Matter {
        code: check.code.clone(),
        about_hash: about_hash.to_string(),
        row_hash: found_hash(check),
    })
}

/// Lets the overrides in force speak.
pub(super) fn settle(rules: &Rules, keys: &Keys, open: &OpenDossier, finding: &mut Finding, memory: &Memory<'_>) {
    let nothing_to_settle = finding.hits.is_empty() && finding.check.outcome != Outcome::Fail;
    if nothing_to_settle {
        return;
    }
    let Some(about) = about_hash(rules, keys, open, &finding.check, &finding.looked_at) else { return };
    if let Some(matter) = failure_matter(rules, &finding.check, &about) {
        if let Some(until) = memory.covers(&matter, People::Two) {
            settle_failure(finding, until);
        }
        return;
    }
    let check = finding.check.clone();
    let covered = |hit: &Hit| -> Option<DateTime<Utc>> {
        let needed = people_to_clear(hit.tier, hit.waived)?;
        memory.covers(&row_matter(&check, &about, &hit.row_hash), needed)
    };
    settle_hits(finding, covered);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dossier::Dossier;

    fn open(value: Value) -> OpenDossier {
        let dossier: Dossier = serde_json::from_value(value.clone()).expect("a dossier");
        OpenDossier { id: "d".into(), organization_id: "o".into(), version: 1, dossier, value }
    }

    fn clinic(clinicians: Value) -> Value {
        json!({ "provider": { "name": "A", "kind": "clinic" }, "locations": [], "clinicians": clinicians })
    }

    fn keys() -> Keys {
        Keys::from_bytes([7; 32])
    }

    #[test]
    fn a_person_keeps_their_hash_wherever_they_stand_and_nobody_else_gets_it() {
        let ann = json!({ "first_name": "Ann", "last_name": "Lee", "profession": "md", "date_of_birth": "1970-01-01" });
        let bob = json!({ "first_name": "Bob", "last_name": "Ray", "profession": "md", "date_of_birth": "1980-01-01" });
        let (one, two) = (open(clinic(json!([ann, bob]))), open(clinic(json!([bob, ann]))));
        let hash = |of: &OpenDossier, subject: &str| identity_hash(&keys(), of, subject).expect("one person");
        assert_eq!(hash(&one, "clinicians/0"), hash(&two, "clinicians/1"));
        assert_ne!(hash(&one, "clinicians/0"), hash(&two, "clinicians/0"));
        let elsewhere = OpenDossier { organization_id: "another".into(), ..one.clone() };
        assert_ne!(hash(&one, "clinicians/0"), hash(&elsewhere, "clinicians/0"));
        assert!(!hash(&one, "clinicians/0").contains("1970"));
    }

    #[test]
    fn every_identity_field_makes_another_person_and_other_fields_do_not() {
        let ann = json!({ "npi": "2000000010", "first_name": "Ann", "middle_name": "B", "last_name": "Lee",
                          "former_last_names": ["Roe"], "date_of_birth": "1970-01-01", "profession": "md" });
        let hash = |person: &Value| identity_hash(&keys(), &open(clinic(json!([person]))), "clinicians/0");
        let before = hash(&ann);
        for (_, fields) in IDENTITY.iter().filter(|(kind, _)| *kind == "clinicians") {
            for field in *fields {
                let mut other = ann.clone();
                other.as_object_mut().expect("an object").remove(*field);
                if serde_json::from_value::<Dossier>(clinic(json!([other]))).is_ok() {
                    assert_ne!(hash(&other), before, "{field}");
                }
            }
        }
        let mut moved = ann.clone();
        moved["locations"] = json!(["elsewhere"]);
        assert_eq!(hash(&moved), before);
    }

    #[test]
    fn two_whom_the_dossier_does_not_tell_apart_have_no_hash() {
        let john = json!({ "first_name": "John", "last_name": "Smith", "profession": "md" });
        assert!(identity_hash(&keys(), &open(clinic(json!([john]))), "clinicians/0").is_some());
        assert_eq!(identity_hash(&keys(), &open(clinic(json!([john, john]))), "clinicians/0"), None);
        let mut named = john.clone();
        named["npi"] = json!("2000000010");
        assert!(identity_hash(&keys(), &open(clinic(json!([named, john]))), "clinicians/1").is_some());
        assert!(identity_hash(&keys(), &open(clinic(json!([named, named]))), "clinicians/1").is_some());
    }
}
