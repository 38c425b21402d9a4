//! `scope.supervision`: who works under somebody, and whether that somebody is who they should be.
//!
//! A supervisor passes only when active in the registry, in the same state, not excluded, confirmed, and not in a loop.
//! That they agreed is confirmed by a person: an identity look-up recorded for `clinicians/N/supervisor`.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::Code;
use super::finding::{Draft, Placed, Subject};
use super::view::{View, listed, of_kind, usps};
use crate::domain::check::Outcome;
use crate::domain::credential::{CredentialKind, Profession};
use crate::domain::dossier::{Clinician, Location};
use crate::domain::lookup::{LookupKind, LookupResult};
use crate::domain::numbers::npi_fault;
use crate::rules::{NurseRule, Supervision};
use crate::sources::{ListName, RegistryAnswer, SourceError};

/// Supervision of every clinician whose profession has any, or who names a supervisor.
pub(super) fn check(view: &View<'_>, out: &mut Vec<Placed>) {
    let on_lists = on_lists(out);
    for (i, clinician) in view.dossier.clinicians.iter().enumerate() {
        let person = Person { view, index: i, clinician, on_lists: &on_lists };
        let rule = view.rules().scope.of(clinician.profession).supervision;
        let named = supervisor_npi(clinician).is_some();
        match rule {
            Supervision::None if !named => {}
            Supervision::None => out.push(person.supervisor_only()),
            Supervision::Always => out.push(person.supervisor_only()),
            Supervision::Order => out.extend(person.on_order()),
            Supervision::ByState => out.push(person.by_state()),
        }
    }
}

/// Clinicians of this dossier whom an exclusion list may mean, by position; whether the list surely does.
fn on_lists(findings: &[Placed]) -> BTreeMap<usize, bool> {
    let mut found = BTreeMap::new();
    for placed in findings {
        let Subject::Clinician(i) = placed.subject else { continue };
        let check = &placed.finding.check;
        let is_list = matches!(placed.code, Code::ExclusionLeie | Code::ExclusionSam | Code::ExclusionState);
        if is_list && matches!(check.outcome, Outcome::Fail | Outcome::Review) {
            *found.entry(i).or_insert(false) |= check.is_final();
        }
    }
    found
}

fn supervisor_npi(clinician: &Clinician) -> Option<&str> {
    clinician.supervisor_npi.as_deref().map(str::trim).filter(|n| !n.is_empty())
}

/// One supervised person.
struct Person<'v, 'a> {
    view: &'v View<'a>,
    index: usize,
    clinician: &'a Clinician,
    on_lists: &'v BTreeMap<usize, bool>,
}

/// Where a supervisor's NPI must not stand, as a sentence calls it.
const LISTS: [(ListName, &str); 3] = [
    (ListName::Leie, "the federal exclusion list"),
    (ListName::Sam, "the exclusion list of federal awards"),
    (ListName::StateExclusions, "a state's exclusion list"),
];

/// What is known of a named supervisor.
enum Standing {
    Fits,
    Open(Outcome, String),
    /// Nothing is left but to ask them.
    Unasked,
    Fails(String),
}

impl Person<'_, '_> {
    fn draft(&self) -> Draft {
        let mut draft = self.view.draft(Code::ScopeSupervision, Subject::Clinician(self.index)).saw_all(&[
            "profession",
            "npi",
            "supervisor_npi",
            "locations",
            "credentials",
        ]);
        for (i, _) in self.view.places_of(self.clinician) {
            draft = draft.saw_at(format!("/locations/{i}/state"));
        }
        if let Some((i, _)) = supervisor_npi(self.clinician).and_then(|npi| self.colleague(npi)) {
            for field in ["first_name", "last_name", "credentials"] {
                draft = draft.saw_at(format!("/clinicians/{i}/{field}"));
            }
        }
        draft
    }

    /// The supervisor, where they are a clinician of this dossier.
    fn colleague(&self, npi: &str) -> Option<(usize, &'_ Clinician)> {
        let mut people = self.view.dossier.clinicians.iter().enumerate();
        people.find(|(_, c)| c.npi.as_deref().map(str::trim) == Some(npi))
    }

    fn judge(&self, standing: Standing, good: &str) -> Placed {
        match standing {
            Standing::Fits => self.draft().pass(good),
            Standing::Open(outcome, detail) => self.draft().says(outcome, detail),
            Standing::Unasked => {
                // Anybody's NPI can be named as a supervisor's: until they answer, a person asks.
                let draft = self.draft().note("supervisor", "unconfirmed");
                draft.review("The supervisor has not confirmed yet: a person asks them.")
            }
            Standing::Fails(detail) => self.draft().fail(detail),
        }
    }

