//! How many people there are in each state for one verified provider.
//!
//! A provider is verified where it shows its badge. It counts once in each state in which it has a place, and once in each that it serves
//! by telehealth, which are only those where a license was checked: no badge is shown while a license for such a state is missing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::geo::population::{self, Residents};
use crate::search::{Published, Snapshot};

/// One state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// Who lives there.
    pub residents: Residents,
    /// Verified providers.
    pub providers: u64,
}

/// How well a state is covered: a class of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// At most 100,000 people a provider.
    A,
    /// At most 300,000.
    B,
    /// At most 1,000,000.
    C,
    /// More.
    D,
    /// There is no provider.
    None,
}

impl Class {
    /// The best first.
    pub const ALL: [Class; 5] = [Class::A, Class::B, Class::C, Class::D, Class::None];

    /// The most people a provider; `None` where there is no such number.
    pub const fn most(self) -> Option<u64> {
        match self {
            Class::A => Some(100_000),
            Class::B => Some(300_000),
            Class::C => Some(1_000_000),
            Class::D | Class::None => None,
        }
    }
}

impl Covered {
    /// People for one provider, rounded up; `None` where there is no provider.
    pub fn people_each(&self) -> Option<u64> {
        (self.providers > 0).then(|| self.residents.people.div_ceil(self.providers))
    }

    /// Its class.
    pub fn class(&self) -> Class {
        let Some(each) = self.people_each() else { return Class::None };
        let fits = |class: &Class| class.most().is_some_and(|most| each <= most);
        Class::ALL.into_iter().find(fits).unwrap_or(Class::D)
    }
}

/// Every state, the District and Puerto Rico, as the table of residents has them.
pub fn of(snapshot: &Snapshot, now: DateTime<Utc>) -> Vec<Covered> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for provider in snapshot.providers().filter(|provider| provider.standing(now).badge.shown) {
        states_of(provider).into_iter().for_each(|state| *counts.entry(state).or_default() += 1);
    }
    let covered = |residents: &Residents| Covered {
        residents: *residents,
        providers: counts.get(residents.code).copied().unwrap_or_default(),
    };
    population::residents().iter().map(covered).collect()
}

/// Every state in which a provider has a place, and every one that it serves by telehealth.
pub(super) fn states_of(provider: &Published) -> BTreeSet<&str> {
    let of_sites = provider.sites.iter().filter_map(|site| site.address.state.as_deref());
    of_sites.chain(provider.profile.telehealth_states.iter().map(String::as_str)).map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::domain::check::{Check, Outcome};
    use crate::domain::clinical::Setting;
    use crate::domain::dossier::ProviderKind;
    use crate::domain::ids::Id;
    use crate::search::listing::{Address, Listing, Location, Offer, Profile};

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::days(20_000)
    }

    /// With a place in each of these states, and telehealth in those.
    fn listing(places: &[&str], telehealth: &[&str], confirmed_days_ago: i64) -> Listing {
        let check = Check {
            code: "npi.registered".into(),
            subject: "clinicians/0".into(),
            outcome: Outcome::Pass,
            blocking: true,
            detail: String::new(),
            source: "NPPES".into(),
            checked_at: now(),
            valid_until: Some(now() + Duration::days(30)),
            evidence: Default::default(),
        };
        let place = |state: &&str| Location {
            id: Id::new(),
            address: Address { state: Some(state.to_string()), ..Address::default() },
            point: None,
            hide_street: false,
            offer: Offer { settings: vec![Setting::Clinic], ..Offer::default() },
        };
        Listing {
            profile: Profile {
                provider_id: Id::new(),
                slug: Id::new().to_string(),
                former_slugs: Vec::new(),
                name: "Invented".into(),
                kind: ProviderKind::Clinic,
                organization_npi: None,
                website: None,
                description: None,
                languages: Vec::new(),
                telehealth_states: telehealth.iter().map(|state| state.to_string()).collect(),
                clinicians: Vec::new(),
                checks: vec![check],
                published_at: now() - Duration::days(300),
                confirmed_at: Some(now() - Duration::days(confirmed_days_ago)),
                updated_at: now(),
            },
            locations: places.iter().map(place).collect(),
        }
    }

    fn counted(listings: Vec<Listing>, at: DateTime<Utc>) -> Vec<(&'static str, u64)> {
        let covered = of(&Snapshot::build(listings, 1, now()), at);
        assert_eq!(covered.len(), 52);
        covered.iter().filter(|s| s.providers > 0).map(|s| (s.residents.code, s.providers)).collect()
    }

    #[test]
    fn a_provider_counts_once_in_each_state_of_its_places_and_of_its_telehealth_while_its_badge_is_shown() {
        let mut unchecked = listing(&["OR"], &[], 1);
        unchecked.profile.checks.clear();
        let all = vec![
            listing(&["OR", "OR", "WA"], &["OR", "ID"], 1),
            listing(&["OR"], &[], 1),
            listing(&["CA"], &["NV"], 91),
            listing(&["GU"], &["PR"], 1),
            unchecked,
        ];
        assert_eq!(counted(all.clone(), now()), [("ID", 1), ("OR", 2), ("WA", 1), ("PR", 1)]);
        assert_eq!(counted(all, now() + Duration::days(31)), [], "the checks have run out");
    }

    fn covered(people: u64, providers: u64) -> Covered {
        Covered { residents: Residents { code: "XX", name: "Invented", people }, providers }
    }

    #[test]
    fn classes_begin_one_person_behind_the_last_of_the_class_before() {
        for (people, providers, each, class) in [
            (100_000, 1, Some(100_000), Class::A),
            (100_001, 1, Some(100_001), Class::B),
            (200_001, 2, Some(100_001), Class::B),
            (300_000, 1, Some(300_000), Class::B),
            (300_001, 1, Some(300_001), Class::C),
            (1_000_000, 1, Some(1_000_000), Class::C),
            (1_000_001, 1, Some(1_000_001), Class::D),
            (39_538_223, 1, Some(39_538_223), Class::D),
            (576_851, 0, None, Class::None),
        ] {
            let state = covered(people, providers);
            assert_eq!((state.people_each(), state.class()), (each, class), "{people} people, {providers} providers");
        }
    }
}
