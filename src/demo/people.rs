//! Invented clinicians with everything that their profession needs.

use std::collections::BTreeSet;

use chrono::{Duration, NaiveDate};

use crate::domain::credential::{Credential, CredentialKind, DeaBasis, Profession};
use crate::domain::dossier::{Clinician, Owner};
use crate::rules::{DeaKind, NurseRule, OwnRegistration, Rules, Supervision};

use super::numbers::{self, Numbers};
use super::random::Random;
use super::words::Words;

/// Makes people, each with a name and numbers of their own.
pub struct Cast {
    /// The one source of chance.
    pub random: Random,
    /// Numbers handed out so far.
    pub numbers: Numbers,
    taken: BTreeSet<(String, String)>,
    rules: &'static Rules,
    today: NaiveDate,
}

/// Where and how a person works.
pub struct Role<'a> {
    /// What they are.
    pub profession: Profession,
    /// Whether they prescribe.
    pub prescribes: bool,
    /// States in which they treat, the first is home.
    pub states: &'a [&'a str],
    /// Keys of their places.
    pub places: &'a [&'a str],
    /// Holds an ACLS card.
    pub acls: bool,
}

impl Cast {
    /// An empty stage on a day, under these rules.
    pub fn new(seed: u64, rules: &'static Rules, today: NaiveDate) -> Self {
        Cast { random: Random::new(seed), numbers: Numbers::default(), taken: BTreeSet::new(), rules, today }
    }

    /// The day.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// A given and a family name that nobody has yet.
    pub fn name(&mut self) -> (String, String) {
        let words = Words::get();
        loop {
            let name = (self.random.pick(&words.given).clone(), self.random.pick(&words.family).clone());
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }

    /// Somebody between 32 and 68 years old.
    pub fn birth_date(&mut self) -> NaiveDate {
        self.today - Duration::days(self.random.between(32 * 365, 68 * 365))
    }

    /// An owner who treats nobody.
    pub fn owner(&mut self) -> Owner {
        let (first_name, last_name) = self.name();
        Owner { first_name, last_name, date_of_birth: Some(self.birth_date()) }
    }

    /// A clinician whose papers are in order.
    pub fn clinician(&mut self, role: &Role<'_>) -> Clinician {
        let (first_name, last_name) = self.name();
        let middle = self.random.percent(30).then(|| self.random.pick(&Words::get().given).clone());
        let former = self.random.percent(10).then(|| self.random.pick(&Words::get().family).clone());
        let mut credentials: Vec<Credential> = role.states.iter().map(|s| self.license(role.profession, s)).collect();
        credentials.extend(self.registrations(role, &last_name));
        credentials.extend(self.certificate(role.profession));
        credentials.extend(self.autonomy(role));
        credentials.push(self.insurance());
        if role.acls {
            credentials.push(self.dated(CredentialKind::Acls, 700));
        }
        Clinician {
            first_name,
            middle_name: middle,
            last_name,
            former_last_names: former.into_iter().collect(),
            date_of_birth: Some(self.birth_date()),
            profession: role.profession,
            npi: Some(self.numbers.npi()),
            prescribes: role.prescribes,
            supervisor_npi: None,
            locations: role.places.iter().map(|p| (*p).to_owned()).collect(),
            credentials,
        }
    }

    /// A physician who works elsewhere and supervises; known to the registry alone.
    pub fn supervisor(&mut self, state: &str) -> Clinician {
        self.clinician(&Role {
            profession: Profession::Md,
            prescribes: true,
            states: &[state],
            places: &[],
            acls: false,
        })
    }

    fn license(&mut self, profession: Profession, state: &str) -> Credential {
        let letters = match profession {
            Profession::Md | Profession::Do => "",
            Profession::Np | Profession::Cns | Profession::Crna => "AP",
            Profession::Rn => "RN",
            Profession::Pa | Profession::Aa => "PA",
            Profession::Psychologist => "PY",
            Profession::Lcsw | Profession::Lpc | Profession::Lmft | Profession::Associate => "LC",
        };
        let issued = self.today - Duration::days(self.random.between(900, 6000));
        Credential {
            number: Some(self.numbers.license(letters)),
            state: Some(state.to_owned()),
            issued_on: Some(issued),
            ..self.dated(CredentialKind::StateLicense, 720)
        }
    }

    fn registrations(&mut self, role: &Role<'_>, surname: &str) -> Vec<Credential> {
        let letter = match self.rules.scope.of(role.profession).dea {
            DeaKind::MidLevel => 'M',
            DeaKind::Practitioner => *self.random.pick(&['B', 'F', 'F', 'G']),
            _ => return Vec::new(),
        };
        if !role.prescribes {
            return Vec::new();
        }
        let dea = Credential {
            number: Some(numbers::dea(&mut self.random, letter, surname)),
            basis: Some(DeaBasis::Own),
            ..self.dated(CredentialKind::Dea, 1000)
        };
        let states = &self.rules.states;
        let listed = |s: &&&str| states.get(s).is_some_and(|r| r.own_drug_registration == OwnRegistration::Listed);
        let own: Vec<&str> = role.states.iter().filter(listed).copied().collect();
        let mut all = vec![dea];
        for state in own {
            let number = Some(self.numbers.license("CS"));
            all.push(Credential { number, state: Some(state.to_owned()), ..self.dated(CredentialKind::StateCds, 700) });
        }
        all
    }

    fn certificate(&mut self, profession: Profession) -> Option<Credential> {
        let issuer = match profession {
            Profession::Md | Profession::Do if self.random.percent(70) => {
                self.random.pick(&Words::get().boards).as_str()
            }
            Profession::Np | Profession::Cns => "ANCC",
            Profession::Pa => "NCCPA",
            Profession::Crna => "NBCRNA",
            _ => return None,
        };
        Some(Credential { issuer: Some(issuer.to_owned()), ..self.dated(CredentialKind::BoardCertification, 1800) })
    }

    /// Evidence that a mid-level may work alone, where the state's rule does not say so by itself.
    fn autonomy(&mut self, role: &Role<'_>) -> Vec<Credential> {
        let rules = self.rules;
        if rules.scope.of(role.profession).supervision != Supervision::ByState {
            return Vec::new();
        }
        let independent = |s: &str| {
            role.profession == Profession::Np
                && rules.states.get(s).is_some_and(|r| r.nurse_practice == NurseRule::Independent)
        };
        let dependent = role.states.iter().filter(|s| !independent(s));
        let evidence =
            |s: &&str| Credential { state: Some((*s).to_owned()), ..blank(CredentialKind::AutonomousPractice) };
        dependent.map(evidence).collect()
    }

    fn insurance(&mut self) -> Credential {
        let carrier = self.random.pick(&Words::get().carriers).clone();
        Credential {
            issuer: Some(carrier),
            number: Some(format!("MP-{}", self.random.between(100_000, 999_999))),
            ..self.dated(CredentialKind::MalpracticeInsurance, 360)
        }
    }

    /// A credential that runs for between 100 and `most` more days.
    pub fn dated(&mut self, kind: CredentialKind, most: i64) -> Credential {
        let expires_on = Some(self.today + Duration::days(self.random.between(100, most)));
        Credential { expires_on, ..blank(kind) }
    }
}

/// A credential of which nothing is said.
pub fn blank(kind: CredentialKind) -> Credential {
    Credential {
        kind,
        number: None,
        state: None,
        issuer: None,
        issued_on: None,
        expires_on: None,
        no_expiry: false,
        authority: None,
        basis: None,
        coverage: None,
    }
}
