//! `scope.supervision`: who works under somebody, and whether that somebody is who they should be.
//!
//! A supervisor passes only when active in the registry, in the same state, not excluded, confirmed, and not in a loop.
//! That they agreed is confirmed by a person: an identity look-up recorded for `clinicians/N/supervisor`.

use std::collections::BTreeSet;

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
    for (i, clinician) in view.dossier.clinicians.iter().enumerate() {
        let person = Person { view, index: i, clinician };
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

fn supervisor_npi(clinician: &Clinician) -> Option<&str> {
    clinician.supervisor_npi.as_deref().map(str::trim).filter(|n| !n.is_empty())
}

/// One supervised person.
struct Person<'v, 'a> {
    view: &'v View<'a>,
    index: usize,
    clinician: &'a Clinician,
}

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
        draft
    }

    fn judge(&self, standing: Standing, good: &str) -> Placed {
        match standing {
            Standing::Fits => self.draft().pass(good),
            Standing::Open(outcome, detail) => self.draft().says(outcome, detail),
            Standing::Unasked => {
                self.draft().note("supervisor", "unconfirmed").not_checked("The supervisor has not confirmed yet.")
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
                self.standing(npi),
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
            Some(npi) => self.judge(self.standing(npi), good),
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
            return match self.standing(npi) {
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

    /// Judges the named supervisor.
    fn standing(&self, npi: &str) -> Standing {
        if npi_fault(npi).is_some() {
            return Standing::Fails("The supervisor's NPI is not well formed.".into());
        }
        if self.is_in_a_loop(npi) {
            return Standing::Fails("The supervision goes round in a circle.".into());
        }
        let registry = match self.registered(npi) {
            Ok(standing) => standing,
            Err(e) => return Standing::Open(Outcome::Error, format!("The supervisor could not be looked up: {e}.")),
        };
        if let Standing::Fails(_) = registry {
            return registry;
        }
        match self.view.ctx.sources.exclusions_by_npi(ListName::Leie, npi) {
            Ok(rows) if rows.iter().any(|r| r.reinstated_on.is_none_or(|day| day > self.view.today())) => {
                return Standing::Fails("The supervisor is on the federal exclusion list.".into());
            }
            Ok(_) => {}
            Err(e) => return Standing::Open(Outcome::Error, format!("The supervisor could not be looked up: {e}.")),
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
    fn registered(&self, npi: &str) -> Result<Standing, SourceError> {
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
        let held: BTreeSet<String> = std::iter::once(&record.practice.state)
            .chain(record.taxonomies.iter().map(|t| &t.license_state))
            .map(|s| usps(s))
            .collect();
        if self.view.states_of(self.clinician).is_disjoint(&held) {
            return Ok(Standing::Open(
                Outcome::Review,
                "The registry does not have the supervisor in a state of the listing.".into(),
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
