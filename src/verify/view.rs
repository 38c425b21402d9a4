//! The dossier as the checks see it: who works where, in which states, offering what.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::Context;
use super::codes::Code;
use super::finding::{Draft, Subject};
use crate::domain::clinical::{Setting, Treatment};
use crate::domain::credential::{Authority, Credential, CredentialKind};
use crate::domain::dossier::{Clinician, Dossier, Location};
use crate::domain::lookup::{LookupKind, RecordedLookup};
use crate::rules::Rules;

/// A dossier, what it is checked against, and the moment.
pub(super) struct View<'a> {
    /// As submitted.
    pub dossier: &'a Dossier,
    /// The same as JSON, for values that the tables name by path; made when one is asked for.
    json: OnceCell<Value>,
    /// What it is checked against.
    pub ctx: &'a Context<'a>,
}

impl<'a> View<'a> {
    /// Looks at a dossier.
    pub fn new(dossier: &'a Dossier, ctx: &'a Context<'a>) -> Self {
        View { dossier, json: OnceCell::new(), ctx }
    }

    /// The moment.
    pub fn now(&self) -> DateTime<Utc> {
        self.ctx.now
    }

    /// The day, UTC.
    pub fn today(&self) -> NaiveDate {
        self.ctx.now.date_naive()
    }

    /// The tables.
    pub fn rules(&self) -> &'a Rules {
        self.ctx.rules
    }

    /// Begins a finding.
    pub fn draft(&self, code: Code, subject: Subject) -> Draft {
        Draft::new(code, subject, self.ctx.now)
    }

    /// Whether a value that the tables name by path is given: not missing, not empty.
    pub fn has(&self, pointer: &str) -> bool {
        let json = self.json.get_or_init(|| serde_json::to_value(self.dossier).unwrap_or(Value::Null));
        match json.pointer(pointer) {
            None | Some(Value::Null) => false,
            Some(Value::String(s)) => !s.trim().is_empty(),
            Some(Value::Array(items)) => !items.is_empty(),
            Some(_) => true,
        }
    }

    /// Whether the input had no way to say this.
    pub fn is_unasked(&self, field: &str) -> bool {
        self.ctx.unasked.contains(&field)
    }

    /// The places where a clinician works. Who names none is taken to work at all of them.
    pub fn places_of(&self, clinician: &'a Clinician) -> impl Iterator<Item = (usize, &'a Location)> {
        let everywhere = clinician.locations.is_empty();
        let places = self.dossier.locations.iter().enumerate();
        places.filter(move |(_, l)| everywhere || clinician.locations.contains(&l.key))
    }

    /// The clinicians who work at a place.
    pub fn people_at(&self, location: &'a Location) -> impl Iterator<Item = (usize, &'a Clinician)> {
        let people = self.dossier.clinicians.iter().enumerate();
        people.filter(|(_, c)| c.locations.is_empty() || c.locations.contains(&location.key))
    }

    /// What is offered where a clinician works.
    pub fn treatments_of(&self, clinician: &'a Clinician) -> Vec<Treatment> {
        distinct(self.places_of(clinician).flat_map(|(_, l)| l.treatments.iter().copied()))
    }

    /// How care is given where a clinician works.
    pub fn settings_of(&self, clinician: &'a Clinician) -> Vec<Setting> {
        distinct(self.places_of(clinician).flat_map(|(_, l)| l.settings.iter().copied()))
    }

    /// The state of a place, as written or as its ZIP has it.
    pub fn state_of(&self, location: &Location) -> Option<String> {
        match location.state.as_deref().map(usps).filter(|s| !s.is_empty()) {
            Some(state) => Some(state),
            None => location.zip5().and_then(|z| self.ctx.gazetteer.zip(z)).map(|z| z.state.to_string()),
        }
    }

    /// States where a clinician sees patients in person.
    pub fn states_in_person(&self, clinician: &'a Clinician) -> BTreeSet<String> {
        let places = self.places_of(clinician).filter(|(_, l)| !l.is_telehealth_only());
        places.filter_map(|(_, l)| self.state_of(l)).collect()
    }

    /// States that a clinician serves by telehealth.
    pub fn states_by_telehealth(&self, clinician: &'a Clinician) -> BTreeSet<String> {
        let remote = self.places_of(clinician).any(|(_, l)| l.settings.contains(&Setting::Telehealth));
        if remote { self.served_states().collect() } else { BTreeSet::new() }
    }

    /// Both.
    pub fn states_of(&self, clinician: &'a Clinician) -> BTreeSet<String> {
        let mut states = self.states_in_person(clinician);
        states.extend(self.states_by_telehealth(clinician));
        states
    }

    /// The states of the whole provider.
    pub fn all_states(&self) -> BTreeSet<String> {
        let places = self.dossier.locations.iter().filter_map(|l| self.state_of(l));
        places.chain(self.served_states()).collect()
    }

    /// The states that the provider says it serves by telehealth.
    pub fn served_states(&self) -> impl Iterator<Item = String> {
        self.dossier.provider.telehealth_states.iter().map(|s| usps(s)).filter(|s| !s.is_empty())
    }

    /// The latest look-up of this kind for this subject or credential. A good one counts only once it was made; a bad one
    /// always: a clock that was set back must not forget a revocation.
    pub fn latest_lookup(
        &self,
        kind: LookupKind,
        subject: &str,
        credential: Option<&str>,
    ) -> Option<&'a RecordedLookup> {
        let counts = |l: &&RecordedLookup| l.looked_at <= self.ctx.now || !l.result.is_good();
        let all = self.ctx.lookups.iter().filter(counts);
        all.filter(|l| l.kind == kind && l.subject == subject)
            .filter(|l| credential.is_none() || l.credential.as_deref() == credential)
            .max_by_key(|l| l.looked_at)
    }
}

/// A two-letter state as tables write it.
pub(super) fn usps(state: &str) -> String {
    state.trim().to_uppercase()
}

/// Each value once, in the order of its first appearance.
fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for value in values {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen
}

/// The credentials of one kind, with their positions.
pub(super) fn of_kind(credentials: &[Credential], kind: CredentialKind) -> impl Iterator<Item = (usize, &Credential)> {
    credentials.iter().enumerate().filter(move |(_, c)| c.kind == kind)
}

/// A license number as it is compared: letters and digits, upper case.
pub(super) fn license_key(number: &str) -> String {
    number.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_uppercase()
}

/// By what right a license lets someone practice; a license without the word is the state's own.
pub(super) fn authority_of(license: &Credential) -> Authority {
    license.authority.unwrap_or(Authority::State)
}

/// `A`, `A and B`, `A, B and C`.
pub(super) fn listed<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> String {
    let items: Vec<S> = items.into_iter().collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => one.as_ref().to_string(),
        [rest @ .., last] => {
            let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", rest.join(", "), last.as_ref())
        }
    }
}
