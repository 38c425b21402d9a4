//! The checks of a listing as the public may read them: what passed and what was not looked at, never what failed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::badge::outcome_at;
use crate::domain::check::{Check, Outcome};
use crate::domain::shown;
use crate::search::Published;

/// One row of `ui.checks`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckRow {
    /// The code with dashes: the last part of the text key `check-{what}`.
    pub what: String,
    /// `checked` or `not_checked`.
    pub word: &'static str,
    /// The public list that was asked, in lower case: the last part of the text key `source-{list}`.
    pub list: Option<&'static str>,
    /// Source and version, of a list only the version; `None` where only the provider's own words were looked at.
    pub source: Option<String>,
    /// When.
    pub date: Option<DateTime<Utc>>,
    /// When it is due again.
    pub next: Option<DateTime<Utc>>,
}

/// The checks of one person or place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckGroup {
    /// Person or place, in words.
    pub who: String,
    /// In the order of the page.
    pub rows: Vec<CheckRow>,
}

/// The codes that are shown, in the order of the page. A code that is not here (what a listing says of itself,
/// duplicates) tells a patient nothing.
const SHOWN: &[&str] = &[
    "npi.registered",
    "npi.name",
    "identity.control",
    "license.present",
    "license.board_status",
    "license.expiry",
    "npi.license",
    "exclusion.leie",
    "exclusion.sam",
    "exclusion.state",
    "dea.registrant",
    "dea.expiry",
    "scope.prescriber",
    "scope.supervision",
    "scope.telehealth",
    "scope.setting",
    "rems.esketamine",
    "credential.required",
    "credential.expiry",
    "location.resolved",
    "location.consistent",
    "location.sentinel",
    "npi.state",
    "npi.taxonomy",
    "npi.entity_type",
    "npi.format",
    "npi.check_digit",
    "license.format",
    "dea.format",
    "dea.check_digit",
    "dea.surname",
];

/// Public lists as reports name them, and the last part of the text key with the name that patients read.
const LISTS: &[(&str, &str)] =
    &[("NPPES", "nppes"), ("LEIE", "leie"), ("SAM", "sam"), ("STATE-EXCLUSIONS", "state"), ("NUCC", "nucc")];

/// So many of the codes above are worth a row in the short table even when they passed.
const IN_SHORT: usize = 17;

/// A row for each kind of check: `checked` only where every single one passed, with the oldest date and the next due.
pub fn in_short(provider: &Published, now: DateTime<Utc>) -> Vec<CheckRow> {
    let mut kinds: BTreeMap<usize, Vec<&Check>> = BTreeMap::new();
    for check in readable(provider, now) {
        kinds.entry(order(&check.code)).or_default().push(check);
    }
    kinds
        .into_iter()
        .filter_map(|(at, checks)| {
            let missing = checks.iter().find(|c| outcome_at(c, now) != Outcome::Pass);
            let oldest = checks.iter().min_by_key(|c| c.checked_at)?;
            let row = row(missing.unwrap_or(oldest), now);
            let next = if row.date.is_some() { checks.iter().filter_map(|c| c.valid_until).min() } else { None };
            (at < IN_SHORT || missing.is_some()).then_some(CheckRow { next, ..row })
        })
        .collect()
}

/// Every check that may be shown, person by person and place by place.
pub fn each(provider: &Published, now: DateTime<Utc>) -> Vec<CheckGroup> {
    let mut subjects: BTreeMap<&str, Vec<&Check>> = BTreeMap::new();
    for check in readable(provider, now) {
        subjects.entry(&check.subject).or_default().push(check);
    }
    subjects
        .into_iter()
        .map(|(subject, mut checks)| {
            checks.sort_by_key(|check| order(&check.code));
            CheckGroup { who: who(provider, subject), rows: checks.into_iter().map(|c| row(c, now)).collect() }
        })
        .collect()
}

fn readable(provider: &Published, now: DateTime<Utc>) -> impl Iterator<Item = &Check> {
    shown::readable(&provider.profile.checks, now).filter(|c| SHOWN.contains(&c.code.as_str()))
}

fn order(code: &str) -> usize {
    SHOWN.iter().position(|shown| *shown == code).unwrap_or(SHOWN.len())
}

