//! One thing that can be a resource: a provider, a place of it, somebody who works there, what is offered, what was checked.

use chrono::{DateTime, Utc};

use crate::search::listing::Clinician;
use crate::search::{Published, Site};

macro_rules! kinds {
    ($($(#[$meta:meta])* $name:ident;)+) => {
        /// A resource type.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$meta])* $name),+ }

        impl Kind {
            /// Every type that can be read and searched.
            pub const ALL: &'static [Kind] = &[$(Kind::$name),+];

            /// As in addresses.
            pub const fn as_str(self) -> &'static str {
                match self { $(Kind::$name => stringify!($name)),+ }
            }

            /// The type of this name.
            pub fn named(name: &str) -> Option<Kind> {
                Kind::ALL.iter().copied().find(|kind| kind.as_str() == name)
            }
        }
    };
}

kinds! {
    /// A provider.
    Organization;
    /// A place of a provider.
    Location;
    /// A person who treats.
    Practitioner;
    /// What a person does for a provider.
    PractitionerRole;
    /// What is offered at a place.
    HealthcareService;
    /// A plan of an insurer. We know in what ways a place is paid, not by which plans: there is none of these.
    InsurancePlan;
    /// What was checked about one of the above.
    VerificationResult;
}

/// A resource before it is written.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Whose.
    pub provider: &'a Published,
    /// What of it.
    pub what: What<'a>,
}

/// What of a provider.
#[derive(Debug, Clone, Copy)]
pub enum What<'a> {
    /// [`Kind::Organization`].
    Organization,
    /// [`Kind::Location`].
    Location(&'a Site),
    /// [`Kind::Practitioner`].
    Practitioner(&'a Clinician),
    /// [`Kind::PractitionerRole`].
    Role(&'a Clinician),
    /// [`Kind::HealthcareService`].
    Service(&'a Site),
    /// [`Kind::VerificationResult`].
    Verification(About<'a>),
}

/// What was checked.
#[derive(Debug, Clone, Copy)]
pub enum About<'a> {
    /// The provider itself, and its owners.
    Organization,
    /// A place: `locations/{position}` in a report.
    Location(&'a Site, usize),
    /// A person: `clinicians/{position}`.
    Practitioner(&'a Clinician, usize),
}

impl<'a> Item<'a> {
    /// Every resource of one type that a provider has.
    pub fn all(provider: &'a Published, kind: Kind) -> Vec<Item<'a>> {
        let (sites, people) = (&provider.sites, &provider.profile.clinicians);
        let whats: Vec<What<'a>> = match kind {
            Kind::Organization => vec![What::Organization],
            Kind::Location => sites.iter().map(What::Location).collect(),
            Kind::HealthcareService => sites.iter().map(What::Service).collect(),
            Kind::Practitioner => people.iter().map(What::Practitioner).collect(),
            Kind::PractitionerRole => people.iter().map(What::Role).collect(),
            Kind::InsurancePlan => Vec::new(),
            Kind::VerificationResult => {
                let places = sites.iter().enumerate().map(|(n, site)| About::Location(site, n));
                let people = people.iter().enumerate().map(|(n, person)| About::Practitioner(person, n));
                [About::Organization].into_iter().chain(places).chain(people).map(What::Verification).collect()
            }
        };
        whats.into_iter().map(|what| Item { provider, what }).collect()
    }

    /// Its type.
    pub fn kind(&self) -> Kind {
        match self.what {
            What::Organization => Kind::Organization,
            What::Location(_) => Kind::Location,
            What::Practitioner(_) => Kind::Practitioner,
            What::Role(_) => Kind::PractitionerRole,
            What::Service(_) => Kind::HealthcareService,
            What::Verification(_) => Kind::VerificationResult,
        }
    }

    /// Its id: the one that the provider, the place or the person has everywhere else.
    pub fn id(&self) -> &'a str {
        match self.what {
            What::Organization | What::Verification(About::Organization) => self.provider.profile.provider_id.as_str(),
            What::Location(site) | What::Service(site) | What::Verification(About::Location(site, _)) => {
                site.id.as_str()
            }
            What::Practitioner(person) | What::Role(person) | What::Verification(About::Practitioner(person, _)) => {
                person.id.as_str()
            }
        }
    }

    /// `Location/0190...`.
    pub fn reference(&self) -> String {
        format!("{}/{}", self.kind().as_str(), self.id())
    }

    /// When anything of it may have changed: the provider's version, a check that was made, or one that ran out by `now`. A license is
    /// said to be good only while everything is in date, so that this holds for people, too.
    pub fn last_updated(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let profile = &self.provider.profile;
        let made = profile.checks.iter().map(|c| c.checked_at);
        let ran_out = profile.checks.iter().filter_map(|c| c.valid_until);
        let licenses = profile.clinicians.iter().flat_map(|c| &c.licenses).filter_map(|l| l.expires_on?.succ_opt());
        let licenses = licenses.filter_map(|day| day.and_hms_opt(0, 0, 0)).map(|at| at.and_utc());
        let moments = made.chain(ran_out).chain(licenses).filter(|at| *at <= now);
        moments.chain([profile.updated_at]).max().unwrap_or_default()
    }

    /// The provider.
    pub fn organization(&self) -> Item<'a> {
        Item { what: What::Organization, ..*self }
    }

    /// The places of a person, of a service; all of a provider.
    pub fn places(&self) -> Vec<&'a Site> {
        match self.what {
            What::Organization | What::Verification(About::Organization) => self.provider.sites.iter().collect(),
            What::Location(site) | What::Service(site) | What::Verification(About::Location(site, _)) => vec![site],
            What::Practitioner(person) | What::Role(person) | What::Verification(About::Practitioner(person, _)) => {
                self.provider.sites.iter().filter(|site| person.locations.contains(&site.id)).collect()
            }
        }
    }
}