    /// Who always works under a named person, and who names one without need.
    fn supervisor_only(&self) -> Placed {
        match supervisor_npi(self.clinician) {
            None if self.view.is_unasked("supervisor_npi") => self
                .draft()
                .not_checked("This profession works under supervision, and this kind of input names no supervisor."),
            None => self.draft().fail("This profession works under supervision, and no supervisor is named."),
            Some(npi) => self.judge(
                self.standing(npi, &self.view.states_of(self.clinician)),
                "The supervisor is active, in the same state, not excluded, and has confirmed.",
            ),
        }
    }

    /// Nurses and assistants give medicine on the order of a prescriber at the same place.
    fn on_order(&self) -> Option<Placed> {
        if self.view.is_unasked("treatments") {
            return Some(
                self.draft()
                    .not_checked("This kind of input does not say where medicine is given and who prescribes it."),
            );
        }
        let gives = |l: &Location| l.treatments.iter().any(|t| t.is_medicine());
        let mut places = self.view.places_of(self.clinician).filter(|(_, l)| gives(l)).peekable();
        places.peek()?;
        if places.all(|(_, l)| super::scope::has_prescriber(self.view, l)) {
            return Some(self.draft().pass("A prescriber works wherever this person gives medicine."));
        }
        let good = "The ordering prescriber is active, in the same state, not excluded, and has confirmed.";
        Some(match supervisor_npi(self.clinician) {
            Some(npi) => self.judge(self.standing(npi, &self.view.states_of(self.clinician)), good),
            None => self.draft().fail(
                "This profession gives medicine on a prescriber's order, and no prescriber works at the place or is named.",
            ),
        })
    }

    /// Independence, an agreement or supervision, as the state asks.
    fn by_state(&self) -> Placed {
        let holds = |kind: CredentialKind, state: &str| {
            of_kind(&self.clinician.credentials, kind)
                .any(|(_, c)| c.state.as_deref().is_none_or(|s| usps(s) == state || s.trim().is_empty()))
        };
        let states = self.view.states_of(self.clinician);
        let dependent: Vec<String> = states
            .iter()
            .filter(|s| !holds(CredentialKind::AutonomousPractice, s) && !self.is_independent_in(s))
            .cloned()
            .collect();
        if dependent.is_empty() && !states.is_empty() {
            return self.draft().pass("This person may practice without supervision in every state of the listing.");
        }
        let names = listed(dependent.iter().map(|s| self.view.rules().states.name(s)));
        if let Some(npi) = supervisor_npi(self.clinician) {
            let lacking = dependent.iter().any(|s| !holds(CredentialKind::CollaborationAgreement, s));
            let needed: BTreeSet<String> = dependent.iter().cloned().collect();
            return match self.standing(npi, &needed) {
                Standing::Fits if lacking => {
                    self.draft().review(format!("A supervisor is named, but no collaboration agreement for {names}."))
                }
                standing => self.judge(
                    standing,
                    "The agreement's other party is active, in the same state, not excluded, and has confirmed.",
                ),
            };
        }
        if self.view.is_unasked("collaboration_agreement") {
            return self
                .draft()
                .not_checked("This kind of input cannot say whether there is an agreement or evidence of autonomy.");
        }
        self.draft().review(format!(
            "Whether {} needs an agreement or supervision is not confirmed, and neither these nor evidence of autonomy is complete.",
            if names.is_empty() { "the state".to_string() } else { names }
        ))
    }

    /// Only nurse practitioners stand in the table, and only states on which every list agrees.
    fn is_independent_in(&self, state: &str) -> bool {
        self.clinician.profession == Profession::Np
            && self.view.rules().states.get(state).is_some_and(|s| s.nurse_practice == NurseRule::Independent)
    }

    /// Judges the named supervisor, who has to be known in each of these states.
    fn standing(&self, npi: &str, states: &BTreeSet<String>) -> Standing {
        if npi_fault(npi).is_some() {
            return Standing::Fails("The supervisor's NPI is not well formed.".into());
        }
        if self.is_in_a_loop(npi) {
            return Standing::Fails("The supervision goes round in a circle.".into());
        }
        let registry = match self.registered(npi, states) {
            Ok(standing) => standing,
            Err(e) => return Standing::Open(Outcome::Error, format!("The supervisor could not be looked up: {e}.")),
        };
        if let Standing::Fails(_) = registry {
            return registry;
        }
        for (list, name) in LISTS {
            match self.view.ctx.sources.exclusions_by_npi(list, npi) {
                Ok(rows) if rows.iter().any(|r| r.reinstated_on.is_none_or(|day| day > self.view.today())) => {
                    return Standing::Fails(format!("The supervisor is on {name}."));
                }
                Ok(_) => {}
                Err(e) => {
                    return Standing::Open(Outcome::Error, format!("The supervisor could not be looked up: {e}."));
                }
            }
        }
        // By name as well, where the supervisor works here: few rows of a list have an NPI.
        match self.colleague(npi).and_then(|(i, _)| self.on_lists.get(&i)) {
            Some(true) => return Standing::Fails("The supervisor is on an exclusion list.".into()),
            Some(false) => {
                return Standing::Open(
                    Outcome::Review,
                    "An exclusion list may mean the supervisor: see their own checks.".into(),
                );
            }
            None => {}
        }
        if let Standing::Open(..) = registry {
            return registry;
        }
        if self.list_is_open() {
            return Standing::Open(
                Outcome::NotChecked,
                "The federal exclusion list loaded here cannot clear the supervisor.".into(),
            );
        }
        self.confirmed()
    }