fn row(check: &Check, now: DateTime<Utc>) -> CheckRow {
    let passed = outcome_at(check, now) == Outcome::Pass;
    let named = LISTS.iter().find_map(|(name, key)| {
        let version = check.source.strip_prefix(name)?.strip_prefix(' ')?;
        Some((*key, version))
    });
    let (list, source) = named.map_or((None, check.source.as_str()), |(key, version)| (Some(key), version));
    CheckRow {
        what: check.code.replace('.', "-"),
        word: if passed { "checked" } else { "not_checked" },
        list,
        source: (check.source != "dossier").then(|| source.to_string()),
        date: passed.then_some(check.checked_at),
        next: check.valid_until.filter(|_| passed),
    }
}

/// `clinicians/0`, `locations/1`, `provider`, `provider/owners/0` in words. Owners are not named in public.
fn who(provider: &Published, subject: &str) -> String {
    let profile = &provider.profile;
    let mut parts = subject.split('/');
    let (room, index) = (parts.next(), parts.next().and_then(|i| i.parse::<usize>().ok()));
    let named = match (room, index) {
        (Some("clinicians"), Some(i)) => profile.clinicians.get(i).map(|c| c.name.clone()),
        (Some("locations"), Some(i)) => provider.sites.get(i).and_then(|site| {
            let address = &site.address;
            site.offer.name.clone().or_else(|| address.line1.clone()).or_else(|| address.city.clone())
        }),
        _ => None,
    };
    named.unwrap_or_else(|| profile.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dossier::ProviderKind;
    use crate::domain::ids::Id;
    use crate::search::Snapshot;
    use crate::search::listing::{Listing, Profile};
    use chrono::Duration;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::days(20_000)
    }

    fn check(code: &str, subject: &str, outcome: Outcome, days_ago: i64) -> Check {
        Check {
            code: code.into(),
            subject: subject.into(),
            outcome,
            blocking: true,
            detail: String::new(),
            source: "LEIE 2026-11".into(),
            checked_at: now() - Duration::days(days_ago),
            valid_until: Some(now() + Duration::days(30 - days_ago)),
            evidence: Default::default(),
        }
    }

    fn listed(checks: Vec<Check>) -> Snapshot {
        let profile = Profile {
            provider_id: Id::new(),
            slug: "a".into(),
            former_slugs: vec![],
            name: "A".into(),
            kind: ProviderKind::Solo,
            organization_npi: None,
            website: None,
            description: None,
            languages: vec![],
            telehealth_states: vec![],
            clinicians: vec![],
            checks,
            published_at: now(),
            confirmed_at: Some(now()),
            updated_at: now(),
        };
        Snapshot::build(vec![Listing { profile, locations: vec![] }], 1, now())
    }

    #[test]
    fn a_kind_of_check_is_as_good_as_its_worst_and_as_old_as_its_oldest() {
        let snapshot = listed(vec![
            check("exclusion.leie", "clinicians/0", Outcome::Pass, 3),
            check("exclusion.leie", "clinicians/1", Outcome::Pass, 9),
            check("npi.registered", "clinicians/0", Outcome::Pass, 1),
            check("npi.registered", "clinicians/1", Outcome::NotChecked, 1),
        ]);
        let rows = in_short(snapshot.providers().next().expect("one is listed"), now());
        let seen: Vec<_> = rows.iter().map(|r| (r.what.as_str(), r.word, r.date)).collect();
        assert_eq!(
            seen,
            [("npi-registered", "not_checked", None), ("exclusion-leie", "checked", Some(now() - Duration::days(9))),]
        );
        assert_eq!(rows[1].next, Some(now() + Duration::days(21)));
    }

    #[test]
    fn a_pass_past_its_date_reads_not_checked() {
        let snapshot = listed(vec![check("license.expiry", "clinicians/0", Outcome::Pass, 31)]);
        assert_eq!(each(snapshot.providers().next().expect("one is listed"), now())[0].rows[0].word, "not_checked");
    }

    #[test]
    fn while_a_listing_is_rechecked_no_row_tells_which_check_it_was() {
        let snapshot = listed(vec![
            check("npi.registered", "clinicians/0", Outcome::Pass, 1),
            check("exclusion.leie", "clinicians/0", Outcome::Fail, 1),
        ]);
        let provider = snapshot.providers().next().expect("one is listed");
        assert!(in_short(provider, now()).is_empty() && each(provider, now()).is_empty());
    }
}