    /// Follows the supervisors named in this dossier.
    fn is_in_a_loop(&self, npi: &str) -> bool {
        let mut seen = BTreeSet::new();
        seen.extend(self.clinician.npi.as_deref().map(str::trim));
        let mut next = Some(npi);
        while let Some(npi) = next {
            if !seen.insert(npi) {
                return true;
            }
            let person = self.view.dossier.clinicians.iter().find(|c| c.npi.as_deref().map(str::trim) == Some(npi));
            next = person.and_then(supervisor_npi);
        }
        false
    }

    /// Active, of a profession that may supervise, known in a state of the supervised.
    fn registered(&self, npi: &str, states: &BTreeSet<String>) -> Result<Standing, SourceError> {
        let not_loaded =
            || Standing::Open(Outcome::NotChecked, "The supervisor is not in the registry data loaded here.".into());
        let (loaded, record) = match self.view.ctx.sources.registry(npi)? {
            RegistryAnswer::Found(loaded, record) => (loaded, record),
            RegistryAnswer::NotFound(loaded) if loaded.complete && loaded.in_date(self.view.today()) => {
                return Ok(Standing::Fails("The supervisor's NPI is not in the national registry.".into()));
            }
            RegistryAnswer::NotFound(_) | RegistryAnswer::NotListed(_) | RegistryAnswer::NotLoaded => {
                return Ok(not_loaded());
            }
        };
        if record.is_deactivated() {
            return Ok(Standing::Fails("The supervisor's NPI is deactivated.".into()));
        }
        let rules = self.view.rules();
        let allowed = &rules.scope.of(self.clinician.profession).supervisors;
        let suits = |p: &Profession| {
            allowed.contains(&rules.scope.of(*p).class)
                && record.taxonomies.iter().any(|t| rules.taxonomy.suits(*p, &t.code))
        };
        if !Profession::ALL.iter().any(suits) {
            return Ok(Standing::Open(
                Outcome::Review,
                "The supervisor's specialty in the registry is not one that may supervise this profession.".into(),
            ));
        }
        let here = self.colleague(npi).map(|(_, c)| of_kind(&c.credentials, CredentialKind::StateLicense));
        let held: BTreeSet<String> = std::iter::once(record.practice.state.as_str())
            .chain(record.taxonomies.iter().map(|t| t.license_state.as_str()))
            .chain(here.into_iter().flatten().filter_map(|(_, license)| license.state.as_deref()))
            .map(usps)
            .collect();
        let lacking = listed(states.difference(&held).map(|s| rules.states.name(s)));
        if states.is_empty() || !lacking.is_empty() {
            let place = if lacking.is_empty() { "a state of the listing" } else { &lacking };
            return Ok(Standing::Open(
                Outcome::Review,
                format!("The registry does not have the supervisor in {place}."),
            ));
        }
        if !loaded.in_date(self.view.today()) {
            return Ok(Standing::Open(
                Outcome::Stale,
                "The registry loaded here is too old to say that the supervisor is active.".into(),
            ));
        }
        Ok(Standing::Fits)
    }

    fn list_is_open(&self) -> bool {
        let loaded = self.view.ctx.sources.loaded(ListName::Leie);
        !matches!(loaded, Ok(Some(l)) if l.complete && l.in_date(self.view.today()))
    }

    fn confirmed(&self) -> Standing {
        let subject = format!("{}/supervisor", Subject::Clinician(self.index));
        match self.view.latest_lookup(LookupKind::IdentityControl, &subject, None).map(|l| l.result) {
            Some(LookupResult::Confirmed) => Standing::Fits,
            Some(LookupResult::Denied) => {
                Standing::Fails("The supervisor named says that they do not supervise this person.".into())
            }
            _ => Standing::Unasked,
        }
    }
}
